"""What a sink item says about its user: ticked, moved, reworded (CONTRACT.md §6); pure, the same for every sink.

The stamp is what syncd wrote, kept with the item: the date, and a hash of title and notes. It is compared with what
is there now after removing what programs change when they merely save an item again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)-([0-9a-f]{12})\Z")
_TICKED = re.compile(r"\s*(?:✓\ufe0f?|done(?=[\s:]|\Z))[\s:–—-]*", re.IGNORECASE)
_BREAKS = re.compile("\r*\n|[\r\v\f\x85\u2028\u2029\x1c-\x1e]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
TICK = "✓ "


def one_line(text: str) -> str:
    """A title as it is written: one line, no control characters, composed (NFC), single spaces."""
    return " ".join(tidy(text).split())


def tidy(text: str) -> str:
    """Notes as they are written: line feeds, no control characters, composed (NFC), no white space at line ends."""
    text = _UNWRITABLE.sub("", _BREAKS.sub("\n", text))
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n")).strip()


def stamp(day: date, title: str, notes: str) -> str:
    """``2026-03-01-`` and 12 hex digits: what an item of ours says it was when we wrote it."""
    return f"{day.isoformat()}-{_hash(title, notes)}"


def ticked(title: str) -> bool:
    """Whether the title begins with "✓", "done " or "done:"."""
    return _TICKED.match(title) is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user did to an item. `day` is None if the stamp is lost or cannot be read."""

    day: date | None
    done: bool
    moved: bool
    reworded: bool


def read(stamped: str, day: date | None, title: str, notes: str) -> Reading:
    """Compares an item with its stamp.

    A title of ours that itself begins with "Done …" is no tick. An item without a date is not moved (there is no day
    to snooze it to). Without a stamp nothing can be compared: the words count as the user's.
    """
    match = _STAMP.match(stamped.strip())
    try:
        written = date.fromisoformat(match[1]) if match else None
    except ValueError:
        written = None
    if match is None or written is None:
        return Reading(None, ticked(title), moved=False, reworded=True)
    ours = _hash(title, notes) == match[2]
    done = not ours and ticked(title)
    reworded = not ours and not (done and _hash(_TICKED.sub("", title, count=1), notes) == match[2])
    return Reading(written, done, moved=day is not None and day != written, reworded=reworded)


def _hash(title: str, notes: str) -> str:
    return blake2b(f"{one_line(title)}\0{tidy(notes)}".encode(), digest_size=6).hexdigest()
