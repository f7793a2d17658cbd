"""Microsoft To Do (PROVIDERS.md §4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.simulators.faults import Fault
from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.server import GraphServer

LINK = {"applicationName": "syncd", "displayName": "Bob", "externalId": "KEY1", "webUrl": "https://outlook.example/1"}


def _tasks(graph: GraphServer) -> str:
    return f"/me/todo/lists/{graph.todo.default.id}/tasks"


def _make(graph: GraphServer, asking: Asking, **body: Any) -> dict[str, Any]:
    answer = asking.ask("POST", _tasks(graph), json={"title": "Write to Bob", **body})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_default_list_is_known_by_its_mark(graph: GraphServer, asking: Asking) -> None:
    """Given a German mailbox, when lists are read, then wellknownListName tells which is the default."""
    asking.ask("POST", "/me/todo/lists", json={"displayName": "Follow-ups"})
    found = {one["wellknownListName"]: one["displayName"] for one in asking.pages("/me/todo/lists")[0]}
    assert found == {"defaultList": "Aufgaben", "flaggedEmails": "Gekennzeichnete E-Mails", "none": "Follow-ups"}


@pytest.mark.parametrize(
    ("zone", "stored"),
    [("UTC", "2026-11-10"), ("Europe/Berlin", "2026-11-09"), ("Pacific Standard Time", "2026-11-10")],
)
def test_a_due_date_keeps_its_day_in_utc_only(graph: GraphServer, asking: Asking, zone: str, stored: str) -> None:
    """Given midnight of a zone, when a task is due then, then the day in UTC is stored, the hour dropped."""
    made = _make(graph, asking, dueDateTime={"dateTime": "2026-11-10T00:00:00", "timeZone": zone})
    assert {"dateTime": f"{stored}T00:00:00.0000000", "timeZone": "UTC"} == made["dueDateTime"]


def test_other_programs_may_store_an_hour(graph: GraphServer, asking: Asking) -> None:
    """Given a task of another program, when it is read, then its due moment may be 23:00 of the day before."""
    task = graph.todo.add("theirs", due=datetime(2026, 11, 9, 23, tzinfo=UTC))
    found = asking.get(f"{_tasks(graph)}/{task.id}")
    assert found["dueDateTime"]["dateTime"] == "2026-11-09T23:00:00.0000000"


def test_a_reminder_keeps_its_hour(graph: GraphServer, asking: Asking) -> None:
    """Given a reminder in Berlin, when the task is read, then hour and zone are as sent; absent dates are absent."""
    reminder = {"dateTime": "2026-11-10T09:00:00", "timeZone": "Europe/Berlin"}
    made = _make(graph, asking, reminderDateTime=reminder, isReminderOn=True)
    assert {**reminder, "dateTime": "2026-11-10T09:00:00.0000000"} == made["reminderDateTime"]
    assert {"dueDateTime", "completedDateTime"}.isdisjoint(made)


def test_links_are_made_with_the_task_and_shown_if_expanded(graph: GraphServer, asking: Asking) -> None:
    """Given an embedded linkedResource, when tasks are read, then it comes with $expand, or as a sub-resource."""
    made = _make(graph, asking, linkedResources=[LINK])
    path = f"{_tasks(graph)}/{made['id']}"
    assert "linkedResources" not in asking.get(path)
    (link,) = asking.get(path, expand="linkedResources")["linkedResources"]
    assert link.items() >= LINK.items()
    assert [link] == asking.get(f"{path}/linkedResources")["value"]
    assert link == asking.get(f"{path}/linkedResources/{link['id']}")
    assert [[link]] == [one["linkedResources"] for one in asking.pages(_tasks(graph), expand="linkedResources")[0]]
    graph.todo.list_expands = False
    assert asking.refusal("GET", f"{_tasks(graph)}?$expand=linkedResources") == (400, "RequestBroker--ParseUri")


def test_a_link_can_be_added(graph: GraphServer, asking: Asking) -> None:
    """Given a task, when a linkedResource is posted, then it is there; patched into the task it is a violation."""
    made = _make(graph, asking)
    path = f"{_tasks(graph)}/{made['id']}"
    assert asking.ask("POST", f"{path}/linkedResources", json=LINK).status_code == 201
    assert asking.get(f"{path}/linkedResources")["value"][0]["externalId"] == "KEY1"
    assert asking.refusal("PATCH", path, json={"linkedResources": []}) == (400, "BadRequest")
    assert noted(graph) == ["todoTask.linkedResources can not be written"]


def test_every_post_makes_a_task(graph: GraphServer, asking: Asking) -> None:
    """Given a lost answer, when the post is repeated, then there are two: To Do knows no transactionId."""
    graph.faults.add(Fault("lost after", "tasks.create"))
    with pytest.raises(OSError, match=r".+"):
        _make(graph, asking)
    _make(graph, asking)
    assert len(asking.pages(_tasks(graph))[0]) == 2
    wrong = {"title": "x", "transactionId": "t"}
    assert asking.refusal("POST", _tasks(graph), json=wrong) == (400, "BadRequest")
    assert noted(graph) == ["todoTask has no transactionId"]


def test_completing_is_stored_as_a_midnight(graph: GraphServer, asking: Asking) -> None:
    """Given a task, when it is completed and reopened, then completedDateTime is a midnight in UTC, then absent."""
    made = _make(graph, asking)
    path = f"{_tasks(graph)}/{made['id']}"
    done = asking.ask("PATCH", path, json={"status": "completed"}).json()
    assert (done["status"], done["completedDateTime"]["dateTime"][10:]) == ("completed", "T00:00:00.0000000")
    again = asking.ask("PATCH", path, json={"status": "notStarted"}).json()
    assert "completedDateTime" not in again


def test_a_stale_etag_is_refused(graph: GraphServer, asking: Asking) -> None:
    """Given a task the user ticked since, when it is written with the old etag, then 412."""
    made = _make(graph, asking)
    path, old = f"{_tasks(graph)}/{made['id']}", {"If-Match": made["@odata.etag"]}
    graph.todo.tick(graph.todo.tasks[made["id"]])
    assert asking.refusal("PATCH", path, headers=old, json={"title": "x"}) == (412, "ErrorIrresolvableConflict")
    assert asking.refusal("DELETE", path, headers=old) == (412, "ErrorIrresolvableConflict")
    assert asking.ask("DELETE", path).status_code == 204
    assert asking.refusal("DELETE", path) == (404, "ErrorItemNotFound")


def test_a_task_gets_another_id_in_another_list(graph: GraphServer, asking: Asking) -> None:
    """Given a task, when the user moves it to another list, then its id is another one and its link the same."""
    made = _make(graph, asking, linkedResources=[LINK])
    other = graph.todo.create_list("Later")
    graph.todo.move(graph.todo.tasks[made["id"]], other)
    assert asking.refusal("GET", f"{_tasks(graph)}/{made['id']}") == (404, "ErrorItemNotFound")
    (found,) = asking.pages(f"/me/todo/lists/{other.id}/tasks", expand="linkedResources")[0]
    assert (found["id"] == made["id"], found["linkedResources"][0]["externalId"]) == (False, "KEY1")


def test_lists_of_tasks_have_pages_with_what_is_done(graph: GraphServer, asking: Asking) -> None:
    """Given 25 tasks, one done, when they are listed, then 20 on a page, the done one among them; or filtered out."""
    for number in range(25):
        graph.todo.add(str(number))
    graph.todo.tick(next(iter(graph.todo.tasks.values())))
    body = asking.get(_tasks(graph))
    assert (len(body["value"]), body["value"][0]["status"]) == (20, "completed")
    assert len(asking.pages(_tasks(graph))[0]) == 25
    assert len(asking.pages(_tasks(graph), filter="status ne 'completed'")[0]) == 24


def test_a_deleted_list_is_not_found(graph: GraphServer, asking: Asking) -> None:
    """Given a list, when the user deletes it, then its tasks are gone with it."""
    place = graph.todo.create_list("Follow-ups")
    graph.todo.add("x", place)
    graph.todo.delete_list(place)
    assert asking.refusal("GET", f"/me/todo/lists/{place.id}/tasks") == (404, "ErrorItemNotFound")


def test_only_known_filters_work(graph: GraphServer, asking: Asking) -> None:
    """Given a filter on linkedResources, when tasks are listed, then 400 and a violation: nobody knows it to work."""
    graph.todo.add("x")
    query = "$filter=linkedResources/any(l: l/externalId eq 'KEY1')"
    assert asking.refusal("GET", f"{_tasks(graph)}?{query}") == (400, "BadRequest")
    assert len(noted(graph)) == 1
