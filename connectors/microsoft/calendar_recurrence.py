"""Graph's patternedRecurrence → an RRULE (learn: resources/recurrencepattern, recurrencerange); pure."""

from __future__ import annotations

from connectors.microsoft.event import Row, plain, table

_DAYS = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR", "saturday": "SA",
    "sunday": "SU",
}  # fmt: skip
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_EVERY_MONTH_HAS = 28


def rule(given: object) -> str:
    """The rule; "" where there is none, or none that RFC 5545 has words for."""
    recurrence = table(given)
    pattern, span = table(recurrence.get("pattern")), table(recurrence.get("range"))
    interval = pattern.get("interval", 1)
    words = _words(pattern)
    if not words or not isinstance(interval, int) or interval < 1:
        return ""
    return ";".join([*words, f"INTERVAL={interval}", *_end(span)])


def _words(pattern: Row) -> list[str]:
    given = pattern.get("daysOfWeek")
    days = ",".join(_DAYS[day] for one in given if (day := plain(one)) in _DAYS) if isinstance(given, list) else ""
    place = _PLACES.get(plain(pattern.get("index")) or "first")
    month = [f"BYMONTH={pattern.get('month')}"]
    match plain(pattern.get("type")):
        case "daily":
            return ["FREQ=DAILY"]
        case "weekly" if days:
            return ["FREQ=WEEKLY", f"BYDAY={days}", f"WKST={_DAYS.get(plain(pattern.get('firstDayOfWeek')), 'SU')}"]
        case "absoluteMonthly":
            return ["FREQ=MONTHLY", *_day_of_month(pattern)]
        case "absoluteYearly":
            return ["FREQ=YEARLY", *month, *_day_of_month(pattern)]
        case "relativeMonthly" if days and place:
            return ["FREQ=MONTHLY", f"BYDAY={days}", f"BYSETPOS={place}"]
        case "relativeYearly" if days and place:
            return ["FREQ=YEARLY", *month, f"BYDAY={days}", f"BYSETPOS={place}"]
    return []


def _day_of_month(pattern: Row) -> list[str]:
    """In a month that is too short, Outlook takes its last day; RFC 5545 would leave the month out."""
    day = pattern.get("dayOfMonth")
    if not isinstance(day, int) or day <= _EVERY_MONTH_HAS:
        return [f"BYMONTHDAY={day}"]
    return [f"BYMONTHDAY={','.join(map(str, range(_EVERY_MONTH_HAS, day + 1)))}", "BYSETPOS=-1"]


def _end(span: Row) -> list[str]:
    if span.get("type") == "endDate":
        return [f"UNTIL={plain(span.get('endDate')).replace('-', '')}"]
    if span.get("type") == "numbered":
        return [f"COUNT={span.get('numberOfOccurrences')}"]
    return []
