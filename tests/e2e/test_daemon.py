"""The daemon as systemd meets it: a process, signals, the notify protocol; and what the user does beside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import logs
from tests.e2e.google import SCOPES, google
from tests.letters import letter
from tests.process import Cli

CONFIG = """\
[me]
timezone = "Europe/Berlin"
[[account]]
name = "archive"
provider = "mbox"
path = "mail.mbox"
address = "ada@example.org"
[followups]
to = "followups.ics"
as = "task"
[digest]
via = "file:digests/"
to = ["ada@example.org"]
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """A profile with a letter written 40 days ago."""
    at = datetime.now(UTC) - timedelta(days=40)  # noqa: TID251 - the daemon lives in the real time
    mail = letter("ada@example.org", "grace@example.com", at, "Hello", message_id="<1@x>")
    (tmp_path / "mail.mbox").write_bytes(b"From ada@example.org Mon Jan  5 12:00:00 2026\n" + mail + b"\n")
    program = Cli(tmp_path)
    program.config(CONFIG, RULES)
    return program


class Running:
    """A daemon, its messages to systemd, and what it prints."""

    def __init__(self, cli: Cli, **env: str) -> None:
        self.ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ear.bind(str(cli.folder / "notify"))
        self.ear.settimeout(30)
        self.heard: list[str] = []
        self._err = (cli.folder / "err").open("wb")
        self.process = subprocess.Popen(
            cli.command("run"),
            stderr=self._err,
            env={**os.environ, "NOTIFY_SOCKET": str(cli.folder / "notify"), **env},
        )

    def until(self, text: str) -> None:
        """Waits for a message."""
        while text not in self.heard:
            self.heard += self.ear.recv(4096).decode().split("\n")

    def stop(self) -> float:
        """Sends SIGTERM; the seconds until it ended."""
        started = time.perf_counter()  # of the test, not of syncd
        self.process.terminate()
        self.process.wait(20)
        return time.perf_counter() - started

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.ear.close()
        self._err.close()


@contextmanager
def daemon(cli: Cli, **env: str) -> Iterator[Running]:
    running = Running(cli, **env)
    try:
        yield running
    finally:
        running.close()


def test_from_ready_to_stopping(cli: Cli) -> None:
    """Given a daemon under systemd's eyes, when started, then it is ready, works, feeds the watchdog, and SIGTERM ends
    it with 0."""
    with daemon(cli, WATCHDOG_USEC="60000000") as running:
        running.until("READY=1")
        running.until("STATUS=waiting")
        running.until("WATCHDOG=1")
        assert running.stop() < 5
        running.until("STOPPING=1")
        assert running.process.returncode == 0
    assert len(cli("due", "--json").json["followups"]) == 1
    assert len(list((cli.folder / "digests").iterdir())) >= 1


def test_others_beside_it(cli: Cli) -> None:
    """Given a daemon that waits, when others come, then sync, apply and a second run leave with 75 naming its pid, and
    what is said by hand is taken."""
    with daemon(cli) as running:
        running.until("STATUS=waiting")
        for words in (["sync"], ["apply"], ["run"], ["run", "--once"]):
            assert str(running.process.pid) in cli(*words, code=75).err
        cli("log", "grace", "had tea")
        number = cli("due", "--json").json["followups"][0]["id"]
        cli("done", str(number))
        assert cli("status", "--json").json["accounts"][0]["next_run"] is not None
    assert cli("status", "--json").json["accounts"][0]["next_run"] is None
    assert cli("due", "--json").json["followups"] == []


def test_a_broken_edit_keeps_the_old_rules(cli: Cli) -> None:
    """Given a daemon, when the rules are broken and then mended, then it goes on with the old ones, says so, also in
    status, and takes the mended ones."""
    with daemon(cli) as running:
        running.until("STATUS=waiting")
        (cli.folder / "rules.toml").write_text(RULES + "[[rule]]\nname = 1\n")
        running.heard.clear()
        running.process.send_signal(signal.SIGHUP)
        running.until("STATUS=waiting")
        assert any("rules.toml" in line for line in cli("status", "--json").json["problems"])
        (cli.folder / "rules.toml").write_text(RULES.replace('"all"', '"everybody"'))
        running.heard.clear()
        running.process.send_signal(signal.SIGHUP)
        running.until("STATUS=waiting")
        assert cli("status", "--json").json["problems"] == []
    assert "the newest edit is broken" in (cli.folder / "err").read_text()


@pytest.mark.parametrize("text", ["nonsense [", CONFIG + "colour = 1\n"])
def test_a_bad_config_at_the_start(cli: Cli, text: str) -> None:
    """Given a config that makes no sense, when started, then 78, which systemd does not repeat."""
    cli.config(text)
    cli("run", code=78)
    cli.config(CONFIG, "[[rule]]\nname = 1\n")
    cli("run", code=78)


@logs.of_the_file
def test_a_log_that_can_not_be_used(cli: Cli) -> None:
    """Given a damaged log, when started, then it ends with 1, without being ready, and says what to do."""
    (cli.folder / "data").mkdir()
    (cli.folder / "data" / "log.db").write_bytes(b"rubbish " * 4096)
    with daemon(cli) as running:
        assert running.process.wait(20) == 1
    assert "damaged" in (cli.folder / "err").read_text()
    assert "READY=1" not in running.heard


def test_stopped_in_the_middle_of_the_net(tmp_path: Path) -> None:
    """Given a daemon that waits for a slow server, when told to stop, then it has ended within five seconds, and the
    next sync has everything."""
    with google() as account:
        for number in range(40):
            account.wrote(f"p{number}@example.com", "2026-01-05", f"m{number}")
        cli = account.profile(tmp_path / "ada")
        account.server.limits.latency = 2.0
        with daemon(Cli(cli.folder)) as running:
            running.until("READY=1")
            time.sleep(1.0)
            assert running.stop() < 5
            assert running.process.returncode == 0
        account.server.limits.latency = 0.0
        cli("sync")
        assert cli("status", "--json").json["interactions"] == 40


def test_once(cli: Cli) -> None:
    """Given a profile, when one tick is run twice, then all is done once: sync, follow-up, digest."""
    first = cli("run", "--once", "--json").json
    assert [one["new"] for one in first["accounts"]] == [1]
    assert [set(one) for one in first["followups"]] == [{"key", "action", "result", "error"}]
    assert [one["action"] for one in first["followups"]] == ["create"]
    assert first["digest"] is not None
    second = cli("run", "--once", "--json").json
    assert second["digest"] is None
    assert "create" not in [one["action"] for one in second["followups"]]


def test_in_another_time(cli: Cli) -> None:
    """Given a daemon that is told another time, when it has worked, then follow-up and digest are of that time."""
    with daemon(Cli(cli.folder, "2032-06-02T09:00:00Z")) as running:
        running.until("STATUS=waiting")
    assert [path.suffix for path in sorted((cli.folder / "digests").glob("*2032-W23*"))] == [".eml", ".html", ".txt"]


def test_a_login_is_taken_up_at_once(tmp_path: Path) -> None:
    """Given a daemon whose account has no login, when the user logs in, then it goes on by itself."""
    with google() as account:
        account.wrote("grace@example.com", "2026-01-05", "m1")
        cli = account.profile(tmp_path / "ada", login=False)
        (cli.folder / "login.json").write_text(
            json.dumps(account.server.oauth.authorized_user(account.server.url, SCOPES))
        )
        with daemon(Cli(cli.folder)) as running:
            running.until("STATUS=waiting")
            assert cli("status", "--json").json["accounts"][0]["state"] == "needs_auth"
            running.heard.clear()
            assert "by itself" in cli("auth", "work", "--import", str(cli.folder / "login.json")).err
            running.until("STATUS=waiting")
            assert cli("status", "--json").json["accounts"][0]["state"] == "ok"
        assert (cli.folder / "err").read_text().count("needs_auth") == 1
        assert "work: all is well again" in (cli.folder / "err").read_text()
