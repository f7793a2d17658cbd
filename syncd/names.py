"""Display names as people would write them, and the best of several; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_QUOTES = "'\"‘’“”„‚`´«»‹› \t"
_AROUND = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]\Z")  # all of it between brackets
_VIA = re.compile(r"\s+[(\[]?(?:via|on behalf of|im Auftrag von)\s+\S.*\Z", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"[<(\[]?(?:mailto:)?[^\s<>()\[\]]+@[^\s<>()\[\]]+[>)\]]?", re.IGNORECASE)
_ASIDE = re.compile(r"\s+[(\[][^)\]]*[)\]]\s*\Z|\s+\|\s.*\Z")  # "Grace Hopper (Navy)", "Grace Hopper | Navy"
_TITLES = re.compile(
    r"(?:(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|herrn?|frau|mme|mlle|sir)\.?|(?:ing|dipl\.?-?\s?ing|mag|rev|hon|sr|sra)\.)"
    r"(?:\s?(?:med|phil|rer|nat|jur|h\.?c)\.)*\s+)+",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:[ -][A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)+")  # nothing to tidy, as most names
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL = re.compile(  # particles, small inside a name and large where it begins
    r"(?:de|del|della|der|den|dem|des|di|da|dal|dos|das|do|du|la|le|van|von|vom|zu|zum|zur|ten|ter|y|bin|ibn|el|al|af|av)\Z"
)
# What stands after a comma without being a first name: titles, generations and kinds of companies.
_NO_FIRST_NAME = re.compile(
    r"(?:inc|ltd|llc|llp|plc|corp|co|gmbh|ag|kg|se|sa|srl|bv|jr|sr|i{1,3}|iv|ph\.?\s?d|m\.?d|mba|esq|cpa|dr|prof)\.?\Z",
    re.IGNORECASE,
)
# Words and signs that no person has: what holds one is a company or a team, whatever its commas say.
_NO_PERSON = re.compile(
    r"[&+/\d]|\b(?:and|und|et|team|group|gruppe|gmbh|inc|ltd|llc|corp|company|partners?|support|service|sales|office)\b",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?:II|III|IV|VI{0,3})\Z")
_SCOTTISH = re.compile(r"mc[^\W\d_]{3,}\Z", re.IGNORECASE)
_ABBREVIATION = 3  # letters; a single word in capitals, or in small letters, up to here is left as it is
_NAME_PART = 3  # words; more before or after the comma are no "Last, First" (particles apart)


@lru_cache(maxsize=65536)
def tidy(name: str) -> str:
    """The name in reading order and ordinary case, or "" if it is none.

    ``Last, First`` → ``First Last``; ALL CAPS and all small → Title Case; ``X via Y``, ``X (Company)``,
    ``Dr. X`` → ``X``; a name that is just an address is no name.
    """
    if _PLAIN.fullmatch(name) and not _TITLES.match(name) and " Via " not in name:
        return name
    text = _bare(" ".join(name.split()))
    text = _bare(_VIA.sub("", text))
    text = _bare(_ADDRESS.sub("", text))
    text = _bare(_ASIDE.sub("", text)) or text
    if not _LETTERS.search(text):
        return "" if not any(sign.isalnum() for sign in text) else text
    text = _in_order(text)
    without = _TITLES.sub("", text, count=1) if _TITLES.match(text) else text
    return _in_case(without if " " in without else text)


def _bare(text: str) -> str:
    """Without quotes and brackets around all of it; they come in layers."""
    for _ in range(4):
        before = text
        text = text.strip(_QUOTES)
        if match := _AROUND.match(text):
            text = match[1]
        if text == before:
            break
    return " ".join(text.split())


def _in_order(text: str) -> str:
    last, comma, first = text.partition(",")
    last, first = last.strip(), first.strip()
    if not comma or not last or not first or "," in first or _NO_FIRST_NAME.match(first) or _NO_PERSON.search(text):
        return text
    if max(_words(last), _words(first)) > _NAME_PART:
        return text
    return f"{first} {last}"


def _words(text: str) -> int:
    return sum(not _SMALL.match(word.lower()) for word in text.split())


def _in_case(text: str) -> str:
    """Title case for what is all in capitals or all in small letters; what is written with care stays."""
    words = text.split()
    letters = _LETTERS.findall(text)
    short = len(words) == 1 and len(letters) <= 1 and len("".join(letters)) <= _ABBREVIATION
    if not letters or short or not (text.isupper() or (text.islower() and "." not in text.rstrip("."))):
        return text
    return " ".join(_cased(word, inside=0 < number < len(words) - 1) for number, word in enumerate(words))


def _cased(word: str, *, inside: bool) -> str:
    if inside and _SMALL.match(word.lower()):
        return word.lower()
    if _ROMAN.match(word):
        return word
    if _SCOTTISH.match(word):
        return f"Mc{word[2].upper()}{word[3:].lower()}"

    def capital(match: re.Match[str]) -> str:
        part = match[0]
        if len(part) == 1 and part in "sS" and match.start() and word[match.start() - 1] in "'’":
            return part.lower()  # Grace's
        return part[0].capitalize() + part[1:].lower()

    return _LETTERS.sub(capital, word)


class Rank(NamedTuple):
    """How much a name is worth: who wrote it, then when it was last and first met (instants)."""

    source: int  # 2 my address books, 1 its owner, 0 others in mail, -1 meetings
    last: int
    first: int


class BestName:
    """The best of the names met for one person.

    The source counts first, then a full name before a first name alone, then the more recent. A first name alone gives
    way to a full name that holds it, whoever wrote that.
    """

    __slots__ = ("_best", "_full")

    def __init__(self) -> None:
        self._best: tuple[int, int, Rank, str] | None = None  # source, fullness, rank, name
        self._full: tuple[int, Rank, str] | None = None

    def met(self, name: str, rank: Rank) -> None:
        """Another name, as written."""
        text = tidy(name)
        if not text:
            return
        fullness = _fullness(text)
        best = (rank.source, fullness, rank, text)
        if self._best is None or best > self._best:
            self._best = best
        if fullness == _FULL and (self._full is None or (fullness, rank, text) > self._full):
            self._full = (fullness, rank, text)

    @property
    def text(self) -> str:
        """The best name, "" if none was met."""
        if self._best is None:
            return ""
        _, fullness, _, text = self._best
        if fullness < _FULL and self._full is not None and _extends(self._full[2], text):
            return self._full[2]
        return text


_FULL = 2


def _fullness(name: str) -> int:
    """2: a first and a last name; 1: one of them but an initial; 0: one word."""
    words = [word for word in name.split() if _LETTERS.search(word)] if " " in name else []
    if len(words) < 2:
        return 0
    return _FULL if sum(len(word.rstrip(".")) > 1 for word in words) > 1 else 1


def _extends(full: str, short: str) -> bool:
    """True if all words of `short` (initials of words) stand in `full`."""
    words = full.casefold().split()
    return all(
        any(word == part or (len(part.rstrip(".")) == 1 and word.startswith(part[0])) for word in words)
        for part in short.casefold().split()
    )
