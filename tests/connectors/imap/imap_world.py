"""A mailbox on an IMAP server, the mail program of its owner, and what syncd stored of it."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from connectors.imap.account import keep
from connectors.imap.source import ImapSource
from syncd.dates import Duration
from syncd.model import Batch, Mail, Seen, Unreadable
from syncd.ports import Ticker
from syncd.settings import Account
from syncd.tokens import TokenStore
from tests.contracts.source import Shelf, sync
from tests.letters import letter
from tests.servers.dovecot import PASSWORD

ADA = "ada@example.org"
BOB = "Bob <bob@example.com>"
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
WHEN = datetime(2026, 5, 20, 12, tzinfo=UTC)
_NUMBER = count(1)


class NoTime:
    """Waiting takes no time."""

    def __init__(self) -> None:
        self.now = self.slept = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


class World:
    """One user's mailbox. `port` is the server's, or a proxy's before it; the mail program goes straight to it."""

    def __init__(self, folder: Path, port: int, *, direct: int = 0, bodies: str = "scan", since: str = "") -> None:
        self.user = f"user{next(_NUMBER)}"
        self.tokens = TokenStore(folder / "tokens", keyring=False)
        self.clock: Ticker = NoTime()
        self.port, self.bodies, self.since = port, bodies, since
        self.direct = direct or port
        self.now = NOW
        self.options: dict[str, object] = {"tls": "none"}
        self.shelves: dict[str, Shelf] = {}
        self._program: IMAPClient | None = None
        keep(self.account(), self.tokens, PASSWORD)

    # ---- the mail program

    @property
    def program(self) -> IMAPClient:
        """The owner's own mail program."""
        if self._program is None:
            self._program = IMAPClient("127.0.0.1", self.direct, ssl=False)
            self._program.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._program.login(self.user, PASSWORD)
        return self._program

    def deliver(
        self,
        uid: str = "",
        folder: str = "INBOX",
        *,
        raw: bytes = b"",
        flags: Iterable[bytes] = (),
        when: datetime | None = WHEN,
        **fields: Any,
    ) -> None:
        """A mail arrives (from Bob, if nothing else is said) at `when`."""
        sender = fields.pop("sender", BOB)
        raw = raw or letter(sender, ADA, fields.pop("date", WHEN), message_id=uid or None, **fields)
        self.program.append(folder, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), flags, when)

    def numbers(self, folder: str, uid: str = "") -> list[int]:
        """The UIDs of a mail, or of all, with the folder open for writing."""
        self.program.select_folder(folder)
        return list(self.program.search(["HEADER", "Message-ID", uid] if uid else "ALL"))

    def remove(self, uid: str, folder: str = "INBOX") -> None:
        """A mail is deleted for good."""
        numbers = self.numbers(folder, uid)
        self.program.delete_messages(numbers)
        self.program.expunge(numbers)

    def move(self, uid: str, folder: str, to: str) -> None:
        """A mail is dragged to another folder."""
        self.program.move(self.numbers(folder, uid), to)

    def flag(self, uid: str, *flags: bytes, folder: str = "INBOX") -> None:
        """Flags are set; a minus before one takes it away."""
        numbers = self.numbers(folder, uid)
        for one in flags:
            if one.startswith(b"-"):
                self.program.remove_flags(numbers, [one[1:]])
            else:
                self.program.add_flags(numbers, [one])

    def leave(self) -> None:
        """The mail program ends."""
        if self._program is not None:
            self._program.shutdown()
            self._program = None

    # ---- syncd

    def account(self) -> Account:
        options = {"host": "127.0.0.1", "port": self.port, "username": self.user, **self.options}
        since = Duration.parse(self.since) if self.since else None
        return Account("work", "imap", ADA, since=since, bodies=self.bodies, options=options)

    def source(self, *, batch: int = 4) -> ImapSource:
        return ImapSource(self.account(), self.tokens, self.now, ticker=self.clock, batch=batch)

    def sync(self, *, batch: int = 4, most: int | None = None) -> int:
        """Reads all folders, as a run does; how many batches there were. What is not listed any more is gone."""
        source = self.source(batch=batch)
        names = [stream.name for stream in source.streams()]
        for name in [name for name in self.shelves if name not in names]:
            self.shelves[name] = Shelf()
        return sum(sync(source, name, self.shelf(name), most=most) for name in names)

    def shelf(self, name: str = "INBOX") -> Shelf:
        return self.shelves.setdefault(name, Shelf())

    def batches(self, name: str = "INBOX", cursor: str | None = None) -> list[Batch]:
        return list(self.source().read(name, cursor, set))

    def uids(self) -> dict[str, set[str]]:
        """Message-IDs by folder, empty ones left out."""
        return {name: shelf.uids() for name, shelf in self.shelves.items() if shelf.uids()}

    def seen(self, name: str = "INBOX") -> dict[str, Seen]:
        """What is there, by Message-ID."""
        shelf = self.shelf(name)
        items = [shelf.items[locator] for locator in shelf.there]
        return {one.fact.uid: one for one in items if isinstance(one, Seen) and isinstance(one.fact, Mail)}

    def unreadable(self, name: str = "INBOX") -> list[str]:
        """The reasons for what could not be read."""
        shelf = self.shelf(name)
        items = [shelf.items[locator] for locator in shelf.there]
        return [one.reason for one in items if isinstance(one, Unreadable)]
