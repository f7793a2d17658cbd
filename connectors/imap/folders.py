"""The folders of a mailbox and what lies in each: LIST and STATUS lines → `Folder`; pure.

What a server says of a folder (RFC 6154, RFC 8457) outweighs its name; without a word from it the name tells, in the
languages of mail programs (CONTRACT.md §4). Folders that only show what lies elsewhere (all mail, flagged, important)
are left out, as are drafts and chats, which never become facts, and folders of other people (RFC 2342). Gmail is the
other way round: "All Mail" is where mail lies, the rest but Spam and Trash are views of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imapclient.exceptions import IMAPClientError
from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_response

from connectors.archives.places import place_of_folder
from syncd.model import Place

_CLOSED = frozenset({"\\noselect", "\\nonexistent"})
_VIEWS = frozenset({"\\all", "\\flagged", "\\important"})
_KEPT = frozenset({"\\sent", "\\trash", "\\archive"})
_INNER = re.compile(r"[/.]")


@dataclass(frozen=True, slots=True)
class State:
    """A folder at one moment (RFC 9051 §2.3.1). 0 for a uidnext or modseq that the server does not tell."""

    validity: int
    uidnext: int
    exists: int
    modseq: int = 0


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder that is read. `wire` is its name as the server writes it; `state` if it came with the list."""

    name: str
    wire: str
    place: Place
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a LIST. `uses` are its attributes in lower case; `levels` its name's parts, decoded."""

    wire: str
    uses: frozenset[str]
    levels: tuple[str, ...]


def read_list(data: Sequence[Any]) -> list[Entry]:
    """The lines of a LIST as imaplib gives them; one that makes no sense, or can't be asked for, is left out."""
    entries = []
    for parsed in _lines(data):
        if len(parsed) < 3 or not isinstance(parsed[0], tuple):
            continue
        wire, sign = _text(parsed[2]), _text(parsed[1])
        if not wire or not wire.isascii():
            continue
        parts = wire.split(sign) if sign else [wire]
        uses = frozenset(_text(one).lower() for one in parsed[0])
        entries.append(Entry(wire, uses, tuple(_decoded(part) for part in parts)))
    return entries


def read_status(data: Sequence[Any]) -> dict[str, State]:
    """The lines of STATUS by folder, as far as they tell enough."""
    found = {}
    for parsed in _lines(data):
        if len(parsed) < 2 or not isinstance(parsed[1], tuple):
            continue
        pairs = iter(parsed[1])
        values = {_text(key).upper(): value for key, value in zip(pairs, pairs, strict=False)}
        state = state_of({key: value for key, value in values.items() if isinstance(value, int)})
        if state is not None:
            found[_text(parsed[0])] = state
    return found


def state_of(values: Mapping[str, int]) -> State | None:
    """A folder's state from what STATUS or EXAMINE named; None if that is not enough to rely on."""
    exists = values.get("MESSAGES", values.get("EXISTS"))
    if exists is None or not values.get("UIDVALIDITY") or not values.get("UIDNEXT"):
        return None
    return State(values["UIDVALIDITY"], values["UIDNEXT"], exists, values.get("HIGHESTMODSEQ", 0))


def to_read(
    entries: Iterable[Entry], states: Mapping[str, State], *, gmail: bool, foreign: Sequence[str] = ()
) -> list[Folder]:
    """The folders to read, the inbox first. `foreign` are the beginnings of the names of other people's folders."""
    chosen = [one for one in entries if not one.uses & _CLOSED and not _foreign(one.wire, foreign)]
    whole = gmail and any("\\all" in one.uses for one in chosen)
    found: dict[str, Folder] = {}
    for one in chosen:
        if whole and not one.uses & {"\\all", "\\junk", "\\trash"}:
            continue
        place = place_of(one, whole=whole)
        if place in (Place.KEPT, Place.SPAM):
            name = "/".join(one.levels)
            found.setdefault(name, Folder(name, one.wire, place, states.get(one.wire)))
    return sorted(found.values(), key=lambda folder: (folder.name.upper() != "INBOX", folder.name))


def place_of(entry: Entry, *, whole: bool = False) -> Place | None:
    """What lies in a folder; None for a mere view. `whole`: all mail is where mail lies."""
    uses = entry.uses
    if "\\junk" in uses:
        return Place.SPAM
    if "\\drafts" in uses:
        return Place.DRAFT
    if uses & _VIEWS and not (whole and "\\all" in uses):
        return None
    if whole or uses & _KEPT or entry.wire.upper() == "INBOX":
        return Place.KEPT
    return place_of_folder("/".join(_INNER.sub("_", level) for level in entry.levels[-2:]))


def _foreign(wire: str, beginnings: Sequence[str]) -> bool:
    return any(beginning and wire.startswith(beginning) for beginning in beginnings)


def _lines(data: Sequence[Any]) -> list[tuple[Any, ...]]:
    """imaplib's records, parsed line by line: a literal cuts a line into a pair and its rest."""
    groups: list[list[Any]] = []
    within = False
    for record in data:
        if record is None or (record == b"" and not within):
            continue
        if not within:
            groups.append([])
        if record != b"":
            groups[-1].append(record)
        within = isinstance(record, tuple)
    lines = []
    for group in groups:
        try:
            lines.append(tuple(parse_response(group)))
        except (IMAPClientError, ValueError, TypeError):
            continue
    return lines


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else "" if value is None else str(value)


def _decoded(part: str) -> str:
    try:
        return str(decode(part.encode("ascii")))
    except (ValueError, IMAPClientError):
        return part
