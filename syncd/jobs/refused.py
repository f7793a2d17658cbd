"""Mail commands that were not obeyed (`syncd.jobs.obey`): why, and how `status` and the digest tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syncd.dates import local_day
from syncd.digest import words
from syncd.settings import Settings
from syncd.store.log import Log

STRANGER, FORGED, FOREIGN, OLD, UNKNOWN = "stranger", "forged", "foreign", "old", "unknown"
LIFE = timedelta(days=60)
"""How old the mail of a command may be."""
LISTED = timedelta(days=7)
"""How long a refused command is listed."""
WHY = {
    STRANGER: "it does not come from an address of yours",
    FORGED: "your mail provider takes its sender for forged",
    FOREIGN: "it was not signed on this machine (if you run syncd on another one too, that one obeys it)",
    OLD: f"it was more than {LIFE.days} days old when it was read",
    UNKNOWN: "this log has no such follow-up",
}


def refusals(log: Log, settings: Settings, now: datetime) -> str:
    """One line on the commands refused in the last seven days, with the newest; "" if there is nothing to tell."""
    found = [
        one
        for one in log.answered_commands(int((now - LISTED).timestamp()))
        if one.outcome in WHY and one.seen <= now.timestamp() and is_news(one.outcome, one.at, one.seen)
    ]
    if not found:
        return ""
    newest = found[-1]
    zone = ZoneInfo(settings.me.timezone)
    day = words.on_day(local_day(newest.at, zone), now.astimezone(zone).date())
    which = "" if len(found) == 1 else "the newest, "
    return f"{count(len(found))} not obeyed: {which}“{newest.verb}” of {day}: {WHY[newest.outcome]}"


def count(number: int) -> str:
    """``a mail command was``, ``3 mail commands were``."""
    return "a mail command was" if number == 1 else f"{number:,} mail commands were"


def is_news(outcome: str, at: int, seen: int) -> bool:
    """False for what lies in an old mailbox and was signed elsewhere."""
    return outcome == OLD or not aged(at, seen)


def aged(at: int, seen: int) -> bool:
    """True if a mail of the instant `at` was too old to be obeyed at `seen`."""
    return seen - at > LIFE.total_seconds()
