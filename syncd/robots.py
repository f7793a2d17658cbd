"""Addresses nobody reads: the robot's words of CONTRACT.md §4, rule 1; pure."""

from __future__ import annotations

import re

WORDS = (
    "noreply",
    "donotreply",
    "dontreply",
    "nichtantworten",
    "nepasrepondre",
    "noresponder",
    "mailerdaemon",
    "postmaster",
    "bounce",
    "bounces",
    "notification",
    "notifications",
    "newsletter",
    "newsletters",
    "alert",
    "alerts",
)

# Inside a word `-`, `_`, `.` and nothing are the same, wherever they stand; around it stand separators or the ends.
_WORD = re.compile(
    r"(?:\A|[-_.+=])(?:" + "|".join("[-_.]*".join(word) for word in WORDS) + r")(?:[-_.+=]|\Z)",
)
_TRACE = re.compile("|".join(WORDS))
_JOINTS = str.maketrans("", "", "-_.")


def is_robot(address: str) -> bool:
    """True if the local part of a canonical address is, or has between separators, a robot's word."""
    local = address.rpartition("@")[0].lower()
    # Nearly no address has a trace of such a word: the second look is for those that have.
    return _TRACE.search(local.translate(_JOINTS)) is not None and _WORD.search(local) is not None
