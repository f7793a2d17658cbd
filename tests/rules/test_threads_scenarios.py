"""Tables of threads and what is open in them, through the real reading of texts."""

from __future__ import annotations

import pytest

from rules.threads.fold import Side
from tests.rules.letters_of_threads import promised, standing
from tests.rules.thread_scenarios import SCENARIOS, Scenario
from tests.rules.thread_scenarios_held_out import HELD_OUT


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_state_of_a_thread(scenario: Scenario) -> None:
    """Given a thread, when read to its end, then owed, awaiting or none, and promised or not, is as the table says."""
    found = standing(scenario)
    assert found.state == scenario.state, found
    assert promised(found) == scenario.promised, found
    assert not (found.of(Side.OWED) and found.of(Side.AWAITING)), found


def test_threads_that_were_never_tuned_on() -> None:
    """Given threads that were labelled before anything read them, when read, then nineteen of twenty are right."""
    wrong = [
        each.name
        for each in HELD_OUT
        if (standing(each).state, promised(standing(each))) != (each.state, each.promised)
    ]
    assert len(wrong) <= len(HELD_OUT) / 20, wrong


def test_the_tables_are_large_and_their_names_differ() -> None:
    """Given the tables, then each has at least 60 threads, each with its own name, and a third of them owes."""
    for table in (SCENARIOS, HELD_OUT):
        assert len({each.name for each in table}) == len(table) >= 60
        assert sum(each.state != "none" for each in table) >= len(table) / 4
