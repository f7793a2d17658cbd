"""How well asks, promises and due dates are found in the made-up mails of tests/rules/reading, whose turn it is in the
made-up threads of tests/rules, and how fast.

Two baselines say what the figures are worth: "it has a question mark" and "every letter asks". The held-out part was
written before anything else and never tuned on; the fresh part before the tables were gone over a second time. Of the
newsletters, notifications, robots and salesmen of `tests.rules.reading.bulk` none may ask or promise.
Of the held-out threads three more were wrong when they were first read (two owed, one awaiting); they have been mended
and count as tuned.
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
from tests.rules.letters_of_threads import promised, standing
from tests.rules.reading.bulk import bulk
from tests.rules.reading.labelled import SENT, Found, Labelled, Score, labelled, scored
from tests.rules.thread_scenarios import SCENARIOS, Scenario
from tests.rules.thread_scenarios_held_out import HELD_OUT

if TYPE_CHECKING:
    from benchmarks.scenes import Bed

_SHALL = re.compile(r"\b(?:I|we)(?:'ll| will)\b|\b(?:ich|wir) werden?\b", re.IGNORECASE)
_AT_LEAST = 20_000  # mails for the rate
PARTS = ("tuned", "held_out", "fresh")
_TARGET = 2_000  # mails/s

Reader = Callable[[Labelled], Found]
Judge = Callable[[Scenario], tuple[str, bool]]
"""What stands open in a thread: owed, awaiting or none, and whether something is promised."""

THREADS = {"tuned": SCENARIOS, "held_out": HELD_OUT}
_MAIL = re.compile(r"\d+ ([A-Z])~?>\S* (.*)", re.DOTALL)


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


def _judge(thread: Scenario) -> tuple[str, bool]:
    """Ours."""
    found = standing(thread)
    return found.state, bool(promised(found))


def _last_mark(thread: Scenario) -> tuple[str, bool]:
    """A baseline: a question mark in the last mail asks, "I will" in one of mine promises."""
    author, text = _mails(thread)[-1]
    state = ("awaiting" if author == "A" else "owed") if "?" in text else "none"
    return state, any(author == "A" and _SHALL.search(text) for author, text in _mails(thread))


def _last_author(thread: Scenario) -> tuple[str, bool]:
    """A baseline: it is the turn of whoever did not write last, and whatever I write promises."""
    mine = _mails(thread)[-1][0] == "A"
    return "awaiting" if mine else "owed", mine


def _mails(thread: Scenario) -> list[tuple[str, str]]:
    """Author and text of a thread's mails."""
    return [(match[1], match[2]) for text in thread.mails if (match := _MAIL.fullmatch(text))]


JUDGES: dict[str, Judge] = {
    "ours": _judge,
    "a question mark in the last mail": _last_mark,
    "the last mail is theirs": _last_author,
}


def _threads(report: Report) -> None:
    """Reply-owed, awaiting-reply and promise over whole threads."""
    for part, threads in THREADS.items():
        for name, judge in JUDGES.items():
            scores = {"reply-owed": Score(), "awaiting-reply": Score(), "promise": Score()}
            for thread in threads:
                state, promise = judge(thread)
                scores["reply-owed"].add(thread.state == "owed", state == "owed")
                scores["awaiting-reply"].add(thread.state == "awaiting", state == "awaiting")
                scores["promise"].add(bool(thread.promised), promise)
            for what, score in scores.items():
                report.rows.append(Row(f"{what}, threads, {part}: {name}", None, figure(score)))


def figure(score: Score) -> str:
    """P, R and F1 with the counts behind them."""
    return (
        f"P {score.precision:.2f} R {score.recall:.2f} F1 {score.f1:.2f}"
        f" ({score.right} right, {score.wrong} wrong, {score.missed} missed, {score.none} rightly none)"
    )


def reading(bed: Bed | None, report: Report) -> None:
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
    _threads(report)
    _automatic(report)
    mails = [mail for part in PARTS for mail in labelled(part)]
    wanted = _AT_LEAST if bed is None else min(_AT_LEAST, bed.mails)
    rounds = max(1, wanted // len(mails))
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
