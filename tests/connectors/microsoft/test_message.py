"""One message of Graph as a fact: received ones by their headers, those sent from here by their properties."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.microsoft.message import header_block, instant, read_message, unresolved, with_head
from syncd.model import Mail, Mark, Place, Role, Seen, Unreadable

ADA = "ada@example.org"
NOW = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
DN = "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0A1B-GRACE"


def person(address: str, name: str = "") -> dict[str, Any]:
    return {"emailAddress": {"name": name or address, "address": address}}


def headers(**values: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in values.items()]


def sent(**more: Any) -> dict[str, Any]:
    """Ada's mail to Grace, as Sent Items shows it: without headers, with what no documentation names."""
    return {
        "@odata.etag": 'W/"CQAAABYAAAB"',
        "@odata.context": "https://graph.example/v1.0/$metadata#users('ada%40example.org')/messages/$entity",
        "id": "AAkALg=",
        "receivedDateTime": "2026-11-01T10:00:05Z",
        "sentDateTime": "2026-11-01T10:00:00Z",
        "subject": "Numbers",
        "isDraft": False,
        "from": person(ADA, "Ada"),
        "sender": person(ADA, "Ada"),
        "toRecipients": [person("grace@example.com", "Grace Hopper")],
        "ccRecipients": [],
        "bccRecipients": [],
        "internetMessageId": "<1@example.prod>",
        "conversationId": "AAQk=",
        "hasAttachments": False,
        "webLink": "https://outlook.example/owa/?ItemID=1",
        "sizeInBytes": 4711,
        **more,
    }


def received(**more: Any) -> dict[str, Any]:
    """Grace's mail to Ada."""
    names = {"Message-Id": "<2@example.com>", "from": "Grace Hopper <grace@example.com>", "TO": "Ada <ada@example.org>"}
    block = headers(
        Received="from a by b; Sun, 1 Nov 2026 09:59:59 +0000",
        Subject="Re: Numbers",
        In_Reply_To="<1@example.prod>",
        References="<0@example.prod> <1@example.prod>",
        Date="Sun, 1 Nov 2026 08:00:00 +0000",
        **names,
    )
    grace = {"from": person("grace@example.com", "Grace"), "toRecipients": [person(ADA)], "subject": "Re: Numbers"}
    found = {"internetMessageId": "<2@example.com>", "internetMessageHeaders": more.pop("headers", block)}
    return sent(**{**grace, **found, **more})


def read(message: dict[str, Any], *, folder: Place = Place.KEPT, text: bool = True) -> Seen:
    item = read_message(message, folder=folder, address=ADA, now=NOW, text=text)
    assert isinstance(item, Seen), item
    return item


def fact(message: dict[str, Any]) -> Mail:
    found = read(message).fact
    assert isinstance(found, Mail)
    return found


def test_sent_mail_is_read_from_its_properties() -> None:
    """Given a sent mail without headers, when read, then author, recipients, subject, Message-ID and the time it was
    sent are those of its properties, its thread is the conversation."""
    message = sent(
        ccRecipients=[person("bob@example.com", 'Bob "B" \\ Baker')], bccRecipients=[person("eve@example.com")]
    )
    item = read(message)
    mail = fact(message)
    assert (mail.uid, mail.author, mail.subject) == ("<1@example.prod>", ADA, "Numbers")
    assert mail.parties == (
        (Role.TO, "grace@example.com"),
        (Role.CC, "bob@example.com"),
        (Role.BCC, "eve@example.com"),
    )
    assert dict(mail.names) == {ADA: "Ada", "grace@example.com": "Grace Hopper", "bob@example.com": 'Bob "B" \\ Baker'}
    assert mail.at == int(datetime(2026, 11, 1, 10, tzinfo=UTC).timestamp())
    assert (item.locator, item.place, item.thread) == ("AAkALg=", Place.KEPT, "AAQk=")
    assert item.link == "https://outlook.example/owa/?ItemID=1"


def test_received_mail_is_read_from_its_headers() -> None:
    """Given a received mail, when read, then headers of any case count, references too, and its time is when it was
    received, not its Date."""
    mail = fact(received())
    assert (mail.author, mail.uid, mail.parties) == ("grace@example.com", "<2@example.com>", ((Role.TO, ADA),))
    assert len(mail.refs) == 16
    assert mail.at == int(datetime(2026, 11, 1, 10, 0, 5, tzinfo=UTC).timestamp())


def test_the_same_mail_in_both_forms_is_one() -> None:
    """Given a mail in Sent Items and as its recipient has it, when read, then both have one identity."""
    there = sent(internetMessageHeaders=headers(From=ADA, Message_ID="<1@example.prod>"))
    assert fact(sent()).identity == fact(there).identity


def test_my_own_mail_counts_when_it_was_sent_others_when_received() -> None:
    """Given sentDateTime and receivedDateTime, when read, then it depends on the author which one counts; one that
    can't be is not believed."""
    assert fact(sent(**{"from": person(ADA.upper())})).at == instant("2026-11-01T10:00:00Z")
    assert fact(sent(**{"from": person("grace@example.com")})).at == instant("2026-11-01T10:00:05Z")
    assert fact(sent(sentDateTime="0001-01-01T00:00:00Z")).at == instant("2026-11-01T10:00:05Z")
    assert fact(sent(sentDateTime=None)).at == instant("2026-11-01T10:00:05Z")
    assert fact(sent(sentDateTime="2036-11-01T10:00:00Z")).at == instant("2026-11-01T10:00:05Z")


def test_headers_name_the_recipients_but_properties_the_hidden_ones() -> None:
    """Given a mail with both, when read, then To is the header's, Bcc the property's, for no header has it."""
    message = received(ccRecipients=[person("cc@example.com")], bccRecipients=[person("hidden@example.com")])
    assert fact(message).parties == (
        (Role.TO, ADA),
        (Role.CC, "cc@example.com"),
        (Role.BCC, "hidden@example.com"),
    )
    message["toRecipients"] = [person("other@example.com")]
    assert (Role.TO, "other@example.com") not in fact(message).parties


@pytest.mark.parametrize("author", [DN, "IMCEAEX-_O=EXCHANGELABS_CN=GRACE@example.com", "grace", "", None])
def test_an_author_without_address_is_unreadable(author: str | None) -> None:
    """Given an author that is an Exchange DN or no address, when read, then it is unreadable and nobody is met; the
    address in the name is none."""
    message = sent(**{"from": {"emailAddress": {"name": "grace@example.com", "address": author}}})
    assert read_message(message, folder=Place.KEPT, address=ADA, now=NOW, text=True) == Unreadable(
        "AAkALg=", "no author is named"
    )


def test_an_author_that_only_the_property_tells() -> None:
    """Given headers whose From can't be read, or none, when read, then the property's author counts; without one,
    whoever sent it."""
    assert fact(received(headers=headers(From="undisclosed"))).author == "grace@example.com"
    assert fact(received(headers=[])).author == "grace@example.com"
    assert fact(sent(**{"from": None, "sender": person("daemon@example.com")})).author == "daemon@example.com"


def test_from_is_the_author_not_the_delegate() -> None:
    """Given a delegate who sent in somebody's name, when read, then the author is whose name it is."""
    assert fact(sent(sender=person("secretary@example.org"))).author == ADA


def test_recipients_that_are_no_addresses_are_nobody() -> None:
    """Given recipients by DN, by nothing, or by a name that looks like an address, when read, then they are nobody."""
    message = sent(
        toRecipients=[person(DN, "grace@example.com"), {"emailAddress": {"name": "x@example.com"}}, {}, None, "text"],
        ccRecipients=[person("SMTP:Bob@Example.com")],
    )
    assert fact(message).parties == ((Role.CC, "bob@example.com"),)
    assert dict(fact(message).names) == {ADA: "Ada"}


def test_names_can_not_become_headers_or_addresses() -> None:
    """Given names and values with line ends, brackets and quotes, when read, then they are names and nothing else."""
    evil = 'x" <evil@example.net>, "y\r\nBcc: evil@example.net'
    message = sent(toRecipients=[person("grace@example.com", evil)], subject="a\r\nBcc: evil@example.net")
    assert fact(message).parties == ((Role.TO, "grace@example.com"),)
    message = received(headers=[*headers(From="Grace <grace@example.com>\r\nBcc: evil@example.net"), {"name": "a b:"}])
    assert (Role.BCC, "evil@example.net") not in fact(message).parties


@pytest.mark.parametrize(
    "more",
    [
        {"@odata.type": "#microsoft.graph.eventMessage"},
        {"@odata.type": "#microsoft.graph.eventMessageRequest", "meetingMessageType": "meetingRequest"},
        {"@odata.type": "#microsoft.graph.eventMessageResponse", "meetingMessageType": "none"},
        {"meetingMessageType": "meetingTenativelyAccepted"},
        {"internetMessageHeaders": headers(Content_Class="urn:content-classes:calendarmessage")},
    ],
)
def test_meeting_messages_are_marked(more: dict[str, Any]) -> None:
    """Given a message of a meeting, by its type (with and without the word for it) or its class, when read, then it is
    marked, and its text is not looked at."""
    message = sent(body={"contentType": "text", "content": "Will you come?"}, **more)
    assert fact(message).marks & Mark.CALENDAR
    assert read(message).text == ""


@pytest.mark.parametrize(
    "more", [{"@odata.type": "#microsoft.graph.message"}, {"meetingMessageType": "none"}, {"meetingMessageType": None}]
)
def test_other_messages_are_not(more: dict[str, Any]) -> None:
    """Given a plain message, even with the property, when read, then it is no meeting's."""
    assert not fact(sent(**more)).marks & Mark.CALENDAR


@pytest.mark.parametrize(
    ("more", "folder", "place"),
    [
        ({}, Place.KEPT, Place.KEPT),
        ({}, Place.SPAM, Place.SPAM),
        ({"isDraft": True}, Place.KEPT, Place.DRAFT),
        ({"isDraft": True}, Place.SPAM, Place.SPAM),
        ({"subject": "IM"}, Place.KEPT, Place.CHAT),
        ({"subject": "IM", "internetMessageHeaders": headers(From=ADA)}, Place.KEPT, Place.KEPT),
    ],
)
def test_where_it_lies(more: dict[str, Any], folder: Place, place: Place) -> None:
    """Given folder, draft mark and the sign of a chat, when read, then the folder of junk is the strongest."""
    assert read(sent(**more), folder=folder).place == place


def test_text() -> None:
    """Given a body as text or HTML, when read with text, then it is plain with line feeds; junk, lists and a login for
    headers only have none."""
    plain = sent(body={"contentType": "text", "content": "Could you?\r\n\r\n> old\r\n\0"})
    assert read(plain).text == "Could you?\n\n> old"
    rich = {"contentType": "HTML", "content": "<p>Could&nbsp;you?</p>"}
    assert read(sent(body=rich)).text.replace("\xa0", " ") == "Could you?"
    assert read(plain, text=False).text == ""
    assert read(plain, folder=Place.SPAM).text == ""
    assert read({**plain, "internetMessageHeaders": headers(List_Id="<x.example>")}).text == ""
    assert [read(sent(body=body)).text for body in (None, "x", {}, {"content": None})] == [""] * 4


def test_attachments_and_marks() -> None:
    """Given hasAttachments or headers of a robot, when read, then the marks are those of any mail."""
    assert fact(sent(hasAttachments=True)).marks == Mark.ATTACHMENT
    robot = headers(Auto_Submitted="auto-replied", Content_Type="multipart/report", Return_Path="<>")
    assert fact(sent(internetMessageHeaders=robot)).marks == Mark.AUTO_SUBMITTED | Mark.REPORT | Mark.NULL_PATH


def test_mime_resolves_exchange_names() -> None:
    """Given sent mail to an Exchange DN, when its MIME form is at hand, then recipient and references are there."""
    message = sent(toRecipients=[person(DN)])
    mime = (
        b"From: Ada <ada@example.org>\r\nTo: =?utf-8?q?Gr=C3=A1ce?=\r\n <grace@example.com>\r\nSubject: Numbers\r\n"
        b"Message-ID: <1@example.prod>\r\nReferences: <0@example.prod>\r\n\r\nTo: nobody@example.com\r\n"
    )
    assert unresolved(message)
    resolved = with_head(message, mime)
    assert not unresolved(resolved)
    assert fact(resolved).parties == ((Role.TO, "grace@example.com"),)
    assert dict(fact(resolved).names)["grace@example.com"] == "Gráce"
    assert len(fact(resolved).refs) == 8


def test_what_headers_tell_needs_no_mime() -> None:
    """Given DNs in the properties of a mail whose headers name everybody, or no DN, then nothing is unresolved."""
    assert not unresolved(received(toRecipients=[person(DN)]))
    assert not unresolved(sent())
    assert unresolved(sent(**{"from": person(DN)}))
    assert not unresolved({"from": "x", "toRecipients": "y", "ccRecipients": [None, {}]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01T10:00:00Z", 1793527200),
        ("2026-11-01T10:00:00.1234567Z", 1793527200),
        ("2026-11-01T11:00:00+01:00", 1793527200),
        ("2026-11-01T10:00:00", 1793527200),
        ("0001-01-01T00:00:00Z", -62135596800),
        ("yesterday", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_instants(text: object, expected: int | None) -> None:
    """Given a time of Graph, when read, then it is an instant; None for what is none."""
    assert instant(text) == expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.just(DN) | st.just(ADA),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "emailAddress", "address", "content", "contentType"]), inner
        )
    ),
    max_leaves=8,
)
FIELDS = sorted(sent(internetMessageHeaders=[], body={}, meetingMessageType=""))
MESSAGES = st.dictionaries(st.sampled_from(FIELDS), VALUES)


@settings(max_examples=60)
@given(MESSAGES, st.sampled_from([Place.KEPT, Place.SPAM]))
def test_nothing_is_too_strange(message: dict[str, Any], folder: Place) -> None:
    """Given any JSON where a message should be, when read, then there is an item and never an exception, no name is an
    address, and the block has one header a line."""
    item = read_message({**sent(), **message}, folder=folder, address=ADA, now=NOW, text=True)
    assert isinstance(item, Seen | Unreadable)
    unresolved(message)
    assert all(b":" in line for line in header_block(message).splitlines())
    json.dumps(item.locator)


@given(st.text(), st.text(), st.text())
def test_any_text_stays_in_its_place(name: str, subject: str, value: str) -> None:
    """Given any name, subject and header value, when read, then author and recipients are who they are."""
    mail = fact(
        sent(
            **{"from": person(ADA, name)},
            toRecipients=[person("grace@example.com", name)],
            subject=subject,
            internetMessageHeaders=headers(X_Strange=value),
        )
    )
    assert mail.author == ADA
    assert mail.parties == ((Role.TO, "grace@example.com"),)
