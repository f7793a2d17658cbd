"""A file → events and what could not be read (RFC 5545 §3.6.1; methods: RFC 5546); pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC

from connectors.icalendar.lines import Component, Line, calendars
from connectors.icalendar.moments import Clock, Unclear
from connectors.icalendar.zones import Zones
from syncd.addresses import canonical
from syncd.model import Answer, Attendee, AttendeeType, Event, Moment, Unreadable
from syncd.recurrence import instant

_NOTHING = frozenset({"COUNTER", "ADD", "DECLINECOUNTER", "REFRESH"})  # methods that state no fact (CONTRACT.md §4)
_SUMMARY = 500
_SEQUENCE = 2**31 - 1
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_ANSWERS = {str(answer): answer for answer in Answer if answer is not Answer.NONE}
_TYPES = {str(kind): kind for kind in AttendeeType}


class NotACalendar(ValueError):
    """The bytes hold neither a calendar nor an event."""


@dataclass(slots=True)
class Parsed:
    """What a file holds. `skipped` counts syncd's own events and those of methods that state no fact."""

    events: list[Event] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    skipped: int = 0
    closed: bool = True  # false if the file ends in the midst of a calendar


def parse(data: bytes) -> Parsed:
    """Reads a whole file, one or more calendars. Raises NotACalendar."""
    parsed, any_calendar = Parsed(), False
    for calendar in calendars(data):
        any_calendar = True
        parsed.closed = calendar.closed
        _calendar(calendar, parsed)
    if not any_calendar:
        raise NotACalendar("it holds no calendar")
    return parsed


def locator(event: Event) -> str:
    """What names an event inside its file: uid, occurrence, and for replies who answers."""
    text = f"{event.uid}|{_text(event.original)}"
    return f"{text}|reply|{','.join(one.address for one in event.attendees)}" if event.reply else text


def _text(moment: Moment | None) -> str:
    return f"{moment.wall}{moment.zone and '@' + moment.zone[:40]}" if moment else ""


def _calendar(calendar: Component, parsed: Parsed) -> None:
    method = calendar.value("METHOD").upper()
    zones, wanted = Zones(calendar), calendar.value("X-WR-TIMEZONE")
    floating = zones.name(wanted) if wanted else ""
    clock = Clock(zones, floating or "", wanted if floating is None else "")
    for component in calendar.parts:
        if component.name != "VEVENT":
            continue
        if method in _NOTHING or component.first("X-SYNCD-KEY"):
            parsed.skipped += 1
            continue
        try:
            parsed.events.append(_event(component, method, clock))
        except Unclear as error:
            parsed.unreadable.append(Unreadable(_unread(component), str(error)))
        except (ValueError, TypeError, LookupError, OverflowError) as error:
            parsed.unreadable.append(Unreadable(_unread(component), f"could not be read: {type(error).__name__}"))


def _unread(component: Component) -> str:
    """The locator of what has no readable start: as good as it can be had."""
    uid = component.value("UID") or _hash(*(f"{line.name}:{line.value}" for line in component.lines))
    return f"{uid}|{component.value('RECURRENCE-ID')}"


def _hash(*parts: str) -> str:
    return "event:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _event(component: Component, method: str, clock: Clock) -> Event:
    clock.unknown_zone = ""
    updated = _stamp(component, clock)
    start = _start(component, method, clock)
    default = None if start.all_day or not start.zone else start.zone
    original_line = component.first("RECURRENCE-ID")
    organizer = component.first("ORGANIZER")
    summary = _plain(next((line.text for line in component.all("SUMMARY") if line.text.strip()), ""))[:_SUMMARY]
    organizer_address = _address(organizer) if organizer else ""
    uid_line = component.first("UID")
    uid = _plain(uid_line.text) if uid_line else ""
    busy = component.value("X-MICROSOFT-CDO-BUSYSTATUS").upper()
    link = component.value("URL")
    return Event(
        uid=uid or _hash(organizer_address, start.wall, start.zone, summary),
        start=start,
        end=next(iter(_all(component, "DTEND", clock, default)), None),
        sequence=_sequence(component.value("SEQUENCE")),
        updated=updated,
        rules=tuple(dict.fromkeys(line.value.strip() for line in component.all("RRULE") if line.value.strip())),
        dates=tuple(_all(component, "RDATE", clock, default)),
        except_rules=tuple(line.value.strip() for line in component.all("EXRULE") if line.value.strip()),
        except_dates=tuple(_all(component, "EXDATE", clock, default)),
        # The id is in the series' zone; an override moved in UTC says nothing of that one.
        original=clock.read(original_line, original_line.value, None if default == "UTC" else default)
        if original_line
        else None,
        whole_rest=original_line is not None and original_line.params.get("RANGE", "").upper() == "THISANDFUTURE",
        reply=method == "REPLY",
        cancelled=method == "CANCEL" or component.value("STATUS").upper() == "CANCELLED",
        organizer=organizer_address,
        organizer_name=_plain(organizer.params.get("CN", "")) if organizer else "",
        attendees=tuple(map(_attendee, component.all("ATTENDEE"))),
        type="outOfOffice" if busy == "OOF" else "default",
        free=busy == "FREE" or component.value("TRANSP").upper() == "TRANSPARENT",
        summary=summary,
        link=link if link.lower().startswith(("https://", "http://")) else "",
        unknown_zone=clock.unknown_zone,
    )


def _start(component: Component, method: str, clock: Clock) -> Moment:
    """DTSTART; replies and cancellations need none and stand at the occurrence or time they speak of."""
    line = component.first("DTSTART")
    if line is not None:
        return clock.read(line, line.value)
    if method in ("REPLY", "CANCEL"):
        for name in ("RECURRENCE-ID", "LAST-MODIFIED", "DTSTAMP"):
            if found := _all(component, name, clock):
                return found[0]
    raise Unclear("it has no readable start")


def _all(component: Component, name: str, clock: Clock, default: str | None = None) -> Sequence[Moment]:
    return [moment for line in component.all(name) for moment in clock.every(line, default)]


def _stamp(component: Component, clock: Clock) -> int | None:
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        if found := _all(component, name, clock, "UTC"):
            return instant(found[0], UTC)
    return None


def _sequence(text: str) -> int:
    """SEQUENCE, 0 if it is no number; too great ones count as the greatest the RFC allows."""
    digits = text.strip()
    return min(int(digits[:20]), _SEQUENCE) if digits.isascii() and digits.isdigit() else 0


def _attendee(line: Line) -> Attendee:
    answer, kind = line.params.get("PARTSTAT", "").lower(), line.params.get("CUTYPE", "").lower()
    return Attendee(
        address=_address(line),
        name=_plain(line.params.get("CN", "")),
        answer=_ANSWERS.get(answer, Answer.NEEDS_ACTION) if answer else Answer.NONE,
        type=_TYPES.get(kind, AttendeeType.UNKNOWN) if kind else AttendeeType.INDIVIDUAL,
    )


def _address(line: Line) -> str:
    """The address of a calendar user: the mailto: value, else the EMAIL parameter (RFC 7986 §6.2), else ""."""
    value = line.value.strip()
    _, found, after = value.lower().rpartition("mailto:")
    spec = value[-len(after) :] if found and after else value
    return canonical(spec) or canonical(line.params.get("EMAIL", "")) or ""


def _plain(text: str) -> str:
    """One line without control characters or quotes around it."""
    return _BLANK.sub(" ", text).strip().strip('"').strip()
