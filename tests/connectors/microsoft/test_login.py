"""Logging in to Microsoft with the real msal: browser, device code, a cache made elsewhere, renewal, challenges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from connectors.microsoft.consent import forget, log_in, take_over
from connectors.microsoft.login import Login
from connectors.microsoft.scopes import covered, full, needed, short
from syncd.model import LoginReport
from syncd.ports import AuthExpired, Trouble, Unavailable
from syncd.settings import Account, DigestSettings, FollowUpSettings, Me, Paths, Settings
from syncd.tokens import TokenStore
from tests.simulators.faults import Fault
from tests.simulators.microsoft.browser import consent
from tests.simulators.microsoft.identity import CLIENT_ID, Identity, LoginError
from tests.simulators.microsoft.login_server import LoginServer

ADDRESS = "ada@example.org"
GRAPH = "https://graph.microsoft.com/v1.0"
NOWHERE = Path("/nowhere")
PATHS = Paths(NOWHERE, (), NOWHERE, NOWHERE, NOWHERE, NOWHERE)


@pytest.fixture
def login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoginServer]:
    with LoginServer(Identity(ADDRESS)) as server:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.trust(tmp_path)))
        yield server
        assert server.identity.violations == []
        assert server.faults.pending() == 0


@pytest.fixture
def tokens(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "tokens", keyring=False)


@pytest.fixture
def account(login: LoginServer) -> Account:
    options = {"client_id": CLIENT_ID, "authority": login.authority}
    return Account("office", "microsoft", ADDRESS, options=options)


def settings(account: Account, **values: Any) -> Settings:
    return Settings(PATHS, accounts=(account,), **values)


class Browser:
    """The user: opens what they are shown, or enters the code."""

    browser = False

    def __init__(self, login: LoginServer, *, idle: bool = False) -> None:
        self._login, self._idle, self.timeout = login, idle, 0.3 if idle else 10.0
        self.told = ""

    def say(self, text: str) -> None:
        self.told = text
        if self._idle:
            return
        if "enter the code" in text:
            self._login.identity.device = "approved"
            return
        url = re.search(r"https://\S+", text)
        assert url is not None
        Thread(target=self._visit, args=(url[0],), daemon=True).start()

    @staticmethod
    def _visit(url: str) -> None:
        with requests.Session() as session:
            consent(session, url)


def kept(tokens: TokenStore) -> dict[str, Any]:
    text = tokens.load("office")
    assert text is not None
    loaded: dict[str, Any] = json.loads(text)
    return loaded


# ---------------------------------------------------------------- what is asked for


NEEDS = [
    ({}, {}, ("Mail.Read",)),
    ({"bodies": "none"}, {}, ("Mail.ReadBasic",)),
    ({"calendars": ("primary",)}, {}, ("Mail.Read", "Calendars.Read")),
    ({"mail": False}, {"followups": FollowUpSettings(to="office")}, ("Calendars.ReadWrite",)),
    ({"calendars": ("primary",)}, {"followups": FollowUpSettings(to="office")}, ("Mail.Read", "Calendars.ReadWrite")),
    (
        {"mail": False, "calendars": ("primary",)},
        {"followups": FollowUpSettings(to="office", kind="task")},
        ("Calendars.Read", "Tasks.ReadWrite"),
    ),
    ({}, {"digest": DigestSettings(via="office")}, ("Mail.Read", "Mail.Send")),
    ({"mail": False}, {"followups": FollowUpSettings(to="home")}, ()),
]


@pytest.mark.parametrize(("of_account", "of_settings", "expected"), NEEDS)
def test_exactly_what_the_config_needs(
    of_account: dict[str, Any], of_settings: dict[str, Any], expected: tuple[str, ...]
) -> None:
    """Given a config, when its permissions are worked out, then they are those of its features and no others."""
    one = replace(Account("office", "microsoft", ADDRESS), **of_account)
    assert needed(one, settings(one, **of_settings)) == expected


def test_names_of_permissions() -> None:
    """Given a national cloud, when its permissions are named, then by its own host; short names compare everywhere."""
    assert full("Mail.Read", GRAPH) == "Mail.Read"
    china = full("Mail.Read", "https://microsoftgraph.chinacloudapi.cn/v1.0")
    assert (china, short(china)) == ("https://microsoftgraph.chinacloudapi.cn/Mail.Read", "Mail.Read")
    assert full("Mail.Read", "http://127.0.0.1:4002/v1.0") == "Mail.Read"
    assert covered("Mail.ReadBasic", frozenset({"Mail.Read"}))
    assert covered("Mail.Read", frozenset({"Mail.Read.Shared"}))
    assert not covered("Mail.Read", frozenset({"Mail.ReadBasic"}))


# ---------------------------------------------------------------- logging in


def test_a_login_in_the_browser(login: LoginServer, account: Account, tokens: TokenStore) -> None:
    """Given consent, when logging in, then what is needed was asked for, and the login is kept 0600."""
    report = log_in(account, settings(account), tokens, Browser(login))
    assert (report.address, report.granted, report.missing) == (ADDRESS, ("Mail.Read",), ())
    assert "code_challenge" in login.identity.asked[0]
    assert login.identity.asked[0]["redirect_uri"].startswith("http://localhost:")
    assert Path(report.kept).stat().st_mode & 0o777 == 0o600
    assert Login(account, ["Mail.Read"], GRAPH, tokens).token()


def test_a_login_by_device_code(login: LoginServer, account: Account, tokens: TokenStore) -> None:
    """Given a code entered elsewhere, when it is approved, then the account is logged in."""
    browser = Browser(login)
    assert log_in(account, settings(account), tokens, browser, device=True).address == ADDRESS
    assert "enter the code" in browser.told


def test_a_declined_code(login: LoginServer, account: Account, tokens: TokenStore) -> None:
    """Given a code that the user declines, when waiting for it, then that is said, and nothing is kept."""
    login.identity.device = "declined"
    with pytest.raises(AuthExpired):
        log_in(account, settings(account), tokens, Browser(login, idle=True), device=True)
    assert tokens.where("office") == ""


def test_nobody_comes(login: LoginServer, account: Account, tokens: TokenStore) -> None:
    """Given nobody at the browser, when the time is over, then it says so."""
    with pytest.raises(AuthExpired, match="within the time"):
        log_in(account, settings(account), tokens, Browser(login, idle=True))


def test_the_user_says_no(login: LoginServer, account: Account, tokens: TokenStore) -> None:
    """Given a user who refuses, when logging in, then that is an error that says so."""
    login.identity.deny = True
    with pytest.raises(AuthExpired, match="access_denied"):
        log_in(account, settings(account), tokens, Browser(login))


def test_a_permission_that_was_not_granted(login: LoginServer, account: Account, tokens: TokenStore) -> None:
    """Given one permission less, when logging in, then the login is kept and the report names what it lacks."""
    login.identity.unticked = {"Calendars.Read"}
    one = replace(account, calendars=("primary",))
    report = log_in(one, settings(one), tokens, Browser(login))
    assert report.missing == (("Calendars.Read", "reading meetings"),)


def test_somebody_else_logs_in(login: LoginServer, account: Account, tokens: TokenStore) -> None:
    """Given the login of another user, when logging in, then nothing is kept; unless the config says it is me."""
    login.identity.signs_in = "a.lovelace@corp.example"
    with pytest.raises(Trouble, match=r"a\.lovelace@corp\.example"):
        log_in(account, settings(account), tokens, Browser(login))
    assert tokens.where("office") == ""
    mine = settings(account, me=Me(addresses=frozenset({"a.lovelace@corp.example"})))
    assert log_in(account, mine, tokens, Browser(login)).address == "a.lovelace@corp.example"


def test_no_app_registration(account: Account, tokens: TokenStore, login: LoginServer) -> None:
    """Given no client_id, when logging in, then the guide is named."""
    with pytest.raises(Trouble, match=r"docs/microsoft\.md"):
        log_in(replace(account, options={}), settings(account), tokens, Browser(login, idle=True))


# ---------------------------------------------------------------- made elsewhere, renewed


def imported(
    login: LoginServer, account: Account, tokens: TokenStore, folder: Path, *, fresh: bool = False
) -> LoginReport:
    file = folder / "cache.json"
    file.write_text(login.identity.msal_cache(login.authority, "Mail.Read", fresh=fresh))
    return take_over(account, settings(account), tokens, file)


def test_a_cache_made_elsewhere(login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path) -> None:
    """Given a serialized MSAL cache, when imported, then it is kept; it is renewed at the first need and kept again."""
    assert imported(login, account, tokens, tmp_path).address == ADDRESS
    before = kept(tokens)
    token = Login(account, ["Mail.Read"], GRAPH, tokens).token()
    assert login.identity.renewals == 1
    assert kept(tokens) != before
    assert Login(account, ["Mail.Read"], GRAPH, tokens).token() == token
    assert login.identity.renewals == 1


def test_a_good_token_asks_nobody(login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path) -> None:
    """Given a cache with a fresh access token, when used, then the login server is not asked at all."""
    imported(login, account, tokens, tmp_path, fresh=True)
    login.seen.clear()
    assert Login(account, ["Mail.Read"], GRAPH, tokens).token()
    assert login.seen == []


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"Account": {}}', '{"Account": {"a": {}}}', "\0"])
def test_an_import_that_is_none(
    account: Account, tokens: TokenStore, tmp_path: Path, text: str, login: LoginServer
) -> None:
    """Given any other file, when imported, then it is refused in plain words."""
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(Trouble, match=r"other\.json"):
        take_over(account, settings(account), tokens, file)


def test_a_refused_token_is_renewed(login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path) -> None:
    """Given a token that Graph refused, when asked again, then it is another one; a second process takes that."""
    imported(login, account, tokens, tmp_path, fresh=True)
    one, two = (Login(account, ["Mail.Read"], GRAPH, tokens) for _ in range(2))
    stale = one.token()
    renewed = one.token(stale=stale)
    assert renewed != stale
    assert two.token(stale=stale) == renewed
    assert login.identity.renewals == 1


def test_a_claims_challenge_is_answered(
    login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path
) -> None:
    """Given continuous access evaluation, when Graph challenges, then a token that carries the claims is asked for."""
    imported(login, account, tokens, tmp_path, fresh=True)
    one = Login(account, ["Mail.Read"], GRAPH, tokens)
    stale = one.token()
    claims = login.identity.challenge()
    token = one.token(stale=stale, claims=claims)
    assert login.identity.access[token].claims == claims


@pytest.mark.parametrize(
    "error", [LoginError("invalid_grant", 50173), LoginError("interaction_required", 50076, suberror="basic_action")]
)
def test_a_dead_login(
    login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path, error: LoginError
) -> None:
    """Given a renewal that wants the user, when a token is needed, then it is needs_auth; the login is kept."""
    imported(login, account, tokens, tmp_path)
    login.identity.failing.append(error)
    with pytest.raises(AuthExpired, match="syncd auth office"):
        Login(account, ["Mail.Read"], GRAPH, tokens).token()
    assert tokens.load("office") is not None


@pytest.mark.parametrize(
    "fault",
    [
        Fault("lost before", "token", times=1),
        Fault("lost before", "discovery", times=1),
        Fault("answer", "token", 503, {}, times=1),
    ],
)
def test_a_network_failure_is_no_lost_login(
    login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path, fault: Fault
) -> None:
    """Given a login server that fails, when renewing, then that is being offline; later it works again."""
    imported(login, account, tokens, tmp_path)
    login.faults.add(fault)
    one = Login(account, ["Mail.Read"], GRAPH, tokens)
    with pytest.raises(Unavailable):
        one.token()
    assert one.token()


def test_no_login_at_all(account: Account, tokens: TokenStore) -> None:
    """Given an account that never logged in, when used, then the command to run is named; so for a damaged one."""
    with pytest.raises(AuthExpired, match="syncd auth office"):
        Login(account, ["Mail.Read"], GRAPH, tokens)
    tokens.save("office", "{")
    with pytest.raises(AuthExpired, match="syncd auth office"):
        Login(account, ["Mail.Read"], GRAPH, tokens)


def test_the_address_in_the_config_changed(
    login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path
) -> None:
    """Given a login of ada, when the config now says grace, then it is refused before anything is read."""
    imported(login, account, tokens, tmp_path)
    with pytest.raises(AuthExpired, match="logged in as ada"):
        Login(replace(account, address="grace@example.org"), ["Mail.Read"], GRAPH, tokens)


def test_logging_out(login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path) -> None:
    """Given a login, when forgotten, then nothing of it is left here."""
    imported(login, account, tokens, tmp_path)
    forget(account, tokens)
    assert tokens.load("office") is None


def test_nothing_secret_in_any_message(
    login: LoginServer, account: Account, tokens: TokenStore, tmp_path: Path
) -> None:
    """Given a login that died, when that is said, then no token stands in the message."""
    imported(login, account, tokens, tmp_path, fresh=True)
    one = Login(account, ["Mail.Read"], GRAPH, tokens)
    stale = one.token()
    login.identity.failing.append(LoginError("invalid_grant", 50173))
    with pytest.raises(AuthExpired) as caught:
        one.token(stale=stale)
    secrets = [
        entry["secret"]
        for kind in ("AccessToken", "RefreshToken")
        for entry in json.loads(kept(tokens)["msal"])[kind].values()
    ]
    assert secrets
    assert not any(secret in str(caught.value) for secret in secrets)
