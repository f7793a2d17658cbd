"""`make bench`: how quick and how small syncd is, beside a floor and beside other programs. See README.md here."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks import scenes
from benchmarks.report import Report


def main(arguments: list[str] | None = None) -> int:
    """Measures everything and prints the table; 0 unless something could not be measured at all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--mails", type=int, help="mails in the mailbox (100,000; with --quick 5,000)")
    parser.add_argument("--rounds", type=int, help="rounds whose median counts (5; with --quick 1)")
    parser.add_argument("--quick", action="store_true", help="a small mailbox, once: does the harness work?")
    parser.add_argument("--big", action="store_true", help="also the memory of a sync of five times as many mails")
    parser.add_argument("--only", action="append", choices=list(scenes.SCENES), help="only this part (repeatable)")
    parser.add_argument("--without-rivals", action="store_true", help="syncd and its floor only")
    chosen = parser.parse_args(arguments)
    folder = Path(os.environ.get("SYNCD_BENCH_DIR") or "/tmp/syncd-bench")
    bed = scenes.Bed(
        folder,
        chosen.mails or (5_000 if chosen.quick else 100_000),
        chosen.rounds or (1 if chosen.quick else 5),
        rivals=not chosen.without_rivals,
        big=chosen.big,
    )
    report = Report(bed.mails, bed.rounds)
    for name in chosen.only or scenes.SCENES:
        print(f"-- {name}", file=sys.stderr)
        scenes.SCENES[name](bed, report)
    text = report.text()
    (folder / "results.md").write_text(text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
