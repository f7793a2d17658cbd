"""`plan`, `apply`, `due`: what to do about whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.session import BAD_CONFIG, FAILED, OK, Session, command

if TYPE_CHECKING:
    from rules.schema import RuleSet
    from syncd.jobs.carry import Result
    from syncd.jobs.followup import Planned
    from syncd.model import Doing
    from syncd.ports import TaskSink

_SIGNS = {"create": "+", "update": "~", "complete": "✓", "remove": "-", "snooze": "»", "none": "·"}
_HELD_SHOWN = 15
_HELD = {
    "per_week": "enough for this week",
    "max_open": "enough open already",
    "one-per-person": "they have an open one",
    "one-sided": "they have not answered",
    "scheduled": "a meeting is planned",
}


@command(
    epilog="""\b
Examples:
  syncd plan
  syncd plan --now 2026-12-24T09:00:00+01:00
"""
)
@click.option("--accept-empty", is_flag=True, help="The calendar or list was emptied on purpose.")
def plan(session: Session, accept_empty: bool) -> int:
    """What `apply` would create, update, complete or remove, and why. Writes nothing.

    Follow-ups held back are listed with the reason. `syncd explain PERSON` tells all about one person.
    """
    from syncd.jobs import followup

    rules = rulebook(session)
    place = _place(session)
    planned = followup.plan(session.store(), session.settings, rules, session.now, place, accept_empty=accept_empty)
    if session.as_json:
        session.emit(_document(planned, place, None))
    else:
        _print(session, planned, None)
        if not rules.rules:
            session.note("no rules yet: write rules.toml beside the config; the README has some to begin with")
        elif not session.settings.followups.to:
            session.note('to have them written: [followups] to = "followups.ics" in the config')
        elif planned.plan.doings and not planned.plan.suspect:
            session.note("syncd apply does it")
    return FAILED if planned.plan.suspect else OK


@command(
    name="apply",
    epilog="""\b
Examples:
  syncd apply
  syncd apply --accept-empty   after you emptied the list on purpose
""",
)
@click.option("--accept-empty", is_flag=True, help="The calendar or list was emptied on purpose.")
def apply(session: Session, accept_empty: bool) -> int:
    """Write the plan to the calendar or task list, and take in what you did there.

    Ticked is done, deleted is dismissed, moved is snoozed, reworded is yours and left alone. Safe to repeat:
    no follow-up is written twice.
    """
    from syncd.jobs import followup
    from syncd.lock import writer
    from syncd.store.claim import claim

    rules = rulebook(session)
    if failing := followup.failing_examples(rules, session.settings):
        for one in failing:
            session.note(f"rule {one.rule}: example expects {one.expected}, got {one.got}")
        session.note("nothing was written: correct the rules or their examples; syncd rules test tells more")
        return BAD_CONFIG
    from syncd.cli.style import clean
    from syncd.jobs import obey
    from syncd.jobs.summary import refresh
    from syncd.wiring import sink

    writes = session.settings.followups.write
    with writer(session.settings.paths.lock), claim(session.settings.log):
        store = session.store(write=True)
        place = sink(session.settings, lambda: session.now) if writes else _place(session)
        for line in obey.told(obey.obey(store, session.settings, session.now)):
            session.note(clean(line))
        refresh(store, session.settings, session.now)
        planned = followup.plan(store, session.settings, rules, session.now, place, accept_empty=accept_empty)
        results = followup.apply(planned, place, store) if writes else None
    if session.as_json:
        document = _document(planned, place, results)
        if results is None:  # nothing is written, so nothing can go well or wrong
            document["actions"] = [one | {"result": None, "error": None} for one in document["actions"]]
        session.emit(document)
    else:
        _print(session, planned, results)
        if not writes:
            session.note("nothing was written: [followups] write = false")
        elif any(one.doing.action != "none" for one in results or ()):
            session.note(f"written to {place.name if place else 'the log'}; syncd due lists what is open")
    failed = planned.plan.suspect or any(one.error for one in results or ())
    return FAILED if failed else OK


def rulebook(session: Session) -> RuleSet:
    """The rules file. Raises ConfigProblems."""
    from syncd.rulebook import read_rules

    return read_rules(session.settings)


def _place(session: Session) -> TaskSink | None:
    from syncd.ports import NotBuilt
    from syncd.wiring import sink

    if not session.settings.followups.to:
        return None
    try:
        return sink(session.settings, lambda: session.now)
    except NotBuilt as trouble:
        session.note(f"syncd: {trouble}")
        return None


def _document(planned: Planned, place: TaskSink | None, results: Sequence[Result] | None) -> dict[str, Any]:
    from syncd.cli import documents
    from syncd.reconcile import followup_key

    name = place.name if place else None
    directory = planned.world.directory

    def one(doing: Doing) -> dict[str, Any]:
        who = directory.people.get(directory.key_of(doing.followup.person) or "")
        return documents.action(doing, who, name)

    if results is None:
        actions = [one(doing) for doing in planned.plan.doings]
    else:
        actions = [one(item.doing) | {"result": item.result, "error": item.error} for item in results]
    held = [
        documents.held(item, followup_key(item.wanted.rule, item.wanted.person, item.wanted.cycle), name)
        for item in planned.plan.held
    ]
    return {"actions": actions, "held_back": held, "suspect": planned.plan.suspect or None}


def _print(session: Session, planned: Planned, results: Sequence[Result] | None) -> None:
    from syncd.cli.style import clean, paint, wrapped

    tones = {
        "create": "green",
        "complete": "green",
        "update": "yellow",
        "snooze": "yellow",
        "remove": "red",
    }
    if planned.plan.suspect:
        session.note(planned.plan.suspect)
        return
    errors = {id(item.doing): item for item in results or ()}
    doings = [item.doing for item in results] if results is not None else planned.plan.doings
    if not doings:
        session.say("nothing to do: everything is as the rules want it")
    for doing in doings:
        item = doing.followup
        sign = paint(_SIGNS[doing.action], tones.get(doing.action, "dim"), session.color)
        outcome = errors.get(id(doing))
        head = f"{sign} {doing.action:8} {item.date}  "
        for line in wrapped(clean(item.title), 23):
            session.say(f"{head}{line}")
            head = " " * 23
        told = [(clean(doing.why or item.reason), "dim")]
        if outcome and outcome.error:
            told.append((f"{outcome.result}: {clean(outcome.error)}", "red"))
        for text, tone in told:
            for line in wrapped(text, 13):
                session.say(paint(f"{'':13}{line}", tone, session.color))
    if results is not None:
        if planned.plan.held:
            session.say(f"{len(planned.plan.held):,} held back: syncd plan lists them")
    elif planned.plan.held:
        session.say()
        session.say(f"held back ({len(planned.plan.held):,}):")
        for held in planned.plan.held[:_HELD_SHOWN]:
            head = f"  {_HELD.get(held.held_by, held.held_by):22}  "
            for line in wrapped(clean(held.wanted.title), 26):
                session.say(f"{head}{line}")
                head = " " * 26
        if len(planned.plan.held) > _HELD_SHOWN:
            session.say(f"  … and {len(planned.plan.held) - _HELD_SHOWN:,} more (all are in --json)")


@command(
    epilog="""\b
Examples:
  syncd due
  syncd due --settled --json
"""
)
@click.option("--settled", is_flag=True, help="Also what is done, dismissed, contacted or expired.")
def due(session: Session, settled: bool) -> None:
    """Open follow-ups, the most urgent first: id, person, reason, days overdue."""
    from syncd.cli import documents
    from syncd.model import LIVE

    with session.store().read() as log:
        remembered = log.followups()
    rows = sorted(
        (item for item in remembered if settled or item.state in LIVE),
        key=lambda item: (item.state not in LIVE, item.priority, item.date, item.due, item.id),
    )
    if session.as_json:
        session.emit({"followups": [documents.followup(item, item.person, session.today) for item in rows]})
        return
    if not rows:
        session.say("nothing is due; syncd plan shows what the rules would raise")
        return
    from syncd.cli.style import Cell, Column, table, urgency

    columns = [
        Column("id", right=True),
        Column("date"),
        Column("late", right=True),
        Column("what", least=20, weight=3),
        Column("why", least=16, weight=2, dim=True),
    ]
    if settled:
        columns.insert(3, Column("state"))
    cells = []
    for item in rows:
        late = documents.days_overdue(item, session.today)
        tone = urgency((session.today - item.date).days) if item.state in LIVE else "dim"
        row: list[str | Cell] = [
            str(item.id),
            Cell(item.date.isoformat(), tone),
            Cell(f"{late}d" if late else "", tone),
            item.title,
            item.reason,
        ]
        if settled:
            row.insert(3, item.state.value)
        cells.append(row)
    session.say(table(columns, cells, color=session.color))
    session.note("syncd done ID · syncd snooze ID 2w · syncd dismiss ID")
