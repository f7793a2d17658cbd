"""`calendarView` and its delta: a window that is frozen into the token, in which series come as their occurrences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.simulators.microsoft.agenda import Agenda
from tests.simulators.microsoft.call import Call, Forbidden, Refusal, Reply
from tests.simulators.microsoft.event_view import show, stub
from tests.simulators.microsoft.events import path, place, window
from tests.simulators.microsoft.paging import page
from tests.simulators.microsoft.series import Event
from tests.simulators.microsoft.tokens import Entry, Round
from tests.simulators.microsoft.zones import instant


class View:
    """The views of one user's calendars."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def list(self, call: Call) -> Reply:
        """Singles, occurrences and exceptions in a window, each in full; masters are not among them."""
        if "$filter" in call.query or "$orderby" in call.query:
            raise Forbidden("BadRequest", "a filter on calendarView is not simulated")
        start, end = window(call)
        calendar = place(self._agenda, call).id
        events = [one for one in self._agenda.events.values() if one.calendar == calendar]
        found = [one for event in events for one in self._agenda.expand(event, start, end)]
        found.sort(key=lambda one: instant(one.start, one.zone))
        return page(call, path(call, "calendarView"), found, lambda one: show(call, one))

    def delta(self, call: Call) -> Reply:
        """One page of changes in the window."""
        calendar = place(self._agenda, call).id
        given = self._agenda.tokens.given(call)
        if given is not None and given.scope != calendar:
            raise Forbidden("SyncStateInvalid", "the link of another calendar")
        round_ = given or self._first(call, calendar)
        span = _window(round_)
        if not round_.begun:
            round_ = self._begin(round_, span, fresh=given is None)
        size = call.prefer.page or round_.page or 10
        body: dict[str, Any] = {"@odata.context": call.context("Collection(event)")}
        body["value"] = list(self._entries(call, calendar, span, round_.pending[:size]))
        links = self._agenda.tokens.finish(call, path(call, "calendarView/delta"), round_, round_.pending[size:])
        return Reply(body=body | links)

    def _first(self, call: Call, calendar: str) -> Round:
        more = set(call.query) - {"startDateTime", "endDateTime"}
        if more:
            raise Forbidden("ErrorInvalidUrlQuery", f"a delta of calendarView does not take {sorted(more)}")
        start, end = window(call)
        options = (("start", start.isoformat()), ("end", end.isoformat()))
        return Round(calendar, options, page=call.prefer.page)

    def _begin(self, round_: Round, span: tuple[datetime, datetime], *, fresh: bool) -> Round:
        upto = self._agenda.ledger.seq
        if fresh:
            touched = [one.id for one in self._agenda.events.values() if one.calendar == round_.scope]
        else:
            log = self._agenda.log
            touched = [one for number, where, one in log if where == round_.scope and round_.since < number <= upto]
        pending: list[str] = []
        for one in dict.fromkeys(touched):
            event = self._agenda.events.get(one)
            if event is None or event.calendar != round_.scope:  # gone, or dragged to another calendar
                pending += [] if fresh else [one]
                continue
            inside = [each.id for each in self._agenda.expand(event, *span)]
            if event.kind == "seriesMaster" and event.within(*span):
                inside = [event.id, *inside]
            if not inside and not fresh:
                inside = [event.id]  # told as removed, also if it never was in the window
            pending += inside
        return replace(round_, upto=upto, pending=tuple(map(Entry, dict.fromkeys(pending))), begun=True)

    def _entries(
        self, call: Call, calendar: str, span: tuple[datetime, datetime], entries: Iterable[Entry]
    ) -> Iterator[dict[str, Any]]:
        for entry in entries:
            event = self._alive(entry.id)
            if event is None or event.calendar != calendar or not event.within(*span):
                yield {"id": self._id(call, entry.id, event), "@removed": {"reason": "deleted"}}
            elif event.kind == "occurrence":
                yield stub(call, event)
            else:
                yield {"@odata.type": "#microsoft.graph.event", **show(call, event)}

    def _alive(self, identity: str) -> Event | None:
        try:
            return self._agenda.find(identity, immutable=True)
        except Refusal:
            return None

    def _id(self, call: Call, identity: str, event: Event | None) -> str:
        return call.id(event) if event is not None else identity


def _window(round_: Round) -> tuple[datetime, datetime]:
    start, end = (round_.option(name) or "" for name in ("start", "end"))
    return datetime.fromisoformat(start), datetime.fromisoformat(end)
