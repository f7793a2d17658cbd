"""The weekly digest: gather the week, compose it, hand it over once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from rules.schema import RuleSet
from rules.settings import Goal as Wish
from syncd.careers import JobChange, job_changes
from syncd.digest.chart import weekly_counts
from syncd.digest.message import render
from syncd.digest.sections import Digest
from syncd.digest.suggested import Goal, Introduction
from syncd.digest.week import DAYS, compose
from syncd.jobs.confirm import in_order
from syncd.jobs.followup import decide, outcome
from syncd.jobs.network import begun_by_me, contacts, threads
from syncd.jobs.suggestions import goals, introductions
from syncd.jobs.world import World, gather
from syncd.model import LIVE
from syncd.network import conversations
from syncd.ports import Mailer, NotBuilt
from syncd.settings import Settings
from syncd.store.log import AccountState, BadItem, Log, Store


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest and the mail it became."""

    digest: Digest
    message: EmailMessage


def compose_digest(store: Store, settings: Settings, rules: RuleSet, now: datetime) -> Composed:
    """The digest as of `now`; reads the log, writes nothing."""
    zone = ZoneInfo(settings.me.timezone)
    with store.read() as log:
        world = gather(log, settings, now, rules)
        counts = weekly_counts(contacts(world), now, zone)
        pairs, measured, jobs = _introductions(world, rules), _goals(world, rules), _jobs(world)
        problems = _problems(log)
    plan = decide(world, rules, "", None)
    promises = in_order(world, outcome(world, rules).suggested)
    live = sorted(
        (item for item in world.followups if item.state in LIVE),
        key=lambda item: (item.priority, item.date, item.due, item.id),
    )
    digest = compose(
        ties={key: tie for key, tie in world.ties.items() if tie.is_person},
        followups=live,
        held=plan.held,
        settled=[item for item in world.followups if item.state not in LIVE],
        counts=counts,
        problems=problems,
        promises=promises,
        introductions=pairs,
        goals=measured,
        jobs=jobs,
        now=now,
        zone=zone,
        name=settings.me.name,
    )
    owner = _owner(settings)
    sender = next((one.address for one in settings.accounts if one.name == settings.digest.via), "") or owner
    message = render(digest, sender=sender, to=settings.digest.to or (owner,), owner=owner)
    return Composed(digest, message)


def send_digest(composed: Composed, mailer: Mailer, store: Store) -> str:
    """Hands the digest over and notes its week; returns where it went. Once per week: the mailer knows its Message-ID.

    The caller holds the lock.
    """
    place = mailer.send(composed.message)
    with store.begin() as log:
        log.set_meta("digest_week", composed.digest.week)
    return place


def _owner(settings: Settings) -> str:
    addresses = [*settings.digest.to, *sorted(settings.me.addresses)]
    if not addresses:
        raise NotBuilt('whose digest is it? set [me] addresses = ["you@example.org"] in the config')
    return addresses[0]


def _introductions(world: World, rules: RuleSet) -> list[Introduction]:
    return [Introduction(pair.one, pair.other, pair.tags) for pair in introductions(world, rules)]


def _goals(world: World, rules: RuleSet) -> list[Goal]:
    counted = any(isinstance(rule.settings, Wish) and rule.settings.what == "outreach" for rule in rules.rules)
    spoken = threads(world.facts, world.directory, world.settings, world.now) if counted else []
    return [
        Goal(one.rule, one.what, one.per, one.last, one.value, one.at_least, one.done, one.people)
        for one in goals(world, rules, begun_by_me(conversations(spoken)))
    ]


def _jobs(world: World) -> list[JobChange]:
    """Jobs that changed lately by what was imported."""
    since = int((world.now - timedelta(days=DAYS)).timestamp())
    now = int(world.now.timestamp())
    return [one for one in job_changes(world.facts, world.directory, since) if one.changed <= now]


def _problems(log: Log) -> list[str]:
    lines = [_trouble(state) for state in log.account_states().values() if state.state != "ok"]
    bad: Sequence[BadItem] = log.unreadable()
    if bad:
        reasons = sorted({item.reason for item in bad})[:3]
        lines.append(f"{len(bad):,} mails or events can't be read ({'; '.join(reasons)}): syncd doctor lists them")
    if suspect := log.meta("suspect"):
        lines.append(suspect)
    return lines


def _trouble(state: AccountState) -> str:
    return f"account {state.name}: {state.error or state.state}"
