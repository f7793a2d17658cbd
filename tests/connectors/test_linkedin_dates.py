"""Dates as LinkedIn writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.linkedin_dates import day_of, instant_of, month_first

WRITTEN = [
    *("05 Mar 2024", "5. März 2024", "05 Mrz 2024", "05 Mär. 2024", "5 mars 2024", "5 mar 2024", "5 de mar. de 2024"),
    *("5 de marzo de 2024", "5 marzo 2024", "5 de março de 2024", "5 mrt. 2024", "5 maart 2024", "Mar 5, 2024"),
    *("March 5, 2024", "2024-03-05", "2024/03/05", "05.03.2024", "5.3.24", "05-03-2024", "5/3/24", "2024年3月5日"),
]


@pytest.mark.parametrize("text", WRITTEN)
def test_days_in_many_languages(text: str) -> None:
    """Given a day as an export in one of seven languages writes it, when read, then it is that day."""
    assert day_of(text) == date(2024, 3, 5)


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month(language: str) -> None:
    """Given the twelve months of a language, whole and cut to four letters, when read, then they are 1 to 12."""
    names = MONTHS[language].split()
    assert [day_of(f"5 {name} 2024") for name in names] == [date(2024, month, 5) for month in range(1, 13)]
    assert [day_of(f"5 {name[:4]}. 2024") for name in names] == [date(2024, month, 5) for month in range(1, 13)]


@pytest.mark.parametrize("text", ["", "yesterday", "31 Feb 2024", "05 Mar", "2024", "0/0/0", "5 Mar 0024", "1 2 3 4"])
def test_no_days(text: str) -> None:
    """Given what is no day, when read, then it is none."""
    assert day_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("2026-08-01 02:00:00 UTC", "2026-08-01T02:00:00Z", "2026-08-01T04:00:00+02:00"),
        *("8/1/26, 2:00 AM", "01 Aug 2026, 02:00"),
    ],
)
def test_instants(text: str) -> None:
    """Given a day with a time of day, when read, then it is that instant, UTC without a zone."""
    expected = int(datetime(2026, 8, 1, 2, tzinfo=UTC).timestamp())
    assert instant_of(text, month_first=True) == expected


HALVES = [("8/1/26, 12:00 AM", 0), ("8/1/26, 12:00 PM", 12), ("8/1/26, 9:30 p.m.", 21)]


@pytest.mark.parametrize(("text", "hour"), HALVES)
def test_halves_of_the_day(text: str, hour: int) -> None:
    """Given a time by the twelve-hour clock, when read, then noon and midnight are right."""
    found = instant_of(text, month_first=True)
    assert found is not None
    assert datetime.fromtimestamp(found, UTC).hour == hour


@pytest.mark.parametrize("text", ["2026-08-01", "02:00", "2026-08-01 25:00", "8/1/26, 13:00 PM", ""])
def test_no_instants(text: str) -> None:
    """Given a day without a time of day or the reverse, when read, then it is none."""
    assert instant_of(text, month_first=True) is None


def test_the_order_of_slashed_dates_is_the_files() -> None:
    """Given a file's dates, when one can only be read one way, then all are read so; else as its language writes."""
    assert month_first(["3/5/24", "3/25/24"], False)
    assert not month_first(["3/5/24", "25/3/24"], True)
    assert month_first(["3/5/24"], True)
    assert not month_first([], False)


@given(st.text(max_size=80), st.booleans())
def test_any_text_is_read_or_not(text: str, american: bool) -> None:
    """Given any text, when read, then nothing is raised, and an instant lies on a day that can be believed."""
    day = day_of(text, month_first=american)
    assert day is None or day.year >= 1971
    at = instant_of(text, month_first=american)
    assert at is None or at > 0


FORMS = ["%d %b %Y", "%Y-%m-%d", "%d.%m.%Y", "%b %d, %Y"]


@given(st.dates(date(1971, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_written_days_are_read_back(day: date, form: str) -> None:
    """Given any day in a form of LinkedIn's, when read, then it is the same."""
    assert day_of(day.strftime(form)) == day
