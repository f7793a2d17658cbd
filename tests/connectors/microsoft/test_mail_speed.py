"""How many requests are under way while mail is read: nearly four, never five (PROVIDERS.md §3, Throttling)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Condition, Thread
from typing import Any

import pytest

from syncd.ports import Source
from tests.connectors.microsoft.mail_world import BOB, Watched, World
from tests.contracts.source import Shelf, sync
from tests.simulators.microsoft.account import Mailbox
from tests.simulators.microsoft.call import Call, Reply
from tests.simulators.microsoft.ledger import EPOCH

LATENCY = 1.0  # of the virtual clock
PLACES = 4

MESSAGES = int(os.environ.get("SYNCD_MESSAGES", "8000"))  # 20,000 takes the simulator long


class AnswersClock:
    """Time passes only while all requests that there may be at once are under way: it leaps to the end of the first.

    It also leaps if fewer are under way and this process has had nothing to do for a while. So neither asking nor
    answering takes time, however slow this machine is.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.slept = 0.0
        self._waking: list[float] = []
        self._changed = Condition()
        self._ended = False

    def __enter__(self) -> AnswersClock:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()

    def wait(self, seconds: float) -> None:
        with self._changed:
            until = self.now + seconds
            self.slept += seconds
            self._waking.append(until)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.now >= until)

    def _run(self) -> None:
        with self._changed:
            idle = 0
            while not self._ended:
                busy, count = time.process_time(), len(self._waking)
                if count < PLACES:
                    self._changed.wait(0.02)
                quiet = time.process_time() - busy < 0.002 and len(self._waking) == count
                idle = idle + 1 if quiet else 0
                if self._waking and (len(self._waking) >= PLACES or idle >= 10):
                    idle = 0
                    self.now = min(self._waking)
                    self._waking = [until for until in self._waking if until > self.now]
                    self._changed.notify_all()


class SlowServer(Watched):
    """Each request takes a second of the clock."""

    time: AnswersClock | None = None

    def _executed(self, mailbox: Mailbox, call: Call) -> Reply:
        if self.time is not None:
            self.time.wait(LATENCY)
        return super()._executed(mailbox, call)


@pytest.fixture
def world() -> Iterator[World]:
    world = World(bodies="none", server=SlowServer)
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0


def fill(world: World, count: int, folder: str = "inbox") -> set[str]:
    at = (EPOCH - timedelta(minutes=number) for number in range(count))
    return {world.mail.deliver(BOB, folder=folder, at=when).id for when in at}


def test_many_messages_keep_nearly_four_requests_under_way(world: World) -> None:
    """Given many messages, when first read, then at least 3.5 requests are under way on average, from the first
    look at the folders to the anchor of what comes later; never five; nothing is refused; ids and dates included,
    few requests bring it all, the newest first."""
    names = fill(world, MESSAGES)
    assert isinstance(world.server, SlowServer)
    order: list[str] = []
    with AnswersClock() as clock:
        world.server.time = clock
        source = world.source(batch=200, page=0, workers=6)
        source.streams()
        for batch in source.read(world.stream(), None, set):
            world.shelf().apply(batch)
            order += [item.locator for item in batch.items]
    assert world.shelf().there == names
    assert len(order) == MESSAGES
    assert clock.slept / clock.now >= 3.5
    assert world.server.gate.most_in_flight == PLACES
    assert world.server.gate.refused == 0
    assert world.called() < MESSAGES / 80
    assert order == [one.id for one in sorted(world.mail.messages.values(), key=lambda one: one.received)][::-1]


def test_mail_and_something_else_share_the_four_places(world: World) -> None:
    """Given two readings of one session at once, each with six threads, when both read, then four requests are under
    way at most and none is refused: the gate is the session's, whoever asks."""
    world.server.limits.latency = 0.02
    fill(world, 150)
    fill(world, 150, "archive")
    session = world.session()
    shelves = {world.stream(): Shelf(), world.stream("archive"): Shelf()}

    def read(stream: str) -> Any:
        source: Source = world.source(batch=20, page=10, workers=6, session=session)
        return sync(source, stream, shelves[stream])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(read, shelves))
    assert [len(shelf.there) for shelf in shelves.values()] == [150, 150]
    assert world.server.gate.most_in_flight == PLACES
    assert world.server.gate.refused == 0
