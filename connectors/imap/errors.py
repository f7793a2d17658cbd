"""What an IMAP server's refusals mean: response codes of RFC 9051 §7.1 and what servers write instead; pure.

Nothing of a server's own words is shown but its response code: they may quote what we sent.
"""

from __future__ import annotations

import re
import ssl
from enum import Enum, auto

from connectors.imap.server import Server, hint
from connectors.patience import Again
from syncd.ports import AuthExpired, RateLimited, Trouble, Unavailable

_PAUSE = 60.0  # seconds after a refusal for too many connections or too much traffic


class Refusal(Enum):
    """What a NO, BAD or BYE means."""

    LOGIN = auto()  # the password, or the account behind it
    RATE = auto()  # too many connections or octets: later
    TRANSIENT = auto()  # the server is not well
    TLS = auto()  # no password without TLS
    GONE = auto()  # this folder is not there
    OTHER = auto()


_CODE = re.compile(r"\[([A-Z][A-Z0-9.-]*)")
_BY_CODE = {
    "AUTHENTICATIONFAILED": Refusal.LOGIN,
    "AUTHORIZATIONFAILED": Refusal.LOGIN,
    "EXPIRED": Refusal.LOGIN,
    "CONTACTADMIN": Refusal.LOGIN,
    "WEBALERT": Refusal.LOGIN,  # Gmail: somebody must log in with a browser
    "PRIVACYREQUIRED": Refusal.TLS,
    "LIMIT": Refusal.RATE,
    "OVERQUOTA": Refusal.RATE,
    "THROTTLED": Refusal.RATE,
    "UNAVAILABLE": Refusal.TRANSIENT,
    "INUSE": Refusal.TRANSIENT,
    "SERVERBUG": Refusal.TRANSIENT,
    "NONEXISTENT": Refusal.GONE,
    "TRYCREATE": Refusal.GONE,
    "NOPERM": Refusal.GONE,
}
_RATE = re.compile(
    r"too many (?:simultaneous |concurrent )?(?:connections|logins|requests)|maximum number of connections|"
    r"bandwidth limit|rate limit|throttl|account exceeded|mail_max_userip_connections|command or bandwidth limits",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"mailbox (?:doesn'?t|does not) exist|no such mailbox|unknown mailbox|can'?t be opened", re.IGNORECASE
)
_TRANSIENT = re.compile(r"internal error|temporar|try again|timed? ?out|unavailable|system error", re.IGNORECASE)


def code(text: str) -> str:
    """The response code of a server's words, like AUTHENTICATIONFAILED; "" without one. ALERT says nothing."""
    return next((found for found in _CODE.findall(text.upper()) if found != "ALERT"), "")


def refusal(text: str) -> Refusal:
    """What a server's refusal means."""
    known = _BY_CODE.get(code(text))
    if known is not None:
        return known
    for pattern, meaning in ((_RATE, Refusal.RATE), (_GONE, Refusal.GONE), (_TRANSIENT, Refusal.TRANSIENT)):
        if pattern.search(text):
            return meaning
    return Refusal.OTHER


def login_refused(server: Server, text: str) -> Trouble | Again:
    """What to raise when a login was refused with these words."""
    meaning = refusal(text)
    if meaning is Refusal.RATE:
        return rate_limited(server, "logging in")
    if meaning is Refusal.TRANSIENT:
        return Again(Unavailable(f"{_who(server)} can't take logins now ({code(text) or 'NO'}); try again later"))
    if meaning is Refusal.TLS:
        return no_tls(server)
    return auth_expired(server)


def auth_expired(server: Server) -> AuthExpired:
    """The password is refused."""
    told = hint(server.host)
    cure = f"correct password_command, or run `syncd auth {server.account}`"
    return AuthExpired(
        f"{_who(server)} refuses the password of {server.username}: {f'{told}; then ' if told else ''}{cure}"
    )


def rate_limited(server: Server, doing: str) -> Again:
    """Too many connections, or too much at once."""
    trouble = RateLimited(
        f"{_who(server)} wants fewer connections or less traffic while {doing}; later it goes on", _PAUSE
    )
    return Again(trouble, _PAUSE)


def no_tls(server: Server) -> Trouble:
    """A password would go in clear, or the server does not want it so."""
    if server.tls == "none":
        return Trouble(f'{_who(server)} takes no password without TLS: set tls = "starttls" or tls = "implicit"')
    return Trouble(
        f"{_who(server)} speaks without TLS on this port, so the password was not sent: set port = 993, or "
        'tls = "none" if nobody can listen on the way'
    )


def bad_tls(server: Server, error: ssl.SSLError) -> Trouble:
    """TLS did not come about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message or "it can't be verified"
        return Unavailable(
            f"{_who(server)} shows a certificate that is not trusted ({why}): correct `host`, or let SSL_CERT_FILE "
            "name the authority that signed it"
        )
    return Unavailable(
        f"{_who(server)} does not speak TLS as expected ({error.reason or type(error).__name__}): look at port and tls "
        '(993: tls = "implicit", 143: tls = "starttls")'
    )


def offline(server: Server, doing: str, why: str, *, reached: bool = True) -> Again:
    """The server can't be reached at all (not `reached`), or went away in the middle."""
    told = f"{_who(server)} can't be reached while {doing} ({why}); try again later"
    return Again(Unavailable(told), reached=reached)


def failed(server: Server, doing: str, text: str) -> Trouble | Again:
    """What to raise for a NO or BAD to anything but a login."""
    meaning = refusal(text)
    if meaning is Refusal.RATE:
        return rate_limited(server, doing)
    trouble = Unavailable(f"{_who(server)} failed while {doing} ({code(text) or 'NO'}); try again later")
    return Again(trouble) if meaning is Refusal.TRANSIENT else trouble


def _who(server: Server) -> str:
    return f"account {server.account}: {server.place}"
