"""A follow-up as a Google task and back; pure.

Tasks have no properties of their own, so two lines of the notes carry what an event keeps out of sight: the last is
``syncd:KEY``, the one before it the stamp (see `connectors.sink_notes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from typing import Any, Literal

from connectors import sink_notes, stamp
from connectors.google import sink_text
from connectors.sink_text import cut
from syncd.model import Found, Task


def written(task: Task) -> dict[str, str]:
    """The fields of a new or revised task. Google keeps only the date of `due`: the local date, as midnight UTC."""
    title = sink_text.title(task.title)
    words = cut(stamp.tidy(task.notes), sink_notes.room(sink_text.NOTES_LIMIT, task.key))
    stamped = stamp.stamp(task.date, title, words)
    notes = sink_notes.joined(words, stamped, key=task.key)
    return {"title": title, "notes": notes, "due": f"{task.date.isoformat()}T00:00:00.000Z"}


def marked(payload: Mapping[str, Any], state: Literal["closed", "removed"]) -> dict[str, str]:
    """The fields that leave a trace of what syncd did; none where the user left no place for one."""
    notes = sink_notes.marked(str(payload.get("notes", "")), state)
    return {"notes": notes} if notes and cut(notes, sink_text.NOTES_LIMIT) == notes else {}


def found(payload: Mapping[str, Any], key: str) -> Found:
    """What the task says now."""
    title, notes = str(payload.get("title", "")), sink_notes.apart(str(payload.get("notes", "")))
    day = _day(payload)
    reading = stamp.read(notes.stamp, day, title, notes.words)
    done = payload.get("status") == "completed" or reading.done
    return Found(
        key=key,
        title=title,
        date=day,
        done=done,
        moved=reading.moved,
        reworded=reading.reworded,
        etag=etag(payload),
        ref=str(payload["id"]),
        stamp=notes.stamp if reading.day else "",
        closed_by_us=done and notes.state == "closed",
    )


def etag(payload: Mapping[str, Any]) -> str:
    """What the user can change. Google's own etag also changes with the place among the other tasks."""
    fields = [str(payload.get(name, "")) for name in ("title", "notes", "status")] + [str(_day(payload))]
    return blake2b("\0".join(fields).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _day(payload: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(payload.get("due", ""))[:10])
    except ValueError:
        return None
