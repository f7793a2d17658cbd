"""Logging in to Google: consent in the browser, logins made elsewhere, renewal, and every way it can go wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from connectors.google import scopes
from connectors.google.consent import forget, log_in, take_over
from connectors.google.login import Login
from connectors.google.scopes import EVENTS, METADATA, OWN_CALENDAR, READONLY, SEND, TASKS, covered, needed
from syncd.model import LoginReport
from syncd.ports import AuthExpired, Trouble, Unavailable
from syncd.settings import Account, DigestSettings, FollowUpSettings, Paths, Settings
from syncd.tokens import TokenStore
from tests.simulators.faults import Fault
from tests.simulators.google.server import Call, GoogleServer

ADDRESS = "ada@example.org"
NOWHERE = Path("/nowhere")
PATHS = Paths(NOWHERE, (), NOWHERE, NOWHERE, NOWHERE, NOWHERE)


class Owner:
    """Just enough of Gmail and Calendar to say whose login it is."""

    def __init__(self) -> None:
        self.address = ADDRESS

    def users_getProfile(self, _: Call) -> dict[str, Any]:
        """The only method a login needs."""
        return {"emailAddress": self.address, "historyId": "7"}

    def calendarList_get(self, _: Call) -> dict[str, Any]:
        """The primary calendar's id is the owner's address."""
        return {"id": self.address, "kind": "calendar#calendarListEntry"}


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer(ADDRESS) as server:
        server.apis = {"gmail": Owner()}
        server.apis["calendar"] = server.apis["gmail"]
        yield server
    assert server.violations == []


@pytest.fixture
def tokens(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "tokens", keyring=False)


@pytest.fixture
def account(google: GoogleServer, tmp_path: Path) -> Account:
    options = {"client_secret": str(google.oauth.client_file(tmp_path, google.url)), "api_endpoint": google.url}
    return Account("work", "google", ADDRESS, options=options)


def settings(account: Account, **values: Any) -> Settings:
    return Settings(PATHS, accounts=(account,), **values)


class Browser:
    """The user: opens the address that is shown, in a thread of their own, after `first` was done with it."""

    browser = False
    timeout = 5.0

    def __init__(self, *, idle: bool = False, stray: bool = False) -> None:
        self._idle, self._stray = idle, stray
        self.pages: list[tuple[int, str]] = []
        self.told = ""

    def say(self, text: str) -> None:
        self.told = text
        url = re.search(r"https?://\S+", text)
        assert url is not None
        if not self._idle:
            Thread(target=self._visit, args=(url[0],), daemon=True).start()

    def _visit(self, url: str) -> None:
        if self._stray:
            port = re.search(r"redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A(\d+)", url)
            assert port is not None
            for path in ("favicon.ico", "?state=forged&code=evil", ""):
                self.pages.append((requests.get(f"http://127.0.0.1:{port[1]}/{path}", timeout=5).status_code, path))
        answer = requests.get(url, timeout=5)
        self.pages.append((answer.status_code, answer.text))


def kept(tokens: TokenStore) -> dict[str, Any]:
    text = tokens.load("work")
    assert text is not None
    loaded: dict[str, Any] = json.loads(text)
    return loaded


# ---------------------------------------------------------------- what is asked for


NEEDS = [
    ({}, {}, (READONLY,)),
    ({"bodies": "none"}, {}, (METADATA,)),
    ({"calendars": ("primary",)}, {}, (READONLY, EVENTS, scopes.CALENDARS)),
    ({"mail": False}, {"followups": FollowUpSettings(to="work")}, (OWN_CALENDAR,)),
    ({"mail": False}, {"followups": FollowUpSettings(to="work", kind="task")}, (TASKS,)),
    ({"bodies": "none"}, {"digest": DigestSettings(via="work")}, (METADATA, SEND)),
    ({"mail": False}, {"followups": FollowUpSettings(to="/home/ada/work", to_file=True)}, ()),
    ({"mail": False}, {"followups": FollowUpSettings(to="home"), "digest": DigestSettings(via="smtp")}, ()),
]


@pytest.mark.parametrize(("of_account", "of_settings", "expected"), NEEDS)
def test_exactly_what_the_config_needs(
    of_account: dict[str, Any], of_settings: dict[str, Any], expected: tuple[str, ...]
) -> None:
    """Given a config, when its scopes are worked out, then they are those of its features and no others."""
    one = replace(Account("work", "google", ADDRESS), **of_account)
    assert needed(one, settings(one, **of_settings)) == expected


def test_a_wider_scope_covers_a_narrower_one() -> None:
    """Given a token made elsewhere that may do more, when asked, then it may do less, too, and nothing else."""
    everything = frozenset({"https://mail.google.com/", "https://www.googleapis.com/auth/calendar"})
    assert all(covered(scope, everything) for scope in (METADATA, READONLY, SEND, EVENTS, OWN_CALENDAR))
    assert not covered(TASKS, everything)
    assert not covered(READONLY, frozenset({METADATA}))


# ---------------------------------------------------------------- in the browser


def test_a_login_in_the_browser(google: GoogleServer, account: Account, tokens: TokenStore) -> None:
    """Given consent to everything, when logging in, then exactly the needed scopes were asked, and the login is kept
    in a file that nobody else can read."""
    browser = Browser()
    report = log_in(account, settings(account), tokens, browser)
    assert (report.address, report.granted, report.missing) == (ADDRESS, (READONLY,), ())
    assert google.oauth.asked[0]["scope"].split() == [READONLY]
    assert "include_granted_scopes" not in google.oauth.asked[0]
    assert kept(tokens)["syncd_address"] == ADDRESS
    assert Path(report.kept).stat().st_mode & 0o777 == 0o600
    assert Path(report.kept).parent.stat().st_mode & 0o777 == 0o700
    assert "You can close this tab" in browser.pages[-1][1]
    assert Login("work", ADDRESS, tokens).granted == {READONLY}


def test_stray_requests_are_sent_away(account: Account, tokens: TokenStore) -> None:
    """Given a favicon, a forged answer and a bare visit first, when the real answer comes, then it still counts."""
    browser = Browser(stray=True)
    assert log_in(account, settings(account), tokens, browser).address == ADDRESS
    assert [status for status, _ in browser.pages[:3]] == [404, 404, 404]


def test_nobody_comes(account: Account, tokens: TokenStore) -> None:
    """Given nobody who opens the address, when the time is over, then it says so and nothing is kept."""
    browser = Browser(idle=True)
    browser.timeout = 0.2
    with pytest.raises(AuthExpired, match="within the time"):
        log_in(account, settings(account), tokens, browser)
    assert tokens.where("work") == ""


def test_the_user_says_no(google: GoogleServer, account: Account, tokens: TokenStore) -> None:
    """Given a user who denies, when logging in, then that is said, and nothing is kept."""
    google.oauth.deny = True
    with pytest.raises(AuthExpired, match="access_denied"):
        log_in(account, settings(account), tokens, Browser())
    assert tokens.where("work") == ""


def test_an_unticked_box(google: GoogleServer, account: Account, tokens: TokenStore) -> None:
    """Given a user who unticks calendars, when logging in, then the login is kept, and what it lacks is named."""
    google.oauth.unticked = {EVENTS}
    one = replace(account, calendars=("primary",))
    report = log_in(one, settings(one), tokens, Browser())
    assert report.missing == ((EVENTS, "reading meetings"),)
    assert Login("work", ADDRESS, tokens).granted == {READONLY, scopes.CALENDARS}


def test_somebody_else_logs_in(google: GoogleServer, account: Account, tokens: TokenStore) -> None:
    """Given the login of another user, when logging in, then both are named and the login before stays."""
    log_in(account, settings(account), tokens, Browser())
    before = kept(tokens)
    google.apis["gmail"].address = "eve@example.org"
    with pytest.raises(Trouble, match=r"login of eve@example\.org.*is ada@example\.org"):
        log_in(account, settings(account), tokens, Browser())
    assert kept(tokens) == before


def test_without_mail_the_calendar_tells_who(google: GoogleServer, account: Account, tokens: TokenStore) -> None:
    """Given an account for calendars only, when logging in, then its primary calendar says whose it is."""
    one = replace(account, mail=False, calendars=("primary",))
    assert log_in(one, settings(one), tokens, Browser()).address == ADDRESS
    google.apis["calendar"].address = "eve@example.org"
    with pytest.raises(Trouble, match="eve"):
        log_in(one, settings(one), tokens, Browser())


def test_tasks_alone_tell_nothing(account: Account, tokens: TokenStore) -> None:
    """Given an account for tasks only, when logging in, then nothing tells whose it is, and the report says so."""
    one = replace(account, mail=False)
    report = log_in(one, settings(one, followups=FollowUpSettings(to="work", kind="task")), tokens, Browser())
    assert (report.address, report.granted) == ("", (TASKS,))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"web": {}}', '{"installed": {"client_id": "x"}}'])
def test_a_client_file_that_is_none(account: Account, tokens: TokenStore, tmp_path: Path, text: str) -> None:
    """Given a file that is not an OAuth client for desktop apps, when logging in, then it says what to do."""
    Path(str(account.options["client_secret"])).write_text(text)
    with pytest.raises(Trouble, match=r"Desktop app|again|lacks"):
        log_in(account, settings(account), tokens, Browser(idle=True))


def test_no_client_at_all(account: Account, tokens: TokenStore) -> None:
    """Given no client_secret, when logging in, then it points to the page that tells how to make one."""
    with pytest.raises(Trouble, match=r"docs/google\.md"):
        log_in(replace(account, options={}), settings(account), tokens, Browser(idle=True))


# ---------------------------------------------------------------- made elsewhere


def imported(google: GoogleServer, account: Account, tokens: TokenStore, tmp_path: Path, **values: Any) -> LoginReport:
    file = tmp_path / "authorized_user.json"
    file.write_text(json.dumps(google.oauth.authorized_user(google.url, [READONLY]) | values))
    return take_over(account, settings(account), tokens, file)


def test_a_login_made_elsewhere(google: GoogleServer, account: Account, tokens: TokenStore, tmp_path: Path) -> None:
    """Given Google's authorized_user JSON, when imported, then it is renewed once, checked and kept."""
    report = imported(google, account, tokens, tmp_path)
    assert (report.address, report.granted) == (ADDRESS, (READONLY,))
    assert google.oauth.refreshes == 1


def test_an_imported_login_without_scopes(
    google: GoogleServer, account: Account, tokens: TokenStore, tmp_path: Path
) -> None:
    """Given a login that does not say what it may, when imported, then it is kept, and nothing is called missing."""
    report = imported(google, account, tokens, tmp_path, scopes=None)
    assert (report.address, report.granted, report.missing) == (ADDRESS, (), ())


def test_an_imported_login_of_somebody_else(
    google: GoogleServer, account: Account, tokens: TokenStore, tmp_path: Path
) -> None:
    """Given somebody else's login, when imported, then nothing is kept."""
    google.apis["gmail"].address = "eve@example.org"
    with pytest.raises(Trouble, match="eve"):
        imported(google, account, tokens, tmp_path)
    assert tokens.where("work") == ""


@pytest.mark.parametrize("text", ["", "null", "[]", '"x"', "{}", '{"client_id": 1}', '{"refresh_token": "r"}', "\0"])
def test_an_import_that_is_none(account: Account, tokens: TokenStore, tmp_path: Path, text: str) -> None:
    """Given any other file, when imported, then it is refused in plain words."""
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(Trouble, match=r"other\.json"):
        take_over(account, settings(account), tokens, file)


# ---------------------------------------------------------------- renewal


@pytest.fixture
def login(google: GoogleServer, account: Account, tokens: TokenStore, tmp_path: Path) -> Login:
    imported(google, account, tokens, tmp_path)
    return Login("work", ADDRESS, tokens)


def test_what_is_renewed_is_kept(google: GoogleServer, login: Login, tokens: TokenStore) -> None:
    """Given a refused access token and a provider that rotates refresh tokens, when renewed, then the new one is kept
    and works for the next process."""
    google.oauth.rotate = True
    before = kept(tokens)
    first = login.token()
    second = login.token(stale=first)
    assert second != first
    assert kept(tokens)["token"] == second
    assert kept(tokens)["refresh_token"] != before["refresh_token"]
    assert kept(tokens)["syncd_address"] == ADDRESS
    assert Login("work", ADDRESS, tokens).token() == second


def test_another_process_was_quicker(google: GoogleServer, login: Login, tokens: TokenStore) -> None:
    """Given two processes whose token was refused, when both renew, then the second takes what the first kept."""
    google.oauth.rotate = True
    other = Login("work", ADDRESS, tokens)
    stale = login.token()
    count = google.oauth.refreshes
    renewed = login.token(stale=stale)
    assert other.token(stale=stale) == renewed
    assert google.oauth.refreshes == count + 1


def test_revoked_means_log_in_again(google: GoogleServer, login: Login, tokens: TokenStore) -> None:
    """Given a revoked login, when renewed, then it is needs_auth and the seven-day trap is named."""
    google.oauth.revoked.add(kept(tokens)["refresh_token"])
    with pytest.raises(AuthExpired, match=r"invalid_grant.*In production"):
        login.token(stale=login.token())


@pytest.mark.parametrize(
    "fault",
    [
        Fault("lost before", "/token", times=9),
        Fault("answer", "/token", 503, {"error": "temporarily_unavailable"}, times=99),
        Fault("answer", "/token", 500, {}, times=99),
    ],
)
def test_a_network_failure_is_no_lost_login(google: GoogleServer, login: Login, fault: Fault) -> None:
    """Given a token endpoint that fails, when renewing, then that is being offline; later it works again."""
    google.faults.add(fault)
    with pytest.raises(Unavailable):
        login.token(stale=login.token())
    google.faults.clear()
    assert login.token()


def test_no_login_at_all(tokens: TokenStore) -> None:
    """Given an account that never logged in, when used, then the command to run is named."""
    with pytest.raises(AuthExpired, match="syncd auth work"):
        Login("work", ADDRESS, tokens)


def test_the_address_in_the_config_changed(login: Login, tokens: TokenStore) -> None:
    """Given a login of ada, when the config now says grace, then the login is refused before anything is read."""
    with pytest.raises(AuthExpired, match="logged in as ada"):
        Login("work", "grace@example.org", tokens)


def test_a_damaged_login(login: Login, tokens: TokenStore) -> None:
    """Given a login file that is damaged, when used, then one is asked to log in again."""
    tokens.save("work", "{")
    with pytest.raises(AuthExpired, match="syncd auth work"):
        Login("work", ADDRESS, tokens)


def test_logging_out(google: GoogleServer, account: Account, login: Login, tokens: TokenStore) -> None:
    """Given a login, when forgotten, then it is revoked and gone; while Google is away, it is kept."""
    google.faults.add(Fault("lost before", "/revoke"))
    with pytest.raises(Trouble, match="it is kept"):
        forget(account, tokens)
    assert tokens.load("work") is not None
    forget(account, tokens)
    assert tokens.load("work") is None


def test_nothing_secret_in_any_message(google: GoogleServer, login: Login, tokens: TokenStore) -> None:
    """Given a revoked login, when it fails, then neither token nor secret stands in the message."""
    fields = SimpleNamespace(**kept(tokens))
    google.oauth.revoked.add(fields.refresh_token)
    with pytest.raises(AuthExpired) as caught:
        login.token(stale=login.token())
    assert not any(secret in str(caught.value) for secret in (fields.refresh_token, fields.client_secret, fields.token))
