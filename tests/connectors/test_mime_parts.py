"""Invitations inside a mail (RFC 6047, CONTRACT.md §4: a text/calendar part with a METHOD)."""

from __future__ import annotations

import base64
from email import message_from_bytes
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mime import has_calendar_part

EVENT = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
PLAIN = EVENT.replace(b"METHOD:REQUEST\r\n", b"")


def part(kind: bytes, body: bytes, encoding: bytes = b"") -> bytes:
    extra = b"Content-Transfer-Encoding: " + encoding + b"\r\n" if encoding else b""
    return b"Content-Type: " + kind + b"\r\n" + extra + b"\r\n" + body


def multipart(*parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"b1") -> bytes:
    inside = b"".join(b"--" + boundary + b"\r\n" + one + b"\r\n" for one in parts)
    return part(
        b"multipart/" + kind + b'; boundary="' + boundary + b'"', b"x\r\n" + inside + b"--" + boundary + b"--\r\n"
    )


TEXT = part(b"text/plain", b"See text/calendar\r\nMETHOD:REQUEST\r\n")
CALENDAR = part(b"text/calendar; charset=utf-8; method=REQUEST", EVENT)


@pytest.mark.parametrize(
    "raw",
    [
        CALENDAR,
        part(b"text/calendar", EVENT),
        part(b"TEXT/Calendar;\r\n\tMETHOD=reply", PLAIN),
        part(b'text/calendar; name="a;b.ics"; method="CANCEL"', PLAIN),
        part(b"text/calendar", base64.encodebytes(EVENT), b"base64"),
        part(b"text/calendar", EVENT.replace(b"METHOD:", b"METHOD=3A"), b"quoted-printable"),
        part(b"text/calendar", EVENT.replace(b"METHOD:", b"method;X=1:")),
        multipart(TEXT, CALENDAR),
        multipart(multipart(TEXT, CALENDAR, kind=b"alternative", boundary=b"b2"), TEXT),
        multipart(multipart(TEXT, CALENDAR, kind=b"alternative", boundary=b"b1-x"), TEXT),
        multipart(TEXT, CALENDAR).replace(b"\r\n", b"\n"),
        multipart(TEXT, CALENDAR).replace(b"--b1--", b""),  # cut off
    ],
)
def test_invitations(raw: bytes) -> None:
    """Given a mail with a calendar part that has a METHOD, as parameter or in the calendar, then it is found."""
    assert has_calendar_part(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        TEXT,
        part(b"text/calendar", PLAIN),
        part(b"text/calendar; method=", PLAIN),
        part(b"application/ics; method=REQUEST", EVENT),
        multipart(TEXT),
        multipart(TEXT, part(b"message/rfc822", CALENDAR)),
        multipart(TEXT, part(b"message/rfc822", multipart(TEXT, CALENDAR, boundary=b"b2"))),
        multipart(TEXT, b"\r\n" + CALENDAR),  # a part without a header of its own
        multipart(TEXT, kind=b"digest") + CALENDAR,  # behind the end
        part(b"text/plain; x=text/calendar", EVENT),
        part(b"multipart/mixed", CALENDAR),  # no boundary
    ],
)
def test_no_invitations(raw: bytes) -> None:
    """Given mail that speaks of calendars, attaches a message with one, or publishes none to answer, then none."""
    assert not has_calendar_part(raw)


def test_absurd_nesting_ends() -> None:
    """Given multiparts in multiparts without end, when they are walked, then the walk ends."""
    raw = CALENDAR
    for number in range(300):
        raw = multipart(raw, boundary=b"b%d" % number)
    assert not has_calendar_part(raw)
    assert not has_calendar_part(part(b"multipart/mixed; boundary=b", b"--b\r\n" * 100_000 + b"text/calendar"))


def oracle(message: Message) -> bool:
    """The same walk with the standard library."""
    if message.get_content_maintype() == "message":
        return False
    if message.is_multipart():
        return any(oracle(inner) for inner in message.get_payload() if isinstance(inner, Message))
    return message.get_content_type() == "text/calendar" and (
        bool(message.get_param("method")) or b"METHOD:" in (message.get_payload(decode=True) or b"")
    )


_PARTS = st.recursive(
    st.sampled_from([TEXT, CALENDAR, part(b"text/calendar", PLAIN), part(b"text/calendar", EVENT)]),
    lambda inner: st.builds(
        lambda parts, wrap, boundary: (
            part(b"message/rfc822", parts[0]) if wrap else multipart(*parts, boundary=b"b%d" % boundary)
        ),
        st.lists(inner, min_size=1, max_size=3),
        st.booleans(),
        st.integers(100, 999),
    ),
    max_leaves=8,
)


@given(_PARTS)
def test_the_walk_agrees_with_the_standard_library(raw: bytes) -> None:
    """Given any nesting of parts, when it is walked, then the standard library's parser finds the same."""
    assert has_calendar_part(raw) == oracle(message_from_bytes(raw))


@given(st.one_of(st.binary(), st.binary().map(lambda tail: multipart(TEXT, CALENDAR)[:120] + tail)))
def test_any_octets_have_an_invitation_or_none(raw: bytes) -> None:
    """Given any octets, when they are looked through, then there is an answer."""
    assert has_calendar_part(raw) in (True, False)
