"""Sending a mail exactly once per Message-ID, whatever breaks: looked for before the first attempt (another machine may
have sent it) and before every repetition; that it was handed over is noted before its first octet leaves (PROVIDERS.md
§7d). The same for every provider.

A login that may send but not read cannot look. Then a mail whose outcome is unknown is never sent again: one digest
less is better than one twice.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Protocol

from connectors.sink_outcome import wait_out
from syncd.notebook import Notebook
from syncd.ports import Ticker, Trouble, Unavailable

_SENT, _HANDED_OVER = "sent", "handed over "
_GLANCE = 5.0  # seconds before the first look


class Post(Protocol):
    """A provider's way to send and to look."""

    note: str  # where in the notebook this account's mails stand
    account: str
    sent: str  # what the place of sent mail is called
    grace: float  # seconds after which it shows what was sent

    def ready(self) -> None:
        """Raises NotGranted if the login may not send."""
        ...

    def may_look(self) -> bool:
        """Whether the login may look for what was sent."""
        ...

    def holds(self, uid: str, handed_over: str) -> bool:
        """Whether a mail of this Message-ID was sent. `handed_over`: when we tried, ISO, or "". Raises Trouble."""
        ...

    def hand_over(self, message: EmailMessage, uid: str) -> None:
        """Sends it. Raises Refused or Trouble."""
        ...

    def failed(self, error: Exception) -> tuple[Trouble | None, bool]:
        """What `hand_over` raised as Trouble (None if it is something else), and whether surely nothing was sent."""
        ...


class MailOnce:
    """`ports.Mailer`. What became of each Message-ID is kept in `notebook`."""

    def __init__(self, post: Post, notebook: Notebook, ticker: Ticker, now: Callable[[], datetime]) -> None:
        self._post, self._notebook, self._ticker, self._now = post, notebook, ticker, now

    def send(self, message: EmailMessage) -> str:
        """Sends it from the account's address. Unavailable if it is unknown whether it was: a later call looks first.

        Trouble if that is unknown and the login may not look.
        """
        self._post.ready()
        uid = one_word(str(message["Message-ID"]))
        note = f"{self._post.note}/digest/{uid}"
        state = self._notebook.get(note) or ""
        if state != _SENT and not self._sent_before(uid, state, message):
            self._hand_over(message, uid, note)
        self._notebook.put(note, _SENT)
        return f"sent to {message['To']}"

    def _sent_before(self, uid: str, state: str, message: EmailMessage) -> bool:
        handed_over = state.removeprefix(_HANDED_OVER)
        if not self._post.may_look():
            if handed_over:
                raise self._cannot_look(message)
            return False
        if handed_over:
            wait_out(self._ticker, handed_over, self._now, self._post.grace)
        return self._post.holds(uid, handed_over)

    def _hand_over(self, message: EmailMessage, uid: str, note: str) -> None:
        handed_over = self._now().isoformat()
        self._notebook.put(note, _HANDED_OVER + handed_over)
        try:
            self._post.hand_over(message, uid)
        except Exception as error:
            trouble, surely_not = self._post.failed(error)
            if trouble is None:
                raise
            if surely_not:
                self._notebook.put(note, None)
                raise trouble from error
            if not self._post.may_look():
                raise self._cannot_look(message) from error
            if not self._seen_at_once(uid, handed_over):
                raise Unavailable(
                    f"account {self._post.account}: it is unknown whether the digest was sent. Nothing is sent twice: "
                    f"the next attempt looks into {self._post.sent} first; run `syncd digest --send` in some minutes"
                ) from error

    def _seen_at_once(self, uid: str, handed_over: str) -> bool:
        self._ticker.sleep(_GLANCE)
        try:
            return self._post.holds(uid, handed_over)
        except Trouble:
            return False

    def _cannot_look(self, message: EmailMessage) -> Trouble:
        return Trouble(
            f"account {self._post.account}: it is unknown whether the digest was sent, and this login may not look: "
            f"look for “{message['Subject']}” in your mailbox. It is not sent again; `syncd digest --output FILE` "
            f"shows it, and `syncd auth {self._post.account}` with mail = true lets syncd look itself"
        )


def octets(message: EmailMessage, sender: str, name: str, uid: str) -> bytes:
    """The mail from the account's own address (providers refuse others), `uid` on one line as header `name`."""
    copy = deepcopy(message)
    names = [one.display_name for one in message["From"].addresses] if message["From"] else []
    for header in ("From", name):
        del copy[header]
    copy["From"] = Address(names[0] if names else "syncd", addr_spec=sender)
    copy[name] = uid
    return copy.as_bytes(policy=copy.policy.clone(linesep="\r\n"))


def one_word(text: str) -> str:
    """A header's value without what folding put into it."""
    return "".join(text.split())
