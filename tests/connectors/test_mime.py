"""One mail's header block as a fact: CONTRACT.md §4 "E-mail", and its fine print."""

from __future__ import annotations

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mime import UnreadableMail, header_values, parse_mail, reference
from syncd.model import Mail, Mark, Role

NOW = 1_700_000_000  # 2023-11-14T22:13:20Z
AT = 1_699_000_000  # 2023-11-03T08:26:40Z
DATE = "Fri, 03 Nov 2023 09:26:40 +0100"


def head(*lines: str, author: str = "Ada <ada@x.org>", date: str = DATE) -> bytes:
    return "\r\n".join([f"From: {author}", f"Date: {date}", *lines, ""]).encode()


def parse(raw: bytes, *, envelope: bytes = b"", calendar: bool = False) -> Mail:
    return parse_mail(raw, now=NOW, size=1234, envelope=envelope, calendar=calendar)


def role(mail: Mail, place: Role) -> list[str]:
    return [address for number, address in mail.parties if number == place]


def test_a_mail() -> None:
    """Given a usual header block, when it is parsed, then all of the mail is there."""
    mail = parse(
        head("To: Bob <bob@y.org>, c@z.org", "Cc: =?utf-8?q?J=C3=BCrgen?= <j@z.org>", "Bcc: d@z.org")
        + b"Message-ID: <1@x.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n from\r\n\tBerlin\r\n"
        + b"In-Reply-To: <0@y.org>\r\nDelivered-To: bob@y.org\r\nX-Original-To: info@y.org\r\n"
    )
    assert mail.uid == "<1@x.org>"
    assert mail.at == AT
    assert mail.author == "ada@x.org"
    assert role(mail, Role.TO) == ["bob@y.org", "c@z.org"]
    assert role(mail, Role.CC) == ["j@z.org"]
    assert role(mail, Role.BCC) == ["d@z.org"]
    assert role(mail, Role.DELIVERED) == ["bob@y.org", "info@y.org"]
    assert mail.names == (("ada@x.org", "Ada"), ("bob@y.org", "Bob"), ("j@z.org", "Jürgen"))
    assert mail.subject == "Grüße from Berlin"
    assert mail.refs == reference("<0@y.org>")
    assert mail.marks == 0
    assert mail.size == 1234
    digest = blake2b(b"<1@x.org>\0ada@x.org", digest_size=8).digest()
    assert mail.identity == int.from_bytes(digest, "big", signed=True)


@pytest.mark.parametrize("change", [(b"\r\n", b"\n"), (b"\r\n", b"\r"), (b"From:", b"\xef\xbb\xbffrom \t:")])
def test_line_ends_and_case_do_not_matter(change: tuple[bytes, bytes]) -> None:
    """Given the same block with other line ends, a BOM, or loosely written names, then it is the same mail."""
    raw = head("To: bob@y.org", "Message-ID: <1@x.org>")
    assert parse(raw.replace(*change)) == parse(raw)


# ---------------------------------------------------------------- time


RECEIVED = "Received: from a (b;c) by d;\r\n\tFri, 3 Nov 2023 08:26:40 +0000 (UTC)\r\n"
OLDER = "Received: from z by a; Thu, 2 Nov 2023 08:26:40 +0000"
ENVELOPE = b"From ada@x.org Fri Nov  3 08:26:40 2023"


@pytest.mark.parametrize(
    "date",
    [
        "",
        "soon",
        "2023-11-03T08:26:40Z",
        "Thu, 31 Dec 1970 23:59:59 +0000",
        "Wed, 15 Nov 2023 22:13:21 +0000",
        "Fri, 03 Nov 2123 09:26:40 +0100",
    ],
)
def test_a_date_not_believed_gives_way(date: str) -> None:
    """Given a Date that is none, before 1971 or over a day after now, then the topmost Received, then the envelope."""
    assert parse(RECEIVED.encode() + head(OLDER, date=date)).at == AT
    assert parse(head(date=date), envelope=ENVELOPE).at == AT
    assert parse(b"Received: junk\r\n" + head(OLDER, date=date), envelope=ENVELOPE).at == AT
    with pytest.raises(UnreadableMail, match=r"^no believable date$"):
        parse(head(date=date))


def test_the_edges_of_belief() -> None:
    """Given a Date at the start of 1971, or exactly a day after now, when it is read, then it is believed."""
    assert parse(head(date="Fri, 1 Jan 1971 00:00:00 +0000")).at == 31_536_000
    assert parse(head(date="Wed, 15 Nov 2023 22:13:20 +0000")).at == NOW + 86_400


def test_the_date_is_preferred() -> None:
    """Given all three sources, when they differ, then the Date header counts."""
    mail = parse((OLDER + "\r\n").encode() + head(), envelope=b"From x Sat Nov  4 08:26:40 2023")
    assert mail.at == AT


def test_of_two_headers_the_first_readable_counts() -> None:
    """Given two Date or two From headers, when one can't be read, then the other counts."""
    assert parse(head(f"Date: {DATE}", date="junk")).at == AT
    assert parse(head("Date: Thu, 2 Nov 2023 09:26:40 +0100")).at == AT
    assert parse(head("From: bob@y.org", author="Ada")).author == "bob@y.org"
    assert parse(head("From: bob@y.org")).author == "ada@x.org"


# ---------------------------------------------------------------- people


def test_several_authors() -> None:
    """Given From with several authors, when it is parsed, then the first is the author, the others are coauthors."""
    mail = parse(head("To: ada@x.org, bob@y.org", author="Ada <ada@x.org>, Bob <bob@y.org>, ada@x.org"))
    assert mail.author == "ada@x.org"
    assert mail.parties == ((Role.COAUTHOR, "bob@y.org"), (Role.TO, "ada@x.org"), (Role.TO, "bob@y.org"))


def test_each_once_a_place() -> None:
    """Given an address several times, when the mail is parsed, then it stands once in each place."""
    mail = parse(head("To: bob@y.org, BOB@Y.org", "To: bob@y.org, c@z.org", "Cc: bob@y.org"))
    assert mail.parties == ((Role.TO, "bob@y.org"), (Role.TO, "c@z.org"), (Role.CC, "bob@y.org"))


@pytest.mark.parametrize(
    "author",
    ["", "Ada", "undisclosed-recipients:;", "</O=ORG/CN=ADA>", "=?utf-8?q?ada=40x.org?=", "<IMCEAEX-_O=A@x.org>"],
)
def test_without_a_readable_author(author: str) -> None:
    """Given a From without an address, when it is parsed, then the mail is unreadable, with the reason."""
    with pytest.raises(UnreadableMail, match=r"^no author can be read$"):
        parse(head(author=author))


def test_a_malformed_header_costs_only_itself() -> None:
    """Given lines that are no header and lists half readable, when parsed, then the rest of the mail is there."""
    mail = parse(b"junk\r\n \x00\xff\r\n: x\r\n" + head("To: bob@y.org, <<>>, \x00, c@z.org", "Cc: Bob", "nonsense"))
    assert mail.parties == ((Role.TO, "bob@y.org"), (Role.TO, "c@z.org"))


# ---------------------------------------------------------------- identity and thread


@pytest.mark.parametrize(
    ("line", "uid"),
    [
        ("Message-ID: <AbC@x.org>", "<AbC@x.org>"),
        ("message-id:\r\n\t<AbC@x.org>  ", "<AbC@x.org>"),
        ("Message-Id: no-brackets", "no-brackets"),
        ("Message-ID:\r\nMessage-ID: <2@x.org>", "<2@x.org>"),
        ("Message-ID: <a\x00b@x.org>", "<a\\x00b@x.org>"),
    ],
)
def test_message_ids_are_exact(line: str, uid: str) -> None:
    """Given a Message-ID, when it is read, then only the white space around it is gone."""
    assert parse(head(line)).uid == uid


def test_without_message_id() -> None:
    """Given no Message-ID, then author, Date, Subject and recipients, in any order and place, are the identity."""
    one = parse(head("To: bob@y.org, c@z.org", "Subject: =?utf-8?q?Hi?="))
    same = parse(head("Subject: Hi", "To: c@z.org", "Cc: bob@y.org", "X-Other: 1"))
    assert one.uid.startswith("mail:")
    assert (one.uid, one.identity) == (same.uid, same.identity)
    others = [
        head("To: bob@y.org", "Subject: Hi"),
        head("To: bob@y.org, c@z.org", "Subject: Ho"),
        head("To: bob@y.org, c@z.org", "Subject: Hi", author="b@x.org"),
        head("To: bob@y.org, c@z.org", "Subject: Hi", date=DATE.replace("40", "41")),
        head("To: bob@y.org, c@z.org", "Subject: Hi", "Message-ID: <1@x.org>"),
    ]
    assert len({parse(raw).identity for raw in others} | {one.identity}) == 6


def test_references() -> None:
    """Given References and In-Reply-To, when they are read, then the first and the last 11 ids are kept, each once."""
    ids = [f"<{number}@x.org>" for number in range(20)]
    mail = parse(head("References: " + "\r\n ".join(ids), f"In-Reply-To: {ids[19]} (Ada's of Friday)"))
    assert mail.refs == b"".join(map(reference, [ids[0], *ids[9:]]))
    assert parse(head("In-Reply-To: bare-id")).refs == reference(parse(head("Message-ID: bare-id")).uid)


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("Auto-Submitted: auto-replied", Mark.AUTO_SUBMITTED),
        ("Auto-Submitted: No", 0),
        ("auto-submitted: no (by hand); x=y", 0),
        ("Auto-Submitted: nothing", Mark.AUTO_SUBMITTED),
        ("Content-Type: multipart/report; report-type=delivery-status", Mark.REPORT),
        ("Content-Type: Multipart / Report;boundary=x", Mark.REPORT),
        ("Content-Type: multipart/mixed; boundary=x", Mark.ATTACHMENT),
        ("Content-Type: multipart/alternative; boundary=x", 0),
        ("Content-Type: text/plain; x=multipart/report", 0),
        ("Content-Type: text/calendar; method=REQUEST", Mark.CALENDAR),
        ("Content-Type: text/calendar; charset=utf-8", 0),
        ("List-Id: <l.x.org>", Mark.LIST),
        ("LIST-UNSUBSCRIBE: <mailto:u@x.org>", Mark.LIST),
        ("List-Post: NO", Mark.LIST),
        ("List-Help: <mailto:h@x.org>", 0),
        ("Precedence: Bulk", Mark.PRECEDENCE),
        ("Precedence: list", Mark.PRECEDENCE),
        ("Precedence: junk", Mark.PRECEDENCE),
        ("Precedence: first-class", 0),
        ("X-Auto-Response-Suppress: All", Mark.SUPPRESS),
        ("X-Auto-Response-Suppress: DR, OOF", Mark.SUPPRESS),
        ("X-Auto-Response-Suppress: none", 0),
        ("Return-Path: <>", Mark.NULL_PATH),
        ("Return-Path: <ada@x.org>", 0),
        ("X-Syncd: 1", Mark.SYNCD),
        ("X-Syncd-Other: 1", 0),
        ("Authentication-Results: mx; spf=pass;\r\n\tdmarc=fail (p=NONE) header.from=x.org", Mark.FORGED),
        ("Authentication-Results: mx; DMARC = Fail", Mark.FORGED),
        ("Authentication-Results: mx 1;\r\n dmarc=pass\r\nAuthentication-Results: my; dmarc=fail", Mark.FORGED),
        ("Authentication-Results: mx; dmarc=pass (dmarc=fail)", 0),
        ('Authentication-Results: mx; spf=fail reason="; dmarc=fail"', 0),
        ("Authentication-Results: mx; xdmarc=fail", 0),
        ("ARC-Authentication-Results: i=1; mx; dmarc=fail", 0),
        ("X-Note: List-Id: x", 0),
        ("Subject: x\r\n List-Id: <l.x.org>", 0),
    ],
)
def test_marks(line: str, mark: int) -> None:
    """Given one header that says something of the mail's nature, when it is parsed, then just its mark is set."""
    assert parse(head(line)).marks == mark


def test_the_calendar_mark_is_given_or_seen() -> None:
    """Given what the whole mail showed, when the head shows no calendar, then the mark is set all the same."""
    assert parse(head("List-Id: x"), calendar=True).marks == Mark.LIST | Mark.CALENDAR


def test_header_values() -> None:
    """Given a header several times, folded and in any case, when it is asked for, then each value is there unfolded."""
    raw = b"X-Gmail-Labels: Inbox,\r\n Unread\r\nx-other: 1\r\nx-gmail-labels :b\r\nNot-X-Gmail-Labels: c\r\n"
    assert header_values(raw, b"X-Gmail-Labels") == [b"Inbox, Unread", b"b"]
    assert header_values(raw, b"X-.*") == []


# ---------------------------------------------------------------- any octets


_HEADERS = [
    b"From: ada@x.org",
    b"From: \xff",
    b"Date: " + DATE.encode(),
    b"Date: 1 Jan 70 00:00 Z",
    b"To: a@b, \xfc <",
    b"Cc: (",
    b"Message-ID: \x00\xff",
    b"References: <a <b> c>",
    b"Subject: =?utf-7?b?////?=",
    b"Received: ;",
    b"Content-Type: text/calendar; method*0=\xff",
    b"Authentication-Results: \xff dmarc=fail",
    b"\t",
    b"",
]
_LINES = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(_HEADERS),
    )
)


@given(st.one_of(st.binary(), _LINES.map(b"\r\n".join), _LINES.map(b"\n".join)), st.binary(max_size=60), st.booleans())
def test_any_octets_are_a_mail_or_unreadable(raw: bytes, envelope: bytes, readable: bool) -> None:
    """Given any octets, when they are parsed, then the result is a mail that can be stored, or a plain reason."""
    try:
        mail = parse((head("X-End: 1") if readable else b"") + raw, envelope=b"From " + envelope)
    except UnreadableMail as problem:
        reason, mail = str(problem), None
    if mail is None:
        assert not readable
        assert reason in ("no author can be read", "no author is named", "no believable date")
        return
    assert -(2**63) <= mail.identity < 2**63
    assert 31_536_000 <= mail.at <= NOW + 86_400
    assert len(mail.parties) == len(set(mail.parties))
    assert (Role.COAUTHOR, mail.author) not in mail.parties
    assert len(mail.refs) % 8 == 0
    assert len(mail.refs) <= 96
    assert len(mail.subject) <= 500
    for text in (mail.uid, mail.subject, *(name for _, name in mail.names)):
        assert text.isprintable() or not any(ord(letter) < 32 for letter in text)
        assert text.encode().decode() == text


@pytest.mark.parametrize(
    "piece", ["\n", "\r\n ", "From: ", "To: a@b\r\n", "To: (\r\n", "<", "Received: ;(\r\n", " ", ";a=", "a\r\n"]
)
def test_absurd_blocks_end(piece: str) -> None:
    """Given megabytes of one piece, when they are parsed, then parsing ends."""
    for line in ("Content-Type", "Authentication-Results", "References", "Subject", "Date", "To"):
        mail = parse(head(f"{line}: " + piece * (2_000_000 // len(piece))))
        assert len(mail.parties) <= 40_000
