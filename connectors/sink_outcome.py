"""What became of a write to a sink, and how long to wait before a look says so; the same for every provider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from syncd.ports import Ticker, Unavailable


def surely_not_executed(trouble: BaseException, unsent: Callable[[BaseException], bool]) -> bool:
    """True if the request never left, which `unsent` tells by one of the causes, or if it was refused outright."""
    if not isinstance(trouble, Unavailable):
        return True
    cause: BaseException | None = trouble
    while cause is not None:
        if unsent(cause):
            return True
        cause = cause.__cause__
    return False


def wait_out(ticker: Ticker, since: str, now: Callable[[], datetime], grace: float) -> None:
    """Waits until `grace` seconds have passed since an instant that was noted: listings lag behind writes (§7d)."""
    try:
        passed = (now() - datetime.fromisoformat(since)).total_seconds()
    except (ValueError, TypeError):
        passed = 0.0
    ticker.sleep(min(max(grace - passed, 0.0), grace))
