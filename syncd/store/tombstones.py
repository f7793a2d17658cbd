"""Who was purged, and what must not come back of them (CONTRACT.md §4, "A purged person").

A tombstone holds a keyed hash of an address, the time up to which all of it is forgotten, and, once I wrote to it
again, the time from which it exists again. What a source shows of somebody purged is taken in without them; what is
nothing without them is not taken in.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from syncd.joining import is_mine
from syncd.model import (
    AttendeeType,
    Batch,
    Card,
    Direction,
    Event,
    Exchange,
    Gone,
    Item,
    Kind,
    Mail,
    Mark,
    Moment,
    Place,
    Role,
    Seen,
)

Run = Callable[..., Any]

_NO_LETTER = int(Mark.AUTO_SUBMITTED | Mark.REPORT | Mark.SYNCD | Mark.FORGED | Mark.CALENDAR)
_RECIPIENTS = frozenset({int(Role.TO), int(Role.CC), int(Role.BCC)})
_NO_PEOPLE = frozenset({AttendeeType.ROOM, AttendeeType.RESOURCE})


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose log it is, as far as it takes to see that I wrote to somebody (§4)."""

    me: frozenset[str] = frozenset()
    max_recipients: int = 10


@dataclass(slots=True)
class _Stone:
    at: int
    back: int | None

    def covers(self, at: int) -> bool:
        """True if nothing of this time may be kept."""
        return self.back is None or at < self.back


@dataclass(slots=True)
class Graves:
    """The tombstones of a log as one transaction uses them."""

    _run: Run
    _secret: bytes
    _stones: dict[str, _Stone]
    _me: frozenset[str]
    _max_recipients: int
    _known: dict[str, tuple[str, _Stone] | None] = field(default_factory=dict)

    @classmethod
    def open(cls, run: Run, owner: Owner, reported: Iterable[str] = ()) -> Graves | None:
        """None if nobody was purged, which costs one look. `reported`: more addresses of mine."""
        stones = {digest: _Stone(at, back) for digest, at, back in run("SELECT digest, at, back FROM tombstone")}
        if not stones:
            return None
        secret = bytes.fromhex(run("SELECT value FROM meta WHERE name = 'secret'").scalar())
        mine = owner.me | {row[0] for row in run("SELECT address FROM own_address")} | set(reported)
        return cls(run, secret, stones, mine, owner.max_recipients)

    def without(self, batch: Batch) -> Batch:
        """The batch as it may be stored. Letters of mine in it bring people back before anything is judged."""
        for item in batch.items:
            if isinstance(item, Seen):
                self._revive(item)
        items = [self._cleared(item) if isinstance(item, Seen) else item for item in batch.items]
        dropped = sum(
            isinstance(new, Gone) and not isinstance(old, Gone) for new, old in zip(items, batch.items, strict=True)
        )
        return replace(batch, items=items, skipped=batch.skipped + dropped)

    def _stone(self, address: str) -> tuple[str, _Stone] | None:
        if address not in self._known:
            key = digest(self._secret, address)
            self._known[address] = (key, self._stones[key]) if key in self._stones else None
        return self._known[address]

    def _purged(self, address: str, at: int) -> bool:
        found = self._stone(address)
        return found is not None and found[1].covers(at)

    # ---- I wrote to them again

    def _revive(self, item: Seen) -> None:
        fact = item.fact
        if isinstance(fact, Mail) and item.place == Place.KEPT and not fact.marks & _NO_LETTER:
            mine = any(role == Role.COAUTHOR and is_mine(text, self._me) for role, text in fact.parties)
            others = {text for role, text in fact.parties if role in _RECIPIENTS and not is_mine(text, self._me)}
            if (mine or is_mine(fact.author, self._me)) and len(others) <= self._max_recipients:
                self._bring_back(others, fact.at)
        elif isinstance(fact, Exchange) and (fact.kind, fact.direction) == (Kind.MESSAGE, Direction.OUTBOUND):
            self._bring_back([fact.address], fact.at)

    def _bring_back(self, addresses: Iterable[str], at: int) -> None:
        for address in addresses:
            found = self._stone(address)
            if found is not None and found[1].at < at and found[1].covers(at):
                key, stone = found
                stone.back = at
                self._run("UPDATE tombstone SET back = ? WHERE digest = ?", (at, key))

    # ---- what is left of an item

    def _cleared(self, item: Seen) -> Item:
        """The item without the purged; Gone if nothing of it is left."""
        fact = item.fact
        left: Mail | Event | Card | Exchange | None
        if isinstance(fact, Mail):
            left = self._mail(fact)
        elif isinstance(fact, Event):
            left = self._event(fact)
        elif isinstance(fact, Card):
            left = None if any(self._forgotten(address) for address in fact.addresses) else fact
        else:
            left = None if self._purged(fact.address, fact.at) else fact
        if left is fact:
            return item
        return Gone(item.locator) if left is None else item._replace(fact=left, text="")  # which may quote them

    def _forgotten(self, address: str) -> bool:
        """For what has no time: true until I wrote to them again."""
        found = self._stone(address)
        return found is not None and found[1].back is None

    def _mail(self, mail: Mail) -> Mail | None:
        """Of a purged author nothing is kept, nor of a letter of mine to nobody else."""
        if self._purged(mail.author, mail.at):
            return None
        gone = {text for _, text in mail.parties if self._purged(text, mail.at)}
        if not gone:
            return mail
        parties = tuple(party for party in mail.parties if party[1] not in gone)
        if is_mine(mail.author, self._me) and all(
            is_mine(text, self._me) for role, text in parties if role in _RECIPIENTS
        ):
            return None
        return mail._replace(parties=parties, names=tuple(name for name in mail.names if name[0] not in gone))

    def _event(self, event: Event) -> Event | None:
        at = _begins(event.start)
        people = {event.organizer, *(attendee.address for attendee in event.attendees)}
        return without_people(event, {one for one in people if one and self._purged(one, at)}, self._me)


def digest(secret: bytes, address: str) -> str:
    """What stands for an address on a tombstone."""
    return hmac.new(secret, b"tombstone\0" + address.encode(), sha256).hexdigest()


def without_people(event: Event, gone: set[str], me: frozenset[str]) -> Event | None:
    """The event without these addresses; None if nobody but me is left then, the event itself if none stood in it."""
    if event.organizer not in gone and not any(attendee.address in gone for attendee in event.attendees):
        return event
    attendees = tuple(attendee for attendee in event.attendees if attendee.address not in gone)
    others = {
        one.address or one.name for one in attendees if one.type not in _NO_PEOPLE and not is_mine(one.address, me)
    }
    organizer = "" if event.organizer in gone else event.organizer
    if not others and (not organizer or is_mine(organizer, me)):
        return None
    name = event.organizer_name if organizer else ""
    return replace(event, attendees=attendees, organizer=organizer, organizer_name=name)


def bury(run: Run, secret: bytes, addresses: Iterable[str], at: int) -> None:
    """Leaves a tombstone for each address; all of them up to the instant `at` is forgotten."""
    for address in addresses:
        run(
            "INSERT INTO tombstone (digest, at, back) VALUES (?, ?, NULL)"
            " ON CONFLICT (digest) DO UPDATE SET back = NULL,"
            " at = CASE WHEN excluded.at > tombstone.at THEN excluded.at ELSE tombstone.at END",
            (digest(secret, address), at),
        )


def bring_back(run: Run, secret: Callable[[], bytes], address: str, at: int) -> None:
    """I named the address myself: it exists again from `at` on, but not from before it was purged."""
    if run("SELECT 1 FROM tombstone LIMIT 1").first() is not None:
        run(
            "UPDATE tombstone SET back = CASE WHEN at > ? THEN at ELSE ? END WHERE digest = ? AND back IS NULL",
            (at, at, digest(secret(), address)),
        )


def _begins(start: Moment) -> int:
    """Roughly when: zones matter little here."""
    return int(datetime.fromisoformat(start.wall).replace(tzinfo=UTC).timestamp())
