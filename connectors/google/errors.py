"""Google's refusals → what they mean (PROVIDERS.md §1c, §2); the only place that knows the vendor's codes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from syncd.ports import AuthExpired, NotGranted, RateLimited, Trouble, Unavailable


class Refusal(Enum):
    """What a response that is not a success means."""

    LOGIN = auto()  # 401: the access token
    RATE = auto()  # too much in too short a time: not executed
    DAILY = auto()  # the day's quota: not executed
    SCOPE = auto()  # this token may not do that
    SWITCHED_OFF = auto()  # the API is not enabled in the user's project, or the domain forbids it
    NOT_FOUND = auto()
    GONE = auto()  # 410: a sync token, or something deleted
    EXISTS = auto()  # 409
    CHANGED = auto()  # 412
    TRANSIENT = auto()  # 5xx, 408, failedPrecondition: unknown whether executed
    INVALID = auto()  # any other 400
    OTHER = auto()


_RATE = {"rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_EXHAUSTED", "concurrentRequestsLimitExceeded"}
_DAILY = {"dailyLimitExceeded", "quotaExceeded", "dailyLimitExceededUnreg"}
_SCOPE = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
_SWITCHED_OFF = {"accessNotConfigured", "SERVICE_DISABLED", "domainPolicy", "forbiddenForServiceAccounts"}
_TRANSIENT_400 = {"failedPrecondition", "FAILED_PRECONDITION"}
_BY_STATUS = {
    401: Refusal.LOGIN,
    404: Refusal.NOT_FOUND,
    408: Refusal.TRANSIENT,
    409: Refusal.EXISTS,
    410: Refusal.GONE,
    412: Refusal.CHANGED,
    429: Refusal.RATE,
}
_RETRY_AT = re.compile(r"[Rr]etry after (\d{4}-\d\d-\d\dT[\d:.]+)Z")


def reasons(content: bytes) -> frozenset[str]:
    """Every reason and status that an error body names; empty for what can't be read."""
    try:
        error = json.loads(content)["error"]
        found = {str(error.get("status", ""))} | {str(item.get("reason", "")) for item in error.get("errors", [])}
        found |= {str(item.get("reason", "")) for item in error.get("details", []) if isinstance(item, dict)}
    except (ValueError, TypeError, KeyError, AttributeError):
        return frozenset()
    return frozenset(found - {""})


def refusal(status: int, content: bytes) -> Refusal:
    """What a response means; the named reasons outweigh the status, which Google uses for several things."""
    named = reasons(content)
    if status == 403:
        for group, meaning in (
            (_RATE, Refusal.RATE),
            (_DAILY, Refusal.DAILY),
            (_SCOPE, Refusal.SCOPE),
            (_SWITCHED_OFF, Refusal.SWITCHED_OFF),
        ):
            if named & group:
                return meaning
        return Refusal.OTHER
    if status == 400:
        return Refusal.TRANSIENT if named & _TRANSIENT_400 else Refusal.INVALID
    if status >= 500:
        return Refusal.TRANSIENT
    return _BY_STATUS.get(status, Refusal.OTHER)


def retry_after(header: str | None, content: bytes, now: datetime) -> float | None:
    """Seconds that the response asks to wait; None if it does not say (Gmail usually does not)."""
    if header and header.isdecimal():
        return float(header)
    match = _RETRY_AT.search(content.decode("utf-8", "replace"))
    if match is None:
        return None
    try:
        at = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return max((at - now).total_seconds(), 0.0)


def trouble(meaning: Refusal, status: int, content: bytes, *, account: str, doing: str) -> Trouble:
    """The error of the ports, in plain words; nothing of the response but its reasons is shown."""
    named = ", ".join(sorted(reasons(content))) or f"HTTP {status}"
    who = f"account {account}"
    match meaning:
        case Refusal.LOGIN:
            return AuthExpired(f"{who}: Google refuses the login: run `syncd auth {account}`")
        case Refusal.SCOPE:
            return NotGranted(f"{who}: {doing} was not granted: run `syncd auth {account}` and tick it")
        case Refusal.RATE:
            return RateLimited(f"{who}: Google's limit is reached while {doing}; it goes on by itself later", 60.0)
        case Refusal.DAILY:
            return RateLimited(f"{who}: Google's limit for today is reached while {doing}; go on tomorrow", 3600.0)
        case Refusal.SWITCHED_OFF:
            return Trouble(
                f"{who}: {doing} is switched off ({named}): enable the API in the Google Cloud project of your OAuth "
                "client, or ask the administrator of your domain (docs/google.md)"
            )
        case Refusal.TRANSIENT:
            return Unavailable(f"{who}: Google failed while {doing} ({named}); try again later")
        case _:
            return Trouble(f"{who}: Google refused {doing} ({named})")


def content_of(error: Any) -> bytes:
    """The body of a googleapiclient HttpError."""
    content = getattr(error, "content", b"")
    return content if isinstance(content, bytes) else str(content).encode()
