"""`log`, `tag`, `untag`, `mute`, `unmute`, `merge`, `split`: what the user says of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from syncd.jobs.world import World
    from syncd.model import Person
    from syncd.settings import PersonEntry
    from syncd.store.log import Log


@command(
    epilog="""\b
Examples:
  syncd log grace "talked about the move" --kind call
  syncd log grace "she sent photos" --kind message --direction inbound
  syncd log grace "lunch" --kind meeting --at 2026-11-20T12:30
"""
)
@click.argument("person")
@click.argument("text")
@click.option("--at", metavar="TIME", help="When, RFC 3339; without a zone in yours.  [default: now]")
@click.option(
    "--kind",
    type=click.Choice(["call", "message", "meeting", "note"]),
    default="call",
    show_default=True,
    help="What it was.",
)
@click.option(
    "--direction",
    type=click.Choice(["inbound", "outbound"]),
    default="outbound",
    show_default=True,
    help="Who reached out: they (inbound) or you.",
)
def log(session: Session, person: str, text: str, at: str | None, kind: str, direction: str) -> None:
    """Log a call, message or meeting by hand. It counts like any other contact; a note does not.

    PERSON is an address, a name, or an unambiguous part of either; a new address makes a new person.
    """
    from syncd.addresses import canonical
    from syncd.cli.people import resolve
    from syncd.model import Direction, Kind

    moment = _moment(session, at)
    if moment > session.instant and kind != "meeting":
        raise click.UsageError(f"--at {at} lies ahead: only a meeting can be logged before it happens")
    with writing(session) as (log, world):
        address = canonical(person)
        known = world.directory.key_of(address) if address else None
        key = address if address and known not in world.ties else resolve(world, person).key
        assert key is not None
        if world.directory.is_me(key):
            raise click.UsageError(f"{key} is you")
        number = log.log_by_hand(moment, key, Kind(kind), Direction(direction), text)
        shown = world.directory.people[key].name if key in world.directory.people else key
    if session.as_json:
        session.emit({"logged": {"uid": f"hand:{number}", "person": key}})
    else:
        session.say(f"logged a {kind} with {shown}")


@command(epilog="\b\nExample:\n  syncd tag grace mentor")
@click.argument("person")
@click.argument("tag")
def tag(session: Session, person: str, tag: str) -> None:
    """Tag a person; rules and groups can ask for tags."""
    _curate(session, "tag", person, tag, "{name} is tagged {other}")


@command(epilog="\b\nExample:\n  syncd untag grace mentor")
@click.argument("person")
@click.argument("tag")
def untag(session: Session, person: str, tag: str) -> None:
    """Take a tag away that `syncd tag` gave; tags of the config stay."""
    _curate(session, "untag", person, tag, "{name} is not tagged {other} any more", _tag_of_config)


@command(epilog="\b\nExample:\n  syncd mute newsletter@example.com")
@click.argument("person")
def mute(session: Session, person: str) -> None:
    """Never a follow-up for this person; contact is counted as before."""
    _curate(session, "mute", person, "", "{name} is muted")


@command(epilog="\b\nExample:\n  syncd unmute grace")
@click.argument("person")
def unmute(session: Session, person: str) -> None:
    """Follow-ups for this person again (unless the config says muted)."""
    _curate(session, "unmute", person, "", "{name} is not muted any more", _status_of_config)


@command(epilog="\b\nExample:\n  syncd merge grace@example.com g.hopper@navy.example")
@click.argument("a")
@click.argument("b")
def merge(session: Session, a: str, b: str) -> None:
    """A and B are the same person. `syncd split ADDRESS` takes it back."""
    from syncd.cli.people import resolve

    with writing(session) as (log, world):
        one, other = resolve(world, a), resolve(world, b)
        if one.key == other.key:
            raise click.UsageError(f"{a} and {b} are the same person already")
        log.curate(session.instant, "merge", one.key, other.key)
    _told(session, one, f"{one.name} and {other.name} are one person now; syncd split takes it back")


@command(epilog="\b\nExample:\n  syncd split g.hopper@navy.example")
@click.argument("address")
def split(session: Session, address: str) -> None:
    """ADDRESS is a person of its own again. What the config joins stays joined."""
    from syncd.addresses import canonical
    from syncd.cli.people import resolve

    with writing(session) as (log, world):
        who = resolve(world, address)
        text = canonical(address) or address
        if text not in who.addresses or len(who.addresses) < 2:
            raise click.UsageError(f"{address} is not one of several addresses of one person")
        if any(text in entry.addresses and len(entry.addresses) > 1 for entry in session.settings.people):
            raise click.UsageError(f"{address} is joined by a [[person]] of the config: change it there")
        log.curate(session.instant, "split", text)
        rest = next(each for each in who.addresses if each != text)
        log.curate(session.instant, "distinct", text, rest)  # `suggest-merges` would join them again
    _told(session, who, f"{text} is a person of its own now")


def _tag_of_config(entry: PersonEntry, tag: str) -> str:
    return f"tagged {tag}" if tag.casefold() in map(str.casefold, entry.tags) else ""


def _status_of_config(entry: PersonEntry, _: str) -> str:
    return entry.status if entry.status != "active" else ""


def _curate(
    session: Session,
    verb: str,
    person: str,
    other: str,
    told: str,
    fixed: Callable[[PersonEntry, str], str] = lambda _entry, _other: "",
) -> None:
    """Stores what was said. `fixed` says what of it the config has decided otherwise ("" if nothing)."""
    from syncd.cli.people import resolve

    if verb in ("tag", "untag") and not other.strip():
        raise click.UsageError("a tag needs a name")
    with writing(session) as (log, world):
        who = resolve(world, person)
        for entry in session.settings.people:
            if set(entry.addresses) & set(who.addresses) and (what := fixed(entry, other)):
                raise click.UsageError(f"{who.name} is {what} by a [[person]] of the config: change it there")
        log.curate(session.instant, verb, who.key, other)
    _told(session, who, told.format(name=who.name, other=other))


def _told(session: Session, who: Person, text: str) -> None:
    if session.as_json:
        session.emit({"person": who.key, "result": text})
    else:
        session.say(text)


def _moment(session: Session, text: str | None) -> int:
    if text is None:
        return session.instant
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--at {text!r} is not a time like 2026-11-22T09:00") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=session.zone)).timestamp())


@contextmanager
def writing(session: Session) -> Iterator[tuple[Log, World]]:
    """A writing transaction, and the world as it was when it began; the summary is brought up to date after it."""
    from syncd.jobs.summary import refresh
    from syncd.jobs.world import gather
    from syncd.lock import pen

    with pen(session.settings.paths.lock):
        store = session.store(write=True)
        with store.begin() as log:
            yield log, gather(log, session.settings, session.now)
        refresh(store, session.settings, session.now)
