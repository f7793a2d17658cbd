"""Follow-ups as events in an Outlook calendar of their own (Graph v1.0; PROVIDERS.md §4, §7d).

An event is looked for by its key before it is made, and made with a transactionId, so a repetition makes no second.
No attendee is ever named; an event to which the user invited somebody is not written any more, because Exchange would
mail them. Changes are guarded by If-Match.

What was deleted leaves no trace in Exchange. A follow-up that the user deleted is not made again by a machine that has
seen it (see `sink_memory`); one that has not may make it again, unless Exchange refuses the transactionId.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from connectors.microsoft import sink_event
from connectors.microsoft.errors import Refusal
from connectors.microsoft.session import Refused, Session
from connectors.microsoft.sink_calendar import OwnCalendar
from connectors.microsoft.sink_memory import Memory
from connectors.microsoft.sink_outcome import unexpected, used_before
from connectors.microsoft.sink_query import AS_TEXT, IN_UTC, asked, entries, segment
from syncd.model import Found, Task
from syncd.notebook import Notebook
from syncd.ports import Conflict, Trouble
from syncd.settings import Account

_PREFER = (IN_UTC, AS_TEXT)
_GONE = (Refusal.NOT_FOUND, Refusal.RESYNC)  # 404, 410
_PAGE = "250"
_DOING, _LOOKING = "writing follow-ups to the calendar", "looking at the calendar for follow-ups"


class CalendarSink:
    """`ports.TaskSink` over the calendar named (or identified by) `calendar`. `zone` is the user's."""

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
        self._calendar = OwnCalendar(account, session, notebook, calendar, now)
        self._notebook = notebook

    def tasks(self) -> Sequence[Found]:
        """All events of ours. No calendar is no events; one that is gone is Trouble."""
        calendar = self._calendar.find()
        if calendar is None:
            return []
        # newest first: what is deleted while pages are read moves only what lies long behind
        listed = self._events(calendar, orderby="start/dateTime desc", top=_PAGE)
        ours = sink_event.ours(listed, calendar)
        self._memory(calendar).looked({key: calendar for key, _ in ours})
        return [sink_event.found(event, key, self._zone) for key, event in ours]

    def create(self, task: Task) -> None:
        """Makes it, and the calendar if there is none. One that the user deleted stays deleted."""
        calendar = self._calendar.make()
        memory = self._memory(calendar)
        there = any(key == task.key for key, _ in sink_event.ours(self._keyed(calendar, task.key), calendar))
        if not there and memory.deleted_or_there(task.key):
            return
        if not there:
            self._insert(calendar, task, memory.generation(task.key))
        memory.made(task.key, calendar)

    def update(self, task: Task, found: Found) -> None:
        """Replaces title, notes and date. Conflict if it was changed or is gone."""
        event = self._same(found)
        if event is None:
            raise Conflict(f"“{found.title}” is no longer in {self.name}; the next run decides anew")
        self._write("PATCH", event, found, sink_event.revised(task, self._zone, event))

    def complete(self, found: Found) -> None:
        """Titles it ✓, wherever it was moved. What is ticked already stays as the user ticked it."""
        event = self._same(found)
        if event is not None and not found.done:
            self._write("PATCH", event, found, sink_event.closed(event))

    def remove(self, found: Found) -> None:
        """Deletes it, after a note that it is syncd: what users delete is never made again."""
        event = self._same(found)
        if event is not None:
            self._memory(str(self._calendar.find())).removing(found.key)
            self._write("DELETE", event, found)

    # ---- one event

    def _insert(self, calendar: str, task: Task, generation: int) -> None:
        """Posts it. A transactionId that was used before has made it: it is there, or somebody deleted it."""
        transaction = sink_event.transaction(calendar, task.key, generation)
        body = {**sink_event.new(task, self._zone), "transactionId": transaction}
        try:
            self._session.send("POST", _path(calendar), body, doing=_DOING, prefer=_PREFER)
        except Refused as refused:
            if not used_before(refused):
                raise self._refused(refused, _DOING) from refused

    def _same(self, found: Found) -> dict[str, Any] | None:
        """The event as it was found, None if it is gone; Conflict if it was changed, or somebody is invited to it."""
        calendar = self._calendar.find()
        if calendar is None:
            return None
        path = asked(f"{_path(calendar)}/{segment(found.ref)}", select=sink_event.SELECT, expand=sink_event.EXPAND)
        try:
            event = self._session.get(path, doing=_LOOKING, prefer=_PREFER)
        except Refused as refused:
            if refused.meaning in _GONE:
                return None
            raise self._refused(refused, _LOOKING) from refused
        if event.get("isCancelled"):
            return None
        if sink_event.etag(event) != found.etag:
            raise self._conflict(found)
        if sink_event.guests(event):
            raise Conflict(f"“{found.title}” in {self.name} has guests now, who would be mailed: it is left to you")
        return event

    def _write(self, verb: str, event: dict[str, Any], found: Found, body: dict[str, Any] | None = None) -> None:
        """Patches or deletes, if it still is as `event`."""
        headers = {"If-Match": str(event["@odata.etag"])} if event.get("@odata.etag") else {}
        path = f"{_path(str(self._calendar.find()))}/{segment(found.ref)}"
        try:
            self._session.send(verb, path, body, doing=_DOING, headers=headers, prefer=_PREFER)
        except Refused as refused:
            if verb == "DELETE" and refused.meaning in _GONE:
                return
            if refused.meaning in (Refusal.CHANGED, *_GONE):
                raise self._conflict(found) from refused
            raise self._refused(refused, _DOING) from refused

    # ---- all events

    def _keyed(self, calendar: str, key: str) -> list[dict[str, Any]]:
        return self._events(calendar, filter=sink_event.keyed(key))

    def _events(self, calendar: str, **options: str) -> list[dict[str, Any]]:
        """Single events and masters: the occurrences of what a user made a series of are not listed."""
        path = asked(_path(calendar), select=sink_event.SELECT, expand=sink_event.EXPAND, **options)
        try:
            return list(entries(self._session, path, doing=_LOOKING, prefer=_PREFER))
        except Refused as refused:
            raise self._refused(refused, _LOOKING) from refused

    def _memory(self, calendar: str) -> Memory:
        return Memory(self._notebook, f"{self._calendar.note}/events/{calendar}")

    def _refused(self, refused: Refused, doing: str) -> Trouble:
        if refused.meaning in _GONE:
            return self._calendar.gone()
        return unexpected(refused, self._account, doing)

    def _conflict(self, found: Found) -> Conflict:
        return Conflict(f"“{found.title}” was changed in {self.name} meanwhile; the next run decides anew")


def _path(calendar: str) -> str:
    return f"/me/calendars/{segment(calendar)}/events"
