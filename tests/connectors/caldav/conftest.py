"""The servers: one of each kind, behind a proxy, for all tests of a worker; a user at it for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.caldav.desk import Desk
from tests.servers.between import Between, between
from tests.servers.radicale import DavServer, fast_folder, radicale
from tests.servers.xandikos import xandikos

Place = tuple[DavServer, Between]


@pytest.fixture(scope="session")
def radicale_place() -> Iterator[Place]:
    with fast_folder() as folder, radicale(folder) as server, between(server.url) as proxy:
        yield server, proxy


@pytest.fixture(scope="session")
def xandikos_place() -> Iterator[Place]:
    with fast_folder() as folder, xandikos(folder) as server, between(server.url) as proxy:
        yield server, proxy


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    """Radicale, unless the test's class or parameter says "xandikos"."""
    name = getattr(request, "param", None) or getattr(request.cls, "server_name", "radicale")
    found: Place = request.getfixturevalue(f"{name}_place")
    return found


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    """A user at the server. Every fault must have struck in the end."""
    server, proxy = place
    proxy.reset()
    made = Desk(server, proxy)
    yield made
    made.close()
    assert proxy.faults.pending() == 0
