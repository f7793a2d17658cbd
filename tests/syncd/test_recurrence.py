"""Series as occurrences: what CONTRACT.md §4 and RFC 5545 say, and what absurd rules may cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from syncd.model import Event, Moment
from syncd.recurrence import LIMIT, Occurrence, instant, occurrences, zone_of, zone_table

BERLIN = ZoneInfo("Europe/Berlin")
END = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())


def at(text: str, zone: str = "Europe/Berlin") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def moment(text: str, zone: str = "Europe/Berlin") -> Moment:
    return Moment(f"{text}:00" if len(text) == 16 else text, "" if len(text) == 10 else zone)


def series(start: str, *rules: str, zone: str = "Europe/Berlin", **more: object) -> Event:
    return Event(uid="s@x", start=moment(start, zone), rules=rules, summary="master", **more)  # type: ignore[arg-type]  # a test's shorthand


def override(original: str, start: str, summary: str = "moved", **more: object) -> Event:
    return Event(uid="s@x", start=moment(start), original=moment(original), summary=summary, **more)  # type: ignore[arg-type]  # a test's shorthand


def expand(*components: Event, until: int = END, **more: int) -> list[Occurrence]:
    return occurrences(components, home=BERLIN, until=until, **more)


def walls(*components: Event, until: int = END, **more: int) -> list[str]:
    """The actual starts on Berlin's clock, or days."""
    return [
        one.day.isoformat() if one.day else datetime.fromtimestamp(one.at, BERLIN).strftime("%Y-%m-%dT%H:%M")
        for one in expand(*components, until=until, **more)
    ]


def test_a_single_meeting_is_one_occurrence_under_its_own_uid() -> None:
    """Given a meeting without rules, when expanded, then its identity is the iCalUID alone and it has no original."""
    (one,) = expand(series("2026-03-02T09:00"))
    assert (one.uid, one.original, one.at, one.day) == ("s@x", None, at("2026-03-02T09:00"), None)


def test_an_occurrence_is_named_by_its_original_start_in_utc() -> None:
    """Given a weekly meeting in Berlin, then uids carry UTC starts, an hour earlier in summer; walls stay at 09:00."""
    found = expand(series("2026-03-23T09:00", "FREQ=WEEKLY;COUNT=2"))
    assert [one.uid for one in found] == ["s@x/20260323T080000Z", "s@x/20260330T070000Z"]
    assert [one.original for one in found] == [moment("2026-03-23T09:00"), moment("2026-03-30T09:00")]


def test_an_all_day_occurrence_is_a_date_in_every_zone() -> None:
    """Given an all-day series, then uids and days are the written dates and the instant is local midnight."""
    found = expand(series("2026-03-28", "FREQ=DAILY;COUNT=3"))
    assert [one.uid for one in found] == ["s@x/20260328", "s@x/20260329", "s@x/20260330"]
    assert [one.day for one in found] == [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]
    assert found[2].at == at("2026-03-30T00:00")
    assert found[0].original == Moment("2026-03-28")


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260305", "2026-03-05T09:00"),  # a date includes that day (§4, fine print)
        ("20260305T080000Z", "2026-03-05T09:00"),  # UTC, exactly then
        ("20260305T075959Z", "2026-03-04T09:00"),
        ("20260305T090000", "2026-03-05T09:00"),  # floating where UTC is due: the series' clock
    ],
)
def test_until_in_whatever_form(until: str, last: str) -> None:
    """Given UNTIL in each form met, then the series ends where its writer meant."""
    assert walls(series("2026-03-02T09:00", f"FREQ=DAILY;UNTIL={until}"))[-1] == last


def test_until_with_a_time_ends_an_all_day_series_on_its_date() -> None:
    """Given an all-day series with UNTIL as a time, then its written date is the last day."""
    assert walls(series("2026-03-02", "FREQ=DAILY;UNTIL=20260304T000000Z"))[-1] == "2026-03-04"


def test_the_start_counts_even_if_no_rule_names_it() -> None:
    """Given a Monday start of a Tuesday rule, then the Monday is met too, beside COUNT (as recurring-ical-events)."""
    assert walls(series("2026-03-02T09:00", "FREQ=WEEKLY;BYDAY=TU;COUNT=2")) == [
        "2026-03-02T09:00",
        "2026-03-03T09:00",
        "2026-03-10T09:00",
    ]


def test_a_series_that_ended_before_its_start_is_empty() -> None:
    """Given UNTIL before the start ("delete this and all following" on the first), then nothing takes place."""
    assert walls(series("2026-03-02T09:00", "FREQ=DAILY;UNTIL=20260301T000000Z")) == []


def test_a_reading_inside_a_gap_keeps_its_wall_clock_the_next_day() -> None:
    """Given 02:30 daily over both changes of 2026, then the gap reads 03:30, the doubled hour its first time."""
    spring = walls(series("2026-03-28T02:30", "FREQ=DAILY;COUNT=3"))
    assert spring == ["2026-03-28T02:30", "2026-03-29T03:30", "2026-03-30T02:30"]
    autumn = expand(series("2026-10-24T02:30", "FREQ=DAILY;COUNT=3"))
    assert autumn[1].uid == "s@x/20261025T003000Z"


def test_the_29th_of_february_comes_in_leap_years() -> None:
    """Given a yearly 29 February, then only leap years have it."""
    assert walls(series("2016-02-29", "FREQ=YEARLY")) == ["2016-02-29", "2020-02-29", "2024-02-29"]


def test_several_rules_extra_dates_and_exceptions() -> None:
    """Given two RRULEs, an RDATE, an EXRULE and EXDATEs in several forms, then each date stands once or not at all."""
    master = series(
        "2026-03-02T09:00",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=4",
        "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6",
        dates=(moment("2026-03-06T15:00"), moment("2026-03-07")),
        except_rules=("FREQ=WEEKLY;INTERVAL=2;COUNT=2",),
        except_dates=(moment("2026-03-04T08:00", "UTC"), moment("2026-03-23")),
    )
    assert walls(master) == [
        "2026-03-06T15:00",
        "2026-03-07T09:00",
        "2026-03-09T09:00",
        "2026-03-11T09:00",
        "2026-03-18T09:00",
    ]


def test_an_override_replaces_its_occurrence_whatever_zone_names_it() -> None:
    """Given an override named in UTC and moved to another day, then it stands there under its original uid."""
    moved = Event(
        uid="s@x", start=moment("2026-03-10T14:00"), original=moment("2026-03-09T08:00", "UTC"), summary="moved"
    )
    found = expand(series("2026-03-02T09:00", "FREQ=WEEKLY;COUNT=3"), moved)
    assert [(one.uid, one.event.summary) for one in found] == [
        ("s@x/20260302T080000Z", "master"),
        ("s@x/20260309T080000Z", "moved"),
        ("s@x/20260316T080000Z", "master"),
    ]
    assert found[1].at == at("2026-03-10T14:00")


def test_overrides_come_in_the_order_of_their_actual_starts() -> None:
    """Given an override moved behind the next occurrence, then the list is in order of time."""
    found = expand(series("2026-03-02T09:00", "FREQ=DAILY;COUNT=3"), override("2026-03-02T09:00", "2026-03-05T09:00"))
    assert [one.at for one in found] == sorted(one.at for one in found)


def test_an_override_moved_out_of_the_asked_time_takes_its_occurrence_along() -> None:
    """Given an override from inside the window to after it, then neither it nor the original occurs there."""
    parts = series("2026-03-02T09:00", "FREQ=DAILY;COUNT=3"), override("2026-03-04T09:00", "2026-12-24T09:00")
    assert walls(*parts) == ["2026-03-02T09:00", "2026-03-03T09:00"]


def test_an_override_that_fits_nothing_or_has_no_master_is_a_meeting_of_its_own() -> None:
    """Given a RECURRENCE-ID no rule names, with or without a master, then the override takes place (§4)."""
    stray = override("2026-03-03T10:00", "2026-03-03T11:00")
    assert [one.uid for one in expand(stray)] == ["s@x/20260303T090000Z"]
    assert walls(series("2026-03-02T09:00", "FREQ=WEEKLY;COUNT=1"), stray) == ["2026-03-02T09:00", "2026-03-03T11:00"]


def test_exceptions_beat_overrides_and_cancelled_ones_are_returned() -> None:
    """Given EXDATE and an override for the same start, then nothing; a cancelled override is the caller's to judge."""
    master = series("2026-03-02T09:00", "FREQ=DAILY;COUNT=3", except_dates=(moment("2026-03-03T09:00"),))
    found = expand(
        master,
        override("2026-03-03T09:00", "2026-03-03T12:00"),
        override("2026-03-04T09:00", "2026-03-04T09:00", cancelled=True),
    )
    assert [(one.uid[-16:], one.event.cancelled) for one in found] == [
        ("20260302T080000Z", False),
        ("20260304T080000Z", True),
    ]


def test_this_and_future_moves_and_restyles_the_rest() -> None:
    """Given THISANDFUTURE twice and a plain override between, then each start follows the last one that applies."""
    found = expand(
        series("2026-03-02T09:00", "FREQ=DAILY;COUNT=6"),
        override("2026-03-03T09:00", "2026-03-03T10:00", "later", whole_rest=True),
        override("2026-03-04T09:00", "2026-03-04T20:00", "evening"),
        override("2026-03-06T09:00", "2026-03-06T08:00", "earlier", whole_rest=True),
    )
    shown = [
        (datetime.fromtimestamp(one.at, BERLIN).strftime("%d %H"), one.event.summary, one.uid[-7:]) for one in found
    ]
    assert shown == [
        ("02 09", "master", "080000Z"),
        ("03 10", "later", "080000Z"),
        ("04 20", "evening", "080000Z"),
        ("05 10", "later", "080000Z"),
        ("06 08", "earlier", "080000Z"),
        ("07 08", "earlier", "080000Z"),
    ]


def test_this_and_future_may_turn_a_series_into_all_day_ones() -> None:
    """Given a timed series of which the rest becomes all-day, then the rest has days and keeps its originals."""
    found = expand(
        series("2026-03-02T09:00", "FREQ=DAILY;COUNT=3"), override("2026-03-03T09:00", "2026-03-03", whole_rest=True)
    )
    assert [one.day for one in found] == [None, date(2026, 3, 3), date(2026, 3, 4)]
    assert found[2].uid == "s@x/20260304T080000Z"


def test_a_recurrence_id_given_as_a_date_means_that_days_occurrence() -> None:
    """Given a timed series and an override named by a date, then it replaces that day's occurrence."""
    found = walls(series("2026-03-02T09:00", "FREQ=DAILY;COUNT=2"), override("2026-03-03", "2026-03-03T16:00"))
    assert found == ["2026-03-02T09:00", "2026-03-03T16:00"]


def test_replies_change_nothing_here() -> None:
    """Given a METHOD:REPLY among the components, then it is no occurrence."""
    assert walls(series("2026-03-02T09:00"), series("2026-03-02T09:00", reply=True)) == ["2026-03-02T09:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "daily",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=DAILY;UNTL=20260303",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;COUNT=many",
        "FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO",
        "FREQ=YEARLY;RSCALE=HEBREW",
        "FREQ=WEEKLY;WKST=ÄÖ",
        "FREQ=DAILY;UNTIL=20261399",
        "FREQ=MONTHLY;BYHOUR=25",
    ],
)
def test_a_broken_rule_leaves_the_master_alone(rule: str) -> None:
    """Given a rule that means nothing, then the master is one occurrence, still of a series."""
    assert [one.uid for one in expand(series("2026-03-02T09:00", rule))] == ["s@x/20260302T080000Z"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=7",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
        "FREQ=MINUTELY;BYDAY=MO;BYHOUR=9;BYMINUTE=7",
        "FREQ=MINUTELY;BYHOUR=9;BYMINUTE=7;COUNT=20000",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=1,200,366",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        f"FREQ=SECONDLY;BYSECOND={','.join(map(str, range(60)))};BYMINUTE={','.join(map(str, range(60)))}",
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=WEEKLY;COUNT=999999999;INTERVAL=20000",
        "FREQ=DAILY;BYSETPOS=9",
    ],
)
@pytest.mark.parametrize("start", ["0001-01-01T00:30", "1601-01-01T02:30", "1970-01-01T02:30"])
def test_absurd_rules_end_within_bounds(rule: str, start: str) -> None:
    """Given a rule that explodes or never comes true, then expansion ends, with at most the limit and in order."""
    found = expand(series(start, rule, zone=""))
    assert 1 <= len(found) <= LIMIT + 1
    assert all(one.at < two.at for one, two in pairwise(found))


def test_a_daily_series_over_the_limit_keeps_its_latest_occurrences() -> None:
    """Given a daily series since 1900, then what is cut off are the old ones."""
    found = walls(series("1900-01-01T09:00", "FREQ=DAILY"))
    assert found[-1] == "2026-11-22T09:00"
    assert len(found) == LIMIT + 1


def test_an_endless_series_ends_at_the_asked_time_and_looks_ahead_on_demand() -> None:
    """Given an endless series, then `until` is inclusive, `ahead` reaches beyond, `since` leaves the past out."""
    daily = series("2020-01-01T09:00", "FREQ=DAILY")
    until = at("2026-03-02T09:00")
    assert walls(daily, until=until)[-1] == "2026-03-02T09:00"
    assert walls(daily, until=until - 1)[-1] == "2026-03-01T09:00"
    assert walls(daily, until=until, ahead=86_400)[-1] == "2026-03-03T09:00"
    assert walls(daily, until=until, since=until - 86_400) == ["2026-03-01T09:00", "2026-03-02T09:00"]


def test_since_leaves_out_the_past_and_nothing_else() -> None:
    """Given any beginning, then asking from there gives the tail of all."""
    for rule in ("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO,FR", "FREQ=WEEKLY;WKST=SU;BYDAY=SA,SU"):
        every = expand(series("2020-02-05T23:30", rule))
        for since in range(at("2023-05-01T00:00"), at("2023-05-20T00:00"), 40_000):
            assert expand(series("2020-02-05T23:30", rule), since=since) == [one for one in every if one.at >= since]


def test_floating_time_lies_in_the_owners_zone() -> None:
    """Given a floating meeting, then it is at that wall clock wherever the owner is."""
    floating = Event(uid="f", start=Moment("2026-07-01T09:00:00"))
    for zone in ("Asia/Tokyo", "Europe/Berlin"):
        (one,) = occurrences([floating], home=ZoneInfo(zone), until=END)
        assert one.at == at("2026-07-01T09:00", zone)


def test_zones_in_all_their_forms() -> None:
    """Given each form of `Moment.zone`, then it is decoded; a name nobody knows is the owner's zone."""
    assert zone_of("UTC", BERLIN) is UTC
    assert zone_of("", BERLIN) is BERLIN
    assert zone_of("-03:30", BERLIN) == timezone(timedelta(hours=-3, minutes=-30))
    assert zone_of("America/New_York", BERLIN) == ZoneInfo("America/New_York")
    for junk in ("Mars/Olympus", "../../etc/passwd", "x:", "x:abc", "x:3600;5", "+99:00", "x:999999", "\0"):
        assert zone_of(junk, BERLIN) is BERLIN
    assert instant(Moment("2026-03-01"), BERLIN) == at("2026-03-01T00:00")
    assert instant(Moment("2026-03-01T09:00:00", "+01:00"), UTC) == at("2026-03-01T09:00")


def test_a_zone_of_its_own_is_a_table_that_reads_back() -> None:
    """Given Berlin's changes as a table, then the zone it decodes to agrees with Berlin at every hour of two years."""
    first, last = at("2025-01-01T00:00"), at("2027-01-01T00:00")

    def offset(when: int) -> int:
        return int(datetime.fromtimestamp(when, BERLIN).strftime("%z")[:3]) * 3600

    table = zone_table(3600, [(when, offset(when)) for when in range(first, last, 3600)])
    assert table.count(";") == 4  # only real changes are kept
    zone = zone_of(table, UTC)
    for when in range(first, last, 3600):
        assert datetime.fromtimestamp(when, zone).replace(tzinfo=None) == datetime.fromtimestamp(when, BERLIN).replace(
            tzinfo=None
        )
