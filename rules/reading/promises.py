"""Which sentences of a mail promise something, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rules.reading.due import due
from rules.reading.late import Late
from rules.reading.sentences import Sentence
from rules.reading.words import Compiled

_TAG = Late(r"(?:[,.;-]|\b(?:is|if)\b)[^,.;?]{0,25}\?\W*$")
_LONG = 25
"""Sentences from which on a text is a report or an announcement, whose "we will" is no promise unless to a reader."""

_REPORT = 8
"""Sentences from which on "we will" and "will" tell of plans, unless they speak to the reader."""

_OURS = Late(r"(?:we|wir|nous|nosotros)\b")
_PLAN = Late(r"(?:we|wir|nous|nosotros|will|shall|werden)\b")

_TELLS = Late(r"(?:i|we|you|he|she|they|ich|wir|er|sie|du|ihr|je|nous|il|elle|ils|yo|nosotros)\b")
"""What opens a sentence of its own."""

_FRAGMENT = 6
"""Words up to which the sentence after a promise may be its date: "Will do. Friday at the latest."."""


def promises(parts: Sequence[Sentence], sent: date, tongue: Compiled) -> Iterator[tuple[int, date | None]]:
    """Index and due date of each sentence that promises."""
    long = len(parts) > _LONG
    for index, part in enumerate(parts):
        start = _start(part, tongue)
        if start < 0 or (long and _OURS.match(part.low, start) and not tongue.person.search(part.low, start + 2)):
            continue
        if len(parts) > _REPORT and _is_plan(part.low, start, tongue):
            continue
        day = due(part.low, sent, tongue.words.due, start)
        if day is None and index + 1 < len(parts):
            after = parts[index + 1]
            if _dates(after, tongue):
                day = due(after.low, sent, tongue.words.due)
        yield index, day


def _dates(part: Sentence, tongue: Compiled) -> bool:
    """Whether what follows a promise may be its date rather than a sentence of its own."""
    if part.asks or len(part.low.split()) > _FRAGMENT or _TELLS.match(part.low):
        return False
    return not (tongue.thanks.search(part.low) or tongue.mask.search(part.low)) and _start(part, tongue) < 0


def _is_plan(low: str, start: int, tongue: Compiled) -> bool:
    """Whether what begins there is what a group is going to do, rather than said to the reader."""
    return bool(_PLAN.match(low, start)) and not (tongue.reader.search(low) or tongue.holding.search(low))


def _start(part: Sentence, tongue: Compiled) -> int:
    """Where in the sentence the promise begins; -1 if it makes none."""
    low = part.low
    if tongue.words.promise_cues.isdisjoint(part.words):
        return -1
    if part.asks and not _TAG.search(low):
        return -1
    if low.rstrip(" .!").endswith('"') and low.count('"') % 2:
        return -1  # the end of what somebody else said
    start = _opening(low, tongue)
    if start < 0 or tongue.not_promise.search(tongue.indirect.sub(" ~ ", low)):
        return -1
    return start


def _opening(low: str, tongue: Compiled) -> int:
    """Where words of promising stand; -1 if nowhere."""
    match = tongue.promise.search(low)
    if match:
        return match.start()
    text = low
    for _ in range(4):
        if tongue.promise_start.match(text):
            return len(low) - len(text)
        lead = tongue.lead_in.match(text)
        if not lead or not lead.end():
            return -1
        text = text[lead.end() :]
    return -1
