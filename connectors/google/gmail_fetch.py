"""Fetching many messages: several at a time, whole threads where that is cheaper, one that fails by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from types import TracebackType
from typing import Any, NamedTuple, Self

from connectors.google.errors import Refusal
from connectors.google.gmail_mailbox import Mailbox
from connectors.google.quota import Costs
from connectors.google.session import Refused
from syncd.ports import AuthExpired, Locked, NotGranted, RateLimited, Trouble, Unavailable

WORKERS = 8  # at 20 units a message the quota is spent by two; more only bridge slow answers
_OUTAGE = 20  # failures in a row that are no longer the messages' fault


class Ref(NamedTuple):
    """A message by its id; `thread` is "" if it is not known."""

    id: str
    thread: str


class Failure(NamedTuple):
    """Why Google does not hand a message over, in plain words."""

    reason: str


Job = tuple[Ref, ...]
"""What one call is to bring: a message, or several of one thread."""

Result = dict[str, Any] | Failure | None
"""A message as Google gives it; None if it is not there any more."""


def plan(wanted: Sequence[Ref], costs: Costs, size: int) -> list[list[Job]]:
    """Jobs in the order of `wanted`, in batches of about `size` messages.

    A thread is asked for as a whole, where its newest message stands, if that costs less than its wanted messages.
    """
    members: dict[str, list[Ref]] = {}
    count = Counter(ref.thread for ref in wanted if ref.thread)
    whole = {thread for thread, number in count.items() if number * costs.get > costs.thread}
    batches: list[list[Job]] = [[]]
    held = 0
    for ref in wanted:
        if ref.thread in whole:
            members.setdefault(ref.thread, []).append(ref)
    for ref in wanted:
        job = tuple(members.pop(ref.thread, ())) if ref.thread in whole else (ref,)
        if held and held + len(job) > size:
            batches.append([])
            held = 0
        if job:
            batches[-1].append(job)
            held += len(job)
    return [batch for batch in batches if batch]


class Fetcher:
    """Runs jobs on threads of its own while entered.

    A failure counts as the message's own if Google answers otherwise; if it does not, or fails on one after another,
    Unavailable is raised. What concerns the whole account (login, permission, rate) is raised at once.
    """

    def __init__(self, mailbox: Mailbox, account: str, workers: int = WORKERS) -> None:
        self._mailbox, self._account = mailbox, account
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="gmail")
        self._stop = Event()
        self._probing = Lock()
        self._down: Trouble | None = None
        self._failed = 0  # in a row

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    def fetch(self, jobs: Sequence[Job]) -> Iterator[tuple[Ref, Result]]:
        """What became of each message, in the jobs' order."""
        for future in [self._pool.submit(self._job, job) for job in jobs]:
            for ref, result in future.result():
                self._failed = self._failed + 1 if isinstance(result, Failure) else 0
                if self._failed > _OUTAGE:
                    raise Unavailable(f"account {self._account}: Google fails on every message; try again later")
                yield ref, result

    def _job(self, job: Job) -> list[tuple[Ref, Result]]:
        found = self._thread(job[0].thread) if len(job) > 1 else {}
        return [(ref, found[ref.id] if ref.id in found else self._message(ref.id)) for ref in job]

    def _thread(self, name: str) -> dict[str, dict[str, Any]]:
        """The thread's messages by id; none if it can't be had as a whole."""
        self._go_on()
        try:
            return {str(one.get("id")): one for one in self._mailbox.thread(name)}
        except Refused:
            return {}
        except (AuthExpired, Locked, NotGranted, RateLimited):
            raise
        except Trouble:
            self._probe()
            return {}

    def _message(self, name: str) -> Result:
        self._go_on()
        try:
            return self._mailbox.message(name)
        except Refused as refused:
            if refused.meaning in (Refusal.NOT_FOUND, Refusal.GONE):
                return None
            return Failure(f"Google refuses it: {refused}")
        except (AuthExpired, Locked, NotGranted, RateLimited):
            raise
        except Trouble as trouble:
            self._probe()
            return Failure(str(trouble))

    def _go_on(self) -> None:
        if self._stop.is_set() or self._down is not None:
            raise self._down or Unavailable("stopped")

    def _probe(self) -> None:
        """Raises what is wrong if Google does not answer the simplest question either."""
        with self._probing:
            if self._down is None:
                try:
                    self._mailbox.profile()
                except Trouble as trouble:
                    self._down = trouble
            if self._down is not None:
                raise self._down
