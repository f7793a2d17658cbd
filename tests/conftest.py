"""Shared by all tests: golden files, a hypothesis profile that does not time anything, and isolation from the user."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

GOLDEN = Path(__file__).parent / "golden"

_EXAMPLES = int(os.environ.get("SYNCD_EXAMPLES", "30"))  # of each property that names no number of its own
settings.register_profile(
    "syncd", deadline=None, max_examples=_EXAMPLES, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("syncd")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regold` writes the golden files anew instead of comparing with them."""
    parser.addoption("--regold", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with ``tests/golden/NAME``; `pytest --regold` regenerates it."""

    def compare(name: str, actual: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--regold"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        assert path.exists(), f"{path} is missing: run pytest --regold and read what it wrote"
        assert path.read_bytes().decode() == actual

    return compare


@pytest.fixture(autouse=True)
def _away_from_the_user(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may see or touch the real user's files, zone or profile."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in [n for n in os.environ if n.startswith(("SYNCD_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests first, so that no core waits for another in the end."""
    long = [GOLDEN.parent / name for name in ("e2e", "benchmarks")]
    items.sort(key=lambda item: not any(item.path.is_relative_to(folder) for folder in long))
