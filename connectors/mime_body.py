"""The readable text of one mail: text/plain where there is any, else what text/html says.

Never an attachment's or an attached message's. Quotations and signatures are still in it (`rules.reading` takes them
away). Nothing here raises, whatever the octets.
"""

from __future__ import annotations

import binascii
import quopri
import re

from connectors.mime_parts import content_type, inside
from connectors.text import LONGEST, decoded, html_text

_FIELDS = re.compile(
    rb"\n(Content-(?:Type|Transfer-Encoding|Disposition))[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.IGNORECASE
)
_EMPTY = re.compile(rb"\n\r?\n")
_LETTERS = re.compile(rb"[^A-Za-z0-9+/]+")
_OCTETS = LONGEST * 4  # of one part that are decoded
_DEEPEST = 20  # multiparts within multiparts


def readable_text(raw: bytes) -> str:
    """What a reader sees of the mail, at most `LONGEST` characters; "" if that is nothing. Line feeds end lines."""
    text = _text(raw, 0).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text[:LONGEST].strip()


def _text(part: bytes, depth: int) -> str:
    part = b"\n" + part
    gap = _EMPTY.search(part)
    if gap is None:
        return ""
    fields: dict[bytes, bytes] = {}
    for name, value in _FIELDS.findall(part, 0, gap.start() + 1):
        fields.setdefault(name.lower(), value)
    kind, parameters = content_type(fields.get(b"content-type", b"text/plain"))
    body = part[gap.end() :]
    if kind.startswith("multipart/"):
        return _of_parts(kind, parameters.get("boundary", "").rstrip(), body, depth)
    attached = fields.get(b"content-disposition", b"").lower().lstrip().startswith(b"attachment")
    if attached or (depth and parameters.get("name")) or kind not in ("text/plain", "text/html", ""):
        return ""
    octets = _undone(body[:_OCTETS], fields.get(b"content-transfer-encoding", b"").strip().lower())
    text = decoded(octets, parameters.get("charset", "").lower())
    return html_text(text) if kind == "text/html" else text


def _of_parts(kind: str, boundary: str, body: bytes, depth: int) -> str:
    if not boundary or depth >= _DEEPEST:
        return ""
    parts = inside(body, boundary)
    if kind == "multipart/alternative":
        texts = [(_is_html(one), text) for one in parts if (text := _text(one, depth + 1)).strip()]
        return next((text for is_html, text in texts if not is_html), texts[0][1] if texts else "")
    return "\n".join(text for one in parts if (text := _text(one, depth + 1)).strip())


def _is_html(part: bytes) -> bool:
    return b"text/html" in part[:2000].lower()


def _undone(body: bytes, encoding: bytes) -> bytes:
    """The octets before their transfer encoding (RFC 2045 §6); a broken one is undone as far as it goes."""
    if encoding == b"quoted-printable":
        return quopri.decodestring(body)
    if encoding == b"base64":
        letters = _LETTERS.sub(b"", body)
        try:
            return binascii.a2b_base64(letters[: -1 if len(letters) % 4 == 1 else None] + b"===")
        except binascii.Error:
            return b""
    return body
