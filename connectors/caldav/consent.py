"""Logging in to a CalDAV server: the password is asked for, tried, and kept like an IMAP account's."""

from __future__ import annotations

from collections.abc import Callable

from connectors.caldav.account import entry_of, session_with
from connectors.caldav.discovery import discover
from connectors.imap.account import keep
from connectors.imap.consent import asked
from syncd.model import LoginReport
from syncd.ports import AuthExpired, Prompt, Trouble
from syncd.settings import Account
from syncd.tokens import TokenStore


def log_in(account: Account, tokens: TokenStore, prompt: Prompt, *, ask: Callable[[str], str] = asked) -> LoginReport:
    """Asks for the password and tries it before it is kept. Raises Trouble, AuthExpired, Unavailable."""
    if account.options.get("password_command"):
        raise Trouble(
            f"account {account.name} gets its password from password_command, so there is nothing to keep: remove "
            "that key first, or just run `syncd sync`"
        )
    if "icloud.com" in entry_of(account):
        prompt.say("iCloud wants an app-specific password: make one at account.apple.com, Sign-In and Security")
    given: list[str] = []

    def secret(again: bool) -> str:
        if again:
            raise AuthExpired(f"account {account.name}: the password was refused, nothing was kept: try again")
        if not given:
            given.append(ask(f"Password for account {account.name}: "))
        if not given[0]:
            raise AuthExpired("no password was given, nothing was kept: run the command again")
        return given[0]

    found = discover(session_with(account, secret)).calendars
    if found:
        prompt.say(f"calendars there: {', '.join(one.title for one in found)}")
    keep(account, tokens, secret(False))
    return LoginReport(account.name, account.address, ("caldav",), (), tokens.where(account.name))
