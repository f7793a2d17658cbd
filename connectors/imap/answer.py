"""FETCH answers (RFC 9051 §7.5.2) as imaplib hands them over → values by UID; pure.

IMAPClient's own parser goes letter by letter, which is most of the time of a first sync, and one message that makes no
sense costs all others of the answer. Here it costs itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Fields = Mapping[bytes, Any]
"""What was told of one message: names in upper case → bytes, int, None or a tuple of such."""

_TOKEN = re.compile(
    rb'[()]|"(?:[^"\\]|\\.)*+"|(?P<size>\{\d+\+?\})|(?:[^\s()"\[{]++|\[[^\]]*+\])++|(?P<senseless>\S)', re.DOTALL
)
_UID = re.compile(rb"\bUID (\d+)")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MOST = 100  # brackets within brackets


def read_fetch(data: Sequence[Any]) -> dict[int, Fields | None]:
    """What was told of each message; None of one if it makes no sense. What comes without a UID is left out."""
    found: dict[int, Fields | None] = {}
    for records in _messages(data):
        try:
            told = _read(records)
        except ValueError:
            named = _UID.search(_text(records[0]))
            if named:
                found.setdefault(int(named[1]), None)
            continue
        uid = told.pop(b"UID", None)
        if isinstance(uid, int):
            found[uid] = {**(found.get(uid) or {}), **told}
    return found


def _messages(data: Sequence[Any]) -> Iterator[list[Any]]:
    """imaplib's records by message: each literal makes a pair of its line so far and itself; the last is the rest."""
    held: list[Any] = []
    for record in data:
        if record is None:
            continue
        held.append(record)
        if not isinstance(record, tuple):
            yield held
            held = []
    if held:
        yield held


def _read(records: Sequence[Any]) -> dict[bytes, Any]:
    """One message's values. Raises ValueError if they make no sense."""
    stack: list[list[Any]] = [[]]
    for token, is_mark in _tokens(records):
        if not is_mark:
            stack[-1].append(token)
        elif token == b"(" and len(stack) < _MOST:
            stack.append([])
        elif token == b")" and len(stack) > 1:
            done = tuple(stack.pop())
            stack[-1].append(done)
        else:
            raise ValueError("brackets")
    if len(stack) > 1 or len(stack[0]) < 2 or not isinstance(stack[0][1], tuple):
        raise ValueError("no list")
    values = stack[0][1]
    if len(values) % 2 or not all(isinstance(name, bytes) for name in values[::2]):
        raise ValueError("no pairs")
    return {name.upper(): value for name, value in zip(values[::2], values[1::2], strict=True)}


def _tokens(records: Sequence[Any]) -> Iterator[tuple[Any, bool]]:
    """Values, and the brackets around them (True)."""
    for record in records:
        literal = record[1] if isinstance(record, tuple) else None
        for found in _TOKEN.finditer(_text(record)):
            token = found[0]
            if found.lastgroup == "size" and literal is not None and found.end() == len(_text(record)):
                yield literal, False
            elif found.lastgroup:
                raise ValueError("senseless")
            elif token in (b"(", b")"):
                yield token, True
            else:
                yield _value(token), False


def _value(token: bytes) -> Any:
    if token.startswith(b'"'):
        inner = token[1:-1]
        return _ESCAPED.sub(rb"\1", inner) if b"\\" in inner else inner
    if token.isdigit():
        return int(token)
    return None if token.upper() == b"NIL" else token


def _text(record: Any) -> bytes:
    text = record[0] if isinstance(record, tuple) else record
    return text if isinstance(text, bytes) else b""
