"""From an account of the config to its session."""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.caldav import hosts
from connectors.caldav.session import Secret, Session
from connectors.imap.account import kept
from connectors.password import password
from syncd import clock
from syncd.ports import Trouble
from syncd.settings import Account
from syncd.tokens import TokenStore


def session_of(account: Account, tokens: TokenStore) -> Session:
    """The account's access to its server. Raises Trouble if the password would travel unprotected unasked."""
    command = account.options.get("password_command")

    def secret(again: bool) -> str:
        if isinstance(command, tuple) and command:
            return password(account.name, command, again=again)
        return kept(account.name, tokens)

    return session_with(account, secret)


def session_with(account: Account, secret: Secret) -> Session:
    """The same with a password from elsewhere."""
    entry = entry_of(account)
    parts = urlsplit(entry)
    if parts.scheme == "http" and account.options.get("tls") != "none" and not hosts.local(parts.hostname or ""):
        raise Trouble(
            f"account {account.name}: {parts.hostname} would get your password in clear text: use an https:// url, or "
            'say tls = "none" if the way there is safe'
        )
    username = str(account.options.get("username") or account.address)
    if not username:
        raise Trouble(f"account {account.name}: whose calendars? set username (or address) of the account")
    return Session(account.name, entry, username, secret, clock)


def entry_of(account: Account) -> str:
    """The URL to begin with: the configured one, or the root of the configured host."""
    url = str(account.options.get("url") or "")
    if url:
        return url
    host, port, tls = (account.options.get(key) for key in ("host", "port", "tls"))
    name = f"[{host}]" if ":" in str(host) and not str(host).startswith("[") else host
    return f"{'http' if tls == 'none' else 'https'}://{name}{f':{port}' if port else ''}/"
