"""The shape of a language's tables, and their compilation.

A table holds fragments of regular expressions for lower-case text with straight quotes. In all of them a space stands
for white space of any length (sentences come normalised), and ``~`` is what a masked span leaves behind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Fragments = tuple[str, ...]


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


@dataclass(eq=False, repr=False)
class DueWords:
    """Words that name days. `weekdays` and `months` are fragments in calendar order; `numbers` maps words to numbers.

    `fixed` maps fragments to the names of `rules.reading.due`; `dated` are words that lead a date, `of` those after
    which a day only describes a thing ("the report for Monday").
    """

    weekdays: Fragments
    months: Fragments
    numbers: Mapping[str, int]
    fixed: tuple[tuple[str, str], ...]
    next_weekday: str
    this_weekday: str
    spans: tuple[tuple[str, str], ...]  # fragments with a group "n", and days|workdays|weeks|months
    written: Fragments  # with groups "d", "month" or "m", and "y"
    month_first: bool = False  # 4/15 is the fifteenth of April
    leads: str = r"by|before|until|till|on|no later than"
    describes: str = ""
    described: str = ""


@dataclass(eq=False, repr=False)
class Words:
    """One language.

    `common` are frequent words it is known by. `cues` are words without which no ask or promise is looked for.
    `mask` takes out what never asks (closing formulas, pleasantries, "please find attached") before anything else is
    looked for. `question` opens a question that has no mark; `request` and `proposal` may stand anywhere, `imperative`
    at the start of a clause only. `must` tells the reader what to do: an ask, but in an answer only with an
    `urgent` word, since there it explains. `calls` opens what stands on the buttons of newsletters.
    """

    code: str
    common: frozenset[str]
    salutation: str
    salutation_all: str
    lead_in: Fragments
    adverbs: Fragments
    mask: Fragments
    cues: frozenset[str]
    question: Fragments
    request: Fragments
    must: Fragments
    urgent: str
    imperative: Fragments
    not_imperative: Fragments
    proposal: Fragments
    rhetorical: Fragments
    answer: Fragments
    guess: Fragments
    reader: str  # words without which what the writer guesses after a question answers it
    reported: Fragments
    promise_cues: frozenset[str]
    promise: Fragments
    promise_start: Fragments
    not_promise: Fragments
    indirect: Fragments
    holding: Fragments
    agrees: Fragments
    thanks: Fragments
    releases: Fragments
    delivers: Fragments
    withdraws: Fragments
    hands_over: Fragments
    absent: Fragments
    absent_more: Fragments
    absent_subject: Fragments
    broadcast: Fragments
    bulk: Fragments
    bulk_weak: Fragments
    calls: Fragments
    selling: Fragments
    survey: Fragments
    person: str  # a word by which a reader is addressed
    due: DueWords
    advice: Fragments = ()  # orders that in an answer only tell how it is done: "check with Bob"
    either: Fragments = ()  # after a question: what the reader is to do with his own answer, "if so, you can …"
    not_names: frozenset[str] = field(default_factory=frozenset)  # words a sentence begins with, never a name
    groups: frozenset[str] = field(default_factory=frozenset)  # all readers rather than a name: "Desk managers, …"


class Compiled:
    """The same, ready to match. A pattern is compiled when it is first used: all of them take half a second."""

    words: Words
    salutation: re.Pattern[str]
    salutation_all: re.Pattern[str]
    lead_in: re.Pattern[str]
    adverbs: re.Pattern[str]
    mask: re.Pattern[str]
    question: re.Pattern[str]
    request: re.Pattern[str]
    must: re.Pattern[str]
    urgent: re.Pattern[str]
    imperative: re.Pattern[str]
    not_imperative: re.Pattern[str]
    proposal: re.Pattern[str]
    rhetorical: re.Pattern[str]
    answer: re.Pattern[str]
    guess: re.Pattern[str]
    reader: re.Pattern[str]
    reported: re.Pattern[str]
    promise: re.Pattern[str]
    promise_start: re.Pattern[str]
    not_promise: re.Pattern[str]
    indirect: re.Pattern[str]
    holding: re.Pattern[str]
    agrees: re.Pattern[str]
    thanks: re.Pattern[str]
    releases: re.Pattern[str]
    delivers: re.Pattern[str]
    withdraws: re.Pattern[str]
    hands_over: re.Pattern[str]
    absent: re.Pattern[str]
    absent_more: re.Pattern[str]
    absent_subject: re.Pattern[str]
    broadcast: re.Pattern[str]
    bulk: re.Pattern[str]
    bulk_weak: re.Pattern[str]
    calls: re.Pattern[str]
    selling: re.Pattern[str]
    survey: re.Pattern[str]
    person: re.Pattern[str]
    advice: re.Pattern[str]
    either: re.Pattern[str]

    def __init__(self, words: Words) -> None:
        self.words = words

    def __getattr__(self, name: str) -> re.Pattern[str]:
        """Called once for each pattern."""
        if name not in Compiled.__annotations__:
            raise AttributeError(name)
        pattern = _pattern(name, getattr(self.words, name))
        setattr(self, name, pattern)
        return pattern


_AS_WRITTEN = frozenset(["salutation", "salutation_all"])
_AT_START = frozenset(["lead_in", "adverbs", "question", "imperative", "not_imperative", "advice"])
_AT_START |= {"either", "answer", "guess", "calls", "promise_start", "agrees"}

_END = r"(?:(?<!\w)|(?!\w))"  # not in the middle of a word


def _pattern(name: str, fragments: str | Fragments) -> re.Pattern[str]:
    """Fragments that are not anchored begin and end at a word's border."""
    if isinstance(fragments, str):
        if name in _AS_WRITTEN:
            return re.compile(fragments, re.IGNORECASE)
        return re.compile(rf"\b(?:{fragments})\b")
    if not fragments:
        return re.compile(r"(?!)")
    if name in _AT_START:
        return re.compile(rf"(?:{'|'.join(fragments)}){_END}")
    return re.compile(rf"(?<![\w'])(?:{'|'.join(fragments)}){_END}", re.MULTILINE)
