"""Servers that misbehave: one message's nonsense costs that message, the rest is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syncd.ports import Unavailable
from tests.connectors.imap.imap_world import WHEN, World
from tests.letters import letter
from tests.servers.imap_fake import FakeImap, Letter, Mangle, fake_imap

REST = {f"<{number}@x>" for number in range(1, 21)} - {"<7@x>"}


@pytest.fixture
def fake() -> Iterator[FakeImap]:
    """An old server with 20 mails and not one extension."""
    with fake_imap() as server:
        for number in range(1, 21):
            raw = letter("bob@example.com", "ada@example.org", WHEN, message_id=f"<{number}@x>").replace(b"\n", b"\r\n")
            server.boxes["INBOX"].add(Letter(raw, WHEN))
        yield server
    assert server.violations == []


@pytest.fixture
def world(fake: FakeImap, tmp_path: Path) -> World:
    return World(tmp_path, fake.port)


def test_an_old_server(world: World, fake: FakeImap) -> None:
    """Given nothing but IMAP4rev1, when synced twice, then all is there, and the second time nothing comes."""
    world.sync(batch=50)
    assert world.shelf().uids() == REST | {"<7@x>"}
    fake.lines.clear()
    assert world.sync() == 0
    asked = [line.split()[0] for line in fake.commands()]
    assert asked == ["CAPABILITY", "LOGIN", "CAPABILITY", "LIST", "EXAMINE", "UID"]


def spoil(uid: int, new: bytes, old: bytes = rb'INTERNALDATE "[^"]*"') -> Mangle:
    """Changes what is told of one message."""

    def mangle(command: str, lines: list[bytes]) -> list[bytes]:
        if "FETCH" not in command:
            return lines
        return [re.sub(old, new, one) if f"(UID {uid} ".encode() in one else one for one in lines]

    return mangle


@pytest.mark.parametrize(
    "nonsense", [b'INTERNALDATE "20-May', b"INTERNALDATE (((", b"INTERNALDATE {99x}", b'INTERNALDATE NIL"'], ids=repr
)
def test_nonsense_costs_one_message(world: World, fake: FakeImap, nonsense: bytes) -> None:
    """Given a message whose answer can't be read, when synced, then it alone is unreadable; once it can, it is read."""
    fake.mangle = spoil(7, nonsense)
    world.sync(batch=50)
    assert world.shelf().uids() == REST
    assert world.unreadable() == [
        "the server does not hand it over (1 tries, tried again later): its answer makes no sense"
    ]
    assert world.sync() == 0
    fake.mangle = lambda _, lines: lines
    world.now += timedelta(hours=1)
    world.sync()
    assert world.shelf().uids() == REST | {"<7@x>"}
    assert world.unreadable() == []


def test_given_up_in_the_end(world: World, fake: FakeImap) -> None:
    """Given a message that never can be read, when tried for some days, then it is given up and stays unreadable."""
    fake.mangle = spoil(7, b"INTERNALDATE (((")
    for _ in range(8):
        world.sync(batch=50)
        world.now += timedelta(days=1)
    assert "(6 tries, given up)" in world.unreadable()[0]
    assert world.sync() == 0


@pytest.mark.parametrize("structure", ["((((", '("TEXT" "PLAIN" (', "NIL"])
def test_a_structure_without_sense(world: World, fake: FakeImap, structure: str) -> None:
    """Given a mail whose BODYSTRUCTURE makes no sense, when synced, then the mail is read all the same, with text."""
    spoilt = fake.boxes["INBOX"].letters[7]
    spoilt.structure = structure
    body = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText.\r\n--b--\r\n"
    spoilt.raw = spoilt.raw.partition(b"\r\n\r\n")[0] + b"\r\n" + body
    world.sync(batch=50)
    assert world.shelf().uids() == REST | {"<7@x>"}
    assert world.seen()["<7@x>"].text == "Text."


def test_a_refusal_of_one_message(world: World, fake: FakeImap) -> None:
    """Given a server that answers NO whenever one message is among those asked for, then it alone is unreadable."""

    def mangle(command: str, lines: list[bytes]) -> list[bytes]:
        numbers = command.split()[2].split(",") if "FETCH" in command else ()
        return [lines[-1].split()[0] + b" NO Some messages could not be fetched"] if "7" in numbers else lines

    fake.mangle = mangle
    world.sync(batch=50)
    assert world.shelf().uids() == REST
    assert len(world.unreadable()) == 1


def test_a_refusal_of_everything_is_the_servers_fault(world: World, fake: FakeImap) -> None:
    """Given a server that refuses every FETCH, when synced, then Unavailable, and nothing is unreadable."""
    fake.mangle = lambda command, lines: [lines[-1].split()[0] + b" NO sorry"] if "FETCH" in command else lines
    with pytest.raises(Unavailable, match="hands no mail over in INBOX"):
        world.sync(batch=50)
    assert world.unreadable() == []


def test_a_message_passed_over(world: World, fake: FakeImap) -> None:
    """Given a server that leaves one message out though it is there, when synced, then it is unreadable, not lost."""

    def mangle(command: str, lines: list[bytes]) -> list[bytes]:
        return [one for one in lines if b"(UID 7 " not in one] if "HEADER" in command else lines

    fake.mangle = mangle
    world.sync(batch=50)
    assert world.shelf().uids() == REST
    assert "tells nothing of it" in world.unreadable()[0]


def test_a_message_that_left_in_between(world: World, fake: FakeImap) -> None:
    """Given a message that is expunged between search and fetch, when synced, then it is simply not there."""

    def mangle(command: str, lines: list[bytes]) -> list[bytes]:
        if "SEARCH ALL" in command:
            fake.boxes["INBOX"].letters.pop(7, None)
        return lines

    fake.mangle = mangle
    world.sync(batch=50)
    assert world.shelf().uids() == REST
    assert world.unreadable() == []
    world.sync()
    assert world.shelf().uids() == REST


def test_a_lying_count(world: World, fake: FakeImap) -> None:
    """Given EXISTS beyond what there is, when synced again and again, then all is there and nothing is gone."""
    fake.mangle = lambda _, lines: [b"* 99 EXISTS" if one.endswith(b"EXISTS") else one for one in lines]
    world.sync(batch=50)
    world.sync()
    assert world.shelf().uids() == REST | {"<7@x>"}
    fake.mangle = lambda _, lines: lines
    world.sync()
    assert world.shelf().uids() == REST | {"<7@x>"}


def test_a_mailbox_that_seems_empty(world: World, fake: FakeImap) -> None:
    """Given a synced folder, when the server counts mail but lists none, then Unavailable, and nothing is gone."""
    world.sync(batch=50)
    fake.boxes["INBOX"].letters.pop(7)
    fake.mangle = lambda command, lines: [b"* SEARCH", *lines[1:]] if "SEARCH ALL" in command else lines
    with pytest.raises(Unavailable, match="INBOX counts 19 mails and lists none"):
        world.sync()
    assert world.shelf().uids() == REST | {"<7@x>"}


def test_goodbye_in_between(world: World, fake: FakeImap) -> None:
    """Given a server that says BYE in the middle of reading, when synced, then it is asked again and all is there."""
    said: list[str] = []

    def mangle(command: str, lines: list[bytes]) -> list[bytes]:
        if "FETCH" in command and not said:
            said.append(command)
            return [*lines[:2], b"* BYE Session expired, please login again."]
        return lines

    fake.mangle = mangle
    world.sync()
    assert said
    assert world.shelf().uids() == REST | {"<7@x>"}


def test_unasked_for_lines(world: World, fake: FakeImap) -> None:
    """Given a server that tells news of other messages within its answers, when synced, then they do no harm."""
    news = [b"* 3 FETCH (FLAGS (\\Seen))", b"* 4 FETCH (UID 4 FLAGS (\\Seen))", b"* OK [ALERT] hello", b"* 5 RECENT"]
    fake.mangle = lambda command, lines: [*news, *lines] if "FETCH" in command else lines
    world.sync()
    assert world.shelf().uids() == REST | {"<7@x>"}


def test_no_uidnext(world: World, fake: FakeImap) -> None:
    """Given a server that tells no UIDNEXT, when mail arrives later, then it is found."""
    fake.mangle = lambda _, lines: [one for one in lines if b"UIDNEXT" not in one]
    world.sync(batch=50)
    raw = fake.boxes["INBOX"].letters[1].raw.replace(b"<1@x>", b"<new@x>")
    fake.boxes["INBOX"].add(Letter(raw, WHEN))
    world.sync()
    assert "<new@x>" in world.shelf().uids()


def test_no_uidvalidity(world: World, fake: FakeImap) -> None:
    """Given a folder without lasting numbers, when synced, then it says that this folder can't be read."""
    fake.mangle = lambda _, lines: [one for one in lines if b"UIDVALIDITY" not in one]
    with pytest.raises(Unavailable, match="keeps no lasting numbers in INBOX"):
        world.sync()


def test_no_folder_at_all(world: World, fake: FakeImap) -> None:
    """Given a server that suddenly lists no folder, when synced, then Unavailable: nothing must be taken for gone."""
    fake.mangle = lambda command, lines: lines[-1:] if command.startswith("LIST") else lines
    with pytest.raises(Unavailable, match="lists no folder"):
        world.sync()


def test_a_search_without_sense(world: World, fake: FakeImap) -> None:
    """Given an answer to a search that is no list of numbers, when synced, then Unavailable says so."""
    fake.mangle = lambda command, lines: [b"* SEARCH one two", *lines[1:]] if "SEARCH" in command else lines
    with pytest.raises(Unavailable, match="answers without sense while searching INBOX"):
        world.sync()


def test_a_greeting_without_sense(world: World, fake: FakeImap) -> None:
    """Given something that is no IMAP server, when synced, then Unavailable."""
    fake.mangle = lambda command, _: [b"HTTP/1.1 400 Bad Request"] if command == "CAPABILITY" else []
    with pytest.raises(Unavailable, match="can't be reached"):
        world.sync()
