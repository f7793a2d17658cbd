"""Who is who: from addresses, config and curation to people, and what is me (CONTRACT.md §4); pure.

An address stands for itself until config, import or `merge` join it to others. Curations fold in their order:
`merge` joins the persons of two addresses, `split` takes one address out of its person again. What a [[person]] of
the config joins stays joined. Curations are knowledge about people, not contact: they hold whatever *now* is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from syncd.addresses import canonical
from syncd.joining import is_mine, joined, my_addresses, others_cards
from syncd.matching import domain_matches, glob_matches, groups_of
from syncd.model import Card, CopyRow, Curation, Facts, Kind, Person, Place, Role, Status
from syncd.names import BestName, Rank
from syncd.settings import Group, PersonEntry, Settings

_KEPT, _SPAM, _DELIVERED = int(Place.KEPT), int(Place.SPAM), int(Role.DELIVERED)
_SEVERITY = (Status.ACTIVE, Status.MUTED, Status.IGNORED)


def exists(copies: Sequence[CopyRow]) -> bool:
    """True if a mail with these copies exists: none that is still there lies in spam, one (there or gone) is kept."""
    if len(copies) == 1:
        return copies[0].place == _KEPT
    return any(copy.place == _KEPT for copy in copies) and not any(
        copy.place == _SPAM and not copy.gone for copy in copies
    )


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody known as of one moment. `address` arguments are canonical addresses or numbers of `Facts.addresses`.

    `me` holds my addresses as configured (see `is_me` for tagged ones), `people` everyone else by Person.key, mere
    addresses included.
    """

    me: frozenset[str]
    people: Mapping[str, Person]
    _texts: Mapping[int, str]
    _keys: Mapping[str, str]  # of addresses that are joined to others; all others are their own key
    _ignore: tuple[str, ...]
    _mine: dict[str, bool] = field(default_factory=dict, compare=False)  # answers already given
    _ignored: dict[str, bool] = field(default_factory=dict, compare=False)

    def text(self, address: str | int) -> str:
        """The canonical address itself."""
        return address if isinstance(address, str) else self._texts[address]

    def is_me(self, address: str | int) -> bool:
        """True for an address of mine, with or without a ``+tag``."""
        text = self.text(address)
        answer = self._mine.get(text)
        if answer is None:
            answer = self._mine[text] = is_mine(text, self.me)
        return answer

    def key_of(self, address: str | int) -> str | None:
        """The key of the person whose address it is; None for me."""
        text = self.text(address)
        return None if self.is_me(text) else self._keys.get(text, text)

    def ignored(self, address: str | int) -> bool:
        """True if nothing with this address counts: by [contact].ignore or its person's status. Never for me."""
        text = self.text(address)
        answer = self._ignored.get(text)
        if answer is None:
            key = self.key_of(text)
            person = self.people.get(key) if key is not None else None
            answer = self._ignored[text] = key is not None and (
                (person is not None and person.status is Status.IGNORED)
                or any(_is_ignored_by(pattern, text) for pattern in self._ignore)
            )
        return answer

    def find(self, text: str) -> list[Person]:
        """The people PERSON may mean: by exact address, else exact name, else a part of either; sorted by key."""
        wanted = text.strip().casefold()
        if not wanted:
            return []
        key = self.key_of(canonical(text) or text.strip().lower())
        if key is not None and key in self.people:
            return [self.people[key]]
        everyone = sorted(self.people.values(), key=lambda person: person.key)
        return [person for person in everyone if person.name.casefold() == wanted] or [
            person
            for person in everyone
            if wanted in person.name.casefold() or any(wanted in address for address in person.addresses)
        ]


def build_directory(facts: Facts, settings: Settings, now: datetime) -> Directory:
    """Everybody as of `now` (aware). Reads the mails once."""
    instant = int(now.timestamp())
    me = my_addresses(settings, facts.own)
    entries = [
        (entry, tuple(address for address in entry.addresses if not is_mine(address, me))) for entry in settings.people
    ]
    cards = others_cards(facts.cards, me)
    keys = joined(facts.curations, [addresses for _, addresses in entries], cards, me)
    members: dict[str, list[str]] = {}
    for address, key in keys.items():
        members.setdefault(key, []).append(address)
    drafts: dict[str, _Draft] = {}
    named = {address for _, addresses in entries for address in addresses} | facts.added.keys()
    named |= {address for card in cards for address in card.addresses}
    for address in sorted(_seen(facts, instant) | named):  # one order on every machine and in every run
        if not is_mine(address, me):
            key = keys.get(address, address)
            if key not in drafts:
                drafts[key] = _Draft(key, tuple(sorted(members.get(key, (address,)))))
    for entry, addresses in entries:
        if addresses:
            drafts[keys.get(addresses[0], addresses[0])].configure(entry)
    for card in cards:
        drafts[keys.get(card.addresses[0], card.addresses[0])].take(card)
    for address, day in facts.added.items():
        if (draft := drafts.get(keys.get(address, address))) is not None:
            draft.add(day)
    for curation in sorted(facts.curations, key=lambda each: each.id):
        if (draft := drafts.get(keys.get(curation.address, curation.address))) is not None:
            draft.curate(curation)
    for address, name, rank in _names(facts, instant):
        if (draft := drafts.get(keys.get(address, address))) is not None:
            draft.best.met(name, rank)
    people = {key: draft.person(settings.groups) for key, draft in drafts.items()}
    return Directory(me, people, facts.addresses, keys, settings.contact.ignore)


def _seen(facts: Facts, now: int) -> set[str]:
    """All addresses that stood in an author, recipient, organizer or attendee place, or were logged by hand."""
    numbers: set[int] = set()
    for row in facts.mails:
        if row.at <= now and exists(row.copies):
            numbers.add(row.author)
            numbers.update([number for role, number in row.parties if role != _DELIVERED])
    seen = {facts.addresses[number] for number in numbers}
    for _, event in facts.events:
        seen.add(event.organizer)
        seen.update(attendee.address for attendee in event.attendees)
    seen.update(row.address for row in facts.hand if row.at <= now or row.kind == Kind.MEETING)
    seen.discard("")
    return seen


def _names(facts: Facts, now: int) -> Iterator[tuple[str, str, Rank]]:
    """Display names met by now, with how much they are worth."""
    for row in facts.names:
        if row.first <= now:
            rank = Rank(1 if row.own else 0, min(row.last, now), row.first)
            yield facts.addresses[row.address], row.name, rank
    for _, event in facts.events:
        rank = Rank(-1, min(event.updated or 0, now), 0)
        if event.organizer and event.organizer_name:
            yield event.organizer, event.organizer_name, rank
        for attendee in event.attendees:
            if attendee.address and attendee.name:
                yield attendee.address, attendee.name, rank


class _Draft:
    """A person in the making."""

    __slots__ = ("added", "addresses", "best", "birthday", "fixed", "given", "key", "muted", "named", "status", "tags")

    def __init__(self, key: str, addresses: tuple[str, ...]) -> None:
        self.key, self.addresses = key, addresses
        self.given = self.birthday = ""
        self.best = BestName()
        self.tags: dict[str, str] = {}  # case-folded → as written
        self.fixed: dict[str, str] = {}  # the config's: `untag` does not take them
        self.status, self.muted, self.named = Status.ACTIVE, False, False
        self.added: date | None = None

    def configure(self, entry: PersonEntry) -> None:
        """One [[person]]: of several for the same person the first name and birthday, the strictest status."""
        self.named = True
        self.given = self.given or entry.name
        self.birthday = self.birthday or entry.birthday
        self.fixed.update((tag.casefold(), tag) for tag in entry.tags)
        self.status = max(self.status, Status(entry.status), key=_SEVERITY.index)

    def add(self, day: date) -> None:
        self.named = True
        self.added = min(day, self.added or day)

    def take(self, card: Card) -> None:
        """What an address book says; the config has the last word."""
        self.named = True
        self.birthday = self.birthday or card.birthday
        for tag in card.tags:
            self.tags.setdefault(tag.casefold(), tag)
        if card.name:
            self.best.met(card.name, Rank(2, 0, 0))

    def curate(self, curation: Curation) -> None:
        match curation.verb:
            case "tag":
                self.tags.setdefault(curation.other.casefold(), curation.other)
            case "untag":
                self.tags.pop(curation.other.casefold(), None)
            case "mute":
                self.muted = True
            case "unmute":
                self.muted = False

    def person(self, groups: Sequence[Group]) -> Person:
        status = Status.MUTED if self.muted and self.status is Status.ACTIVE else self.status
        met = "" if status is Status.IGNORED else self.best.text  # nothing is kept but the address
        person = Person(
            key=self.key,
            name=self.given or met or self.key,
            addresses=self.addresses,
            tags=tuple(sorted((self.tags | self.fixed).values())),
            status=status,
            birthday=self.birthday,
            named=self.named,
            added=self.added,
        )
        return replace(person, groups=groups_of(person, groups)) if groups else person


def _is_ignored_by(pattern: str, address: str) -> bool:
    """[contact].ignore: an address, an @domain with its subdomains, or a glob."""
    if pattern.startswith("@"):
        return "@" in address and domain_matches(pattern, address.rpartition("@")[2])
    if any(sign in pattern for sign in "*?["):
        return glob_matches(pattern, address)
    return address == (canonical(pattern) or pattern)
