"""What is wanted of a mail folder, and in which order; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from connectors.microsoft.mail_cursor import Again, Reached
from connectors.microsoft.mail_delta import Told
from syncd.model import Item, Place

_SINGLES = 4  # messages asked for one by one that take as long as a page of a list
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the config wants of a folder, and what the folder is. `total` is about how many messages lie there."""

    account: str
    address: str
    place: Place
    chain: str
    back: str
    cut: int | None
    text: bool
    now: int
    batch: int
    page: int
    total: int

    def fits(self, reached: Reached) -> bool:
        """Whether it was wanted alike then; text that is not wanted any more does no harm."""
        return reached.back == self.back and reached.text >= self.text and reached.place == self.place


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a folder between two instants, both included; about `count` messages lie there."""

    oldest: int
    newest: int
    count: int


def stretch(names: Iterable[str], told: Mapping[str, Told], page: int, count: int | None) -> Stretch | None:
    """The stretch in which to list messages in pages, or None if asking for each takes less time.

    `told` says when they were received. `count` is how many lie in the whole folder; None: `told` tells of all.
    """
    dates = [one.received for name in names if (one := told.get(name)) is not None and one.received is not None]
    if not dates:
        return None
    oldest, newest = min(dates), max(dates)
    if count is None:
        count = sum(one.received is not None and oldest <= one.received <= newest for one in told.values())
    return Stretch(oldest, newest, count) if _SINGLES * count < page * len(dates) else None


def newest_first(names: Iterable[str], told: Mapping[str, Told]) -> list[str]:
    """By when they were received, each once; those of which that is not known come first."""
    return sorted(dict.fromkeys(names), key=lambda name: _key(name, told), reverse=True)


def to_reread(name: str, told: Mapping[str, Told], again: Again) -> bool:
    """Whether a known message is to be read once more."""
    key = _key(name, told)
    return key[0] >= again.floor and (again.below is None or key < again.below)


def reread(again: Again | None, items: Iterable[Item], told: Mapping[str, Told]) -> Again | None:
    """What is still to be read once more after these items, which came newest first."""
    done = [_key(item.locator, told) for item in items]
    return Again(again.floor, min(done)) if again is not None and done else again


def chunks(names: Sequence[_One], size: int) -> Iterator[Sequence[_One]]:
    """The same in pieces."""
    for start in range(0, len(names), size):
        yield names[start : start + size]


def marked_last(some: Iterator[_One]) -> Iterator[tuple[_One, bool]]:
    """Each with whether it is the last."""
    held: list[_One] = []
    for one in some:
        for before in held:
            yield before, False
        held = [one]
    for one in held:
        yield one, True


def _key(name: str, told: Mapping[str, Told]) -> tuple[int, str]:
    one = told.get(name)
    return (1 << 60 if one is None or one.received is None else one.received, name)
