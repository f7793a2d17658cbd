"""What holds of any text at all."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.reading.new_text import new_text
from rules.reading.signals import Signals, signals
from rules.said import dump, load, read

SENT = date(2026, 3, 4)
MEGABYTE = 1_000_000
PIECES = st.sampled_from(
    [
        "please ", "could you ", "if you have any questions ", "I'll send it ", "by friday", "? ", ". ", "\n", "\n\n",
        "> ",
        "- ", "From: ", "To: ", "Sent: ", "On ", "wrote:", "<a@b.example>", '"', "...", "Bob, ", "(", ")", "1.", "4/15",
        "bitte ", "kannst du ", "ich schicke ", "morgen ", "¿", "à ", "\t", "\u00a0", "’", "-----Original Message-----",
    ]
)  # fmt: skip


@given(st.text(max_size=500) | st.lists(PIECES, max_size=40).map("".join), st.text(max_size=40), st.booleans())
@settings(max_examples=150)
def test_never_raises_and_can_be_kept(body: str, subject: str, mine: bool) -> None:
    """Whatever somebody writes: signals, and they survive being stored."""
    found = read(body, subject, sent=SENT, author_is_me=mine, has_attachment=False)
    assert load(dump(found)) == found
    assert all(one.due is None or one.due >= SENT for one in found.promises)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_quoted_text_says_nothing(text: str) -> None:
    """Quoted line by line, any text is silent."""
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    assert new_text(quoted) == ""
    assert signals(quoted, sent=SENT) == signals("", sent=SENT)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_below_a_separator_nothing_is_said(text: str) -> None:
    """An answer above, an old mail below: only the answer counts."""
    below = f"Fine with me.\n\n-----Original Message-----\nFrom: A\nSent: B\nTo: C\n\n{text}"
    assert signals(below, sent=SENT) == signals("Fine with me.", sent=SENT)


def test_nothing_says_nothing() -> None:
    """An empty mail."""
    assert signals("", sent=SENT) == Signals(idle=True)


@pytest.mark.parametrize(
    "unit",
    [
        "a", " ", "\n", "<", "<a@", '"', "1", "a. ", "what? ", "please ", "let me know if you ",
        "i will reply ", "Aa, ", "Aa ",
        "From: x\n", "On 1\n", "> ", "--\n", "if you have ", "he has asked ", "http://a.b/ ", "ich werde ",
        "by 1/2 ", "(a?",
        "please i will send it to you by friday\n", "Could you send me that? I will call you tomorrow. ",
        "\u00a0", "\t", "?",
    ],
)  # fmt: skip
def test_a_megabyte_takes_less_than_a_second(unit: str) -> None:
    """No text is slow; CPU time, so that a busy machine does not matter."""
    body = unit * (MEGABYTE // len(unit))
    began = time.process_time()
    signals(body, "x", sent=SENT)
    assert time.process_time() - began < 2  # twice what is asked: coverage and other machines
