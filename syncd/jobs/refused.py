"""Mail commands that were not obeyed (`syncd.jobs.obey`): why, and how `status` and the digest tell."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from syncd.dates import local_day
from syncd.digest import words
from syncd.digest.actions import Command
from syncd.settings import Settings
from syncd.store.log import Log

STRANGER, FORGED, FOREIGN, OLD, EARLY, UNKNOWN = "stranger", "forged", "foreign", "old", "early", "unknown"
LIFE = timedelta(days=60)
"""How long after the week of its digest a command may be mailed."""
LEEWAY = timedelta(days=1)
"""How long before that week: clocks differ, and so do time zones."""
NEWS = timedelta(days=60)
"""A command mailed longer ago than this lies in an old mailbox: that it is refused is not worth a word."""
LISTED = timedelta(days=7)
"""How long a refused command is listed."""
WHY = {
    STRANGER: "it does not come from an address of yours",
    FORGED: "your mail provider takes its sender for forged",
    FOREIGN: "it was not signed on this machine (if you run syncd on another one too, that one obeys it)",
    OLD: f"it was sent more than {LIFE.days} days after the week of its digest",
    EARLY: "its date is before the week of its digest",
    UNKNOWN: "this log has no such follow-up",
}


def refusals(log: Log, settings: Settings, now: datetime) -> str:
    """One line on the commands refused in the last seven days, with the newest; "" if there is nothing to tell.

    Also of those mailed in the seven days before `now`, whenever they were read: an archive may be asked `--now`.
    """
    until, since = int(now.timestamp()), int((now - LISTED).timestamp())
    found = [
        one
        for one in log.answered_commands(since)
        if one.outcome in WHY and (since <= one.at <= until or (one.seen <= until and is_news(one.at, one.seen)))
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


def is_news(at: int, seen: int) -> bool:
    """False for what was mailed at the instant `at` and, read at `seen`, lay in an old mailbox."""
    return seen - at <= NEWS.total_seconds()


def untimely(command: Command, at: int, zone: ZoneInfo) -> str:
    """OLD or EARLY if a mail of the instant `at` does not go with the week of its digest in `zone`, else "".

    By the mail's own time, whenever it is read: a late sync, or one of an archive, obeys the same mails.
    """
    begin = datetime.combine(command.monday, time(), zone)
    end = datetime.combine(command.monday + timedelta(days=7), time(), zone)
    if at < (begin - LEEWAY).timestamp():
        return EARLY
    return OLD if at > (end + LIFE).timestamp() else ""
