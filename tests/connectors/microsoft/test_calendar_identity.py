"""The iCalUID that other calendars know a meeting by, out of what Exchange shows (MS-OXOCAL §2.2.1.27)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.microsoft.calendar_identity import Identity, identity
from tests.simulators.microsoft import goid

CLEAN = (
    "040000008200E00074C5B7101A82E0080000000000A1B2C3D4E5DC0100000000000000001000000000112233445566778899AABBCCDDEEFF"
)
DAYS = st.dates(date(1601, 1, 1), date(4500, 1, 1))
_LETTERS = st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"')
FOREIGN = st.text(_LETTERS, max_size=70).map(lambda text: f"{text}@x")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (CLEAN, Identity(CLEAN)),
        (CLEAN.lower(), Identity(CLEAN)),
        (CLEAN.replace("E0080000000000", "E00807EA0B0A00"), Identity(CLEAN, date(2026, 11, 10))),
        ("abc@google.com", Identity("abc@google.com")),
        (' "abc@google.com"\r\n', Identity("abc@google.com")),
        (goid.shown("abc@google.com", None), Identity("abc@google.com")),
        (goid.shown("abc@google.com", date(2026, 11, 10)), Identity("abc@google.com", date(2026, 11, 10))),
        (goid.shown(CLEAN, None), Identity(CLEAN)),  # as some services wrap what Exchange made itself
        (CLEAN[:70], Identity(CLEAN[:70])),
        (CLEAN + "0", Identity(CLEAN + "0")),
        (CLEAN.replace("E0080000000000", "E008FFFFFFFF00"), Identity(CLEAN)),
        ("", Identity("")),
        (None, Identity("")),
        (7, Identity("")),
    ],
)
def test_what_an_id_says(given: Any, expected: Identity) -> None:
    """Given an `iCalUId`, when read, then it is the UID of invitations, and the day of an occurrence apart."""
    assert identity(given) == expected


@given(uid=FOREIGN, day=st.none() | DAYS)
def test_a_foreign_uid_comes_back(uid: str, day: date | None) -> None:
    """Given any UID of another service, when Exchange wrapped it, with a day or without, then it is itself again."""
    assert identity(goid.shown(uid, day)).uid == identity(uid).uid
    assert identity(goid.shown(uid, day)).day == day


@given(uid=st.text("0123456789ABCDEF", min_size=24, max_size=32), one=DAYS, other=DAYS)
def test_all_occurrences_share_their_series_uid(uid: str, one: date, other: date) -> None:
    """Given a series that Exchange made, when two of its occurrences are read, then both have the series' UID."""
    series = identity(goid.shown(uid, None))
    assert series.day is None
    assert {series.uid} == {identity(goid.shown(uid, day)).uid for day in (one, other)}


@given(st.text() | st.binary().map(lambda octets: CLEAN[:32] + octets.hex()))
def test_anything_is_read(text: str) -> None:
    """Given any text, when read, then nothing breaks, and reading the result again changes nothing."""
    uid = identity(text).uid
    assert identity(uid).uid == uid
