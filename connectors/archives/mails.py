"""The mails of an archive as facts, as far back as the account wants them."""

from __future__ import annotations

from datetime import datetime

from connectors.mime import UnreadableMail, parse_mail
from connectors.mime_body import readable_text
from syncd.model import Mail, Mark, Place, Unreadable
from syncd.settings import Account

_SILENT = int(Mark.REPORT | Mark.LIST | Mark.PRECEDENCE | Mark.CALENDAR | Mark.SYNCD)  # automatic answers are read


class Mails:
    """Reads the mails of one account. `now` is the instant of reading, `since` the account's, as cursors keep it."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.now = int(now.timestamp())
        self._reads_text = account.bodies != "none"
        # part of every cursor: with another `since` or `bodies` a stream is read again
        self.since = str(account.since or "") + (" text" if self._reads_text else "")
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

    def text(self, raw: bytes, mail: Mail, place: int) -> str:
        """What the mail says, where that is wanted and could matter: nothing of robots, drafts and spam does."""
        if not self._reads_text or place != Place.KEPT or mail.marks & _SILENT:
            return ""
        return readable_text(raw)
