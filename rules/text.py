"""Words of follow-ups: titles from their template, subjects made short, foreign text made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from rules.finding import Day
from syncd.model import Contact, Direction, Kind, Tie

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_ANSWER = re.compile(
    r"(?:(?:re|fwd?|aw|wg|antw|antwort|sv|vs|vb|rv|tr|ref|ynt|odp|r)(?:\s*[\[(]\d+[\])])?\s*[:：]\s*)+", re.IGNORECASE
)
_HONORIFIC = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau", "dipl.-ing", "ing", "sir"])
_HOW = {Kind.MEETING: "meeting", Kind.NOTE: "note"}
_SENT = {Kind.EMAIL: "e-mail", Kind.CALL: "call", Kind.MESSAGE: "message"}


def one_line(text: str, limit: int = 200) -> str:
    """`text` without control and direction-changing characters, on one line, at most `limit` characters."""
    if not text.isprintable():  # nearly all text is, and so holds none of them
        text = "".join(
            " " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text if c not in _BIDI
        )
    return shorten(" ".join(text.split()), limit)


def shorten(text: str, limit: int) -> str:
    """`text` cut at a word's end, with an ellipsis, if it is longer than `limit`."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words, _, _ = head.rpartition(" ")
    return (words if len(words) > limit // 2 else head).rstrip(" ,;:-–") + "…"


def topic(subject: str, limit: int = 60) -> str:
    """A subject without Re:, Fwd:, AW: and the like, on one line, cut to a length that fits a title."""
    line = one_line(subject, 500)
    return shorten(_ANSWER.sub("", line, count=1) if _ANSWER.match(line) else line, limit)


def first_name(name: str) -> str:
    """The first name in ``Grace Hopper``, ``Hopper, Grace`` or ``Dr. Grace Hopper``; an address stays whole."""
    if "@" in name:
        return name
    family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else family).split()
    telling = [w for w in words if w.rstrip(".").lower() not in _HONORIFIC]
    return (telling or words or [name])[0]


def how(contact: Contact) -> str:
    """``e-mail from you``, ``call from them``, ``meeting``."""
    if contact.direction is None or contact.kind not in _SENT:
        return _HOW.get(contact.kind, _SENT.get(contact.kind, contact.kind.value))
    return f"{_SENT[contact.kind]} from {'you' if contact.direction is Direction.OUTBOUND else 'them'}"


def told(contact: Contact, day: Day) -> str:
    """``2026-01-01 (e-mail from you, “Budget”)``, for sentences."""
    subject = topic(contact.subject)
    return f"{day.of(contact)} ({how(contact)}{f', “{subject}”' if subject else ''})"


def render(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled, as one line; doubled braces are single ones."""

    def filled(match: re.Match[str]) -> str:
        return match[0][0] if match[1] is None else values.get(match[1], match[0])

    return one_line(_PLACEHOLDER.sub(filled, template))


def title(template: str, tie: Tie, reason: str, due: date, as_of: date, day: Day, *, about: str = "") -> str:
    """A follow-up's title. `as_of` is the day it was raised, so that {days} does not change daily.

    {topic} is `about`, which a rule about one matter says, else the last contact's subject.
    """
    last = tie.last_contact
    name = one_line(tie.person.name or tie.person.key)
    values = {
        "name": name,
        "first_name": first_name(name),
        "last_contact": str(day.of(last)) if last else "never",
        "days": str(max((as_of - day.of(last)).days, 0)) if last else "many",
        "topic": about or (topic(last.subject) if last else "") or "how things are",
        "due": str(due),
        "reason": reason,
    }
    return render(template, values)


def notes(rule: str, kind: str, tie: Tie, owed: str, day: Day, *, link: str = "") -> str:
    """All a follow-up says of itself: rule, last contact, what is owed, a link. Changes only with contact and rules.

    `link` leads to the matter's own thread; without one the last contact's is given.
    """
    last = tie.last_contact
    link = link or (last.link if last is not None else "")
    lines = [f"Rule: {rule} ({kind})"]
    lines.append(f"Last contact: {told(last, day)}" if last else "Last contact: never")
    lines.append(f"Owed: {owed}")
    if link:
        lines.append(f"Link: {one_line(link, 500)}")
    return "\n".join(lines)
