"""`people --network`: give and take, goals, groups, variety, twelve weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from syncd.cli import documents
from syncd.cli.session import Session
from syncd.cli.show import span
from syncd.cli.style import Cell, Column, clean, many, table

if TYPE_CHECKING:
    from rules.kinds.goal import Progress
    from rules.schema import RuleSet
    from syncd.jobs.network import View
    from syncd.jobs.world import World
    from syncd.model import Tie

_SHOWN = 25
_GOALS = {"new-people": "new people", "outreach": "conversations begun by you", "reached": "% reached"}


def show_network(session: Session, rules: RuleSet, choose: Callable[[World], Sequence[Tie]]) -> None:
    """The network view of the people `choose` picks; everything but their table is about all people."""
    from syncd.jobs.network import view
    from syncd.jobs.world import gather

    with session.store().read() as log:
        world = gather(log, session.settings, session.now)
        found = view(world, rules)
    chosen = [tie for tie in choose(world) if tie.person.key in found.people]
    if session.as_json:
        session.emit(_document(found, chosen))
        return
    _print_people(session, found, chosen)
    _print_groups(session, found)
    _print_rest(session, found)


def _document(found: View, chosen: Sequence[Tie]) -> dict[str, Any]:
    out, circle = found.outreach, found.variety
    return {
        "people": [
            {"key": tie.person.key, "name": tie.person.name, **documents.reciprocity(found.people[tie.person.key])}
            for tie in chosen
        ],
        "groups": [
            {
                "group": one.group,
                "people": one.people,
                "reached": one.reached,
                "share": round(one.share, 1),
                "goal": one.goal,
            }
            for one in found.reached
        ],
        "goals": [_goal(one) for one in found.goals],
        "outreach": {
            "begun_by_me": out.mine,
            "begun_by_them": out.theirs,
            "share": None if out.share is None else round(100 * out.share, 1),
        },
        "variety": {
            "people": circle.people,
            "domains": circle.domains,
            "largest_domain": circle.largest or None,
            "largest_share": round(100 * circle.share, 1),
            "groups_reached": circle.groups,
            "of_groups": circle.of_groups,
        },
        "weeks": [
            {"monday": week.monday.isoformat(), "inbound": week.inbound, "outbound": week.outbound}
            for week in found.weeks
        ],
    }


def _goal(one: Progress) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "what": one.what,
        "per": one.per,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "value": round(one.value, 1),
        "at_least": one.at_least,
        "met": one.met,
    }


def _print_people(session: Session, found: View, chosen: Sequence[Tie]) -> None:
    columns = [
        Column("name", least=14, weight=1),
        Column("began", right=True),
        Column("you", right=True),
        Column("they answered", right=True),
        Column("within", right=True),
        Column("you answered", right=True),
        Column("within", right=True),
    ]
    rows: list[list[str | Cell]] = []
    for tie in chosen[:_SHOWN]:
        turns = found.people[tie.person.key]
        rows.append(
            [
                tie.person.name,
                str(turns.begun),
                "" if turns.my_share is None else f"{turns.my_share:.0%}",
                f"{turns.they_answered} of {turns.my_turns}" if turns.my_turns else "",
                span(turns.their_hours) if turns.their_hours is not None else "",
                f"{turns.i_answered} of {turns.their_turns}" if turns.their_turns else "",
                span(turns.my_hours) if turns.my_hours is not None else "",
            ]
        )
    session.say(table(columns, rows, color=session.color))
    more = f"; {len(chosen) - _SHOWN:,} more are in --json" if len(chosen) > _SHOWN else ""
    session.note(f"conversations of two years, the share that you began, answers and their median time{more}")


def _print_groups(session: Session, found: View) -> None:
    if not found.reached:
        return
    columns = [
        Column("group", least=8, weight=1),
        Column("people", right=True),
        Column("reached", right=True),
        Column("goal"),
    ]
    rows: list[list[str | Cell]] = [
        [
            one.group,
            str(one.people),
            f"{one.reached} ({one.share:.0f} %)",
            "" if one.goal is None else Cell(f"{one.goal:g} %", "green" if one.share >= one.goal else "yellow"),
        ]
        for one in found.reached
    ]
    session.say()
    session.say(table(columns, rows, color=session.color))
    session.note("reached: in contact within 90 days")


def _print_rest(session: Session, found: View) -> None:
    from syncd.digest import chart

    session.say()
    for one in found.goals:
        sign = "✓" if one.met else "·"
        session.say(
            f"{sign} {clean(one.rule)}: {one.value:.0f} of {one.at_least:g} {_GOALS[one.what]} this {one.per} "
            f"({one.first} to {one.last})"
        )
    out, circle = found.outreach, found.variety
    if out.share is not None:
        session.say(f"you began {out.share:.0%} of {many(out.mine + out.theirs, 'conversation')} within 90 days")
    if circle.people:
        largest = f", the largest {clean(circle.largest)} with {circle.share:.0%}" if circle.largest else ""
        groups = f", {circle.groups} of {many(circle.of_groups, 'group')}" if circle.of_groups else ""
        session.say(
            f"{many(circle.people, 'person', 'people')} reached within 90 days, "
            f"at {many(circle.domains, 'domain')}{largest}{groups}"
        )
    session.say()
    session.say(chart.text(found.weeks))
