"""revive: a tie that was strong once and has long been silent. At most one a week is raised (rules.budget)."""

from __future__ import annotations

from datetime import date

from rules.finding import Day, Finding
from rules.settings import Revive
from rules.text import told
from syncd.model import Tie


def judge(settings: Revive, tie: Tie, day: Day) -> Finding:
    """Due `silent` after the last contact, if there were once 5 exchanges each way within 365 days."""
    last, heyday = tie.last_contact, tie.heyday
    if last is None:
        return Finding(False, "You were never in contact.")
    because = f"Last contact {told(last, day)}; "
    if heyday is None:
        because += "there never were 5 exchanges each way within 365 days, so there is nothing to revive."
        return Finding(False, because, evidence=(last,))
    start, best = day.of(last), date.fromordinal(heyday.until)
    due = settings.silent.after(start, day.workdays)
    fires = day.today >= due
    once = f"{heyday.exchanges} exchanges each way in the year up to {best}"
    because += f"{once} made it a strong tie. A silence of {settings.silent} {'was' if fires else 'is'} over on {due}"
    because += ". Of all such ties one a week is raised, the strongest first; any contact ends it."
    meeting = tie.next_meeting
    held = fires and meeting is not None
    if meeting is not None and held:
        because += f" You meet on {day.of(meeting)} anyway, so it waits; if that is called off, it is raised."
    return Finding(
        fires=fires and not held,
        because=because,
        due=due,
        cycle=last.uid,
        evidence=(last, meeting) if meeting is not None and held else (last,),
        interval=max((due - start).days, 1),
        reason=f"No contact since {start}; {once}",
        owed=f"a hello; silent since {start}, after {once}",
        held_by="scheduled" if held else "",
        exchanges=heyday.exchanges,
    )
