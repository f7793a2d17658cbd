"""The weekly digest: gather the week, compose it, hand it over once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from rules.schema import RuleSet
from rules.settings import Goal as Wish
from syncd.careers import JobChange, job_changes
from syncd.dates import iso_week, local_day
from syncd.digest import words
from syncd.digest.chart import weekly_counts
from syncd.digest.message import render
from syncd.digest.sections import Digest
from syncd.digest.suggested import Goal, Introduction
from syncd.digest.week import DAYS, compose
from syncd.jobs.confirm import undecided
from syncd.jobs.followup import decide, failing_examples, outcome
from syncd.jobs.network import begun_by_me, contacts, threads
from syncd.jobs.refused import refusals
from syncd.jobs.suggestions import goals, introductions
from syncd.jobs.world import World, gather
from syncd.model import LIVE
from syncd.network import conversations
from syncd.ports import Mailer, NotBuilt
from syncd.secret import signing_key
from syncd.settings import ARCHIVE_PROVIDERS, MAIL_PROVIDERS, Settings
from syncd.store.log import AccountState, BadItem, Log, Store

_PATIENCE = 86_400  # seconds an account may be out of reach before the digest tells


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest and the mail it became."""

    digest: Digest
    message: EmailMessage


def compose_digest(
    store: Store,
    settings: Settings,
    rules: RuleSet,
    now: datetime,
    *,
    secret: bytes | None = None,
    problems: Sequence[str] = (),
    week_of: datetime | None = None,
) -> Composed:
    """The digest as of `now`; reads the log, writes nothing. It is that of the ISO week of `week_of` (`now`).

    `secret` (`syncd.secret`) signs mail links; without it, or without a mailbox that is read, the digest names the
    commands instead. `problems` are told beside those of the log, like a broken edit of the rules.
    """
    zone = ZoneInfo(settings.me.timezone)
    with store.read() as log:
        world = gather(log, settings, now, rules)
        counts = weekly_counts(contacts(world), now, zone)
        pairs, measured, jobs = _introductions(world, rules), _goals(world, rules), _jobs(world)
        ours = [*_broken(rules, settings), *_problems(log, settings, now)]
        found = [*problems, *(line[:1].upper() + line[1:] for line in ours)]
    said = outcome(world, rules)
    plan = decide(world, rules, "", None, said=said)
    promises = undecided(world, said)
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
        problems=found,
        promises=promises,
        introductions=pairs,
        goals=measured,
        jobs=jobs,
        now=now,
        zone=zone,
        name=settings.me.name,
    )
    if week_of is not None:
        digest = replace(digest, week=_week(week_of, zone))
    owner = _owner(settings)
    sender = next((one.address for one in settings.accounts if one.name == settings.digest.via), "") or owner
    message = render(
        digest,
        sender=sender,
        to=settings.digest.to or (owner,),
        owner=owner,
        mailbox=mailbox(settings),
        secret=secret,
    )
    return Composed(digest, message)


def was_sent(store: Store, settings: Settings, now: datetime) -> bool:
    """Whether the digest of the ISO week in which `now` lies, or of a later one, was handed over by this machine."""
    week = _week(now, ZoneInfo(settings.me.timezone))
    with store.read() as log:
        return (log.meta("digest_week") or "") >= week


def send_once(
    store: Store,
    settings: Settings,
    rules: RuleSet,
    now: datetime,
    mailer: Mailer,
    *,
    week_of: datetime | None = None,
    problems: Sequence[str] = (),
) -> str | None:
    """Sends the digest of the week of `week_of` (`now`) unless it was; returns where it went, or None.

    Raises what sending raises.

    Killed between sending and noting it comes again, and the mailer finds what it sent. The caller holds the lock.
    """
    if was_sent(store, settings, week_of or now):
        return None
    key = signing_key(settings.paths.state)
    composed = compose_digest(store, settings, rules, now, secret=key, problems=problems, week_of=week_of)
    return send_digest(composed, mailer, store)


def _week(moment: datetime, zone: ZoneInfo) -> str:
    return iso_week(moment.astimezone(zone).date())


def send_digest(composed: Composed, mailer: Mailer, store: Store) -> str:
    """Hands the digest over and notes its week; returns where it went. Once per week: the mailer knows its Message-ID.

    The caller holds the lock.
    """
    place = mailer.send(composed.message)
    with store.begin() as log:
        log.set_meta("digest_week", composed.digest.week)
    return place


def mailbox(settings: Settings) -> str:
    """The address mail links write to: one whose mail is read, or "" if no mail is.

    The mailbox the digest comes from or goes to if it is one; an archive only if there is nothing better.
    """
    reads = [one for one in settings.accounts if one.mail and one.provider in MAIL_PROVIDERS]
    if not reads:
        return ""
    wanted = settings.digest.to[:1]
    reads.sort(
        key=lambda one: (
            one.provider in ARCHIVE_PROVIDERS or bool(one.options.get("shared")),
            one.name != settings.digest.via,
            one.address not in wanted,
        )
    )
    mine = [*(one for one in wanted if one in settings.me.addresses), *sorted(settings.me.addresses)]
    return next((one.address for one in reads if one.address), mine[0] if mine else "")


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


def _broken(rules: RuleSet, settings: Settings) -> list[str]:
    """Rules whose examples do not hold: `apply` writes nothing meanwhile."""
    return [
        f"rule {one.rule}: an example expects {one.expected} and gets {one.got}, so nothing is written: "
        "syncd rules test tells more"
        for one in failing_examples(rules, settings)
    ]


def _problems(log: Log, settings: Settings, now: datetime) -> list[str]:
    states = log.account_states()
    zone = ZoneInfo(settings.me.timezone)
    lines = [_trouble(one.name, states.get(one.name), now, zone) for one in settings.accounts]
    bad: Sequence[BadItem] = log.unreadable()
    if bad:
        reasons = sorted({item.reason for item in bad})[:3]
        what = "one mail or event" if len(bad) == 1 else f"{len(bad):,} mails or events"
        lines.append(f"{what} can’t be read ({'; '.join(reasons)}): syncd doctor lists them")
    lines += [log.meta("suspect") or "", refusals(log, settings, now)]
    return [line for line in lines if line]


def _trouble(name: str, state: AccountState | None, now: datetime, zone: ZoneInfo) -> str:
    """What is wrong with an account; "" if nothing, or if it was out of reach for less than a day."""
    if state is None:
        return f"account {name} was never read: syncd sync {name}"
    last = state.last_success
    if state.state == "ok" or (state.state == "offline" and last is not None and now.timestamp() - last < _PATIENCE):
        return ""
    today = now.astimezone(zone).date()
    since = f"last read on {words.on_day(local_day(last, zone), today)}" if last is not None else "never read"
    return f"account {name}, {since}: {state.error or state.state}"
