"""From an account of the config to its session."""

from __future__ import annotations

from connectors.google.login import Login
from connectors.google.session import Session, costs_of
from syncd import clock
from syncd.settings import Account
from syncd.tokens import TokenStore


def session_of(account: Account, tokens: TokenStore) -> Session:
    """The account's access to Google. Raises AuthExpired without a login, Locked while the keyring is."""
    login = Login(account.name, account.address, tokens)
    endpoint = str(account.options.get("api_endpoint", ""))
    return Session(account.name, login, clock, costs_of(account.options), endpoint)
