"""From an account of the config to its session."""

from __future__ import annotations

from connectors.microsoft.consent import endpoint_of
from connectors.microsoft.login import Login
from connectors.microsoft.scopes import needed
from connectors.microsoft.session import Session
from syncd import clock
from syncd.settings import Account, Settings
from syncd.tokens import TokenStore


def session_of(account: Account, settings: Settings, tokens: TokenStore) -> Session:
    """The account's access to Graph. Raises AuthExpired without a login, Locked while the keyring is."""
    endpoint = endpoint_of(account)
    return Session(account.name, Login(account, needed(account, settings), endpoint, tokens), clock, endpoint)
