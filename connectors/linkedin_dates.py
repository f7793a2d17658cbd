"""Dates as LinkedIn writes them in its languages; pure.

``05 Mar 2024``, ``5 de mar. de 2024``, ``5. März 2024``, ``Mar 5, 2024``, ``2024-03-05``, ``05.03.2024``, ``3/5/24``;
with a time: ``2026-08-01 02:00:00 UTC``, ``3/5/24, 10:15 AM``. Times without a zone are UTC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

# The first letters, without accents, of month names: English, German, French, Spanish, Italian, Portuguese, Dutch.
_MONTHS = {
    **dict.fromkeys(("jan", "ene", "gen"), 1),
    **dict.fromkeys(("feb", "fev"), 2),
    **dict.fromkeys(("mar", "mrz", "maa", "mrt"), 3),
    **dict.fromkeys(("apr", "abr", "avr"), 4),
    **dict.fromkeys(("may", "mai", "mag", "mei"), 5),
    **dict.fromkeys(("jun", "juin", "giu"), 6),
    **dict.fromkeys(("jul", "juil", "lug"), 7),
    **dict.fromkeys(("aug", "aou", "ago"), 8),
    **dict.fromkeys(("sep", "set"), 9),
    **dict.fromkeys(("oct", "okt", "ott", "out"), 10),
    "nov": 11,
    **dict.fromkeys(("dec", "dez", "dic"), 12),
}
_LONGEST = 60  # characters of a date
_TIME = re.compile(
    r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?:\s*([ap])\.?\s?m\b\.?)?\s*(?:([+-])(\d\d):?(\d\d)\b)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_SLASHED = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}\b")


def day_of(text: str, *, month_first: bool = False) -> date | None:
    """The day the text names, or None. `month_first` settles ``3/5/24``; with dots the day always comes first."""
    text = _plain(text)
    parts = _PARTS.findall(text)
    numbers = [part for part in parts if part.isdecimal()]
    month = next((found for part in parts if (found := _MONTHS.get(part[:3]) or _MONTHS.get(part[:4]))), None)
    try:
        if month is not None and len(numbers) == 2:
            day, year = sorted(numbers, key=len) if len(numbers[0]) != len(numbers[1]) else numbers
        elif month is None and len(numbers) == 3 and len(numbers[0]) == 4:
            year, month, day = numbers[0], int(numbers[1]), numbers[2]
        elif month is None and len(numbers) == 3:
            first, second, year = numbers
            day, month = (second, int(first)) if month_first and "." not in text else (first, int(second))
        else:
            return None
        return date(_year(year), month, int(day))
    except (ValueError, OverflowError):
        return None


def instant_of(text: str, *, month_first: bool = False) -> int | None:
    """The instant the text names, or None if it lacks a day or a time of day."""
    text = _plain(text)
    found = _TIME.search(text)
    if found is None:
        return None
    day = day_of(text[: found.start()] + " " + text[found.end() :], month_first=month_first)
    hour, half = int(found[1]), (found[4] or "").lower()
    if day is None or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        clock = time(hour, int(found[2]), int(found[3] or 0), tzinfo=UTC)
    except ValueError:
        return None
    away = timedelta(hours=int(found[6]), minutes=int(found[7])) if found[5] else timedelta()
    seconds = datetime.combine(day, clock).timestamp() + away.total_seconds() * (1 if found[5] == "-" else -1)
    return int(seconds)


def month_first(texts: Iterable[str], default: bool) -> bool:
    """Whether a file's slashed dates begin with the month, by those that can only be one way; else `default`."""
    for text in texts:
        found = _SLASHED.match(text)
        if found and int(found[1]) > 12:
            return False
        if found and int(found[2]) > 12:
            return True
    return default


def _year(digits: str) -> int:
    if len(digits) not in (2, 4):
        raise ValueError("no year")
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    if year < 1971:
        raise ValueError("no year to be believed")
    return year


def _plain(text: str) -> str:
    """Lower case without accents."""
    folded = unicodedata.normalize("NFKD", text[:_LONGEST]).lower()
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
