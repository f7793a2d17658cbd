"""events.list: passes over a calendar by pages, and the tokens that pages and passes end with (PROVIDERS.md §2a)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dateutil.rrule import rrulestr

from tests.simulators.google import mask
from tests.simulators.google.calendar_world import Body, SimCalendar, instance_id, moment_of
from tests.simulators.google.server import Refusal

if TYPE_CHECKING:
    from tests.simulators.google.calendar_world import CalendarWorld

_WINDOW = ("timeMin", "timeMax", "updatedMin")
_UNTOKENED = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", *_WINDOW)
_UNSUPPORTED = ("q", "sharedExtendedProperty", "updatedMin", "maxAttendees")
_LARGEST = 2500


@dataclass(frozen=True)
class _Pass:
    """One traversal: what a sync or page token stands for. `version`: where the calendar stood at its start."""

    calendar: str
    query: dict[str, Any]
    version: int
    left: tuple[str, ...] = ()


@dataclass
class Listing:
    """Answers lists. `order` of ids, sizes of the next `pages`, requests until all sync tokens expire."""

    world: CalendarWorld
    note: Callable[[str], None]
    order: Callable[[list[str]], list[str]] = list
    pages: list[int] = field(default_factory=list)
    expire_in: int | None = None
    _syncs: dict[str, _Pass] = field(default_factory=dict)
    _pages: dict[str, _Pass] = field(default_factory=dict)
    _dead: set[str] = field(default_factory=set)

    def answer(self, place: SimCalendar, query: dict[str, Any]) -> Body:
        """One page, its events whole."""
        self._sensible(query)
        one = self._pass(place, query)
        most = min(query.get("maxResults", 250), _LARGEST)
        size = min(self.pages.pop(0), most) if self.pages else most
        shown, left = one.left[:size], one.left[size:]
        found = (self._find(place, name, query) for name in shown)
        return {
            "kind": "calendar#events",
            "etag": f'"p{self.world.version}"',
            "summary": place.summary,
            "updated": "2026-11-01T00:00:00.000Z",
            "timeZone": place.zone,
            "accessRole": place.role,
            "defaultReminders": [],
            "items": [body for body in found if body is not None],
            **self._next(one, left),
        }

    def only(self, answer: Body, wanted: str) -> Body:
        """What the `fields` parameter leaves of an answer."""
        if not wanted:
            return answer
        try:
            found: Body = mask.only(answer, wanted, "calendar", "Events")
        except mask.Unknown as error:
            self.note(f"fields: {error}")
            raise Refusal(400, "invalidParameter", f"Invalid field selection {error}") from error
        return found

    def _sensible(self, query: dict[str, Any]) -> None:
        if unsupported := [name for name in _UNSUPPORTED if name in query]:
            self._wrong(f"{unsupported[0]} is not simulated")
        if query.get("orderBy") == "startTime" and not query.get("singleEvents"):
            self._wrong("orderBy=startTime needs singleEvents")
        first, last = query.get("timeMin"), query.get("timeMax")
        if first and last and datetime.fromisoformat(first) >= datetime.fromisoformat(last):
            self._wrong("the time range is empty")
        if "syncToken" in query:
            if forbidden := [name for name in _UNTOKENED if name in query]:
                self._wrong(f"{forbidden[0]} together with syncToken")
            if query.get("showDeleted") is False:
                self._wrong("showDeleted=false together with syncToken")

    def _pass(self, place: SimCalendar, query: dict[str, Any]) -> _Pass:
        """The pass that the request begins or goes on with."""
        fixed = {name: value for name, value in query.items() if name not in ("pageToken", "syncToken")}
        since = self._known(query["syncToken"], self._syncs, place, fixed) if "syncToken" in query else None
        if "pageToken" in query:
            one = self._known(query["pageToken"], self._pages, place, fixed)
            if one.query.get("syncToken") != query.get("syncToken"):
                self._wrong("the syncToken is not that of the first page")
            return one
        names = self.order(self._names(place, query, since))
        return _Pass(place.id, dict(query), self.world.version, tuple(names))

    def _known(self, token: str, kept: dict[str, _Pass], place: SimCalendar, fixed: dict[str, Any]) -> _Pass:
        if kept is self._syncs and self.expire_in is not None:
            self.expire_in -= 1
            if self.expire_in < 0:
                self.expire_in = None
                self._dead |= self._syncs.keys()
        if token in self._dead:
            raise Refusal(410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.")
        one = kept.get(token)
        if one is None or one.calendar != place.id:
            raise Refusal(400, "invalid", "Invalid sync token value.")
        before = {name: value for name, value in one.query.items() if name not in ("pageToken", "syncToken")}
        if before != fixed:
            self._wrong("the parameters are not those of the first request")
        return one

    def _next(self, one: _Pass, left: tuple[str, ...]) -> Body:
        """The token that the page ends with."""
        if left:
            token = f"page-{len(self._pages)}="
            self._pages[token] = _Pass(one.calendar, one.query, one.version, left)
            return {"nextPageToken": token}
        if any(name in one.query for name in _UNTOKENED):
            return {}  # HA #81532: such a token means nothing
        token = f"sync-{len(self._syncs)}="
        self._syncs[token] = _Pass(one.calendar, one.query, one.version)
        return {"nextSyncToken": token}

    def _names(self, place: SimCalendar, query: dict[str, Any], since: _Pass | None) -> list[str]:
        if since is not None:
            return [name for name, version in place.versions.items() if version > since.version]
        chosen = [body for body in place.events.values() if self._wanted(place, body, query)]
        if query.get("singleEvents"):
            chosen = [one for body in chosen for one in self._expanded(place, body, query)]
            if query.get("orderBy"):
                chosen.sort(key=lambda body: moment_of(body["start"]))
        return [body["id"] for body in chosen]

    def _wanted(self, place: SimCalendar, body: Body, query: dict[str, Any]) -> bool:
        if body["status"] == "cancelled" and not query.get("showDeleted"):
            master = place.events.get(body.get("recurringEventId", ""), {"status": "cancelled"})
            if query.get("singleEvents") or master["status"] == "cancelled":
                return False
        private = body.get("extendedProperties", {}).get("private", {})
        for each in query.get("privateExtendedProperty", ()):
            name, _, value = each.partition("=")
            if private.get(name) != value:
                return False
        if query.get("iCalUID") not in (None, body.get("iCalUID")):
            return False
        types = query.get("eventTypes")
        return (not types or body.get("eventType") in types) and ("recurrence" in body or _within(body, query))

    def _expanded(self, place: SimCalendar, body: Body, query: dict[str, Any]) -> list[Body]:
        """The occurrences of a series that are as the series is (timed ones with RRULE only)."""
        if "recurrence" not in body:
            return [body]
        if "timeMax" not in query:
            self._wrong("singleEvents without timeMax is endless")
        start = moment_of(body["start"])
        rule = rrulestr("\n".join(body["recurrence"]), dtstart=start)
        found = []
        for at in rule.between(start, datetime.fromisoformat(query["timeMax"]), inc=True):
            original = {**body["start"], "dateTime": at.isoformat()}
            one = self._find(place, instance_id(body["id"], original), query)
            if one is not None and one["id"] not in place.events and _within(one, query):
                found.append(one)
        return found

    def _find(self, place: SimCalendar, name: str, query: dict[str, Any]) -> Body | None:
        """An event as it is now, or the occurrence of a series; None if it was forgotten meanwhile."""
        if name in place.events or not query.get("singleEvents"):
            return place.events.get(name)
        master, _, stamp = name.rpartition("_")
        body = place.events[master]
        start = moment_of(body["start"])
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(start.tzinfo)
        end = at + (moment_of(body["end"]) - start)
        shown = {key: value for key, value in body.items() if key != "recurrence"}
        first = {**body["start"], "dateTime": at.isoformat()}
        last = {**body["end"], "dateTime": end.isoformat()}
        return {
            **shown,
            "id": name,
            "recurringEventId": master,
            "originalStartTime": first,
            "start": first,
            "end": last,
        }

    def _wrong(self, text: str) -> None:
        """What a client of ours must never ask."""
        self.note(f"calendar.events.list: {text}")
        raise Refusal(400, "badRequest", text)


def _within(body: Body, query: dict[str, Any]) -> bool:
    if "start" not in body:
        return True
    start, end = moment_of(body["start"]), moment_of(body["end"])
    if "timeMin" in query and end <= datetime.fromisoformat(query["timeMin"]):
        return False
    return "timeMax" not in query or start < datetime.fromisoformat(query["timeMax"])
