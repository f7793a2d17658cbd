"""One Microsoft account as a source: each mail folder and each calendar a stream of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from connectors.microsoft.calendar import CalendarSource
from connectors.microsoft.mail import MailSource
from connectors.microsoft.session import Session
from syncd.model import Batch, Stream
from syncd.settings import Account

_CALENDAR = "calendar:"


class MicrosoftSource:
    """`ports.Source`."""

    def __init__(self, account: Account, session: Session, now: datetime) -> None:
        mailbox = account.address if account.options.get("shared") else ""
        self._mail = MailSource(account, session, now, mailbox) if account.mail else None
        self._calendars = CalendarSource(account, session, now, mailbox)

    def streams(self) -> Sequence[Stream]:
        """The mail folders there are now (one request), then the calendars as configured."""
        mail = self._mail.streams() if self._mail is not None else []
        return [*mail, *self._calendars.streams()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`."""
        if stream.startswith(_CALENDAR) or self._mail is None:
            return self._calendars.read(stream, cursor, known)
        return self._mail.read(stream, cursor, known)
