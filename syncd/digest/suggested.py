"""The sections *one to revive*, *introduce* and *goals*, and new jobs among *new people*; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from syncd.careers import JobChange
from syncd.digest import words
from syncd.digest.sections import Handle, Line, Lines
from syncd.model import FollowUp, Held, Tie

AT_MOST = 7
REVIVE = "revive"


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two people who may like to meet, and the tags they share."""

    one: Tie
    other: Tie
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """How far a goal has come; `done` of `people` counted, or for "reached" `value` percent of them."""

    name: str
    what: str  # new-people | reached | outreach
    per: str
    last: date  # of the period
    value: float
    at_least: float
    done: int
    people: int


def revive(
    followups: Sequence[FollowUp],
    held: Sequence[Held],
    name: Callable[[str, str], str],
    shown: Collection[str] = (),
) -> Lines | None:
    """The old tie that is raised; without one the next in turn. As under *drifting*, *this week* may name it too."""
    lines = [
        Line(name(one.person, one.name), one.reason, handle=None if one.key in shown else Handle.of(one))
        for one in followups
        if one.rule_kind == REVIVE
    ]
    if not lines:
        waiting = [one.wanted for one in held if one.wanted.rule_kind == REVIVE and one.held_by in _ROOM]
        lines = [Line(name(one.person, one.name), one.reason, "waiting for room") for one in waiting[:1]]
    return Lines("One to revive", tuple(lines[:AT_MOST]), 0, "syncd due") if lines else None


_ROOM = ("per_week", "max_open")


def introduce(pairs: Iterable[Introduction]) -> Lines | None:
    """Two names, what they share, and that they never met through me."""
    lines = []
    for pair in pairs:
        one, other = (tie.person.name or tie.person.key for tie in (pair.one, pair.other))
        lines.append(
            Line(f"{one} and {other}", f"both {words.listed(pair.tags)}", "never in one mail or meeting of yours")
        )
    return Lines("Introduce", tuple(lines[:AT_MOST])) if lines else None


def goals(found: Iterable[Goal], today: date) -> Lines | None:
    """Each goal with its progress and the days that are left."""
    lines = []
    for one in found:
        left = (one.last - today).days
        when = f"the {one.per} ends today" if not left else f"{words.many(left, 'day')} left in the {one.per}"
        lines.append(Line(one.name, _progress(one), "reached" if one.value >= one.at_least else when))
    return Lines("Goals", tuple(lines)) if lines else None


def _progress(one: Goal) -> str:
    match one.what:
        case "new-people":
            return f"{one.done} of {one.at_least:g} new people this {one.per}"
        case "outreach":
            return f"{one.done} of {one.at_least:g} conversations begun by you this {one.per}"
    reached = f"{one.done} of {words.many(one.people, 'person')} reached this {one.per}"
    return f"{reached}, {one.value:.0f} % of {one.at_least:g} %"


def job_lines(changes: Iterable[JobChange]) -> list[Line]:
    """A new job is a reason to write."""
    return [Line(one.name, f"new job: {one.after}", f"before: {one.before}") for one in changes]
