"""Which sentences of a mail ask for something, of what kind, and whom by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.reading.called import addressed, late
from rules.reading.late import Late
from rules.reading.sentences import Sentence
from rules.reading.words import Compiled

_LONG = 40
"""Sentences from which on a text is a report or an article: its questions must speak to a reader."""

_TITLE = 2
"""Words up to which what a colon follows is a name or a heading rather than an introduction."""

_LIST = 8
"""Bullets from which on a list is a report, whose "Complete the tests" asks nobody."""

_ANSWERS = Late(r"^\s*(?:re|fwd?|aw|wg|antw|sv|tr|rv|r|i)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_LETTER = Late(r"[^\W\d_]")
_CLAUSE = Late(r"(?:: |; | - |, (?:so|but|aber|pero|mais) |\) |~[,;]? (?:and |but |und )?|\.\.+ ?)")
_ASIDE = Late(
    r" - | but (?=what |how |where |who |why |was |wo |wie |wer )|~[,;] "
    r"|, (?=(?:can|could|would|will|do|does|did|have|are|is) (?:you|we|u|they|it|there|this|that) )"
)
"""Where a question without a mark may begin within a sentence."""

_CLOSING = Late(
    r"^\W*(?:\w+ ){0,4}(?:questions|comments|concerns|problems|fragen|questions|preguntas|dudas)(?: \w+){0,2} ?\?+$"
)
_OPENS = Late(r"[^:]{1,60}?(?:[,!;–—]|-+) ?\S")  # "Bob, …", but not "Onondaga: …", opens a letter
_SHORT = 7
"""Words of what follows "Any questions?" and belongs to it: "Call me."."""

_JOKES = Late(r"\W*;-?[)Pp]|\W*(?:haha|lol|just kidding|kidding|scherz)\b")
_SMILES = Late(r"\W*:-?[)Pp]")
_MINUTED = Late(r"[-–→>]+ ?\w+(?: \w+){0,4}\W*$")  # "Who takes over? - Ann."

_TERSE = 250
"""Characters up to which a sentence without a mark may be a question."""


NEVER = ""
"""The kind of a sentence that looks like an ask and is none: it is not one in any other language either."""


class Found(NamedTuple):
    """`kind` is question, request, proposal or NEVER; `sentence` -1 is the subject."""

    kind: str
    sentence: int
    to: tuple[str, ...]


def is_heading(subject: str) -> bool:
    """Whether a subject is the writer's own words rather than those of the mail it answers."""
    return bool(subject.strip()) and not _ANSWERS.match(subject)


def asks(
    parts: Sequence[Sentence], heading: Sentence | None, tongue: Compiled, *, answering: bool = False
) -> Iterator[Found]:
    """The sentences that ask, in order, the subject first if it is the writer's own. `answering`: in an answer."""
    long = len(parts) > _LONG
    listed = _told(parts)
    if heading is not None:
        kind = _heading_kind(heading, tongue)
        if kind:
            yield Found(kind, -1, ())
    cues = tongue.words.cues
    if not any(part.asks or not cues.isdisjoint(part.words) for part in parts):
        return
    greeted: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    within = -1  # the paragraph in which somebody was called
    for index, part in enumerate(parts):
        rest, names = addressed(part, tongue, first=not index)
        if not rest:
            greeted = names if _heads(parts, index) else greeted
            continue
        if names and (_OPENS.match(part.plain) if not index else index == 1 and tongue.salutation.match(part.plain)):
            greeted = names
        if names:
            called, within = names, part.paragraph
        elif part.paragraph == within:
            names = called  # "Ann: … And …" is all said to Ann
        if index and _CLOSING.search(parts[index - 1].low) and len(rest.split()) <= _SHORT:
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        kind = _kind(
            part,
            rest,
            following,
            tongue,
            long=long,
            told=index in listed,
            alone=len(parts) == 1,
            answering=answering and not names,
        )
        if kind is None and not long and not part.asks and _must(rest, tongue, answering=answering):
            kind = "request"
        if kind == NEVER:
            yield Found(NEVER, index, ())
        elif kind:
            yield Found(kind, index, names or late(part.plain, tongue) or greeted)


def _told(parts: Sequence[Sentence]) -> set[int]:
    """The bullets that report rather than ask: those of a long list, and those that a line with a colon introduces."""
    if sum(part.bullet for part in parts) > _LIST:
        return {index for index, part in enumerate(parts) if part.bullet}
    found: set[int] = set()
    introduced = False
    for index, part in enumerate(parts):
        if not part.bullet:
            introduced = part.plain.endswith(":") and len(part.plain.split()) > _TITLE
        elif introduced:
            found.add(index)
    return found


def _heads(parts: Sequence[Sentence], index: int) -> bool:
    """Whether a line with nothing but names is a salutation rather than an entry of a list."""
    here = parts[index]
    if index and parts[index - 1].paragraph == here.paragraph:
        return False
    alone = index + 1 == len(parts) or parts[index + 1].paragraph != here.paragraph
    return alone or not here.plain[-1:].isalnum()


def _heading_kind(heading: Sentence, tongue: Compiled) -> str | None:
    """A subject asks only if it does so in so many words."""
    masked = tongue.mask.sub(" ~ ", heading.low)
    if tongue.survey.search(masked) or tongue.rhetorical.search(masked):
        return None
    if heading.asks and tongue.person.search(masked) and tongue.question.match(_led(masked, tongue)):
        return "question"
    return "request" if tongue.request.search(masked) else None


def _led(text: str, tongue: Compiled) -> str:
    """Without the words that lead in: "ok, and by the way"."""
    for _ in range(4):
        lead = tongue.lead_in.match(text)
        if not lead or not lead.end():
            break
        text = text[lead.end() :]
    return text


def _bare(text: str, tongue: Compiled) -> str:
    """Also without adverbs: "now please just". Not for questions: "Today was the last day" is none."""
    text = _led(text, tongue)
    for _ in range(3):
        adverb = tongue.adverbs.match(text)
        if not adverb:
            break
        text = _led(text[adverb.end() :], tongue)
    return text


def _kind(
    part: Sentence,
    low: str,
    following: Sentence | None,
    tongue: Compiled,
    *,
    long: bool,
    told: bool,
    alone: bool,
    answering: bool,
) -> str | None:
    """What kind of ask a sentence is; None if it is none."""
    if not part.asks and tongue.words.cues.isdisjoint(part.words):
        return None
    body = _led(tongue.mask.sub(" ~ ", low).replace("  ", " ").strip(' "'), tongue)
    if not _LETTER.search(body):
        return "question" if part.asks and alone and not _LETTER.search(low) else NEVER
    if tongue.survey.search(body):
        return NEVER
    if part.asks and tongue.releases.match(low):
        return None
    if part.asks:
        if answering and not tongue.question.match(body) and _advises(_bare(body, tongue), body, tongue):
            return None  # "Check with Bob?"
        return _question(part, body, following, tongue, long=long)
    if long and not tongue.person.search(body):
        return None
    if part.plain.endswith("!") and tongue.rhetorical.search(body):
        return NEVER
    if tongue.request.search(body):
        return "request"
    if tongue.proposal.search(body):
        return "proposal"
    if told and not tongue.reader.search(body):
        return None
    if (
        len(body) < _TERSE
        and not part.plain.endswith("!")
        and not tongue.rhetorical.search(body)
        and _wonders(body, tongue)
    ):
        return "question"
    return "request" if _commands(body, tongue, answering=answering) else None


def _advises(clause: str, body: str, tongue: Compiled) -> bool:
    """Whether an order in an answer tells how something is done rather than what the writer waits for."""
    return bool(tongue.advice.match(clause)) and not tongue.urgent.search(body)


def _must(low: str, tongue: Compiled, *, answering: bool) -> bool:
    """Whether the reader is told to do something, rather than told how something is done."""
    if not tongue.must.search(low):
        return False
    body = tongue.mask.sub(" ~ ", low)
    return bool(tongue.must.search(body) and (not answering or tongue.urgent.search(body)))


def _question(part: Sentence, body: str, following: Sentence | None, tongue: Compiled, *, long: bool) -> str | None:
    """A sentence with a question mark asks, unless it is rhetorical, quoted, or answered by the writer."""
    if tongue.rhetorical.search(body) or tongue.rhetorical.search(part.low):
        return NEVER
    if '"~"' in body and (len(body) < 8 or tongue.reported.search(body)):
        return None
    if long and not tongue.person.search(body):
        return None
    if following is not None and (
        _JOKES.match(following.low) or (_SMILES.match(following.low) and not tongue.reader.search(body))
    ):
        return NEVER
    if part.low.endswith('?"') and part.low.count('"') % 2:
        return NEVER  # the end of what somebody says in a story
    if following is not None and following.paragraph == part.paragraph and not following.asks:
        answer = tongue.answer.match(following.low) or _MINUTED.match(following.low)
        answer = answer or _guess(body, following.low, tongue)
        if tongue.either.match(following.low):
            return None
        if answer and not _commands(_led(following.low, tongue), tongue):
            return None
    if tongue.request.search(body):
        return "request"
    return "proposal" if tongue.proposal.search(body) else "question"


def _guess(body: str, following: str, tongue: Compiled) -> re.Match[str] | None:
    """What the writer guesses after a question, which answers it unless one of both speaks to the reader."""
    if tongue.reader.search(body) or tongue.reader.search(following):
        return None
    return tongue.guess.match(following)


def _wonders(body: str, tongue: Compiled) -> bool:
    """Whether a sentence or one of its clauses begins like a question, though it has no mark."""
    if tongue.question.match(body):
        return True
    return any(tongue.question.match(body, match.end()) for match in _ASIDE.finditer(body))


def _commands(body: str, tongue: Compiled, *, answering: bool = False) -> bool:
    """Whether one of the clauses is an order: "print this", "…, so send me the list"."""
    starts = [0, *(match.end() for match in _CLAUSE.finditer(body))]
    return any(
        tongue.imperative.match(clause)
        and not tongue.not_imperative.match(clause)
        and not (answering and _advises(clause, body, tongue))
        for clause in (_bare(body[start:], tongue) for start in starts[:8])
    )
