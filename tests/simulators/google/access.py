"""An account that is logged in at a `GoogleServer`, for tests of what needs no login of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from connectors.google.login import Login
from connectors.google.session import Session
from syncd.settings import Account
from syncd.tokens import TokenStore
from tests.simulators.google.server import GoogleServer


class Sleeper:
    """A `ports.Ticker` whose time passes only in sleep; `slept` are the pauses."""

    def __init__(self) -> None:
        self.at = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.at += seconds
            self.slept.append(seconds)


def account_at(server: GoogleServer, name: str = "work") -> Account:
    """The account, its API at the server."""
    return Account(name, "google", server.oauth.address, options={"api_endpoint": server.url})


def session_at(
    server: GoogleServer, folder: Path, scopes: Sequence[str], sleeper: Sleeper, endpoint: str = ""
) -> Session:
    """A session of a fresh login with these scopes, kept in `folder`; requests go to `endpoint` if one is given."""
    tokens = TokenStore(folder / "tokens", keyring=False)
    tokens.save("work", json.dumps(server.oauth.authorized_user(server.url, list(scopes), fresh=True)))
    account = account_at(server)
    return Session(account.name, Login(account.name, account.address, tokens), sleeper, endpoint=endpoint or server.url)
