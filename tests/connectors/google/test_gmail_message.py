"""One message as the Gmail API gives it: as a fact, and its text."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.google.gmail_message import HEADERS, header_block, place_of, read_message
from connectors.google.gmail_text import readable_text
from connectors.mime import parse_mail
from connectors.text import LONGEST, decoded, html_text
from syncd.model import Mark, Place, Role, Seen, Unreadable
from tests.connectors.google.gmail_world import fact, mail
from tests.simulators.google.gmail import START
from tests.simulators.google.gmail_payload import base64url, payload

NOW = START // 1000 + 86_400


def shown(raw: bytes, **more: object) -> dict[str, Any]:
    """The message in format full."""
    head = {"id": "19a", "threadId": "18f", "labelIds": ["INBOX"], "internalDate": str(START), "sizeEstimate": 7}
    return {**head, "payload": payload(raw), **more}


def read(raw: bytes, **more: object) -> Seen | Unreadable:
    return read_message(shown(raw, **more), address="ada@example.org", now=NOW, text=True)


def headed(*headers: tuple[str, str]) -> dict[str, Any]:
    return {"headers": [{"name": name, "value": value} for name, value in headers]}


def letter(*, plain: str = "", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "grace@example.com", "ada@example.org"
    if plain:
        message.set_content(plain)
    if html:
        (message.add_alternative if plain else message.set_content)(html, subtype="html")
    return message


def test_all_that_a_mail_says() -> None:
    """Given a mail, when read, then its fact is what any other source would make of it, but for the time: that is
    when Gmail received it."""
    raw = mail(headers=["References: <a@x> <b@x>", "Bcc: eve@example.net"])
    expected = parse_mail(raw.partition(b"\n\n")[0] + b"\n", now=NOW, size=7, at=START // 1000)
    item = read(raw)
    assert item == Seen("19a", expected, Place.KEPT, "18f", _LINK, "Hello, Ada.")
    assert expected.at == START // 1000


_LINK = "https://mail.google.com/mail/?authuser=ada%40example.org#all/19a"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], Place.KEPT),
        (["INBOX", "SENT", "UNREAD", "Label_1"], Place.KEPT),
        (["TRASH"], Place.KEPT),
        (["DRAFT", "TRASH"], Place.DRAFT),
        (["SPAM", "TRASH"], Place.SPAM),
        (["SPAM", "DRAFT"], Place.SPAM),
        (["CHAT"], Place.CHAT),
    ],
)
def test_places(labels: list[str], expected: Place) -> None:
    """Given a message's labels, then it lies there; trash alone takes nothing away (CONTRACT.md §4)."""
    assert place_of(labels) is expected


def test_headers_as_google_writes_them() -> None:
    """Given names in any case, repeated and missing headers, decoded and encoded values with line ends in them, when
    read, then addresses are taken apart before names are decoded, and no value makes a header of its own."""
    item = read_message(
        shown(b"")
        | {
            "payload": headed(
                ("Message-Id", "<a@x>"),
                ("FROM", "=?utf-8?Q?Moore=2C_Keith?= <keith@example.com>"),
                ("to", "Müller, Jürgen <j@example.net>\r\nBcc: eve@example.net"),
                ("To", "ada@example.org"),
                ("X Bad\nFrom", "eve@example.net"),
                ("Subject", "Grüße\x00 \ud83d"),
            )
        },
        address="ada@example.org",
        now=NOW,
        text=True,
    )
    found = fact(item)
    assert (found.uid, found.author) == ("<a@x>", "keith@example.com")
    assert {"j@example.net", "ada@example.org"} <= {address for _, address in found.parties}
    assert {role for role, _ in found.parties} == {Role.TO}
    assert dict(found.names)["keith@example.com"] == "Moore, Keith"
    assert found.subject.startswith("Grüße")


@pytest.mark.parametrize("date", [None, "", "x", "-5", str((NOW + 2 * 86_400) * 1000), "9" * 40])
def test_no_believable_received_time(date: str | None) -> None:
    """Given no internalDate, or one before 1971 or after tomorrow, when read, then the Date header is believed."""
    message = shown(mail())
    if date is None:
        del message["internalDate"]
    else:
        message["internalDate"] = date
    item = read_message(message, address="ada@example.org", now=NOW, text=False)
    assert fact(item).at == 1_789_905_600  # 2026-09-20T12:00:00Z


INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def test_invitations() -> None:
    """Given a text/calendar part with a METHOD in its type or inside, when read, then the mail is marked; one in an
    attached message, or without a METHOD, does not mark it."""
    by_type = letter(plain="Come.")
    by_type.add_alternative("BEGIN:VCALENDAR\r\n", subtype="calendar", params={"method": "REQUEST"})
    inside = letter(plain="Come.")
    inside.add_alternative(INVITATION, subtype="calendar")
    alone = letter()
    alone.set_content(INVITATION, subtype="calendar")
    as_file = letter(plain="Come.")
    as_file.add_attachment(b"x", "text", "calendar", filename="a.ics", params={"method": "REPLY"})
    assert [bool(fact(read(bytes(one))).marks & Mark.CALENDAR) for one in (by_type, inside, alone, as_file)] == [
        True
    ] * 4
    plain = letter(plain="Come.")
    plain.add_alternative("BEGIN:VCALENDAR\r\n", subtype="calendar")
    attached = letter(plain="See below.")
    attached.add_attachment(by_type)
    google = letter(plain="You have a meeting.")
    google["Sender"] = "Google Calendar <calendar-notification@google.com>"
    assert [bool(fact(read(bytes(one))).marks & Mark.CALENDAR) for one in (plain, attached, google)] == [False] * 3


def test_attachments_are_marked() -> None:
    """Given a mail with a file, when read, then it is marked; a mere alternative is not."""
    with_file = letter(plain="See.")
    with_file.add_attachment(b"x", "application", "pdf", filename="a.pdf")
    assert fact(read(bytes(with_file))).marks & Mark.ATTACHMENT
    assert not fact(read(bytes(letter(plain="a", html="<p>b")))).marks & Mark.ATTACHMENT


def test_text_that_matters_to_nobody() -> None:
    """Given mail in spam, from a list or an invitation, when read, then its text is left alone."""
    assert isinstance(item := read(mail(), labelIds=["SPAM"]), Seen)
    assert item.text == ""
    assert isinstance(item := read(mail(headers=["List-Id: <l.x>"])), Seen)
    assert item.text == ""


def test_text_of_parts() -> None:
    """Given parts of many kinds, when read, then the text is what a reader sees: plain where there is a choice,
    never files or attached messages."""
    both = letter(plain="Plain words.\n", html="<p>Marked words.</p>")
    assert text(both) == "Plain words."
    assert text(letter(html="<p>Marked <b>words</b>.</p>")) == "Marked words."
    with_files = letter(plain="See below.\n", html="<p>See below.</p>")
    with_files.add_attachment("Secret file", filename="notes.txt")
    with_files.add_attachment("Nameless file", disposition="attachment")
    with_files.add_attachment(letter(plain="Forwarded whole."))
    assert text(with_files) == "See below."
    in_parts = letter(plain="Above the picture.\n")
    in_parts.add_attachment(b"\x89PNG", "image", "png", filename="a.png")
    in_parts.add_attachment("Below the picture.\n", disposition="inline")
    assert text(in_parts) == "Above the picture.\n\nBelow the picture."
    assert text(letter()) == ""


def text(message: EmailMessage) -> str:
    item = read(bytes(message))
    assert isinstance(item, Seen)
    return item.text


@pytest.mark.parametrize(
    ("octets", "charset", "expected"),
    [
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
        ("Grüße".encode(), "iso-8859-1", "Grüße"),  # recoded by Google, its header not
        ("お願い".encode("iso-2022-jp"), "iso-2022-jp", "お願い"),
        ("お願い".encode("shift_jis"), "shift_jis", "お願い"),
        ("Größe".encode("utf-16"), "utf-16", "Größe"),
        ("Grüße".encode("cp1252"), "x-unknown", "Grüße"),
        ("Grüße".encode("cp1252"), "", "Grüße"),
        (b"a\xff", "idna", "aÿ"),
    ],
)
def test_charsets(octets: bytes, charset: str, expected: str) -> None:
    """Given octets and the charset they are said to have, when decoded, then the words are right."""
    assert decoded(octets, charset) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Hello<br>Ada", "Hello\nAda"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two<br></div>", "One\nTwo"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<style>p{}</style><script>if (a<b) {}</script><title>T</title><p>x</p>", "x"),
        ("Yes.<blockquote>Could you?<br>Please.</blockquote>Bye.", "Yes.\n\n> Could you?\n> Please.\n\nBye."),
        ("<blockquote><blockquote>a</blockquote>b</blockquote>", "> > a\n>\n> b"),
        ("&lt;3 &amp; &auml;&#8230;", "<3 & ä…"),
        ("a \n\t b&nbsp;c", "a b c"),
        ("a<![bad declaration", "a"),
        ("", ""),
    ],
)
def test_html(html: str, expected: str) -> None:
    """Given HTML, when made plain, then each block is a line, quotes are marked, and code is left out."""
    assert html_text(html) == expected


@given(st.text(alphabet=st.sampled_from("<>/!-[]?&;abp =\"'\n"), max_size=200))
def test_html_never_fails(html: str) -> None:
    """Given anything, when taken for HTML, then some text comes out."""
    assert isinstance(html_text("<p>" + html), str)


def test_long_texts_are_cut() -> None:
    """Given a very long text or HTML, when read, then at most so much of it is kept."""
    for kind in ("text/plain", "text/html"):
        part = {"mimeType": kind, "body": {"size": 1, "data": base64url(b"word " * 500_000)}}
        assert 0 < len(readable_text(part)) <= LONGEST


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
PARTS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "mimeType": st.sampled_from(["text/plain", "text/html", "text/calendar", "message/rfc822"]) | st.text(),
            "filename": st.text(max_size=4),
            "headers": st.lists(
                st.fixed_dictionaries({"name": st.sampled_from([*HEADERS, "x y"]), "value": st.text(max_size=60)})
            ),
            "body": st.fixed_dictionaries({"size": st.integers(0, 9)}, optional={"data": st.text(max_size=30)}),
        },
    ),
    lambda inner: st.builds(
        lambda part, parts: {**part, "mimeType": "multipart/mixed", "parts": parts},
        inner,
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


@given(PARTS, st.text(max_size=20) | st.none(), st.lists(st.text(max_size=5), max_size=3))
def test_nothing_raises(part: dict[str, Any], date: str | None, labels: list[str]) -> None:
    """Given any message, when read, then it is a fact or unreadable."""
    message = {"id": "a", "threadId": "t", "labelIds": labels, "internalDate": date, "payload": part}
    item = read_message(message, address="ada@example.org", now=NOW, text=True)
    assert isinstance(item, Seen | Unreadable)
    assert item.locator == "a"


@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=40)), max_size=6))
def test_a_block_has_a_line_each(headers: list[tuple[str, str]]) -> None:
    """Given any headers, when made a block, then each is one line of it, in UTF-8."""
    block = header_block(headed(*headers))
    assert block.count(b"\n") == len(headers)
    assert isinstance(block.decode(), str)


def test_empty_messages() -> None:
    """Given answers without payload or id, when read, then they are unreadable."""
    assert isinstance(read_message({}, address="", now=NOW, text=True), Unreadable)
    assert isinstance(read_message({"payload": 7}, address="", now=NOW, text=True), Unreadable)


def test_base64_without_padding() -> None:
    """Given a body without padding, when read, then it is whole; one that is damaged costs itself."""
    data = base64.urlsafe_b64encode(b"Hello").decode().rstrip("=")
    assert readable_text({"mimeType": "text/plain", "body": {"size": 5, "data": data}}) == "Hello"
    assert readable_text({"mimeType": "text/plain", "body": {"size": 5, "data": "SGVsb"}}) == "Hel"
