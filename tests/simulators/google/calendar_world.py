"""What Google Calendar holds for one user: calendars and events, and what people do to them in its web page.

Facts: PROVIDERS.md §2 and the discovery document. Bodies are kept in the API's form. Every write gives the event a new
etag, a new `updated` and a new version; versions are what sync tokens count by.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Body = dict[str, Any]

_BARE = ("kind", "etag", "id", "status")  # all that is promised of a deleted event
_BARE_INSTANCE = (*_BARE, "recurringEventId", "originalStartTime")  # and of a cancelled exception
_MOVES = frozenset({"start", "end", "recurrence"})


def timed(wall: str, zone: str = "Europe/Berlin") -> Body:
    """A start or end: ``2026-11-02T10:00`` on the wall clock of `zone`."""
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    return {"dateTime": moment.isoformat(), "timeZone": zone}


def all_day(day: str) -> Body:
    """A start or (exclusive) end that is a date."""
    return {"date": day}


def instance_id(master: str, original: Body) -> str:
    """The id of the occurrence that the series has at `original`."""
    if "date" in original:
        return f"{master}_{original['date'].replace('-', '')}"
    return f"{master}_{datetime.fromisoformat(original['dateTime']).astimezone(UTC):%Y%m%dT%H%M%SZ}"


@dataclass
class SimCalendar:
    """One calendar as the user sees it. `by_app`: made by this OAuth client. `versions`: id → last change."""

    id: str
    summary: str
    description: str = ""
    role: str = "owner"
    override: str = ""
    primary: bool = False
    hidden: bool = False
    by_app: bool = False
    zone: str = "Europe/Berlin"
    events: dict[str, Body] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)


class CalendarWorld:
    """The user's own deeds; `calendar` is "primary" or an id."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.calendars = {address: SimCalendar(address, address, primary=True)}
        self.version = 0
        self._now = datetime(2026, 11, 1, tzinfo=UTC)
        self._count = 0

    def calendar(self, summary: str, **about: Any) -> str:
        """Another calendar; `about` sets fields of `SimCalendar`. Gives its id."""
        self._count += 1
        name = about.pop("id", f"c_{self._count:026d}@group.calendar.google.com")
        self.calendars[name] = SimCalendar(name, summary, **about)
        return str(name)

    def remove_calendar(self, calendar: str) -> None:
        """The calendar and all in it is gone."""
        del self.calendars[calendar]

    def at(self, calendar: str = "primary") -> SimCalendar:
        """The calendar itself."""
        return self.calendars[self.address if calendar == "primary" else calendar]

    def add(self, event: Body, calendar: str = "primary") -> str:
        """A new event with what Google adds to it; gives its id. Organized by the calendar unless `event` says."""
        place = self.at(calendar)
        body = copy.deepcopy(event)
        if "id" not in body:
            self._count += 1
            body["id"] = f"ev{self._count:06d}"
        body.setdefault("iCalUID", f"{body['id']}@google.com")
        body.setdefault("organizer", {"email": place.id})
        body.setdefault("creator", {"email": self.address if place.primary else body["organizer"].get("email", "")})
        body = {
            "kind": "calendar#event",
            "status": "confirmed",
            "htmlLink": f"https://www.google.com/calendar/event?eid={body['id']}",
            "created": self._stamp(self._now),
            "sequence": 0,
            "reminders": {"useDefault": True},
            "eventType": "default",
            **body,
        }
        self._own(body, place)
        self._written(place, body)
        return str(body["id"])

    def event(self, event: str, calendar: str = "primary") -> Body:
        """The event as it is now."""
        return self.at(calendar).events[event]

    def change(self, event: str, calendar: str = "primary", **fields: Any) -> None:
        """Sets fields; None removes one. Moving it raises its sequence."""
        place = self.at(calendar)
        body = {**place.events[event], **copy.deepcopy(fields)}
        body = {name: value for name, value in body.items() if value is not None}
        if _MOVES & fields.keys():
            body["sequence"] = body.get("sequence", 0) + 1
        self._own(body, place)
        self._written(place, body)

    def touch(self, event: str, calendar: str = "primary") -> None:
        """Delivers it again unchanged, as a new reminder does: `updated` stays."""
        place = self.at(calendar)
        self._written(place, dict(place.events[event]), quiet=True)

    def delete(self, event: str, calendar: str = "primary", *, bare: bool = True, exceptions: bool = True) -> None:
        """Deletes an event, with a series its exceptions; `exceptions` False: of those nothing is said."""
        place = self.at(calendar)
        if exceptions:
            for one in [one["id"] for one in place.events.values() if one.get("recurringEventId") == event]:
                self._cancel(place, one, bare=bare)
        self._cancel(place, event, bare=bare)

    def purge(self, event: str, calendar: str = "primary") -> None:
        """What was deleted long ago is forgotten."""
        place = self.at(calendar)
        del place.events[event], place.versions[event]

    def cancel_instance(
        self, master: str, original: Body, calendar: str = "primary", *, bare: bool = True, sparse: bool = False
    ) -> str:
        """One occurrence does not take place; gives its id.

        `sparse`: of it not even its key is told (met by compass-calendar#2808, though the document promises that).
        """
        place = self.at(calendar)
        event = self._instance(place, master, original)
        self._cancel(place, event, bare=bare)
        if sparse:
            body = place.events[event]
            place.events[event] = {name: body[name] for name in _BARE}
        return event

    def move_instance(self, master: str, original: Body, calendar: str = "primary", **fields: Any) -> str:
        """One occurrence is different; gives its id. `fields` as for `change`."""
        place = self.at(calendar)
        event = self._instance(place, master, original)
        self.change(event, calendar, **fields)
        return event

    def split(self, master: str, first: Body, calendar: str = "primary", **fields: Any) -> str:
        """“This and following”: the series ends before `first`, a new one begins there. Gives the new one's id."""
        place = self.at(calendar)
        before = place.events[master]
        begins = instance_id("", first)[1:]
        if "date" in first:
            until = f"{date.fromisoformat(first['date']) - timedelta(days=1):%Y%m%d}"
        else:
            until = f"{datetime.fromisoformat(first['dateTime']).astimezone(UTC) - timedelta(seconds=1):%Y%m%dT%H%M%SZ}"
        ended = [_until(line, until) for line in before["recurrence"]]
        for one in list(place.events.values()):
            if one.get("recurringEventId") == master and instance_id("", one["originalStartTime"])[1:] >= begins:
                self._cancel(place, one["id"], bare=True)
        name = f"{master}_R{begins.rstrip('Z')}"
        length = moment_of(before["end"]) - moment_of(before["start"])
        after = {**before, "id": name, "iCalUID": f"{name}@google.com", "start": first, "end": _later(first, length)}
        self.change(master, calendar, recurrence=ended)
        self.add({**after, "sequence": 0, **fields}, calendar)
        return name

    def exceptions(self, master: str, calendar: str = "primary") -> Iterator[Body]:
        """The occurrences of a series that are not as the series is."""
        return (one for one in self.at(calendar).events.values() if one.get("recurringEventId") == master)

    # ---- how it is kept

    def _instance(self, place: SimCalendar, master: str, original: Body) -> str:
        """The exception for an occurrence; made if there is none yet."""
        event = instance_id(master, original)
        if event not in place.events:
            before = place.events[master]
            length = moment_of(before["end"]) - moment_of(before["start"])
            body = {name: copy.deepcopy(value) for name, value in before.items() if name != "recurrence"}
            body |= {"id": event, "recurringEventId": master, "originalStartTime": original}
            self._written(place, {**body, "start": original, "end": _later(original, length)})
        return event

    def _cancel(self, place: SimCalendar, event: str, *, bare: bool) -> None:
        body = place.events[event]
        if bare:
            kept = _BARE_INSTANCE if "recurringEventId" in body else _BARE
            body = {name: body[name] for name in kept}
        self._written(place, {**body, "status": "cancelled"}, quiet=bare)

    def _own(self, body: Body, place: SimCalendar) -> None:
        """Marks the calendar's own entries, as this copy shows them."""
        for one in [body.get("organizer", {}), body.get("creator", {}), *body.get("attendees", ())]:
            one.pop("self", None)
            if one.get("email") == place.id:
                one["self"] = True
        for one in body.get("attendees", ()):
            one.setdefault("responseStatus", "needsAction")
            if one.get("email") and one["email"] == body.get("organizer", {}).get("email"):
                one["organizer"] = True

    def _written(self, place: SimCalendar, body: Body, *, quiet: bool = False) -> None:
        self.version += 1
        self._now += timedelta(seconds=1)
        body["etag"] = f'"{3_000_000_000 + self.version}"'
        if not quiet:
            body["updated"] = self._stamp(self._now)
        place.events[body["id"]] = body
        place.versions[body["id"]] = self.version

    @staticmethod
    def _stamp(moment: datetime) -> str:
        return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def _until(line: str, until: str) -> str:
    if not line.startswith("RRULE:"):
        return line
    return re.sub(r";(UNTIL|COUNT)=[^;]*", "", line) + f";UNTIL={until}"


def moment_of(given: Body) -> datetime:
    """A start or end as something that can be subtracted and compared."""
    if "date" in given:
        return datetime.combine(date.fromisoformat(given["date"]), datetime.min.time(), UTC)
    return datetime.fromisoformat(given["dateTime"])


def _later(start: Body, length: timedelta) -> Body:
    if "date" in start:
        return {"date": (date.fromisoformat(start["date"]) + length).isoformat()}
    return {**start, "dateTime": (datetime.fromisoformat(start["dateTime"]) + length).isoformat()}
