"""A Microsoft account end to end: login, sync, follow-ups in calendar and To Do, the digest; and Google beside it."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.google import google
from tests.e2e.microsoft import Office, office
from tests.e2e.test_google import titles
from tests.letters import letter
from tests.simulators.faults import Fault

FEBRUARY = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with office(tmp_path, monkeypatch) as found:
        yield found


def test_a_login_by_command_line(account: Office, tmp_path: Path) -> None:
    """Given a config, when `auth` opens the browser and the user agrees, then the account is logged in."""
    cli = account.profile(tmp_path / "ada", login=False)
    browser = f"{sys.executable} -m tests.simulators.microsoft.browser %s &"
    done = cli("auth", "office", "--json", BROWSER=browser, PYTHONPATH=str(Path.cwd()))
    assert done.json["missing"] == []
    assert done.json["address"] == "ada@example.org"
    assert "login kept in" in cli("status").out


def test_a_login_by_device_code(account: Office, tmp_path: Path) -> None:
    """Given --device, when the code is entered elsewhere, then the account is logged in."""
    account.graph.identity.device = "approved"
    cli = account.profile(tmp_path / "ada", login=False)
    assert "enter the code" in cli("auth", "office", "--device").err


def test_the_whole_job(account: Office, tmp_path: Path) -> None:
    """Given mail and a meeting, when synced and applied, then follow-ups stand in a calendar of their own; when
    contact happened, they go again."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    account.met("bob@example.com", "2026-02-03")
    cli = account.profile(tmp_path / "ada")
    synced = cli("sync", "--json").json["accounts"][0]
    assert (synced["new"], synced["complete"], synced["error"]) == (2, True, None)
    people = {one["key"]: one for one in cli("people", "--json").json["people"]}
    assert (people["grace@example.com"]["emails_out"], people["bob@example.com"]["meetings"]) == (1, 1)
    done = cli("apply", "--json").json["actions"]
    assert [one["result"] for one in done] == ["done", "done"]
    assert account.followups() == ["Write to bob@example.com", "Write to grace@example.com"]
    assert cli("apply", "--json").json["actions"] == []
    account.wrote("grace@example.com", "2026-05-31", "g2")
    cli("sync")
    cli.now = "2026-06-01T10:00:00Z"
    cli("apply")
    assert "Write to grace@example.com" not in account.followups()
    assert titles(cli) == ["Write to bob@example.com"]


@pytest.mark.parametrize("kind", ["event", "task"])
def test_two_machines_one_set_of_followups(account: Office, tmp_path: Path, kind: str) -> None:
    """Given two machines with one account, when both sync and apply, then each follow-up is there once."""
    for number in range(4):
        account.wrote(f"p{number}@example.com", "2026-01-05", f"m{number}")
    one, two = account.profile(tmp_path / "one", kind), account.profile(tmp_path / "two", kind)
    for cli in (one, two, one):
        cli("sync")
        cli("apply")
    assert titles(one) == titles(two)
    assert len(titles(one)) == 4
    if kind == "event":
        assert len(account.followups()) == 4
    else:
        assert len(account.graph.todo.tasks) == 4


def test_nothing_new_is_one_request_a_stream(account: Office, tmp_path: Path) -> None:
    """Given a synced account, when synced again, then each folder and calendar costs one request, the tree another."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    account.met("bob@example.com", "2026-02-03")
    cli = account.profile(tmp_path / "ada")
    cli("sync")
    account.graph.forget_calls()
    cli("sync")
    calls = Counter(one.method for one in account.graph.seen)
    streams = calls.pop("messages.delta") + calls.pop("view.delta")
    assert streams >= 2
    assert sum(calls.values()) <= 2, calls


def test_a_login_that_died(account: Office, tmp_path: Path) -> None:
    """Given a revoked login, when synced or applied, then 77 names the command; what was there stays."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    cli = account.profile(tmp_path / "ada")
    cli("sync")
    account.graph.identity.revoke()
    assert "syncd auth office" in cli("sync", code=77).err
    assert cli("status", "--json").json["accounts"][0]["state"] == "needs_auth"
    assert "syncd auth office" in cli("apply", code=77).err
    assert len(cli("people", "--json").json["people"]) == 1


def test_the_digest_is_sent_once(account: Office, tmp_path: Path) -> None:
    """Given a digest that is sent twice, the first time with a lost reply, when all is over, then one was sent."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    cli = account.profile(tmp_path / "ada")
    cli("sync")
    account.graph.faults.add(Fault("lost after", "sending.send_mail"))
    cli("digest", "--send", code=None)
    assert account.graph.faults.pending() == 0
    cli("digest", "--send")
    assert len(account.graph.mails) == 1


def test_the_same_in_google_is_one(account: Office, tmp_path: Path) -> None:
    """Given a mail and a meeting that lie in a Google account and in a Microsoft one, when both are synced, then each
    is one interaction."""
    with google() as other:
        cli = account.profile(tmp_path / "ada")
        folder = tmp_path / "ada"
        account.wrote("grace@example.com", "2026-01-05", "g1")
        other.wrote("grace@example.com", "2026-01-05", "g1")
        other.mail.deliver(letter("bob@example.com", "ada@example.org", "2026-02-01", message_id="<b@x>"), ["INBOX"])
        account.graph.mail.deliver(
            "bob@example.com", to=["ada@example.org"], subject="Hello", message_id="<b@x>", at=FEBRUARY
        )
        both = folder / "config.toml"
        other.server.oauth.client_file(folder, other.server.url)
        both.write_text(
            both.read_text()
            + '[[account]]\nname = "home"\nprovider = "google"\naddress = "ada@example.org"\nsince = "all"\n'
            + f'client_secret = "client_secret.json"\napi_endpoint = "{other.server.url}"\n'
        )
        scopes = ["https://www.googleapis.com/auth/gmail.readonly"]
        (folder / "g.json").write_text(json.dumps(other.server.oauth.authorized_user(other.server.url, scopes)))
        cli("auth", "home", "--import", str(folder / "g.json"))
        cli("sync")
        status = cli("status", "--json").json
        assert [one["interactions"] for one in status["accounts"]] == [2, 2]
        assert status["interactions"] == 2


def test_a_shared_mailbox_is_an_account_of_its_own(account: Office, tmp_path: Path) -> None:
    """Given a mailbox that is shared with me, when synced with my login, then its mail is there, and mine is not."""
    team = account.graph.share("team@example.org")
    team.mail.send(["grace@example.com"], at=FEBRUARY, subject="From the team", message_id="<team@x>")
    account.wrote("bob@example.com", "2026-02-02", "own")
    cli = account.profile(tmp_path / "ada", login=False)
    text = (cli.folder / "config.toml").read_text()
    text = text.replace('address = "ada@example.org"', 'address = "team@example.org"\nshared = true', 1)
    text = text.replace('calendars = ["primary"]', "calendars = []").replace(
        "[me]", '[me]\naddresses = ["ada@example.org"]'
    )
    (cli.folder / "config.toml").write_text(text.partition("[followups]")[0])
    cache = account.graph.identity.msal_cache(account.login.authority, "Mail.Read.Shared")
    (cli.folder / "cache.json").write_text(cache)
    cli("auth", "office", "--import", str(cli.folder / "cache.json"))
    cli("sync")
    assert [one["key"] for one in cli("people", "--json").json["people"]] == ["grace@example.com"]


def test_killed_at_any_moment(account: Office, tmp_path: Path) -> None:
    """Given syncs and applies killed at random moments, with replies lost on top, when all runs to its end, then the
    log is that of a profile never harmed, and each follow-up is in the calendar once."""
    rng = random.Random(12)
    for number in range(120):
        account.wrote(f"p{number % 20}@example.com", f"2026-0{1 + number % 4}-1{number % 10}", f"m{number}")
        if number % 6 == 0:
            account.met(f"q{number % 5}@example.com", f"2026-0{1 + number % 4}-2{number % 8}")
    account.graph.limits.latency = 0.01
    cli = account.profile(tmp_path / "killed")
    kills = 0
    for verb, most, rounds in (("sync", 1.6, 4), ("apply", 2.6, 5)):
        for _ in range(rounds):
            kills += cli.killed(rng.uniform(0.4, most), verb)
        account.graph.faults.add(Fault("lost after", "events.create", skip=3))
        cli(verb, code=None)
        cli(verb)
    assert kills > 2
    whole = account.profile(tmp_path / "whole")
    whole("sync")
    whole("apply")
    assert cli("people", "--json").json["people"] == whole("people", "--json").json["people"]
    assert titles(cli) == titles(whole)
    assert account.followups() == titles(cli)
    assert len(set(account.followups())) == len(account.followups())
