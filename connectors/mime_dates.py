"""Dates of mail as instants: RFC 5322 §3.3 and §4.3, and the mbox separator's. Anything else is no date.

A date without a zone is UTC (CONTRACT.md §4), as are zones of letters that RFC 5322 does not know.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = {name: number for number, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ZONES = {b"edt": -4, b"est": -5, b"cdt": -5, b"cst": -6, b"mdt": -6, b"mst": -7, b"pdt": -7, b"pst": -8}
_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ZONE = rb"([+-]\d\d[0-5]\d|[A-IK-Z]|UT|[A-Z]{3,5})"
_USUAL = re.compile(
    rb"\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?"
    rb"(\d\d?) ([A-Z][a-z][a-z]) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d\d[0-5]\d)"
    rb"(?: \([A-Z]{3,5}\))?\s*"
)
_ANY = re.compile(
    rb"\s*(?:" + _DAY + rb"\s*,)?\s*(\d{1,2})\s*" + _MONTH + rb"\s*(\d{2,4})\s+"
    rb"(\d\d)\s*:\s*(\d\d)(?:\s*:\s*(\d\d))?(?:\s*" + _ZONE + rb")?\s*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    rb"\s" + _MONTH + rb"\s+(\d{1,2})\s+(\d\d?):(\d\d)(?::(\d\d))?(?:\s+" + _ZONE + rb")?\s+(\d{4})"
    rb"(?:\s+" + _ZONE + rb")?(?=\s|$)",
    re.IGNORECASE,
)
_PAREN = re.compile(rb"[()\\]")
_LONGEST = 2000  # octets of a date, a Received header, a separator


def instant(value: bytes) -> int | None:
    """The instant of one RFC 5322 date-time, or None if it is none."""
    found = _USUAL.fullmatch(value)
    return _made(*found.groups()) if found else unusual(value)


def unusual(value: bytes) -> int | None:
    """The same for every legal form: comments, obsolete years and zones, white space anywhere."""
    found = _ANY.fullmatch(without_comments(value[:_LONGEST]))
    return _made(*found.groups()) if found else None


def received(value: bytes) -> int | None:
    """The instant behind the last semicolon of a Received header (RFC 5321 §4.4)."""
    _, semicolon, stamp = without_comments(value[:_LONGEST]).rpartition(b";")
    return instant(stamp) if semicolon else None


def separated(envelope: bytes) -> int | None:
    """The instant of an mbox ``From `` line: asctime, with or without a zone, or an RFC 5322 date at its end."""
    line = envelope[:_LONGEST]
    found = _SEPARATOR.search(line)
    if found:
        month, day, hour, minute, second, before, year, behind = found.groups()
        return _made(day, month, year, hour.zfill(2), minute, second, before or behind)
    for start in re.finditer(rb"\s(?=" + _DAY + rb"\s*,|\d{1,2}\s)", line, re.IGNORECASE):
        at = instant(line[start.end() :])
        if at is not None:
            return at
    return None


def without_comments(value: bytes) -> bytes:
    """The value with each comment (RFC 5322 §3.2.2) replaced by a space; one that never ends stays."""
    if b"(" not in value:
        return value
    out, depth, kept, start = [], 0, 0, 0
    skip = -1
    for mark in _PAREN.finditer(value):
        at = mark.start()
        if at == skip:
            continue
        if mark[0] == b"\\":
            skip = at + 1
        elif mark[0] == b"(":
            start = at if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                out.append(value[kept:start])
                kept = at + 1
    out.append(value[kept:])
    return b" ".join(out)


def _made(
    day: bytes, month: bytes, year: bytes, hour: bytes, minute: bytes, second: bytes | None, zone: bytes | None
) -> int | None:
    h, m, s = int(hour), int(minute), int(second or 0)
    days = _days(day, month, year)
    if days is None or h > 23 or m > 59 or s > 60:  # 60: a leap second
        return None
    return days * 86400 + h * 3600 + m * 60 + s - _offset(zone)


@lru_cache(maxsize=4096)
def _days(day: bytes, month: bytes, year: bytes) -> int | None:
    """Days since 1970-01-01, or None if there is no such day. Short years by RFC 5322 §4.3."""
    y = int(year)
    if len(year) < 4:
        y += 2000 if len(year) == 2 and y < 50 else 1900
    try:
        return date(y, _MONTHS[month.lower()], int(day)).toordinal() - _EPOCH
    except (ValueError, KeyError):
        return None


@lru_cache(maxsize=256)
def _offset(zone: bytes | None) -> int:
    """Seconds east of UTC."""
    if not zone:
        return 0
    if zone[:1] in b"+-":
        seconds = int(zone[1:3]) * 3600 + int(zone[3:5]) * 60
        return -seconds if zone[:1] == b"-" else seconds
    return _ZONES.get(zone.lower(), 0) * 3600
