"""The new text of a mail as sentences, normalised for matching.

People wrap lines by hand, forget full stops and write lists: a line's end is a sentence's end only where the writer
plainly stopped.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rules.reading.late import Late

MOST = 400
"""Sentences that are looked at. Nobody asks for something after four hundred others."""

LONGEST = 1_000
"""Characters of a sentence that are looked at; longer ones are tables and pasted data."""

_BULLET = Late(r"^\s*(?:[-–—*•·?>#+]+|\(?\d{1,2}[.):]|\(?[a-z][.)]|\(?[ivx]{1,4}[.)])\s+", re.IGNORECASE)
_BOUNDARY = Late(r"(?<=[.!?…])[\"')\]]*\s+|(?<=[.!?…])(?=¿|¡)|\s+(?=¿|¡)|\s*[;]\s+")
_STOP = Late(r"(?<=[.!?…])[\"')\]]*\s+|[ \t]*;\s+")  # the same where nothing opens with ¿
_NO_BOUNDARY = Late(
    r"(?:\b(?:mr|mrs|ms|dr|st|prof|inc|ltd|co|corp|vs|etc|e\.g|i\.e|eg|ie|approx|dept|nr|bzw|ca|z\.b"
    r"|z\. ?b|d\.h|u\.a|o\.ä"
    r"|evtl|ggf|inkl|str|tel|fr|hr|usw|vgl|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez|mon|tue|wed|thu|fri"
    r"|m|mme|sr|sra|p\.s|ext|abs|max|min|jr|v|ft|mt)|\b[a-z]|\.\.)\.$",
    re.IGNORECASE,
)
_NUMBERED = Late(r"\b(?:no|mo|di|mi|do|sa|so)\.$", re.IGNORECASE)
"""Abbreviations ("No. 7", "Do. 5.3.") that without a number behind them end a sentence: "Will do."."""

_ORDINAL = Late(r"\b\d{1,2}\.$")
_GOES_ON = Late(r"[a-zäöü0-9]|(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
_PLACEHOLDER = Late(r"(?<=\d)\?\?+(?= ?[a-z])")
_UNSURE = Late(r"\((?:\W{0,3}\w{1,15}){0,4}\W{0,3}\?\)")  # "Dinnerstein (sp?)"
_ENDS = Late(r"[.!?:…][\"')\]]*\s*$")
_LINK = Late(r"<?\b(?:https?://|www\.)\S+|<?\bmailto:\S+", re.IGNORECASE)
_MAIL = Late(r"<?\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}>?")
_QUOTED = Late(r"\"[^\"\n]{8,300}\"|“[^”\n]{8,300}”|„[^“”\n]{8,300}[“”]|«[^»\n]{8,300}»")
_STOPPED = Late(r"[a-z]{4}\.\?+$")  # a full stop and what a broken character set left of a space
_WORD = Late(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "\u2013": "-", "\u2014": "-"}
)
_LOOKED_BACK = 8  # characters before a full stop by which an abbreviation is known
_WIDTH = 300  # characters by which a row of a table is known
_WRAPPED = 55  # a line at least this long was probably broken by the width, not by the writer
_NUMBERS = Late(r"\t.*\t|(?:\d[\d.,$%]*\s+){3}")


class Sentence(NamedTuple):
    """`plain` as written on one line, `low` the same in lower case with straight quotes, links as ``_link_``,
    addresses as ``_mail_``, quotations masked as ``"~"``. `paragraph` counts from 0; `asks` if it ends with a mark.
    `words` are those of `low`, by which is told where to look at all."""

    plain: str
    low: str
    paragraph: int
    asks: bool
    words: frozenset[str]
    bullet: bool = False


def sentences(text: str) -> list[Sentence]:
    """The sentences of a new text, in order."""
    found: list[Sentence] = []
    for number, unit in _units(text):
        bullet = _BULLET.match(unit)
        rest = unit[bullet.end() :] if bullet else unit
        for part in _parts(" ".join(rest.split())):
            plain = part.strip()
            if not plain:
                continue
            found.append(_sentence(plain[:LONGEST], number, bool(bullet)))
            if len(found) >= MOST:
                return found
    return found


def one_sentence(text: str) -> Sentence:
    """A subject as a sentence."""
    return _sentence(" ".join(text.split())[:LONGEST], -1, False)


def _sentence(plain: str, paragraph: int, bullet: bool) -> Sentence:
    masked = _QUOTED.sub('"~"', plain) if '"' in plain or "“" in plain or "„" in plain or "«" in plain else plain
    if "@" in masked:
        masked = _MAIL.sub(" _mail_ ", masked)
    if "/" in masked or "www" in masked:
        masked = _LINK.sub(" _link_ ", masked)
    if "?)" in masked:
        masked = _UNSURE.sub(" ", masked)
    if "??" in masked:
        masked = _PLACEHOLDER.sub("", masked)  # "it cost 3?? then"
    if "`" in masked or not masked.isascii():
        masked = masked.translate(_APOSTROPHES)
    low = " ".join(masked.lower().split())
    tail = low.rstrip(" \"')].!…:;-=*")
    asks = tail.endswith("?") and not _STOPPED.search(tail)
    return Sentence(plain, low, paragraph, asks, frozenset(_WORD.findall(low)), bullet)


def _units(text: str) -> list[tuple[int, str]]:
    """Lines joined where they were only wrapped, each with the number of its paragraph."""
    units: list[tuple[int, str]] = []
    paragraph = 0
    open_unit = False
    previous = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            paragraph += 1
            open_unit = False
            continue
        if _NUMBERS.search(line[:_WIDTH]):  # a row of a table
            open_unit = False
            continue
        if open_unit and not _BULLET.match(line) and _continues(previous, stripped):
            units[-1] = (units[-1][0], f"{units[-1][1]} {stripped}")
        else:
            units.append((paragraph, stripped))
        open_unit = True
        previous = stripped
    return units


def _continues(previous: str, line: str) -> bool:
    """Whether a line goes on with the sentence of the one before."""
    if _ENDS.search(previous):
        return False
    return len(previous) >= _WRAPPED or line[0].islower() or (previous[-1:] in ",-" and len(previous) > 30)


def _parts(unit: str) -> list[str]:
    """The sentences of one unit."""
    parts: list[str] = []
    start = 0
    for match in (_BOUNDARY if "¿" in unit or "¡" in unit else _STOP).finditer(unit):
        head = unit[max(start, match.start() - _LOOKED_BACK) : match.start()]
        if not head.strip() or (head[-1:] == "." and _NO_BOUNDARY.search(head)):
            continue
        if head[-1:] == "." and _ORDINAL.search(head[-4:]) and _GOES_ON.match(unit, match.end()):
            continue  # "am 5. März"
        if head[-1:] == "." and unit[match.end() : match.end() + 1].isdigit() and _NUMBERED.search(head):
            continue
        parts.append(unit[start : match.end()])
        start = match.end()
    parts.append(unit[start:])
    return parts
