"""What happens to the meetings and series of a synced Outlook calendar; what of it is none, or can't be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from syncd.model import Moment, Unreadable
from tests.connectors.microsoft.calendar_world import (
    DELTA,
    MONTH,
    NOW,
    Desk,
    facts,
    on,
    wall,
)
from tests.contracts.source import Shelf
from tests.simulators.faults import Fault
from tests.simulators.microsoft.agenda import weekly


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk().open() as made:
        yield made


@pytest.fixture(params=[True, False], ids=["each is told", "only the master is told"])
def telling(request: pytest.FixtureRequest, desk: Desk) -> Desk:
    """Graph as it may be: whether it tells occurrences that went by their own ids is not documented."""
    desk.agenda.tells_occurrences = bool(request.param)
    return desk


def test_a_deleted_occurrence(telling: Desk) -> None:
    """Given a synced series, when an occurrence is deleted, then it does not take place, whoever tells."""
    series = telling.series("2026-10-06T10:00")
    shelf = Shelf()
    telling.read(shelf)
    telling.agenda.delete_occurrence(series, on("2026-11-10"))
    telling.read(shelf)
    assert facts(shelf)[series.id].except_dates == (Moment("2026-11-10T10:00:00", "Europe/Berlin"),)
    assert telling.held(shelf)


def test_a_moved_occurrence_and_back(telling: Desk) -> None:
    """Given a synced series, when an occurrence is moved, renamed, and deleted, then the log follows."""
    series = telling.series("2026-10-06T10:00")
    shelf = Shelf()
    telling.read(shelf)
    for fields in ({"start": wall("2026-11-12T15:00")}, {"start": wall("2026-11-09T15:00"), "subject": "Other"}):
        telling.agenda.change_occurrence(series, on("2026-11-10"), **fields)
        telling.read(shelf)
        assert len(shelf.there) == 2
        assert telling.held(shelf)
    telling.agenda.delete_occurrence(series, on("2026-11-10"))
    telling.read(shelf)
    assert shelf.there == {series.id}
    assert telling.held(shelf)


def test_a_deleted_series(telling: Desk) -> None:
    """Given a series with an exception that began before the window, when deleted, then all of it is gone."""
    series, other = (
        telling.series("2024-10-01T10:00", recurrence=weekly(wall("2024-10-01T10:00"))),
        telling.series("2026-10-07T10:00"),
    )
    telling.agenda.change_occurrence(series, on("2026-11-10"), subject="Other")
    shelf = Shelf()
    telling.read(shelf)
    assert len(shelf.there) == 3
    telling.agenda.delete(series)
    telling.read(shelf)
    assert shelf.there == {other.id}


def test_answers_to_a_series(desk: Desk) -> None:
    """Given a synced series, when Grace answers, then it is read as a whole again: three requests, one item."""
    series = desk.series("2025-10-07T10:00")
    shelf = Shelf()
    desk.read(shelf, page=500)
    desk.agenda.edit(series, attendees=(replace(series.attendees[0], response="accepted"), *series.attendees[1:]))
    desk.server.forget_calls()
    desk.read(shelf, page=500)
    assert facts(shelf)[series.id].attendees[0].answer == "accepted"
    assert [one.method for one in desk.server.seen] == [DELTA, "events.get", "events.instances"]


def test_a_series_ends_moves_and_begins_anew(telling: Desk) -> None:
    """Given a synced series, when it ends earlier, is moved to another hour, and goes on without end, then so it is."""
    series = telling.series("2026-10-06T10:00")
    shelf = Shelf()
    telling.read(shelf)
    for change in (
        {"recurrence": weekly(series.start, until=on("2026-11-10"))},
        {"start": wall("2026-10-06T14:00"), "end": wall("2026-10-06T15:00")},
        {"recurrence": weekly(series.start)},
    ):
        telling.agenda.edit(series, **change)
        telling.read(shelf)
        assert shelf.there == {series.id}
        assert telling.held(shelf)


def test_a_meeting_becomes_a_series_and_a_series_a_meeting(desk: Desk) -> None:
    """Given both, when each becomes the other, then nothing of what it was is left."""
    (single,) = desk.meetings(1)
    series = desk.series("2026-11-03T10:00")
    desk.agenda.change_occurrence(series, on("2026-11-10"), subject="Other")
    shelf = Shelf()
    desk.read(shelf)
    desk.agenda.edit(single, kind="seriesMaster", recurrence=weekly(single.start))
    desk.agenda.edit(series, kind="singleInstance", recurrence=None, exceptions={})
    desk.read(shelf)
    assert shelf.there == {single.id, series.id}
    assert (len(facts(shelf)[single.id].rules), facts(shelf)[series.id].rules) == (1, ())
    assert desk.held(shelf)


def test_a_series_deleted_while_it_is_read(desk: Desk) -> None:
    """Given stubs of a series whose master is gone when asked for, when read, then they mean nothing."""
    series = desk.series("2025-10-07T10:00")
    desk.meetings()
    desk.server.meanwhile("/events/", lambda: desk.agenda.delete(series))
    shelf = Shelf()
    desk.read(shelf, page=100)
    assert [one.summary for one in facts(shelf).values()] == ["Lunch"]
    again = desk.series("2025-10-07T10:00")
    desk.read(shelf, page=100)
    desk.agenda.edit(again, subject="Changed")
    desk.server.meanwhile("/instances", lambda: desk.agenda.delete(again))
    desk.read(shelf, page=100)
    assert [one.summary for one in facts(shelf).values()] == ["Lunch"]


def test_all_day_and_custom_zones(desk: Desk) -> None:
    """Given an all-day series, one whose zone has no name, and one in New York, when read, then all stand as shown."""
    desk.series("2026-10-05T00:00", all_day=True)
    custom = desk.series("2026-10-06T10:00", original_zone="tzone://Microsoft/Custom")
    desk.series("2026-10-07T10:00", zone="America/New_York")
    shelf = Shelf()
    desk.read(shelf)
    assert facts(shelf)[custom.id].rules == ()
    assert desk.held(shelf)


def test_what_syncd_wrote_is_no_meeting(desk: Desk) -> None:
    """Given follow-ups of ours in the calendar, also repeated by me, when read, then they are skipped, whenever they
    change; a meeting that gets our mark is gone."""
    (ours,) = desk.meetings(1, categories=("syncd",))
    desk.series("2025-10-07T10:00", categories=("Red", "syncd"))
    (marked,) = desk.meetings()
    shelf = Shelf()
    desk.read(shelf)
    assert (shelf.there, shelf.skipped) == ({marked.id}, 2)
    desk.agenda.edit(ours, subject="✓ Call")
    desk.agenda.edit(marked, categories=("syncd",))
    desk.read(shelf)
    assert (shelf.there, shelf.skipped) == (set(), 4)
    assert desk.read(shelf) == 0


def test_one_unreadable_event_costs_only_itself(desk: Desk) -> None:
    """Given rows that make no sense among others, when read, then they are listed or passed over; the rest is there."""
    time = {"dateTime": "2026-11-10T12:00:00.0000000", "timeZone": "UTC"}
    rows = [{"id": "a"}, {"id": "b", "start": time}, "nonsense", {"id": 7}, {"start": time}, {"id": ""}]
    link = f"{desk.server.url}/me/calendars('x')/calendarView/delta?$deltatoken=x"
    desk.server.faults.add(Fault("answer", DELTA, 200, {"value": rows, "@odata.deltaLink": link}))
    shelf = Shelf()
    desk.read(shelf)
    assert shelf.there == {"a", "b"}
    assert shelf.items["a"] == Unreadable("a", "it has no readable time")


@pytest.mark.parametrize("where", ["/events/", "/instances"])
def test_a_series_on_which_graph_fails(desk: Desk, where: str) -> None:
    """Given a series that can't be had for ever, when read, then it is listed, what was known of it stays, and the
    rest comes; a month later it is tried again."""
    series = desk.series("2026-10-06T10:00")
    shelf = Shelf()
    desk.read(shelf, page=100)
    desk.agenda.change_occurrence(series, on("2026-11-10"), subject="Other")
    desk.read(shelf, page=100)
    assert len(shelf.there) == 2
    desk.agenda.edit(series, subject="Changed")
    (lunch,) = desk.meetings()
    desk.server.faults.add(Fault("answer", "", 500, "broken", where=where, times=1000))
    desk.read(shelf, page=100)
    item = shelf.items[series.id]
    assert isinstance(item, Unreadable)
    assert "Microsoft failed while reading meetings" in item.reason
    assert len(shelf.there) == 3
    assert lunch.id in shelf.there
    desk.server.faults.clear()
    desk.read(shelf, page=100, now=NOW + MONTH)
    assert facts(shelf)[series.id].summary == "Changed"
