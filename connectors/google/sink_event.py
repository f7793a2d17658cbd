"""A follow-up as an event of Google Calendar and back; pure.

What syncd wrote is kept in private extended properties, out of the user's sight: ``syncd_key``, ``syncd_stamp`` (see
`connectors.stamp`), ``syncd_start`` (the instant it was meant for, so that moving house moves no event; see
`connectors.ics_task`) and ``syncd_state``: open, closed or removed by syncd.
"""

from __future__ import annotations

from base64 import b32hexencode
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal

from connectors import stamp
from connectors.google import sink_text
from syncd.model import Found, Task

OURS = "syncd=1"  # the property that finds them all
GENERATIONS = 8
LENGTH = timedelta(minutes=15)


def ids(key: str) -> Iterator[str]:
    """The event ids of a key, the same on every machine: base32hex of it; the later ones if a former can't be had."""
    first = b32hexencode(key.encode()).decode().rstrip("=").lower()
    yield first
    for generation in range(1, GENERATIONS):
        yield f"{first}0g{generation}"


def ours(event: Mapping[str, Any], key: str) -> bool:
    """True if an event with an id of this key is the follow-up, not somebody else's."""
    return _private(event).get("syncd_key") == key


def removed(event: Mapping[str, Any]) -> bool:
    """True if syncd deleted it, not the user."""
    return _private(event).get("syncd_state") == "removed"


def key_of(event: Mapping[str, Any]) -> str:
    """Whose follow-up it is; "" for the user's own, also for a copy they made: that has another id."""
    key = _private(event).get("syncd_key", "")
    return key if key and str(event.get("id")) in ids(key) else ""


def new(task: Task, zone: tzinfo) -> dict[str, Any]:
    """A whole event, but for its id. Nobody is invited; colleagues who can see the calendar see no more than a time."""
    reminder = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 0}]}
    looks = {"transparency": "transparent", "visibility": "private", "reminders": reminder}
    return {**_words(task, zone), **looks, **_times(_start(task, zone), zone)}


def revised(task: Task, zone: tzinfo, before: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that give it new title, notes and date; all else stays. An all-day event stays one."""
    if "date" in before.get("start", {}):
        tomorrow = task.date + timedelta(days=1)
        days = {"start": {"date": task.date.isoformat()}, "end": {"date": tomorrow.isoformat()}}
        return {**_words(task, zone), **days}
    return {**_words(task, zone), **_times(_start(task, zone), zone)}


def ticked(title: str) -> str:
    """The title of an event that is closed."""
    return stamp.TICK + stamp.one_line(title)


def marked(event: Mapping[str, Any], state: Literal["closed", "removed"]) -> dict[str, Any]:
    """The field that leaves a trace of what syncd did. All properties are named: nothing hangs on how they merge."""
    return {"extendedProperties": {"private": {**_private(event), "syncd_state": state}}}


def found(event: Mapping[str, Any], key: str, zone: tzinfo) -> Found:
    """What the event says now."""
    private, title = _private(event), str(event.get("summary", ""))
    start = _moment(event.get("start", {}))
    day = start.astimezone(zone).date() if isinstance(start, datetime) else start
    stamped = private.get("syncd_stamp", "")
    reading = stamp.read(stamped, day, title, sink_text.plain(str(event.get("description", ""))))
    if reading.day is not None and start is not None and start == _instant(private.get("syncd_start", "")):
        day = reading.day
    return Found(
        key=key,
        title=title,
        date=day,
        done=reading.done,
        moved=reading.moved and day != reading.day,
        reworded=reading.reworded,
        etag=str(event.get("etag", "")),
        ref=str(event["id"]),
        stamp=stamped if reading.day else "",
        closed_by_us=reading.done and private.get("syncd_state") == "closed",
    )


def _words(task: Task, zone: tzinfo) -> dict[str, Any]:
    title, description = sink_text.title(task.title), sink_text.description(task.notes)
    private = {
        "syncd": "1",
        "syncd_key": task.key,
        "syncd_stamp": stamp.stamp(task.date, title, sink_text.plain(description)),
        "syncd_start": _utc(_start(task, zone)),
        "syncd_state": "open",
    }
    return {"summary": title, "description": description, "extendedProperties": {"private": private}}


def _start(task: Task, zone: tzinfo) -> datetime:
    return datetime.combine(task.date, task.at, zone).astimezone(UTC)


def _times(start: datetime, zone: tzinfo) -> dict[str, Any]:
    named = {"timeZone": name} if (name := getattr(zone, "key", None)) else {}
    return {
        "start": {"dateTime": start.astimezone(zone).isoformat(), **named},
        "end": {"dateTime": (start + LENGTH).astimezone(zone).isoformat(), **named},
    }


def _private(event: Mapping[str, Any]) -> dict[str, str]:
    private: dict[str, str] = event.get("extendedProperties", {}).get("private", {})
    return private


def _moment(given: Mapping[str, Any]) -> datetime | date | None:
    """An instant, the date of an all-day event, or None for what can't be read."""
    if "date" in given:
        try:
            return date.fromisoformat(str(given["date"]))
        except ValueError:
            return None
    return _instant(str(given.get("dateTime", "")))


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
