"""Address books as vCards: a .vcf file, a folder of them, a glob. One stream per file, one item per card."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from connectors.phone_number import Numbers
from connectors.vcard_lines import cards
from connectors.vcard_person import Entry, by_addresses, entry, is_person, joined, numbers_of
from connectors.whole_file import BATCH, Content, WholeFiles, Window, find, load, size_of
from syncd.model import Batch, Card, Item, Seen, Stream, Unreadable
from syncd.ports import Unavailable
from syncd.settings import Account

_SUFFIXES = (".vcf", ".vcard")


class VcardSource:
    """The address books of one account (a `syncd.ports.Source`). `now` is an aware datetime."""

    def __init__(self, account: Account, now: datetime, *, batch: int = BATCH) -> None:
        self._path, self._now = account.path, now
        self._files = WholeFiles(account, now, batch=batch)

    def streams(self) -> Sequence[Stream]:
        """One per file. Raises Unavailable if there is none."""
        found = find(self._path, _SUFFIXES)
        if not found:
            raise Unavailable(f"{self._path}: no address book there; expected a .vcf file or a folder of them")
        return [Stream(name, name, size_of(path)) for name, path in found.items()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:  # noqa: ARG002 - nothing to compare: a changed file is a new pass
        """See `syncd.ports.Source.read`. People are wanted whatever `since` says: a card has no time."""
        path = find(self._path, _SUFFIXES).get(stream)
        if path is None:
            raise Unavailable(f"{stream} is not there any more; see {self._path}")

        def parse(_: Window) -> Content:
            content = address_book(load(path), self._now)
            if content is None:
                raise Unavailable(f"{path} holds no vCard; export the address book again")
            return content

        yield from self._files.read(cursor, [path], parse)


def address_book(data: bytes, now: datetime) -> Content | None:
    """The people of one file; None if there is no card in it.

    A card that breaks off is unreadable; groups and cards without any address are skipped. A national telephone
    number is completed by the file's international ones (`connectors.phone_number`), or else left out.
    """
    raws = list(cards(data))
    if not raws:
        return None
    people = [raw for raw in raws if raw.closed and is_person(raw)]
    numbers = Numbers(number for raw in people for number in numbers_of(raw))
    today = now.date()
    entries = [found for raw in people if (found := entry(raw, numbers, today))]
    items: list[Item] = [Seen(locator, card, link=card.link) for locator, card in _folded(entries).items()]
    broken = {"broken:" + blake2b(raw.octets, digest_size=12).hexdigest() for raw in raws if not raw.closed}
    items += [Unreadable(one, "this card breaks off before END:VCARD") for one in sorted(broken)]
    skipped = sum(1 for raw in raws if raw.closed) - len(entries)
    return Content(items, skipped)


def _folded(entries: Sequence[Entry]) -> dict[str, Card]:
    """By locator; one person's copies are joined, while a UID that several names share is nobody's."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in entries:
        names[one.locator].add(one.card.name.casefold())
    found: dict[str, Card] = {}
    for one in _own_addresses(entries):
        shared = one.uid and len(names[one.locator] - {""}) > 1
        locator = by_addresses(one.card) if shared else one.locator
        found[locator] = joined(found[locator], one.card) if locator in found else one.card
    return found


def _own_addresses(entries: Sequence[Entry]) -> list[Entry]:
    """Without addresses that stand on cards of several names, as far as a card has others.

    All addresses of a card become one person's: a switchboard's number would join a whole company.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for one in entries:
        for address in one.card.addresses:
            names[address].add(one.card.name.casefold())
    shared = Counter({address: len(found - {""}) for address, found in names.items()})
    kept = []
    for one in entries:
        own = tuple(address for address in one.card.addresses if shared[address] < 2)
        kept.append(replace(one, card=replace(one.card, addresses=own)) if own else one)
    return kept
