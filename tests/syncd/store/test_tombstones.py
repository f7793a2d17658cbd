"""A purged person leaves the log whole, and does not come back before I write to them (CONTRACT.md §4)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncd.model import (
    Attendee,
    AttendeeType,
    Batch,
    Card,
    Direction,
    Event,
    Exchange,
    Facts,
    Item,
    Kind,
    Mail,
    Mark,
    Moment,
    Place,
    Role,
    Seen,
    Stream,
)
from syncd.store.counting import Counts
from syncd.store.ingest import Memory
from syncd.store.log import Store
from syncd.store.purge import Removed
from syncd.store.tombstones import Owner, without_people
from tests import logs
from tests.servers import postgres

ME, GRACE, BOB = "ada@example.org", "grace@example.com", "bob@example.net"
SHE = "g.hopper@navy.example"
INBOX = Stream("INBOX", "Inbox")
PURGED = 5000


def mail(number: int, author: str, *to: str, at: int = 1000, marks: int = 0, role: Role = Role.TO) -> Seen:
    """Mail `number`, everybody named."""
    parties = tuple((int(role), address) for address in to)
    names = tuple((address, f"Name of {address}") for address in (author, *to))
    fact = Mail(number, f"<{number}@x>", at, author, parties, names, f"subject {number}", b"", marks, 10, '{"x":1}')
    return Seen(str(number), fact)


def event(uid: str, *people: str, organizer: str = ME, start: str = "2026-03-01T10:00:00") -> Seen:
    """A meeting in UTC; all is called by its address."""
    attendees = tuple(Attendee(one, f"Name of {one}") for one in people)
    return Seen(f"e{uid}", Event(uid, Moment(start, "UTC"), organizer=organizer, attendees=attendees, summary="Talk"))


class Desk:
    """A log that I, Ada, own."""

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self.store = Store.open(place, write=True)

    def put(self, *items: Item, fresh: bool = False, sweep: bool = False) -> Counts:
        """Stores one batch as a sync of its own."""
        with self.store.begin() as log:
            into = log.ingest(Memory(Owner(frozenset({ME}), 3)), PURGED)
            _, counts = into.put(into.position("acc", INBOX), Batch(items, "c", fresh=fresh, sweep=sweep))
        return counts

    def purge(self, *addresses: str, now: int = PURGED) -> Removed:
        with self.store.begin() as log:
            removed = log.purge(addresses, frozenset({ME}), now)
        assert self.store.scrub()
        return removed

    def facts(self) -> Facts:
        with self.store.read() as log:
            return log.facts()

    def mails(self) -> dict[str, tuple[str, set[str]]]:
        """Locator-like number → (author, everybody else in it)."""
        with self.store.read() as log:
            facts = log.facts()
            texts = facts.addresses
            return {row.uid[1:-3]: (texts[row.author], {texts[n] for _, n in row.parties}) for row in facts.mails}

    def bytes(self) -> bytes:
        """All that lies on the disk of the log."""
        if isinstance(self.place, str):
            return postgres.server().files_of(self.place)
        return b"".join(path.read_bytes() for path in self.place.parent.iterdir())

    @contextmanager
    def somebody_reads(self) -> Iterator[None]:
        """Another program looks at a mail, and goes on looking."""
        place = self.place
        raw: Any = sqlite3.connect(place) if isinstance(place, Path) else postgres.server().user(place)
        with closing(raw) as reader:
            reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ" if isinstance(self.place, str) else "BEGIN")
            reader.execute("SELECT count(*) FROM mail").fetchall()
            yield


@pytest.fixture
def desk(place: Path | str) -> Desk:
    """A log with mail, meetings, calls, cards, tags and a follow-up-free Grace, and Bob beside her."""
    one = Desk(place)
    one.put(
        mail(1, GRACE, ME),
        mail(2, ME, GRACE),
        mail(3, ME, GRACE, BOB),
        mail(4, BOB, ME, GRACE),
        mail(5, BOB, ME),
        event("a", ME, GRACE),
        event("b", ME, GRACE, BOB),
        event("c", ME, BOB, organizer=GRACE),
        Seen("card", Card((SHE, GRACE), "Grace Hopper", company="Navy")),
        Seen("sms", Exchange("x1", 900, GRACE, Kind.MESSAGE, Direction.INBOUND, name="Grace")),
    )
    with one.store.begin() as log:
        log.log_by_hand(950, GRACE, Kind.CALL, Direction.OUTBOUND, f"called {GRACE}")
        log.curate(1000, "tag", GRACE, "mentor")
        log.curate(1000, "merge", BOB, GRACE)
        log.curate(1000, "tag", BOB, "friend")
    return one


def test_everything_of_hers_goes(desk: Desk) -> None:
    """Given mail, meetings, calls, a card and tags, when purged, then only what Bob shares stays, without her."""
    removed = desk.purge(GRACE, SHE)
    assert removed == Removed(mails=2, meetings=1, logged=2, cards=1, edited=4)
    assert desk.mails() == {"3": (ME, {BOB}), "4": (BOB, {ME}), "5": (BOB, {ME})}
    facts = desk.facts()
    assert {row.event.uid: [one.address for one in row.event.attendees] for row in facts.events} == {
        "b": [ME, BOB],
        "c": [ME, BOB],
    }
    assert next(row.event.organizer for row in facts.events if row.event.uid == "c") == ""
    assert (facts.hand, facts.cards, facts.added) == ([], [], {})
    assert [(one.verb, one.address) for one in facts.curations] == [("tag", BOB)]


def test_nothing_is_left_in_the_file(desk: Desk) -> None:
    """Given a log that held her, when purged, then no file of it holds her address or name."""
    assert GRACE.encode() in desk.bytes()
    desk.purge(GRACE, SHE)
    held = desk.bytes()
    assert not [text for text in (GRACE, SHE, f"Name of {GRACE}", "Grace Hopper") if text.encode() in held]
    assert BOB.encode() in held


def test_a_reader_delays_the_cleaning_of_the_file_and_is_told_of(desk: Desk) -> None:
    """Given somebody who reads the log, when it is scrubbed, then that is not finished; when they are done, it is."""
    with desk.somebody_reads():
        with desk.store.begin() as log:
            log.purge([GRACE, SHE], frozenset({ME}), PURGED)
        assert not desk.store.scrub(patience=0.1)
        assert GRACE.encode() in desk.bytes()
    assert desk.store.scrub()
    assert GRACE.encode() not in desk.bytes()


def test_a_second_sync_does_not_bring_her_back(desk: Desk) -> None:
    """Given a purge, when everything is read again, then the log is as it was after the purge, and it is said how much
    was passed over.
    """
    desk.purge(GRACE, SHE)
    before, held = desk.mails(), desk.facts()
    counts = desk.put(
        mail(1, GRACE, ME),
        mail(2, ME, GRACE),
        mail(3, ME, GRACE, BOB),
        mail(4, BOB, ME, GRACE),
        mail(5, BOB, ME),
        mail(6, ME, GRACE, at=4999),
        mail(7, GRACE, ME, BOB, at=9000),
        event("a", ME, GRACE),
        event("b", ME, GRACE, BOB),
        event("c", ME, BOB, organizer=GRACE),
        Seen("card", Card((SHE, "new@address.example"), "Grace Hopper")),
        Seen("sms", Exchange("x1", 900, GRACE, Kind.MESSAGE, Direction.INBOUND)),
        fresh=True,
        sweep=True,
    )
    assert desk.mails() == before
    after = desk.facts()
    assert (after.events, after.cards, after.hand, after.names) == (held.events, held.cards, held.hand, held.names)
    assert (counts.new, counts.changed, counts.gone, counts.skipped) == (0, 0, 0, 7)
    assert GRACE not in after.addresses.values()


def test_my_next_letter_brings_her_back_from_then_on(desk: Desk) -> None:
    """Given a purge, when I write to her, then that letter and what follows exist, in whatever order it is read, and
    nothing that was before.
    """
    desk.purge(GRACE, SHE)
    desk.put(
        mail(12, GRACE, ME, at=8000),
        mail(11, ME, GRACE, at=7000),
        mail(10, GRACE, ME, at=6000),
        event("new", ME, GRACE, start="2026-05-01T10:00:00"),
        event("a", ME, GRACE, start="1970-01-01T01:00:00"),
    )
    assert {"11", "12"} == set(desk.mails()) - {"3", "4", "5"}
    assert "new" in {row.event.uid for row in desk.facts().events}
    assert "a" not in {row.event.uid for row in desk.facts().events}
    desk.put(mail(13, GRACE, ME, at=9000), mail(1, GRACE, ME))
    assert {"11", "12", "13"} == set(desk.mails()) - {"3", "4", "5"}
    desk.put(mail(9, ME, SHE, at=4000))
    assert "9" not in desk.mails()


@pytest.mark.parametrize(
    "item",
    [
        mail(20, BOB, GRACE, ME, at=9000),
        mail(20, ME, GRACE, at=9000, marks=int(Mark.FORGED)),
        mail(20, ME, GRACE, at=9000, marks=int(Mark.SYNCD)),
        mail(20, ME, GRACE, at=9000, marks=int(Mark.AUTO_SUBMITTED)),
        mail(20, ME, GRACE, at=9000, marks=int(Mark.CALENDAR)),
        mail(20, ME, GRACE, "b@x", "c@x", "d@x", at=9000),
        mail(20, ME, GRACE, at=PURGED),
        mail(20, ME, GRACE, at=9000)._replace(place=Place.DRAFT),
        Seen("call", Exchange("x2", 9000, GRACE, Kind.CALL, Direction.OUTBOUND)),
        Seen("sms", Exchange("x2", 9000, GRACE, Kind.MESSAGE, Direction.INBOUND)),
    ],
)
def test_what_is_no_letter_to_her_does_not(desk: Desk, item: Seen) -> None:
    """Given a purge, when others write to her, or my program, a draft or a letter to many does, then she stays away."""
    desk.purge(GRACE, SHE)
    desk.put(item, mail(21, GRACE, ME, at=9500))
    assert "21" not in desk.mails()
    assert GRACE not in desk.facts().addresses.values()


def test_my_message_or_a_logged_contact_brings_her_back(desk: Desk) -> None:
    """Given a purge, when I send a message, or log a contact, then mail after that exists again; a log of old does not
    bring back old mail.
    """
    desk.purge(GRACE, SHE)
    desk.put(Seen("sms", Exchange("x2", 7000, SHE, Kind.MESSAGE, Direction.OUTBOUND)), mail(30, SHE, ME, at=7500))
    assert "30" in desk.mails()
    with desk.store.begin() as log:
        log.log_by_hand(1000, GRACE, Kind.CALL, Direction.OUTBOUND, "")
    desk.put(mail(31, GRACE, ME, at=4000), mail(32, GRACE, ME, at=6000))
    assert {"30", "32"} == set(desk.mails()) - {"3", "4", "5"}


def test_who_is_purged_again_stays_away_again(desk: Desk) -> None:
    """Given she came back, when purged once more, then all goes, and only a later letter of mine brings her back."""
    desk.purge(GRACE, SHE)
    desk.put(mail(11, ME, GRACE, at=7000))
    desk.purge(GRACE, SHE, now=PURGED)
    desk.put(mail(11, ME, GRACE, at=7000), mail(12, GRACE, ME, at=8000))
    assert set(desk.mails()) == {"3", "4", "5"}


def test_a_meeting_with_rooms_only_is_nobodys() -> None:
    """Given a meeting of hers, mine and a room, when she goes, then there is no meeting; with another
    guest there is.
    """
    room, guest = Attendee("room@example.org", type=AttendeeType.ROOM), Attendee("", "Guest")
    base = Event("a", Moment("2026-03-01"), organizer=ME, attendees=(Attendee(ME), Attendee(GRACE), room))
    assert without_people(base, {GRACE}, frozenset({ME})) is None
    assert without_people(base, {BOB}, frozenset({ME})) is base
    more = Event("a", Moment("2026-03-01"), organizer=GRACE, attendees=(Attendee(ME), guest))
    left = without_people(more, {GRACE}, frozenset({ME}))
    assert left is not None
    assert (left.organizer, left.attendees) == ("", (Attendee(ME), guest))


PEOPLE = st.sampled_from([ME, GRACE, BOB, "carol@example.org"])
MAILS = st.lists(st.tuples(PEOPLE, st.lists(PEOPLE, min_size=1, max_size=3, unique=True)), min_size=1, max_size=8)


@settings(max_examples=20)
@given(MAILS)
def test_a_purge_and_a_purged_reading_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, list[str]]]
) -> None:
    """Given any mails, when read and then purged, or purged and then read, then the log holds the same."""
    items = [
        mail(number, author, *(one for one in to if one != author), at=1000 + number)
        for number, (author, to) in enumerate(drawn)
    ]
    first = Desk(logs.place(tmp_path_factory.mktemp("first") / "log.db"))
    first.put(*items)
    first.purge(GRACE)
    second = Desk(logs.place(tmp_path_factory.mktemp("second") / "log.db"))
    second.purge(GRACE)
    second.put(*items)
    assert first.mails() == second.mails()
