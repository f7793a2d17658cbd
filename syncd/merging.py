"""Whose addresses may be one person's, and what says so; pure.

Only evidence makes a suggestion: names alone never do (CONTRACT.md §3). What a vCard or LinkedIn links is joined
already (`syncd.joining`). Beside equal full names one of these must hold:

*domain*   both addresses are of one organisation: the same domain, or one below the other, and no free-mail provider's.
*reply*    a mail of mine to one address was answered from the other, to which it had not gone.
*thread*   both addresses stand in one thread, one of them at a free-mail provider.
*company*  an address book names a company for one that is called as the other's domain; or address books have both
           with the same company or birthday.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

from syncd.model import Card, Facts, LetterRow, Role
from syncd.names import tidy
from syncd.people import Directory, exists
from syncd.robots import is_robot

_DELIVERED = int(Role.DELIVERED)
_MANY = 12  # people of one name: more share a role's name, not a life
_COMPANY_END = re.compile(
    r"\b(?:inc|ltd|llc|llp|plc|corp|corporation|company|co|gmbh|ag|kg|se|sa|srl|bv|group|limited|university|universität)\b"
)
_FREE = """
gmail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com aol.com icloud.com me.com mac.com
gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de mail.de posteo.de mailbox.org hotmail.de yahoo.de
live.de outlook.de proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com fastmail.fm hey.com zoho.com
mail.com mail.ru yandex.ru yandex.com orange.fr free.fr laposte.net wanadoo.fr sfr.fr hotmail.fr yahoo.fr live.fr
outlook.fr libero.it tiscali.it virgilio.it outlook.es yahoo.es hotmail.co.uk yahoo.co.uk btinternet.com sky.com
comcast.net verizon.net att.net bluewin.ch qq.com 163.com 126.com naver.com
"""
FREE_MAIL = frozenset(_FREE.split())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two people who may be one. `number` stays the same for the same two; `one` < `other` are Person.key."""

    number: int
    one: str
    other: str
    name: str
    evidence: tuple[str, ...]


Pair = tuple[str, str]
_Found = dict[Pair, list[str]]


def suggestions(facts: Facts, directory: Directory, known: Callable[[str], bool]) -> list[Suggestion]:
    """Pairs of people with evidence that they are one, the most evidence first; what was rejected is left out.

    `known` tells whether a Person.key is a person: of two, one must be. Reads the letters once.
    """
    alike = _Alike(facts, directory)
    found: _Found = defaultdict(list)
    for pair in alike.pairs():
        if known(pair[0]) or known(pair[1]):
            found[pair] += _of_one_house(pair, alike)
            found[pair] += _of_address_books(pair, alike)
    for pair, evidence in _of_letters(facts, directory, found):
        if evidence not in found[pair]:
            found[pair].append(evidence)
    rejected = _rejected(facts, directory)
    chosen = {pair: tuple(evidence) for pair, evidence in found.items() if evidence and pair not in rejected}
    numbers = _numbers(chosen)
    return [
        Suggestion(numbers[pair], *pair, alike.shown[pair[0]], evidence)
        for pair, evidence in sorted(chosen.items(), key=lambda each: (-len(each[1]), each[0]))
    ]


def _rejected(facts: Facts, directory: Directory) -> set[Pair]:
    """Pairs of which I said that they are two people, whichever of their addresses I named."""
    keys = [
        (directory.key_of(curation.address), directory.key_of(curation.other))
        for curation in facts.curations
        if curation.verb == "distinct"
    ]
    return {_pair(one, other) for one, other in keys if one is not None and other is not None}


def _numbers(pairs: Iterable[Pair]) -> dict[Pair, int]:
    """A number for each pair that depends on nothing but the pair (as long as no two share it): lists may change
    between the command that shows a number and the command that names it.
    """
    given: dict[int, Pair] = {}
    for pair in sorted(pairs):
        number = int.from_bytes(blake2b("\0".join(pair).encode(), digest_size=8).digest(), "big")
        size = 9000
        while 1000 + number % size in given:
            size *= 10
        given[1000 + number % size] = pair
    return {pair: number for number, pair in given.items()}


class _Alike:
    """People by their full names, robots and the ignored left out."""

    def __init__(self, facts: Facts, directory: Directory) -> None:
        self.people = directory.people
        self.shown: dict[str, str] = {}  # Person.key → a name to show
        self.names: dict[str, set[str]] = defaultdict(set)  # Person.key → folded full names
        self.cards: dict[str, list[Card]] = defaultdict(list)
        for row in facts.names:
            self._call(facts.addresses[row.address], row.name, directory)
        for card_row in facts.cards:
            key = self._call(card_row.card.addresses[0], card_row.card.name, directory)
            if key is not None:
                self.cards[key].append(card_row.card)
        for key, person in directory.people.items():
            if person.name != key:
                self._call(key, person.name, directory)

    def _call(self, address: str, name: str, directory: Directory) -> str | None:
        key = directory.key_of(address)
        if key is None or key not in directory.people or is_robot(address) or directory.ignored(address):
            return None
        folded = fold(tidy(name))
        if " " in folded:
            self.names[key].add(folded)
            self.shown[key] = directory.people[key].name
        return key

    def pairs(self) -> Iterator[Pair]:
        """Everybody with somebody else of the same full name."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for key, names in self.names.items():
            for name in names:
                by_name[name].append(key)
        met: set[Pair] = set()
        for keys in by_name.values():
            if 1 < len(keys) <= _MANY:
                met.update(_pair(one, other) for one, other in combinations(keys, 2))
        yield from sorted(met)


def _of_one_house(pair: Pair, alike: _Alike) -> list[str]:
    one, other = (_domains(alike.people[key].addresses) for key in pair)
    for mine in sorted(one - FREE_MAIL):
        for theirs in sorted(other - FREE_MAIL):
            if mine == theirs or mine.endswith(f".{theirs}") or theirs.endswith(f".{mine}"):
                shorter = min(mine, theirs, key=len)
                if "." in shorter:
                    return [f"the same name at {shorter}"]
    return []


def _of_address_books(pair: Pair, alike: _Alike) -> list[str]:
    found = []
    for card in (card for key in pair for card in alike.cards[key]):
        other = pair[1] if card in alike.cards[pair[0]] else pair[0]
        company = _company(card.company)
        labels = {label for domain in _domains(alike.people[other].addresses) for label in domain.split(".")[:-1]}
        if len(company) > 2 and company in {label.replace("-", "") for label in labels}:
            found.append(f"an address book has them at {card.company}, as the other's address does")
    for mine in alike.cards[pair[0]]:
        for theirs in alike.cards[pair[1]]:
            if mine.birthday and mine.birthday[-5:] == theirs.birthday[-5:]:
                found.append("two address books have the same birthday")
            if _company(mine.company) and _company(mine.company) == _company(theirs.company):
                found.append(f"two address books have them at {mine.company}")
    return list(dict.fromkeys(found))


def _of_letters(facts: Facts, directory: Directory, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, str]]:
    """What threads say of people who are called the same."""
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    if not partners:
        return
    threads = _Threads(facts, directory, partners)
    for letter in facts.letters(0):
        if exists(letter.mail.copies):
            threads.add(letter)
    yield from threads.replies()
    yield from threads.together()


class _Threads:
    """The letters in which people stand who share a name with another."""

    def __init__(self, facts: Facts, directory: Directory, partners: Mapping[str, set[str]]) -> None:
        self._texts, self._directory, self._partners = facts.addresses, directory, partners
        self._keys = {number: directory.key_of(address) for number, address in facts.addresses.items()}
        self._mine: dict[bytes, tuple[frozenset[str], str]] = {}  # mails of mine: by hash → to whom, subject
        self._answers: list[tuple[str, frozenset[str], bytes]] = []  # author, everybody in it, what it answers
        self._roots: dict[object, dict[str, set[str]]] = defaultdict(dict)  # thread → key → addresses

    def add(self, letter: LetterRow) -> None:
        """Takes what a letter says of people with partners; all else passes."""
        mail = letter.mail
        numbers = {mail.author, *(number for role, number in mail.parties if role != _DELIVERED)}
        keys = {key: self._texts[number] for number in numbers if (key := self._keys[number]) in self._partners and key}
        if not keys:
            return
        own = blake2b(mail.uid.encode(), digest_size=8).digest()
        author = self._keys[mail.author]
        if author is None:
            self._mine[own] = (frozenset(keys), mail.subject)
        elif author in self._partners:
            self._answers.append((author, frozenset(keys), letter.refs))
        for thread in (letter.refs[:8] or own, *letter.threads):
            for key, address in keys.items():
                self._roots[thread].setdefault(key, set()).add(address)

    def replies(self) -> Iterator[tuple[Pair, str]]:
        """A mail of mine to one, answered by the other."""
        for author, _, refs in self._answers:
            for start in range(0, len(refs), 8):
                asked, subject = self._mine.get(refs[start : start + 8], (frozenset[str](), ""))
                if author not in asked:
                    for key in sorted(asked & self._partners[author]):
                        yield _pair(author, key), f"your mail “{subject}” to {key} was answered from {author}"

    def together(self) -> Iterator[tuple[Pair, str]]:
        """Both in one thread, one of them with a free-mail address."""
        for present in self._roots.values():
            for one, other in combinations(sorted(present), 2):
                if other in self._partners[one] and _domains(present[one] | present[other]) & FREE_MAIL:
                    yield _pair(one, other), "both addresses stand in one thread"


def fold(name: str) -> str:
    """The name without case, accents and points, for comparing."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.sub(r"[^\w\s-]", " ", "".join(c for c in plain if not unicodedata.combining(c))).split())


def _company(name: str) -> str:
    return re.sub(r"[^\w]", "", _COMPANY_END.sub("", fold(name)))


def _domains(addresses: Iterable[str]) -> set[str]:
    return {address.rpartition("@")[2] for address in addresses if "@" in address}


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
