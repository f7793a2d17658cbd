"""`rules check`, `test`, `backtest`: is the rules file right, do its examples hold, what would it have raised?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.followups import rulebook
from syncd.cli.session import BAD_CONFIG, OK, Session, command, options_into

if TYPE_CHECKING:
    from syncd.jobs.backtest_report import Cadence, Report, RuleFigures


@click.group(epilog="\b\nExamples:\n  syncd rules check\n  syncd rules test\n  syncd rules backtest --since 1y")
@options_into
@click.pass_context
def rules(ctx: click.Context, /, **values: Any) -> None:
    """Check and test the rules file, and try it on the past."""
    ctx.ensure_object(Session).take(values)


@command(epilog="\b\nExample:\n  syncd rules check")
def check(session: Session) -> None:
    """Are config and rules right? Shows all problems at once (exit 78), and what each rule will do."""
    from rules.schema import BUILT

    book = rulebook(session)
    if session.as_json:
        session.emit(
            {
                "rules": [
                    {"rule": rule.name, "kind": rule.kind, "built": rule.kind in BUILT, "examples": len(rule.examples)}
                    for rule in book.rules
                ],
                "problems": [],
            }
        )
        return
    from syncd.cli.style import many

    for rule in book.rules:
        note = "" if rule.kind in BUILT else "  not yet: this version does not act on this kind"
        examples = f", {many(len(rule.examples), 'example')}" if rule.examples else ""
        session.say(f"{rule.name}: {rule.kind}, priority {rule.priority}{examples}{note}")
    session.say(
        f"{many(len(book.rules), 'rule')}, no problems"
        if book.rules
        else "no rules yet: write rules.toml beside the config"
    )


@command(epilog="\b\nExample:\n  syncd rules test")
def test(session: Session) -> int:
    """Run the examples in the rules file: does each rule do what you expect of it?"""
    from zoneinfo import ZoneInfo

    from rules.examples import run_examples

    book = rulebook(session)
    settings = session.settings
    results = run_examples(book, settings.followups.workdays, ZoneInfo(settings.me.timezone))
    failed = [one for one in results if not one.passed]
    if session.as_json:
        session.emit(
            {
                "examples": [
                    {
                        "rule": one.rule,
                        "passed": one.passed,
                        "expected": one.expected,
                        "got": one.got,
                        "because": one.because,
                    }
                    for one in results
                ]
            }
        )
    else:
        for one in failed:
            session.say(f"{one.rule}: expected {one.expected}, got {one.got}. {one.because}")
        session.say(f"{len(results) - len(failed)} of {len(results)} examples hold")
    return BAD_CONFIG if failed else OK


@command(
    epilog="""\b
Examples:
  syncd rules backtest --since 1y
  syncd rules backtest --since 6m --until 2025-12-31
  syncd rules backtest --suggest
"""
)
@click.option("--since", metavar="DURATION", default="1y", show_default=True, help="How far back to begin.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day; default: today.")
@click.option("--suggest", is_flag=True, help="Also an interval for each group that fits the past.")
def backtest(session: Session, since: str, until: datetime | None, suggest: bool) -> None:
    """What the rules would have raised over the past, and how often contact followed anyway. Writes nothing.

    Replays day by day what was known then, with your budget; the you of then does nothing about a follow-up.
    """
    from syncd.dates import Duration
    from syncd.jobs.backtest import replay
    from syncd.jobs.backtest_report import cadences, report

    book = rulebook(session)
    last = until.date() if until is not None else session.today
    if last > session.today:
        raise click.UsageError(f"--until {last} lies ahead; the past ends on {session.today}")
    try:
        first = Duration.parse(since).before(last)
    except ValueError as error:
        raise click.UsageError(f"--since: {error}") from error
    with session.store().read() as log:
        replayed, directory = replay(log.facts(), session.settings, book, session.now, first, last)
    found = report(replayed, book)
    fitting = cadences(replayed.days_of_contact, directory, session.settings) if suggest else None
    if session.as_json:
        session.emit(_backtest_document(found, fitting))
        return
    _print_backtest(session, found)
    if fitting is not None:
        _print_cadences(session, fitting)


def _backtest_document(found: Report, fitting: list[Cadence] | None) -> dict[str, Any]:
    """Absent values are null (CONTRACT.md §8)."""

    def figures(one: RuleFigures) -> dict[str, Any]:
        return {
            "asked": one.asked,
            "raised": one.raised,
            "from_start": one.from_start,
            "followed_anyway": one.anyway,
            "late": one.late,
            "contacted": one.contacted,
            "expired": one.expired,
            "open": one.open,
            "busiest_week": one.week or None,
            "busiest_week_raised": one.most,
            "who": [{"person": each.person, "name": each.name, "raised": each.count} for each in one.who],
        }

    document = {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "days_full": found.full,
        "total": figures(found.total),
        "rules": [{"rule": one.rule, "kind": one.kind, **figures(one)} for one in found.rules],
    }
    if fitting is not None:
        document["suggest"] = [
            {
                "group": one.group or None,
                "people": one.people,
                "usual_gap_days": one.days,
                "every": f"{one.every}d" if one.every else None,
            }
            for one in fitting
        ]
    return document


def _print_backtest(session: Session, found: Report) -> None:
    from syncd.cli.style import Cell, Column, many, table

    columns = [
        Column("rule", least=8, weight=1),
        Column("asked", right=True, dim=True),
        Column("raised", right=True),
        Column("anyway", right=True),
        Column("late", right=True),
        Column("open", right=True, dim=True),
        Column("most in"),
        Column("who", least=12, weight=2, dim=True),
    ]
    rows: list[list[str | Cell]] = [
        [
            one.rule or "all",
            str(one.asked),
            str(one.raised),
            str(one.anyway),
            str(one.late),
            str(one.open),
            f"{one.week} ({one.most})" if one.week else "",
            ", ".join(f"{each.name} {each.count}" for each in one.who),
        ]
        for one in [*found.rules, found.total]
    ]
    session.say(f"{found.first} to {found.last}, day by day")
    session.say(table(columns, rows, color=session.color))
    session.note(
        "asked: wanted by the rule · anyway: contact followed within a week, without syncd · late: overdue by its "
        "interval again when there was room at last"
    )
    total = found.total
    if total.from_start:
        session.note(f"{many(total.from_start, 'follow-up')} of {total.raised} waited already on the first day")
    if found.full:
        session.note(
            f"on {many(found.full, 'day')} max_open follow-ups were open and others waited: the you of then ticked "
            "and dismissed nothing, so this is the worst case"
        )


def _print_cadences(session: Session, fitting: list[Cadence]) -> None:
    from syncd.cli.style import Cell, Column, table

    columns = [
        Column("group", least=8, weight=1),
        Column("people", right=True),
        Column("usual gap", right=True),
        Column("fits"),
    ]
    rows: list[list[str | Cell]] = [
        [
            one.group or "everyone",
            str(one.people),
            f"{one.days:g}d" if one.days is not None else "",
            f'every = "{one.every}d"' if one.every else "too little contact to tell",
        ]
        for one in fitting
    ]
    session.say()
    session.say(table(columns, rows, color=session.color))
    session.note("usual gap: three quarters of the gaps between contacts are not longer, for half of these people")


rules.add_command(check)
rules.add_command(test)
rules.add_command(backtest)
