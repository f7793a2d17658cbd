"""One event as Microsoft Graph gives it → `Event`, the same as the meeting's .ics invitation gives (PROVIDERS.md §4).

Pure. Nothing of an event is relied on: a property of the wrong type is one that is missing, an unknown value survives
where the model has room for it and else means nothing. Times are read in UTC, which needs no zone names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from connectors.icalendar.zones import known
from syncd.addresses import canonical
from syncd.model import Answer, Attendee, AttendeeType, Event, Moment
from syncd.recurrence import instant, zone_of

Row = Mapping[str, Any]

FIELDS = (
    "iCalUId", "type", "seriesMasterId", "subject", "start", "end", "isAllDay", "isCancelled", "isOrganizer",
    "organizer", "attendees", "hideAttendees", "responseStatus", "sensitivity", "showAs", "categories",
    "lastModifiedDateTime", "originalStart", "originalStartTimeZone", "recurrence", "webLink",
)  # fmt: skip
"""What is asked of an event where Graph lets us ask: no text, no place. A delta takes no $select."""

MARK = "syncd"
"""The category of what syncd wrote itself; extended properties do not come with a delta."""

_KEPT = frozenset({*FIELDS, "id", "@removed", "uid", "occurrenceId"})  # the last two of beta, met in v1.0
_ANSWERS = {
    "organizer": Answer.ACCEPTED,
    "accepted": Answer.ACCEPTED,
    "tentativelyAccepted": Answer.TENTATIVE,
    "declined": Answer.DECLINED,
    "notResponded": Answer.NEEDS_ACTION,
}
_TYPES = {"oof": "outOfOffice", "workingElsewhere": "workingLocation"}
_PRIVATE = ("private", "confidential")
_SUMMARY = 500
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class Unclear(ValueError):
    """The row makes no event; the message says why."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Whose calendar the events stand in: `address` is the account's, `own` says that the calendar is, too."""

    address: str
    own: bool = True


def slim(row: Row) -> dict[str, Any]:
    """What is kept of a row while it is folded; above all not its text."""
    return {name: row[name] for name in _KEPT if name in row}


def is_ours(row: Row) -> bool:
    """True for what syncd wrote: no meeting, whatever the user made of it."""
    given = row.get("categories")
    return isinstance(given, list) and any(isinstance(one, str) and one.strip().lower() == MARK for one in given)


def is_series(row: Row) -> bool:
    """True for the master of a series, which is no meeting by itself."""
    return row.get("type") == "seriesMaster"


def series_of(row: Row) -> str:
    """The id of the series that an occurrence or exception belongs to; "" for everything else."""
    given = row.get("seriesMasterId")
    return given if isinstance(given, str) and not is_series(row) else ""


def is_plain(row: Row) -> bool:
    """True for an occurrence that is as its series says; an exception has something of its own."""
    return row.get("type") == "occurrence"


def start_of(row: Row) -> Moment:
    """When it starts: a date, or a time in UTC. Raises Unclear."""
    return _moment(row, "start")[0]


def zone_names(row: Row) -> list[str]:
    """The zones that the row names and somebody knows, as `Moment.zone`: its series' first."""
    span = table(table(row.get("recurrence")).get("range"))
    names = [plain(span.get("recurrenceTimeZone")), plain(row.get("originalStartTimeZone"))]
    return list(dict.fromkeys(zone for name in names if name and (zone := known(name))))


def event(row: Row, uid: str, copy: Copy, original: Moment | None = None) -> Event:
    """A single meeting, or with `original` one occurrence of a series. Raises Unclear, and nothing else.

    `uid` "" means that it has none.
    """
    try:
        return _event(row, uid, copy, original)
    except (ValueError, ArithmeticError) as error:
        if isinstance(error, Unclear):
            raise
        raise Unclear(f"it could not be read: {type(error).__name__}") from error


def _event(row: Row, uid: str, copy: Copy, original: Moment | None) -> Event:
    start, unknown = _moment(row, "start")
    organizer = table(table(row.get("organizer")).get("emailAddress"))
    summary = plain(row.get("subject"))[:_SUMMARY]
    link = plain(row.get("webLink"))
    busy = plain(row.get("showAs"))
    return Event(
        uid=uid or _made_up(_address(organizer), start.wall, start.zone, summary),
        start=start,
        end=_end(row, start),
        updated=_instant(row.get("lastModifiedDateTime")),
        original=original,
        cancelled=row.get("isCancelled") is True,
        organizer=_address(organizer),
        organizer_name=plain(organizer.get("name")),
        attendees=tuple(_attendees(row)),
        complete=_complete(row, copy),
        type=_TYPES.get(busy, "default"),
        free=busy == "free",
        summary=summary,
        link=link if link.lower().startswith(("https://", "http://")) else "",
        my_answer=_ANSWERS.get(_response(row, "responseStatus")) if copy.own else None,
        unknown_zone=unknown,
    )


def _made_up(*parts: str) -> str:
    """The identity of what has none, as .ics files have it too."""
    return "event:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _moment(row: Row, name: str) -> tuple[Moment, str]:
    """A start or end, and the name of its zone if nobody knows that: then it is floating. Raises Unclear."""
    given = table(row.get(name))
    try:
        wall = datetime.fromisoformat(str(given.get("dateTime")).strip()).replace(microsecond=0)
        if row.get("isAllDay") is True:
            return Moment(_date(wall, row).isoformat()), ""
        if wall.tzinfo is None:
            named = plain(given.get("timeZone")) or "UTC"
            zone = known(named)
            if zone is None:
                return Moment(wall.isoformat()), named
            if zone == "UTC":
                return Moment(wall.isoformat(), "UTC"), ""
            wall = wall.replace(tzinfo=zone_of(zone, UTC))
        return Moment(wall.astimezone(UTC).replace(tzinfo=None).isoformat(), "UTC"), ""
    except (ValueError, OverflowError):
        raise Unclear("it has no readable time") from None


def _date(wall: datetime, row: Row) -> date:
    """The written date. One that does not begin at midnight was moved to UTC: it is the date where it was made."""
    if wall.time() == time():
        return wall.date()
    at = wall if wall.tzinfo else wall.replace(tzinfo=UTC)
    days = [local.date() for zone in zone_names(row) if (local := at.astimezone(zone_of(zone, UTC))).time() == time()]
    return days[0] if days else wall.date()


def _end(row: Row, start: Moment) -> Moment | None:
    """The exclusive end; at least a day after a day's start, and never before its start."""
    try:
        end, _ = _moment(row, "end")
    except Unclear:
        return None
    if start.all_day:
        return max(
            end, Moment((date.fromisoformat(start.wall) + timedelta(days=1)).isoformat()), key=lambda one: one.wall
        )
    return end if instant(end, UTC) >= instant(start, UTC) else start


def _complete(row: Row, copy: Copy) -> bool:
    """False where attendees may have been left out: hidden from them, or private in somebody else's calendar."""
    if row.get("hideAttendees") is True and row.get("isOrganizer") is not True:
        return False
    return copy.own or row.get("sensitivity") not in _PRIVATE or bool(row.get("attendees"))


def _attendees(row: Row) -> Iterator[Attendee]:
    given = row.get("attendees")
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict):
            who = table(one.get("emailAddress"))
            kind = AttendeeType.RESOURCE if one.get("type") == "resource" else AttendeeType.INDIVIDUAL
            answer = _ANSWERS.get(_response(one, "status"), Answer.NONE)
            yield Attendee(_address(who), plain(who.get("name")), answer, kind)


def _response(about: Row, name: str) -> str:
    return plain(table(about.get(name)).get("response"))


def _address(about: Row) -> str:
    given = about.get("address")
    return (canonical(given) or "") if isinstance(given, str) else ""


def _instant(given: object) -> int | None:
    try:
        at = datetime.fromisoformat(str(given))
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def plain(given: object) -> str:
    """A text as one line; "" for anything else."""
    return _BLANK.sub(" ", given).strip() if isinstance(given, str) else ""


def table(given: object) -> Row:
    """An object; an empty one for anything else."""
    return given if isinstance(given, dict) else {}
