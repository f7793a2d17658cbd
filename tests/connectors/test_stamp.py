"""What the stamp tells of the user's hand, the same for every sink."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import stamp

DAY = date(2026, 3, 2)


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    """Given any text, when tidied twice, then it is as after the first time, and can be encoded."""
    assert stamp.tidy(stamp.tidy(text)) == stamp.tidy(text)
    assert stamp.one_line(stamp.one_line(text)) == stamp.one_line(text)
    stamp.tidy(text).encode()


@given(st.text(), st.text())
def test_saving_again_is_no_rewording(title: str, notes: str) -> None:
    """Given any words, when a program changes line ends, trailing white space or composition, then not reworded."""
    written = stamp.stamp(DAY, title, notes)
    shown, said = stamp.one_line(title), stamp.tidy(notes)
    said = unicodedata.normalize("NFD", said.replace("\n", " \r\n") + "\n")
    reading = stamp.read(written, DAY, unicodedata.normalize("NFD", shown) + " ", said)
    assert (reading.done, reading.moved, reading.reworded) == (False, False, False)


@given(st.text(), st.text(), st.text(), st.text())
def test_other_words_are_reworded(title: str, notes: str, title2: str, notes2: str) -> None:
    """Given words that differ after tidying, when read, then reworded, unless only a tick was added."""
    same = (stamp.one_line(title), stamp.tidy(notes)) == (stamp.one_line(title2), stamp.tidy(notes2))
    reading = stamp.read(stamp.stamp(DAY, title, notes), DAY, title2, notes2)
    assert reading.reworded is not same or reading.done


@pytest.mark.parametrize("title", ["✓ Write", "✓Write", "✓\ufe0f Write", "done Write", "DONE: Write", " Done - Write"])
def test_a_tick_in_the_title(title: str) -> None:
    """Given a done prefix, when read, then done and not reworded."""
    reading = stamp.read(stamp.stamp(DAY, "Write", "n"), DAY, title, "n")
    assert (reading.done, reading.reworded) == (True, False)


@pytest.mark.parametrize("title", ["Donegal", "abandone d", "undone", "write ✓", "doné x"])
def test_no_tick_in_the_title(title: str) -> None:
    """Given a title that only looks like it, when read, then not done."""
    assert not stamp.read(stamp.stamp(DAY, "Write", "n"), DAY, title, "n").done


def test_a_title_of_ours_that_begins_with_done_is_open() -> None:
    """Given our own title begins with "Done", when read unchanged, then open; with ✓ before it, done."""
    written = stamp.stamp(DAY, "Done deal", "")
    assert not stamp.read(written, DAY, "Done deal", "").done
    assert stamp.read(written, DAY, "✓ Done deal", "") == stamp.Reading(DAY, done=True, moved=False, reworded=False)


@pytest.mark.parametrize("broken", ["", "x", "2026-13-01-0123456789ab", "2026-03-02-0123", "2026-03-02"])
def test_a_broken_stamp_is_none(broken: str) -> None:
    """Given no stamp that can be read, when read, then reworded and not moved: nothing can be compared."""
    assert stamp.read(broken, DAY, "Write", "") == stamp.Reading(None, done=False, moved=False, reworded=True)


def test_another_day_is_moved_and_no_day_is_not() -> None:
    """Given another day, when read, then moved; without any day there is none to move to."""
    written = stamp.stamp(DAY, "Write", "")
    assert stamp.read(written, date(2026, 3, 3), "Write", "").moved
    assert not stamp.read(written, None, "Write", "").moved
