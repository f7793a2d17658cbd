"""The twelve weeks' chart: counts, bars as Unicode blocks, and heights for table cells; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from syncd.dates import local_day
from syncd.model import Direction

WEEKS = 12
_BLOCKS = " ▁▂▃▄▅▆▇█"
_COLUMN = 4  # characters of one week in the text chart
_LABEL = 11


@dataclass(frozen=True, slots=True)
class Week:
    """One column: the ISO week that begins on `monday`, contacts from others and from me."""

    monday: date
    inbound: int
    outbound: int

    @property
    def label(self) -> str:
        """Its ISO week number."""
        return str(self.monday.isocalendar().week)


def mondays(now: datetime, zone: tzinfo) -> tuple[date, ...]:
    """The Mondays of the weeks shown, oldest first. The last week is the one yesterday lies in.

    So a digest sent on Monday morning ends with the full week just over instead of an empty one.
    """
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    last = yesterday - timedelta(days=yesterday.weekday())
    return tuple(last - timedelta(weeks=back) for back in reversed(range(WEEKS)))


def weekly_counts(
    contacts: Iterable[tuple[int, Direction | None]], now: datetime, zone: tzinfo
) -> tuple[tuple[int, int], ...]:
    """(inbound, outbound) per week of `mondays`, from (instant, direction) of each counted interaction, once each.

    A meeting (direction None) is contact both ways. What lies after `now` is not counted.
    """
    first = mondays(now, zone)[0]
    until = now.timestamp()
    inbound, outbound = [0] * WEEKS, [0] * WEEKS
    for at, direction in contacts:
        if at > until:
            continue
        week = (local_day(at, zone) - first).days // 7
        if 0 <= week < WEEKS:
            inbound[week] += direction is not Direction.OUTBOUND
            outbound[week] += direction is not Direction.INBOUND
    return tuple(zip(inbound, outbound, strict=True))


def weeks(counts: Sequence[tuple[int, int]], now: datetime, zone: tzinfo) -> tuple[Week, ...]:
    """The columns for counts as `weekly_counts` gives them."""
    return tuple(Week(day, *pair) for day, pair in zip(mondays(now, zone), counts, strict=True))


def height(count: int, peak: int, full: int) -> int:
    """How high a bar stands where `peak` stands `full` high; something is never shown as nothing."""
    return 0 if count <= 0 or peak <= 0 else max(1, round(full * count / peak))


def short(count: int) -> str:
    """A count in a column's width: ``7``, ``999``, ``2k``; "" for none."""
    if count < 1000:
        return str(count) if count > 0 else ""
    return f"{min(count // 1000, 99)}k"


def peak(columns: Sequence[Week]) -> int:
    """The highest count in either direction."""
    return max((max(week.inbound, week.outbound) for week in columns), default=0)


def text(columns: Sequence[Week]) -> str:
    """Five aligned lines of 59 columns: blocks and numbers of what I sent, of what came, and the week numbers."""
    top = peak(columns)
    rows: list[tuple[str, list[str]]] = []
    for label, counts in (("from you", [w.outbound for w in columns]), ("to you", [w.inbound for w in columns])):
        bars = [_BLOCKS[height(count, top, 8)] * (_COLUMN - 1) for count in counts]
        rows += [(label, bars), ("", [short(count) or "·" for count in counts])]
    rows.append(("week", [week.label for week in columns]))
    lines = (f"{label:<{_LABEL}}" + "".join(f"{cell:>{_COLUMN}}" for cell in cells) for label, cells in rows)
    return "\n".join(line.rstrip() for line in lines)


def spoken(columns: Sequence[Week]) -> str:
    """The chart for those who hear it: all its numbers in one sentence."""
    parts = (f"week {week.label}: {week.outbound} from you, {week.inbound} to you" for week in columns)
    return f"Contacts per week. {'; '.join(parts)}."
