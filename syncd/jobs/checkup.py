"""What `doctor` looks at, most basic first: this module goes through it, `checkup_*` look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.schema import RuleSet
from syncd import clock
from syncd.jobs import checkup_log, checkup_machine, checkup_rules
from syncd.jobs.finding import Finding, bad, note, ok
from syncd.jobs.service import Condition
from syncd.joining import my_addresses
from syncd.ports import AuthExpired, Busy, Locked, NotBuilt, NotGranted, RateLimited, Source, Trouble, Unavailable
from syncd.settings import Account, Settings
from syncd.store.log import Store
from syncd.tokens import TokenStore


@dataclass(frozen=True, slots=True)
class Subject:
    """What is examined. `source` makes an account's source, `store` opens the log for reading; both may raise."""

    settings: Settings
    rules: RuleSet
    source: Callable[[Account, datetime], Source]
    store: Callable[[], Store]
    tokens: TokenStore
    service: Condition
    now: datetime  # as of when the log is looked at


def examine(subject: Subject) -> Iterator[Finding]:
    """All findings."""
    settings, today = subject.settings, max(clock.now(), subject.now)  # a log that was synced with --now, too
    yield from checkup_machine.packages()
    if not settings.log_url:
        yield from checkup_machine.database()
    yield from _config(subject)
    yield from checkup_machine.permissions(settings)
    yield from checkup_machine.space(settings)
    yield from checkup_machine.key_of_links(settings)
    yield from checkup_machine.lock(settings)
    yield from checkup_machine.service(subject.service, settings)
    yield from _accounts(subject)
    yield from checkup_machine.left_logins(settings)
    try:
        store = subject.store()
        if not store.size():
            yield note("there is no log yet", "syncd sync makes it")
            return
        findings = list(checkup_log.state(store, settings, today))
        yield from findings
        if any(finding.level == "bad" for finding in findings if finding.text.startswith(checkup_log.DAMAGED)):
            return
        yield from checkup_log.contents(store, settings, subject.now)
        yield from checkup_rules.people(store, settings, subject.rules, subject.now)
    except Trouble as trouble:
        yield bad(str(trouble), remedy(trouble))


def remedy(trouble: Trouble, account: str = "") -> str:
    """What to do about trouble, beside what it says itself."""
    again = f"syncd sync {account}".rstrip()
    if isinstance(trouble, AuthExpired | NotGranted):
        return f"syncd auth {account}".rstrip()
    if isinstance(trouble, Locked):
        return f"unlock the keyring, then {again}"
    if isinstance(trouble, Unavailable | RateLimited):
        return f"check the network and try later: {again}"
    if isinstance(trouble, Busy):
        return "wait until it is done, or end it"
    return "correct the config, then syncd doctor" if isinstance(trouble, NotBuilt) else f"mend that, then {again}"


def _config(subject: Subject) -> Iterator[Finding]:
    settings, rules = subject.settings, subject.rules.rules
    yield ok(
        f"config {settings.paths.config} and rules make sense;"
        f" accounts: {len(settings.accounts):,}, rules: {len(rules):,}"
    )
    if not my_addresses(settings):
        yield bad("no address of yours is known: all mail seems to be from others", '[me] addresses = ["you@…"]')
    if not rules:
        yield note("there are no rules, so there are no follow-ups", "syncd init writes some; docs/rules-cookbook.md")
    yield from checkup_rules.examples(subject.rules, settings)
    yield from checkup_rules.texts(subject.rules, settings)
    since = settings.oldest(int(subject.now.timestamp()))
    if since is not None:
        day = datetime.fromtimestamp(since, ZoneInfo(settings.me.timezone)).date()
        yield ok(f"[log] keep = {settings.keep}: what is older than {day} leaves the log")


def _accounts(subject: Subject) -> Iterator[Finding]:
    if not subject.settings.accounts:
        yield note("the config has no account", "syncd init, or add an [[account]] to the config")
    for account in subject.settings.accounts:
        try:
            kept = subject.tokens.where(account.name)
            streams = subject.source(account, subject.now).streams()
        except Trouble as trouble:
            yield bad(f"account {account.name}: {trouble}", remedy(trouble, account.name))
        else:
            login = f"; login in {kept}" if kept else ""
            yield ok(f"account {account.name}: {len(streams):,} to read from{login}")
