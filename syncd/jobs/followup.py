"""From rules to follow-ups: gather, decide, apply. `plan` prints what `apply` executes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from rules.budget import choose
from rules.engine import Judge, Outcome, Verdict, evaluate
from rules.examples import ExampleResult, run_examples
from rules.explain import explain
from rules.schema import RuleSet
from syncd.jobs.carry import Result, carry_out
from syncd.jobs.world import World, gather
from syncd.model import Found, Plan
from syncd.ports import TaskSink
from syncd.reconcile import reconcile
from syncd.settings import Settings
from syncd.store.log import Store


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and the world it was made from."""

    world: World
    plan: Plan


def failing_examples(rules: RuleSet, settings: Settings) -> list[ExampleResult]:
    """The examples of the rules file that do not hold; `apply` writes nothing while there are any."""
    results = run_examples(rules, settings.followups.workdays, ZoneInfo(settings.me.timezone))
    return [one for one in results if not one.passed]


def judge(world: World, rules: RuleSet, person: str) -> list[Verdict]:
    """Every rule's verdict on one person (CONTRACT.md §8, `explain`)."""
    settings = world.settings
    zone = ZoneInfo(settings.me.timezone)
    whose = person_of(world)
    workdays = settings.followups.workdays
    judging = Judge(rules, settings.groups, world.now, zone, workdays, world.followups, whose, world.standings)
    return explain(judging.verdicts(world.ties[person]), world.followups, zone=zone, person_of=whose)


def outcome(world: World, rules: RuleSet) -> Outcome:
    """All the rules say now; its `suggested` are for the digest. Pure."""
    settings = world.settings
    return evaluate(
        rules,
        world.ties,
        settings.groups,
        world.now,
        ZoneInfo(settings.me.timezone),
        settings.followups.workdays,
        remembered=world.followups,
        person_of=person_of(world),
        standings=world.standings,
    )


def decide(
    world: World,
    rules: RuleSet,
    sink_name: str,
    found: Sequence[Found] | None,
    *,
    accept_empty: bool = False,
    said: Outcome | None = None,
) -> Plan:
    """What is to be done now; pure. `said`: what `outcome` says, if that is known already."""
    settings = world.settings
    followups = settings.followups
    zone = ZoneInfo(settings.me.timezone)
    whose = person_of(world)
    said = outcome(world, rules) if said is None else said
    budget = partial(
        choose,
        already_held=said.held,
        per_week=followups.per_week,
        max_open=followups.max_open,
        now=world.now,
        zone=zone,
        person_of=whose,
    )
    return reconcile(
        said.wanted,
        said.held,
        world.followups,
        found,
        world.ties,
        person_of=whose,
        now=world.now,
        zone=zone,
        workdays=followups.workdays,
        at=followups.at,
        kind=followups.kind,
        sink_name=sink_name,
        budget=budget,
        accept_empty=accept_empty,
    )


def person_of(world: World) -> Callable[[str], str]:
    """From any address to the key of its person today."""
    return lambda address: world.directory.key_of(address) or address


def plan(
    store: Store,
    settings: Settings,
    rules: RuleSet,
    now: datetime,
    sink: TaskSink | None,
    *,
    accept_empty: bool = False,
    found: Sequence[Found] | None = None,
) -> Planned:
    """Reads log and sink (the sink outside of any transaction) and decides. Raises what the sink raises.

    `found`: what the sink holds, if it was asked just now.
    """
    with store.read() as log:
        world = gather(log, settings, now, rules)
    if found is None and sink is not None:
        found = list(sink.tasks())
    return Planned(world, decide(world, rules, sink.name if sink else "", found, accept_empty=accept_empty))


def apply(planned: Planned, sink: TaskSink | None, store: Store) -> list[Result]:
    """Executes a plan, step by step; nothing if the sink looks emptied. The caller holds the lock."""
    with store.begin() as log:
        log.set_meta("suspect", planned.plan.suspect)
    return [carry_out(doing, sink, store) for doing in planned.plan.doings]
