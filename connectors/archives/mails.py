"""The mails of an archive as facts, as far back as the account wants them."""

from __future__ import annotations

from datetime import datetime

from connectors.mime import UnreadableMail, parse_mail
from syncd.model import Mail, Unreadable
from syncd.settings import Account


class Mails:
    """Reads the mails of one account. `now` is the instant of reading, `since` the account's, as cursors keep it."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.now = int(now.timestamp())
        self.since = str(account.since or "")
        self._oldest = int(account.since.before_instant(now).timestamp()) if account.since else None

    def read(
        self, head: bytes, locator: str, *, size: int, calendar: bool, envelope: bytes = b""
    ) -> Mail | Unreadable | None:
        """The mail of a header block (see `connectors.mime.parse_mail`); None if it is older than `since`."""
        try:
            mail = parse_mail(head, now=self.now, size=size, calendar=calendar, envelope=envelope)
        except UnreadableMail as error:
            return Unreadable(locator, str(error))
        return None if self._oldest is not None and mail.at < self._oldest else mail
