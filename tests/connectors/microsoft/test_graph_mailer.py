"""The digest through Exchange: once per week, whatever gets lost, crashes or is tried twice."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from syncd.digest.message import message_id
from syncd.ports import NotGranted, RateLimited, Trouble, Unavailable
from tests.connectors.microsoft.mail_world import ADA, Pass, Watched
from tests.connectors.microsoft.writing_world import BACKEND, THROTTLED, Machines, Offline, machines_at
from tests.simulators.faults import Fault, Kind
from tests.simulators.microsoft.mailbox import Message

WEEK = "2026-W45"
SEND = "sending.send_mail"
LOOK = "messages.in_folder"


def digest(week: str = WEEK, owner: str = ADA) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "syncd <somebody@example.org>"
    message["To"] = ADA
    message["Subject"] = "Week 45: Grüße an Grace"
    message["Message-ID"] = message_id(week, owner)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Syncd"] = "digest"
    message.set_content("Größe 👍\n", cte="quoted-printable")
    message.add_alternative("<p>Größe 👍</p>", subtype="html", cte="quoted-printable")
    return message


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with machines_at(tmp_path) as found:
        yield found


@pytest.fixture
def server(machines: Machines) -> Watched:
    return machines.server


def only_send(machines: Machines) -> Pass:
    return Pass(machines.server.identity, "Mail.Send")


def in_sent(server: Watched) -> list[Message]:
    server.outgoing.arrive()
    return server.mail.within("sentitems")


# ---------------------------------------------------------------- what is sent


def test_the_mail_as_sent(machines: Machines, server: Watched) -> None:
    """Given a digest, when sent, then it is as composed, with its own Message-ID, but from the account's address."""
    assert machines.mailer().send(digest()) == f"sent to {ADA}"
    [sent] = server.mails
    assert (sent.why, sent.recipients, sent.message_id) == ("mail", (ADA,), digest()["Message-ID"])
    mail = message_from_bytes(sent.mime, policy=policy.default)
    assert str(mail["From"]) == f"syncd <{ADA}>"
    assert (mail["Subject"], mail["Auto-Submitted"], mail["X-Syncd"]) == (
        digest()["Subject"],
        "auto-generated",
        "digest",
    )
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (plain.get_content(), html.get_content()) == ("Größe 👍\r\n", "<p>Größe 👍</p>\r\n")
    assert b"\r\n" in sent.mime
    assert b"\n" not in sent.mime.replace(b"\r\n", b"")
    assert len(in_sent(server)) == 1


def test_each_week_and_owner_has_its_own(machines: Machines, server: Watched) -> None:
    """Given digests of two weeks and of two profiles, when sent, then each is sent."""
    for message in (digest(), digest("2026-W46"), digest(owner="bob@example.org")):
        machines.mailer().send(message)
    assert len(server.mails) == 3


def test_a_message_without_from_is_sent(machines: Machines, server: Watched) -> None:
    """Given any message with an id, with a quotation mark in it and folded, when sent, then it goes out from syncd at
    the account's address, once, and is found by that id from another machine.
    """
    message = EmailMessage()
    message["To"], message["Message-ID"] = ADA, "<it's-x@y.example>"
    message.set_content("x")
    machines.mailer().send(message)
    machines.mailer("desktop").send(message)
    assert [str(message_from_bytes(one.mime)["From"]) for one in server.mails] == [f"syncd <{ADA}>"]


# ---------------------------------------------------------------- once


def test_two_attempts_send_once(machines: Machines, server: Watched) -> None:
    """Given it was sent, when sent again by a new process, then that is success, without any request."""
    machines.mailer().send(digest())
    server.forget_calls()
    assert machines.mailer().send(digest()) == f"sent to {ADA}"
    assert (len(server.mails), server.called()) == (1, 0)


@pytest.mark.parametrize("folder", ["sentitems", "deleteditems"])
def test_two_machines_send_once(machines: Machines, server: Watched, folder: str) -> None:
    """Given the desktop sent it, and the user threw it away or not, when the laptop sends it, then it sees that."""
    machines.mailer("desktop").send(digest())
    server.mail.move(in_sent(server)[0], folder)
    machines.mailer().send(digest())
    assert len(server.mails) == 1


def test_a_copy_in_the_inbox_proves_nothing(machines: Machines, server: Watched) -> None:
    """Given somebody mailed the user a message of that id, when sent, then the digest still goes out."""
    server.mail.deliver("eve@example.com", message_id=str(digest()["Message-ID"]))
    machines.mailer().send(digest())
    assert len(server.mails) == 1


@pytest.mark.parametrize("scope", ["Mail.Read", "Mail.ReadBasic"])
@pytest.mark.parametrize("kind", ["lost before", "lost after"])
def test_a_lost_reply_is_looked_up(machines: Machines, server: Watched, kind: Kind, scope: str) -> None:
    """Given a reply that gets lost, when sent, then Sent Items is looked into: there it is success; if not,
    Unavailable, and the next process waits out two minutes, looks again and sends. One mail in either case.
    """
    server.faults.add(Fault(kind, SEND))
    if kind == "lost before":
        with pytest.raises(Unavailable, match=r"unknown whether the digest was sent.*syncd digest --send"):
            machines.mailer(session=machines.session("Mail.Send", scope)).send(digest())
        assert (machines.clock.slept, server.mails) == (5.0, [])
        machines.mailer(session=machines.session("Mail.Send", scope)).send(digest())
        assert machines.clock.slept == 120.0
    else:
        assert machines.mailer(session=machines.session("Mail.Send", scope)).send(digest()) == f"sent to {ADA}"
    machines.mailer().send(digest())
    assert (len(server.mails), len(in_sent(server))) == (1, 1)


@pytest.mark.parametrize("lag", [30.0, 119.0])
def test_sent_items_that_lag_make_no_second_mail(machines: Machines, server: Watched, lag: float) -> None:
    """Given the reply is lost and Sent Items shows the mail only later, when tried again, then it is not sent twice."""
    server.outgoing.lag = lag
    server.faults.add(Fault("lost after", SEND))
    with pytest.raises(Unavailable):
        machines.mailer().send(digest())
    machines.mailer().send(digest())
    assert (len(server.mails), server.called(SEND)) == (1, 1)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_server_error_is_looked_up(machines: Machines, server: Watched, status: int) -> None:
    """Given Exchange answers 5xx and sends nothing, when sent twice, then one mail, and one request each."""
    server.faults.add(Fault("answer", SEND, status, BACKEND))
    with pytest.raises(Unavailable):
        machines.mailer().send(digest())
    machines.mailer().send(digest())
    assert (len(server.mails), server.called(SEND)) == (1, 2)


def test_a_look_that_fails_sends_nothing(machines: Machines, server: Watched) -> None:
    """Given Sent Items cannot be read, before the first attempt or after a lost reply, when sent, then Unavailable, and
    nothing is sent that could have been sent.
    """
    server.faults.add(Fault("lost before", LOOK, times=6))
    with pytest.raises(Unavailable):
        machines.mailer().send(digest())
    assert server.called(SEND) == 0
    server.faults.add(Fault("lost after", SEND))
    server.faults.add(Fault("lost before", LOOK, skip=2, times=6))
    with pytest.raises(Unavailable, match="unknown whether the digest was sent"):
        machines.mailer().send(digest())
    machines.mailer().send(digest())
    assert (len(server.mails), server.called(SEND)) == (1, 1)


def test_throttling_tokens_and_challenges_pass(machines: Machines, server: Watched) -> None:
    """Given 429 with Retry-After, a token that expired and a claims challenge, when sent, then it is sent once."""
    login = Pass(server.identity, "Mail.Send")
    mailer = machines.mailer(session=machines.session(login=login))
    server.identity.expire_access()
    server.faults.add(Fault("answer", SEND, 429, THROTTLED, {"Retry-After": "9"}, skip=1))
    mailer.send(digest())
    assert (len(server.mails), machines.clock.slept, login.renewals) == (1, 9.0, 1)
    server.identity.challenge()
    mailer.send(digest("2026-W46"))
    assert (len(server.mails), login.renewals) == (2, 2)


# ---------------------------------------------------------------- surely not sent


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:1/v1.0", "http://nowhere.invalid/v1.0"])
def test_being_offline_leaves_no_doubt(machines: Machines, server: Watched, endpoint: str) -> None:
    """Given the login can't be renewed, nobody listens, or the host has no address, when tried again by a login that
    may only send, then it is simply sent.
    """
    login = only_send(machines) if endpoint else Offline(server.identity, "Mail.Send")
    with pytest.raises(Unavailable, match="can't be reached"):
        machines.mailer(session=machines.session(login=login, endpoint=endpoint)).send(digest())
    machines.mailer(session=machines.session(login=only_send(machines))).send(digest())
    assert len(server.mails) == 1


def test_refusals_for_rate_leave_no_doubt(machines: Machines, server: Watched) -> None:
    """Given Exchange's limit of mails is reached for longer than we wait, when sent, then RateLimited, and the next
    attempt waits for nothing.
    """
    server.faults.add(Fault("answer", SEND, 429, THROTTLED, {"Retry-After": "1"}, times=6))
    with pytest.raises(RateLimited):
        machines.mailer().send(digest())
    slept = machines.clock.slept
    machines.mailer().send(digest())
    assert (machines.clock.slept, len(server.mails)) == (slept, 1)


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (400, "ErrorInvalidRecipients", r"Microsoft refused sending the digest \(ErrorInvalidRecipients\)"),
        (403, "ErrorSendAsDenied", r"Microsoft refused sending the digest \(ErrorSendAsDenied\)"),
        (403, "ErrorAccessDenied", "sending the digest was not allowed.*syncd auth office"),
    ],
)
def test_a_plain_refusal_leaves_no_doubt(
    machines: Machines, server: Watched, status: int, code: str, told: str
) -> None:
    """Given Exchange refuses the mail, when sent, then Trouble says so; repaired, it is sent."""
    server.faults.add(Fault("answer", SEND, status, {"error": {"code": code, "message": "…"}}))
    with pytest.raises(Trouble, match=rf"^account office: {told}"):
        machines.mailer().send(digest())
    machines.mailer().send(digest())
    assert len(server.mails) == 1


# ---------------------------------------------------------------- logins that may do less


def test_a_login_that_may_only_send_sends(machines: Machines, server: Watched) -> None:
    """Given a login that may send and no more, when sent twice, then once, without a look."""
    for _ in range(2):
        machines.mailer(session=machines.session(login=only_send(machines))).send(digest())
    assert (len(server.mails), server.called()) == (1, 1)


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
def test_without_a_look_nothing_is_repeated(machines: Machines, server: Watched, kind: Kind) -> None:
    """Given such a login and a lost reply, when tried again and again, then Trouble asks the user to look, and nothing
    is sent twice; once the login may read, syncd looks itself.
    """
    server.faults.add(Fault(kind, SEND))
    for _ in range(3):
        with pytest.raises(Trouble, match=r"look for “Week 45: Grüße an Grace” in your mailbox.*syncd auth office"):
            machines.mailer(session=machines.session(login=only_send(machines))).send(digest())
    assert server.called(SEND) == 1
    machines.mailer().send(digest())
    assert len(server.mails) == 1


def test_a_login_that_may_not_send_is_told(machines: Machines, server: Watched) -> None:
    """Given a login that may only read, when sent, then NotGranted, and no request."""
    with pytest.raises(NotGranted, match=r"sending the digest was not granted.*syncd auth office"):
        machines.mailer(session=machines.session("Mail.Read")).send(digest())
    assert server.called() == 0
