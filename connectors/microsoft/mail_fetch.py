"""Reading many messages of a folder: several requests under way at once, a message that fails by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from connectors.microsoft.errors import Refusal
from connectors.microsoft.mail_delta import Round
from connectors.microsoft.mail_mailbox import Mailbox, Page
from connectors.microsoft.session import Refused
from syncd.ports import AuthExpired, Locked, NotGranted, RateLimited, Trouble, Unavailable

WORKERS = 6  # the session lets four through; while two look at their answers, four are still under way
_OUTAGE = 20  # messages in a row whose failure is no longer their own fault
_BAD_PAGES = 2  # in a row, after which no more are tried: what they hold is asked for one by one
_ROUNDS = 3  # attempts at a first round whose links expire on the way
_FORGOTTEN = (Refusal.RESYNC, Refusal.INVALID)  # a link that is refused in any way is of no use any more
_Answer = TypeVar("_Answer")


class Failure(NamedTuple):
    """Why Microsoft does not hand something over, in plain words."""

    reason: str


Result = dict[str, Any] | Failure | None
"""A message as Graph gives it; None if it is not there any more."""


class Fetcher:
    """Requests about one folder, on threads of its own while entered.

    A failure counts as the message's own if Microsoft answers otherwise; if it does not, or fails on one after
    another, Unavailable is raised. What concerns the whole account (login, permission, rate) is raised at once.
    """

    def __init__(self, mailbox: Mailbox, folder: str, account: str, page: int, workers: int = WORKERS) -> None:
        self._mailbox, self._folder, self._account, self._size = mailbox, folder, account, page
        self._workers = workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="outlook")
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

    def everything(self) -> Future[Round]:
        """The round that tells all that is there, while other things are done. Raises Refused.

        Its links may expire before its end; then it begins anew.
        """
        return self._pool.submit(self._first_round)

    def round(self, link: str) -> Round | None:
        """The round that a link names; None if Microsoft has forgotten it. Raises Refused."""
        try:
            return self._mailbox.round(self._folder, link)
        except Refused as refused:
            if refused.meaning not in _FORGOTTEN:
                raise
            return None

    def listing(self, *, expected: int, oldest: int | None, before: int | None) -> Iterator[list[dict[str, Any]]]:
        """The folder's messages received from `oldest` to `before`, newest first, page by page.

        About `expected` are there: so many are asked for at once. What comes or goes meanwhile moves the pages, so
        that a message may be missed or come twice; a page that can't be had is left out.
        """
        waiting: deque[Future[Page | Failure | None]] = deque()
        skip, more, bad = 0, True, 0
        while True:
            while more and len(waiting) < (self._workers + 1 if skip < expected else 1):
                waiting.append(self._pool.submit(self._page, skip, oldest, before))
                skip += self._size
            if not waiting:
                return
            page = waiting.popleft().result()
            if isinstance(page, Page):
                more, bad = more and page.more, 0
                yield page.messages
            else:
                bad += 1
                more = more and bad <= _BAD_PAGES
            if not more:
                _cancel(waiting)

    def messages(self, names: Sequence[str]) -> Iterator[tuple[str, Result]]:
        """What became of each message, in this order."""
        futures = [(name, self._pool.submit(self._message, name)) for name in names]
        for name, future in futures:
            result = future.result()
            self._failed = self._failed + 1 if isinstance(result, Failure) else 0
            if self._failed > _OUTAGE:
                raise Unavailable(f"account {self._account}: Microsoft fails on every message; try again later")
            yield name, result

    def _first_round(self) -> Round:
        for _ in range(_ROUNDS):
            try:
                return self._mailbox.round(self._folder, checkpoint=self._go_on)
            except Refused as refused:
                if refused.meaning not in _FORGOTTEN:
                    raise
        raise Unavailable(
            f"account {self._account}: Microsoft forgets the list of mail while it is read; try again later"
        )

    def _page(self, skip: int, oldest: int | None, before: int | None) -> Page | Failure | None:
        return self._tried(
            lambda: self._mailbox.page(self._folder, skip=skip, size=self._size, oldest=oldest, before=before)
        )

    def _message(self, name: str) -> Result:
        try:
            return self._tried(lambda: self._mailbox.message(self._folder, name))
        except NotGranted as trouble:  # the folder may be read: then it is this message that may not
            self._probe()
            return Failure(str(trouble))

    def _tried(self, ask: Callable[[], _Answer]) -> _Answer | Failure | None:
        self._go_on()
        try:
            return ask()
        except Refused as refused:
            return None if refused.meaning is Refusal.NOT_FOUND else Failure(f"Microsoft refuses it: {refused}")
        except (AuthExpired, Locked, NotGranted, RateLimited):
            raise
        except Trouble as trouble:
            self._probe()
            return Failure(str(trouble))

    def _go_on(self) -> None:
        if self._stop.is_set() or self._down is not None:
            raise self._down or Unavailable("stopped")

    def _probe(self) -> None:
        with self._probing:
            if self._down is None:
                try:
                    self._mailbox.answers(self._folder)
                except Trouble as trouble:
                    self._down = trouble
            if self._down is not None:
                raise self._down


def _cancel(waiting: deque[Future[Page | Failure | None]]) -> None:
    """Takes back what was asked for beyond the end, as far as it is not under way; that is waited for."""
    for future in [one for one in waiting if one.cancel()]:
        waiting.remove(future)
