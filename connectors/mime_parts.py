"""The parts of a mail as far as they say what it is: content types, and invitations inside."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator

from syncd.model import Mark

_ATTACHMENT = Mark.ATTACHMENT.value
_USUAL = re.compile(rb"[ \t]*(?:text/plain|text/html|multipart/alternative|(multipart/mixed)|multipart/related)[;\s]")
_TYPE = re.compile(r"\s*([^\s/;()]++)\s*/\s*([^\s;()]++)")
_PARAMETER = re.compile(r';\s*([^\s=;"]++)\s*=\s*("(?:[^"\\]|\\.)*+"|[^\s;]*+)', re.DOTALL)
_CONTENT = re.compile(
    rb"\n(Content-Type|Content-Transfer-Encoding)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.IGNORECASE
)
_EMPTY = re.compile(rb"\n\r?\n")
_METHOD = re.compile(rb"^METHOD(?:;[^:\r\n]{0,200})?:[ \t]*[^\s]", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"\([^()]*+\)")
_DEEPEST = 20  # multiparts within multiparts
_MOST = 2000  # parts of one mail
_BODY = 1 << 20  # octets of one calendar part that are looked at


def content_type(value: bytes) -> tuple[str, dict[str, str]]:
    """A Content-Type's type, lower-case, and its parameters; ("", {}) if it can't be read (RFC 2045 §5.1)."""
    text = value[:8192].decode("latin-1")
    kind = _TYPE.match(text) or _TYPE.match(_COMMENT.sub("", text))
    if not kind:
        return "", {}
    parameters: dict[str, str] = {}
    for found in _PARAMETER.finditer(kind.string, kind.end()):
        given = found[2]
        if given.startswith('"'):
            given = re.sub(r"\\(.)", r"\1", given[1:-1], flags=re.DOTALL)
        parameters.setdefault(found[1].lower().partition("*")[0], given.strip())
    return f"{kind[1]}/{kind[2]}".lower(), parameters


def content_marks(value: bytes) -> int:
    """What the mail's own Content-Type says of it."""
    usual = _USUAL.match(value)
    if usual:
        return _ATTACHMENT if usual[1] else 0
    kind, parameters = content_type(value)
    if kind == "multipart/mixed":
        return _ATTACHMENT
    if kind == "multipart/report":
        return Mark.REPORT.value
    if kind == "text/calendar" and parameters.get("method"):
        return Mark.CALENDAR.value
    return 0


# One pass over all of a mail, in any case: half the time of a copy in lower case and a search in that.
_HINT = re.compile(rb"/(?i:calendar)").search


def has_calendar_part(raw: bytes) -> bool:
    """Whether the mail holds a text/calendar part with a METHOD (RFC 6047 §2.4), as parameter or in the calendar.

    Parts of attached messages do not count.
    """
    if _HINT(raw) is None:
        return False
    return any(_invites(kind, parameters, encoding, body) for kind, parameters, encoding, body in _parts(raw))


def _parts(raw: bytes) -> Iterator[tuple[str, dict[str, str], bytes, bytes]]:
    """The leaves: (type, parameters, transfer encoding, body); attached messages are not entered."""
    waiting = [(raw, 0)]
    seen = 0
    while waiting and seen < _MOST:
        part, depth = waiting.pop()
        seen += 1
        kind, parameters, encoding, body = _read(part)
        if kind.startswith("multipart/"):
            boundary = parameters.get("boundary", "").rstrip()
            if boundary and depth < _DEEPEST:
                waiting += [(inner, depth + 1) for inner in inside(body, boundary)]
        elif kind:
            yield kind, parameters, encoding, body


def _read(part: bytes) -> tuple[str, dict[str, str], bytes, bytes]:
    """One part's type, parameters, transfer encoding and body."""
    part = b"\n" + part
    gap = _EMPTY.search(part)
    head, body = (part[: gap.start() + 1], part[gap.end() :]) if gap else (part, b"")
    first: dict[bytes, bytes] = {}
    for name, value in _CONTENT.findall(head):
        first.setdefault(name.lower(), value)
    kind, parameters = content_type(first.get(b"content-type", b""))
    return kind, parameters, first.get(b"content-transfer-encoding", b"").strip().lower(), body


def inside(body: bytes, boundary: str) -> list[bytes]:
    """The parts between the boundaries (RFC 2046 §5.1.1); one that is cut off counts."""
    line = re.compile(rb"(?:\A|\n)--" + re.escape(boundary.encode("latin-1")) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    parts: list[bytes] = []
    start = -1
    at = 0
    while len(parts) < _MOST and (found := line.search(body, at)):
        if start >= 0:
            parts.append(body[start : found.start() + 1])
        start = found.end()
        if found[1]:
            return parts
        at = start - 1 if start > found.start() + 1 else start  # its line end may begin the next boundary
    if start >= 0:
        parts.append(body[start:])
    return parts


def _invites(kind: str, parameters: dict[str, str], encoding: bytes, body: bytes) -> bool:
    if kind != "text/calendar":
        return False
    if parameters.get("method"):
        return True
    body = body[:_BODY]
    if encoding == b"base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        try:
            body = binascii.a2b_base64(letters[: len(letters) // 4 * 4])
        except binascii.Error:
            return False
    elif encoding == b"quoted-printable":
        body = quopri.decodestring(body)
    return _METHOD.search(body.replace(b"\0", b"")) is not None
