"""Events, and the occurrences of those that repeat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from dateutil import rrule

from tests.simulators.microsoft.ledger import Item
from tests.simulators.microsoft.mailbox import Address
from tests.simulators.microsoft.zones import instant

Kind = Literal["singleInstance", "occurrence", "exception", "seriesMaster"]
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INDEX = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


@dataclass(frozen=True)
class Attendee:
    """Somebody invited, with their answer; `type` resource is a room."""

    address: Address
    response: str = "none"
    type: Literal["required", "optional", "resource"] = "required"


@dataclass(eq=False)
class Event(Item):
    """An event. `start` and `end` are wall clocks in `zone`, all-day ones midnights with an exclusive end."""

    calendar: str = ""
    subject: str = ""
    start: datetime = field(kw_only=True)
    end: datetime = field(kw_only=True)
    zone: str = "UTC"
    original_zone: str = ""  # another name than `zone`, such as tzone://Microsoft/Custom
    all_day: bool = False
    kind: Kind = "singleInstance"
    master: str = ""
    original: date | None = None  # the day that the series has for an occurrence or exception
    recurrence: dict[str, Any] | None = None
    exceptions: dict[date, Event] = field(default_factory=dict)
    left_out: set[date] = field(default_factory=set)
    uid: str = ""  # hexadecimal if Exchange made it; else what another service's invitation said
    bare: bool = False  # a foreign uid is shown as it is, the same for all occurrences, not wrapped
    organizer: Address = ""
    attendees: tuple[Attendee, ...] = ()
    response: str = "organizer"  # the owner's
    cancelled: bool = False
    show_as: str = "busy"
    sensitivity: str = "normal"
    importance: str = "normal"
    text: str = ""
    html: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    reminder: int = 15
    reminds: bool = True
    transaction: str | None = None
    online: str = ""  # where to join
    properties: dict[str, str] = field(default_factory=dict)

    def within(self, start: datetime, end: datetime) -> bool:
        """Whether it touches a window of instants."""
        return instant(self.start, self.zone) < end and instant(self.end, self.zone) > start

    def day(self) -> date:
        """The date of its start."""
        return self.start.date()


def occurrences(master: Event, start: datetime, end: datetime) -> Iterator[Event]:
    """What a series has in a window of instants, exceptions in place of their occurrences."""
    for day in _days(master, end):
        if day in master.left_out:
            continue
        one = master.exceptions.get(day) or occurrence(master, day)
        if one.within(start, end):
            yield one


def repeats_on(master: Event, day: date) -> bool:
    """Whether a series (still) has an occurrence for a day."""
    if master.recurrence is None:  # it became a single event
        return False
    return day not in master.left_out and day in _days(master, datetime.combine(day, time()))


def occurrence(master: Event, day: date) -> Event:
    """The occurrence of a series on a day."""
    start = datetime.combine(day, master.start.time())
    return replace(
        master,
        id=_derived(master.id, day),
        regular=_derived(master.regular, day),
        start=start,
        end=start + (master.end - master.start),
        kind="occurrence",
        master=master.id,
        original=day,
        recurrence=None,
        exceptions={},
        left_out=set(),
    )


def _derived(identity: str, day: date) -> str:
    return identity[:40] + hashlib.sha256(f"{identity}{day}".encode()).hexdigest()


def _days(master: Event, until: datetime) -> Iterator[date]:
    assert master.recurrence is not None
    pattern, span = master.recurrence["pattern"], master.recurrence["range"]
    rule = _rule(pattern, span, datetime.combine(master.day(), time()))
    last = max([until.date(), *master.exceptions]) + timedelta(days=2)
    for found in rule:
        if found.date() > last:
            return
        yield found.date()


def _rule(pattern: dict[str, Any], span: dict[str, Any], begin: datetime) -> rrule.rrule:
    """RFC 5545's words for Graph's pattern and range (learn: resources/recurrencepattern)."""
    kind: str = pattern["type"]
    words: dict[str, Any] = {"interval": pattern.get("interval", 1), "dtstart": begin, "wkst": rrule.SU}
    days = [_DAYS.index(one) for one in pattern.get("daysOfWeek", ())]
    if kind == "weekly":
        words["byweekday"] = days
        if "firstDayOfWeek" in pattern:
            words["wkst"] = _DAYS.index(pattern["firstDayOfWeek"])
    elif kind.startswith("absolute"):
        words["bymonthday"] = pattern["dayOfMonth"]
    elif kind.startswith("relative"):
        index = _INDEX[pattern.get("index", "first")]
        words["byweekday"] = [rrule.weekday(day)(index) for day in days]
    if kind.endswith("Yearly"):
        words["bymonth"] = pattern["month"]
    if span["type"] == "numbered":
        words["count"] = span["numberOfOccurrences"]
    elif span["type"] == "endDate":
        words["until"] = datetime.combine(date.fromisoformat(span["endDate"]), time())
    if kind == "daily":
        return rrule.rrule(rrule.DAILY, **words)
    if kind == "weekly":
        return rrule.rrule(rrule.WEEKLY, **words)
    return rrule.rrule(rrule.YEARLY if kind.endswith("Yearly") else rrule.MONTHLY, **words)
