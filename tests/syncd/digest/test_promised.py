"""The numbers of promises that wait to be confirmed."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from syncd.digest.promised import numbers
from syncd.model import Wanted

DAY = date(2026, 6, 1)


def promise(cycle: str, person: str = "grace@example.com", due: date = DAY) -> Wanted:
    return Wanted("word", "promise", person, (person,), "Grace", cycle, due, 5, "t", "r", "")


def test_a_number_has_four_digits_and_stays() -> None:
    """Given a promise, when others come and go, or it is worded or dated anew, then its number is the same."""
    (number,) = numbers([promise("<1>")])
    assert 1000 <= number <= 9999
    assert numbers([promise("<2>"), promise("<1>", due=date(2026, 7, 1)), promise("<3>")])[1] == number


@given(st.lists(st.integers(0, 9999), unique=True, max_size=300))
def test_no_two_share_a_number(cycles: list[int]) -> None:
    """Given up to 300 promises, when numbered in any order, then each has its own number, the same in each order."""
    promises = [promise(f"<{cycle}>") for cycle in cycles]
    found = numbers(promises)
    assert len(set(found)) == len(promises)
    assert numbers(promises[::-1]) == found[::-1]
