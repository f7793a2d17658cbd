"""The readable text of a Gmail message in format full; pure.

text/plain where there is any, else what text/html says; never an attachment's or an attached message's.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any

from connectors.text import LONGEST, decoded, html_text

_OCTETS = 1 << 20  # of one part that are looked at
_DEEPEST = 20  # multiparts within multiparts
_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"\r\n?")


def readable_text(payload: Mapping[str, Any]) -> str:
    """What a reader sees of the message, quoted parts included; "" if that is nothing. Line feeds end lines."""
    text = _BREAKS.sub("\n", _text(payload, 0)).replace("\0", "")
    return text[:LONGEST].strip()


def leaves(payload: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The parts that hold no others; attached messages are not entered."""
    parts = _parts(payload)
    if not parts:
        yield payload
    elif not kind_of(payload).startswith("message/") and depth < _DEEPEST:
        for part in parts:
            yield from leaves(part, depth + 1)


def kind_of(part: Mapping[str, Any]) -> str:
    """The part's type, lower-case; "" without one."""
    return str(part.get("mimeType") or "").lower()


def header(part: Mapping[str, Any], name: str) -> str:
    """The value of the first header of that name (any case); "" without one."""
    for each in part.get("headers") or ():
        if str(each.get("name", "")).lower() == name:
            return str(each.get("value", ""))
    return ""


def content(part: Mapping[str, Any]) -> bytes:
    """The part's octets, its transfer encoding undone, as far as the message itself holds them."""
    data = str((part.get("body") or {}).get("data") or "")[: _OCTETS * 4 // 3]
    data = data[: len(data) // 4 * 4] if len(data) % 4 == 1 else data + "=" * (-len(data) % 4)
    try:
        return urlsafe_b64decode(data)
    except ValueError:
        return b""


def _parts(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in part.get("parts") or () if isinstance(one, Mapping)]


def _text(part: Mapping[str, Any], depth: int) -> str:
    kind = kind_of(part)
    if depth > _DEEPEST or kind.startswith("message/"):
        return ""
    if kind.startswith("multipart/"):
        texts = [(kind_of(inner), _text(inner, depth + 1)) for inner in _parts(part)]
        texts = [(inner, text) for inner, text in texts if text.strip()]
        if kind != "multipart/alternative":
            return "\n".join(text for _, text in texts)
        plain = [text for inner, text in texts if inner == "text/plain"]
        return (plain or [text for _, text in texts] or [""])[0]
    if part.get("filename") or header(part, "content-disposition").lower().lstrip().startswith("attachment"):
        return ""
    if kind == "text/plain":
        return decoded(content(part), _charset(part))
    return html_text(decoded(content(part), _charset(part))) if kind == "text/html" else ""


def _charset(part: Mapping[str, Any]) -> str:
    message = Message()
    message["Content-Type"] = _SPACES.sub(" ", header(part, "content-type"))
    try:
        return message.get_content_charset("") or ""
    except (LookupError, ValueError):  # RFC 2231 with a charset nobody knows
        return ""
