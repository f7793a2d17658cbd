"""The due date of a promise: one row per phrase of CONTRACT.md §5, in English and German, relative to the mail's date.

2026-03-04 is a Wednesday, 2026-03-06 a Friday.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.due import due
from rules.reading.words import Words
from rules.reading.words_de import WORDS as GERMAN
from rules.reading.words_en import WORDS as ENGLISH
from rules.reading.words_es import WORDS as SPANISH
from rules.reading.words_fr import WORDS as FRENCH

WEDNESDAY = date(2026, 3, 4)
FRIDAY = date(2026, 3, 6)
SUNDAY = date(2026, 3, 8)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("today", "2026-03-04"),
        ("tonight", "2026-03-04"),
        ("by the end of the day", "2026-03-04"),
        ("by eod", "2026-03-04"),
        ("this afternoon", "2026-03-04"),
        ("tomorrow", "2026-03-05"),
        ("tomorrow morning", "2026-03-05"),
        ("by close of business tomorrow", "2026-03-05"),
        ("by friday", "2026-03-06"),
        ("on monday", "2026-03-09"),
        ("wednesday", "2026-03-11"),
        ("this wednesday", "2026-03-04"),
        ("this friday", "2026-03-06"),
        ("next friday", "2026-03-13"),
        ("next monday", "2026-03-09"),
        ("this week", "2026-03-06"),
        ("by the end of the week", "2026-03-06"),
        ("over the weekend", "2026-03-08"),
        ("early next week", "2026-03-10"),
        ("at the beginning of next week", "2026-03-10"),
        ("mid next week", "2026-03-11"),
        ("in the middle of next week", "2026-03-11"),
        ("next week", "2026-03-13"),
        ("by the end of next week", "2026-03-13"),
        ("in 3 days", "2026-03-07"),
        ("in three days", "2026-03-07"),
        ("within 10 days", "2026-03-14"),
        ("in two weeks", "2026-03-18"),
        ("in a week", "2026-03-11"),
        ("in a month", "2026-04-04"),
        ("in 2 months", "2026-05-04"),
        ("in a day or two", "2026-03-06"),
        ("by the end of the month", "2026-03-31"),
        ("next month", "2026-04-30"),
        ("by the end of next month", "2026-04-30"),
        ("by the end of april", "2026-04-30"),
        ("by april 15", "2026-04-15"),
        ("by the 15th of april", "2026-04-15"),
        ("by march 2nd", "2027-03-02"),
        ("on march 4", "2026-03-04"),
        ("by wednesday, march 18", "2026-03-18"),
        ("by 4/15", "2026-04-15"),
        ("by 2026-05-01", "2026-05-01"),
        ("by the 2nd", "2026-04-02"),
        ("soon", None),
        ("asap", None),
        ("before the board meeting", None),
        ("when i am back", None),
        ("by february 30", None),
    ],
)
def test_english(phrase: str, day: str | None) -> None:
    """Each way of naming a day."""
    assert due(f"i will send it {phrase}", WEDNESDAY, ENGLISH.due) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("heute", "2026-03-04"),
        ("heute abend", "2026-03-04"),
        ("morgen", "2026-03-05"),
        ("morgen früh", "2026-03-05"),
        ("übermorgen", "2026-03-06"),
        ("bis freitag", "2026-03-06"),
        ("am montag", "2026-03-09"),
        ("mittwoch", "2026-03-11"),
        ("diesen freitag", "2026-03-06"),
        ("nächsten freitag", "2026-03-13"),
        ("diese woche", "2026-03-06"),
        ("bis ende der woche", "2026-03-06"),
        ("am wochenende", "2026-03-08"),
        ("anfang nächster woche", "2026-03-10"),
        ("mitte nächster woche", "2026-03-11"),
        ("nächste woche", "2026-03-13"),
        ("bis ende nächster woche", "2026-03-13"),
        ("in 3 tagen", "2026-03-07"),
        ("in zwei wochen", "2026-03-18"),
        ("in einem monat", "2026-04-04"),
        ("in ein, zwei tagen", "2026-03-06"),
        ("bis ende des monats", "2026-03-31"),
        ("nächsten monat", "2026-04-30"),
        ("bis ende april", "2026-04-30"),
        ("bis zum 15. april", "2026-04-15"),
        ("bis 15.4.", "2026-04-15"),
        ("bis zum 2.", "2026-04-02"),
        ("bald", None),
        ("vor der sitzung", None),
    ],
)
def test_german(phrase: str, day: str | None) -> None:
    """Each way of naming a day."""
    assert due(f"ich schicke es {phrase}", WEDNESDAY, GERMAN.due) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("phrase", "words", "day"),
    [
        ("je l'envoie demain", FRENCH, "2026-03-05"),
        ("je l'envoie d'ici vendredi", FRENCH, "2026-03-06"),
        ("je l'envoie la semaine prochaine", FRENCH, "2026-03-13"),
        ("je l'envoie dans deux semaines", FRENCH, "2026-03-18"),
        ("je l'envoie avant le 15 avril", FRENCH, "2026-04-15"),
        ("lo mando mañana", SPANISH, "2026-03-05"),
        ("lo mando el viernes", SPANISH, "2026-03-06"),
        ("lo mando la próxima semana", SPANISH, "2026-03-13"),
        ("lo mando en dos semanas", SPANISH, "2026-03-18"),
        ("lo mando antes del 15 de abril", SPANISH, "2026-04-15"),
    ],
)
def test_french_and_spanish(phrase: str, words: Words, day: str) -> None:
    """The common ones."""
    assert due(phrase, WEDNESDAY, words.due) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("sent", "phrase", "day"),
    [
        (FRIDAY, "this friday", "2026-03-06"),
        (FRIDAY, "friday", "2026-03-13"),
        (FRIDAY, "next friday", "2026-03-13"),
        (FRIDAY, "this week", "2026-03-06"),
        (SUNDAY, "next monday", "2026-03-09"),
        (SUNDAY, "next week", "2026-03-13"),
        (SUNDAY, "this weekend", "2026-03-08"),
        (date(2026, 12, 31), "next month", "2027-01-31"),
        (date(2026, 1, 31), "in a month", "2026-02-28"),
    ],
)
def test_at_the_edges_of_weeks_and_months(sent: date, phrase: str, day: str) -> None:
    """Weeks are ISO weeks; months end on their last day."""
    assert due(f"i will send it {phrase}", sent, ENGLISH.due) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("i'll send part one on thursday and the rest by monday", "2026-03-05"),
        ("i will bring the notes from monday's meeting", None),
        ("i will revise the numbers for friday's meeting", None),
        ("by friday i'll have it", "2026-03-06"),
    ],
)
def test_which_of_the_days_is_the_due_date(sentence: str, day: str | None) -> None:
    """A day that says which thing is meant is no due date."""
    start = sentence.index("i'll") if "i'll" in sentence else 0
    found = due(sentence, WEDNESDAY, ENGLISH.due, start)
    assert found == (date.fromisoformat(day) if day else None)


@given(st.text(max_size=200), st.dates())
def test_never_before_the_mail(text: str, sent: date) -> None:
    """Whatever is written: a day from the mail's own on, or none."""
    found = due(text.lower(), sent, ENGLISH.due)
    assert found is None or found >= sent


@given(
    st.sampled_from(
        ["next month", "in 999 days", "in 500 months", "end of april", "12/31", "in 900 weeks", "year end"]
    ),
    st.dates(min_value=date(9990, 1, 1)),
)
def test_the_end_of_time(phrase: str, sent: date) -> None:
    """Days after the last one are none."""
    found = due(f"i will do it {phrase}", sent, ENGLISH.due)
    assert found is None or found >= sent
