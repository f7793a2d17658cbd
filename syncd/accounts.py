"""``[[account]]`` of the config (CONTRACT.md §2): the keys of every provider, read and checked.

A key that only another provider has is refused with that provider's name. `Account.options` holds the provider's own
keys that were set: google ``client_secret`` (absolute path) ``api_endpoint``; microsoft ``client_id authority
graph_endpoint``; imap and caldav ``host url port tls username password_command``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from syncd.dates import Duration
from syncd.paths import under
from syncd.problems import listed
from syncd.sections import Section
from syncd.settings import (
    ARCHIVE_PROVIDERS,
    CALENDAR_PROVIDERS,
    MAIL_PROVIDERS,
    PROVIDERS,
    Account,
)
from syncd.toml_values import meant_command, parse_duration

COMMON = ("name", "provider", "address", "mail", "calendars", "since", "bodies")
_SERVER = ("host", "url", "port", "tls", "username", "password_command")
OWN: Mapping[str, tuple[str, ...]] = {
    "google": ("client_secret", "api_endpoint", "quota"),
    "microsoft": ("client_id", "authority", "graph_endpoint", "shared"),
    "imap": _SERVER,
    "caldav": _SERVER,
    **dict.fromkeys(sorted(ARCHIVE_PROVIDERS), ("path",)),
}
TLS = ("implicit", "starttls", "none")
NO_PASSWORDS = 'passwords are not kept in the config: use password_command, like ["pass", "mail/ada"]'

_NAME = re.compile(r"\w[\w.-]{0,63}")
_NEEDS_ADDRESS = frozenset({"google", "microsoft", "imap"})
_PATH = {
    "mbox": "an mbox file, a folder of them or a glob",
    "maildir": "a Maildir, a folder of them or a glob",
    "ics": "an .ics file, a folder, a glob or an http(s) URL",
    "linkedin": "LinkedIn's Connections.csv or the .zip it came in",
    "vcard": "a .vcf file, a folder or a glob",
}
_SCHEMES = {"imap": ("imaps", "imap"), "caldav": ("https", "http")}


def read_accounts(root: Section, folder: Path, env: Mapping[str, str]) -> tuple[Account, ...]:
    """All accounts in their order. Relative paths are taken from `folder`."""
    sections = root.sections("account")
    accounts = tuple(_account(section, folder, env) for section in sections)
    first: dict[str, int | None] = {}
    for section, account in zip(sections, accounts, strict=True):
        same = account.name.casefold()
        if account.name and same in first:
            section.problem("name", f"another account has this name (line {first[same]})")
        first.setdefault(same, section.line_of("name"))
    return accounts


def _account(section: Section, folder: Path, env: Mapping[str, str]) -> Account:
    name = section.text("name", required='expected a name of your choice, like "work"')
    if name and (not _NAME.fullmatch(name) or name.lower() == "smtp" or name.lower().endswith(".ics")):
        section.problem("name", 'expected letters, digits and . _ - only, not "smtp" and not ending in .ics')
    provider = section.text("provider", choices=PROVIDERS, required=f"expected one of {listed(PROVIDERS)}")
    if not provider:
        return Account(name, provider)
    wanted = f"{provider} needs the account's own e-mail address" if provider in _NEEDS_ADDRESS else ""
    account = Account(
        name=name,
        provider=provider,
        address=section.address("address", required=wanted),
        mail=section.flag("mail", True) and provider in MAIL_PROVIDERS,
        calendars=_calendars(section, provider),
        since=span(section, "since", None if provider in ARCHIVE_PROVIDERS else Duration(2, "y")),
        bodies=section.text("bodies", "scan", choices=("none", "scan", "keep")),
        path=_path(section, provider, folder, env) if provider in ARCHIVE_PROVIDERS else "",
        options={} if provider in ARCHIVE_PROVIDERS else _options(section, provider, folder, env),
    )
    section.rest(_foreign(provider))
    return account


def _foreign(provider: str) -> dict[str, str]:
    """What to say of each key that `provider` does not have but another does."""
    owners: dict[str, list[str]] = {}
    for other, keys in OWN.items():
        for key in keys:
            owners.setdefault(key, []).append(other)
    notes = {
        key: f"not a key of {provider} but of {listed(names)}" for key, names in owners.items() if provider not in names
    }
    return notes | {"password": NO_PASSWORDS if "password_command" in OWN[provider] else "syncd wants no password here"}


def _calendars(section: Section, provider: str) -> tuple[str, ...]:
    calendars = section.texts("calendars")
    if calendars and provider not in CALENDAR_PROVIDERS:
        section.problem("calendars", f"{provider} has no calendars; {listed(sorted(CALENDAR_PROVIDERS))} have")
    return calendars


def span(section: Section, key: str, default: Duration | None) -> Duration | None:
    """How far back: a duration, or None for ``"all"``."""
    value = section.raw(key)
    if value is None:
        return default
    if value == "all":
        return None
    found, meant = parse_duration(value)
    if found is None:
        expected = 'expected "all" or a duration like 36h, 3d, 2w, 6m or 1y, of at most 100 years'
        section.problem(key, expected, meant)
    return found


def _path(section: Section, provider: str, folder: Path, env: Mapping[str, str]) -> str:
    written = section.text("path", required=f"{provider} needs {_PATH[provider]}")
    scheme, colon, rest = written.partition("://")
    if not written or not colon:
        return str(under(folder, written, env)) if written else ""
    if provider != "ics":
        section.problem("path", f"expected {_PATH[provider]}; {provider} reads no URL")
    elif scheme.lower() in ("webcal", "webcals") and _is_url(f"https://{rest}", ("https",)):
        return f"https://{rest}"  # what Apple's and Google's "subscribe" links are called
    elif not _is_url(written, ("https", "http")):
        section.problem("path", f"expected {_PATH[provider]}")
    return written


def _options(section: Section, provider: str, folder: Path, env: Mapping[str, str]) -> dict[str, object]:
    match provider:
        case "google":
            options: dict[str, object] = {"api_endpoint": _endpoint(section, "api_endpoint")}
            secret = section.text("client_secret")
            options["client_secret"] = str(under(folder, secret, env)) if secret else ""
            options["quota"] = _quota(section)
        case "microsoft":
            options = {"client_id": section.text("client_id")}
            options |= {key: _endpoint(section, key) for key in ("authority", "graph_endpoint")}
            options["shared"] = section.flag("shared", False)
        case _:
            options = server(section) | {"url": _url(section, _SCHEMES[provider])}
            if ("host" in section) == ("url" in section):
                expected = f"{provider} needs either host or url"
                section.problem("url", f"{expected}, not both") if "url" in section else section.missing(
                    "host", expected
                )
    return {key: value for key, value in options.items() if key in section}


QUOTA = {"per_minute": (100, 1_000_000), **dict.fromkeys(("get", "thread", "list", "history"), (1, 1000))}


def _quota(section: Section) -> dict[str, int]:
    """Google's units per user and minute, and what calls cost; only what is named."""
    section.ask("quota")
    if "quota" not in section:
        return {}
    table = section.section("quota", f"{section.label}: quota")
    found = {key: table.number(key, low, low, high) for key, (low, high) in QUOTA.items() if key in table}
    table.ask(*QUOTA)
    table.rest()
    return found


def server(section: Section) -> dict[str, object]:
    """What imap, caldav and [smtp] have in common: host, port, tls, username, password_command. 0 and "" if unset."""
    host = section.text("host")
    if host and not re.fullmatch(r"[^\s/@:]+|\[?[0-9A-Fa-f:.]+\]?", host):
        section.problem("host", 'expected a host name alone, like "mail.example.org"; the port has a key of its own')
    return {
        "host": host,
        "port": section.number("port", 0, 1, 65535),
        "tls": section.text("tls", "", choices=TLS),
        "username": section.text("username"),
        "password_command": _command(section),
    }


def _command(section: Section) -> tuple[str, ...]:
    value = section.raw("password_command")
    if value is None:
        return ()
    expected = "expected the command that prints the password, as a list of texts"
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        section.problem("password_command", expected, meant_command(value) if isinstance(value, str) else "")
        return ()
    if not value[0].strip() or any("\0" in word for word in value):
        section.problem("password_command", expected)
    return tuple(value)


def _endpoint(section: Section, key: str) -> str:
    """A URL that tokens are sent to: encrypted, or on this machine."""
    url = _url(section, ("https", "http"), key)
    if url.lower().startswith("http:") and _is_url(url, ("http",)):
        host = urlsplit(url).hostname or ""
        if host != "localhost" and host != "::1" and not host.startswith("127."):
            section.problem(key, "expected https:// here: tokens are sent to it (http:// only on this machine)")
    return url.rstrip("/")


def _url(section: Section, schemes: tuple[str, ...], key: str = "url") -> str:
    url = section.text(key)
    if url and not _is_url(url, schemes):
        section.problem(key, f"expected a URL that begins with {schemes[0]}://")
    return url


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False
