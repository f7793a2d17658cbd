"""Folding Gmail's history: what happened to each message, and what is to be done about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.google.gmail_history import Change, Folding, Verdict, verdict

RECORDS = [
    {"id": "11", "messagesAdded": [{"message": {"id": "a", "threadId": "t", "labelIds": ["DRAFT"]}}]},
    {"id": "13", "labelsAdded": [{"message": {"id": "a", "labelIds": ["SENT", "DRAFT"]}, "labelIds": ["SENT"]}]},
    {"id": "17", "labelsRemoved": [{"message": {"id": "a", "labelIds": ["SENT"]}, "labelIds": ["DRAFT"]}]},
    {"id": "19", "messagesDeleted": [{"message": {"id": "b"}}], "messages": [{"id": "b"}, {"id": "c"}]},
    {"id": "9", "labelsAdded": [{"message": {"id": "b", "labelIds": ["SPAM"]}, "labelIds": ["SPAM"]}]},
    {"id": "23", "labelsAdded": [{"message": {"id": "d"}, "labelIds": ["STARRED"]}]},
]


@given(st.lists(st.sampled_from(RECORDS), max_size=6), st.permutations(RECORDS))
def test_order_and_repetition_mean_nothing(again: list[dict[str, object]], records: list[dict[str, object]]) -> None:
    """Given records in any order, some of them twice, when folded, then the last state wins."""
    folding = Folding()
    folding.take(records)
    folding.take(again)
    news = folding.news(29, 1)
    assert news.changes == {
        "a": Change(11, "t", added=True, moved=True, labels=frozenset({"SENT"})),
        "b": Change(9, "", deleted=True, moved=True, labels=frozenset({"SPAM"})),
        "d": Change(23),
    }
    assert news.records == (9, 11, 13, 17, 19, 23)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(5, added=True), Verdict.FETCH),
        (Change(2, added=True), Verdict.COMPARE),
        (Change(2, added=True, moved=True), Verdict.FETCH),
        (Change(5, added=True, deleted=True), Verdict.NOTHING),
        (Change(2, added=True, deleted=True), Verdict.GONE),
        (Change(5, deleted=True), Verdict.GONE),
        (Change(5, deleted=True, labels=frozenset({"DRAFT"})), Verdict.NOTHING),
        (Change(5, deleted=True, moved=True, labels=frozenset({"DRAFT"})), Verdict.GONE),
        (Change(5, added=True, labels=frozenset({"DRAFT"})), Verdict.PASS),
        (Change(5, added=True, labels=frozenset({"CHAT"})), Verdict.PASS),
        (Change(5, moved=True, labels=frozenset({"DRAFT"})), Verdict.FETCH),
        (Change(5, labels=frozenset({"DRAFT"})), Verdict.NOTHING),
        (Change(5), Verdict.NOTHING),
    ],
)
def test_verdicts(change: Change, expected: Verdict) -> None:
    """Given what happened to a message, and that records up to 3 may be known already, then this is done."""
    assert verdict(change, 3) is expected
