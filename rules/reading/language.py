"""Which languages a text is written in, by its frequent words."""

from __future__ import annotations

from rules.reading import words_de, words_en, words_es, words_fr
from rules.reading.late import Late
from rules.reading.words import Compiled

TONGUES: tuple[Compiled, ...] = tuple(Compiled(module.WORDS) for module in (words_en, words_de, words_fr, words_es))
"""English first: it is what is tried if nothing tells."""

_WORD = Late(r"[^\W\d_]+")
_SURE = 4
"""Frequent words from which on a language is taken for known."""

_CLOSE, _PRESENT = 0.7, 0.4
"""Shares of the likeliest language's words with which another one is looked at too, before and after it is known."""

_LOOKED_AT = 3_000
"""Characters that decide."""


def languages(text: str) -> tuple[Compiled, ...]:
    """The languages of a text, the likeliest first; two if both are well represented, or if it is too short to tell."""
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    counts = [sum(map(tongue.words.common.__contains__, words)) for tongue in TONGUES]
    best = max(counts)
    if best == 0:
        return TONGUES if words else TONGUES[:1]
    order = sorted(range(len(TONGUES)), key=lambda i: -counts[i])
    return tuple(TONGUES[i] for i in order if counts[i] >= (_CLOSE if best < _SURE else _PRESENT) * best)
