"""Identities of meetings as Exchange writes them: a GlobalObjectId in hexadecimal (MS-OXOCAL §2.2.1.27)."""

from __future__ import annotations

import re
from datetime import date

_ARRAY = "040000008200E00074C5B7101A82E008"
_MADE = "00A1B2C3D4E5DC01"
_OWN = re.compile(r"[0-9A-F]{24,32}\Z")


def shown(uid: str, day: date | None, *, bare: bool = False) -> str:
    """`uid` with the day of an occurrence. One of another service is wrapped, or (`bare`) shown as it came."""
    when = f"{day.year:04X}{day.month:02X}{day.day:02X}" if day else "00000000"
    if _OWN.match(uid):
        return f"{_ARRAY}{when}{_MADE}{'0' * 16}10000000{uid:0>32}"
    if bare:
        return uid
    content = b"vCal-Uid\1\0\0\0" + uid.encode() + b"\0"
    return f"{_ARRAY}{when}{'0' * 32}{len(content).to_bytes(4, 'little').hex()}{content.hex()}".upper()
