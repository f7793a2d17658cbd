"""What is remembered of a mailbox between two readings."""

from __future__ import annotations

import json

import pytest

from connectors.google.gmail_cursor import Memory, Reached
from syncd.model import Place
from syncd.ports import CursorExpired


@pytest.mark.parametrize(
    "change",
    [{"history": None}, {"history": "x"}, {"retry": []}, {"marked": 3}, {"until": None}, {"full": None, "x": 1}],
)
def test_damaged_cursor(change: dict[str, object]) -> None:
    """Given a cursor with a field that can't be, when loaded, then it is expired."""
    good = json.loads(Reached("1", "", None, 0).dump())
    assert Reached.load(json.dumps(good)).history == "1"
    with pytest.raises(CursorExpired):
        Reached.load(json.dumps(good | change))


def test_many_marks_are_let_go() -> None:
    """Given more spam than is remembered, when the cursor is written, then the newest stay."""
    memory = Memory(None)
    for number in range(2500):
        memory.lies(f"{number:016x}", Place.SPAM)
    assert memory.fields()["marked"] == tuple(f"{number:016x}" for number in range(500, 2500))
