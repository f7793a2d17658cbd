"""Notes of a task that carry, in lines of their own, what the place has no property for; pure.

The line ``syncd-stamp:STAMP`` with ``closed`` or ``removed`` behind the stamp once syncd did that; after it, where the
place has no better way to know the task, ``syncd:KEY``. Whatever else stands in the notes are the words, so what the
user writes around these lines is a rewording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from connectors import stamp

_MARK = re.compile(r"syncd:(\S+)\Z")
_STAMP = re.compile(r"syncd-stamp:(\S+)(?: (closed|removed))?\Z")
_STAMP_LINE = re.compile(r"^[ \t]*(syncd-stamp:\S+)(?: closed| removed)?(?=\s*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes taken apart. `key` and `stamp` are "" if their lines are lost."""

    words: str
    key: str
    stamp: str
    state: str


def apart(text: str) -> Notes:
    """Takes notes apart; of several such lines the last is ours."""
    lines = stamp.tidy(text).split("\n")
    key = _take(lines, _MARK)
    stamped = _take(lines, _STAMP)
    words = stamp.tidy("\n".join(lines))
    return Notes(words, key[1] if key else "", stamped[1] if stamped else "", (stamped[2] or "") if stamped else "")


def joined(words: str, stamped: str, state: str = "", key: str = "") -> str:
    """Words and lines as they are written; without `key` no line names it."""
    lines = f"syncd-stamp:{stamped}{' ' + state if state else ''}"
    lines += f"\nsyncd:{key}" if key else ""
    return f"{words}\n\n{lines}" if words else lines


def room(limit: int, key: str = "") -> int:
    """How much of `limit` is left for the words."""
    return limit - len(joined("", "0000-00-00-000000000000", "removed", key)) - 2


def marked(text: str, state: Literal["closed", "removed"]) -> str:
    """The notes with a trace of what syncd did, all else as it was; "" where the user left no place for one."""
    lines = list(_STAMP_LINE.finditer(text))
    return f"{text[: lines[-1].end(1)]} {state}{text[lines[-1].end() :]}" if lines else ""


def _take(lines: list[str], form: re.Pattern[str]) -> re.Match[str] | None:
    """The last line of this form, taken out of `lines`."""
    for index in range(len(lines) - 1, -1, -1):
        if match := form.match(lines[index].strip()):
            del lines[index]
            return match
    return None
