"""Where an account's IMAP server is and how it wants to be spoken to; pure.

A password goes over TLS only: from the first octet (`implicit`, RFC 8314) or by STARTTLS. In clear it goes to this very
machine, or where the config says ``tls = "none"`` in so many words.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from syncd.settings import Account

_PORTS = {"implicit": 993, "starttls": 143, "none": 143}
_GOOGLE = ("gmail.com", "googlemail.com", "google.com")
_MICROSOFT = ("outlook.com", "office365.com", "hotmail.com", "live.com", "office.com")
_APPLE = ("mail.me.com", "icloud.com")
_FASTMAIL = ("fastmail.com", "messagingengine.com")
_YAHOO = ("yahoo.com", "yahoo.net", "aol.com")


@dataclass(frozen=True, slots=True)
class Server:
    """One account's way in. `clear`: a password may be sent without TLS if the server knows no STARTTLS."""

    account: str
    host: str
    port: int
    tls: str  # implicit | starttls | none
    username: str
    command: tuple[str, ...] = ()  # password_command
    clear: bool = False

    @property
    def place(self) -> str:
        """For people: ``imap.example.org``, with the port if it is not the usual one."""
        return self.host if self.port == _PORTS[self.tls] else f"{self.host}:{self.port}"


def server_of(account: Account) -> Server:
    """What the account's keys say; see `syncd.accounts` for which there are."""
    options = account.options
    host, port, tls = str(options.get("host") or ""), int(str(options.get("port") or 0)), str(options.get("tls") or "")
    username = str(options.get("username") or "")
    if url := str(options.get("url") or ""):
        parts = urlsplit(url)
        host, port = parts.hostname or "", port or parts.port or 0
        username = username or unquote(parts.username or "")
        tls = tls or ("implicit" if parts.scheme == "imaps" else "starttls")
    host = host.strip("[]")
    explicit = tls == "none"
    if not tls:
        tls = "implicit" if port in (0, 993) else "starttls"
    command = options.get("password_command")
    return Server(
        account.name,
        host,
        port or _PORTS[tls],
        tls,
        username or account.address,
        tuple(map(str, command)) if isinstance(command, tuple | list) else (),
        explicit or (tls == "starttls" and is_here(host)),
    )


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def hint(host: str) -> str:
    """What to do about a refused password at some providers, after a colon; "" elsewhere."""
    if _of(host, _MICROSOFT):
        return 'Microsoft takes no passwords over IMAP any more: use provider = "microsoft"'
    if _of(host, _GOOGLE):
        return "Google wants an app password here, made at https://myaccount.google.com/apppasswords"
    if _of(host, _APPLE):
        return "Apple wants an app-specific password, made at https://account.apple.com under Sign-In and Security"
    if _of(host, _FASTMAIL):
        return "Fastmail wants an app password, made under Settings, Privacy & Security"
    if _of(host, _YAHOO):
        return "Yahoo wants an app password, made under Account security"
    return ""


def _of(host: str, domains: tuple[str, ...]) -> bool:
    host = host.lower().rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
