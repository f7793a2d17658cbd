"""Our expansion of series against recurring-ical-events, an independent one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.icalendar import parse
from syncd.recurrence import occurrences

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = date(2023, 1, 1)
WINDOW = (datetime(2022, 12, 1, tzinfo=BERLIN), datetime(2026, 6, 1, tzinfo=BERLIN))
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

numbers = st.integers
weekdays = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True)
ordinals = st.builds(lambda n, day: f"{n}{day}", st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.sampled_from(DAYS))
month_days = st.lists(st.sampled_from([1, 2, 13, 28, 29, 30, 31, -1, -2, -31]), min_size=1, max_size=3, unique=True)
months = st.lists(numbers(1, 12), min_size=1, max_size=4, unique=True)


def joined(name: str, values: list[str] | list[int]) -> str:
    return f";{name}={','.join(map(str, values))}"


by_days = weekdays.map(lambda days: joined("BYDAY", days))
by_ordinals = st.lists(ordinals, min_size=1, max_size=2, unique=True).map(lambda days: joined("BYDAY", days))
by_month_days = month_days.map(lambda days: joined("BYMONTHDAY", days))
by_months = months.map(lambda found: joined("BYMONTH", found))
nothing = st.just("")
positions = st.sampled_from(["", ";BYSETPOS=1", ";BYSETPOS=-1", ";BYSETPOS=2,-2"])

daily = st.tuples(st.just("FREQ=DAILY"), nothing | by_days, nothing | by_months, nothing | by_month_days)
weekly = st.tuples(st.just("FREQ=WEEKLY"), nothing | by_days, st.sampled_from(["", ";WKST=SU", ";WKST=MO", ";WKST=WE"]))
monthly = st.tuples(st.just("FREQ=MONTHLY"), by_ordinals | by_month_days | nothing) | st.tuples(
    st.just("FREQ=MONTHLY"), by_days, positions
)
yearly = st.tuples(st.just("FREQ=YEARLY"), nothing | by_months, nothing | by_month_days | by_ordinals)
ends = (
    nothing
    | numbers(1, 40).map(lambda count: f";COUNT={count}")
    | numbers(0, 1200).map(lambda days: f";UNTIL={(FIRST + timedelta(days=days)).strftime('%Y%m%d')}")
)
rules = st.tuples(
    (daily | weekly | monthly | yearly).map("".join), st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=3"]), ends
).map("".join)


@st.composite
def calendars(draw: st.DrawFn) -> str:
    """A series with exceptions, extra dates and overrides, all-day, in UTC or in a zone."""
    kind = draw(st.sampled_from(["date", "utc", "zone"]))
    hour, minute = draw(numbers(0, 23)), draw(st.sampled_from([0, 30]))
    start = FIRST + timedelta(days=draw(numbers(0, 500)))

    def written(name: str, day: date, later: int = 0) -> str:
        stamp = day.strftime("%Y%m%d")
        if kind == "date":
            return f"{name};VALUE=DATE:{stamp}"
        clock = f"{stamp}T{(hour + later) % 24:02}{minute:02}00"
        return f"{name}:{clock}Z" if kind == "utc" else f"{name};TZID=Europe/Berlin:{clock}"

    rule = draw(rules)
    if kind != "date":  # an UNTIL date means another thing to the oracle (see test_recurrence)
        rule = "".join(part + ("T215959Z" if part.startswith("UNTIL=") else "") + ";" for part in rule.split(";"))
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:u", "SUMMARY:master", written("DTSTART", start)]
    lines = [*head, f"RRULE:{rule.strip(';')}"]
    days = st.lists(numbers(0, 60).map(lambda gap: start + timedelta(days=gap)), max_size=3, unique=True)
    lines += [written("EXDATE", day) for day in draw(days)]
    lines += [written("RDATE", day) for day in draw(days)]
    lines.append("END:VEVENT")
    for number, day in enumerate(draw(days)):
        lines += ["BEGIN:VEVENT", "UID:u", f"SUMMARY:override {number}", written("RECURRENCE-ID", day)]
        lines += [written("DTSTART", day + timedelta(days=draw(numbers(-3, 3))), 1), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def ours(text: str) -> list[tuple[int, str]]:
    first, last = (int(moment.timestamp()) for moment in WINDOW)
    found = occurrences(parse(text.encode()).events, home=BERLIN, since=first, until=last - 1)
    return sorted((one.at, one.event.summary) for one in found)


def theirs(text: str) -> list[tuple[int, str]]:
    found = []
    wider = (WINDOW[0] - timedelta(days=9), WINDOW[1] + timedelta(days=9))
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(*wider):
        start = event["DTSTART"].dt
        if not isinstance(start, datetime):
            start = datetime(start.year, start.month, start.day, tzinfo=BERLIN)
        found.append((int(start.timestamp()), str(event["SUMMARY"])))
    return sorted(found)


@settings(max_examples=80)
@given(text=calendars())
def test_series_expand_as_an_independent_implementation_says(text: str) -> None:
    """Given any series of the usual kinds, when it is expanded, then both find the same occurrences."""
    first, last = (int(moment.timestamp()) for moment in WINDOW)
    assert [one for one in theirs(text) if first <= one[0] < last] == ours(text)
