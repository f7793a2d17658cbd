"""Until when: the days that sentences name, by the table of CONTRACT.md §5 ("Due date of a promise")."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from rules.reading.late import Late
from rules.reading.words import DueWords

_FRIDAY, _SUNDAY = 4, 6
_CLAUSE = Late(r"[;:.!?] | (?:and|but|so|und|aber|et|mais|y|pero) |, (?:when|where|which|der|die|das) ")
_OPENING = 12  # characters before a day that opens a clause: "and by the end of …"
_APART = 4  # characters between a weekday and its date: "Wednesday, April 18"
_CLOSING = "end-of-day"
_NUMBER = r"\d{1,3}"


class _Patterns(NamedTuple):
    fixed: tuple[tuple[re.Pattern[str], str], ...]
    weekday: re.Pattern[str]
    spans: tuple[tuple[re.Pattern[str], str], ...]
    written: tuple[re.Pattern[str], ...]
    leads: re.Pattern[str]
    describes: re.Pattern[str]
    described: re.Pattern[str]
    months: tuple[re.Pattern[str], ...]
    any: re.Pattern[str]


class _Named(NamedTuple):
    """A day named in a sentence. `led`: by a word that makes it a deadline. `describes`: only says which thing.

    `closing`: only an hour, as "close of business", which another day beside it ("Friday COB") puts on that day.
    """

    day: date
    start: int
    end: int
    led: bool
    describes: bool
    written: bool
    weekday: bool
    closing: bool


def due(low: str, sent: date, words: DueWords, after: int = 0) -> date | None:
    """The earliest day that a promise names; None if it names none. `low` is a sentence in lower case.

    `after` is where the promise begins: a day said before it counts only if none is said after it.
    """
    patterns = _compiled(words)
    if not patterns.any.search(low):
        return None
    named = [one for one in _named(low, sent, words, patterns) if one.day >= sent]
    behind = [one for one in named if one.start >= after]
    clause = max((match.end() for match in _CLAUSE.finditer(low, 0, after)), default=0)
    before = [one for one in named if clause <= one.start < after and one.start - clause <= _OPENING]
    for group in (behind, before):
        days = [one.day for one in group if one.led or not one.describes]
        if days:
            return min(days)
    return None


def _named(low: str, sent: date, words: DueWords, patterns: _Patterns) -> list[_Named]:
    """All days a sentence names, longest expressions first so that "next week" is not read within "early next week"."""
    taken: list[tuple[int, int]] = []
    found: list[_Named] = []

    def take(match: re.Match[str], day: date | None, kind: str = "") -> None:
        if day is None or any(match.start() < end and start < match.end() for start, end in taken):
            return
        taken.append(match.span())
        before = low[max(0, match.start() - 40) : match.start()]
        led = bool(patterns.leads.search(before))
        describes = bool(patterns.describes.search(before)) or bool(patterns.described.match(low, match.end()))
        found.append(_Named(day, *match.span(), led, describes, kind == "written", kind == "weekday", kind == _CLOSING))

    for pattern, name in patterns.fixed:
        for match in pattern.finditer(low):
            take(match, _fixed(name, sent), name)
    for pattern, unit in patterns.spans:
        for match in pattern.finditer(low):
            take(match, _span(match["n"], unit, sent, words))
    for pattern in patterns.written:
        for match in pattern.finditer(low):
            take(match, _written(match, sent, patterns), "written")
    for match in patterns.weekday.finditer(low):
        take(match, _weekday(match, sent), "weekday")
    return [one for one in found if not any(_same_day(one, other) for other in found)]


def _same_day(one: _Named, other: _Named) -> bool:
    """Whether a weekday only goes with a written date, or an hour with a day."""
    if max(other.start - one.end, one.start - other.end) > _APART:
        return False
    return (one.weekday and other.written) or (one.closing and not other.closing)


def _fixed(name: str, sent: date) -> date | None:
    """The day of a name used in the tables."""
    today = sent.weekday()
    ahead = {
        "today": 0,
        _CLOSING: 0,
        "tomorrow": 1,
        "in-2": 2,
        "day-or-two": 2,
        "in-7": 7,
        "in-14": 14,
        "early-next-week": 8 - today,
        "mid-next-week": 9 - today,
        "next-week": 11 - today,
        "this-week": (_FRIDAY - today) % 7,
        "weekend": _SUNDAY - today,
        "next-weekend": 7 + _SUNDAY - today,
    }
    if name in ahead:
        return sent + timedelta(days=ahead[name]) if ahead[name] <= (date.max - sent).days else None
    if name == "this-month":
        return _month_end(sent.year, sent.month)
    if name == "next-month":
        return _month_end(sent.year + sent.month // 12, sent.month % 12 + 1)
    if name == "this-quarter":
        return _month_end(sent.year, (sent.month + 2) // 3 * 3)
    return date(sent.year, 12, 31)


def _month_end(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if year <= date.max.year else None


def _weekday(match: re.Match[str], sent: date) -> date:
    """The next such day after the mail's; "this" allows the same day, "next" means the next ISO week's."""
    groups = match.groupdict()
    number = next(int(name[1:]) for name, value in groups.items() if name[0] == "w" and value is not None)
    ahead = (number - sent.weekday()) % 7
    if groups["next"]:
        return sent + timedelta(days=7 - sent.weekday() + number)
    if groups["this"]:
        return sent + timedelta(days=ahead)
    return sent + timedelta(days=ahead or 7)


def _span(number: str, unit: str, sent: date, words: DueWords) -> date | None:
    count = int(number) if number.isdigit() else words.numbers.get(number, 0)
    if unit == "months":
        month = sent.month - 1 + count
        year, month = sent.year + month // 12, month % 12 + 1
        return date(year, month, min(sent.day, monthrange(year, month)[1])) if year <= date.max.year else None
    if unit == "workdays":
        return _workdays(sent, min(count, 400))
    days = count * (7 if unit == "weeks" else 1)
    return sent + timedelta(days=days) if days <= (date.max - sent).days else None


def _workdays(sent: date, count: int) -> date:
    """So many days from Monday to Friday on."""
    day = sent
    while count and day < date.max:
        day += timedelta(days=1)
        count -= day.weekday() <= _FRIDAY
    return day


def _written(match: re.Match[str], sent: date, patterns: _Patterns) -> date | None:
    """The next occurrence of a written date; None if there is no such day."""
    groups = match.groupdict()
    month = _month(groups, patterns)
    if groups.get("d") is None:  # "end of April"
        assert month is not None
        return _month_end(sent.year + (month < sent.month), month)
    day = int(groups["d"])
    if month is None:  # "the 15th"
        return _next_day(day, sent)
    if month > 12 and day <= 12:
        day, month = month, day
    year = int(groups["y"]) if groups.get("y") else 0
    if year and year < 100:
        year += 2000
    if year:
        return _valid(year, month, day)
    this_year = _valid(sent.year, month, day)
    if this_year is not None and this_year >= sent:
        return this_year
    return _valid(sent.year + 1, month, day)


def _month(groups: dict[str, str | None], patterns: _Patterns) -> int | None:
    name = groups.get("month")
    if name:
        return next(i for i, month in enumerate(patterns.months, start=1) if month.fullmatch(name))
    digits = groups.get("m")
    return int(digits) if digits else None


def _next_day(day: int, sent: date) -> date | None:
    """The next day with this number."""
    year, month = sent.year, sent.month
    for _ in range(3):
        there = _valid(year, month, day)
        if there is not None and there >= sent:
            return there
        year, month = year + month // 12, month % 12 + 1
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _compiled(words: DueWords) -> _Patterns:
    """The tables as patterns. `words` is compared by identity of its module's constant, hence cached for good."""
    numbers = "|".join((_NUMBER, *sorted(words.numbers, key=len, reverse=True)))
    months = "|".join(words.months)

    def whole(fragment: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w'/.-])(?:{fragment})(?!\w)")

    days = "|".join(f"(?P<w{number}>{fragment})" for number, fragment in enumerate(words.weekdays))
    weekday = whole(rf"(?:(?:(?P<next>{words.next_weekday})|(?P<this>{words.this_weekday})) )?(?:{days})\.?")
    cues = "|".join((*words.weekdays, *words.months, *(fragment for fragment, _ in words.fixed), r"\d", numbers))
    return _Patterns(
        fixed=tuple((whole(fragment), name) for fragment, name in words.fixed),
        weekday=weekday,
        spans=tuple((whole(fragment.replace("{n}", numbers)), unit) for fragment, unit in words.spans),
        written=tuple(whole(fragment.format(months=months)) for fragment in words.written),
        leads=re.compile(rf"(?<!\w)(?:{words.leads}) (?:(?:the|this|der|die|dem|den|le|la|el) )?$"),
        describes=re.compile(rf"(?<!\w)(?:{words.describes}) (?:(?:the|this|der|die|dem|den|le|la|el) )?$"),
        described=re.compile(words.described) if words.described else re.compile(r"(?!)"),
        months=tuple(re.compile(fragment) for fragment in words.months),
        any=re.compile(rf"(?<!\w)(?:{cues})"),
    )
