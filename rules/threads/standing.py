"""What stands open between me and each person over all threads, and what settled the last of the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rules.threads.fold import Closing, Matter, Side, fold
from rules.threads.join import join
from rules.threads.letter import ME, Letter, Names
from syncd.model import Contact, Kind

_TALK = re.compile(
    r"\b(?:call|ring|phone|talk|speak|discuss|meet|anrufen|rufe|telefonier\w*|sprechen|besprechen|treffen"
    r"|appel\w*|rappel\w*|parler|discut\w*|llam\w*|hablar\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Between me and one person. `open` by side, the oldest first; `last` by side the one settled last.

    `waits`: what I asked in threads in which it is my turn. `unread`: mails with them whose text was not read.
    """

    open: Mapping[Side, Sequence[Matter]] = field(default_factory=dict)
    last: Mapping[Side, Matter] = field(default_factory=dict)
    waits: Sequence[Matter] = ()
    unread: int = 0

    def of(self, side: Side) -> Sequence[Matter]:
        return self.open.get(side, ())

    @property
    def state(self) -> str:
        """owed, awaiting or none (CONTRACT.md §5): what I owe comes first."""
        return next((side.value for side in (Side.OWED, Side.AWAITING) if self.of(side)), "none")


NOTHING = Standing()


def standings(letters: Iterable[Letter], names: Names, talks: Mapping[str, Sequence[Contact]]) -> dict[str, Standing]:
    """Of everybody with whom anything was asked or promised in `letters`.

    `talks`: what else settles things by Person.key: meetings, calls and messages apart from mail.
    """
    gathered: dict[str, list[Matter]] = {}
    waiting: dict[str, list[Matter]] = {}
    unread: Counter[str] = Counter()
    for thread in join(letters):
        for letter in thread:
            if letter.said is None and letter.counts:
                unread.update(letter.recipients if letter.author == ME else [letter.author])
        found = _one_each(fold(thread, names), talks)
        owed = {matter.person for matter in found if matter.closed is None and matter.side is Side.OWED}
        for matter in found:
            mine = matter.closed is None and matter.side is Side.AWAITING and matter.person in owed
            (waiting if mine else gathered).setdefault(matter.person, []).append(matter)
    return {
        person: _standing(gathered.get(person, ()), waiting.get(person, ()), unread[person])
        for person in dict.fromkeys((*gathered, *waiting, *unread))
    }


def _one_each(matters: Iterable[Matter], talks: Mapping[str, Sequence[Contact]]) -> list[Matter]:
    """The matters of one thread: of open ones with one person on one side only the oldest, which knows of the later."""
    found: list[Matter] = []
    oldest: set[tuple[Side, str]] = set()
    for matter in matters:
        if matter.closed is None:
            matter.closed = _talked(matter, talks.get(matter.person, ()))
        if matter.closed is None:
            if (matter.side, matter.person) in oldest:
                continue
            oldest.add((matter.side, matter.person))
        found.append(matter)
    return found


def _talked(matter: Matter, talks: Sequence[Contact]) -> Closing | None:
    """A meeting or call after a question settles it, and a promise to talk; a logged message what it answers."""
    later = sorted((talk for talk in talks if talk.at > matter.contact.at), key=lambda talk: (talk.at, talk.uid))
    for talk in later:
        if matter.side is Side.PROMISED and not _TALK.search(matter.topic):
            return None
        if talk.kind is Kind.MEETING:
            return Closing("you met", talk)
        if talk.kind is Kind.CALL:
            return Closing("you spoke", talk)
        mine = talk.direction == "outbound"
        if talk.kind is Kind.MESSAGE and matter.side is (Side.OWED if mine else Side.AWAITING):
            return Closing("you wrote to them" if mine else "they wrote to you", talk)
    return None


def _standing(matters: Sequence[Matter], waits: Sequence[Matter], unread: int) -> Standing:
    opened: dict[Side, list[Matter]] = {}
    last: dict[Side, Matter] = {}
    for matter in sorted(matters, key=lambda each: (each.contact.at, each.contact.uid)):
        if matter.closed is None:
            opened.setdefault(matter.side, []).append(matter)
        else:
            before = last.get(matter.side)
            if before is None or before.closed is None or before.closed.contact.at <= matter.closed.contact.at:
                last[matter.side] = matter
    return Standing(opened, last, sorted(waits, key=lambda each: (each.contact.at, each.contact.uid)), unread)
