"""A series' occurrences, computed when asked and never stored (RFC 5545 §3.8.4.4, §3.8.5); pure.

Readings are expanded on the wall clock of the master's zone and turned into instants one by one, so a meeting at
09:00 stays at 09:00 through every change of offset. Differences to recurring-ical-events, all meant: UNTIL given
as a date includes that day, a broken rule leaves the master alone instead of nothing, results are in order, EXRULE
is obeyed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from syncd.model import Event, Moment
from syncd.recurrence.rules import LIMIT, BadRule, Rule, merged
from syncd.recurrence.zones import EPOCH, instant, instant_of, zone_of, zone_table

__all__ = ["LIMIT", "Occurrence", "instant", "instant_of", "occurrences", "zone_of", "zone_table"]

_DAY = timedelta(days=1)
_FIRST, _LAST = datetime(1, 1, 2), datetime(9998, 12, 31)  # noqa: DTZ001 - wall clock readings


class Occurrence(NamedTuple):
    """One occurrence. A NamedTuple because a calendar may hold hundreds of thousands, most looked at once.

    `event` is the override or master that applies, with its own attendees. `at` is the instant of the actual start,
    `day` its date if all-day. `slot` is the original start on the wall clock of `zone`, None for a single meeting;
    `key` the same as an instant (as a day's ordinal in an all-day series).
    """

    event: Event
    at: int
    day: date | None
    slot: datetime | None
    zone: str
    key: int

    @property
    def original(self) -> Moment | None:
        """The start the series gave it, before any override; None for a single meeting."""
        if self.slot is None:
            return None
        return Moment(self.slot.isoformat(), self.zone) if self.zone != "date" else Moment(self.slot.isoformat()[:10])

    @property
    def uid(self) -> str:
        """Its identity in the form of CONTRACT.md §8."""
        if self.slot is None:
            return self.event.uid
        if self.zone == "date":
            return f"{self.event.uid}/{self.slot.isoformat()[:10].replace('-', '')}"
        start = (EPOCH + timedelta(seconds=self.key)).isoformat()[:19]
        return f"{self.event.uid}/{start.replace('-', '').replace(':', '')}Z"


def occurrences(
    components: Sequence[Event], *, home: tzinfo, until: int, since: int | None = None, ahead: int = 0
) -> list[Occurrence]:
    """All occurrences of one meeting that start at or after `since` and at or before `until` + `ahead`, in order.

    `components` are all VEVENTs of one uid, one chosen copy each; replies among them are passed over. Cancelled
    ones are returned, the caller judges. At most `LIMIT` (20,000) come from each series (see `rules`).
    """
    last = until + ahead
    overrides = [event for event in components if event.original is not None and not event.reply]
    masters = [event for event in components if event.original is None and not event.reply]
    found: list[Occurrence] = []
    if masters:
        series = _Series(max(masters, key=_rank), overrides, home)
        # By key, for the readings inside a gap fall on those after it.
        found.extend({one.key: one for one in series.regular(since, last)}.values())
        found.extend(series.replaced())
    else:
        for event in overrides:
            found.extend(_Series(event, [event], home).replaced())
    found.sort(key=attrgetter("at"))
    return found[_place(found, since) if since is not None else 0 : _place(found, last + 1)]


def _place(found: Sequence[Occurrence], at: int) -> int:
    """Where in `found` those that start at or after `at` begin."""
    return bisect_left(found, at, key=attrgetter("at"))


def _rank(event: Event) -> tuple[int, int]:
    return event.sequence, event.updated or 0


@dataclass(slots=True)
class _Rest:
    """A THISANDFUTURE override: from `key` on, occurrences look like `event` and move with it."""

    key: int
    event: Event
    moved: timedelta  # on the wall clock if `same`, else in absolute time
    same: bool


class _Series:
    """A master and what replaces or drops its occurrences. Without a master an override stands in for its frame."""

    def __init__(self, master: Event, overrides: Iterable[Event], home: tzinfo) -> None:
        frame = master.original or master.start
        self._master, self._home = master, home
        self._all_day = frame.all_day
        self._zone = home if frame.all_day else zone_of(frame.zone, home)
        self._name = "date" if frame.all_day else frame.zone
        self._start = datetime.fromisoformat(frame.wall)
        ranked = sorted(overrides, key=lambda event: (not event.whole_rest, *_rank(event)))
        placed = [(self._key(event.original), event) for event in ranked if event.original is not None]
        self._overrides = dict(placed)
        rests = {key: event for key, event in placed if event.whole_rest}
        self._rests = [self._rest(key, event) for key, event in sorted(rests.items(), key=lambda rest: rest[0])]
        self._except = {self._key(moment) for moment in master.except_dates}
        self._except_days = set()
        if not self._all_day:
            self._except_days = {
                date.fromisoformat(moment.wall)
                for moment in master.except_dates
                if len(moment.wall) == len("YYYY-MM-DD")
            }

    def regular(self, since: int | None, last: int) -> Iterator[Occurrence]:
        """Occurrences no override replaces, in the order of the wall clock."""
        master, zone, name = self._master, self._zone, self._name
        if not (master.rules or master.dates):
            key = self._of(self._start)
            if key not in self._overrides and not self._dropped(key, self._start):
                yield self._occurrence(master, self._start, None, key)
            return
        slots, all_day, rests = islice(self._slots(since, last), LIMIT + 1), self._all_day, self._rests
        special = self._overrides or self._except or self._except_days
        for slot in slots:
            at = instant_of(slot, zone)
            key = slot.toordinal() if all_day else at
            if special and (key in self._overrides or self._dropped(key, slot)):
                continue
            if rests and key > rests[0].key:
                yield self._restyled(slot, key)
            else:
                yield Occurrence(master, at, slot.date() if all_day else None, slot, name, key)

    def replaced(self) -> Iterator[Occurrence]:
        """The overrides, each where it says; EXDATE beats them."""
        for key, event in self._overrides.items():
            slot = self._wall(event.original or event.start)
            if not self._dropped(key, slot):
                yield self._occurrence(event, datetime.fromisoformat(event.start.wall), slot, key)

    def _slots(self, since: int | None, last: int) -> Iterator[datetime]:
        master, margin = self._master, _DAY + max((abs(rest.moved) for rest in self._rests), default=timedelta())
        first = self._start if since is None else _reading(since, self._zone, -margin)
        end = _reading(last, self._zone, margin)
        walls = merged(self._start, self._rules(master.rules), first, end)
        for rule in self._rules(master.except_rules):
            self._except.update(map(self._of, rule.walls(first, end)))
        if not master.dates:
            return walls
        more = {self._wall(moment) for moment in master.dates}
        return iter(sorted({*walls, *(wall for wall in more if wall <= end)}))

    def _rules(self, texts: Sequence[str]) -> list[Rule]:
        found = []
        for text in texts:
            try:
                found.append(Rule(text, self._start, self._zone, all_day=self._all_day))
            except BadRule:
                continue
        return found

    def _dropped(self, key: int, slot: datetime) -> bool:
        return key in self._except or bool(self._except_days and slot.date() in self._except_days)

    def _wall(self, moment: Moment) -> datetime:
        """A moment on the clock of the series; a date in a timed series means the series' time on that day."""
        if self._all_day:
            return datetime.fromisoformat(moment.wall[:10])
        wall = datetime.fromisoformat(moment.wall)
        if moment.all_day:
            return datetime.combine(wall, self._start.time())
        if moment.zone in ("", self._name):
            return wall
        return _reading(instant(moment, self._home), self._zone)

    def _of(self, slot: datetime) -> int:
        return slot.toordinal() if self._all_day else instant_of(slot, self._zone)

    def _key(self, moment: Moment) -> int:
        if self._all_day or moment.all_day or moment.zone in ("", self._name):
            return self._of(self._wall(moment))
        return instant(moment, self._home)

    def _occurrence(self, event: Event, wall: datetime, slot: datetime | None, key: int) -> Occurrence:
        """`event` as it stands: `wall` is its start."""
        at = instant_of(wall, zone_of(event.start.zone, self._home))
        return Occurrence(event, at, wall.date() if event.start.all_day else None, slot, self._name, key)

    def _rest(self, key: int, event: Event) -> _Rest:
        original = event.original or event.start
        same = event.start.all_day or self._all_day or original.all_day or event.start.zone == self._name
        if same:
            moved = datetime.fromisoformat(event.start.wall) - self._wall(original)
        else:
            moved = timedelta(seconds=instant(event.start, self._home) - key)
        return _Rest(key, event, moved, same)

    def _restyled(self, slot: datetime, key: int) -> Occurrence:
        """A later occurrence under the last THISANDFUTURE override before it."""
        rest = next(rest for rest in reversed(self._rests) if rest.key < key)
        if rest.same:
            wall = slot + rest.moved
            return self._occurrence(
                rest.event, datetime.combine(wall, time()) if rest.event.start.all_day else wall, slot, key
            )
        return Occurrence(rest.event, key + int(rest.moved.total_seconds()), None, slot, self._name, key)


def _reading(at: int, zone: tzinfo, margin: timedelta = timedelta()) -> datetime:
    """The wall clock in `zone` at an instant, give or take a margin; held inside the calendar's years."""
    try:
        wall = (EPOCH + timedelta(seconds=at)).astimezone(zone).replace(tzinfo=None) + margin
    except OverflowError:
        return _LAST if at > 0 else _FIRST
    return min(max(wall, _FIRST), _LAST)
