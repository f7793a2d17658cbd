"""Single TOML values: what each means, or what may have been meant where it means nothing; pure.

The `parse_` functions take the value as tomllib read it. They give its meaning, or None and a suggestion: what may have
been meant, as TOML writes it, or "".
"""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from syncd.addresses import canonical
from syncd.dates import Duration, parse_interval
from syncd.problems import quoted

ADDRESS = 'expected an e-mail address like "ada@example.org"'
_NOT_IN_ADDRESS = re.compile(r"[\s<>()\[\],;:\\\"*?]")
_ANGLED = re.compile(r"<([^<>]+@[^<>]+)>")
_WORDY = re.compile(r"\s*([0-9]{1,4})\s*(h|d|w|m|y)[a-z]*\s*", re.IGNORECASE)
_DAYS = {"h": 1 / 24, "d": 1.0, "workday": 1.4, "w": 7.0, "m": 30.5, "y": 365.25}
_LONGEST = 36_525  # days


def mail_address(text: str) -> str | None:
    """The canonical form of a plain e-mail address, or None."""
    found = canonical(text)
    return None if found is None or _NOT_IN_ADDRESS.search(found) else found


def meant_address(text: str) -> str:
    """The address inside ``Ada Example <ada@example.org>``, or ""."""
    match = _ANGLED.search(text[:500])
    return (mail_address(match[1]) or "") if match else ""


def parse_duration(value: object, *, least: int = 1) -> tuple[Duration | None, str]:
    """A duration of at least `least` (1: more than nothing) and at most 100 years, beyond which dates end.

    "2 weeks" suggests ``"2w"``.
    """
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= _LONGEST:
        return None, quoted(f"{value}d")
    if not isinstance(value, str):
        return None, ""
    try:
        found = Duration.parse(value)
    except ValueError:
        match = _WORDY.fullmatch(value)
        return None, quoted(f"{int(match[1])}{match[2].lower()}") if match and int(match[1]) else ""
    if found.count < least or found.count * _DAYS[found.unit] > _LONGEST:
        return None, ""
    return found, ""


def meant_command(text: str) -> str:
    """A command line as the list it should be written as, or ""."""
    try:
        return f"[{', '.join(map(quoted, shlex.split(text)))}]"
    except ValueError:
        return ""


def parse_whole(value: object, low: int, high: int) -> tuple[int | None, str]:
    """A whole number from `low` to `high`."""
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value, ""
    return None, str(int(value)) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value) else ""


def parse_real(value: object, low: float, high: float) -> tuple[float | None, str]:
    """A number from `low` to `high`, with or without decimals."""
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value), ""
    text = value.strip() if isinstance(value, str) else ""
    return None, text if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text) else ""


def parse_flag(value: object) -> tuple[bool | None, str]:
    if isinstance(value, bool):
        return value, ""
    word = value.lower() if isinstance(value, str) else ""
    return None, "true" if word in ("true", "yes", "on") else "false" if word in ("false", "no", "off") else ""


def parse_clock_interval(value: object) -> tuple[timedelta | None, str]:
    """A short time by the clock, where ``m`` is minutes: ``30s 5m 2h 1d``."""
    text = value if isinstance(value, str) else ""
    try:
        return parse_interval(text), ""
    except ValueError:
        match = re.fullmatch(r"\s*([0-9]{1,6}) ?(s|m|h|d)[a-z]*\s*", text.lower())
        return None, quoted(f"{int(match[1])}{match[2]}") if match and int(match[1]) else ""


def parse_time(value: object) -> tuple[time | None, str]:
    """A time of day, "HH:MM" (TOML's own local time is taken too)."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0), ""
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value) if isinstance(value, str) else None
    if match and len(match[1]) == 2 and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2])), ""
    return None, f'"0{match[0]}"' if match and len(match[1]) == 1 and int(match[2]) < 60 else ""


def parse_birthday(value: object) -> tuple[str | None, str]:
    """MM-DD or YYYY-MM-DD, a day that exists (TOML's own date is taken too)."""
    text = value.isoformat() if isinstance(value, date) else value
    with suppress(ValueError):
        if isinstance(text, str) and re.fullmatch(r"([0-9]{4}-)?[0-9]{2}-[0-9]{2}", text):
            date.fromisoformat(text if len(text) == 10 else f"2000-{text}")
            return text, ""
    return None, ""


def parse_moment(value: object) -> date | datetime | None:
    """A date or a date-time, as a text or as TOML's own; without an offset it is for the caller to refuse."""
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    return value if isinstance(value, date) else None
