"""One message as Microsoft Graph gives it → a fact (PROVIDERS.md §3; CONTRACT.md §4); pure.

Received mail has its header block, mail sent from here and drafts have none: what is missing there is written from
the message's own properties, so that one parser reads both. Nothing here raises, whatever the message looks like:
what can't become a fact is `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from connectors.mime import UnreadableMail, parse_mail
from connectors.text import LONGEST, html_text
from syncd.addresses import canonical
from syncd.model import Mail, Mark, Place, Seen, Unreadable

FIELDS = (
    "receivedDateTime", "sentDateTime", "isDraft", "subject", "from", "sender", "toRecipients", "ccRecipients",
    "bccRecipients", "internetMessageId", "internetMessageHeaders", "conversationId", "hasAttachments", "webLink",
    "microsoft.graph.eventMessage/meetingMessageType",
)  # fmt: skip
"""What is asked for of a message; ``body`` besides where its text is wanted."""

_RECIPIENTS = (("To", "toRecipients"), ("Cc", "ccRecipients"), ("Bcc", "bccRecipients"))
_MEETING = "#microsoft.graph.eventMessage"
_SILENT = int(Mark.REPORT | Mark.LIST | Mark.PRECEDENCE | Mark.CALENDAR | Mark.SYNCD)  # nothing is asked by these
_1971 = 31_536_000
_DAY = 86_400
_NAME = re.compile(r"[!-9;-~]+\Z")  # RFC 5322 §2.2
_BREAKS = re.compile(r"[\r\n\0]+")
_LINES = re.compile(r"\r\n?")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_EMPTY = re.compile(rb"\r?\n\r?\n")
_EXCHANGE = re.compile(r"(?:x500:)?/(?:o|ou|cn)=|imceaex-", re.IGNORECASE)


def read_message(message: Mapping[str, Any], *, folder: Place, address: str, now: int, text: bool) -> Seen | Unreadable:
    """The fact that a message with `FIELDS` holds (with its `text`, if wanted and of use).

    `folder` is what lies in its folder, `address` the account's, `now` the instant of reading.
    """
    locator = str(message.get("id") or "")
    received = instant(message.get("receivedDateTime"))
    try:
        mail = parse_mail(header_block(message), now=now, size=0, calendar=is_meeting(message), at=received)
    except UnreadableMail as error:
        return Unreadable(locator, str(error))
    sent = instant(message.get("sentDateTime"))
    if mail.author == address and sent is not None and _1971 <= sent <= now + _DAY:
        mail = mail._replace(at=sent)
    place = place_of(message, folder)
    matters = text and place == Place.KEPT and not mail.marks & _SILENT
    return Seen(
        locator,
        mail,
        place,
        str(message.get("conversationId") or ""),
        str(message.get("webLink") or ""),
        readable_text(message) if matters else "",
    )


def received_at(item: object) -> int | None:
    """The instant at which the mail that an item of ours holds was received or sent; None without one."""
    return item.fact.at if isinstance(item, Seen) and isinstance(item.fact, Mail) else None


def place_of(message: Mapping[str, Any], folder: Place) -> Place:
    """Where a message lies: what its folder says, else whether it is a draft or a chat.

    A chat of Teams that shows up among mail is named IM and came without headers (known issues of Graph).
    """
    if folder != Place.KEPT:
        return folder
    if message.get("isDraft") is True:
        return Place.DRAFT
    chat = message.get("subject") == "IM" and not _headers(message)
    return Place.CHAT if chat else Place.KEPT


def is_meeting(message: Mapping[str, Any]) -> bool:
    """Whether it is an invitation, an answer to one, or a cancellation."""
    named = message.get("meetingMessageType")
    return (
        str(message.get("@odata.type") or "").startswith(_MEETING)
        or named not in (None, "", "none")
        or any(name.lower() == "content-class" and "calendarmessage" in value for name, value in _headers(message))
    )


def instant(text: object) -> int | None:
    """The instant of ``2026-11-02T08:00:00Z``, with or without a fraction; None for anything else."""
    try:
        at = datetime.fromisoformat(str(text))
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def header_block(message: Mapping[str, Any]) -> bytes:
    """The headers as a block in which each is one line, whatever stood in their values.

    A property stands in for a header that is not there. From is given in any case, after the header: the first that
    can be read counts.
    """
    lines = [f"{name}: {value}" for name, value in _headers(message)]
    there = {name.lower() for name, _ in _headers(message)}
    author = message.get("from") or message.get("sender")
    lines += [f"From: {one}" for one in _written([author])]
    for name, field in _RECIPIENTS:
        listed = message.get(field)
        if name.lower() not in there and isinstance(listed, list):
            lines += [f"{name}: {one}" for one in _written(listed)]
    for name, value in _others(message):
        if value and name.lower() not in there:
            lines.append(f"{name}: {_BREAKS.sub(' ', value)}")
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def readable_text(message: Mapping[str, Any]) -> str:
    """What a reader sees of the message, quoted parts included; "" if that is nothing. Line feeds end lines."""
    body = message.get("body")
    if not isinstance(body, Mapping):
        return ""
    content = str(body.get("content") or "")
    text = html_text(content) if str(body.get("contentType") or "").lower() == "html" else content
    return _LINES.sub("\n", text).replace("\0", "")[:LONGEST].strip()


def unresolved(message: Mapping[str, Any]) -> bool:
    """Whether somebody is named by an Exchange DN alone, as happens in mail sent from here (PROVIDERS.md §3)."""
    there = {name.lower() for name, _ in _headers(message)}
    groups = [("from", [message.get("from")]), *((name.lower(), message.get(field)) for name, field in _RECIPIENTS)]
    return any(
        _EXCHANGE.match(address) is not None
        for name, listed in groups
        if name not in there and isinstance(listed, list)
        for _, address in _named(listed)
    )


def with_head(message: Mapping[str, Any], mime: bytes) -> dict[str, Any]:
    """The message with the header block of its MIME form, whose addresses are resolved."""
    head = _FOLD.sub(b"", _EMPTY.split(mime, maxsplit=1)[0]).decode("utf-8", "replace")
    fields = (line.partition(":") for line in head.split("\n") if ":" in line)
    headers = [{"name": name, "value": value.strip()} for name, _, value in fields]
    return {**message, "internetMessageHeaders": headers}


def _headers(message: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The transport headers, each in one line."""
    listed = message.get("internetMessageHeaders")
    return [
        (str(one["name"]), _BREAKS.sub(" ", str(one.get("value") or "")))
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, Mapping) and _NAME.match(str(one.get("name") or ""))
    ]


def _others(message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Headers that hold no addresses, from properties."""
    yield "Subject", str(message.get("subject") or "")
    yield "Message-ID", str(message.get("internetMessageId") or "")
    sent = instant(message.get("sentDateTime"))
    if sent is not None and sent >= _1971:
        yield "Date", format_datetime(datetime.fromtimestamp(sent, UTC))
    if message.get("hasAttachments") is True:
        yield "Content-Type", "multipart/mixed"


def _written(recipients: list[Any]) -> Iterator[str]:
    """Those that have an address, each as a header shows one. An Exchange DN is none, and a name never is."""
    for name, address in _named(recipients):
        found = canonical(address)
        if found and not _BREAKS.search(found) and "<" not in found and ">" not in found:
            quoted = _BREAKS.sub(" ", name).replace("\\", "\\\\").replace('"', '\\"')
            yield f'"{quoted}" <{found}>'


def _named(recipients: list[Any]) -> Iterator[tuple[str, str]]:
    """Name and address of each recipient, as they stand there."""
    for one in recipients:
        entry = one.get("emailAddress") if isinstance(one, Mapping) else None
        if isinstance(entry, Mapping):
            yield str(entry.get("name") or ""), str(entry.get("address") or "")
