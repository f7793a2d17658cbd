"""Units per minute: never exceeded in any sliding minute, hardly any left unused, no wait for a short sync."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.google.quota import Costs, Meter


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.at += seconds


def most_in_a_minute(spent: list[tuple[float, int]]) -> int:
    return max(sum(units for at, units in spent if start <= at < start + 60) for start, _ in spent)


@settings(max_examples=40, deadline=None)
@given(
    costs=st.lists(st.sampled_from([2, 5, 20, 40, 100]), min_size=50, max_size=400),
    pauses=st.lists(st.floats(0, 70), min_size=1, max_size=5),
    per_minute=st.sampled_from([600, 1500, 6000]),
)
def test_no_sliding_minute_holds_more(costs: list[int], pauses: list[float], per_minute: int) -> None:
    """Given any calls and idle times between them, when units are handed out, then no 60 s hold more than the quota."""
    clock = Clock()
    meter = Meter(per_minute, clock)
    spent = []
    for number, units in enumerate(costs):
        if number % 97 == 50:
            clock.at += pauses[number % len(pauses)]
        meter.take(units)
        spent.append((clock.at, units))
    assert most_in_a_minute(spent) <= per_minute


def test_a_long_sync_uses_what_it_may() -> None:
    """Given ten minutes of messages, when fetched one after the other, then at least 95 % of the quota is used."""
    clock = Clock()
    meter = Meter(6000, clock)
    start = clock.at
    for _ in range(3000):
        meter.take(20)
    assert 3000 * 20 / ((clock.at - start) / 60 * 6000) >= 0.95


def test_a_short_sync_does_not_wait() -> None:
    """Given a sync of forty messages, when it begins, then it need not wait."""
    clock = Clock()
    meter = Meter(6000, clock)
    for _ in range(40):
        meter.take(Costs().get)
    assert clock.at == 1000.0


def test_a_refusal_makes_everybody_wait() -> None:
    """Given a pause after a refusal, when anybody asks, then they wait for its end; a shorter one does not cut it."""
    clock = Clock()
    meter = Meter(6000, clock)
    meter.pause(10)
    meter.pause(2)
    meter.take(5)
    assert clock.at == pytest.approx(1010.0)
