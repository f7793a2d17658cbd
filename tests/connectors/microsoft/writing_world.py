"""Computers of one user at a simulated Exchange, each with a login and a notebook of its own, for tests of writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.microsoft.calendar_sink import CalendarSink
from connectors.microsoft.mailer import GraphMailer
from connectors.microsoft.session import Session
from connectors.microsoft.todo_sink import TodoSink
from syncd.notebook import Notebook
from syncd.ports import Unavailable
from syncd.settings import Account
from tests.connectors.microsoft.mail_world import ADA, JumpingClock, Pass, Watched
from tests.simulators.microsoft.ledger import EPOCH

BERLIN = ZoneInfo("Europe/Berlin")
THROTTLED = {"error": {"code": "ApplicationThrottled", "message": "…"}}
BACKEND = {"error": {"code": "ServiceNotAvailable", "message": "…"}}
CALENDARS, TASKS = ("Calendars.ReadWrite",), ("Tasks.ReadWrite",)


class Offline(Pass):
    """A login that cannot be renewed for want of a network, until it can."""

    offline = True

    def token(self, *, stale: str = "", claims: str = "") -> str:
        if self.offline:
            raise Unavailable("account office: Microsoft can't be reached to renew the login; it is kept")
        return super().token(stale=stale, claims=claims)


class Machines:
    """Each call gives new objects, as a new process would have them; a machine's notebook stays."""

    def __init__(self, folder: Path) -> None:
        self.clock = JumpingClock()
        self.server = Watched(ADA, self.clock)
        self._begin, self._folder = self.clock.monotonic(), folder

    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self.clock.monotonic() - self._begin)

    def session(self, *scopes: str, login: Pass | None = None, endpoint: str = "") -> Session:
        login = login or Pass(self.server.identity, *scopes)
        return Session("office", login, self.clock, endpoint or self.server.url)

    def notebook(self, machine: str) -> Notebook:
        return Notebook(self._folder / machine / "notes.json")

    def calendar(
        self, machine: str = "laptop", name: str = "Follow-ups", zone: ZoneInfo = BERLIN, session: Session | None = None
    ) -> CalendarSink:
        session = session or self.session(*CALENDARS)
        return CalendarSink(account(), session, self.notebook(machine), name, zone, self.now)

    def todo(
        self,
        machine: str = "laptop",
        title: str = "Follow-ups",
        zone: ZoneInfo = BERLIN,
        session: Session | None = None,
    ) -> TodoSink:
        session = session or self.session(*TASKS)
        return TodoSink(account(), session, self.notebook(machine), title, zone, self.now)

    def mailer(self, machine: str = "laptop", session: Session | None = None) -> GraphMailer:
        session = session or self.session("Mail.Send", "Mail.Read")
        return GraphMailer(account(), session, self.notebook(machine), self.now)


def account() -> Account:
    return Account("office", "microsoft", ADA)


@contextmanager
def machines_at(folder: Path) -> Iterator[Machines]:
    """A server that must not have seen a violation, and had all the faults it was told to have."""
    machines = Machines(folder)
    server = machines.server
    with server:
        yield machines
        assert server.violations == []
        assert server.faults.pending() == 0
        assert server.pending() == 0
