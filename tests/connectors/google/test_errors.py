"""Google's refusals and what they mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.google.errors import Refusal, reasons, refusal, retry_after, trouble
from syncd.ports import AuthExpired, NotGranted, RateLimited, Trouble, Unavailable


def body(*named: str, status: str = "") -> bytes:
    return json.dumps({"error": {"errors": [{"reason": one} for one in named], "status": status}}).encode()


MEANINGS = [
    (401, body("authError"), Refusal.LOGIN),
    (403, body("rateLimitExceeded"), Refusal.RATE),
    (403, body("userRateLimitExceeded"), Refusal.RATE),
    (403, body(status="RESOURCE_EXHAUSTED"), Refusal.RATE),
    (429, body("rateLimitExceeded"), Refusal.RATE),
    (429, b"", Refusal.RATE),
    (403, body("dailyLimitExceeded"), Refusal.DAILY),
    (403, body("quotaExceeded"), Refusal.DAILY),
    (403, body("insufficientPermissions"), Refusal.SCOPE),
    (403, b'{"error": {"details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}', Refusal.SCOPE),
    (403, body("accessNotConfigured"), Refusal.SWITCHED_OFF),
    (403, body("domainPolicy"), Refusal.SWITCHED_OFF),
    (403, body("forbidden"), Refusal.OTHER),
    (404, body("notFound"), Refusal.NOT_FOUND),
    (409, body("duplicate"), Refusal.EXISTS),
    (410, body("fullSyncRequired"), Refusal.GONE),
    (412, body("conditionNotMet"), Refusal.CHANGED),
    (400, body("failedPrecondition"), Refusal.TRANSIENT),
    (400, body("invalid"), Refusal.INVALID),
    (500, body("backendError"), Refusal.TRANSIENT),
    (503, b"<html>", Refusal.TRANSIENT),
    (408, b"", Refusal.TRANSIENT),
]


@pytest.mark.parametrize(("status", "content", "expected"), MEANINGS)
def test_what_a_refusal_means(status: int, content: bytes, expected: Refusal) -> None:
    """Given status and reasons, when read, then the reason outweighs the status, which serves for several things."""
    assert refusal(status, content) is expected


TROUBLES = [
    (Refusal.LOGIN, AuthExpired, "syncd auth work"),
    (Refusal.SCOPE, NotGranted, "syncd auth work"),
    (Refusal.RATE, RateLimited, "later"),
    (Refusal.DAILY, RateLimited, "tomorrow"),
    (Refusal.SWITCHED_OFF, Trouble, "enable the API"),
    (Refusal.TRANSIENT, Unavailable, "try again"),
    (Refusal.OTHER, Trouble, "refused"),
]


@pytest.mark.parametrize(("meaning", "kind", "text"), TROUBLES)
def test_every_trouble_says_what_to_do(meaning: Refusal, kind: type[Trouble], text: str) -> None:
    """Given a meaning, when it becomes an error of the ports, then it is of the right kind and says what to do."""
    error = trouble(meaning, 418, b"", account="work", doing="reading mail")
    assert type(error) is kind
    assert text in str(error)
    assert "work" in str(error)


@pytest.mark.parametrize(
    ("header", "content", "expected"),
    [
        ("7", b"", 7.0),
        (None, b"User-rate limit exceeded.  Retry after 2026-11-22T09:00:30.5Z", 30.5),
        (None, b"Retry after 2026-11-22T08:00:00Z", 0.0),
        (None, b"Retry after tomorrow", None),
        ("soon", b"", None),
        (None, b"", None),
    ],
)
def test_how_long_to_wait(header: str | None, content: bytes, expected: float | None) -> None:
    """Given a header or the text that some refusals carry, when read, then it is seconds; without either, None."""
    assert retry_after(header, content, datetime(2026, 11, 22, 9, tzinfo=UTC)) == expected


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["error", "errors", "reason"]), inner),
)


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()), st.integers(100, 599))
def test_no_body_is_too_strange(content: bytes, status: int) -> None:
    """Given any body, when read, then there is a meaning and never an exception."""
    assert isinstance(refusal(status, content), Refusal)
    assert "" not in reasons(content)
