"""introduce: two people who share a tag and never met through me. Shown in the digest, never raised.

Tags alone say what two people have in common: groups are made of tags, domains, addresses and names, and words of
subjects join people who share no more than a season's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations

from rules.finding import Day, Finding
from rules.settings import Introduce
from rules.text import told
from syncd.model import Tie
from syncd.settings import Who

_IN_CONTACT = 365  # days since the last contact
_STRENGTH = 2.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people to introduce, in the order of their keys, and the tags they share as they are written for the one."""

    one: Tie
    other: Tie
    tags: tuple[str, ...]


def judge(tie: Tie, day: Day) -> Finding:
    """Never fires; `because` says whether the person may be suggested to somebody."""
    tags, last = tie.person.tags, tie.last_contact
    because = "Digest only, nothing is raised. "
    if last is None or not _in_contact(tie, day):
        when = f"the last contact was {told(last, day)}" if last is not None else "you were never in contact"
        because += f"It takes contact within {_IN_CONTACT} days; {when}."
    elif tie.strength < _STRENGTH:
        because += f"It takes a strength of {_STRENGTH:g}; this tie has {tie.strength:.1f}."
    elif not tags:
        because += f"It takes a tag that somebody else has too: `syncd tag {tie.person.key} TAG`."
    else:
        because += (
            f"In contact {told(last, day)}, strength {tie.strength:.1f}, tagged {', '.join(tags)}: suggested together "
            "with whoever shares a tag and was never in a mail, thread or meeting with them, one pair after another."
        )
    return Finding(False, because, evidence=(last,) if last is not None else ())


def pairs(ties: Iterable[Tie], who: Who, day: Day, colleagues: Callable[[Tie, Tie], bool]) -> list[Pair]:
    """Everybody in `ties` who could be introduced to somebody else in it, in an order that is the same everywhere.

    If `who` names tags, only these count as shared. `colleagues`, who may well know each other, come after the others.
    """
    asked = {tag.casefold() for tag in who.tag}
    fit = sorted(
        (tie for tie in ties if _in_contact(tie, day) and tie.strength >= _STRENGTH), key=lambda tie: tie.person.key
    )
    tags = {
        tie.person.key: {t.casefold(): t for t in tie.person.tags if not asked or t.casefold() in asked} for tie in fit
    }
    found = []
    for one, other in combinations([tie for tie in fit if tags[tie.person.key]], 2):
        mine = tags[one.person.key]
        shared = sorted(mine.keys() & tags[other.person.key])
        if shared:
            found.append(Pair(one, other, tuple(mine[tag] for tag in shared)))
    return sorted(found, key=lambda pair: (colleagues(pair.one, pair.other), _shuffled(pair)))


def of_the_week(found: list[Pair], settings: Introduce, today: date) -> list[Pair]:
    """This ISO week's turn. All pairs come by, one week after another, without anything to be remembered."""
    monday = today - timedelta(days=today.weekday())
    count = min(settings.per_week, len(found))
    start = monday.toordinal() // 7 * settings.per_week
    return [found[(start + number) % len(found)] for number in range(count)]


def _in_contact(tie: Tie, day: Day) -> bool:
    last = tie.last_contact
    return last is not None and (day.today - day.of(last)).days <= _IN_CONTACT


def _shuffled(pair: Pair) -> bytes:
    return sha256(f"{pair.one.person.key}\0{pair.other.person.key}".encode()).digest()
