"""What one mail asks, promises and settles, read from its own words (CONTRACT.md §5, "What an ask, a promise … are").

Precision goes before recall: a follow-up that is none costs more trust than one that is missing. Two passes are made
over each sentence: first everything is masked that never asks, then asks and promises are looked for in what is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rules.reading import asks as asking
from rules.reading import gestures, promises
from rules.reading.language import languages
from rules.reading.late import Late
from rules.reading.new_text import Parts, parted
from rules.reading.sentences import Sentence, one_sentence, sentences
from rules.reading.words import Compiled
from rules.text import one_line

_ENDS = 10_000
"""Characters at either end of a mail by which newsletters are known."""

_PASTED = 40
"""Sentences from which on even a mail of mine may be a pasted article."""


_PASSED_ON = Late(r"\s*(?:fwd?|wg|tr|rv|rif|doorst)\s*:", re.IGNORECASE)
_OWN, _COVER = 12, 3
"""Sentences from which on an unmarked text passed on is another's, and those of it that may be the sender's."""


class AskKind(StrEnum):
    QUESTION = "question"
    REQUEST = "request"
    PROPOSAL = "proposal"


class Automatic(StrEnum):
    """Text that nobody wrote to this reader. All but the first are looked for only where
    something seems to be asked or promised.
    """

    ABSENT = "absent"  # an out-of-office or a receipt: no answer to anything
    BULK = "bulk"  # newsletters, notifications, robots, surveys
    SELLING = "selling"  # marketing and cold sales, however personal
    BROADCAST = "broadcast"  # announcements to all staff, all members, …


class Ask(NamedTuple):
    """Something somebody would wait for. `to`: names it is put to, empty if to all readers or to nobody by name.

    `sentence` counts the sentences of the new text from 0; -1 is the subject. `topic` has at most 80 characters.
    """

    kind: AskKind
    topic: str
    sentence: int
    to: tuple[str, ...] = ()


class Promise(NamedTuple):
    """Something the reader may hold the writer to. `due` is None if no day is named."""

    topic: str
    due: date | None
    sentence: int


@dataclass(frozen=True, slots=True)
class Signals:
    """All that is kept of a mail's text.

    `idle`: nothing but thanks, FYI or a farewell, or nothing at all. `releases`: the other side need not do what it
    promised or was asked. `delivers`: says or shows that something is done or here. `withdraws`: the writer will not
    do it; `hands_over`: the reader or somebody else shall. `agrees`: a yes to what the mail it answers asked; it is a
    promise only if that was a request. `holds`: an answer that only says that the answer comes later.
    """

    asks: tuple[Ask, ...] = ()
    promises: tuple[Promise, ...] = ()
    automatic: Automatic | None = None
    idle: bool = False
    releases: bool = False
    delivers: bool = False
    withdraws: bool = False
    hands_over: bool = False
    agrees: bool = False
    holds: bool = False


def signals(
    body: str, subject: str = "", *, sent: date, author_is_me: bool = False, has_attachment: bool = False
) -> Signals:
    """Reads one mail. `sent` is the writer's local date. My own mail is personal, unless it is very long."""
    letter = parted(body)
    text = letter.new
    parts = sentences(text)
    tongues = languages(text or subject)
    if any(gestures.is_absent(tongue, subject, parts) for tongue in tongues):
        return Signals(automatic=Automatic.ABSENT)
    if len(parts) > _OWN and _PASSED_ON.match(subject) and not author_is_me and letter.unquoted:
        parts = parts[:_COVER]  # a mail passed on without a mark between the sender's words and those of others
    asks = _asks(parts, letter.own, subject, tongues)
    said = _promises(parts, sent, tongues)
    if (asks or said) and (not author_is_me or len(parts) > _PASTED):
        automatic = _automatic(letter, subject, parts, tongues)
        if automatic is not None:
            return Signals(automatic=automatic)
    gesture = gestures.gestures(parts, tongues, asks=bool(asks), has_attachment=has_attachment)
    return Signals(asks, said, None, *gesture)


def _asks(parts: Sequence[Sentence], own: str, subject: str, tongues: Sequence[Compiled]) -> tuple[Ask, ...]:
    """What is asked in any of the languages, unless one of them knows better. A subject without a text asks nothing."""
    heading = one_sentence(subject) if asking.is_heading(subject) and own.strip() else None
    found: dict[int, asking.Found] = {}
    never: set[int] = set()
    for tongue in tongues:
        for one in asking.asks(parts, heading, tongue, answering=gestures.is_answer(subject)):
            if one.kind == asking.NEVER:
                never.add(one.sentence)
            else:
                found.setdefault(one.sentence, one)
    return tuple(
        Ask(AskKind(one.kind), one_line(_plain(parts, heading, index), 80), index, one.to)
        for index, one in sorted(found.items())
        if index not in never
    )


def _plain(parts: Sequence[Sentence], heading: Sentence | None, index: int) -> str:
    """The sentence an index stands for."""
    return parts[index].plain if index >= 0 else heading.plain if heading else ""


def _promises(parts: Sequence[Sentence], sent: date, tongues: Sequence[Compiled]) -> tuple[Promise, ...]:
    """What is promised in any of the languages; a date named in one of them counts."""
    found: dict[int, date | None] = {}
    for tongue in tongues:
        for index, day in promises.promises(parts, sent, tongue):
            found[index] = found.get(index) or day
    return tuple(Promise(one_line(parts[index].plain, 80), day, index) for index, day in sorted(found.items()))


def _automatic(letter: Parts, subject: str, parts: Sequence[Sentence], tongues: Sequence[Compiled]) -> Automatic | None:
    """Whether a mail that seems to ask or promise was not written to me at all."""
    if gestures.is_form(letter.new, parts):
        return Automatic.BULK
    own = " ".join(letter.own.lower().split())
    headed = f"{subject.lower()}\n{own}" if asking.is_heading(subject) else own
    buttons = gestures.buttons(letter.own)
    own = own if len(own) <= 2 * _ENDS else f"{own[:_ENDS]} {own[-_ENDS:]}"
    for tongue in tongues:
        if gestures.is_bulk(tongue, headed, buttons) or gestures.is_survey(tongue, subject, own):
            return Automatic.BULK
        if gestures.is_selling(tongue, subject, own):
            return Automatic.SELLING
        if gestures.is_broadcast(tongue, parts):
            return Automatic.BROADCAST
    return None
