"""One IMAP account as a source: each folder a stream of its own, named as people see it.

A mail that moves is Gone in one stream and Seen in another; the log unites its copies by Message-ID and author. Where
the server gives the folders' states with their list (LIST-STATUS), a sync with nothing new is that one request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from connectors.imap.account import secret_of
from connectors.imap.cursor import Reached
from connectors.imap.fetch import Fetcher
from connectors.imap.folders import Folder
from connectors.imap.message import Wish
from connectors.imap.reading import Reading, Wanted
from connectors.imap.server import server_of
from connectors.imap.session import FolderGone, Session
from syncd import clock
from syncd.model import Batch, Place, Stream
from syncd.ports import Ticker, Unavailable
from syncd.settings import Account
from syncd.tokens import TokenStore

BATCH = 500  # messages stored in one transaction


class ImapSource:
    """`ports.Source`. `batch` is a number of messages."""

    def __init__(
        self, account: Account, tokens: TokenStore, now: datetime, *, ticker: Ticker = clock, batch: int = BATCH
    ) -> None:
        self._account = account
        self._session = Session(server_of(account), secret_of(account, tokens), ticker)
        self._wanted = Wanted(
            account.name,
            str(account.since or ""),
            int(account.since.before_instant(now).timestamp()) if account.since else None,
            account.bodies != "none",
            int(now.timestamp()),
            batch,
        )
        self._folders: dict[str, Folder] | None = None

    def streams(self) -> Sequence[Stream]:
        """The folders there are now; drafts, chats and mere views of other folders are none."""
        if not self._account.mail:
            return []
        self._folders = {folder.name: folder for folder in self._session.folders()}
        return [
            Stream(name, name, folder.state.exists if folder.state else 0) for name, folder in self._folders.items()
        ]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. Of a folder that is gone nothing is told: it leaves the streams."""
        reached = Reached.load(cursor) if cursor is not None else None
        if self._folders is None:
            self.streams()
        folder = (self._folders or {}).get(stream)
        if folder is None:
            raise Unavailable(f"account {self._account.name}: the folder {stream} is not there any more")
        if reached is not None and self._unchanged(folder, reached):
            self._session.touch()
            return
        try:
            state = self._session.examine(folder)
            wish = Wish(
                self._account.address,
                self._wanted.now,
                folder.place,
                self._wanted.text and folder.place == Place.KEPT,
                self._session.gmail,
            )
            fetcher = Fetcher(self._session, folder, state, wish)
            yield from Reading(self._session, folder, state, fetcher, self._wanted, reached).batches(known)
        except FolderGone:
            return

    def _unchanged(self, folder: Folder, reached: Reached) -> bool:
        """Whether the list told all there is to know."""
        return (
            folder.state is not None
            and not reached.full
            and reached.quiet(folder.state)
            and not any(at <= self._wanted.now for _, at in reached.retry.values())
            and (reached.back, reached.place) == (self._wanted.back, int(folder.place))
            and reached.text >= self._wanted.text
        )
