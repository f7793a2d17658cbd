"""Dates of mail: RFC 5322 with its obsolete forms, Received headers, mbox separators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mime_dates import instant, received, separated, unusual

AT = 1006910703  # 2001-11-28T01:25:03Z


@pytest.mark.parametrize(
    "value",
    [
        b" Tue, 27 Nov 2001 17:25:03 -0800 (PST)\r\n",
        b"Tue, 27 Nov 2001 17:25:03 -0800",
        b"27 Nov 2001 17:25:03 -0800",
        b"Tue,27 Nov 2001 17:25:03 -0800",
        b"Tue, 27 Nov 2001 17:25:03 PST",
        b"tue, 27 NOV 2001 17:25:03 pst",
        b"Tue, 27 Nov 01 17:25:03 -0800",
        b"Tue, 27 Nov 101 17:25:03 -0800",
        b"Wed, 28 Nov 2001 01:25:03 GMT",
        b"Wed, 28 Nov 2001 01:25:03 UT",
        b"Wed, 28 Nov 2001 01:25:03 Z",
        b"Wed, 28 Nov 2001 01:25:03 -0000",
        b"Wed, 28 Nov 2001 01:25:03",  # no zone is UTC
        b"Wed, 28 Nov 2001 01:25:03 CEST",  # letters RFC 5322 does not know say nothing
        b"Wed, 28 Nov 2001 02:25:03 +0100 (CET (Berlin))",
        b"Tue(day), 27 Nov (11) 2001\r\n 17 : 25 : 03 -0800 (a \\) b)",
        b"Tue, 27  Nov\t2001 17:25:03  -0800",
        b"Mon, 27 Nov 2001 17:25:03 -0800",  # a wrong weekday costs nothing
    ],
)
def test_rfc_5322_dates(value: bytes) -> None:
    """Given any form of RFC 5322 §3.3 or §4.3, when it is read, then it is that instant."""
    assert instant(value) == AT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"Wed, 28 Nov 2001 01:25 GMT", datetime(2001, 11, 28, 1, 25, tzinfo=UTC)),
        (b"Fri, 1 Jan 49 00:00:00 GMT", datetime(2049, 1, 1, tzinfo=UTC)),
        (b"Sun, 1 Jan 50 00:00:00 GMT", datetime(1950, 1, 1, tzinfo=UTC)),
        (b"Sat, 31 Dec 2016 23:59:60 +0000", datetime(2017, 1, 1, tzinfo=UTC)),  # a leap second
        (b"Tue, 29 Feb 2000 12:00:00 +0530", datetime(2000, 2, 29, 6, 30, tzinfo=UTC)),
    ],
)
def test_edges(value: bytes, expected: datetime) -> None:
    """Given a legal date at an edge of the grammar, when it is read, then as RFC 5322 says."""
    assert instant(value) == expected.timestamp()


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"yesterday",
        b"2001-11-27T17:25:03-08:00",
        b"2001-11-27 17:25:03",
        b"Tue Nov 27 17:25:03 2001",
        b"11/27/2001 17:25:03",
        b"Tue, 27-Nov-2001 17:25:03 GMT",
        b"Tuesday, 27 November 2001 17:25:03 GMT",
        b"Tue, 32 Nov 2001 17:25:03 GMT",
        b"Thu, 29 Feb 2001 17:25:03 GMT",
        b"Tue, 27 Nov 2001 24:25:03 GMT",
        b"Tue, 27 Nov 2001 17:60:03 GMT",
        b"Tue, 27 Nov 2001 05:25:03 PM",
        b"Tue, 27 Nov 2001 17:25:03 +9999",
        b"Tue, 27 Nov 2001 17:25:03 -0800 junk",
        b"Tue, 27 Nov 99999 17:25:03 GMT",
        b"Tue, 27 Foo 2001 17:25:03 GMT",
        b"Tue, 27 Foo 2001 17:25:03 +0000",
        b"(((((" * 100_000,
        b" " * 100_000,
    ],
)
def test_what_is_no_date(value: bytes) -> None:
    """Given anything else, however readable, when it is read, then it is no date."""
    assert instant(value) is None


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31)),  # noqa: DTZ001 - the zone comes below
    st.integers(-24 * 60 + 1, 24 * 60 - 1),
)
def test_usual_and_unusual_way_agree(wall: datetime, minutes: int) -> None:
    """Given a date as programs write it, when it is read either way, then both give the standard library's instant."""
    stamp = wall.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    value = format_datetime(stamp).encode()
    assert instant(value) == unusual(value) == round(stamp.timestamp())


_DATES = st.from_regex(
    rb"(Tue, )?[0-3]?[0-9] (Nov|nov|Foo|Feb) [0-9]{2,4} [0-2][0-9]:[0-6][0-9](:[0-6][0-9])? "
    rb"([+-][0-9]{4}|GMT|[A-Z]{1,4})?"
    rb"( \([A-Z]{2,4}\))?",
    fullmatch=True,
)


@given(st.one_of(_DATES, st.binary()))
def test_the_usual_way_is_only_faster(value: bytes) -> None:
    """Given anything, when it is read the usual way, then the result is that of the full grammar."""
    assert instant(value) == unusual(value)


def test_received() -> None:
    """Given a Received header, when its time is read, then it is what stands behind the last semicolon."""
    assert received(b" from a (b; c) by d;\r\n\tTue, 27 Nov 2001 17:25:03 -0800 (PST; really)\r\n") == AT
    assert received(b" from a by d") is None


@pytest.mark.parametrize(
    "line",
    [
        b"From ada@example.org Wed Nov 28 01:25:03 2001",
        b"From ada@example.org Wed Nov 28 01:25:03 2001\r\n",
        b"From 1631@xxx Wed Nov 28 01:25:03 +0000 2001",
        b"From ada@example.org Tue Nov 27 17:25:03 PST 2001",
        b"From ada@example.org  Tue Nov 27 17:25:03 2001 -0800",
        b"From - Wed Nov 28 1:25:03 2001",
        b"From ada@example.org Tue, 27 Nov 2001 17:25:03 -0800",
    ],
)
def test_mbox_separators(line: bytes) -> None:
    """Given a separator as one of the mbox writers makes it, when its time is read, then it is that instant."""
    assert separated(line) == AT


@given(st.binary())
def test_no_line_is_too_odd(line: bytes) -> None:
    """Given any line, when its time is read, then there is one or there is none."""
    assert separated(b"From x " + line) is None or isinstance(separated(b"From x " + line), int)
