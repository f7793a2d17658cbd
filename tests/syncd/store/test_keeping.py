"""Texts and retention in the log itself, on both databases."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from syncd.model import Batch, Card, Direction, Event, Exchange, Gone, Item, Kind, Mail, Moment, Role, Seen, Stream
from syncd.store.ingest import Memory
from syncd.store.log import Store
from syncd.store.retention import Keep, Trimmed

DAY = 86_400
LIMIT = 1_500_000_000  # 2017-07-14
INBOX = Stream("INBOX", "Inbox")


def mail(number: int, at: int, author: str = "grace@example.com", to: str = "ada@example.org") -> Mail:
    parties = ((int(Role.TO), to),)
    return Mail(number, f"<{number}@x>", at, author, parties, ((author, f"N {author}"),), f"s{number}", b"", 0, 10)


def event(uid: str, wall: str, *rules: str) -> Event:
    return Event(uid, Moment(wall, "UTC"), rules=rules, organizer="ada@example.org")


def put(store: Store, *items: Item, account: str = "acc", keep: Keep | None = None) -> int:
    """Stores one batch as a sync of its own; returns how many items were passed over."""
    with store.begin() as log:
        into = log.ingest(Memory(keep=keep), 5000)
        _, counts = into.put(into.position(account, INBOX), Batch(items, "c"))
    return counts.skipped


def filled(place: Path | str) -> Store:
    """Mail, messages and meetings on both sides of the limit."""
    store = Store.open(place, write=True)
    put(
        store,
        Seen("1", mail(1, LIMIT - DAY, "old@example.com"), text="old text"),
        Seen("2", mail(2, LIMIT), text="young text"),
        Seen("3", mail(3, LIMIT - 1, "grace@example.com", "bob@example.net")),
        Seen("e1", event("gone", "2017-07-13T09:00:00")),
        Seen("e2", event("goes-on", "2010-01-01T09:00:00", "FREQ=WEEKLY")),
        Seen("e3", event("ended", "2010-01-01T09:00:00", "FREQ=WEEKLY;COUNT=3")),
        Seen("x1", Exchange("u1", LIMIT - 1, "tel:+491", Kind.MESSAGE, Direction.INBOUND, "old topic")),
        Seen("x2", Exchange("u2", LIMIT, "tel:+492", Kind.MESSAGE, Direction.INBOUND, "young topic")),
        Seen("c1", Card(("card@example.org",), "Card")),
    )
    return store


def test_what_is_too_old_goes(place: Path | str) -> None:
    """Given facts on both sides of a limit, when trimmed, then the older are gone with all that hangs on them, the
    others untouched; trimming again finds nothing."""
    store = filled(place)
    keep = Keep(LIMIT, UTC)
    with store.begin() as log:
        version = log.facts_version()
        assert log.trim(keep) == Trimmed(mails=2, meetings=2, messages=1)
        assert log.facts_version() > version
    with store.read() as log:
        facts = log.facts()
        assert [row.uid for row in facts.mails] == ["<2@x>"]
        assert [row.event.uid for row in facts.events] == ["goes-on"]
        assert [row.uid for row in facts.hand] == ["u2"]
        assert [row.card.name for row in facts.cards] == ["Card"]
        known = {"ada@example.org", "grace@example.com", "tel:+492", "card@example.org"}
        assert set(facts.addresses.values()) == known
        assert {row.name for row in facts.names} == {"N grace@example.com"}
        assert log.newest() == LIMIT
        assert (log.text_of(1), log.text_of(2)) == (None, "young text")
    with store.begin() as log:
        version = log.facts_version()
        assert not log.trim(keep)
        assert log.facts_version() == version


def test_what_is_too_old_is_not_taken_in(place: Path | str) -> None:
    """Given a limit, when a source shows what is older, then it is passed over, and what is young is stored."""
    store = Store.open(place, write=True)
    items: list[Item] = [
        Seen("1", mail(1, LIMIT - 1)),
        Seen("2", mail(2, LIMIT)),
        Seen("e", event("gone", "2017-07-13T09:00:00")),
        Gone("9"),
    ]
    assert put(store, *items, keep=Keep(LIMIT, UTC)) == 2
    with store.read() as log:
        assert [row.uid for row in log.facts().mails] == ["<2@x>"]
        assert not log.facts().events


def test_texts(place: Path | str) -> None:
    """Given texts of two accounts, when asked for, then by person and by mail; each account drops its own."""
    store = Store.open(place, write=True)
    put(store, Seen("1", mail(1, LIMIT), text="a\0b"), Seen("2", mail(2, LIMIT, "bob@example.net"), text="other"))
    put(store, Seen("1", mail(1, LIMIT), text="of more"), account="more")
    put(store, Seen("1", mail(1, LIMIT), text="ab, changed"))
    with store.read() as log:
        assert log.texts_about(["grace@example.com", "nobody@x"]) == {("<1@x>", LIMIT): "ab, changed"}
        assert len(log.texts_about(["ada@example.org"])) == 2
        assert (log.has_texts(), log.has_texts("more"), log.has_texts("none")) == (True, True, False)
    with store.begin() as log:
        assert log.drop_texts("acc") == 2
    with store.read() as log:
        assert log.texts_about(["ada@example.org"]) == {("<1@x>", LIMIT): "of more"}
