"""first-meeting: I met somebody for the first time and have not written since."""

from __future__ import annotations

from rules.finding import Day, Finding
from rules.settings import FirstMeeting
from rules.text import told
from syncd.model import Tie


def judge(settings: FirstMeeting, tie: Tie, day: Day) -> Finding:
    """Due `within` after the first meeting, until something of mine follows it or `forget` has passed."""
    met = tie.first_meeting
    if met is None:
        return Finding(False, "You have not met yet; a first meeting would start it.")
    start = day.of(met)
    written = tie.last_outbound
    if written is not None and written.at > met.at:
        because = f"You first met on {told(met, day)} and wrote after it, on {told(written, day)}; that settles it."
        return Finding(False, because, evidence=(met, written))
    due = settings.within.after(start, day.workdays)
    forgotten = settings.forget.after(start, day.workdays)
    because = f"You first met on {told(met, day)} and have not written since; "
    if day.today > forgotten:
        return Finding(
            False, f"{because}that is forgotten since {forgotten} ({settings.forget}).", due, evidence=(met,)
        )
    fires = day.today >= due
    because += (
        f"a line was due on {due} (within {settings.within}) and is forgotten after {forgotten}. Writing settles it."
        if fires
        else f"a line is due on {due} (within {settings.within}). Writing before settles it."
    )
    return Finding(
        fires=fires,
        because=because,
        due=due,
        cycle=met.uid,
        evidence=(met,),
        interval=max((due - start).days, 1),
        reason=f"First met on {start}, nothing from you since",
        owed=f"a line from you after your first meeting on {start}",
    )
