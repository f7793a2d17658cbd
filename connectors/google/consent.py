"""Logging in to Google: in the browser by loopback redirect (RFC 8252 §7.3, PKCE), or with a login made elsewhere."""

from __future__ import annotations

import json
import os
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors.google import scopes
from connectors.google.login import check_kept, credentials_of, merged, refresh
from connectors.google.session import Session
from connectors.loopback import HOST, TIMEOUT, Loopback
from syncd import clock
from syncd.addresses import canonical
from syncd.model import LoginReport
from syncd.ports import AuthExpired, Prompt, Trouble
from syncd.settings import Account, Settings
from syncd.tokens import TokenStore


def log_in(account: Account, settings: Settings, tokens: TokenStore, prompt: Prompt) -> LoginReport:
    """Asks for exactly what the config needs, in the browser. Raises Trouble, AuthExpired, Unavailable."""
    from google_auth_oauthlib.flow import InstalledAppFlow

    wanted = scopes.needed(account, settings)
    if not wanted:
        raise Trouble(f"account {account.name} needs no permission: set mail, calendars, or write follow-ups to it")
    client = _client(account)
    flow = InstalledAppFlow.from_client_config(
        {"installed": client}, scopes=list(wanted), autogenerate_code_verifier=True
    )
    with _oauthlib_as_needed(client), Loopback() as loopback:
        flow.redirect_uri = f"http://{HOST}:{loopback.port}/"
        url, state = flow.authorization_url(access_type="offline", prompt="consent", login_hint=account.address)
        loopback.expect(state)
        opened = prompt.browser and webbrowser.open(url)
        prompt.say(
            f"Waiting for you to log in as {account.address} in the browser (Ctrl-C gives up)."
            if opened
            else f"Open this address in a browser on this machine and log in as {account.address}:\n\n{url}\n\n"
            f"From another machine, forward the port first: ssh -L {loopback.port}:{HOST}:{loopback.port} …"
        )
        answer = loopback.wait(prompt.timeout or TIMEOUT)
        if "code" not in answer:
            raise AuthExpired(f"Google did not log you in ({answer.get('error', 'no code')}): run the command again")
        try:
            flow.fetch_token(code=answer["code"])
        except Exception as error:  # oauthlib and requests have no common ancestor
            raise Trouble(f"Google did not give a login ({type(error).__name__}): run the command again") from error
    return _keep(account, settings, tokens, flow.credentials.to_json(), flow.credentials)


def take_over(account: Account, settings: Settings, tokens: TokenStore, file: Path) -> LoginReport:
    """Keeps a login made elsewhere: Google's authorized_user JSON."""
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise Trouble(f"can't read {file}: {getattr(error, 'strerror', None) or 'not a text'}") from error
    try:
        check_kept(text)
        token_uri = _client(account)["token_uri"] if account.options.get("client_secret") else ""
        credentials = credentials_of(json.loads(text), token_uri)
    except Trouble as error:
        raise Trouble(f"{file}: {error}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Trouble(f"{file} is not Google's authorized_user JSON") from error
    if not credentials.valid:
        refresh(credentials, str(file), "make a new one")
    return _keep(account, settings, tokens, text, credentials)


def forget(account: Account, tokens: TokenStore) -> None:
    """Revokes the login at Google (as far as it can be reached) and removes it here."""
    text = tokens.load(account.name)
    if text:
        fields = json.loads(text)
        revoke = str(fields.get("token_uri") or "").rpartition("/")[0] + "/revoke"
        try:
            requests.post(revoke, data={"token": fields.get("refresh_token") or ""}, timeout=20)
        except requests.RequestException as error:
            raise Trouble(
                f"Google can't be reached to revoke the login of {account.name} ({type(error).__name__}); it is kept. "
                "Try again, or remove the access at https://myaccount.google.com/connections"
            ) from error
    tokens.forget(account.name)


def _keep(account: Account, settings: Settings, tokens: TokenStore, text: str, credentials: Any) -> LoginReport:
    """Checks whose login it is, then keeps it; an identity other than the account's is refused."""
    fields = json.loads(merged(text, credentials))
    granted = frozenset(credentials.granted_scopes or fields.get("scopes") or ())
    if not credentials.refresh_token:
        raise Trouble("Google gave no lasting login: remove syncd's access in your Google account and log in again")
    wanted = scopes.needed(account, settings)
    whose = _identity(account, _Unkept(credentials, granted or frozenset(wanted)))
    if whose and whose != account.address:
        raise Trouble(
            f"that is the login of {whose}, but account {account.name} is {account.address}: nothing was kept. "
            "Log in as the right user, or correct `address` in the config"
        )
    fields |= {"scopes": sorted(granted), "syncd_address": account.address}
    with tokens.locked(account.name):
        tokens.save(account.name, json.dumps(fields))
    # A login made elsewhere need not say what it may; then it shows when something is refused.
    missing = tuple(scope for scope in wanted if granted and not scopes.covered(scope, granted))
    return LoginReport(
        account.name,
        whose,
        tuple(sorted(granted)),
        tuple((scope, scopes.purpose(scope)) for scope in missing),
        tokens.where(account.name),
    )


class _Unkept:
    """A login that is not kept yet, for the one question whose it is."""

    def __init__(self, credentials: Any, granted: frozenset[str]) -> None:
        self._token, self.granted = str(credentials.token), granted

    def token(self, *, stale: str = "") -> str:
        if stale:
            raise AuthExpired("Google refuses the login it has just given: run the command again")
        return self._token


def _identity(account: Account, login: _Unkept) -> str:
    """The canonical address the login belongs to; "" where none of the granted scopes tells."""
    session = Session(account.name, login, clock, endpoint=str(account.options.get("api_endpoint", "")))
    doing = "finding out whose login it is"
    if any(scopes.covered(scope, login.granted) for scope in (scopes.METADATA, scopes.READONLY)):
        found = session.read(session.service("gmail").users().getProfile(userId="me"), doing=doing).get("emailAddress")
    elif scopes.covered(scopes.CALENDARS, login.granted):
        request = session.service("calendar").calendarList().get(calendarId="primary")
        found = session.read(request, doing=doing).get("id")
    elif scopes.covered(scopes.EVENTS, login.granted):
        request = session.service("calendar").events().list(calendarId="primary", maxResults=1)
        found = session.read(request, doing=doing).get("summary")
    else:
        found = ""
    return canonical(str(found or "")) or ""


def _client(account: Account) -> dict[str, Any]:
    """The user's OAuth client, as Google's installed-app file has it."""
    path = str(account.options.get("client_secret", ""))
    if not path:
        raise Trouble(
            f"account {account.name} has no OAuth client: make one (docs/google.md) and set "
            'client_secret = "client_secret.json" in the config'
        )
    try:
        client: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))["installed"]
        missing = [key for key in ("client_id", "client_secret", "auth_uri", "token_uri") if key not in client]
    except OSError as error:
        raise Trouble(f"can't read the OAuth client {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble(
            f"{path} is not the file of an OAuth client for desktop apps (it must begin with “installed”): "
            "make one of type “Desktop app” (docs/google.md)"
        ) from error
    if missing:
        raise Trouble(f"{path} lacks {', '.join(missing)}: download it from Google again")
    return client


@contextmanager
def _oauthlib_as_needed(client: dict[str, Any]) -> Iterator[None]:
    """oauthlib can be told only by environment: that fewer scopes than asked for are no error, and that plain http is
    fine where both endpoints are on this machine (a test, a proxy)."""
    hosts = [urlsplit(client[key]).hostname or "" for key in ("auth_uri", "token_uri")]
    changes = {"OAUTHLIB_RELAX_TOKEN_SCOPE": "1"}
    if all(host in ("localhost", "::1") or host.startswith("127.") for host in hosts):
        changes["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
