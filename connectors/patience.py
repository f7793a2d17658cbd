"""Asking again after a failure that may pass; for requests that change nothing, whatever the provider."""

from __future__ import annotations

import errno
import random
import socket
from collections.abc import Callable
from typing import TypeVar

from syncd.ports import RateLimited, Ticker, Trouble

ATTEMPTS = 6  # with full jitter up to 1, 2, 4, 8, 16 s between them
_UNREACHED = 2  # attempts if nobody was there at all: offline is told soon
_NOBODY = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
_Answer = TypeVar("_Answer")


class Again(Exception):
    """A failure after which the request may be sent again if repeating it is safe.

    `after` in seconds, if told. `reached`: somebody was there (`unreached`).
    """

    def __init__(self, trouble: Trouble, after: float | None = None, *, reached: bool = True) -> None:
        super().__init__(str(trouble))
        self.trouble, self.after, self.reached = trouble, after, reached

    def pause(self, most: float) -> float:
        """Seconds to wait: what was told, else anything up to `most`."""
        return self.after if self.after is not None else random.uniform(0, most)  # noqa: S311 - jitter


def unreached(error: BaseException) -> bool:
    """Whether this failure of the network, or one it stems from, means that no connection was made at all."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, socket.gaierror) or (isinstance(seen, OSError) and seen.errno in _NOBODY):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def patiently(
    ask: Callable[[], _Answer],
    ticker: Ticker,
    *,
    patience: float,
    limited: Callable[[float], None] = lambda _: None,
) -> _Answer:
    """The answer, after as many attempts as it takes; the last one's trouble if they fail or take all `patience`.

    `limited` is told how long a refusal for rate makes us wait.
    """
    most, waited = 1.0, 0.0
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return ask()
        except Again as again:
            wait = again.pause(most)
            waited += wait
            if attempt == (ATTEMPTS if again.reached else _UNREACHED) or waited > patience:
                raise again.trouble from again
            if isinstance(again.trouble, RateLimited):
                limited(wait)
            ticker.sleep(wait)
            most *= 2
    raise AssertionError
