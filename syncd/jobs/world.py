"""One read of the log, and all that follows from it as of a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from syncd.model import Facts, FollowUp, Tie
from syncd.people import Directory, build_directory
from syncd.settings import Settings
from syncd.store.log import Log
from syncd.ties import ties

if TYPE_CHECKING:
    from rules.schema import RuleSet
    from rules.threads.standing import Standing


@dataclass(frozen=True, slots=True)
class World:
    """What the log says as of `now`. `facts` stream only while the transaction is open.

    `standings`: what is asked and promised between me and whom (Person.key), as far as the rules that were given ask.
    """

    now: datetime
    settings: Settings
    facts: Facts
    directory: Directory
    ties: Mapping[str, Tie]
    followups: tuple[FollowUp, ...]
    standings: Mapping[str, Standing] = field(default_factory=dict)


def gather(log: Log, settings: Settings, now: datetime, rules: RuleSet | None = None) -> World:
    """Reads the log once and infers everything from it; for `rules` to be judged, they have to be given."""
    facts = log.facts()
    directory = build_directory(facts, settings, now)
    standings: Mapping[str, Standing] = {}
    if rules is not None:
        from syncd.jobs.letters import standing_of_all  # costs start-up time that people and status have no use for

        standings = standing_of_all(facts, directory, settings, now, rules)
    followups = tuple(log.followups())
    return World(now, settings, facts, directory, ties(facts, directory, settings, now), followups, standings)
