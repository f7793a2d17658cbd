"""The sink in memory keeps the contract it stands in for."""

from __future__ import annotations

from datetime import date

import pytest

from syncd.ports import Unavailable
from tests.contracts.task_sink import TASK, TaskSinkContract, only
from tests.simulators.memory_sink import MemoryItem, MemorySink


class MemoryHand:
    """The user, changing the items in memory."""

    def __init__(self, sink: MemorySink) -> None:
        self._sink = sink

    def tick(self, key: str) -> None:
        self._sink.change(self._ref(key), ticked=True)

    def retitle(self, key: str, title: str) -> None:
        self._sink.change(self._ref(key), title=title)

    def move(self, key: str, day: date) -> None:
        self._sink.change(self._ref(key), day=day)

    def delete(self, key: str) -> None:
        del self._sink.items[self._ref(key)]

    def resave(self, key: str) -> None:
        item = self._sink.items[self._ref(key)]
        self._sink.change(self._ref(key), title=item.title + " ", notes=item.notes.replace("\n", "\r\n") + "\r\n")

    def add_foreign(self) -> None:
        self._sink.put(MemoryItem(None, TASK.title, TASK.notes, TASK.date))

    def foreign(self) -> object:
        return [item for item in self._sink.items.values() if item.key is None]

    def _ref(self, key: str) -> str:
        return next(ref for ref, item in self._sink.items.items() if item.key == key)


class TestMemorySink(TaskSinkContract):
    """The contract, in memory."""

    @pytest.fixture
    def sink(self) -> MemorySink:
        return MemorySink()

    @pytest.fixture
    def hand(self, sink: MemorySink) -> MemoryHand:
        return MemoryHand(sink)


def test_trouble_comes_before_or_after_the_effect() -> None:
    """Given a trouble ordered before or after, when a task is created, then it is raised; it is not, or is there."""
    sink = MemorySink()
    sink.fail(Unavailable("offline"))
    with pytest.raises(Unavailable):
        sink.create(TASK)
    assert sink.items == {}
    sink.fail(Unavailable("the answer was lost"), after=True)
    with pytest.raises(Unavailable):
        sink.create(TASK)
    assert only(sink).key == TASK.key
    assert sink.calls == [("create", TASK.key)]
