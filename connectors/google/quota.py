"""Staying within Google's units per user and minute, for all threads of an account (PROVIDERS.md §1c).

Two limits together: what any sliding minute may hold, and a bucket that spreads it, so that a long sync flows evenly
and a short one does not wait at all.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Lock

from syncd.ports import Ticker

_MINUTE = 60.0
_SHARE = 0.985  # of the quota: our clock and Google's do not agree to the last request
_BURST = 0.2  # of a minute's units may be spent at once
_MARGIN = 0.5  # seconds by which our minute is longer than theirs: a request takes that long to be counted


@dataclass(frozen=True, slots=True)
class Costs:
    """Units a call costs; the defaults are those of projects made since May 2026."""

    per_minute: int = 6000
    get: int = 20
    thread: int = 40
    list: int = 5
    history: int = 2
    send: int = 100
    profile: int = 1


DEFAULT_COSTS = Costs()


class Meter:
    """Hands out units. Thread-safe."""

    def __init__(self, per_minute: int, ticker: Ticker) -> None:
        self._limit = per_minute * _SHARE
        self._capacity = max(per_minute * _BURST, 100.0)
        self._level = self._capacity
        self._ticker = ticker
        self._lock = Lock()
        self._spent: deque[tuple[float, int]] = deque()
        self._sum = 0
        self._at = ticker.monotonic()
        self._until = 0.0

    def take(self, units: int) -> None:
        """Waits until `units` may be spent, and spends them."""
        while (wait := self._try(units)) > 0:
            self._ticker.sleep(wait)

    def pause(self, seconds: float) -> None:
        """Nobody gets anything for so long: the provider refused somebody."""
        with self._lock:
            self._until = max(self._until, self._ticker.monotonic() + seconds)

    def _try(self, units: int) -> float:
        with self._lock:
            now = self._ticker.monotonic()
            self._level = min(self._capacity, self._level + (now - self._at) * self._limit / _MINUTE)
            self._at = now
            while self._spent and self._spent[0][0] <= now - _MINUTE - _MARGIN:
                self._sum -= self._spent.popleft()[1]
            wait = max(self._until - now, (units - self._level) * _MINUTE / self._limit if units > self._level else 0)
            if self._spent and self._sum + units > self._limit:
                wait = max(wait, self._spent[0][0] + _MINUTE + _MARGIN - now)
            if wait > 0:
                return max(wait, 0.001)
            self._level -= units
            self._spent.append((now, units))
            self._sum += units
            return 0.0
