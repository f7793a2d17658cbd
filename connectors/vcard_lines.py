"""Bytes → vCards with their content lines: 2.1 (versit), 3.0 (RFC 2426), 4.0 (RFC 6350); pure.

Not vobject: its line pattern takes time exponential in the number of equals signs of one line (0.9.9: 24 of them,
12 s), one wrong photo costs it the whole card, and one wrong card those behind it. Not icalendar: it refuses what
2.1 writes (``TEL;CELL;VOICE:``).
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from connectors.mime_text import as_text

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOUNDS = re.compile(rb"\s*(?:[\w-]+\.)?(BEGIN|END)\s*:\s*VCARD\s*", re.IGNORECASE)
_AGENT = re.compile(rb"\s*(?:[\w-]+\.)?AGENT[^:]*:\s*", re.IGNORECASE)  # 2.1: a whole vCard follows as its value
_QUOTED = re.compile(rb"[^:]*;\s*(?:ENCODING\s*=\s*)?(?:QUOTED-PRINTABLE|Q)\s*[;:]", re.IGNORECASE)
_NAME = re.compile(r"\s*(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)\s*(?=[;:])")
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_WIDER = {"us-ascii": "utf-8", "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}
_NO_CHARSET = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WANTED = frozenset(
    {
        *(
            "FN",
            "N",
            "EMAIL",
            "TEL",
            "ORG",
            "TITLE",
            "BDAY",
            "CATEGORIES",
            "UID",
            "REV",
            "KIND",
            "VERSION",
            "URL",
            "IMPP",
        ),
        *("SOCIALPROFILE", "X-SOCIALPROFILE", "X-LINKEDIN", "X-ADDRESSBOOKSERVER-KIND"),
    }
)
_LONGEST = 16_384  # octets of a line that are looked at: names and addresses are shorter, photos not wanted


class Line(NamedTuple):
    """One property. `group` ties lines together (``item1``), `params` by upper-case name; `value` as written."""

    name: str
    group: str
    params: dict[str, tuple[str, ...]]
    value: str

    def says(self, parameter: str, word: str) -> bool:
        return word in (one.casefold() for one in self.params.get(parameter, ()))


@dataclass(slots=True)
class RawCard:
    """One card's wanted lines. `closed`: its END was met. `octets`: what it was read from, for its identity."""

    lines: list[Line] = field(default_factory=list)
    closed: bool = False
    octets: bytes = b""

    def all(self, *names: str) -> list[Line]:
        return [line for line in self.lines if line.name in names]

    def value(self, name: str) -> str:
        """The first one that is not empty, with its escapes undone."""
        return next((text for line in self.lines if line.name == name and (text := unescaped(line.value).strip())), "")


def cards(data: bytes) -> Iterator[RawCard]:
    """The cards of a file. A card that meets another's BEGIN, or the end, before its END is handed over unclosed."""
    held: list[bytes] | None = None
    agents, agent_next = 0, False
    for text in _logical(data):
        bound = _BOUNDS.fullmatch(text)
        if bound and bound[1].upper() == b"BEGIN":
            if agent_next:
                agents += 1
            else:
                if held is not None:
                    yield _card(held, closed=False)
                held, agents = [], 0
        elif bound and agents:
            agents -= 1
        elif bound and held is not None:
            yield _card(held, closed=True)
            held = None
        elif held is not None and not agents:
            held.append(text)
        agent_next = held is not None and _AGENT.fullmatch(text) is not None
    if held is not None:
        yield _card(held, closed=False)


def unescaped(text: str) -> str:
    """Backslashes undone (RFC 6350 §3.4)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def parts(text: str, sign: str) -> list[str]:
    """A structured value's components, or a list's items: cut at `sign` where no backslash precedes it."""
    found, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == sign:
            found.append(text[start:at])
            start = at + 1
        at += 1
    return [unescaped(one).strip() for one in (*found, text[start:])]


def _card(lines: list[bytes], *, closed: bool) -> RawCard:
    read = [line for text in lines if (line := _line(text))]
    return RawCard(read, closed, b"\n".join(lines))


def _logical(data: bytes) -> Iterator[bytes]:
    """Lines with folds and the soft line ends of quoted-printable undone; blank ones left out.

    A card's bounds are never joined to what precedes or follows them, whatever that looks like.
    """
    for mark, codec in _WIDE.items():
        if data.startswith(mark):
            data = data.decode(codec, "replace").encode()
    held: list[bytes] = []
    soft = bounded = False
    for raw in _LINE_END.split(data.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")):
        bound = _BOUNDS.fullmatch(raw) is not None
        if soft and not bound:
            held[-1] = held[-1][:-1]
            held.append(raw)
        elif raw[:1] in (b" ", b"\t") and held and not bound and not bounded:
            held.append(raw[1:])
        else:
            if held:
                yield b"".join(held)
            held, bounded = [raw] if raw.strip() else [], bound
        soft = raw.endswith(b"=") and bool(held) and _QUOTED.match(held[0]) is not None
    if held:
        yield b"".join(held)


def _line(octets: bytes) -> Line | None:
    """One property that is wanted; None for others and for what is none."""
    octets = octets[:_LONGEST]
    marks = octets.decode("latin-1")  # so that a character's place is its octet's
    named = _NAME.match(marks)
    if named is None or named[2].upper() not in _WANTED:
        return None
    colon, cuts = _cuts(marks, named.end())
    if colon < 0:
        return None
    params = _params([octets[start:stop] for start, stop in cuts])
    charset = params.get("CHARSET", ("",))[0].casefold()
    value = octets[colon + 1 :]
    encoding = params.get("ENCODING", ("",))[0].upper()
    if encoding in ("QUOTED-PRINTABLE", "Q"):
        value = quopri.decodestring(value)
    elif encoding in ("BASE64", "B"):
        return None
    return Line(named[2].upper(), (named[1] or "").casefold(), params, _decoded(value, charset))


def _cuts(marks: str, start: int) -> tuple[int, list[tuple[int, int]]]:
    """Where the value's colon stands (-1: nowhere) and between which places the parameters; quotes hide both signs."""
    quoted, begun, found = False, -1, []
    for at in range(start, len(marks)):
        sign = marks[at]
        if sign == '"':
            quoted = not quoted
        elif sign in ";:" and not quoted:
            if begun >= 0:
                found.append((begun, at))
            if sign == ":":
                return at, found
            begun = at + 1
    if quoted and '"' in marks[start:]:  # a quote that is never closed hides nothing
        colon = marks.find(":", start)
        return colon, []
    return -1, []


def _params(given: list[bytes]) -> dict[str, tuple[str, ...]]:
    """Parameters by upper-case name. 2.1 writes values alone: an encoding, or else a type."""
    params: dict[str, tuple[str, ...]] = {}
    for octets in given:
        name, equals, value = as_text(octets).partition("=")
        name = name.strip().upper()
        if not equals:
            name, value = ("ENCODING" if name in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "TYPE"), name
        values = tuple(one.strip() for one in value.replace('"', "").split(",") if one.strip())
        params[name] = params.get(name, ()) + values
    return {name: values for name, values in params.items() if values}


def _decoded(octets: bytes, charset: str) -> str:
    """The value in its charset (2.1); without a known one it is UTF-8, or else Windows-1252."""
    name = _WIDER.get(charset, charset)
    if name and name != "utf-8" and name not in _NO_CHARSET:
        try:
            return octets.decode(name, "replace")
        except (LookupError, ValueError):
            pass
    return as_text(octets)
