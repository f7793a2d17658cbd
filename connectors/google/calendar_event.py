"""One entry of events.list → `Event`, the same as the meeting's .ics invitation gives (PROVIDERS.md §2b); pure.

Nothing of an entry is relied on: a field of the wrong type is a field that is missing, an unknown value survives where
the model has room for it and else means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from connectors.google.calendar_recurrence import in_series, recurrence
from connectors.icalendar.zones import known
from syncd.addresses import canonical
from syncd.model import Answer, Attendee, AttendeeType, Event, Moment
from syncd.recurrence import instant, zone_of

Entry = Mapping[str, Any]

FIELDS = (
    "id,status,htmlLink,updated,summary,organizer(email,displayName,self),start,end,endTimeUnspecified,"
    "recurrence,recurringEventId,originalStartTime,transparency,visibility,iCalUID,sequence,attendeesOmitted,"
    "attendees(email,displayName,self,resource,responseStatus),guestsCanSeeOtherGuests,eventType,"
    "extendedProperties/private"
)
"""What is asked of an event: no description, no place, no files."""

_ANSWERS = {
    "needsAction": Answer.NEEDS_ACTION,
    "declined": Answer.DECLINED,
    "tentative": Answer.TENTATIVE,
    "accepted": Answer.ACCEPTED,
}
_SEQUENCE = 2**31 - 1
_SUMMARY = 500
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_MINUTE = 60
INSTANCE = re.compile(r"(.+)_(\d{8}(?:T\d{6}Z)?)\Z", re.DOTALL)
"""An occurrence's id: its series' and its original start, in UTC or as a date."""


class Unclear(ValueError):
    """The entry makes no event; the message says why."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Whose calendar the entries stand in. `own`: it is the account's primary one, where `self` is its owner.

    `details`: the role lets private events be seen whole. `zone` is the calendar's, as `Moment.zone`, "" if unknown.
    """

    address: str
    own: bool = True
    details: bool = True
    zone: str = ""


def identity(entry: Entry) -> str:
    """The iCalUID; "" if the entry has none."""
    return _plain(entry.get("iCalUID")).strip('"').strip()


def is_ours(entry: Entry) -> bool:
    """True for what syncd wrote: no meeting, whatever the user made of it."""
    return bool(_table(_table(entry.get("extendedProperties")).get("private")).get("syncd_key"))


def series_of(entry: Entry) -> str:
    """The id of the series that an exception belongs to; "" for everything else.

    Cancelled ones are met with nothing but their id, which tells it (compass-calendar#2808, against the document).
    """
    master = entry.get("recurringEventId")
    if isinstance(master, str) and master:
        return master
    found = INSTANCE.match(_plain(entry.get("id")))
    return found[1] if found and entry.get("status") == "cancelled" else ""


def original_of(entry: Entry, zone: str) -> Moment | None:
    """The start that the series gives an exception, its key (never its current start); None if it can't be read."""
    try:
        return _moment(entry.get("originalStartTime"), zone, series=True)[0]
    except (Unclear, ValueError, OverflowError):
        found = INSTANCE.match(_plain(entry.get("id")))
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[2])
    except ValueError:
        return None
    return _fixed(at) if at.tzinfo is not None else Moment(at.date().isoformat())


def cancelled(entry: Entry, uid: str, original: Moment) -> Event:
    """The override that says an occurrence does not take place. Of such entries no more than the key is promised."""
    return Event(
        uid=uid,
        start=original,
        original=original,
        cancelled=True,
        sequence=_sequence(entry.get("sequence")),
        updated=_instant(entry.get("updated")),
        organizer=_address(_table(entry.get("organizer"))),
        attendees=tuple(_attendees(entry)),
        summary=_plain(entry.get("summary"))[:_SUMMARY],
        link=_link(entry),
    )


def event(entry: Entry, uid: str, copy: Copy) -> Event:
    """An entry that is not cancelled. Raises Unclear, and nothing else."""
    try:
        return _event(entry, uid, copy)
    except (ValueError, ArithmeticError) as error:
        if isinstance(error, Unclear):
            raise
        raise Unclear(f"it could not be read: {type(error).__name__}") from error


def _event(entry: Entry, uid: str, copy: Copy) -> Event:
    series = recurrence(entry.get("recurrence"))
    start, unknown = _moment(entry.get("start"), copy.zone, series=series is not None)
    original = None
    if entry.get("recurringEventId"):
        original = original_of(entry, copy.zone)
        if original is None:
            raise Unclear("it is an exception to a series and does not say to which of its occurrences")
    organizer = _table(entry.get("organizer"))
    found = Event(
        uid=uid,
        start=start,
        end=_end(entry, start, copy.zone),
        sequence=_sequence(entry.get("sequence")),
        updated=_instant(entry.get("updated")),
        original=original,
        organizer=_address(organizer),
        organizer_name=_plain(organizer.get("displayName")),
        attendees=tuple(_attendees(entry)),
        complete=_complete(entry, copy),
        type=_plain(entry.get("eventType")) or "default",
        free=entry.get("transparency") == "transparent",
        summary=_plain(entry.get("summary"))[:_SUMMARY],
        link=_link(entry),
        my_answer=_my_answer(entry, copy),
        unknown_zone=unknown,
    )
    return in_series(found, series) if series is not None and original is None else found


def _moment(given: object, zone: str, *, series: bool = False) -> tuple[Moment, str]:
    """A start, end or original start, and the name of its zone if nobody knows that. Raises Unclear.

    It is the instant that counts; the wall clock is that of the named zone, else of the calendar's `zone`, else of the
    offset. So a zone that nobody knows costs only a series anything. In the hour that a zone has twice it is UTC's, for
    a reading there means the first time; not in a `series`, which lives on the wall clock.
    """
    about = _table(given)
    if isinstance(about.get("date"), str):
        return Moment(date.fromisoformat(about["date"].strip()[:10]).isoformat()), ""
    if not isinstance(about.get("dateTime"), str):
        raise Unclear("it has no readable time")
    at = datetime.fromisoformat(about["dateTime"].strip()).replace(microsecond=0)
    named = _plain(about.get("timeZone"))
    meant = known(named) if named else zone
    unknown = named if meant is None else ""
    meant = zone if meant is None else meant
    if at.tzinfo is None:
        return Moment(at.isoformat(), meant), unknown
    if not meant:
        return _fixed(at), unknown
    found = Moment(at.astimezone(zone_of(meant, UTC)).replace(tzinfo=None).isoformat(), meant)
    if not series and instant(found, UTC) != int(at.timestamp()):
        return _fixed(at.astimezone(UTC)), unknown
    return found, unknown


def _fixed(at: datetime) -> Moment:
    """By its own offset; by UTC if that is zero or no whole minutes."""
    seconds = int((at.utcoffset() or timedelta()).total_seconds())
    if seconds == 0 or seconds % _MINUTE:
        return Moment(at.astimezone(UTC).replace(tzinfo=None).isoformat(), "UTC")
    sign, minutes = "-" if seconds < 0 else "+", abs(seconds) // _MINUTE
    return Moment(at.replace(tzinfo=None).isoformat(), f"{sign}{minutes // 60:02}:{minutes % 60:02}")


def _end(entry: Entry, start: Moment, zone: str) -> Moment | None:
    """The exclusive end; at least a day after a day's start, and never before its start (§2b: such data exists)."""
    if entry.get("endTimeUnspecified") is True:
        return None
    try:
        end, _ = _moment(entry.get("end"), zone)
    except (Unclear, ValueError, OverflowError):
        return None
    if end.all_day != start.all_day:
        return None
    if start.all_day:
        return max(end, Moment((date.fromisoformat(start.wall) + timedelta(days=1)).isoformat()), key=_wall)
    return end if instant(end, UTC) >= instant(start, UTC) else start


def _wall(moment: Moment) -> str:
    return moment.wall


def _complete(entry: Entry, copy: Copy) -> bool:
    """False where guests may have been left out: too many, hidden from guests, or hidden from readers."""
    if entry.get("attendeesOmitted") is True:
        return False
    if entry.get("visibility") in ("private", "confidential") and not copy.details:
        return False
    return entry.get("guestsCanSeeOtherGuests") is not False or _organized_by_me(entry, copy)


def _organized_by_me(entry: Entry, copy: Copy) -> bool:
    organizer = _table(entry.get("organizer"))
    return (copy.own and organizer.get("self") is True) or (bool(copy.address) and _address(organizer) == copy.address)


def _my_answer(entry: Entry, copy: Copy) -> Answer | None:
    """What the entry of the account's address says; `self` is someone else's where the calendar is."""
    listed = [(one, _address(one)) for one in _tables(entry.get("attendees"))]
    mine = [one for one, address in listed if copy.address and address == copy.address]
    mine = mine or [one for one, _ in listed if copy.own and one.get("self") is True]
    return _answer(mine[0]) if mine else None


def _attendees(entry: Entry) -> Iterator[Attendee]:
    for one in _tables(entry.get("attendees")):
        kind = AttendeeType.RESOURCE if one.get("resource") is True else AttendeeType.INDIVIDUAL
        yield Attendee(_address(one), _plain(one.get("displayName")), _answer(one), kind)


def _answer(attendee: Entry) -> Answer:
    return _ANSWERS.get(_plain(attendee.get("responseStatus")), Answer.NONE)


def _address(about: Entry) -> str:
    email = about.get("email")
    return (canonical(email) or "") if isinstance(email, str) else ""


def _sequence(given: object) -> int:
    return min(max(given, 0), _SEQUENCE) if isinstance(given, int) and not isinstance(given, bool) else 0


def _instant(given: object) -> int | None:
    try:
        at = datetime.fromisoformat(str(given))
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def _link(entry: Entry) -> str:
    link = _plain(entry.get("htmlLink"))
    return link if link.lower().startswith(("https://", "http://")) else ""


def _plain(given: object) -> str:
    """A text as one line; "" for anything else."""
    return _BLANK.sub(" ", given).strip() if isinstance(given, str) else ""


def _table(given: object) -> Entry:
    return given if isinstance(given, dict) else {}


def _tables(given: object) -> list[Entry]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
