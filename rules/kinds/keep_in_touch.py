"""keep-in-touch: last contact + every ≤ today + lead; not while a meeting is near."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from rules.finding import Day, Finding
from rules.settings import KeepInTouch
from rules.text import told
from syncd.dates import Duration
from syncd.model import Tie

_SCHEDULED_WITHIN = 14  # days, CONTRACT.md §5


def judge(settings: KeepInTouch, tie: Tie, day: Day) -> Finding:
    """Due an interval after the last contact; the never-contacted are spread over one interval."""
    finding = _never(settings, tie, day) if tie.last_contact is None else _since(settings, tie, day)
    meeting = tie.next_meeting
    if not finding.fires or meeting is None or day.of(meeting) > day.today + timedelta(days=_SCHEDULED_WITHIN):
        return finding
    because = (
        f"{finding.because} But you meet on {day.of(meeting)}, within {_SCHEDULED_WITHIN} days, so it waits; "
        "if the meeting is called off, it is raised."
    )
    return replace(finding, fires=False, because=because, held_by="scheduled", evidence=(*finding.evidence, meeting))


def _since(settings: KeepInTouch, tie: Tie, day: Day) -> Finding:
    last = tie.last_contact
    assert last is not None  # judge asks for it
    due = settings.every.after(day.of(last), day.workdays)
    from_day = _first_day(due, settings.lead, day.workdays)
    fires = day.today >= from_day
    verb = "so it is raised since" if fires else "and it is raised from"
    return Finding(
        fires=fires,
        because=f"Last contact {told(last, day)} and every {settings.every} make it due on {due}, "
        f"{verb} {from_day} (lead {settings.lead}). Any contact starts a new interval.",
        due=due,
        cycle=last.uid,
        evidence=(last,),
        interval=max((due - day.of(last)).days, 1),
        reason=f"No contact since {day.of(last)}; every {settings.every} made it due {due}",
        owed=f"a word from you by {due} (every {settings.every})",
    )


def _never(settings: KeepInTouch, tie: Tie, day: Day) -> Finding:
    """No lead here: the days are syncd's own choice, and a lead would raise the first of them all at once."""
    added = tie.person.added
    if added is None:
        return Finding(False, "Never in contact, and it is not known since when they are in the config.")
    interval = max(settings.every.days(added, day.workdays), 1)
    due = added + timedelta(days=1 + _spread(tie.person.key, interval))
    fires = day.today >= due
    return Finding(
        fires=fires,
        because=f"Never in contact, and known since {added}; people like that are spread over {settings.every}, "
        f"and this one {'was' if fires else 'is'} due on {due}. Any contact starts the usual interval.",
        due=due,
        interval=interval,
        reason=f"Never in contact, known since {added}; every {settings.every}",
        owed=f"a first word from you (every {settings.every})",
    )


def _spread(key: str, days: int) -> int:
    """A number below `days` that is the same for this person on every machine."""
    return int.from_bytes(sha256(key.encode()).digest()[:8], "big") % days


def _first_day(due: date, lead: Duration, workdays: AbstractSet[int]) -> date:
    """The first day on which `due` ≤ day + lead."""
    day = lead.before(due)
    while lead.after(day, workdays) < due:
        day += timedelta(days=1)
    while lead.after(day - timedelta(days=1), workdays) >= due:
        day -= timedelta(days=1)
    return day
