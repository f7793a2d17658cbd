"""Dates, spans and contacts in plain words; pure. English, whatever the process's locale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from syncd.dates import local_day
from syncd.model import Contact, Direction, Kind

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PREFIX = re.compile(r"\s*(?:(?:re|fwd?|aw|wg|sv|antw|tr|rv|res|enc)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_INVITATION = re.compile(r"\s*(?:accepted|declined|tentative|invitation|updated invitation|canceled)\s*:\s*", re.I)
_DATE = re.compile(r"“[^”]*”|\"[^\"]*\"|\b(\d{4}-\d\d-\d\d)\b")
_TOPIC = 100  # characters


def many(count: int, noun: str) -> str:
    """``1 day``, ``3 days``, ``2 people``."""
    plural = {"person": "people"}.get(noun, noun + "s")
    return f"{count} {noun if count == 1 else plural}"


def on_day(day: date, today: date) -> str:
    """``12 October``, with the year unless it is this one or the day is within the last 180 days."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == today.year or abs((today - day).days) <= 180 else f"{words} {day.year}"


def dated(text: str, today: date) -> str:
    """A reason as rules give it, its dates in words; what is quoted stays as it is."""

    def word(found: re.Match[str]) -> str:
        try:
            return on_day(date.fromisoformat(found[1] or ""), today)
        except ValueError:
            return found[0]

    return _DATE.sub(word, text)


def weekday(day: date) -> str:
    """``Tue 24 Nov``."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1][:3]}"


def days_between(first: date, last: date) -> str:
    """``16–22 November 2026``, ``30 November – 6 December 2026``."""
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    if first.month == last.month:
        return f"{first.day}–{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {_MONTHS[first.month - 1]}{year} – {end}"


def span(days: float) -> str:
    """A number of days as people say it: ``9 days``, ``6 weeks``, ``4 months``, ``2 years``; always rounded down."""
    if days < 21:
        return many(max(1, round(days)), "day")
    if days < 70:
        return many(int(days // 7), "week")
    if days < 730:
        return many(int(days / 30.44), "month")
    return many(int(days / 365.25), "year")


def ago(day: date, today: date) -> str:
    """``today``, ``yesterday``, ``6 weeks ago``."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days) or f"{span(days)} ago"


def rhythm(days: float) -> str:
    """``every day``, ``every 10 days``."""
    whole = max(1, round(days))
    return "every day" if whole == 1 else f"every {span(whole)}"


def how(contact: Contact, name: str) -> str:
    """Who reached out and by which means: ``you wrote``, ``Grace called``, ``you met``."""
    if contact.kind is Kind.MEETING:
        return "you met"
    who = first_name(name) if contact.direction is Direction.INBOUND else "you"
    return f"{who} {'called' if contact.kind is Kind.CALL else 'wrote'}"


def first_name(name: str) -> str:
    """The first word of a name written ``Given Family``; of ``Family, Given`` the word after the comma."""
    family, comma, given = name.partition(",")
    words = (given if comma else family).split()
    return words[0] if words else name


def topic(subject: str) -> str:
    """A subject without ``Re:``, ``Fwd:`` and what calendars put in front, cut where it is no longer a topic."""
    text = _INVITATION.sub("", _PREFIX.sub("", subject, count=1), count=1).strip()
    return text if len(text) <= _TOPIC else f"{text[: _TOPIC - 1].rstrip()}…"


def day_of(contact: Contact, zone: tzinfo) -> date:
    """The local day of a contact; an all-day meeting's is the written one."""
    return contact.day or local_day(contact.at, zone)


def starts(contact: Contact, zone: tzinfo) -> str:
    """When a meeting starts: ``Tue 24 Nov, 14:00``, or the day alone."""
    if contact.day is not None:
        return weekday(contact.day)
    local = datetime.fromtimestamp(contact.at, zone)
    return f"{weekday(local.date())}, {local:%H:%M}"


def listed(names: Sequence[str], limit: int = 4) -> str:
    """``Ada``, ``Ada and Bo``, ``Ada, Bo and 3 more``."""
    shown = list(names) if len(names) <= limit else [*names[: limit - 1], f"{len(names) - limit + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
