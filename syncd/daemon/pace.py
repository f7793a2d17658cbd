"""Waiting: for the next look, a signal, a word from the worker, or somebody who nudges. No loop of a fixed beat:
`schedule` says how long there is nothing to do, and select(2) sleeps that long."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterable
from typing import Protocol

import schedule

LOOK = 30
"""Seconds between two looks at the clock and the config: what a machine that slept, or a clock that was set, costs at
most before it is noticed (timers stand still in suspend, PROVIDERS.md §7b)."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Pace(Protocol):
    """When to look again, and what was asked for meanwhile."""

    stopped: bool
    reload: bool
    asked: set[str]  # accounts somebody heard of

    def wait(self, channels: Iterable[int]) -> None:
        """Returns when it is time to look."""
        ...


class Signals:
    """The real one. To be made in the main thread; `close` gives the signals back."""

    def __init__(self, *, look: int = LOOK) -> None:
        self.stopped = False
        self.reload = False
        self.asked: set[str] = set()
        self._look = look
        self._scheduler = schedule.Scheduler()
        self._scheduler.every(look).seconds.do(lambda: None)
        self._ear, self._mouth = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._before = {number: signal.signal(number, self._note) for number in _SIGNALS}
        self._wakeup = signal.set_wakeup_fd(self._mouth, warn_on_full_buffer=False)

    def _note(self, number: int, _frame: object) -> None:
        if number == signal.SIGHUP:
            self.reload = True
        else:
            self.stopped = True

    def nudge(self, account: str) -> None:
        """There is something new in `account`; from any thread."""
        self.asked.add(account)
        os.write(self._mouth, b"\0")

    def wait(self, channels: Iterable[int]) -> None:
        """Until the next look, or until something happens before."""
        if self.stopped or self.reload:
            return
        idle = self._scheduler.idle_seconds
        ready, _, _ = select.select(
            [self._ear, *channels],
            [],
            [],
            min(max(idle or 0.0, 0.0), self._look),  # the wall clock may have stepped
        )
        self._scheduler.run_pending()
        if self._ear in ready:
            os.read(self._ear, 4096)

    def close(self) -> None:
        """Puts the signals back as they were."""
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._ear)
        os.close(self._mouth)
