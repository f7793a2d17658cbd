"""One Google account as a source: its mail and its calendars, each a stream of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from connectors.google.calendar import CalendarSource
from connectors.google.gmail import GmailSource
from connectors.google.session import Session
from syncd.model import Batch, Stream
from syncd.settings import Account


class GoogleSource:
    """`ports.Source`. `elsewhere` gives the Gmail ids of mails that a Takeout of the same address brought already."""

    def __init__(self, account: Account, session: Session, now: datetime, elsewhere: Callable[[], set[str]]) -> None:
        self._mail = GmailSource(account, session, now, elsewhere) if account.mail else None
        self._calendars = CalendarSource(account, session, now)

    def streams(self) -> Sequence[Stream]:
        """Mail first, then the calendars as configured; asks nothing of the network."""
        mail = [self._mail.stream()] if self._mail is not None else []
        return [*mail, *self._calendars.streams()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`."""
        if self._mail is not None and stream == self._mail.stream().name:
            return self._mail.read(cursor, known)
        return self._calendars.read(stream, cursor, known)
