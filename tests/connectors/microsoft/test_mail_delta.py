"""Folding what a delta tells: any order, repeats and partial entries come to the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.microsoft.mail_cursor import Again
from connectors.microsoft.mail_delta import Round, Told
from connectors.microsoft.mail_wanted import Stretch, chunks, marked_last, newest_first, reread, stretch, to_reread
from syncd.model import Gone

ENTRIES = st.fixed_dictionaries(
    {"id": st.sampled_from("aAbc")},
    optional={
        "receivedDateTime": st.sampled_from(["2026-11-01T10:00:00Z", "x"]),
        "isDraft": st.just(False),
        "isRead": st.booleans(),
        "@removed": st.just({"reason": "changed"}),
    },
)


def folded(entries: list[dict[str, Any]], size: int = 3) -> Round:
    found = Round()
    for page in chunks(entries, size) if entries else [[]]:
        found.take(page)
    return found


@settings(max_examples=60)
@given(st.lists(ENTRIES, max_size=12), st.randoms(use_true_random=False), st.integers(1, 12))
def test_order_repeats_and_pages_do_not_matter(entries: list[dict[str, Any]], chance: Any, size: int) -> None:
    """Given entries in one order, when they come in another, some twice and in other pages, then each message is in
    just one of there, removed and doubtful, and in the same."""
    again = entries + [one for one in entries if chance.random() < 0.5]
    chance.shuffle(again)
    first, second = folded(entries), folded(again, size)
    for found in (first, second):
        split = [*found.there(), *found.removed(), *found.doubtful()]
        assert sorted(split) == sorted({one["id"] for one in entries})
    assert first.there().keys() == second.there().keys()
    assert set(first.removed()) == set(second.removed())
    assert set(first.doubtful()) == set(second.doubtful())


def test_partial_entries_are_merged() -> None:
    """Given an entry in full and a partial one, when folded, then what the partial one does not say stays."""
    full = {"id": "a", "receivedDateTime": "1970-01-01T00:01:00Z", "isDraft": False}
    partial = {"id": "a", "isRead": True, "parentFolderId": "f"}
    for entries in ([full, partial], [partial, full]):
        assert folded(entries).told == {"a": Told(there=True, received=60, draft=False)}
    assert folded([partial]).told == {"a": Told(there=True)}


@settings(max_examples=60)
@given(st.lists(st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.integers()) | ENTRIES))
def test_nothing_is_too_strange(entries: list[Any]) -> None:
    """Given any JSON as entries, when folded, then what has no id is nothing."""
    assert set(folded(entries).told) <= {"a", "A", "b", "c"}


def told(**received: int | None) -> dict[str, Told]:
    return {name: Told(there=True, received=at) for name, at in received.items()}


@pytest.mark.parametrize(
    ("names", "page", "count", "expected"),
    [
        ("abcde", 20, None, Stretch(10, 50, 5)),
        ("a", 20, None, Stretch(10, 10, 1)),
        ("a", 4, None, None),
        ("ae", 10, None, None),
        ("ab", 20, 11, None),
        ("ab", 20, 9, Stretch(10, 20, 9)),
        ("x", 20, None, None),
        ("n", 20, None, None),
        ("", 20, None, None),
    ],
)
def test_what_is_listed(names: str, page: int, count: int | None, expected: Stretch | None) -> None:
    """Given messages to read, when a list of their stretch takes less than a quarter of the requests that asking for
    each takes, then it is listed."""
    assert stretch(names, told(a=10, b=20, c=30, d=40, e=50, n=None), page, count) == expected


def test_newest_first() -> None:
    """Given messages of which some have no date, when ordered, then these come first, each is there once."""
    assert newest_first(["a", "b", "x", "b"], told(a=10, b=20)) == ["x", "b", "a"]


@settings(max_examples=60)
@given(st.dictionaries(st.text("ab", min_size=1, max_size=3), st.integers(0, 5)), st.integers(0, 6), st.integers(1, 3))
def test_reading_again_ends(dates: dict[str, int], floor: int, size: int) -> None:
    """Given messages, several of one second, when they are read again with a stop after every few, then each that is
    young enough is read once."""
    there = told(**dates)
    again, done = Again(floor), []
    for _ in range(len(dates) + 1):
        left = newest_first([name for name in there if to_reread(name, there, again)], there)[:size]
        done += left
        again = reread(again, [Gone(name) for name in left], there) or again
    assert done == newest_first([name for name, at in dates.items() if at >= floor], there)


def test_the_last_is_marked() -> None:
    """Given nothing, one or more, when marked, then the last is."""
    assert list(marked_last(iter([]))) == []
    assert list(marked_last(iter("ab"))) == [("a", False), ("b", True)]
