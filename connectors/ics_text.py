"""iCalendar as text (RFC 5545 §3.1): finding components and properties by their place in the bytes, and writing lines.

Nothing here interprets a calendar: it says where things are, so that one component can be changed and every other byte
stays as it is. Folded lines, LF-only files, lower-case names, a byte order mark, blank and odd lines are all met.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
_LOGICAL = re.compile(rb"[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_CANDIDATE = re.compile(
    rb"\n((?:[Bb][Ee\r\n]|[Ee][Nn\r\n])[^\n]*(?:\n[ \t][^\n]*)*)"
)  # few lines of many; searched fast
_FOLD = re.compile(rb"\r*\n[ \t]")
_BORDER = re.compile(rb"(BEGIN|END)[ \t]*:[ \t]*([A-Z0-9-]+)\s*\Z", re.IGNORECASE)
_NAME = re.compile(r"([A-Za-z0-9-]+)((?:;[^=;:\"]+=(?:\"[^\"]*\"|[^\";:,])*(?:,(?:\"[^\"]*\"|[^\";:,])*)*)*)[ \t]*:")
_ESCAPED = re.compile(r"\\([\\;,:\"nN])")


class NotACalendar(ValueError):
    """The bytes are no iCalendar stream; the message says what is wrong with them, for people."""


@dataclass(frozen=True, slots=True)
class Line:
    """One content line, unfolded. `start` and `end` are its place in the bytes, its line ending included."""

    start: int
    end: int
    name: str  # upper case; "" for what is no content line
    params: str  # as written, with the leading semicolon
    value: str  # as written, still escaped


@dataclass(frozen=True, slots=True)
class Component:
    """A component that lies directly in a VCALENDAR. `inner` is where its END line starts."""

    name: str  # upper case
    start: int
    inner: int
    end: int
    lines: tuple[Line, ...]  # its own properties
    deeper: tuple[Line, ...]  # properties of the components in it
    nested: int | None  # where the first component in it starts

    def get(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def text(self, name: str) -> str:
        """The first such property's value, unescaped; "" if there is none."""
        line = self.get(name)
        return unescape(line.value) if line else ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The components wanted, and where a new one goes: before the last END:VCALENDAR."""

    components: tuple[Component, ...]
    insert_at: int
    newline: bytes


def scan(data: bytes, wanted: frozenset[str], containing: bytes = b"") -> Calendar:
    """Finds the `wanted` components (upper-case names) directly in a VCALENDAR that hold the octets `containing`.

    Raises NotACalendar if there is no VCALENDAR or BEGIN and END do not pair.
    """
    stack: list[tuple[str, int]] = []
    found: list[Component] = []
    insert_at = -1
    for start, end, opens, name in _borders(data):
        if opens:
            stack.append((name, start))
            continue
        if not stack or stack[-1][0] != name:
            raise NotACalendar(f"END:{name} in line {_number(data, start)} has no BEGIN:{name}")
        begun = stack.pop()[1]
        if len(stack) == 1 and stack[0][0] == "VCALENDAR" and name in wanted:
            if containing in _FOLD.sub(b"", data[begun:end]):
                found.append(_component(data, name, begun, start, end))
        elif not stack and name == "VCALENDAR":
            insert_at = start
    if stack:
        raise NotACalendar(f"BEGIN:{stack[-1][0]} in line {_number(data, stack[-1][1])} is never ended")
    if insert_at < 0:
        raise NotACalendar("it holds no BEGIN:VCALENDAR")
    return Calendar(tuple(found), insert_at, _newline(data))


def _borders(data: bytes) -> Iterator[tuple[int, int, bool, str]]:
    """Every BEGIN and END line: start, end, whether it is BEGIN, and the upper-case name."""
    lead = len(BOM) if data.startswith(BOM) else 0
    for candidate in _CANDIDATE.finditer(b"\n" + data[lead:]):
        match = _BORDER.match(_FOLD.sub(b"", candidate[1]))
        if match:
            start, end = candidate.start() + lead, min(candidate.end() + lead, len(data))
            yield start, end, match[1].upper() == b"BEGIN", match[2].decode().upper()


def _component(data: bytes, name: str, start: int, inner: int, end: int) -> Component:
    own: list[Line] = []
    deeper: list[Line] = []
    nested: int | None = None
    depth = 0
    for match in _LOGICAL.finditer(data, start, inner):
        border = _BORDER.match(_FOLD.sub(b"", match[0]))
        if border:
            depth += 1 if border[1].upper() == b"BEGIN" else -1
            if depth == 2 and nested is None:
                nested = match.start()
        elif match[0]:  # the last one is empty
            (own if depth == 1 else deeper).append(_line(data, match.start(), match.end()))
    return Component(name, start, inner, end, tuple(own), tuple(deeper), nested)


Splice = tuple[int, int, bytes]
"""Start, end, and what shall stand there instead."""


def splice(data: bytes, splices: Iterable[Splice]) -> bytes:
    """`data` with the pieces replaced; they must not overlap. Of two at one place the first comes first."""
    pieces: list[bytes] = []
    at = 0
    for start, end, piece in sorted(splices, key=lambda one: one[:2]):
        pieces += (data[at:start], piece)
        at = end
    return b"".join([*pieces, data[at:]])


def set_properties(component: Component, lines: Mapping[str, str | None], newline: bytes) -> list[Splice]:
    """The splices that give `component` these content lines, by upper-case name; None takes a property away.

    A property that is there is replaced where it stands, its repetitions go; a new one goes before what is nested.
    """
    splices: list[Splice] = []
    left = dict(lines)
    for line in component.lines:
        if line.name in lines:
            content = left.pop(line.name, None)
            splices.append((line.start, line.end, b"" if content is None else fold(content, newline)))
    new = b"".join(fold(content, newline) for content in left.values() if content is not None)
    place = component.inner if component.nested is None else component.nested
    return [*splices, (place, place, new)]


def fold(line: str, newline: bytes = b"\r\n") -> bytes:
    """One content line in pieces of at most 75 octets, no character split (RFC 5545 §3.1), ended by `newline`."""
    pieces: list[bytes] = []
    piece, room = bytearray(), 75
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > room:
            pieces.append(bytes(piece))
            piece, room = bytearray(), 74  # the space that continues a line counts
        piece += octets
    return (newline + b" ").join([*pieces, bytes(piece)]) + newline


def escape(text: str) -> str:
    """TEXT as RFC 5545 §3.3.11 writes it."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def unescape(value: str) -> str:
    """TEXT as people read it; backslashes before other characters stay."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _line(data: bytes, start: int, end: int) -> Line:
    text = _FOLD.sub(b"", data[start:end]).rstrip(b"\r\n").decode(errors="replace")
    match = _NAME.match(text)
    if match is None:
        return Line(start, end, "", "", text)
    return Line(start, end, match[1].upper(), match[2], text[match.end() :])


def _number(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _newline(data: bytes) -> bytes:
    first = data.find(b"\n")
    return b"\n" if first >= 0 and data[first - 1 : first] != b"\r" else b"\r\n"
