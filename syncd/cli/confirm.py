"""`confirm`: make follow-ups of promises that syncd only suspects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncd.cli.followups import rulebook
from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncd.model import Wanted


@command(
    epilog="""\b
Examples:
  syncd confirm            the promises seen in your mails, numbered
  syncd confirm 4711       remind me of that one
  syncd confirm --no 4711  that was none
"""
)
@click.argument("number", nargs=-1, type=click.IntRange(min=1))
@click.option("--no", "refuse", is_flag=True, help="These were no promises: do not show them again.")
def confirm(session: Session, number: tuple[int, ...], refuse: bool) -> None:
    """Be reminded of what you promised in a mail.

    A rule of kind promise only suggests, in the digest and here, until you say yes. NUMBER is the one shown: it stands
    for the same promise whenever it is shown.
    """
    from syncd.digest.promised import numbers
    from syncd.jobs import confirm as job
    from syncd.lock import pen

    rules = rulebook(session)
    if not number:
        if refuse:
            raise click.UsageError("--no needs the number of a promise; syncd confirm lists them")
        _, found = job.suspected(session.store(), session.settings, rules, session.now)
        _show(session, found)
        return
    with pen(session.settings.paths.lock):
        store = session.store(write=True)
        world, found = job.suspected(store, session.settings, rules, session.now)
        numbered = dict(zip(numbers(found), found, strict=True))
        if unknown := [one for one in number if one not in numbered]:
            raise click.UsageError(f"no promise has the number {unknown[0]}; syncd confirm lists them")
        items = [job.confirm(world, numbered[one], store, dismissed=refuse) for one in dict.fromkeys(number)]
    if session.as_json:
        from syncd.cli import documents

        session.emit({"followups": [documents.followup(item, item.person, session.today) for item in items]})
        return
    for item in items:
        session.say(f"{'not a promise' if refuse else 'confirmed'}: {item.title}")
    if not refuse:
        session.note("syncd apply writes it to the calendar or list")


def _show(session: Session, found: Sequence[Wanted]) -> None:
    from syncd.cli.style import Column, table
    from syncd.digest.promised import numbers

    numbered = list(zip(numbers(found), found, strict=True))
    if session.as_json:
        rows = [
            {"number": at, "rule": one.rule, "person": one.person, "name": one.name, "title": one.title}
            | {"due": one.due.isoformat(), "reason": one.reason}
            for at, one in numbered
        ]
        session.emit({"promises": rows})
    elif not found:
        session.say("no promise is waiting for your word; a rule of kind promise finds them in the mails you send")
    else:
        columns = [
            Column("", right=True),
            Column("due"),
            Column("to", least=12, weight=1),
            Column("what", least=20, weight=3),
        ]
        rows_shown = [[str(at), one.due.isoformat(), one.name, one.reason] for at, one in numbered]
        session.say(table(columns, rows_shown, color=session.color))
        session.note("syncd confirm NUMBER reminds you of it; syncd confirm --no NUMBER if it was none")
