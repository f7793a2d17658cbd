"""Promises that syncd only suspects, and making follow-ups of those the user confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.schema import RuleSet
from syncd.dates import local_day
from syncd.jobs.followup import outcome, person_of
from syncd.jobs.world import World, gather
from syncd.model import FollowUp, State, Wanted
from syncd.reconcile import raised
from syncd.settings import Settings
from syncd.store.log import Store


def suspected(store: Store, settings: Settings, rules: RuleSet, now: datetime) -> tuple[World, list[Wanted]]:
    """The promises seen in mails, in the order in which the digest numbers them, without those decided already."""
    with store.read() as log:
        world = gather(log, settings, now, rules)
    return world, in_order(world, outcome(world, rules).suggested)


def in_order(world: World, suggested: Sequence[Wanted]) -> list[Wanted]:
    """The earliest due first; those of which there is a follow-up, open or settled, are decided."""
    whose = person_of(world)
    decided = {(one.rule, whose(one.person), one.cycle) for one in world.followups}
    undecided = [one for one in suggested if (one.rule, one.person, one.cycle) not in decided]
    return sorted(undecided, key=lambda one: (one.due, one.person, one.cycle))


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
