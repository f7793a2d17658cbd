"""The daemon's loop in a world of its own: sleep, clocks, workers that die or hang."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd.daemon.loop import STALL, Daemon
from syncd.daemon.notify import Notify
from syncd.daemon.profile import Profile
from syncd.daemon.work import Assignment, Message
from tests.e2e.days import World

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
CONFIG = '[me]\naddresses = ["ada@example.org"]\n[[account]]\nname = "a"\nprovider = "mbox"\npath = "a.mbox"\n'


class Crew:
    """Notes when it was started; what the work says and how it ends is up to the test."""

    channel = None

    def __init__(self, world: World, work: Callable[[int], tuple[list[Message], int | None]]) -> None:
        self._world, self._work = world, work
        self._code: int | None = None
        self._heard: list[Message] = []
        self.started: list[float] = []
        self.asked: list[tuple[str, ...]] = []
        self.stopped = 0

    def start(self, assignment: Assignment) -> None:
        self._heard, self._code = self._work(int(self._world.now().timestamp()))
        self.started.append(self._world.now().timestamp() - START.timestamp())
        self.asked.append(assignment.asked)

    def hear(self) -> list[Message]:
        heard, self._heard = self._heard, []
        return heard

    def ended(self) -> int | None:
        code, self._code = self._code, None
        return code

    def stop(self) -> None:
        self.stopped += 1


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG)
    return tmp_path / "config.toml"


def _life(
    config: Path,
    work: Callable[[int], tuple[list[Message], int | None]],
    *,
    hours: float,
    happens: Callable[[World], None],
) -> tuple[Crew, list[str], int]:
    world = World(START, datetime.fromtimestamp(START.timestamp() + hours * 3600, UTC))
    happens(world)
    crew, said = Crew(world, work), []  # type: Crew, list[str]
    code = Daemon(Profile(config, {}), crew, world, Notify({}), said.append, world).run()
    return crew, said, code


def _in_an_hour(now: int) -> tuple[list[Message], int | None]:
    return [Message(alive="x"), Message(wake=now + 3600)], 0


def test_it_works_when_the_log_says_so(config: Path) -> None:
    """Given work that is due again after an hour, when hours pass, then it is done at the start and once an hour."""
    crew, said, code = _life(config, _in_an_hour, hours=3.5, happens=lambda _: None)
    assert (crew.started, said, code) == ([0, 3600, 7200, 10800], [], 0)


def test_nothing_due_is_no_work(config: Path) -> None:
    """Given a log with nothing to come, when hours pass, then there was one look."""
    crew, _, _ = _life(config, lambda _: ([Message(alive="x"), Message(wake=None)], 0), hours=9, happens=lambda _: None)
    assert crew.started == [0]


def test_after_sleep_the_network_gets_a_moment(config: Path) -> None:
    """Given a night's sleep, when the machine wakes, then one piece of work is done, not at once but soon."""
    crew, _, _ = _life(
        config, _in_an_hour, hours=12, happens=lambda world: world.at(_after(0.5), lambda: world.sleep(10.9))
    )
    assert len(crew.started) == 2
    assert 10 <= crew.started[1] - 11.4 * 3600 <= 90


def test_a_clock_set_back_delays_nothing(config: Path) -> None:
    """Given a clock that is set back by a day, when it is, then the log is asked at once what is due."""
    crew, _, _ = _life(
        config, _in_an_hour, hours=0.8, happens=lambda world: world.at(_after(0.5), lambda: world.step(-86_400))
    )
    assert crew.started[1] == 1800 - 86_400


def _after(hours: float) -> datetime:
    return datetime.fromtimestamp(START.timestamp() + hours * 3600, UTC)


def test_a_worker_that_dies_is_not_begun_at_once(config: Path) -> None:
    """Given work that dies again and again after a good start, when hours pass, the pauses double up to an hour."""

    def dying(now: int) -> tuple[list[Message], int | None]:
        return [Message(alive="x")], 1 if now > START.timestamp() else 0

    def prod(world: World) -> None:
        world.at(_after(0.01), lambda: world.asked.add("a"))

    crew, _, _ = _life(config, dying, hours=4, happens=prod)
    pauses = [b - a for a, b in zip(crew.started[1:], crew.started[2:], strict=False)]
    least = [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600][: len(pauses)]
    assert [0 <= pause - at_least <= 60 for pause, at_least in zip(pauses, least, strict=True)] == [True] * len(pauses)
    assert len(pauses) > 6


def test_a_log_that_can_not_be_opened_ends_it(config: Path) -> None:
    """Given work that dies before it has opened the log, when started, then the daemon ends with 1."""
    _, said, code = _life(config, lambda _: ([Message(said="damaged")], 1), hours=1, happens=lambda _: None)
    assert (said, code) == (["damaged"], 1)


def test_a_worker_that_hangs_is_ended(config: Path) -> None:
    """Given work that says nothing for a quarter of an hour, when it does, then it is stopped and said."""
    crew, said, _ = _life(config, lambda _: ([Message(alive="x")], None), hours=0.4, happens=lambda _: None)
    assert crew.stopped == 2  # once for hanging, once at the end
    assert len(said) == 1
    assert crew.started[1] - STALL < 120


def test_somebody_heard_something(config: Path) -> None:
    """Given a server that tells of new mail, when it does, then that account is read at once, an unknown one is not."""

    def hear(world: World) -> None:
        world.at(_after(0.1), lambda: world.asked.update({"a", "gone"}))

    crew, _, _ = _life(config, _in_an_hour, hours=0.5, happens=hear)
    assert (crew.started, crew.asked) == ([0, 360], [(), ("a",)])


def test_an_edit_takes_effect(config: Path) -> None:
    """Given a config that is edited, broken, and mended, when the daemon looks, then it says each once and goes on."""
    texts = iter([CONFIG + "[daemon]\nevery = '1h'\n", "nonsense [", CONFIG + "# mended\n"])

    def edited() -> None:
        config.write_text(next(texts))

    def edit(world: World) -> None:
        for hours in (0.1, 0.2, 0.3):
            world.at(_after(hours), edited)

    crew, said, _ = _life(config, _in_an_hour, hours=0.5, happens=edit)
    assert [line.split(":")[0] for line in said] == [
        "config and rules read again",
        "the config as it was goes on, since the newest edit is broken",
        "config and rules read again",
    ]
    assert crew.started == [0, 360, 720, 1080]
