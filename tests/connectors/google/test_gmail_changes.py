"""What the history of a mailbox at Gmail says, read after a full pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from syncd.model import Gone, Place
from tests.connectors.google.gmail_world import OneStream, World, mail
from tests.contracts.source import sync_in_steps
from tests.simulators.google.gmail import GmailSim


@pytest.fixture(params=["scan"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    world = World(tmp_path, bodies=request.param)
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0
    assert world.gmail.pending() == 0


def fetched(world: World) -> int:
    return world.server.called("gmail.users.messages.get") + world.server.called("gmail.users.threads.get")


@pytest.mark.parametrize("world", ["scan", "none"], indirect=True)
def test_nothing_new_is_one_request(world: World) -> None:
    """Given a synced mailbox, when nothing happened, then one request of two units says so."""
    world.gmail.deliver(mail(0))
    world.sync()
    world.server.forget_calls()
    assert world.sync() == 0
    assert [one.method for one in world.server.seen] == ["gmail.users.history.list"]
    assert world.units() == 2


def sent_quietly(sim: GmailSim, name: str) -> None:
    """Sends a draft; that it is none any more is seen from its labels only."""
    sim.messages[name].labels.clear()
    sim.label(name, ["SENT"])


TRANSITIONS: list[tuple[str, list[str], Callable[[GmailSim, str], object], Place | None, int]] = [
    ("into spam", ["INBOX"], GmailSim.spam, Place.SPAM, 1),
    ("out of spam", ["SPAM"], GmailSim.unspam, Place.KEPT, 1),
    ("into the bin", ["INBOX"], GmailSim.trash, Place.KEPT, 0),
    ("out of the bin", ["TRASH"], GmailSim.untrash, Place.KEPT, 0),
    ("spam into the bin", ["SPAM"], GmailSim.trash, Place.SPAM, 0),
    ("read", ["INBOX", "UNREAD"], lambda sim, name: sim.label(name, [], ["UNREAD"]), Place.KEPT, 0),
    ("starred", ["INBOX"], lambda sim, name: sim.label(name, ["STARRED"]), Place.KEPT, 0),
    ("archived", ["INBOX"], lambda sim, name: sim.label(name, [], ["INBOX"]), Place.KEPT, 0),
    ("deleted", ["INBOX"], GmailSim.delete, None, 0),
    ("sent", ["DRAFT"], GmailSim.send_draft, Place.KEPT, 1),
    ("sending undone", ["SENT"], lambda sim, name: sim.label(name, ["DRAFT"], ["SENT"]), Place.DRAFT, 1),
    ("a draft again", ["INBOX"], lambda sim, name: sim.label(name, ["DRAFT"]), Place.DRAFT, 1),
    ("sent, told by one label", ["DRAFT"], lambda sim, name: sent_quietly(sim, name), Place.KEPT, 1),
    ("a draft in the bin", ["DRAFT"], GmailSim.trash, None, 0),
    ("a draft deleted", ["DRAFT"], GmailSim.delete, None, 0),
]


@pytest.mark.parametrize(
    ("labels", "action", "place", "fetches"), [t[1:] for t in TRANSITIONS], ids=[t[0] for t in TRANSITIONS]
)
def test_transitions(
    world: World, labels: list[str], action: Callable[[GmailSim, str], object], place: Place | None, fetches: int
) -> None:
    """Given a message, when its user does something with it, then it lies where it should, and only what can change
    that is fetched."""
    name = world.gmail.deliver(mail(0), labels)
    world.sync()
    world.server.forget_calls()
    action(world.gmail, name)
    world.sync()
    assert world.places() == ({name: place} if place is not None else {})
    assert fetched(world) == fetches


def test_edited_drafts_cost_nothing(world: World) -> None:
    """Given a draft that is saved ten times (each time as another message), when read, then nothing is fetched or
    stored; when it is sent, it is there."""
    draft = world.gmail.draft(mail(0))
    world.sync()
    world.server.forget_calls()
    for number in range(10):
        draft = world.gmail.edit_draft(draft, mail(number))
        assert world.sync() == 0
    assert fetched(world) == 0
    world.gmail.send_draft(draft)
    world.sync()
    assert world.places() == {draft: Place.KEPT}


def test_a_draft_made_and_sent_between(world: World) -> None:
    """Given a synced mailbox, when a draft is made, sent and thrown away before the next reading, then it is kept."""
    world.sync()
    draft = world.gmail.draft(mail(0))
    world.gmail.send_draft(draft)
    world.gmail.trash(draft)
    world.sync()
    assert world.places() == {draft: Place.KEPT}


def test_a_sent_draft_deleted(world: World) -> None:
    """Given a draft that was undone, edited and deleted after it had been stored as sent, then it is gone."""
    name = world.gmail.deliver(mail(0), ["SENT"])
    world.sync()
    world.gmail.label(name, ["DRAFT"], ["SENT"])
    world.gmail.delete(name)
    world.sync()
    assert world.places() == {}


def test_a_stored_draft_deleted(world: World) -> None:
    """Given mail stored as sent and then as a draft, because its sending was undone, when that is deleted, then it is
    gone, although nobody is told of other drafts."""
    name = world.gmail.deliver(mail(0), ["SENT"])
    world.sync()
    world.gmail.label(name, ["DRAFT"], ["SENT"])
    world.sync()
    world.gmail.delete(name)
    world.sync()
    assert world.places() == {}


def test_came_and_went(world: World) -> None:
    """Given a synced mailbox, when mail comes and goes between two readings, then nothing is stored or fetched."""
    world.sync()
    world.gmail.delete(world.gmail.deliver(mail(0)))
    world.server.forget_calls()
    assert world.sync() == 0
    assert fetched(world) == 0


def test_deleted_between_history_and_get(world: World) -> None:
    """Given new mail that is deleted just before it is fetched, when read, then it is passed over."""
    world.sync()
    name = world.gmail.deliver(mail(0))
    world.gmail.meanwhile("messages_get", lambda: world.gmail.delete(name))
    world.sync()
    assert world.places() == {}
    assert world.shelf.skipped == 1
    world.sync()
    assert world.places() == {}


def test_deleted_between_list_and_get(world: World) -> None:
    """Given mail that is deleted between list and get, alone or in a thread, when first read, then it is passed
    over and the rest is there."""
    root = world.gmail.deliver(mail(0))
    replies = [world.gmail.deliver(mail(n), thread=root) for n in range(1, 4)]
    lone = world.gmail.deliver(mail(9))
    world.gmail.meanwhile("threads_get", lambda: world.gmail.delete(replies[0]))
    world.gmail.meanwhile("messages_get", lambda: world.gmail.delete(lone))
    world.sync()
    world.sync()
    assert world.places() == world.truth()


@pytest.mark.parametrize("knob", ["empty_pages", "repeat", "reverse", "without_labels"])
def test_odd_histories(world: World, knob: str) -> None:
    """Given a history with empty pages, records told twice, in reverse or without labels, when read, then the end is
    the same."""
    names = [world.gmail.deliver(mail(n)) for n in range(4)]
    spam = world.gmail.deliver(mail("spam"), ["SPAM"])
    draft = world.gmail.draft(mail("draft"))
    world.sync()
    setattr(world.gmail.history, knob, True)
    world.gmail.page = 2
    world.gmail.spam(names[0])
    world.gmail.unspam(spam)
    world.gmail.delete(names[1])
    new = [world.gmail.deliver(mail(n)) for n in range(10, 14)]
    world.gmail.send_draft(draft)
    world.gmail.spam(new[0])
    world.gmail.delete(new[1])
    world.gmail.spam(names[2])
    world.gmail.unspam(names[2])
    world.sync()
    assert world.places() == world.truth()


def test_a_gap_is_reconciled(world: World) -> None:
    """Given a history that expired, when mail came, went and moved into and out of spam in the gap, then the next
    reading finds all of it, and what is known is not fetched again."""
    names = [world.gmail.deliver(mail(n)) for n in range(8)]
    spam = world.gmail.deliver(mail("spam"), ["SPAM"])
    draft = world.gmail.draft(mail("draft"))
    world.sync()
    world.gmail.delete(names[0])
    world.gmail.spam(names[1])
    world.gmail.unspam(spam)
    world.gmail.send_draft(draft)
    world.gmail.deliver(mail("new"))
    world.gmail.expire_history()
    world.server.forget_calls()
    world.sync()
    assert world.places() == world.truth()
    assert fetched(world) == 4
    assert world.sync() == 0


@pytest.mark.parametrize("page", range(4))
def test_expiry_at_any_page(world: World, page: int) -> None:
    """Given a history of several pages, when it expires while one of them is asked for, then all is found all the
    same."""
    world.gmail.deliver(mail(0))
    world.sync()
    world.gmail.page = 3
    names = [world.gmail.deliver(mail(n)) for n in range(1, 12)]
    world.gmail.delete(names[0])
    world.gmail.meanwhile("history_list", world.gmail.expire_history, skip=page)
    world.sync()
    assert world.places() == world.truth()
    assert world.sync() == 0


def test_stopped_within_a_long_history(world: World) -> None:
    """Given a long history, when reading stops after each batch, then it goes on behind what was done, and little is
    fetched twice."""
    old = [world.gmail.deliver(mail(n)) for n in range(3)]
    world.sync()
    new = [world.gmail.deliver(mail(n)) for n in range(3, 20)]
    world.gmail.spam(new[1])
    world.gmail.delete(old[0])
    world.gmail.delete(new[3])
    world.gmail.label(new[0], ["STARRED"])
    world.server.forget_calls()
    steps = sum(1 for _ in sync_in_steps(OneStream(world.source()), "mail", world.shelf))
    assert steps == 5
    assert world.places() == world.truth()
    assert fetched(world) <= 16 + 1


@pytest.mark.parametrize("frozen", [False, True])
def test_arrived_while_the_history_was_read(world: World, frozen: bool) -> None:
    """Given a history of two pages (the second may show what is younger than the first), when mail arrives between
    them, then it is there in the end, and its deletion is noticed although its record comes twice.
    """
    world.gmail.page, world.gmail.history.frozen = 2, frozen
    world.sync()
    for number in range(3):
        world.gmail.deliver(mail(number))
    late: list[str] = []
    world.gmail.meanwhile("history_list", lambda: late.append(world.gmail.deliver(mail("late"))), skip=1)
    world.sync()
    world.sync()
    assert set(late) < world.shelf.there
    world.gmail.delete(late[0])
    world.sync()
    assert world.places() == world.truth()


def test_stopped_within_one_act(world: World) -> None:
    """Given many messages deleted by one act, when reading stops after each batch, then none is left."""
    names = [world.gmail.deliver(mail(n)) for n in range(14)]
    world.sync()
    world.gmail.spam(names[0])
    world.gmail.delete_together(names[1:12])
    world.gmail.spam(names[13])
    for _ in sync_in_steps(OneStream(world.source()), "mail", world.shelf):
        pass
    assert world.places() == world.truth()


def test_known_mail_told_again_is_not_fetched(world: World) -> None:
    """Given mail that arrived during the pass and was fetched by it, when the history tells of it, then it is not
    fetched again."""
    world.gmail.deliver(mail(0))
    world.gmail.meanwhile("messages_list", lambda: world.gmail.deliver(mail(1)))
    world.sync()
    world.server.forget_calls()
    assert world.sync() == 0
    assert fetched(world) == 0


def test_the_cursor_does_not_age(world: World) -> None:
    """Given changes that mean nothing, when read, then no batch is stored, but one a day, lest the history expire."""
    name = world.gmail.deliver(mail(0))
    world.sync()
    world.gmail.label(name, ["STARRED"])
    assert world.sync() == 0
    world.later(days=1)
    before = world.shelf.cursor
    assert [list(batch.items) for batch in world.batches()] == [[]]
    assert world.shelf.cursor != before
    world.later(days=1)
    assert world.sync() == 0  # the mailbox's id is the same


def test_a_long_history_of_nothing_is_read_once(world: World) -> None:
    """Given several pages of changes that mean nothing, when read, then the place behind them is kept at once."""
    name = world.gmail.deliver(mail(0))
    world.sync()
    world.gmail.page = 2
    for _ in range(5):
        world.gmail.label(name, ["STARRED"])
        world.gmail.label(name, [], ["STARRED"])
    assert world.sync() == 1
    assert world.sync() == 0


def test_gone_only_once(world: World) -> None:
    """Given a deleted message, when read twice, then it is gone in one batch only."""
    name = world.gmail.deliver(mail(0))
    world.sync()
    world.gmail.delete(name)
    assert [list(batch.items) for batch in world.batches()] == [[Gone(name)]]
    assert world.batches() == []
