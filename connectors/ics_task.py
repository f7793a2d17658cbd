"""A follow-up as VEVENT or VTODO (RFC 5545 §3.6.1, §3.6.2) and back; pure, for files and CalDAV alike.

*UTC instants, no VTIMEZONE.* A timed event is written as ``DTSTART:…Z``. The other form, TZID with a VTIMEZONE, is
worth its weight for series, whose wall clock must survive a change of summer time; ours happens once. A UTC instant is
shown right in every client's own zone, needs no second component beside ours (whose definition might differ from one
already in the user's file, and would be left behind on removal), and nothing in it can go out of date. What it lacks is
the *date* it was meant for, once the user's zone changes: X-SYNCD-START repeats the instant, and while the event still
starts there its date is the stamp's.

*Alarms* are relative, so that they go along when the user moves the item: at the start of an event; for a to-do, the
reminder time counted from the first moment of the due date (RFC 5545 §3.8.6.3: local midnight if DUE is a date).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import blake2b
from typing import Literal
from zoneinfo import ZoneInfo

from connectors import stamp
from connectors.ics_text import Component, Line, Splice, escape, fold, set_properties
from syncd.model import Found, Task

Kind = Literal["event", "task"]
KINDS = frozenset({"VEVENT", "VTODO"})
UID_TAIL = "@syncd"
LENGTH = timedelta(minutes=15)
PRODID = "-//syncd//syncd//EN"
_TIME = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?\Z")


@dataclass(frozen=True, slots=True)
class Item:
    """Everything in the calendar that carries one key. `mains` are what is read and edited.

    There is more than one component only if another program doubled it, or if the user made a series of it (then
    there are overrides, which have a RECURRENCE-ID). Cancelled ones are as good as deleted (no mains).
    """

    key: str
    components: tuple[Component, ...]
    mains: tuple[Component, ...]
    etag: str  # a hash of the bytes of all components


def items(data: bytes, components: Sequence[Component]) -> dict[str, Item]:
    """Our items by key. The UID alone decides: a copy the user made has another one and is the user's."""
    by_key: dict[str, list[Component]] = {}
    for component in components:
        uid = component.text("UID").strip()
        if uid.endswith(UID_TAIL) and len(uid) > len(UID_TAIL):
            by_key.setdefault(uid.removesuffix(UID_TAIL), []).append(component)
    return {key: _item(data, key, found) for key, found in by_key.items()}


def _item(data: bytes, key: str, found: Sequence[Component]) -> Item:
    alive = [component for component in found if component.text("STATUS").strip().upper() != "CANCELLED"]
    mains = [component for component in alive if component.get("RECURRENCE-ID") is None] or alive[:1]
    digest = blake2b(digest_size=12)
    for component in found:
        digest.update(data[component.start : component.end])
    return Item(key, tuple(found), tuple(mains), digest.hexdigest())


def found(item: Item, zone: tzinfo) -> Found:
    """What the item says now. `item` must have mains."""
    component = item.mains[0]
    title, stamped = component.text("SUMMARY"), component.text("X-SYNCD-STAMP").strip()
    day = _day(component, zone)
    reading = stamp.read(stamped, day, title, component.text("DESCRIPTION"))
    if reading.day is not None and _starts_where_written(component, zone):
        day = reading.day
    done = reading.done or _ticked(component)
    return Found(
        key=item.key,
        title=title,
        date=day,
        done=done,
        moved=reading.moved and day != reading.day,
        reworded=reading.reworded,
        etag=item.etag,
        ref=item.key + UID_TAIL,
        stamp=stamped if reading.day else "",
        closed_by_us=done and component.text("X-SYNCD-STATE").strip().lower() == "closed",
    )


def new(task: Task, kind: Kind, zone: tzinfo, now: datetime, newline: bytes) -> bytes:
    """The whole component for a new item."""
    name = "VEVENT" if kind == "event" else "VTODO"
    lines = {"UID": f"UID:{escape(task.key + UID_TAIL)}", **_content(task, name, zone), **_touched(now, 0)}
    if name == "VEVENT":
        lines["TRANSP"] = "TRANSP:TRANSPARENT"
    else:
        lines["STATUS"] = "STATUS:NEEDS-ACTION"
    alarm = [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(stamp.one_line(task.title))}",
        _trigger(task.at) if name == "VTODO" else "TRIGGER:PT0S",
        "END:VALARM",
    ]
    whole = [f"BEGIN:{name}", *(line for line in lines.values() if line is not None), *alarm, f"END:{name}"]
    return b"".join(fold(line, newline) for line in whole)


def revise(component: Component, task: Task, zone: tzinfo, now: datetime, newline: bytes) -> list[Splice]:
    """The splices that give an item new title, notes and date; all else the user added to it stays."""
    lines = {**_content(task, component.name, zone), **_touched(now, _sequence(component) + 1), "DURATION": None}
    if component.name == "VTODO":
        lines["DTSTART"] = None  # it must not lie behind the new DUE (RFC 5545 §3.8.2.3)
    before = stamp.one_line(component.text("SUMMARY"))
    return set_properties(component, lines, newline) + [
        (line.start, line.end, fold(content, newline))
        for line in component.deeper
        if (content := _alarm_line(line, component.name, before, task)) is not None
    ]


def close(component: Component, now: datetime, newline: bytes) -> list[Splice]:
    """The splices that mark an item done: a to-do is completed, an event titled ✓."""
    lines: dict[str, str | None] = {**_touched(now, _sequence(component) + 1), "X-SYNCD-STATE": "X-SYNCD-STATE:closed"}
    if component.name == "VEVENT":
        lines["SUMMARY"] = f"SUMMARY:{escape(stamp.TICK + stamp.one_line(component.text('SUMMARY')))}"
    else:
        lines |= {
            "STATUS": "STATUS:COMPLETED",
            "COMPLETED": f"COMPLETED:{_utc(now)}",
            "PERCENT-COMPLETE": "PERCENT-COMPLETE:100",
        }
    return set_properties(component, lines, newline)


def _content(task: Task, name: str, zone: tzinfo) -> dict[str, str | None]:
    title, notes = stamp.one_line(task.title), stamp.tidy(task.notes)
    lines: dict[str, str | None] = {
        "SUMMARY": f"SUMMARY:{escape(title)}",
        "DESCRIPTION": f"DESCRIPTION:{escape(notes)}",
    }
    if name == "VEVENT":
        start = datetime.combine(task.date, task.at, zone).astimezone(UTC)
        lines |= {
            "DTSTART": f"DTSTART:{_utc(start)}",
            "DTEND": f"DTEND:{_utc(start + LENGTH)}",
            "X-SYNCD-START": f"X-SYNCD-START:{_utc(start)}",
        }
    else:
        lines["DUE"] = f"DUE;VALUE=DATE:{task.date.isoformat().replace('-', '')}"
        lines["PRIORITY"] = f"PRIORITY:{task.priority}"  # 1 is the most urgent here and there (RFC 5545 §3.8.1.9)
    return lines | {
        "X-SYNCD-KEY": f"X-SYNCD-KEY:{escape(task.key)}",
        "X-SYNCD-STAMP": f"X-SYNCD-STAMP:{stamp.stamp(task.date, task.title, task.notes)}",
    }


def _touched(now: datetime, sequence: int) -> dict[str, str | None]:
    return {
        "DTSTAMP": f"DTSTAMP:{_utc(now)}",
        "LAST-MODIFIED": f"LAST-MODIFIED:{_utc(now)}",
        "SEQUENCE": f"SEQUENCE:{sequence}",
    }


def _alarm_line(line: Line, name: str, before: str, task: Task) -> str | None:
    """What an alarm's line becomes: its text if it was the old title, its time if it was the reminder time."""
    if line.name == "DESCRIPTION" and stamp.one_line(line.value) == stamp.one_line(escape(before)):
        return f"DESCRIPTION:{escape(stamp.one_line(task.title))}"
    ours = name == "VTODO" and line.name == "TRIGGER" and line.params.upper() == ";RELATED=END"
    if ours and line.value.startswith("PT"):
        return _trigger(task.at)
    return None


def _trigger(at: time) -> str:
    hours, minutes = (f"{at.hour}H" if at.hour else ""), (f"{at.minute}M" if at.minute else "")
    return f"TRIGGER;RELATED=END:PT{hours}{minutes or ('' if hours else '0S')}"


def _sequence(component: Component) -> int:
    value = component.text("SEQUENCE").strip()
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _ticked(component: Component) -> bool:
    return component.name == "VTODO" and (
        component.text("STATUS").strip().upper() == "COMPLETED"
        or component.get("COMPLETED") is not None
        or component.text("PERCENT-COMPLETE").strip() == "100"
    )


def _starts_where_written(component: Component, zone: tzinfo) -> bool:
    start, written = component.get("DTSTART"), component.get("X-SYNCD-START")
    if component.name != "VEVENT" or start is None or written is None:
        return False
    return _moment(start, zone) == _moment(written, zone)


def _day(component: Component, zone: tzinfo) -> date | None:
    """The item's day in the user's zone; an all-day or floating one has its written date."""
    for name in ("DUE", "DTSTART") if component.name == "VTODO" else ("DTSTART",):
        line = component.get(name)
        moment = _moment(line, zone) if line else None
        if moment is not None:
            return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return None


def _moment(line: Line, zone: tzinfo) -> datetime | date | None:
    """An instant, a date, or None for what cannot be read. A zone nobody knows is taken as the user's."""
    match = _TIME.match(line.value.strip())
    try:
        if match is None:
            return None
        day = datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
        if match[2] is None:
            return day
        clock = time(int(match[2][:2]), int(match[2][2:4]), min(int(match[2][4:]), 59))  # :60 is a leap second
        return datetime.combine(day, clock, UTC if match[3] else _zone(line.params) or zone)
    except ValueError:
        return None


def _zone(params: str) -> tzinfo | None:
    match = re.search(r';TZID=(?:"([^"]*)"|([^;:]*))', params, re.IGNORECASE)
    name = (match[1] or match[2] or "").strip() if match else ""
    if not name:
        return None
    for candidate in (
        name,
        "/".join(name.split("/")[-2:]),
    ):  # Evolution: /freeassociation.sourceforge.net/Europe/Berlin
        try:
            return ZoneInfo(candidate)
        except (KeyError, ValueError, OSError):  # unknown, malformed, a folder of the zone database
            continue
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # heavy, seldom needed

    return ZoneInfo(WINDOWS_TO_OLSON[name]) if name in WINDOWS_TO_OLSON else None
