"""The few figures that `status` shows at once, computed after each change and kept as a cache.

The cache names what it was computed from; where that no longer fits, the figures are computed anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from syncd.settings import Settings
from syncd.store.log import Log, Store

_INFERENCE = 1  # to be raised when the same facts and config come to mean something else


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
    return _stored(log, settings, now) or _computed(log, settings, now)


def refresh(store: Store, settings: Settings, now: datetime) -> Summary:
    """Computes and stores the figures, unless those stored still fit; also notes since when the config names people.

    The caller holds the lock.
    """
    with store.begin() as log:
        log.remember_named(named_addresses(settings), now.astimezone(ZoneInfo(settings.me.timezone)).date())
        if (stored := _stored(log, settings, now)) is not None:
            return stored
    with store.read() as log:
        summary = _computed(log, settings, now)
    with store.begin() as log:
        log.set_summary(asdict(summary))
    return summary


def _stored(log: Log, settings: Settings, now: datetime) -> Summary | None:
    """The cache, if it still fits."""
    stored = log.summary()
    instant = int(now.timestamp())
    if (
        stored is None
        or stored["version"] != log.facts_version()
        or stored["fingerprint"] != fingerprint(settings)
        or stored["now"] > instant
        or (stored["until"] is not None and instant >= stored["until"])
    ):
        return None
    return Summary(**{**stored, "maybe_mine": tuple((a, n) for a, n in stored["maybe_mine"])})


def _computed(log: Log, settings: Settings, now: datetime) -> Summary:
    from syncd.jobs.figures import summarise  # half of what syncd is; a cache that fits does without

    return summarise(log, settings, now)


def named_addresses(settings: Settings) -> set[str]:
    """The addresses the config names as somebody's: [[person]] entries."""
    return {address for entry in settings.people for address in entry.addresses}


def fingerprint(settings: Settings) -> str:
    """Changes when anything changes in the config that contact is inferred from."""
    return digest_of(_INFERENCE, settings.me, settings.accounts, settings.contact, settings.groups, settings.people)


def digest_of(*parts: object) -> str:
    """A short hash of values; the same in every process for the same dataclasses, tuples and sets."""
    text = repr([_stable(part) for part in parts])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _stable(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_stable(item) for item in value]
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    return [(name, _stable(getattr(value, name))) for name in fields]
