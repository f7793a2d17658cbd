"""Graph's refusals and what they mean; how long to wait; what a claims challenge asks."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.microsoft.errors import Refusal, claims_challenge, refusal, retry_after, trouble
from syncd.ports import AuthExpired, NotGranted, RateLimited, Trouble, Unavailable

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def body(code: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": "…"}}).encode()


MEANINGS = [
    (401, body("InvalidAuthenticationToken"), Refusal.LOGIN),
    (403, body("ErrorAccessDenied"), Refusal.SCOPE),
    (403, b"", Refusal.SCOPE),
    (403, body("MailboxNotEnabledForRESTAPI"), Refusal.OTHER),
    (404, body("ErrorItemNotFound"), Refusal.NOT_FOUND),
    (409, body("ErrorDuplicate"), Refusal.EXISTS),
    (410, body("SyncStateNotFound"), Refusal.RESYNC),
    (410, b"", Refusal.RESYNC),
    (400, body("SyncStateInvalid"), Refusal.RESYNC),
    (404, body("resyncRequired"), Refusal.RESYNC),
    (400, body("ErrorGenerationNotFound"), Refusal.RESYNC),
    (412, body("ErrorIrresolvableConflict"), Refusal.CHANGED),
    (409, body("ErrorIrresolvableConflict"), Refusal.CHANGED),
    (429, body("ApplicationThrottled"), Refusal.RATE),
    (503, body("ApplicationThrottled"), Refusal.RATE),
    (429, b"", Refusal.RATE),
    (500, b"<html>", Refusal.TRANSIENT),
    (503, b"", Refusal.TRANSIENT),
    (504, b"", Refusal.TRANSIENT),
    (400, body("ErrorInvalidIdMalformed"), Refusal.INVALID),
    (418, b"", Refusal.OTHER),
]


@pytest.mark.parametrize(("status", "content", "expected"), MEANINGS)
def test_what_a_refusal_means(status: int, content: bytes, expected: Refusal) -> None:
    """Given status and code, when read, then the code outweighs the status."""
    assert refusal(status, content) is expected


@pytest.mark.parametrize(
    ("meaning", "kind", "text"),
    [
        (Refusal.LOGIN, AuthExpired, "syncd auth office"),
        (Refusal.SCOPE, NotGranted, "syncd auth office"),
        (Refusal.RATE, RateLimited, "later"),
        (Refusal.TRANSIENT, Unavailable, "try again"),
        (Refusal.OTHER, Trouble, "refused"),
    ],
)
def test_every_trouble_says_what_to_do(meaning: Refusal, kind: type[Trouble], text: str) -> None:
    """Given a meaning, when it becomes an error of the ports, then it is of the right kind and says what to do."""
    error = trouble(meaning, 418, b"", account="office", doing="reading mail")
    assert type(error) is kind
    assert text in str(error)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("Sun, 22 Nov 2026 09:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 08:00:00 GMT", 0.0),
        ("99999999999999", 3600.0),
        ("soon", None),
        ("-3", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_to_wait(header: str | None, expected: float | None) -> None:
    """Given Retry-After in seconds or as a date, when read, then it is bounded seconds; None for anything else."""
    assert retry_after(header, NOW) == expected


@pytest.mark.parametrize("strip", ["", "="])
def test_a_claims_challenge(strip: str) -> None:
    """Given a 401 of continuous access evaluation, when read, then its claims come out as JSON, padded or not."""
    claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}'
    text = b64encode(claims.encode()).decode().rstrip(strip or None) if strip else b64encode(claims.encode()).decode()
    header = (
        'Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", '
        f'client_id="0", error="insufficient_claims", claims="{text}"'
    )
    assert claims_challenge(header) == claims
    assert claims_challenge('Bearer realm="", error="invalid_token"') == ""
    assert claims_challenge(None) == ""


@given(st.text(), st.binary(max_size=40), st.integers(300, 599))
def test_nothing_is_too_strange(text: str, content: bytes, status: int) -> None:
    """Given any header and body, when read, then there is a meaning and never an exception."""
    assert isinstance(refusal(status, content), Refusal)
    retry_after(text, NOW)
    claims_challenge('error="insufficient_claims", claims="' + text + '"')
