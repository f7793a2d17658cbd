"""Calendars with hard edges, made by others (tests/data/calendars/README.md): read or listed, never a crash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from connectors.icalendar import NotACalendar, parse
from connectors.ics import chosen
from syncd.model import Event
from syncd.recurrence import LIMIT, Occurrence, occurrences

CORPUS = Path(__file__).parent.parent / "data" / "calendars"
FILES = sorted(CORPUS.glob("*/*.ics"))
HOME = ZoneInfo("Europe/Berlin")
FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


def expand(events: list[Event], first: datetime, last: datetime) -> list[Occurrence]:
    meetings: dict[str, list[Event]] = defaultdict(list)
    for event in chosen(events).values():
        meetings[event.uid].append(event)
    until, since = int(last.timestamp()) - 1, int(first.timestamp())
    return [one for parts in meetings.values() for one in occurrences(parts, home=HOME, until=until, since=since)]


def test_every_file_is_read_or_says_why_not(golden: Callable[[str, str], None]) -> None:
    """Given each file, when it is read and expanded over 45 years, then the golden listing holds; nothing stalls."""
    rows = []
    for path in FILES:
        rows.append(path.relative_to(CORPUS).as_posix())
        try:
            parsed = parse(path.read_bytes())
        except NotACalendar as error:
            rows.append(f"  not a calendar: {error}")
            continue
        found = expand(parsed.events, FIRST, LAST)
        assert len(found) <= LIMIT * max(1, len(parsed.events))
        assert all(event.uid and event.start.wall for event in parsed.events)
        ends = "" if parsed.closed else ", ends in the midst"
        rows.append(f"  {len(parsed.events)} events, {parsed.skipped} skipped, {len(found)} occurrences{ends}")
        zones = sorted({event.start.zone[:24] or "floating" for event in parsed.events if not event.start.all_day})
        if zones:
            rows.append(f"  zones: {', '.join(zones)}")
        unknown = sorted({event.unknown_zone for event in parsed.events} - {""})
        rows.extend(f"  unknown zone: {name!a}" for name in unknown)
        rows.extend(f"  unreadable: {one.reason}" for one in parsed.unreadable)
    golden("calendar_corpus.txt", "\n".join(rows) + "\n")


DIFFERENCES = {
    "bad_rrule_missing_until_event": "they drop a meeting with a broken rule, we keep its first occurrence",
    "end_before_start_event": "they swap start and end, for us a meeting starts when it says",
    "issue_132_swapped_start_and_end": "the same",
    "issue_201_mixed_datetime_and_date": "they take a date as midnight UTC if only the end has a zone, we as local",
    "issue_201_test_matrix": "the same",
    "issue_253_additional_recurrence_id": "a RECURRENCE-ID that fits nothing is a meeting of its own (CONTRACT.md §4)",
    "issue_75_range_parameter": "UNTIL as a date includes that day (CONTRACT.md §4)",
}


def theirs(path: Path, first: datetime, last: datetime) -> list[int]:
    found = []
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(
        first - timedelta(days=9), last + timedelta(days=9)
    ):
        start = event["DTSTART"].dt
        if not isinstance(start, datetime):
            start = datetime(start.year, start.month, start.day, tzinfo=HOME)
        start = start if start.tzinfo else start.replace(tzinfo=HOME)
        found.append(int(start.timestamp()))
    return sorted(at for at in found if first.timestamp() <= at < last.timestamp())


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name == "recurring-ical-events"], ids=lambda path: path.stem
)
def test_their_own_calendars_expand_as_they_say(path: Path) -> None:
    """Given the calendars recurring-ical-events is tested with, then the same starts are found, or we say why not."""
    first, last = datetime(1990, 1, 1, tzinfo=HOME), datetime(2027, 1, 1, tzinfo=HOME)
    ours = sorted(one.at for one in expand(parse(path.read_bytes()).events, first, last))
    if path.stem in DIFFERENCES:
        assert ours != theirs(path, first, last), "no difference any more"
    else:
        assert ours == theirs(path, first, last)
