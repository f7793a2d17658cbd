"""Throttling: four requests at once for each app and mailbox, ten thousand in ten minutes (PROVIDERS.md §3)."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from tests.simulators.microsoft.call import Refusal


@dataclass
class Limits:
    """Of Outlook, per app and mailbox. `latency` in real seconds is added to each call.

    `retry_after` is what a 429 says: seconds, or an HTTP date that the test chose.
    """

    concurrent: int = 4
    per_ten_minutes: int = 10_000
    latency: float = 0.0
    retry_after: str = "1"


class Gate:
    """Counts what is under way per mailbox, over mail, calendar and tasks together. Thread-safe."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.limits = limits
        self.most_in_flight = 0
        self.refused = 0
        self._monotonic = monotonic
        self._lock = Lock()
        self._flying: Counter[str] = Counter()
        self._times: dict[str, deque[float]] = {}
        self._since = 0.0
        self._busy = 0.0
        self._sum = 0.0

    def enter(self, mailbox: str) -> None:
        """A request begins. Raises Refusal (429) over a limit."""
        with self._lock:
            times = self._times.setdefault(mailbox, deque())
            now = self._monotonic()
            while times and times[0] <= now - 600:
                times.popleft()
            times.append(now)  # refused requests count, too
            if self._flying[mailbox] >= self.limits.concurrent:
                raise self._refusal("Application is over its MailboxConcurrency limit.")
            if len(times) > self.limits.per_ten_minutes:
                raise self._refusal("Application is over its RequestRate limit.")
            self._account()
            self._flying[mailbox] += 1
            self.most_in_flight = max(self.most_in_flight, self._flying.total())

    def leave(self, mailbox: str) -> None:
        """It ended."""
        with self._lock:
            self._account()
            self._flying[mailbox] -= 1

    def average(self) -> float:
        """How many requests were under way on average, while any was; in real time."""
        with self._lock:
            self._account()
            return self._sum / self._busy if self._busy else 0.0

    def forget(self) -> None:
        """Measures anew."""
        with self._lock:
            self._busy = self._sum = 0.0
            self.most_in_flight = self.refused = 0

    def _account(self) -> None:
        now = time.perf_counter()
        flying = self._flying.total()
        if flying:
            self._busy += now - self._since
            self._sum += flying * (now - self._since)
        self._since = now

    def _refusal(self, why: str) -> Refusal:
        self.refused += 1
        return Refusal(429, "ApplicationThrottled", why, {"retry-after": self.limits.retry_after})
