"""The digest through Gmail (gmail.send), exactly once per Message-ID (PROVIDERS.md §1d, §7d).

Gmail replaces the Message-ID of what it sends, so ours goes along in a header of its own, and Sent is looked through
for it: before the first attempt (another machine may have sent it) and before every repetition. That the mail was
handed over is noted before its first octet leaves.

A login that may send but not read cannot look. Then a mail whose outcome is unknown is never sent again: one digest
less is better than one twice.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from connectors.google.errors import Refusal
from connectors.google.scopes import METADATA, SEND
from connectors.google.session import Refused, Session
from connectors.google.sink_outcome import surely_not_executed, unexpected
from connectors.sink_outcome import wait_out
from syncd.notebook import Notebook
from syncd.ports import Trouble, Unavailable
from syncd.settings import Account

HEADER = "X-Syncd-Message-ID"
_SENT, _HANDED_OVER = "sent", "handed over "
_GRACE = 60.0  # seconds after which Sent shows what was sent
_GLANCE = 5.0  # seconds before the first look
_NEWEST = 20  # mails in Sent that are looked at
_MOST = 500  # of them, if more than the newest were sent since it was handed over
_SLACK = 600.0  # seconds by which Google's clock and ours may differ
_DOING, _LOOKING = "sending the digest", "looking for the digest in Sent"


class GmailMailer:
    """`ports.Mailer`. What became of each Message-ID is kept in `notebook`."""

    def __init__(self, account: Account, session: Session, notebook: Notebook, now: Callable[[], datetime]) -> None:
        self._account, self._session, self._notebook, self._now = account, session, notebook, now

    def send(self, message: EmailMessage) -> str:
        """Sends it from the account's address. Unavailable if it is unknown whether it was: a later call looks first.

        Trouble if that is unknown and the login may not look.
        """
        self._session.needs(SEND)
        uid = _one_word(str(message["Message-ID"]))
        note = f"google/{self._account.name}/{self._account.address}/digest/{uid}"
        state = self._notebook.get(note) or ""
        if state != _SENT and not self._sent_before(uid, state, message):
            self._hand_over(message, uid, note)
        self._notebook.put(note, _SENT)
        return f"sent to {message['To']}"

    def _sent_before(self, uid: str, state: str, message: EmailMessage) -> bool:
        handed_over = state.removeprefix(_HANDED_OVER)
        if not self._session.may(METADATA):
            if handed_over:
                raise self._cannot_look(message)
            return False
        if handed_over:
            wait_out(self._session.ticker, handed_over, self._now, _GRACE)
        return self._in_sent(uid, handed_over)

    def _hand_over(self, message: EmailMessage, uid: str, note: str) -> None:
        body = {"raw": urlsafe_b64encode(_raw(message, self._account.address, uid)).decode()}
        request = self._session.service("gmail").users().messages().send(userId="me", body=body)
        handed_over = self._now().isoformat()
        self._notebook.put(note, _HANDED_OVER + handed_over)
        try:
            self._session.write(request, units=self._session.costs.send, doing=_DOING)
        except (Trouble, Refused) as error:
            if surely_not_executed(error):
                self._notebook.put(note, None)
                if isinstance(error, Refused):
                    raise unexpected(error, self._account.name, _DOING) from error
                raise
            if not self._session.may(METADATA):
                raise self._cannot_look(message) from error
            if not self._seen_at_once(uid, handed_over):
                raise Unavailable(
                    f"account {self._account.name}: it is unknown whether the digest was sent. Nothing is sent twice: "
                    "the next attempt looks into Sent first; run `syncd digest --send` in a minute"
                ) from error

    def _seen_at_once(self, uid: str, handed_over: str) -> bool:
        self._session.ticker.sleep(_GLANCE)
        try:
            return self._in_sent(uid, handed_over)
        except Trouble:
            return False

    def _in_sent(self, uid: str, handed_over: str) -> bool:
        """Whether Sent, as far back as the hand-over (at least the newest ones), holds a mail with our header."""
        since = _milliseconds(handed_over)
        for number, (at, header) in enumerate(self._sent(), 1):
            if header == uid:
                return True
            if number >= (_NEWEST if since is None else _MOST) or (since and number >= _NEWEST and at < since):
                return False
        return False

    def _sent(self) -> Iterator[tuple[int, str]]:
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
                yield int(found.get("internalDate", 0)), _one_word(ours[0]) if ours else ""
            token = page.get("nextPageToken")
            if not token:
                return

    def _read(self, request: Any, units: int) -> dict[str, Any]:
        try:
            return self._session.read(request, units=units, doing=_LOOKING)
        except Refused as refused:
            if refused.meaning is Refusal.NOT_FOUND:  # deleted since it was listed
                return {}
            raise unexpected(refused, self._account.name, _LOOKING) from refused

    def _cannot_look(self, message: EmailMessage) -> Trouble:
        return Trouble(
            f"account {self._account.name}: it is unknown whether the digest was sent, and this login may not look: "
            f"look for “{message['Subject']}” in your mailbox. It is not sent again; `syncd digest --output FILE` "
            f"shows it, and `syncd auth {self._account.name}` with mail = true lets syncd look itself"
        )


def _raw(message: EmailMessage, sender: str, uid: str) -> bytes:
    """The octets: from the account's own address (Gmail would write that anyway), our Message-ID in our header."""
    copy = deepcopy(message)
    names = [one.display_name for one in message["From"].addresses] if message["From"] else []
    del copy["From"]
    copy["From"] = Address(names[0] if names else "syncd", addr_spec=sender)
    copy[HEADER] = uid
    return copy.as_bytes(policy=copy.policy.clone(linesep="\r\n"))


def _milliseconds(handed_over: str) -> int | None:
    """The oldest that a mail handed over then can be."""
    try:
        return int((datetime.fromisoformat(handed_over).timestamp() - _SLACK) * 1000)
    except ValueError:
        return None


def _one_word(text: str) -> str:
    return "".join(text.split())
