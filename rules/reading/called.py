"""Whom a sentence calls by name: "Bob, could you …", "Hi Ann,", "Ben please …"."""

from __future__ import annotations

import re

from rules.reading.late import Late
from rules.reading.sentences import Sentence
from rules.reading.words import Compiled

_NAME = r"[A-ZÄÖÜÉÁ][\w'’-]+(?: [A-ZÄÖÜÉÁ][\w'’-]+| [A-Z]\.)?"
_CALLED = Late(
    rf"^\W*@?(?!(?:{_NAME},? ){{1,4}}(?:and|und|et|y|&) (?:I|ich|je|yo|me|others)\b)({_NAME}(?: ?(?:,|/|&|\band\b"
    rf"|\bund\b|\bet\b|\by\b|\bor\b) ?{_NAME}){{0,4}})"
    r"(?! ?(?:and|und|et|y|&) )"
    r"(?:(?:\s*[,:;!–—]+|\s+-+)\s*(?=\S)(?!(?:and |und |et |y )?(?:I|ich|je|yo|me|others)\b"
    r"|(?:their|our|the|his|her|a|an|from|of|at|my|der|die|unser|sein|ihr) [^,.?!]{3,40}, (?:has|have|had|is|was"
    r"|will|would"
    r"|said|hat|ist|wird)\b|which\b|who\b|whose\b"
    r"|where\b|inc\b|llc\b|die\b|der\b|qui\b"
    r"|que\b|[\dA-Z]{3,})"
    r"|\s+(?=(?:please|pls|(?:can|could|would|will|do|did|have|are) you|is (?:that|this|it)(?= \w+ ?\?)"
    r"|(?:kannst|könntest|hast|bist) du|peux-tu|pouvez-vous)\b))"
)
"""Names that a sentence begins with: "Bob, Susan - could you …", "Ben please …"."""

_CALLED_LAST = Late(rf", ({_NAME})\s*[?.!]*$")
_NAMED_TO = Late(rf"\b(?:need|want|like|needs) ({_NAME}) to\b")
_SPLIT = Late(r"\s*(?:,|/|&|\band\b|\bund\b|\bet\b|\by\b|\bor\b)\s*")
_FIRST_NAME = Late(
    r"(?:[A-Z][a-zà-ÿ]+ ?[/&] ?){0,3}[A-Z][a-zà-ÿ]+"
    r"(?<!ies)(?<!ions)(?<!ing)(?<!ings)(?<!ment)(?<!ments)(?<!ness)(?<!als)\s*$"
)
"""One word on a line of its own that may be a name (or "Ann/Ben"), rather than the head of a table."""

_NO_NAME = Late(
    r"(?:ies|ions?|ments?|ness|ances?|ically|ionally|ually|ently|antly|ately|edly|ously|ively|ingly|arly|lastly)$"
    r"|\d|\b(?:issues?|notes?|reasons?|expenses?|margins?|debate|message)$",
    re.IGNORECASE,
)
"""How headings and adverbs end: "Redeliveries:", "Specifically, could you …"."""

_GREETED = Late(rf"^({_NAME}(?: ?(?:,|/|&|and|und|et|y) ?{_NAME}){{0,5}})[\s,:;!.–—-]*$")


def late(plain: str, tongue: Compiled) -> tuple[str, ...]:
    """Names at the end or in the middle: "could you check that, Bob?", "I need Ann to sign"."""
    last = _CALLED_LAST.search(plain) or _NAMED_TO.search(plain)
    return _names(last[1], tongue) if last else ()


def addressed(part: Sentence, tongue: Compiled, *, first: bool) -> tuple[str, tuple[str, ...]]:
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
    if any(_NO_NAME.search(name) for name in names):
        return ()
    if any(name.split()[-1].lower() in words.groups for name in names):
        return ()
    if any(name.split()[0].lower() in words.not_names or len(name) > 40 for name in names):
        return ()
    return tuple(names)
