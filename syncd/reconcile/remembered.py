"""Rows L and S of `syncd.reconcile`: what becomes of the follow-ups that the log has; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from syncd.dates import local_day, workday_on_or_after
from syncd.model import LIVE, Contact, Doing, FollowUp, Found, State, Status, Wanted
from syncd.reconcile.sight import (
    Cycle,
    Sight,
    addresses_of,
    cycle_of_remembered,
    late_contact,
    settling_contact,
    unwritten,
)


def decide(known: Sequence[FollowUp], asked: Mapping[Cycle, Wanted], sight: Sight) -> list[Doing]:
    """Rows L and S. Of two live follow-ups of one cycle (their people were merged) only the first is still wanted."""
    doings: list[Doing | None] = []
    taken: set[Cycle] = set()
    for followup in known:
        cycle = cycle_of_remembered(followup, sight)
        if followup.state in LIVE:
            doings.append(_live(followup, None if cycle in taken else asked.get(cycle), sight))
        else:
            doings.append(_settled(followup, sight))
        taken.add(cycle)
    return [d for d in doings if d is not None]


def _live(followup: FollowUp, wanted: Wanted | None, sight: Sight) -> Doing | None:
    """L1-L7; the rest is `_edited`."""
    item = sight.items.get(followup.key)
    contact = settling_contact(followup, sight)
    if item is not None and item.done:
        state = State.CONTACTED if item.closed_by_us and contact else State.DONE
        return _settle(followup, state, "none", "it was completed" if item.closed_by_us else "you ticked it", sight)
    if contact is None and wanted is None and not _put_off(followup, item, sight):
        contact = late_contact(followup, sight)
    if contact is not None:
        shown = item.date if item is not None and item.date is not None else followup.date
        action = "remove" if sight.kind == "event" and shown >= sight.today else "complete"
        return _settle(followup, State.CONTACTED, action, _touch(contact, sight), sight)
    absent = item is None and not unwritten(followup)
    if absent and sight.read and sight.sink and followup.sink == sight.sink:
        return _settle(followup, State.DISMISSED, "none", "you deleted it", sight)
    if followup.raised > sight.now:
        return _edited(followup, item, None, sight)
    if wanted is None and not _put_off(followup, item, sight):
        return _settle(followup, State.EXPIRED, "remove", _unasked(followup, sight), sight)
    elsewhere = absent and bool(sight.sink) and followup.sink != sight.sink
    if elsewhere or (item is None and unwritten(followup)):
        return _again(followup, wanted, sight)
    return _edited(followup, item, wanted, sight)


def _settle(followup: FollowUp, state: State, action: str, why: str, sight: Sight) -> Doing:
    """Settles it, and in the sink too where there is something of ours that the user did not reword."""
    item = sight.items.get(followup.key)
    reworded = followup.reworded if item is None else item.reworded
    assumed = not sight.read and bool(sight.sink) and followup.sink == sight.sink and not unwritten(followup)
    if reworded or not (item is not None or assumed):
        action = "none"
    after = replace(followup, state=state, settled=sight.now, pending="", reworded=reworded)
    return Doing(action, after, addresses_of(followup, sight), found=item, why=why)


def _put_off(followup: FollowUp, item: Found | None, sight: Sight) -> bool:
    """Whether the user asked to be reminded on a day that has not passed, of somebody still to be written to."""
    tie = sight.tie(followup)
    if tie is None or not tie.is_person or tie.person.status is not Status.ACTIVE:
        return False
    day = _moved_to(followup, item)
    if day is None:
        return followup.state is State.SNOOZED and followup.date >= sight.today
    by_hand = item is not None and item.moved  # which the next run sees again; another machine's day it remembers
    return day >= sight.today if by_hand else day > sight.today


def _moved_to(followup: FollowUp, item: Found | None) -> date | None:
    """The day it was given in the sink: by the user's hand, or by syncd on another machine, whose stamp fits that day.

    None while a snooze by command is still to be written over it.
    """
    if item is None or (followup.pending == "snooze" and not item.reworded):
        return None
    elsewhere = item.date != followup.date and followup.pending != "snooze"
    return item.date if item.moved or elsewhere else None


def _again(followup: FollowUp, wanted: Wanted | None, sight: Sight) -> Doing:
    """L6, L7: it is written (once more) as the rules want it now, on the day it had if that is not past."""
    day = workday_on_or_after(max(followup.due, sight.today), sight.workdays)
    state = State.SNOOZED if followup.state is State.SNOOZED else State.OPEN
    day = followup.date if followup.date >= sight.today else day
    after = replace(_refreshed(followup, wanted), state=state, date=day, sink=sight.sink, pending="")
    return Doing("create", after, addresses_of(followup, sight), sight.task(after), why=after.reason)


def _refreshed(followup: FollowUp, wanted: Wanted | None) -> FollowUp:
    """The follow-up with what rules and facts say now; the user's own words stay.

    `person` stays what the key was made of: after a merge and a split it must find its way back.
    """
    if wanted is None:
        return followup
    after = replace(
        followup,
        rule_kind=wanted.rule_kind,
        name=wanted.name,
        due=wanted.due,
        priority=wanted.priority,
        reason=wanted.reason,
        closes_on=wanted.closes_on,
        evidence=wanted.evidence,
    )
    return after if after.reworded else replace(after, title=wanted.title, notes=wanted.notes)


def _edited(followup: FollowUp, item: Found | None, wanted: Wanted | None, sight: Sight) -> Doing | None:
    """L8-L12."""
    after = followup if item is None and unwritten(followup) else replace(followup, pending="")
    if followup.pending == "snooze" and not (item is not None and item.reworded):
        after = replace(after, date=max(after.date, sight.today))  # its day went by before it could be written
    moved = False
    if item is not None:
        after = replace(after, sink=sight.sink, reworded=item.reworded)
        if after.state is State.PLANNED:
            after = replace(after, state=State.OPEN)
        if item.reworded:
            after = replace(after, title=item.title or after.title)
        day = _moved_to(followup, item)
        if day is not None and day != followup.date:
            moved = True
            after = replace(after, date=day, state=State.SNOOZED if day > sight.today else State.OPEN)
    after = _refreshed(after, wanted)
    return _step(followup, after, item, moved, sight)


def _step(before: FollowUp, after: FollowUp, item: Found | None, moved: bool, sight: Sight) -> Doing | None:
    """Which action takes the sink from `before` to `after`."""
    addresses = addresses_of(after, sight)
    reachable = item is not None or (not sight.read and bool(sight.sink) and after.sink == sight.sink)
    writable = reachable and not after.reworded
    changed = (before.title, before.notes, before.priority) != (after.title, after.notes, after.priority)
    if writable and (changed or before.pending == "update"):
        return Doing("update", after, addresses, sight.task(after), item, "its text changed with your rules or facts")
    if moved:
        return Doing("snooze", after, addresses, found=item, why=f"you moved it to {after.date}")
    if writable and before.pending == "snooze" and (item is None or item.date != after.date):
        return Doing("snooze", after, addresses, sight.task(after), item, f"put off to {after.date}")
    if after == before:
        return None
    why = "you reworded it" if after.reworded and not before.reworded else "brought up to date"
    return Doing("none", after, addresses, found=item, why=why)


def _settled(followup: FollowUp, sight: Sight) -> Doing | None:
    """S1-S3."""
    item = sight.items.get(followup.key)
    out_of_reach = not sight.sink or (followup.sink != sight.sink and item is None)
    if not followup.pending or not (sight.read or out_of_reach):
        return None
    over = item is None or (item.done and followup.pending == "complete")
    theirs = item is not None and item.reworded
    unfinished = not over and not theirs and followup.pending in ("complete", "remove")
    return Doing(
        followup.pending if unfinished else "none",
        replace(followup, pending=""),
        addresses_of(followup, sight),
        found=item,
        why="you settled it" if followup.state in (State.DONE, State.DISMISSED) else _UNFINISHED,
    )


_UNFINISHED = "begun before and not known to be finished"


def may_return(followup: FollowUp, sight: Sight) -> bool:
    """S4."""
    return followup.state is State.EXPIRED and not followup.pending and followup.key not in sight.items


_HOW = {"email": "an e-mail", "meeting": "a meeting", "call": "a call", "message": "a message"}


def _touch(contact: Contact, sight: Sight) -> str:
    day = contact.day or local_day(contact.at, sight.zone)
    return f"you were in touch on {day} ({_HOW.get(contact.kind, contact.kind)})"


def _unasked(followup: FollowUp, sight: Sight) -> str:
    tie = sight.tie(followup)
    if tie is None or not tie.is_person:
        return f"{followup.name} is no longer among your people"
    if tie.person.status is not Status.ACTIVE:
        return f"{followup.name} is {tie.person.status}"
    return f"rule {followup.rule} no longer asks for it"
