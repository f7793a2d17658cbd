"""The iCalUID behind Graph's `iCalUId` (MS-OXOCAL §2.2.1.27, MS-OXCICAL §2.1.3.1.1.20.26); pure.

Exchange keeps a GlobalObjectId: fixed octets, the day of an occurrence (zero for a series and a single meeting), then
what Exchange made up, or ``vCal-Uid`` and the UID of an invitation from elsewhere. Graph shows it in hexadecimal; of
meetings from elsewhere sometimes the UID itself; of occurrences at times with their day, at times as their series
(microsoft-graph-docs#17479). Invitations hold the UID, or the hexadecimal without the day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_OBJECT_ID = re.compile(r"040000008200E00074C5B7101A82E008(?:[0-9A-F]{2}){24,}\Z", re.IGNORECASE)
_DAY = slice(16, 20)
_DATA = 40
_FOREIGN = b"vCal-Uid\1\0\0\0"
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class Identity(NamedTuple):
    """`uid` as every copy of the meeting has it, "" if there is none; `day` of an occurrence, on its series' clock."""

    uid: str
    day: date | None = None


def identity(given: object) -> Identity:
    """What an `iCalUId` says; anything but a text says nothing."""
    text = _BLANK.sub(" ", given).strip().strip('"').strip() if isinstance(given, str) else ""
    if not _OBJECT_ID.match(text):
        return Identity(text)
    octets = bytearray.fromhex(text)
    day = _day(bytes(octets[_DAY]))
    octets[_DAY] = bytes(4)
    data = bytes(octets[_DATA:])
    if data.startswith(_FOREIGN):
        inner = identity(data[len(_FOREIGN) :].partition(b"\0")[0].decode("utf-8", "replace"))
        if inner.uid:
            return Identity(inner.uid, day or inner.day)
    return Identity(octets.hex().upper(), day)


def _day(octets: bytes) -> date | None:
    try:
        return date(int.from_bytes(octets[:2], "big"), octets[2], octets[3])
    except ValueError:  # all zero: no occurrence
        return None
