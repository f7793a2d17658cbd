"""What a mail does besides asking and promising, and whether anybody wrote it to this reader at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rules.reading.asks import is_heading
from rules.reading.late import Late
from rules.reading.sentences import Sentence
from rules.reading.words import Compiled

_FIELD = Late(r"^[A-Z][\w ./#()-]{2,40}?\s*:[ \t]+\S", re.MULTILINE)
_CONTACT = Late(
    r"(?:tel|fax|phone|mobile|cell|e-?mail|office|web|www|telefon|mobil|to|from|date|subject)\b", re.IGNORECASE
)
_ME = Late(
    r"\b(?:(?:could|would|can) you|(?:könnten|können) sie"
    r"|i|me|my|i'm|i'll|we|us|ich|mir|mich|wir|je|j'ai|nous|yo"
    r"|mi|nosotros)\b"
)
_FIELDS = 3
_DIGITS = Late(r"\d+")

_LOOKED_AT = 4_000
"""Characters in which gestures are looked for."""

_ABSENT_CHARS = 900
"""An out-of-office says where one is and who stands in, not more."""

_ABSENT_SIGNS = 2
"""Of "until", "limited access", "please contact", … : one alone is somebody telling where he is."""

_PERSONAL = 3
"""Sentences of a beginning in which a question shows that the announcement behind it is only shown."""

_BUTTON = 40
"""Characters of the longest button."""

_PICTURES = 2
"""Marks of pictures from which on a text was made of a web page."""

_BULK_SIGNS = 2
"""Of "privacy policy", "learn more", "order number", … : one alone may be what a letter is about."""

_SALES_PITCH = 3
"""Different words of salesmen from which on a mail is one."""


_SALES_CHARS = 1_500
"""A longer letter needs one more of these words for each so many characters: they are also words of business."""


class Gestures(NamedTuple):
    """In the order of the fields of `Signals`."""

    idle: bool
    releases: bool
    delivers: bool
    withdraws: bool
    hands_over: bool
    agrees: bool
    holds: bool


def gestures(parts: Sequence[Sentence], tongues: Sequence[Compiled], *, asks: bool, has_attachment: bool) -> Gestures:
    """What the new text does. An attachment delivers whatever is said."""
    told = "\n".join(part.low for part in parts if not part.asks)[:_LOOKED_AT]
    said = _said(parts)

    def says(name: str, text: str = told) -> bool:
        return any(getattr(tongue, name).search(text) for tongue in tongues)

    withdraws = says("withdraws")
    return Gestures(
        idle=not asks and not has_attachment and all(_is_idle(part, tongues) for part in parts),
        releases=says("releases"),
        delivers=has_attachment or says("delivers"),
        withdraws=withdraws,
        hands_over=says("hands_over", said),
        agrees=not withdraws
        and any(tongue.agrees.match(part.low) for tongue in tongues for part in parts[:3] if not part.asks),
        holds=says("holding"),
    )


def _is_idle(part: Sentence, tongues: Sequence[Compiled]) -> bool:
    """Thanks, a wish, a name: nothing that moves the matter."""
    return len(part.low.split()) <= 2 or any(tongue.thanks.search(part.low) for tongue in tongues)


def is_absent(tongue: Compiled, subject: str, parts: Sequence[Sentence]) -> bool:
    """Whether this is an out-of-office or a receipt rather than somebody telling of his holidays."""
    if tongue.absent_subject.search(subject.lower().strip()):
        return True
    if not parts or sum(len(part.low) for part in parts) > _ABSENT_CHARS:
        return False
    said = "\n".join(part.low for part in parts[:4])
    where = tongue.absent.search(said)
    if where is None or any(part.asks for part in parts):
        return False
    rest = _said(parts)[where.start() :]
    return len({match[0] for match in tongue.absent_more.finditer(rest)}) >= _ABSENT_SIGNS


def is_bulk(tongue: Compiled, own: str, buttons: Sequence[str]) -> bool:
    """Newsletter, notification, robot, survey. `own` is the text in lower case with its footers, without quotes."""
    if tongue.bulk.search(own) or own.count("[image") >= _PICTURES:
        return True
    pressed = sum(1 for button in buttons if tongue.calls.fullmatch(button))
    return len({_DIGITS.sub("0", match[0]) for match in tongue.bulk_weak.finditer(own)}) + pressed >= _BULK_SIGNS


def buttons(own: str) -> list[str]:
    """Short lines that stand alone, without a full stop, below the beginning: a newsletter's buttons."""
    lines = [line.strip() for line in own.lower().split("\n")]
    alone = (
        line
        for before, line, after in zip(lines[1:], lines[2:], [*lines[3:], ""], strict=False)
        if line and not before and not after
    )
    return [line for line in alone if len(line) <= _BUTTON and line[-1].isalnum()]


def is_form(text: str, parts: Sequence[Sentence]) -> bool:
    """Whether a program filled in a form: fields with values, and nobody who says "I"."""
    fields = sum(1 for match in _FIELD.finditer(text) if not _CONTACT.match(match[0]))
    return fields >= _FIELDS and not any(_ME.search(part.low) for part in parts)


def is_survey(tongue: Compiled, subject: str, own: str) -> bool:
    """Whether it wants an opinion for a statistic."""
    return bool(tongue.survey.search(subject.lower()) and tongue.survey.search(own))


def is_selling(tongue: Compiled, subject: str, own: str) -> bool:
    """Whether it speaks like a salesman, who is waiting for an answer but is not owed one."""
    said = {match[0] for match in tongue.selling.finditer(own)}
    return len(said) >= _SALES_PITCH + is_answer(subject) + len(own) // _SALES_CHARS


def is_broadcast(tongue: Compiled, parts: Sequence[Sentence]) -> bool:
    """Whether it is an announcement to all staff, members, parents, …"""
    if any(part.asks for part in parts[:_PERSONAL]):
        return False  # somebody asks what to do with the announcement below
    return bool(tongue.broadcast.search(_said(parts)))


def _said(parts: Sequence[Sentence]) -> str:
    """The sentences, one a line."""
    return "\n".join(part.low for part in parts)[:_LOOKED_AT]


def is_answer(subject: str) -> bool:
    """Whether the subject says that it goes back and forth; salesmen fake it, hence it only raises the bar."""
    return bool(subject.strip()) and not is_heading(subject)
