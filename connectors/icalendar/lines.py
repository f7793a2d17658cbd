"""Bytes → components with their content lines (RFC 5545 §3.1); pure.

Unfolding comes before decoding, for folds may part the octets of one character.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from icalendar.parser import Contentline

_FOLD = re.compile(rb"(?<!\n)\n+[ \t]")
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)[ \t]*[;:]")
_MAILTO = re.compile(r"mailto:[^\s;,\"<>]+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")
_SCHEME = re.compile(r"(//[^:]*):(.*)")
_PARAM = r';+([A-Za-z0-9-]+)=("[^"\\^]*"|[^"\\^;:,]*)'
_PLAIN = re.compile(rf"[A-Za-z0-9-]+((?:{_PARAM})*):(.*)", re.DOTALL)
_PARAMS = re.compile(_PARAM)
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

ITEMS = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
_TIMES = {"DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID"}
_EVENT = _TIMES | {
    *("UID", "SEQUENCE", "STATUS", "TRANSP", "SUMMARY", "ORGANIZER", "ATTENDEE", "URL"),
    *("X-MICROSOFT-CDO-BUSYSTATUS", "X-SYNCD-KEY"),
}
_ZONE = {"TZID", "X-LIC-LOCATION", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"}
_CALENDAR = {"METHOD", "X-WR-TIMEZONE"}
_WANTED = {"VEVENT": _EVENT, "VTIMEZONE": _ZONE, "STANDARD": _ZONE, "DAYLIGHT": _ZONE, "VCALENDAR": _CALENDAR}


class Line(NamedTuple):
    """One property. `params` by upper-case name, lists joined by commas; `value` as written."""

    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as a TEXT (§3.3.11): backslashes undone."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(slots=True)
class Component:
    """A component: the lines syncd has a use for, and its parts (of calendars and zones only)."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)
    closed: bool = False

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def first(self, name: str) -> Line | None:
        """The first one that is not empty."""
        return next((line for line in self.lines if line.name == name and line.value.strip()), None)

    def value(self, name: str) -> str:
        line = self.first(name)
        return line.value.strip() if line else ""


def calendars(data: bytes) -> Iterator[Component]:
    """The calendars of a file with their events and zones; events outside any calendar form one of their own."""
    calendar: Component | None = None
    stack: list[Component] = []
    for text in _unfolded(data):
        found = _NAME.match(text)
        if found is None:
            continue
        name = found[1].upper()
        if name == "BEGIN":
            kind = text[found.end() :].strip().upper()
            if kind == "VCALENDAR":
                if calendar is not None:
                    yield calendar
                calendar, stack = Component(kind), []
            elif kind in ITEMS:
                calendar = calendar or Component("VCALENDAR", closed=True)
                stack = [_part(calendar, kind)]
            elif stack:
                stack.append(_part(stack[-1], kind))
        elif name == "END":
            kind = text[found.end() :].strip().upper()
            if kind == "VCALENDAR" and calendar is not None:
                calendar.closed, stack = True, []
            while any(part.name == kind for part in stack):
                stack.pop().closed = True
                if not any(part.name == kind for part in stack):
                    break
        else:
            owner = stack[-1] if stack else calendar
            if owner is not None and name in _WANTED.get(owner.name, frozenset()) and (line := _line(name, text)):
                owner.lines.append(line)
    if calendar is not None:
        yield calendar


def _part(owner: Component, kind: str) -> Component:
    """A component inside `owner`, kept only if it matters: events, zones and a zone's parts."""
    part = Component(kind)
    if kind in ("VEVENT", "VTIMEZONE") or (owner.name == "VTIMEZONE" and kind in ("STANDARD", "DAYLIGHT")):
        owner.parts.append(part)
    return part


def _line(name: str, text: str) -> Line | None:
    """One content line, or None if it can't be read; of an address at least the address is saved."""
    if plain := _PLAIN.match(text.strip()):  # nearly all lines; the library's way takes ten times as long
        params = {key.upper(): one.strip('"').strip() for key, one in _PARAMS.findall(plain[1])}
        rest = plain[4]
        if "TZID" in params and (found := _SCHEME.match(rest)):  # TZID=tzone://Microsoft/Custom, without quotes
            params["TZID"], rest = f"{params['TZID']}:{found[1]}", found[2]
        return Line(name, params, rest)
    try:
        _, given, value = Contentline(text.strip()).raw_parts()  # type: ignore[no-untyped-call]  # the library has no types here
    except (ValueError, AssertionError, IndexError):
        mailto = _MAILTO.search(text) if name in ("ATTENDEE", "ORGANIZER") else None
        return Line(name, {}, mailto[0]) if mailto else None
    return Line(name, {str(key).upper(): _joined(one) for key, one in given.items()}, value)


def _joined(given: object) -> str:
    return ",".join(map(str, given)) if isinstance(given, list) else str(given)


def _unfolded(data: bytes) -> Iterator[str]:
    for mark, codec in _WIDE.items():
        if data.startswith(mark):
            data = data.decode(codec, "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
    data = _FOLD.sub(b"", data)
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if end > start:
            yield _decoded(data[start:end])
        start = end + 1


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
