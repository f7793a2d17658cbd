"""Messages as Graph shows them: `$select`, what the scope hides, what only some kinds of mail have."""

from __future__ import annotations

import re
from email.header import Header
from email.message import Message as Part
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import Any

from tests.simulators.microsoft import odata, schema
from tests.simulators.microsoft.call import Call, Refusal
from tests.simulators.microsoft.ledger import stamp
from tests.simulators.microsoft.mailbox import Address, Mail, Message

BODIES = {"body", "bodyPreview", "uniqueBody"}  # not with Mail.ReadBasic
ON_REQUEST = {"uniqueBody", "internetMessageHeaders"}  # only with $select
CAST = "microsoft.graph.eventMessage/"
TRANSPORT_HEADERS = "String 0x7D"


def kind(message: Message) -> str:
    """The derived type of a meeting's message."""
    if message.meeting == "meetingRequest":
        return "#microsoft.graph.eventMessageRequest"
    if message.meeting in ("", "meetingCancelled"):
        return "#microsoft.graph.eventMessage" if message.meeting else "#microsoft.graph.message"
    return "#microsoft.graph.eventMessageResponse"


def selected(call: Call) -> list[str]:
    """The properties asked for. Raises Refusal for unknown ones, and for bodies without the scope."""
    chosen = odata.names(call.query, "$select")
    return check_selection(call, chosen)


def check_selection(call: Call, chosen: list[str]) -> list[str]:
    """The same, of a selection frozen into a link."""
    known = schema.properties("message")
    meetings = {CAST + name for name in schema.properties("eventMessage") if name not in known}
    for name in chosen:
        if name not in known and name not in meetings:
            message = f"Could not find a property named '{name}' on type 'microsoft.graph.message'."
            raise Refusal(400, "BadRequest", f"Parsing OData Select and Expand failed: {message}")
    if BODIES & set(chosen) and not call.may_read_bodies():
        raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    return chosen


def show(call: Call, mail: Mail, message: Message, chosen: list[str]) -> dict[str, Any]:
    """The message's JSON. Derived types always carry `@odata.type`."""
    everything = _everything(call, message)
    if not call.may_read_bodies():
        everything = {name: value for name, value in everything.items() if name not in BODIES}
        if not mail.headers_with_basic:
            everything.pop("internetMessageHeaders", None)
    if chosen:
        wanted = {name.removeprefix(CAST) for name in chosen} | {"id"}
    else:
        wanted = set(everything) - ON_REQUEST
    found = {name: value for name, value in everything.items() if name in wanted}
    if message.meeting:
        found["@odata.type"] = kind(message)
    return {"@odata.etag": message.etag(), **found, **_expanded(call, message)}


def _everything(call: Call, message: Message) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": call.id(message),
        "createdDateTime": stamp(message.created),
        "lastModifiedDateTime": stamp(message.modified),
        "changeKey": message.change_key(),
        "categories": list(message.categories),
        "receivedDateTime": stamp(message.received),
        "sentDateTime": stamp(message.sent),
        "hasAttachments": message.attachments,
        "internetMessageId": message.message_id,
        "subject": message.subject,
        "bodyPreview": message.text[:255],
        "importance": "normal",
        "parentFolderId": message.folder,
        "conversationId": message.conversation,
        "conversationIndex": "AQHbP0tR0c0L32fs4U2mx7FMc/f6bA==",
        "isDeliveryReceiptRequested": False if message.own else None,
        "isReadReceiptRequested": False,
        "isRead": message.read,
        "isDraft": message.draft,
        "webLink": f"https://outlook.office365.com/owa/?ItemID={message.regular}&exvsurl=1&viewmodel=ReadMessageItem",
        "inferenceClassification": "focused",
        "body": body(call, message, message.text),
        "uniqueBody": body(call, message, message.unique or message.text),
        "sender": recipient(message.actor),
        "from": recipient(message.author),
        "toRecipients": [recipient(one) for one in message.to],
        "ccRecipients": [recipient(one) for one in message.cc],
        "bccRecipients": [recipient(one) for one in message.bcc] if message.own else [],
        "replyTo": [recipient(one) for one in message.reply_to],
        "flag": {"flagStatus": message.flag},
    }
    if message.draft and not message.author:
        del found["sender"], found["from"]
    if message.meeting:
        found |= {"meetingMessageType": message.meeting, "isOutOfDate": False, "isAllDay": False, "isDelegated": False}
    if not message.own:
        found["internetMessageHeaders"] = [{"name": name, "value": value} for name, value in _headers(message)]
    return found


def _expanded(call: Call, message: Message) -> dict[str, Any]:
    asked = odata.names(call.query, "$expand")
    if not asked:
        return {}
    wanted = re.match(r"singleValueExtendedProperties\(\$filter=id eq '([^']+)'\)\Z", asked[0])
    if wanted is None or len(asked) > 1:
        raise Refusal(400, "BadRequest", f"$expand={asked} is not simulated")
    if not call.may_read_bodies():
        raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    properties = dict(message.properties)
    if not message.own:
        properties[TRANSPORT_HEADERS] = "".join(f"{name}: {value}\r\n" for name, value in _headers(message))
    identity = re.sub(r"0x0+", "0x", wanted[1])
    if identity not in properties:
        return {}
    return {"singleValueExtendedProperties": [{"id": identity, "value": properties[identity]}]}


def body(call: Call, message: Message, text: str) -> dict[str, str]:
    """An itemBody: HTML unless the call prefers text or there is only text."""
    if call.prefer.text or not message.html:
        return {"contentType": "text", "content": text}
    content = message.html if text == message.text else f"<div>{text}</div>"
    return {"contentType": "html", "content": f"<html><head>\r\n</head><body>{content}</body></html>"}


def recipient(address: Address) -> dict[str, Any]:
    """``{"emailAddress": {"name", "address"}}``; a bare address stands in for its name, as Exchange has it."""
    name, plain = address if isinstance(address, tuple) else (address, address)
    return {"emailAddress": {"name": name, "address": plain}}


def _line(address: Address) -> str:
    return formataddr(address) if isinstance(address, tuple) else address


def _headers(message: Message) -> list[tuple[str, str]]:
    """What a received message came with; names in whatever case they were sent."""
    found = [("From", _line(message.author))] if message.author else []
    found.append(("To", ", ".join(map(_line, message.to))))
    if message.cc:
        found.append(("Cc", ", ".join(map(_line, message.cc))))
    found += [("Subject", message.subject), ("Message-ID", message.message_id)]
    found.append(("Date", format_datetime(message.sent)))
    return [*found, *message.headers]


def mime(message: Message) -> bytes:
    """`$value`: as it was sent, or put together from the fields. Sent mail has headers here, and its Bcc."""
    if message.mime:
        return message.mime
    part: Part = MIMEText(message.html or message.text, "html" if message.html else "plain", "utf-8")
    for name, value in _headers(message):
        part[name] = value if value.isascii() else Header(value, "utf-8").encode()
    if message.bcc and message.own:
        part["Bcc"] = ", ".join(map(_line, message.bcc))
    return part.as_bytes()
