"""A TaskSink in memory for the jobs' tests: obeys the same contract suite as the real ones; can be made to fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from connectors import stamp
from syncd.model import Found, Task
from syncd.ports import Conflict, Trouble


@dataclass(frozen=True, slots=True)
class MemoryItem:
    """One item. `key` is None for the user's own ones, which the sink must never touch."""

    key: str | None
    title: str
    notes: str
    day: date | None
    stamp: str = ""
    ticked: bool = False
    closed_by_us: bool = False
    version: int = 0


class MemorySink:
    """Keeps its items in `items` by reference; tests play the user by changing them.

    `calls` are the writes that took effect, as (verb, key). `troubles` are raised one by one by the coming calls:
    before a write takes effect, or, with `after=True`, after it (an answer that got lost).
    """

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.items: dict[str, MemoryItem] = {}
        self.calls: list[tuple[str, str]] = []
        self._troubles: list[tuple[Trouble, bool]] = []
        self._next = 0

    def fail(self, trouble: Trouble, *, after: bool = False) -> None:
        """The next call that is not yet spoken for raises `trouble`."""
        self._troubles.append((trouble, after))

    def put(self, item: MemoryItem) -> str:
        """Adds an item, any item, and gives its reference."""
        self._next += 1
        self.items[f"m{self._next}"] = item
        return f"m{self._next}"

    def change(self, ref: str, **values: object) -> None:
        """The user's hand: changes fields of an item, and with them its etag."""
        item = self.items[ref]
        self.items[ref] = replace(item, version=item.version + 1, **values)  # type: ignore[arg-type]  # any field

    def tasks(self) -> Sequence[Found]:
        self._raise(after=False)
        found = [_found(ref, item) for ref, item in self.items.items() if item.key is not None]
        self._raise(after=True, taken=True)
        return found

    def create(self, task: Task) -> None:
        self._raise(after=False)
        if all(item.key != task.key for item in self.items.values()):
            self.put(_written(task))
            self.calls.append(("create", task.key))
        self._raise(after=True, taken=True)

    def update(self, task: Task, found: Found) -> None:
        self._raise(after=False)
        if self._same(found) is None:
            raise Conflict(f"{found.key} is gone")
        new = _written(task)
        self.change(found.ref, title=new.title, notes=new.notes, day=new.day, stamp=new.stamp)
        self.calls.append(("update", task.key))
        self._raise(after=True, taken=True)

    def complete(self, found: Found) -> None:
        self._raise(after=False)
        if self._same(found) is not None and not found.done:
            self.change(found.ref, ticked=True, closed_by_us=True)
            self.calls.append(("complete", found.key))
        self._raise(after=True, taken=True)

    def remove(self, found: Found) -> None:
        self._raise(after=False)
        if self._same(found) is not None:
            del self.items[found.ref]
            self.calls.append(("remove", found.key))
        self._raise(after=True, taken=True)

    def _same(self, found: Found) -> MemoryItem | None:
        item = self.items.get(found.ref)
        if item is not None and str(item.version) != found.etag:
            raise Conflict(f"{found.key} was changed")
        return item

    def _raise(self, *, after: bool, taken: bool = False) -> None:
        """Raises the next trouble if it belongs here. `taken`: the call has taken effect."""
        if self._troubles and self._troubles[0][1] == after == taken:
            raise self._troubles.pop(0)[0]


def _written(task: Task) -> MemoryItem:
    title, notes = stamp.one_line(task.title), stamp.tidy(task.notes)
    return MemoryItem(task.key, title, notes, task.date, stamp.stamp(task.date, title, notes))


def _found(ref: str, item: MemoryItem) -> Found:
    assert item.key is not None
    reading = stamp.read(item.stamp, item.day, item.title, item.notes)
    done = item.ticked or reading.done
    return Found(
        key=item.key,
        title=item.title,
        date=item.day,
        done=done,
        moved=reading.moved,
        reworded=reading.reworded,
        etag=str(item.version),
        ref=ref,
        stamp=item.stamp,
        closed_by_us=done and item.closed_by_us,
    )
