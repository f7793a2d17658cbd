"""The account's login: MSAL's token cache, kept after every acquisition, refreshed under a lock.

What is kept is JSON: `msal` (the serialized cache), `home_account_id` (that very account is asked for, because a
cached one keeps its home tenant), `address` (whose login it was found to be), `scopes` (short names as granted).
MSAL asks the network as soon as it is set up, so a good access token is taken from the cache without it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors.microsoft.scopes import full, short, to_ask
from syncd import clock
from syncd.ports import AuthExpired, Trouble, Unavailable
from syncd.settings import Account
from syncd.tokens import TokenStore

AUTHORITY = "https://login.microsoftonline.com/common"
CLIENT_CAPABILITIES = ["CP1"]  # continuous access evaluation: tokens that live for a day, and claims challenges
_MARGIN = 300  # seconds before its end at which a token is renewed
_TIMEOUT = 30.0
_DEAD = frozenset(
    {"invalid_grant", "interaction_required", "consent_required", "login_required", "invalid_client"}
    | {"unauthorized_client", "access_denied", "authorization_declined"}
)


class Login:
    """The token of one account. Thread-safe. Raises AuthExpired if there is none, or if it is another's."""

    def __init__(self, account: Account, scopes: Sequence[str], endpoint: str, tokens: TokenStore) -> None:
        self._account, self._tokens, self._endpoint = account, tokens, endpoint
        self._lock = Lock()
        self._token, self._good_until = "", 0
        text = tokens.load(account.name)
        if text is None:
            raise AuthExpired(f"account {account.name} is not logged in: run `syncd auth {account.name}`")
        self._text = text
        self._fields = _read(account.name, text)
        self.granted = frozenset(str(scope) for scope in self._fields.get("scopes") or ())
        self._scopes = [full(scope, endpoint) for scope in to_ask(scopes, self.granted)]
        whose = str(self._fields.get("address") or "")
        if whose and whose != account.address:
            raise AuthExpired(
                f"account {account.name} is logged in as {whose}, but the config says {account.address}: "
                f"run `syncd auth {account.name}`, or correct `address`"
            )

    def token(self, *, stale: str = "", claims: str = "") -> str:
        """An access token that is good for some minutes and is not `stale`, one that was just refused.

        `claims` is what a challenge asked to prove. Raises AuthExpired, Unavailable.
        """
        with self._lock:
            now = int(clock.now().timestamp())
            if not self._token or stale == self._token or claims or self._good_until - _MARGIN <= now:
                self._renew(now, stale, claims)
            return self._token

    def _renew(self, now: int, stale: str, claims: str) -> None:
        with self._tokens.locked(self._account.name):
            text = self._tokens.load(self._account.name)
            if text is not None and text != self._text:  # another process was quicker
                self._text, self._fields = text, _read(self._account.name, text)
            found = None if claims else _in_cache(self._fields, self._scopes, now + _MARGIN, stale)
            if found is None:
                found = self._ask(bool(stale), claims, now)
            self._token, self._good_until = found

    def _ask(self, force: bool, claims: str, now: int) -> tuple[str, int]:
        app, cache = application(self._account, str(self._fields["msal"]))
        home = self._fields["home_account_id"]
        known = next((one for one in app.get_accounts() if one.get("home_account_id") == home), None)
        if known is None:
            raise AuthExpired(f"account {self._account.name}: the login is not complete: {self._remedy}")
        try:
            result = app.acquire_token_silent_with_error(
                self._scopes, known, force_refresh=force, claims_challenge=claims or None
            )
        except failures() as error:
            raise Unavailable(
                f"account {self._account.name}: Microsoft can't be reached to renew the login "
                f"({type(error).__name__}); it is kept and tried again"
            ) from error
        if cache.has_state_changed:
            self._fields["msal"] = cache.serialize()
            self._text = json.dumps(self._fields)
            self._tokens.save(self._account.name, self._text)
        if result and "access_token" in result:
            return str(result["access_token"]), now + int(result.get("expires_in", 0))
        raise refused(result, f"account {self._account.name}", self._remedy)

    @property
    def _remedy(self) -> str:
        return f"run `syncd auth {self._account.name}`"


def application(account: Account, serialized: str = "") -> tuple[Any, Any]:
    """MSAL's public client of the account, and its cache. Asks the network where the authority's endpoints are.

    Raises Unavailable, or Trouble where the config is not complete.
    """
    import msal
    from msal.authority import WELL_KNOWN_AUTHORITY_HOSTS

    client_id = str(account.options.get("client_id", ""))
    if not client_id:
        raise Trouble(f"account {account.name} has no app registration: make one (docs/microsoft.md) and set client_id")
    cache = msal.SerializableTokenCache()
    if serialized:
        cache.deserialize(serialized)
    authority = str(account.options.get("authority") or AUTHORITY)
    session = requests.Session()
    session.request = _with_timeout(session.request)  # type: ignore[method-assign]  # MSAL passes none
    try:
        app = msal.PublicClientApplication(
            client_id,
            authority=authority,
            token_cache=cache,
            client_capabilities=CLIENT_CAPABILITIES,
            http_client=session,
            # of a host that Microsoft does not list nobody there need be asked
            instance_discovery=None if urlsplit(authority).hostname in WELL_KNOWN_AUTHORITY_HOSTS else False,
        )
    except failures() as error:
        raise Unavailable(
            f"account {account.name}: the login server {authority} can't be reached or is none ({type(error).__name__})"
        ) from error
    return app, cache


def failures() -> tuple[type[Exception], ...]:
    """What MSAL lets through when the network or the login server fails."""
    from msal.exceptions import MsalError

    return (requests.RequestException, MsalError, ValueError)


def refused(result: dict[str, Any] | None, who: str, remedy: str) -> Trouble:
    """What MSAL's error means: log in again, or try later. Only the code is shown, never the description's ids."""
    named = str((result or {}).get("error", "no token"))
    if result is None or named in _DEAD:
        why = (result or {}).get("suberror") or named
        return AuthExpired(f"{who}: Microsoft no longer accepts the login ({why}): {remedy}")
    return Unavailable(f"{who}: Microsoft could not renew the login ({named}); try later")


def _read(account: str, text: str) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = json.loads(text)
        json.loads(fields["msal"])
        fields["home_account_id"]
    except (ValueError, TypeError, KeyError) as error:
        raise AuthExpired(f"the login kept for account {account} can't be read: run `syncd auth {account}`") from error
    return fields


def _in_cache(fields: dict[str, Any], scopes: Sequence[str], until: int, stale: str) -> tuple[str, int] | None:
    """An access token of the cache that serves, and its end."""
    wanted = {short(scope) for scope in scopes}
    for entry in json.loads(fields["msal"]).get("AccessToken", {}).values():
        have = {short(scope) for scope in str(entry.get("target", "")).split()}
        end = int(entry.get("expires_on", 0))
        mine = entry.get("home_account_id") == fields["home_account_id"]
        if mine and wanted <= have and end > until and entry.get("secret") and entry["secret"] != stale:
            return str(entry["secret"]), end
    return None


def _with_timeout(request: Any) -> Any:
    def timed(*args: Any, **values: Any) -> Any:
        return request(*args, **{"timeout": _TIMEOUT, **values})

    return timed
