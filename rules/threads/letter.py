"""A mail as part of a thread, and the names people are called by in letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from rules.said import ABSENT, Ask, Said, from_subject
from syncd.model import Contact

ME = ""
"""Stands for me where a Person.key stands for others."""

_WORD = re.compile(r"[^\W\d_]+")
_NO_NAMES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "herr",
        "frau",
        "mme",
        "sr",
        "sra",
        "de",
        "von",
        "van",
        "der",
        "and",
    ]
)
_NICK = 3
"""Letters from which on the beginning of a name stands for it: "Lou" for Louise."""

_SHORT = {
    short: frozenset(full.split())
    for short, full in {
        "andy": "andrew andreas",
        "bill": "william",
        "billy": "william",
        "bob": "robert",
        "bobby": "robert",
        "chuck": "charles",
        "dick": "richard",
        "gabi": "gabriele",
        "greg": "gregory",
        "hannes": "johannes",
        "harry": "harold henry harald",
        "jack": "john",
        "jim": "james",
        "jimmy": "james",
        "jochen": "joachim",
        "klaus": "nikolaus",
        "larry": "lawrence",
        "liz": "elizabeth elisabeth",
        "meg": "margaret",
        "mike": "michael",
        "peggy": "margaret",
        "rick": "richard patrick",
        "sepp": "josef",
        "ted": "edward theodore",
        "tina": "christina martina",
        "tom": "thomas",
        "tony": "anthony",
        "uli": "ulrich ulrike",
        "vince": "vincent",
        "wolfi": "wolfgang",
    }.items()
}
"""Short forms that are no beginnings."""

_NOTHING = Said()


def reference(uid: str) -> bytes:
    """The 8 octets by which a mail is named in `Letter.refs`; as connectors make them (a test compares both)."""
    return blake2b(uid.encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that exists. People are Person.keys; `author` is `ME` if it is mine.

    `counts`: it is contact (§4), so what it asks counts. `human`: somebody wrote it, so it may be an answer.
    `directly`: I stand in To, or nobody else does. `said` is None if its text was not read. `refs` are the mails it
    answers, the nearest last; `threads` what providers call its thread (account, id).
    """

    contact: Contact
    author: str
    to: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # in Cc and Bcc
    directly: bool = False
    counts: bool = True
    human: bool = True
    refs: tuple[bytes, ...] = ()
    threads: tuple[tuple[str, str], ...] = ()
    said: Said | None = None

    @property
    def at(self) -> int:
        return self.contact.at

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody it went to but me."""
        return self.to + self.others

    @property
    def text(self) -> Said:
        """What its text says; nothing if it was not read."""
        return self.said or _NOTHING

    @property
    def speaks(self) -> bool:
        """False for robots, receipts and out-of-office notes: they neither ask nor answer."""
        return self.human and self.text.automatic != ABSENT

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What it asks of anybody; of a mail whose text was not read what its subject asks."""
        if not self.counts or not self.speaks:
            return ()
        return self.said.asks if self.said is not None else from_subject(self.contact.subject)


@dataclass(frozen=True, slots=True)
class Names:
    """What people are called. `of` gives everything a Person.key may be called by, `ME` included; `shown` one name."""

    of: Callable[[str], frozenset[str]]
    shown: Callable[[str], str]

    def means(self, called: str, key: str) -> bool:
        """Whether somebody who writes "Grace, could you …" means this person."""
        known = self.of(key)
        return any(
            word in known
            or not known.isdisjoint(_SHORT.get(word, ()))
            or (len(word) >= _NICK and any(name.startswith(word) for name in known))
            for word in words_of(called)
        )


def words_of(*names: str) -> frozenset[str]:
    """The words of names (or of addresses' local parts) that tell people apart."""
    found = {word for name in names for word in _WORD.findall(name.casefold())}
    return frozenset(word for word in found if len(word) > 1 and word not in _NO_NAMES)


def put_to_me(letter: Letter, names: Names) -> tuple[Ask, ...]:
    """The asks of a mail to me that are mine: put to me by name, or to all readers while I am one it is sent to."""
    return tuple(ask for ask in letter.asks if _is_mine(ask, letter, names))


def put_to(letter: Letter, names: Names) -> dict[tuple[str, ...], list[Ask]]:
    """The asks of a mail of mine by those they are put to: who is named, else everybody in To."""
    found: dict[tuple[str, ...], list[Ask]] = {}
    for ask in letter.asks:
        named = tuple(key for key in letter.recipients if any(names.means(one, key) for one in ask.to))
        found.setdefault(named or letter.to or letter.others, []).append(ask)
    return found


def _is_mine(ask: Ask, letter: Letter, names: Names) -> bool:
    if not ask.to:
        return letter.directly
    if any(names.means(called, ME) for called in ask.to):
        return True
    if not letter.directly or letter.to:
        return False
    # only to me, by a name nobody else has: a nickname
    return not any(names.means(called, key) for called in ask.to for key in letter.others)


def topic_of(asks: Iterable[Ask]) -> str:
    """The words of the first ask."""
    return next((ask.topic for ask in asks if ask.topic), "")
