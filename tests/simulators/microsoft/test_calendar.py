"""Views of calendars and their deltas (PROVIDERS.md §4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.simulators.microsoft.agenda import weekly
from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.series import Attendee
from tests.simulators.microsoft.server import GraphServer

WINDOW = {"startDateTime": "2026-11-01T00:00:00Z", "endDateTime": "2026-12-01T00:00:00Z"}
DELTA = "/me/calendarView/delta"
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def _removed(entries: list[dict[str, Any]]) -> set[str]:
    assert all(one["@removed"] == {"reason": "deleted"} for one in entries if "@removed" in one)
    return {one["id"] for one in entries if "@removed" in one}


def test_times_have_seven_digits_and_the_preferred_zone(graph: GraphServer, asking: Asking) -> None:
    """Given an event in Berlin, when it is read, then it is in UTC, or in the zone that is preferred."""
    event = graph.calendar.add("Lunch", datetime.fromisoformat("2026-11-10T13:00"), zone="W. Europe Standard Time")
    path = f"/me/events/{event.id}"
    found = asking.get(path)
    assert found["start"] == {"dateTime": "2026-11-10T12:00:00.0000000", "timeZone": "UTC"}
    assert found["originalStartTimeZone"] == "W. Europe Standard Time"
    found = asking.get(path, prefer='outlook.timezone="Tokyo Standard Time"')
    assert found["start"] == {"dateTime": "2026-11-10T21:00:00.0000000", "timeZone": "Tokyo Standard Time"}
    wrong = asking.refusal("GET", path, prefer='outlook.timezone="Mars"')
    assert wrong == (400, "TimeZoneNotSupportedException")


def test_all_day_events_stay_on_their_date(graph: GraphServer, asking: Asking) -> None:
    """Given an all-day event made in Berlin, when it is read in UTC, then its date is the written one."""
    fields: dict[str, Any] = {"zone": "W. Europe Standard Time", "original_zone": "tzone://Microsoft/Custom"}
    event = graph.calendar.add("Fair", datetime.fromisoformat("2026-11-10"), all_day=True, **fields)
    found = asking.get(f"/me/events/{event.id}")
    assert (
        found["start"]["dateTime"], found["end"]["dateTime"], found["isAllDay"],
    ) == ("2026-11-10T00:00:00.0000000", "2026-11-11T00:00:00.0000000", True)  # fmt: skip
    assert found["originalEndTimeZone"] == "tzone://Microsoft/Custom"


def test_an_invitation_lists_its_organizer_among_the_attendees(graph: GraphServer, asking: Asking) -> None:
    """Given an invitation, when it is read, then the organizer is also an attendee without an answer; rooms are too."""
    people = [
        Attendee("ada@example.org", "accepted"),
        Attendee(("Room 1", "room1@example.org"), "accepted", "resource"),
    ]
    event = graph.calendar.add("Review", NOON, attendees=people, organizer="bob@example.com", response="accepted")
    found = asking.get(f"/me/events/{event.id}")
    assert (found["organizer"]["emailAddress"]["address"], found["isOrganizer"]) == ("bob@example.com", False)
    assert [
        (one["emailAddress"]["address"], one["status"]["response"], one["type"]) for one in found["attendees"]
    ] == [("bob@example.com", "none", "required"), ("ada@example.org", "accepted", "required"),
            ("room1@example.org", "accepted", "resource")]  # fmt: skip
    assert found["responseStatus"]["response"] == "accepted"


def test_the_list_has_masters_and_the_view_has_occurrences(graph: GraphServer, asking: Asking) -> None:
    """Given a weekly series, when events are listed, then its master comes; in a view its occurrences do."""
    start = datetime.fromisoformat("2026-11-03T09:00")
    graph.calendar.add_series("Weekly", start, weekly(start))
    assert [one["type"] for one in asking.get("/me/events")["value"]] == ["seriesMaster"]
    found = asking.get("/me/calendarView", **WINDOW)["value"]
    assert [one["start"]["dateTime"][:10] for one in found] == ["2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"]
    assert len({one["iCalUId"] for one in found}) == 4
    assert len({one["uid"] for one in found}) == 1
    assert {"occurrence"} == {one["type"] for one in found}
    assert found[0].items() <= asking.get(f"/me/events/{found[0]['id']}").items()


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"type": "daily", "interval": 10}, ["11-02", "11-12", "11-22"]),
        ({"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "friday"]},
         ["11-02", "11-06", "11-16", "11-20", "11-30"]),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 2}, ["11-02"]),
        ({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "last"}, ["11-24"]),
        ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 2, "month": 11}, ["11-02"]),
        ({"type": "relativeYearly", "interval": 1, "daysOfWeek": ["friday"], "index": "second", "month": 11},
         ["11-13"]),
    ],
)  # fmt: skip
def test_every_pattern_is_expanded(
    graph: GraphServer, asking: Asking, pattern: dict[str, Any], expected: list[str]
) -> None:
    """Given a pattern of the documentation, when a month is viewed, then these are its days."""
    span = {"type": "noEnd", "startDate": "2026-11-02"}
    graph.calendar.add_series("S", datetime.fromisoformat("2026-11-02T09:00"), {"pattern": pattern, "range": span})
    found = asking.get("/me/calendarView", **WINDOW)["value"]
    assert expected == [one["start"]["dateTime"][5:10] for one in found]


def test_a_delta_has_stubs_of_occurrences_and_a_master_only_in_its_window(graph: GraphServer, asking: Asking) -> None:
    """Given a series, when its beginning is in the window, then its master comes with the stubs, else only stubs."""
    start = datetime.fromisoformat("2026-11-03T09:00")
    inside = graph.calendar.add_series("Inside", start, weekly(start, count=2))
    early = datetime.fromisoformat("2026-09-03T09:00")
    outside = graph.calendar.add_series("Outside", early, weekly(early))
    entries, _ = asking.pages(DELTA, **WINDOW)
    stubs = [one for one in entries if one["type"] == "occurrence"]
    assert [{"@odata.type", "id", "seriesMasterId", "type", "start", "end"}] * 6 == [set(one) for one in stubs]
    assert [inside.id] == [one["id"] for one in entries if one["type"] == "seriesMaster"]
    assert {inside.id, outside.id} == {one["seriesMasterId"] for one in stubs}
    assert asking.get(f"/me/events/{outside.id}")["subject"] == "Outside"


def test_an_exception_is_told_in_full_without_its_original_start(graph: GraphServer, asking: Asking) -> None:
    """Given a series, when one occurrence is moved, then its id comes as an exception, with originalStart null."""
    start = datetime.fromisoformat("2026-11-03T09:00")
    series = graph.calendar.add_series("Weekly", start, weekly(start))
    first, link = asking.pages(DELTA, **WINDOW)
    identity = next(one["id"] for one in first if one["start"]["dateTime"].startswith("2026-11-10"))
    graph.calendar.change_occurrence(
        series, date(2026, 11, 10), start=datetime.fromisoformat("2026-11-11T15:00"), subject="Moved"
    )
    found = next(one for one in asking.pages(link)[0] if one["id"] == identity)
    assert ("exception", "Moved", None, series.id) == tuple(
        found[name] for name in ("type", "subject", "originalStart", "seriesMasterId")
    )


def test_an_occurrence_can_leave_the_window_by_itself(graph: GraphServer, asking: Asking) -> None:
    """Given a series, when one occurrence is moved out of the window, then its id, not the master's, is removed."""
    start = datetime.fromisoformat("2026-11-03T09:00")
    series = graph.calendar.add_series("Weekly", start, weekly(start))
    first, link = asking.pages(DELTA, **WINDOW)
    away = datetime.fromisoformat("2026-10-20T09:00")
    graph.calendar.change_occurrence(series, date.fromisoformat("2026-11-10"), start=away)
    gone = {one["id"] for one in first if one["start"]["dateTime"].startswith("2026-11-10")}
    assert _removed(asking.pages(link)[0]) == gone


def test_a_deleted_occurrence_and_a_deleted_series_are_removed(graph: GraphServer, asking: Asking) -> None:
    """Given a series, when an occurrence goes and then all of it, then each known id is told as removed."""
    start = datetime.fromisoformat("2026-11-03T09:00")
    series = graph.calendar.add_series("Weekly", start, weekly(start, count=3))
    first, link = asking.pages(DELTA, **WINDOW)
    graph.calendar.delete_occurrence(series, date(2026, 11, 10))
    second, link = asking.pages(link)
    gone = next(one["id"] for one in first if one.get("start", {}).get("dateTime", "").startswith("2026-11-10"))
    assert _removed(second) == {gone}
    graph.calendar.delete(series)
    assert _removed(asking.pages(link)[0]) == {one["id"] for one in first} - {gone}


def test_a_series_that_ends_earlier_loses_its_occurrences(graph: GraphServer, asking: Asking) -> None:
    """Given a series, when it is edited to end earlier, then the occurrences beyond are removed."""
    start = datetime.fromisoformat("2026-11-03T09:00")
    series = graph.calendar.add_series("Weekly", start, weekly(start))
    first, link = asking.pages(DELTA, **WINDOW)
    graph.calendar.edit(series, recurrence=weekly(start, until=date(2026, 11, 10)))
    gone = {one["id"] for one in first if one["start"]["dateTime"] > "2026-11-11"}
    assert (len(gone), gone <= _removed(asking.pages(link)[0])) == (2, True)


def test_what_leaves_the_window_looks_deleted(graph: GraphServer, asking: Asking) -> None:
    """Given an event, when it is moved out of the window, then `@removed: deleted`, though it can still be read."""
    event = graph.calendar.add("Lunch", NOON)
    _, link = asking.pages(DELTA, **WINDOW)
    graph.calendar.move(event, NOON + timedelta(days=60))
    assert _removed(asking.pages(link)[0]) == {event.id}
    assert asking.get(f"/me/events/{event.id}")["start"]["dateTime"].startswith("2027-01-09")


def test_an_unknown_event_outside_is_told_as_removed(graph: GraphServer, asking: Asking) -> None:
    """Given a window, when an event is made outside it, then the next round removes an id nobody knew."""
    _, link = asking.pages(DELTA, **WINDOW)
    event = graph.calendar.add("Far", NOON + timedelta(days=60))
    assert _removed(asking.pages(link)[0]) == {event.id}


def test_cancelled_stays_and_declined_goes(graph: GraphServer, asking: Asking) -> None:
    """Given three meetings, when one is cancelled by Bob, one by me, one declined, then only Bob's is still there."""
    his, declined = (graph.calendar.add("M", NOON, organizer="bob@example.com") for _ in range(2))
    mine = graph.calendar.add("M", NOON, attendees=[Attendee("bob@example.com")])
    _, link = asking.pages(DELTA, **WINDOW)
    graph.calendar.cancel(his)
    graph.calendar.cancel(mine)
    graph.calendar.decline(declined)
    entries, _ = asking.pages(link)
    assert _removed(entries) == {mine.id, declined.id}
    assert [(his.id, True)] == [(one["id"], one["isCancelled"]) for one in entries if "@removed" not in one]


@pytest.mark.parametrize("option", ["$select=subject", "$filter=subject eq 'x'", "$expand=calendar", "$top=5"])
def test_a_delta_of_a_view_takes_its_window_only(graph: GraphServer, asking: Asking, option: str) -> None:
    """Given any other option, when a delta is asked, then 400 and a violation."""
    assert asking.refusal("GET", f"{DELTA}?{option}", params=WINDOW) == (400, "ErrorInvalidUrlQuery")
    assert len(noted(graph)) == 1


def test_the_window_is_in_the_token(graph: GraphServer, asking: Asking) -> None:
    """Given a deltaLink, when another window is added to it, then 400; without a window there is no first round."""
    link = asking.get(DELTA, **WINDOW)["@odata.deltaLink"]
    assert "startDateTime" not in link
    assert asking.refusal("GET", link, params=WINDOW) == (400, "BadRequest")
    assert asking.refusal("GET", DELTA) == (400, "ErrorInvalidParameter")
    assert len(noted(graph)) == 1


def test_a_delta_pages_and_can_be_forgotten(graph: GraphServer, asking: Asking) -> None:
    """Given five events, when pages of two are preferred, then there are three; a forgotten link is 410."""
    for _ in range(5):
        graph.calendar.add("Lunch", NOON)
    body = asking.get(DELTA, prefer="odata.maxpagesize=2", **WINDOW)
    assert len(body["value"]) == 2
    entries, link = asking.pages(body["@odata.nextLink"])
    assert len(entries) == 3
    graph.calendar.expire()
    assert asking.refusal("GET", link) == (410, "SyncStateNotFound")
    assert len(asking.pages(DELTA, **WINDOW)[0]) == 5


def test_each_calendar_has_a_view_of_its_own(graph: GraphServer, asking: Asking) -> None:
    """Given two calendars, when each is viewed, then an event is in its own only; /me means the default one."""
    other = graph.calendar.create_calendar("Projekt")
    event = graph.calendar.add("Lunch", NOON, calendar=other)
    assert asking.pages(DELTA, **WINDOW)[0] == []
    entries, link = asking.pages(f"/me/calendars/{other.id}/calendarView/delta", **WINDOW)
    assert [event.id] == [one["id"] for one in entries]
    assert f"/me/calendars('{other.id}')/calendarView/delta?$deltatoken=" in link
    assert asking.pages(link)[0] == []


def test_an_online_meeting_tells_more_than_documented(graph: GraphServer, asking: Asking) -> None:
    """Given an online meeting, when it is read, then where to join is told, and properties of beta are among it."""
    event = graph.calendar.add("Call", NOON, online="https://teams.example/1")
    found = asking.get(f"/me/events/{event.id}")
    assert (found["onlineMeeting"]["joinUrl"], found["isOnlineMeeting"]) == ("https://teams.example/1", True)
    assert "occurrenceId" in found
