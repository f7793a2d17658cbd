"""Logging in to Microsoft: by loopback redirect with PKCE, with a device code, or with a login made elsewhere."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path
from typing import Any

from connectors.loopback import TIMEOUT, Loopback
from connectors.microsoft.login import application, failures, refused
from connectors.microsoft.scopes import GRAPH, covered, full, needed, purpose, short
from syncd import clock
from syncd.addresses import canonical
from syncd.model import LoginReport
from syncd.ports import AuthExpired, Prompt, Trouble, Unavailable
from syncd.settings import Account, Settings
from syncd.tokens import TokenStore

_OF_OPENID = {"openid", "profile", "offline_access", "email"}


def log_in(
    account: Account, settings: Settings, tokens: TokenStore, prompt: Prompt, *, device: bool = False
) -> LoginReport:
    """Asks for exactly what the config needs. Raises Trouble, AuthExpired, Unavailable."""
    wanted = needed(account, settings)
    if not wanted:
        raise Trouble(f"account {account.name} needs no permission: set mail, calendars, or write follow-ups to it")
    app, cache = application(account)
    scopes = [full(scope, endpoint_of(account)) for scope in wanted]
    try:
        result = _by_device(app, scopes, prompt) if device else _in_browser(app, scopes, account, prompt)
    except failures() as error:
        raise Unavailable(f"Microsoft can't be reached to log in ({type(error).__name__}): try again") from error
    if "access_token" not in result:
        raise refused(result, f"account {account.name}", "run the command again")
    granted = {short(scope) for scope in str(result.get("scope") or "").split()} - _OF_OPENID
    return _keep(account, settings, tokens, cache.serialize(), frozenset(granted or wanted))


def _in_browser(app: Any, scopes: list[str], account: Account, prompt: Prompt) -> dict[str, Any]:
    with Loopback() as loopback:
        flow = app.initiate_auth_code_flow(
            scopes,
            redirect_uri=f"http://localhost:{loopback.port}",
            login_hint=account.address,
            prompt="select_account",
            response_mode="form_post",
        )
        if "auth_uri" not in flow:
            raise refused(flow, f"account {account.name}", "correct client_id and authority")
        loopback.expect(flow["state"])
        opened = prompt.browser and webbrowser.open(flow["auth_uri"])
        prompt.say(
            f"Waiting for you to log in as {account.address} in the browser (Ctrl-C gives up)."
            if opened
            else f"Open this address in a browser on this machine and log in as {account.address}:\n\n"
            f"{flow['auth_uri']}\n\nFrom another machine, forward the port first: "
            f"ssh -L {loopback.port}:localhost:{loopback.port} …, or use --device"
        )
        answer = loopback.wait(prompt.timeout or TIMEOUT)
        found: dict[str, Any] = app.acquire_token_by_auth_code_flow(flow, answer)
    return found


def _by_device(app: Any, scopes: list[str], prompt: Prompt) -> dict[str, Any]:
    flow = app.initiate_device_flow(scopes)
    if "user_code" not in flow:
        raise refused(flow, "Microsoft", "use the browser (syncd auth without --device); some tenants forbid codes")
    prompt.say(f"Open {flow['verification_uri']} on any device and enter the code {flow['user_code']}")
    deadline = clock.monotonic() + (prompt.timeout or TIMEOUT)
    found: dict[str, Any] = app.acquire_token_by_device_flow(
        flow, exit_condition=lambda _: clock.monotonic() > deadline
    )
    if found.get("error") in ("authorization_pending", "expired_token", "code_expired"):
        raise AuthExpired("nobody entered the code within the time: run the command again")
    return found


def take_over(account: Account, settings: Settings, tokens: TokenStore, file: Path) -> LoginReport:
    """Keeps a login made elsewhere: a serialized MSAL token cache."""
    try:
        text = file.read_text("utf-8")
        cache = json.loads(text)
        entries = [entry for entry in cache.get("AccessToken", {}).values() if isinstance(entry, dict)]
        complete = bool(cache["Account"]) and bool(cache.get("RefreshToken") or entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Trouble(f"{file} is not a serialized MSAL token cache: nothing was kept") from error
    if not complete:
        raise Trouble(f"{file} holds no login: nothing was kept")
    granted = {short(scope) for entry in entries for scope in str(entry.get("target", "")).split()} - _OF_OPENID
    return _keep(account, settings, tokens, text, frozenset(granted))


def forget(account: Account, tokens: TokenStore) -> None:
    """Removes the login here; Microsoft lets an app revoke none, so the user is told where."""
    tokens.forget(account.name)


def endpoint_of(account: Account) -> str:
    """The API's base with its version."""
    return str(account.options.get("graph_endpoint") or GRAPH)


def _keep(
    account: Account, settings: Settings, tokens: TokenStore, serialized: str, granted: frozenset[str]
) -> LoginReport:
    """Checks whose login it is, then keeps it; an identity other than the account's is refused."""
    found = [entry for entry in json.loads(serialized)["Account"].values() if isinstance(entry, dict)]
    names = {canonical(str(entry.get("username", ""))) or "": entry for entry in found}
    mine = {account.address, *settings.me.addresses}
    if account.options.get("shared"):
        mine |= {one.address for one in settings.accounts}
    whose = next((name for name in (account.address, *sorted(mine)) if name in names), "")
    if not whose:
        listed = ", ".join(name for name in names if name) or "nobody"
        raise Trouble(
            f"that is the login of {listed}, but account {account.name} is {account.address}: nothing was kept. Log in "
            f"as the right user, or correct `address`; if it is the sign-in name of the same mailbox, add it to "
            "[me] addresses"
        )
    kept = {
        "msal": serialized,
        "home_account_id": names[whose]["home_account_id"],
        "address": account.address,
        "scopes": sorted(granted),
    }
    with tokens.locked(account.name):
        tokens.save(account.name, json.dumps(kept))
    # A login made elsewhere need not say what it may; then it shows when something is refused.
    missing = [scope for scope in needed(account, settings) if granted and not covered(scope, granted)]
    return LoginReport(
        account.name,
        whose,
        tuple(sorted(granted)),
        tuple((scope, purpose(scope)) for scope in missing),
        tokens.where(account.name),
    )
