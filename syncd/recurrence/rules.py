"""One recurrence rule (RFC 5545 §3.3.10) as wall clock readings; pure.

Plain daily and weekly rules, nearly all there are, are arithmetic; python-dateutil does the rest. No rule, however
absurd, costs more than bounded work: a rule is read at most to the asked horizon; one with more than `LIMIT`
occurrences before it is cut (daily and weekly ones without COUNT keep the last, all others the first); of rules by
the hour or shorter only `_STEPS` intervals are tried (without COUNT the last ones); and the endless search of
dateutil for a day that never comes is kept short by moving it to the end of its calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain, islice
from math import prod

from dateutil.rrule import rrulestr

LIMIT = 20_000
_STEPS = 200_000

_SHORT = {"SECONDLY": timedelta(seconds=1), "MINUTELY": timedelta(minutes=1), "HOURLY": timedelta(hours=1)}
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY", *_SHORT})
_FILTERS = ("BYMONTH", "BYMONTHDAY", "BYDAY")
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_PARTS = frozenset({"FREQ", "INTERVAL", "WKST", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", *_FILTERS, *_TIMES})
_HARMLESS = frozenset({"RSCALE", "SKIP"})
_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_UNTIL = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(Z?))?\Z")
_BYDAY = re.compile(r"[+-]?\d*(MO|TU|WE|TH|FR|SA|SU)\Z")
_TIMES_A_DAY = 1440
_CYCLE = 400  # years after which the Gregorian calendar repeats, weekdays included
_WEEK = 7


class BadRule(ValueError):
    """The text is no rule that means anything."""


class Rule:
    """A rule of a series that starts at `start` (naive wall clock). Raises BadRule."""

    def __init__(self, text: str, start: datetime, zone: tzinfo, *, all_day: bool) -> None:
        parts = _parts(text)
        self._start = start
        self._count = _whole(parts.pop("COUNT", "-1"))
        until = parts.pop("UNTIL", "")
        self.until = _until(until, zone, all_day=all_day) if until else None
        self._frequency = parts.get("FREQ", "")
        self._interval = _whole(parts.get("INTERVAL", "1"))
        _check(parts, self._frequency, self._interval)
        self._parts = {key: value for key, value in parts.items() if key in _PARTS and value}
        self._by = set(self._parts) - {"FREQ", "INTERVAL", "WKST"}
        self._text = ";".join(f"{key}={value}" for key, value in self._parts.items())
        self._plain = (self._frequency == "DAILY" and self._by <= {*_FILTERS}) or (
            self._frequency == "WEEKLY" and self._by <= {"BYDAY"}
        )
        if not self._plain:
            self._dateutil(start)  # says now what it can't read

    def walls(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """Its readings in order up to `last`; those before `first` may be missing."""
        if self.until is not None:
            last = min(last, self.until)
        if last < self._start:
            return iter(())
        skip = first if self._count < 0 else self._start
        if not self._plain:
            found = self._other(last)
        elif self._frequency == "DAILY":
            found = self._daily(skip, last)
        else:
            found = self._weekly(skip, last)
        return islice(found, min(self._count, LIMIT) if self._count >= 0 else LIMIT)

    def _daily(self, first: datetime, last: datetime) -> Iterator[datetime]:
        step = timedelta(days=self._interval)
        wall = self._ahead(first, last, self._interval)
        passes = self._filter() if self._by else None
        while wall <= last:
            if passes is None or passes(wall):
                yield wall
            wall = _later(wall, step)

    def _weekly(self, first: datetime, last: datetime) -> Iterator[datetime]:
        monday = _WEEKDAYS[self._parts.get("WKST", "MO")]
        days = self._weekdays() or {self._start.weekday()}
        into = (self._start.weekday() - monday) % _WEEK
        offsets = [timedelta(days=(day - monday) % _WEEK - into) for day in days]
        offsets.sort()
        step = timedelta(days=_WEEK * self._interval)
        week = self._ahead(first, last, _WEEK * self._interval)
        while week <= last + timedelta(days=_WEEK):
            for offset in offsets:
                wall = _later(week, offset)
                if wall > last:
                    return
                if wall >= self._start:
                    yield wall
            week = _later(week, step)

    def _ahead(self, first: datetime, last: datetime, days: int) -> datetime:
        """The start, or without COUNT some whole intervals of `days` later: near `first`, `LIMIT` before `last`."""
        if self._count >= 0:
            return self._start
        reach = (last.toordinal() - self._start.toordinal()) // days - LIMIT
        near = (first.toordinal() - self._start.toordinal()) // days - 2
        return self._start + timedelta(days=days * max(0, near, reach))

    def _other(self, last: datetime) -> Iterator[datetime]:
        start = self._start
        if unit := _SHORT.get(self._frequency):
            reach = unit * (self._interval * _STEPS)
            if self._count >= 0:
                last = min(last, _later(start, reach))
            elif last - start > reach:
                start += (last - start - reach) // (unit * self._interval) * (unit * self._interval)
        if self._frequency in {"DAILY", *_SHORT} and self._by & {*_FILTERS}:
            passes, span = self._filter(), min(last.toordinal() - start.toordinal() + 1, 366 * _CYCLE)
            if not any(passes(start + timedelta(days=day)) for day in range(span)):
                return
        years = (9999 - last.year) // _CYCLE * _CYCLE
        end = last.replace(year=last.year + years)
        try:
            for wall in self._dateutil(start.replace(year=start.year + years)):
                if wall > end:
                    return
                yield wall.replace(year=wall.year - years)
        except ValueError:  # an interval that never meets its hours shows only here
            return

    def _dateutil(self, start: datetime) -> Iterable[datetime]:
        try:
            return rrulestr(self._text, dtstart=start)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise BadRule(str(error)) from None

    def _weekdays(self) -> set[int]:
        """BYDAY without its numbers, which mean nothing in weekly and more frequent rules."""
        return {_WEEKDAYS[day[-2:]] for day in self._parts.get("BYDAY", "").split(",") if day}

    def _filter(self) -> Callable[[datetime], bool]:
        weekdays = self._weekdays() or set(range(_WEEK))
        months = _numbers(self._parts.get("BYMONTH", "")) or set(range(1, 13))
        days = _numbers(self._parts.get("BYMONTHDAY", ""))

        def passes(wall: datetime) -> bool:
            if wall.weekday() not in weekdays or wall.month not in months:
                return False
            return not days or wall.day in days or wall.day - monthrange(wall.year, wall.month)[1] - 1 in days

        return passes


def merged(start: datetime, rules: list[Rule], first: datetime, last: datetime) -> Iterator[datetime]:
    """The readings of a series: its start and what its rules add, in order, each once.

    The start counts even where no rule names it, as in recurring-ical-events; unless every rule ended before it
    ("delete this and all following" on the first occurrence leaves that).
    """
    over = bool(rules) and all(rule.until is not None and rule.until < start for rule in rules)
    begin = iter(() if over else (start,))
    walls = [rule.walls(first, last) for rule in rules]
    if len(walls) <= 1:
        return chain(begin, (wall for wall in chain(*walls) if wall != start))
    return iter(sorted({*begin, *chain(*walls)}))


def _parts(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.upper().replace(" ", "").split(";") if part)
    return {key: value for key, _, value in pairs}


def _check(parts: dict[str, str], frequency: str, interval: int) -> None:
    if frequency not in _FREQUENCIES:
        raise BadRule("no frequency")
    if unknown := [key for key in parts if key not in _PARTS and key not in _HARMLESS and not key.startswith("X-")]:
        raise BadRule(f"{unknown[0]} is no part of a rule")  # a misspelt UNTIL would make meetings for ever
    if not 1 <= interval <= LIMIT:
        raise BadRule("a strange interval")
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise BadRule("another calendar")
    if parts.get("WKST", "MO") not in _WEEKDAYS:
        raise BadRule("a strange week")
    if not all(_BYDAY.match(day) for day in parts.get("BYDAY", "").split(",") if day):
        raise BadRule("a strange weekday")
    for key, most in (("BYMONTH", 12), ("BYMONTHDAY", 31)):
        if not all(1 <= abs(number) <= most for number in _numbers(parts.get(key, ""))):
            raise BadRule(f"a strange {key}")
    if prod(1 + parts.get(key, "").count(",") for key in _TIMES) > _TIMES_A_DAY:
        raise BadRule("more times in a day than minutes")
    if "BYSETPOS" in parts and (frequency == "DAILY" or frequency in _SHORT):
        raise BadRule("BYSETPOS in a rule that has no set")
    if ("BYWEEKNO" in parts and frequency != "YEARLY") or ("BYYEARDAY" in parts and frequency != "YEARLY"):
        raise BadRule("numbers of the year in a rule that is not yearly")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadRule(f"{text!r} is no number") from None


def _numbers(text: str) -> set[int]:
    return {_whole(part) for part in text.split(",") if part}


def _until(text: str, zone: tzinfo, *, all_day: bool) -> datetime:
    """The last reading allowed. A date includes that day; a type unlike the start's is tolerated."""
    found = _UNTIL.match(text)
    if found is None:
        raise BadRule(f"UNTIL={text}")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None or all_day:
            return datetime.combine(day, time.max)
        wall = datetime.combine(day, time(int(found[4]), int(found[5]), min(int(found[6]), 59)))
        return wall.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if found[7] else wall
    except (ValueError, OverflowError) as error:
        raise BadRule(f"UNTIL={text}: {error}") from None


def _later(wall: datetime, step: timedelta) -> datetime:
    try:
        return wall + step
    except OverflowError:
        return datetime.max  # noqa: DTZ901 - a wall clock reading
