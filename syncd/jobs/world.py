"""One read of the log, and all that follows from it as of a moment."""

from __future__ import annotations

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
