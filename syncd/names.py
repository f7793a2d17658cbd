"""Display names as people would write them; pure."""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTES = "'\"‘’“”„‚`«» \t"
_VIA = re.compile(r"\s+via\s+\S.*\Z", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"<?(?:mailto:)?\S+@\S+\Z", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*\Z")  # "Hopper, Grace (Navy)"
_LETTERS = re.compile(r"[^\W\d_]+")
# What stands after a comma without being a first name: titles, generations and kinds of companies.
_NO_FIRST_NAME = re.compile(
    r"(?:inc|ltd|llc|llp|plc|corp|co|gmbh|ag|kg|se|sa|srl|bv|jr|sr|i{1,3}|iv|ph\.?\s?d|m\.?d|mba|esq|cpa|dr|prof)\.?\Z",
    re.IGNORECASE,
)
_ABBREVIATION = 3  # letters; a single word in capitals up to here is left as it is


@lru_cache(maxsize=65536)
def tidy(name: str) -> str:
    """The name in reading order and ordinary case, or "" if it is none.

    ``Last, First`` → ``First Last``; ALL CAPS → Title Case; ``X via Y`` → ``X``; a name that is just an address is
    no name.
    """
    text = " ".join(name.split()).strip(_QUOTES)
    text = _VIA.sub("", text).strip(_QUOTES)
    if not text or _ADDRESS.match(text):
        return ""
    text = _in_order(text)
    letters = _LETTERS.findall(text)
    if text.isupper() and (len(letters) > 1 or len(letters[0]) > _ABBREVIATION):
        text = _LETTERS.sub(lambda word: word[0].capitalize(), text)
    return text


def _in_order(text: str) -> str:
    last, comma, first = _ASIDE.sub("", text).partition(",")
    last, first = last.strip(), first.strip()
    if not comma or not last or not first or "," in first or _NO_FIRST_NAME.match(first):
        return text
    return f"{first} {last}"
