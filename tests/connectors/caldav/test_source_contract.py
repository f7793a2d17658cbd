"""What every source does, on both servers."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest

from tests.connectors.caldav.desk import AsMail, Desk, meeting
from tests.contracts.source import Backstage, SourceContract
from tests.simulators.faults import Fault


class DavBackstage(Backstage):
    """A calendar whose meetings have the contract's ids as UIDs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._path = urlsplit(desk.server.home(desk.user)).path + desk.calendar
        self.stream = f"calendar:{self._path}"

    def source(self) -> AsMail:
        return AsMail(self._desk.source(self._path, batch=4))

    def add(self, *uids: str) -> None:
        for uid in uids:
            self._desk.put(_name(uid), meeting(uid))

    def remove(self, *uids: str) -> None:
        for uid in uids:
            self._desk.delete(_name(uid))

    def vanish(self) -> None:
        self._desk.proxy.faults.add(Fault("lost before", times=100_000))


def _name(uid: str) -> str:
    return quote(uid.strip("<>")) + ".ics"


class DavContract(SourceContract):
    many = 7  # entries: each is a request to a real server

    @pytest.fixture
    def backstage(self, desk: Desk) -> Backstage:
        return DavBackstage(desk)

    @pytest.fixture(autouse=True)
    def _no_more_faults(self, desk: Desk) -> object:
        yield
        desk.proxy.faults.clear()


class TestRadicale(DavContract):
    server_name = "radicale"


class TestXandikos(DavContract):
    server_name = "xandikos"
