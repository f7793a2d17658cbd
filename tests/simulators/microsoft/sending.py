"""`sendMail`, drafts and `send`: answered before anything is delivered, and seen in Sent Items only later."""

from __future__ import annotations

import email
import email.policy
from base64 import b64decode
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from tests.simulators.microsoft.call import Call, Forbidden, Refusal, Reply
from tests.simulators.microsoft.mail import find
from tests.simulators.microsoft.mail_view import show
from tests.simulators.microsoft.mailbox import Address, Mail, Message
from tests.simulators.microsoft.odata import Invalid

_MOST_HEADERS = 5


@dataclass(frozen=True)
class Sent:
    """A mail that left the service: `why` is mail, invitation, update or cancellation."""

    why: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str = ""
    mime: bytes = b""


@dataclass
class Outgoing:
    """What leaves. `lag` seconds (of `monotonic`) pass before a sent mail is seen in Sent Items."""

    monotonic: Callable[[], float]
    lag: float = 0.0
    per_minute: int = 30
    mails: list[Sent] = field(default_factory=list)
    _waiting: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    _times: deque[float] = field(default_factory=deque)

    def arrive(self, *, all_of_it: bool = False) -> None:
        """Makes visible what has waited long enough, or everything."""
        due = [one for one in self._waiting if all_of_it or one[0] <= self.monotonic()]
        self._waiting = [one for one in self._waiting if one not in due]
        for _, deliver in due:
            deliver()

    def later(self, deliver: Callable[[], object]) -> None:
        """To be visible after the lag."""
        self._waiting.append((self.monotonic() + self.lag, deliver))

    def count(self) -> None:
        """Charges one mail. Raises Refusal over Exchange's 30 a minute."""
        now = self.monotonic()
        while self._times and self._times[0] <= now - 60:
            self._times.popleft()
        if len(self._times) >= self.per_minute:
            raise Refusal(429, "ErrorMessageSubmissionBlocked", "Too many messages a minute.", {"retry-after": "60"})
        self._times.append(now)


class Sending:
    """The sending of one mailbox."""

    def __init__(self, mail: Mail, outgoing: Outgoing) -> None:
        self._mail = mail
        self._outgoing = outgoing

    def send_mail(self, call: Call) -> Reply:
        """202 without a body: no id, no promise."""
        fields = self._fields(call)
        self._outgoing.count()
        keep = not isinstance(call.body, dict) or call.body.get("saveToSentItems") is not False
        self._leave(fields, keep=keep)
        return Reply(202)

    def draft(self, call: Call) -> Reply:
        """A message in Drafts."""
        message = self._mail.draft(**self._fields(call))
        return Reply(201, show(call, self._mail, message, []))

    def send(self, call: Call) -> Reply:
        """Sends a draft, which keeps its immutable id."""
        message = find(self._mail, call)
        if not message.draft:
            raise Refusal(400, "ErrorInvalidRequest", "The message was sent already.")
        self._outgoing.count()
        self._record(_fields_of(message))
        self._outgoing.later(lambda: self._mail.post(message) if message.id in self._mail.messages else None)
        return Reply(202)

    def _leave(self, fields: dict[str, Any], *, keep: bool) -> None:
        fields.setdefault("message_id", f"<{self._mail.ledger.change()}.PAXPR09MB5149@example.prod.outlook.com>")
        self._record(fields)
        if keep:
            self._outgoing.later(lambda: self._mail.send(**fields))
        if self._mail.address in map(_plain, (*fields["to"], *fields["cc"], *fields["bcc"])):
            received = {**fields, "bcc": (), "own": False, "read": False}
            self._outgoing.later(lambda: self._mail.deliver(received.pop("author", self._mail.address), **received))

    def _record(self, fields: dict[str, Any]) -> None:
        recipients = tuple(_plain(one) for one in (*fields["to"], *fields["cc"], *fields["bcc"]))
        if not recipients:
            raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        sent = Sent("mail", recipients, fields["subject"], fields.get("message_id", ""), fields.get("mime", b""))
        self._outgoing.mails.append(sent)

    def _fields(self, call: Call) -> dict[str, Any]:
        if isinstance(call.body, dict):
            return self._from_json(call.body["message"] if call.route.id == "sending.send_mail" else call.body)
        return self._from_mime(call)

    def _from_json(self, message: dict[str, Any]) -> dict[str, Any]:
        headers = message.get("internetMessageHeaders", [])
        for header in headers:
            if not header["name"].lower().startswith("x-"):
                text = f"The internet message header name '{header['name']}' should start with 'x-' or 'X-'."
                raise Forbidden("InvalidInternetMessageHeader", text)
        if len(headers) > _MOST_HEADERS:
            raise Forbidden("InvalidInternetMessageHeaderCollection", "too many internet message headers")
        body = message.get("body", {})
        is_html = body.get("contentType", "text") == "html"
        return {
            "to": _recipients(message.get("toRecipients", [])),
            "cc": _recipients(message.get("ccRecipients", [])),
            "bcc": _recipients(message.get("bccRecipients", [])),
            "subject": message.get("subject", ""),
            "text": body.get("content", ""),
            "html": body.get("content", "") if is_html else "",
            "headers": tuple((one["name"], one["value"]) for one in headers),
        }

    def _from_mime(self, call: Call) -> dict[str, Any]:
        try:
            raw = b64decode(call.raw, validate=True)
        except ValueError as error:
            raise Invalid("a message sent as text/plain is base64") from error
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        author = getaddresses([str(parsed["from"] or "")])
        if author and author[0][1].lower() != self._mail.address:
            raise Refusal(403, "ErrorSendAsDenied", "The user account does not have the right to send as this sender.")
        text = parsed.get_body(("plain",))
        html = parsed.get_body(("html",))
        fields = {
            "to": _addresses(parsed, "to"),
            "cc": _addresses(parsed, "cc"),
            "bcc": _addresses(parsed, "bcc"),
            "subject": str(parsed["subject"] or ""),
            "text": text.get_content() if text is not None else "",
            "html": html.get_content() if html is not None else "",
            "headers": tuple((name, str(value)) for name, value in parsed.items() if name.lower().startswith("x-")),
            "mime": raw,
        }
        if parsed["message-id"]:
            fields["message_id"] = str(parsed["message-id"])
        return fields


def _recipients(given: list[dict[str, Any]]) -> tuple[Address, ...]:
    found = (one["emailAddress"] for one in given)
    return tuple((one["name"], one["address"]) if one.get("name") else one["address"] for one in found)


def _addresses(parsed: EmailMessage, name: str) -> tuple[Address, ...]:
    pairs = getaddresses([str(one) for one in parsed.get_all(name, [])])
    return tuple((label, plain) if label else plain for label, plain in pairs)


def _plain(address: Address) -> str:
    return (address[1] if isinstance(address, tuple) else address).lower()


def _fields_of(message: Message) -> dict[str, Any]:
    names = ("to", "cc", "bcc", "subject", "message_id", "mime")
    return {name: getattr(message, name) for name in names}
