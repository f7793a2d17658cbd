"""One tick of the daemon: pull what is due, obey mail commands, follow up, send the digest. Each by itself: trouble
with one account, the calendar or the digest stops none of the others.

What is said (`Tick.said`) is what changed: an outage once, and its end once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.schema import RuleSet
from syncd import clock
from syncd.agenda import Agenda, Try, agenda
from syncd.jobs import followup, obey
from syncd.jobs.carry import Result
from syncd.jobs.digest import send_once
from syncd.jobs.ingest import Report, ingest
from syncd.jobs.summary import digest_of, refresh
from syncd.jobs.troubles import BROKEN, FOLLOWING, SENDING
from syncd.ports import Mailer, Source, TaskSink, Trouble
from syncd.settings import Settings
from syncd.store.log import AccountState, Log, Store

SLICE = 240.0
"""Seconds after which a long first sync lets the other accounts have their turn."""
_PLANNED = "planned_from"


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world of a tick; each is asked for when it is needed."""

    source: Callable[[str], Source]  # by account name
    sink: Callable[[], TaskSink | None]
    mailer: Callable[[], Mailer]


@dataclass(slots=True)
class Tick:
    """What a tick did. `said`: lines for the journal. `more`: there is more to do at once."""

    reports: list[Report] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)  # of following up and of the digest
    digest: str = ""  # where it went
    said: list[str] = field(default_factory=list)

    @property
    def more(self) -> bool:
        """Whether an account was left in the middle."""
        return any(report.paused for report in self.reports)


def tick(
    settings: Settings,
    rules: RuleSet,
    store: Store,
    ports: Ports,
    now: datetime,
    due: Agenda,
    *,
    broken: str = "",
    alive: Callable[[str], None] = lambda _: None,
    always: bool = False,
) -> Tick:
    """Does what is due. The caller holds the lock and the pen.

    `broken`: what is wrong with the newest edit of config or rules, which `settings` and `rules` are older than.
    `alive` is told what goes on, often. `always`: follow up even if nothing that counts has changed.
    """
    done = Tick()
    with store.begin() as log:
        before = log.account_states()
        if (log.meta(BROKEN) or "") != broken:
            log.set_meta(BROKEN, broken)
    for name in due.accounts:
        alive(f"reading {name}")
        done.reports.append(_pull(name, settings, store, ports, now, alive))
    with store.read() as log:
        after = log.account_states()
    done.said += [line for report in done.reports if (line := _news(before.get(report.name), after[report.name]))]
    if _in_first_pass(settings, after):
        return done

    def follow() -> None:
        done.said += obey.told(obey.obey(store, settings, now))
        _follow_up(settings, rules, store, ports, now, always, done)

    alive("following up")
    _guarded(store, FOLLOWING, "follow-ups", done, follow)
    if (moment := due.digest) is not None:
        alive("sending the digest")
        _guarded(store, SENDING, "digest", done, lambda: _send(settings, rules, store, ports, now, moment, done), now)
    return done


def _pull(
    name: str, settings: Settings, store: Store, ports: Ports, now: datetime, alive: Callable[[str], None]
) -> Report:
    until = clock.monotonic() + SLICE

    def told(title: str, count: int, _fraction: float) -> None:
        alive(f"reading {name}: {title} ({count:,})")

    return ingest(
        name,
        lambda: ports.source(name),
        store,
        int(now.timestamp()),
        told,
        settings=settings,
        pause=lambda: clock.monotonic() > until,
    )


def _in_first_pass(settings: Settings, states: dict[str, AccountState]) -> bool:
    """Whether some account is still read for the first time: nobody seems silent only because of that."""
    found = [states.get(account.name) for account in settings.accounts]
    return any(one is None or (one.last_success is None and one.error is None) for one in found)


def _follow_up(
    settings: Settings, rules: RuleSet, store: Store, ports: Ports, now: datetime, always: bool, done: Tick
) -> None:
    """Plans and applies, unless nothing that counts has changed since the last time."""
    refresh(store, settings, now)
    if failing := followup.failing_examples(rules, settings):
        raise Trouble(
            f"rule {failing[0].rule}: an example does not hold, so nothing is written: syncd rules test tells more"
        )
    place = ports.sink() if settings.followups.write and settings.followups.to else None
    found = list(place.tasks()) if place is not None else None
    hour = int(now.timestamp()) // 3600  # rules speak of hours at the finest
    with store.read() as log:
        seen = digest_of(log.facts_version(), log.followups(), found, settings, rules, hour)
        if seen == log.meta(_PLANNED) and not always:
            return
    planned = followup.plan(store, settings, rules, now, place, found=found)
    if settings.followups.write:
        done.results += followup.apply(planned, place, store)
    if planned.plan.suspect:
        raise Trouble(planned.plan.suspect)
    written = sum(one.doing.action != "none" and one.result == "done" for one in done.results)
    if written:
        done.said.append(f"follow-ups: {written} written to {place.name if place else 'the log'}")
    if failed := [one for one in done.results if one.error]:
        raise Trouble(f"{len(failed)} not written: {failed[0].error}")
    if not written:  # what was written is looked at once more
        with store.begin() as log:
            log.set_meta(_PLANNED, seen)


def _send(
    settings: Settings, rules: RuleSet, store: Store, ports: Ports, now: datetime, moment: datetime, done: Tick
) -> None:
    with store.read() as log:
        problems = [text for name in (BROKEN, FOLLOWING) if (text := log.meta(name))]
    done.digest = send_once(store, settings, rules, now, ports.mailer(), week_of=moment, problems=problems) or ""
    if done.digest:
        done.said.append(f"digest: {done.digest}")


def _guarded(
    store: Store, name: str, what: str, done: Tick, do: Callable[[], None], now: datetime | None = None
) -> None:
    """Does it; its trouble is remembered under `name` and said when it begins, changes or ends."""
    text = ""
    try:
        do()
    except Trouble as trouble:
        done.troubles.append(trouble)
        text = str(trouble)
    with store.begin() as log:
        was = log.meta(name) or ""
        if text != was:
            log.set_meta(name, text)
        if now is not None:
            _count(log, failed=bool(text), now=now)
    if text and text != was:
        done.said.append(f"{what}: {text}")
    elif was and not text:
        done.said.append(f"{what}: all is well again")


def _news(before: AccountState | None, after: AccountState) -> str:
    """What to say of an account: an outage when it begins or changes its kind, its end, a first success; else ""."""
    was, is_ = before.state if before else "ok", after.state
    if is_ != "ok":
        return f"{after.name}: {is_}: {after.error}" if is_ != was else ""
    return f"{after.name}: all is well again" if was != "ok" else ""


# ---------------------------------------------------------------- sending again

_TRY = "digest_try"


def sending(log: Log) -> Try | None:
    """The last attempt to send the digest, if it failed."""
    text = log.meta(_TRY)
    return Try(*json.loads(text)) if text else None


def _count(log: Log, *, failed: bool, now: datetime) -> None:
    last = sending(log)
    log.set_meta(_TRY, json.dumps([int(now.timestamp()), (last.failures if last else 0) + 1]) if failed else "")


def due_now(store: Store, settings: Settings, now: datetime, *, asked: Sequence[str] | None = None) -> Agenda:
    """What the log says is due. `asked`: accounts to read whether they are due or not."""
    with store.read() as log:
        states = log.account_states()
        tries = {name: Try(state.last_attempt, state.failures) for name, state in states.items()}
        found = agenda(
            [account.name for account in settings.accounts],
            tries,
            settings.every,
            settings.digest,
            log.meta("digest_week") or "",
            sending(log),
            now,
            ZoneInfo(settings.me.timezone),
        )
    if asked is None:
        return found
    return Agenda(tuple(dict.fromkeys([*found.accounts, *asked])), found.digest, found.wake)
