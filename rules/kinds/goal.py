"""goal: how far something I set myself has come in this week, month, quarter or year. Measured, never raised."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from rules.finding import Day, Finding
from rules.settings import Goal
from rules.text import told
from syncd.dates import local_day
from syncd.model import Status, Tie


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal has come. `value` is a number, or for "reached" a percentage of `people`; days are local.

    `first` and `last` are the days of the period, the last one included; `done` of these `people` counted.
    """

    rule: str
    what: str
    per: str
    first: date
    last: date
    value: float
    at_least: float
    people: int = 0
    done: int = 0

    @property
    def met(self) -> bool:
        return self.value >= self.at_least


def period(per: str, today: date) -> tuple[date, date]:
    """The first and last day of the ISO week, month, quarter or year `today` lies in."""
    if per == "week":
        first = today - timedelta(days=today.weekday())
        return first, first + timedelta(days=6)
    if per == "year":
        return date(today.year, 1, 1), date(today.year, 12, 31)
    months = 3 if per == "quarter" else 1
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    return first, first + relativedelta(months=months, days=-1)


def judge(settings: Goal, tie: Tie, day: Day) -> Finding:
    """Never fires; `because` says whether the person counts."""
    first, last = period(settings.per, day.today)
    said = f"Measured, not raised: at least {_wanted(settings)} per {settings.per}, now {first} to {last}. "
    if settings.what == "new-people":
        since = _since(tie, day)
        counts = since is not None and first <= since <= day.today
        said += f"They count: a person since {since}." if counts else "They do not count: they are not new in it."
        return Finding(False, said)
    contact = tie.last_outbound if settings.what == "outreach" else tie.last_contact
    if contact is None:
        return Finding(False, f"{said}They do not count: there was nothing yet.")
    within = first <= day.of(contact) <= day.today
    about = "the last from you" if settings.what == "outreach" else "the last contact"
    if settings.what == "outreach":
        said += "Each conversation that you begin counts. "
    said += f"{'In it' if within else 'Not in it'} lies {about}, {told(contact, day)}."
    return Finding(False, said, evidence=(contact,))


def measure(
    rule: str,
    settings: Goal,
    ties: Iterable[Tie],
    starts: Iterable[tuple[int, AbstractSet[str]]],
    day: Day,
) -> Progress:
    """The goal's progress over the persons in `ties`, who are those it is about; muted and ignored ones are not.

    `starts`: conversations I began, with instant and Person.keys.
    """
    first, last = period(settings.per, day.today)
    people = {tie.person.key: tie for tie in ties if tie.is_person and tie.person.status is Status.ACTIVE}
    match settings.what:
        case "new-people":
            dates = [_since(tie, day) for tie in people.values()]
            done = sum(since is not None and first <= since <= day.today for since in dates)
        case "outreach":
            done = sum(
                first <= local_day(at, day.zone) <= day.today and not people.keys().isdisjoint(keys)
                for at, keys in starts
            )
        case _:
            lasts = [tie.last_contact for tie in people.values()]
            done = sum(one is not None and first <= day.of(one) <= day.today for one in lasts)
    value = float(done)
    if settings.what == "reached":
        value = 100 * done / len(people) if people else 0.0
    return Progress(rule, settings.what, settings.per, first, last, value, settings.at_least, len(people), done)


def _since(tie: Tie, day: Day) -> date | None:
    """Since when they are a person: the first contact that made them one."""
    return local_day(tie.person_since, day.zone) if tie.person_since is not None else None


def _wanted(settings: Goal) -> str:
    match settings.what:
        case "new-people":
            return f"{settings.at_least:g} new people"
        case "outreach":
            return f"{settings.at_least:g} conversations begun by you"
    return f"{settings.at_least:g} % of these people reached"
