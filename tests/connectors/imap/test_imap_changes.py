"""What is asked and told after the first sync: new mail, what left, marks, and nothing at all; on a real Dovecot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syncd.model import Place
from tests.connectors.imap.imap_world import WHEN, World
from tests.servers.dovecot import dovecot
from tests.servers.imap_between import ImapBetween, imap_between


def verbs(proxy: ImapBetween) -> list[str]:
    """The commands after the login."""
    found = [" ".join(line.split()[: 2 if line.startswith("UID") else 1]) for line in proxy.commands()]
    return found[found.index("ENABLE") + 1 :]


def test_nothing_new_is_one_round_trip(world: World, proxy: ImapBetween) -> None:
    """Given a synced mailbox of several folders, when synced again, then after the login there is one request."""
    for folder in ("INBOX", "Sent", "Trash"):
        world.deliver(folder=folder)
    world.sync()
    proxy.lines.clear()
    assert world.sync() == 0
    assert verbs(proxy) == ["NAMESPACE", "LIST"] or verbs(proxy) == ["LIST", "NAMESPACE"]


def test_new_mail_asks_for_nothing_old(world: World, proxy: ImapBetween) -> None:
    """Given a synced mailbox, when one mail arrives, then only it is fetched."""
    for _ in range(5):
        world.deliver()
    world.sync()
    world.deliver("<new@x>")
    proxy.lines.clear()
    assert world.sync() == 1
    fetched = [line.split()[2] for line in proxy.commands() if line.startswith("UID FETCH") and "HEADER" in line]
    assert fetched == ["6"]
    assert "<new@x>" in world.uids()["INBOX"]


def test_nothing_is_marked_as_read(world: World) -> None:
    """Given unread mail, when synced with texts, then it is unread as before."""
    world.deliver("<1@x>", body="Can you send me the figures?\n")
    world.sync()
    assert world.seen()["<1@x>"].text == "Can you send me the figures?"
    world.program.select_folder("INBOX")
    assert world.program.search("UNSEEN") == [1]


def test_flags_alone_change_nothing(world: World) -> None:
    """Given a synced mailbox, when mails are read and flagged, then no item comes, and the next sync asks nothing."""
    world.deliver("<1@x>")
    world.sync()
    before = world.seen()
    world.flag("<1@x>", b"\\Seen", b"\\Flagged")
    world.sync()
    assert world.seen() == before
    assert world.sync() == 0


def test_a_draft_mark_comes_and_goes(world: World) -> None:
    """Given a synced mail, when it is marked as a draft, then it is one; when not any more, then it is kept."""
    world.deliver("<1@x>")
    world.deliver("<2@x>")
    world.sync()
    world.flag("<1@x>", b"\\Draft")
    world.sync()
    assert world.shelf().uids(Place.DRAFT) == {"<1@x>"}
    world.flag("<1@x>", b"-\\Draft")
    world.sync()
    assert world.shelf().uids(Place.KEPT) == {"<1@x>", "<2@x>"}
    assert world.sync() == 0


@pytest.mark.parametrize(
    "capability", ["IMAP4rev1 UIDPLUS", "IMAP4rev1 UIDPLUS CONDSTORE SPECIAL-USE LIST-EXTENDED LIST-STATUS MOVE"]
)
def test_lesser_servers(tmp_path: Path, capability: str) -> None:
    """Given a server without QRESYNC, or without any of it, when mail comes, goes and is marked, then all is seen."""
    with dovecot(capability=capability) as server, imap_between(server.plain) as proxy:
        world = World(tmp_path, proxy.port, direct=server.plain)
        for number in range(6):
            world.deliver(f"<{number}@x>")
        world.sync()
        world.remove("<1@x>")
        world.flag("<2@x>", b"\\Draft")
        world.deliver("<6@x>")
        world.sync()
        assert world.shelf().uids() == {f"<{number}@x>" for number in (0, 2, 3, 4, 5, 6)}
        assert world.shelf().uids(Place.DRAFT) == {"<2@x>"}
        world.flag("<2@x>", b"-\\Draft")
        world.sync()
        assert world.shelf().uids(Place.DRAFT) == set()
        assert world.sync() == 0
        proxy.lines.clear()
        world.remove("<0@x>")
        world.deliver("<7@x>")
        world.sync()
        assert any("SEARCH ALL" in line for line in proxy.commands())
        assert world.shelf().uids() == {f"<{number}@x>" for number in (2, 3, 4, 5, 6, 7)}
        world.leave()


def test_since_limits_the_first_sync(world: World, proxy: ImapBetween) -> None:
    """Given old and new mail and since = 30d, when synced, then only that is fetched; with more, the rest comes."""
    world.since = "30d"
    old = WHEN - timedelta(days=90)
    world.deliver("<old@x>", when=old, date=old)
    world.deliver("<young@x>")
    world.sync()
    assert world.uids() == {"INBOX": {"<young@x>"}}
    assert not any("FETCH 1 " in line for line in proxy.commands())
    world.since = "1y"
    world.sync()
    assert world.uids() == {"INBOX": {"<old@x>", "<young@x>"}}
    assert world.sync() == 0


def test_old_mail_that_is_moved_in_is_too_old(world: World) -> None:
    """Given since = 30d, when old mail is copied into a synced folder, then it is passed over, and only once."""
    world.since = "30d"
    world.deliver("<young@x>")
    world.sync()
    old = WHEN - timedelta(days=90)
    world.deliver("<old@x>", when=old, date=old)
    world.sync()
    assert world.uids() == {"INBOX": {"<young@x>"}}
    assert world.shelf().skipped == 1
    assert world.sync() == 0


def test_text_wanted_later_is_read_for_three_months(world: World) -> None:
    """Given mail read by its headers, when texts are wanted, then young mail is read again with its text."""
    world.bodies = "none"
    old = WHEN - timedelta(days=200)
    world.deliver("<old@x>", when=old, date=old, body="Long ago.\n")
    for number in range(6):
        world.deliver(f"<{number}@x>", body=f"Text {number}.\n")
    world.sync()
    assert {one.text for one in world.seen().values()} == {""}
    world.bodies = "scan"
    while world.sync(most=1):
        pass
    assert {uid: one.text for uid, one in world.seen().items()} == {
        "<old@x>": "",
        **{f"<{number}@x>": f"Text {number}." for number in range(6)},
    }
    assert world.sync() == 0


def test_five_thousand_headers_at_once(world: World) -> None:
    """Given 5,000 mails, when synced in batches of 500, then all are there, newest first, and each once."""
    raws = [
        f"Message-ID: <{n}@x>\r\nDate: Wed, 20 May 2026 12:00:00 +0000\r\nFrom: p{n}@example.com\r\n\r\nHi\r\n".encode()
        for n in range(5000)
    ]
    day = datetime(2026, 5, 20, tzinfo=UTC)
    for start in range(0, 5000, 1000):
        world.program.multiappend("INBOX", [{"msg": one, "date": day} for one in raws[start : start + 1000]])
    world.bodies = "none"
    batches = []
    for batch in world.source(batch=500).read("INBOX", None, set):
        world.shelf().apply(batch)
        batches.append([item.locator for item in batch.items])
    assert len(world.shelf().uids()) == len(world.shelf().there) == 5000
    numbers = [int(locator.partition(".")[2]) for batch in batches for locator in batch]
    assert numbers[:500] == sorted(numbers, reverse=True)[:500]
    assert [len(batch) for batch in batches] == [500] * 10 + [0]
