"""Times with zones as Exchange keeps them: a wall clock, and the name of a zone in Windows' or IANA's words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.simulators.microsoft.call import Refusal

CUSTOM = "tzone://Microsoft/Custom"


@cache
def zone(name: str) -> tzinfo:
    """The zone of a name. Raises Refusal for one that Exchange does not know."""
    if name.upper() in ("UTC", "GMT"):
        return UTC
    olson = WINDOWS_TO_OLSON.get(name, name)
    if olson not in available_timezones():
        raise Refusal(400, "TimeZoneNotSupportedException", f"A valid TimeZone value must be specified: '{name}'.")
    return ZoneInfo(olson)


def instant(wall: datetime, name: str) -> datetime:
    """A wall clock in a zone, in UTC."""
    return wall.replace(tzinfo=zone(name)).astimezone(UTC)


def parsed(given: dict[str, Any]) -> tuple[datetime, str]:
    """A dateTimeTimeZone as wall clock and zone; UTC if it names none."""
    name = given.get("timeZone") or "UTC"
    zone(name)
    return datetime.fromisoformat(given["dateTime"]), name


def shown(wall: datetime, name: str) -> dict[str, str]:
    """A dateTimeTimeZone with its seven digits."""
    return {"dateTime": wall.strftime("%Y-%m-%dT%H:%M:%S.%f0"), "timeZone": name}


def as_preferred(wall: datetime, name: str, preferred: str, *, all_day: bool) -> dict[str, str]:
    """The same moment in the zone that the call prefers, UTC by default; all-day dates stay as they were written."""
    wanted = preferred or "UTC"
    if all_day:
        return shown(wall, wanted)
    return shown(instant(wall, name).astimezone(zone(wanted)).replace(tzinfo=None), wanted)
