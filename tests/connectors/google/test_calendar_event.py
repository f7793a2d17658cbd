"""One entry of Google's as an Event: times, guests, answers, kinds; and that nothing at all makes it fail otherwise."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.google import calendar_event
from connectors.google.calendar_event import FIELDS, Copy, Unclear, cancelled, identity, is_ours, original_of
from syncd.model import Answer, Attendee, AttendeeType, Event, Moment
from syncd.store.payload import dump_event, load_event
from tests.simulators.google import mask

ME, GRACE, BOSS = "ada@example.org", "grace@example.com", "boss@example.org"
BERLIN = "Europe/Berlin"
MINE = Copy(ME, zone=BERLIN)
SHARED = Copy(ME, own=False, zone=BERLIN)
START = {"dateTime": "2026-11-02T10:00:00+01:00", "timeZone": BERLIN}
END = {"dateTime": "2026-11-02T11:00:00+01:00", "timeZone": BERLIN}


def read(copy: Copy = MINE, **entry: Any) -> Event:
    """The event of an entry; it starts on 2026-11-02 at ten unless it says otherwise."""
    return calendar_event.event({"id": "e", "start": START, "end": END, **entry}, "u", copy)


def guest(email: str, answer: str = "accepted", **more: Any) -> dict[str, Any]:
    return {"email": email, "responseStatus": answer, **more}


def test_a_meeting() -> None:
    """Given a meeting as Google tells it, when read, then each field has its place."""
    found = read(
        status="confirmed",
        htmlLink="https://www.google.com/calendar/event?eid=x",
        updated="2026-10-01T08:00:00.500Z",
        summary=" The\nbridge ",
        organizer={"email": "Grace@Example.com", "displayName": "Grace Hopper"},
        attendees=[
            guest("grace@example.com", organizer=True, displayName="Grace\tHopper"),
            guest("A.da@googlemail.com", "tentative"),
            guest("room@resource.calendar.google.com", resource=True),
            {"displayName": "Nobody", "id": "12"},
        ],
        sequence=3,
        eventType="default",
    )
    assert found == Event(
        uid="u",
        start=Moment("2026-11-02T10:00:00", BERLIN),
        end=Moment("2026-11-02T11:00:00", BERLIN),
        sequence=3,
        updated=1790841600,
        organizer=GRACE,
        organizer_name="Grace Hopper",
        attendees=(
            Attendee(GRACE, "Grace Hopper", Answer.ACCEPTED),
            Attendee("ada@gmail.com", "", Answer.TENTATIVE),
            Attendee("room@resource.calendar.google.com", "", Answer.ACCEPTED, AttendeeType.RESOURCE),
            Attendee("", "Nobody", Answer.NONE),
        ),
        summary="The bridge",
        link="https://www.google.com/calendar/event?eid=x",
    )


@pytest.mark.parametrize(
    ("start", "moment", "unknown"),
    [
        ({"date": "2026-11-02"}, Moment("2026-11-02"), ""),
        ({"date": "2026-11-02", "timeZone": "America/New_York"}, Moment("2026-11-02"), ""),
        (START, Moment("2026-11-02T10:00:00", BERLIN), ""),
        ({**START, "timeZone": "America/New_York"}, Moment("2026-11-02T04:00:00", "America/New_York"), ""),
        ({**START, "timeZone": "Eastern Standard Time"}, Moment("2026-11-02T04:00:00", "America/New_York"), ""),
        ({**START, "timeZone": "UTC"}, Moment("2026-11-02T09:00:00", "UTC"), ""),
        ({"dateTime": "2026-11-02T09:00:00Z"}, Moment("2026-11-02T10:00:00", BERLIN), ""),
        ({"dateTime": "2026-11-02T09:00:00.999Z"}, Moment("2026-11-02T10:00:00", BERLIN), ""),
        ({"dateTime": "2026-11-02T10:00:00", "timeZone": BERLIN}, Moment("2026-11-02T10:00:00", BERLIN), ""),
        ({**START, "timeZone": "Mars/Olympus"}, Moment("2026-11-02T10:00:00", BERLIN), "Mars/Olympus"),
    ],
)
def test_times(start: dict[str, str], moment: Moment, unknown: str) -> None:
    """Given a start in a named zone, a day, or a zone nobody knows, when read, then the instant is kept."""
    found = read(start=start, end={})
    assert (found.start, found.unknown_zone) == (moment, unknown)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-02T10:00:00+05:30", Moment("2026-11-02T10:00:00", "+05:30")),
        ("2026-11-02T10:00:00-03:00", Moment("2026-11-02T10:00:00", "-03:00")),
        ("2026-11-02T10:00:00+00:00", Moment("2026-11-02T10:00:00", "UTC")),
        ("2026-11-02T10:00:00+00:19:32", Moment("2026-11-02T09:40:28", "UTC")),
        ("2026-11-02T10:00:00", Moment("2026-11-02T10:00:00")),
    ],
)
def test_times_without_any_known_zone(text: str, moment: Moment) -> None:
    """Given neither event nor calendar has a known zone, when read, then the offset is kept; without one it floats."""
    assert read(Copy(ME), start={"dateTime": text}).start == moment


def test_the_hour_that_comes_twice() -> None:
    """Given 02:30 of the longer night, when read, then it is the instant Google means; a series keeps its clock."""
    second = {"dateTime": "2026-10-25T02:30:00+01:00", "timeZone": BERLIN}
    assert read(start={**second, "dateTime": "2026-10-25T02:30:00+02:00"}).start.zone == BERLIN
    assert read(start=second).start == Moment("2026-10-25T01:30:00", "UTC")
    assert read(start=second, recurrence=["RRULE:FREQ=DAILY"]).start == Moment("2026-10-25T02:30:00", BERLIN)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ({"date": "2026-11-02"}, {"date": "2026-11-05"}, "2026-11-05"),
        ({"date": "2026-11-02"}, {"date": "2026-11-02"}, "2026-11-03"),
        ({"date": "2026-11-02"}, {"date": "2026-10-02"}, "2026-11-03"),
        ({"date": "2026-11-02"}, END, None),
        (START, START, "2026-11-02T10:00:00"),
        (END, START, "2026-11-02T11:00:00"),
        (START, {"dateTime": "soon"}, None),
        (START, None, None),
    ],
)
def test_ends(start: dict[str, str], end: dict[str, str] | None, expected: str | None) -> None:
    """Given an end before or at the start, when read, then a day lasts a day and a time no time; nonsense is none."""
    found = read(start=start, end=end)
    assert (found.end.wall if found.end else None) == expected
    assert read(endTimeUnspecified=True).end is None


def test_recurrence() -> None:
    """Given rules, dates and exceptions, some broken, when read, then what can be read is as from an .ics file."""
    found = read(
        recurrence=[
            "RRULE:FREQ=WEEKLY;UNTIL=20261231T235959Z",
            "RRULE:FREQ=WEEKLY;UNTIL=20261231T235959Z",
            "EXDATE;TZID=Europe/Berlin:20261109T100000,20261116T100000",
            "EXDATE:20261123T090000Z",
            "EXDATE;VALUE=DATE:20261130",
            "EXDATE:20261201T100000",
            "EXDATE;TZID=Europe/Berlin:99999999",
            "RDATE;TZID=:20261204T100000",
            "RDATE;VALUE=PERIOD:20261203T090000Z/PT1H\nEXRULE:FREQ=MONTHLY",
            "SUMMARY:No",
            "END:VEVENT",
            "nonsense",
            7,
        ]
    )
    assert found.rules == ("FREQ=WEEKLY;UNTIL=20261231T235959Z",)
    assert found.except_rules == ("FREQ=MONTHLY",)
    assert found.except_dates == (
        Moment("2026-11-09T10:00:00", BERLIN),
        Moment("2026-11-16T10:00:00", BERLIN),
        Moment("2026-11-23T09:00:00", "UTC"),
        Moment("2026-11-30"),
        Moment("2026-12-01T10:00:00", BERLIN),
    )
    assert found.dates == (Moment("2026-12-04T10:00:00", BERLIN), Moment("2026-12-03T09:00:00", "UTC"))
    assert read(recurrence=["nonsense"]).rules == read(recurrence="RRULE:FREQ=DAILY").rules == ()


def test_an_exception_is_known_by_its_original_start() -> None:
    """Given a moved occurrence, when read, then `original` is where it was, and it is no series of its own."""
    found = read(recurringEventId="m", originalStartTime={"date": "2026-11-01"}, recurrence=["RRULE:FREQ=DAILY"])
    assert (found.original, found.start.wall, found.rules) == (Moment("2026-11-01"), "2026-11-02T10:00:00", ())


@pytest.mark.parametrize(
    "entry",
    [
        {"start": None},
        {"start": {"date": "soon"}},
        {"start": {"dateTime": 7}},
        {"start": {"dateTime": "0001-01-01T00:00:00+14:00"}},
        {"recurringEventId": "m"},
    ],
)
def test_what_makes_no_event(entry: dict[str, Any]) -> None:
    """Given no start that can be read, or an exception to nobody knows what, when read, then that is said."""
    with pytest.raises(Unclear, match=r"^it "):
        read(**entry)


def test_a_cancelled_occurrence_needs_only_its_key() -> None:
    """Given only what Google promises of one, when read, then it is a cancelled override."""
    entry = {"id": "m_20261102T090000Z", "status": "cancelled", "recurringEventId": "m", "originalStartTime": START}
    original = original_of(entry, "")
    assert original == Moment("2026-11-02T10:00:00", BERLIN)
    assert cancelled(entry, "u", original) == Event("u", original, original=original, cancelled=True)
    assert original_of({"originalStartTime": {}}, "") is None


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        ({"eventType": "focusTime"}, "type", "focusTime"),
        ({"eventType": "telepathy"}, "type", "telepathy"),
        ({"eventType": ""}, "type", "default"),
        ({"transparency": "transparent"}, "free", True),
        ({"transparency": "translucent"}, "free", False),
        ({"status": "postponed"}, "cancelled", False),
        ({"sequence": -1}, "sequence", 0),
        ({"sequence": 2**40}, "sequence", 2**31 - 1),
        ({"sequence": True}, "sequence", 0),
        ({"updated": "yesterday"}, "updated", None),
        ({"htmlLink": "javascript:alert(1)"}, "link", ""),
        ({"summary": "x" * 600}, "summary", "x" * 500),
        ({"organizer": {"email": "no address"}}, "organizer", ""),
        ({"attendees": [guest(GRACE, "teleported")]}, "attendees", (Attendee(GRACE, "", Answer.NONE),)),
        ({"attendees": [guest(GRACE, "declined")]}, "attendees", (Attendee(GRACE, "", Answer.DECLINED),)),
        ({"attendees": [guest(GRACE, "needsAction")]}, "attendees", (Attendee(GRACE, "", Answer.NEEDS_ACTION),)),
        ({"attendees": None}, "attendees", ()),
    ],
)
def test_single_fields(entry: dict[str, Any], field: str, value: object) -> None:
    """Given a field, known, unknown or broken, when read, then it survives where there is room, and else is nothing."""
    assert getattr(read(**entry), field) == value


@pytest.mark.parametrize(
    ("copy", "entry", "complete"),
    [
        (MINE, {"attendeesOmitted": True}, False),
        (MINE, {"guestsCanSeeOtherGuests": False}, False),
        (MINE, {"guestsCanSeeOtherGuests": False, "organizer": {"email": ME}}, True),
        (MINE, {"guestsCanSeeOtherGuests": False, "organizer": {"email": "alias@example.org", "self": True}}, True),
        (SHARED, {"guestsCanSeeOtherGuests": False, "organizer": {"email": BOSS, "self": True}}, False),
        (SHARED, {"guestsCanSeeOtherGuests": False, "organizer": {"email": ME}}, True),
        (MINE, {"guestsCanSeeOtherGuests": True}, True),
        (MINE, {"visibility": "private"}, True),
        (Copy(ME, own=False, details=False), {"visibility": "confidential"}, False),
        (Copy(ME, own=False, details=False), {}, True),
    ],
)
def test_whether_the_list_is_complete(copy: Copy, entry: dict[str, Any], complete: bool) -> None:
    """Given guests left out, hidden from guests, or hidden from readers, when read, then the list is not complete."""
    assert read(copy, **entry).complete is complete


@pytest.mark.parametrize(
    ("copy", "attendees", "answer"),
    [
        (MINE, [guest(ME, "declined", self=True), guest(GRACE)], Answer.DECLINED),
        (MINE, [guest("alias@example.org", "tentative", self=True)], Answer.TENTATIVE),
        (MINE, [guest("alias@example.org", "declined", self=True), guest("Ada@Example.org")], Answer.ACCEPTED),
        (MINE, [guest(GRACE)], None),
        (SHARED, [guest(BOSS, "accepted", self=True)], None),
        (SHARED, [guest(BOSS, "accepted", self=True), guest(ME, "declined")], Answer.DECLINED),
    ],
)
def test_my_answer(copy: Copy, attendees: list[dict[str, Any]], answer: Answer | None) -> None:
    """Given the list, when read, then my answer is that of my address; `self` is me only in my own calendar."""
    assert read(copy, attendees=attendees).my_answer == answer


def test_identity_and_mark() -> None:
    """Given an iCalUID with white space, and our own mark, when looked at, then they are as in an .ics file."""
    assert identity({"iCalUID": ' "abc\n@x" '}) == "abc @x"
    assert identity({"iCalUID": 7}) == identity({}) == ""
    assert is_ours({"extendedProperties": {"private": {"syncd_key": "k"}}})
    assert not is_ours({"extendedProperties": {"private": {"syncd_key": ""}, "shared": {"syncd_key": "k"}}})
    assert not is_ours({"extendedProperties": []})


def test_the_fields_asked_for_are_fields() -> None:
    """Given the field mask, when compared with Google's document, then all of it is known there."""
    assert mask.only({"items": []}, f"items({FIELDS})", "calendar", "Events") == {"items": []}


_TEXT = st.text(max_size=30) | st.sampled_from(
    [
        *("2026-11-02", "2026-11-02T10:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "9999-12-31"),
        *("Europe/Berlin", "+99:99", "UTC", "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;UNTIL=99999999", "a@b.example"),
        *("EXDATE;TZID=Europe/Berlin:20261109T100000", "RDATE;TZID=:x", "declined", "cancelled", "private", "\ud800"),
    ]
)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["date", "dateTime", "timeZone", "email", "self", "responseStatus", "private", "x"]), inner
        )
    ),
    max_leaves=8,
)
_NAMES = (
    *("start", "end", "originalStartTime", "recurrence", "recurringEventId", "attendees", "organizer", "updated"),
    *("status", "summary", "sequence", "iCalUID", "eventType", "visibility", "extendedProperties", "htmlLink"),
)
ENTRIES = st.fixed_dictionaries({}, optional=dict.fromkeys(_NAMES, _ANY))


@given(ENTRIES, st.sampled_from([MINE, SHARED, Copy("", details=False)]))
def test_anything_is_an_event_or_unclear(entry: dict[str, Any], copy: Copy) -> None:
    """Given any JSON, when read, then it is an event that can be stored and given back, or Unclear."""
    try:
        found = calendar_event.event(entry, identity(entry) or "u", copy)
    except Unclear:
        return
    is_ours(entry)
    assert load_event(dump_event(found)) == found
    dump_event(found).encode()
    assert {field.name for field in fields(found)} == {field.name for field in fields(Event)}
