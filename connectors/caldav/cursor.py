"""How far a calendar is read: its resources with their ETags, as short hashes, and the server's token; pure."""

from __future__ import annotations

import base64
import hashlib
import zlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from connectors.cursor import dump_cursor, load_cursor

_VERSION = 1
_NAME, _TAG = 8, 6  # octets of each hash: two of 100,000 resources share a name once in four thousand million calendars


@dataclass(frozen=True, slots=True)
class Cursor:
    """`calendar` is its URL, `cutoff` an instant fixed by the first pass. `held` maps a resource to its ETag.

    `token` is the sync token (RFC 6578), `ctag` what a server without one has instead; both are older than `held`, so
    that nothing is missed. `first`: the first pass is still under way.
    """

    since: str
    calendar: str
    cutoff: int | None
    token: str = ""
    ctag: str = ""
    first: bool = True
    held: dict[bytes, bytes] = field(default_factory=dict)

    def dump(self) -> str:
        joined = b"".join(name + tag for name, tag in sorted(self.held.items()))
        packed = base64.b85encode(zlib.compress(joined, 1)).decode()
        return dump_cursor(_VERSION, {**asdict(replace(self, held={})), "held": packed})

    @classmethod
    def load(cls, text: str, since: str) -> Cursor:
        """Raises CursorExpired as `load_cursor` does."""

        def build(fields: dict[str, Any]) -> Cursor | None:
            joined = zlib.decompress(base64.b85decode(fields.pop("held")))
            steps = range(0, len(joined), _NAME + _TAG)
            held = {joined[at : at + _NAME]: joined[at + _NAME : at + _NAME + _TAG] for at in steps}
            cursor = cls(**fields, held=held)
            texts = (cursor.calendar, cursor.token, cursor.ctag)
            fitting = all(isinstance(one, str) for one in texts) and isinstance(cursor.cutoff, int | None)
            return cursor if fitting and isinstance(cursor.first, bool) else None

        try:
            return load_cursor(text, _VERSION, since, "the state of this calendar", build)
        except zlib.error:
            return load_cursor("", _VERSION, since, "the state of this calendar", build)


def name_hash(name: str) -> bytes:
    """A resource's name as `Cursor.held` has it."""
    return hashlib.blake2b(name.encode(), digest_size=_NAME).digest()


def tag_hash(etag: str) -> bytes:
    """An ETag as `Cursor.held` has it. Weak or strong is the same here."""
    return hashlib.blake2b(etag.removeprefix("W/").encode(), digest_size=_TAG).digest()
