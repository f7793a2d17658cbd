"""Telephone numbers → ``tel:+E164``; pure.

Only a number written with its country (``+49 …``, ``0049 …``) says whose it is. A national one (``0151 …``) is kept
only if the same file knows it with its country: it must be the ending of exactly one international number there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

_SHORTEST = 7  # digits; shorter ones are services (E.164 has no lower bound, but no country's numbers are shorter)
_LONGEST = 15  # E.164 §6.2.1
_ENDING = 8  # digits of a national number that must agree, its trunk zeros left out
_SCHEME = re.compile(r"(?:tel|callto|sms):(?://)?", re.IGNORECASE)
_CONTEXT = re.compile(r";phone-context=(\+[\d.()-]+)", re.IGNORECASE)  # RFC 3966 §5.1.5
_EXTENSION = re.compile(r"(?:(?:ext(?:ension)?|x|durchwahl)\.?\s*:?\s*\d|[;,#*pw]).*", re.IGNORECASE | re.DOTALL)
_TRUNK = re.compile(r"\(\s*0\s*\)")  # +49 (0) 151 …: the zero is only dialled at home
_SEPARATORS = re.compile(r"[\s./()\-‐-―−]+")
_MOST = 100  # characters of one number


@lru_cache(maxsize=65536)  # a phone writes to the same few numbers
def international(text: str) -> str | None:
    """``tel:+491511234567`` of a number written with its country; None for anything else."""
    bare, plus = _bare(text)
    if bare.startswith("+"):
        digits = bare[1:]
    elif bare.startswith("00") and not plus:
        digits = bare[2:]
    else:
        return None
    fit = digits.isdecimal() and _SHORTEST <= len(digits) <= _LONGEST and digits[0] != "0"
    return f"tel:+{digits}" if fit else None


def national(text: str) -> str | None:
    """The digits of a number without a country, trunk zeros left out; None if it has one, or is too short to tell."""
    bare, _ = _bare(text)
    if not bare.isdecimal() or bare.startswith("00"):
        return None
    digits = bare.lstrip("0")
    return digits if _ENDING <= len(digits) <= _LONGEST else None


class Numbers:
    """The international numbers of one file, to complete its national ones."""

    def __init__(self, addresses: Iterable[str]) -> None:
        """`addresses`: canonical ones; others than ``tel:`` are passed over."""
        self._by_ending: dict[str, set[str]] = defaultdict(set)
        for address in addresses:
            if address.startswith("tel:+"):
                self._by_ending[address[-_ENDING:]].add(address)

    def address(self, text: str) -> str | None:
        """``tel:+…`` for a number however written, or None if its country can't be known."""
        if found := international(text):
            return found
        digits = national(text)
        if digits is None:
            return None
        fitting = [one for one in self._by_ending.get(digits[-_ENDING:], ()) if one.endswith(digits)]
        return fitting[0] if len(fitting) == 1 else None


def _bare(text: str) -> tuple[str, bool]:
    """Digits, perhaps after a plus; "" if the text is no number. And whether a plus stood there."""
    plain = unicodedata.normalize("NFKC", text[:_MOST])
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").strip()  # direction marks of copies
    context = _CONTEXT.search(plain)
    plain = _EXTENSION.sub("", _SCHEME.sub("", plain, count=1), count=1)
    if context and not plain.startswith("+"):
        plain = context[1] + plain
    plus = plain.startswith("+")
    if plus or plain.startswith("00"):
        plain = _TRUNK.sub("", plain)
    bare = _SEPARATORS.sub("", plain)
    digits = bare.removeprefix("+")
    return (bare, plus) if digits.isdecimal() and digits.isascii() else ("", plus)
