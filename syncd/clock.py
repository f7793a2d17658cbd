"""The only module that reads the clock; everything else is given the time (enforced by ruff, TID251)."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the one place


def sleep(seconds: float) -> None:
    """Waits so long, or not at all."""
    if seconds > 0:
        time.sleep(seconds)


def monotonic() -> float:
    """Seconds on a clock that never steps, for rates and pauses only."""
    return time.monotonic()  # noqa: TID251 - the one place
