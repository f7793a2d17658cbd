"""`rules backtest`: what the rules would have raised over the past, day by day, had syncd run.

Each day at [followups].at the real rules, budget and reconciliation decide on what was known by then, with a log in
memory and no calendar. The owner of the past knew nothing of it: nothing is ticked, deleted or put off, only contact
settles. Who is who, tags, mutes and answers to invitations are as known now.

A person is looked at only on days on which something may differ: contact, an open or wanted follow-up, or the day on
which a rule may next fire (`_wakes`). A property test compares all of it with the naive computation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.engine import Outcome, Verdict
from rules.schema import Rule, RuleSet
from rules.settings import Drifting, Goal, Introduce, KeepInTouch, Occasion, OneSided
from syncd.dates import Duration, local_day
from syncd.jobs.followup import decide, outcome
from syncd.jobs.letters import Letters, since, talks
from syncd.jobs.replay import Past
from syncd.jobs.replay_letters import Correspondence
from syncd.jobs.world import World
from syncd.model import LIVE, Facts, FollowUp, Tie, Wanted
from syncd.people import Directory, build_directory
from syncd.settings import Settings

_DAY = timedelta(days=1)
_WEEK = 7 * 86_400  # seconds
Cycle = tuple[str, str, str]  # rule, Person.key, cycle


@dataclass(frozen=True, slots=True)
class Raised:
    """A follow-up that would have been made. `anyway`: contact that settles it followed within seven days.

    `late`: on the day it was made it was overdue by its own interval again or more (an occasion: at all).
    `wanted_since` is the day on which the rule first asked for it.
    """

    followup: FollowUp
    on: date
    wanted_since: date
    late: bool
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """All that happened. `asked` is everything that was ever wanted, raised or not, with its first day.

    `full` counts the days on which something waited because of max_open. `days_of_contact`: by Person.key of persons
    the days (date.toordinal) of contact between `first` and `last`, in order.
    """

    first: date
    last: date
    raised: tuple[Raised, ...]
    asked: Mapping[Cycle, date]
    full: int
    days_of_contact: Mapping[str, Sequence[int]]


def replay(
    facts: Facts, settings: Settings, rules: RuleSet, now: datetime, first: date, last: date
) -> tuple[Replayed, Directory]:
    """Replays the local days from `first` to `last`; `now` is the end of what is known. Also who is who by then."""
    directory = build_directory(facts, settings, now)
    run = _Run(facts, directory, settings, rules, now, first)
    day = first
    while day <= last and (moment := _morning(day, settings)) <= now:
        run.step(moment, day)
        day += _DAY
    return run.result(now, first, day - _DAY), directory


def _morning(day: date, settings: Settings) -> datetime:
    return datetime.combine(day, settings.followups.at, ZoneInfo(settings.me.timezone))


class _Run:
    """The state between two days."""

    def __init__(
        self, facts: Facts, directory: Directory, settings: Settings, rules: RuleSet, now: datetime, first: date
    ) -> None:
        self._facts, self._directory, self._settings, self._rules = facts, directory, settings, rules
        self._zone = ZoneInfo(settings.me.timezone)
        self._past = Past(facts, directory, settings, now)
        self._letters = self._correspondence(now, _morning(first, settings))
        self._log: dict[str, FollowUp] = {}
        self._wakes: dict[str, date] = dict.fromkeys(directory.people, first)
        self._raised: dict[str, list[Raised]] = {}
        self._asked: dict[Cycle, date] = {}
        self._full = 0

    def _correspondence(self, now: datetime, morning: datetime) -> Correspondence | None:
        start = since(self._rules, self._settings, morning)
        if start is None:
            return None
        letters = Letters(self._facts, self._directory, self._settings, now)
        met = talks(self._facts, self._directory, self._settings, now)
        return Correspondence(letters.since(int(start.timestamp())), letters.names, met)

    def step(self, moment: datetime, day: date) -> None:
        """One morning: judge whoever may be concerned, decide, remember."""
        touched = self._past.advance(moment)
        if self._letters is not None:
            start = since(self._rules, self._settings, moment)
            assert start is not None  # the rules have not changed
            touched |= self._letters.advance(int(start.timestamp()), int(moment.timestamp()))
        live = {each.person for each in self._log.values() if each.state in LIVE}
        awake = {key for key, wakes in self._wakes.items() if wakes <= day}
        keys = sorted((touched & self._directory.people.keys()) | live | awake)
        world = self._world(moment, keys)
        said = outcome(world, self._rules)
        plan = decide(world, self._rules, "", None, said=said)
        self._ask(said, day)
        self._full += any(held.held_by == "max_open" for held in plan.held)
        overdue = {(each.rule, each.person, each.cycle): each for each in said.wanted}
        changed = set()
        for doing in plan.doings:
            self._remember(doing.followup, doing.action == "create", overdue, day)
            changed.add(doing.followup.person)
        for key in keys:
            self._wakes.pop(key, None)
            wakes = self._next(world.ties[key], said.verdicts.get(key, ()), day)
            if key in changed:
                wakes = day + _DAY
            if wakes is not None:
                self._wakes[key] = wakes

    def _world(self, moment: datetime, keys: Sequence[str]) -> World:
        """As much of the world as is looked at."""
        ties = {key: self._past.tie(key) for key in keys}
        standings = {key: self._letters.of(key) for key in keys} if self._letters is not None else {}
        log = tuple(self._log.values())
        return World(moment, self._settings, self._facts, self._directory, ties, log, standings)

    def _ask(self, said: Outcome, day: date) -> None:
        for wanted in (*said.wanted, *(held.wanted for held in said.held), *said.suggested):
            self._asked.setdefault((wanted.rule, wanted.person, wanted.cycle), day)

    def _remember(self, followup: FollowUp, created: bool, wanted: dict[Cycle, Wanted], day: date) -> None:
        known = self._log.get(followup.key)
        after = replace(followup, id=known.id if known else len(self._log) + 1, pending="")
        self._log[after.key] = after
        if created:
            cycle = (after.rule, after.person, after.cycle)
            late = wanted[cycle].overdue_ratio >= 1 or (after.rule_kind == "occasion" and day > after.due)
            self._raised.setdefault(after.key, []).append(Raised(after, day, self._asked[cycle], late))

    def _next(self, tie: Tie, verdicts: Sequence[Verdict], day: date) -> date | None:
        """The next day on which this person has to be looked at if nothing happens; too early does no harm."""
        if any(verdict.wanted is not None for verdict in verdicts):
            return day + _DAY
        workdays = self._settings.followups.workdays
        found = [
            wakes
            for rule, verdict in zip(self._rules.rules, verdicts, strict=bool(verdicts))
            if verdict.applies and (wakes := _wakes(rule, verdict, tie, day, self._zone, workdays)) is not None
        ]
        return max(min(found), day + _DAY) if found else None

    def result(self, now: datetime, first: date, last: date) -> Replayed:
        """What came of it, with all that is known now."""
        self._past.advance(now)
        raised = [
            replace(each, anyway=self._anyway(each), followup=self._as_it_ended(each.followup))
            for found in self._raised.values()
            for each in found
        ]
        raised.sort(key=lambda each: (each.on, each.followup.key))
        return Replayed(first, last, tuple(raised), self._asked, self._full, self._days_of_contact(first, last))

    def _as_it_ended(self, followup: FollowUp) -> FollowUp:
        return replace(self._log[followup.key], raised=followup.raised)

    def _days_of_contact(self, first: date, last: date) -> dict[str, list[int]]:
        found = {}
        for key in self._directory.people:
            days = self._past.days_of_contact(key)
            within = sorted(day for day in days if first.toordinal() <= day <= last.toordinal())
            if within and self._past.tie(key).is_person:
                found[key] = within
        return found

    def _anyway(self, raised: Raised) -> bool:
        """Whether contact of the kind that settles it followed within a week."""
        one = raised.followup
        tally = self._past.tally(one.person)
        by_direction = {"outbound": [tally.outs], "inbound": [tally.ins]}
        runs = [*by_direction.get(one.closes_on, [tally.outs, tally.ins]), tally.met]
        return any(one.raised < at <= one.raised + _WEEK for run in runs for at in run.times)


def _wakes(rule: Rule, verdict: Verdict, tie: Tie, day: date, zone: ZoneInfo, workdays: frozenset[int]) -> date | None:
    """From when on a rule that does not fire now may do so without anything happening; None: never."""
    match rule.settings:
        case OneSided() | Introduce() | Goal():
            return None
        case Drifting() as settings:
            # days that fall out of the two years change the rhythm, so its `due` may come nearer; strength only fades
            last = tie.last_contact
            if last is None or tie.rhythm_days is None or tie.strength < settings.strength_at_least:
                return None
            return settings.at_least.after(last.day or local_day(last.at, zone), workdays)
        case KeepInTouch(lead=lead) | Occasion(lead=lead):
            return verdict.due - _ample(lead, verdict.due, workdays) if verdict.due is not None else None
    return verdict.due if verdict.due is not None and verdict.due > day else None


def _ample(lead: Duration, due: date, workdays: frozenset[int]) -> timedelta:
    """At least as long as the lead, wherever its workdays lie."""
    return timedelta(days=2 * lead.days(due, workdays) + 7)
