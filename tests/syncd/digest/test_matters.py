"""*You owe*, *waiting on* and *promised*."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from syncd.digest.matters import matters
from syncd.digest.promised import numbers
from syncd.digest.sections import Handle, Line
from syncd.model import FollowUp, Held, State, Wanted

DAY = date(2026, 6, 1)


def wanted(kind: str, person: str, reason: str = "because") -> Wanted:
    return Wanted("r", kind, person, (person,), person.title(), f"<{person}>", DAY, 5, "t", reason, "")


def followup(kind: str, person: str, key: str) -> FollowUp:
    return FollowUp(
        1, key, "r", kind, person, person.title(), "c", DAY, DAY, 5, "t", "because", "", State.OPEN, raised=0
    )


def name(_: str, given: str) -> str:
    return given


def test_each_kind_has_its_section() -> None:
    """Given open matters of three kinds, when composed, then each has a section, in the order of urgency."""
    open_ = [
        followup("awaiting-reply", "bob", "b"),
        followup("reply-owed", "ada", "a"),
        followup("drifting", "eve", "e"),
    ]
    promise = wanted("promise", "cy", "the numbers")
    (number,) = numbers([promise])
    found = matters(open_, [], [promise], (), name)
    assert [(one.title, one.lines) for one in found] == [
        ("You owe", (Line("Ada", "because", handle=Handle(1, "a", "ada")),)),
        ("Waiting on", (Line("Bob", "because", handle=Handle(1, "b", "bob")),)),
        ("Promised", (Line("Cy", "the numbers", f"due Mon 1 Jun; to be reminded: syncd confirm {number}"),)),
    ]


def test_nothing_is_said_twice() -> None:
    """Given a follow-up that this week shows, when composed, then it has no second place."""
    assert matters([followup("reply-owed", "ada", "a")], [], [], {"a"}, name) == []


def test_what_waits_for_room_is_named() -> None:
    """Given matters held back, when composed, then the budget's are named, and those who do not answer are not."""
    held = [Held(wanted("reply-owed", "ada"), "per_week"), Held(wanted("reply-owed", "bob"), "one-sided")]
    (section,) = matters([], held, [], (), name)
    assert section.lines == (Line("Ada", "because", "waiting for room"),)


def test_only_some_are_shown() -> None:
    """Given twenty matters, when composed, then seven are shown and the others counted."""
    many = [replace(followup("reply-owed", f"p{n}", f"k{n}")) for n in range(20)]
    (section,) = matters(many, [], [], (), name)
    assert (len(section.lines), section.more) == (7, 13)
