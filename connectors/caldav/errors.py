"""CalDAV's refusals → what they mean (RFC 4918 §11, §16; RFC 4791 §1.3); the only place that knows the codes."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from syncd.ports import AuthExpired, RateLimited, Trouble, Unavailable

GONE = frozenset({404, 410})
TRANSIENT = frozenset({408, 500, 502, 503, 504})
_REASONS = {
    "need-privileges": "you may not do that there",
    "quota-not-exceeded": "your space there is used up",
    "sufficient-disk-space": "its disk is full",
    "supported-calendar-component": "this calendar takes no entries of this kind (events or to-dos)",
    "max-resource-size": "the entry is too large for it",
    "valid-calendar-data": "it finds fault with the entry",
    "no-uid-conflict": "an entry of this name is there already",
    "calendar-collection-location-ok": "no calendar can be made there",
}


class Refused(Exception):
    """An answer that is no success and that the caller may expect. `named` are the preconditions it names."""

    def __init__(self, status: int, named: frozenset[str] = frozenset()) -> None:
        super().__init__(f"HTTP {status} {' '.join(sorted(named))}")
        self.status, self.named = status, named


def trouble(refused: Refused, account: str, host: str, doing: str) -> Trouble:
    """The error of the ports, in plain words; nothing of the answer but known preconditions is shown."""
    who = f"account {account}: {host}"
    why = "; ".join(_REASONS[name] for name in sorted(refused.named) if name in _REASONS)
    match refused.status:
        case 401:
            return AuthExpired(
                f"{who} refuses the login: check username and password_command of the account (many servers want an "
                f"app password), or run `syncd auth {account}`"
            )
        case 403:
            return Trouble(f"{who} does not allow {doing} ({why or 'HTTP 403'}): ask whoever runs it, or its owner")
        case 404 | 410:
            return Trouble(f"{who}: what is needed for {doing} is not there: check url and calendars in the config")
        case 507 | 413:
            return Trouble(f"{who} has no room left for {doing} ({why or f'HTTP {refused.status}'}): free some space")
        case 405 | 501:
            return Trouble(f"{who} can't do {doing}: is its url a CalDAV server's? (HTTP {refused.status})")
        case status if status >= 500:
            return Unavailable(f"{who} failed while {doing} (HTTP {status}); try again later")
        case status:
            return Trouble(f"{who} refused {doing} ({why or f'HTTP {status}'})")


def limited(account: str, host: str, doing: str, after: float | None) -> RateLimited:
    """For 429, and for 503 that says when to come back: not executed."""
    told = 60.0 if after is None else after
    return RateLimited(
        f"account {account}: {host} wants fewer requests while {doing}; it goes on by itself later", told
    )


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds that an answer asks to wait (RFC 9110 §10.2.3), at most a day; None if it does not say."""
    if header.strip().isdecimal():
        return min(float(header.strip()), 86_400.0)
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), 86_400.0)
