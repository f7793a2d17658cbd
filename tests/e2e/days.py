"""Days of a daemon in minutes: its real loop and its real work against the simulators, in a time of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from syncd.daemon.loop import Daemon
from syncd.daemon.notify import Notify
from syncd.daemon.profile import Profile
from syncd.daemon.work import Assignment, Message, work
from syncd.ports import Trouble


class World:
    """The time, and what happens when. It is clock and pace of a daemon."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self._wall = start.timestamp()
        self._steady = 0.0
        self._end = end.timestamp()
        self._events: list[tuple[float, Callable[[], None]]] = []
        self.stopped = False
        self.reload = False
        self.asked: set[str] = set()

    def now(self) -> datetime:
        """The wall clock."""
        return datetime.fromtimestamp(int(self._wall), UTC)

    def monotonic(self) -> float:
        """Stands still in sleep."""
        return self._steady

    def at(self, moment: datetime, do: Callable[[], None]) -> None:
        """Something will happen then (or, if the machine sleeps, before it wakes)."""
        self._events.append((moment.timestamp(), do))
        self._events.sort(key=lambda event: event[0])

    def sleep(self, hours: float) -> None:
        """The machine is suspended so long: the wall clock goes on, the other does not."""
        self._wall += hours * 3600

    def step(self, seconds: float) -> None:
        """The wall clock is set."""
        self._wall += seconds

    def wait(self, channels: Iterable[int]) -> None:
        """To the next look; what was to happen meanwhile has happened."""
        self._wall += 30
        self._steady += 30
        while self._events and self._events[0][0] <= self._wall:
            self._events.pop(0)[1]()
        self.stopped = self.stopped or self._wall >= self._end


class Hands:
    """A crew that works at once, in this process."""

    channel = None

    def __init__(self, world: World) -> None:
        self._world = world
        self._heard: list[Message] = []
        self._code: int | None = None
        self.pieces = 0

    def start(self, assignment: Assignment) -> None:
        """Does the work."""
        self.pieces += 1
        self._code = 0
        try:
            work(assignment, self._world.now(), self._heard.append)
        except Trouble as trouble:
            self._heard.append(Message(said=str(trouble)))
            self._code = 1

    def hear(self) -> list[Message]:
        """What it said."""
        heard, self._heard = self._heard, []
        return heard

    def ended(self) -> int | None:
        """Once, after each piece."""
        code, self._code = self._code, None
        return code

    def stop(self) -> None:
        """Nothing is under way."""


def live(config: Path, world: World) -> tuple[list[str], int]:
    """A daemon's life in that world: what it said, and how many pieces of work it did."""
    said: list[str] = []
    hands = Hands(world)
    assert Daemon(Profile(config, os.environ), hands, world, Notify({}), said.append, world).run() == 0
    return said, hands.pieces
