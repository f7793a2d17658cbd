"""The few figures that `status` shows at once, computed after each change and kept as a cache.

The cache names what it was computed from; where that no longer fits, the figures are computed anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from syncd.jobs.world import World, fingerprint, gather, named_addresses
from syncd.model import Facts
from syncd.settings import Settings
from syncd.store.log import Log, Store
from syncd.ties import maybe_mine


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures as of `now`; they hold until `until` (an instant, None: until something changes)."""

    version: int  # Log.facts_version
    fingerprint: str
    now: int
    until: int | None
    people: int
    interactions: int
    accounts: Mapping[str, int]  # interactions by account
    maybe_mine: tuple[tuple[str, int], ...]  # addresses that might be the owner's, with mails


def current(log: Log, settings: Settings, now: datetime) -> Summary:
    """The figures as of `now`: from the cache if it still fits, else computed."""
    stored = log.summary()
    instant = int(now.timestamp())
    if (
        stored is not None
        and stored["version"] == log.facts_version()
        and stored["fingerprint"] == fingerprint(settings)
        and stored["now"] <= instant
        and (stored["until"] is None or instant < stored["until"])
    ):
        return Summary(**{**stored, "maybe_mine": tuple((a, n) for a, n in stored["maybe_mine"])})
    return summarise(log, gather(log, settings, now))


def refresh(store: Store, settings: Settings, now: datetime) -> Summary:
    """Computes and stores the figures; also notes since when the config names people. The caller holds the lock."""
    with store.begin() as log:
        log.remember_named(named_addresses(settings), now.astimezone(ZoneInfo(settings.me.timezone)).date())
    with store.read() as log:
        summary = summarise(log, gather(log, settings, now))
    with store.begin() as log:
        log.set_summary(asdict(summary))
    return summary


def summarise(log: Log, world: World) -> Summary:
    """The figures of a world."""
    instant = int(world.now.timestamp())
    changes = [tie.next_meeting.at for tie in world.ties.values() if tie.next_meeting is not None and not tie.is_person]
    later = log.next_mail_after(instant)
    by_account, total = _interactions(log, world.facts, instant)
    return Summary(
        version=log.facts_version(),
        fingerprint=fingerprint(world.settings),
        now=instant,
        until=min([*changes, *([later] if later is not None else [])], default=None),
        people=sum(tie.is_person for tie in world.ties.values()),
        interactions=total,
        accounts=by_account,
        maybe_mine=tuple(maybe_mine(world.facts, world.directory, world.settings, world.now)),
    )


def _interactions(log: Log, facts: Facts, now: int) -> tuple[dict[str, int], int]:
    """By account and in all: mails, calendar events (a series is one), contacts logged by hand."""
    mails, total = log.mail_counts(now)
    events = {(row.account, row.event.uid) for row in facts.events}
    by_account = Counter(mails) + Counter(account for account, _ in events)
    by_hand = sum(row.at <= now for row in facts.hand)
    return dict(by_account), total + len({uid for _, uid in events}) + by_hand
