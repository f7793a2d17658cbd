"""A follow-up as an event of Outlook's calendar and back; pure.

What syncd wrote is kept in single-value extended properties, out of the user's sight: ``SyncdKey``, ``SyncdStamp`` (see
`connectors.stamp`), ``SyncdStart`` (the instant it was meant for, so that moving house moves no event; see
`connectors.ics_task`) and ``SyncdState``: open or closed. The category tells the calendar's readers that it is ours.

The transactionId, which Exchange makes only one event of, is a UUIDv5 of calendar, key and how often syncd removed it:
two machines send the same, and a calendar that replaces a deleted one starts afresh.

Exchange keeps bodies as HTML and gives text back with other white space, and links behind their own text, so only the
words are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid5

from connectors import sink_text, stamp
from connectors.microsoft.sink_memory import GENERATIONS
from connectors.microsoft.sink_query import literal
from syncd.model import Found, Task

CATEGORY = "syncd"
LENGTH = timedelta(minutes=15)
SUBJECT_LIMIT = 255  # Exchange; a tick goes before ours
NOTES_LIMIT = 8192  # as elsewhere; Exchange takes more
_PROPERTIES = UUID("9eb299de-6895-4ed9-9bcf-92509bf747c5")  # never to be changed: all events made so far carry it
_TRANSACTIONS = UUID("e6f5a1c5-7df1-4550-a180-223449008434")  # likewise
NAMES = {
    name: f"String {{{_PROPERTIES}}} Name {name}" for name in ("SyncdKey", "SyncdStamp", "SyncdStart", "SyncdState")
}
_EITHER = " or ".join(f"id eq {literal(one)}" for one in NAMES.values())
EXPAND = f"singleValueExtendedProperties($filter={_EITHER})"
SELECT = "id,subject,body,start,end,isAllDay,isCancelled,attendees,transactionId"
_LINK = re.compile(r"(?<=\S)\s*<(?:https?|mailto):[^<>\s]*>")


def keyed(key: str) -> str:
    """The filter that finds the event of a key."""
    return (
        f"singleValueExtendedProperties/Any(ep: ep/id eq {literal(NAMES['SyncdKey'])} and ep/value eq {literal(key)})"
    )


def transaction(calendar: str, key: str, generation: int = 0) -> str:
    """What makes Exchange make it once."""
    return str(uuid5(_TRANSACTIONS, f"{calendar}\n{key}\n{generation}"))


def ours(events: Iterable[Mapping[str, Any]], calendar: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The events that are follow-ups, with their keys, by id; without the copies a user made.

    A copy has our properties and another transactionId (Outlook on the web) or none (others).
    """
    by_key: dict[str, list[Mapping[str, Any]]] = {}
    for event in events:
        key = _properties(event).get("SyncdKey", "")
        if key and not event.get("isCancelled"):
            by_key.setdefault(key, []).append(event)
    found = []
    for key, some in by_key.items():
        known = {transaction(calendar, key, generation) for generation in range(GENERATIONS)}
        genuine = [one for one in some if str(one.get("transactionId")).lower() in known]
        found += [(key, one) for one in genuine or (one for one in some if not one.get("transactionId"))]
    return sorted(found, key=lambda one: str(one[1]["id"]))


def guests(event: Mapping[str, Any]) -> bool:
    """Whether the user invited somebody: then every change would be mailed to them."""
    return bool(event.get("attendees"))


def new(task: Task, zone: tzinfo) -> dict[str, Any]:
    """A whole event, but for its transactionId. Nobody is invited; who may see the calendar sees no more than a time.

    It reminds when it begins: left out, Exchange would remind a quarter of an hour before.
    """
    looks = {"showAs": "free", "sensitivity": "private", "categories": [CATEGORY]}
    reminder = {"isReminderOn": True, "reminderMinutesBeforeStart": 0}
    return {**_written(task, zone), **looks, **reminder, **_times(_start(task, zone))}


def revised(task: Task, zone: tzinfo, before: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that give it new title, notes and date; all else stays. An all-day event stays one."""
    if before.get("isAllDay"):
        midnight = datetime.combine(task.date, time())
        days = {"start": _moment(midnight), "end": _moment(midnight + timedelta(days=1))}
        return {**_written(task, zone), **days}
    return {**_written(task, zone), **_times(_start(task, zone))}


def closed(event: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that title it ✓. All properties are named: nothing hangs on how they merge."""
    title = sink_text.cut(stamp.TICK + stamp.one_line(str(event.get("subject") or "")), SUBJECT_LIMIT)
    return {"subject": title, **_tagged({**_properties(event), "SyncdState": "closed"})}


def found(event: Mapping[str, Any], key: str, zone: tzinfo) -> Found:
    """What the event says now. One with guests is the user's own, as if reworded."""
    tags, title = _properties(event), str(event.get("subject") or "")
    start = _begin(event)
    day = start.astimezone(zone).date() if isinstance(start, datetime) else start
    stamped = tags.get("SyncdStamp", "")
    reading = stamp.read(stamped, day, title, _words(event))
    if reading.day is not None and start is not None and start == _instant(tags.get("SyncdStart", "")):
        day = reading.day
    return Found(
        key=key,
        title=title,
        date=day,
        done=reading.done,
        moved=reading.moved and day != reading.day,
        reworded=reading.reworded or guests(event),
        etag=etag(event),
        ref=str(event["id"]),
        stamp=stamped if reading.day else "",
        closed_by_us=reading.done and tags.get("SyncdState") == "closed",
    )


def etag(event: Mapping[str, Any]) -> str:
    """What the user can change. Exchange's own changes, too, when a reminder is dismissed."""
    fields = [event.get(name) for name in ("subject", "body", "start", "end", "isAllDay", "isCancelled", "attendees")]
    content = repr([*fields, sorted(_properties(event).items())])
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def flat(text: str) -> str:
    """The words of a text as Exchange may give it back."""
    return " ".join(_LINK.sub("", text).split())


def _written(task: Task, zone: tzinfo) -> dict[str, Any]:
    title = sink_text.cut(stamp.one_line(task.title), SUBJECT_LIMIT - len(stamp.TICK))
    notes = sink_text.cut(stamp.tidy(task.notes), NOTES_LIMIT)
    tags = {
        "SyncdKey": task.key,
        "SyncdStamp": stamp.stamp(task.date, title, flat(notes)),
        "SyncdStart": f"{_start(task, zone):%Y-%m-%dT%H:%M:%SZ}",
        "SyncdState": "open",
    }
    return {"subject": title, "body": {"contentType": "text", "content": notes}, **_tagged(tags)}


def _tagged(tags: Mapping[str, str]) -> dict[str, Any]:
    values = [{"id": NAMES[name], "value": value} for name, value in tags.items() if name in NAMES]
    return {"singleValueExtendedProperties": values}


def _properties(event: Mapping[str, Any]) -> dict[str, str]:
    """By name: the id may come back in another spelling."""
    given = event.get("singleValueExtendedProperties") or ()
    return {str(one.get("id")).rpartition(" Name ")[2]: str(one.get("value") or "") for one in given}


def _words(event: Mapping[str, Any]) -> str:
    body = event.get("body") or {}
    content = str(body.get("content") or "")
    return flat(sink_text.words(content) if body.get("contentType") == "html" else content)


def _start(task: Task, zone: tzinfo) -> datetime:
    return datetime.combine(task.date, task.at, zone).astimezone(UTC)


def _times(start: datetime) -> dict[str, Any]:
    return {"start": _moment(start), "end": _moment(start + LENGTH)}


def _moment(at: datetime) -> dict[str, str]:
    return {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _begin(event: Mapping[str, Any]) -> datetime | date | None:
    """An instant, the date of an all-day event (its zone means nothing), or None for what can't be read."""
    given = event.get("start") or {}
    text = str(given.get("dateTime") or "")
    if event.get("isAllDay"):
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None
    return _instant(f"{text}Z") if given.get("timeZone") == "UTC" else None


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
