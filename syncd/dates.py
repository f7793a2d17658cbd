"""Durations and local days: pure calendar arithmetic (CONTRACT.md §2, "Durations").

A day is a local date, never 86,400 seconds; months and years go by the calendar (31 January + 1 month = 28 or 29
February); workdays are those of `[followups].workdays`, counted after the starting day.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache

from dateutil.relativedelta import relativedelta

_SOME_DAY = date(2026, 1, 1)  # durations are compared as of it: months and years differ in length
_DURATION = re.compile(r"\s*(\d{1,6})\s*(h|d|w|m|y|workdays?)\s*\Z")


@dataclass(frozen=True, slots=True)
class Duration:
    """`count` of `unit`: h, d, w, m (months), y, or workday."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Reads ``36h 3d 2w 6m 1y`` and ``5 workdays``; raises ValueError for anything else."""
        match = _DURATION.match(text)
        if match is None:
            raise ValueError(f"{text!r} is not a duration like 36h, 3d, 2w, 6m, 1y or 5 workdays")
        count, unit = int(match[1]), match[2]
        return cls(count, "workday" if unit.startswith("workday") else unit)

    def __str__(self) -> str:
        if self.unit == "workday":
            return f"{self.count} workday{'' if self.count == 1 else 's'}"
        return f"{self.count}{self.unit}"

    def after(self, start: date, workdays: AbstractSet[int]) -> date:
        """The local day this long after `start`; hours round up to whole days."""
        if self.unit == "workday":
            return add_workdays(start, self.count, workdays)
        return start + self._delta(days_for_hours=True)

    def before(self, start: date) -> date:
        """The local day this long before `start` (workdays are taken as days)."""
        return start - self._delta(days_for_hours=True)

    def before_instant(self, moment: datetime) -> datetime:
        """The moment this long before `moment`, wall clock kept for days and longer."""
        return moment - self._delta(days_for_hours=False)

    def days(self, start: date, workdays: AbstractSet[int]) -> int:
        """How many local days `after(start)` lies ahead."""
        return (self.after(start, workdays) - start).days

    def _delta(self, *, days_for_hours: bool) -> timedelta | relativedelta:
        return _delta(self.count, self.unit, days_for_hours)


@cache
def _delta(count: int, unit: str, days_for_hours: bool) -> timedelta | relativedelta:
    """Kept because rules ask for the same few again for every person."""
    match unit:
        case "h":
            return timedelta(days=-(-count // 24)) if days_for_hours else timedelta(hours=count)
        case "w":
            return timedelta(weeks=count)
        case "m":
            return relativedelta(months=count)
        case "y":
            return relativedelta(years=count)
    return timedelta(days=count)  # of workdays, too, where they are taken as days


def shorter(one: Duration | None, other: Duration | None) -> Duration | None:
    """The shorter of two; None is for ever. Of two that are equally long, the other."""
    if one is None or other is None:
        return one or other
    return one if one.before(_SOME_DAY) > other.before(_SOME_DAY) else other


def add_workdays(start: date, count: int, workdays: AbstractSet[int]) -> date:
    """The `count`-th workday after `start` (0: `start` itself). `workdays` holds weekday numbers, Monday = 0."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() in workdays:
            count -= 1
    return day


def workday_on_or_after(day: date, workdays: AbstractSet[int]) -> date:
    """`day`, or the next day that is a workday."""
    while day.weekday() not in workdays:
        day += timedelta(days=1)
    return day


def local_day(instant: int, zone: tzinfo) -> date:
    """The date in `zone` at that instant."""
    return datetime.fromtimestamp(instant, zone).date()


def iso_week(day: date) -> str:
    """``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


_INTERVAL = re.compile(r"\s*([0-9]{1,6})\s*(s|m|h|d)\s*\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_interval(text: str) -> timedelta:
    """A time by the clock, ``30s 5m 2h 1d``, as `[daemon].every` is written: here ``m`` is minutes. Not zero.

    Raises ValueError for anything else.
    """
    match = _INTERVAL.match(text)
    if match is None or not int(match[1]):
        raise ValueError(f"{text!r} is not a time like 30s, 5m, 2h or 1d")
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
