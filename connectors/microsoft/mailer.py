"""The digest through Exchange (Mail.Send), exactly once (`connectors.mail_once`; PROVIDERS.md §4).

Sent as MIME, which keeps our Message-ID; the answer 202 holds no id and promises nothing. So Sent Items, and Deleted
Items, where a user may have thrown it, are searched for it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from connectors.mail_once import MailOnce, octets, one_word
from connectors.microsoft.errors import Refusal
from connectors.microsoft.scopes import MAIL_BASIC, SEND
from connectors.microsoft.session import Refused, Session
from connectors.microsoft.sink_outcome import surely_not_executed, unexpected
from connectors.microsoft.sink_query import asked, entries, literal
from syncd.notebook import Notebook
from syncd.ports import Trouble
from syncd.settings import Account

_FOLDERS = ("sentitems", "deleteditems")
_DOING, _LOOKING = "sending the digest", "looking for the digest in Sent Items"


class GraphMailer(MailOnce):
    """`ports.Mailer`."""

    def __init__(self, account: Account, session: Session, notebook: Notebook, now: Callable[[], datetime]) -> None:
        super().__init__(GraphPost(account, session), notebook, session.ticker, now)


class GraphPost:
    """`mail_once.Post`."""

    sent = "Sent Items"
    grace = 120.0  # the copy may lag (§4)

    def __init__(self, account: Account, session: Session) -> None:
        self.account, self._address, self._session = account.name, account.address, session
        self.note = f"microsoft/{account.name}/{account.address}"

    def ready(self) -> None:
        """Raises NotGranted if the login may not send."""
        self._session.needs(SEND)

    def may_look(self) -> bool:
        """Whether the login may look for what was sent."""
        return self._session.may(MAIL_BASIC)

    def hand_over(self, message: EmailMessage, uid: str) -> None:
        """Sends it. Raises Refused or Trouble."""
        raw = b64encode(octets(message, self._address, "Message-ID", uid))
        self._session.send("POST", "/me/sendMail", raw, doing=_DOING, headers={"Content-Type": "text/plain"})

    def failed(self, error: Exception) -> tuple[Trouble | None, bool]:
        """What sending raised, and whether surely nothing was sent."""
        if isinstance(error, Refused):
            return unexpected(error, self.account, _DOING), surely_not_executed(error)
        return (error if isinstance(error, Trouble) else None), surely_not_executed(error)

    def holds(self, uid: str, handed_over: str) -> bool:  # noqa: ARG002 - where one can search, time says nothing
        """Whether a mail of this Message-ID lies where sent mail lies. Not in the inbox: anybody can put one there."""
        query = {"filter": f"internetMessageId eq {literal(uid)}", "select": "id,internetMessageId", "top": "5"}
        for folder in _FOLDERS:
            path = asked(f"/me/mailFolders/{folder}/messages", **query)
            try:
                found = list(entries(self._session, path, doing=_LOOKING))
            except Refused as refused:
                if refused.meaning is Refusal.NOT_FOUND:  # a mailbox may lack the folder
                    continue
                raise unexpected(refused, self.account, _LOOKING) from refused
            if any(one_word(str(one.get("internetMessageId"))) == uid for one in found):
                return True
        return False
