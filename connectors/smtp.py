"""The digest through a mail server (RFC 5321), at most once per Message-ID and recipient.

SMTP has no way to ask whether a mail was taken. Up to the last octet of the mail the answer is known to be no; once
that has left, only the server's reply says yes. That it is about to leave is noted before, per recipient; if no reply
comes, the mail is never sent again: one digest less is better than one twice. The reply is waited for as long as
RFC 5321 §4.5.3.2.6 says, for a hasty client makes its own doubts.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from datetime import datetime
from email.message import EmailMessage

from connectors.password import password
from connectors.stamp import one_line
from syncd.notebook import Notebook
from syncd.ports import AuthExpired, RateLimited, Trouble, Unavailable
from syncd.settings import Smtp

_TIMEOUT = 60.0  # seconds for any reply but the last
_LAST = 600.0  # seconds for the reply to the mail itself
_GOODBYE = 5.0  # seconds
_LATER = 300.0  # seconds after which a server that said "not now" is asked again (greylisting takes minutes)
_SENT, _HANDED_OVER = "sent", "handed over "
_ME = "[127.0.0.1]"  # in EHLO: the machine's name is nobody's business (RFC 5321 §4.1.3)
_LOGIN_REFUSED = frozenset({530, 534, 535, 538})
_WORDS = 200  # characters of a server's reply that are shown

Secret = Callable[[bool], str]
"""The password; True: the one given last was refused, get it anew. Raises AuthExpired."""


def secret_of(smtp: Smtp) -> Secret:
    """Gives the password of [smtp]. Raises AuthExpired if it names no way to it."""

    def secret(again: bool) -> str:
        if not smtp.password_command:
            raise AuthExpired(
                f"there is no password for {smtp.username} at {smtp.host}: set password_command under [smtp], like "
                '["pass", "mail/ada"]'
            )
        return password("smtp", smtp.password_command, again=again)

    return secret


class _Refused(Exception):
    """A reply that is no success: nothing was taken."""

    def __init__(self, code: int, words: bytes | str) -> None:
        super().__init__(str(code))
        self.code = code
        self.words = one_line(words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:_WORDS]


class SmtpMailer:
    """`ports.Mailer` over [smtp]. What became of each Message-ID is kept in `notebook`. Timeouts are short in tests."""

    def __init__(
        self,
        smtp: Smtp,
        secret: Secret,
        notebook: Notebook,
        now: Callable[[], datetime],
        *,
        timeout: float = _TIMEOUT,
        last: float = _LAST,
    ) -> None:
        self._smtp, self._secret, self._notebook, self._now = smtp, secret, notebook, now
        self._timeout, self._last = timeout, last

    def send(self, message: EmailMessage) -> str:
        """Sends it to every recipient that has not got it. Says who refused it for good.

        RateLimited if the server said "later", to all or some; Trouble if all refuse, or if it is unknown whether it
        was sent.
        """
        sender, recipients = _envelope(message)
        notes = {one: f"smtp/{self._smtp.host}/{self._smtp.username}/{_uid(message)}/{one}" for one in recipients}
        states = {one: self._notebook.get(note) or "" for one, note in notes.items()}
        left = [one for one in recipients if states[one] != _SENT]
        if any(states[one].startswith(_HANDED_OVER) for one in left):
            raise self._unknown(message)
        refused = self._deliver(message, sender, {one: notes[one] for one in left}) if left else {}
        return self._told(recipients, refused)

    def _told(self, recipients: Sequence[str], refused: dict[str, _Refused]) -> str:
        later = [one for one, why in refused.items() if why.code < 500]
        if later:
            raise self._trouble(refused[later[0]], f"takes mail for {', '.join(later)} later only")
        reached = ", ".join(one for one in recipients if one not in refused)
        if not reached:
            raise self._trouble(next(iter(refused.values())), "refuses the digest")
        lost = "; ".join(f"{one} was refused: {_quoted(why)}" for one, why in refused.items())
        return f"sent to {reached}" + (f" ({lost})" if lost else "")

    # ---- one delivery

    def _deliver(self, message: EmailMessage, sender: str, notes: dict[str, str]) -> dict[str, _Refused]:
        """Hands it over; gives the recipients that were refused."""
        try:
            with self._connected() as link:
                _expect(link.mail(sender), 250)
                replies = {one: link.rcpt(one) for one in notes}
                refused = {one: _Refused(*reply) for one, reply in replies.items() if reply[0] not in (250, 251)}
                if taken := [note for one, note in notes.items() if one not in refused]:
                    _expect(link.docmd("DATA"), 354)
                    self._hand_over(link, _octets(message), taken, message)
                return refused
        except _Refused as reply:
            raise self._trouble(reply, "refuses the digest") from reply
        except UnicodeEncodeError:
            raise Trouble(f"{self._who} takes only ASCII addresses: correct `to` under [digest]") from None

    def _hand_over(self, link: smtplib.SMTP, data: bytes, notes: Sequence[str], message: EmailMessage) -> None:
        """Sends the mail itself. Broken off before its last octet it was not sent; after that nobody knows."""
        for note in notes:
            self._notebook.put(note, _HANDED_OVER + self._now().isoformat())
        try:
            link.send(data)
        except (OSError, smtplib.SMTPException):
            self._forget(notes)
            raise
        try:
            if link.sock is not None:
                link.sock.settimeout(self._last)
            code, words = link.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise self._unknown(message) from error
        if code != 250:
            self._forget(notes)
            raise _Refused(code, words)
        for note in notes:
            self._notebook.put(note, _SENT)

    def _forget(self, notes: Sequence[str]) -> None:
        for note in notes:
            self._notebook.put(note, None)

    # ---- the connection

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and logged in as the config says. What fails on it becomes Unavailable."""
        link: smtplib.SMTP | None = None
        try:
            for again in (False, True):
                link = self._opened()
                try:
                    self._log_in(link, again=again)
                    break
                except _Refused as reply:
                    _close(link)
                    if again or reply.code not in _LOGIN_REFUSED:
                        raise self._login_trouble(reply) from reply
            assert link is not None
            yield link
        except ssl.SSLError as error:
            raise Unavailable(
                f"{self._who}: no safe connection ({_reason(error)}): check host, port and tls under [smtp]"
            ) from error
        except smtplib.SMTPConnectError as error:
            raise self._trouble(_Refused(error.smtp_code, error.smtp_error), "takes no connection") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(
                f"{self._who} can't be reached, or broke off ({type(error).__name__}); the digest was not sent and "
                "is tried again"
            ) from error
        finally:
            if link is not None:
                _close(link)

    def _opened(self) -> smtplib.SMTP:
        host, port, tls = self._smtp.host, self._smtp.port, self._smtp.tls
        context = ssl.create_default_context()
        if tls == "implicit":
            link: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, local_hostname=_ME, timeout=self._timeout, context=context
            )
        else:
            link = smtplib.SMTP(host, port, local_hostname=_ME, timeout=self._timeout)
        try:
            link.ehlo_or_helo_if_needed()
            if tls == "starttls":
                if not link.has_extn("starttls"):
                    raise Trouble(
                        f'{self._who} offers no encryption: say tls = "implicit" (port 465) under [smtp] if it has '
                        'that, or tls = "none" if the way there is safe'
                    )
                _expect(link.starttls(context=context), 220)
                link.ehlo_or_helo_if_needed()
        except BaseException:
            _close(link)
            raise
        return link

    def _log_in(self, link: smtplib.SMTP, *, again: bool) -> None:
        if not self._smtp.username:
            return
        try:
            link.login(self._smtp.username, self._secret(again))
        except smtplib.SMTPAuthenticationError as error:
            raise _Refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError:
            raise Trouble(f"{self._who} takes no login: take username out of [smtp], or check host and port") from None
        except UnicodeEncodeError:
            raise Trouble(f"{self._who}: username and password under [smtp] must be ASCII") from None

    # ---- what went wrong

    @property
    def _who(self) -> str:
        return f"the mail server {self._smtp.host}"

    def _login_trouble(self, reply: _Refused) -> Trouble:
        if reply.code not in _LOGIN_REFUSED:
            return self._trouble(reply, "can't check the login")
        return AuthExpired(
            f"{self._who} refuses the login of {self._smtp.username} ({reply.code}): check username and "
            "password_command under [smtp]; many providers want an app password"
        )

    def _trouble(self, reply: _Refused, what: str) -> Trouble:
        """What a refusal means: 4yz later, 530 a login, 5yz never (RFC 5321 §4.2.1)."""
        if reply.code in _LOGIN_REFUSED:
            return AuthExpired(f"{self._who} wants a login ({_quoted(reply)}): set username and password_command")
        if reply.code < 500:
            return RateLimited(f"{self._who} {what} ({_quoted(reply)}); it is tried again", _LATER)
        return Trouble(f"{self._who} {what} ({_quoted(reply)}): correct [digest] or [smtp], then syncd digest --send")

    def _unknown(self, message: EmailMessage) -> Trouble:
        return Trouble(
            f"{self._who} did not say whether it took the digest: look for “{message['Subject']}” in your mailbox. "
            "It is not sent again; `syncd digest --output FILE` shows it"
        )


def _envelope(message: EmailMessage) -> tuple[str, list[str]]:
    """Sender and recipients, each once. Raises Trouble if there are none."""
    sender = [one.addr_spec for one in message["From"].addresses] if message["From"] else []
    found = [
        one.addr_spec
        for name in ("To", "Cc", "Bcc")
        for header in message.get_all(name, [])
        for one in header.addresses
    ]
    if not sender or not found:
        raise Trouble("the digest has no sender or recipient: set `to` under [digest]")
    return sender[0], list(dict.fromkeys(found))


def _octets(message: EmailMessage) -> bytes:
    """The mail as it goes over the wire: 7 bits, CRLF, dots doubled, ended (RFC 5321 §4.5.2); without Bcc."""
    copy = deepcopy(message)
    del copy["Bcc"]
    data = copy.as_bytes(policy=copy.policy.clone(linesep="\r\n", cte_type="7bit"))
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data + (b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n")


def _uid(message: EmailMessage) -> str:
    return "".join(str(message["Message-ID"]).split())


def _expect(reply: tuple[int, bytes], code: int) -> None:
    if reply[0] != code:
        raise _Refused(*reply)


def _quoted(reply: _Refused) -> str:
    return f"{reply.code} {reply.words}".strip()


def _reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not valid"
    return "it speaks no TLS there"


def _close(link: smtplib.SMTP) -> None:
    """Says goodbye, but does not wait long for an answer."""
    with suppress(OSError, smtplib.SMTPException):
        if link.sock is not None:
            link.sock.settimeout(_GOODBYE)
            link.quit()
    link.close()
