"""Taking in what sources hand over: one batch and its cursor in one transaction.

The hot path of a first sync. Rows go in as tuples through `exec_driver_sql` and executemany (measured 1 × bare
sqlite3, where Core dicts cost 2 × and ORM units of work 22 ×); ids are given out here, so no row is read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from syncd.model import Batch, Event, Gone, Mail, Place, Seen, Stream, Unreadable
from syncd.store.bodies import put_texts
from syncd.store.connection import Connection
from syncd.store.counting import Counts, bump
from syncd.store.others import drop_cards, put_others
from syncd.store.payload import dump_event
from syncd.store.retention import Keep
from syncd.store.tombstones import Graves, Owner

_KEPT = int(Place.KEPT)
_NEVER = 2**62  # the time of a mail of which no copy was ever kept: later than any now
_CHUNK = 5000  # identities or locators asked for in one statement; parameters: SQLite takes 32,766, PostgreSQL 65,535


@dataclass(frozen=True, slots=True)
class Position:
    """A stream as stored: its id, where reading goes on, and the pass its items belong to."""

    id: int
    cursor: str | None
    pass_no: int


@dataclass(slots=True)
class Memory:
    """What one sync keeps in memory between batches. Thrown away whenever a transaction fails."""

    owner: Owner = field(default_factory=Owner)
    keep: Keep | None = None  # what is too old to be taken in
    addresses: dict[str, int] = field(default_factory=dict)
    next_address: int = 0
    next_mail: int = 0
    empty_streams: set[int] = field(default_factory=set)  # streams that held nothing when this sync first met them
    ready: bool = False


@dataclass(slots=True)
class _MailRows:
    """Rows of one batch, by table."""

    mails: list[tuple[object, ...]] = field(default_factory=list)
    earlier: list[tuple[object, ...]] = field(default_factory=list)  # subject, refs, time, mail, time: met again
    parties: list[tuple[int, int, int]] = field(default_factory=list)
    copies: list[tuple[object, ...]] = field(default_factory=list)
    names: dict[tuple[int, str, int], list[int]] = field(default_factory=dict)  # → first and last time
    signals: list[tuple[int, str]] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)


class Ingest:
    """Writes batches on one connection inside the caller's transaction."""

    def __init__(self, connection: Connection, memory: Memory, now: int) -> None:
        self._run = connection.exec_driver_sql
        self._memory = memory
        self._now = now
        self._met: list[tuple[int, str]] = []  # addresses not yet written
        self._touched = False
        if not memory.ready:
            memory.addresses = {text: number for number, text in self._run("SELECT id, address FROM address")}
            memory.next_address = max(memory.addresses.values(), default=0) + 1
            memory.next_mail = (self._run("SELECT max(id) FROM mail").scalar() or 0) + 1
            memory.ready = True

    def position(self, account: str, stream: Stream) -> Position:
        """The stored state of a stream; makes its row when it is met first."""
        row = self._run(
            "SELECT id, cursor, pass_no FROM stream WHERE account = ? AND name = ?", (account, stream.name)
        ).first()
        if row is not None:
            return Position(*row)
        number = (self._run("SELECT max(id) FROM stream").scalar() or 0) + 1
        self._run("INSERT INTO stream VALUES (?, ?, ?, ?, NULL, 0)", (number, account, stream.name, stream.title))
        self._memory.empty_streams.add(number)
        return Position(number, None, 0)

    def forget_cursor(self, position: Position) -> Position:
        """The place forgot our cursor: the next pass starts over; nothing is deleted before its sweep."""
        self._run("UPDATE stream SET cursor = NULL WHERE id = ?", (position.id,))
        return Position(position.id, None, position.pass_no)

    def vanished(self, account: str, present: Iterable[str]) -> Counts:
        """Streams that their source no longer lists: their items are gone (mails stay facts, meetings do not)."""
        counts = Counts()
        kept = set(present)
        for number, name in self._run("SELECT id, name FROM stream WHERE account = ?", (account,)).all():
            if name not in kept:
                counts.gone += self._sweep(number, None)
                self._run("UPDATE stream SET cursor = NULL WHERE id = ?", (number,))
        return counts

    def put(self, position: Position, batch: Batch) -> tuple[Position, Counts]:
        """Stores the batch and its cursor."""
        pass_no = position.pass_no + 1 if batch.fresh else position.pass_no
        if (graves := Graves.open(self._run, self._memory.owner, batch.own or ())) is not None:
            batch = graves.without(batch)
        if self._memory.keep is not None:
            batch = self._memory.keep.without_old(batch)
        counts = Counts(skipped=batch.skipped)
        mails, events, others, gone, bad = _sorted(batch)
        if mails:
            self._put_mails(position.id, pass_no, mails, counts)
        if events:
            self._put_events(position.id, pass_no, events, counts)
        if others:
            put_others(self._run, position.id, pass_no, others, counts, self._now, self._number_of)
            self._forgive(position.id, others)
        self._write("INSERT INTO address (id, address) VALUES (?, ?)", self._met)
        self._met = []
        if bad:
            self._put_unreadable(position.id, pass_no, bad, counts)
        if gone:
            counts.gone += self._put_gone(position.id, gone)
        if batch.sweep:
            counts.gone += self._sweep(position.id, pass_no)
        if batch.own is not None:
            self._put_own(position.id, set(batch.own))
        self._run("UPDATE stream SET cursor = ?, pass_no = ? WHERE id = ?", (batch.cursor, pass_no, position.id))
        if self._touched or counts.new or counts.changed or counts.gone:
            bump(self._run)
            self._touched = False
        return Position(position.id, batch.cursor, pass_no), counts

    # ---- mails

    def _put_mails(self, stream: int, pass_no: int, seen: Sequence[Seen], counts: Counts) -> None:
        known = self._known_mails({item.fact.identity for item in seen if isinstance(item.fact, Mail)})
        copies = {} if stream in self._memory.empty_streams else self._known_copies(stream, [s.locator for s in seen])
        rows = _MailRows()
        for locator, fact, place, thread, link, text in seen:
            assert isinstance(fact, Mail)
            mail_id = self._mail_row(fact, place, known, rows, counts)
            if text:
                rows.texts.append((mail_id, text))
            before = copies.get(locator)
            if before is None:
                self._touched = True  # a further copy, too, may decide whether a mail exists
            elif before != (mail_id, place, 0, fact.marks):
                counts.changed += 1
            rows.copies.append((stream, locator, mail_id, place, fact.marks, pass_no, thread or None, link or None))
        self._write(
            "INSERT INTO mail (id, identity, uid, at, author_id, subject, refs, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows.mails,
        )
        self._write(
            f"UPDATE mail SET subject = CASE at WHEN {_NEVER} THEN ? ELSE subject END,"  # noqa: S608 - a constant
            f" refs = CASE at WHEN {_NEVER} THEN ? ELSE refs END, at = ? WHERE id = ? AND at > ?",
            rows.earlier,
        )
        self._write(
            "INSERT INTO party (mail_id, address_id, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows.parties
        )
        self._write(
            "INSERT INTO mail_copy (stream_id, locator, mail_id, place, gone, marks, pass_no, thread, link)"
            " VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT (stream_id, locator) DO UPDATE SET"
            " mail_id = excluded.mail_id, place = excluded.place, gone = 0, marks = excluded.marks,"
            " pass_no = excluded.pass_no, thread = excluded.thread, link = excluded.link",
            rows.copies,
        )
        self._write(
            "INSERT INTO signal (mail_id, payload) VALUES (?, ?)"
            " ON CONFLICT (mail_id) DO UPDATE SET payload = excluded.payload",
            rows.signals,
        )
        put_texts(self._run, stream, rows.texts)
        self._write(
            "INSERT INTO display_name (address_id, name, own, first, last) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (address_id, name, own) DO UPDATE SET"
            " first = CASE WHEN excluded.first < display_name.first THEN excluded.first ELSE display_name.first END,"
            " last = CASE WHEN excluded.last > display_name.last THEN excluded.last ELSE display_name.last END",
            [(*key, *value) for key, value in rows.names.items()],
        )
        self._forgive(stream, seen)

    def _mail_row(self, fact: Mail, place: int, known: dict[int, int], rows: _MailRows, counts: Counts) -> int:
        """Adds what is new of a mail to `rows`; gives its number, old or new."""
        identity, uid, at, author, parties, names, subject, refs, _marks, size, signals = fact
        number_of = self._number_of
        mail_id = known.get(identity)
        if mail_id is None:
            mail_id = known[identity] = self._memory.next_mail
            self._memory.next_mail += 1
            kept_at = at if place == _KEPT else _NEVER
            rows.mails.append((mail_id, identity, uid, kept_at, number_of(author), subject, refs or None, size))
            if place == _KEPT:
                counts.new += 1
            else:
                counts.skipped += 1
        elif place == _KEPT:
            rows.earlier.append((subject, refs or None, at, mail_id, at))
        if place != _KEPT:  # a draft names people it was never sent to, spam may call itself anything
            return mail_id
        if signals:
            rows.signals.append((mail_id, signals))
        rows.parties += [(mail_id, number_of(text), role) for role, text in parties]
        for text, name in names:
            slot = rows.names.setdefault((number_of(text), name, 1 if text == author else 0), [at, at])
            if at < slot[0]:
                slot[0] = at
            elif at > slot[1]:
                slot[1] = at
        return mail_id

    def _number_of(self, text: str) -> int:
        number = self._memory.addresses.get(text)
        if number is None:
            number = self._memory.addresses[text] = self._memory.next_address
            self._memory.next_address += 1
            self._met.append((number, text))
        return number

    def _known_mails(self, identities: set[int]) -> dict[int, int]:
        if self._memory.next_mail == 1:
            return {}
        return dict(self._chosen("SELECT identity, id FROM mail WHERE identity IN ({})", (), list(identities)))

    def _known_copies(self, stream: int, locators: Sequence[str]) -> dict[str, tuple[int, int, int, int]]:
        rows = self._chosen(
            "SELECT locator, mail_id, place, gone, marks FROM mail_copy WHERE stream_id = ? AND locator IN ({})",
            (stream,),
            locators,
        )
        return {locator: (mail, place, gone, marks) for locator, mail, place, gone, marks in rows}

    # ---- events

    def _put_events(self, stream: int, pass_no: int, seen: Sequence[Seen], counts: Counts) -> None:
        before = dict(
            self._chosen(
                "SELECT locator, payload FROM event WHERE stream_id = ? AND locator IN ({})",
                (stream,),
                [item.locator for item in seen],
            )
        )
        rows = []
        for item in seen:
            assert isinstance(item.fact, Event)
            payload = dump_event(item.fact)
            if item.locator not in before:
                counts.new += 1
            elif before[item.locator] != payload:
                counts.changed += 1
            before[item.locator] = payload
            rows.append((stream, item.locator, payload, pass_no))
            for attendee in item.fact.attendees:
                if attendee.address:
                    self._number_of(attendee.address)
            if item.fact.organizer:
                self._number_of(item.fact.organizer)
        self._write(
            "INSERT INTO event (stream_id, locator, payload, pass_no) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (stream_id, locator) DO UPDATE SET payload = excluded.payload, pass_no = excluded.pass_no",
            rows,
        )
        self._forgive(stream, seen)

    # ---- the rest

    def _put_unreadable(self, stream: int, pass_no: int, items: Sequence[Unreadable], counts: Counts) -> None:
        rows = [(stream, item.locator, item.reason, self._now, pass_no) for item in items]
        self._write(
            "INSERT INTO unreadable (stream_id, locator, reason, first_seen, pass_no) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (stream_id, locator) DO UPDATE SET reason = excluded.reason, pass_no = excluded.pass_no",
            rows,
        )
        counts.unreadable += len(items)

    def _forgive(self, stream: int, seen: Sequence[Seen]) -> None:
        """What could not be read once and can now is no longer listed."""
        if self._run("SELECT 1 FROM unreadable WHERE stream_id = ? LIMIT 1", (stream,)).first():
            self._write(
                "DELETE FROM unreadable WHERE stream_id = ? AND locator = ?", [(stream, item.locator) for item in seen]
            )

    def _put_gone(self, stream: int, items: Sequence[Gone]) -> int:
        count = 0
        for item in items:
            key = (stream, item.locator)
            count += self._run(
                "UPDATE mail_copy SET gone = 1 WHERE stream_id = ? AND locator = ? AND gone = 0", key
            ).rowcount
            count += self._run("DELETE FROM event WHERE stream_id = ? AND locator = ?", key).rowcount
            count += drop_cards(self._run, "stream_id = ? AND locator = ?", key)
            self._run("DELETE FROM unreadable WHERE stream_id = ? AND locator = ?", key)
        return count

    def _put_own(self, stream: int, addresses: set[str]) -> None:
        """What the provider reports as the owner's replaces what it reported before."""
        before = {row[0] for row in self._run("SELECT address FROM own_address WHERE stream_id = ?", (stream,))}
        if before != addresses:
            self._run("DELETE FROM own_address WHERE stream_id = ?", (stream,))
            rows = [(stream, address) for address in sorted(addresses)]
            self._write("INSERT INTO own_address (stream_id, address) VALUES (?, ?)", rows)
            bump(self._run)

    def _sweep(self, stream: int, pass_no: int | None) -> int:
        """What the pass did not name (None: everything) is gone."""
        old = "stream_id = ?" + ("" if pass_no is None else " AND pass_no < ?")
        key = (stream,) if pass_no is None else (stream, pass_no)
        count: int = self._run(f"UPDATE mail_copy SET gone = 1 WHERE gone = 0 AND {old}", key).rowcount  # noqa: S608 - fixed text
        count += self._run(f"DELETE FROM event WHERE {old}", key).rowcount  # noqa: S608 - fixed text
        count += drop_cards(self._run, old, key)
        self._run(f"DELETE FROM unreadable WHERE {old}", key)  # noqa: S608 - fixed text
        return count

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self._run(statement, list(rows))

    def _chosen(self, statement: str, head: tuple[object, ...], values: Sequence[object]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(values), _CHUNK):
            part = tuple(values[start : start + _CHUNK])
            found += [tuple(row) for row in self._run(statement.format(", ".join("?" * len(part))), head + part)]
        return found


def _sorted(batch: Batch) -> tuple[list[Seen], list[Seen], list[Seen], list[Gone], list[Unreadable]]:
    mails: list[Seen] = []
    events: list[Seen] = []
    others: list[Seen] = []
    gone: list[Gone] = []
    bad: list[Unreadable] = []
    for item in batch.items:
        if isinstance(item, Seen):
            (mails if isinstance(item.fact, Mail) else events if isinstance(item.fact, Event) else others).append(item)
        elif isinstance(item, Gone):
            gone.append(item)
        else:
            bad.append(item)
    return mails, events, others, gone, bad
