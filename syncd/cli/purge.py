"""`purge`: forget a person."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from syncd.jobs.purge import Purged
    from syncd.jobs.world import World
    from syncd.model import Person
    from syncd.ports import TaskSink


@command(epilog="\b\nExamples:\n  syncd purge grace\n  syncd purge grace@example.com --yes")
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(session: Session, person: str, yes: bool) -> None:
    """Forget a person: everything of theirs leaves the log, for good.

    Mails and meetings that others share stay without them. They are not taken in again until you write to them; for
    that a keyed hash of each address is kept, not the address. Backups you made still hold them.
    """
    from syncd.cli.people import look, resolve
    from syncd.jobs.purge import purge as forget
    from syncd.lock import pen

    world = look(session)
    who = resolve(world, person)
    _refuse_configured(session, who)
    if not yes:
        _ask(who)
    with pen(session.settings.paths.lock):
        outcome = forget(who, _sink(session, world, who), session.store(write=True), session.settings, session.instant)
        _refresh(session)
    if session.as_json:
        gone = outcome.removed
        session.emit(
            {
                "purged": {
                    "person": who.key,
                    "mails": gone.mails,
                    "meetings": gone.meetings,
                    "logged": gone.logged,
                    "cards": gone.cards,
                    "followups": gone.followups,
                    "edited": gone.edited,
                },
                "left": list(outcome.left),
                "scrubbed": outcome.scrubbed,
            }
        )
    else:
        _tell(session, who, outcome)


def _refuse_configured(session: Session, who: Person) -> None:
    if any(set(entry.addresses) & set(who.addresses) for entry in session.settings.people):
        raise click.UsageError(
            f"{who.name} is named by a [[person]] of the config, and what it names is kept: take it out there first"
        )


def _ask(who: Person) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is here to ask: --yes forgets them without asking")
    listed = ", ".join(who.addresses)
    click.confirm(f"Forget {who.name} ({listed}) for good? There is no way back.", abort=True, err=True)


def _sink(session: Session, world: World, who: Person) -> TaskSink | None:
    """Where follow-ups about them may lie; None if none was ever written."""
    from syncd.jobs.purge import followups_of
    from syncd.wiring import sink

    followups = session.settings.followups
    if not followups.to or not followups.write or not any(item.sink for item in followups_of(who, world.followups)):
        return None
    return sink(session.settings, lambda: session.now)


def _refresh(session: Session) -> None:
    from syncd.jobs.summary import refresh

    refresh(session.store(write=True), session.settings, session.now)


def _tell(session: Session, who: Person, outcome: Purged) -> None:
    from syncd.cli.style import clean, many

    gone = outcome.removed
    counts = [
        (gone.mails, "mail", ""),
        (gone.meetings, "meeting", ""),
        (gone.logged, "logged or imported contact", ""),
        (gone.cards, "entry of an address book", "entries of address books"),
        (gone.followups, "follow-up", ""),
    ]
    told = ", ".join(many(count, one, more) for count, one, more in counts if count) or "nothing else was known"
    session.say(f"forgotten: {clean(who.name)} ({told})")
    if gone.edited:
        session.say(f"{many(gone.edited, 'mail or meeting', 'mails and meetings')} with others stay without them")
    for title in outcome.left:
        session.note(f"left where it is, because the words are yours: {clean(title)}")
    if not outcome.scrubbed:
        session.note("another program is reading the log: its file may hold old pages until it ends and syncd syncs")
    session.note("backups, digests and calendars read by other programs may still name them")
