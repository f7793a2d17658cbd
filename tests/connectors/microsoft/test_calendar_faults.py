"""Links of Microsoft's that expire, lie or end nowhere, and every other way Graph can fail (PROVIDERS.md §3, §4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from syncd.model import Event
from syncd.ports import AuthExpired, NotGranted, RateLimited, Trouble, Unavailable
from tests.connectors.microsoft.calendar_world import (
    BERLIN,
    DELTA,
    NOW,
    PRIMARY,
    Desk,
    facts,
    invited,
    wall,
)
from tests.contracts.source import Shelf, sync
from tests.simulators.faults import Fault
from tests.simulators.microsoft.agenda import weekly
from tests.simulators.microsoft.call import Refusal
from tests.simulators.microsoft.series import Event as Made


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk().open() as made:
        yield made


@pytest.mark.parametrize(
    ("status", "code"),
    [(410, "SyncStateNotFound"), (400, "SyncStateInvalid"), (410, "resyncRequired"), (404, "ErrorSyncStateNotFound")],
)
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_forgotten_link_reads_all_anew(desk: Desk, status: int, code: str, page: int) -> None:
    """Given a link that is refused at any page, when read, then the whole calendar is read, as far back as before,
    and only what is not there any more is gone."""
    old = desk.agenda.add("Old", wall("2025-11-24T12:00"), **invited())
    made = desk.meetings(7)
    shelf = Shelf()
    desk.read(shelf, page=3)
    for event in made:
        desk.agenda.edit(event, subject="Later")
    del desk.agenda.events[made[0].id]
    desk.server.faults.add(Fault("answer", DELTA, status, Refusal(status, code).reply.body, skip=page))
    desk.read(shelf, page=3, now=NOW + timedelta(days=20))
    assert shelf.there == {old.id, *(one.id for one in made[1:])}
    assert facts(shelf)[made[1].id].summary == "Later"
    assert desk.read(shelf, page=3, now=NOW + timedelta(days=20)) == 0


def test_a_foreign_link_reads_all_anew(desk: Desk) -> None:
    """Given a link that Graph never gave, when read, then 400 is taken for a forgotten one."""
    desk.meetings()
    shelf = Shelf()
    desk.read(shelf)
    assert shelf.cursor is not None
    fields = json.loads(shelf.cursor)
    shelf.cursor = json.dumps({**fields, "link": fields["link"] + "x"})
    desk.meetings()
    desk.read(shelf)
    assert len(shelf.there) == 2
    desk.server.violations.clear()  # a token that was never given: this test's own


def test_next_links_that_expire_on_the_way(desk: Desk) -> None:
    """Given a first round whose next link is forgotten, when read, then it begins anew; always, then Unavailable."""
    desk.meetings(7)
    forgotten = Fault("answer", DELTA, 410, Refusal(410, "SyncStateNotFound").reply.body, where="skiptoken")
    desk.server.faults.add(forgotten)
    shelf = Shelf()
    desk.read(shelf, page=3)
    assert len(shelf.there) == 7
    desk.server.faults.add(replace(forgotten, times=100))
    with pytest.raises(Unavailable, match="forgets the list of meetings"):
        list(desk.made(page=3).read(PRIMARY, None, set))
    desk.server.faults.clear()


def test_links_to_another_host_are_not_followed(desk: Desk) -> None:
    """Given a link that points elsewhere, when it is to be followed, then Trouble, and the login goes nowhere."""
    foreign = "https://graph.evil.example/v1.0/me/calendarView/delta?$skiptoken=x"
    desk.server.faults.add(Fault("answer", DELTA, 200, {"value": [], "@odata.nextLink": foreign}))
    with pytest.raises(Trouble, match="points to another host"):
        desk.read(Shelf())
    desk.server.faults.add(Fault("answer", DELTA, 200, {"value": [], "@odata.deltaLink": foreign}))
    shelf = Shelf()
    desk.read(shelf)
    with pytest.raises(Trouble, match="points to another host"):
        desk.read(shelf)


def test_pages_without_an_end(desk: Desk) -> None:
    """Given pages that go round in a circle, or end without a delta link, when read, then Unavailable."""
    again = f"{desk.server.url}/me/calendarView/delta?$skiptoken=x"
    desk.server.faults.add(Fault("answer", DELTA, 200, {"value": [], "@odata.nextLink": again}, times=2))
    with pytest.raises(Unavailable, match="round in a circle"):
        list(desk.made().read(PRIMARY, None, set))
    desk.server.faults.add(Fault("answer", DELTA, 200, {"value": []}))
    with pytest.raises(Unavailable, match="has no end"):
        list(desk.made().read(PRIMARY, None, set))


def test_replays_and_contradictions(desk: Desk) -> None:
    """Given a round that tells an event twice, and of one that it is there and removed, when read, then it is asked."""
    one, two, three = desk.meetings(3)
    shelf = Shelf()
    desk.read(shelf)
    desk.agenda.delete(two)
    time = {"dateTime": "2026-11-10T12:00:00.0000000", "timeZone": "UTC"}
    rows: list[dict[str, Any]] = [{"id": event.id, "start": time, "subject": "Stale"} for event in (one, two)]
    rows += [{"id": event.id, "@removed": {"reason": "deleted"}} for event in (one, two)]
    rows += [{"id": three.id, "start": time, "subject": text} for text in ("First", "Last")]
    assert shelf.cursor is not None
    link = json.loads(shelf.cursor)["link"]
    desk.server.faults.add(Fault("answer", DELTA, 200, {"value": rows, "@odata.deltaLink": link}))
    desk.read(shelf)
    assert {name: event.summary for name, event in facts(shelf).items()} == {one.id: "Lunch", three.id: "Last"}


def test_what_recordings_show(desk: Desk) -> None:
    """Given links in OData's key syntax and properties nobody documents, when read, then all is well."""
    (lunch,) = desk.meetings()
    shelf = Shelf()
    desk.read(shelf)
    assert shelf.cursor is not None
    assert "/calendars('" in json.loads(shelf.cursor)["link"]
    row = {"@odata.type": "#microsoft.graph.event", "@odata.etag": 'W/"x"', "id": lunch.id, "sizeInBytes": 1}
    time = {"dateTime": "2026-11-10T12:00:00.0000000", "timeZone": "UTC"}
    body = {"value": [{**row, "start": time}], "@odata.deltaLink": json.loads(shelf.cursor)["link"]}
    desk.server.faults.add(Fault("answer", DELTA, 200, body))
    desk.read(shelf)
    assert isinstance(facts(shelf)[lunch.id], Event)


@pytest.mark.parametrize("skip", [0, 1, 2])
@pytest.mark.parametrize(
    "fault",
    [
        Fault("lost before", DELTA),
        Fault("lost after", DELTA),
        Fault("truncated", DELTA),
        Fault("answer", DELTA, 500, Refusal(500, "generalException").reply.body),
        Fault("answer", DELTA, 503, "nonsense", times=2),
        Fault("answer", DELTA, 429, Refusal(429, "ApplicationThrottled").reply.body, {"retry-after": "7"}, times=3),
        Fault("answer", DELTA, 401, Refusal(401, "InvalidAuthenticationToken").reply.body),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_what_passes_is_waited_for(desk: Desk, fault: Fault, skip: int) -> None:
    """Given a failure that passes, at any page, when read, then everything comes, without real waiting."""
    made = desk.meetings(9)
    desk.server.faults.add(replace(fault, skip=skip))
    shelf = Shelf()
    desk.read(shelf, page=3)
    assert shelf.there == {one.id for one in made}


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (503, "serviceNotAvailable", Unavailable),
        (429, "ApplicationThrottled", RateLimited),
        (401, "InvalidAuthenticationToken", AuthExpired),
        (403, "ErrorAccessDenied", NotGranted),
        (418, "teapot", Trouble),
    ],
)
@pytest.mark.parametrize("method", ["calendars.default", "view.list", DELTA, "events.get"])
def test_what_lasts_ends_the_reading_and_loses_nothing(
    desk: Desk, method: str, status: int, code: str, expected: type[Trouble]
) -> None:
    """Given a failure of everything that lasts, from any request on, when read, then it is told as what it is; later
    all comes."""
    desk.agenda.add("Old", wall("2025-03-03T12:00"), **invited())
    desk.meetings(5)
    desk.series("2025-10-07T10:00")
    skip = ["calendars.default", "view.list", DELTA, "events.get"].index(method)
    desk.server.faults.add(Fault("answer", "", status, Refusal(status, code).reply.body, skip=skip, times=1000))
    shelf = Shelf()
    with pytest.raises(Trouble) as error:
        desk.read(shelf, since="2y", page=500)
    assert type(error.value) is expected
    assert (shelf.there, shelf.cursor) == (set(), None)
    desk.server.faults.clear()
    desk.read(shelf, since="2y", page=500)
    assert len(shelf.there) == 7


def test_at_most_four_at_a_time(desk: Desk) -> None:
    """Given many series, when read for the first time, then their masters are asked for side by side, never a fifth."""
    for number in range(12):
        desk.series("2025-10-07T10:00", recurrence=weekly(wall("2025-10-07T10:00"), count=10), text=str(number))
    desk.server.limits.latency = 0.02
    shelf = Shelf()
    sync(desk.made(page=100), PRIMARY, shelf)
    assert len(shelf.there) == 12
    assert (desk.server.gate.refused, desk.server.gate.most_in_flight) == (0, 4)


def test_texts_are_asked_for_in_the_smaller_form(desk: Desk) -> None:
    """Given a meeting with a page of HTML, when read, then nothing of it is in what is handed over."""
    desk.meetings(1, html="<p>secret</p>", text="secret")
    (batch,) = desk.made().read(PRIMARY, None, set)
    assert "secret" not in repr(batch)
    assert BERLIN not in repr(batch)


@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated", "429", "503"])
@pytest.mark.parametrize("method", ["calendars.default", "view.list", "events.list", "events.get", "events.instances"])
def test_any_other_request_may_fail_once(desk: Desk, method: str, kind: str) -> None:
    """Given a failure of any request but the delta's, when read, first or again, then all is as the calendar shows."""
    desk.agenda.add("Old", wall("2025-03-03T12:00"), **invited())
    series = desk.series("2025-10-07T10:00")
    desk.meetings(2)
    status = int(kind) if kind.isdecimal() else 0
    fault = Fault("answer" if status else kind, method, status, Refusal(status, "busy").reply.body)  # type: ignore[arg-type]  # one of Fault's kinds
    desk.server.faults.add(fault)
    shelf = Shelf()
    desk.read(shelf, since="", page=50)
    desk.agenda.edit(series, subject="Changed")
    desk.read(shelf, since="", page=50)
    assert sorted(one.summary for one in facts(shelf).values()) == ["Changed", "Lunch", "Lunch", "Old"]
    assert desk.held(shelf)


def test_a_reading_broken_off_anywhere(desk: Desk) -> None:
    """Given the connection lost for good at the nth request, for every n, when read later, then nothing is missing."""
    desk.agenda.add("Old", wall("2025-03-03T12:00"), **invited())
    series = desk.series("2025-10-07T10:00")
    desk.meetings(5)
    for count in range(8):
        shelf = Shelf()
        desk.server.faults.add(Fault("lost before", skip=count, times=10_000))
        with pytest.raises(Unavailable):
            _read_often(desk, shelf, series, f"Changed {count}")
        desk.server.faults.clear()
        desk.read(shelf, since="", page=50)
        assert (len(shelf.there), facts(shelf)[series.id].summary) == (7, f"Changed {count}")


def _read_often(desk: Desk, shelf: Shelf, series: Made, subject: str) -> None:
    """Some twenty requests."""
    for _ in range(9):
        desk.agenda.edit(series, subject=subject)
        desk.read(shelf, since="", page=50)
