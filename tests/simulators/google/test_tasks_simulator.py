"""The Tasks simulator is as strict as Google, and hides what Google hides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.google.errors import Refusal
from connectors.google.scopes import TASKS
from connectors.google.session import Refused, Session
from tests.simulators.google.access import Sleeper, session_at
from tests.simulators.google.server import GoogleServer
from tests.simulators.google.tasks import TasksSim

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        server.apis["tasks"] = TasksSim(lambda: NOW)
        yield server
    assert server.violations == []


@pytest.fixture
def sim(google: GoogleServer) -> TasksSim:
    found: TasksSim = google.apis["tasks"]
    return found


class Client:
    """Google's own client, default list."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._api = session.service("tasks")

    def lists(self, verb: str, headers: dict[str, str] | None = None, **given: Any) -> dict[str, Any]:
        return self._session.write(getattr(self._api.tasklists(), verb)(**given), doing="testing", headers=headers)

    def tasks(self, verb: str, headers: dict[str, str] | None = None, **given: Any) -> dict[str, Any]:
        request = getattr(self._api.tasks(), verb)(**{"tasklist": "@default", **given})
        return self._session.write(request, doing="testing", headers=headers)

    def shown(self, **given: Any) -> list[str]:
        return [item["title"] for item in self.tasks("list", **given).get("items", ())]


@pytest.fixture
def client(google: GoogleServer, tmp_path: Path) -> Client:
    return Client(session_at(google, tmp_path, (TASKS,), Sleeper()))


def refused(client: Client, verb: str, **given: Any) -> Refusal:
    with pytest.raises(Refused) as raised:
        client.tasks(verb, **given)
    return raised.value.meaning


def test_listings_hide_what_google_hides(client: Client, sim: TasksSim) -> None:
    """Given an open task, one completed through the API, one ticked in the UI, a deleted one, when listed, then the
    flags decide which are there.
    """
    for title in ("deleted", "ticked", "completed", "open"):
        client.tasks("insert", body={"title": title})
    items = {item.title: item for item in sim.list_named("My Tasks").tasks.values()}
    client.tasks("patch", task=items["completed"].id, body={"status": "completed"})
    sim.tick(items["ticked"])
    client.tasks("delete", task=items["deleted"].id)
    assert client.shown() == ["open", "completed"]
    assert client.shown(showCompleted=False) == ["open"]
    assert client.shown(showCompleted=False, showHidden=True) == ["open"]
    assert client.shown(showHidden=True) == ["open", "completed", "ticked"]
    assert client.shown(showHidden=True, showDeleted=True) == ["open", "completed", "ticked", "deleted"]
    sim.untick(items["ticked"])
    sim.purge()
    assert client.shown(showDeleted=True) == ["open", "completed", "ticked"]


def test_pages_are_of_twenty_unless_asked(client: Client) -> None:
    """Given 25 tasks, when listed, then 20 and a token that is good for the same listing only; 100 at most."""
    for number in range(25):
        client.tasks("insert", body={"title": f"{number}"})
    first = client.tasks("list")
    assert len(first["items"]) == 20
    assert len(client.tasks("list", pageToken=first["nextPageToken"])["items"]) == 5
    assert refused(client, "list", pageToken=first["nextPageToken"], showHidden=True) is Refusal.INVALID
    assert refused(client, "list", pageToken="made-up") is Refusal.INVALID
    assert refused(client, "list", maxResults=101) is Refusal.INVALID
    assert len(client.tasks("list", maxResults=100)["items"]) == 25


def test_only_the_date_of_due_is_kept(client: Client, sim: TasksSim) -> None:
    """Given a due with a time and an offset, when inserted, then its date as written is kept, as midnight UTC."""
    made = client.tasks("insert", body={"title": "x", "due": "2026-03-02T23:30:00+01:00"})
    assert made["due"] == "2026-03-02T00:00:00.000Z"
    assert sim.list_named("My Tasks").tasks[made["id"]].due == date(2026, 3, 2)


@pytest.mark.parametrize(
    "body",
    [
        {"title": "x" * 1025},
        {"notes": "👍" * 4097},
        {"due": "2026-03-02"},
        {"due": "soon"},
        {"status": "done"},
        {"id": "chosen"},
        {"hidden": True},
    ],
)
def test_what_google_refuses(client: Client, body: dict[str, Any]) -> None:
    """Given a body that is too long, malformed or read-only, when inserted, then 400."""
    assert refused(client, "insert", body=body) is Refusal.INVALID


def test_etags_guard_writes_and_change_with_the_place(client: Client, sim: TasksSim) -> None:
    """Given a task, when another is put above it, then its etag is another; If-Match with the old one is 412, unless
    the API ignores it.
    """
    made = client.tasks("insert", body={"title": "x"})
    client.tasks("insert", body={"title": "y"})
    stale = {"If-Match": made["etag"]}
    for verb, more in (("patch", {"body": {"title": "z"}}), ("delete", {})):
        assert refused(client, verb, task=made["id"], headers=stale, **more) is Refusal.CHANGED
    assert client.tasks("patch", task=made["id"], body={"title": "z"}, headers={"If-Match": "*"})["title"] == "z"
    sim.honours_if_match = False
    assert client.tasks("update", task=made["id"], body={"title": "w"}, headers=stale)["title"] == "w"


def test_deleted_tasks_can_be_read_until_they_are_purged(client: Client, sim: TasksSim) -> None:
    """Given a deleted task, when read, then it says so; written, 404; once purged, 404 for all."""
    made = client.tasks("insert", body={"title": "x"})
    client.tasks("delete", task=made["id"])
    assert client.tasks("get", task=made["id"])["deleted"] is True
    assert refused(client, "delete", task=made["id"]) is Refusal.NOT_FOUND
    sim.purge()
    assert refused(client, "get", task=made["id"]) is Refusal.NOT_FOUND


def test_lists(client: Client, sim: TasksSim) -> None:
    """Given lists, when made, read and deleted, then so; the default one cannot be, and a gone one is 404."""
    made = client.lists("insert", body={"title": "Follow-ups"})
    assert [one["title"] for one in client.lists("list")["items"]] == ["My Tasks", "Follow-ups"]
    assert client.lists("get", tasklist=made["id"])["title"] == "Follow-ups"
    assert sim.list_named("Follow-ups").id == made["id"]
    client.lists("delete", tasklist=made["id"])
    assert refused(client, "list", tasklist=made["id"]) is Refusal.NOT_FOUND
    for body, verb in (({"title": ""}, "insert"), ({"title": "x", "id": "chosen"}, "insert")):
        with pytest.raises(Refused):
            client.lists(verb, body=body)
    with pytest.raises(Refused):
        client.lists("delete", tasklist="@default")


def test_a_new_task_may_be_listed_late(client: Client, sim: TasksSim) -> None:
    """Given listings lag by one, when listed, then the task is there from the second on."""
    sim.lag = 1
    client.tasks("insert", body={"title": "x"})
    assert [client.shown(), client.shown()] == [[], ["x"]]
