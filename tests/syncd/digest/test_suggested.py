"""*One to revive*, *introduce*, *goals*, and new jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from syncd.careers import Job, JobChange
from syncd.digest.sections import Handle, Line
from syncd.digest.suggested import Goal, Introduction, goals, introduce, job_lines, revive
from syncd.model import FollowUp
from tests.syncd.digest.sample_week import followup, held, tie

TODAY = date(2026, 11, 23)


def name(_: str, given: str) -> str:
    return given


def old(number: int, person: str) -> FollowUp:
    return followup(number, person, person.title(), "long ago", "revive")


def test_who_is_raised_is_the_one() -> None:
    """Given one raised and one waiting, when composed, then the raised one is named."""
    found = revive([old(1, "ada")], [held("bob", "Bob", "long ago", "per_week", "revive")], name)
    assert found is not None
    assert found.lines == (Line("Ada", "long ago", handle=Handle.of(old(1, "ada"))),)
    again = revive([old(1, "ada")], [], name, {old(1, "ada").key})
    assert again is not None
    assert again.lines == (Line("Ada", "long ago"),)


def test_without_one_the_next_in_turn() -> None:
    """Given two who wait and one left in peace, when composed, then the first that waits for room is named."""
    waiting = [
        held(who, who.title(), "long ago", by, "revive") for who, by in (("eve", "one-sided"), ("bob", "max_open"))
    ]
    found = revive([], [*waiting, held("cy", "Cy", "long ago", "per_week", "revive")], name)
    assert found is not None
    assert found.lines == (Line("Bob", "long ago", "waiting for room"),)
    assert revive([], [held("bob", "Bob", "x", "per_week")], name) is None


def test_introductions_name_what_is_shared() -> None:
    """Given a pair, one of whom has no name, when composed, then both are called and the tags listed."""
    other = tie("b@x.example", "")
    found = introduce([Introduction(tie("a@x.example", "Ada"), other, ("chess", "type"))])
    assert found is not None
    assert found.lines[0].name == "Ada and b@x.example"
    assert found.lines[0].detail == "both chess and type"
    assert introduce([]) is None


def test_goals_tell_progress_and_what_is_left() -> None:
    """Given goals reached, open and ending today, when composed, then each says how far it is."""
    one = Goal("g", "new-people", "month", date(2026, 11, 30), 1, 2, 1, 9)
    found = goals([one, replace(one, value=2, done=2), replace(one, last=TODAY)], TODAY)
    assert found is not None
    assert [(line.detail, line.note) for line in found.lines] == [
        ("1 of 2 new people this month", "7 days left in the month"),
        ("2 of 2 new people this month", "reached"),
        ("1 of 2 new people this month", "the month ends today"),
    ]
    assert goals([], TODAY) is None


def test_a_new_job_is_a_reason_to_write() -> None:
    """Given a change, when told, then the new job comes first."""
    change = JobChange("m@x.example", "Mary", Job("Admiral", "Navy"), Job("Dean", "Academy"), 0)
    assert job_lines([change]) == [Line("Mary", "new job: Dean, Academy", "before: Admiral, Navy")]
