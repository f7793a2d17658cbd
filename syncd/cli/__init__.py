"""The command line. Commands are loaded when they are run, so that `syncd --help` and completion stay quick."""

from __future__ import annotations


def main() -> None:
    """The `syncd` program."""
    from syncd.cli.app import run

    run()
