"""The IMAP source keeps the contract of every source: with all that Dovecot has, and with nothing but IMAP4rev1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.ports import Source
from tests.connectors.imap.imap_world import World
from tests.contracts.source import Backstage, SourceContract
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.imap_between import ImapBetween, imap_between

CAPABILITIES = {
    "all": "",
    "none": "IMAP4rev1",
}


class InboxStage(Backstage):
    stream = "INBOX"

    def __init__(self, folder: Path, proxy: ImapBetween, direct: int) -> None:
        self.world = World(folder, proxy.port, direct=direct)
        self._proxy = proxy

    def source(self) -> Source:
        return self.world.source()

    def add(self, *uids: str) -> None:
        for uid in uids:
            self.world.deliver(uid)

    def remove(self, *uids: str) -> None:
        for uid in uids:
            self.world.remove(uid)

    def vanish(self) -> None:
        self._proxy.vanish()


@pytest.fixture(scope="module", params=list(CAPABILITIES))
def server(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    with dovecot(capability=CAPABILITIES[request.param]) as running:
        yield running


@pytest.fixture
def backstage(server: Dovecot, tmp_path: Path) -> Iterator[InboxStage]:
    with imap_between(server.plain) as proxy:
        stage = InboxStage(tmp_path, proxy, server.plain)
        yield stage
        stage.world.leave()


class TestDovecot(SourceContract):
    pass
