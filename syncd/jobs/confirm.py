"""Promises that syncd only suspects, and making follow-ups of those the user confirms."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.engine import Outcome
from rules.schema import RuleSet
from syncd.dates import local_day
from syncd.jobs.followup import outcome, person_of
from syncd.jobs.world import World, gather
from syncd.model import FollowUp, State, Wanted
from syncd.reconcile import raised
from syncd.settings import Settings
from syncd.store.log import Store


def suspected(store: Store, settings: Settings, rules: RuleSet, now: datetime) -> tuple[World, list[Wanted]]:
    """The promises seen in mails, in the order of the digest, without those decided already; see `undecided`."""
    with store.read() as log:
        world = gather(log, settings, now, rules)
    return world, undecided(world, outcome(world, rules))


def undecided(world: World, said: Outcome) -> list[Wanted]:
    """What is due, and what is within days, the earliest first; what has a follow-up, open or settled, is decided."""
    whose = person_of(world)
    decided = {(one.rule, whose(one.person), one.cycle) for one in world.followups}
    suggested = (*said.suggested, *said.coming)
    left = [one for one in suggested if (one.rule, one.person, one.cycle) not in decided]
    return sorted(left, key=lambda one: (one.due, one.person, one.cycle))


def confirm(world: World, wanted: Wanted, store: Store, *, dismissed: bool = False) -> FollowUp:
    """Remembers it as a follow-up that the next `apply` writes; or, `dismissed`, as one never to be raised."""
    settings = world.settings
    instant = int(world.now.timestamp())
    today = local_day(instant, ZoneInfo(settings.me.timezone))
    item = raised(wanted, now=instant, today=today, workdays=settings.followups.workdays)
    if dismissed:
        item = replace(item, state=State.DISMISSED, settled=instant)
    else:
        item = replace(item, state=State.PLANNED, pending="create")
    with store.begin() as log:
        return log.save_followup(item)
