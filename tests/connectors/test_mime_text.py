"""Header text as people read it (RFC 2047)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mime import decode_text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b" Hello, world \r\n", "Hello, world"),
        (b"=?UTF-8?Q?Gr=C3=BC=C3=9Fe?= aus Berlin", "Grüße aus Berlin"),
        (b"=?utf-8?b?R3LDvMOfZQ==?=", "Grüße"),
        (b"=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),  # padding forgotten
        (b"=?iso-8859-1?q?a_b?= =?iso-8859-1?q?_c?=", "a b c"),  # white space between words means nothing
        (b"=?utf-8?b?R3LD?=\r\n =?utf-8?b?vMOfZQ==?=", "Grüße"),  # a character cut in two
        (b"=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),  # RFC 2231 language
        (b"=?utf-8?q?Hello world?=", "Hello world"),  # a space that should not be there
        (b"=?utf-8?q?Who?_Me?=", "Who? Me"),  # a question mark that should not be there
        (b"=?gb2312?B?1cXPyMn6?=", "张先生"),
        (b"=?x-nobody-knows?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?unicode_escape?q?=5Cx41?=", "\\x41"),
        (b"=?utf-8?b?!?= x", "x"),
        (b"=?broken", "=?broken"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"one\r\n two\r\n\tthree\tfour", "one two three four"),
        (b"=?utf-8?q?one=0D=0ABcc:_x?=", "one Bcc: x"),
        (b"a\x00b\x1b[31mc", "ab[31mc"),
        ("user\u202efdp.exe".encode(), "userfdp.exe"),
        (b"=?utf-7?q?+2AA-?=", "\ufffd"),  # a lone surrogate
    ],
)
def test_decode_text(value: bytes, expected: str) -> None:
    """Given a header value, when it is decoded, then it is one line as its writer meant it."""
    assert decode_text(value) == expected


@given(st.one_of(st.binary(), st.from_regex(rb"(=\?(utf-8|utf-7|gb2312|x|idna)\?[qb]\?[ -~]{0,20}\?= ?){0,6}")))
def test_any_octets_become_one_clean_line(value: bytes) -> None:
    """Given any octets, when they are decoded, then the text is storable and has no control character."""
    text = decode_text(value)
    assert text.encode().decode() == text
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs")]
