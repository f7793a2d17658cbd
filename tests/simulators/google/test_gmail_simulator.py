"""The simulated Gmail refuses what Gmail refuses, and tells its history as Gmail does (PROVIDERS.md §1)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

from connectors.google import scopes
from tests.letters import letter
from tests.simulators.google.gmail import START, GmailSim
from tests.simulators.google.server import GoogleServer

ADA = "ada@example.org"


class Client:
    """Plain HTTP with a token of the given scopes."""

    def __init__(self, *granted: str) -> None:
        self.server = GoogleServer(ADA)
        self.gmail = GmailSim(ADA)
        self.server.apis["gmail"] = self.gmail
        self.grant(*granted)

    def grant(self, *granted: str) -> None:
        self._token = self.server.oauth.authorized_user(self.server.url, granted, fresh=True)["token"]

    def ask(self, path: str, body: object = None, **query: Any) -> tuple[int, dict[str, Any]]:
        connection = HTTPConnection("127.0.0.1", int(self.server.url.rpartition(":")[2]))
        target = f"/gmail/v1/users/me/{path}?{urlencode(query, doseq=True)}"
        data = None if body is None else json.dumps(body)
        connection.request("GET" if body is None else "POST", target, data, {"authorization": f"Bearer {self._token}"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return response.status, answer

    def get(self, path: str, body: object = None, **query: Any) -> dict[str, Any]:
        status, answer = self.ask(path, body, **query)
        assert status == 200, answer
        return answer

    def refused(self, path: str, body: object = None, **query: Any) -> tuple[int, str]:
        status, answer = self.ask(path, body, **query)
        return status, answer["error"]["errors"][0]["reason"]

    def listed(self, **query: Any) -> list[str]:
        return [one["id"] for one in self.get("messages", **query).get("messages", [])]

    def since(self, history: str, **query: Any) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = self.get("history", startHistoryId=history, **query).get("history", [])
        return records


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(scopes.READONLY)
    with client.server:
        yield client
    assert client.server.violations == []


def test_headers_only_token_may_not_search_or_read_bodies(client: Client) -> None:
    """Given a token with gmail.metadata, alone or with gmail.readonly, when it searches (even for nothing) or asks
    for bodies or aliases, then it is refused."""
    name = client.gmail.deliver(letter())
    for granted in ((scopes.METADATA,), (scopes.METADATA, scopes.READONLY)):
        client.grant(*granted)
        assert client.refused("messages", q="after:1") == (403, "forbidden")
        assert client.refused("messages", q="") == (403, "forbidden")
        for form in ("full", "raw"):
            assert client.refused(f"messages/{name}", format=form) == (403, "forbidden")
            if form == "full":
                assert client.refused(f"threads/{name}", format=form) == (403, "forbidden")
        assert client.get(f"messages/{name}", format="metadata", metadataHeaders=["from", "SUBJECT"])["payload"] == {
            "mimeType": "text/plain",
            "headers": [{"name": "From", "value": ADA}, {"name": "Subject", "value": "Hello"}],
        }
    client.grant(scopes.METADATA)
    assert client.refused("settings/sendAs") == (403, "insufficientPermissions")
    client.grant(scopes.SEND)
    assert client.refused("messages") == (403, "insufficientPermissions")


def test_lists(client: Client) -> None:
    """Given mail, when listed, then the newest is first, spam and trash only if asked for, labels restrict together,
    pages hold at most 500 and tokens serve their own query only."""
    names = [client.gmail.deliver(letter(), at=START + n % 2) for n in range(4)]
    client.gmail.spam(names[0])
    client.gmail.trash(names[1])
    assert client.listed() == [names[3], names[2]]
    assert client.listed(includeSpamTrash="true") == [names[1], names[3], names[0], names[2]]
    assert client.listed(labelIds=["SPAM"]) == [names[0]]
    assert client.listed(labelIds=["UNREAD", "INBOX"]) == [names[3], names[2]]
    assert client.listed(q=f"after:{START // 1000 - 1}") == [names[3], names[2]]
    assert client.listed(q=f"after:{START // 1000 + 1}") == []
    assert client.refused("messages", q="") == (400, "invalidArgument")
    assert client.refused("messages", maxResults=501) == (400, "invalidArgument")
    assert client.refused("messages", labelIds=["NOWHERE"]) == (400, "invalidArgument")
    token = client.get("messages", maxResults=1)["nextPageToken"]
    assert client.listed(maxResults=1, pageToken=token) == [names[2]]
    assert client.refused("messages", maxResults=2, pageToken=token) == (400, "invalidArgument")
    assert client.refused("messages", pageToken="x") == (400, "invalidArgument")


def test_history(client: Client) -> None:
    """Given a draft that is edited and sent, when the history is read, then it tells of adding and deleting, and of
    the sending only labels; labels are those afterwards, and none given stands for none there."""
    start = client.get("profile")["historyId"]
    draft = client.gmail.edit_draft(client.gmail.draft(letter()), letter())
    client.gmail.send_draft(draft)
    client.gmail.label(draft, [], ["SENT"])
    records = client.since(start)
    assert [(record.keys() - {"id", "messages"}).pop() for record in records] == [
        *("messagesAdded", "messagesDeleted", "messagesAdded", "labelsAdded", "labelsRemoved", "labelsRemoved")
    ]
    assert records[3]["labelsAdded"] == [
        {"message": {"id": draft, "threadId": draft, "labelIds": ["SENT"]}, "labelIds": ["SENT"]}
    ]
    assert "labelIds" not in records[5]["labelsRemoved"][0]["message"]
    numbers = [int(record["id"]) for record in records]
    assert numbers == sorted(set(numbers))
    assert client.since(records[2]["id"]) == records[3:]
    assert client.since(start, historyTypes=["messageDeleted"]) == records[1:2]
    assert client.since(start, labelId="SENT") == records[3:5]


def test_history_is_forgotten(client: Client) -> None:
    """Given ids that expired, were made up, or are missing, when the history is asked for, then it is not found."""
    start = client.get("profile")["historyId"]
    client.gmail.deliver(letter())
    client.gmail.deliver(letter())
    token = client.get("history", startHistoryId=start, maxResults=1)["nextPageToken"]
    client.gmail.expire_history()
    assert client.refused("history", startHistoryId=start) == (404, "notFound")
    assert client.refused("history", startHistoryId=start, maxResults=1, pageToken=token) == (404, "notFound")
    assert client.refused("history", startHistoryId=client.gmail.history.current() + "0") == (404, "notFound")
    assert client.refused("history") == (404, "notFound")
    assert client.since(client.get("profile")["historyId"]) == []


def test_odd_histories(client: Client) -> None:
    """Given knobs for odd histories, when read by pages, then there are empty pages with a token, records told
    twice, and pages in reverse."""
    start = client.get("profile")["historyId"]
    for _ in range(3):
        client.gmail.deliver(letter())
    history = client.gmail.history
    history.empty_pages = True
    empty = client.get("history", startHistoryId=start, maxResults=2)
    assert "history" not in empty
    page = client.get("history", startHistoryId=start, maxResults=2, pageToken=empty["nextPageToken"])
    assert len(page["history"]) == 2
    history.empty_pages, history.repeat, history.reverse = False, True, True
    numbers = [int(record["id"]) for record in client.since(start)]
    assert len(numbers) == 2 * len(set(numbers))
    assert numbers == sorted(numbers, reverse=True)


def test_sending(client: Client) -> None:
    """Given a token that may only send, when a mail to oneself is sent, then it gets another Message-ID and lies in
    SENT and INBOX; a draft is sent as it is."""
    client.grant(scopes.SEND)
    raw = urlsafe_b64encode(letter(message_id="<mine@example.org>")).decode()
    sent = client.get("messages/send", {"raw": raw})
    assert {"SENT", "INBOX"} <= set(sent["labelIds"])
    client.grant("https://www.googleapis.com/auth/gmail.modify")
    stored = urlsafe_b64decode(client.get(f"messages/{sent['id']}", format="raw")["raw"])
    assert b"<mine@example.org>" not in stored
    assert b"@mail.gmail.com>" in stored
    draft = client.get("drafts", {"message": {"raw": raw}})
    assert client.get(f"drafts/{draft['id']}")["message"]["labelIds"] == ["DRAFT"]
    assert client.get("drafts/send", {"id": draft["id"]})["labelIds"] == ["SENT"]
    assert client.refused(f"drafts/{draft['id']}") == (404, "notFound")


def test_threads_and_poison(client: Client) -> None:
    """Given a reply, when stored, then it is in its parent's thread; a poisoned message spoils its thread; what is
    deleted is not found."""
    root = client.gmail.deliver(letter(message_id="<a@x>"))
    reply = client.gmail.deliver(letter(headers=["In-Reply-To: <a@x>"]))
    assert [one["id"] for one in client.get(f"threads/{root}")["messages"]] == [root, reply]
    client.gmail.poison(reply)
    assert client.refused(f"messages/{reply}") == (500, "backendError")
    assert client.refused(f"threads/{root}") == (500, "backendError")
    client.gmail.delete(reply)
    assert client.refused(f"messages/{reply}") == (404, "notFound")
    client.gmail.delete(root)
    assert client.refused(f"threads/{root}") == (404, "notFound")


def test_who_may_ask(client: Client) -> None:
    """Given another user's name, when asked for, then it is denied."""
    call = "/gmail/v1/users/eve@example.org/profile"
    status, _, _ = client.server.answer("GET", call, {"authorization": f"Bearer {client._token}"}, b"")
    assert status == 403
