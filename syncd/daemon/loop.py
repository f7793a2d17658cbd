"""The daemon's loop: look, start what is due, listen, wait."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from syncd import clock
from syncd.daemon.crew import Crew
from syncd.daemon.notify import Notify
from syncd.daemon.pace import Pace
from syncd.daemon.profile import Profile
from syncd.daemon.work import Assignment, Message

STALL = 15 * 60.0
"""Seconds a worker may be silent: longer than providers ask us to wait. Then it is ended, and begun anew later."""
_JUMP = 60.0  # seconds the wall clock may be off what has gone by, before that means sleep or a clock that was set
_AFTER_SLEEP = (10.0, 20.0)  # seconds the network gets to come back
_CRASHED = 60.0  # seconds after a worker died before the next one; doubled each time, up to an hour


class Clock(Protocol):
    """What time it is; `syncd.clock` is one."""

    def now(self) -> datetime:
        """The wall clock."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never steps."""
        ...


class Daemon:
    """Runs until it is told to stop. Whoever makes it holds the lock."""

    def __init__(
        self,
        profile: Profile,
        crew: Crew,
        pace: Pace,
        notify: Notify,
        say: Callable[[str], None],
        time: Clock = clock,
        watch: Callable[[], None] = lambda: None,
        ahead: float = 0.0,
    ) -> None:
        """`ahead`: seconds by which the time is not that of the clock.

        `watch` is called whenever the config was taken anew: who listens at servers looks at it then.
        """
        self._profile, self._crew, self._pace, self._notify, self._say = profile, crew, pace, notify, say
        self._time, self._watch, self._ahead = time, watch, ahead
        self._wake: int | None = 0  # the instant of the next piece of work; None: not before something happens
        self._hold = 0.0  # not before this, on the monotonic clock
        self._heard = 0.0  # when the worker last gave a sign
        self._working = False
        self._crashes = 0
        self._ready = False
        self._seen = (self._now(), time.monotonic())

    def run(self) -> int:
        """The exit code: 0 when stopped, 1 if it could not even begin."""
        self._watch()
        while not self._pace.stopped:
            self._look_at_the_clock()
            self._look_at_the_config()
            self._listen()
            if not self._ready and self._crashes:
                return 1  # the log can't be used: systemd tells, and tries again
            self._begin()
            if not self._working or self._time.monotonic() - self._heard < STALL:
                self._notify.alive()
            channel = self._crew.channel
            self._pace.wait([] if channel is None else [channel])
        self._notify.stopping()
        self._crew.stop()
        return 0

    def _now(self) -> float:
        return self._time.now().timestamp() + self._ahead

    def _look_at_the_clock(self) -> None:
        wall, steady = self._now(), self._time.monotonic()
        jump = (wall - self._seen[0]) - (steady - self._seen[1])
        self._seen = (wall, steady)
        if jump > _JUMP:  # asleep, or set forward
            self._hold = max(self._hold, steady + random.uniform(*_AFTER_SLEEP))  # noqa: S311 - so that not all come at once
        elif jump < -_JUMP:  # set back: what is due is for the log to say
            self._wake = 0

    def _look_at_the_config(self) -> None:
        asked, self._pace.reload = self._pace.reload, False
        if not asked and not self._profile.changed():
            return
        self._notify.reloading()
        before = self._profile.broken
        self._profile.read_again()
        if self._profile.broken:
            if asked or self._profile.broken != before:
                self._say(self._profile.broken)
        else:
            self._say("config and rules read again")
            self._watch()
        if asked:
            self._pace.asked |= {account.name for account in self._profile.settings.accounts}
        self._wake = 0
        self._notify.ready()

    def _listen(self) -> None:
        for message in self._crew.hear():
            self._take(message)
        code = self._crew.ended()
        if code is not None:
            for message in self._crew.hear():
                self._take(message)
            self._working = False
            self._after(code)
        elif self._working and self._time.monotonic() - self._heard >= STALL:
            self._say("nothing has moved for 15 minutes: the work is stopped and begun again")
            self._crew.stop()
            self._working = False
            self._after(1)

    def _take(self, message: Message) -> None:
        self._heard = self._time.monotonic()
        if "said" in message:
            self._say(message["said"])
        if "alive" in message:
            self._notify.status(message["alive"])
            if not self._ready:
                self._ready = True
                self._notify.ready()
        if "wake" in message:
            self._wake = message["wake"]

    def _after(self, code: int) -> None:
        if code == 0:
            self._crashes = 0
            self._notify.status("waiting")
            return
        pause = min(_CRASHED * 2.0**self._crashes, 3600.0)
        self._crashes += 1
        self._hold = self._time.monotonic() + pause
        self._wake = 0

    def _begin(self) -> None:
        if self._working or self._time.monotonic() < self._hold:
            return
        now = self._now()
        due = self._wake is not None and self._wake <= now
        if not due and not self._pace.asked:
            return
        asked, self._pace.asked = self._pace.asked, set()
        known = {account.name for account in self._profile.settings.accounts}
        self._crew.start(
            Assignment(
                self._profile.settings,
                self._profile.rules,
                self._profile.broken,
                tuple(sorted(asked & known)),
                self._ahead,
            )
        )
        self._working, self._heard, self._wake = True, self._time.monotonic(), None
