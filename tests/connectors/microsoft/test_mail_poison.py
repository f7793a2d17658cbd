"""Messages that can't be had or read: put aside, tried again, given up; and when it is not their fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from syncd.ports import Unavailable
from tests.connectors.microsoft.mail_world import BOB, World
from tests.simulators.faults import Fault
from tests.simulators.microsoft.mailbox import Message

DN = "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0A1B-GRACE"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0
    assert world.server.pending() == 0


def refusal(method: str, status: int, code: str, *, times: int = 10_000) -> Fault:
    return Fault("answer", method, status, {"error": {"code": code, "message": "…"}}, times=times)


def some(world: World, count: int) -> list[Message]:
    return [world.mail.deliver(BOB) for _ in range(count)]


@pytest.mark.parametrize(
    ("status", "code", "listed"),
    [
        (500, "ErrorInternalServerError", True),
        (500, "ErrorInternalServerError", False),
        (400, "ErrorCorruptData", True),
        (400, "ErrorCorruptData", False),
        (403, "ErrorAccessDenied", False),  # of a list, that would be the folder's
    ],
)
def test_poison(world: World, status: int, code: str, listed: bool) -> None:
    """Given a message that Graph fails on, alone and in every list that holds it, when read first or later, then it
    alone is unreadable, the rest of its page is there, it is not tried before its time, and is there once it can be
    had."""
    if not listed:
        world.read()
    messages = some(world, 10)
    world.server.poison[messages[3].id] = (status, code)
    world.read()
    assert world.unreadable().keys() == {messages[3].id}
    assert "tried again later" in world.unreadable()[messages[3].id]
    new = some(world, 1)[0]
    world.server.forget_calls()
    world.read()
    assert world.called("messages.get") == 1
    assert world.item(new)
    world.server.poison.clear()
    world.later(minutes=15)
    world.read()
    assert world.unreadable() == {}
    assert world.stored() == world.truth()


def test_poison_is_given_up(world: World) -> None:
    """Given a message that never can be had, when tried eight times, twice as late each time but daily at the latest,
    then it is given up, and stays listed."""
    one = some(world, 1)[0]
    world.server.poison[one.id] = (500, "ErrorInternalServerError")
    tries: list[datetime] = []
    while len(tries) < 8:
        world.server.forget_calls()
        world.read()
        if world.called("messages.get"):
            tries.append(world.now)
        world.later(minutes=15)
    pauses = [(after - before) // timedelta(minutes=15) for before, after in pairwise(tries)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64]
    assert "8 tries, given up" in world.unreadable()[one.id]
    world.later(days=30)
    assert [batch.items for batch in world.batches()] == [[]]
    assert world.unreadable().keys() == {one.id}


def test_poison_that_goes(world: World) -> None:
    """Given messages put aside of which one is deleted and one moved, when read, then neither is listed any more, also
    if one went just before it was tried again or while the delta was forgotten."""
    messages = some(world, 6)
    for one in messages[:4]:
        world.server.poison[one.id] = (500, "ErrorInternalServerError")
    world.read()
    assert len(world.unreadable()) == 4
    world.mail.destroy(messages[0])
    world.mail.move(messages[1], "archive")
    world.read()
    assert len(world.unreadable()) == 2
    world.mail.expire("inbox")
    world.mail.destroy(messages[2])
    world.read()
    assert len(world.unreadable()) == 1
    world.server.poison.clear()
    world.server.meanwhile(f"/messages/{messages[3].id}", lambda: world.mail.destroy(messages[3]))
    world.later(days=1)
    world.read()
    world.read("archive")
    assert world.unreadable() == {}
    assert world.stored() == world.truth()


def test_lists_that_always_fail(world: World) -> None:
    """Given lists that always fail though single messages can be had, when first read, then three are tried, and the
    messages come one by one."""
    some(world, 30)
    world.server.faults.add(refusal("messages.in_folder", 500, "InternalServerError"))
    world.read()
    world.server.faults.clear()
    assert world.stored() == world.truth()
    assert world.unreadable() == {}
    assert world.called("messages.get") == 30


def test_an_outage_is_no_poison(world: World) -> None:
    """Given Graph fails on every message but answers otherwise, when read, then the sync ends for now and no message
    is blamed."""
    some(world, 40)
    for method in ("messages.get", "messages.in_folder"):
        world.server.faults.add(refusal(method, 500, "InternalServerError"))
    with pytest.raises(Unavailable, match="every message"):
        world.read(batch=100)
    world.server.faults.clear()
    assert world.shelf().there == set()
    world.read(batch=100)
    assert world.stored() == world.truth()
    assert world.unreadable() == {}


def test_mime_that_is_refused(world: World) -> None:
    """Given sent mail to an Exchange DN whose MIME form is refused, when read, then it is there without its
    recipient."""
    mine = world.mail.send([DN, BOB])
    world.server.faults.add(refusal("messages.mime", 400, "ErrorMimeContentInvalid", times=1))
    world.read("sentitems")
    assert {address for _, address in world.fact(mine, "sentitems").parties} == {BOB}


def test_unreadable_mail(world: World) -> None:
    """Given received mail whose author is an Exchange DN alone, when read, then it is listed with the reason and not
    asked for again."""
    one = world.mail.deliver(("Grace", DN))
    world.read()
    assert world.unreadable() == {one.id: "no author can be read"}
    world.later(days=2)
    world.server.forget_calls()
    world.read()
    assert world.called("messages.get") + world.called("messages.in_folder") == 0
