"""Dates and times of one calendar → `Moment` (RFC 5545 §3.3.4, §3.3.5, §3.3.9); pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time

from connectors.icalendar.lines import Line
from connectors.icalendar.zones import Zones, known
from syncd.model import Moment

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?\Z", re.IGNORECASE
)


class Unclear(ValueError):
    """A date or time that can't be read; the message says which."""


@dataclass(slots=True)
class Clock:
    """Reads the moments of one calendar. `floating` is the zone of X-WR-TIMEZONE or ""."""

    zones: Zones
    floating: str = ""
    unknown: str = ""  # X-WR-TIMEZONE, if nobody knows it
    unknown_zone: str = field(default="", init=False)  # the first zone name nobody knew since it was last emptied

    def read(self, line: Line, value: str, default: str | None = None) -> Moment:
        """One value of a line. Times without a zone lie in `default` (None: the calendar's). Raises Unclear."""
        found = _MOMENT.match(value.strip())
        if found is None:
            raise Unclear(f"{value.strip()[:40]!r} is no date or time")
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
            if found[4] is None or line.params.get("VALUE", "").upper() == "DATE":
                return Moment(day.isoformat())
            clock = time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59))
        except ValueError as error:
            raise Unclear(f"{value.strip()[:40]!r}: {error}") from None
        return Moment(f"{day.isoformat()}T{clock.isoformat()}", self._zone(found[7], line.params.get("TZID"), default))

    def every(self, line: Line, default: str | None = None) -> list[Moment]:
        """All values of a line (periods by their start); those that can't be read cost only themselves."""
        found = []
        for value in line.value.split(","):
            try:
                found.append(self.read(line, value.partition("/")[0], default))
            except Unclear:
                continue
        return found

    def _zone(self, suffix: str | None, tzid: str | None, default: str | None) -> str:
        if suffix:
            return "UTC" if suffix in "Zz" else known(suffix) or ""
        if tzid:
            name = self.zones.name(tzid)
            if name is None:
                self.unknown_zone = self.unknown_zone or tzid
            return name or ""
        if default is not None:
            return default
        if self.unknown:
            self.unknown_zone = self.unknown_zone or self.unknown
        return self.floating
