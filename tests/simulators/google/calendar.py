"""Google Calendar, strict: what PROVIDERS.md §2 says it does, refuses and forgets.

`CalendarSim(server)` becomes the server's ``calendar``. What people do goes through the methods of `CalendarWorld`;
`shuffled`, `pages` and `expire_tokens` make it as awkward as it may be. A combination of parameters that no client of
ours should ever send is refused and noted in the server's `violations`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.simulators.google.calendar_listing import Listing
from tests.simulators.google.calendar_world import Body, CalendarWorld, SimCalendar
from tests.simulators.google.calendar_writing import READ_ONLY, checked, merged, replaced
from tests.simulators.google.server import Call, GoogleServer, Refusal

_APP = "https://www.googleapis.com/auth/calendar.app.created"
_ID = re.compile(r"[0-9a-v]{5,1024}\Z")
_ROLES = ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
_WRITERS = frozenset(_ROLES[2:])
_DETAILS = frozenset({"kind", "etag", "id", "status", "start", "end", "recurrence", "recurringEventId"}) | {
    "originalStartTime",
    "updated",
    "iCalUID",
    "eventType",
    "visibility",
}


class CalendarSim(CalendarWorld):
    """The API's methods and the knobs.

    `mails` lists every write that would have sent mail to guests: ``insert ID``. With `refuse_guests` any attendee in a
    write is a violation. `pages` are the sizes of the next pages (0: an empty one); after those, as large as asked.
    """

    def __init__(self, server: GoogleServer) -> None:
        super().__init__(server.oauth.address)
        server.apis["calendar"] = self
        self.mails: list[str] = []
        self.refuse_guests = False
        self._note: Callable[[str], None] = server.violations.append
        self._listing = Listing(self, self._note)
        self.pages = self._listing.pages

    # ---- knobs

    def shuffled(self, order: Callable[[list[str]], list[str]]) -> None:
        """Lists give ids in this order from now on; unspecified, but the same for all pages of a list."""
        self._listing.order = order

    def expire_tokens(self, *, after: int = 0) -> None:
        """After so many more requests with a sync token, all tokens given out so far answer 410."""
        self._listing.expire_in = after

    @property
    def expiring(self) -> bool:
        """True until `expire_tokens` struck."""
        return self._listing.expire_in is not None

    # ---- calendars

    def calendarList_list(self, call: Call) -> Body:
        """All calendars, by pages."""
        query = call.query
        lowest = _ROLES.index(query.get("minAccessRole", _ROLES[0]))
        listed = [one for one in self.calendars.values() if query.get("showHidden") or not one.hidden]
        listed = [one for one in listed if one.role in _ROLES[lowest:]]
        first = int(query.get("pageToken", "0"))
        last = first + min(query.get("maxResults", 100), 250)
        more = {"nextPageToken": str(last)} if last < len(listed) else {"nextSyncToken": f"calendars-{self.version}"}
        return {
            "kind": "calendar#calendarList",
            "etag": f'"{self.version}"',
            "items": [self._entry(one) for one in listed[first:last]],
            **more,
        }

    def calendarList_get(self, call: Call) -> Body:
        """One calendar of the list."""
        return self._entry(self._place(call))

    def calendars_get(self, call: Call) -> Body:
        """One calendar's metadata."""
        return self._metadata(self._place(call))

    def calendars_insert(self, call: Call) -> Body:
        """Makes a secondary calendar, which belongs to this client then."""
        if not call.body.get("summary"):
            raise Refusal(400, "required", "Missing title.")
        about = {"zone": call.body.get("timeZone", "UTC"), "description": call.body.get("description", "")}
        name = self.calendar(call.body["summary"], by_app=True, **about)
        return self._metadata(self.calendars[name])

    def calendars_delete(self, call: Call) -> None:
        """Deletes a secondary calendar."""
        place = self._place(call, write=True)
        if place.primary:
            raise Refusal(400, "invalid", "Cannot delete primary calendar.")
        del self.calendars[place.id]

    # ---- events

    def events_list(self, call: Call) -> Body:
        """See `Listing`."""
        place = self._place(call)
        answer = self._listing.answer(place, call.query)
        answer["items"] = [self._shown(place, one) for one in answer["items"]]
        return self._listing.only(answer, call.query.get("fields", ""))

    def events_get(self, call: Call) -> Body:
        """One event, also a deleted one."""
        place = self._place(call)
        return self._shown(place, self._there(place, call))

    def events_insert(self, call: Call) -> Body:
        """A new event; an id that was ever used is taken, also if its event was deleted."""
        place = self._place(call, write=True)
        body = checked(call.body)
        if "id" in body and "iCalUID" in body:
            raise Refusal(400, "invalid", "Only one of id and iCalUID may be given.")
        if "id" in body and not _ID.match(body["id"]):
            raise Refusal(400, "invalid", "Invalid resource id value.")
        if body.get("id") in place.events:
            raise Refusal(409, "duplicate", "The requested identifier already exists.")
        self._guests(call, body)
        event = self.add(body, place.id)
        self._mail("insert", event, call, body)
        return place.events[event]

    def events_patch(self, call: Call) -> Body:
        """Changes the fields that are given."""
        return self._rewritten(call, merged)

    def events_update(self, call: Call) -> Body:
        """Replaces the event."""
        return self._rewritten(call, replaced)

    def events_delete(self, call: Call) -> None:
        """Deletes; the organizer's copy keeps its details."""
        place = self._place(call, write=True)
        body = self._guarded(place, call)
        if body["status"] == "cancelled":
            raise Refusal(410, "deleted", "Resource has been deleted")
        self._mail("delete", body["id"], call, body)
        self.delete(body["id"], place.id, bare=False)

    # ---- shared

    def _rewritten(self, call: Call, combine: Callable[[Body, Body], Body]) -> Body:
        place = self._place(call, write=True)
        before = self._guarded(place, call)
        if before["status"] == "cancelled":
            raise Refusal(403, "forbidden", "Forbidden")
        self._guests(call, call.body)
        body = checked(combine(before, call.body))
        names = (before.keys() | body.keys()) - READ_ONLY
        fields = {name: body.get(name) for name in names if body.get(name) != before.get(name)}
        self.change(before["id"], place.id, **fields)
        self._mail("update", before["id"], call, place.events[before["id"]])
        return place.events[before["id"]]

    def _place(self, call: Call, *, write: bool = False) -> SimCalendar:
        """The calendar that a call is for, if its token may touch it."""
        name = call.path["calendarId"]
        place = self.calendars.get(self.address if name == "primary" else name)
        only_own = call.scopes & call.method.scopes == {_APP}
        if place is None or place.role == "none" or (only_own and not place.by_app):
            raise Refusal(404, "notFound", "Not Found")
        if write and place.role not in _WRITERS:
            raise Refusal(403, "requiredAccessLevel", "You need to have writer access to this calendar.")
        return place

    def _there(self, place: SimCalendar, call: Call) -> Body:
        body = place.events.get(call.path["eventId"])
        if body is None:
            raise Refusal(404, "notFound", "Not Found")
        return body

    def _guarded(self, place: SimCalendar, call: Call) -> Body:
        """The event, if it still has the etag of If-Match; that is looked at first."""
        body = self._there(place, call)
        if call.headers.get("if-match", "*") not in ("*", body["etag"]):
            raise Refusal(412, "conditionNotMet", "Precondition Failed")
        return body

    def _guests(self, call: Call, body: Body) -> None:
        if self.refuse_guests and "attendees" in body:
            self._note(f"{call.method.id} writes attendees")

    def _mail(self, what: str, event: str, call: Call, body: Body) -> None:
        """Only sendUpdates=none is sure to tell nobody."""
        if body.get("attendees") and call.query.get("sendUpdates") != "none":
            self.mails.append(f"{what} {event}")

    def _shown(self, place: SimCalendar, body: Body) -> Body:
        """An event as far as the user's role lets it be seen."""
        private = body.get("visibility") in ("private", "confidential")
        if place.role in ("owner", "writer") or not (private or place.role == "freeBusyReader"):
            return body
        return {name: value for name, value in body.items() if name in _DETAILS}

    def _entry(self, place: SimCalendar) -> Body:
        entry: dict[str, Any] = {
            **self._metadata(place),
            "kind": "calendar#calendarListEntry",
            "accessRole": place.role,
            "selected": True,
            "colorId": "14",
            "defaultReminders": [],
        }
        marks = {"primary": place.primary, "hidden": place.hidden, "summaryOverride": place.override}
        entry |= {name: value for name, value in marks.items() if value}
        return entry

    def _metadata(self, place: SimCalendar) -> Body:
        return {
            "kind": "calendar#calendar",
            "etag": f'"{len(place.events)}"',
            "id": place.id,
            "summary": place.summary,
            "timeZone": place.zone,
            **({"description": place.description} if place.description else {}),
        }
