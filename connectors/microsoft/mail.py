"""Outlook mail (PROVIDERS.md §3): each mail folder is a stream, read by a full pass first and by its delta then.

What folders there are is one request a run, the delta of folders from its start; a folder with nothing new is one
request more. Well-known folders are looked up only when a folder is met for the first time or lies elsewhere than
before: the cursor remembers what lies in it. A message keeps its (immutable) id where it goes, so a move is Gone in one
stream and Seen in another, in whatever order and run: copies are kept by stream, and a mail that is gone from its
folder stays a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from connectors.microsoft.mail_cursor import OUTSIDE, Reached
from connectors.microsoft.mail_fetch import WORKERS, Fetcher
from connectors.microsoft.mail_folders import Tree
from connectors.microsoft.mail_mailbox import Mailbox
from connectors.microsoft.mail_reading import Reading
from connectors.microsoft.mail_wanted import Wanted
from connectors.microsoft.session import Session
from syncd.model import Batch, Gone, Place, Stream
from syncd.settings import Account

BATCH = 200  # messages stored in one transaction
_PAGE = 100  # messages in a list, with all their headers
_PAGE_OF_TEXT = 50
_PREFIX = "mail:"


class MailSource:
    """`ports.Source` for the mail of a Microsoft account.

    `mailbox` is the address of a shared mailbox; "" for the login's own. `batch` and `page` are numbers of messages.
    """

    def __init__(
        self,
        account: Account,
        session: Session,
        now: datetime,
        mailbox: str = "",
        *,
        batch: int = BATCH,
        page: int = 0,
        workers: int = WORKERS,
    ) -> None:
        text = account.bodies != "none"
        self._account, self._batch, self._workers = account, batch, workers
        self._page = page or (_PAGE_OF_TEXT if text else _PAGE)
        self._mailbox = Mailbox(session, mailbox, text=text)
        self._headers = Mailbox(session, mailbox, text=False)
        self._now = int(now.timestamp())
        self._back = str(account.since or "")
        self._cut = int(account.since.before_instant(now).timestamp()) if account.since else None
        self._text = text
        self._tree: Tree | None = None
        self._aliases: dict[str, str] | None = None

    def streams(self) -> Sequence[Stream]:
        """The folders that there are now, those in which no mail lies among them: reading these asks nothing."""
        self._mailbox.needs()
        self._tree = tree = self._mailbox.tree()
        return [Stream(f"{_PREFIX}{name}", tree.title(name), folder.total) for name, folder in tree.folders.items()]

    def owns(self, stream: str) -> bool:
        """Whether a stream's name is one of a mail folder."""
        return stream.startswith(_PREFIX)

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. What Graph forgot of a folder is dealt with here, by another full pass.

        Of a folder that is gone nothing is told: it leaves the streams.
        """
        self._mailbox.needs()
        folder = stream.removeprefix(_PREFIX)
        reached = Reached.load(cursor) if cursor is not None else None
        place, chain = self._place(folder, reached)
        if place == OUTSIDE:
            yield from self._outside(reached, chain, known)
            return
        wanted = Wanted(
            account=self._account.name,
            address=self._account.address,
            place=Place(place),
            chain=chain,
            back=self._back,
            cut=self._cut,
            text=self._text and place == Place.KEPT,
            now=self._now,
            batch=self._batch,
            page=self._page,
            total=self._tree.folders[folder].total if self._tree and folder in self._tree.folders else 0,
        )
        mailbox = self._mailbox if wanted.text else self._headers
        with Fetcher(mailbox, folder, self._account.name, self._page, self._workers) as fetcher:
            yield from Reading(wanted, fetcher, reached).batches(known)

    def _place(self, folder: str, reached: Reached | None) -> tuple[int, str]:
        """What lies in a folder, and the digest of its chain; asked for only where the cursor does not know it."""
        if reached is not None and self._tree is None:
            return reached.place, reached.chain
        if self._tree is None:
            self._tree = self._mailbox.tree()
        digest = self._tree.digest(folder)
        if reached is not None and reached.chain == digest:
            return reached.place, digest
        if self._aliases is None:
            self._aliases = self._mailbox.aliases()
        return self._tree.place(folder, self._aliases), digest

    def _outside(self, reached: Reached | None, chain: str, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """Nothing, but once: what was there before the folder came to lie where nothing becomes a fact."""
        if reached is None or reached.place != OUTSIDE or reached.chain != chain:
            gone = [Gone(name) for name in sorted(known())]
            yield Batch(gone, Reached(OUTSIDE, chain).dump())
