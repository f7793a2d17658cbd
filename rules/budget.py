"""Quality over quantity: at most one follow-up per person, few per week, few open at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from syncd.dates import iso_week, local_day
from syncd.model import LIVE, FollowUp, Held, State, Wanted

_REVIVE, _REVIVED = "revive", 1
"""Of this kind only so many are raised in a week (CONTRACT.md §5)."""


def choose(
    wanted: Sequence[Wanted],
    remembered: Sequence[FollowUp],
    *,
    already_held: Iterable[Held] = (),
    per_week: int,
    max_open: int,
    now: datetime,
    zone: tzinfo,
    person_of: Callable[[str], str] = str,
) -> tuple[tuple[Wanted, ...], tuple[Held, ...]]:
    """(kept, held back by one-per-person, per_week or max_open), each in order of urgency.

    `remembered` are all follow-ups as they stand now, settled ones included. What is open already is kept and uses up
    its place; a cycle that is settled is over, and what wants it is in neither list. `per_week` counts what was
    raised in the ISO week of today (local), settled since or not. Of old ties to revive one a week is chosen, the
    strongest then. `already_held` (one-sided, scheduled) is only named in the notes of the same person's follow-up.
    """
    live, settled = _by_state(remembered, person_of)
    raised = _raised_this_week(wanted, remembered, now, zone, person_of)
    places_open = max_open - sum(f.state in LIVE for f in remembered)
    places_week = per_week - len(raised)
    places_old = _REVIVED - raised.count(_REVIVE)
    busy = {person for _, person, _ in live}
    kept: list[Wanted] = []
    held: list[Held] = []
    served: set[str] = set()
    for each in sorted((w for w in wanted if _cycle(w) in live), key=_urgency):
        if each.person in served:  # two people with open follow-ups were merged
            held.append(Held(each, "one-per-person"))
        else:
            served.add(each.person)
            kept.append(each)
    fresh = [w for w in wanted if _cycle(w) not in live and _cycle(w) not in settled]
    for each in _in_turn(fresh):
        if each.person in busy:
            held.append(Held(each, "one-per-person"))
            continue
        old = each.rule_kind == _REVIVE
        if old and places_old <= 0:  # it does not stand in the way of another rule for this person
            held.append(Held(each, "per_week"))
            continue
        busy.add(each.person)
        if places_week <= 0 or places_open <= 0:
            held.append(Held(each, "per_week" if places_week <= 0 else "max_open"))
            continue
        places_week -= 1
        places_open -= 1
        places_old -= old
        kept.append(each)
    others = [h for h in (*held, *already_held) if _cycle(h.wanted) not in settled]
    return tuple(_naming_others(w, others) for w in sorted(kept, key=_urgency)), tuple(held)


def _by_state(
    remembered: Iterable[FollowUp], person_of: Callable[[str], str]
) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """The cycles that have an open follow-up, and those that are over."""
    live: set[tuple[str, str, str]] = set()
    settled: set[tuple[str, str, str]] = set()
    for each in remembered:
        if each.state is not State.EXPIRED:  # nobody settled it: it may come back (reconcile, S4)
            (live if each.state in LIVE else settled).add((each.rule, person_of(each.person), each.cycle))
    return live, settled - live


def _cycle(wanted: Wanted) -> tuple[str, str, str]:
    return wanted.rule, wanted.person, wanted.cycle


def _urgency(wanted: Wanted) -> tuple[int, float, str, str, str]:
    """Priority 1 is the most urgent (RFC 5545 §3.8.1.9), then the most overdue relative to its interval."""
    return wanted.priority, -wanted.overdue_ratio, wanted.person, wanted.rule, wanted.cycle


def _raised_this_week(
    wanted: Iterable[Wanted],
    remembered: Iterable[FollowUp],
    now: datetime,
    zone: tzinfo,
    person_of: Callable[[str], str],
) -> list[str]:
    """The kinds of what was raised in this ISO week; what comes back (reconcile, S4) is not a second one."""
    week = iso_week(local_day(int(now.timestamp()), zone))
    asked = {_cycle(w) for w in wanted}
    return [
        f.rule_kind
        for f in remembered
        if iso_week(local_day(f.raised, zone)) == week
        and not (f.state is State.EXPIRED and (f.rule, person_of(f.person), f.cycle) in asked)
    ]


def _in_turn(fresh: Iterable[Wanted]) -> list[Wanted]:
    """In order of urgency; the old ties of one priority change places so that the strongest then comes first."""
    turn = sorted(fresh, key=_urgency)
    old = [each for each in turn if each.rule_kind == _REVIVE]
    strongest = iter(sorted(old, key=lambda each: (each.priority, -each.exchanges, _urgency(each))))
    return [next(strongest) if each.rule_kind == _REVIVE else each for each in turn]


def _naming_others(kept: Wanted, held: Iterable[Held]) -> Wanted:
    """The notes name the person's other follow-ups, in an order that does not change from day to day."""
    mine = sorted({(h.wanted.rule, h.wanted.rule_kind, h.wanted.due) for h in held if h.wanted.person == kept.person})
    lines = [f"Also waiting: {rule} ({kind}), due {due}" for rule, kind, due in mine]
    return replace(kept, notes="\n".join((kept.notes, *lines))) if lines else kept
