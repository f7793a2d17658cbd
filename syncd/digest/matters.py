"""The sections *you owe*, *waiting on* and *promised*: open matters from the texts of mails; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from syncd.digest import words
from syncd.digest.promised import numbers
from syncd.digest.sections import Handle, Line, Lines
from syncd.model import FollowUp, Held, Wanted

AT_MOST = 7
_TITLES = (("reply-owed", "You owe"), ("awaiting-reply", "Waiting on"), ("promise", "Promised"))
KINDS = frozenset(kind for kind, _ in _TITLES)
Name = Callable[[str, str], str]


def matters(
    followups: Sequence[FollowUp],
    held: Sequence[Held],
    suggested: Sequence[Wanted],
    shown: Collection[str],
    name: Name,
) -> list[Lines]:
    """One section a kind, each only if there is something in it.

    Open follow-ups that *this week* shows already (their keys are `shown`) are not said twice; those who do not answer
    (`one-sided`) are left in peace. A `suggested` promise comes with the command that confirms it.
    """
    found = []
    for kind, title in _TITLES:
        lines = [
            Line(name(one.person, one.name), one.reason, handle=Handle.of(one))
            for one in followups
            if _open(one, kind, shown)
        ]
        lines += [
            Line(name(one.wanted.person, one.wanted.name), one.wanted.reason, "waiting for room")
            for one in held
            if one.wanted.rule_kind == kind and one.held_by != "one-sided"
        ]
        if kind == "promise":
            lines += [
                Line(
                    name(one.person, one.name),
                    one.reason,
                    f"due {words.weekday(one.due)}; to be reminded: syncd confirm {number}",
                )
                for number, one in zip(numbers(suggested), suggested, strict=True)
            ]
        if lines:
            found.append(Lines(title, tuple(lines[:AT_MOST]), max(0, len(lines) - AT_MOST), "syncd plan"))
    return found


def _open(one: FollowUp, kind: str, shown: Collection[str]) -> bool:
    return one.rule_kind == kind and one.key not in shown
