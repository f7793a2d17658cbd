"""What a decision looks at: the sink's items, the ties, the day; and what makes two follow-ups the same; pure."""

from __future__ import annotations

from base64 import b32hexencode
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, time, tzinfo
from hashlib import sha256
from typing import NamedTuple

from syncd.model import Contact, FollowUp, Found, State, Task, Tie, Wanted


def followup_key(rule: str, person: str, cycle: str) -> str:
    """The identity of a follow-up, the same on every machine: 26 characters 0-9a-v (a legal Google event id)."""
    digest = sha256(f"syncd\0{rule}\0{person}\0{cycle}".encode()).digest()
    return b32hexencode(digest).decode("ascii").lower()[:26]


class Cycle(NamedTuple):
    """What makes two follow-ups the same to a person, whatever address the key was made of."""

    rule: str
    person: str
    cycle: str


@dataclass(frozen=True, slots=True)
class Sight:
    """All that a decision looks at beside the follow-up itself."""

    ties: Mapping[str, Tie]
    person_of: Callable[[str], str]
    now: int
    today: date
    zone: tzinfo
    workdays: AbstractSet[int]
    at: time
    kind: str
    sink: str
    read: bool
    items: Mapping[str, Found]
    extras: Mapping[str, Sequence[Found]]

    def tie(self, followup: FollowUp) -> Tie | None:
        return self.ties.get(self.person_of(followup.person))

    def task(self, followup: FollowUp) -> Task | None:
        """What the sink shall hold; None where there is no sink."""
        if not self.sink:
            return None
        return Task(followup.key, followup.title, followup.notes, followup.date, self.at, followup.priority)


def cycle_of(wanted: Wanted) -> Cycle:
    return Cycle(wanted.rule, wanted.person, wanted.cycle)


def cycle_of_remembered(followup: FollowUp, sight: Sight) -> Cycle:
    return Cycle(followup.rule, sight.person_of(followup.person), followup.cycle)


def addresses_of(followup: FollowUp, sight: Sight) -> tuple[str, ...]:
    tie = sight.tie(followup)
    return tie.person.addresses if tie else (followup.person,)


def index(found: Iterable[Found]) -> tuple[dict[str, Found], dict[str, list[Found]]]:
    """One item per key, what the user touched first, and the open, unworded others, which are too many."""
    items: dict[str, Found] = {}
    extras: dict[str, list[Found]] = {}
    for item in sorted(found, key=lambda i: (not i.done, not i.reworded, not i.moved, i.ref)):
        if item.key not in items:
            items[item.key] = item
        elif not (item.done or item.reworded):
            extras.setdefault(item.key, []).append(item)
    return items, extras


def unwritten(followup: FollowUp) -> bool:
    return followup.state is State.PLANNED or followup.pending == "create"


def settling_contact(followup: FollowUp, sight: Sight, since: int | None = None) -> Contact | None:
    """The latest counted contact that settles it: of the fitting direction, after it was raised (or `since`)."""
    tie = sight.tie(followup)
    if tie is None:
        return None
    by_direction = {"outbound": tie.last_outbound, "inbound": tie.last_inbound}
    fitting = by_direction.get(followup.closes_on, tie.last_contact)
    start = followup.raised if since is None else since
    later = [c for c in (fitting, tie.last_meeting) if c is not None and c.at > start]
    return max(later, key=lambda c: c.at, default=None)


def late_contact(followup: FollowUp, sight: Sight) -> Contact | None:
    """A contact newer than those it was raised for, though from before it was raised: it was synced late."""
    began = max((evidence.at for evidence in followup.evidence), default=None)
    return None if began is None else settling_contact(followup, sight, began)
