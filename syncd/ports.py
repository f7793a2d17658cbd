"""The borders: what the jobs ask of a source, a sink, a mailer; and the errors these may raise.

Every provider stands behind these Protocols and passes the contract suites in ``tests/contracts``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from typing import Protocol

from syncd.model import Batch, Found, Stream, Task


class Trouble(Exception):
    """An expected failure at a border. The message is one line for people and says what to do next."""


class AuthExpired(Trouble):
    """The account needs `syncd auth` (exit 77)."""


class CursorExpired(Trouble):
    """The place forgot our cursor: the stream is read again from its start, nothing deleted first."""


class RateLimited(Trouble):
    """Not executed; may be repeated after `retry_after` seconds (exit 75)."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(Trouble):
    """Offline, vanished or failing; the outcome of a write is unknown until looked up (exit 75)."""


class Busy(Trouble):
    """Another process holds what we need; may be repeated later (exit 75)."""


class NotGranted(Trouble):
    """One permission is missing: what needs it is left out, the rest goes on; `syncd auth` asks again (exit 77)."""


class Locked(Trouble):
    """The keyring that holds the token does not answer now; it will once somebody unlocks it (exit 75)."""


class Conflict(Trouble):
    """Somebody changed the item since it was found; look again before deciding."""


class NotBuilt(Trouble):
    """The config asks for something this version does not have yet (exit 78)."""


class Ticker(Protocol):
    """Elapsed time, for pacing requests. `syncd.clock` is one; tests bring a faster one."""

    def monotonic(self) -> float:
        """Seconds on a clock that never steps."""
        ...

    def sleep(self, seconds: float) -> None:
        """Waits."""
        ...


class Source(Protocol):
    """A place facts come from."""

    def streams(self) -> Sequence[Stream]:
        """The streams there are now; asks the network for nothing that reading would tell as well.

        Raises Unavailable if the place itself is seen not to be there, AuthExpired without a login.
        """
        ...

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """What came since `cursor` (None: everything), in batches of at most some thousand items.

        After each batch is stored, reading may stop for ever or go on later from its cursor. `known()` gives the
        locators stored for the stream and not gone (costly: call it only to compare). A stream with nothing new
        yields no batch. Raises CursorExpired, AuthExpired, RateLimited or Unavailable between batches.
        """
        ...


class TaskSink(Protocol):
    """A place follow-ups are written to. Touches only items that carry our key."""

    name: str  # shown to people and stored with each follow-up: "work/Follow-ups", "followups.ics"

    def tasks(self) -> Sequence[Found]:
        """All items of ours, closed ones included. Raises Unavailable; Trouble if somebody must look at the place."""
        ...

    def create(self, task: Task) -> None:
        """Makes it; if an item of this key exists already, that is success and nothing changes."""
        ...

    def update(self, task: Task, found: Found) -> None:
        """Replaces title, notes and date. Raises Conflict if it is not as `found` any more."""
        ...

    def complete(self, found: Found) -> None:
        """Marks it done (events: titled ✓). Raises Conflict if it is not as `found` any more; gone is success."""
        ...

    def remove(self, found: Found) -> None:
        """Deletes it. Raises Conflict if it is not as `found` any more; gone is success."""
        ...


class Prompt(Protocol):
    """The person in front of a login. `browser` False: nothing is opened, the address is shown."""

    browser: bool
    timeout: float  # seconds for their part; 0: as long as is usual

    def say(self, text: str) -> None:
        """Tells them what to do."""
        ...


class Watch(Protocol):
    """Listens at one mailbox; made with what to call when something may have arrived."""

    def run(self) -> None:
        """Until stopped; never raises."""
        ...

    def stop(self) -> None:
        """From any thread."""
        ...

    def close(self) -> None:
        """After `run` returned."""
        ...


class Mailer(Protocol):
    """A way to deliver the digest, exactly once per Message-ID."""

    def send(self, message: EmailMessage) -> str:
        """Delivers and says where to (for people). A message with this Message-ID that is there already is success."""
        ...
