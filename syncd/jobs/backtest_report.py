"""What a replay of the past adds up to: figures per rule, and a cadence per group that fits; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil
from statistics import median

from rules.schema import RuleSet
from syncd.dates import iso_week
from syncd.jobs.backtest import Raised, Replayed
from syncd.model import LIVE, State
from syncd.people import Directory
from syncd.settings import Settings

CADENCES = (7, 14, 30, 60, 90, 180)
"""Days that `--suggest` chooses from."""
_QUIET = 0.75  # of the gaps between contacts are not longer than what is suggested
_GAPS = 4  # between at least five days of contact: as many as a rhythm takes
_TOP = 5


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person and how many follow-ups there were about them."""

    person: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One rule over the time replayed (or all: `rule` "").

    `asked`: follow-ups it wanted, of which `raised` found room; `from_start` of these it wanted on the first day
    already. `anyway`: contact followed within a week. `late`: raised when overdue by its interval again. The others
    say how they stood at the end. `most` were raised in `week` ("" without any).
    """

    rule: str
    kind: str
    asked: int
    raised: int
    from_start: int
    anyway: int
    late: int
    contacted: int
    expired: int
    open: int
    week: str
    most: int
    who: tuple[Somebody, ...]


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often people of a group were in touch. `days` is None if that can't be told, `every` what fits."""

    group: str
    people: int  # with enough contact to tell
    days: float | None
    every: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """`full`: days on which something waited because max_open were open."""

    first: date
    last: date
    full: int
    total: RuleFigures
    rules: tuple[RuleFigures, ...]


def report(replayed: Replayed, rules: RuleSet) -> Report:
    """The figures, rules in the order of the files."""

    def figures(name: str, kind: str) -> RuleFigures:
        mine = [each for each in replayed.raised if name in ("", each.followup.rule)]
        asked = [cycle for cycle in replayed.asked if name in ("", cycle[0])]
        return _figures(name, kind, mine, len(asked), replayed.first)

    each = tuple(figures(rule.name, rule.kind) for rule in rules.rules)
    return Report(replayed.first, replayed.last, replayed.full, figures("", ""), each)


def _figures(name: str, kind: str, raised: Sequence[Raised], asked: int, first: date) -> RuleFigures:
    states = Counter(each.followup.state for each in raised)
    weeks = Counter(iso_week(each.on) for each in raised)
    week, most = min(weeks.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    people = Counter(each.followup.person for each in raised)
    names = {each.followup.person: each.followup.name for each in raised}
    who = sorted(people.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
    return RuleFigures(
        rule=name,
        kind=kind,
        asked=asked,
        raised=len(raised),
        from_start=sum(each.wanted_since == first for each in raised),
        anyway=sum(each.anyway for each in raised),
        late=sum(each.late for each in raised),
        contacted=states[State.CONTACTED],
        expired=states[State.EXPIRED],
        open=sum(states[state] for state in LIVE),
        week=week,
        most=most,
        who=tuple(Somebody(key, names[key], count) for key, count in who),
    )


def cadences(days_of_contact: Mapping[str, Sequence[int]], directory: Directory, settings: Settings) -> list[Cadence]:
    """A cadence for each group of the config, and one for everybody (group "").

    Of each person with at least five days of contact the 75th percentile of the gaps between them; of a group's people
    the median of these, so that one daily correspondent does not set everybody's pace; rounded up.
    """
    usual = {key: gap for key, days in days_of_contact.items() if (gap := usual_gap(days)) is not None}
    found = []
    for group in [*(each.name for each in settings.groups), ""]:
        members = [key for key in usual if not group or group in directory.people[key].groups]
        found.append(_cadence(group, [usual[key] for key in members]))
    return found


def _cadence(group: str, gaps: Sequence[float]) -> Cadence:
    if not gaps:
        return Cadence(group, 0, None, None)
    days = median(gaps)
    return Cadence(group, len(gaps), days, fitting(days))


def fitting(days: float) -> int:
    """The interval of `CADENCES` that is not shorter, or the longest."""
    return next((each for each in CADENCES if days <= each), CADENCES[-1])


def usual_gap(days: Iterable[int]) -> float | None:
    """The days than which three quarters of the gaps between these days (in order) are not longer; None for too few."""
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    return float(gaps[ceil(_QUIET * len(gaps)) - 1]) if len(gaps) >= _GAPS else None
