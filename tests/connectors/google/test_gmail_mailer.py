"""The digest through Gmail: once per week, whatever gets lost, crashes or is tried twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from connectors.google.mailer import GmailMailer
from connectors.google.scopes import METADATA, READONLY, SEND
from syncd.digest.message import message_id
from syncd.notebook import Notebook
from syncd.ports import NotGranted, RateLimited, Trouble, Unavailable
from tests.simulators.faults import Fault, Kind
from tests.simulators.google.access import Sleeper, account_at, session_at
from tests.simulators.google.gmail import START, GmailSim
from tests.simulators.google.server import GoogleServer

NOW = datetime.fromtimestamp(START / 1000, UTC)
WEEK = "2026-W39"
RATE = {"error": {"code": 429, "errors": [{"reason": "rateLimitExceeded"}]}}
BACKEND = {"error": {"code": 500, "errors": [{"reason": "backendError"}]}}
SEND_METHOD = "gmail.users.messages.send"


def digest(week: str = WEEK, owner: str = "ada@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "syncd <somebody@example.org>"
    message["To"] = "ada@example.org"
    message["Subject"] = "Week 39: Grüße an Grace"
    message["Message-ID"] = message_id(week, owner)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Syncd"] = "digest"
    message["X-Syncd-Digest"] = week
    message.set_content("Größe 👍\n", cte="quoted-printable")
    message.add_alternative("<p>Größe 👍</p>", subtype="html", cte="quoted-printable")
    return message


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        server.apis["gmail"] = GmailSim()
        yield server
    assert server.violations == []
    assert server.faults.pending() == 0
    assert server.apis["gmail"].pending() == 0


@pytest.fixture
def sim(google: GoogleServer) -> GmailSim:
    found: GmailSim = google.apis["gmail"]
    return found


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


class Machines:
    """Computers of one user, each with a login and a notebook of its own; `mailer` is a new process each time."""

    def __init__(self, google: GoogleServer, folder: Path, sleeper: Sleeper) -> None:
        self._google, self._folder, self._sleeper = google, folder, sleeper

    def mailer(
        self, name: str = "laptop", scopes: tuple[str, ...] = (SEND, READONLY), endpoint: str = ""
    ) -> GmailMailer:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        session = session_at(self._google, folder, scopes, self._sleeper, endpoint)
        notebook = Notebook(folder / "notes.json")
        return GmailMailer(
            account_at(self._google), session, notebook, lambda: NOW + timedelta(seconds=self._sleeper.at)
        )


@pytest.fixture
def machines(google: GoogleServer, tmp_path: Path, sleeper: Sleeper) -> Machines:
    return Machines(google, tmp_path, sleeper)


def sent(sim: GmailSim) -> list[EmailMessage]:
    """What Gmail sent of ours."""
    read = [message_from_bytes(one.raw, policy=policy.default) for one in sim.messages.values() if "SENT" in one.labels]
    return [one for one in read if "X-Syncd" in one]


def send_mail(sim: GmailSim, count: int = 1, at: int | None = None) -> None:
    """The user sends mails of their own."""
    for _ in range(count):
        sim.deliver(b"From: ada@example.org\r\nTo: bob@example.com\r\nSubject: Hi\r\n\r\nHi\r\n", ["SENT"], at=at)


# ---------------------------------------------------------------- what is sent


def test_the_mail_as_sent(machines: Machines, sim: GmailSim) -> None:
    """Given a digest, when sent, then it is as composed, but from the account's address, with its id in our header."""
    assert machines.mailer().send(digest()) == "sent to ada@example.org"
    [mail] = sent(sim)
    assert str(mail["From"]) == "syncd <ada@example.org>"
    assert mail["X-Syncd-Message-ID"] == message_id(WEEK, "ada@example.org")
    assert (mail["X-Syncd-Digest"], mail["Auto-Submitted"]) == (WEEK, "auto-generated")
    assert mail["Subject"] == digest()["Subject"]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert plain.get_content() == "Größe 👍\r\n".replace("\r\n", "\n")
    assert "Größe" in html.get_content()
    assert mail["Message-ID"] != digest()["Message-ID"], "Gmail gives its own"


def test_each_week_and_owner_has_its_own(machines: Machines, sim: GmailSim) -> None:
    """Given digests of two weeks and of two profiles, when sent, then each is sent."""
    for message in (digest(), digest("2026-W40"), digest(owner="bob@example.org")):
        machines.mailer().send(message)
    assert len(sent(sim)) == 3


def test_a_message_without_from_or_week_is_sent(machines: Machines, sim: GmailSim) -> None:
    """Given any message with an id, when sent, then it goes out from syncd at the account's address."""
    message = EmailMessage()
    message["To"], message["Message-ID"], message["X-Syncd"] = "ada@example.org", "<x@y.example>", "test"
    message.set_content("x")
    machines.mailer().send(message)
    assert [str(one["From"]) for one in sent(sim)] == ["syncd <ada@example.org>"]


# ---------------------------------------------------------------- once


def test_two_attempts_send_once(machines: Machines, sim: GmailSim, google: GoogleServer) -> None:
    """Given it was sent, when sent again by a new process, then that is success, without any request."""
    machines.mailer().send(digest())
    google.forget_calls()
    assert machines.mailer().send(digest()) == "sent to ada@example.org"
    assert (len(sent(sim)), google.called()) == (1, 0)


def test_two_machines_send_once(machines: Machines, sim: GmailSim) -> None:
    """Given the desktop sent it, and the user nine mails since and threw the digest away, when the laptop sends it,
    then it sees that in Sent.
    """
    machines.mailer("desktop").send(digest())
    send_mail(sim, 9)
    for name, one in sim.messages.items():
        if "INBOX" in one.labels:
            sim.trash(name)
    machines.mailer().send(digest())
    assert len(sent(sim)) == 1


@pytest.mark.parametrize("scopes", [(SEND, READONLY), (SEND, METADATA), ("https://mail.google.com/",)])
@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated"])
def test_a_lost_reply_is_looked_up(
    machines: Machines, sim: GmailSim, google: GoogleServer, sleeper: Sleeper, kind: Kind, scopes: tuple[str, ...]
) -> None:
    """Given a reply that gets lost, when sent, then Sent is looked into: there it is success; if not, Unavailable, and
    the next attempt waits out the minute, looks again and sends. One mail in the end, in either case.
    """
    google.faults.add(Fault(kind, SEND_METHOD))
    if kind == "lost before":
        with pytest.raises(Unavailable, match=r"unknown whether the digest was sent.*syncd digest --send"):
            machines.mailer(scopes=scopes).send(digest())
        assert (sleeper.slept, sent(sim)) == ([5.0], [])
        machines.mailer(scopes=scopes).send(digest())
        assert sleeper.slept == [5.0, 55.0]
    else:
        assert machines.mailer(scopes=scopes).send(digest()) == "sent to ada@example.org"
    machines.mailer(scopes=scopes).send(digest())
    assert len(sent(sim)) == 1


def test_a_server_error_after_sending_is_looked_up(machines: Machines, sim: GmailSim, google: GoogleServer) -> None:
    """Given Google answers 500 and sends nothing, when sent twice, then one mail, and one request each."""
    google.faults.add(Fault("answer", SEND_METHOD, 500, BACKEND))
    with pytest.raises(Unavailable):
        machines.mailer().send(digest())
    machines.mailer().send(digest())
    assert (len(sent(sim)), google.called(SEND_METHOD)) == (1, 2)


def test_sent_that_lags_is_seen_by_the_next_attempt(machines: Machines, sim: GmailSim, google: GoogleServer) -> None:
    """Given the reply is lost and Sent shows the mail only later, when tried again, then it is not sent twice."""
    google.faults.add(Fault("lost after", SEND_METHOD))
    hidden: list[str] = []

    def hide() -> None:
        [name] = [name for name, one in sim.messages.items() if "SENT" in one.labels]
        sim.messages[name].labels.discard("SENT")
        hidden.append(name)

    sim.meanwhile("messages_list", hide, skip=1)
    with pytest.raises(Unavailable):
        machines.mailer().send(digest())
    sim.messages[hidden[0]].labels.add("SENT")
    machines.mailer().send(digest())
    assert len(sent(sim)) == 1


def test_a_crash_after_sending_is_found_however_much_was_sent_since(
    machines: Machines, sim: GmailSim, google: GoogleServer
) -> None:
    """Given the process died after the mail was sent (neither look succeeds), and the user sent thirty mails since,
    when tried again, then it is found behind them, and nothing is sent.
    """
    google.faults.add(Fault("lost after", SEND_METHOD))
    google.faults.add(Fault("lost before", "gmail.users.messages.list", skip=1, times=6))
    with pytest.raises(Unavailable):
        machines.mailer().send(digest())
    send_mail(sim, 30)
    sim.empty_pages = True
    machines.mailer().send(digest())
    assert len(sent(sim)) == 1


def test_a_crash_before_sending_is_made_good(
    machines: Machines, sim: GmailSim, google: GoogleServer, sleeper: Sleeper
) -> None:
    """Given the process died between the note and the request, with a full Sent of older mails, when tried again, then
    it is sent, and no more mails were looked at than needed.
    """
    send_mail(sim, 40, at=START - 86_400_000)
    google.faults.add(Fault("lost before", SEND_METHOD))
    with pytest.raises(Unavailable):
        machines.mailer().send(digest())
    google.forget_calls()
    machines.mailer().send(digest())
    assert len(sent(sim)) == 1
    assert google.called("gmail.users.messages.get") == 20


def test_a_mail_that_vanishes_while_looking_is_passed_over(machines: Machines, sim: GmailSim) -> None:
    """Given a mail of Sent is deleted while we look, when sent, then the look goes on."""
    send_mail(sim, 3)
    sim.meanwhile("messages_get", lambda: sim.delete(next(iter(sim.messages))), skip=1)
    machines.mailer().send(digest())
    assert len(sent(sim)) == 1


# ---------------------------------------------------------------- surely not sent


def test_being_offline_leaves_no_doubt(machines: Machines, sim: GmailSim, google: GoogleServer) -> None:
    """Given the login cannot be renewed for the network, even for a login that may only send, when tried again, then
    it is simply sent.
    """
    mailer = machines.mailer(scopes=(SEND,))
    google.oauth.expire_access()
    google.faults.add(Fault("lost before", "/token"))
    with pytest.raises(Unavailable):
        mailer.send(digest())
    mailer.send(digest())
    assert len(sent(sim)) == 1


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "http://nowhere.invalid"])
def test_nobody_listening_leaves_no_doubt(machines: Machines, sim: GmailSim, endpoint: str) -> None:
    """Given nobody answers at the host, or it has no address, when tried again by a login that may only send, then it
    is simply sent.
    """
    with pytest.raises(Unavailable, match="can't be reached while sending the digest"):
        machines.mailer(scopes=(SEND,), endpoint=endpoint).send(digest())
    machines.mailer(scopes=(SEND,)).send(digest())
    assert len(sent(sim)) == 1


def test_refusals_for_rate_leave_no_doubt(
    machines: Machines, sim: GmailSim, google: GoogleServer, sleeper: Sleeper
) -> None:
    """Given refusals for rate that do not end, when sent, then RateLimited, and the next attempt waits for nothing."""
    google.faults.add(Fault("answer", SEND_METHOD, 429, RATE, times=6))
    with pytest.raises(RateLimited):
        machines.mailer().send(digest())
    before = sleeper.at
    machines.mailer().send(digest())
    assert sleeper.at - before < 60
    assert len(sent(sim)) == 1


def test_a_plain_refusal_leaves_no_doubt(machines: Machines, sim: GmailSim, google: GoogleServer) -> None:
    """Given Google refuses the mail, when sent, then Trouble says so; repaired, it is sent."""
    bad = {"error": {"code": 400, "errors": [{"reason": "invalidArgument"}]}}
    google.faults.add(Fault("answer", SEND_METHOD, 400, bad))
    with pytest.raises(Trouble, match=r"^account work: Google refused sending the digest \(invalidArgument\)$"):
        machines.mailer().send(digest())
    machines.mailer().send(digest())
    assert len(sent(sim)) == 1


# ---------------------------------------------------------------- logins that may do less


def test_a_login_that_may_only_send_sends(machines: Machines, sim: GmailSim, google: GoogleServer) -> None:
    """Given a login that may send and no more, when sent twice, then once, without a look."""
    for _ in range(2):
        machines.mailer(scopes=(SEND,)).send(digest())
    assert (len(sent(sim)), google.called()) == (1, 1)


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
def test_without_a_look_nothing_is_repeated(
    machines: Machines, sim: GmailSim, google: GoogleServer, kind: Kind
) -> None:
    """Given such a login and a lost reply, when tried again and again, then Trouble asks the user to look, and nothing
    is sent twice; once the login may read, syncd looks itself.
    """
    google.faults.add(Fault(kind, SEND_METHOD))
    for _ in range(3):
        with pytest.raises(Trouble, match=r"look for “Week 39: Grüße an Grace” in your mailbox.*syncd auth work"):
            machines.mailer(scopes=(SEND,)).send(digest())
    assert google.called(SEND_METHOD) == 1
    machines.mailer(scopes=(SEND, METADATA)).send(digest())
    assert len(sent(sim)) == 1


def test_a_login_that_may_not_send_is_told(machines: Machines, google: GoogleServer) -> None:
    """Given a login that may only read, when sent, then NotGranted, and no request."""
    with pytest.raises(NotGranted, match=r"sending the digest was not granted.*syncd auth work"):
        machines.mailer(scopes=(READONLY,)).send(digest())
    assert google.called() == 0
