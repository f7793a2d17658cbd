"""Telephone numbers as addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.phone_number import Numbers, international, national


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+49 151 1234567", "tel:+491511234567"),
        ("+49 (0) 151 / 123-45.67", "tel:+491511234567"),
        ("0049 151 1234567", "tel:+491511234567"),
        ("0049 (0)151 1234567", "tel:+491511234567"),
        ("tel:+1-555-010-4477", "tel:+15550104477"),
        ("tel:+1-555-010-4477;ext=89", "tel:+15550104477"),
        ("tel:151-1234567;phone-context=+49", "tel:+491511234567"),
        ("+1 555 010 4477 ext. 89", "tel:+15550104477"),
        ("+1 555 010 4477x89", "tel:+15550104477"),
        ("+1 555 010 4477,,89#", "tel:+15550104477"),
        ("\u202a+44\u00a07911\u2011123456\u202c", "tel:+447911123456"),
        ("＋４９１５１１２３４５６７", "tel:+491511234567"),
        ("0151 1234567", None),
        ("+0151 1234567", None),
        ("+12345", None),
        ("+1234567890123456", None),
        ("22000", None),
        ("MYBANK", None),
        ("+49 PIZZA", None),
        ("1-800-FLOWERS", None),
        ("*100#", None),
        ("", None),
        ("+", None),
        ("00", None),
    ],
)
def test_international(text: str, expected: str | None) -> None:
    """Given a number as people write it, when read, then it is E.164 if it says its country, else nothing."""
    assert international(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0151 1234567", "tel:+491511234567"),
        ("1511234567", "tel:+491511234567"),
        ("(555) 010-4477", "tel:+15550104477"),
        ("1-555-010-4477", "tel:+15550104477"),
        ("06 5555 1234", "tel:+390655551234"),
        ("0170 1234567", None),
        ("1234567", None),
        ("07911 123456", None),
    ],
)
def test_a_national_number_is_completed_by_the_same_file(text: str, expected: str | None) -> None:
    """Given a file's international numbers, when a national one is the ending of exactly one of them, then it is that
    one; of none, of two, or too short, nothing.
    """
    known = ["tel:+491511234567", "tel:+15550104477", "tel:+390655551234", "tel:+447911123456", "tel:+17911123456"]
    assert Numbers([*known, "ada@example.org"]).address(text) == expected


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_none(text: str) -> None:
    """Given any text, when read, then the outcome is none or E.164, and reading that again gives the same."""
    found = international(text)
    assert found is None or re.fullmatch(r"tel:\+[1-9][0-9]{6,14}", found)
    assert found is None or international(found) == found
    assert national(text) is None or international(text) is None
