"""Which sentences of a mail ask for something, of what kind, and whom by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.reading.sentences import Sentence
from rules.reading.words import Compiled

_LONG = 40
"""Sentences from which on a text is a report or an article: its questions must speak to a reader."""

_TITLE = 2
"""Words up to which what a colon follows is a name or a heading rather than an introduction."""

_LIST = 8
"""Bullets from which on a list is a report, whose "Complete the tests" asks nobody."""

_ANSWERS = re.compile(r"^\s*(?:re|fwd?|aw|wg|antw|sv|tr|rv|r|i)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CLAUSE = re.compile(r"(?:: |; | - |, (?:so|but|aber|pero|mais) |\) |~[,;]? (?:and |but |und )?|\.\.+ ?)")
_ASIDE = re.compile(
    r" - | but (?=what |how |where |who |why |was |wo |wie |wer )|~[,;] "
    r"|, (?=(?:can|could|would|will|do|does|did|have|are|is) (?:you|we|u|they|it|there|this|that) )"
)
"""Where a question without a mark may begin within a sentence."""

_CLOSING = re.compile(
    r"^\W*(?:\w+ ){0,4}(?:questions|comments|concerns|problems|fragen|questions|preguntas|dudas)(?: \w+){0,2} ?\?+$"
)
_SHORT = 7
"""Words of what follows "Any questions?" and belongs to it: "Call me."."""

_WINKS = re.compile(r"\W*[;:]-?[)Pp]|\W*(?:haha|lol|just kidding|kidding|scherz)\b")
_MINUTED = re.compile(r"[-–→>]+ ?\w+(?: \w+){0,4}\W*$")  # "Who takes over? - Ann."

_TERSE = 250
"""Characters up to which a sentence without a mark may be a question."""

_NAME = r"[A-ZÄÖÜÉÁ][\w'’-]+(?: [A-ZÄÖÜÉÁ][\w'’-]+| [A-Z]\.)?"
_CALLED = re.compile(
    rf"^\W*@?({_NAME}(?: ?(?:,|/|&|and|und|et|y|or) ?{_NAME}){{0,4}})"
    r"(?:(?:\s*[,:;!–—]+|\s+-+)\s*(?=\S)(?!which\b|who\b|whose\b|where\b|inc\b|llc\b|die\b|der\b|qui\b|que\b|[\dA-Z]{3,})"
    r"|\s+(?=(?:please|pls|(?:can|could|would|will|do|did|have|are) you|is (?:that|this|it)(?= \w+ ?\?)"
    r"|(?:kannst|könntest|hast|bist) du|peux-tu|pouvez-vous)\b))"
)
"""Names that a sentence begins with: "Bob, Susan - could you …", "Ben please …"."""

_CALLED_LAST = re.compile(rf", ({_NAME})\s*[?.!]*$")
_NAMED_TO = re.compile(rf"\b(?:need|want|like|needs) ({_NAME}) to\b")
_SPLIT = re.compile(r"\s*(?:,|/|&|\band\b|\bund\b|\bet\b|\by\b|\bor\b)\s*")
_FIRST_NAME = re.compile(r"[A-Z][a-zà-ÿ]+(?<!ies)(?<!ions)(?<!ing)(?<!ings)(?<!ment)(?<!ments)(?<!ness)(?<!als)\s*$")
"""One word on a line of its own that may be a name, rather than the head of a table."""

_GREETED = re.compile(rf"^({_NAME}(?: ?(?:,|/|&|and|und|et|y) ?{_NAME}){{0,5}})[\s,:;!.–—-]*$")


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
    greeted: tuple[str, ...] = ()
    for index, part in enumerate(parts):
        rest, names = _addressed(part, tongue, first=not index)
        if not rest:
            greeted = names if _heads(parts, index) else greeted
            continue
        if names and index < 2 and tongue.salutation.match(part.plain):
            greeted = names
        if index and _CLOSING.search(parts[index - 1].low) and len(rest.split()) <= _SHORT:
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        kind = _kind(part, rest, following, tongue, long=long, told=index in listed, alone=len(parts) == 1)
        if kind is None and not long and not part.asks and _must(rest, tongue, answering=answering):
            kind = "request"
        if kind == NEVER:
            yield Found(NEVER, index, ())
        elif kind:
            last = _CALLED_LAST.search(part.plain) or _NAMED_TO.search(part.plain)
            late = _names(last[1], tongue) if last else ()
            yield Found(kind, index, names or late or greeted)


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


def _addressed(part: Sentence, tongue: Compiled, *, first: bool) -> tuple[str, tuple[str, ...]]:
    """The sentence in lower case without the names it begins with, and these; "" if it was only a salutation."""
    plain, low = part.plain, part.low
    greeting = tongue.salutation.match(plain)
    if greeting and greeting.end():
        after = plain[greeting.end() :]
        name, comma, rest = _cut(after)
        if comma or len(after.split()) <= 4:
            if tongue.salutation_all.match(after) or not name:
                return rest.lower() and _same(rest, low), ()
            return _same(rest, low), _names(name, tongue) if name[:1].isupper() or " " not in name else ()
        return low, ()
    only = _GREETED.match(plain) if len(plain) < 60 and not part.asks else None
    if only and not plain.rstrip().endswith(".") and (first or not plain[-1:].isalnum() or _FIRST_NAME.match(plain)):
        names = _names(only[1], tongue)
        if names:
            return "", names
    called = _CALLED.match(plain)
    if called:
        names = _names(called[1], tongue)
        if names:
            return _same(plain[called.end() :], low), names
    return low, ()


def _cut(after: str) -> tuple[str, str, str]:
    """The name behind a greeting, what ends it, and the rest."""
    match = re.search(r"\s*(?:[,:!;–—]|\.\.+|\s-+\s|-+$)\s*", after[:60])
    if match:
        return after[: match.start()].strip(), match[0].strip() or ",", after[match.end() :]
    return (after, "", "") if len(after.split()) <= 4 and not after.endswith("?") else ("", "", after)


def _same(rest: str, low: str) -> str:
    """The end of the normalised sentence that corresponds to `rest`."""
    words = rest.split()
    count = len(words)
    return " ".join(low.split()[-count:]) if count else ""


def _names(text: str, tongue: Compiled) -> tuple[str, ...]:
    """Names in "Bob, Susan and Jim"; none if one of them is an ordinary word."""
    names = [name.strip(" .-–—") for name in _SPLIT.split(text) if name.strip(" .-–—")]
    words = tongue.words
    if any(name.split()[-1].lower() in words.groups for name in names):
        return ()
    if any(name.split()[0].lower() in words.not_names or len(name) > 40 for name in names):
        return ()
    return tuple(names)


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
    part: Sentence, low: str, following: Sentence | None, tongue: Compiled, *, long: bool, told: bool, alone: bool
) -> str | None:
    """What kind of ask a sentence is; None if it is none."""
    if not part.asks and tongue.words.cues.isdisjoint(_WORD.findall(low)):
        return None
    body = _led(tongue.mask.sub(" ~ ", low).replace("  ", " ").strip(' "'), tongue)
    if not _LETTER.search(body):
        return "question" if part.asks and alone and not _LETTER.search(low) else NEVER
    if tongue.survey.search(body):
        return NEVER
    if part.asks and tongue.releases.match(low):
        return None
    if part.asks:
        return _question(part, body, following, tongue, long=long)
    if long and not tongue.person.search(body):
        return None
    if part.plain.endswith("!") and tongue.rhetorical.search(body):
        return NEVER
    if tongue.request.search(body):
        return "request"
    if tongue.proposal.search(body):
        return "proposal"
    if (
        len(body) < _TERSE
        and not part.plain.endswith("!")
        and not tongue.rhetorical.search(body)
        and _wonders(body, tongue)
    ):
        return "question"
    if told and not tongue.person.search(body):
        return None
    return "request" if _commands(body, tongue) else None


def _must(low: str, tongue: Compiled, *, answering: bool) -> bool:
    """Whether the reader is told to do something, rather than told how something is done."""
    if not tongue.must.search(low):
        return False
    body = tongue.mask.sub(" ~ ", low)
    return bool(tongue.must.search(body) and (not answering or tongue.urgent.search(body)))


def _question(part: Sentence, body: str, following: Sentence | None, tongue: Compiled, *, long: bool) -> str | None:
    """A sentence with a question mark asks, unless it is rhetorical, quoted, or answered by the writer."""
    if tongue.rhetorical.search(body):
        return NEVER
    if '"~"' in body and (len(body) < 8 or tongue.reported.search(body)):
        return None
    if long and not tongue.person.search(body):
        return None
    if following is not None and _WINKS.match(following.low):
        return NEVER
    if following is not None and following.paragraph == part.paragraph and not following.asks:
        answer = tongue.answer.match(following.low) or _MINUTED.match(following.low)
        answer = answer or _guess(body, following.low, tongue)
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


def _commands(body: str, tongue: Compiled) -> bool:
    """Whether one of the clauses is an order: "print this", "…, so send me the list"."""
    starts = [0, *(match.end() for match in _CLAUSE.finditer(body))]
    return any(
        tongue.imperative.match(clause) and not tongue.not_imperative.match(clause)
        for clause in (_bare(body[start:], tongue) for start in starts[:8])
    )
