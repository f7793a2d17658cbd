"""What Gmail's history says of each message, its records folded (PROVIDERS.md §1b); pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

_MOVES = frozenset({"SPAM", "DRAFT", "CHAT", "SENT"})  # labels that decide where a message lies
_UNKEPT = frozenset({"DRAFT", "CHAT"})  # what lies there never becomes a fact, and changes nothing


@dataclass(slots=True)
class Change:
    """All that happened to one message. `first` is the id of the first record that names it.

    `labels` are those it had at last, as far as the records say so: none said is not none there.
    """

    first: int
    thread: str = ""
    added: bool = False
    deleted: bool = False
    moved: bool = False
    labels: frozenset[str] = frozenset()


class Verdict(Enum):
    """What is to be done about a message."""

    FETCH = auto()
    COMPARE = auto()  # fetch it unless it is known
    GONE = auto()
    PASS = auto()  # a draft or a chat: passed over
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class News:
    """The history since some id: changes by message, record ids in order, and the mailbox's id when it was asked."""

    changes: Mapping[str, Change]
    records: tuple[int, ...]
    history: int
    pages: int


@dataclass(slots=True)
class Folding:
    """Takes records in any order, some of them twice or in pieces."""

    _entries: dict[int, list[tuple[str, str, str, frozenset[str], frozenset[str] | None]]] = field(default_factory=dict)

    def take(self, records: Iterable[Mapping[str, Any]]) -> None:
        """One page's records. Those that name no message by what happened to it are of no use."""
        for record in records:
            told = self._entries.setdefault(int(record["id"]), [])
            for kind in ("messagesAdded", "labelsAdded", "labelsRemoved", "messagesDeleted"):
                told += [entry for entry in _entries(kind, record) if entry not in told]

    def news(self, history: int, pages: int) -> News:
        """Everything taken, folded in the order of the records' ids: the last state wins."""
        changes: dict[str, Change] = {}
        records = tuple(sorted(self._entries))
        for number in records:
            for kind, message, thread, changed, labels in self._entries[number]:
                change = changes.setdefault(message, Change(number))
                change.thread = thread or change.thread
                change.added |= kind == "messagesAdded"
                change.deleted |= kind == "messagesDeleted"
                change.moved |= bool(changed & _MOVES)
                if labels is not None:
                    change.labels = labels
        return News(changes, records, history, pages)


def _entries(
    kind: str, record: Mapping[str, Any]
) -> Iterable[tuple[str, str, str, frozenset[str], frozenset[str] | None]]:
    for entry in record.get(kind) or ():
        message = entry.get("message") or {}
        if message.get("id"):
            labels = message.get("labelIds")
            yield (
                kind,
                str(message["id"]),
                str(message.get("threadId") or ""),
                frozenset(entry.get("labelIds") or ()),
                None if labels is None else frozenset(labels),
            )


def verdict(change: Change, until: int) -> Verdict:
    """What a change asks for. Messages added in records up to `until` may be known already, later ones are not."""
    new = change.added and change.first > until
    unkept = bool(change.labels & _UNKEPT)
    if change.deleted:
        never_kept = unkept and not change.moved and change.first > until
        return Verdict.NOTHING if new or never_kept else Verdict.GONE
    if unkept and (new or not change.moved):
        return Verdict.PASS if change.added else Verdict.NOTHING
    if change.moved or new:
        return Verdict.FETCH
    return Verdict.COMPARE if change.added else Verdict.NOTHING
