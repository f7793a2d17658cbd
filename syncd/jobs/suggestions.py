"""What only the digest says: whom to introduce to whom, how far goals have come, who has a new job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from zoneinfo import ZoneInfo

from rules.finding import Day
from rules.kinds import goal, introduce
from rules.schema import Rule, RuleSet
from rules.settings import Goal, Introduce
from syncd.jobs.world import World
from syncd.matching import matches
from syncd.merging import FREE_MAIL
from syncd.model import Role, Status, Tie
from syncd.people import exists

_DELIVERED = int(Role.DELIVERED)


def goals(world: World, rules: RuleSet, begun: Iterable[tuple[int, AbstractSet[str]]]) -> list[goal.Progress]:
    """How far each rule of kind goal has come, in their order. `begun`: conversations I began, when and with whom."""
    starts = list(begun)
    return [
        goal.measure(rule.name, rule.settings, _meant(rule, world), starts, _day(world))
        for rule in rules.rules
        if isinstance(rule.settings, Goal)
    ]


def introductions(world: World, rules: RuleSet) -> list[introduce.Pair]:
    """This week's pairs, of every rule of kind introduce; reads the mails once if there may be any."""
    found: list[introduce.Pair] = []
    day = _day(world)
    for rule in rules.rules:
        if not isinstance(rule.settings, Introduce):
            continue
        people = [tie for tie in _meant(rule, world) if tie.is_person and tie.person.status is Status.ACTIVE]
        possible = introduce.pairs(people, rule.who, day, _one_house)
        if not possible:
            continue
        met = _Acquainted(world, {tie.person.key for pair in possible for tie in (pair.one, pair.other)})
        fresh = [pair for pair in possible if not met.together(pair.one.person.key, pair.other.person.key)]
        known = {_keys(pair) for pair in found}
        found += [pair for pair in introduce.of_the_week(fresh, rule.settings, day.today) if _keys(pair) not in known]
    return found


def _day(world: World) -> Day:
    zone = ZoneInfo(world.settings.me.timezone)
    return Day(world.now.astimezone(zone).date(), zone, world.settings.followups.workdays)


def _meant(rule: Rule, world: World) -> Sequence[Tie]:
    """Everybody who fits the rule's `who`."""
    groups = world.settings.groups
    return [tie for tie in world.ties.values() if matches(rule.who, tie.person, groups)]


def _keys(pair: introduce.Pair) -> tuple[str, str]:
    return pair.one.person.key, pair.other.person.key


def _one_house(one: Tie, other: Tie) -> bool:
    """Whether both have an address of one organisation: such people probably know each other."""
    return not _houses(one).isdisjoint(_houses(other))


def _houses(tie: Tie) -> set[str]:
    return {address.rpartition("@")[2] for address in tie.person.addresses if "@" in address} - FREE_MAIL


class _Acquainted:
    """Which of some people stood together in a mail, thread or meeting, counted as contact or not."""

    def __init__(self, world: World, people: AbstractSet[str]) -> None:
        directory, instant = world.directory, int(world.now.timestamp())
        keys = {number: directory.key_of(address) for number, address in world.facts.addresses.items()}
        gathered: defaultdict[object, set[str]] = defaultdict(set)
        for letter in world.facts.letters(0):
            mail = letter.mail
            if mail.at > instant or not exists(mail.copies):
                continue
            numbers = (mail.author, *(number for role, number in mail.parties if role != _DELIVERED))
            present = {key for number in numbers if (key := keys[number]) in people and key is not None}
            if present:
                own = blake2b(mail.uid.encode(), digest_size=8).digest()
                for thread in (letter.refs[:8] or own, *letter.threads):
                    gathered[thread] |= present
        for _, event in world.facts.events:
            for address in (event.organizer, *(attendee.address for attendee in event.attendees)):
                if address and (key := directory.key_of(address)) in people and key is not None:
                    gathered["event", event.uid].add(key)
        self._gathered = [present for present in gathered.values() if len(present) > 1]

    def together(self, one: str, other: str) -> bool:
        return any(one in present and other in present for present in self._gathered)
