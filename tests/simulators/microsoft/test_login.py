"""The login with a real msal.PublicClientApplication (PROVIDERS.md §5a)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msal
import pytest
import requests

from tests.simulators.faults import Fault
from tests.simulators.microsoft.browser import consent
from tests.simulators.microsoft.identity import CLIENT_ID, Identity, LoginError
from tests.simulators.microsoft.login_server import LoginServer

SCOPES = ["Mail.ReadBasic", "Calendars.ReadWrite"]


@pytest.fixture
def login() -> Iterator[LoginServer]:
    """For ada@example.org."""
    with LoginServer(Identity("ada@example.org")) as server:
        yield server
        assert server.identity.violations == []
        assert server.faults.pending() == 0


class _App:
    """An msal application that trusts the simulator, and a browser that consents."""

    def __init__(self, login: LoginServer, tmp_path: Path, cache: str = "", **more: Any) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(login.trust(tmp_path))
        self.cache = msal.SerializableTokenCache()
        if cache:
            self.cache.deserialize(cache)
        self.msal = msal.PublicClientApplication(
            CLIENT_ID,
            authority=login.authority,
            http_client=self.session,
            instance_discovery=False,
            token_cache=self.cache,
            **more,
        )

    def interactive(self, **more: Any) -> dict[str, Any]:
        """Signs in; the browser is a thread that follows the login page."""

        def browse(url: str) -> None:
            Thread(target=consent, args=(self.session, url), daemon=True).start()

        found: dict[str, Any] = self.msal.acquire_token_interactive(
            SCOPES, timeout=10, auth_uri_callback=browse, **more
        )
        return found

    def device(self) -> dict[str, Any]:
        """Signs in at another device; takes no time."""
        found: dict[str, Any] = self.msal.acquire_token_by_device_flow(self.msal.initiate_device_flow(SCOPES))
        return found

    def silent(self, **more: Any) -> dict[str, Any] | None:
        """Without the user."""
        (account,) = self.msal.get_accounts()
        found: dict[str, Any] | None = self.msal.acquire_token_silent_with_error(SCOPES, account, **more)
        return found


@pytest.fixture
def signed_in(login: LoginServer, tmp_path: Path) -> Iterator[_App]:
    """With a login made elsewhere."""
    one = _App(login, tmp_path, login.identity.msal_cache(login.authority, *SCOPES, fresh=True))
    yield one
    one.session.close()


@pytest.fixture
def app(login: LoginServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_App]:
    """Without a login yet; no real browser."""
    monkeypatch.setattr("webbrowser.open", lambda *_: False)
    one = _App(login, tmp_path)
    yield one
    one.session.close()


def test_the_browser_signs_in(login: LoginServer, app: _App) -> None:
    """Given a user who consents, when the app logs in, then it has a token, the account and its home_account_id."""
    found = app.interactive()
    identity = login.identity
    assert ("ada@example.org", set(SCOPES)) == (
        found["id_token_claims"]["preferred_username"],
        set(identity.access[found["access_token"]].scopes),
    )
    (account,) = app.msal.get_accounts()
    assert f"{identity.object_id}.{identity.tenant}" == account["home_account_id"]
    assert identity.asked[0]["code_challenge_method"] == "S256"
    assert parse_qs(urlsplit(identity.asked[0]["redirect_uri"]).query) == {}


def test_a_token_is_taken_from_the_cache_and_renewed_when_it_is_old(login: LoginServer, signed_in: _App) -> None:
    """Given a login, when a token is wanted, then the cache's; forced, a new one, and the refresh token rotates."""
    assert (first := signed_in.silent()) is not None
    assert login.identity.renewals == 0
    old = set(login.identity.refresh)
    assert (renewed := signed_in.silent(force_refresh=True)) is not None
    assert renewed["access_token"] != first["access_token"]
    assert (login.identity.renewals, old.isdisjoint(login.identity.refresh)) == (1, True)


def test_the_device_flow_polls_until_the_user_is_done(login: LoginServer, app: _App) -> None:
    """Given a user who takes a while, when the device flow polls, then it waits and succeeds."""
    login.identity.device_answers.extend(["authorization_pending"] * 2)
    login.identity.device = "approved"
    flow = app.msal.initiate_device_flow(SCOPES)
    assert "ABCD1234" in flow["message"]
    found = app.msal.acquire_token_by_device_flow(flow)
    assert found["id_token_claims"]["preferred_username"] == "ada@example.org"
    assert login.seen.count("/common/oauth2/v2.0/token") == 3


@pytest.mark.parametrize(("device", "error"), [("declined", "authorization_declined"), ("expired", "expired_token")])
def test_a_device_flow_can_end_badly(login: LoginServer, app: _App, device: Any, error: str) -> None:
    """Given a user who declines or sleeps, when the device flow polls, then it tells which."""
    login.identity.device = device
    assert app.device()["error"] == error


def test_a_user_may_refuse(login: LoginServer, app: _App) -> None:
    """Given a user who refuses, when the app logs in, then access_denied."""
    login.identity.deny = True
    assert app.interactive()["error"] == "access_denied"


def test_a_user_may_untick_a_permission(login: LoginServer, app: _App) -> None:
    """Given an unticked scope, when the app logs in, then it is not among the granted ones."""
    login.identity.unticked = {"Calendars.ReadWrite"}
    login.identity.device = "approved"
    assert "Calendars.ReadWrite" not in app.device()["scope"].split()


def test_somebody_else_may_sign_in(login: LoginServer, app: _App) -> None:
    """Given another user at the browser, when the app logs in, then address and home account are theirs."""
    login.identity.signs_in = "eve@example.com"
    login.identity.device = "approved"
    assert app.device()["id_token_claims"]["preferred_username"] == "eve@example.com"
    assert not app.msal.get_accounts()[0]["home_account_id"].startswith(login.identity.object_id)


@pytest.mark.parametrize(
    ("failure", "classification"),
    [
        (LoginError("invalid_grant", 50173, "revoked", "bad_token"), ""),
        (LoginError("invalid_grant", 65001, "no consent", "consent_required"), "consent_required"),
        (LoginError("interaction_required", 50076, "MFA", "basic_action"), "basic_action"),
    ],
)
def test_a_renewal_tells_why_it_fails(
    login: LoginServer, signed_in: _App, failure: LoginError, classification: str
) -> None:
    """Given a reason, when the token is renewed, then msal tells error, number and classification."""
    login.identity.failing.append(failure)
    assert (found := signed_in.silent(force_refresh=True)) is not None
    assert (failure.error, [failure.code]) == (found["error"], found["error_codes"])
    assert classification == found.get("classification", "")


def test_a_revoked_login_is_an_invalid_grant(login: LoginServer, signed_in: _App) -> None:
    """Given a login that was revoked, when it is renewed, then invalid_grant; msal then repeats that for a minute."""
    login.identity.revoke()
    for _ in range(2):
        assert (found := signed_in.silent(force_refresh=True)) is not None
        assert found["error"] == "invalid_grant"
    assert login.identity.renewals == 1


def test_a_challenge_is_answered_by_a_token_with_the_claims(login: LoginServer, tmp_path: Path) -> None:
    """Given a CP1 client and a challenge, when it asks with the claims, then its new token carries them."""
    capable = _App(login, tmp_path, client_capabilities=["CP1"])
    login.identity.device = "approved"
    first = capable.device()
    assert login.identity.access[first["access_token"]].capable
    claims = login.identity.challenge()
    assert (found := capable.silent(claims_challenge=claims)) is not None
    assert claims == login.identity.access[found["access_token"]].claims
    capable.session.close()


@pytest.mark.parametrize("fresh", [False, True])
def test_a_login_can_be_imported(login: LoginServer, tmp_path: Path, fresh: bool) -> None:
    """Given a cache made elsewhere, when it is loaded, then a token comes without the user, from it or by renewal."""
    one = _App(login, tmp_path, login.identity.msal_cache(login.authority, *SCOPES, fresh=fresh))
    assert (found := one.silent()) is not None
    assert found["access_token"] in login.identity.access
    assert login.identity.renewals == (0 if fresh else 1)
    one.session.close()


def test_an_outage_is_no_refusal(login: LoginServer, signed_in: _App) -> None:
    """Given a broken connection or a 503, when the token is renewed, then an exception, not an error of the login."""
    login.faults.add(Fault("lost before", "token"))
    with pytest.raises(requests.ConnectionError):
        signed_in.silent(force_refresh=True)
    login.faults.add(Fault("answer", "token", 503, {"error": "temporarily_unavailable"}))
    with pytest.raises(msal.exceptions.MsalServiceError):
        signed_in.silent(force_refresh=True)


def test_nobody_trusts_the_certificate_by_chance(login: LoginServer) -> None:
    """Given no CA file, when the login is asked, then TLS fails."""
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f"{login.authority}/v2.0/.well-known/openid-configuration", timeout=5)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"client_id": "other"}, 700016),
        ({"redirect_uri": "http://127.0.0.1:1"}, 50011),
        ({"code_challenge_method": "plain"}, 9002325),
    ],
)
def test_a_wrong_request_is_noted(login: LoginServer, app: _App, change: dict[str, str], number: int) -> None:
    """Given a request that no desktop app should make, when it is sent, then an error page and a violation."""
    query = {
        "client_id": CLIENT_ID, "redirect_uri": "http://localhost:1", "response_type": "code", "scope": "Mail.Read",
        "code_challenge": "x", "code_challenge_method": "S256", "state": "s",
    }  # fmt: skip
    answer = app.session.get(f"{login.authority}/oauth2/v2.0/authorize", params={**query, **change}, timeout=5)
    assert (400, [number]) == (answer.status_code, answer.json()["error_codes"])
    assert len(login.identity.violations) == 1
    login.identity.violations.clear()


def test_a_code_is_good_once_and_with_its_verifier(login: LoginServer, app: _App) -> None:
    """Given a code, when it is redeemed with another verifier, then invalid_grant, and then it is spent."""
    asked = {
        "client_id": CLIENT_ID, "redirect_uri": "http://localhost:1", "response_type": "code", "scope": "Mail.Read",
        "code_challenge": "x", "code_challenge_method": "S256", "state": "s",
    }  # fmt: skip
    answer = app.session.get(f"{login.authority}/oauth2/v2.0/authorize", params=asked, timeout=5, allow_redirects=False)
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    form = {"client_id": CLIENT_ID, "grant_type": "authorization_code", "code": code, "code_verifier": "y"}
    form["redirect_uri"] = "http://localhost:1"
    numbers = []
    for _ in range(2):
        answer = app.session.post(f"{login.authority}/oauth2/v2.0/token", data=form, timeout=5)
        numbers.append(json.loads(answer.text)["error_codes"][0])
    assert numbers == [501481, 54005]
    login.identity.violations.clear()


_PROCESS = """
import sys, msal
app = msal.PublicClientApplication(sys.argv[1], authority=sys.argv[2], instance_discovery=False)
print(app.acquire_token_interactive(["Mail.ReadBasic"], timeout=20)["id_token_claims"]["preferred_username"])
"""


def test_another_process_can_sign_in(login: LoginServer, tmp_path: Path) -> None:
    """Given REQUESTS_CA_BUNDLE and BROWSER, when a process of its own signs in, then it does as it would for real."""
    environment = {
        **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
        "REQUESTS_CA_BUNDLE": str(login.trust(tmp_path)),
        "BROWSER": f"{sys.executable} -m tests.simulators.microsoft.browser %s &",
    }
    command = [sys.executable, "-c", _PROCESS, CLIENT_ID, login.authority]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines()[-1:] == ["ada@example.org"], done.stderr
