"""A series from its master and what a view shows of it: its rule, corrected by what is there; pure (PROVIDERS.md §4).

Graph tells neither which occurrences were deleted nor, of an exception, which occurrence it replaces. The view tells
what there is. So a series is handed over as other sources do, as a master with its rule and an override for each
exception: then the copies of several accounts fold, the better of two masters wins, and what lies outside the view
stays. Slots of the rule that the view does not show become EXDATEs. A rule that does not name what is there (a zone
nobody knows, a calendar of another kind) is not believed: the series then consists of the starts in view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from connectors.microsoft import event as rows
from connectors.microsoft.calendar_identity import identity
from connectors.microsoft.calendar_recurrence import rule
from connectors.microsoft.event import Copy, Row, Unclear
from syncd.model import Event, Item, Moment, Seen, Unreadable
from syncd.recurrence import Occurrence, instant, occurrences, zone_of

_DAY = 86_400


class Span(NamedTuple):
    """What a view shows: from an instant to an instant, which it leaves out."""

    begin: int
    end: int


def locator(series: str, exception: str) -> str:
    """Of an exception: ids hold no space, so that those of one series are known by their beginning."""
    return f"{series} {exception}"


def series_of_locator(name: str) -> str:
    """The single meeting or series that a locator belongs to."""
    return name.partition(" ")[0]


def series_items(master: Row, inside: Mapping[str, Row], copy: Copy, span: Span) -> list[Item]:
    """The items of a series of which `inside` (by id) is all that `span` shows; none if that is nothing."""
    name = str(master.get("id"))
    if not inside:
        return []
    try:
        return list(_Series(master, inside, copy, span).items(name))
    except Unclear as error:
        return [Unreadable(name, str(error))]


class _Series:
    """`frame` is the master as an event whose start stands on the series' own clock."""

    def __init__(self, master: Row, inside: Mapping[str, Row], copy: Copy, span: Span) -> None:
        self._master, self._copy = master, copy
        self._uid = identity(master.get("iCalUId") or master.get("uid")).uid
        self._frame = rows.event(master, self._uid, copy)
        self._uid = self._frame.uid
        self._starts = _starts({**master, **row} for row in inside.values() if rows.is_plain(row))
        self._exceptions = {name: row for name, row in inside.items() if not rows.is_plain(row)}
        self._plain = {_key(start): instant(start, UTC) for start in self._starts}
        self._slots: dict[int, Occurrence] = {}
        self._believed = self._believe(rule(master.get("recurrence")), span)

    def items(self, name: str) -> Iterator[Item]:
        """The master, then its exceptions."""
        originals = self._originals()
        yield Seen(name, self._whole(originals), link=self._frame.link)
        for exception, row in self._exceptions.items():
            where = locator(name, exception)
            try:
                found = rows.event({**self._master, **row}, self._uid, self._copy, originals.get(exception))
            except Unclear as error:
                yield Unreadable(where, str(error))
            else:
                yield Seen(where, found, link=found.link)

    def _believe(self, text: str, span: Span) -> bool:
        """Finds the clock on which the rule names all that is there; keeps its slots."""
        zones = rows.zone_names(self._master) or ["UTC"]
        frames = [self._frame] if self._frame.start.all_day else [_on_clock(self._frame, zone) for zone in zones]
        for frame in frames:
            self._frame = replace(frame, rules=(text,) if text else ())
            # A view begins and ends by its owner's clock for days, and shows what has begun before.
            first, last = span.begin + _DAY, span.end - _DAY
            found = occurrences([self._frame], home=UTC, since=first, until=last - 1)
            self._slots = {one.key: one for one in found}
            if text and all(key in self._slots for key, at in self._plain.items() if first <= at < last):
                return True
        self._frame = replace(frames[0], rules=())
        self._slots = {}
        return False

    def _originals(self) -> dict[str, Moment]:
        """Which occurrence each exception replaces."""
        found: dict[str, Moment] = {}
        for name, row in self._exceptions.items():
            if (moment := self._told(row)) is not None:
                found[name] = moment
        free = self._slots.keys() - self._plain.keys() - {_key(moment) for moment in found.values()}
        for name, start in sorted(self._moved(found), key=lambda pair: pair[1].wall):
            at = _key(start)
            slot = min(free, key=lambda one: (abs(one - at), one), default=None)
            original = None if slot is None else self._slots[slot].original
            found[name] = original or start
            free.discard(_key(found[name]))
        return found

    def _moved(self, told: Mapping[str, Moment]) -> Iterator[tuple[str, Moment]]:
        """Exceptions that do not say which occurrence they replace, and where they begin, in the series' manner."""
        for name, row in self._exceptions.items():
            if name not in told:
                try:
                    start = rows.start_of({**self._master, **row})
                except Unclear:
                    continue
                yield name, Moment(start.wall[:10]) if self._frame.start.all_day else _timed(start)

    def _told(self, row: Row) -> Moment | None:
        """What an exception itself says: its original start (measured as null), or the day in one of its ids."""
        if not self._frame.start.all_day and isinstance(given := row.get("originalStart"), str):
            try:
                at = datetime.fromisoformat(given)
            except ValueError:
                pass
            else:
                at = at if at.tzinfo else at.replace(tzinfo=UTC)
                return Moment(at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat(), "UTC")
        day = identity(row.get("iCalUId")).day or _day_of_id(row.get("occurrenceId"))
        if day is None or self._frame.start.all_day or rows.zone_names(self._master):
            return None if day is None else _on_day(self._frame.start, day)
        # A clock nobody knows: the neighbours tell where it stands in that season, the master how far its days are off.
        begin = _day_of_id(rows.table(rows.table(self._master.get("recurrence")).get("range")).get("startDate"))
        off = _day(self._frame.start) - begin if begin else timedelta()
        return _on_day(min(self._starts, key=lambda one: abs(_day(one) - day), default=self._frame.start), day + off)

    def _whole(self, originals: Mapping[str, Moment]) -> Event:
        if self._believed:
            gone = self._slots.keys() - self._plain.keys() - {_key(moment) for moment in originals.values()}
            moments = (self._slots[key].original or self._frame.start for key in sorted(gone))
            return replace(self._frame, except_dates=tuple(moments))
        dates = sorted({*self._starts, *originals.values()}, key=_key)
        if not dates:
            return self._frame
        return replace(self._frame, start=dates[0], end=None, dates=tuple(dates))


def orphan(row: Row, uid: str, day: date, copy: Copy) -> Event:
    """One occurrence to which alone its guest was invited: Exchange keeps it as a single meeting that names its day."""
    found = rows.event(row, uid, copy)
    zones = rows.zone_names(row)
    frame = found if found.start.all_day or not zones else _on_clock(found, zones[0])
    return replace(found, original=_on_day(frame.start, day))


def _starts(plain: Iterable[Row]) -> list[Moment]:
    """Where occurrences begin; one that can't be read costs only itself."""
    found = []
    for row in plain:
        try:
            found.append(rows.start_of(row))
        except Unclear:
            continue
    return found


def _on_clock(event: Event, zone: str) -> Event:
    """The event, its start written on the wall clock of a zone."""
    at = datetime.fromtimestamp(instant(event.start, UTC), zone_of(zone, UTC))
    return replace(event, start=Moment(at.replace(tzinfo=None).isoformat(), zone))


def _on_day(start: Moment, day: date) -> Moment:
    """The same time of day on another day; a date for a date."""
    return replace(start, wall=day.isoformat() + start.wall[10:])


def _timed(start: Moment) -> Moment:
    """A start as a time: an exception to a timed series may be all-day."""
    return Moment(f"{start.wall}T00:00:00", "UTC") if start.all_day else start


def _key(moment: Moment) -> int:
    """An instant, or a day's ordinal: as `Occurrence.key`."""
    return date.fromisoformat(moment.wall).toordinal() if moment.all_day else instant(moment, UTC)


def _day(moment: Moment) -> date:
    return date.fromisoformat(moment.wall[:10])


def _day_of_id(given: object) -> date | None:
    """The day in an `occurrenceId`, ``OID.<master>.2026-11-10``, or a day by itself."""
    try:
        return date.fromisoformat(str(given).rpartition(".")[2])
    except ValueError:
        return None
