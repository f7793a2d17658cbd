"""occasion: a birthday is near."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from rules.finding import Day, Finding
from rules.settings import Occasion
from syncd.dates import workday_on_or_after
from syncd.model import Tie


def judge(settings: Occasion, tie: Tie, day: Day) -> Finding:
    """Due on the day itself, raised `lead` before, and over once the first workday on or after it has passed."""
    born = tie.person.birthday
    if not born:
        return Finding(False, "No birthday is known; add birthday to their [[person]] entry.")
    due = _next(born, day)
    fires = due <= settings.lead.after(day.today, day.workdays)
    age = f" (turning {due.year - int(born[:4])})" if len(born) == 10 else ""
    return Finding(
        fires=fires,
        because=f"Their birthday is on {due}{age}; it is raised {settings.lead} before.",
        due=due,
        cycle=f"birthday:{due.year}",
        interval=365,
        reason=f"Birthday on {due}{age}",
        owed=f"good wishes on {due}",
    )


def _next(born: str, day: Day) -> date:
    """This year's birthday until the workday on which it is written has passed, then next year's."""
    month, number = int(born[-5:-3]), int(born[-2:])
    for year in (day.today.year - 1, day.today.year):
        due = _in_year(year, month, number)
        if workday_on_or_after(due, day.workdays) >= day.today:
            return due
    return _in_year(day.today.year + 1, month, number)


def _in_year(year: int, month: int, number: int) -> date:
    """29 February is kept on 28 February in other years."""
    if (month, number) == (2, 29) and not isleap(year):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, number)
