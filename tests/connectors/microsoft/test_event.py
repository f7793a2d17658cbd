"""One event of Graph's → a fact: times, answers, people, and whatever else may come (PROVIDERS.md §4)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.microsoft.event import FIELDS, Copy, Unclear, event, is_ours, is_series, series_of, slim
from syncd.model import Answer, Attendee, AttendeeType, Event, Moment

MINE = Copy("ada@example.org")
SHARED = Copy("ada@example.org", own=False)
UTC_NOON = {"dateTime": "2026-11-10T12:00:00.0000000", "timeZone": "UTC"}
ROW: dict[str, Any] = {
    "id": "AAkA",
    "type": "singleInstance",
    "subject": "Talk",
    "start": UTC_NOON,
    "end": {"dateTime": "2026-11-10T13:00:00.0000000", "timeZone": "UTC"},
    "isAllDay": False,
    "organizer": {"emailAddress": {"name": "Grace Hopper", "address": "Grace@Example.com"}},
}


def read(copy: Copy = MINE, **fields: Any) -> Event:
    return event({**ROW, **fields}, "u1", copy)


def at(text: str, zone: str = "UTC") -> dict[str, str]:
    return {"dateTime": text, "timeZone": zone}


def asked(address: str, response: str = "none", kind: str = "required", name: str = "") -> dict[str, Any]:
    who = {"name": name, "address": address}
    return {"type": kind, "status": {"response": response}, "emailAddress": who}


def test_a_whole_event() -> None:
    """Given an event as documented, when read, then each property has its place, and what is extra does no harm."""
    found = read(
        lastModifiedDateTime="2026-11-02T08:00:00.1234567Z",
        webLink="https://outlook.office365.com/owa/?itemid=1",
        attendees=[asked("ada@example.org", "accepted", name="Ada"), asked("room@example.org", "accepted", "resource")],
        responseStatus={"response": "accepted"},
        onlineMeeting={"joinUrl": "https://teams.example/1"},
        surprise={"new": [1]},
    )
    assert found == Event(
        uid="u1",
        start=Moment("2026-11-10T12:00:00", "UTC"),
        end=Moment("2026-11-10T13:00:00", "UTC"),
        updated=1793606400,
        organizer="grace@example.com",
        organizer_name="Grace Hopper",
        attendees=(
            Attendee("ada@example.org", "Ada", Answer.ACCEPTED),
            Attendee("room@example.org", "", Answer.ACCEPTED, AttendeeType.RESOURCE),
        ),
        summary="Talk",
        link="https://outlook.office365.com/owa/?itemid=1",
        my_answer=Answer.ACCEPTED,
    )


@pytest.mark.parametrize(
    ("given", "fields", "expected"),
    [
        (at("2026-11-10T12:00:00.0000000"), {}, Moment("2026-11-10T12:00:00", "UTC")),
        (at("2026-11-10T12:00:00.9999999"), {}, Moment("2026-11-10T12:00:00", "UTC")),
        (at("2026-11-10T12:00"), {}, Moment("2026-11-10T12:00:00", "UTC")),
        ({"dateTime": "2026-11-10T12:00:00"}, {}, Moment("2026-11-10T12:00:00", "UTC")),
        (at("2026-11-10T12:00:00Z", "Mars"), {}, Moment("2026-11-10T12:00:00", "UTC")),
        (at("2026-11-10T12:00:00", "tzone://Microsoft/Utc"), {}, Moment("2026-11-10T12:00:00", "UTC")),
        (at("2026-07-10T12:00:00", "W. Europe Standard Time"), {}, Moment("2026-07-10T10:00:00", "UTC")),
        (at("2026-07-10T12:00:00", "America/New_York"), {}, Moment("2026-07-10T16:00:00", "UTC")),
        (at("2026-11-10T00:00:00.0000000"), {"isAllDay": True}, Moment("2026-11-10")),
        (at("2026-11-10T00:00:00", "Tokyo Standard Time"), {"isAllDay": True}, Moment("2026-11-10")),
        (
            at("2026-11-09T23:00:00"),
            {"isAllDay": True, "originalStartTimeZone": "W. Europe Standard Time"},
            Moment("2026-11-10"),
        ),
        (at("2026-11-09T23:00:00"), {"isAllDay": True}, Moment("2026-11-09")),
    ],
)
def test_starts(given: dict[str, str], fields: dict[str, Any], expected: Moment) -> None:
    """Given a start in one of Graph's manners, when read, then it is a UTC instant, or an all-day event's own date."""
    assert read(start=given, **fields).start == expected


def test_a_zone_that_nobody_knows() -> None:
    """Given a time in a custom zone in spite of what was asked, when read, then it floats, and the zone is named."""
    found = read(start=at("2026-11-10T12:00:00", "tzone://Microsoft/Custom"))
    assert (found.start, found.unknown_zone) == (Moment("2026-11-10T12:00:00"), "tzone://Microsoft/Custom")


@pytest.mark.parametrize("start", [None, {}, "noon", at(""), at("2026-13-40T12:00:00"), {"dateTime": 7}])
def test_no_readable_start(start: Any) -> None:
    """Given no start that can be read, when read, then Unclear says so."""
    with pytest.raises(Unclear, match="no readable time"):
        read(start=start)


@pytest.mark.parametrize(
    ("end", "fields", "expected"),
    [
        (at("2026-11-10T11:00:00"), {}, Moment("2026-11-10T12:00:00", "UTC")),
        (None, {}, None),
        (at("2026-11-12T00:00:00"), {"isAllDay": True, "start": at("2026-11-10T00:00:00")}, Moment("2026-11-12")),
        (at("2026-11-10T00:00:00"), {"isAllDay": True, "start": at("2026-11-10T00:00:00")}, Moment("2026-11-11")),
    ],
)
def test_ends(end: Any, fields: dict[str, Any], expected: Moment | None) -> None:
    """Given an end, also before the start or missing, when read, then it is exclusive and never before the start."""
    assert read(end=end, **fields).end == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("none", Answer.NONE),
        ("notResponded", Answer.NEEDS_ACTION),
        ("organizer", Answer.ACCEPTED),
        ("accepted", Answer.ACCEPTED),
        ("tentativelyAccepted", Answer.TENTATIVE),
        ("declined", Answer.DECLINED),
        ("perhaps", Answer.NONE),
        (None, Answer.NONE),
    ],
)
def test_answers(response: Any, expected: Answer) -> None:
    """Given each answer of the documentation and others, when read, then theirs is meant, and mine likewise."""
    found = read(attendees=[asked("grace@example.com", response)], responseStatus={"response": response})
    assert found.attendees[0].answer == expected
    assert found.my_answer == (None if expected is Answer.NONE else expected)


def test_the_answer_in_somebody_elses_calendar_is_theirs() -> None:
    """Given a calendar that is shared with me, when read, then `responseStatus` is not my answer."""
    assert read(SHARED, responseStatus={"response": "accepted"}).my_answer is None


@pytest.mark.parametrize(
    ("fields", "copy", "complete"),
    [
        ({}, MINE, True),
        ({"hideAttendees": True, "isOrganizer": False}, MINE, False),
        ({"hideAttendees": True}, MINE, False),
        ({"hideAttendees": True, "isOrganizer": True}, MINE, True),
        ({"sensitivity": "private"}, MINE, True),
        ({"sensitivity": "private"}, SHARED, False),
        ({"sensitivity": "confidential", "attendees": []}, SHARED, False),
        ({"sensitivity": "private", "attendees": [asked("grace@example.com")]}, SHARED, True),
        ({"sensitivity": "normal"}, SHARED, True),
    ],
)
def test_whether_all_attendees_are_there(fields: dict[str, Any], copy: Copy, complete: bool) -> None:
    """Given hidden attendees, or a private meeting of somebody else's, when read, then the list is not complete."""
    assert read(copy, **fields).complete is complete


@pytest.mark.parametrize(
    ("busy", "kind", "free"),
    [
        ("free", "default", True),
        ("busy", "default", False),
        ("tentative", "default", False),
        ("unknown", "default", False),
        ("oof", "outOfOffice", False),
        ("workingElsewhere", "workingLocation", False),
        (None, "default", False),
    ],
)
def test_what_it_is_shown_as(busy: Any, kind: str, free: bool) -> None:
    """Given each `showAs`, when read, then free is free, and neither absence nor another place is a meeting."""
    found = read(showAs=busy)
    assert (found.type, found.free) == (kind, free)


@pytest.mark.parametrize("address", ["/o=ExchangeLabs/ou=Group/cn=Recipients/cn=1", "", "grace", None, 7])
def test_what_is_no_address(address: Any) -> None:
    """Given an Exchange DN or nothing in an address's place, when read, then the person stands there without one."""
    found = read(attendees=[asked(address)], organizer={"emailAddress": {"address": address}})
    assert (found.organizer, found.attendees[0].address) == ("", "")


def test_only_links_of_the_web() -> None:
    """Given a link that a browser should not follow, when read, then there is none."""
    assert read(webLink="javascript:alert(1)").link == ""


def test_without_an_identity() -> None:
    """Given no iCalUId, when read twice, then its identity is made of organizer, start and summary."""
    one, same, other = (event({**ROW, "subject": text}, "", MINE).uid for text in ("Talk", "Talk", "Walk"))
    assert one.startswith("event:")
    assert (one == same, one == other) == (True, False)


@pytest.mark.parametrize(
    ("categories", "ours"),
    [(["syncd"], True), (["Red", "Syncd "], True), (["syncdish"], False), ([], False), (None, False), ([7], False)],
)
def test_what_syncd_wrote(categories: Any, ours: bool) -> None:
    """Given categories, when one of them is the mark, then it is ours."""
    assert is_ours({**ROW, "categories": categories}) is ours


def test_parts_of_series() -> None:
    """Given a master, an occurrence and a single, when asked, then only the occurrence is part of a series."""
    master, part = {"type": "seriesMaster", "seriesMasterId": None}, {"type": "exception", "seriesMasterId": "m"}
    assert (is_series(master), is_series(part)) == (True, False)
    assert [series_of(one) for one in (master, part, ROW, {"seriesMasterId": 7})] == ["", "m", "", ""]


def test_the_text_is_dropped_at_once() -> None:
    """Given an event with a text, when it is kept for folding, then the text is not; nor is it ever asked for."""
    assert slim({**ROW, "body": {"content": "secret"}, "bodyPreview": "secret"}) == ROW
    assert not {"body", "bodyPreview", "location", "locations"} & set(FIELDS)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ANY_TIME = st.builds(
    lambda text, zone: {"dateTime": text, "timeZone": zone},
    st.datetimes().map(lambda one: one.isoformat()) | st.text(max_size=20),
    st.sampled_from(["UTC", "W. Europe Standard Time", "tzone://Microsoft/Custom", "Pacific/Apia"]) | JUNK,
)
ANY_EVENT = st.fixed_dictionaries(
    {"start": ANY_TIME | JUNK, "end": ANY_TIME | JUNK, "isAllDay": st.booleans() | JUNK},
    optional={name: JUNK for name in FIELDS if name not in ("start", "end", "isAllDay")},
)


@given(row=ANY_EVENT, own=st.booleans())
def test_anything_is_read_or_unclear(row: dict[str, Any], own: bool) -> None:
    """Given anything in any place, when read, then it is an event whose texts are single lines, or Unclear."""
    is_ours(row), is_series(row), series_of(row)
    try:
        found = event(row, "u", Copy("ada@example.org", own))
    except Unclear:
        return
    texts = [found.summary, found.organizer_name, found.link, *(one.name for one in found.attendees)]
    assert not any(set(text) & set("\r\n\0") for text in texts)
    "\n".join(texts).encode()
