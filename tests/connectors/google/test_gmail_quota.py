"""Reading Gmail at the speed its quota allows, and never faster (PROVIDERS.md §1c)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Condition, Thread

import pytest

from connectors.google.gmail_fetch import Ref, plan
from connectors.google.quota import Costs
from tests.connectors.google.gmail_world import World, mail

WORKERS = 4


class SleepersClock:
    """Time passes only while everybody waits: then it leaps to when the first of them wakes.

    All `workers` asleep is everybody; fewer are, if nobody has asked for the time for some milliseconds (at the end
    of a batch the others have nothing to do). So requests take no time, however slow this machine is.
    """

    def __init__(self, workers: int) -> None:
        self._now, self._workers = 0.0, workers
        self._waking: list[float] = []
        self._asked = 0
        self._changed = Condition()
        self._ended = False

    def __enter__(self) -> SleepersClock:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()

    def monotonic(self) -> float:
        with self._changed:
            self._asked += 1
            return self._now

    def sleep(self, seconds: float) -> None:
        with self._changed:
            self._asked += 1
            until = self._now + seconds
            self._waking.append(until)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._now >= until)
            self._asked += 1

    def _run(self) -> None:
        with self._changed:
            while not self._ended:
                asked = self._asked
                if len(self._waking) < self._workers:
                    self._changed.wait(0.004)
                if self._waking and (len(self._waking) == self._workers or asked == self._asked):
                    self._now = min(self._waking)
                    self._waking = [until for until in self._waking if until > self._now]
                    self._changed.notify_all()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SleepersClock(WORKERS) as clock:
        world = World(tmp_path, bodies="none", clock=clock)
        with world.server:
            yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0


def test_a_first_sync_uses_the_quota_and_no_more(world: World) -> None:
    """Given 3,000 messages, when first read, then at least 95 % of the units of the time it takes are used, no
    sliding minute holds more than the quota, and Google refuses nothing."""
    names = {world.gmail.deliver(mail(n)) for n in range(3000)}
    for batch in world.source(batch=100, workers=WORKERS).read(None, set):
        world.shelf.apply(batch)
    assert world.shelf.there == names
    assert world.server.refused_for_rate == 0
    assert world.server.most_in_a_minute() <= world.server.limits.per_minute
    minutes = (world.server.seen[-1].at - world.server.seen[0].at) / 60
    assert minutes > 9
    assert world.units() >= 0.95 * minutes * world.server.limits.per_minute


def test_slow_answers_are_bridged(tmp_path: Path) -> None:
    """Given answers that take a while, when much is fetched, then several requests are under way at once, but far
    fewer than Google refuses."""
    world = World(tmp_path)
    world.server.limits.latency = 0.02
    names = {world.gmail.deliver(mail(n)) for n in range(48)}
    with world.server:
        for batch in world.source(batch=48, workers=WORKERS).read(None, set):
            world.shelf.apply(batch)
    assert world.shelf.there == names
    assert 3 <= world.server.most_in_flight <= WORKERS
    assert world.server.violations == []


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        (Costs(), [["a", "b c d"], ["e"]]),
        (Costs(thread=60), [["a", "b", "e", "c"], ["d"]]),
        (Costs(get=5, thread=10), [["a", "b c d"], ["e"]]),
    ],
)
def test_plan(costs: Costs, expected: list[list[str]]) -> None:
    """Given a thread of three among two others, when jobs are planned by four, then the thread is one job exactly if
    that costs less, at the place of its newest message."""
    wanted = [Ref("a", "1"), Ref("b", "2"), Ref("e", ""), Ref("c", "2"), Ref("d", "2")]
    assert [[" ".join(ref.id for ref in job) for job in batch] for batch in plan(wanted, costs, 4)] == expected
