"""A Graph server that must not have seen a violation, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulators.microsoft.asking import Asking
from tests.simulators.microsoft.server import GraphServer


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    """Of ada@example.org."""
    with GraphServer() as server:
        yield server
        assert server.violations == []
        assert server.faults.pending() == 0


@pytest.fixture
def asking(graph: GraphServer) -> Iterator[Asking]:
    """With all scopes."""
    one = Asking(graph)
    yield one
    one.session.close()
