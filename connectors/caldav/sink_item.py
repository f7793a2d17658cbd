"""A resource of ours: one follow-up in an iCalendar object of its own (RFC 4791 §4.1), and edits to it; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from hashlib import blake2b
from urllib.parse import quote

from connectors import ics_task
from connectors.ics_task import Item, Kind
from connectors.ics_text import Calendar, NotACalendar, scan, splice
from syncd.model import Found, Task

_NEWLINE = b"\r\n"


def file_name(key: str) -> str:
    """The last part of the resource's URL."""
    return f"{quote(key, safe='')}.ics"


def new(task: Task, kind: Kind, zone: tzinfo, now: datetime) -> bytes:
    """The whole object for a new item."""
    component = ics_task.new(task, kind, zone, now, _NEWLINE)
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:%b\r\n%bEND:VCALENDAR\r\n" % (ics_task.PRODID.encode(), component)


def items(data: bytes) -> dict[str, Item]:
    """Our items in a resource by key; none in what can't be read. Cancelled ones have no mains."""
    return _scanned(data)[1]


def found(item: Item, zone: tzinfo, name: str, mark: str) -> Found | None:
    """What the item in the resource `name` says now; None if it is cancelled, which is as good as deleted."""
    return replace(ics_task.found(item, zone), etag=mark, ref=name) if item.mains else None


def digest(data: bytes) -> str:
    """What tells a resource without an ETag from a changed one; XML and HTTP end its lines differently."""
    return blake2b(data.replace(b"\r\n", b"\n").strip(), digest_size=12).hexdigest()


def revised(data: bytes, task: Task, zone: tzinfo, now: datetime) -> bytes:
    """The resource with new title, notes and date; whatever others added stays, byte for byte."""
    calendar, there = _scanned(data)
    splices = [
        one for main in there[task.key].mains for one in ics_task.revise(main, task, zone, now, calendar.newline)
    ]
    return splice(data, splices)


def closed(data: bytes, key: str, now: datetime) -> bytes:
    """The resource marked done."""
    calendar, there = _scanned(data)
    return splice(data, [one for main in there[key].mains for one in ics_task.close(main, now, calendar.newline)])


def _scanned(data: bytes) -> tuple[Calendar, dict[str, Item]]:
    try:
        calendar = scan(data, ics_task.KINDS, containing=ics_task.UID_TAIL.encode())
    except NotACalendar:
        return Calendar((), 0, _NEWLINE), {}
    return calendar, ics_task.items(data, calendar.components)
