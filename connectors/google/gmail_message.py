"""One message as the Gmail API gives it → a fact (PROVIDERS.md §1a, §1b; CONTRACT.md §4); pure.

Nothing here raises, whatever the message looks like: what can't become a fact is `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from connectors.google.gmail_link import message_link
from connectors.google.gmail_text import content, header, kind_of, leaves, readable_text
from connectors.mime import UnreadableMail, has_calendar_part, header_values, parse_mail
from syncd.model import Mark, Place, Seen, Unreadable

# All that `parse_mail` looks at, and Sender: without parts it is what tells Google's invitations.
HEADERS = (
    "From", "To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Sender", "Date", "Subject", "Message-ID",
    "In-Reply-To", "References", "Content-Type", "Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Post",
    "Precedence", "X-Auto-Response-Suppress", "Return-Path", "X-Syncd", "Authentication-Results",
)  # fmt: skip
_INVITER = b"calendar-notification@google.com"
_SILENT = int(Mark.REPORT | Mark.LIST | Mark.PRECEDENCE | Mark.CALENDAR | Mark.SYNCD)  # nothing is asked by these
_NAME = re.compile(r"[!-9;-~]+\Z")  # RFC 5322 §2.2
_BREAKS = re.compile(r"[\r\n\0]+")


def place_of(labels: Collection[str]) -> Place:
    """Where a message with these labels lies; the mark of spam is the strongest, and trash takes none away."""
    if "SPAM" in labels:
        return Place.SPAM
    if "DRAFT" in labels:
        return Place.DRAFT
    return Place.CHAT if "CHAT" in labels else Place.KEPT


def read_message(message: Mapping[str, Any], *, address: str, now: int, text: bool) -> Seen | Unreadable:
    """The fact that a message in format metadata, or full (then with its `text`, if wanted and of use), holds.

    `address` is the account's, for the link; `now` the instant of reading.
    """
    locator = str(message.get("id") or "")
    payload = message.get("payload")
    payload = payload if isinstance(payload, Mapping) else {}
    head = header_block(payload)
    try:
        mail = parse_mail(
            head, now=now, size=_size(message), calendar=is_invitation(payload, head), at=received_at(message)
        )
    except UnreadableMail as error:
        return Unreadable(locator, str(error))
    place = place_of(message.get("labelIds") or ())
    matters = text and place == Place.KEPT and not mail.marks & _SILENT
    return Seen(
        locator,
        mail,
        place,
        str(message.get("threadId") or ""),
        message_link(address, locator),
        readable_text(payload) if matters else "",
    )


def received_at(message: Mapping[str, Any]) -> int | None:
    """The instant at which Gmail received the message; None if it does not say."""
    try:
        return int(message["internalDate"]) // 1000
    except (KeyError, ValueError, TypeError):
        return None


def header_block(payload: Mapping[str, Any]) -> bytes:
    """The headers as a block in which each is one line, whatever stood in their values."""
    lines = []
    for each in payload.get("headers") or ():
        name = str(each.get("name") or "").strip()
        if _NAME.match(name):
            lines.append(f"{name}: {_BREAKS.sub(' ', str(each.get('value') or ''))}\n")
    return "".join(lines).encode("utf-8", "replace")


def is_invitation(payload: Mapping[str, Any], head: bytes) -> bool:
    """Whether a part is text/calendar with a METHOD; in format metadata, whether Google's calendar sent it."""
    if "parts" not in payload and not (payload.get("body") or {}).get("size"):
        return any(_INVITER in sender.lower() for sender in header_values(head, b"sender"))
    return any(_invites(part) for part in leaves(payload))


def _invites(part: Mapping[str, Any]) -> bool:
    if kind_of(part) != "text/calendar":
        return False
    kind = _BREAKS.sub(" ", header(part, "content-type") or "text/calendar")
    return has_calendar_part(f"Content-Type: {kind}\n\n".encode("utf-8", "replace") + content(part))


def _size(message: Mapping[str, Any]) -> int:
    size = message.get("sizeEstimate")
    return size if isinstance(size, int) else 0
