"""What was asked and promised as of one day after another: only threads that changed are read again; pure.

As of each day this is what `syncd.jobs.letters.standing_of_all` says (a property test compares both).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from itertools import chain

from rules.threads.fold import Matter, Side
from rules.threads.join import clusters
from rules.threads.letter import Letter, Names
from rules.threads.standing import NOTHING, Standing, standings
from syncd.model import Contact


class Correspondence:
    """All letters of the time looked at, of which a window is known: since when on mails matter, up to the day."""

    def __init__(self, letters: Iterable[Letter], names: Names, talks: Iterable[tuple[str, Contact]]) -> None:
        self._names = names
        self._clusters = clusters(letters)
        self._times = [[letter.at for letter in cluster] for cluster in self._clusters]
        self._arrivals = sorted((at, number) for number, times in enumerate(self._times) for at in times)
        self._coming = sorted(talks, key=lambda each: (each[1].at, each[1].uid))
        self._talks: dict[str, list[Contact]] = {}
        self._arrived = self._left = self._talked = 0
        self._found: dict[int, Mapping[str, Standing]] = {}  # by cluster
        self._where: dict[str, set[int]] = {}  # Person.key → clusters in which something stands or stood

    def advance(self, since: int, now: int) -> set[str]:
        """Goes on to the instant `now`, letters before `since` forgotten; returns with whom anything may differ."""
        changed = self._moved(since, now)
        touched: set[str] = set()
        for number in changed:
            times = self._times[number]
            known = self._clusters[number][bisect_left(times, since) : bisect_right(times, now)]
            found = standings(known, self._names, self._talks)
            touched.update(chain(found, self._found.get(number, ())))
            for person in found:
                self._where.setdefault(person, set()).add(number)
            self._found[number] = found
        return touched

    def of(self, person: str) -> Standing:
        """Between me and that person now."""
        found = [self._found[number].get(person, NOTHING) for number in sorted(self._where.get(person, ()))]
        return _together([each for each in found if each is not NOTHING])

    def _moved(self, since: int, now: int) -> set[int]:
        """The clusters that gained or lost a letter, or with whose people I talked."""
        changed: set[int] = set()
        arrivals = self._arrivals
        while self._arrived < len(arrivals) and arrivals[self._arrived][0] <= now:
            changed.add(arrivals[self._arrived][1])
            self._arrived += 1
        while self._left < self._arrived and arrivals[self._left][0] < since:
            changed.add(arrivals[self._left][1])
            self._left += 1
        while self._talked < len(self._coming) and self._coming[self._talked][1].at <= now:
            person, contact = self._coming[self._talked]
            self._talks.setdefault(person, []).append(contact)
            changed |= self._where.get(person, set())
            self._talked += 1
        return changed


def _together(found: list[Standing]) -> Standing:
    """What several sets of threads say, as if they had been read at once."""
    if len(found) == 1:
        return found[0]
    opened: dict[Side, list[Matter]] = {}
    last: dict[Side, Matter] = {}
    for standing in found:
        for side, matters in standing.open.items():
            opened.setdefault(side, []).extend(matters)
        for side, matter in standing.last.items():
            last[side] = max(matter, last.get(side, matter), key=_settled)
    return Standing(
        {side: sorted(matters, key=_began) for side, matters in opened.items()},
        last,
        sorted((matter for standing in found for matter in standing.waits), key=_began),
        sum(standing.unread for standing in found),
    )


def _began(matter: Matter) -> tuple[int, str]:
    return matter.contact.at, matter.contact.uid


def _settled(matter: Matter) -> tuple[int, tuple[int, str]]:
    assert matter.closed is not None  # `Standing.last` holds what was settled
    return matter.closed.contact.at, _began(matter)
