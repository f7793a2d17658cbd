"""A user's calendars as they see them: events are made, moved, cancelled, declined. Changes are logged for deltas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from tests.simulators.microsoft.call import Refusal, not_found
from tests.simulators.microsoft.ledger import Ledger
from tests.simulators.microsoft.mailbox import Address
from tests.simulators.microsoft.series import Attendee, Event, occurrence, occurrences, repeats_on
from tests.simulators.microsoft.tokens import Tokens

Times = dict[str, tuple[datetime, datetime, str]]  # start, end and zone by id
_ALWAYS = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC))  # as far as changes of series are told


@dataclass(eq=False)
class Calendar:
    """One calendar."""

    id: str
    name: str
    default: bool = False
    editable: bool = True


class Agenda:
    """The calendars and events of one user.

    `tag_finds`: whether a filter by extended property on ``/me/events`` searches all calendars (as reported) or the
    default one. `conflict`: the code of a 412. `after_deletion`: what becomes of a transactionId whose event is gone
    (unknown): a *new* event, or *refused* with 409. `tells_occurrences`: whether what goes of a series is told by its
    own id, or (microsoft-graph-docs#4501) only by what is left of the series, or by the master's id.
    """

    def __init__(self, ledger: Ledger, address: str) -> None:
        self.address = address
        self.ledger = ledger
        self.tokens = Tokens("events")
        self.events: dict[str, Event] = {}
        self.log: list[tuple[int, str, str]] = []  # (number, calendar, event or occurrence)
        self.tag_finds: Literal["everything", "default"] = "everything"
        self.conflict = "ErrorIrresolvableConflict"
        self.after_deletion: Literal["new", "refused"] = "new"
        self.spent: set[str] = set()  # transaction ids of events that are gone
        self.tells_occurrences = True
        self._occurrences: dict[str, tuple[str, date]] = {}
        self.calendars: dict[str, Calendar] = {}
        self.default = self._calendar("Kalender", default=True)
        self._calendar("Geburtstage", editable=False)

    # ---- what the user does

    def create_calendar(self, name: str) -> Calendar:
        """A new calendar."""
        with self.ledger.lock:
            if any(one.name.lower() == name.lower() for one in self.calendars.values()):
                raise Refusal(409, "ErrorFolderExists", "A folder with the specified name already exists.")
            return self._calendar(name)

    def rename_calendar(self, calendar: Calendar, name: str) -> None:
        """Gives a calendar another name."""
        with self.ledger.lock:
            calendar.name = name

    def delete_calendar(self, calendar: Calendar) -> None:
        """With all that is in it."""
        with self.ledger.lock:
            for event in [one for one in self.events.values() if one.calendar == calendar.id]:
                self.delete(event)
            del self.calendars[calendar.id]

    def add(
        self,
        subject: str,
        start: datetime,
        end: datetime | None = None,
        *,
        attendees: Iterable[Attendee] = (),
        organizer: Address = "",
        calendar: Calendar | None = None,
        **more: Any,
    ) -> Event:
        """An event, an hour long if not said. `start` with an offset is kept in UTC, without one in `zone`.

        An `organizer` other than the owner makes it an invitation, unanswered unless `response` says more; as Exchange
        has it, they are then also among the attendees, without an answer.
        """
        with self.ledger.lock:
            people = tuple(attendees)
            foreign = bool(organizer) and _plain(organizer) != self.address
            if foreign and not any(_plain(one.address) == _plain(organizer) for one in people):
                people = (Attendee(organizer), *people)
            fields: dict[str, Any] = {"response": "notResponded" if foreign else "organizer", **more}
            end = end or start + (timedelta(days=1) if fields.get("all_day") else timedelta(hours=1))
            if start.tzinfo is not None:
                start, end = (one.astimezone(UTC).replace(tzinfo=None) for one in (start, end))
            where = (calendar or self.default).id
            return self.put(
                Event(
                    *self.ledger.ids(),
                    self.ledger.change(),
                    calendar=where,
                    subject=subject,
                    start=start,
                    end=end,
                    attendees=people,
                    organizer=organizer or self.address,
                    created=self.ledger.now(),
                    **fields,
                )
            )

    def add_series(self, subject: str, start: datetime, recurrence: dict[str, Any], **more: Any) -> Event:
        """A series, with Graph's patternedRecurrence; ``weekly(start)`` makes the usual one."""
        return self.add(subject, start, recurrence=recurrence, kind="seriesMaster", **more)

    def edit(self, event: Event, **fields: Any) -> None:
        """Changes fields of an event or series."""
        with self.ledger.lock:
            before = self._times(event)
            for name, value in fields.items():
                assert hasattr(event, name), name
                setattr(event, name, value)
            self._touch(event, before)

    def move(self, event: Event, start: datetime) -> None:
        """To another time, as long as before; `start` in the event's zone if it has no offset."""
        if start.tzinfo is not None:
            start = start.astimezone(UTC).replace(tzinfo=None)
            self.edit(event, zone="UTC")
        self.edit(event, end=start + (event.end - event.start), start=start)

    def cancel(self, event: Event) -> None:
        """Its organizer cancelled: it stays on the invitee's calendar, the organizer's own copy vanishes."""
        if _plain(event.organizer) == self.address:
            self.delete(event)
        else:
            self.edit(event, cancelled=True, subject=f"Abgesagt: {event.subject}")

    def respond(self, event: Event, response: str) -> None:
        """The owner answers an invitation; what is declined leaves the calendar."""
        if response == "declined":
            self.delete(event)
        else:
            self.edit(event, response=response)

    def decline(self, event: Event) -> None:
        """The owner declines."""
        self.respond(event, "declined")

    def delete(self, event: Event) -> None:
        """For good; a series with all its occurrences."""
        with self.ledger.lock:
            before = self._times(event)
            del self.events[event.id]
            if event.transaction:
                self.spent.add(event.transaction)
            self._log(event.calendar, [event.id, *(before if self.tells_occurrences else ())])

    def change_occurrence(self, master: Event, day: date, **fields: Any) -> Event:
        """One occurrence becomes an exception; it keeps its id."""
        with self.ledger.lock:
            before = self._times(master)
            base = master.exceptions.get(day) or occurrence(master, day)
            if "start" in fields:
                fields.setdefault("end", fields["start"] + (base.end - base.start))
            master.exceptions[day] = replace(base, **{"kind": "exception", **fields})
            self._touch(master, before)
            return master.exceptions[day]

    def delete_occurrence(self, master: Event, day: date) -> None:
        """One occurrence goes."""
        with self.ledger.lock:
            before = self._times(master)
            master.exceptions.pop(day, None)
            master.left_out.add(day)
            self._touch(master, before)

    def expire(self, *, status: int = 410, code: str = "SyncStateNotFound", begun: bool | None = None) -> int:
        """Delta and next links of all calendars are forgotten, with `begun` only next links; says how many."""
        with self.ledger.lock:
            return self.tokens.expire(status=status, code=code, begun=begun)

    # ---- what the API asks

    def put(self, event: Event) -> Event:
        """Keeps a new event."""
        event.uid = event.uid or f"{event.change:024X}"
        self.events[event.id] = event
        self._touch(event, {})
        return event

    def find(self, identity: str, *, immutable: bool) -> Event:
        """An event, series, exception or occurrence by its id. Raises Refusal."""
        for event in self.events.values():
            if identity == (event.id if immutable else event.regular):
                return event
        master_id, day = self._occurrences.get(identity, ("", date.min))
        master = self.events.get(master_id)
        if master is None or not repeats_on(master, day):
            raise not_found()
        return master.exceptions.get(day) or occurrence(master, day)

    def calendar(self, identity: str) -> Calendar:
        """A calendar by its id. Raises Refusal."""
        if identity not in self.calendars:
            raise not_found()
        return self.calendars[identity]

    def expand(self, event: Event, start: datetime, end: datetime) -> list[Event]:
        """What of an event or series lies in a window."""
        if event.kind != "seriesMaster":
            return [event] if event.within(start, end) else []
        found = list(occurrences(event, start, end))
        for one in found:
            assert one.original is not None
            self._occurrences[one.id] = self._occurrences[one.regular] = (event.id, one.original)
        return found

    def everything(self, series: Event) -> list[Event]:
        """All occurrences and exceptions of a series, some years ahead."""
        return self.expand(series, *_ALWAYS)

    def _calendar(self, name: str, *, default: bool = False, editable: bool = True) -> Calendar:
        calendar = Calendar(self.ledger.container(), name, default, editable)
        self.calendars[calendar.id] = calendar
        return calendar

    def _times(self, event: Event) -> Times:
        """Where each occurrence of a series lies; nothing for a single event."""
        if event.kind != "seriesMaster":
            return {}
        return {one.id: (one.start, one.end, one.zone) for one in self.everything(event)}

    def _touch(self, event: Event, before: Times) -> None:
        """Logs the event, and each occurrence that went or lies elsewhere now: it may have left a window."""
        event.change = self.ledger.change()
        event.modified = self.ledger.now()
        for one in event.exceptions.values():
            one.change, one.modified = event.change, event.modified
        after = self._times(event) if self.tells_occurrences else before
        self._log(event.calendar, [event.id, *(one for one, times in before.items() if after.get(one) != times)])

    def _log(self, calendar: str, ids: list[str]) -> None:
        number = self.ledger.change()
        self.log += [(number, calendar, one) for one in ids]


def weekly(start: datetime, *, until: date | None = None, count: int = 0) -> dict[str, Any]:
    """A patternedRecurrence: each week on the weekday of `start`."""
    span: dict[str, Any] = {"type": "noEnd", "startDate": start.date().isoformat()}
    if until is not None:
        span |= {"type": "endDate", "endDate": until.isoformat()}
    if count:
        span |= {"type": "numbered", "numberOfOccurrences": count}
    day = start.strftime("%A").lower()
    return {"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": [day]}, "range": span}


def _plain(address: Address) -> str:
    return (address[1] if isinstance(address, tuple) else address).lower()
