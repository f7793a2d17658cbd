"""Every rule for every person: what is wanted, what is held back, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from rules import text
from rules.finding import Day, Finding
from rules.kinds import (
    awaiting_reply,
    drifting,
    first_meeting,
    goal,
    introduce,
    keep_in_touch,
    occasion,
    one_sided,
    promise,
    reply_owed,
    revive,
)
from rules.schema import BUILT, Rule, RuleSet
from rules.settings import (
    AwaitingReply,
    Drifting,
    FirstMeeting,
    Goal,
    Introduce,
    KeepInTouch,
    Occasion,
    OneSided,
    Promise,
    ReplyOwed,
    Revive,
)
from rules.threads.standing import NOTHING, Standing
from syncd.dates import local_day
from syncd.matching import matches
from syncd.model import LIVE, Contact, Evidence, FollowUp, Held, State, Status, Tie, Wanted
from syncd.settings import Group


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one person. `because` is for people: what was looked at and what would change it.

    `fires` is false while the follow-up is held back by `held_by` (one-sided, scheduled); `wanted` is set then too.
    A one-sided rule that fires wants nothing. `suggested`: what is wanted waits in the digest until it is confirmed;
    `coming`: so it does already though it is due only in some days, and does not fire.
    """

    rule: str
    kind: str
    person: str
    applies: bool
    fires: bool
    because: str
    due: date | None = None
    evidence: tuple[Evidence, ...] = ()
    wanted: Wanted | None = None
    held_by: str = ""
    suggested: bool = False
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """All the rules say. `verdicts` are by person, in the order of the rules, for persons only (not mere addresses).

    `suggested` are follow-ups for the digest to offer, which are not raised unless the user confirms them: made as
    they are, they are wanted from then on. `coming` are such that are due only in some days.
    """

    verdicts: Mapping[str, tuple[Verdict, ...]] = field(default_factory=dict)
    wanted: tuple[Wanted, ...] = ()
    held: tuple[Held, ...] = ()
    suggested: tuple[Wanted, ...] = ()
    coming: tuple[Wanted, ...] = ()


def evaluate(
    rules: RuleSet,
    ties: Mapping[str, Tie],
    groups: Sequence[Group],
    now: datetime,
    zone: tzinfo,
    workdays: AbstractSet[int],
    *,
    remembered: Iterable[FollowUp] = (),
    person_of: Callable[[str], str] = str,
    standings: Mapping[str, Standing] | None = None,
) -> Outcome:
    """Judges all persons. `remembered` follow-ups that are open keep the {days} of the day they were raised.

    `standings` by Person.key say what is asked and promised between me and each.
    """
    judge = Judge(rules, groups, now, zone, workdays, remembered, person_of, standings)
    verdicts = {key: judge.verdicts(tie) for key, tie in ties.items() if tie.is_person}
    found = [v for each in verdicts.values() for v in each]
    return Outcome(
        verdicts,
        tuple(v.wanted for v in found if v.wanted and not v.held_by and not v.suggested),
        tuple(Held(v.wanted, v.held_by) for v in found if v.wanted and v.held_by and not v.suggested),
        tuple(v.wanted for v in found if v.wanted and not v.held_by and v.suggested and not v.coming),
        tuple(v.wanted for v in found if v.wanted and not v.held_by and v.coming),
    )


@dataclass(frozen=True, slots=True)
class _Open:
    """What an open follow-up keeps of the day it was raised."""

    raised: date
    due: date


class Judge:
    """The rules at one moment, to be asked about one person after another."""

    def __init__(
        self,
        rules: RuleSet,
        groups: Sequence[Group],
        now: datetime,
        zone: tzinfo,
        workdays: AbstractSet[int],
        remembered: Iterable[FollowUp] = (),
        person_of: Callable[[str], str] = str,
        standings: Mapping[str, Standing] | None = None,
    ) -> None:
        self._rules = tuple(rule for rule in rules.rules if rule.kind in BUILT)
        self._groups = groups
        self._day = Day(local_day(int(now.timestamp()), zone), zone, workdays)
        self._standings = standings or {}
        self._open: dict[tuple[str, str], dict[str, _Open]] = {}
        self._over: dict[tuple[str, str], set[str]] = {}
        for each in remembered:
            whose = (each.rule, person_of(each.person))
            if each.state in LIVE:
                self._open.setdefault(whose, {})[each.cycle] = _Open(local_day(each.raised, zone), each.due)
            elif each.state is not State.EXPIRED:  # nobody settled that: it may come back (reconcile, S4)
                self._over.setdefault(whose, set()).add(each.cycle)

    def verdicts(self, tie: Tie) -> tuple[Verdict, ...]:
        """One for each rule, in the order of the rules."""
        found = [self._verdict(rule, tie) for rule in self._rules]
        holding = [v for v in found if v.kind == "one-sided" and v.fires]
        return tuple(_held_by_silence(v, holding[0]) if holding and v.kind != "one-sided" else v for v in found)

    def _verdict(self, rule: Rule, tie: Tie) -> Verdict:
        person = tie.person
        obstacle = self._obstacle(rule, tie)
        if obstacle:
            return Verdict(rule.name, rule.kind, person.key, False, False, obstacle)
        cycles = self._open.get((rule.name, person.key), {})
        over: AbstractSet[str] = self._over.get((rule.name, person.key), frozenset())
        day = self._day
        if cycles or over:
            day = replace(day, open_due={cycle: each.due for cycle, each in cycles.items()}, over=over)
        finding = _find(rule, tie, self._standings.get(person.key, NOTHING), day)
        wanted = None
        if (
            rule.kind != "one-sided"
            and finding.due is not None
            and (finding.fires or finding.held_by or finding.coming)
        ):
            standing = cycles.get(finding.cycle)
            wanted = _wanted(rule, tie, finding, finding.due, standing.raised if standing else day.today, day)
        return Verdict(
            rule.name,
            rule.kind,
            person.key,
            True,
            finding.fires,
            finding.because,
            finding.due,
            _evidence(finding.evidence),
            wanted,
            finding.held_by,
            finding.suggested,
            finding.coming,
        )

    def _obstacle(self, rule: Rule, tie: Tie) -> str:
        """Why the rule does not apply to this person, or ""."""
        name = text.one_line(tie.person.name or tie.person.key)
        if not tie.is_person:
            return f"{name} is only an address: you never wrote to or met them, and the config does not name them."
        if tie.person.status is Status.MUTED:
            return f"{name} is muted, so no rule raises anything; `syncd unmute {tie.person.key}` changes that."
        if tie.person.status is Status.IGNORED:
            return f'{name} is ignored by the config; status = "active" in their [[person]] entry changes that.'
        if not matches(rule.who, tie.person, self._groups):
            return f"{name} does not fit the rule's `who`."
        return ""


def _find(rule: Rule, tie: Tie, standing: Standing, day: Day) -> Finding:
    match rule.settings:
        case KeepInTouch() as settings:
            return keep_in_touch.judge(settings, tie, day)
        case FirstMeeting() as settings:
            return first_meeting.judge(settings, tie, day)
        case Drifting() as settings:
            return drifting.judge(settings, tie, day)
        case OneSided() as settings:
            return one_sided.judge(settings, tie, day)
        case Occasion() as settings:
            return occasion.judge(settings, tie, day)
        case ReplyOwed() as settings:
            return reply_owed.judge(settings, tie, standing, day)
        case AwaitingReply() as settings:
            return awaiting_reply.judge(settings, tie, standing, day)
        case Promise() as settings:
            return promise.judge(settings, tie, standing, day)
        case Revive() as settings:
            return revive.judge(settings, tie, day)
        case Introduce():
            return introduce.judge(tie, day)
        case Goal() as settings:
            return goal.judge(settings, tie, day)


def _held_by_silence(verdict: Verdict, holding: Verdict) -> Verdict:
    if not verdict.fires and not verdict.coming:
        return verdict
    because = f"{verdict.because} But rule {holding.rule} holds it back until {holding.due}: {holding.because}"
    evidence = tuple(dict.fromkeys((*verdict.evidence, *holding.evidence)))
    return replace(verdict, fires=False, because=because, held_by="one-sided", evidence=evidence)


def _wanted(rule: Rule, tie: Tie, finding: Finding, due: date, as_of: date, day: Day) -> Wanted:
    person = tie.person
    return Wanted(
        rule=rule.name,
        rule_kind=rule.kind,
        person=person.key,
        addresses=person.addresses,
        name=text.one_line(person.name or person.key),
        cycle=finding.cycle,
        due=due,
        priority=rule.priority,
        title=text.title(rule.title, tie, finding.reason, due, as_of, day, about=finding.topic),
        reason=text.one_line(finding.reason),
        notes=text.notes(rule.name, rule.kind, tie, finding.owed, day, link=finding.link),
        evidence=_evidence(finding.evidence),
        overdue_ratio=(day.today - due).days / finding.interval,
        closes_on=finding.closes_on,
        exchanges=finding.exchanges,
    )


def _evidence(contacts: Iterable[Contact]) -> tuple[Evidence, ...]:
    return tuple(Evidence(c.uid, c.at, text.one_line(c.subject, 500), c.day) for c in contacts)
