"""A mailbox at Gmail, as its user and the world change it. All times are milliseconds since the epoch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from random import Random
from typing import Any

from tests.simulators.google.gmail_history import History

START = 1_790_000_000_000  # the time of the first mail, in 2026; each later one a minute after


@dataclass
class Stored:
    """One message."""

    id: str
    thread: str
    raw: bytes
    labels: set[str]
    at: int
    changed: int = 0
    payload: dict[str, Any] = field(default_factory=dict)


class Mailbox:
    """One user's mailbox. Users' methods make the history that Gmail would make.

    `page` is the longest page of a list (less than what was asked for is legal), `empty_pages` puts one with nothing
    but a token between all others, and `by_arrival` lists by when a message came into the mailbox, not by its time.
    """

    def __init__(self, address: str = "ada@example.org", *, seed: int = 1) -> None:
        self.address = address
        self.messages: dict[str, Stored] = {}
        self.history = History(Random(seed))
        self.aliases: list[dict[str, Any]] = []
        self.page = 500
        self.empty_pages = False
        self.by_arrival = False
        self.unknown_labels: set[str] = set()  # system labels this mailbox does not have
        self._poisoned: dict[str, tuple[int, str]] = {}
        self._meanwhile: list[tuple[str, int, Callable[[], object]]] = []
        self._count = 0
        self._clock = START

    # ---- what the user and the world do

    def deliver(
        self,
        mail: EmailMessage | bytes,
        labels: Iterable[str] = ("INBOX", "UNREAD"),
        *,
        at: int | None = None,
        thread: str | None = None,
    ) -> str:
        """A message arrives (or is migrated, with the time it once had)."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        self._count += 1
        self._clock += 60_000
        name = f"{0x19A0_0000_0000_0000 + self._count * 0x1_0001:016x}"
        when = self._clock if at is None else at
        stored = Stored(name, thread or self._thread_of(raw) or name, raw, set(labels), when)
        self.messages[name] = stored
        self._note(stored, "messagesAdded")
        return name

    def label(self, name: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Labels come and go, a record for each kind of change."""
        stored = self.messages[name]
        added, removed = set(add) - stored.labels, set(remove) & stored.labels
        stored.labels |= added
        stored.labels -= removed
        if added:
            self._note(stored, "labelsAdded", added)
        if removed:
            self._note(stored, "labelsRemoved", removed)

    def trash(self, name: str) -> None:
        self.label(name, ["TRASH"], ["INBOX"])

    def untrash(self, name: str) -> None:
        self.label(name, [], ["TRASH"])

    def spam(self, name: str) -> None:
        self.label(name, ["SPAM"], ["INBOX"])

    def unspam(self, name: str) -> None:
        self.label(name, ["INBOX"], ["SPAM"])

    def delete(self, name: str) -> None:
        """For good."""
        self._note(self.messages.pop(name), "messagesDeleted")

    def delete_together(self, names: Sequence[str]) -> None:
        """Several for good, by one act and in one record."""
        for index, name in enumerate(names):
            self._note(self.messages.pop(name), "messagesDeleted", together=index > 0)

    def draft(self, mail: EmailMessage | bytes) -> str:
        return self.deliver(mail, ["DRAFT"])

    def edit_draft(self, name: str, mail: EmailMessage | bytes) -> str:
        """Every save makes another message of it."""
        thread = self.messages[name].thread
        self.delete(name)
        return self.deliver(mail, ["DRAFT"], thread=None if thread == name else thread)

    def send_draft(self, name: str) -> None:
        """The same message, sent: nothing is added but a label."""
        self.label(name, ["SENT"], ["DRAFT"])

    def expire_history(self) -> None:
        """Every history id handed out so far is forgotten."""
        self.history.expire()

    def poison(self, name: str, status: int = 500, reason: str = "backendError") -> None:
        """Google fails on this message, alone or in its thread."""
        self._poisoned[name] = (status, reason)

    def heal(self, name: str) -> None:
        self._poisoned.pop(name, None)

    def meanwhile(self, method: str, action: Callable[[], object], *, skip: int = 0) -> None:
        """Does `action` just before a call of that method (``messages_get``) is answered, after `skip` others."""
        self._meanwhile.append((f"users_{method}", skip, action))

    def pending(self) -> int:
        """How many of those have not happened."""
        return len(self._meanwhile)

    # ---- inside

    def _note(self, stored: Stored, kind: str, labels: Iterable[str] = (), *, together: bool = False) -> None:
        name, thread = stored.id, stored.thread
        stored.changed = self.history.add(kind, name, thread, stored.labels, labels, together=together)

    def _thread_of(self, raw: bytes) -> str:
        mail = message_from_bytes(raw)
        parents = set(re.findall(r"<[^<>]+>", f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}"))
        if parents:
            for one in self.messages.values():
                if str(message_from_bytes(one.raw).get("Message-ID", "")).strip() in parents:
                    return one.thread
        return ""
