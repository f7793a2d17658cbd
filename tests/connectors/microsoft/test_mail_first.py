"""The full pass over a mail folder: what it brings, in which order, at which price, and how it goes on after a stop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from syncd.model import Gone, Mark, Place, Role
from tests.connectors.microsoft.mail_world import ADA, BOB, World
from tests.contracts.source import Shelf
from tests.simulators.microsoft.ledger import EPOCH
from tests.simulators.microsoft.mailbox import Message, Noise

DN = "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0A1B-GRACE"


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    world = World(bodies=getattr(request, "param", "scan"))
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0
    assert world.server.pending() == 0


def aged(world: World, count: int, *, days: float = 1, folder: str = "inbox") -> list[Message]:
    """Mails, the newest first, that many days apart."""
    return [world.mail.deliver(BOB, folder=folder, at=EPOCH - timedelta(days=n * days)) for n in range(count)]


def listed(world: World) -> list[str]:
    """The queries of all lists of messages."""
    return [one for one in world.asked() if one.startswith("messages.in_folder")]


def test_an_item_is_what_the_message_is(world: World) -> None:
    """Given a received message and a sent one, when read, then thread, link, text, time and parties are theirs."""
    got = world.mail.deliver(
        ("Bob", BOB), cc=["cc@example.com"], subject="Ask", text="Could you?", headers=[("List-Id", "<x>")]
    )
    mine = world.mail.send([BOB], subject="Numbers", bcc=["eve@example.com"], text="Here.", attachments=True)
    world.sync()
    assert world.item(got).thread == got.conversation
    assert world.item(got).link.startswith("https://outlook.office365.com/owa/?ItemID=")
    assert (world.item(got).text, world.fact(got).marks) == ("", Mark.LIST)
    assert world.fact(got).parties == ((Role.TO, ADA), (Role.CC, "cc@example.com"))
    assert world.fact(got).at == int(got.received.timestamp())
    assert world.item(mine, "sentitems").text == "Here."
    fact = world.fact(mine, "sentitems")
    assert (fact.author, fact.marks, fact.uid) == (ADA, Mark.ATTACHMENT, mine.message_id)
    assert fact.parties == ((Role.TO, BOB), (Role.BCC, "eve@example.com"))


@pytest.mark.parametrize("world", ["none"], indirect=True)
def test_headers_only(world: World) -> None:
    """Given a login for headers only, when read, then no body is asked for, invitations are known by their type, and
    names that are not resolved stay so."""
    got = world.mail.deliver(BOB, meeting="meetingRequest", text="Will you come?")
    mine = world.mail.send([DN, "grace@example.com"])
    world.sync()
    assert world.fact(got).marks & Mark.CALENDAR
    assert world.fact(mine, "sentitems").parties == ((Role.TO, "grace@example.com"),)
    assert not [one for one in world.asked() if "body" in one or "/$value" in one]


def test_exchange_names_are_resolved_by_the_mime_form(world: World) -> None:
    """Given sent mail to somebody known by an Exchange DN, when read with text, then its MIME form tells who that is,
    and only for that mail it is asked for."""
    mime = b"From: ada@example.org\r\nTo: Grace <grace@example.com>\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n"
    mine = world.mail.send([("Grace", DN)], mime=mime, text="Hello")
    world.mail.send([BOB])
    world.sync()
    assert world.fact(mine, "sentitems").parties == ((Role.TO, "grace@example.com"),)
    assert world.item(mine, "sentitems").text == "Hello"
    assert world.called("messages.mime") == 1


@pytest.mark.parametrize("kind", ["meetingRequest", "meetingCancelled", "meetingAccepted", "meetingTenativelyAccepted"])
def test_meeting_messages(world: World, kind: str) -> None:
    """Given a message of a meeting, when read, then it is marked as one."""
    got = world.mail.deliver(BOB, meeting=kind)
    world.read()
    assert world.fact(got).marks & Mark.CALENDAR


def test_newest_first(world: World) -> None:
    """Given mail that arrived out of order, when first read, then what was received last comes first."""
    messages = [world.mail.deliver(BOB, at=EPOCH - timedelta(days=n * 7 % 13)) for n in range(13)]
    order = [item.locator for batch in world.batches() for item in batch.items]
    assert order == [one.id for one in sorted(messages, key=lambda one: one.received, reverse=True)]


def test_requests_of_a_first_pass(world: World) -> None:
    """Given ten messages and pages of four, when first read, then it takes the delta with its closing round and three
    lists; nothing is asked for one by one, and the delta is never filtered."""
    aged(world, 10)
    world.read()
    assert world.called("messages.in_folder") in (3, 4)
    assert world.called("messages.get") == 0
    assert world.called("messages.delta") == 2
    assert not [one for one in world.asked() if one.startswith("messages.delta") and "filter" in one]


def test_a_small_folder_takes_one_list(world: World) -> None:
    """Given a folder that fits into one page, when first read, then one list brings it."""
    aged(world, 3)
    source = world.source(batch=100, page=50)
    source.streams()
    for batch in source.read(world.stream(), None, set):
        world.shelf().apply(batch)
    assert world.called("messages.in_folder") == 1
    assert world.stored() == world.truth()


@pytest.mark.parametrize("most", [1, 3])
def test_short_pages(world: World, most: int) -> None:
    """Given a server that gives fewer messages than asked for, when read, then the rest of each page is fetched by its
    link, and nothing is missing."""
    aged(world, 11)
    world.server.most = most
    world.read()
    assert world.stored() == world.truth()
    assert world.called("messages.get") == 0


def test_untidy_deltas(world: World) -> None:
    """Given a delta in any order with empty pages and entries told twice, when first read, then all is there once."""
    aged(world, 30)
    world.mail.noise = Noise(seed=3, duplicates=True, empty_pages=True)
    handed = [item.locator for batch in world.batches() for item in batch.items]
    assert len(handed) == len(set(handed)) == 30
    assert world.stored() == world.truth()


def test_resumed_after_every_batch(world: World) -> None:
    """Given a pass that is stopped after each batch, when it goes on, then only what is missing is listed, from the
    newest of it on, nothing is handed over twice, and in the end all is there."""
    messages = aged(world, 30)
    handed: list[str] = []
    shelf = world.shelf()
    while batch := next(world.source(batch=8, page=8).read(world.stream(), shelf.cursor, shelf.known), None):
        shelf.apply(batch)
        handed += [item.locator for item in batch.items]
    assert handed == [one.id for one in messages]
    assert world.stored() == world.truth()
    bounds = [one.partition(" lt ")[2][:10] for one in listed(world) if " lt " in one]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] == "2026-10-25"
    assert world.called("messages.get") == 0


def test_a_stop_is_quick(world: World) -> None:
    """Given a long delta, when reading stops after the first batch, then the rest of the delta is not read."""
    aged(world, 60)
    world.server.most_changes = 1
    reading = world.source().read(world.stream(), None, set)
    world.shelf().apply(next(reading))
    reading.close()  # type: ignore[attr-defined]  # a generator, as the job's for-loop ends it
    assert world.called("messages.delta") < 50
    world.read()
    assert world.stored() == world.truth()


def test_what_changed_while_stopped(world: World) -> None:
    """Given a pass that is stopped half-way, when mail comes, goes, moves and is sent meanwhile, then in the end all
    lies where it lies."""
    messages = aged(world, 20)
    draft = world.mail.draft([BOB])
    world.read(most=2)
    world.mail.destroy(messages[0])
    world.mail.destroy(messages[19])
    world.mail.junk(messages[1])
    world.mail.move(messages[18], "archive")
    world.mail.post(draft)
    world.mail.deliver(BOB)
    world.sync()
    assert world.stored() == world.truth()


@pytest.mark.parametrize("where", ["messages?", "messages/delta?", "skiptoken", "deltatoken", "$skip=4", "$skip=12"])
@pytest.mark.parametrize("what", ["arrives", "goes", "moves away", "moves in"])
def test_what_changes_during_the_pass(world: World, where: str, what: str) -> None:
    """Given a pass under way, when mail comes, goes or moves just before any of its requests, then after it, and after
    the next reading, all lies where it lies."""
    messages = aged(world, 16)
    inside = aged(world, 1, folder="archive")
    acts = {
        "arrives": lambda: world.mail.deliver(BOB, at=EPOCH + timedelta(days=1)),
        "goes": lambda: world.mail.destroy(messages[2]),
        "moves away": lambda: world.mail.move(messages[3], "archive"),
        "moves in": lambda: world.mail.move(inside[0], "inbox"),
    }
    world.mail.noise = Noise(empty_pages=True)
    world.server.meanwhile(where, acts[what])
    world.read()
    assert world.stored().get(world.mail.tree.find("inbox").id) == world.truth()[world.mail.tree.find("inbox").id]
    world.mail.noise = Noise()
    world.sync()
    assert world.stored() == world.truth()


def test_came_and_went_behind_the_delta(world: World) -> None:
    """Given mail that a list showed and no delta knows (it came after the one and went before the other), when read
    later, then it is found to be gone, although no delta ever tells; until then it is there."""
    aged(world, 3)
    late: list[Message] = []
    world.mail.hold("inbox")
    late.append(world.mail.deliver(BOB))
    world.mail.log = [one for one in world.mail.log if one[1] != late[0].id]
    within, inbox = world.mail.within, world.mail.tree.find("inbox").id
    world.server.meanwhile("/messages/delta?", lambda: setattr(world.mail, "within", lambda folder: [one for one in within(folder) if one is not late[0]]))  # fmt: skip  # noqa: E501 - one act
    world.server.meanwhile("/messages?", lambda: setattr(world.mail, "within", within))
    source = world.source(workers=1)
    for batch in source.read(world.stream(), None, set):
        world.shelf().apply(batch)
    assert late[0].id in world.shelf().there
    world.server.forget_calls()
    assert world.read() == 0
    assert world.called("messages.get") == 1
    del world.mail.messages[late[0].id]
    world.read()
    assert world.stored() == world.truth()
    world.server.forget_calls()
    assert world.read() == 0
    assert world.called("messages.get") == 0
    assert inbox in world.stored()


def test_since(world: World) -> None:
    """Given `since`, when first read, then what is older stays out and costs no list, is not gone later, and comes
    when `since` is longer, without what is there being read again."""
    world.now = EPOCH
    messages = aged(world, 24, days=2.5)
    world.since = "30d"
    world.read()
    assert world.shelf().there == {one.id for one in messages[:13]}
    assert {"receivedDateTime ge" in one for one in listed(world)} == {True}
    assert world.read() == 0
    world.since = "40d"
    world.later(days=1)
    handed = [item.locator for batch in world.batches() for item in batch.items]
    assert handed == [one.id for one in messages[13:16]]
    world.since = ""
    world.read()
    assert world.stored() == world.truth()


def test_old_mail_that_moves_in_is_too_old(world: World) -> None:
    """Given `since`, when mail older than that comes into a folder that was read, then it is passed over unasked."""
    world.now = EPOCH
    aged(world, 2)
    world.since = "30d"
    world.read()
    world.mail.deliver(BOB, at=EPOCH - timedelta(days=50))
    world.server.forget_calls()
    assert world.read() == 0
    assert world.called("messages.get") == 0


def test_a_lost_cursor_costs_ids_only(world: World) -> None:
    """Given a folder that was read, when its cursor is lost and one mail came and one went, then ids are compared and
    one message is asked for."""
    messages = aged(world, 20)
    world.read()
    world.shelf().cursor = None
    world.mail.destroy(messages[5])
    world.mail.deliver(BOB)
    world.server.forget_calls()
    batches = world.batches()
    assert world.stored() == world.truth()
    assert [item for batch in batches for item in batch.items if isinstance(item, Gone)] == [Gone(messages[5].id)]
    assert (world.called("messages.in_folder"), world.called("messages.get")) == (0, 1)


def test_a_lost_cursor_finds_drafts(world: World) -> None:
    """Given a lost cursor, when known mail is a draft now, then it is handed over as one."""
    one = aged(world, 3)[1]
    world.read()
    world.shelf().cursor = None
    world.mail.edit(one, draft=True)
    world.read()
    assert world.item(one).place == Place.DRAFT


def test_nothing_is_gone_before_the_end(world: World) -> None:
    """Given a lost cursor and much that went and came, when the pass is stopped after each batch, then what went is
    gone only when all that came is there."""
    old = aged(world, 12)
    world.read()
    world.shelf().cursor = None
    for one in old[:6]:
        world.mail.destroy(one)
    new = {world.mail.deliver(BOB).id for _ in range(9)}
    for batch in world.source().read(world.stream(), None, world.shelf().known):
        if any(isinstance(item, Gone) for item in batch.items):
            assert new <= world.shelf().there
        world.shelf().apply(batch)
    assert world.stored() == world.truth()


def test_text_that_was_not_wanted_before() -> None:
    """Given a mailbox read for headers only, when text is wanted, then what the last three months hold is read again,
    with stops and nothing twice; when it is not wanted any more, nothing is."""
    world = World(bodies="none")
    with world.server:
        world.now = EPOCH
        messages = [
            world.mail.deliver(BOB, text=f"Could you {n}?", at=EPOCH - timedelta(days=n * 8)) for n in range(20)
        ]
        world.read()
        assert {world.item(one).text for one in messages} == {""}
        world.bodies = "scan"
        world.login = type(world.login)(world.server.identity, "Mail.Read")
        handed: list[str] = []
        while batch := next(world.source().read(world.stream(), world.shelf().cursor, world.shelf().known), None):
            world.shelf().apply(batch)
            handed += [item.locator for item in batch.items]
        assert handed == [one.id for one in messages[:12]]
        assert [bool(world.item(one).text) for one in messages] == [True] * 12 + [False] * 8
        world.bodies = "none"
        assert world.read() == 0
    assert world.server.violations == []


def test_progress_is_told(world: World) -> None:
    """Given twelve messages, when first read, then each batch says how far it is."""
    aged(world, 12)
    source = world.source()
    source.streams()
    batches = list(source.read(world.stream(), None, set))
    assert [(batch.done, batch.total) for batch in batches] == [(4, 12), (8, 12), (12, 12), (12, 12)]


def test_a_full_pass_names_every_place(world: World) -> None:
    """Given junk, when read, then it is spam and without text even where text is wanted."""
    junk = world.mail.deliver(BOB, folder="junkemail", text="Could you?")
    shelf: Shelf = world.shelf("junkemail")
    world.read("junkemail")
    assert world.item(junk, "junkemail").place == Place.SPAM
    assert world.item(junk, "junkemail").text == ""
    assert shelf.there == {junk.id}
    assert not [one for one in listed(world) if "body" in one]
