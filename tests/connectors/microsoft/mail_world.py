"""A mailbox at a simulated Exchange, a login for it, and what is stored of it, for the tests of the mail source."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from urllib.parse import unquote, unquote_plus, urlsplit

from connectors.microsoft.mail import MailSource
from connectors.microsoft.session import Session
from syncd.dates import Duration
from syncd.model import Batch, Mail, Place, Seen, Unreadable
from syncd.ports import AuthExpired
from syncd.settings import Account
from tests.contracts.source import Shelf, sync
from tests.simulators.faults import Fault
from tests.simulators.microsoft.call import Refusal, Reply
from tests.simulators.microsoft.identity import Identity
from tests.simulators.microsoft.ledger import EPOCH
from tests.simulators.microsoft.mailbox import Message
from tests.simulators.microsoft.server import GraphServer

ADA = "ada@example.org"
BOB = "bob@example.com"
NOW = EPOCH + timedelta(days=10)
OUTSIDE = {"drafts", "outbox", "conversationhistory", "syncissues"}


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


class Pass:
    """A login as the session needs it: renewed when its token is refused, as long as it is not revoked."""

    def __init__(self, identity: Identity, *scopes: str) -> None:
        self.granted = frozenset(scopes)
        self.renewals = 0
        self.revoked = False
        self._identity = identity
        self._lock = Lock()
        self._token = identity.grant(*scopes, capable=True)

    def token(self, *, stale: str = "", claims: str = "") -> str:
        with self._lock:
            if stale == self._token or claims:
                if self.revoked:
                    raise AuthExpired("account office: Microsoft no longer accepts the login: run `syncd auth office`")
                self.renewals += 1
                self._token = self._identity.grant(*self.granted, capable=True)
                if claims:
                    grant = self._identity.access[self._token]
                    self._identity.access[self._token] = type(grant)(grant.address, grant.scopes, True, claims)
            return self._token


class Watched(GraphServer):
    """A server in which something happens just before a request, and in which single messages can't be had."""

    def __init__(self, address: str = ADA, clock: JumpingClock | None = None) -> None:
        super().__init__(address, **({"monotonic": clock.monotonic} if clock else {}))
        self.poison: dict[str, tuple[int, str]] = {}
        self.most = 0  # messages in a page of a list, whatever is asked for; 0: as many as are asked for
        self.most_changes = 0  # the same of a delta
        self._acts: list[tuple[str, int, Callable[[], object]]] = []

    def meanwhile(self, where: str, act: Callable[[], object], *, skip: int = 0) -> None:
        """Does it before the request after `skip` others whose path and query (unquoted) hold `where`."""
        self._acts.append((where, skip, act))

    def pending(self) -> int:
        """What has not happened yet."""
        return len(self._acts)

    def give_up(self) -> None:
        """What has not happened yet does not happen."""
        self._acts.clear()

    def answer(self, verb: str, target: str, headers: dict[str, str], raw: bytes) -> tuple[Reply, Fault | None]:
        plain = unquote(target)
        if self.most:
            target = re.sub(r"top=\d+", f"top={self.most}", target)
        if self.most_changes:
            headers["prefer"] = re.sub(r"pagesize=\d+", f"pagesize={self.most_changes}", headers["prefer"])
        with self.ledger.lock:
            for index, (where, skip, act) in enumerate(self._acts):
                if where in plain:
                    if skip:
                        self._acts[index] = (where, skip - 1, act)
                        break
                    del self._acts[index]
                    act()
                    break
        reply, fault = super().answer(verb, target, headers, raw)
        named = [one for one in self.poison if one in plain]
        if "/messages" in plain and "delta" not in plain and isinstance(reply.body, dict):
            named += [one["id"] for one in reply.body.get("value", ()) if one["id"] in self.poison]
        if named and reply.status == 200:
            return Refusal(*self.poison[named[0]]).reply, fault
        return reply, fault


class World:
    """A server with a mailbox, and sources on it. `bodies` decides the scope of the login."""

    def __init__(self, *, bodies: str = "scan", mailbox: str = "", server: type[Watched] = Watched) -> None:
        self.clock = JumpingClock()
        self.server = server(ADA, self.clock)
        self.bodies, self.mailbox = bodies, mailbox
        self.mail = (self.server.share(mailbox) if mailbox else self.server).mail
        self.now, self.since = NOW, ""
        self.shelves: dict[str, Shelf] = {}
        self.login = Pass(self.server.identity, *self.scopes())

    def scopes(self) -> tuple[str, ...]:
        scope = "Mail.ReadBasic" if self.bodies == "none" else "Mail.Read"
        return (f"{scope}.Shared",) if self.mailbox else (scope,)

    def session(self) -> Session:
        return Session("office", self.login, self.clock, self.server.url)

    def source(self, *, batch: int = 4, page: int = 4, workers: int = 4, session: Session | None = None) -> MailSource:
        since = Duration.parse(self.since) if self.since else None
        account = Account("office", "microsoft", self.mailbox or ADA, since=since, bodies=self.bodies)
        return MailSource(
            account, session or self.session(), self.now, self.mailbox, batch=batch, page=page, workers=workers
        )

    # ---- reading

    def stream(self, folder: str = "inbox") -> str:
        return f"mail:{self.mail.tree.find(folder).id}"

    def shelf(self, folder: str = "inbox") -> Shelf:
        return self.shelves.setdefault(self.stream(folder), Shelf())

    def read(self, folder: str = "inbox", *, most: int | None = None, batch: int = 4, page: int = 4) -> int:
        """Reads one folder as a run for itself would; how many batches there were."""
        return sync(self.source(batch=batch, page=page), self.stream(folder), self.shelf(folder), most=most)

    def batches(self, folder: str = "inbox", *, batch: int = 4, page: int = 4) -> list[Batch]:
        """The same, and what the batches were."""
        found, shelf = [], self.shelf(folder)
        for one in self.source(batch=batch, page=page).read(self.stream(folder), shelf.cursor, shelf.known):
            shelf.apply(one)
            found.append(one)
        return found

    def sync(self, *, most: int | None = None, batch: int = 4, page: int = 4) -> int:
        """A whole run, as the ingest job does it: streams that are no longer listed are gone."""
        source = self.source(batch=batch, page=page)
        names = [stream.name for stream in source.streams()]
        for name, shelf in self.shelves.items():
            if name not in names:
                shelf.there, shelf.cursor = set(), None
        return sum(sync(source, name, self.shelves.setdefault(name, Shelf()), most=most) for name in names)

    def later(self, **time: int) -> None:
        self.now += timedelta(**time)

    # ---- what is stored, and what should be

    def item(self, message: Message, folder: str = "inbox") -> Seen:
        found = self.shelf(folder).items[message.id]
        assert isinstance(found, Seen)
        return found

    def fact(self, message: Message, folder: str = "inbox") -> Mail:
        found = self.item(message, folder).fact
        assert isinstance(found, Mail)
        return found

    def stored(self) -> dict[str, dict[str, Place]]:
        """By folder id: what is stored of each message that is there. Folders with nothing are left out."""
        found: dict[str, dict[str, Place]] = {}
        for name, shelf in self.shelves.items():
            seen = {one: item for one in shelf.there if isinstance(item := shelf.items[one], Seen)}
            if seen:
                found[name.removeprefix("mail:")] = {one: Place(item.place) for one, item in seen.items()}
        return found

    def truth(self) -> dict[str, dict[str, Place]]:
        """By folder id: what should be stored."""
        found: dict[str, dict[str, Place]] = {}
        for message in self.mail.messages.values():
            place = self._place(message.folder)
            if place is not None and not message.draft:
                found.setdefault(message.folder, {})[message.id] = place
        return found

    def _place(self, folder: str) -> Place | None:
        tree = self.mail.tree
        chain = [tree.folders[folder]]
        while chain[-1].parent in tree.folders:
            chain.append(tree.folders[chain[-1].parent])
        aliases = {one.alias for one in chain}
        if chain[0].alias == "drafts" or aliases & (OUTSIDE - {"drafts"}) or any(one.hidden for one in chain):
            return None
        return Place.SPAM if "junkemail" in aliases else Place.KEPT

    def unreadable(self, folder: str = "inbox") -> dict[str, str]:
        there = (self.shelf(folder).items[name] for name in self.shelf(folder).there)
        return {item.locator: item.reason for item in there if isinstance(item, Unreadable)}

    def called(self, method: str = "") -> int:
        return self.server.called(method)

    def asked(self) -> list[str]:
        """Paths and queries of all calls, unquoted, with the operations."""
        return [f"{one.method} {unquote_plus(urlsplit(one.target).query)}" for one in self.server.seen]
