"""BODYSTRUCTURE (RFC 9051 §7.5.2) → which parts of a mail are worth fetching, and a mail put together of them; pure.

The mail is put together again of its header lines, its structure and the parts that were fetched, all others empty.
Then `connectors.mime` and `connectors.mime_body` read it like one from an archive, so that both mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from connectors.text import LONGEST

TEXT = LONGEST * 4  # octets of one part of text that are fetched
CALENDAR = 1 << 16  # octets of a calendar in which its METHOD must stand
_BLANK = 64  # octets of a plain text that may be nothing but white space
_DEEPEST = 20  # multiparts within multiparts
_MOST = 200  # parts of one mail


@dataclass(frozen=True, slots=True)
class Part:
    """One node. `section` is its IMAP part number; `fields` the header lines it had, rebuilt; `size` in octets."""

    section: str
    kind: str
    fields: bytes
    size: int = 0
    named: bool = False
    attached: bool = False
    method: bool = False
    parts: tuple[Part, ...] = field(default=())


def read_structure(data: Any) -> Part | None:
    """The tree of one mail, as `answer` gives it; None if it makes no sense."""
    try:
        return _part(data, "", 0)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None


def texts(part: Part) -> dict[str, int]:
    """The sections that `connectors.mime_body` would read, with the most octets of each that are worth fetching."""
    return {one.section: min(TEXT, max(one.size, 1)) for one in _texts(part, 0)}


def hidden(part: Part) -> dict[str, int]:
    """The sections of calendars that do not say in their type what their METHOD is."""
    return {one.section: CALENDAR for one in _leaves(part) if one.kind == "text/calendar" and not one.method}


def is_invitation(part: Part | None) -> bool:
    """Whether a part says that it is a calendar with a METHOD; parts of attached messages do not count."""
    return part is not None and any(one.kind == "text/calendar" and one.method for one in _leaves(part))


def put_together(head: bytes, part: Part | None, bodies: Mapping[str, bytes]) -> bytes:
    """The mail as far as it was fetched. `head` are its own header lines (with a Content-Type that is replaced)."""
    if part is None or not part.parts:
        return head.rstrip(b"\r\n") + b"\n\n" + bodies.get("1" if part else "TEXT", b"")
    return _octets(part, bodies)


def _part(data: Any, section: str, depth: int) -> Part:
    if isinstance(data[0], tuple):
        nodes = list(takewhile(lambda one: isinstance(one, tuple), data))
        if depth > _DEEPEST:
            raise ValueError("too deep")
        prefix = f"{section}." if section else ""
        inner = tuple(_part(one, f"{prefix}{number}", depth + 1) for number, one in enumerate(nodes[:_MOST], 1))
        kind = f"multipart/{_text(data[len(nodes)]).lower()}"
        boundary = f"=_{section or 'top'}"
        return Part(section, kind, f'Content-Type: {kind}; boundary="{boundary}"\n'.encode(), parts=inner)
    kind = f"{_text(data[0])}/{_text(data[1])}".lower()
    parameters = _parameters(data[2])
    disposition, given = _disposition(data[8:])
    fields = [f"Content-Type: {kind}{_written(parameters)}"]
    if encoding := _text(data[5]):
        fields.append(f"Content-Transfer-Encoding: {encoding}")
    if disposition:
        fields.append(f"Content-Disposition: {disposition}{_written(given)}")
    return Part(
        section or "1",
        kind,
        ("\n".join(fields) + "\n").encode("utf-8", "replace"),
        int(data[6] or 0),
        "name" in parameters,
        disposition == "attachment",
        bool(parameters.get("method")),
    )


def _parameters(data: Any) -> dict[str, str]:
    if not isinstance(data, tuple):
        return {}
    pairs = iter(data)
    return {_text(name).lower().partition("*")[0]: _text(value) for name, value in zip(pairs, pairs, strict=False)}


def _disposition(extension: Any) -> tuple[str, dict[str, str]]:
    """The disposition behind the fields that a text or another part has; which of these there are differs."""
    for one in extension:
        if isinstance(one, tuple) and len(one) == 2 and (one[1] is None or isinstance(one[1], tuple)):
            name = _text(one[0]).lower()
            if name in ("attachment", "inline"):
                return name, _parameters(one[1])
    return "", {}


def _written(parameters: Mapping[str, str]) -> str:
    quoted = {name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in parameters.items()}
    return "".join(f'; {name}="{value}"' for name, value in quoted.items())


def _text(value: Any) -> str:
    """An atom or string in one line."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else "" if value is None else str(value)
    return " ".join(text.split())


def _leaves(part: Part) -> Iterator[Part]:
    if not part.parts:
        yield part
    for one in part.parts:
        yield from _leaves(one)


def _texts(part: Part, depth: int) -> Iterator[Part]:
    """The parts that `connectors.mime_body` would read: of alternatives the plain one, if it is not blank."""
    if part.parts:
        if part.kind == "multipart/alternative":
            plain = [one for one in part.parts if one.kind == "text/plain" and one.size > _BLANK]
            chosen = [one for inner in plain for one in _texts(inner, depth + 1)]
            if chosen:
                yield chosen[0]
                return
        for one in part.parts:
            yield from _texts(one, depth + 1)
    elif part.kind in ("text/plain", "text/html") and not part.attached and not (depth and part.named):
        yield part


def _octets(part: Part, bodies: Mapping[str, bytes]) -> bytes:
    if not part.parts:
        return part.fields + b"\n" + bodies.get(part.section, b"")
    boundary = b"--=_" + (part.section or "top").encode()
    inner = b"".join(b"\n" + boundary + b"\n" + _octets(one, bodies) for one in part.parts)
    return part.fields + inner + b"\n" + boundary + b"--\n"
