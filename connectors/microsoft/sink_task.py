"""A follow-up as a task of Microsoft To Do and back; pure.

A linked resource with the key as `externalId` makes a task ours. It can't be changed together with the task, so the
stamp is a line of the notes (see `connectors.sink_notes`): task and stamp are always written at once.

Only the date of `dueDateTime` is kept, as midnight UTC. Other programs store an hour there, which is a moment of the
day in the user's zone. The reminder is a moment, too, and written in UTC: Graph does not know every zone's name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from hashlib import blake2b
from typing import Any

from connectors import sink_notes, sink_text, stamp
from connectors.microsoft.sink_event import flat
from syncd.model import Found, Task

APPLICATION = "syncd"
TITLE_LIMIT = 255  # To Do's own; a tick may go before ours
NOTES_LIMIT = 8192  # as elsewhere
_LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def key_of(task: Mapping[str, Any]) -> str:
    """Whose follow-up it is; "" for the user's own."""
    for link in task.get("linkedResources") or ():
        if link.get("applicationName") == APPLICATION and link.get("externalId"):
            return str(link["externalId"])
    return ""


def may_be_ours(task: Mapping[str, Any]) -> bool:
    """Whether it is worth asking for its links: it carries our stamp."""
    return "syncd-stamp:" in _content(task)


def new(task: Task, zone: tzinfo) -> dict[str, Any]:
    """A whole task with its link."""
    link = {"applicationName": APPLICATION, "displayName": "syncd", "externalId": task.key}
    return {**revised(task, zone), "importance": _importance(task.priority), "linkedResources": [link]}


def revised(task: Task, zone: tzinfo) -> dict[str, Any]:
    """The fields that give it title, notes and date; all else stays as the user has it."""
    title = sink_text.cut(stamp.one_line(task.title), TITLE_LIMIT - len(stamp.TICK))
    words = sink_text.cut(stamp.tidy(task.notes), sink_notes.room(NOTES_LIMIT))
    stamped = stamp.stamp(task.date, title, flat(words))
    reminder = datetime.combine(task.date, task.at, zone).astimezone(UTC)
    return {
        "title": title,
        "body": {"contentType": "text", "content": sink_notes.joined(words, stamped)},
        "dueDateTime": {"dateTime": f"{task.date.isoformat()}T00:00:00", "timeZone": "UTC"},
        "reminderDateTime": {"dateTime": f"{reminder:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        "isReminderOn": True,
    }


def closed(task: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that complete it, and say in the notes, if their line is still there, that it was syncd."""
    done: dict[str, Any] = {"status": "completed"}
    if (task.get("body") or {}).get("contentType") != "html":
        notes = sink_notes.marked(_content(task), "closed")
        done |= {"body": {"contentType": "text", "content": notes}} if notes else {}
    return done


def found(task: Mapping[str, Any], key: str, zone: tzinfo, ref: str) -> Found:
    """What the task says now."""
    title, notes = str(task.get("title") or ""), sink_notes.apart(_text(task))
    day = due(task, zone)
    reading = stamp.read(notes.stamp, day, title, flat(notes.words))
    done = task.get("status") == "completed" or reading.done
    return Found(
        key=key,
        title=title,
        date=day,
        done=done,
        moved=reading.moved,
        reworded=reading.reworded,
        etag=etag(task),
        ref=ref,
        stamp=notes.stamp if reading.day else "",
        closed_by_us=done and notes.state == "closed",
    )


def due(task: Mapping[str, Any], zone: tzinfo) -> date | None:
    """The day it is due: a midnight's date as written, of any other hour in UTC the day it falls on in `zone`."""
    given = task.get("dueDateTime") or {}
    try:
        moment = datetime.fromisoformat(str(given.get("dateTime")))
    except ValueError:
        return None
    if moment.time() == time() or str(given.get("timeZone") or "UTC").upper() not in ("UTC", "GMT"):
        return moment.date()
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


def etag(task: Mapping[str, Any]) -> str:
    """What the user can change of what syncd looks at."""
    content = repr([task.get(name) for name in ("title", "body", "status", "dueDateTime")])
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _importance(priority: int) -> str:
    return "high" if priority <= 3 else "low" if priority >= 7 else "normal"


def _content(task: Mapping[str, Any]) -> str:
    return str((task.get("body") or {}).get("content") or "")


def _text(task: Mapping[str, Any]) -> str:
    """The notes as lines of text, even if another program made HTML of them."""
    content = _content(task)
    if (task.get("body") or {}).get("contentType") != "html":
        return content
    return html.unescape(_TAG.sub("", _LINE_END.sub("\n", content)))
