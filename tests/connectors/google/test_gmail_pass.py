"""A full pass over a mailbox at Gmail: what it fetches, what it costs, where it goes on after any stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.google import scopes
from syncd.model import Place, Seen
from syncd.ports import AuthExpired, NotGranted, Trouble, Unavailable
from tests.connectors.google.gmail_world import OneStream, World, mail
from tests.contracts.source import sync_in_steps
from tests.simulators.google.gmail import START

DAY = 86_400_000


@pytest.fixture(params=["scan"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    world = World(tmp_path, bodies=request.param)
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0
    assert world.gmail.pending() == 0


both_scopes = pytest.mark.parametrize("world", ["scan", "none"], indirect=True)


@both_scopes
def test_everything_lies_where_it_lies(world: World) -> None:
    """Given mail of all kinds, when first read, then spam is spam, trash and sent are kept, drafts and chats are not
    there, and neither was fetched."""
    kept = [world.gmail.deliver(mail(n), labels) for n, labels in enumerate([["INBOX"], ["SENT"], ["TRASH"], []])]
    spam = world.gmail.deliver(mail("spam"), ["SPAM"])
    thrown = world.gmail.deliver(mail("thrown"), ["SPAM", "TRASH"])
    world.gmail.draft(mail("draft"))
    world.gmail.deliver(mail("binned"), ["DRAFT", "TRASH"])
    world.gmail.deliver(mail("chat"), ["CHAT"])
    world.sync()
    assert world.places() == dict.fromkeys(kept, Place.KEPT) | {spam: Place.SPAM, thrown: Place.SPAM}
    assert world.server.called("gmail.users.messages.get") == 6


def test_newest_first(world: World) -> None:
    """Given mail that arrived out of order, when first read, then what was received last comes first."""
    names = [world.gmail.deliver(mail(n), at=START + n % 3 * DAY + n) for n in range(9)]
    order = [item.locator for batch in world.batches() for item in batch.items]
    assert order == sorted(names, key=lambda name: -world.gmail.messages[name].at)


def test_an_item_names_thread_link_and_text(world: World) -> None:
    """Given a message, when read, then thread and link are Gmail's, the time is when it was received, and its text
    is there."""
    name = world.gmail.deliver(mail(body="Could you send me the numbers?\n"), at=START + 1234)
    world.sync()
    item = world.shelf.items[name]
    assert isinstance(item, Seen)
    assert item.thread == name
    assert item.link == f"https://mail.google.com/mail/?authuser=ada%40example.org#all/{name}"
    assert item.text == "Could you send me the numbers?"
    assert item.fact.at == START // 1000 + 1  # type: ignore[union-attr]  # a Mail


@pytest.mark.parametrize("world", ["none"], indirect=True)
def test_headers_only(world: World) -> None:
    """Given a login for headers only, when read, then no text is fetched, and Google's invitations are told by
    their Sender."""
    name = world.gmail.deliver(mail(headers=["Sender: Google Calendar <calendar-notification@google.com>"]))
    world.sync()
    item = world.shelf.items[name]
    assert isinstance(item, Seen)
    assert item.text == ""
    assert item.fact.marks & 64  # type: ignore[union-attr]  # a Mail: Mark.CALENDAR


@both_scopes
def test_resumed_after_every_batch(world: World) -> None:
    """Given a mailbox, when reading stops after each batch, then nothing is fetched twice and all is there."""
    names = [world.gmail.deliver(mail(n)) for n in range(14)]
    steps = sum(1 for _ in sync_in_steps(OneStream(world.source()), "mail", world.shelf))
    assert steps == 5  # four of four and what is left, which is the end
    assert world.places() == dict.fromkeys(names, Place.KEPT)
    assert world.server.called("gmail.users.messages.get") == 14


def test_short_and_empty_pages(world: World) -> None:
    """Given lists in pages of three with empty ones between, when read, then nothing is missed."""
    names = {world.gmail.deliver(mail(n)) for n in range(10)}
    world.gmail.page, world.gmail.empty_pages = 3, True
    world.sync()
    assert world.shelf.there == names


def test_changed_during_the_pass(world: World) -> None:
    """Given a pass stopped half-way, when mail is moved, deleted, marked and sent meanwhile, then in the end all lies
    where it lies: the history from before the pass is read after it."""
    names = [world.gmail.deliver(mail(n)) for n in range(12)]
    draft = world.gmail.draft(mail("draft"))
    world.sync(most=2)
    world.gmail.spam(names[11])
    world.gmail.delete(names[10])
    world.gmail.delete(names[0])
    world.gmail.send_draft(draft)
    late = world.gmail.deliver(mail("late"))
    world.sync()
    world.gmail.delete(late)
    world.sync()
    assert world.places() == world.truth()
    assert world.places()[names[11]] == Place.SPAM


def test_arrived_and_gone_within_the_overlap(world: World) -> None:
    """Given mail that came during the pass, was fetched by it, and was deleted before the history is read, when that
    is read, then it is gone: that the history both adds and deletes it does not mean it is unknown."""
    world.gmail.deliver(mail(0))
    late: list[str] = []
    world.gmail.meanwhile("messages_list", lambda: late.append(world.gmail.deliver(mail(1))))
    world.sync()
    assert world.shelf.there > set(late)
    world.gmail.delete(late[0])
    world.sync()
    assert world.places() == world.truth()


@pytest.mark.parametrize("world", ["scan", "none"], indirect=True)
def test_since(world: World) -> None:
    """Given `since`, when first read, then what is older stays out, is not gone later, and comes when `since` is
    longer; what was marked as spam before is not forgotten over that."""
    end = int(world.now.timestamp() * 1000)
    old = [world.gmail.deliver(mail(f"o{n}"), at=end - (40 + n) * DAY) for n in range(70)]
    young = {world.gmail.deliver(mail(f"y{n}"), at=end - (29 - n) * DAY) for n in range(6)}
    spam = world.gmail.deliver(mail("spam"), ["SPAM"], at=end - DAY)
    world.since = "30d"
    world.sync()
    assert world.shelf.there == young | {spam}
    assert world.sync() == 0
    world.since = ""
    world.gmail.expire_history()
    world.gmail.messages[spam].labels = {"INBOX"}
    world.sync(batch=50)
    assert world.shelf.there == {*old, *young, spam}
    assert world.places() == world.truth()
    world.since = "30d"
    world.sync(batch=50)
    assert world.shelf.there == {*old, *young, spam}


@pytest.mark.parametrize("world", ["none"], indirect=True)
def test_since_costs_little_without_search(world: World) -> None:
    """Given much older mail and a login that may not search, when first read, then hardly any of it is fetched."""
    end = int(world.now.timestamp() * 1000)
    for n in range(400):
        world.gmail.deliver(mail(n), at=end - n * DAY)
    world.since = "30d"
    world.sync(batch=100)
    assert len(world.shelf.there) == 31
    assert world.server.called("gmail.users.messages.get") < 31 + 50 + 9 + 25  # wanted, margin, halving, samples


@pytest.mark.parametrize("world", ["none"], indirect=True)
def test_since_without_order(world: World) -> None:
    """Given a list that is not ordered by time (migrated mail first), when read, then all that is young is there, at
    the price of fetching more."""
    end = int(world.now.timestamp() * 1000)
    young = {world.gmail.deliver(mail(f"y{n}"), at=end - n * DAY) for n in range(20)}
    for n in range(100):
        world.gmail.deliver(mail(n), at=end - (400 + n) * DAY)
    world.gmail.by_arrival = True
    world.since = "30d"
    world.sync(batch=100)
    assert world.shelf.there == young


def test_migrated_mail_is_not_too_young(world: World) -> None:
    """Given mail older than `since` that is migrated after the first sync, when read, then it is passed over."""
    world.gmail.deliver(mail(0))
    world.since = "30d"
    world.sync()
    world.gmail.deliver(mail(1), at=START - 90 * DAY)
    world.sync()
    assert len(world.shelf.there) == 1
    assert world.shelf.skipped == 1


def test_lost_cursor_finds_labels(world: World) -> None:
    """Given a lost cursor, when mail known as kept lies in spam now, then it is handed over as spam."""
    name = world.gmail.deliver(mail(0))
    world.sync()
    world.shelf.cursor = None
    world.gmail.spam(name)
    world.sync()
    assert world.places() == {name: Place.SPAM}


def test_another_mailbox(world: World) -> None:
    """Given a login for another mailbox, when read, then both addresses are named and nothing is taken."""
    world.gmail.address = "bob@example.org"
    with pytest.raises(AuthExpired, match=r"bob@example\.org.*ada@example\.org.*syncd auth work"):
        world.sync()


def test_dots_of_gmail_are_no_other_mailbox(world: World) -> None:
    """Given an address that Gmail writes with dots, when read, then it is the same mailbox."""
    world.gmail.address = "A.Da@googlemail.com"
    world.gmail.deliver(mail(0))
    source = world.source(address="ada@gmail.com")
    assert sum(len(batch.items) for batch in source.read(None, set)) == 1


def test_missing_permission(world: World) -> None:
    """Given a login that may only read headers, when text is wanted, then it says what to do before any request."""
    world.log_in(scopes.METADATA)
    with pytest.raises(NotGranted, match="syncd auth work"):
        world.sync()
    assert world.server.seen == []


def test_emptied_list_is_a_fault(world: World) -> None:
    """Given a list that is empty although the mailbox counts mail, when read anew, then nothing is gone."""
    name = world.gmail.deliver(mail(0))
    world.sync()
    world.shelf.cursor = None
    world.gmail.meanwhile("messages_list", lambda: world.gmail.messages.pop(name))
    with pytest.raises(Unavailable, match="lists no mail"):
        world.sync()
    assert world.shelf.there == {name}


def test_a_seed_saves_its_units(world: World) -> None:
    """Given mail known from a Takeout, when first read, then only the rest is fetched, and what lies in spam now;
    the later history concerns all."""
    names = [world.gmail.deliver(mail(n)) for n in range(100)]
    world.sync(batch=100)
    without = world.units()
    world.server.forget_calls()
    world.shelf.cursor, world.shelf.there = None, set()
    world.gmail.spam(names[0])
    world.elsewhere = set(names[:90])
    world.sync(batch=100)
    assert world.shelf.there == {names[0], *names[90:]}
    assert without - world.units() == 89 * 20
    assert world.units() < without * 0.15
    world.gmail.spam(names[1])
    world.sync()
    assert world.places()[names[1]] == Place.SPAM


def test_threads_are_fetched_whole_where_cheaper(world: World) -> None:
    """Given threads of five, two and one, when first read, then only the first is fetched as a whole."""
    for number, length in enumerate([5, 2, 1]):
        root = world.gmail.deliver(mail(f"{number}-0"))
        for reply in range(1, length):
            world.gmail.deliver(mail(f"{number}-{reply}"), thread=root)
    world.sync(batch=100)
    assert len(world.shelf.there) == 8
    assert world.server.called("gmail.users.threads.get") == 1
    assert world.server.called("gmail.users.messages.get") == 3


def test_own_addresses(world: World) -> None:
    """Given aliases, one of them not verified, when read, then the verified ones are the owner's; they are asked for
    once a day and only if something is stored anyway."""
    world.gmail.aliases = [
        {"sendAsEmail": "Ada@Numbers.example", "verificationStatus": "accepted"},
        {"sendAsEmail": "ada@pending.example", "verificationStatus": "pending"},
    ]
    world.gmail.deliver(mail(0))
    assert [batch.own for batch in world.batches()] == [("ada@numbers.example",), None]
    world.gmail.deliver(mail(1))
    assert [batch.own for batch in world.batches()] == [None]
    world.later(days=1)
    assert world.batches() == []
    world.gmail.aliases.clear()
    world.gmail.deliver(mail(2))
    assert [batch.own for batch in world.batches()] == [()]


@pytest.mark.parametrize("world", ["none"], indirect=True)
def test_own_addresses_unknown(world: World) -> None:
    """Given a login for headers only, when read, then the owner's addresses are not asked for."""
    world.gmail.deliver(mail(0))
    assert {batch.own for batch in world.batches()} == {None}
    assert world.server.called("gmail.users.settings.sendAs.list") == 0


def test_endless_expiry_is_named(world: World) -> None:
    """Given a history that is forgotten at every sync, when it happens for the sixth time, then it is said, and all
    mail is compared once a day only."""
    names = {world.gmail.deliver(mail(n)) for n in range(2)}
    world.sync()
    for _ in range(5):
        world.gmail.expire_history()
        world.sync()
    world.gmail.expire_history()
    with pytest.raises(Trouble, match="6 times in a row"):
        world.sync()
    world.later(days=1)
    world.sync()
    assert world.shelf.there == names
