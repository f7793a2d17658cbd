"""A real mail server (aiosmtpd) with certificates of its own, logins, and faults."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.radicale import free_port

PASSWORD = "right horse"


@dataclass
class MailServer:
    """What came, and what shall go wrong. `replies` are given, each once, to the verb they name."""

    host: str = "localhost"
    port: int = 0
    ca: Path = Path()
    password: str = PASSWORD
    mails: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    replies: dict[str, deque[str]] = field(default_factory=dict)  # RCPT or RCPT:address, MAIL, DATA, or "DATA drop"
    calls: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)  # what clients call themselves

    def fault(self, verb: str, reply: str, times: int = 1) -> None:
        """The next `times` such commands are answered so. For DATA also "drop" (taken, then silence) and "hang"."""
        self.replies.setdefault(verb, deque()).extend([reply] * times)

    def pending(self) -> int:
        """Faults that have not happened."""
        return sum(map(len, self.replies.values()))

    def reply(self, *verbs: str) -> str | None:
        """The fault for a command, if there is one."""
        return next((self.replies[verb].popleft() for verb in verbs if self.replies.get(verb)), None)


class _Handler:
    def __init__(self, world: MailServer) -> None:
        self._world = world

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self._world.names.add(hostname)
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._world.calls["MAIL"] += 1
        envelope.mail_from = address
        return self._world.reply("MAIL") or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self._world.reply(f"RCPT:{address}", "RCPT"):
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._world.calls["DATA"] += 1
        fault = self._world.reply("DATA")
        if fault not in (None, "drop", "hang"):
            return fault or ""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self._world.mails.append((envelope.mail_from or "", list(envelope.rcpt_tos), mail))
        if fault == "drop":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if fault == "hang":
            await asyncio.sleep(0.6)
        return "250 taken"


@contextmanager
def mail_server(folder: Path, tls: str, *, login: bool = True, valid_for: str = "localhost") -> Iterator[MailServer]:
    """A server while it serves; `tls` as in [smtp]. Each fault must have struck in the end."""
    world = MailServer(port=free_port(), ca=folder / "ca.pem")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(world.ca))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(valid_for).configure_cert(context)

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        world.calls["AUTH"] += 1
        right = isinstance(data, LoginPassword) and data == LoginPassword(b"ada", world.password.encode())
        return AuthResult(success=right, handled=False)

    controller = Controller(
        _Handler(world),
        hostname="localhost",
        port=world.port,
        ssl_context=context if tls == "implicit" else None,
        tls_context=context if tls == "starttls" else None,
        require_starttls=tls == "starttls",
        authenticator=check if login else None,
        auth_required=login,
        auth_require_tls=not login or tls == "starttls",  # without, a login is offered in clear text
    )
    controller.start()
    try:
        yield world
        assert world.pending() == 0
    finally:
        controller.stop()
