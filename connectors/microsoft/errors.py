"""Graph's refusals → what they mean (PROVIDERS.md §3, §4); the only place that knows the vendor's codes."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto

from syncd.ports import AuthExpired, NotGranted, RateLimited, Trouble, Unavailable


class Refusal(Enum):
    """What a response that is not a success means."""

    LOGIN = auto()  # 401: the access token
    SCOPE = auto()  # this token may not do that
    RATE = auto()  # 429: not executed
    NOT_FOUND = auto()
    RESYNC = auto()  # a delta or page token that is no longer known: this folder or calendar starts over
    EXISTS = auto()  # 409
    CHANGED = auto()  # 412, or a change key that is stale
    TRANSIENT = auto()  # 5xx, 408, 423: unknown whether executed
    INVALID = auto()  # any other 400
    OTHER = auto()


RESYNC = frozenset(
    {
        "syncstatenotfound",
        "syncstateinvalid",
        "resyncrequired",
        "resyncchangesapplydifferences",
        "resyncchangesuploaddifferences",
        "errorinvalidsyncstatedata",
        "errorsyncstatenotfound",
        "syncstategenerationnotfound",
        "generationnotfound",
    }
)
_CHANGED = frozenset({"errorirresolvableconflict", "preconditionfailed", "errorconflict"})
_SCOPE = frozenset({"erroraccessdenied", "accessdenied", "authorization_requestdenied", "forbidden"})
_RATE = frozenset({"applicationthrottled", "toomanyrequests", "activitylimitreached", "errortoomanyrequests"})
_MOST_WAIT = 3600.0  # seconds: a Retry-After beyond that is a mistake (MSV saw overflows)
_BY_STATUS = {
    401: Refusal.LOGIN,
    403: Refusal.SCOPE,
    404: Refusal.NOT_FOUND,
    408: Refusal.TRANSIENT,
    409: Refusal.EXISTS,
    410: Refusal.RESYNC,
    412: Refusal.CHANGED,
    423: Refusal.TRANSIENT,
    429: Refusal.RATE,
}


def code(content: bytes) -> str:
    """The error code of a body, e.g. ``ErrorItemNotFound``; "" for what can't be read."""
    try:
        found = json.loads(content)["error"]["code"]
    except (ValueError, TypeError, KeyError):
        return ""
    return found if isinstance(found, str) else ""


def refusal(status: int, content: bytes) -> Refusal:
    """What a response means; the code outweighs the status."""
    named = code(content).lower()
    if named == "errorduplicatetransactionid":  # with 409 and with 400
        return Refusal.EXISTS
    if named in RESYNC or (status == 400 and "generation" in named):
        return Refusal.RESYNC
    if named in _RATE:
        return Refusal.RATE
    if named in _CHANGED:
        return Refusal.CHANGED
    if status == 403:
        return Refusal.SCOPE if named in _SCOPE or not named else Refusal.OTHER
    if status == 400:
        return Refusal.INVALID
    if status >= 500:
        return Refusal.TRANSIENT
    return _BY_STATUS.get(status, Refusal.OTHER)


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which holds seconds or a date (RFC 9110 §10.2.3); None if there is none."""
    if not header:
        return None
    text = header.strip()
    try:
        seconds = float(text) if text.replace(".", "", 1).isdecimal() else _until(text, now)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _MOST_WAIT)


def _until(text: str, now: datetime) -> float:
    at = parsedate_to_datetime(text)
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()


def claims_challenge(header: str | None) -> str:
    """The claims that a 401 asks to prove (continuous access evaluation), decoded JSON; "" if it asks for none."""
    if not header or "insufficient_claims" not in header:
        return ""
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name.rpartition(" ")[2] == "claims":
            text = value.strip('" ').replace("-", "+").replace("_", "/")
            try:
                return b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
            except (ValueError, UnicodeDecodeError):
                return ""
    return ""


def trouble(meaning: Refusal, status: int, content: bytes, *, account: str, doing: str) -> Trouble:
    """The error of the ports, in plain words; nothing of the response but its code is shown."""
    named = code(content) or f"HTTP {status}"
    who = f"account {account}"
    match meaning:
        case Refusal.LOGIN:
            return AuthExpired(f"{who}: Microsoft refuses the login ({named}): run `syncd auth {account}`")
        case Refusal.SCOPE:
            return NotGranted(f"{who}: {doing} was not allowed ({named}): run `syncd auth {account}` and allow it")
        case Refusal.RATE:
            return RateLimited(f"{who}: Microsoft's limit is reached while {doing}; it goes on by itself later", 60.0)
        case Refusal.TRANSIENT:
            return Unavailable(f"{who}: Microsoft failed while {doing} ({named}); try again later")
        case _:
            return Trouble(f"{who}: Microsoft refused {doing} ({named})")
