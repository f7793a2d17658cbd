"""`Moment.zone` and the zone it stands for; pure.

Beside IANA names, "UTC", "" (the owner's zone) and ``+HH:MM`` there are zones which only their VTIMEZONE knows.
They are written as a table, ``x:`` and the first offset, then ``;`` instant ``=`` offset for each change, all in
decimal seconds: ``x:3600;953683200=7200;972777600=3600``.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from syncd.model import Moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_FIXED = re.compile(r"([+-])(\d\d):(\d\d)\Z")
_DAY = 86_400
_WALL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock reading
_NOTHING = timedelta()


def zone_of(name: str, home: tzinfo) -> tzinfo:
    """The zone a `Moment.zone` names; `home` for floating time and for a name this system does not know."""
    return _named(name) or home


def instant(moment: Moment, home: tzinfo) -> int:
    """When a moment is: in its zone, or, floating or all-day (local midnight), in `home`.

    A reading inside a DST gap is taken with the offset before it, one that occurs twice means the first time
    (RFC 5545 §3.3.5).
    """
    return instant_of(datetime.fromisoformat(moment.wall), zone_of(moment.zone, home))


def instant_of(wall: datetime, zone: tzinfo) -> int:
    """The instant of a naive wall clock reading in `zone`."""
    gap = wall - _WALL_EPOCH - (zone.utcoffset(wall) or _NOTHING)  # twice as fast as by replace(tzinfo=…)
    return gap.days * _DAY + gap.seconds


def zone_table(first: int, changes: Sequence[tuple[int, int]]) -> str:
    """The `Moment.zone` of a zone with offset `first` until the first of `changes` (instant, offset from then on)."""
    rows, offset = [f"x:{first}"], first
    for at, after in sorted(changes):
        if after != offset:
            rows.append(f"{at}={after}")
        offset = after
    return ";".join(rows)


@lru_cache(maxsize=1024)
def _named(name: str) -> tzinfo | None:
    if not name:
        return None
    if name == "UTC":
        return UTC
    if fixed := _FIXED.match(name):
        offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
        return timezone(-offset if fixed[1] == "-" else offset) if offset < timedelta(days=1) else None
    try:
        return _tabled(name[2:]) if name.startswith("x:") else ZoneInfo(name)
    except (ValueError, OSError, LookupError, struct.error):
        return None


def _tabled(table: str) -> ZoneInfo:
    """A table as a zone: written out as a version 2 TZif file (RFC 8536 §3), which the standard library reads."""
    first, *rows = table.split(";")
    changes = [(int(at), int(offset)) for at, _, offset in (row.partition("=") for row in rows)]
    offsets = list(dict.fromkeys([int(first), *(offset for _, offset in changes)]))
    if any(abs(offset) >= _DAY for offset in offsets):
        raise ValueError("an offset of a day or more")
    body = b"".join(
        (
            struct.pack(f">{len(changes)}q", *(at for at, _ in changes)),
            bytes(offsets.index(offset) for _, offset in changes),
            *(struct.pack(">lBB", offset, 0, 0) for offset in offsets),
            b"-\0",
        )
    )
    head = b"TZif2" + bytes(15)
    empty = struct.pack(">6l", 0, 0, 0, 0, 0, 0)
    counts = struct.pack(">6l", 0, 0, 0, len(changes), len(offsets), 2)
    return ZoneInfo.from_file(io.BytesIO(head + empty + head + counts + body + b"\n\n"))
