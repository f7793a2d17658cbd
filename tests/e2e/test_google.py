"""A Google account end to end: login, sync, follow-ups in the calendar and the task list, the digest."""

from __future__ import annotations

import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from connectors.google.scopes import CALENDARS, OWN_CALENDAR, READONLY
from tests.e2e.google import CONFIG, Google, google
from tests.process import Cli
from tests.simulators.faults import Fault


@pytest.fixture
def account() -> Iterator[Google]:
    with google() as found:
        yield found


def titles(cli: Cli) -> list[str]:
    return sorted(item["title"] for item in cli("due", "--json").json["followups"])


def test_a_login_by_command_line(account: Google, tmp_path: Path) -> None:
    """Given a config, when `auth --no-browser` shows an address and it is opened, then the account is logged in."""
    cli = account.profile(tmp_path / "ada", login=False)
    process = subprocess.Popen(
        cli.command("auth", "work", "--no-browser", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    line = next(line for line in process.stderr if line.startswith("http"))
    assert "You are logged in" in requests.get(line.strip(), timeout=10).text
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert '"missing": []' in out
    assert not re.search(r"token-\d", out + err)
    assert "login kept in" in cli("status").out


def test_the_whole_job(account: Google, tmp_path: Path) -> None:
    """Given mail and a meeting, when synced and applied, then follow-ups stand in a calendar of their own; when
    contact happened, they go again."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    account.met("bob@example.com", "2026-02-03")
    cli = account.profile(tmp_path / "ada")
    synced = cli("sync", "--json").json["accounts"][0]
    assert (synced["new"], synced["complete"], synced["error"]) == (2, True, None)
    people = {one["key"]: one for one in cli("people", "--json").json["people"]}
    assert (people["grace@example.com"]["emails_out"], people["bob@example.com"]["meetings"]) == (1, 1)
    planned = cli("plan", "--json").json["actions"]
    assert sorted(one["action"] for one in planned) == ["create", "create"]
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
    status = cli("status", "--json").json["accounts"][0]
    assert (status["state"], status["interactions"]) == ("ok", 3)


@pytest.mark.parametrize("kind", ["event", "task"])
def test_two_machines_one_set_of_followups(account: Google, tmp_path: Path, kind: str) -> None:
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
        assert len(account.calendar.calendars) == 2
    else:
        items = [item for place in account.tasks.lists.values() for item in place.tasks.values()]
        assert len(items) == 4


def test_nothing_new_is_one_request_a_stream(account: Google, tmp_path: Path) -> None:
    """Given a synced account, when synced again, then that costs one request for mail and one for the calendar."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    account.met("bob@example.com", "2026-02-03")
    cli = account.profile(tmp_path / "ada")
    cli("sync")
    account.server.forget_calls()
    cli("sync")
    assert Counter(one.method for one in account.server.seen) == {
        "gmail.users.history.list": 1,
        "calendar.events.list": 1,
    }


def test_a_permission_that_was_not_granted(account: Google, tmp_path: Path) -> None:
    """Given a login without calendars, when synced, then the mail is there all the same, and the exit code says 77."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    cli = account.profile(tmp_path / "ada", scopes=(READONLY, CALENDARS, OWN_CALENDAR))
    synced = cli("sync", "--json", code=77).json["accounts"][0]
    assert (synced["new"], synced["complete"]) == (1, False)
    assert "reading meetings was not granted" in synced["error"]
    assert cli("status", "--json").json["accounts"][0]["state"] == "needs_auth"
    assert cli("people", "--json").json["people"][0]["key"] == "grace@example.com"


def test_a_login_that_died(account: Google, tmp_path: Path) -> None:
    """Given a revoked login, when synced or applied, then 77 names the command; what was there stays."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    cli = account.profile(tmp_path / "ada")
    cli("sync")
    account.server.oauth.revoked |= set(account.server.oauth.refresh)
    account.server.oauth.expire_access()
    assert "syncd auth work" in cli("sync", code=77).err
    assert cli("status", "--json").json["accounts"][0]["state"] == "needs_auth"
    assert "syncd auth work" in cli("apply", code=77).err
    assert len(cli("people", "--json").json["people"]) == 1


def test_offline_is_not_logged_out(tmp_path: Path) -> None:
    """Given Google out of reach, when synced, then 75, state offline, and the login stays."""
    with google() as account:
        account.wrote("grace@example.com", "2026-01-05", "g1")
        cli = account.profile(tmp_path / "ada")
        cli("sync")
        cli.config(CONFIG.format(url="http://127.0.0.1:1", kind="event"))
        cli("sync", code=75)
        assert cli("status", "--json").json["accounts"][0]["state"] == "offline"
        cli.config(CONFIG.format(url=account.server.url, kind="event"))
        cli("sync")
        assert cli("status", "--json").json["accounts"][0]["state"] == "ok"


def test_the_digest_is_sent_once(account: Google, tmp_path: Path) -> None:
    """Given a digest that is sent twice, the first time with a lost reply, when all is over, then one lies in SENT."""
    account.wrote("grace@example.com", "2026-01-05", "g1")
    cli = account.profile(tmp_path / "ada")
    cli("sync")
    account.server.faults.add(Fault("lost after", "gmail.users.messages.send"))
    cli("digest", "--send", code=None)
    assert account.server.faults.pending() == 0
    cli("digest", "--send")
    assert sum(b"X-Syncd-Digest" in one.raw for one in account.mail.messages.values()) == 1


def test_a_takeout_saves_the_first_sync(account: Google, tmp_path: Path) -> None:
    """Given a Takeout of half the mail, when Gmail is synced after it, then only the other half is fetched."""
    ids = [account.wrote(f"p{number}@example.com", "2026-01-05", f"m{number}") for number in range(20)]
    cli = account.profile(tmp_path / "ada")
    archive = b""
    for name in ids[:10]:
        stored = account.mail.messages[name]
        head = f"From {int(name, 16)}@xxx Mon Jan 05 12:00:00 +0000 2026\nX-GM-THRID: {int(stored.thread, 16)}\n"
        archive += head.encode() + b"X-Gmail-Labels: Sent\n" + stored.raw.rstrip(b"\n") + b"\n\n"
    (tmp_path / "ada" / "takeout.mbox").write_bytes(archive)
    text = CONFIG.format(url=account.server.url, kind="event")
    takeout = '[[account]]\nname = "takeout"\nprovider = "mbox"\npath = "takeout.mbox"\naddress = "ada@example.org"\n'
    cli.config(text.replace("[[account]]", takeout + "[[account]]", 1), "")
    account.server.forget_calls()
    cli("sync")
    assert account.server.called("gmail.users.messages.get") == 10
    assert cli("status", "--json").json["interactions"] == 20
    account.mail.spam(ids[0])
    cli("sync")
    assert cli("status", "--json").json["interactions"] == 19


def test_killed_at_any_moment(account: Google, tmp_path: Path) -> None:
    """Given syncs and applies killed at random moments, with replies lost on top, when all runs to its end, then the
    log is that of a profile never harmed, and each follow-up is in the calendar once."""
    rng = random.Random(11)
    for number in range(120):
        account.wrote(f"p{number % 30}@example.com", f"2026-0{1 + number % 4}-1{number % 10}", f"m{number}")
        if number % 4 == 0:
            account.met(f"q{number % 8}@example.com", f"2026-0{1 + number % 4}-2{number % 8}")
    account.server.limits.latency = 0.01
    cli = account.profile(tmp_path / "killed")
    kills = 0
    for verb, most, rounds in (("sync", 1.6, 4), ("apply", 2.6, 5)):
        for _ in range(rounds):
            kills += cli.killed(rng.uniform(0.4, most), verb)
        account.server.faults.add(Fault("lost after", "calendar.events.insert", skip=3))
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
    assert len(account.calendar.calendars) == 2
