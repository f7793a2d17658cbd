"""Messages and calls from an Android phone, as "SMS Backup & Restore" saves them: one stream per file.

Each backup repeats the ones before it; the same message has the same uid in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from connectors.phone_backup import Backup, Element, begins_like_one
from connectors.phone_number import Numbers, international
from connectors.stamp import one_line
from connectors.whole_file import BATCH, Content, WholeFiles, Window, find, size_of
from syncd.addresses import canonical
from syncd.model import Batch, Direction, Exchange, Item, Kind, Seen, Stream, Unreadable
from syncd.ports import Unavailable
from syncd.settings import Account

_MOST_OTHERS = 10  # as [contact].max_recipients: more is an announcement
_SECONDS_UNTIL = 100_000_000_000  # a smaller date is in seconds: in milliseconds it would lie before 1973
_NAME = 200
# Android's Telephony.Sms.MESSAGE_TYPE_*, Telephony.Mms.MESSAGE_BOX_*: drafts, outbox, failed and queued are left out.
# CallLog.Calls.*_TYPE: missed (3), voicemail (4), rejected (5), blocked (6), answered elsewhere (7) are no contact.
_DIRECTIONS = {"1": Direction.INBOUND, "2": Direction.OUTBOUND}
_SENDER = "137"  # PduHeaders.FROM in <addr type>; 151 is To, 130 Cc, 129 Bcc


class _Said(NamedTuple):
    """One message or call as its backup has it. `partners` as written: whom it was with besides me."""

    tag: str
    type: str
    milliseconds: int
    partners: tuple[str, ...]
    others: int
    name: str


class PhoneSource:
    """The backups of one account (a `syncd.ports.Source`). `now` is an aware datetime."""

    def __init__(self, account: Account, now: datetime, *, batch: int = BATCH) -> None:
        self._path = account.path
        self._files = WholeFiles(account, now, batch=batch)

    def streams(self) -> Sequence[Stream]:
        """One per file; in folders files of other kinds are passed over. Raises Unavailable if there is none."""
        found = find(self._path, (".xml",))
        if len(found) > 1:
            found = {name: path for name, path in found.items() if begins_like_one(path)}
        if not found:
            raise Unavailable(f"{self._path}: no backup there; expected SMS Backup & Restore's .xml files")
        return [Stream(name, name, size_of(path)) for name, path in found.items()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:  # noqa: ARG002 - nothing to compare: a changed file is a new pass
        """See `syncd.ports.Source.read`."""
        path = find(self._path, (".xml",)).get(stream)
        if path is None:
            raise Unavailable(f"{stream} is not there any more; see {self._path}")

        def parse(window: Window) -> Content:
            return exchanges(Backup(path), window)

        yield from self._files.read(cursor, [path], parse)


def exchanges(backup: Backup, window: Window) -> Content:
    """What a backup holds. Numbers are completed by the file's own (`connectors.phone_number`), so it is read first."""
    said: list[_Said] = []
    unreadable: dict[str, Unreadable] = {}
    skipped = 0
    for number, element in enumerate(backup.elements()):
        if not element.whole:
            unreadable[f"broken:{number}"] = Unreadable(f"broken:{number}", f"this {element.name} is broken XML")
        elif (one := _said(element)) is None:
            skipped += 1
        elif not window.believable(one.milliseconds // 1000):
            locator = _uid(one, "")
            unreadable[locator] = Unreadable(locator, "its date can't be read")
        elif not window.wanted(one.milliseconds // 1000):
            skipped += 1
        else:
            said.append(one)
    numbers = Numbers(found for one in said for text in one.partners if (found := international(text)))
    items: dict[str, Item] = {}
    for one in said:
        made = _exchanges(one, numbers)
        skipped += not made
        items |= {exchange.uid: Seen(exchange.uid, exchange) for exchange in made if exchange.uid not in items}
    torn = f"{backup.path} breaks off: the items before were read and nothing was removed" if backup.torn else ""
    return Content([*items.values(), *unreadable.values()], skipped, torn)


def _said(element: Element) -> _Said | None:
    """The element as far as it is contact; None for drafts, missed calls and the like. A bad date is 0."""
    given = element.attributes
    type_ = given.get("msg_box" if element.name == "mms" else "type", "")
    if type_ not in _DIRECTIONS or (element.name == "call" and _number(given.get("duration", "")) <= 0):
        return None
    at = _number(given.get("date", ""))
    at = at * 1000 if at < _SECONDS_UNTIL else at
    if element.name == "mms":
        partners, others = _parties(element, type_)
    else:
        text = given.get("number" if element.name == "call" else "address", "")
        partners, others = (text,), 1
    if not 0 < others <= _MOST_OTHERS:
        return None
    name = one_line(given.get("contact_name", "")[: 4 * _NAME])[:_NAME]
    known = name not in ("(Unknown)", "null", *partners) and others == 1
    return _Said(element.name, type_, at, partners, others, name if known else "")


def _parties(element: Element, box: str) -> tuple[tuple[str, ...], int]:
    """Whom an mms was with as contact goes, and how many besides me took part.

    What I sent went to all; what I got is contact with its sender alone (as mail, CONTRACT.md §4). The numbers of
    what I got include my own.
    """
    listed = [(entry.get("type", ""), entry.get("address", "").strip()) for entry in element.addresses]
    sender = next((text for kind, text in listed if kind == _SENDER and _is_party(text)), "")
    rest = {text for kind, text in listed if kind != _SENDER and _is_party(text)} - {sender}
    plain = {text.strip() for text in element.attributes.get("address", "").split("~") if _is_party(text.strip())}
    if box == "1":
        sender = sender or (next(iter(plain)) if len(plain) == 1 else "")
        return ((sender,), max(1, len(rest))) if sender else ((), 0)
    everybody = rest or plain
    return tuple(sorted(everybody)), len(everybody)


def _is_party(text: str) -> bool:
    return bool(text) and text not in ("insert-address-token", "null")


def _exchanges(one: _Said, numbers: Numbers) -> list[Exchange]:
    """One per partner that has an address; none for short codes and names of companies."""
    kind = Kind.CALL if one.tag == "call" else Kind.MESSAGE
    addresses = dict.fromkeys(canonical(text) if "@" in text else numbers.address(text) for text in one.partners)
    return [
        Exchange(
            uid=_uid(one, address),
            at=one.milliseconds // 1000,
            address=address,
            kind=kind,
            direction=_DIRECTIONS[one.type],
            name=one.name,
        )
        for address in addresses
        if address
    ]


def _uid(one: _Said, address: str) -> str:
    told = address or "\0".join(one.partners)
    parts = f"{one.tag}\0{one.milliseconds}\0{told}\0{one.type}"
    return "phone:" + blake2b(parts.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _number(text: str) -> int:
    """A whole number, or 0."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 16 else 0
