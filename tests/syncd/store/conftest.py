"""Every test of the log that asks for a `place` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a log of this test's own can be made; what `Store.open` takes."""
    path = tmp_path / "log.db"
    return path if request.param == "sqlite" else postgres.own_schema(path)
