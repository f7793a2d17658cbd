"""What is kept of a mail's text, now and by other versions."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.signals import Signals
from rules.said import ABSENT, PROPOSAL, QUESTION, REQUEST, Ask, Promise, Said, dump, load, read

SAIDS = st.builds(
    Said,
    asks=st.lists(
        st.builds(
            Ask,
            st.sampled_from([QUESTION, REQUEST, PROPOSAL]),
            st.text(max_size=20),
            st.lists(st.text(max_size=9), max_size=2).map(tuple),
            st.integers(-1, 400),
        ),
        max_size=3,
    ).map(tuple),
    promises=st.lists(st.builds(Promise, st.text(max_size=20), st.none() | st.dates()), max_size=3).map(tuple),
    automatic=st.sampled_from(["", ABSENT, "bulk"]),
    **{name: st.booleans() for name in ("idle", "releases", "delivers", "withdraws", "hands_over", "agrees", "holds")},
    asks_back=st.booleans(),
)


@given(SAIDS)
def test_what_is_written_is_read(said: Said) -> None:
    """Given anything a mail may say, when dumped and loaded, then it is the same."""
    assert load(dump(said)) == said


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_anything_else_does_no_harm(text: str) -> None:
    """Given any text in its place, then something is made of it or nothing, and nothing raises."""
    load(text)


def test_a_newer_version_s_words_are_passed_over() -> None:
    """Given keys, entries and values this version does not know, then the rest is read."""
    text = '{"v":9,"mood":"glad","asks":[{"kind":"question","topic":"Who?","sentence":1},{"odd":1},7],"idle":1}'
    assert load(text) == Said(asks=(Ask(QUESTION, "Who?", (), 1),))


def test_nothing_read_is_not_nothing_said() -> None:
    """Given a mail that says nothing of note, then that is kept; given none that was read, nothing is loaded."""
    assert load("") is None
    assert load(dump(Said())) == Said()


def test_every_signal_is_kept() -> None:
    """Given the fields of what the reader finds, then each has its place here."""
    assert {field.name for field in fields(Signals)} <= {field.name for field in fields(Said)}


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Which March do you mean?", True),
        ("Thanks for asking. When do you need it?", True),
        ("Could you clarify which one?", True),
        ("Is it for 2025 or 2026?", True),
        ("Wann brauchst du sie?", True),
        ("It was 4,200 in the end. When do you need the bill?", False),
        ("Tuesday at ten?", False),
        ("Shall we talk about it tomorrow?", False),
        ("Please ask Bob.", False),
        ("It was 4,200.", False),
    ],
)
def test_what_a_counter_question_is(text: str, back: bool) -> None:
    """Given a mail, then it asks back if it holds nothing but questions that enquire."""
    said = read(text, "Re: Numbers", sent=date(2026, 3, 2), author_is_me=True, has_attachment=False)
    assert said.asks_back is back
