"""Backups of the Android app "SMS Backup & Restore" → elements; pure but for reading the file.

``<smses>`` holds ``<sms …/>`` and ``<mms …>`` with ``<addrs><addr …/></addrs>``, ``<calls>`` holds ``<call …/>``. In
XML a ``<`` never stands inside a value, so each element can be cut out and parsed by itself: one that is broken costs
no other, however large the file, no entity can be declared for it, and the texts are dropped before anything looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from syncd.ports import Unavailable

_CHUNK = 1 << 20
_HEAD = 1 << 16  # octets within which the first element must come
_START = re.compile(rb"<(?:sms|mms|call)(?=[\s/>])")
_PARTIAL = 6  # octets of a start that may stand at a chunk's end
_ROOT = re.compile(rb"<(?:smses|calls)(?=[\s/>])")
_CLOSED = re.compile(rb"</(?:smses|calls)\s*>\s*\Z|<(?:smses|calls)[^<>]*/>\s*\Z")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TEXTS = re.compile(rb"""\s(?:body|text|data|subject|sub)\s*=\s*(?:"[^"]*"|'[^']*')""")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


@dataclass(slots=True)
class Element:
    """One sms, mms or call: its attributes without the texts, and an mms's ``addr`` entries. `whole`: it was read."""

    name: str
    attributes: dict[str, str]
    addresses: list[dict[str, str]] = field(default_factory=list)
    whole: bool = True


class Backup:
    """One file. `torn` is true after `elements` if the file ends before its root element does."""

    def __init__(self, path: str) -> None:
        self.path, self.torn = path, False

    def elements(self) -> Iterator[Element]:
        """Every element; of one that can't be read only the name. Raises Unavailable for a file that is no backup."""
        for piece, last in self._pieces():
            element = _parsed(piece)
            if last and not element.whole and self.torn:
                return
            yield element

    def _pieces(self) -> Iterator[tuple[bytes, bool]]:
        """Each element's octets up to the next one's, and whether it is the last."""
        held, begun = b"", False
        try:
            with Path(self.path).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    searched = len(held) - _PARTIAL
                    held += chunk
                    if not begun:
                        start = self._begin(held)
                        if start is None:
                            continue
                        held, begun, searched = held[start:], True, 0
                    cut = 0
                    for following in _START.finditer(held, max(searched, 1)):
                        yield held[cut : following.start()], False
                        cut = following.start()
                    held = held[cut:]
        except OSError as error:
            raise Unavailable(f"{self.path} can't be read: {error.strerror}") from None
        self.torn = _CLOSED.search(held[-200:]) is None
        if begun:
            yield held, True
        elif not _ROOT.search(held):
            raise self._foreign()

    def _begin(self, head: bytes) -> int | None:
        """Where the first element starts; None if more must be read."""
        found = _START.search(head)
        before = head[: found.start()] if found else head
        if _DECLARES.search(before):
            raise Unavailable(f"{self.path} declares XML entities, which no backup does: it was not read")
        if (found or len(head) > _HEAD) and not _ROOT.search(before):
            raise self._foreign()
        return found.start() if found else None

    def _foreign(self) -> Unavailable:
        return Unavailable(f"{self.path} is no backup of messages or calls: expected SMS Backup & Restore's XML")


def begins_like_one(path: str) -> bool:
    """Whether a file of a folder is a backup; one that can't be opened counts, so that reading says why."""
    try:
        with Path(path).open("rb") as file:
            return _ROOT.search(file.read(_HEAD)) is not None
    except OSError:
        return True


def _parsed(piece: bytes) -> Element:
    name = piece[1:5].decode("ascii", "replace").strip(" \t\r\n/>")
    piece = _TEXTS.sub(b"", piece).translate(None, _CONTROLS)
    piece = _REFERENCE.sub(_mended, piece).decode("utf-8", "replace").encode("utf-8")
    element = Element(name, {}, whole=False)
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 1:
            element.attributes = attributes
        elif tag == "addr":
            element.addresses.append(attributes)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1
        element.whole = element.whole or depth == 0

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(expat.ExpatError):  # what follows the element (the root's end) is none of its business
        parser.Parse(piece, True)
    if not element.whole:
        element.attributes, element.addresses = {}, []
    return element


def _mended(found: re.Match[bytes]) -> bytes:
    """References to what is no character: the app writes emoji as two halves (surrogates)."""
    code = int(found[1], 16) if found[1] else int(found[2])
    fine = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return found[0] if fine else b""
