"""Reading messages (PROVIDERS.md §3)."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest

from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.mail_view import CAST
from tests.simulators.microsoft.server import GraphServer

BOB = ("Bob Example", "bob@example.com")
DAY = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_a_list_comes_newest_first_in_pages(graph: GraphServer, asking: Asking) -> None:
    """Given five messages, when pages of two are read, then all come, newest first, with a link on all but the last."""
    for number in range(5):
        graph.mail.deliver(BOB, subject=str(number), at=DAY + timedelta(days=number))
    body = asking.get("/me/messages", top="2", select="subject")
    assert [one["subject"] for one in body["value"]] == ["4", "3"]
    assert body["@odata.nextLink"].startswith(graph.url + "/me/messages?$top=2")
    found, _ = asking.pages("/me/messages", top="2", select="subject")
    assert [one["subject"] for one in found] == ["4", "3", "2", "1", "0"]
    assert {"@odata.etag", "id", "subject"} == set(found[0])


def test_what_is_deleted_between_pages_makes_one_miss_another(graph: GraphServer, asking: Asking) -> None:
    """Given a list read by half, when a message of the first page goes, then the next page begins one too late."""
    sent = [graph.mail.deliver(BOB, subject=str(number), at=DAY + timedelta(days=number)) for number in range(4)]
    body = asking.get("/me/messages", top="2")
    graph.mail.destroy(sent[3])
    assert [one["subject"] for one in asking.get(body["@odata.nextLink"])["value"]] == ["0"]


def test_a_list_is_filtered_by_time(graph: GraphServer, asking: Asking) -> None:
    """Given a filter by receivedDateTime, when a folder is listed, then only later messages come; so in order."""
    for number in range(3):
        graph.mail.deliver(BOB, subject=str(number), at=DAY + timedelta(days=number))
    graph.mail.send(["bob@example.com"], subject="sent", at=DAY + timedelta(days=9))
    since = {"filter": "receivedDateTime ge 2026-10-02T12:00:00Z", "orderby": "receivedDateTime desc"}
    found, _ = asking.pages("/me/mailFolders/inbox/messages", **since)
    assert [one["subject"] for one in found] == ["2", "1"]


def test_a_filter_and_another_order_are_too_complex(graph: GraphServer, asking: Asking) -> None:
    """Given a filter that does not begin with the order's property, when it is asked, then 400 InefficientFilter."""
    query = "$filter=isRead eq false&$orderby=receivedDateTime desc"
    assert asking.refusal("GET", f"/me/messages?{query}") == (400, "InefficientFilter")


def test_a_message_is_found_by_its_message_id(graph: GraphServer, asking: Asking) -> None:
    """Given a Message-ID, when it is filtered for, then exactly that message comes."""
    graph.mail.deliver(BOB, message_id="<1@example.com>", subject="one")
    graph.mail.deliver(BOB, message_id="<2@example.com>", subject="two")
    found = asking.get("/me/messages", filter="internetMessageId eq '<2@example.com>'")["value"]
    assert [one["subject"] for one in found] == ["two"]


def test_headers_come_if_selected_and_never_of_sent_mail(graph: GraphServer, asking: Asking) -> None:
    """Given received, sent and draft mail, when headers are selected, then only received mail has them."""
    received = graph.mail.deliver(BOB, headers=[("List-Id", "<x.example.com>")], cc=["eve@example.com"])
    own = [graph.mail.send(["bob@example.com"]), graph.mail.draft(["bob@example.com"])]
    assert "internetMessageHeaders" not in asking.get(f"/me/messages/{received.id}")
    found = asking.get(f"/me/messages/{received.id}", select="internetMessageHeaders")
    names = {one["name"]: one["value"] for one in found["internetMessageHeaders"]}
    assert (names["List-Id"], names["Cc"]) == ("<x.example.com>", "eve@example.com")
    for one in own:
        found = asking.get(f"/me/messages/{one.id}", select="internetMessageHeaders,isDraft")
        assert ("internetMessageHeaders" in found, found["isDraft"]) == (False, one.draft)


def test_mail_readbasic_shows_no_text(graph: GraphServer) -> None:
    """Given Mail.ReadBasic, when a message is read, then no body; asked for, 403; headers as the switch says."""
    message = graph.mail.deliver(BOB, subject="Hello", text="secret")
    one = Asking(graph, "Mail.ReadBasic")
    path = f"/me/messages/{message.id}"
    assert not {"body", "bodyPreview", "uniqueBody"} & set(one.get(path))
    for name in ("body", "bodyPreview", "uniqueBody"):
        assert one.refusal("GET", f"{path}?$select=subject,{name}") == (403, "ErrorAccessDenied")
    assert "internetMessageHeaders" in one.get(path, select="internetMessageHeaders")
    graph.mail.headers_with_basic = False
    assert "internetMessageHeaders" not in one.get(path, select="internetMessageHeaders")
    one.session.close()


def test_the_new_text_comes_as_text_if_preferred(graph: GraphServer, asking: Asking) -> None:
    """Given an HTML letter with a quote, when uniqueBody is selected, then it is HTML, or text if preferred."""
    message = graph.mail.deliver(BOB, text="New. Old.", html="<p>New.</p><p>Old.</p>", unique="New.")
    path = f"/me/messages/{message.id}"
    assert "uniqueBody" not in asking.get(path)
    assert asking.get(path, select="uniqueBody")["uniqueBody"]["contentType"] == "html"
    response = asking.ask("GET", f"{path}?$select=uniqueBody", prefer='outlook.body-content-type="text"')
    assert response.json()["uniqueBody"] == {"contentType": "text", "content": "New."}
    assert 'outlook.body-content-type="text"' in response.headers["Preference-Applied"]


@pytest.mark.parametrize(
    ("meeting", "kind"),
    [
        ("meetingRequest", "eventMessageRequest"),
        ("meetingCancelled", "eventMessage"),
        ("meetingAccepted", "eventMessageResponse"),
        ("meetingTenativelyAccepted", "eventMessageResponse"),
        ("meetingDeclined", "eventMessageResponse"),
    ],
)
def test_meeting_mail_tells_its_kind(graph: GraphServer, asking: Asking, meeting: str, kind: str) -> None:
    """Given a meeting's mail, when it is listed with a type cast, then type and (misspelt) kind are told."""
    graph.mail.deliver(BOB, meeting=meeting)
    graph.mail.deliver(BOB)
    select = f"subject,{CAST}meetingMessageType"
    plain, special = asking.get("/me/messages", select=select)["value"]
    assert ("@odata.type" in plain, "meetingMessageType" in plain) == (False, False)
    assert (f"#microsoft.graph.{kind}", meeting) == (special["@odata.type"], special["meetingMessageType"])


def test_without_the_cast_the_property_is_unknown(graph: GraphServer, asking: Asking) -> None:
    """Given $select=meetingMessageType, when messages are listed, then 400."""
    assert asking.refusal("GET", "/me/messages?$select=subject,meetingMessageType") == (400, "BadRequest")


def test_an_address_may_be_an_exchange_dn(graph: GraphServer, asking: Asking) -> None:
    """Given a departed colleague, when their mail is read, then the address holds no @."""
    name = "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP/CN=RECIPIENTS/CN=0A1B-BOB"
    graph.mail.deliver(("Bob Example", name), actor="secretary@example.com")
    (found,) = asking.get("/me/messages", select="from,sender")["value"]
    assert (name, "secretary@example.com") == tuple(found[key]["emailAddress"]["address"] for key in ("from", "sender"))


def test_every_message_has_a_mime_form(graph: GraphServer, asking: Asking) -> None:
    """Given a sent mail with a blind copy, when $value is read, then it has headers, and names who got the copy."""
    sent = graph.mail.send([("Bob Ä", "bob@example.com")], bcc=["eve@example.com"], subject="Grüße", text="Hallo")
    answer = asking.ask("GET", f"/me/messages/{sent.id}/$value")
    parsed = email.message_from_bytes(answer.content, policy=email.policy.default)
    assert (parsed["subject"], parsed["bcc"]) == ("Grüße", "eve@example.com")
    assert (sent.message_id, "Bob Ä <bob@example.com>") == (parsed["message-id"], parsed["to"])
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_mapi_properties_are_shown_if_expanded(graph: GraphServer, asking: Asking) -> None:
    """Given a received mail, when PR_TRANSPORT_MESSAGE_HEADERS is expanded, then the headers come as one text."""
    message = graph.mail.deliver(BOB, headers=[("Auto-Submitted", "auto-replied")])
    expand = "singleValueExtendedProperties($filter=id eq 'String 0x007D')"
    found = asking.get(f"/me/messages/{message.id}", select="id", expand=expand)
    assert "Auto-Submitted: auto-replied\r\n" in found["singleValueExtendedProperties"][0]["value"]


def test_regular_ids_change_with_the_folder_and_immutable_ones_do_not(graph: GraphServer, asking: Asking) -> None:
    """Given a message, when it is moved, then its immutable id still finds it, and its old regular id does not."""
    message = graph.mail.deliver(BOB)
    regular = message.regular
    graph.mail.move(message, "archive")
    assert message.id == asking.get(f"/me/messages/{message.id}")["id"]
    asking.session.headers.pop("Prefer")
    assert asking.refusal("GET", f"/me/messages/{regular}") == (404, "ErrorItemNotFound")
    assert asking.refusal("GET", f"/me/messages/{message.id}") == (404, "ErrorItemNotFound")
    assert len(noted(graph)) == 2


def test_mail_can_not_be_changed(graph: GraphServer, asking: Asking) -> None:
    """Given a message, when a client would delete or mark it, then there is no such operation: syncd only reads."""
    message = graph.mail.deliver(BOB)
    assert asking.ask("DELETE", f"/me/messages/{message.id}").status_code == 400
    assert asking.ask("PATCH", f"/me/messages/{message.id}", json={"isRead": True}).status_code == 400
    assert len(noted(graph)) == 2


def test_a_draft_has_no_author(graph: GraphServer, asking: Asking) -> None:
    """Given a draft, when it is read, then from and sender are missing, as recorded; once sent they are there."""
    draft = graph.mail.draft(["bob@example.com"])
    assert {"from", "sender"}.isdisjoint(asking.get(f"/me/messages/{draft.id}"))
    graph.mail.post(draft)
    assert asking.get(f"/me/messages/{draft.id}")["from"]["emailAddress"]["address"] == "ada@example.org"
