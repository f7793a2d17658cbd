"""Wanted × remembered × found → Plan: what to create, update, complete, remove, and what the user did meanwhile.

Pure and total: every combination has a row, the first that applies decides, and nothing raises. *Wanted* is what the
rules ask for now, kept or held back; *remembered* is the log's follow-up of the same rule, cycle and person (whoever
the person's address belongs to today); *found* is the sink's item of the same key. `found=None` says that the sink was
not read: then nothing counts as missing and remembered text as untouched.

Before all rows: the sink shows none of two or more open follow-ups it should hold, or not the only one and nothing
else of ours either (and no contact explains it) → suspect: no doings at all, unless `accept_empty`.
A user with one follow-up who deletes it is believed as soon as any other item of ours, closed ones included, is there.

Nothing remembered
  A1  wanted or held · found            → adopted (log lost, second machine): goes on with the rows L as if written
  A2  kept · not found                  → create, dated the first workday on or after max(due, today)
  A3  held · not found                  → nothing (it is in `Plan.held`)
  A4  not wanted · found                → nothing: neither person nor rule is known; perhaps another machine's
Remembered live (planned, open, snoozed)
  L1  found done                        → none, DONE (CONTACTED if syncd closed it and a contact is known)
  L2  contact since it was raised       → CONTACTED; task: complete; event: remove if its date is today or later, else
                                          complete; reworded, not found, or no sink: none
  L3  written, sink read, not found     → none, DISMISSED for the cycle
  L4  raised after now (clock set back) → only the user's edits (L8-L10)
  L5  not wanted, and a contact is newer than what it was raised for (synced late) → as L2
      not wanted, or held one-per-person → EXPIRED: remove; reworded or not found: none. But put off by the user to a
                                          day not yet past, person still active: kept (L8-L10)
  L6  intent never written, not found   → create again (the key makes that safe)
  L7  written to another sink, not found here → create here
  L8  reworded                          → none: the user's title is remembered, text never written again
  L9  text or priority changed by an edit of rules or facts, or update pending → update, at the date it has
  L10 moved                             → snooze without a task to write: to that day; today or earlier: OPEN again
  L11 snooze pending, not yet there     → snooze
  L12 anything else new (due, name, reason, cleared intent) → none; nothing new → no doing at all
Remembered settled (done, dismissed, contacted, expired); wanted or not: the cycle is over, never raised again but by S4
  S1  complete or remove pending, found still open → the same again (reworded and not by the user's command: none)
  S2  pending, but done, gone or out of reach      → none, intent cleared
  S3  nothing pending                              → nothing, whatever the sink shows: it is the user's now
  S4  EXPIRED, nothing pending or found, kept again → create: nobody settled it (unmuted, a rule put back)
Beside these
  D1  a second item of one key, not done, not reworded → remove (all machines keep the same one)

A held-back follow-up (per_week, max_open, one-sided, scheduled) that is open already stays open.
`snoozed` stays the state after its day has come; it is overdue only from that day on.
A doing that writes nothing (none, snooze without a task) is remembered at once and records no intent: a pending snooze
always is a command's.
One window cannot be seen from here: written, reply lost, crashed, and deleted by the user before the next look: L6.
"""

from __future__ import annotations

from base64 import b32hexencode
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from hashlib import sha256
from typing import NamedTuple

from syncd.dates import local_day, workday_on_or_after
from syncd.model import LIVE, Contact, Doing, FollowUp, Found, Held, Plan, State, Status, Task, Tie, Wanted

Budget = Callable[[Sequence[Wanted], Sequence[FollowUp]], tuple[Sequence[Wanted], Sequence[Held]]]
"""`rules.budget.choose` with its limits filled in: (wanted, follow-ups as they stand) → (kept, held back)."""


def followup_key(rule: str, person: str, cycle: str) -> str:
    """The identity of a follow-up, the same on every machine: 26 characters 0-9a-v (a legal Google event id)."""
    digest = sha256(f"syncd\0{rule}\0{person}\0{cycle}".encode()).digest()
    return b32hexencode(digest).decode("ascii").lower()[:26]


def reconcile(
    wanted: Sequence[Wanted],
    held: Sequence[Held],
    remembered: Sequence[FollowUp],
    found: Sequence[Found] | None,
    ties: Mapping[str, Tie],
    *,
    person_of: Callable[[str], str],
    now: datetime,
    zone: tzinfo,
    workdays: AbstractSet[int],
    at: time,
    kind: str,
    sink_name: str,
    budget: Budget | None = None,
    accept_empty: bool = False,
) -> Plan:
    """Decides by the table above.

    `wanted` and `held` come from `rules.engine`. `budget` chooses among `wanted` knowing what the user settled
    meanwhile; without it all of `wanted` is kept. `person_of` maps any address to the key of its person today.
    `kind` is event or task; `sink_name` "" means that follow-ups live only in the log.
    """
    items, extras = _index(found or ())
    instant = int(now.timestamp())
    sight = _Sight(
        ties,
        person_of,
        instant,
        local_day(instant, zone),
        zone,
        workdays,
        at,
        kind,
        sink_name,
        found is not None,
        items,
    )
    suspicion = "" if accept_empty else _suspicion(remembered, sight)
    if suspicion:
        return Plan(held=tuple(held), suspect=suspicion)
    asked = _asked(wanted, held)
    adopted = _adopted(asked, remembered, sight)
    known = sorted((*remembered, *adopted), key=lambda f: (f.state not in LIVE, f.id or 2**62, f.key))
    kept, all_held = wanted, tuple(held)
    if budget is not None:
        after = {d.followup.key: d.followup for d in _decide(known, asked, sight)}
        kept, more = budget(wanted, [after.get(f.key, f) for f in known])
        all_held = (*held, *more)
        asked = _asked(kept, all_held)
    doings = _decide(known, asked, sight)
    after = {d.followup.key: d.followup for d in doings}
    doings += [
        Doing("none", f, asked[_cycle_of_remembered(f, sight)].addresses, found=items[f.key], why="found in the sink")
        for f in adopted
        if f.key not in after
    ]
    doings += [
        Doing(
            "remove", after.get(f.key, f), _addresses(f, sight), found=extra, why="a second copy of the same follow-up"
        )
        for f in known
        for extra in extras.get(f.key, ())
    ]
    taken = {_cycle_of_remembered(f, sight) for f in known if not _may_return(f, sight)}
    doings += [_create(w, sight) for w in kept if _cycle_of(w) not in taken]
    return Plan(tuple(doings), all_held)


class _Cycle(NamedTuple):
    """What makes two follow-ups the same to a person, whatever address the key was made of."""

    rule: str
    person: str
    cycle: str


@dataclass(frozen=True, slots=True)
class _Sight:
    """All that a decision looks at beside the follow-up itself."""

    ties: Mapping[str, Tie]
    person_of: Callable[[str], str]
    now: int
    today: date
    zone: tzinfo
    workdays: AbstractSet[int]
    at: time
    kind: str
    sink: str
    read: bool
    items: Mapping[str, Found]

    def tie(self, followup: FollowUp) -> Tie | None:
        return self.ties.get(self.person_of(followup.person))

    def task(self, followup: FollowUp) -> Task | None:
        """What the sink shall hold; None where there is no sink."""
        if not self.sink:
            return None
        return Task(followup.key, followup.title, followup.notes, followup.date, self.at, followup.priority)


def _cycle_of(wanted: Wanted) -> _Cycle:
    return _Cycle(wanted.rule, wanted.person, wanted.cycle)


def _cycle_of_remembered(followup: FollowUp, sight: _Sight) -> _Cycle:
    return _Cycle(followup.rule, sight.person_of(followup.person), followup.cycle)


def _asked(kept: Iterable[Wanted], held: Iterable[Held]) -> dict[_Cycle, Wanted]:
    """What an open follow-up may go on for: held back by anything but a better one for the same person."""
    return {_cycle_of(w): w for w in (*(h.wanted for h in held if h.held_by != "one-per-person"), *kept)}


def _addresses(followup: FollowUp, sight: _Sight) -> tuple[str, ...]:
    tie = sight.tie(followup)
    return tie.person.addresses if tie else (followup.person,)


def _index(found: Iterable[Found]) -> tuple[dict[str, Found], dict[str, list[Found]]]:
    """One item per key, what the user touched first, and the open, unworded others, which are too many."""
    items: dict[str, Found] = {}
    extras: dict[str, list[Found]] = {}
    for item in sorted(found, key=lambda i: (not i.done, not i.reworded, not i.moved, i.ref)):
        if item.key not in items:
            items[item.key] = item
        elif not (item.done or item.reworded):
            extras.setdefault(item.key, []).append(item)
    return items, extras


def _unwritten(followup: FollowUp) -> bool:
    return followup.state is State.PLANNED or followup.pending == "create"


def _suspicion(remembered: Sequence[FollowUp], sight: _Sight) -> str:
    if not sight.read or not sight.sink:
        return ""
    expected = [f for f in remembered if f.state in LIVE and f.sink == sight.sink and not _unwritten(f)]
    if not expected or any(f.key in sight.items for f in expected):
        return ""
    if len(expected) == 1 and (sight.items or _contact(expected[0], sight)):
        return ""
    count = "the one open follow-up" if len(expected) == 1 else f"any of the {len(expected)} open follow-ups"
    return (
        f"{sight.sink} does not show {count} it should hold, so nothing was written. If it is the wrong or an emptied "
        "calendar, list or file, restore it or correct [followups]; if you deleted them yourself, "
        "run `syncd apply --accept-empty`."
    )


def _contact(followup: FollowUp, sight: _Sight, since: int | None = None) -> Contact | None:
    """The latest counted contact that settles it: of the fitting direction, since it was raised (or `since`)."""
    tie = sight.tie(followup)
    if tie is None:
        return None
    by_direction = {"outbound": tie.last_outbound, "inbound": tie.last_inbound}
    fitting = by_direction.get(followup.closes_on, tie.last_contact)
    start = followup.raised if since is None else since
    later = [c for c in (fitting, tie.last_meeting) if c is not None and c.at >= start]
    return max(later, key=lambda c: c.at, default=None)


def _late_contact(followup: FollowUp, sight: _Sight) -> Contact | None:
    """A contact newer than those it was raised for, though from before it was raised: it was synced late."""
    began = max((evidence.at for evidence in followup.evidence), default=None)
    return None if began is None else _contact(followup, sight, began + 1)


def _may_return(followup: FollowUp, sight: _Sight) -> bool:
    """S4."""
    return followup.state is State.EXPIRED and not followup.pending and followup.key not in sight.items


def _from_wanted(wanted: Wanted, key: str, sight: _Sight) -> FollowUp:
    return FollowUp(
        id=0,
        key=key,
        rule=wanted.rule,
        rule_kind=wanted.rule_kind,
        person=wanted.person,
        name=wanted.name,
        cycle=wanted.cycle,
        due=wanted.due,
        date=workday_on_or_after(max(wanted.due, sight.today), sight.workdays),
        priority=wanted.priority,
        title=wanted.title,
        reason=wanted.reason,
        notes=wanted.notes,
        state=State.OPEN,
        raised=sight.now,
        sink=sight.sink,
        closes_on=wanted.closes_on,
        evidence=wanted.evidence,
    )


def _create(wanted: Wanted, sight: _Sight) -> Doing:
    """A2."""
    followup = _from_wanted(wanted, followup_key(*_cycle_of(wanted)), sight)
    return Doing("create", followup, wanted.addresses, sight.task(followup), why=wanted.reason)


def _adopted(asked: Mapping[_Cycle, Wanted], remembered: Sequence[FollowUp], sight: _Sight) -> list[FollowUp]:
    """A1. Our own rendering is remembered, not the found one, so that nothing is written only for another {days}."""
    taken = {_cycle_of_remembered(f, sight) for f in remembered}
    keyed = {followup_key(*cycle): w for cycle, w in asked.items() if cycle not in taken}
    return [_from_wanted(w, key, sight) for key, w in keyed.items() if key in sight.items]


def _decide(known: Sequence[FollowUp], asked: Mapping[_Cycle, Wanted], sight: _Sight) -> list[Doing]:
    """Rows L and S. Of two live follow-ups of one cycle (their people were merged) only the first is still wanted."""
    doings: list[Doing | None] = []
    taken: set[_Cycle] = set()
    for followup in known:
        cycle = _cycle_of_remembered(followup, sight)
        if followup.state in LIVE:
            doings.append(_live(followup, None if cycle in taken else asked.get(cycle), sight))
        else:
            doings.append(_settled(followup, sight))
        taken.add(cycle)
    return [d for d in doings if d is not None]


def _live(followup: FollowUp, wanted: Wanted | None, sight: _Sight) -> Doing | None:
    """L1-L7; the rest is `_edited`."""
    item = sight.items.get(followup.key)
    contact = _contact(followup, sight)
    if item is not None and item.done:
        state = State.CONTACTED if item.closed_by_us and contact else State.DONE
        return _settle(followup, state, "none", "it was completed" if item.closed_by_us else "you ticked it", sight)
    if contact is None and wanted is None and not _put_off(followup, item, sight):
        contact = _late_contact(followup, sight)
    if contact is not None:
        shown = item.date if item is not None and item.date is not None else followup.date
        action = "remove" if sight.kind == "event" and shown >= sight.today else "complete"
        return _settle(followup, State.CONTACTED, action, _touch(contact, sight), sight)
    absent = item is None and not _unwritten(followup)
    if absent and sight.read and sight.sink and followup.sink == sight.sink:
        return _settle(followup, State.DISMISSED, "none", "you deleted it", sight)
    if followup.raised > sight.now:
        return _edited(followup, item, None, sight)
    if wanted is None and not _put_off(followup, item, sight):
        return _settle(followup, State.EXPIRED, "remove", _unasked(followup, sight), sight)
    elsewhere = absent and bool(sight.sink) and followup.sink != sight.sink
    if elsewhere or (item is None and _unwritten(followup)):
        return _again(followup, wanted, sight)
    return _edited(followup, item, wanted, sight)


def _settle(followup: FollowUp, state: State, action: str, why: str, sight: _Sight) -> Doing:
    """Settles it, and in the sink too where there is something of ours that the user did not reword."""
    item = sight.items.get(followup.key)
    reworded = followup.reworded if item is None else item.reworded
    assumed = not sight.read and bool(sight.sink) and followup.sink == sight.sink and not _unwritten(followup)
    if reworded or not (item is not None or assumed):
        action = "none"
    after = replace(followup, state=state, settled=sight.now, pending="", reworded=reworded)
    return Doing(action, after, _addresses(followup, sight), found=item, why=why)


def _put_off(followup: FollowUp, item: Found | None, sight: _Sight) -> bool:
    """Whether the user asked to be reminded on a day that has not passed, of somebody still to be written to."""
    tie = sight.tie(followup)
    if tie is None or not tie.is_person or tie.person.status is not Status.ACTIVE:
        return False
    day = _moved_to(followup, item)
    if day is None:
        return followup.state is State.SNOOZED and followup.date >= sight.today
    return day >= sight.today


def _moved_to(followup: FollowUp, item: Found | None) -> date | None:
    """The day the user's hand gave it in the sink, unless a snooze by command is still to be written over it."""
    if item is None or not item.moved or (followup.pending == "snooze" and not item.reworded):
        return None
    return item.date


def _again(followup: FollowUp, wanted: Wanted | None, sight: _Sight) -> Doing:
    """L6, L7: it is written (once more) as the rules want it now, on the day it had if that is not past."""
    day = workday_on_or_after(max(followup.due, sight.today), sight.workdays)
    state = State.SNOOZED if followup.state is State.SNOOZED else State.OPEN
    day = followup.date if followup.date >= sight.today else day
    after = replace(_refreshed(followup, wanted), state=state, date=day, sink=sight.sink, pending="")
    return Doing("create", after, _addresses(followup, sight), sight.task(after), why=after.reason)


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


def _edited(followup: FollowUp, item: Found | None, wanted: Wanted | None, sight: _Sight) -> Doing | None:
    """L8-L12."""
    after = followup if item is None and _unwritten(followup) else replace(followup, pending="")
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


def _step(before: FollowUp, after: FollowUp, item: Found | None, moved: bool, sight: _Sight) -> Doing | None:
    """Which action takes the sink from `before` to `after`."""
    addresses = _addresses(after, sight)
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


def _settled(followup: FollowUp, sight: _Sight) -> Doing | None:
    """S1-S3."""
    item = sight.items.get(followup.key)
    out_of_reach = not sight.sink or (followup.sink != sight.sink and item is None)
    if not followup.pending or not (sight.read or out_of_reach):
        return None
    over = item is None or (item.done and followup.pending == "complete")
    theirs = item is not None and item.reworded and followup.state in (State.CONTACTED, State.EXPIRED)
    unfinished = not over and not theirs and followup.pending in ("complete", "remove")
    return Doing(
        followup.pending if unfinished else "none",
        replace(followup, pending=""),
        _addresses(followup, sight),
        found=item,
        why="begun before and not known to be finished",
    )


_HOW = {"email": "an e-mail", "meeting": "a meeting", "call": "a call", "message": "a message"}


def _touch(contact: Contact, sight: _Sight) -> str:
    day = contact.day or local_day(contact.at, sight.zone)
    return f"you were in touch on {day} ({_HOW.get(contact.kind, contact.kind)})"


def _unasked(followup: FollowUp, sight: _Sight) -> str:
    tie = sight.tie(followup)
    if tie is None or not tie.is_person:
        return f"{followup.name} is no longer among your people"
    if tie.person.status is not Status.ACTIVE:
        return f"{followup.name} is {tie.person.status}"
    return f"rule {followup.rule} no longer asks for it"
