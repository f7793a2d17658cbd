"""The digest through Gmail (gmail.send), exactly once (`connectors.mail_once`; PROVIDERS.md §1d).

Gmail replaces the Message-ID of what it sends, so ours goes along in a header of its own, and Sent is looked through
for it.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from connectors.google.errors import Refusal
from connectors.google.scopes import METADATA, SEND
from connectors.google.session import Refused, Session
from connectors.google.sink_outcome import surely_not_executed, unexpected
from connectors.mail_once import MailOnce, octets, one_word
from syncd.notebook import Notebook
from syncd.ports import Trouble
from syncd.settings import Account

HEADER = "X-Syncd-Message-ID"
_NEWEST = 20  # mails in Sent that are looked at
_MOST = 500  # of them, if more than the newest were sent since it was handed over
_SLACK = 600.0  # seconds by which Google's clock and ours may differ
_DOING, _LOOKING = "sending the digest", "looking for the digest in Sent"


class GmailMailer(MailOnce):
    """`ports.Mailer`."""

    def __init__(self, account: Account, session: Session, notebook: Notebook, now: Callable[[], datetime]) -> None:
        super().__init__(GmailPost(account, session), notebook, session.ticker, now)


class GmailPost:
    """`mail_once.Post`."""

    sent = "Sent"
    grace = 60.0

    def __init__(self, account: Account, session: Session) -> None:
        self.account, self._address, self._session = account.name, account.address, session
        self.note = f"google/{account.name}/{account.address}"

    def ready(self) -> None:
        """Raises NotGranted if the login may not send."""
        self._session.needs(SEND)

    def may_look(self) -> bool:
        """Whether the login may look for what was sent."""
        return self._session.may(METADATA)

    def hand_over(self, message: EmailMessage, uid: str) -> None:
        """Sends it. Raises Refused or Trouble."""
        body = {"raw": urlsafe_b64encode(octets(message, self._address, HEADER, uid)).decode()}
        request = self._session.service("gmail").users().messages().send(userId="me", body=body)
        self._session.write(request, units=self._session.costs.send, doing=_DOING)

    def failed(self, error: Exception) -> tuple[Trouble | None, bool]:
        """What sending raised, and whether surely nothing was sent."""
        if isinstance(error, Refused):
            return unexpected(error, self.account, _DOING), surely_not_executed(error)
        return (error if isinstance(error, Trouble) else None), surely_not_executed(error)

    def holds(self, uid: str, handed_over: str) -> bool:
        """Whether Sent, as far back as the hand-over (at least the newest ones), holds a mail with our header."""
        since = _milliseconds(handed_over)
        for number, (at, header) in enumerate(self._sent_mails(), 1):
            if header == uid:
                return True
            if number >= (_NEWEST if since is None else _MOST) or (since and number >= _NEWEST and at < since):
                return False
        return False

    def _sent_mails(self) -> Iterator[tuple[int, str]]:
        """When (milliseconds) and with what in our header the mails of Sent, and those thrown away since, were sent."""
        messages, costs = self._session.service("gmail").users().messages(), self._session.costs
        token: str | None = None
        while True:
            more: dict[str, Any] = {"pageToken": token} if token else {}
            asked = messages.list(userId="me", labelIds=["SENT"], includeSpamTrash=True, maxResults=_NEWEST, **more)
            page = self._read(asked, costs.list)
            for item in page.get("messages", ()):
                one = messages.get(userId="me", id=item["id"], format="metadata", metadataHeaders=[HEADER])
                found = self._read(one, costs.get)
                headers = found.get("payload", {}).get("headers", ())
                ours = [str(each["value"]) for each in headers if str(each["name"]).lower() == HEADER.lower()]
                yield int(found.get("internalDate", 0)), one_word(ours[0]) if ours else ""
            token = page.get("nextPageToken")
            if not token:
                return

    def _read(self, request: Any, units: int) -> dict[str, Any]:
        try:
            return self._session.read(request, units=units, doing=_LOOKING)
        except Refused as refused:
            if refused.meaning is Refusal.NOT_FOUND:  # deleted since it was listed
                return {}
            raise unexpected(refused, self.account, _LOOKING) from refused


def _milliseconds(handed_over: str) -> int | None:
    """The oldest that a mail handed over then can be."""
    try:
        return int((datetime.fromisoformat(handed_over).timestamp() - _SLACK) * 1000)
    except ValueError:
        return None
