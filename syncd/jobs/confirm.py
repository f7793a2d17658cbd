"""Promises that syncd only suspects, and making follow-ups of those the user confirms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.schema import RuleSet
from syncd.dates import local_day, workday_on_or_after
from syncd.jobs.followup import outcome, person_of
from syncd.jobs.world import World, gather
from syncd.model import FollowUp, State, Wanted
from syncd.reconcile import followup_key
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
    item = FollowUp(
        id=0,
        key=followup_key(wanted.rule, wanted.person, wanted.cycle),
        rule=wanted.rule,
        rule_kind=wanted.rule_kind,
        person=wanted.person,
        name=wanted.name,
        cycle=wanted.cycle,
        due=wanted.due,
        date=workday_on_or_after(max(wanted.due, today), settings.followups.workdays),
        priority=wanted.priority,
        title=wanted.title,
        reason=wanted.reason,
        notes=wanted.notes,
        state=State.DISMISSED if dismissed else State.PLANNED,
        raised=instant,
        settled=instant if dismissed else None,
        closes_on=wanted.closes_on,
        evidence=wanted.evidence,
        pending="" if dismissed else "create",
    )
    with store.begin() as log:
        return log.save_followup(item)
