"""Whatever the user does: folding the deltas of a window gives what is in the window (PROVIDERS.md §4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.microsoft.agenda import Agenda, weekly
from tests.simulators.microsoft.asking import Asking
from tests.simulators.microsoft.server import GraphServer

WINDOW = {"startDateTime": "2026-11-01T00:00:00Z", "endDateTime": "2026-12-01T00:00:00Z"}
_BEGIN = datetime.fromisoformat("2026-10-20T09:00")
_ACTIONS = st.tuples(
    st.sampled_from(("single", "series", "move", "rename", "delete", "change one", "delete one", "shorten", "sync")),
    st.integers(0, 7),
    st.integers(0, 59),
)


class _Naive:
    """Folds deltas: ids of what is in the window, masters left out."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._link = ""
        self.seen: dict[str, dict[str, Any]] = {}

    def round(self) -> int:
        """Reads one round; how many entries came."""
        prefer = "odata.maxpagesize=3"
        window = {} if self._link else WINDOW
        entries, self._link = self._asking.pages(self._link or "/me/calendarView/delta", prefer=prefer, **window)
        for entry in entries:
            if "@removed" in entry:
                self.seen.pop(entry["id"], None)
            else:
                self.seen[entry["id"]] = entry
        return len(entries)


def _act(agenda: Agenda, what: str, number: int, day: int) -> None:
    start = _BEGIN + timedelta(days=day)
    events = list(agenda.events.values())
    if what == "series":
        agenda.add_series("series", start, weekly(start, count=number + 1))
    elif what == "single" or not events:
        agenda.add("single", start)
    else:
        _change(agenda, what, number, start)


def _change(agenda: Agenda, what: str, number: int, start: datetime) -> None:
    events = list(agenda.events.values())
    event = events[number % len(events)]
    if what == "delete":
        agenda.delete(event)
    elif what == "rename":
        agenda.edit(event, subject=f"renamed {number}")
    elif event.kind == "singleInstance":
        agenda.move(event, start)
    elif what == "shorten":
        agenda.edit(event, recurrence=weekly(event.start, until=start.date()))
    else:
        _change_one(agenda, what, event.day() + timedelta(weeks=number % 3), number, start)


def _change_one(agenda: Agenda, what: str, day: date, number: int, start: datetime) -> None:
    for event in list(agenda.events.values()):
        if event.recurrence and day in {one.original for one in agenda.everything(event)}:
            if what == "delete one":
                agenda.delete_occurrence(event, day)
            else:
                agenda.change_occurrence(event, day, start=start, subject=f"changed {number}")
            return


@settings(max_examples=25)
@given(actions=st.lists(_ACTIONS, max_size=15))
def test_folding_the_deltas_gives_the_window(actions: list[tuple[str, int, int]]) -> None:
    """Given any actions with rounds between them, when rounds are read until quiet, then the fold is the view."""
    with GraphServer() as graph:
        asking = Asking(graph)
        naive = _Naive(asking)
        for what, number, day in actions:
            if what == "sync":
                naive.round()
            else:
                _act(graph.calendar, what, number, day)
        assert any(naive.round() == 0 for _ in range(3)), "the deltas never become quiet"
        expected = {one["id"]: one["start"] for one in asking.pages("/me/calendarView", **WINDOW)[0]}
        asking.session.close()
        folded = {key: one["start"] for key, one in naive.seen.items() if one["type"] != "seriesMaster"}
        assert folded == expected
        assert graph.violations == []
