"""Batches go in with their cursor; copies fold into one mail; sweeps take what a pass did not name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from syncd.model import (
    Batch,
    Event,
    EventRow,
    Gone,
    Item,
    Mail,
    MailRow,
    Mark,
    Moment,
    Place,
    Role,
    Seen,
    Stream,
    Unreadable,
)
from syncd.store.counting import Counts
from syncd.store.ingest import Memory
from syncd.store.log import Store
from tests import logs

NEVER = 2**62
INBOX, SPAM = Stream("INBOX", "Inbox"), Stream("Spam", "Spam")


def mail(number: int, at: int = 1000, to: Sequence[str] = ("me@x",), marks: int = 0, subject: str = "s") -> Mail:
    """Mail `number` as one copy shows it."""
    parties = tuple((int(Role.TO), address) for address in to)
    return Mail(
        number,
        f"<{number}@x>",
        at,
        f"a{number}@x",
        parties,
        ((f"a{number}@x", f"A {number}"),),
        subject,
        b"",
        marks,
        10,
    )


class Desk:
    """A log and the positions of its streams."""

    def __init__(self, place: Path | str) -> None:
        self.store = Store.open(place, write=True)
        self.memory = Memory()

    def put(self, stream: Stream, *items: Item, cursor: str = "c", fresh: bool = False, sweep: bool = False) -> Counts:
        """Stores one batch, as a sync of its own."""
        self.memory = Memory()
        with self.store.begin() as log:
            into = log.ingest(self.memory, 5000)
            position, counts = into.put(into.position("acc", stream), Batch(items, cursor, fresh=fresh, sweep=sweep))
            assert into.position("acc", stream) == position
        return counts

    def mails(self) -> list[MailRow]:
        """All mails."""
        with self.store.read() as log:
            return list(log.facts().mails)

    def addresses(self) -> dict[int, str]:
        """All addresses by number."""
        with self.store.read() as log:
            return dict(log.facts().addresses)


def test_first_and_second_time(place: Path | str) -> None:
    """Given a batch, when stored twice, then it is new once, and the same rows are there."""
    desk = Desk(place)
    batch: list[Item] = [Seen("1", mail(1)), Seen("2", mail(2)), Unreadable("3", "no author")]
    first = desk.put(INBOX, *batch)
    assert (first.new, first.changed, first.unreadable) == (2, 0, 1)
    before = desk.mails()
    again = desk.put(INBOX, *batch)
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert desk.mails() == before


def test_copies_fold(place: Path | str) -> None:
    """Given one mail in three places, when stored, then recipients are united, time is the earliest; spam adds none."""
    desk = Desk(place)
    desk.put(INBOX, Seen("1", mail(1, at=2000, to=["me@x", "b@x"], marks=Mark.LIST)))
    assert desk.put(INBOX, Seen("2", mail(1, at=1000, to=["c@x"]))).new == 0
    desk.put(SPAM, Seen("9", mail(1, at=500, to=["d@x"]), Place.SPAM))
    (row,) = desk.mails()
    names = desk.addresses()
    assert row.at == 1000
    assert {names[number] for _, number in row.parties} == {"me@x", "b@x", "c@x"}
    assert [(copy.place, copy.gone, copy.marks) for copy in row.copies] == [
        (Place.KEPT, 0, Mark.LIST),
        (Place.KEPT, 0, 0),
        (Place.SPAM, 0, 0),
    ]


def test_a_draft_tells_nothing_of_what_was_sent(place: Path | str) -> None:
    """Given a draft to one person that was sent to another, when both are met, then only the sent one's facts count."""
    desk = Desk(place)
    desk.put(SPAM, Seen("d", mail(1, at=500, to=["wrong@x"], subject="dra"), Place.DRAFT))
    desk.put(INBOX, Seen("s", mail(1, at=900, to=["right@x"], subject="sent")))
    desk.put(SPAM, Seen("e", mail(1, at=400, to=["other@x"], subject="old"), Place.DRAFT))
    (row,) = desk.mails()
    assert (row.at, row.subject) == (900, "sent")
    assert [desk.addresses()[number] for _, number in row.parties] == ["right@x"]


def test_changes_are_counted_once(place: Path | str) -> None:
    """Given a stored copy, when its place changes, then one change; gone, one gone; back again, a change."""
    desk = Desk(place)
    desk.put(INBOX, Seen("1", mail(1)))
    assert desk.put(INBOX, Seen("1", mail(1), Place.SPAM)).changed == 1
    assert desk.put(INBOX, Gone("1")).gone == 1
    assert desk.put(INBOX, Gone("1")).gone == 0
    assert desk.put(INBOX, Seen("1", mail(1))).changed == 1
    assert len(desk.mails()) == 1


def test_a_sweep_takes_what_the_pass_did_not_name(place: Path | str) -> None:
    """Given three items, when a fresh pass names two and ends, then the third is gone; before its end nothing is."""
    desk = Desk(place)
    desk.put(INBOX, Seen("1", mail(1)), Seen("2", mail(2)), Unreadable("3", "bad"))
    assert desk.put(INBOX, Seen("1", mail(1)), fresh=True).gone == 0
    assert [copy.gone for row in desk.mails() for copy in row.copies] == [0, 0]
    assert desk.put(INBOX, sweep=True).gone == 1
    assert [row.copies[0].gone for row in desk.mails()] == [0, 1]
    with desk.store.read() as log:
        assert log.unreadable() == []


def test_events_leave_with_their_stream(place: Path | str) -> None:
    """Given a meeting, when its calendar is no longer there, then the meeting is deleted; a mail stays a fact."""
    desk = Desk(place)
    event = Event("u@x", Moment("2026-03-01T10:00:00", "UTC"), summary="Talk")
    desk.put(INBOX, Seen("e", event), Seen("1", mail(1)))
    with desk.store.read() as log:
        assert list(log.facts().events) == [EventRow("acc", event)]
    with desk.store.begin() as log:
        assert log.ingest(desk.memory, 5000).vanished("acc", []).gone == 2
    with desk.store.read() as log:
        assert list(log.facts().events) == []
    assert [row.copies[0].gone for row in desk.mails()] == [1]


def test_spam_gives_no_names(place: Path | str) -> None:
    """Given a name met only in spam, when facts are read, then it is not there."""
    desk = Desk(place)
    desk.put(SPAM, Seen("1", mail(1), Place.SPAM))
    with desk.store.read() as log:
        assert list(log.facts().names) == []


def test_what_can_be_read_later_is_forgiven(place: Path | str) -> None:
    """Given an unreadable item, when it is read after all, then it is no longer listed."""
    desk = Desk(place)
    desk.put(INBOX, Unreadable("1", "bad"))
    desk.put(INBOX, Seen("1", mail(1)))
    with desk.store.read() as log:
        assert log.unreadable() == []


_steps = st.lists(
    st.tuples(
        st.sampled_from([INBOX, SPAM]),
        st.lists(
            st.tuples(
                st.sampled_from("abc"), st.integers(1, 3), st.sampled_from(Place), st.integers(990, 1010), st.booleans()
            ),
            max_size=4,
        ),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)


@given(_steps)
def test_the_log_equals_a_naive_one(
    steps: list[tuple[Stream, list[tuple[str, int, Place, int, bool]], bool, bool]],
) -> None:
    """Given any batches (items there or gone, passes begun and swept), then the log is what plain dicts would hold."""
    copies: dict[tuple[str, str], list[int]] = {}  # (stream, locator) → mail, place, gone, pass
    times: dict[int, int] = {}
    passes = {INBOX.name: 0, SPAM.name: 0}
    with TemporaryDirectory() as folder:
        desk = Desk(logs.place(Path(folder) / "log.db"))
        for stream, entries, fresh, sweep in steps:
            items: list[Item] = []
            passes[stream.name] += fresh
            unique = {entry[0]: entry for entry in entries}
            for locator, number, place, at, there in unique.values():
                key = (stream.name, locator)
                if there:
                    items.append(Seen(locator, mail(number, at), place))
                    copies[key] = [number, place, 0, passes[stream.name]]
                    times.setdefault(number, NEVER)
                    if place == Place.KEPT:
                        times[number] = min(at, times[number])
                else:
                    items.append(Gone(locator))
                    if key in copies:
                        copies[key][2] = 1
            desk.put(stream, *items, fresh=fresh, sweep=sweep)
            if sweep:
                for (name, _), copy in copies.items():
                    if name == stream.name and copy[3] < passes[name]:
                        copy[2] = 1
        found = {row.uid: row for row in desk.mails()}
        assert {uid: row.at for uid, row in found.items()} == {f"<{number}@x>": at for number, at in times.items()}
        for number in times:
            expected = sorted((place, gone) for one, place, gone, _ in copies.values() if one == number)
            assert sorted((copy.place, copy.gone) for copy in found[f"<{number}@x>"].copies) == expected


def test_a_further_copy_in_spam_is_a_change(place: Path | str) -> None:
    """Given a mail known from elsewhere, when a copy of it turns up in spam, then summaries are known to be old."""
    desk = Desk(place)
    desk.put(INBOX, Seen("1", mail(1)))
    with desk.store.read() as log:
        before = log.facts_version()
    counts = desk.put(SPAM, Seen("1", mail(1), Place.SPAM))
    assert (counts.new, counts.changed) == (0, 0)
    with desk.store.read() as log:
        assert log.facts_version() > before
    with desk.store.read() as log:
        before = log.facts_version()
    desk.put(SPAM, Seen("1", mail(1), Place.SPAM))
    with desk.store.read() as log:
        assert log.facts_version() == before
