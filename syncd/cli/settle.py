"""`done`, `snooze`, `dismiss`: settle a follow-up, in the log and in the calendar or list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncd.cli.session import FAILED, OK, Session, command

if TYPE_CHECKING:
    from datetime import date

    from syncd.model import State


@command(epilog="\b\nExample:\n  syncd done 3")
@click.argument("id")
def done(session: Session, id: str) -> int:
    """Settle a follow-up: you did it. ID is what `syncd due` shows."""
    from syncd.model import State

    return _settle(session, id, State.DONE, None)


@command(epilog="\b\nExamples:\n  syncd snooze 3 2w\n  syncd snooze 3 '5 workdays'")
@click.argument("id")
@click.argument("duration")
def snooze(session: Session, id: str, duration: str) -> int:
    """Move a follow-up: DURATION from today, like 3d, 2w, 1m or '5 workdays'."""
    from syncd.dates import Duration
    from syncd.model import State

    try:
        day = Duration.parse(duration).after(session.today, session.settings.followups.workdays)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return _settle(session, id, State.SNOOZED, day)


@command(epilog="\b\nExample:\n  syncd dismiss 3")
@click.argument("id")
def dismiss(session: Session, id: str) -> int:
    """Settle a follow-up: not wanted. It does not come back before you were in contact again."""
    from syncd.model import State

    return _settle(session, id, State.DISMISSED, None)


def _settle(session: Session, text: str, state: State, day: date | None) -> int:
    from syncd.cli import documents
    from syncd.jobs.settle import Unknown, find, settle
    from syncd.lock import pen
    from syncd.wiring import sink

    followups = session.settings.followups
    with pen(session.settings.paths.lock):
        store = session.store(write=True)
        with store.read() as log:
            remembered = log.followups()
        try:
            item = find(remembered, text)
        except Unknown as unknown:
            raise click.UsageError(str(unknown)) from unknown
        place = sink(session.settings, lambda: session.now) if item.sink and followups.write else None
        outcome = settle(item, state, day, session.instant, place, followups, store)
    after = outcome.doing.followup
    if session.as_json:
        session.emit(
            {
                "followup": documents.followup(after, after.person, session.today),
                "result": outcome.result,
                "error": outcome.error,
            }
        )
    else:
        until = f" to {after.date}" if day else ""
        session.say(f"{after.state}{until}: {after.title}")
        if outcome.error:
            session.note(f"not in {after.sink}: {outcome.error}")
    return OK if outcome.error is None else FAILED
