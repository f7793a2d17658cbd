"""Ada's calendar as an .ics file (RFC 5545), from meetings.toml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vDatetime, vText

from syncd.sample.cast import ADA, ZONE, Character, table, workday

Entry = Mapping[str, Any]


def write_calendar(path: Path, cast: Mapping[str, Character], today: date) -> None:
    """Writes all meetings as seen on `today`."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//syncd//demo//EN")
    calendar.add("x-wr-calname", "Ada")
    for entry in table("meetings.toml")["meeting"]:
        event = _event(entry, cast, today)
        calendar.add_component(event)
        if entry.get("weekly"):
            calendar.add_component(_moved(entry, cast, today))
    calendar.add_missing_timezones()
    path.write_bytes(calendar.to_ical())


def _event(entry: Entry, cast: Mapping[str, Character], today: date) -> Event:
    event = Event()
    day = _day(entry, today)
    event.add("uid", entry["uid"])
    event.add("dtstamp", datetime.combine(min(day, today) - timedelta(days=5), time(8), UTC))
    event.add("summary", entry["summary"])
    event.add("sequence", 1 if "status" in entry else 0)
    event.add("status", entry.get("status", "CONFIRMED"))
    if "location" in entry:
        event.add("location", entry["location"])
    if entry.get("free"):
        event.add("transp", "TRANSPARENT")
    _times(event, entry, day)
    if entry.get("weekly"):
        event.add("rrule", {"freq": "weekly"})
        event.add("exdate", _start(entry, _week(day, today, entry["skipped_week"])))
    if entry.get("yearly"):
        event.add("rrule", {"freq": "yearly"})
    _attendees(event, entry, cast)
    return event


def _moved(entry: Entry, cast: Mapping[str, Character], today: date) -> Event:
    """One occurrence of a weekly series, two days and three hours later than it should have been."""
    original = _start(entry, _week(_day(entry, today), today, entry["moved_week"]))
    event = Event()
    event.add("uid", entry["uid"])
    event.add("recurrence-id", original)
    event.add("dtstamp", original.astimezone(UTC) - timedelta(days=1))
    event.add("summary", f"{entry['summary']} (moved)")
    event.add("sequence", 1)
    start = original + timedelta(days=2, hours=3)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=entry["minutes"]))
    _attendees(event, entry, cast)
    return event


def _day(entry: Entry, today: date) -> date:
    day = today + timedelta(days=entry["day"])
    if "weekday" in entry:
        return day - timedelta(days=(day.weekday() - entry["weekday"]) % 7)
    return day if entry.get("any_day") else workday(day, back=day < today)


def _week(first: date, today: date, ago: int) -> date:
    """The day of a weekly series that lies `ago` whole weeks before its latest one before today."""
    return first + timedelta(weeks=((today - first).days - 1) // 7 - ago)


def _start(entry: Entry, day: date) -> datetime:
    return datetime.combine(day, time.fromisoformat(entry["at"]), ZONE)


def _times(event: Event, entry: Entry, day: date) -> None:
    if "at" not in entry:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=entry["days"]))
        return
    start = _start(entry, day)
    end = start + timedelta(minutes=entry.get("minutes", 60))
    for name, moment in (("dtstart", start), ("dtend", end)):
        if "windows_zone" in entry:  # as Outlook writes it: a name of Windows, and no VTIMEZONE
            value = vDatetime(moment.replace(tzinfo=None))
            value.params["TZID"] = entry["windows_zone"]
            event.add(name, value, encode=False)
        else:
            event.add(name, moment)


def _attendees(event: Event, entry: Entry, cast: Mapping[str, Character]) -> None:
    keys = entry.get("with", ())
    if not keys:
        return
    organizer = entry.get("organizer", "")
    event.add("organizer", _person(*_who(cast, organizer)), encode=False)
    event.add("attendee", _person(*ADA, entry.get("me", "ACCEPTED")), encode=False)
    for key in keys:
        answer = entry.get("answers", {}).get(key, "ACCEPTED")
        event.add("attendee", _person(*_who(cast, key), answer), encode=False)
    if "room" in entry:
        room = _person(entry["location"], entry["room"], "ACCEPTED")
        room.params["CUTYPE"] = vText("ROOM")
        event.add("attendee", room, encode=False)


def _who(cast: Mapping[str, Character], key: str) -> tuple[str, str]:
    return (cast[key].name, cast[key].address) if key else ADA


def _person(name: str, address: str, answer: str = "") -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params["CN"] = vText(name)
    if answer:
        found.params["PARTSTAT"] = vText(answer)
    return found
