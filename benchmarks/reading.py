"""How well asks, promises and due dates are found in the made-up mails of tests/rules/reading, and how fast.

Two baselines say what the figures are worth: "it has a question mark" and "every letter asks". The held-out part was
written before anything else and never tuned on; the fresh part before the tables were gone over a second time. Of the
newsletters, notifications, robots and salesmen of `tests.rules.reading.bulk` none may ask or promise.
``python -m benchmarks.reading`` prints the table alone.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks.measure import Cost
from benchmarks.report import Report, Row
from rules.reading.signals import signals
from tests.rules.reading.bulk import bulk
from tests.rules.reading.labelled import SENT, Found, Labelled, Score, labelled, scored

if TYPE_CHECKING:
    from benchmarks.scenes import Bed

_SHALL = re.compile(r"\b(?:I|we)(?:'ll| will)\b|\b(?:ich|wir) werden?\b", re.IGNORECASE)
_AT_LEAST = 20_000  # mails for the rate
PARTS = ("tuned", "held_out", "fresh")
_TARGET = 2_000  # mails/s

Reader = Callable[[Labelled], Found]


def reader(mail: Labelled) -> Found:
    """Ours."""
    found = signals(mail.body, mail.subject, sent=mail.sent)
    return Found(
        bool(found.asks), bool(found.promises), min((one.due for one in found.promises if one.due), default=None)
    )


def question_mark(mail: Labelled) -> Found:
    """A baseline: a question mark asks, "I will" promises, no date is read."""
    return Found("?" in mail.body, bool(_SHALL.search(mail.body)))


def always(mail: Labelled) -> Found:
    """A baseline: whatever came last asks."""
    return Found(bool(mail.body), bool(mail.body))


READERS: dict[str, Reader] = {"ours": reader, "a question mark, “I will”": question_mark, "always yes": always}


def figure(score: Score) -> str:
    """P, R and F1 with the counts behind them."""
    return (
        f"P {score.precision:.2f} R {score.recall:.2f} F1 {score.f1:.2f}"
        f" ({score.right} right, {score.wrong} wrong, {score.missed} missed, {score.none} rightly none)"
    )


def reading(_bed: Bed | None, report: Report) -> None:
    """The scene: quality on both parts beside the baselines, then the rate."""
    for part in PARTS:
        mails = list(labelled(part))
        for name, read in READERS.items():
            scores = scored(mails, read)
            report.rows.append(Row(f"asks, {part}: {name}", None, figure(scores.asks)))
            report.rows.append(Row(f"promises, {part}: {name}", None, figure(scores.promises)))
            if read is reader:
                dated = f"{scores.due_right} of {scores.due_right + scores.due_wrong} right"
                report.rows.append(Row(f"due dates, {part}: {name}", None, dated))
    _automatic(report)
    mails = [mail for part in PARTS for mail in labelled(part)]
    rounds = max(1, _AT_LEAST // len(mails))
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        for mail in mails:
            reader(mail)
    cost = Cost(time.perf_counter() - began, time.process_time() - cpu)
    count = rounds * len(mails)
    rate = count / cost.cpu
    report.rows.append(
        Row(
            f"reading {count:,} short mails",
            cost,
            f"{rate:,.0f} mails/s of CPU",
            f"≥ {_TARGET:,} mails/s",
            "yes" if rate >= _TARGET else "**no**",
        )
    )


def _automatic(report: Report) -> None:
    """How many of the mails that nobody wrote to this reader seem to ask or promise."""
    found = [signals(mail.body, mail.subject, sent=SENT) for mail in bulk()]
    heard = sum(bool(said.asks or said.promises) for said in found)
    row = f"{heard} of {len(found)} ask or promise"
    report.rows.append(Row("newsletters, robots, sales", None, row, "0", "**no**" if heard else "yes"))


def main() -> int:
    """The table alone."""
    report = Report(sum(1 for part in PARTS for _ in labelled(part)), 1)
    reading(None, report)
    print(report.text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
