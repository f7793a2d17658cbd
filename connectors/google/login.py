"""The account's login: Google's authorized_user JSON, refreshed under a lock and kept after every refresh.

Only `invalid_grant` means that the user must log in again; a refresh that fails for the network, DNS or a server is
being offline (PROVIDERS.md §1a).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from syncd.ports import AuthExpired, Trouble, Unavailable
from syncd.tokens import TokenStore

if TYPE_CHECKING:
    from google.oauth2.credentials import Credentials

_GOOGLE = "https://oauth2.googleapis.com/token"
_DEAD = ("invalid_grant", "invalid_client", "unauthorized_client", "deleted_client")


class Login:
    """The token of one account. Thread-safe.

    The kept JSON is Google's authorized_user form, with `scopes` as granted and, beside them, `syncd_address`: whose
    login it was found to be. Raises AuthExpired if there is none, or if it is another's than `address`.
    """

    def __init__(self, account: str, address: str, tokens: TokenStore) -> None:
        self._account, self._tokens = account, tokens
        self._lock = Lock()
        self._text = tokens.load(account)
        if self._text is None:
            raise AuthExpired(f"account {account} is not logged in: run `syncd auth {account}`")
        self._credentials, fields = _read(account, self._text)
        self.granted = frozenset(fields.get("scopes") or ())
        whose = str(fields.get("syncd_address") or "")
        if whose and whose != address:
            raise AuthExpired(
                f"account {account} is logged in as {whose}, but the config says {address}: "
                f"run `syncd auth {account}`, or correct `address`"
            )

    def token(self, *, stale: str = "") -> str:
        """An access token that is good for some minutes and is not `stale`, one that was just refused."""
        with self._lock:
            known = self._credentials
            if not known.valid or (stale and known.token == stale):
                self._refresh(stale)
            return str(self._credentials.token)

    def _refresh(self, stale: str) -> None:
        with self._tokens.locked(self._account):
            text = self._tokens.load(self._account)
            if text is not None and text != self._text:  # another process was quicker
                self._text = text
                self._credentials, _ = _read(self._account, text)
                if self._credentials.valid and self._credentials.token != stale:
                    return
            refresh(self._credentials, f"account {self._account}", f"run `syncd auth {self._account}`")
            self._text = merged(self._text or "{}", self._credentials)
            self._tokens.save(self._account, self._text)


def refresh(credentials: Credentials, who: str, remedy: str) -> None:
    """A new access token. Raises AuthExpired or Unavailable."""
    from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
    from google.auth.transport.requests import Request

    try:
        credentials.refresh(Request())  # type: ignore[no-untyped-call]  # google-auth types only part of itself
    except TransportError as error:
        raise Unavailable(f"{who}: Google can't be reached to renew the login; it is kept and tried again") from error
    except RefreshError as error:
        code = _code(error)
        if code in _DEAD or "refresh_token" in str(error):
            raise AuthExpired(
                f"{who}: Google no longer accepts the login ({code or 'no refresh token'}): {remedy}. If that happens "
                'every seven days, set the publishing status of your OAuth client to "In production" (docs/google.md)'
            ) from error
        raise Unavailable(
            f"{who}: Google could not renew the login ({code or 'no reason given'}); try later"
        ) from error
    except GoogleAuthError as error:
        raise Unavailable(f"{who}: the login could not be renewed ({type(error).__name__}); try later") from error


def merged(text: str, credentials: Credentials) -> str:
    """The kept JSON with what a refresh changed; our own fields stay."""
    fields = json.loads(text)
    fields |= json.loads(credentials.to_json())  # type: ignore[no-untyped-call]  # see above
    return json.dumps(fields)


def credentials_of(fields: Mapping[str, Any], token_uri: str = "") -> Credentials:
    """google-auth's credentials of an authorized_user JSON; its own `token_uri` counts before the one given.

    Not `from_authorized_user_info`, which takes Google's own token endpoint whatever the file says. Raises ValueError,
    TypeError or KeyError for what is none.
    """
    from google.oauth2.credentials import Credentials

    expiry = datetime.fromisoformat(fields["expiry"]) if fields.get("expiry") else datetime.fromtimestamp(0, UTC)
    scopes = fields.get("scopes")
    return Credentials(  # type: ignore[no-untyped-call]  # google-auth types only part of itself
        token=fields.get("token"),
        refresh_token=fields["refresh_token"],
        token_uri=fields.get("token_uri") or token_uri or _GOOGLE,
        client_id=fields["client_id"],
        client_secret=fields["client_secret"],
        scopes=scopes.split() if isinstance(scopes, str) else scopes,
        expiry=expiry.astimezone(UTC).replace(tzinfo=None),  # naive UTC, as google-auth compares it
    )


def _read(account: str, text: str) -> tuple[Credentials, dict[str, Any]]:
    try:
        fields = json.loads(text)
        return credentials_of(fields), fields
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise AuthExpired(f"the login kept for account {account} can't be read: run `syncd auth {account}`") from error


def _code(error: Exception) -> str:
    """The OAuth error code (RFC 6749 §5.2) in an error of google-auth; "" if it has none."""
    for argument in error.args:
        if isinstance(argument, dict) and isinstance(argument.get("error"), str):
            return str(argument["error"])
    return next((code for code in _DEAD if code in str(error)), "")


def check_kept(text: str) -> None:
    """Raises Trouble unless `text` is an authorized_user JSON with a refresh token."""
    try:
        fields = json.loads(text)
        missing = [name for name in ("client_id", "client_secret", "refresh_token") if not fields.get(name)]
    except (ValueError, AttributeError) as error:
        raise Trouble("that is not Google's authorized_user JSON") from error
    if missing:
        raise Trouble(f"that is no complete authorized_user JSON: {', '.join(missing)} missing")
