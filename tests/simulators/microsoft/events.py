"""`calendars` and `events`: list, get, create once per transactionId, change and delete under If-Match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulators.microsoft import odata
from tests.simulators.microsoft.agenda import Agenda, Calendar
from tests.simulators.microsoft.call import Call, Forbidden, Refusal, Reply, not_found
from tests.simulators.microsoft.event_view import changed, property_id, show
from tests.simulators.microsoft.odata import Invalid, Tagged, Term
from tests.simulators.microsoft.paging import page
from tests.simulators.microsoft.sending import Outgoing, Sent
from tests.simulators.microsoft.series import Event
from tests.simulators.microsoft.zones import instant

_WIDEST = timedelta(days=1825)  # microsoft-graph-docs#6284


class Calendars:
    """The operations on calendars."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def list(self, call: Call) -> Reply:
        """All calendars."""
        return page(call, "calendars", list(self._agenda.calendars.values()), self._show)

    def default(self, call: Call) -> Reply:
        """The one that ``/me/events`` means."""
        return Reply(body={"@odata.context": call.context("calendar"), **self._show(self._agenda.default)})

    def get(self, call: Call) -> Reply:
        """One."""
        return Reply(body=self._show(self._agenda.calendar(call.path["calendar"])))

    def create(self, call: Call) -> Reply:
        """A new one; a second of one name is refused."""
        return Reply(201, self._show(self._agenda.create_calendar(call.body["name"])))

    def _show(self, calendar: Calendar) -> dict[str, Any]:
        return {
            "id": calendar.id,
            "name": calendar.name,
            "color": "auto",
            "hexColor": "",
            "isDefaultCalendar": calendar.default,
            "changeKey": "DxYSthXJXEWwAQSYQnXvIgAAIxGttg==",
            "canShare": calendar.editable,
            "canViewPrivateItems": True,
            "canEdit": calendar.editable,
            "allowedOnlineMeetingProviders": ["teamsForBusiness"],
            "defaultOnlineMeetingProvider": "teamsForBusiness",
            "isTallyingResponses": True,
            "isRemovable": not calendar.default,
            "owner": {"name": self._agenda.address, "address": self._agenda.address},
        }


class Events:
    """The operations on events."""

    def __init__(self, agenda: Agenda, outgoing: Outgoing) -> None:
        self._agenda = agenda
        self._outgoing = outgoing

    def list(self, call: Call) -> Reply:
        """Single events and masters of one calendar; a search by tag goes over all."""
        calendar = place(self._agenda, call)
        keep, tagged = self._condition(call.query.get("$filter"))
        everywhere = tagged and "calendar" not in call.path and self._agenda.tag_finds == "everything"
        found = [one for one in self._agenda.events.values() if (everywhere or one.calendar == calendar.id)]
        order = call.query.get("$orderby", "start/dateTime")
        if order not in ("start/dateTime", "start/dateTime desc"):
            raise Forbidden("BadRequest", f"$orderby={order} is not simulated")
        found.sort(key=_begin, reverse=order.endswith("desc"))
        return page(call, path(call, "events"), [one for one in found if keep(one)], lambda one: show(call, one))

    def get(self, call: Call) -> Reply:
        """One event, series, exception or occurrence."""
        return Reply(body={"@odata.context": call.context("events/$entity"), **show(call, self._find(call))})

    def instances(self, call: Call) -> Reply:
        """The occurrences of a series in a window."""
        found = self._agenda.expand(self._find(call), *window(call))
        return page(call, f"events/{call.path['event']}/instances", found, lambda one: show(call, one))

    def create(self, call: Call) -> Reply:
        """201; for a transactionId whose event exists 201 again, with that event as it is."""
        calendar = place(self._agenda, call)
        if not calendar.editable:
            raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        transaction = call.body.get("transactionId")
        for event in self._agenda.events.values():
            if transaction and event.transaction == transaction:
                return Reply(201, show(call, event))
        if transaction in self._agenda.spent and self._agenda.after_deletion == "refused":
            raise Refusal(409, "ErrorDuplicateTransactionId", "The transactionId was used before.")
        for name in ("start", "end"):
            if not call.body.get(name):
                raise Refusal(400, "ErrorPropertyValidationFailure", f"At least one property failed: {name}")
        now = self._agenda.ledger.now()
        blank = Event(
            *self._agenda.ledger.ids(),
            self._agenda.ledger.change(),
            calendar=calendar.id,
            start=now,
            end=now,
            organizer=self._agenda.address,
            transaction=transaction,
            created=now,
        )
        event = self._agenda.put(changed(blank, call.body))
        self._tell("invitation", event)
        return Reply(201, show(call, event), {"location": call.link(f"events('{call.id(event)}')", {}).rstrip("?")})

    def update(self, call: Call) -> Reply:
        """Changes what the body names. A stale If-Match is 412."""
        event = self._find(call)
        if event.master:
            raise Forbidden("NotImplemented", "changing one occurrence is not simulated")
        call.guard(event, self._agenda.conflict)
        new = changed(event, call.body)
        names = [one.name for one in fields(Event) if getattr(new, one.name) is not getattr(event, one.name)]
        self._agenda.edit(event, **{name: getattr(new, name) for name in names})
        self._tell("update", event)
        return Reply(body=show(call, event))

    def delete(self, call: Call) -> Reply:
        """204; once more 404. Attendees are told."""
        event = self._find(call)
        call.guard(event, self._agenda.conflict)
        if event.master:
            assert event.original is not None
            self._agenda.delete_occurrence(self._agenda.events[event.master], event.original)
        else:
            self._agenda.delete(event)
        self._tell("cancellation", event)
        return Reply(204)

    def _tell(self, why: str, event: Event) -> None:
        """What Exchange mails to the attendees of a change by the organizer."""
        others = [one.address for one in event.attendees]
        if others and event.response == "organizer":
            plain = tuple(one[1] if isinstance(one, tuple) else one for one in others)
            self._outgoing.mails.append(Sent(why, plain, event.subject))

    def _find(self, call: Call) -> Event:
        event = self._agenda.find(call.path["event"], immutable=call.prefer.immutable)
        if "calendar" in call.path and event.calendar != self._agenda.calendar(call.path["calendar"]).id:
            raise not_found()
        return event

    def _condition(self, text: str | None) -> tuple[Callable[[Event], bool], bool]:
        if text is None:
            return (lambda event: True), False
        found = odata.terms(text)
        first = found[0]
        if isinstance(first, Tagged):
            wanted, value = property_id(first.id), first.value.lower()
            return (lambda event: (event.properties.get(wanted) or "").lower() == value), True
        checks = [_check(term) for term in found if isinstance(term, Term)]
        return (lambda event: all(check(event) for check in checks)), False


def _check(term: Term) -> Callable[[Event], bool]:
    if term.name in ("start/dateTime", "end/dateTime") and term.operator in ("ge", "gt", "le", "lt"):
        limit = _moment(term.value)
        at: Callable[[Event], datetime] = _begin if term.name.startswith("start") else _finish
        return {
            "ge": lambda event: at(event) >= limit,
            "gt": lambda event: at(event) > limit,
            "le": lambda event: at(event) <= limit,
            "lt": lambda event: at(event) < limit,
        }[term.operator]
    if (term.name, term.operator) == ("subject", "eq"):
        return lambda event: event.subject == term.value
    raise Invalid(f"$filter on {term.name} {term.operator} is not known")


def _begin(event: Event) -> datetime:
    return instant(event.start, event.zone)


def _finish(event: Event) -> datetime:
    return instant(event.end, event.zone)


def place(agenda: Agenda, call: Call) -> Calendar:
    """The calendar that a call is about: the default one unless its path names another."""
    return agenda.calendar(call.path["calendar"]) if "calendar" in call.path else agenda.default


def path(call: Call, what: str) -> str:
    """The path of a link, with the calendar if the call named one."""
    return f"calendars('{call.path['calendar']}')/{what}" if "calendar" in call.path else what


def window(call: Call) -> tuple[datetime, datetime]:
    """The two instants of a view; without an offset they are UTC. Raises Refusal."""
    try:
        start, end = (_moment(call.query[name]) for name in ("startDateTime", "endDateTime"))
    except KeyError as error:
        text = "This request requires a time window specified by StartDateTime and EndDateTime."
        raise Refusal(400, "ErrorInvalidParameter", text) from error
    if end <= start:
        raise Refusal(400, "ErrorInvalidParameter", "The end of the time window lies before its start.")
    if end - start > _WIDEST:
        text = "The range between the start and end dates is greater than the allowed range. Maximum number of days: "
        raise Forbidden("ErrorInvalidRequest", f"{text}{_WIDEST.days}")
    return start, end


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{text} is no time") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
