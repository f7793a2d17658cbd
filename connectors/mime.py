"""The header block of one mail → `syncd.model.Mail` (CONTRACT.md §4, E-mail and fine print).

A first sync reads a hundred thousand, so one regular expression picks the few wanted headers out of the raw octets
and everything that repeats (address lists, Message-IDs of a thread) is remembered. Nothing here raises anything but
`UnreadableMail`, whatever the octets.

`mime_addresses`, `mime_dates`, `mime_text` and `mime_parts` hold the grammars; other connectors use only this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b

from connectors.mime_addresses import Named, addresses
from connectors.mime_dates import instant, received, separated, without_comments
from connectors.mime_parts import content_marks, has_calendar_part
from connectors.mime_text import decode_text
from syncd.model import Mail, Mark, Role

__all__ = ["UnreadableMail", "decode_text", "has_calendar_part", "header_values", "parse_mail", "reference"]

_HEAD = 1 << 20  # octets of a header block that are read
_PARTIES = 20_000  # of one mail
_SUBJECT = 500  # characters
_ID = 998  # octets of a Message-ID: a line's limit (RFC 5322 §2.1.1)
_REFS = 12
_1971 = 31_536_000
_DAY = 86_400

_WANTED = (  # noqa: SIM905 - reads better
    "from to cc bcc delivered-to x-original-to date subject message-id in-reply-to references content-type "
    "auto-submitted list-id list-unsubscribe list-post precedence x-auto-response-suppress return-path x-syncd "
    "authentication-results"
).split()
_VALUE = rb"([^\n]*+(?:\n[ \t][^\n]*+)*+)"


def _initials() -> bytes:
    """The wanted names as a pattern that fails fast: by the first letter, in either case."""
    rest: dict[str, list[str]] = {}
    for name in _WANTED:
        rest.setdefault(name[0], []).append(name[1:])
    letters = "".join(rest) + "".join(rest).upper()
    names = "|".join(f"[{first}{first.upper()}](?i:{'|'.join(ends)})" for first, ends in rest.items())
    return f"\\n(?=[{letters}])({names})[ \\t]*+:".encode()


_PICK = re.compile(_initials() + _VALUE).findall
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_BRACKETED = re.compile(rb"<[^<>]++>")
_BULK = re.compile(rb"\s*(?:bulk|list|junk)(?![\w-])", re.IGNORECASE)
_NOT_AUTO = re.compile(rb"\s*no\s*(?:[;(]|\Z)", re.IGNORECASE)
_NONE = re.compile(rb"\s*none\s*\Z", re.IGNORECASE)
_NULL = re.compile(rb"\s*<\s*>\s*\Z")
_DMARC = re.compile(rb"(?:^|[;\s])dmarc\s*(?:/\s*\d+\s*)?=\s*fail(?![\w-])", re.IGNORECASE)
_QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
# plain numbers: arithmetic of enum members costs a microsecond each
_LIST, _SYNCD, _CALENDAR = Mark.LIST.value, Mark.SYNCD.value, Mark.CALENDAR.value
_AUTO_SUBMITTED, _PRECEDENCE, _SUPPRESS = Mark.AUTO_SUBMITTED.value, Mark.PRECEDENCE.value, Mark.SUPPRESS.value
_NULL_PATH, _FORGED = Mark.NULL_PATH.value, Mark.FORGED.value
_COAUTHOR, _TO, _BCC, _DELIVERED = Role.COAUTHOR.value, Role.TO.value, Role.BCC.value, Role.DELIVERED.value
_MARKS: dict[bytes, Callable[[bytes], int]] = {
    b"list-id": lambda _: _LIST,
    b"list-unsubscribe": lambda _: _LIST,
    b"list-post": lambda _: _LIST,
    b"x-syncd": lambda _: _SYNCD,
    b"auto-submitted": lambda value: 0 if _NOT_AUTO.match(value) else _AUTO_SUBMITTED,
    b"precedence": lambda value: _PRECEDENCE if _BULK.match(value) else 0,
    b"x-auto-response-suppress": lambda value: 0 if _NONE.match(value) else _SUPPRESS,
    b"return-path": lambda value: _NULL_PATH if _NULL.match(value) else 0,
    b"authentication-results": lambda value: _FORGED if _forged(value) else 0,
}
_PLACES = (
    (b"to", _TO),
    (b"cc", Role.CC.value),
    (b"bcc", _BCC),
    (b"delivered-to", _DELIVERED),
    (b"x-original-to", _DELIVERED),
)


class UnreadableMail(ValueError):
    """A mail that cannot become a fact; the message says why, in one plain line."""


def parse_mail(
    head: bytes, *, now: int, size: int, calendar: bool = False, envelope: bytes = b"", at: int | None = None
) -> Mail:
    """The mail that the header block `head` describes (LF or CRLF, nothing of the body).

    `now` is the instant of reading, `size` the mail's octets in its source, `calendar` what `has_calendar_part` says
    of the whole mail, `envelope` the mbox ``From `` line, for its date only. `at` is the instant at which a provider
    received it, believed before any header unless it lies before 1971 or after tomorrow. Raises `UnreadableMail` if
    no author or no believable time can be read.
    """
    block = _block(head)
    fields: dict[bytes, list[bytes]] = {}
    for name, value in _PICK(block):
        fields.setdefault(name.lower(), []).append(value)
    authors = _authors(fields)
    if at is None or not _1971 <= at <= now + _DAY:
        at = _time(fields, block, now, envelope)
    author = authors[0][0]
    parties, names = _parties(authors, fields)
    subject = _subject(fields[b"subject"][0]) if b"subject" in fields else ""
    uid = _uid(fields) or _made_uid(author, fields, subject, parties)
    marks = _marks(fields) | (_CALENDAR if calendar else 0)
    key = blake2b(f"{uid}\0{author}".encode(), digest_size=8).digest()
    identity = int.from_bytes(key, "big", signed=True)
    return Mail(identity, uid, at, author, parties, names, subject, _references(fields), marks, size)


def header_values(head: bytes, name: bytes) -> list[bytes]:
    """The values of all headers of that name (any case), unfolded, without white space around, in their order."""
    return [_FOLD.sub(b"", value).strip() for value in _named(name.lower()).findall(_block(head))]


def reference(uid: str) -> bytes:
    """The 8 octets that stand for a Message-ID in `Mail.refs`; the `uid` of a `Mail` gives the same."""
    return blake2b(uid.encode(), digest_size=8).digest()


@lru_cache(maxsize=64)
def _named(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\n(?i:" + re.escape(name) + rb")[ \t]*+:" + _VALUE)


def _block(head: bytes) -> bytes:
    """The header block alone, with a line end before its first line."""
    if len(head) > _HEAD:
        head = head[:_HEAD]
    if b"\n" not in head:
        head = head.replace(b"\r", b"\n")
    return b"\n" + head.removeprefix(b"\xef\xbb\xbf")


def _authors(fields: dict[bytes, list[bytes]]) -> tuple[Named, ...]:
    """The authors of the first From header that has any."""
    for value in fields.get(b"from", ()):
        found = addresses(value)
        if found:
            return found
    raise UnreadableMail("no author can be read" if b"from" in fields else "no author is named")


def _time(fields: dict[bytes, list[bytes]], block: bytes, now: int, envelope: bytes) -> int:
    """When it was sent, by the first source that is believed: before 1971 and after tomorrow is not."""
    latest = now + _DAY
    for value in fields.get(b"date", ()):
        at = instant(value)
        if at is not None:  # of two Date headers the first readable one counts
            if _1971 <= at <= latest:
                return at
            break
    arrival = _named(b"received").search(block)
    for at in (received(arrival[1]) if arrival else None, separated(envelope) if envelope else None):
        if at is not None and _1971 <= at <= latest:
            return at
    raise UnreadableMail("no believable date")


def _parties(
    authors: tuple[Named, ...], fields: dict[bytes, list[bytes]]
) -> tuple[tuple[tuple[int, str], ...], tuple[Named, ...]]:
    """Who stands where, each once a place; and the names they are given, the author's first, one each.

    The author is no coauthor, but may well stand among the recipients.
    """
    parties: dict[tuple[int, str], None] = {}
    names: dict[str, str] = {}
    for address, name in authors:
        if name:
            names[address] = name
        if address != authors[0][0]:
            parties[_COAUTHOR, address] = None
    for header, place in _PLACES:
        for value in fields.get(header, ()):
            if len(parties) >= _PARTIES:
                break
            for address, name in addresses(value):
                parties[place, address] = None
                if name and address not in names and place != _DELIVERED:
                    names[address] = name
    return tuple(parties), tuple(names.items())


def _marks(fields: dict[bytes, list[bytes]]) -> int:
    """What the headers say of the mail's nature, as `Mark` documents it."""
    marks = 0
    for name in fields.keys() & _MARKS.keys():
        for value in fields[name]:
            marks |= _MARKS[name](value)
    if b"content-type" in fields:
        marks |= content_marks(fields[b"content-type"][0])
    return marks


def _forged(value: bytes) -> bool:
    """Whether one Authentication-Results header says dmarc=fail (RFC 8601), comments and quoted text aside."""
    return b"fail" in value.lower() and _DMARC.search(_QUOTED.sub(b"", without_comments(value))) is not None


@lru_cache(maxsize=8192)  # threads repeat theirs
def _subject(value: bytes) -> str:
    return decode_text(value)[:_SUBJECT].rstrip()


def _uid(fields: dict[bytes, list[bytes]]) -> str:
    """The Message-ID, exact, without the white space around it; "" without one."""
    for value in fields.get(b"message-id", ()):
        found = value.strip()
        if found and len(found) <= _ID:
            return _id(found)
    return ""


def _id(value: bytes) -> str:
    """A Message-ID as text: itself; what can't be shown is written as an escape, so that ids stay distinct."""
    text = value.decode("utf-8", "backslashreplace")
    return text if text.isprintable() else _FOLD.sub(b"", value).decode("utf-8", "backslashreplace").translate(_SHOWN)


_SHOWN = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


def _made_uid(author: str, fields: dict[bytes, list[bytes]], subject: str, parties: tuple[tuple[int, str], ...]) -> str:
    """The identity of a mail without Message-ID: from author, Date, Subject and recipients."""
    written = decode_text(fields[b"date"][0]) if b"date" in fields else ""
    recipients = sorted({address for role, address in parties if _TO <= role <= _BCC})
    text = "\0".join((author, " ".join(written.split()), subject, *recipients))
    return "mail:" + blake2b(text.encode(), digest_size=16).hexdigest()


def _references(fields: dict[bytes, list[bytes]]) -> bytes:
    """The mails this one answers: the thread's first and the nearest ones, the parent last."""
    found: dict[bytes, None] = {}
    for name in (b"references", b"in-reply-to"):
        for value in fields.get(name, ()):
            ids = _BRACKETED.findall(value) if b"<" in value else value.split()
            found.update(dict.fromkeys(ids))
    if not found:
        return b""
    ids = list(found)
    return b"".join(map(_reference, ids if len(ids) <= _REFS else ids[:1] + ids[1 - _REFS :]))


@lru_cache(maxsize=16_384)
def _reference(value: bytes) -> bytes:
    return reference(_id(value))
