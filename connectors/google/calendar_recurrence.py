"""The `recurrence` of Google's events: RFC 5545 lines, read by what reads .ics files; pure (PROVIDERS.md §2b)."""

from __future__ import annotations

import re
from dataclasses import replace

from connectors.icalendar.lines import Component, calendars
from connectors.icalendar.moments import Clock
from connectors.icalendar.zones import Zones
from syncd.model import Event, Moment

_LINE = re.compile(r"(?:RRULE|RDATE|EXRULE|EXDATE)[;:]", re.IGNORECASE)


def recurrence(given: object) -> Component | None:
    """The lines as those of a VEVENT; a broken one costs only itself. None where there is none."""
    texts = [text for text in given if isinstance(text, str)] if isinstance(given, list) else []
    lines = [line.strip() for text in texts for line in text.splitlines() if _LINE.match(line.strip())]
    data = "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]).encode("utf-8", "replace")
    component = next(calendars(data)).parts[0]
    return component if component.lines else None


def in_series(event: Event, lines: Component) -> Event:
    """The event as the master of the series that the lines make of it."""
    clock = Clock(Zones(lines))
    default = None if event.start.all_day or not event.start.zone else event.start.zone

    def moments(name: str) -> tuple[Moment, ...]:
        return tuple(moment for line in lines.all(name) for moment in clock.every(line, default))

    def rules(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.value.strip() for line in lines.all(name) if line.value.strip()))

    return replace(
        event,
        rules=rules("RRULE"),
        dates=moments("RDATE"),
        except_rules=rules("EXRULE"),
        except_dates=moments("EXDATE"),
        unknown_zone=event.unknown_zone or clock.unknown_zone,
    )
