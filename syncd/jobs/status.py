"""What `status` shows, from the cache where that still fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from syncd.agenda import Try, next_digest, next_run
from syncd.jobs.refused import refusals
from syncd.jobs.summary import Summary, current
from syncd.jobs.troubles import BROKEN, FOLLOWING, SENDING, SUSPECT
from syncd.model import LIVE
from syncd.settings import Settings
from syncd.store.log import AccountState, Store


@dataclass(frozen=True, slots=True)
class Status:
    """`unreadable` and `next_runs` (instants) by account; `digest_last` an ISO week, `digest_next` an instant."""

    summary: Summary
    states: Mapping[str, AccountState]
    unreadable: Mapping[str, int]
    next_runs: Mapping[str, int]  # empty while no daemon runs
    open_followups: int
    digest_last: str | None
    digest_next: int | None
    problems: tuple[str, ...]


def look(store: Store, settings: Settings, now: datetime, *, daemon: bool) -> Status:
    """Reads the log once. `daemon`: whether one runs, so that there are next runs to tell."""
    with store.read() as log:
        states = log.account_states()
        names = (SUSPECT, FOLLOWING, SENDING, *([BROKEN] if daemon else []))
        problems = (*(log.meta(name) for name in names), refusals(log, settings, now))
        return Status(
            summary=current(log, settings, now),
            states=states,
            unreadable=Counter(item.account for item in log.unreadable()),
            next_runs=_next_runs(settings, states, now) if daemon else {},
            open_followups=sum(item.state in LIVE for item in log.followups()),
            digest_last=log.meta("digest_week"),
            digest_next=_next_digest(settings, now) if settings.digest.via else None,
            problems=tuple(dict.fromkeys(problem for problem in problems if problem)),
        )


def _next_runs(settings: Settings, states: Mapping[str, AccountState], now: datetime) -> dict[str, int]:
    """When a daemon reads each account next; what is due already is read now."""
    instant = int(now.timestamp())
    found = {}
    for account in settings.accounts:
        state = states.get(account.name)
        last = Try(state.last_attempt, state.failures) if state else None
        found[account.name] = max(instant, next_run(last, settings.every, instant))
    return found


def _next_digest(settings: Settings, now: datetime) -> int:
    return int(next_digest(settings.digest, now, ZoneInfo(settings.me.timezone)).timestamp())
