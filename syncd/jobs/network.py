"""From the log to the network view: the threads of two years, who began them, who answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rules.kinds.goal import Progress
from rules.schema import RuleSet
from rules.threads.join import join
from rules.threads.letter import ME
from syncd.contact import Judge, hand_contacts
from syncd.dates import Duration
from syncd.digest.chart import WEEKS, Week, weekly_counts, weeks
from syncd.jobs.letters import Letters
from syncd.jobs.suggestions import goals
from syncd.jobs.world import World
from syncd.meetings import meetings
from syncd.model import Direction, Facts, LetterRow
from syncd.network import (
    REACHED,
    Begun,
    Outreach,
    Reach,
    Reciprocity,
    Turn,
    Variety,
    conversations,
    messages,
    outreach,
    reach,
    reciprocity,
    variety,
)
from syncd.people import Directory
from syncd.settings import Settings

WINDOW = Duration(2, "y")
"""How far back give and take is looked at, as for a rhythm."""


@dataclass(frozen=True, slots=True)
class View:
    """The whole network. `people` are by Person.key; `reached`, `outreach` and `variety` are of the last 90 days."""

    people: dict[str, Reciprocity]
    reached: Sequence[Reach]
    goals: Sequence[Progress]
    outreach: Outreach
    variety: Variety
    weeks: Sequence[Week]


def threads(facts: Facts, directory: Directory, settings: Settings, now: datetime) -> list[list[Turn]]:
    """Every conversation of the last two years; reads the mails once."""
    start = int(WINDOW.before_instant(now.astimezone(ZoneInfo(settings.me.timezone))).timestamp())
    found = []
    for thread in join(Letters(facts, directory, settings, now).since(start)):
        turns = [
            Turn(
                letter.at, letter.author == ME, frozenset(letter.recipients if letter.author == ME else [letter.author])
            )
            for letter in thread
            if letter.counts
        ]
        if turns:
            found.append(turns)
    spoken = ((key, c) for key, c in hand_contacts(facts, directory, now) if c.counted and c.at >= start)
    return found + messages(spoken)


def between(key: str, facts: Facts, directory: Directory, settings: Settings, now: datetime) -> Reciprocity:
    """Give and take with one person, from the mails in which they have a place."""
    numbers = {number for number, address in facts.addresses.items() if directory.key_of(address) == key}

    def letters(since: int) -> Iterator[LetterRow]:
        for row in facts.letters(since):
            if row.mail.author in numbers or any(number in numbers for _, number in row.mail.parties):
                yield row

    theirs = replace(facts, letters=letters)
    return reciprocity(threads(theirs, directory, settings, now)).get(key, Reciprocity())


def begun_by_me(begun: Iterable[Begun]) -> list[tuple[int, frozenset[str]]]:
    """When I began which conversations, and with whom: what the goal `outreach` counts."""
    return [(one.at, one.people) for one in begun if one.mine]


def view(world: World, rules: RuleSet) -> View:
    """All of it; while the transaction is open that `world` was read in."""
    settings, now = world.settings, world.now
    zone = ZoneInfo(settings.me.timezone)
    today = now.astimezone(zone).date()
    spoken = threads(world.facts, world.directory, settings, now)
    begun = conversations(spoken)
    measured = goals(world, rules, begun_by_me(begun))
    groups = [group.name for group in settings.groups]
    wanted = {
        name: goal.at_least
        for rule, goal in zip([r for r in rules.rules if r.kind == "goal"], measured, strict=True)
        if goal.what == "reached"
        for name in rule.who.group
    }
    people = {key: found for key, found in reciprocity(spoken).items() if world.ties[key].is_person}
    return View(
        people=people,
        reached=reach(groups, world.ties.values(), today, zone, wanted),
        goals=measured,
        outreach=outreach(begun, today - timedelta(days=REACHED - 1), zone),
        variety=variety(groups, world.ties.values(), today, zone),
        weeks=weeks(weekly_counts(contacts(world), now, zone), now, zone),
    )


def contacts(world: World) -> Iterator[tuple[int, Direction | None]]:
    """Each counted interaction of the last weeks once."""
    since = int((world.now - timedelta(weeks=WEEKS + 1)).timestamp())
    judge = Judge(world.facts, world.directory, world.settings, world.now)
    for row in world.facts.mails:
        if row.at >= since:
            verdict = judge.mail(row)
            if verdict is not None and verdict.why is None and verdict.keys:
                yield row.at, Direction.OUTBOUND if verdict.outbound else Direction.INBOUND
    for meeting in meetings(world.facts.events, world.directory, world.settings, world.now):
        if any(why is None for why in meeting.verdicts.values()):
            yield meeting.at, None
    for _, contact in hand_contacts(world.facts, world.directory, world.now):
        if contact.counted:
            yield contact.at, contact.direction
