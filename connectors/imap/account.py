"""From an account of the config to its password: `password_command`, else what `syncd auth` kept."""

from __future__ import annotations

import json
from collections.abc import Callable

from connectors.imap.server import server_of
from connectors.password import password
from syncd.ports import AuthExpired
from syncd.settings import Account
from syncd.tokens import TokenStore


def secret_of(account: Account, tokens: TokenStore) -> Callable[[bool], str]:
    """Gives the account's password, asked for only when a login needs it; True after that one was refused.

    Raises AuthExpired if there is none, Locked while the keyring is.
    """
    command = server_of(account).command

    def secret(again: bool) -> str:
        return password(account.name, command, again=again) if command else kept(account.name, tokens)

    return secret


def kept(account: str, tokens: TokenStore) -> str:
    """The password that `syncd auth` kept. Raises AuthExpired without one, Locked while the keyring is."""
    text = tokens.load(account)
    try:
        found = json.loads(text or "{}")["password"]
    except (ValueError, KeyError, TypeError):
        found = ""
    if not isinstance(found, str) or not found:
        raise AuthExpired(
            f"account {account} has no password: set password_command in the config, like "
            f'["pass", "mail/{account}"], or run `syncd auth {account}`'
        )
    return found


def keep(account: Account, tokens: TokenStore, secret: str) -> None:
    """Keeps a password where `kept` finds it."""
    with tokens.locked(account.name):
        tokens.save(account.name, json.dumps({"password": secret, "address": account.address}))
