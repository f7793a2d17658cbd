"""Rows A of `syncd.reconcile`: what the rules want and the log does not have; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from syncd.dates import workday_on_or_after
from syncd.model import Doing, FollowUp, Found, Held, State, Wanted
from syncd.reconcile.sight import Cycle, Sight, cycle_of, cycle_of_remembered, followup_key


def asked_for(kept: Iterable[Wanted], held: Iterable[Held]) -> dict[Cycle, Wanted]:
    """What an open follow-up may go on for: held back by anything but a better one for the same person."""
    return {cycle_of(w): w for w in (*(h.wanted for h in held if h.held_by != "one-per-person"), *kept)}


def adopt(asked: Mapping[Cycle, Wanted], remembered: Sequence[FollowUp], sight: Sight) -> list[FollowUp]:
    """A1, on the day the sink shows: later than ours, somebody put it off.

    Our own rendering is remembered, not the found one, so that nothing is written only for another {days}.
    """
    taken = {cycle_of_remembered(f, sight) for f in remembered}
    keyed = {followup_key(*cycle): w for cycle, w in asked.items() if cycle not in taken}
    return [_as_found(_raised(w, sight), sight.items[key]) for key, w in keyed.items() if key in sight.items]


def _as_found(followup: FollowUp, item: Found) -> FollowUp:
    if item.date is None or item.moved:  # what the user's own hand moved is told as such
        return followup
    state = State.SNOOZED if item.date > followup.date else State.OPEN
    return replace(followup, date=item.date, state=state)


def create(wanted: Wanted, sight: Sight) -> Doing:
    """A2."""
    followup = _raised(wanted, sight)
    return Doing("create", followup, wanted.addresses, sight.task(followup), why=wanted.reason)


def _raised(wanted: Wanted, sight: Sight) -> FollowUp:
    return replace(raised(wanted, now=sight.now, today=sight.today, workdays=sight.workdays), sink=sight.sink)


def raised(wanted: Wanted, *, now: int, today: date, workdays: AbstractSet[int]) -> FollowUp:
    """The open follow-up that `wanted` becomes at the instant `now`, dated the first workday from due date or today."""
    return FollowUp(
        id=0,
        key=followup_key(*cycle_of(wanted)),
        rule=wanted.rule,
        rule_kind=wanted.rule_kind,
        person=wanted.person,
        name=wanted.name,
        cycle=wanted.cycle,
        due=wanted.due,
        date=workday_on_or_after(max(wanted.due, today), workdays),
        priority=wanted.priority,
        title=wanted.title,
        reason=wanted.reason,
        notes=wanted.notes,
        state=State.OPEN,
        raised=now,
        closes_on=wanted.closes_on,
        evidence=wanted.evidence,
    )
