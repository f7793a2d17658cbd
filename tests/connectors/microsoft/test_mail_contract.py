"""Outlook mail keeps the contract of every source, with both scopes and in a shared mailbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from syncd.ports import Source
from tests.connectors.microsoft.mail_world import BOB, World
from tests.contracts.source import Backstage, SourceContract
from tests.simulators.faults import Fault
from tests.simulators.microsoft.mailbox import Message


class InboxStage(Backstage):
    def __init__(self, bodies: str, mailbox: str) -> None:
        self.world = World(bodies=bodies, mailbox=mailbox)
        self.stream = self.world.stream("inbox")
        self._messages: dict[str, Message] = {}

    def source(self) -> Source:
        return self.world.source()

    def add(self, *uids: str) -> None:
        for uid in uids:
            self._messages[uid] = self.world.mail.deliver(BOB, message_id=uid)

    def remove(self, *uids: str) -> None:
        for uid in uids:
            self.world.mail.destroy(self._messages.pop(uid))

    def vanish(self) -> None:
        self.world.server.faults.add(Fault("lost before", times=10**6))  # connections that are open end, too
        self.world.server.__exit__()


@pytest.fixture(params=[("scan", ""), ("none", "team@example.org")])
def backstage(request: pytest.FixtureRequest) -> Iterator[InboxStage]:
    stage = InboxStage(*request.param)
    with stage.world.server:
        yield stage
    assert stage.world.server.violations == []


class TestOutlook(SourceContract):
    pass
