"""What a kind of rule is given and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, tzinfo

from syncd.dates import local_day
from syncd.model import Contact


@dataclass(frozen=True, slots=True)
class Day:
    """The day on which is judged, and the calendar it is judged by. `workdays` holds weekday numbers, Monday = 0.

    `open_due` maps the cycles for which this rule has an open follow-up for this person to its due date: what was
    raised once is not taken back only because a figure that fades by itself (strength, rhythm) faded further.
    `over` are the cycles whose follow-up was settled: another matter with the same person may take their place.
    """

    today: date
    zone: tzinfo
    workdays: AbstractSet[int]
    open_due: Mapping[str, date] = field(default_factory=dict)
    over: AbstractSet[str] = frozenset()

    def of(self, contact: Contact) -> date:
        """The local date of a contact; an all-day meeting's is the written one."""
        return contact.day or local_day(contact.at, self.zone)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a kind found out about one person.

    `because` says what was looked at and what would change it, as of today. `reason` and `owed` go into the follow-up
    and therefore hold nothing that changes from day to day. `interval` (days) is what overdue is measured by. `topic`
    and `link` are those of the thread where the matter has one; else the last contact's are used.
    """

    fires: bool
    because: str
    due: date | None = None
    cycle: str = ""  # uid of the interaction that began it
    evidence: tuple[Contact, ...] = ()
    interval: int = 1
    reason: str = ""
    owed: str = ""
    held_by: str = ""  # it would fire, but: scheduled
    closes_on: str = "any"
    topic: str = ""
    link: str = ""
    suggested: bool = False  # only in the digest until it is confirmed
    coming: bool = False  # it is due within days, and may be confirmed already
    exchanges: int = 0  # how strong the tie once was: whose turn it is where one a week is raised
