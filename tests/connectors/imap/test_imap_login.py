"""Connecting and logging in: TLS, passwords, refusals; on a real Dovecot."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.imap.consent import forget, log_in
from connectors.imap.errors import Refusal, auth_expired, refusal
from connectors.imap.server import Server, server_of
from connectors.imap.session import Session
from connectors.imap.source import ImapSource
from connectors.password import password
from syncd.ports import AuthExpired, RateLimited, Trouble, Unavailable
from syncd.settings import Account
from tests.connectors.imap.imap_world import ADA, NoTime, World
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.imap_between import ImapBetween
from tests.servers.imap_fake import fake_imap
from tests.simulators.faults import Fault


class Person:
    """Who logs in."""

    browser, timeout = False, 0.0

    def __init__(self) -> None:
        self.told: list[str] = []

    def say(self, text: str) -> None:
        self.told.append(text)


def teller(folder: Path, *answers: str) -> tuple[str, ...]:
    """A password_command that counts its calls in a file and gives one answer after the other, then the last."""
    script = folder / "tell.py"
    script.write_text(
        "import sys, pathlib\n"
        f"calls = pathlib.Path({str(folder / 'calls')!r})\n"
        "n = len(calls.read_text()) if calls.exists() else 0\n"
        "calls.write_text('x' * (n + 1))\n"
        f"answers = {answers!r}\n"
        "print(answers[min(n, len(answers) - 1)])\n"
        "print('url: https://example.org')\n"
    )
    return (sys.executable, "-S", "-E", str(script))


def calls(folder: Path) -> int:
    return len((folder / "calls").read_text())


def source(world: World, **options: object) -> ImapSource:
    account = replace(world.account(), options={**world.account().options, **options})
    return ImapSource(account, world.tokens, world.now, ticker=world.clock)


def test_tls_from_the_start_and_starttls(world: World, running: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a server whose certificate is trusted, when connected with TLS or STARTTLS, then its folders are read."""
    monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
    for tls, port in (("implicit", running.tls), ("starttls", running.plain)):
        names = [stream.name for stream in source(world, tls=tls, port=port).streams()]
        assert names[0] == "INBOX"


def test_untrusted_certificate(world: World, running: Dovecot) -> None:
    """Given a certificate nobody vouches for, when connected, then it says so, names the way out, and no password was
    sent."""
    for tls, port in (("implicit", running.tls), ("starttls", running.plain)):
        with pytest.raises(Unavailable, match=r"certificate that is not trusted.*SSL_CERT_FILE"):
            source(world, tls=tls, port=port).streams()


def test_tls_on_the_wrong_port(world: World, running: Dovecot) -> None:
    """Given tls = implicit on the port for STARTTLS, when connected, then the message names port and tls."""
    with pytest.raises(Unavailable, match='143: tls = "starttls"'):
        source(world, tls="implicit", port=running.plain).streams()


def test_nobody_there(world: World) -> None:
    """Given a port nobody listens on, when asked, then it is Unavailable after two tries, within a second or so."""
    with pytest.raises(Unavailable, match=r"can't be reached while .*refused"):
        source(world, port=1).streams()
    assert world.clock.monotonic() <= 1


def test_wrong_password(world: World) -> None:
    """Given a wrong password, when asked, then AuthExpired says whose it is and what to do, and not the password."""
    with pytest.raises(AuthExpired, match=r"refuses the password of .*correct password_command, or run") as raised:
        source(world, password_command=(sys.executable, "-c", "print('open sesame')")).streams()
    assert "sesame" not in str(raised.value)


def test_no_password_at_all(world: World) -> None:
    """Given neither a command nor a login, when asked, then AuthExpired names both ways."""
    world.tokens.forget("work")
    with pytest.raises(AuthExpired, match=r"password_command.*\[\"pass\", \"mail/work\"\].*syncd auth work"):
        source(world).streams()


def test_a_command_is_asked_once(world: World, tmp_path: Path) -> None:
    """Given a password_command, when two sources log in, then it was run once."""
    command = teller(tmp_path, PASSWORD)
    source(world, password_command=command).streams()
    source(world, password_command=command).streams()
    assert calls(tmp_path) == 1


def test_a_changed_password_is_asked_for(world: World, tmp_path: Path) -> None:
    """Given a command whose first answer is refused, when logging in, then it is asked once more, and that serves."""
    source(world, password_command=teller(tmp_path, "old", PASSWORD)).streams()
    assert calls(tmp_path) == 2


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; print('hunter2'); sys.exit(3)", "failed \\(exit 3\\)"),
        ("print()", "printed no password"),
        ("", "printed no password"),
    ],
)
def test_commands_that_fail(code: str, says: str) -> None:
    """Given a command that fails or prints nothing, then AuthExpired says so, without what it printed."""
    with pytest.raises(AuthExpired, match=says) as raised:
        password("work", (sys.executable, "-c", code))
    assert "hunter2" not in str(raised.value)


def test_a_command_that_is_not_there() -> None:
    """Given a command nobody has, then AuthExpired says so."""
    with pytest.raises(AuthExpired, match="can't be run \\(No such file"):
        password("work", ("/nonexistent/pass", "mail"))


def test_the_first_line_is_the_password(tmp_path: Path) -> None:
    """Given `pass`-like output of several lines, then the first is the password, spaces and umlauts included."""
    assert password("first-line", teller(tmp_path, " pä ss ")) == " pä ss "


def test_asked_by_hand_tried_and_kept(world: World) -> None:
    """Given no login, when `auth` asks, then a wrong password is not kept, the right one is; forgotten, it is gone."""
    world.tokens.forget("work")
    with pytest.raises(AuthExpired):
        log_in(world.account(), world.tokens, Person(), ask=lambda _: "wrong", ticker=world.clock)
    assert world.tokens.load("work") is None
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return PASSWORD

    report = log_in(world.account(), world.tokens, Person(), ask=ask, ticker=world.clock)
    assert (report.account, report.address, report.missing) == ("work", ADA, ())
    assert questions == [f"Password of {world.user} at 127.0.0.1:{world.port}: "]
    assert source(world).streams()
    forget(world.account(), world.tokens)
    assert world.tokens.load("work") is None


def test_asked_beside_a_command(world: World) -> None:
    """Given a password_command, when `auth` is run, then it says that there is nothing to keep."""
    account = replace(world.account(), options={**world.account().options, "password_command": ("pass",)})
    with pytest.raises(Trouble, match="remove that key"):
        log_in(account, world.tokens, Person(), ask=lambda _: "x")


def test_no_password_is_no_login(world: World) -> None:
    """Given an empty answer, when `auth` asks, then nothing is kept."""
    with pytest.raises(AuthExpired, match="nothing was kept"):
        log_in(world.account(), world.tokens, Person(), ask=lambda _: "")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("NO [UNAVAILABLE] Temporary authentication failure.", Unavailable),
        ("NO [LIMIT] Maximum number of connections from user+IP exceeded", RateLimited),
        ("NO Too many simultaneous connections. (Failure)", RateLimited),
        ("NO [ALERT] Application-specific password required: https://support.google.com/x (Failure)", AuthExpired),
        ("NO LOGIN failed.", AuthExpired),
        ("NO [PRIVACYREQUIRED] Encrypt first", Trouble),
    ],
)
def test_refused_logins(world: World, proxy: ImapBetween, answer: str, error: type[Trouble]) -> None:
    """Given a login that is refused in various words, then each has its meaning."""
    proxy.faults.add(Fault("answer", "AUTHENTICATE", body=answer, times=6))
    with pytest.raises(error) as raised:
        source(world).streams()
    assert type(raised.value) is error
    proxy.faults.clear()


def test_cut_off_while_logging_in_is_no_refusal(world: World, proxy: ImapBetween) -> None:
    """Given a connection that breaks during the login, when asked, then it is tried again and succeeds."""
    proxy.faults.add(Fault("lost before", "AUTHENTICATE", times=2))
    assert source(world).streams()


ACCOUNT = Account("work", "imap", ADA)
SERVERS: list[tuple[dict[str, object], tuple[str, int, str, str, bool]]] = [
    ({"host": "mail.example.org"}, ("mail.example.org", 993, "implicit", ADA, False)),
    ({"host": "mail.example.org", "port": 143}, ("mail.example.org", 143, "starttls", ADA, False)),
    ({"host": "mail.example.org", "tls": "starttls"}, ("mail.example.org", 143, "starttls", ADA, False)),
    ({"host": "mail.example.org", "tls": "none"}, ("mail.example.org", 143, "none", ADA, True)),
    ({"host": "localhost", "port": 1143}, ("localhost", 1143, "starttls", ADA, True)),
    ({"host": "[::1]", "port": 1143}, ("::1", 1143, "starttls", ADA, True)),
    ({"host": "10.0.0.7", "port": 1143}, ("10.0.0.7", 1143, "starttls", ADA, False)),
    ({"url": "imaps://mail.example.org"}, ("mail.example.org", 993, "implicit", ADA, False)),
    ({"url": "imap://bob%40x@mail.example.org:1143"}, ("mail.example.org", 1143, "starttls", "bob@x", False)),
    ({"host": "mail.example.org", "username": "ada"}, ("mail.example.org", 993, "implicit", "ada", False)),
]


@pytest.mark.parametrize(("options", "expected"), SERVERS)
def test_where_the_server_is(options: dict[str, object], expected: tuple[str, int, str, str, bool]) -> None:
    """Given host or url, port, tls and username, then defaults are those people expect, and clear text is rare."""
    found = server_of(replace(ACCOUNT, options=options))
    assert (found.host, found.port, found.tls, found.username, found.clear) == expected


HINTS = [
    ("imap.gmail.com", "app password"),
    ("outlook.office365.com", 'provider = "microsoft"'),
    ("imap.mail.me.com", "app-specific password"),
    ("imap.fastmail.com", "app password"),
    ("imap.example.org", "run `syncd auth work`"),
]


@pytest.mark.parametrize(("host", "says"), HINTS)
def test_refusals_say_what_the_provider_wants(host: str, says: str) -> None:
    """Given a refused password at a well-known provider, then the message says what that one wants."""
    assert says in str(auth_expired(Server("work", host, 993, "implicit", ADA)))


MEANINGS: list[tuple[str, Refusal]] = [
    ("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", Refusal.LOGIN),
    ("[THROTTLED] slow down", Refusal.RATE),
    ("[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", Refusal.RATE),
    ("User is authenticated but not connected. Server Unavailable. 15", Refusal.TRANSIENT),
    ("[ALERT] Too many simultaneous connections. (Failure)", Refusal.RATE),
    ("[SERVERBUG] Internal error occurred. Refer to server log", Refusal.TRANSIENT),
    ("Mailbox doesn't exist: x", Refusal.GONE),
    ("[NONEXISTENT] Unknown Mailbox: x (Failure)", Refusal.GONE),
    ("what?", Refusal.OTHER),
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_what_refusals_mean(text: str, meaning: Refusal) -> None:
    """Given what servers answer, then codes and usual words have their meaning."""
    assert refusal(text) is meaning


def test_no_password_in_clear_to_others() -> None:
    """Given a foreign server without STARTTLS, when connected, then no password is asked for, let alone sent."""

    def never(_: bool) -> str:
        raise AssertionError

    with fake_imap() as fake:
        server = Server("work", "127.0.0.1", fake.port, "starttls", ADA, clear=False)
        session = Session(server, never, NoTime())
        with pytest.raises(Trouble, match=r"speaks without TLS.*password was not sent"):
            session.folders()
        assert not any("LOGIN" in line for line in fake.commands())


def test_a_server_that_wants_tls() -> None:
    """Given tls = none and a server that disables logins without TLS, then the message says which key to set."""
    with fake_imap("IMAP4rev1 STARTTLS LOGINDISABLED") as fake:
        session = Session(Server("work", "127.0.0.1", fake.port, "none", ADA, clear=True), _secret, NoTime())
        with pytest.raises(Trouble, match='takes no password without TLS: set tls = "starttls"'):
            session.folders()
        assert not any("LOGIN" in line for line in fake.commands())


def _secret(_: bool) -> str:
    return PASSWORD
