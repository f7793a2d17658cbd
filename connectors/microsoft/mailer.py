"""The digest through Exchange (Mail.Send), exactly once per Message-ID (PROVIDERS.md §4, §7d).

Sent as MIME, which keeps our Message-ID; the answer 202 holds no id and promises nothing. So Sent Items, and Deleted
Items, where a user may have thrown it, are searched for it before the first attempt (another machine may have sent it)
and before every repetition. That the mail was handed over is noted before its first octet leaves.

A login that may send but not read cannot look. Then a mail whose outcome is unknown is never sent again: one digest
less is better than one twice.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from connectors.microsoft.errors import Refusal
from connectors.microsoft.scopes import MAIL_BASIC, SEND
from connectors.microsoft.session import Refused, Session
from connectors.microsoft.sink_outcome import surely_not_executed, unexpected
from connectors.microsoft.sink_query import asked, entries, literal
from connectors.sink_outcome import wait_out
from syncd.notebook import Notebook
from syncd.ports import Trouble, Unavailable
from syncd.settings import Account

_SENT, _HANDED_OVER = "sent", "handed over "
_GRACE = 120.0  # seconds after which Sent Items show what was sent: the copy may lag (§4)
_GLANCE = 5.0  # seconds before the first look
_FOLDERS = ("sentitems", "deleteditems")
_DOING, _LOOKING = "sending the digest", "looking for the digest in Sent Items"


class GraphMailer:
    """`ports.Mailer`. What became of each Message-ID is kept in `notebook`."""

    def __init__(self, account: Account, session: Session, notebook: Notebook, now: Callable[[], datetime]) -> None:
        self._account, self._session, self._notebook, self._now = account, session, notebook, now

    def send(self, message: EmailMessage) -> str:
        """Sends it from the account's address. Unavailable if it is unknown whether it was: a later call looks first.

        Trouble if that is unknown and the login may not look.
        """
        self._session.needs(SEND)
        uid = "".join(str(message["Message-ID"]).split())
        note = f"microsoft/{self._account.name}/{self._account.address}/digest/{uid}"
        state = self._notebook.get(note) or ""
        if state != _SENT and not self._sent_before(uid, state, message):
            self._hand_over(message, uid, note)
        self._notebook.put(note, _SENT)
        return f"sent to {message['To']}"

    def _sent_before(self, uid: str, state: str, message: EmailMessage) -> bool:
        handed_over = state.removeprefix(_HANDED_OVER)
        if not self._session.may(MAIL_BASIC):
            if handed_over:
                raise self._cannot_look(message)
            return False
        if handed_over:
            wait_out(self._session.ticker, handed_over, self._now, _GRACE)
        return self._in_mailbox(uid)

    def _hand_over(self, message: EmailMessage, uid: str, note: str) -> None:
        raw = b64encode(_raw(message, self._account.address, uid))
        self._notebook.put(note, _HANDED_OVER + self._now().isoformat())
        try:
            self._session.send("POST", "/me/sendMail", raw, doing=_DOING, headers={"Content-Type": "text/plain"})
        except (Trouble, Refused) as error:
            if surely_not_executed(error):
                self._notebook.put(note, None)
                if isinstance(error, Refused):
                    raise unexpected(error, self._account.name, _DOING) from error
                raise
            if not self._session.may(MAIL_BASIC):
                raise self._cannot_look(message) from error
            if not self._seen_at_once(uid):
                raise Unavailable(
                    f"account {self._account.name}: it is unknown whether the digest was sent. Nothing is sent twice: "
                    "the next attempt looks into Sent Items first; run `syncd digest --send` in two minutes"
                ) from error

    def _seen_at_once(self, uid: str) -> bool:
        self._session.ticker.sleep(_GLANCE)
        try:
            return self._in_mailbox(uid)
        except Trouble:
            return False

    def _in_mailbox(self, uid: str) -> bool:
        """Whether a mail of this Message-ID lies where sent mail lies. Not in the inbox: anybody can put one there."""
        query = {"filter": f"internetMessageId eq {literal(uid)}", "select": "id,internetMessageId", "top": "5"}
        for folder in _FOLDERS:
            path = asked(f"/me/mailFolders/{folder}/messages", **query)
            try:
                found = list(entries(self._session, path, doing=_LOOKING))
            except Refused as refused:
                if refused.meaning is Refusal.NOT_FOUND:  # a mailbox may lack the folder
                    continue
                raise unexpected(refused, self._account.name, _LOOKING) from refused
            if any("".join(str(one.get("internetMessageId")).split()) == uid for one in found):
                return True
        return False

    def _cannot_look(self, message: EmailMessage) -> Trouble:
        return Trouble(
            f"account {self._account.name}: it is unknown whether the digest was sent, and this login may not look: "
            f"look for “{message['Subject']}” in your mailbox. It is not sent again; `syncd digest --output FILE` "
            f"shows it, and `syncd auth {self._account.name}` with mail = true lets syncd look itself"
        )


def _raw(message: EmailMessage, sender: str, uid: str) -> bytes:
    """The octets: from the account's own address (Exchange refuses others), our Message-ID on one line."""
    copy = deepcopy(message)
    names = [one.display_name for one in message["From"].addresses] if message["From"] else []
    for name in ("From", "Message-ID"):
        del copy[name]
    copy["From"] = Address(names[0] if names else "syncd", addr_spec=sender)
    copy["Message-ID"] = uid
    return copy.as_bytes(policy=copy.policy.clone(linesep="\r\n"))
