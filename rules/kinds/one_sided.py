"""one-sided: my last messages stayed unanswered. Raises nothing; the engine holds everything else back."""

from __future__ import annotations

from rules.finding import Day, Finding
from rules.settings import OneSided
from rules.text import told
from syncd.model import Tie


def judge(settings: OneSided, tie: Tie, day: Day) -> Finding:
    """Fires while the pause lasts; `due` is the day on which it ends."""
    last = tie.last_outbound
    count = tie.unanswered
    unanswered = f"{count} message{'' if count == 1 else 's'} from you unanswered"
    if last is None or count < settings.count:
        return Finding(False, f"{unanswered}; {settings.count} would hold the other rules back.")
    until = settings.pause.after(day.of(last), day.workdays)
    because = f"{unanswered}, the last on {told(last, day)}; "
    if day.today >= until:
        return Finding(False, f"{because}the pause of {settings.pause} ended on {until}.", until, evidence=(last,))
    because += f"every other rule is held back until {until} ({settings.pause}), or until they answer or you meet."
    return Finding(True, because, until, evidence=(last,))
