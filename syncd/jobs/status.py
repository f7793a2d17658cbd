"""What `status` shows, from the cache where that still fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syncd.jobs.summary import Summary, current
from syncd.model import LIVE
from syncd.settings import Settings
from syncd.store.log import AccountState, Store


@dataclass(frozen=True, slots=True)
class Status:
    """`unreadable` by account; `digest_last` an ISO week, `digest_next` an instant."""

    summary: Summary
    states: Mapping[str, AccountState]
    unreadable: Mapping[str, int]
    open_followups: int
    digest_last: str | None
    digest_next: int | None
    problems: tuple[str, ...]


def look(store: Store, settings: Settings, now: datetime) -> Status:
    """Reads the log once."""
    with store.read() as log:
        suspect = log.meta("suspect")
        return Status(
            summary=current(log, settings, now),
            states=log.account_states(),
            unreadable=Counter(item.account for item in log.unreadable()),
            open_followups=sum(item.state in LIVE for item in log.followups()),
            digest_last=log.meta("digest_week"),
            digest_next=next_digest(settings, now) if settings.digest.via else None,
            problems=(suspect,) if suspect else (),
        )


def next_digest(settings: Settings, now: datetime) -> int:
    """The next time the digest is due after `now`, by the wall clock of the owner's zone."""
    local = now.astimezone(ZoneInfo(settings.me.timezone))
    days = (settings.digest.day - local.weekday()) % 7
    at = settings.digest.at
    moment = (local + timedelta(days=days)).replace(hour=at.hour, minute=at.minute, second=0)
    return int((moment if moment > local else moment + timedelta(days=7)).timestamp())
