"""Listening at servers that tell when mail arrives (IMAP IDLE): one thread a mailbox, asleep until it is spoken to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Thread

from syncd.ports import Watch


class Ears:
    """The watches of the config as it is now. `make` gives them anew."""

    def __init__(self, make: Callable[[], Sequence[Watch]]) -> None:
        self._make = make
        self._open: list[tuple[Watch, Thread]] = []

    def renew(self) -> None:
        """Stops those there are and listens where the config says now."""
        self.close()
        for watch in self._make():
            thread = Thread(target=watch.run, daemon=True)  # a server that hangs must not keep us from ending
            thread.start()
            self._open.append((watch, thread))

    def close(self) -> None:
        """Stops listening; waits a moment for each."""
        for watch, _ in self._open:
            watch.stop()
        for watch, thread in self._open:
            thread.join(1.0)
            if not thread.is_alive():
                watch.close()
        self._open.clear()
