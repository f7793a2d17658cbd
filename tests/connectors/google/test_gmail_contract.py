"""The Gmail source keeps the contract of every source, with both scopes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.ports import Source
from tests.connectors.google.gmail_world import OneStream, World, mail
from tests.contracts.source import Backstage, SourceContract


class GmailStage(Backstage):
    stream = "mail"

    def __init__(self, folder: Path, bodies: str) -> None:
        self.world = World(folder, bodies=bodies)
        self._names: dict[str, str] = {}

    def source(self) -> Source:
        return OneStream(self.world.source())

    def add(self, *uids: str) -> None:
        for uid in uids:
            self._names[uid] = self.world.gmail.deliver(mail().replace(b"<m0@example.org>", uid.encode()))

    def remove(self, *uids: str) -> None:
        for uid in uids:
            self.world.gmail.delete(self._names.pop(uid))

    def vanish(self) -> None:
        self.world.server.__exit__()


@pytest.fixture(params=["scan", "none"])
def backstage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GmailStage]:
    stage = GmailStage(tmp_path, request.param)
    with stage.world.server:
        yield stage
    assert stage.world.server.violations == []


class TestGmail(SourceContract):
    pass
