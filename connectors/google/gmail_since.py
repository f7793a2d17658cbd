"""How far back a mailbox is wanted, where the login may not search it by date (gmail.metadata: PROVIDERS.md §1a)."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.google.gmail_mailbox import Mailbox
from connectors.google.gmail_message import received_at
from connectors.google.session import Refused
from syncd.ports import Unavailable

_MARGIN = 50  # messages behind the place where they begin to be too old, in case the order is not strict
_SAMPLES = 16


def newer_than(cut: int, listed: Mapping[str, str], mailbox: Mailbox) -> Mapping[str, str]:
    """Of all messages, newest first, those down to the instant `cut`, and some more.

    The place is found by halving. That Google lists the newest first is not documented: samples from what lies behind
    check it, and if one is young enough, all are wanted.
    """
    names = list(listed)
    behind = _boundary(cut, names, mailbox) + _MARGIN
    rest = names[behind:]
    step = max(len(rest) // _SAMPLES, 1)
    if any((_at(name, mailbox) or 0) >= cut for name in rest[::step]):
        return listed
    return {name: listed[name] for name in names[:behind]}


def _boundary(cut: int, names: list[str], mailbox: Mailbox) -> int:
    """How many come before the first that is too old; one whose time can't be had does not decide."""
    candidates = list(range(len(names)))
    low, high = 0, len(candidates)
    while low < high:
        middle = (low + high) // 2
        at = _at(names[candidates[middle]], mailbox)
        if at is None:
            del candidates[middle]
            high -= 1
        elif at >= cut:
            low = middle + 1
        else:
            high = middle
    return candidates[low] if low < len(candidates) else len(names)


def _at(name: str, mailbox: Mailbox) -> int | None:
    try:
        return received_at(mailbox.minimal(name))
    except Refused:
        return None
    except Unavailable:
        mailbox.profile()  # raises if it is not this message's fault
        return None
