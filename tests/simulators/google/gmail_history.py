"""The history of a mailbox at Gmail (PROVIDERS.md §1b): records with gaps in their ids, forgotten after a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.simulators.google.server import Refusal

_TYPES = {
    "messagesAdded": "messageAdded",
    "messagesDeleted": "messageDeleted",
    "labelsAdded": "labelAdded",
    "labelsRemoved": "labelRemoved",
}


@dataclass(frozen=True)
class Record:
    """One change. `labels` are the message's afterwards."""

    id: int
    kind: str
    message: str
    thread: str
    labels: frozenset[str]
    changed: frozenset[str]


class History:
    """What happened, and how it is told.

    `empty_pages` puts a page without records between all others; `repeat` tells each record twice, the second time on
    the next page; `reverse` turns the order within each page; `without_labels` leaves the messages' labels out;
    `frozen` pages show nothing that is younger than the first, although the id they name is.
    """

    def __init__(self, random: Random) -> None:
        self.records: list[Record] = []
        self.empty_pages = self.repeat = self.reverse = self.without_labels = self.frozen = False
        self._random = random
        self._id = 987_654_321_098_765
        self._floor = self._id
        self._told = {self._id}

    def add(
        self, kind: str, message: str, thread: str, labels: set[str], changed: Iterable[str], *, together: bool = False
    ) -> int:
        """Notes a change; `together` with the one before, in one record."""
        self._id += 0 if together else self._random.randint(1, 40)
        self.records.append(Record(self._id, kind, message, thread, frozenset(labels), frozenset(changed)))
        return self._id

    def current(self) -> str:
        """The id of the mailbox as it is now."""
        self._told.add(self._id)
        return str(self._id)

    def expire(self) -> None:
        self._id += self._random.randint(1, 40)
        self._floor = self._id
        self.records.clear()

    def answer(self, query: Mapping[str, Any], start: str, size: int) -> tuple[dict[str, Any], str]:
        """One page of history.list, and where the next begins ("" if there is none)."""
        begin = int(query.get("startHistoryId", 0))
        if begin not in self._told or begin < self._floor:
            raise Refusal(404, "notFound", "Requested entity was not found.", "NOT_FOUND")
        place, _, bound = start.rstrip("!").partition("<")
        after, last, empty = int(place or begin), int(bound or self._id), start.endswith("!")
        if after < self._floor:
            raise Refusal(404, "notFound", "Requested entity was not found.", "NOT_FOUND")
        answer: dict[str, Any] = {"historyId": self.current()}
        if self.empty_pages and not empty:
            return answer, f"{after}<{last}!"
        told = [one for one in self.records if self._asked(one, query) and (one.id <= last or not self.frozen)]
        found = [one for one in told if one.id > after]
        ids = sorted({one.id for one in found})[:size]
        shown = [one for one in found if one.id in ids]
        self._told.update(ids)
        if self.repeat:
            shown = [one for one in told if begin < one.id <= after][-size:] + shown
        if self.reverse:
            shown.reverse()
        records: list[dict[str, Any]] = []
        for one in [one for one in shown for _ in range(1 + self.repeat)]:
            self._show(one, records)
        if records:
            answer["history"] = records
        return answer, f"{ids[-1]}<{last}" if len(shown) < len(found) and ids else ""

    def _asked(self, record: Record, query: Mapping[str, Any]) -> bool:
        label = query.get("labelId")
        types = query.get("historyTypes")
        return (not types or _TYPES[record.kind] in types) and (label is None or label in record.labels)

    def _show(self, record: Record, records: list[dict[str, Any]]) -> None:
        """Adds a change to the records: to the last, if that is of the same id and the change not yet in it."""
        message: dict[str, Any] = {"id": record.message, "threadId": record.thread}
        plain = dict(message)
        if record.labels and not self.without_labels:
            message["labelIds"] = sorted(record.labels)
        change: dict[str, Any] = {"message": message}
        if record.changed:
            change["labelIds"] = sorted(record.changed)
        if not records or records[-1]["id"] != str(record.id) or change in records[-1].get(record.kind, ()):
            records.append({"id": str(record.id), "messages": []})
        records[-1]["messages"].append(plain)
        records[-1].setdefault(record.kind, []).append(change)
