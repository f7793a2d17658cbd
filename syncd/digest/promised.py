"""The numbers by which promises that wait to be confirmed are called; pure."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from syncd.model import Wanted

_FIRST, _SIZE = 1000, 9000
"""Four digits, as in `suggest-merges`."""


def numbers(promises: Sequence[Wanted]) -> list[int]:
    """A number for each, in their order, which depends on nothing but its rule, person and mail (as long as no two
    share it): others may be confirmed or come up between the digest that shows a number and the command that names it.
    """
    keys = ["\0".join((one.rule, one.person, one.cycle)) for one in promises]
    given: dict[int, str] = {}
    for key in sorted(set(keys)):
        number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")
        size = _SIZE
        while _FIRST + number % size in given:
            size *= 10
        given[_FIRST + number % size] = key
    numbered = {key: number for number, key in given.items()}
    return [numbered[key] for key in keys]
