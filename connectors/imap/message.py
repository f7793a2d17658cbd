"""What FETCH tells of one message → a fact (CONTRACT.md §4); pure.

*Time.* A server's INTERNALDATE is when the mail was received, and that counts, unless it is a migration's: mail copied
to a new server without its dates has there the day of the move. So INTERNALDATE is believed unless it lies more than a
day after the topmost Received line (the last server's own word) or, without one, after the Date; such mail is timed as
mail of an archive is: by its Date, else by Received. Gmail's is its API's internalDate, always believed.
Copies unite at the earliest time, so the same mail by IMAP and from an archive is one interaction in any case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from connectors.google.gmail_link import message_link
from connectors.imap.answer import Fields
from connectors.imap.structure import TEXT, Part, hidden, is_invitation, put_together, read_structure, texts
from connectors.mime import UnreadableMail, has_calendar_part, header_values, parse_mail
from connectors.mime_body import readable_text
from connectors.mime_dates import instant, received
from connectors.mime_parts import content_type
from syncd.model import Mail, Mark, Place, Seen, Unreadable

# All that `parse_mail` looks at: a fifth of what mail carries in its header today.
_FIELDS = (
    "FROM TO CC BCC DELIVERED-TO X-ORIGINAL-TO DATE SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE "
    "CONTENT-TRANSFER-ENCODING CONTENT-DISPOSITION AUTO-SUBMITTED LIST-ID LIST-UNSUBSCRIBE LIST-POST PRECEDENCE "
    "X-AUTO-RESPONSE-SUPPRESS RETURN-PATH X-SYNCD AUTHENTICATION-RESULTS RECEIVED"
)
ITEMS = ("FLAGS", "INTERNALDATE", "RFC822.SIZE", f"BODY.PEEK[HEADER.FIELDS ({_FIELDS})]")
STRUCTURE = "BODYSTRUCTURE"
GMAIL_ITEMS = ("X-GM-MSGID", "X-GM-THRID", "X-GM-LABELS")
_DAY = 86_400
_BEGINNING = 1 << 18  # octets of a mail whose structure is not to be had
_SILENT = int(Mark.REPORT | Mark.LIST | Mark.PRECEDENCE | Mark.CALENDAR | Mark.SYNCD)  # nothing is asked by these
_OF_LIST = re.compile(rb"^List-(?:Id|Unsubscribe|Post)[ \t]*:", re.IGNORECASE | re.MULTILINE).search
_DRAFT = frozenset({b"\\draft", b"\\drafts"})
_CHAT = frozenset({b"\\chat", b"\\chats"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A readable mail before its parts are fetched: what is known of it, and which `sections` are still wanted."""

    uid: int
    locator: str
    mail: Mail
    place: Place
    head: bytes
    structure: Part | None
    text: bool
    sections: dict[str, int]
    thread: str = ""
    link: str = ""

    def seen(self, bodies: dict[str, bytes]) -> Seen:
        """The item, once its sections are there (what is missing of them is taken for empty)."""
        mail, text = self.mail, ""
        if self.sections:
            raw = put_together(self.head, self.structure, bodies)
            if not mail.marks & Mark.CALENDAR and has_calendar_part(raw):
                mail = mail._replace(marks=mail.marks | Mark.CALENDAR)
            if self.text and not mail.marks & _SILENT:
                text = readable_text(raw)
        return Seen(self.locator, mail, self.place, self.thread, self.link, text)


@dataclass(frozen=True, slots=True)
class Wish:
    """How messages of a folder are read: the account's `address`, the instant of reading, what the folder holds."""

    address: str
    now: int
    place: Place
    text: bool  # whether anything but headers and structure is read
    gmail: bool


def read_letter(uid: int, locator: str, fields: Fields, wish: Wish) -> Letter | Unreadable:
    """What the server told, the structure too if the mail is nested. Nothing here raises, whatever it wrote."""
    head = header_of(fields)
    if head is None:
        return Unreadable(locator, "the server gives no header")
    structure = read_structure(fields.get(STRUCTURE.encode()))
    internal = _instant(fields.get(b"INTERNALDATE"))
    at = internal if wish.gmail else received_at(internal, head)
    size = fields.get(b"RFC822.SIZE")
    try:
        mail = parse_mail(
            head, now=wish.now, size=size if isinstance(size, int) else 0, calendar=is_invitation(structure), at=at
        )
    except UnreadableMail as error:
        return Unreadable(locator, str(error))
    place = place_of(fields, wish.place)
    text = wish.text and place == Place.KEPT and not mail.marks & _SILENT
    calendars = wish.text and not mail.marks & Mark.CALENDAR
    sections = _sections(structure, _kind(head), mail.size, text=text, calendars=calendars)
    thread, link = _gmail(fields, wish)
    return Letter(uid, locator, mail, place, head, structure, text, sections, thread, link)


def header_of(fields: Fields) -> bytes | None:
    """The header lines of a FETCH; None if there are none."""
    for key, value in fields.items():
        if key.upper().startswith(b"BODY[HEADER") and isinstance(value, bytes):
            return value
    return None


def place_of(fields: Fields, folder: Place) -> Place:
    """Where a message lies: its own mark of a draft holds in every folder, trash included; spam is the strongest."""
    if folder == Place.SPAM:
        return folder
    marks = _marks(fields.get(b"FLAGS")) | _marks(fields.get(b"X-GM-LABELS"))
    if marks & _DRAFT:
        return Place.DRAFT
    return Place.CHAT if marks & _CHAT else folder


def received_at(internal: int | None, head: bytes) -> int | None:
    """The instant a mail was received; None if the server's is a migration's, or there is none (see above)."""
    if internal is None:
        return None
    told = next((received(value) for value in header_values(head, b"received")[:1]), None)
    if told is None:
        told = next((instant(value) for value in header_values(head, b"date")[:1]), None)
    return None if told is not None and internal - told > _DAY else internal


def section_of(key: bytes) -> str:
    """``BODY[1.2]<0>`` → ``1.2``; "" for anything else."""
    name, bracket, rest = key.partition(b"[")
    return rest.partition(b"]")[0].decode("ascii", "replace").upper() if bracket and name.upper() == b"BODY" else ""


def is_nested(fields: Fields, wish: Wish) -> bool:
    """Whether a mail's structure says more than its header: a letter in parts, of which one may be an invitation.

    What comes from a list is neither contact nor read, whatever its parts, unless it is mine.
    """
    head = header_of(fields) or b""
    if not _kind(head).startswith("multipart/") or _kind(head) == "multipart/report":
        return False
    return not _OF_LIST(head) or any(wish.address.encode() in value.lower() for value in header_values(head, b"from"))


def _kind(head: bytes) -> str:
    return next((content_type(value)[0] for value in header_values(head, b"content-type")[:1]), "")


def _sections(structure: Part | None, kind: str, size: int, *, text: bool, calendars: bool) -> dict[str, int]:
    """What is still to be fetched: calendars to look into, and texts. `size` is the whole mail's."""
    if structure is not None:
        return {**(hidden(structure) if calendars else {}), **(texts(structure) if text else {})}
    if kind.startswith("multipart/"):  # no structure to be had: the text stands at the beginning of nearly all mail
        return {"TEXT": _BEGINNING} if text else {}
    wanted = (text and kind in ("", "text/plain", "text/html")) or (calendars and kind == "text/calendar")
    return {"TEXT": min(TEXT, max(size, 1))} if wanted else {}


def _gmail(fields: Fields, wish: Wish) -> tuple[str, str]:
    """The thread's id and the link, as Gmail's API has them: the same numbers in hexadecimal."""
    thread, message = fields.get(b"X-GM-THRID"), fields.get(b"X-GM-MSGID")
    if not wish.gmail or not isinstance(message, int):
        return "", ""
    return f"{thread:x}" if isinstance(thread, int) else "", message_link(wish.address, f"{message:x}")


def _marks(value: Any) -> frozenset[bytes]:
    found = value if isinstance(value, tuple) else ()
    return frozenset(one.replace(b"\\\\", b"\\").lower() for one in found if isinstance(one, bytes))


def _instant(value: Any) -> int | None:
    """An INTERNALDATE: `` 1-May-2026 12:00:00 +0200``."""
    return instant(value.strip().replace(b"-", b" ", 2)) if isinstance(value, bytes) else None
