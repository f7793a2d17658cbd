"""A mailbox at a simulated Gmail, a login for it, and what is stored of it, for the tests of the Gmail source."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from connectors.google import scopes
from connectors.google.gmail import GmailSource
from connectors.google.login import Login
from connectors.google.session import Session
from syncd.dates import Duration
from syncd.model import Batch, Mail, Place, Seen, Stream, Unreadable
from syncd.ports import Ticker
from syncd.settings import Account
from syncd.tokens import TokenStore
from tests.contracts.source import Shelf, sync
from tests.letters import letter
from tests.simulators.google.gmail import START, GmailSim
from tests.simulators.google.server import GoogleServer

ADA = "ada@example.org"
NOW = datetime.fromtimestamp(START / 1000, UTC) + timedelta(days=10)


class JumpingClock:
    """Time passes only by waiting, and waiting takes no time."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._lock = Lock()
        self.slept = 0.0

    def monotonic(self) -> float:
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds
            self.slept += seconds


class OneStream:
    """A GmailSource as a `syncd.ports.Source` by itself."""

    def __init__(self, source: GmailSource) -> None:
        self._source = source

    def streams(self) -> Sequence[Stream]:
        return [self._source.stream()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        assert stream == "mail"
        return self._source.read(cursor, known)


class World:
    """A server with a mailbox, and sources on it. `bodies` decides the scope of the login."""

    def __init__(self, folder: Path, *, bodies: str = "scan", clock: Ticker | None = None) -> None:
        self.clock = clock or JumpingClock()
        self.server = GoogleServer(ADA, self.clock.monotonic)
        self.gmail = GmailSim(ADA)
        self.server.apis["gmail"] = self.gmail
        self.bodies = bodies
        self.now = NOW
        self.since = ""
        self.elsewhere: set[str] = set()
        self.shelf = Shelf()
        self._tokens = TokenStore(folder / "tokens", keyring=False)
        self.log_in(scopes.METADATA if bodies == "none" else scopes.READONLY)

    def log_in(self, *granted: str) -> None:
        self._tokens.save("work", json.dumps(self.server.oauth.authorized_user(self.server.url, granted, fresh=True)))

    def source(self, *, batch: int = 4, workers: int = 4, address: str = ADA) -> GmailSource:
        since = Duration.parse(self.since) if self.since else None
        account = Account("work", "google", address, since=since, bodies=self.bodies)
        session = Session("work", Login("work", address, self._tokens), self.clock, endpoint=self.server.url)
        return GmailSource(account, session, self.now, lambda: self.elsewhere, batch=batch, workers=workers)

    def sync(self, *, most: int | None = None, batch: int = 4) -> int:
        """Reads into the shelf, all batches or `most`; how many there were."""
        return sync(OneStream(self.source(batch=batch)), "mail", self.shelf, most=most)

    def batches(self, *, batch: int = 4) -> list[Batch]:
        """The same, and what the batches were."""
        found = []
        for one in self.source(batch=batch).read(self.shelf.cursor, self.shelf.known):
            self.shelf.apply(one)
            found.append(one)
        return found

    def later(self, **time: int) -> None:
        self.now += timedelta(**time)

    def places(self) -> dict[str, Place]:
        """What is stored of each message that is there."""
        found = {}
        for name in self.shelf.there:
            item = self.shelf.items[name]
            if isinstance(item, Seen):
                found[name] = Place(item.place)
        return found

    def unreadable(self) -> dict[str, str]:
        there = (self.shelf.items[name] for name in self.shelf.there)
        return {item.locator: item.reason for item in there if isinstance(item, Unreadable)}

    def truth(self) -> dict[str, Place]:
        """What should be stored: everything but drafts and chats."""
        return {
            name: Place.SPAM if "SPAM" in one.labels else Place.KEPT
            for name, one in self.gmail.messages.items()
            if "SPAM" in one.labels or not one.labels & {"DRAFT", "CHAT"}
        }

    def units(self) -> int:
        return sum(one.units for one in self.server.seen)


def mail(number: int | str = 0, *, headers: Sequence[str] = (), body: str = "Hello, Ada.\n") -> bytes:
    """A letter to Ada, whose Message-ID is ``<mNUMBER@example.org>``."""
    return letter(
        "Grace <grace@example.com>",
        ADA,
        "2026-09-20",
        message_id=f"<m{number}@example.org>",
        headers=["MIME-Version: 1.0", *headers],
        body=body,
    )


def fact(item: object) -> Mail:
    assert isinstance(item, Seen)
    assert isinstance(item.fact, Mail)
    return item.fact
