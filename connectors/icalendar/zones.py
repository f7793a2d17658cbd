"""The zones a calendar names, as `Moment.zone` values (RFC 5545 §3.2.19, §3.6.5); pure.

An IANA name is preferred wherever one can be had, for its rules are the better kept: the TZID itself, its end after
a vendor's path, X-LIC-LOCATION, the Windows name's equal, a known zone with the same changes. Only then the
VTIMEZONE's own table counts.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from connectors.icalendar.lines import Component
from syncd.recurrence import instant_of, zone_of, zone_table
from syncd.recurrence.rules import BadRule, Rule

_FIXED = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?\Z", re.IGNORECASE)
_OFFSET = re.compile(r"([+-]?)(\d\d):?(\d\d):?(\d\d)?\Z")
_UTC = frozenset({"UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "ETC/UCT", "UCT", "ZULU", "TZONE://MICROSOFT/UTC"})
_TABLE = (datetime(1970, 1, 1), datetime(2037, 12, 31))  # noqa: DTZ001 - wall clock readings
_COMPARED = (datetime(2010, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC))
_DAY = 86_400
Spec = tuple[tuple[tuple[str, str], ...], ...]
_MOST = 400  # changes in a table; real zones have two a year


class Zones:
    """The zones of one calendar."""

    def __init__(self, calendar: Component) -> None:
        self._defined: dict[str, Component] = {}
        for part in calendar.parts:
            if part.name == "VTIMEZONE" and (tzid := part.value("TZID")):
                self._defined.setdefault(tzid, part)
        self._found: dict[str, str | None] = {}

    def name(self, tzid: str) -> str | None:
        """The `Moment.zone` for a TZID, or None if nobody knows it."""
        if tzid not in self._found:
            self._found[tzid] = self._look(tzid)
        return self._found[tzid]

    def _look(self, tzid: str) -> str | None:
        defined = self._defined.get(tzid)
        name = known(tzid)
        if name is None and defined is not None:
            name = known(defined.value("X-LIC-LOCATION")) or _from_rules(_spec(defined))
        return name


@cache
def known(tzid: str) -> str | None:
    """The zone a name means by itself, without a VTIMEZONE."""
    name = tzid.strip().strip('"').strip()
    if name.upper() in _UTC:
        return "UTC"
    pieces = name.split("/")
    for first in range(len(pieces)):
        if found := _iana().get("/".join(pieces[first:]).lower().replace(" ", "_")):
            return found
    if windows := _windows().get(name.lower()):
        return windows
    if fixed := _FIXED.match(name):
        hours, minutes = int(fixed[2]), int(fixed[3] or 0)
        return f"{fixed[1]}{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else None
    return None


@cache
def _iana() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if name not in ("localtime", "Factory")}


@cache
def _windows() -> dict[str, str]:
    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _spec(defined: Component) -> Spec:
    """What its rules rest on, as a key: the same VTIMEZONE often stands in hundreds of files."""
    return tuple(tuple((line.name, line.value.strip()) for line in part.lines) for part in defined.parts)


@lru_cache(maxsize=256)
def _from_rules(spec: Spec) -> str | None:
    """A VTIMEZONE as a known zone with the same changes, or as its own table; None if it holds nothing readable."""
    changes: dict[int, int] = {}
    firsts: list[tuple[datetime, int]] = []
    for part in spec:
        once = dict(reversed(part))
        before, after = _offset(once.get("TZOFFSETFROM", "")), _offset(once.get("TZOFFSETTO", ""))
        if after is None:
            continue
        before = after if before is None else before
        walls = _onsets(part, once.get("DTSTART", ""), before)
        firsts.extend((wall, before) for wall in walls[:1])
        changes.update((instant_of(wall, UTC) - before, after) for wall in walls)
    if not firsts:
        return None
    start = instant_of(_TABLE[0], UTC)
    offset = min(firsts)[1]
    for at in sorted(changes):
        if at <= start:
            offset = changes[at]
    later = sorted(at for at in changes if at > start)
    if len(later) > _MOST:
        return None
    if not any(changes[at] != offset for at in later) and offset % 60 == 0:
        return f"{'-' if offset < 0 else '+'}{abs(offset) // 3600:02}:{abs(offset) // 60 % 60:02}"
    table = zone_table(offset, [(at, changes[at]) for at in later])
    return _equal(zone_of(table, UTC), later) or table


def _onsets(part: tuple[tuple[str, str], ...], first: str, before: int) -> list[datetime]:
    """When a STANDARD or DAYLIGHT part begins to apply, on the wall clock of the offset before."""
    start = _wall(first)
    if start is None:
        return []
    zone = zone_of(zone_table(before, []), UTC)
    walls = {start}
    for name, value in part:
        if name == "RRULE":
            try:
                walls.update(Rule(value, start, zone, all_day=False).walls(start, _TABLE[1]))
            except BadRule:
                continue
        elif name == "RDATE":
            walls.update(wall for text in value.split(",") if (wall := _wall(text.partition("/")[0])))
    return sorted(walls)


def _equal(zone: tzinfo, changes: list[int]) -> str | None:
    """A well-known zone with the same offsets through the compared years, if its table reaches into them."""
    first, last = (int(moment.timestamp()) for moment in _COMPARED)
    inside = [at for at in changes if first <= at < last]
    if not inside:
        return None
    probes = [first, last, *(at + gap for at in inside for gap in (-1, 0)), *range(first, last, 91 * _DAY)]
    for name in _usual():
        if all(_at(zone, at) == _at(ZoneInfo(name), at) for at in probes):
            return name
    return None


@cache
def _usual() -> list[str]:
    """The zones Windows knows, those most lived in first: "Eastern Standard Time" before "US Eastern …"."""
    iana = frozenset(_iana().values())
    usual = [(len(name), zone) for name, zone in WINDOWS_TO_OLSON.items() if zone in iana]
    usual.sort(key=lambda pair: (not pair[1].startswith(("Europe/", "America/")), *pair))
    return [zone for _, zone in usual]


def _at(zone: tzinfo, at: int) -> timedelta | None:
    return datetime.fromtimestamp(at, zone).utcoffset()


def _offset(text: str) -> int | None:
    found = _OFFSET.match(text.strip())
    if found is None:
        return None
    seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0)
    return None if seconds >= _DAY else -seconds if found[1] == "-" else seconds


def _wall(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip().rstrip("Zz"))
    except ValueError:
        return None
