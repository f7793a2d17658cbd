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
  L2  contact after it was raised       → CONTACTED; task: complete; event: remove if its date is today or later, else
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
  L10 moved, by hand or another machine → snooze without a task to write: to that day; today or earlier: OPEN again
  L11 snooze pending, not yet there     → snooze
  L12 anything else new (due, name, reason, cleared intent) → none; nothing new → no doing at all
Remembered settled (done, dismissed, contacted, expired); wanted or not: the cycle is over, never raised again but by S4
  S1  complete or remove pending, found still open → the same again (reworded meanwhile: none)
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

Rows A are in `wanted`, rows L and S in `remembered`; what all of them look at is in `sight`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, time, tzinfo

from syncd.dates import local_day
from syncd.model import LIVE, Doing, FollowUp, Found, Held, Plan, Tie, Wanted
from syncd.reconcile.remembered import decide, may_return
from syncd.reconcile.sight import (
    Sight,
    addresses_of,
    cycle_of,
    cycle_of_remembered,
    followup_key,
    index,
    settling_contact,
    unwritten,
)
from syncd.reconcile.wanted import adopt, asked_for, create, raised

__all__ = ["Budget", "followup_key", "raised", "reconcile"]

Budget = Callable[[Sequence[Wanted], Sequence[FollowUp]], tuple[Sequence[Wanted], Sequence[Held]]]
"""`rules.budget.choose` with its limits filled in: (wanted, follow-ups as they stand) → (kept, held back)."""


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
    instant, read = int(now.timestamp()), found is not None
    items, extras = index(found or ())
    today = local_day(instant, zone)
    sight = Sight(ties, person_of, instant, today, zone, workdays, at, kind, sink_name, read, items, extras)
    suspicion = "" if accept_empty else _suspicion(remembered, sight)
    if suspicion:
        return Plan(held=tuple(held), suspect=suspicion)
    asked = asked_for(wanted, held)
    adopted = adopt(asked, remembered, sight)
    known = sorted((*remembered, *adopted), key=lambda f: (f.state not in LIVE, f.id or 2**62, f.key))
    if budget is not None:
        after = _after(decide(known, asked, sight))
        wanted, more = budget(wanted, [after.get(f.key, f) for f in known])
        held = (*held, *more)
    return Plan(tuple(_doings(wanted, held, known, adopted, sight)), tuple(held))


def _doings(
    kept: Sequence[Wanted], held: Sequence[Held], known: Sequence[FollowUp], adopted: Sequence[FollowUp], sight: Sight
) -> list[Doing]:
    """All rows. `known` are the remembered follow-ups and the adopted ones, in the order they are decided in."""
    asked = asked_for(kept, held)
    doings = decide(known, asked, sight)
    after = _after(doings)
    doings += [
        Doing("none", f, addresses_of(f, sight), found=sight.items[f.key], why=_ADOPTED)
        for f in adopted
        if f.key not in after
    ]
    doings += [
        Doing("remove", after.get(f.key, f), addresses_of(f, sight), found=extra, why=_SECOND)
        for f in known
        for extra in sight.extras.get(f.key, ())
    ]
    taken = {cycle_of_remembered(f, sight) for f in known if not may_return(f, sight)}
    return doings + [create(w, sight) for w in kept if cycle_of(w) not in taken]


_ADOPTED = "found in the sink"
_SECOND = "a second copy of the same follow-up"


def _after(doings: Sequence[Doing]) -> dict[str, FollowUp]:
    """By key, the follow-ups as they will stand."""
    return {doing.followup.key: doing.followup for doing in doings}


def _suspicion(remembered: Sequence[FollowUp], sight: Sight) -> str:
    if not sight.read or not sight.sink:
        return ""
    expected = [f for f in remembered if f.state in LIVE and f.sink == sight.sink and not unwritten(f)]
    if not expected or any(f.key in sight.items for f in expected):
        return ""
    if len(expected) == 1 and (sight.items or settling_contact(expected[0], sight)):
        return ""
    count = "the one open follow-up" if len(expected) == 1 else f"any of the {len(expected)} open follow-ups"
    return (
        f"{sight.sink} does not show {count} it should hold, so nothing was written. If it is the wrong or an emptied "
        "calendar, list or file, restore it or correct [followups]; if you deleted them yourself, "
        "run `syncd apply --accept-empty`."
    )
