"""A series out of its master and a view: rules, deleted and moved occurrences, zones (PROVIDERS.md §4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.microsoft.calendar_fold import Folded, Rows
from connectors.microsoft.calendar_recurrence import rule
from connectors.microsoft.calendar_series import Span, locator
from connectors.microsoft.event import Copy
from syncd.model import Event, Moment, Seen, Unreadable
from syncd.recurrence import occurrences
from tests.simulators.microsoft import goid

MINE = Copy("ada@example.org")
BERLIN = "W. Europe Standard Time"
SPAN = Span(int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2027, 6, 1, tzinfo=UTC).timestamp()))
WEEKLY = {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "sunday"}
NO_END = {"type": "noEnd", "startDate": "2026-11-03", "endDate": "0001-01-01", "numberOfOccurrences": 0}
TALK = "talk@google.com"


def when(text: str, zone: str = BERLIN) -> dict[str, str]:
    """A start as asked for in UTC, from a wall clock in Berlin (or another zone)."""
    place = {BERLIN: "Europe/Berlin"}.get(zone, zone)
    at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(place)).astimezone(UTC)
    return {"dateTime": at.strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": "UTC"}


def day(text: str) -> dict[str, str]:
    return {"dateTime": f"{text}T00:00:00.0000000", "timeZone": "UTC"}


def master(start: dict[str, str], pattern: Any = None, span: Any = None, **more: Any) -> dict[str, Any]:
    row = {"id": "M", "type": "seriesMaster", "iCalUId": TALK, "subject": "Talk", "start": start, "end": start}
    recurrence = {"pattern": pattern or WEEKLY, "range": {**(span or NO_END), "recurrenceTimeZone": BERLIN}}
    return {**row, "originalStartTimeZone": BERLIN, "recurrence": recurrence, **more}


def stubs(*starts: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": f"o{number}", "type": "occurrence", "seriesMasterId": "M", "start": start, "end": start}
        for number, start in enumerate(starts)
    ]


def moved(start: dict[str, str], **more: Any) -> dict[str, Any]:
    row = {"id": "X", "type": "exception", "seriesMasterId": "M", "subject": "Moved", "originalStart": None}
    return {**row, "start": start, "end": start, **more}


def folded(whole: dict[str, Any], *inside: dict[str, Any], span: Span = SPAN) -> dict[str, Event]:
    """The facts of a series, by locator."""
    rows, found = Rows(), Folded()
    rows.add([*inside, whole])
    found.add_series(rows.masters["M"], rows.inside.get("M", {}), MINE, span)
    pairs = ((name, item.fact) for name, item in found.items.items() if isinstance(item, Seen))
    return {name: fact for name, fact in pairs if isinstance(fact, Event)}


def tuesdays(zone: str = BERLIN, *, without: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    """Every Tuesday at ten in the span, from 3 November 2026 on."""
    for number in range(30):
        text = (date(2026, 11, 3) + timedelta(weeks=number)).isoformat()
        if text not in without:
            yield when(f"{text}T10:00", zone)


def meetings(facts: dict[str, Event], until: str = "2026-12-09") -> list[str]:
    """Identity and start of all that is held until a day."""
    last = int(datetime.fromisoformat(until).replace(tzinfo=UTC).timestamp())
    found = occurrences(list(facts.values()), home=ZoneInfo("Europe/Berlin"), until=last)
    return [f"{one.uid} at {datetime.fromtimestamp(one.at, UTC):%m-%dT%H:%M}" for one in found]


def test_a_series_is_its_rule() -> None:
    """Given a master and stubs of all its occurrences, when folded, then there is one item: the rule, in its zone."""
    facts = folded(master(when("2026-11-03T10:00")), *stubs(*tuesdays()))
    assert list(facts) == ["M"]
    talk = facts["M"]
    assert (talk.start, talk.rules) == (
        Moment("2026-11-03T10:00:00", "Europe/Berlin"),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=SU;INTERVAL=1",),
    )
    assert (talk.dates, talk.except_dates, talk.uid) == ((), (), TALK)


def test_what_the_view_does_not_show_was_deleted() -> None:
    """Given two occurrences that nobody tells of, when folded, then they are left out, and no others."""
    facts = folded(master(when("2026-11-03T10:00")), *stubs(*tuesdays(without=("2026-11-03", "2026-11-17"))))
    assert meetings(facts) == [
        f"{TALK}/20261110T090000Z at 11-10T09:00",
        f"{TALK}/20261124T090000Z at 11-24T09:00",
        f"{TALK}/20261201T090000Z at 12-01T09:00",
        f"{TALK}/20261208T090000Z at 12-08T09:00",
    ]


def test_what_lies_outside_the_view_stays() -> None:
    """Given a series that began long before the view, when folded, then its earlier occurrences are there, too."""
    whole = master(when("2024-01-02T10:00"), span={**NO_END, "startDate": "2024-01-02"})
    begin = datetime(2026, 11, 1, tzinfo=UTC)
    facts = folded(whole, *stubs(*tuesdays()), span=Span(int(begin.timestamp()), SPAN.end))
    found = meetings(facts, "2024-01-20")
    assert found == [f"{TALK}/202401{day:02}T090000Z at 01-{day:02}T09:00" for day in (2, 9, 16)]


@pytest.mark.parametrize(
    "told",
    [
        {"originalStart": "2026-11-10T09:00:00Z"},
        {"originalStart": "2026-11-10T10:00:00.0000000+01:00"},
        {"iCalUId": goid.shown(TALK, date(2026, 11, 10))},
        {"iCalUId": goid.shown("0" * 24, date(2026, 11, 10))},
        {"occurrenceId": "OID.M.2026-11-10"},
        {},
        {"originalStart": "nonsense", "iCalUId": TALK, "occurrenceId": "OID.M"},
    ],
    ids=["original start", "with offset", "day in a wrapped id", "day in an id", "occurrenceId", "nothing", "nonsense"],
)
def test_which_occurrence_was_moved(told: dict[str, Any]) -> None:
    """Given an exception that says so in one way or another, or not at all, when folded, then its key is the
    occurrence it replaces; the one that is free if nothing is said."""
    facts = folded(
        master(when("2026-11-03T10:00")),
        *stubs(*tuesdays(without=("2026-11-10",))),
        moved(when("2026-11-16T15:00"), **told),
    )
    assert list(facts) == ["M", locator("M", "X")]
    assert f"{TALK}/20261110T090000Z at 11-16T14:00" in meetings(facts)
    assert len(meetings(facts)) == 6


def test_several_moved_that_say_nothing() -> None:
    """Given two exceptions without a key, when folded, then each has the free occurrence next to it."""
    facts = folded(
        master(when("2026-11-03T10:00")),
        *stubs(*tuesdays(without=("2026-11-10", "2026-11-17"))),
        moved(when("2026-11-18T10:00")),
        {**moved(when("2026-11-11T10:00")), "id": "Y"},
    )
    originals = {name: fact.original.wall for name, fact in facts.items() if fact.original}
    assert originals == {"M X": "2026-11-17T10:00:00", "M Y": "2026-11-10T10:00:00"}


def test_summer_and_winter() -> None:
    """Given a series over both changes of the clocks, when folded, then all that is in view fits the rule."""
    days = [date(2026, 3, 3) + timedelta(weeks=number) for number in range(65)]
    starts = [when(f"{one}T10:00") for one in days]
    facts = folded(master(starts[0]), *stubs(*starts))
    assert (facts["M"].except_dates, facts["M"].dates) == ((), ())
    assert f"{TALK}/20260324T090000Z at 03-24T09:00" in meetings(facts)
    assert f"{TALK}/20260331T080000Z at 03-31T08:00" in meetings(facts)


@pytest.mark.parametrize("zone", ["tzone://Microsoft/Custom", "Mars Standard Time", ""])
def test_a_zone_that_nobody_knows(zone: str) -> None:
    """Given a series in a custom zone, when folded, then its rule is not believed: what is in view takes place."""
    days = [date(2026, 9, 1) + timedelta(weeks=number) for number in range(20)]
    starts = [when(f"{one}T10:00") for one in days]
    whole = master(starts[0], originalStartTimeZone=zone)
    whole["recurrence"]["range"]["recurrenceTimeZone"] = zone
    facts = folded(whole, *stubs(*starts[:5], *starts[6:]), moved(when("2026-10-07T10:00"), originalStart=None))
    assert facts["M"].rules == ()
    found = meetings(facts, "2027-12-31")
    assert len(found) == 20
    assert found[0] == f"{TALK}/20260901T080000Z at 09-01T08:00"
    assert found[-1] == f"{TALK}/20270112T090000Z at 01-12T09:00"


def test_a_moved_occurrence_where_nobody_knows_the_clock() -> None:
    """Given a series at eight in Tokyo, the day before in UTC, in a zone without a name, when an exception tells its
    day, then its key is the occurrence of that day."""
    starts = [when(f"{date(2026, 11, 3) + timedelta(weeks=week)}T08:00", "Asia/Tokyo") for week in range(5)]
    whole = master(starts[0], originalStartTimeZone="tzone://Microsoft/Custom")
    whole["recurrence"]["range"]["recurrenceTimeZone"] = "tzone://Microsoft/Custom"
    exception = moved(starts[2], iCalUId=goid.shown(TALK, date(2026, 11, 17)))
    facts = folded(whole, *stubs(*starts[:2], *starts[3:]), exception)
    assert facts["M X"].original == Moment("2026-11-16T23:00:00", "UTC")
    assert len(meetings(facts, "2027-12-31")) == 5


def test_the_other_zone_is_tried() -> None:
    """Given a recurrence in UTC of a meeting made in Berlin, when folded, then the clock is the one that fits."""
    starts = list(tuesdays("UTC"))
    whole = master(starts[0])
    whole["recurrence"]["range"]["recurrenceTimeZone"] = "UTC"
    assert folded(whole, *stubs(*starts))["M"].start.zone == "UTC"
    whole = master(when("2026-11-03T10:00"))
    whole["recurrence"]["range"]["recurrenceTimeZone"] = "Tokyo Standard Time"
    assert folded(whole, *stubs(*tuesdays()))["M"].start.zone == "Europe/Berlin"


def test_all_day() -> None:
    """Given an all-day series with stubs that do not say so, one day deleted and one moved, when folded, then days."""
    days = [day((date(2026, 11, 3) + timedelta(weeks=number)).isoformat()) for number in range(30)]
    whole = master(days[0], isAllDay=True)
    facts = folded(
        whole, *stubs(*days[:1], *days[3:]), moved(day("2026-11-12"), iCalUId=goid.shown(TALK, date(2026, 11, 10)))
    )
    assert facts["M"].start == Moment("2026-11-03")
    assert facts["M"].except_dates == (Moment("2026-11-17"),)
    assert facts["M X"].original == Moment("2026-11-10")
    assert meetings(facts)[:2] == [f"{TALK}/20261103 at 11-02T23:00", f"{TALK}/20261110 at 11-11T23:00"]


def test_an_all_day_exception_to_a_timed_series_and_the_reverse() -> None:
    """Given an exception of the other kind, when folded, then its key is of its series' kind."""
    timed = folded(
        master(when("2026-11-03T10:00"), isAllDay=False),
        *stubs(*tuesdays(without=("2026-11-10",))),
        moved(day("2026-11-10"), isAllDay=True),
    )
    assert (timed["M X"].start, timed["M X"].original) == (
        Moment("2026-11-10"),
        Moment("2026-11-10T10:00:00", "Europe/Berlin"),
    )
    whole = master(day("2026-11-03"), isAllDay=True)
    facts = folded(whole, *stubs(day("2026-11-03")), moved(when("2026-11-10T15:00"), isAllDay=False))
    assert facts["M X"].original == Moment("2026-11-10")


def test_the_day_of_the_view_edge_is_not_missed() -> None:
    """Given a view that begins within a day of an occurrence, when folded, then that does not count as deleted."""
    starts = list(tuesdays())
    first = int(datetime(2026, 11, 3, 9, 30, tzinfo=UTC).timestamp())
    facts = folded(master(starts[0]), *stubs(*starts[1:]), span=Span(first, SPAN.end))
    assert facts["M"].except_dates == ()


def test_a_cancelled_series_and_a_cancelled_occurrence() -> None:
    """Given an occurrence, or all, called off by the organizer, when folded, then it is an override that says so."""
    facts = folded(
        master(when("2026-11-03T10:00")),
        *stubs(*tuesdays(without=("2026-11-10",))),
        moved(when("2026-11-10T10:00"), isCancelled=True),
    )
    assert {name: fact.cancelled for name, fact in facts.items()} == {"M": False, "M X": True}
    assert folded(master(when("2026-11-03T10:00"), isCancelled=True), *stubs(*tuesdays()))["M"].cancelled


def test_nothing_in_view_is_nothing() -> None:
    """Given a master of which the view shows nothing, when folded, then it is no meeting."""
    assert folded(master(when("2026-11-03T10:00"))) == {}


def test_what_cannot_be_read_costs_only_itself() -> None:
    """Given a master, or an exception, without a readable time, when folded, then that is listed with its reason."""
    rows, found = Rows(), Folded()
    rows.add([{**moved(when("2026-11-10T15:00")), "start": None}, *stubs(*tuesdays())])
    found.add_series(master(when("2026-11-03T10:00")), rows.inside["M"], MINE, SPAN)
    assert found.items.keys() == {"M", "M X"}
    assert found.items["M X"] == Unreadable("M X", "it has no readable time")
    found.add_series({"id": "M"}, rows.inside["M"], MINE, SPAN)
    assert found.items["M"] == Unreadable("M", "it has no readable time")


@pytest.mark.parametrize("zone", [BERLIN, "tzone://Microsoft/Custom"])
def test_one_occurrence_alone(zone: str) -> None:
    """Given a guest who was asked to one occurrence only, when read, then it has its series' UID and that key."""
    found = Folded()
    row = {"id": "S", "iCalUId": goid.shown(TALK, date(2026, 11, 10)), "originalStartTimeZone": zone}
    found.add_single("S", {**row, "start": when("2026-11-11T10:00"), "end": None}, MINE)
    item = found.items["S"]
    assert isinstance(item, Seen)
    assert isinstance(item.fact, Event)
    assert meetings({"S": item.fact}) == [f"{TALK}/20261110T090000Z at 11-11T09:00"]


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"type": "daily", "interval": 3}, "FREQ=DAILY;INTERVAL=3"),
        (WEEKLY, "FREQ=WEEKLY;BYDAY=TU;WKST=SU;INTERVAL=1"),
        (
            {"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "friday"], "firstDayOfWeek": "monday"},
            "FREQ=WEEKLY;BYDAY=MO,FR;WKST=MO;INTERVAL=2",
        ),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 2}, "FREQ=MONTHLY;BYMONTHDAY=2;INTERVAL=1"),
        (
            {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31},
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;INTERVAL=1",
        ),
        (
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "last"},
            "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1;INTERVAL=1",
        ),
        (
            {"type": "absoluteYearly", "interval": 1, "dayOfMonth": 2, "month": 11},
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2;INTERVAL=1",
        ),
        (
            {"type": "relativeYearly", "interval": 1, "daysOfWeek": ["friday"], "index": "second", "month": 11},
            "FREQ=YEARLY;BYMONTH=11;BYDAY=FR;BYSETPOS=2;INTERVAL=1",
        ),
        ({"type": "weekly", "interval": 1}, ""),
        ({"type": "daily", "interval": 0}, ""),
        ({"type": "lunar", "interval": 1}, ""),
        (None, ""),
    ],
)
def test_patterns(pattern: Any, expected: str) -> None:
    """Given each pattern of the documentation and others, when read, then it is this rule, or none."""
    assert rule({"pattern": pattern, "range": NO_END}) == expected


def test_ranges() -> None:
    """Given a range that ends by date or number, when read, then the rule ends with it, that day included."""
    daily = {"type": "daily", "interval": 1}
    assert rule({"pattern": daily, "range": {"type": "endDate", "endDate": "2026-12-31"}}).endswith(";UNTIL=20261231")
    assert rule({"pattern": daily, "range": {"type": "numbered", "numberOfOccurrences": 5}}).endswith(";COUNT=5")


def test_the_31st_is_the_last_day_of_a_short_month() -> None:
    """Given a meeting on the 31st of each month, as Outlook has it, when folded, then the view fits the rule."""
    days = ["2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
    starts = [when(f"{one}T10:00") for one in days]
    pattern = {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31}
    end = int(datetime(2027, 5, 15, tzinfo=UTC).timestamp())
    facts = folded(master(starts[0], pattern), *stubs(*starts), span=Span(SPAN.begin, end))
    assert (len(facts["M"].rules), facts["M"].except_dates) == (1, ())


JUNK = st.none() | st.integers(-5, 40) | st.text(max_size=8) | st.lists(st.sampled_from(["monday", "friday", "x"]))
PATTERNS = st.fixed_dictionaries(
    {"type": st.sampled_from(["daily", "weekly", "absoluteMonthly", "relativeYearly", "absoluteYearly"]) | JUNK},
    optional=dict.fromkeys(("interval", "daysOfWeek", "dayOfMonth", "month", "index", "firstDayOfWeek"), JUNK),
)
SPANS = st.fixed_dictionaries(
    {"type": st.sampled_from(["noEnd", "endDate", "numbered"]) | JUNK},
    optional={"endDate": JUNK | st.dates().map(str), "numberOfOccurrences": JUNK, "startDate": JUNK},
)


@given(
    pattern=PATTERNS | JUNK,
    span=SPANS | JUNK,
    weeks=st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=8),
    hours=st.integers(0, 23),
)
def test_whatever_the_rule_says_the_view_is_right(pattern: Any, span: Any, weeks: list[int], hours: int) -> None:
    """Given any recurrence, sound or not, and any occurrences in view, when folded, then within the view exactly those
    take place."""
    starts = [when(f"{date(2026, 2, 3) + timedelta(weeks=week, days=week % 3)}T{hours:02}:30") for week in weeks]
    whole = {**master(starts[0]), "recurrence": {"pattern": pattern, "range": span}}
    facts = folded(whole, *stubs(*starts))
    first, last = SPAN.begin + 86_400, SPAN.end - 86_400
    found = occurrences(list(facts.values()), home=UTC, since=first, until=last)
    expected = sorted(int(datetime.fromisoformat(one["dateTime"]).replace(tzinfo=UTC).timestamp()) for one in starts)
    assert [one.at for one in islice(found, 100)] == expected
