"""Writing events (PROVIDERS.md §4; CONTRACT.md §6: once per key, inviting nobody)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.server import GraphServer

TAG = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name SyncdKey"


def _event(**more: Any) -> dict[str, Any]:
    start = {"dateTime": "2026-11-10T09:00:00", "timeZone": "UTC"}
    return {"subject": "Write to Bob", "start": start, "end": {**start, "dateTime": "2026-11-10T09:15:00"}, **more}


def _tagged(value: str) -> dict[str, Any]:
    return _event(singleValueExtendedProperties=[{"id": TAG, "value": value}])


def _search(asking: Asking, path: str, identity: str, value: str) -> list[dict[str, Any]]:
    query = f"singleValueExtendedProperties/Any(ep: ep/id eq '{identity}' and ep/value eq '{value}')"
    return asking.pages(path, filter=query)[0]


def test_a_calendar_is_made_once(graph: GraphServer, asking: Asking) -> None:
    """Given a calendar, when one of its name is made again, then 409 ErrorFolderExists."""
    made = asking.ask("POST", "/me/calendars", json={"name": "Follow-ups"})
    assert (made.status_code, made.json()["name"]) == (201, "Follow-ups")
    assert asking.refusal("POST", "/me/calendars", json={"name": "Follow-ups"}) == (409, "ErrorFolderExists")
    names = {one["name"]: one["canEdit"] for one in asking.pages("/me/calendars")[0]}
    assert names == {"Kalender": True, "Geburtstage": False, "Follow-ups": True}


def test_an_event_is_made_where_it_was_asked_for(graph: GraphServer, asking: Asking) -> None:
    """Given a calendar, when an event is posted to it, then it is there and not in the default one."""
    calendar = graph.calendar.create_calendar("Follow-ups")
    made = asking.ask("POST", f"/me/calendars/{calendar.id}/events", json=_event(categories=["syncd"]))
    assert (made.status_code, made.json()["categories"]) == (201, ["syncd"])
    assert asking.get("/me/events")["value"] == []
    assert [made.json()["id"]] == [one["id"] for one in asking.get(f"/me/calendars/{calendar.id}/events")["value"]]


def test_the_same_transaction_makes_one_event(graph: GraphServer, asking: Asking) -> None:
    """Given a transactionId, when it is posted twice, then 201 twice with one event, the first body's."""
    first = asking.ask("POST", "/me/events", json=_event(transactionId="t-1"))
    second = asking.ask("POST", "/me/events", json=_event(transactionId="t-1", subject="Other"))
    assert (first.status_code, second.status_code) == (201, 201)
    assert ("Write to Bob", first.json()["id"]) == (second.json()["subject"], second.json()["id"])
    assert len(graph.calendar.events) == 1


@pytest.mark.parametrize(("after", "status"), [("new", 201), ("refused", 409)])
def test_after_deletion_a_transaction_is_either(graph: GraphServer, asking: Asking, after: Any, status: int) -> None:
    """Given a transactionId whose event was deleted, when it is posted again, then as the switch says (unknown)."""
    graph.calendar.after_deletion = after
    made = asking.ask("POST", "/me/events", json=_event(transactionId="t-1")).json()
    graph.calendar.delete(graph.calendar.events[made["id"]])
    assert asking.ask("POST", "/me/events", json=_event(transactionId="t-1")).status_code == status


def test_a_transaction_can_not_be_changed(graph: GraphServer, asking: Asking) -> None:
    """Given an event, when its transactionId is patched, then 400 and a violation."""
    made = asking.ask("POST", "/me/events", json=_event()).json()
    assert asking.refusal("PATCH", f"/me/events/{made['id']}", json={"transactionId": "t"}) == (400, "BadRequest")
    assert noted(graph) == ["event.transactionId can not be written"]


def test_an_event_is_found_by_its_tag(graph: GraphServer, asking: Asking) -> None:
    """Given a tagged event, when the tag is searched, then it is found in all calendars, without showing the tag."""
    calendar = graph.calendar.create_calendar("Follow-ups")
    made = asking.ask("POST", f"/me/calendars/{calendar.id}/events", json=_tagged("KeyOne")).json()
    assert "singleValueExtendedProperties" not in made
    for value in ("KeyOne", "keyone"):
        (found,) = _search(asking, "/me/events", TAG, value)
        assert (made["id"], False) == (found["id"], "singleValueExtendedProperties" in found)
    assert _search(asking, "/me/events", TAG.replace("SyncdKey", "syncdkey"), "KeyOne") == []
    assert len(_search(asking, "/me/events", TAG.replace("66f5a359", "66F5A359"), "KeyOne")) == 1
    graph.calendar.tag_finds = "default"
    assert _search(asking, "/me/events", TAG, "KeyOne") == []
    assert len(_search(asking, f"/me/calendars/{calendar.id}/events", TAG, "KeyOne")) == 1


def test_a_tag_is_shown_if_expanded(graph: GraphServer, asking: Asking) -> None:
    """Given a tagged event, when it is read with $expand, then that tag is shown; a delta never shows it."""
    made = asking.ask("POST", "/me/events", json=_tagged("KeyOne")).json()
    expand = f"singleValueExtendedProperties($filter=id eq '{TAG}')"
    found = asking.get(f"/me/events/{made['id']}", expand=expand)
    assert found["singleValueExtendedProperties"] == [{"id": TAG, "value": "KeyOne"}]
    assert [found["singleValueExtendedProperties"]] == [
        one["singleValueExtendedProperties"] for one in asking.get("/me/events", expand=expand)["value"]
    ]
    assert "singleValueExtendedProperties" not in asking.get(f"/me/events/{made['id']}")


def test_a_stale_etag_is_refused(graph: GraphServer, asking: Asking) -> None:
    """Given an event the user edited since, when it is patched or deleted with the old etag, then 412."""
    made = asking.ask("POST", "/me/events", json=_event()).json()
    path, old = f"/me/events/{made['id']}", {"If-Match": made["@odata.etag"]}
    graph.calendar.edit(graph.calendar.events[made["id"]], subject="mine")
    for verb, more in (("PATCH", {"json": {"subject": "x"}}), ("DELETE", {})):
        assert asking.refusal(verb, path, headers=old, **more) == (412, "ErrorIrresolvableConflict")
    graph.calendar.conflict = "PreconditionFailed"
    assert asking.refusal("DELETE", path, headers=old) == (412, "PreconditionFailed")
    now = {"If-Match": asking.get(path)["@odata.etag"]}
    patched = asking.ask("PATCH", path, headers=now, json={"subject": "✓ done"}).json()
    assert (patched["subject"], patched["@odata.etag"] != now["If-Match"]) == ("✓ done", True)
    assert asking.ask("DELETE", path, headers={"If-Match": patched["@odata.etag"]}).status_code == 204
    assert asking.refusal("DELETE", path) == (404, "ErrorItemNotFound")


def test_a_reminder_of_15_minutes_is_the_default(graph: GraphServer, asking: Asking) -> None:
    """Given no word about reminders, when an event is made, then it reminds 15 minutes before; unless switched off."""
    made = asking.ask("POST", "/me/events", json=_event()).json()
    assert (made["reminderMinutesBeforeStart"], made["isReminderOn"], made["showAs"]) == (15, True, "busy")
    silent = asking.ask("POST", "/me/events", json=_event(isReminderOn=False, showAs="free")).json()
    assert (silent["isReminderOn"], silent["showAs"]) == (False, "free")


def test_attendees_are_mailed(graph: GraphServer, asking: Asking) -> None:
    """Given an event with an attendee, when it is made, changed, deleted, then three mails leave; else none."""
    asking.ask("POST", "/me/events", json=_event())
    assert graph.mails == []
    people = [{"emailAddress": {"address": "bob@example.com"}, "type": "required"}]
    made = asking.ask("POST", "/me/events", json=_event(attendees=people)).json()
    asking.ask("PATCH", f"/me/events/{made['id']}", json={"subject": "x"})
    asking.ask("DELETE", f"/me/events/{made['id']}")
    assert [one.why for one in graph.mails] == ["invitation", "update", "cancellation"]
    assert {("bob@example.com",)} == {one.recipients for one in graph.mails}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (_event(reminders=[]), "event has no reminders"),
        (_event(iCalUId="x"), "event.iCalUId can not be written"),
        (_event(showAs="available"),
         "event.showAs: 'available' is none of unknown|free|tentative|busy|oof|workingElsewhere"),
        (_event(start={"dateTime": "2026-11-10T09:00:00Z", "timeZone": "UTC"}),
         "event.start.dateTime: '2026-11-10T09:00:00Z' is no local"),
        (_event(attendees=[{"emailAddress": {"address": "x@y"}, "status": {"response": "accepted"}}]),
         "event.attendees[0].status can not be written"),
    ],
)  # fmt: skip
def test_a_body_that_graph_does_not_know_is_a_violation(
    graph: GraphServer, asking: Asking, body: dict[str, Any], text: str
) -> None:
    """Given a wrong property, when an event is posted, then 400, nothing is made, and a violation says which."""
    assert asking.refusal("POST", "/me/events", json=body) == (400, "BadRequest")
    assert noted(graph) == [text]
    assert graph.calendar.events == {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"subject": "no time"}, "ErrorPropertyValidationFailure"),
        (_event(isAllDay=True), "ErrorPropertyValidationFailure"),
        (_event(end={"dateTime": "2026-11-10T08:00:00", "timeZone": "UTC"}), "ErrorPropertyValidationFailure"),
        (_event(start={"dateTime": "2026-11-10T09:00:00", "timeZone": "Mars"}), "TimeZoneNotSupportedException"),
        (_event(singleValueExtendedProperties=[{"id": "SyncdKey", "value": "x"}]), "ErrorInvalidProperty"),
    ],
)
def test_times_and_tags_must_make_sense(graph: GraphServer, asking: Asking, body: dict[str, Any], code: str) -> None:
    """Given values that Exchange refuses, when an event is posted, then 400 with its code."""
    assert asking.refusal("POST", "/me/events", json=body) == (400, code)


def test_an_all_day_event_and_a_series_can_be_made(graph: GraphServer, asking: Asking) -> None:
    """Given midnights and a recurrence, when an event is posted, then it is an all-day series."""
    midnight = {"dateTime": "2026-11-10T00:00:00", "timeZone": "Europe/Berlin"}
    pattern = {"type": "daily", "interval": 1}
    recurrence = {
        "pattern": pattern,
        "range": {"type": "numbered", "startDate": "2026-11-10", "numberOfOccurrences": 3},
    }
    end = {**midnight, "dateTime": "2026-11-11T00:00:00"}
    body = _event(start=midnight, end=end, isAllDay=True, recurrence=recurrence)
    made = asking.ask("POST", "/me/events", json=body).json()
    assert (made["type"], made["isAllDay"]) == ("seriesMaster", True)
    window = {"startDateTime": "2026-11-01", "endDateTime": "2026-12-01"}
    found = asking.get(f"/me/events/{made['id']}/instances", **window)["value"]
    assert [one["start"]["dateTime"][:10] for one in found] == ["2026-11-10", "2026-11-11", "2026-11-12"]


def test_a_foreign_calendar_is_read_only(graph: GraphServer, asking: Asking) -> None:
    """Given the birthdays, when an event is posted there, then 403."""
    birthdays = next(one for one in graph.calendar.calendars.values() if not one.editable)
    assert asking.refusal("POST", f"/me/calendars/{birthdays.id}/events", json=_event()) == (403, "ErrorAccessDenied")
