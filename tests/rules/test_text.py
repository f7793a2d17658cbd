"""Titles and subjects: short, on one line, harmless."""

from __future__ import annotations

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import text
from rules.finding import Day
from syncd.model import Person, Tie

DAY = Day(date(2026, 3, 4), UTC, frozenset(range(5)))


@pytest.mark.parametrize(
    ("subject", "topic"),
    [
        ("Re: Fwd: AW: Budget", "Budget"),
        ("RE[2]: WG: Antw: Budget", "Budget"),
        ("Regarding: x", "Regarding: x"),
        ("Re:", ""),
        ("Réunion: lundi", "Réunion: lundi"),
        ("a\tb\r\nc\x1b[31m\u202e", "a b c [31m"),
        ("word " * 30, "word word word word word word word word word word word…"),
    ],
)
def test_topic(subject: str, topic: str) -> None:
    """A subject without its reply prefixes, on one line, cut at a word."""
    assert text.topic(subject) == topic


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Grace Hopper", "Grace"),
        ("Hopper, Grace B.", "Grace"),
        ("Dr. Grace Hopper", "Grace"),
        ("Prof. Dr.", "Prof."),
        ("Grace", "Grace"),
        ("grace@example.com", "grace@example.com"),
        ("Grace,", "Grace"),
    ],
)
def test_first_name(name: str, first: str) -> None:
    """However the name is written."""
    assert text.first_name(name) == first


def test_missing_values_read_naturally() -> None:
    """Nobody was ever in contact: the title is still a sentence."""
    one = Tie(Person("a@x", "", ("a@x",)), is_person=True)
    template = "{first_name}: {days} days, last {last_contact}, on {topic} {{due {due}}}"
    shown = text.title(template, one, "because", date(2026, 3, 1), DAY.today, DAY)
    assert shown == "a@x: many days, last never, on how things are {due 2026-03-01}"


def test_values_are_not_templates() -> None:
    """A subject with braces stays what it is."""
    assert text.render("{topic}", {"topic": "{name.__class__} {due}", "due": "never"}) == "{name.__class__} {due}"


@given(st.text(max_size=400))
def test_always_one_harmless_line(foreign: str) -> None:
    """Whatever a stranger wrote: one line, no control characters, not too long."""
    shown = text.one_line(foreign)
    assert len(shown) <= 200
    assert shown == text.one_line(shown)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(c) < 32 or c in "\x7f\u202e" for c in shown)
    assert len(text.topic(foreign)) <= 60
