"""One read of the log, and all that follows from it as of a moment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from syncd.model import Facts, FollowUp, Tie
from syncd.people import Directory, build_directory
from syncd.settings import Settings
from syncd.store.log import Log
from syncd.ties import ties


@dataclass(frozen=True, slots=True)
class World:
    """What the log says as of `now`. `facts` stream only while the transaction is open."""

    now: datetime
    settings: Settings
    facts: Facts
    directory: Directory
    ties: Mapping[str, Tie]
    followups: tuple[FollowUp, ...]


def gather(log: Log, settings: Settings, now: datetime) -> World:
    """Reads the log once and infers everything from it."""
    facts = log.facts()
    directory = build_directory(facts, settings, now)
    return World(now, settings, facts, directory, ties(facts, directory, settings, now), tuple(log.followups()))


def named_addresses(settings: Settings) -> set[str]:
    """The addresses the config names as somebody's: [[person]] entries."""
    return {address for entry in settings.people for address in entry.addresses}


def fingerprint(settings: Settings) -> str:
    """Changes when anything changes in the config that contact is inferred from."""
    parts = (settings.me, settings.accounts, settings.contact, settings.groups, settings.people)
    return hashlib.blake2b(repr([_stable(part) for part in parts]).encode(), digest_size=8).hexdigest()


def _stable(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_stable(item) for item in value]
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    return [(name, _stable(getattr(value, name))) for name in fields]
