"""At most one follow-up per person, few per week, few open: what is kept, what is held back and by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.budget import choose
from syncd.model import FollowUp, Held, State, Wanted

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # Wednesday of 2026-W10


def want(person: str, rule: str = "r", priority: int = 5, ratio: float = 0.0) -> Wanted:
    return Wanted(
        rule, "keep-in-touch", person, (person,), person, "<1>", date(2026, 3, 2), priority, "t", "why", "notes",
        overdue_ratio=ratio,
    )  # fmt: skip


def log(of: Wanted, state: State = State.OPEN, days_ago: int = 0) -> FollowUp:
    return FollowUp(
        1, f"{of.rule}{of.person}", of.rule, of.rule_kind, of.person, of.name, of.cycle, of.due, of.due, 5, "t", "why",
        "notes", state, int((NOW - timedelta(days=days_ago)).timestamp()),
    )  # fmt: skip


def chosen(
    wanted: Sequence[Wanted],
    remembered: Sequence[FollowUp] = (),
    per_week: int = 7,
    max_open: int = 12,
    held: Sequence[Held] = (),
) -> tuple[list[str], list[tuple[str, str]]]:
    kept, back = choose(wanted, remembered, already_held=held, per_week=per_week, max_open=max_open, now=NOW, zone=UTC)
    return [f"{w.rule}:{w.person}" for w in kept], [(f"{h.wanted.rule}:{h.wanted.person}", h.held_by) for h in back]


def test_one_is_the_most_urgent_then_the_most_overdue_then_the_key() -> None:
    """Priority 1 goes before 9, half an interval late before a tenth, a before b."""
    wanted = [want("d", priority=9, ratio=9), want("c", ratio=0.1), want("b"), want("a"), want("e", priority=1)]
    assert chosen(wanted)[0] == ["r:e", "r:c", "r:a", "r:b", "r:d"]


def test_one_per_person() -> None:
    """Of two rules for one person the more urgent wins; the other is held and named in its notes."""
    low, high = want("a", "low"), want("a", "high", priority=1)
    assert chosen([low, high]) == (["high:a"], [("low:a", "one-per-person")])
    (kept,), _ = choose([low, high], [], per_week=7, max_open=12, now=NOW, zone=UTC)
    assert kept.notes.splitlines() == ["notes", "Also waiting: low (keep-in-touch), due 2026-03-02"]


def test_whoever_has_one_open_gets_no_other_however_urgent() -> None:
    """The open one stays, the more urgent newcomer waits."""
    low, high = want("a", "low"), want("a", "high", priority=1)
    assert chosen([low, high], [log(low)]) == (["low:a"], [("high:a", "one-per-person")])


def test_what_expired_may_come_back() -> None:
    """Nobody settled it: after a mute and unmute it is wanted like any other."""
    assert chosen([want("a")], [log(want("a"), State.EXPIRED)]) == (["r:a"], [])
    assert chosen([want("a")], [log(want("a"), State.EXPIRED)], per_week=1) == (["r:a"], []), "it counts once"


@pytest.mark.parametrize("state", [State.DONE, State.DISMISSED, State.CONTACTED])
def test_a_settled_cycle_is_over(state: State) -> None:
    """It is neither kept nor held, and stands in nobody's way."""
    low, high = want("a", "low"), want("a", "high", priority=1)
    assert chosen([low, high], [log(high, state)]) == (["low:a"], [])


def test_per_week_counts_all_that_was_raised_this_iso_week() -> None:
    """Two were raised since Monday, one of them settled; one on Sunday, still open: of 3 a week, one is left."""
    raised = [log(want("x"), days_ago=2), log(want("y"), State.DONE), log(want("z"), days_ago=3)]
    assert chosen([want("a"), want("b")], raised, per_week=3) == (["r:a"], [("r:b", "per_week")])


def test_max_open_counts_all_that_is_open() -> None:
    """Open, snoozed and planned ones use up places; settled ones do not."""
    states = [State.OPEN, State.SNOOZED, State.PLANNED, State.DONE]
    standing = [log(want(s.value), s, days_ago=30) for s in states]
    assert chosen([want("a"), want("b")], standing, max_open=4) == (["r:a"], [("r:b", "max_open")])


def test_open_ones_stay_when_the_limits_shrink() -> None:
    """max_open = 0 takes nothing back."""
    one = want("a")
    assert chosen([one, want("b")], [log(one, days_ago=30)], max_open=0) == (["r:a"], [("r:b", "max_open")])


def test_two_open_for_one_person_after_a_merge() -> None:
    """The more urgent stays; the other is held one-per-person, which takes it back."""
    low, high = want("a", "low"), want("a", "high", priority=1)
    assert chosen([low, high], [log(low), log(high)]) == (["high:a"], [("low:a", "one-per-person")])


def test_what_rules_hold_back_is_named_too() -> None:
    """A scheduled keep-in-touch is mentioned in the notes of the follow-up there is."""
    kept, _ = choose(
        [want("a")], [], already_held=[Held(want("a", "k"), "scheduled"), Held(want("b", "k"), "scheduled")],
        per_week=7, max_open=12, now=NOW, zone=UTC,
    )  # fmt: skip
    assert kept[0].notes.count("Also waiting") == 1


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    """Same set, same answer, so that runs repeat themselves."""
    many = [want(p, r, ratio=0.5) for p in "abc" for r in ("r", "s")]
    assert chosen(many, per_week=2) == chosen(many[::-1], per_week=2)


def test_merged_people_share_their_past() -> None:
    """What was dismissed under an old address is over for the person."""
    dismissed = log(replace(want("old"), person="old"), State.DISMISSED)
    kept, held = choose([want("a")], [dismissed], per_week=7, max_open=12, now=NOW, zone=UTC, person_of=lambda _: "a")
    assert (kept, held) == ((), ())
