"""Which mails belong together (CONTRACT.md §5): by In-Reply-To and References across accounts, by a provider's thread
id, and where both are lacking by subject between me and the same person.

A mail that is not in the log still joins those that name it. Every step is a union of sets, so neither the order of
the mails nor a circle of references matters; time grows with the number of mails (and sorting them).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence

from rules.text import topic
from rules.threads.letter import Letter, reference

_APART = 30 * 86_400  # seconds after which the same subject is another matter
_TAG = re.compile(r"^(?:\[(?:ext|extern|external|ext\. mail)\]|(?:ext|external|extern):)\s*", re.IGNORECASE)


def join(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """The threads, each in the order in which its mails were written; of copies under several ids only one."""
    sets = _Sets()
    known = _distinct(letters, sets)
    own = [reference(letter.contact.uid) for letter in known]
    named = {ref for letter, key in zip(known, own, strict=True) for ref in letter.refs if ref != key}
    for letter, key in zip(known, own, strict=True):
        for other in (*letter.refs, *letter.threads):
            sets.join(key, other)
    lacking = [not letter.refs and key not in named for letter, key in zip(known, own, strict=True)]
    _join_by_subject(known, own, lacking, sets)
    threads: dict[Hashable, list[int]] = {}
    for number, key in enumerate(own):
        threads.setdefault(sets.of(key), []).append(number)
    for members in threads.values():
        yield [known[number] for number in _in_order(members, known, own)]


def clusters(letters: Iterable[Letter]) -> list[list[Letter]]:
    """The letters in sets so wide that no thread ever reaches over two, whichever part of the letters `join` is given.

    For judging one day after another: what is new concerns its own set only. Each in order of time.
    """
    sets = _Sets()
    known = sorted(letters, key=lambda letter: (letter.at, letter.contact.uid))
    last: dict[tuple[str, str], int] = {}
    own = [reference(letter.contact.uid) for letter in known]
    for number, letter in enumerate(known):
        subject = plain_subject(letter.contact.subject)
        for other in (*letter.refs, *letter.threads, _copy_key(letter)):
            sets.join(own[number], other)
        for person in {letter.author, *letter.recipients} - {""} if subject else ():
            before = last.get((subject, person))
            last[subject, person] = number
            if before is not None and letter.at - known[before].at <= _APART:
                sets.join(own[before], own[number])
    found: dict[Hashable, list[Letter]] = {}
    for letter, key in zip(known, own, strict=True):
        found.setdefault(sets.of(key), []).append(letter)
    return list(found.values())


def parents(thread: Sequence[Letter]) -> list[int | None]:
    """For each mail of a thread the place of the one it answers: the nearest it names that is there.

    Without such a one, the last before it that somebody else wrote.
    """
    places = {reference(letter.contact.uid): place for place, letter in enumerate(thread)}
    found: list[int | None] = []
    for place, letter in enumerate(thread):
        named = [places[ref] for ref in reversed(letter.refs) if places.get(ref, place) < place]
        before = (earlier for earlier in range(place - 1, -1, -1) if thread[earlier].author != letter.author)
        found.append(named[0] if named else next(before, None))
    return found


def plain_subject(subject: str) -> str:
    """A subject without answer prefixes and the tags of mail gateways, in one case; "" if nothing is left."""
    text = subject
    while (shorter := _TAG.sub("", topic(text, 500))) != text:
        text = shorter
    return text.casefold()


class _Sets:
    """Disjoint sets of names of mails and threads."""

    def __init__(self) -> None:
        self._up: dict[Hashable, Hashable] = {}

    def of(self, item: Hashable) -> Hashable:
        up = self._up
        top = up.setdefault(item, item)
        while up[top] != top:
            top = up[top]
        while (above := up[item]) != top:
            up[item], item = top, above
        return top

    def join(self, one: Hashable, other: Hashable) -> None:
        self._up[self.of(other)] = self.of(one)


def _join_by_subject(known: Sequence[Letter], own: Sequence[bytes], lacking: Sequence[bool], sets: _Sets) -> None:
    """Neighbours in time of one subject with one person, if one of the two can't be placed otherwise."""
    last: dict[tuple[str, str], int] = {}
    for number, letter in enumerate(known):
        subject = plain_subject(letter.contact.subject)
        if not subject:
            continue
        for person in {letter.author, *letter.recipients} - {""}:
            before = last.get((subject, person))
            last[subject, person] = number
            if before is None or letter.at - known[before].at > _APART:
                continue
            if (lacking[number] or lacking[before]) and not _apart(letter, known[before]):
                sets.join(own[before], own[number])


def _apart(one: Letter, other: Letter) -> bool:
    """Whether a provider that knows both says that they are two threads."""
    accounts = {account for account, _ in one.threads} & {account for account, _ in other.threads}
    return bool(accounts) and not set(one.threads) & set(other.threads)


def _in_order(members: Sequence[int], known: Sequence[Letter], own: Sequence[bytes]) -> list[int]:
    """By time, but an answer never before what it answers, however wrong its clock."""
    places = {own[number]: number for number in members}
    earliest: dict[int, tuple[int, int]] = {}

    def named_by(number: int) -> int | None:
        return next((places[ref] for ref in reversed(known[number].refs) if places.get(ref, number) != number), None)

    for number in members:
        chain: list[int] = []
        above: int | None = number
        while above is not None and above not in earliest and above not in chain:
            chain.append(above)
            above = named_by(above)
        if above in chain:  # they name each other: only their times tell
            earliest.update((each, (known[each].at, 0)) for each in chain[chain.index(above) :])
        for each in reversed([one for one in chain if one not in earliest]):
            at, before = known[each].at, earliest.get(above) if above is not None else None
            earliest[each] = (at, 0) if before is None or before[0] < at else (before[0], before[1] + 1)
            above = each
    return sorted(members, key=lambda number: (*earliest[number], known[number].contact.uid))


def _distinct(letters: Iterable[Letter], sets: _Sets) -> list[Letter]:
    """By time, and one of several copies that were given different ids on their way (exports do that).

    The one whose text was read, else the first by id; `sets` learns that all their ids name the same.
    """
    met: dict[tuple[object, ...], Letter] = {}
    for letter in sorted(letters, key=lambda each: (each.at, each.said is None, each.contact.uid)):
        first = met.setdefault(_copy_key(letter), letter)
        sets.join(reference(first.contact.uid), reference(letter.contact.uid))
    return list(met.values())


def _copy_key(letter: Letter) -> tuple[object, ...]:
    """The same for all copies of a letter."""
    return letter.at, letter.author, letter.contact.subject, frozenset(letter.recipients)
