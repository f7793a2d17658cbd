"""A stored mail as Gmail shows it: headers with their names as written, parts with decoded bodies."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from email import message_from_bytes
from email.message import Message
from typing import Any

_FOLD = re.compile(r"\r?\n[ \t]*")


def payload(raw: bytes) -> dict[str, Any]:
    """The `payload` of a message in format full."""
    return _part(message_from_bytes(raw), "")


def only_headers(whole: dict[str, Any], wanted: list[str] | None) -> dict[str, Any]:
    """The `payload` in format metadata; `wanted` in any case, None for all."""
    names = None if wanted is None else {name.lower() for name in wanted}
    headers = [header for header in whole["headers"] if names is None or header["name"].lower() in names]
    return {"mimeType": whole["mimeType"], "headers": headers}


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode()


def _part(message: Message, number: str) -> dict[str, Any]:
    headers = [{"name": name, "value": _value(str(value))} for name, value in message.raw_items()]
    filename = message.get_filename() or ""
    node: dict[str, Any] = {
        "partId": number,
        "mimeType": message.get_content_type(),
        "filename": filename,
        "headers": headers,
    }
    inside = message.get_payload()
    if isinstance(inside, list):
        node["body"] = {"size": 0}
        node["parts"] = [
            _part(child, f"{number}.{index}".lstrip(".")) for index, child in enumerate(inside) if _is_message(child)
        ]
        return node
    decoded = message.get_payload(decode=True)
    data = decoded if isinstance(decoded, bytes) else b""
    if filename:
        node["body"] = {"attachmentId": f"attachment-{number}", "size": len(data)}
    else:
        node["body"] = {"size": len(data), "data": base64url(data)} if data else {"size": 0}
    return node


def _is_message(child: object) -> bool:
    return isinstance(child, Message)


def _value(text: str) -> str:
    return _FOLD.sub(" ", text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).strip()
