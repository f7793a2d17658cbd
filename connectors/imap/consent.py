"""Logging in to an IMAP server: the password is asked for, tried, and kept like other logins."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable

from connectors.imap.account import keep
from connectors.imap.server import hint, server_of
from connectors.imap.session import Session
from syncd import clock
from syncd.model import LoginReport
from syncd.ports import AuthExpired, Prompt, Ticker, Trouble
from syncd.settings import Account
from syncd.tokens import TokenStore


def asked(question: str) -> str:
    """What is typed without an echo; the first line of stdin if that is no terminal."""
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


def log_in(
    account: Account,
    tokens: TokenStore,
    prompt: Prompt,
    *,
    ask: Callable[[str], str] = asked,
    ticker: Ticker = clock,
) -> LoginReport:
    """Asks for the password and tries it before it is kept. Raises Trouble, AuthExpired, Unavailable."""
    server = server_of(account)
    if server.command:
        raise Trouble(
            f"account {account.name} gets its password from password_command ({server.command[0]}), so there is "
            "nothing to keep: remove that key first, or just run `syncd sync`"
        )
    if told := hint(server.host):
        prompt.say(told)
    secret = ask(f"Password of {server.username} at {server.place}: ")
    if not secret:
        raise AuthExpired("no password was given, nothing was kept: run the command again")
    session = Session(server, lambda _: secret, ticker)
    try:
        session.can("IMAP4REV1")
    finally:
        session.close()
    keep(account, tokens, secret)
    return LoginReport(account.name, account.address, ("imap",), (), tokens.where(account.name))


def forget(account: Account, tokens: TokenStore) -> None:
    """Removes the password here; an app password is revoked at the provider."""
    tokens.forget(account.name)
