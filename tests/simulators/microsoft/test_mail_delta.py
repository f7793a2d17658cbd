"""Deltas of messages (PROVIDERS.md §3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.simulators.faults import Fault
from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.mailbox import Noise
from tests.simulators.microsoft.server import GraphServer

INBOX = "/me/mailFolders/inbox/messages/delta"
BOB = "bob@example.com"


def test_a_delta_tells_all_and_then_what_changed(graph: GraphServer, asking: Asking) -> None:
    """Given a first round, when one message comes and another is edited, then the next round tells these two."""
    old, edited = graph.mail.deliver(BOB, subject="old"), graph.mail.deliver(BOB, subject="to edit")
    first, link = asking.pages(INBOX, select="subject")
    assert {old.id, edited.id} == {one["id"] for one in first}
    assert {"@odata.type", "@odata.etag", "id", "subject"} == set(first[0])
    new = graph.mail.deliver(BOB, subject="new")
    graph.mail.edit(edited, subject="edited")
    second, link = asking.pages(link)
    assert {new.id: "new", edited.id: "edited"} == {one["id"]: one["subject"] for one in second}
    assert asking.pages(link)[0] == []


def test_a_deltalink_is_absolute_and_long(graph: GraphServer, asking: Asking) -> None:
    """Given a delta, when it ends, then its link has the folder in brackets and more than 300 characters."""
    link = asking.get(INBOX)["@odata.deltaLink"]
    inbox = asking.get("/me/mailFolders/inbox")["id"]
    assert link.startswith(f"{graph.url}/me/mailFolders('{inbox}')/messages/delta?$deltatoken=")
    assert len(link) > 300


def test_a_link_can_be_used_again(graph: GraphServer, asking: Asking) -> None:
    """Given a deltaLink, when its round is lost and asked for again, then it tells the same."""
    _, link = asking.pages(INBOX)
    message = graph.mail.deliver(BOB)
    assert [[message.id], [message.id]] == [[one["id"] for one in asking.pages(link)[0]] for _ in range(2)]


def test_there_is_no_delta_over_folders(graph: GraphServer, asking: Asking) -> None:
    """Given /me/messages/delta, when it is asked, then 400."""
    assert asking.refusal("GET", "/me/messages/delta") == (400, "ErrorInvalidRequest")
    assert len(noted(graph)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "$filter=isRead eq false",
        "$filter=receivedDateTime lt 2026-10-01T00:00:00Z",
        "$filter=subject eq 'x'",
        "$orderby=subject",
        "$skiptoken=made-up",
        "$deltatoken=made-up",
        "$search=x",
    ],
)
def test_a_delta_takes_few_options(graph: GraphServer, asking: Asking, query: str) -> None:
    """Given an option that deltas do not support, when it is sent, then 400 and a violation."""
    assert asking.ask("GET", f"{INBOX}?{query}").status_code == 400
    assert len(noted(graph)) == 1


def test_a_link_is_used_verbatim(graph: GraphServer, asking: Asking) -> None:
    """Given a deltaLink, when an option is added or another folder put in, then 400 and a violation."""
    link = asking.get(INBOX)["@odata.deltaLink"]
    assert asking.refusal("GET", f"{link}&$select=subject") == (400, "BadRequest")
    assert asking.refusal("GET", link.replace(link.split("'")[1], "archive")) == (400, "SyncStateInvalid")
    assert len(noted(graph)) == 2


def test_pages_have_the_preferred_size(graph: GraphServer, asking: Asking) -> None:
    """Given five messages, when pages of two are preferred, then 2, 2, 1; $top does it, too, but not for consumers."""
    for _ in range(5):
        graph.mail.deliver(BOB)
    body = asking.get(INBOX, prefer="odata.maxpagesize=2")
    assert len(body["value"]) == 2
    body = asking.get(body["@odata.nextLink"], prefer="odata.maxpagesize=2")
    assert (len(body["value"]), len(asking.get(body["@odata.nextLink"])["value"])) == (2, 1)
    assert len(asking.get(INBOX, top="2")["value"]) == 2
    graph.consumer = True
    assert len(asking.get(INBOX, top="2")["value"]) == 5


def test_a_filtered_delta_is_cut_off(graph: GraphServer, asking: Asking) -> None:
    """Given more messages than a filtered delta returns, when it is read, then some never come, without any hint."""
    graph.mail.filtered_delta = 3
    for _ in range(5):
        graph.mail.deliver(BOB)
    found, link = asking.pages(INBOX, filter="receivedDateTime ge 2026-10-01T00:00:00Z")
    assert (len(found), asking.pages(link)[0]) == (3, [])
    assert len(asking.pages(INBOX)[0]) == 5


def test_a_filter_stays_with_the_link(graph: GraphServer, asking: Asking) -> None:
    """Given a filtered delta, when an older message arrives later, then it is not told."""
    _, link = asking.pages(INBOX, filter="receivedDateTime gt 2026-10-01T00:00:00Z")
    graph.mail.deliver(BOB, at=datetime(2026, 9, 1, tzinfo=UTC))
    new = graph.mail.deliver(BOB, at=datetime(2026, 10, 1, tzinfo=UTC) + timedelta(seconds=1))
    assert [new.id] == [one["id"] for one in asking.pages(link)[0]]


def test_a_read_mark_comes_as_a_partial_entry(graph: GraphServer, asking: Asking) -> None:
    """Given a known message, when it is read, then its entry has id, isRead, parentFolderId and nothing else."""
    message = graph.mail.deliver(BOB)
    _, link = asking.pages(INBOX, select="subject,from")
    graph.mail.mark(message)
    (entry,) = asking.pages(link)[0]
    whole = {"@odata.type": "#microsoft.graph.message", "id": message.id, "isRead": True}
    assert {**whole, "parentFolderId": message.folder} == entry


def test_a_move_is_two_changes_in_two_folders(graph: GraphServer, asking: Asking) -> None:
    """Given a message, when it is moved, then the old folder tells @removed and the new one the same id."""
    message = graph.mail.deliver(BOB)
    _, inbox = asking.pages(INBOX)
    _, archive = asking.pages("/me/mailFolders/archive/messages/delta")
    graph.mail.move(message, "archive")
    assert [{"id": message.id, "@removed": {"reason": "changed"}}] == asking.pages(inbox)[0]
    assert [message.id] == [one["id"] for one in asking.pages(archive)[0]]
    graph.mail.destroy(message)
    assert {"id": message.id, "@removed": {"reason": "deleted"}} in asking.pages(archive)[0]


def test_either_side_of_a_move_may_come_first(graph: GraphServer, asking: Asking) -> None:
    """Given a folder held back, when a message leaves it, then its new folder tells of it a round earlier."""
    message = graph.mail.deliver(BOB)
    _, inbox = asking.pages(INBOX)
    graph.mail.hold("inbox")
    graph.mail.move(message, "archive")
    found, inbox = asking.pages(inbox)
    assert found == []
    assert [message.id] == [one["id"] for one in asking.pages("/me/mailFolders/archive/messages/delta")[0]]
    graph.mail.release()
    assert [name for one in asking.pages(inbox)[0] for name in one if name != "id"] == ["@removed"]


@pytest.mark.parametrize("code", ["SyncStateNotFound", "SyncStateInvalid", "resyncRequired"])
@pytest.mark.parametrize("status", [410, 400, 404])
def test_a_link_may_be_forgotten(graph: GraphServer, asking: Asking, status: int, code: str) -> None:
    """Given a deltaLink, when the service forgets it, then the code says so whatever the status; anew it works."""
    graph.mail.deliver(BOB)
    _, link = asking.pages(INBOX)
    assert graph.mail.expire("inbox", status=status, code=code) == 1
    assert asking.refusal("GET", link) == (status, code)
    assert len(asking.pages(INBOX)[0]) == 1


def test_a_nextlink_may_be_forgotten(graph: GraphServer, asking: Asking) -> None:
    """Given a page with a nextLink, when the service forgets such links, then the generation is not found."""
    for _ in range(2):
        graph.mail.deliver(BOB)
    link = asking.get(INBOX, prefer="odata.maxpagesize=1")["@odata.nextLink"]
    graph.mail.expire("inbox", begun=True)
    answer = asking.ask("GET", link)
    assert (answer.status_code, "generation is not found" in answer.text) == (410, True)


def test_a_deleted_folder_is_not_found(graph: GraphServer, asking: Asking) -> None:
    """Given a folder's deltaLink, when the folder is deleted, then 404 ErrorItemNotFound."""
    folder = graph.mail.create_folder("Projekte")
    link = asking.get(f"/me/mailFolders/{folder.id}/messages/delta")["@odata.deltaLink"]
    graph.mail.delete_folder(folder)
    assert asking.refusal("GET", link) == (404, "ErrorItemNotFound")


def test_a_round_may_begin_with_an_empty_page(graph: GraphServer, asking: Asking) -> None:
    """Given the noise of empty pages, when a delta begins, then its first page is empty and has a nextLink."""
    graph.mail.noise = Noise(empty_pages=True)
    graph.mail.deliver(BOB)
    body = asking.get(INBOX)
    assert (body["value"], "@odata.nextLink" in body) == ([], True)
    assert len(asking.get(body["@odata.nextLink"])["value"]) == 1


def test_what_came_and_was_read_may_be_partial(graph: GraphServer, asking: Asking) -> None:
    """Given that noise, when an unknown message was moved here and read, then its entry is partial all the same."""
    graph.mail.noise = Noise(partial_moves=True)
    message = graph.mail.deliver(BOB)
    _, archive = asking.pages("/me/mailFolders/archive/messages/delta")
    graph.mail.move(message, "archive")
    graph.mail.mark(message)
    (entry,) = asking.pages(archive)[0]
    assert {"@odata.type", "id", "isRead", "parentFolderId"} == set(entry)


def test_replays_and_duplicates_end_in_the_truth(graph: GraphServer, asking: Asking) -> None:
    """Given all noise, when a message is told more than once, then the last entry of it is how it is."""
    graph.mail.noise = Noise(seed=3, duplicates=True, replays=True)
    sent = [graph.mail.deliver(BOB) for _ in range(6)]
    _, link = asking.pages(INBOX)
    graph.mail.destroy(sent[0])
    entries = asking.pages(link)[0]
    assert len(entries) > 1
    assert all("@removed" in one for one in entries if one["id"] == sent[0].id)
    last = {one["id"]: "@removed" in one for one in entries}
    assert {identity for identity, gone in last.items() if gone} == {sent[0].id}


def test_a_page_may_be_lost_on_the_way(graph: GraphServer, asking: Asking) -> None:
    """Given a fault at the second page, when it struck, then the same nextLink still works."""
    for _ in range(3):
        graph.mail.deliver(BOB)
    graph.faults.add(Fault("answer", "messages.delta", 503, {"error": {"code": "x", "message": ""}}, skip=1))
    link = asking.get(INBOX, prefer="odata.maxpagesize=2")["@odata.nextLink"]
    assert asking.ask("GET", link).status_code == 503
    assert len(asking.get(link)["value"]) == 1


def test_headers_and_kinds_come_with_a_delta(graph: GraphServer, asking: Asking) -> None:
    """Given a selection with headers and a cast, when a delta is read, then both come; headers as the switch says."""
    graph.mail.deliver(BOB, meeting="meetingRequest")
    select = "internetMessageHeaders,microsoft.graph.eventMessage/meetingMessageType"
    (entry,) = asking.get(INBOX, select=select)["value"]
    assert (entry["meetingMessageType"], "internetMessageHeaders" in entry) == ("meetingRequest", True)
    assert entry["@odata.type"] == "#microsoft.graph.eventMessageRequest"
    graph.mail.headers_in_delta = False
    assert "internetMessageHeaders" not in asking.get(INBOX, select=select)["value"][0]
