"""One Dovecot for all tests of a process; each test has a user, and so a mailbox, of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.imap.imap_world import World
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.imap_between import ImapBetween, imap_between


@pytest.fixture(scope="session")
def running() -> Iterator[Dovecot]:
    """With all its capabilities."""
    with dovecot() as server:
        yield server


@pytest.fixture
def proxy(running: Dovecot) -> Iterator[ImapBetween]:
    """Between syncd and Dovecot."""
    with imap_between(running.plain) as found:
        yield found


@pytest.fixture
def world(running: Dovecot, proxy: ImapBetween, tmp_path: Path) -> Iterator[World]:
    """A mailbox behind the proxy."""
    found = World(tmp_path, proxy.port, direct=running.plain)
    yield found
    found.leave()
    assert proxy.faults.pending() == 0
