"""What becomes of one message: its time, its text, invitations; the parsers alone, and with a real Dovecot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.imap.answer import read_fetch
from connectors.imap.folders import read_list, read_status
from connectors.imap.message import Letter, Wish, read_letter, received_at
from connectors.imap.structure import Part, hidden, is_invitation, put_together, read_structure, texts
from connectors.mime import has_calendar_part
from connectors.mime_body import readable_text
from syncd.model import Mark, Place, Unreadable
from tests.connectors.imap.imap_world import ADA, WHEN, World

NOON = int(WHEN.timestamp())
WISH = Wish(ADA, NOON + 86_400, Place.KEPT, text=True, gmail=False)


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode()


TIMES: list[tuple[str, int | None, bytes, int | None]] = [
    ("received a minute after it was sent", NOON, head("Date: Wed, 20 May 2026 11:59:00 +0000"), NOON),
    ("a sender's clock that is fast", NOON, head("Date: Wed, 20 May 2026 12:30:00 +0000"), NOON),
    ("moved from another server years later", NOON, head("Date: Wed, 20 May 2020 11:59:00 +0000"), None),
    (
        "held back for days by the sender's server",
        NOON,
        head("Received: from a by b; Wed, 20 May 2026 11:59:59 +0000", "Date: Fri, 15 May 2026 09:00:00 +0000"),
        NOON,
    ),
    (
        "moved, as its own server's line tells",
        NOON,
        head("Received: from a by b; Fri, 15 May 2026 09:00:05 +0000", "Date: Fri, 15 May 2026 09:00:00 +0000"),
        None,
    ),
    ("no other time", NOON, head("From: a@example.com"), NOON),
    ("no time of the server's", None, head("Date: Wed, 20 May 2026 11:59:00 +0000"), None),
]


@pytest.mark.parametrize(("what", "internal", "lines", "expected"), TIMES, ids=[one[0] for one in TIMES])
def test_when_it_was_received(what: str, internal: int | None, lines: bytes, expected: int | None) -> None:
    """Given INTERNALDATE, Received and Date, then the first is believed unless it is a migration's."""
    assert received_at(internal, lines) == expected, what


def test_moved_mail_is_timed_by_its_date(world: World) -> None:
    """Given mail that was copied here without its date, when synced, then its Date is its time; else INTERNALDATE."""
    sent = WHEN - timedelta(days=900)
    world.deliver("<old@x>", date=sent, when=WHEN)
    world.deliver("<new@x>", date=WHEN - timedelta(minutes=1), when=WHEN)
    world.sync()
    times = {uid: one.fact.at for uid, one in world.seen().items()}  # type: ignore[union-attr]  # mails
    assert times == {"<old@x>": int(sent.timestamp()), "<new@x>": NOON}


PLAIN = "Can you come on Friday?"
HTML = "<p>Can you come on <b>Saturday</b>?</p>" + "<p>-</p>" * 20
INVITE = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\n"


def multi(kind: str, *parts: str, boundary: str = "b1") -> str:
    inner = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inner}--{boundary}--\n'


def part(kind: str, text: str, *more: str) -> str:
    return "\n".join([f"Content-Type: {kind}", *more, "", text])


MAILS = {
    "plain": f"Content-Type: text/plain; charset=utf-8\n\n{PLAIN}\n",
    "nothing said": f"\n{PLAIN}\n",
    "html": f"Content-Type: text/html\n\n{HTML}\n",
    "quoted": "Content-Type: text/plain; charset=latin1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n",
    "base64": "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZQ==\n",
    "alternative": multi("alternative", part("text/plain", PLAIN * 9), part("text/html", HTML)),
    "alternative with a blank plain part": multi("alternative", part("text/plain", " \n \n"), part("text/html", HTML)),
    "alternative with html first": multi("alternative", part("text/html", HTML), part("text/plain", PLAIN * 9)),
    "attachment": multi(
        "mixed",
        part("text/plain", PLAIN),
        part('text/plain; name="notes.txt"', "not this", 'Content-Disposition: attachment; filename="notes.txt"'),
        part('application/pdf; name="a.pdf"', "AAAA", "Content-Disposition: attachment"),
    ),
    "nested": multi(
        "mixed",
        multi(
            "alternative",
            part("text/plain", PLAIN * 9),
            multi("related", part("text/html", HTML), part("image/png", "AAAA"), boundary="b3"),
            boundary="b2",
        ),
        part("text/plain", "A footer."),
    ),
    "attached message": multi(
        "mixed",
        part("text/plain", "see below"),
        part(
            "message/rfc822",
            "From: x@y.example\nContent-Type: text/calendar; method=REQUEST\n\nhidden\n",
        ),
    ),
    "invitation": multi(
        "alternative", part("text/plain", PLAIN), part("text/calendar; charset=utf-8; method=REQUEST", INVITE)
    ),
    "invitation that hides its method": multi(
        "mixed", part("text/plain", PLAIN), part("text/calendar; charset=utf-8", INVITE)
    ),
    "calendar without a method": multi(
        "mixed", part("text/plain", PLAIN), part("text/calendar", INVITE.replace("METHOD:REQUEST\n", ""))
    ),
    "a single calendar": part("text/calendar; charset=utf-8", INVITE),
    "a boundary nobody closes": 'Content-Type: multipart/mixed; boundary="b1"\n\n--b1\n\nText.\n',
    "a multipart without parts": 'Content-Type: multipart/mixed; boundary="b1"\n\nnothing\n',
    "an empty body": "Content-Type: text/plain\n\n",
}


def test_texts_and_invitations_as_archives_read_them(world: World) -> None:
    """Given mails of every shape, when synced, then text and the mark of an invitation are those that the whole mail
    gives an archive."""
    raws = {}
    for name, tail in MAILS.items():
        uid = f"<{name.replace(' ', '-')}@x>"
        raw = f"Message-ID: {uid}\nDate: Wed, 20 May 2026 12:00:00 +0000\nFrom: bob@example.com\nTo: {ADA}\n{tail}"
        raws[uid] = raw.encode().replace(b"\n", b"\r\n")
        world.deliver(raw=raws[uid])
    world.sync()
    for uid, item in world.seen().items():
        marks = item.fact.marks  # type: ignore[union-attr]  # mails
        assert bool(marks & Mark.CALENDAR) == has_calendar_part(raws[uid]), uid
        assert item.text == ("" if marks & Mark.CALENDAR else readable_text(raws[uid])), uid
    assert set(world.seen()) == set(raws)


def test_headers_only_reads_no_body(world: World, running: Any, proxy: Any) -> None:
    """Given bodies = none, when synced, then nothing but headers and structures is fetched, and invitations that say
    so are known."""
    world.bodies = "none"
    for name in ("plain", "invitation"):
        raw = f"Message-ID: <{name}@x>\nDate: Wed, 20 May 2026 12:00:00 +0000\nFrom: bob@example.com\n{MAILS[name]}"
        world.deliver(raw=raw.encode())
    world.sync()
    assert {line.partition("BODY.PEEK")[2][:7] for line in proxy.commands() if "BODY.PEEK" in line} == {"[HEADER"}
    marks = {uid: one.fact.marks for uid, one in world.seen().items()}  # type: ignore[union-attr]  # mails
    assert marks == {"<plain@x>": 0, "<invitation@x>": Mark.CALENDAR}


def test_newsletters_are_not_read(world: World, proxy: Any) -> None:
    """Given mail of a list and mail in Junk, when synced, then no text of theirs is fetched."""
    world.deliver("<list@x>", headers=["List-Id: <l.example.com>"], body="Buy!\n")
    world.deliver("<spam@x>", "Junk", body="Buy!\n")
    world.sync()
    assert not any("BODY.PEEK[1]" in line or "[TEXT]" in line for line in proxy.commands())
    assert world.seen()["<list@x>"].text == ""


def test_mail_nobody_wrote_is_unreadable(world: World) -> None:
    """Given a mail without an author, when synced, then it is unreadable, with the reason, and not read again."""
    world.deliver(raw=b"Subject: x\r\n\r\nText\r\n")
    world.deliver("<1@x>")
    world.sync()
    assert world.unreadable() == ["no author is named"]
    assert world.uids() == {"INBOX": {"<1@x>"}}
    assert world.sync() == 0


FIELDS = {
    b"FLAGS": (b"\\Seen",),
    b"INTERNALDATE": b"20-May-2026 14:00:00 +0200",
    b"RFC822.SIZE": 100,
    b"BODY[HEADER.FIELDS (FROM)]": head("From: b@example.com", "Message-ID: <1@x>"),
}


def test_gmail_s_numbers_make_link_and_thread() -> None:
    """Given Gmail's message and thread numbers, then link and thread are as its API has them; drafts by their label."""
    wish = Wish(ADA, NOON, Place.KEPT, text=False, gmail=True)
    fields = {**FIELDS, b"X-GM-MSGID": 0x18F, b"X-GM-THRID": 0x18E, b"X-GM-LABELS": (b"\\\\Draft", b"Work")}
    letter = read_letter(1, "7.1", fields, wish)
    assert isinstance(letter, Letter)
    assert (letter.thread, letter.link.rpartition("#")[2], letter.place) == ("18e", "all/18f", Place.DRAFT)


junk: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.binary(max_size=20) | st.sampled_from([b"TEXT", b"PLAIN", b"MIXED", b"NIL"]),
    lambda inner: st.lists(inner, max_size=12).map(tuple),
    max_leaves=30,
)


@given(junk)
def test_any_structure_is_read_or_refused(data: Any) -> None:
    """Given anything in place of a structure, when read, then there is a tree or none, and it can be put together."""
    found = read_structure(data)
    if found is not None:
        is_invitation(found)
        bodies = dict.fromkeys({**texts(found), **hidden(found)}, b"x")
        readable_text(put_together(head("From: a@b.example"), found, bodies))


@given(st.dictionaries(st.sampled_from([*FIELDS, b"BODYSTRUCTURE", b"X-GM-MSGID", b"X-GM-LABELS"]), junk))
def test_any_answer_is_a_letter_or_unreadable(fields: dict[bytes, Any]) -> None:
    """Given anything in an answer, when read, then it is a letter or unreadable; nothing is raised."""
    for one in ({**FIELDS, **fields}, fields):
        found = read_letter(1, "7.1", one, WISH)
        assert isinstance(found, Letter | Unreadable)
        if isinstance(found, Letter):
            found.seen(dict.fromkeys(found.sections, b"text"))


@given(st.lists(st.binary(max_size=60) | st.tuples(st.binary(max_size=30), st.binary(max_size=30)) | st.none()))
def test_any_list_is_read(data: list[Any]) -> None:
    """Given anything in place of LIST or STATUS lines, when read, then nothing is raised."""
    read_list(data)
    read_status(data)


def test_a_literal_in_a_list() -> None:
    """Given a folder name sent as a literal between two lines, when read, then all three folders are there."""
    data = [b'(\\Sent) "/" Sent', (b'() "/" {5}', b'a"b&-'), b"", b'() NIL "INBOX"']
    entries = read_list(data)
    assert [one.levels for one in entries] == [("Sent",), ('a"b&',), ("INBOX",)]
    assert entries[0].uses == {"\\sent"}


def test_status_of_folders() -> None:
    """Given STATUS lines, one of them without UIDVALIDITY, then the others' states are known."""
    lines = [b"INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 HIGHESTMODSEQ 42)", b'"a b" (MESSAGES 1)']
    found = read_status(lines)
    assert set(found) == {"INBOX"}
    assert (found["INBOX"].exists, found["INBOX"].uidnext, found["INBOX"].modseq) == (3, 9, 42)


def test_a_structure_as_servers_write_it() -> None:
    """Given a BODYSTRUCTURE with extension data, when read, then sections, names and dispositions are right."""
    text = (
        b'1 (UID 1 BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 70 2 NIL ("INLINE" NIL) NIL NIL)'
        b'("TEXT" "CALENDAR" ("NAME" "i.ics") NIL NIL "BASE64" 90 3 NIL ("ATTACHMENT" ("FILENAME" "i.ics")) NIL NIL)'
        b' "MIXED" ("BOUNDARY" "b") NIL NIL NIL))'
    )
    found = read_structure((read_fetch([text])[1] or {})[b"BODYSTRUCTURE"])
    assert isinstance(found, Part)
    assert [(one.section, one.kind, one.attached) for one in found.parts] == [
        ("1", "text/plain", False),
        ("2", "text/calendar", True),
    ]
    assert texts(found) == {"1": 70}
    assert list(hidden(found)) == ["2"]


def test_a_year_before_time_began() -> None:
    """Given a server whose clock stood at 1970, when read, then the Date counts."""
    fields = {**FIELDS, b"INTERNALDATE": b" 1-Jan-1970 00:00:00 +0000"}
    fields[b"BODY[HEADER.FIELDS (FROM)]"] = head("From: b@example.com", "Date: Wed, 20 May 2026 12:00:00 +0000")
    letter = read_letter(1, "7.1", fields, WISH)
    assert isinstance(letter, Letter)
    assert letter.mail.at == NOON


ANSWER = [
    (b'1 (UID 5 FLAGS (\\Seen) X-GM-LABELS ("\\\\Draft" "a \\"b\\"") BODY[HEADER.FIELDS (FROM)] {9}', b"From: a\r\n"),
    b' RFC822.SIZE 7 INTERNALDATE " 1-May-2026 12:00:00 +0200")',
    b"2 (UID 6 FLAGS () BODYSTRUCTURE ((((",
    b"3 (FLAGS (\\Seen))",
    (b"4 (BODY[1]<0> {3}", b"(x)"),
    b" UID 8)",
    b"5 (UID 9 BODY[1]<0> NIL)",
]


def test_an_answer_message_by_message() -> None:
    """Given an answer with literals, quotes, one without sense and one without a UID, then the rest is read."""
    found = read_fetch(ANSWER)
    assert found[5] == {
        b"FLAGS": (b"\\Seen",),
        b"X-GM-LABELS": (b"\\Draft", b'a "b"'),
        b"BODY[HEADER.FIELDS (FROM)]": b"From: a\r\n",
        b"RFC822.SIZE": 7,
        b"INTERNALDATE": b" 1-May-2026 12:00:00 +0200",
    }
    assert found[6] is None
    assert found[8] == {b"BODY[1]<0>": b"(x)"}
    assert found[9] == {b"BODY[1]<0>": None}
    assert set(found) == {5, 6, 8, 9}


PIECES = [b"(", b")", b'"', b"{3}", b"UID 1 ", b"1 (", b"FLAGS ", b"[", b"]", b"NIL ", b"\\"]
LINES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=5), max_size=12).map(b"".join)


@given(st.lists(LINES | st.tuples(LINES, st.binary(max_size=5)) | st.none(), max_size=6))
def test_any_answer_is_read(data: list[Any]) -> None:
    """Given anything in place of an answer, when read, then nothing is raised."""
    read_fetch(data)
