"""Whatever a user does with a calendar, in any order, read at any moment and stopped anywhere: the log is right."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.connectors.microsoft.calendar_world import BERLIN, NOW, Desk, facts, invited, shown, starts, wall
from tests.contracts.source import Shelf
from tests.simulators.microsoft.agenda import weekly
from tests.simulators.microsoft.series import Event as Made

SHOWN = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
DEEDS = (
    "single",
    "series",
    "days",
    "edit",
    "move",
    "delete",
    "move one",
    "rename one",
    "delete one",
    "shorten",
    "mark",
)


class Deeds:
    """Deeds of a user, drawn at random."""

    def __init__(self, desk: Desk, draw: random.Random) -> None:
        self._agenda, self._draw = desk.agenda, draw

    def act(self, deed: str) -> None:
        """Does it, or makes something it can be done to."""
        events = [one for one in self._agenda.events.values() if deed.endswith(" one") == (one.kind == "seriesMaster")]
        if deed in ("single", "series", "days") or not events:
            self._make("series" if deed.endswith(" one") else deed)
        elif deed.endswith(" one"):
            self._change_one(deed, self._draw.choice(events))
        else:
            self._change(deed, self._draw.choice(list(self._agenda.events.values())))

    def _make(self, deed: str) -> None:
        start = self._moment()
        more: dict[str, Any] = {**invited(), "zone": self._draw.choice([BERLIN, "UTC", "America/New_York"])}
        if deed == "series":
            zone = self._draw.choice(["", "tzone://Microsoft/Custom"])
            recurrence = weekly(start, count=self._draw.choice([0, 3, 12]))
            self._agenda.add_series("Series", start, recurrence, original_zone=zone, **more)
        elif deed == "days":
            self._agenda.add_series("Days", start.replace(hour=0), weekly(start), all_day=True, **more)
        else:
            self._agenda.add("Single", start, **more)

    def _change(self, deed: str, event: Made) -> None:
        if deed == "edit":
            self._agenda.edit(event, subject=f"Edited {self._draw.randrange(100)}")
        elif deed == "move" and not event.all_day and not event.recurrence:
            start = self._draw.choice([self._moment(), wall("2031-01-01T10:00"), wall("2019-01-01T10:00")])
            self._agenda.move(event, start)
        elif deed == "shorten" and event.recurrence:
            until = event.day() + timedelta(weeks=self._draw.randrange(8))
            self._agenda.edit(event, recurrence=weekly(event.start, until=until))
        elif deed == "delete":
            self._agenda.delete(event)
        elif deed == "mark":
            self._agenda.edit(event, categories=("syncd",))

    def _change_one(self, deed: str, series: Made) -> None:
        inside = [one for one in self._agenda.expand(series, *SHOWN) if one.kind == "occurrence"]
        if not inside:
            return
        one = self._draw.choice(inside)
        assert one.original is not None
        if deed == "delete one":
            self._agenda.delete_occurrence(series, one.original)
        elif deed == "move one" and not series.all_day:
            start = one.start + timedelta(hours=self._draw.choice([-30, -1, 5, 40]))
            self._agenda.change_occurrence(series, one.original, start=start)
        else:
            self._agenda.change_occurrence(series, one.original, subject="Renamed")

    def _moment(self) -> datetime:
        return wall("2026-09-07T10:00") + timedelta(days=self._draw.randrange(120), hours=self._draw.randrange(4))


def right(desk: Desk, shelf: Shelf) -> None:
    """What is stored is what the calendar shows, but for what syncd wrote."""
    marked = [one for one in desk.agenda.events.values() if one.categories]
    for one in marked:
        del desk.agenda.events[one.id]
    expected = shown(desk.agenda, *SHOWN)
    for one in marked:
        desk.agenda.events[one.id] = one
    assert starts(facts(shelf).values(), *SHOWN) == expected


STEPS = st.lists(st.sampled_from([*DEEDS, *DEEDS, "sync", "stop", "forget", "month"]), max_size=20)


@settings(max_examples=18)
@given(steps=STEPS, seed=st.integers(0, 2**20), page=st.sampled_from([2, 7, 50]), each=st.booleans())
def test_any_history(steps: list[str], seed: int, page: int, each: bool) -> None:
    """Given any deeds, with readings between them that may be stopped, forgotten by Graph, or come a month later, when
    read to the end, then what is stored is what the calendar shows; and reading it all anew stores the same."""
    desk = Desk()
    with desk.server:
        desk.agenda.tells_occurrences = each
        deeds, shelf, now = Deeds(desk, random.Random(seed)), Shelf(), NOW
        for step in steps:
            if step == "sync":
                desk.read(shelf, now=now, page=page)
                right(desk, shelf)
            elif step == "stop":
                desk.read(shelf, now=now, page=page, batch=2, most=1)
            elif step == "forget":
                desk.agenda.expire()
            elif step == "month":
                now += timedelta(days=31)
            else:
                deeds.act(step)
        for _ in range(3):
            desk.read(shelf, now=now, page=page)
        right(desk, shelf)
        anew = Shelf()
        desk.read(anew, now=NOW, page=page)
        right(desk, anew)
        assert desk.server.violations == []
