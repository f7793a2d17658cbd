"""The digest through real mail servers: encryption, logins, and what goes wrong on the way."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest

from connectors.smtp import SmtpMailer
from syncd.notebook import Notebook
from syncd.ports import AuthExpired, RateLimited, Trouble, Unavailable
from syncd.settings import Smtp
from tests.servers.radicale import free_port
from tests.servers.smtp import PASSWORD, MailServer, mail_server

ADA, BOB = "ada@example.org", "bob@example.org"
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # what aiosmtpd says of logins without TLS
TEXT = "First line\n.\n..two dots\nGröße 👍\n" + "long " * 400 + "\n"
NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def digest(*to: str, week: str = "2026-W10") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "syncd <ada@example.org>"
    message["To"] = ", ".join(to or (ADA,))
    message["Subject"] = "Your week 10 – Größe"
    message["Message-ID"] = f"<{week}.digest@syncd>"
    message.set_content(TEXT)
    message.add_alternative("<p>Größe</p>", subtype="html")
    return message


@dataclass
class Post:
    """One server and the mailers of one machine."""

    folder: Path
    stack: ExitStack
    monkeypatch: pytest.MonkeyPatch
    server: MailServer = field(default_factory=MailServer)
    tls: str = "starttls"
    asked: list[bool] = field(default_factory=list)
    secrets: list[str] = field(default_factory=lambda: [PASSWORD])

    def start(self, tls: str = "starttls", *, login: bool = True, valid_for: str = "localhost") -> MailServer:
        self.tls = tls
        self.server = self.stack.enter_context(mail_server(self.folder, tls, login=login, valid_for=valid_for))
        self.monkeypatch.setenv("SSL_CERT_FILE", str(self.server.ca))
        return self.server

    def mailer(self, *, username: str = "ada", tls: str = "", port: int = 0, last: float = 5.0) -> SmtpMailer:
        def secret(again: bool) -> str:
            self.asked.append(again)
            return self.secrets.pop(0) if len(self.secrets) > 1 else self.secrets[0]

        smtp = Smtp("localhost", port or self.server.port, tls or self.tls, username, ("pass",))
        notebook = Notebook(self.folder / "notes.json")
        return SmtpMailer(smtp, secret, notebook, lambda: NOW, timeout=5.0, last=last)

    def notes(self) -> list[str]:
        path = self.folder / "notes.json"
        return sorted(json.loads(path.read_text()).values()) if path.exists() else []


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with ExitStack() as stack:
        yield Post(tmp_path, stack, monkeypatch)


@pytest.mark.parametrize("tls", ["implicit", "starttls", "none"])
def test_a_digest_is_sent_once(post: Post, tls: str) -> None:
    """Given a server with a login, when the digest is sent twice, then it came once, as it was, over 7 bits."""
    server = post.start(tls)
    assert post.mailer().send(digest(ADA, BOB)) == f"sent to {ADA}, {BOB}"
    assert post.mailer().send(digest(ADA, BOB)) == f"sent to {ADA}, {BOB}"
    [(sender, to, mail)] = server.mails
    assert (sender, to) == (ADA, [ADA, BOB])
    assert mail["Message-ID"] == "<2026-W10.digest@syncd>"
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == TEXT
    assert {part["Content-Transfer-Encoding"] for part in mail.iter_parts()} <= {"base64", "quoted-printable", "7bit"}
    assert (post.notes(), post.asked) == (["sent", "sent"], [False])
    assert server.names == {"[127.0.0.1]"}


def test_another_week_is_another_digest(post: Post) -> None:
    """Given a digest that was sent, when the next week's is, then both came."""
    server = post.start()
    post.mailer().send(digest())
    post.mailer().send(digest(week="2026-W11"))
    assert len(server.mails) == 2


def test_no_login_where_none_is_named(post: Post) -> None:
    """Given a server without logins, when no username is set, then no password is asked for."""
    server = post.start("none", login=False)
    post.mailer(username="").send(digest())
    assert (len(server.mails), post.asked, server.calls["AUTH"]) == (1, [], 0)


# ---------------------------------------------------------------- encryption


def test_encryption_is_never_given_up(post: Post) -> None:
    """Given a server without STARTTLS, when the config wants it, then nothing is sent, not even the password."""
    server = post.start("none")
    with pytest.raises(Trouble, match='offers no encryption: say tls = "implicit"'):
        post.mailer(tls="starttls").send(digest())
    assert (server.mails, server.calls["AUTH"], post.asked, post.notes()) == ([], 0, [], [])


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_wrong_certificate(post: Post, tls: str) -> None:
    """Given a certificate for another host, when sending, then it is Unavailable, and no password was asked for."""
    server = post.start(tls, valid_for="other.example")
    with pytest.raises(Unavailable, match="its certificate is not valid"):
        post.mailer().send(digest())
    assert (server.mails, post.asked, post.notes()) == ([], [], [])


def test_tls_at_a_port_without(post: Post) -> None:
    """Given a port that speaks no TLS, when the config wants it at once, then the message names the setting."""
    post.start("none")
    with pytest.raises(Unavailable, match="tls under"):
        post.mailer(tls="implicit").send(digest())


# ---------------------------------------------------------------- logins


def test_a_refused_login(post: Post) -> None:
    """Given a wrong password, when sending, then the command is asked once more, and then it is AuthExpired."""
    server = post.start()
    post.secrets = ["wrong horse"]
    with pytest.raises(AuthExpired, match=r"refuses the login of ada \(535\).*app password") as caught:
        post.mailer().send(digest())
    assert (server.mails, post.asked, post.notes()) == ([], [False, True], [])
    assert "horse" not in str(caught.value)


def test_a_password_that_was_changed(post: Post) -> None:
    """Given an old password in memory, when the server refuses it, then the new one is asked for and works."""
    server = post.start()
    post.secrets = ["old horse", PASSWORD]
    post.mailer().send(digest())
    assert (len(server.mails), post.asked) == (1, [False, True])


def test_a_login_that_is_missing(post: Post) -> None:
    """Given a server that wants a login, when none is configured, then AuthExpired says so."""
    server = post.start()
    with pytest.raises(AuthExpired, match=r"wants a login .*set username and password_command"):
        post.mailer(username="").send(digest())
    assert (server.mails, post.notes()) == ([], [])


def test_a_server_that_takes_no_login(post: Post) -> None:
    """Given a server without logins, when a username is set, then the message says what to change."""
    post.start("none", login=False)
    with pytest.raises(Trouble, match="take username out"):
        post.mailer().send(digest())


# ---------------------------------------------------------------- refusals


def test_greylisting_is_later(post: Post) -> None:
    """Given a server that wants to be asked again, when sent twice, then RateLimited first, and it comes once."""
    server = post.start()
    server.fault("RCPT", "450 4.7.1 Greylisted\x07, come back")
    with pytest.raises(RateLimited, match=r"later only \(450 4\.7\.1 Greylisted, come back\)") as caught:
        post.mailer().send(digest())
    assert (caught.value.retry_after, server.mails, post.notes()) == (300.0, [], [])
    post.mailer().send(digest())
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("verb", "reply", "error"),
    [
        ("MAIL", "451 4.3.0 try later", RateLimited),
        ("MAIL", "550 5.7.1 not from there", Trouble),
        ("RCPT", "550 5.1.1 no such user", Trouble),
        ("DATA", "452 4.3.1 no room now", RateLimited),
        ("DATA", "552 5.3.4 too big", Trouble),
        ("DATA", "554 5.7.1 looks like spam", Trouble),
    ],
)
def test_refusals(post: Post, verb: str, reply: str, error: type[Trouble]) -> None:
    """Given a refusal at any step, when sent, then its words are shown, nothing is noted, and it can be sent again."""
    server = post.start()
    server.fault(verb, reply)
    with pytest.raises(error) as caught:
        post.mailer().send(digest())
    assert (type(caught.value), post.notes()) == (error, [])
    assert reply in str(caught.value)
    post.mailer().send(digest())
    assert len(server.mails) == 1


def test_one_recipient_is_refused(post: Post) -> None:
    """Given one of two recipients refused for good, when sent, then the other has it, and the outcome tells."""
    server = post.start()
    server.fault(f"RCPT:{BOB}", "550 5.1.1 no such user")
    assert post.mailer().send(digest(ADA, BOB)) == f"sent to {ADA} ({BOB} was refused: 550 5.1.1 no such user)"
    assert [to for _, to, _ in server.mails] == [[ADA]]


def test_one_recipient_later(post: Post) -> None:
    """Given one of two recipients greylisted, when sent again, then each has got it once."""
    server = post.start()
    server.fault(f"RCPT:{BOB}", "450 4.7.1 Greylisted")
    with pytest.raises(RateLimited, match=BOB):
        post.mailer().send(digest(ADA, BOB))
    assert post.mailer().send(digest(ADA, BOB)) == f"sent to {ADA}, {BOB}"
    assert [to for _, to, _ in server.mails] == [[ADA], [BOB]]


def test_a_reply_is_shown_safely(post: Post) -> None:
    """Given a long reply with control characters, when shown, then it is one line of bounded length."""
    server = post.start()
    server.fault("MAIL", "550 \x1b[31mred " + "x" * 400)
    with pytest.raises(Trouble) as caught:
        post.mailer().send(digest())
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 400


# ---------------------------------------------------------------- unknown outcomes


@pytest.mark.parametrize("fault", ["drop", "hang"])
def test_a_lost_reply_is_never_sent_again(post: Post, fault: str) -> None:
    """Given no reply to the mail itself, when sent again, then it is told that nobody knows, and it came once."""
    server = post.start()
    server.fault("DATA", fault)
    for _ in range(2):
        with pytest.raises(Trouble, match="did not say whether it took the digest: look for “Your week 10 – Größe”"):
            post.mailer(last=0.2).send(digest())
    assert (len(server.mails), post.notes()) == (1, ["handed over 2026-03-02T07:30:00+00:00"])


def test_killed_while_it_was_handed_over(post: Post) -> None:
    """Given a machine that died just before the mail left, when sent again, then it is not sent, but told."""
    server = post.start()
    note = f"smtp/localhost/ada/<2026-W10.digest@syncd>/{ADA}"
    Notebook(post.folder / "notes.json").put(note, "handed over 2026-03-02T07:30:00+00:00")
    with pytest.raises(Trouble, match="not sent again"):
        post.mailer().send(digest())
    assert server.mails == []


def test_broken_off_in_the_midst_of_the_mail(post: Post) -> None:
    """Given a connection that breaks before the mail's last octet left, when sent, then it is known not to be sent."""
    listener = socket.create_server(("localhost", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    port = listener.getsockname()[1]
    thread = _breaking(listener)
    large = digest()
    large.add_attachment(b"x" * 5_000_000, maintype="application", subtype="octet-stream")
    with pytest.raises(Unavailable, match="was not sent and is tried again"):
        post.mailer(username="", tls="none", port=port).send(large)
    thread.join(10)
    assert post.notes() == []


def test_nobody_listens(post: Post) -> None:
    """Given no server, when sent, then it is Unavailable and nothing is noted."""
    with pytest.raises(Unavailable, match="can't be reached"):
        post.mailer(port=free_port()).send(digest())
    assert post.notes() == []


def _breaking(listener: socket.socket) -> Thread:
    """A server that says yes to everything, and breaks off when the mail comes."""

    def serve() -> None:
        link, _ = listener.accept()
        with listener, link:
            link.sendall(b"220 hello\r\n")
            lines = link.makefile("rb")
            for reply in (b"250 hello", b"250 OK", b"250 OK", b"354 go on"):
                lines.readline()
                link.sendall(reply + b"\r\n")
            link.recv(1000)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            lines.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    return thread
