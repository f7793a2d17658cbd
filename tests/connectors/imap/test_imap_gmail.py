"""Gmail by IMAP: which folders, labels, threads and links; on a small strict server that knows its extensions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syncd.model import Mail, Place
from tests.connectors.imap.imap_world import WHEN, World
from tests.letters import letter
from tests.servers.imap_fake import GMAIL, Box, FakeImap, Letter, fake_imap

ALL = "[Gmail]/Alle Nachrichten"
SPAM, BIN = "[Gmail]/Spam", "[Gmail]/Papierkorb"


@pytest.fixture
def gmail() -> Iterator[FakeImap]:
    with fake_imap(GMAIL) as server:
        server.boxes = {
            "INBOX": Box("\\HasNoChildren"),
            "Work": Box("\\HasNoChildren"),
            "[Gmail]": Box("\\Noselect \\HasChildren"),
            ALL: Box("\\All \\HasNoChildren"),
            "[Gmail]/Entw&APw-rfe": Box("\\Drafts \\HasNoChildren"),
            "[Gmail]/Wichtig": Box("\\Important \\HasNoChildren"),
            SPAM: Box("\\Junk \\HasNoChildren"),
            BIN: Box("\\Trash \\HasNoChildren"),
        }
        yield server
    assert server.violations == []


@pytest.fixture
def world(gmail: FakeImap, tmp_path: Path) -> World:
    return World(tmp_path, gmail.port)


def mail(uid: str, number: int, *labels: str, sender: str = "bob@example.com", **fields: str) -> Letter:
    raw = letter(sender, "ada@example.org", WHEN, message_id=uid, **fields).replace(b"\n", b"\r\n")
    return Letter(raw, WHEN, labels=labels, number=number, thread=number // 16 * 16)


def names(world: World) -> list[str]:
    return [stream.name for stream in world.source().streams()]


def test_all_mail_spam_and_trash_are_read(gmail: FakeImap, world: World) -> None:
    """Given Gmail's folders in any language, when synced, then all mail, spam and trash are streams, labels are not."""
    gmail.boxes[ALL].add(mail("<1@x>", 0x18F, '"\\\\Inbox"', "Work"))
    gmail.boxes["INBOX"].add(mail("<1@x>", 0x18F))
    gmail.boxes[SPAM].add(mail("<2@x>", 0x19F))
    gmail.boxes[BIN].add(mail("<3@x>", 0x1AF))
    assert sorted(names(world)) == sorted([ALL, SPAM, BIN])
    world.sync()
    assert world.uids() == {ALL: {"<1@x>"}, SPAM: {"<2@x>"}, BIN: {"<3@x>"}}
    assert world.shelf(SPAM).uids(Place.SPAM) == {"<2@x>"}
    assert world.shelf(BIN).uids(Place.KEPT) == {"<3@x>"}


def test_threads_and_links_are_those_of_the_api(gmail: FakeImap, world: World) -> None:
    """Given a message's numbers, when synced, then thread and link have them in hexadecimal, as Gmail's API."""
    gmail.boxes[ALL].add(mail("<1@x>", 0x1932ABCDEF018F))
    world.sync()
    seen = world.seen(ALL)["<1@x>"]
    assert seen.thread == "1932abcdef0180"
    assert seen.link == "https://mail.google.com/mail/?authuser=ada%40example.org#all/1932abcdef018f"


def test_drafts_in_all_mail_are_drafts_until_sent(gmail: FakeImap, world: World) -> None:
    """Given a draft in all mail, when synced, then it is a draft; when its mark goes (it was sent), it is kept."""
    uid = gmail.boxes[ALL].add(mail("<1@x>", 0x18F, '"\\\\Draft"', sender="ada@example.org"))
    gmail.boxes[ALL].letters[uid].flags.add("\\Draft")
    world.sync()
    assert world.shelf(ALL).uids(Place.DRAFT) == {"<1@x>"}
    sent = gmail.boxes[ALL].letters[uid]
    gmail.boxes[ALL].modseq += 1
    sent.flags, sent.labels, sent.modseq = set(), ('"\\\\Sent"',), gmail.boxes[ALL].modseq
    world.sync()
    assert world.shelf(ALL).uids(Place.KEPT) == {"<1@x>"}
    assert world.sync() == 0


def test_reported_as_spam(gmail: FakeImap, world: World) -> None:
    """Given a synced mail, when it is reported as spam, then it is gone from all mail and lies in spam."""
    uid = gmail.boxes[ALL].add(mail("<1@x>", 0x18F))
    gmail.boxes[ALL].add(mail("<2@x>", 0x19F))
    world.sync()
    gmail.boxes[ALL].expunge(uid)
    gmail.boxes[SPAM].add(mail("<1@x>", 0x18F))
    world.sync()
    assert world.uids() == {ALL: {"<2@x>"}, SPAM: {"<1@x>"}}


def test_its_internaldate_is_believed(gmail: FakeImap, world: World) -> None:
    """Given mail whose Date is years older than INTERNALDATE, when synced from Gmail, then INTERNALDATE counts: it is
    the internalDate of the API."""
    gmail.boxes[ALL].add(Letter(letter("bob@example.com", when=WHEN - timedelta(days=999), message_id="<1@x>"), WHEN))
    gmail.boxes[ALL].letters[1].raw = gmail.boxes[ALL].letters[1].raw.replace(b"\n", b"\r\n")
    world.sync()
    fact = world.seen(ALL)["<1@x>"].fact
    assert isinstance(fact, Mail)
    assert fact.at == int(WHEN.timestamp())


def test_all_mail_hidden(gmail: FakeImap, world: World) -> None:
    """Given “All Mail” hidden in Gmail's settings, when synced, then labels are read instead, views are not."""
    del gmail.boxes[ALL]
    gmail.boxes["Work"].add(mail("<1@x>", 0x18F))
    assert sorted(names(world)) == sorted(["INBOX", "Work", SPAM, BIN])
    world.sync()
    assert world.uids() == {"Work": {"<1@x>"}}


def test_nothing_new_is_one_request(gmail: FakeImap, world: World) -> None:
    """Given a synced Gmail, when synced again, then after the login it is the list, and the namespace."""
    gmail.boxes[ALL].add(mail("<1@x>", 0x18F))
    world.sync()
    gmail.lines.clear()
    assert world.sync() == 0
    after = [line.split()[0] for line in gmail.commands()]
    assert after[after.index("LOGIN") + 1 :] in (["CAPABILITY", "LIST", "NAMESPACE"], ["LIST", "NAMESPACE"])
