"""What the daemon has to do now: a pure function of the time and of what the log remembers.

Nothing is kept in timers, so a machine that slept, was restarted, or whose clock or zone was set loses and repeats
nothing: a poll that was missed ten times is due once, a weekly digest that was missed goes out once, late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from syncd.dates import iso_week
from syncd.settings import DigestSettings

LONGEST = timedelta(hours=1)
"""The longest pause after failures; longer only if the config polls more rarely anyway."""
_SOON = timedelta(hours=12)
"""A digest that was missed is left out if the next one is so near: it tells the same and more."""


@dataclass(frozen=True, slots=True)
class Try:
    """How something that may fail went last. `failures`: in a row since it last went well."""

    at: int
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due. `digest`: the moment for which a digest is due. `wake`: when there will be more. None: none."""

    accounts: tuple[str, ...]
    digest: datetime | None
    wake: int | None

    def __bool__(self) -> bool:
        return bool(self.accounts) or self.digest is not None

    def next_start(self, now: int) -> int | None:
        """When to work next: at once if something is due."""
        return now if self else self.wake


def next_run(last: Try | None, every: timedelta, now: int) -> int:
    """The instant of the next attempt: `every` after the last, doubled with each failure up to an hour.

    A last attempt in the future (the clock was set back) delays nothing by more than that pause.
    """
    if last is None:
        return now
    pause = every
    if last.failures:
        pause = max(every, min(every * 2 ** min(last.failures - 1, 20), LONGEST))
    return min(last.at, now) + int(pause.total_seconds())


def digest_moment(settings: DigestSettings, now: datetime, zone: ZoneInfo) -> datetime:
    """The latest moment at or before `now` at which a digest was to go out, by the owner's wall clock."""
    local = now.astimezone(zone)
    for back in range(9):
        day = local.date() - timedelta(days=back)
        moment = datetime.combine(day, settings.at, tzinfo=zone)
        if day.weekday() == settings.day and moment.timestamp() <= now.timestamp():
            return moment
    raise AssertionError("a week has every weekday")


def next_digest(settings: DigestSettings, now: datetime, zone: ZoneInfo) -> datetime:
    """The next moment after `now` at which a digest is to go out."""
    day: date = digest_moment(settings, now, zone).date() + timedelta(days=7)
    return datetime.combine(day, settings.at, tzinfo=zone)


def agenda(
    accounts: Sequence[str],
    tries: Mapping[str, Try],
    every: timedelta,
    digest: DigestSettings,
    sent: str,
    sending: Try | None,
    now: datetime,
    zone: ZoneInfo,
) -> Agenda:
    """What is due at `now`. `sent`: the ISO week of the last digest or ""; `sending`: the last attempt if it failed."""
    instant = int(now.timestamp())
    runs = {name: next_run(tries.get(name), every, instant) for name in accounts}
    due = [name for name in accounts if runs[name] <= instant]
    due.sort(key=lambda name: tries[name].at if name in tries else -1)  # who waits longest, first
    later = [run for run in runs.values() if run > instant]
    moment = None
    if digest.via:
        moment = digest_moment(digest, now, zone)
        later.append(following := int(next_digest(digest, now, zone).timestamp()))
        if (
            sent >= iso_week(moment.date())
            or following - instant < _SOON.total_seconds() < instant - moment.timestamp()
        ):
            moment = None
        elif sending is not None and (again := next_run(sending, every, instant)) > instant:
            later.append(again)
            moment = None
    return Agenda(tuple(due), moment, min(later, default=None))
