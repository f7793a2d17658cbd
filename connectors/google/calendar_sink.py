"""Follow-ups as events in a Google calendar of their own (Calendar API v3; PROVIDERS.md §2c, §7d).

Ids are made from the keys, so an event can be made twice by nobody: Google answers 409. Writes say sendUpdates=none
and never name an attendee; what a user adds to an event stays. Changes are guarded by the etag that was found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from connectors.google import sink_event
from connectors.google.errors import Refusal
from connectors.google.session import Refused, Session
from connectors.google.sink_calendar import OwnCalendar
from connectors.google.sink_outcome import unexpected
from syncd.model import Found, Task
from syncd.notebook import Notebook
from syncd.ports import Conflict, Trouble
from syncd.settings import Account

_GONE = (Refusal.NOT_FOUND, Refusal.GONE)
_DOING, _LOOKING = "writing follow-ups to the calendar", "looking at the calendar for follow-ups"


class CalendarSink:
    """`ports.TaskSink` over the calendar named (or, with an @, identified by) `calendar`. `zone` is the user's."""

    def __init__(
        self,
        account: Account,
        session: Session,
        notebook: Notebook,
        calendar: str,
        zone: tzinfo,
        now: Callable[[], datetime],
    ) -> None:
        self.name = f"{account.name}/{calendar}"
        self._account, self._session, self._zone = account.name, session, zone
        self._calendar = OwnCalendar(account, session, notebook, calendar, zone, now)

    def tasks(self) -> Sequence[Found]:
        """All events of ours that are not deleted. No calendar is no events; one that is gone is Trouble."""
        calendar = self._calendar.find()
        if calendar is None:
            return []
        listed = {str(event["id"]): event for event in self._pages(calendar)}
        keyed = [(event, sink_event.key_of(event)) for _, event in sorted(listed.items())]
        return [sink_event.found(event, key, self._zone) for event, key in keyed if key]

    def create(self, task: Task) -> None:
        """Makes it, and the calendar if there is none. One that the user deleted is there, too: it stays deleted."""
        calendar = self._calendar.make()
        for name in sink_event.ids(task.key):
            if self._inserted(calendar, name, task) or self._settled(calendar, name, task.key):
                return
        raise Trouble(
            f"account {self._account}: other events have taken all the ids that “{task.title}” may have in "
            f"{self.name}: name another calendar as `calendar` under [followups]"
        )

    def update(self, task: Task, found: Found) -> None:
        """Replaces title, notes and date. Conflict if it was changed or is gone."""
        event = self._same(found)
        if event is None:
            raise Conflict(f"“{found.title}” is no longer in {self.name}; the next run decides anew")
        self._write("patch", event, found, body=sink_event.revised(task, self._zone, event))

    def complete(self, found: Found) -> None:
        """Titles it ✓, wherever it was moved. What is ticked already stays as the user ticked it."""
        event = self._same(found)
        if event is not None and not found.done:
            title = sink_event.ticked(str(event.get("summary", "")))
            self._write("patch", event, found, body={"summary": title, **sink_event.marked(event, "closed")})

    def remove(self, found: Found) -> None:
        """Deletes it, after a property of it said that it was syncd: what users delete is never made again."""
        event = self._same(found)
        if event is not None:
            event = self._write("patch", event, found, body=sink_event.marked(event, "removed"))
            self._write("delete", event, found)

    # ---- one event

    def _inserted(self, calendar: str, name: str, task: Task) -> bool:
        """Whether it was made; False if the id is taken."""
        body = {"id": name, **sink_event.new(task, self._zone)}
        request = self._events().insert(calendarId=calendar, body=body, sendUpdates="none")
        try:
            self._session.write(request, doing=_DOING)
        except Refused as refused:
            if refused.meaning is Refusal.EXISTS:
                return False
            raise self._refused(refused, _DOING) from refused
        return True

    def _settled(self, calendar: str, name: str, key: str) -> bool:
        """Whether what has the id is this follow-up, there or deleted by the user. What Google does not show any more
        was deleted long ago; the rest is somebody else's, or deleted by syncd: then the next id is tried.
        """
        event = self._get(calendar, name)
        if event is None:
            return True
        if event.get("status") == "cancelled":
            bare = "extendedProperties" not in event and "summary" not in event
            return bare or (sink_event.ours(event, key) and not sink_event.removed(event))
        return sink_event.ours(event, key)

    def _same(self, found: Found) -> dict[str, Any] | None:
        """The event as it was found, None if it is gone; Conflict if it was changed."""
        calendar = self._calendar.find()
        event = self._get(calendar, found.ref) if calendar is not None else None
        if event is None or event.get("status") == "cancelled":
            return None
        if event.get("etag", "") != found.etag:
            raise self._conflict(found)
        return event

    def _get(self, calendar: str, name: str) -> dict[str, Any] | None:
        try:
            return self._session.read(self._events().get(calendarId=calendar, eventId=name), doing=_LOOKING)
        except Refused as refused:
            if refused.meaning in _GONE:
                return None
            raise self._refused(refused, _LOOKING) from refused

    def _write(self, verb: str, event: dict[str, Any], found: Found, **more: Any) -> dict[str, Any]:
        """Patches or deletes, if it still is as `event`."""
        where = {"calendarId": self._calendar.find(), "eventId": found.ref, "sendUpdates": "none"}
        request = getattr(self._events(), verb)(**where, **more)
        headers = {"If-Match": str(event["etag"])} if event.get("etag") else {}
        try:
            return self._session.write(request, doing=_DOING, headers=headers)
        except Refused as refused:
            if verb == "delete" and refused.meaning in _GONE:
                return {}
            if refused.meaning in (Refusal.CHANGED, *_GONE):
                raise self._conflict(found) from refused
            raise self._refused(refused, _DOING) from refused

    # ---- all events

    def _pages(self, calendar: str) -> list[dict[str, Any]]:
        """Every event that carries our property; the occurrences of what a user made a series of are not listed."""
        events: list[dict[str, Any]] = []
        token: str | None = None
        while True:
            more = {"pageToken": token} if token else {}
            request = self._events().list(
                calendarId=calendar,
                privateExtendedProperty=sink_event.OURS,
                showDeleted=False,
                singleEvents=False,
                maxResults=250,
                **more,
            )
            try:
                page = self._session.read(request, doing=_LOOKING)
            except Refused as refused:
                raise self._refused(refused, _LOOKING) from refused
            events += [event for event in page.get("items", ()) if event.get("status") != "cancelled"]
            token = page.get("nextPageToken")
            if not token:
                return events

    def _refused(self, refused: Refused, doing: str) -> Trouble:
        if refused.meaning in _GONE:
            return self._calendar.gone()
        return unexpected(refused, self._account, doing)

    def _conflict(self, found: Found) -> Conflict:
        return Conflict(f"“{found.title}” was changed in {self.name} meanwhile; the next run decides anew")

    def _events(self) -> Any:
        return self._session.service("calendar").events()
