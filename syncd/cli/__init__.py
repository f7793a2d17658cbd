"""The command line. Commands are loaded when they are run, so that `syncd --help` and completion stay quick."""

from __future__ import annotations

import gc


def main() -> None:
    """The `syncd` program."""
    # Importing and reading mail make very many objects and next to no cycles: the collector's default of every 700
    # allocations costs a tenth of all time (measured) and finds nothing.
    gc.set_threshold(50_000, 20, 20)
    from syncd.cli.app import run

    run()
