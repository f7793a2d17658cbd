"""Sending (PROVIDERS.md §4: sendMail answers 202 and promises nothing)."""

from __future__ import annotations

from base64 import b64encode
from email.message import EmailMessage

from tests.simulators.faults import Fault
from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.server import GraphServer

PLAIN = {"Content-Type": "text/plain"}
TO = [{"emailAddress": {"address": "bob@example.com"}}]


def _digest(**headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"Subject": "Week 45", "To": "ada@example.org", "Message-ID": "<w45@syncd>", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello")
    message.add_alternative("<p>Hello</p>", subtype="html")
    return b64encode(message.as_bytes())


def _copies(asking: Asking, folder: str, identity: str) -> int:
    query = {"filter": f"internetMessageId eq '{identity}'"}
    return len(asking.get(f"/me/mailFolders/{folder}/messages", **query)["value"])


def test_the_mime_form_keeps_the_message_id(graph: GraphServer, asking: Asking) -> None:
    """Given a MIME message to myself, when it is sent, then 202 without a body, and copies in Sent Items and inbox."""
    answer = asking.ask("POST", "/me/sendMail", data=_digest(X_Syncd="digest"), headers=PLAIN)
    assert (answer.status_code, answer.content) == (202, b"")
    assert (_copies(asking, "sentitems", "<w45@syncd>"), _copies(asking, "inbox", "<w45@syncd>")) == (1, 1)
    (mail,) = graph.mails
    assert (
        mail.why, mail.recipients, mail.subject, mail.message_id,
    ) == ("mail", ("ada@example.org",), "Week 45", "<w45@syncd>")  # fmt: skip
    (received,) = graph.mail.within("inbox")
    found = asking.get(f"/me/messages/{received.id}", select="internetMessageHeaders")
    assert {"name": "X-Syncd", "value": "digest"} in found["internetMessageHeaders"]


def test_the_json_form_mints_its_own(graph: GraphServer, asking: Asking) -> None:
    """Given a JSON message, when it is sent, then Exchange chooses its Message-ID, which nobody may write."""
    body = {"message": {"subject": "Hi", "toRecipients": TO, "body": {"contentType": "text", "content": "Hello"}}}
    assert asking.ask("POST", "/me/sendMail", json=body).status_code == 202
    assert graph.mails[0].message_id.endswith("outlook.com>")
    body["message"]["internetMessageId"] = "<w45@syncd>"
    assert asking.refusal("POST", "/me/sendMail", json=body) == (400, "BadRequest")
    assert noted(graph) == ["sendMail.message.internetMessageId can not be written"]


def test_the_json_form_takes_only_x_headers(graph: GraphServer, asking: Asking) -> None:
    """Given a header without X-, when a JSON message has it, then 400."""
    headers = [{"name": "Auto-Submitted", "value": "auto-generated"}]
    body = {"message": {"subject": "Hi", "toRecipients": TO, "internetMessageHeaders": headers}}
    assert asking.refusal("POST", "/me/sendMail", json=body) == (400, "InvalidInternetMessageHeader")
    assert len(noted(graph)) == 1


def test_a_sent_mail_is_seen_only_later() -> None:
    """Given a lag of 30 s, when a mail was sent, then Sent Items shows it after 30 s and not before."""
    now = [100.0]
    with GraphServer(monotonic=lambda: now[0]) as graph:
        graph.outgoing.lag = 30
        one = Asking(graph)
        one.ask("POST", "/me/sendMail", data=_digest(), headers=PLAIN)
        assert _copies(one, "sentitems", "<w45@syncd>") == 0
        now[0] += 30
        assert _copies(one, "sentitems", "<w45@syncd>") == 1
        one.session.close()
        assert graph.violations == []


def test_a_lost_answer_has_sent_it(graph: GraphServer, asking: Asking) -> None:
    """Given an answer that is lost, when Sent Items is searched by Message-ID, then it tells that the mail went."""
    graph.faults.add(Fault("answer", "sending.send_mail", 504, {"error": {"code": "x", "message": ""}}))
    assert asking.ask("POST", "/me/sendMail", data=_digest(), headers=PLAIN).status_code == 504
    assert _copies(asking, "sentitems", "<w45@syncd>") == 0
    asking.ask("POST", "/me/sendMail", data=_digest(), headers=PLAIN)
    assert _copies(asking, "sentitems", "<w45@syncd>") == 1


def test_nobody_sends_as_somebody_else(graph: GraphServer, asking: Asking) -> None:
    """Given a MIME message from another address, when it is sent, then 403 ErrorSendAsDenied."""
    data = _digest(From="eve@example.com")
    assert asking.refusal("POST", "/me/sendMail", data=data, headers=PLAIN) == (403, "ErrorSendAsDenied")
    assert graph.mails == []


def test_mime_must_be_base64_and_as_text(graph: GraphServer, asking: Asking) -> None:
    """Given a bare MIME text, or another type, when it is sent, then 400 and a violation."""
    assert asking.refusal("POST", "/me/sendMail", data=b"Subject: x\n\nHi", headers=PLAIN)[0] == 400
    wrong = {"Content-Type": "message/rfc822"}
    assert asking.refusal("POST", "/me/sendMail", data=_digest(), headers=wrong)[0] == 400
    assert noted(graph) == [
        "a message sent as text/plain is base64",
        "sending.send_mail takes JSON, not message/rfc822",
    ]


def test_exchange_sends_thirty_a_minute(graph: GraphServer, asking: Asking) -> None:
    """Given a limit of one a minute, when two are sent, then the second is 429."""
    graph.outgoing.per_minute = 1
    assert asking.ask("POST", "/me/sendMail", data=_digest(), headers=PLAIN).status_code == 202
    assert asking.ask("POST", "/me/sendMail", data=_digest(), headers=PLAIN).status_code == 429


def test_a_draft_keeps_its_id_when_it_is_sent(graph: GraphServer, asking: Asking) -> None:
    """Given a draft, when it is sent, then the same immutable id is no draft any more and lies in Sent Items."""
    made = asking.ask("POST", "/me/messages", json={"subject": "Hi", "toRecipients": TO}).json()
    assert made["isDraft"]
    assert asking.ask("POST", f"/me/messages/{made['id']}/send").status_code == 202
    found = asking.get(f"/me/messages/{made['id']}")
    sent = asking.get("/me/mailFolders/sentitems")["id"]
    assert (False, sent) == (found["isDraft"], found["parentFolderId"])
    assert asking.refusal("POST", f"/me/messages/{made['id']}/send") == (400, "ErrorInvalidRequest")
