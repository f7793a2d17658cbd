"""The Calendar simulator is as strict as PROVIDERS.md §2 says Google is; asked through googleapiclient over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httplib2
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from connectors.google.errors import reasons
from tests.simulators.google.calendar import CalendarSim
from tests.simulators.google.calendar_world import Body, all_day, timed
from tests.simulators.google.server import GoogleServer

BASE = "https://www.googleapis.com/auth/"
ALL = {"singleEvents": False, "showDeleted": True}
SLOT = {"start": all_day("2026-11-23"), "end": all_day("2026-11-24")}
DAILY = {**SLOT, "recurrence": ["RRULE:FREQ=DAILY;COUNT=5"]}


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def world(google: GoogleServer) -> Iterator[CalendarSim]:
    sim = CalendarSim(google)
    yield sim
    assert not sim.expiring
    assert google.violations == []


@pytest.fixture
def ask(google: GoogleServer, world: CalendarSim) -> Iterator[Callable[..., Any]]:
    """Calls a method: ``ask("events.list", calendarId=…)``; `scope`, `match` (If-Match) beside its parameters."""

    http = httplib2.Http()
    options = {"api_endpoint": f"{google.url}/calendar/v3/"}
    api = build("calendar", "v3", http=http, static_discovery=True, client_options=options)

    def call(method: str, *, scope: str = "calendar", match: str = "", **parameters: Any) -> Any:
        google.oauth.access["token"] = frozenset({BASE + scope})
        resource, _, name = method.partition(".")
        request = getattr(getattr(api, resource)(), name)(**parameters)
        request.headers["authorization"] = "Bearer token"
        if match:
            request.headers["if-match"] = match
        return request.execute(http=http)

    yield call
    http.close()
    api.close()


def refused(call: Callable[[], object]) -> tuple[int, set[str]]:
    with pytest.raises(HttpError) as error:
        call()
    return int(error.value.resp.status), set(reasons(error.value.content))


def listed(ask: Callable[..., Any], **parameters: Any) -> tuple[list[Body], str]:
    """All pages of a list, and the token it ends with."""
    found: list[Body] = []
    page: dict[str, Any] = {}
    while True:
        answer = ask("events.list", calendarId="primary", **{**ALL, **parameters, **page})
        found += answer["items"]
        if "nextPageToken" not in answer:
            return found, answer.get("nextSyncToken", "")
        assert "nextSyncToken" not in answer
        page = {"pageToken": answer["nextPageToken"]}


def ids(events: list[Body]) -> set[str]:
    return {one["id"] for one in events}


def test_a_pass_by_pages_ends_with_a_token(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given events for several pages, one of them empty, when listed, then all come and the last page has the token."""
    events = {world.add(SLOT) for _ in range(5)}
    world.pages += [2, 0]
    found, token = listed(ask, maxResults=2)
    assert (ids(found), token) == (events, "sync-0=")


def test_a_token_gives_what_changed_also_what_is_gone(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given a token, when one event is new, one changed, one deleted, one touched, then these four come."""
    events = [world.add(SLOT) for _ in range(4)]
    _, token = listed(ask)
    new = world.add(SLOT)
    world.change(events[0], summary="Other")
    world.delete(events[1])
    world.touch(events[2])
    found, later = listed(ask, syncToken=token)
    assert ids(found) == {new, events[0], events[1], events[2]}
    assert {"kind", "id", "status", "etag"} == next(one for one in found if one["id"] == events[1]).keys()
    assert listed(ask, syncToken=later)[0] == []


def test_what_changes_during_a_pass_comes_with_its_token(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given a pass at its second page, when an event arrives, then the pass's token gives it."""
    world.add(SLOT), world.add(SLOT)
    first = ask("events.list", calendarId="primary", maxResults=1, **ALL)
    late = world.add(SLOT)
    last = ask("events.list", calendarId="primary", maxResults=1, pageToken=first["nextPageToken"], **ALL)
    assert ids(listed(ask, maxResults=1, syncToken=last["nextSyncToken"])[0]) == {late}


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeMin": "2026-01-01T00:00:00Z"},
        {"timeMax": "2026-01-01T00:00:00Z"},
        {"updatedMin": "2026-01-01T00:00:00Z"},
        {"privateExtendedProperty": ["a=b"]},
        {"iCalUID": "x"},
        {"q": "x"},
        {"orderBy": "updated"},
        {"showDeleted": False},
        {"maxResults": 7},
        {"singleEvents": True},
    ],
)
def test_parameters_that_do_not_go_with_a_token(
    ask: Callable[..., Any], world: CalendarSim, google: GoogleServer, wrong: dict[str, Any]
) -> None:
    """Given a token, when a forbidden or another parameter comes with it, then 400, and it is noted."""
    _, token = listed(ask)
    assert refused(lambda: listed(ask, syncToken=token, **wrong))[0] == 400
    assert len(google.violations) == 1
    google.violations.clear()


def test_tokens_that_mean_nothing(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given malformed tokens, or one of another calendar, when used, then 400 invalid."""
    other = world.calendar("Other")
    _, token = listed(ask)
    assert refused(lambda: listed(ask, syncToken="nonsense")) == (400, {"invalid"})
    assert refused(lambda: listed(ask, pageToken="nonsense")) == (400, {"invalid"})
    assert refused(lambda: ask("events.list", calendarId=other, syncToken=token, **ALL)) == (400, {"invalid"})


@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_token_expires_at_any_page(ask: Callable[..., Any], world: CalendarSim, page: int) -> None:
    """Given a token that expires, when its pages are asked for, then 410 at that page and with that token for ever."""
    _, token = listed(ask, maxResults=1)
    for _ in range(3):
        world.add(SLOT)
    world.expire_tokens(after=page)
    assert refused(lambda: listed(ask, syncToken=token, maxResults=1)) == (410, {"fullSyncRequired"})
    assert refused(lambda: listed(ask, syncToken=token, maxResults=1)) == (410, {"fullSyncRequired"})
    assert listed(ask, maxResults=1)[1]


def test_exceptions_are_events_of_their_own(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given a series with a cancelled and a moved occurrence, when listed, then master and both; keys are original."""
    series = world.add({**SLOT, "recurrence": ["RRULE:FREQ=DAILY"]})
    gone = world.cancel_instance(series, all_day("2026-11-25"))
    moved = world.move_instance(series, all_day("2026-11-26"), start=all_day("2026-12-01"), end=all_day("2026-12-02"))
    found = {one["id"]: one for one in listed(ask)[0]}
    assert found.keys() == {series, gone, moved}
    assert (gone, moved) == (f"{series}_20261125", f"{series}_20261126")
    assert found[gone].keys() == {"kind", "etag", "id", "status", "recurringEventId", "originalStartTime"}
    assert (found[moved]["originalStartTime"], found[moved]["start"]) == (all_day("2026-11-26"), all_day("2026-12-01"))


def test_this_and_following_is_a_new_series(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given a series, when split, then the old one ends a second before, and the new one has its own id and uid."""
    series = world.add(
        {"start": timed("2026-11-02T10:00"), "end": timed("2026-11-02T11:00"), "recurrence": ["RRULE:FREQ=DAILY"]}
    )
    world.cancel_instance(series, timed("2026-11-12T10:00"))
    later = world.split(series, timed("2026-11-10T10:00"), summary="Later")
    assert later == f"{series}_R20261110T090000"
    assert world.event(series)["recurrence"] == ["RRULE:FREQ=DAILY;UNTIL=20261110T085959Z"]
    assert world.event(later)["end"] == timed("2026-11-10T11:00")
    assert world.event(later)["iCalUID"] == f"{later}@google.com"


def test_single_events_in_a_window(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given a series, when expanded in a window, then its occurrences come in order, changed ones as they are now."""
    series = world.add(
        {"start": timed("2026-11-02T10:00"), "end": timed("2026-11-02T11:00"), "recurrence": ["RRULE:FREQ=DAILY"]}
    )
    world.cancel_instance(series, timed("2026-11-04T10:00"))
    found, _ = listed(
        ask,
        singleEvents=True,
        showDeleted=False,
        orderBy="startTime",
        timeMin="2026-11-03T00:00:00Z",
        timeMax="2026-11-06T00:00:00Z",
    )
    assert [one["id"] for one in found] == [f"{series}_20261103T090000Z", f"{series}_20261105T090000Z"]


def test_client_ids(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given chosen ids, when inserted, then other letters are 400 and a used one 409, also after its deletion."""

    def insert(name: str) -> Any:
        return ask("events.insert", calendarId="primary", sendUpdates="none", body={**SLOT, "id": name})

    assert insert("abcde01234")["iCalUID"] == "abcde01234@google.com"
    assert refused(lambda: insert("abcde01234")) == (409, {"duplicate"})
    assert refused(lambda: insert("xyz-xyz")) == (400, {"invalid"})
    assert refused(lambda: insert("abcd")) == (400, {"invalid"})
    assert ask("events.delete", calendarId="primary", eventId="abcde01234", sendUpdates="none") == ""
    assert refused(lambda: insert("abcde01234")) == (409, {"duplicate"})
    assert ask("events.get", calendarId="primary", eventId="abcde01234")["status"] == "cancelled"


def test_writes_are_guarded_by_etags(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given the user edited, when written with the old etag, then 412; deleted twice: 410, guarded 412; unknown 404."""
    event = ask("events.insert", calendarId="primary", body={**SLOT, "id": "abcde", "summary": "Call"})
    world.change("abcde", summary="Call Grace")
    target = {"calendarId": "primary", "eventId": "abcde"}
    late = {"match": event["etag"], **target}
    assert refused(lambda: ask("events.patch", body={"summary": "x"}, **late)) == (412, {"conditionNotMet"})
    assert refused(lambda: ask("events.delete", **late)) == (412, {"conditionNotMet"})
    now = world.event("abcde")["etag"]
    after = ask("events.patch", match=now, body={"summary": "✓ Call"}, **target)
    assert (after["summary"], after["start"], after["htmlLink"]) == ("✓ Call", SLOT["start"], event["htmlLink"])
    assert after["etag"] != now
    ask("events.delete", match=after["etag"], **target)
    assert refused(lambda: ask("events.delete", match=after["etag"], **target)) == (412, {"conditionNotMet"})
    assert refused(lambda: ask("events.delete", **target)) == (410, {"deleted"})
    assert refused(lambda: ask("events.update", body=SLOT, **target)) == (403, {"forbidden"})
    world.purge("abcde")
    assert refused(lambda: ask("events.delete", **target)) == (404, {"notFound"})


def test_patch_and_update(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given an event, when patched, then inner properties stay; when updated, then what is not given is gone."""
    private = {"extendedProperties": {"private": {"syncd_key": "k", "syncd_stamp": "1"}}}
    ask("events.insert", calendarId="primary", body={**SLOT, **private, "id": "abcde", "summary": "Call"})
    target = {"calendarId": "primary", "eventId": "abcde"}
    stamp = {"extendedProperties": {"private": {"syncd_stamp": "2"}}}
    after = ask("events.patch", body=stamp, **target)
    assert after["extendedProperties"] == {"private": {"syncd_key": "k", "syncd_stamp": "2"}}
    assert after["summary"] == "Call"
    assert "summary" not in ask("events.update", body=SLOT, **target)


def test_found_by_private_properties(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given tagged events, when listed by a private property, then only they come, with deleted ones on demand."""
    for number, tags in enumerate(({"syncd": "1", "syncd_key": "a"}, {"syncd": "1"}, {})):
        world.add({**SLOT, "id": f"event{number}", "extendedProperties": {"private": tags}})
    world.delete("event1", bare=False)
    both, token = listed(ask, privateExtendedProperty=["syncd=1"])
    assert (ids(both), token) == ({"event0", "event1"}, "")
    assert ids(listed(ask, privateExtendedProperty=["syncd=1"], showDeleted=False)[0]) == {"event0"}
    assert ids(listed(ask, privateExtendedProperty=["syncd=1", "syncd_key=a"])[0]) == {"event0"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": all_day("2026-11-23")},
        {"start": timed("2026-11-23T10:00"), "end": all_day("2026-11-24")},
        {"start": all_day("2026-11-23"), "end": all_day("2026-11-23")},
        {"start": timed("2026-11-23T10:00"), "end": timed("2026-11-23T09:00")},
        {**SLOT, "reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 0}]}},
        {**SLOT, "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 0}] * 6}},
        {**SLOT, "reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 0}]}},
        {**SLOT, "extendedProperties": {"private": {"a" * 45: "x"}}},
        {**SLOT, "extendedProperties": {"private": {"a": "x" * 1025}}},
        {**SLOT, "id": "abcde", "iCalUID": "x"},
    ],
)
def test_events_that_cannot_be(ask: Callable[..., Any], world: CalendarSim, wrong: Body) -> None:
    """Given a body that makes no event, when inserted, then 400 and nothing is there."""
    assert refused(lambda: ask("events.insert", calendarId="primary", body=wrong))[0] == 400
    assert world.at().events == {}


def test_mail_to_guests_is_noticed(ask: Callable[..., Any], world: CalendarSim, google: GoogleServer) -> None:
    """Given guests, when written without sendUpdates=none, then it is in `mails`; refused guests are violations."""
    guests = {**SLOT, "attendees": [{"email": "grace@example.com"}]}
    ask("events.insert", calendarId="primary", body={**guests, "id": "aaaaa"}, sendUpdates="none")
    ask("events.insert", calendarId="primary", body={**guests, "id": "bbbbb"})
    ask("events.delete", calendarId="primary", eventId="aaaaa", sendUpdates="all")
    assert world.mails == ["insert bbbbb", "delete aaaaa"]
    world.refuse_guests = True
    ask("events.insert", calendarId="primary", body=guests, sendUpdates="none")
    assert google.violations == ["calendar.events.insert writes attendees"]
    google.violations.clear()


def test_a_client_with_its_own_calendars_only(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given calendar.app.created, then its own calendar can be made and written, others and the list are refused."""
    app = {"scope": "calendar.app.created"}
    mine = ask("calendars.insert", body={"summary": "Follow-ups"}, **app)["id"]
    assert mine.endswith("@group.calendar.google.com")
    assert ask("calendars.get", calendarId=mine, **app)["summary"] == "Follow-ups"
    assert ask("events.insert", calendarId=mine, body=SLOT, **app)["organizer"] == {"email": mine, "self": True}
    assert refused(lambda: ask("events.insert", calendarId="primary", body=SLOT, **app)) == (404, {"notFound"})
    assert refused(lambda: ask("calendarList.list", **app))[0] == 403
    ask("calendars.delete", calendarId=mine, **app)
    assert refused(lambda: ask("calendars.get", calendarId=mine, **app)) == (404, {"notFound"})


def test_what_a_role_lets_see_and_do(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given calendars of others, then readers see no private details, free-busy readers none, and none may write."""
    for role in ("reader", "freeBusyReader"):
        name = world.calendar(role, role=role)
        world.add({**SLOT, "summary": "Private", "visibility": "private", "id": "private"}, name)
        world.add({**SLOT, "summary": "Open", "id": "opened"}, name)
        answer = ask("events.list", calendarId=name, **ALL)
        shown = [one.get("summary") for one in answer["items"]]
        assert (answer["accessRole"], shown) == (role, [None, "Open" if role == "reader" else None])
        write = partial(ask, "events.insert", calendarId=name, body=SLOT)
        assert refused(write)[0] == 403


def test_the_list_of_calendars(ask: Callable[..., Any], world: CalendarSim) -> None:
    """Given more calendars than a page holds, one hidden, when listed, then by pages, hidden ones only on demand."""
    world.calendar("Team", override="My team", role="reader")
    world.calendar("Hidden", hidden=True)
    first = ask("calendarList.list", maxResults=1)
    rest = ask("calendarList.list", maxResults=1, pageToken=first["nextPageToken"])
    assert [first["items"][0].get("primary"), rest["items"][0]["summaryOverride"]] == [True, "My team"]
    assert "nextPageToken" not in rest
    assert len(ask("calendarList.list", showHidden=True)["items"]) == 3


def test_only_the_fields_asked_for(ask: Callable[..., Any], world: CalendarSim, google: GoogleServer) -> None:
    """Given a field mask, when listed, then nothing else is there; a field that is none is refused and noted."""
    world.add({**SLOT, "id": "abcde", "description": "secret"})
    answer = ask("events.list", calendarId="primary", fields="accessRole,items(id,start/date)", **ALL)
    assert answer == {"accessRole": "owner", "items": [{"id": "abcde", "start": SLOT["start"]}]}
    assert refused(lambda: ask("events.list", calendarId="primary", fields="items(idd)", **ALL))[0] == 400
    assert len(google.violations) == 1
    google.violations.clear()
