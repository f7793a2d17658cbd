"""The readable text of a mail."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mime_body import readable_text
from connectors.text import LONGEST


def mail(text: str = "", html: str = "", **more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "ada@example.org"
    if text:
        message.set_content(text, cte=more.get("cte"), charset=more.get("charset", "utf-8"))
    if html:
        message.add_alternative(html, subtype="html") if text else message.set_content(html, subtype="html")
    return message


PLAIN = [
    (b"Subject: x\n\nHello Bob,\ncan you?\n", "Hello Bob,\ncan you?"),
    (b"Subject: x\r\n\r\nHello\r\nBob\r\n", "Hello\nBob"),
    (b"Subject: x\n", ""),
    (b"\n\nbody only\n", "body only"),
    (b"Content-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe\n", "Grüße"),
    (b"Content-Type: text/plain; charset=nonsense\n\nGr\xfc\xdfe\n", "Grüße"),
    (
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=\n=C3=9Fe\n",
        "Grüße",
    ),
    (b"Content-Transfer-Encoding: base64\n\nR3LDvMOfZQ==\n", "Grüße"),
    (b"Content-Transfer-Encoding: base64\n\nR3L!\n", "Gr"),
    (b"Content-Type: image/png\n\nabc\n", ""),
    (b"Content-Type: message/rfc822\n\nSubject: y\n\nnot mine\n", ""),
    (b"Content-Type: text/html\n\n<p>Hello<br>Bob</p><style>x</style>", "Hello\nBob"),
    (b"Content-Type: multipart/mixed\n\nno boundary\n", ""),
    (b"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached\n", ""),
]


@pytest.mark.parametrize(("raw", "expected"), PLAIN)
def test_a_mail_of_one_part(raw: bytes, expected: str) -> None:
    """Given a mail, when read, then its encoding is undone and nothing but its own text is there."""
    assert readable_text(raw) == expected


def test_plain_text_counts_before_html() -> None:
    """Given both forms, when read, then it is the plain one; with HTML alone, that is made plain."""
    assert readable_text(mail("Plain text", "<b>Rich</b>").as_bytes()) == "Plain text"
    assert readable_text(mail(html="<p>Rich <b>text</b></p>").as_bytes()) == "Rich text"


def test_attachments_are_left_out() -> None:
    """Given a text with a text file, a picture and a forwarded mail attached, when read, then only it is there."""
    message = mail("See the file.")
    message.add_attachment("secret", filename="a.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    message.add_attachment(mail("Their words?"))
    assert readable_text(message.as_bytes()) == "See the file."


def test_a_long_text_is_cut() -> None:
    """Given a mail of a megabyte, when read, then only its beginning is looked at."""
    assert len(readable_text(b"\n\n" + b"word " * 300_000)) <= LONGEST


@given(st.binary(max_size=400))
def test_any_octets(raw: bytes) -> None:
    """Given anything, when read, then it is a text without NUL and carriage returns, never an error."""
    text = readable_text(raw)
    assert not set(text) & {"\0", "\r"}


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
)
def test_what_was_written_is_read(text: str, cte: str) -> None:
    """Given any text in any encoding, when read, then it is the same but for white space around."""
    assert readable_text(mail(text or "-", cte=cte).as_bytes()) == (text or "-").strip()
