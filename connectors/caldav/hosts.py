"""Where the password may go: the configured server, and its neighbours over TLS; pure.

A server may send its users elsewhere (iCloud: caldav.icloud.com → p67-caldav.icloud.com). The rule: the configured
host itself; a host below it; or, if it has three labels or more, a host below the domain it lies in, unless that
domain is a country's second level (co.uk). Another host is spoken to over TLS only; the configured one never less
safely than the config says, and without TLS only at its own port.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_PORTS = {"https": 443, "http": 80}


def may_know(configured: str, url: str) -> bool:
    """Whether a request with the password for the URL `configured` may go to `url`."""
    try:
        home, there = urlsplit(configured), urlsplit(url)
        ports = _port(home), _port(there)
    except ValueError:
        return False
    if there.scheme not in _PORTS or not there.hostname or not home.hostname or there.username is not None:
        return False
    if there.scheme == "http":
        return home.scheme == "http" and home.hostname == there.hostname and ports[0] == ports[1]
    return home.hostname == there.hostname or _neighbours(home.hostname, there.hostname)


def redirected(at: str, location: str) -> str:
    """Where a redirect from `at` leads. A server behind a proxy often believes that it speaks http://: there, to the
    same host, https:// is kept.
    """
    url = urljoin(at, location)
    home, there = urlsplit(at), urlsplit(url)
    if home.scheme == "https" and there.scheme == "http" and home.hostname == there.hostname:
        return urlunsplit(there._replace(scheme="https", netloc=home.netloc))
    return url


def local(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost")


def _neighbours(home: str, there: str) -> bool:
    if _is_number(home) or _is_number(there):
        return False
    labels = home.rstrip(".").split(".")
    domain = labels[1:] if len(labels) > 2 else labels
    if len(domain) == 2 and len(domain[1]) == 2 and len(domain[0]) <= 3:
        domain = labels
    return there.rstrip(".").endswith("." + ".".join(domain)) or there.endswith("." + home)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 0)
