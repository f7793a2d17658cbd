"""drifting: silence much longer than the usual rhythm of a tie that still means something."""

from __future__ import annotations

from datetime import timedelta
from math import floor

from rules.finding import Day, Finding
from rules.settings import Drifting
from rules.text import told
from syncd.model import Tie


def judge(settings: Drifting, tie: Tie, day: Day) -> Finding:
    """Due on the first local day on which silence > factor × rhythm and silence > at_least (in days)."""
    last = tie.last_contact
    if last is None:
        return Finding(False, "You were never in contact.")
    start = day.of(last)
    opened = day.open_due.get(last.uid)
    silence = (day.today - start).days
    if tie.rhythm_days is None:
        because = f"Last contact {told(last, day)}; too few days of contact in two years (5 needed) to know a rhythm."
        if opened is None:
            return Finding(False, because, evidence=(last,))
        limit = float((opened - start).days - 1)
    else:
        because = f"Last contact {told(last, day)}, usually every {tie.rhythm_days:g} days."
        limit = max(settings.factor * tie.rhythm_days, float(settings.at_least.days(start, day.workdays)))
    long = silence > limit
    weak = tie.strength < settings.strength_at_least and opened is None
    due = opened if opened is not None and long else start + timedelta(days=floor(limit) + 1)
    because += (
        f" Silent for {silence} days; more than {limit:g} ({settings.factor:g} × rhythm, at least {settings.at_least})"
        f" {'is' if long else 'would be'} drifting, from {due} on."
    )
    if weak:
        because += f" The tie's strength is {tie.strength:.1f}, below {settings.strength_at_least:g}, so it is let go."
    return Finding(
        fires=long and not weak,
        because=f"{because} Any contact ends it.",
        due=due,
        cycle=last.uid,
        evidence=(last,),
        interval=max(floor(limit), 1),
        reason=f"No contact since {start}, longer than usual for you two",
        owed=f"a sign of life; silent since {start}, longer than usual for you two",
    )
