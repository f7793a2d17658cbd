"""Give and take: who starts, who answers and how fast; who was reached; how varied it all is; pure.

A *conversation* is a thread of mail between me and somebody, or messages and calls of which each follows the one
before within a week. A *turn* is what one side says until the other does. Meetings are nobody's turn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from syncd.dates import local_day
from syncd.model import Contact, Direction, Status, Tie

REACHED = 90  # days back within which somebody counts as reached
_APART = 7 * 86_400  # seconds after which a message or call begins another conversation


class Turn(NamedTuple):
    """A counted mail, message or call: mine to `people`, or one of them to me (Person.keys)."""

    at: int
    mine: bool
    people: frozenset[str]


class Begun(NamedTuple):
    """A conversation: when it began, whether by me, and with whom."""

    at: int
    mine: bool
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """Give and take with one person. Hours are medians, from the first thing said in a turn to the answer.

    `begun_*` count conversations; `*_turns` those that could be answered, of which `*_answered` were.
    """

    begun_by_me: int = 0
    begun_by_them: int = 0
    my_turns: int = 0
    they_answered: int = 0
    their_hours: float | None = None
    their_turns: int = 0
    i_answered: int = 0
    my_hours: float | None = None

    @property
    def begun(self) -> int:
        return self.begun_by_me + self.begun_by_them

    @property
    def my_share(self) -> float | None:
        """The share of conversations that I began, 0 to 1."""
        return self.begun_by_me / self.begun if self.begun else None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of a group's people I was in contact with; `goal` is what a rule asks for, a percentage."""

    group: str
    people: int
    reached: int
    goal: float | None = None

    @property
    def share(self) -> float:
        """In percent."""
        return 100 * self.reached / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Variety:
    """Over everybody reached: domains of their addresses, the largest with its share (0 to 1), groups."""

    people: int
    domains: int
    largest: str
    share: float
    groups: int  # with somebody reached
    of_groups: int


@dataclass(frozen=True, slots=True)
class Outreach:
    """Conversations begun within the days looked at."""

    mine: int
    theirs: int

    @property
    def share(self) -> float | None:
        """The share that I began, 0 to 1."""
        return self.mine / (self.mine + self.theirs) if self.mine + self.theirs else None


def messages(contacts: Iterable[tuple[str, Contact]]) -> list[list[Turn]]:
    """Logged and imported messages and calls as conversations, from pairs of Person.key and contact, in any order."""
    found: list[list[Turn]] = []
    last: dict[str, list[Turn]] = {}
    spoken = [(c.at, key, c) for key, c in contacts if c.direction is not None]
    for at, key, contact in sorted(spoken, key=lambda each: (each[0], each[1], each[2].uid)):
        turn = Turn(at, contact.direction is Direction.OUTBOUND, frozenset({key}))
        going = last.get(key)
        if going is None or at - going[-1].at > _APART:
            going = last[key] = []
            found.append(going)
        going.append(turn)
    return found


def conversations(threads: Iterable[Sequence[Turn]]) -> list[Begun]:
    """Each thread as I or they began it; its turns are in the order of time."""
    return [
        Begun(thread[0].at, thread[0].mine, frozenset(key for turn in thread for key in turn.people))
        for thread in threads
        if thread
    ]


def reciprocity(threads: Iterable[Sequence[Turn]]) -> dict[str, Reciprocity]:
    """Give and take with everybody in these threads, by Person.key."""
    found: defaultdict[str, _Count] = defaultdict(_Count)
    for thread in threads:
        between: defaultdict[str, list[Turn]] = defaultdict(list)
        for turn in thread:
            for key in turn.people:
                between[key].append(turn)
        for key, turns in between.items():
            found[key].take(turns)
    return {key: count.result() for key, count in found.items()}


class _Count:
    """Turns with one person, as threads come in."""

    def __init__(self) -> None:
        self._begun = [0, 0]  # by them, by me; so everywhere
        self._turns = [0, 0]
        self._delays: tuple[list[int], list[int]] = ([], [])  # until they, until I answered

    def take(self, turns: Sequence[Turn]) -> None:
        first = turns[0]
        self._begun[first.mine] += 1
        self._turns[first.mine] += 1
        since = first.at
        for before, turn in pairwise(turns):
            if turn.mine == before.mine:
                continue
            self._delays[turn.mine].append(turn.at - since)
            self._turns[turn.mine] += 1
            since = turn.at

    def result(self) -> Reciprocity:
        theirs, mine = self._delays
        return Reciprocity(
            begun_by_me=self._begun[True],
            begun_by_them=self._begun[False],
            my_turns=self._turns[True],
            they_answered=len(theirs),
            their_hours=_hours(theirs),
            their_turns=self._turns[False],
            i_answered=len(mine),
            my_hours=_hours(mine),
        )


def _hours(delays: Sequence[int]) -> float | None:
    return median(delays) / 3600 if delays else None


def outreach(begun: Iterable[Begun], since: date, zone: tzinfo) -> Outreach:
    """Who began the conversations since that local day."""
    recent = [one.mine for one in begun if local_day(one.at, zone) >= since]
    return Outreach(sum(recent), len(recent) - sum(recent))


def reach(
    groups: Sequence[str], ties: Iterable[Tie], today: date, zone: tzinfo, goals: Mapping[str, float]
) -> list[Reach]:
    """How many people of each group were reached lately, in the config's order; the muted and ignored are left out."""
    known = list(_active(ties))
    found = []
    for group in groups:
        members = [tie for tie in known if group in tie.person.groups]
        found.append(Reach(group, len(members), sum(_reached(tie, today, zone) for tie in members), goals.get(group)))
    return found


def variety(groups: Sequence[str], ties: Iterable[Tie], today: date, zone: tzinfo) -> Variety:
    """How many circles those come from who were reached lately."""
    reached = [tie.person for tie in _active(ties) if _reached(tie, today, zone)]
    domains = Counter(domain for person in reached if (domain := person.key.rpartition("@")[2]) and "@" in person.key)
    largest, count = min(domains.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
    met = {group for person in reached for group in person.groups}
    share = count / len(reached) if reached else 0.0
    return Variety(len(reached), len(domains), largest, share, len(met & set(groups)), len(groups))


def _active(ties: Iterable[Tie]) -> Iterable[Tie]:
    return (tie for tie in ties if tie.is_person and tie.person.status is Status.ACTIVE)


def _reached(tie: Tie, today: date, zone: tzinfo) -> bool:
    last = tie.last_contact
    return last is not None and (last.day or local_day(last.at, zone)) > today - timedelta(days=REACHED)
