"""What the delta of a folder tells after the full pass: partial entries, replays, moves in any order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest

from syncd.model import Gone, Place, Seen
from tests.connectors.microsoft.mail_world import BOB, World
from tests.simulators.microsoft.ledger import EPOCH
from tests.simulators.microsoft.mailbox import Mail, Message, Noise


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0
    assert world.server.pending() == 0


def fetched(world: World) -> int:
    return world.called("messages.get") + world.called("messages.in_folder")


def test_nothing_new_is_one_request(world: World) -> None:
    """Given a synced folder, when nothing happened, then one request says so and nothing is stored."""
    world.mail.deliver(BOB)
    world.read()
    world.server.forget_calls()
    assert world.read() == 0
    assert [one.method for one in world.server.seen] == ["messages.delta"]


def test_the_link_is_used_as_it_was_given(world: World) -> None:
    """Given a deltaLink with the folder's key in brackets, when it is used, then path and query are those given."""
    world.read()
    link = json.loads(world.shelf().cursor or "")["link"]
    assert "/mailFolders('" in link
    world.server.forget_calls()
    world.read()
    assert world.server.url.removesuffix("/v1.0") + world.server.seen[0].target == link


TRANSITIONS: list[tuple[str, str, Callable[[Mail, Message], object], str, int]] = [
    ("into junk", "inbox", Mail.junk, "junkemail", 1),
    ("out of junk", "junkemail", lambda mail, one: mail.move(one, "inbox"), "inbox", 1),
    ("thrown away", "inbox", Mail.delete, "deleteditems", 1),
    ("archived", "inbox", lambda mail, one: mail.move(one, "archive"), "archive", 1),
    ("read", "inbox", Mail.mark, "inbox", 0),
    ("flagged", "inbox", lambda mail, one: mail.edit(one, flag="flagged"), "inbox", 0),
    ("deleted", "inbox", Mail.destroy, "", 0),
    ("sent", "drafts", Mail.post, "sentitems", 1),
    ("a draft edited", "drafts", lambda mail, one: mail.edit(one, subject="x"), "", 0),
    ("a draft thrown away", "drafts", Mail.delete, "", 0),
    ("into the drafts", "inbox", lambda mail, one: mail.move(one, "drafts"), "", 0),
    ("made a draft", "inbox", lambda mail, one: mail.edit(one, draft=True), "", 1),
]


@pytest.mark.parametrize(
    ("folder", "act", "to", "fetches"), [t[1:] for t in TRANSITIONS], ids=[t[0] for t in TRANSITIONS]
)
def test_transitions(world: World, folder: str, act: Callable[[Mail, Message], object], to: str, fetches: int) -> None:
    """Given a message, when its user does something with it, then it lies where it should, and only what can change
    that is asked for."""
    one = world.mail.draft([BOB]) if folder == "drafts" else world.mail.deliver(BOB, folder=folder)
    world.sync()
    world.server.forget_calls()
    act(world.mail, one)
    world.sync()
    kept = {name: places for name, places in world.stored().items() if set(places.values()) != {Place.DRAFT}}
    assert kept == world.truth()
    assert list(kept) == ([world.mail.tree.find(to).id] if to else [])
    assert fetched(world) == fetches


ROUTE = ("archive", "junkemail", "deleteditems", "inbox")


@pytest.mark.parametrize("order", list(permutations(["inbox", "archive", "junkemail", "deleteditems"]))[::3])
@pytest.mark.parametrize("steps", [1, 2, 4])
def test_moves_in_every_order(world: World, order: tuple[str, ...], steps: int) -> None:
    """Given mail that moves through one to four folders, when the folders are read in any order, in separate runs, then
    in the end it lies in one place, and never is a mail without any trace: a copy that left stays a fact."""
    one = world.mail.deliver(BOB)
    world.sync()
    for folder in ROUTE[:steps]:
        world.mail.move(one, folder)
    for folder in order:
        world.read(folder)
        assert any(one.id in shelf.items for shelf in world.shelves.values())
    assert world.stored() == world.truth()


@pytest.mark.parametrize("held", ["inbox", "archive"])
def test_one_folder_tells_later_than_the_other(world: World, held: str) -> None:
    """Given a move of which only the old or only the new folder tells, when both do, then the end is right."""
    one = world.mail.deliver(BOB)
    world.sync()
    world.mail.hold(held)
    world.mail.move(one, "archive")
    world.sync()
    world.mail.release()
    world.sync()
    assert world.stored() == world.truth()


@pytest.mark.parametrize(
    "noise",
    [
        Noise(seed=1, duplicates=True),
        Noise(seed=2, replays=True),
        Noise(seed=3, duplicates=True, replays=True),
        Noise(partial_moves=True),
        Noise(seed=4, duplicates=True, replays=True, partial_moves=True, empty_pages=True),
    ],
)
def test_untidy_rounds(world: World, noise: Noise) -> None:
    """Given rounds with entries told twice, in any order, partial, replayed from long ago, when read after each of many
    changes, then the end is right each time."""
    messages = [world.mail.deliver(BOB, folder=folder) for folder in ("inbox", "archive") for _ in range(8)]
    world.sync()
    world.mail.noise = noise
    for number, one in enumerate(messages):
        acts: list[Callable[[], object]] = [
            partial(world.mail.mark, one),
            partial(world.mail.move, one, "archive"),
            partial(world.mail.destroy, one),
            lambda: world.mail.mark(world.mail.deliver(BOB)),
            partial(world.mail.move, one, "inbox"),
        ]
        acts[number % 5]()
        if number % 3 == 0:
            world.sync()
    world.sync()
    assert world.stored() == world.truth()


def test_a_partial_entry_of_an_unknown_message(world: World) -> None:
    """Given mail that came and was read before the round, told by its id and isRead alone, when read, then it is asked
    for and there in full."""
    world.read()
    world.mail.noise = Noise(partial_moves=True)
    one = world.mail.deliver(BOB, subject="Numbers")
    world.mail.mark(one)
    world.read()
    assert world.fact(one).subject == "Numbers"


def test_a_partial_entry_changes_nothing(world: World) -> None:
    """Given known mail that is read, when told by a partial entry, then subject, author and text stay, and nothing is
    asked for or stored."""
    one = world.mail.deliver(BOB, subject="Numbers", text="Could you?")
    world.read()
    before = world.item(one)
    world.mail.mark(one)
    world.server.forget_calls()
    assert world.read() == 0
    assert fetched(world) == 0
    assert world.item(one) == before


def test_letters_case_tells_ids_apart(world: World) -> None:
    """Given mails whose ids differ only by the case of a letter, when one goes, then the others stay."""
    messages = [world.mail.deliver(BOB) for _ in range(8)]
    assert len({one.id.lower() for one in messages}) < 8
    world.read()
    world.mail.destroy(messages[2])
    world.read()
    assert world.stored() == world.truth()


def test_deleted_between_the_delta_and_the_message(world: World) -> None:
    """Given new mail that is deleted just before it is asked for, when read, then it is passed over and not asked for
    again."""
    world.read()
    one = world.mail.deliver(BOB)
    world.server.meanwhile(f"/messages/{one.id}", lambda: world.mail.destroy(one))
    world.read()
    assert world.shelf().skipped == 1
    world.read()
    world.server.forget_calls()
    assert world.read() == 0
    assert fetched(world) == 0


def test_moved_between_the_delta_and_the_message(world: World) -> None:
    """Given new mail that is moved just before it is asked for, when read, then it is in the other folder alone."""
    world.sync()
    one = world.mail.deliver(BOB)
    world.server.meanwhile(f"/messages/{one.id}", lambda: world.mail.move(one, "archive"))
    world.sync()
    world.sync()
    assert world.stored() == world.truth()


def test_much_at_once_is_listed(world: World) -> None:
    """Given sixty mails that are moved into an empty folder, when read, then they come by lists, not one by one."""
    messages = [world.mail.deliver(BOB, at=EPOCH - timedelta(hours=n)) for n in range(60)]
    world.sync(batch=30, page=20)
    for one in messages:
        world.mail.move(one, "archive")
    world.server.forget_calls()
    world.sync(batch=30, page=20)
    assert world.stored() == world.truth()
    assert world.called("messages.get") == 0
    assert 3 <= world.called("messages.in_folder") <= 4


def test_a_few_among_many_are_asked_for(world: World) -> None:
    """Given five old mails that are moved into a folder of sixty, when read, then these five are asked for alone."""
    for n in range(60):
        world.mail.deliver(BOB, folder="archive", at=EPOCH - timedelta(hours=n))
    messages = [world.mail.deliver(BOB, at=EPOCH - timedelta(hours=12 * n)) for n in range(5)]
    world.sync(batch=30, page=20)
    for one in messages:
        world.mail.move(one, "archive")
    world.server.forget_calls()
    world.sync(batch=30, page=20)
    assert world.stored() == world.truth()
    assert (world.called("messages.get"), world.called("messages.in_folder")) == (5, 0)


def test_stopped_in_the_middle_of_changes(world: World) -> None:
    """Given many changes, when reading stops after each batch, then the same round goes on with what is missing, and
    nothing is handed over twice."""
    old = [world.mail.deliver(BOB) for _ in range(6)]
    world.read()
    for one in old[:3]:
        world.mail.destroy(one)
    new = [world.mail.deliver(BOB) for _ in range(11)]
    seen: list[str] = []
    gone: list[str] = []
    shelf = world.shelf()
    while batch := next(world.source().read(world.stream(), shelf.cursor, shelf.known), None):
        shelf.apply(batch)
        seen += [item.locator for item in batch.items if isinstance(item, Seen)]
        gone += [item.locator for item in batch.items if isinstance(item, Gone)]
    assert sorted(seen) == sorted(one.id for one in new)
    assert sorted(gone) == sorted(one.id for one in old[:3])
    assert world.stored() == world.truth()


def test_the_place_reached_is_noted_once_a_day(world: World) -> None:
    """Given a folder in which only marks change, when read for days, then once a day the place reached is stored, so
    that it is not forgotten, and never anything else."""
    one = world.mail.deliver(BOB)
    world.read()
    before = world.shelf().cursor
    stored = []
    for hour in range(0, 72, 6):
        world.mail.mark(one, read=hour % 12 == 0)
        batches = world.batches()
        stored += [hour for batch in batches]
        assert all(not batch.items for batch in batches)
        world.later(hours=6)
    assert stored == [24, 48]
    assert world.shelf().cursor != before


def test_a_long_round_of_nothing_is_not_read_twice(world: World) -> None:
    """Given a round of two pages that changes nothing, when read, then its link is stored."""
    world.server.most_changes = 4
    messages = [world.mail.deliver(BOB) for _ in range(6)]
    world.read()
    for one in messages:
        world.mail.mark(one)
    assert [batch.items for batch in world.batches()] == [[]]
    world.server.forget_calls()
    assert world.read() == 0
    assert world.called() == 1


def test_my_mail_and_others_in_one_folder(world: World) -> None:
    """Given a rule that files sent mail elsewhere, when read, then its author tells that it is mine, wherever it is."""
    mine = world.mail.send([BOB], folder="archive")
    world.sync()
    assert world.fact(mine, "archive").author == "ada@example.org"
