"""What imported address books say of a person's work and of when they were first met; pure.

A new job is a reason to write. *Connected on* is the day somebody was first met, which is no contact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from syncd.joining import is_mine
from syncd.model import Card, CardRow, Facts
from syncd.people import Directory


@dataclass(frozen=True, slots=True)
class Job:
    """A position and whose it is; either may be ""."""

    position: str = ""
    company: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.position, self.company) if part)


@dataclass(frozen=True, slots=True)
class JobChange:
    """Somebody's job is another one than before. `changed` is the instant of the import that said so first."""

    person: str  # Person.key
    name: str
    before: Job
    after: Job
    changed: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class Career:
    """What address books say of one person; what they do not say is empty or None. `source` is the account."""

    job: Job = Job()
    previous: JobChange | None = None
    met: date | None = None
    met_source: str = ""
    job_source: str = ""


def job_of(card: Card) -> Job:
    """The job on a card."""
    return Job(card.position, card.company)


def job_changes(facts: Facts, directory: Directory, since: int) -> list[JobChange]:
    """New jobs that imports brought after the instant `since`, the latest first; one a person, nobody ignored.

    A job that is named for the first time is none that changed.
    """
    latest: dict[str, JobChange] = {}
    for row in facts.cards:
        change = _change(row, directory)
        if change is None or change.changed <= since or directory.ignored(row.card.addresses[0]):
            continue
        known = latest.get(change.person)
        if known is None or change.changed > known.changed:
            latest[change.person] = change
    return sorted(latest.values(), key=lambda change: (-change.changed, change.name, change.person))


def career_of(addresses: Iterable[str], facts: Facts, directory: Directory) -> Career:
    """What is known of the person with these addresses: of several cards the one that changed last, then LinkedIn's."""
    wanted = set(addresses)
    rows = [
        row
        for row in facts.cards
        if not wanted.isdisjoint(row.card.addresses) and not any(is_mine(a, directory.me) for a in row.card.addresses)
    ]
    employed = sorted((row for row in rows if str(job_of(row.card))), key=_weight)
    met = min(((row.card.met, row.account) for row in rows if row.card.met is not None), default=(None, ""))
    if not employed:
        return Career(met=met[0], met_source=met[1])
    best = employed[-1]
    return Career(job_of(best.card), _change(best, directory), met[0], met[1], best.account)


def _weight(row: CardRow) -> tuple[int, bool, str]:
    return row.changed or 0, any(address.startswith("linkedin:") for address in row.card.addresses), row.account


def _change(row: CardRow, directory: Directory) -> JobChange | None:
    if row.before is None or row.changed is None:
        return None
    before, after = job_of(row.before), job_of(row.card)
    key = directory.key_of(row.card.addresses[0])
    if before == after or not str(before) or not str(after) or key is None or key not in directory.people:
        return None
    return JobChange(key, directory.people[key].name, before, after, row.changed, row.card.link)
