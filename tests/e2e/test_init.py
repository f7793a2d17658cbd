"""`syncd init` as a new user meets it: by flags, on a terminal, against Google; and what it never does."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from select import select

import pytest

from syncd.config import load
from syncd.rulebook import read_rules
from tests import logs
from tests.e2e.google import NOW as GOOGLE_NOW
from tests.e2e.google import SCOPES, google
from tests.letters import ME, day, letter, mbox
from tests.process import SYNCD, Cli

NOW = "2026-03-01T09:00:00Z"
QUIET = ("--no-service", "--yes")


def archive(folder: Path) -> Path:
    """Two years of letters: weekly with two friends, monthly with three people of one organisation."""
    letters = []
    for number, (who, gap) in enumerate(
        [
            ("grace@navy.mil", 7),
            ("mateo@gmail.com", 9),
            ("a@nord.example", 30),
            ("b@nord.example", 31),
            ("c@nord.example", 33),
        ]
    ):
        at, end = day("2024-06-01"), datetime(2026, 2, 20, tzinfo=UTC)
        while at < end:
            letters.append(letter(ME, who, at, f"To {number}"))
            letters.append(letter(who, ME, at + timedelta(hours=30), f"Re: To {number}", body="Fine.\n"))
            at += timedelta(days=gap)
    letters.append(
        letter("grace@navy.mil", ME, "2026-02-25", "Draft", body="Hi Ada,\n\ncould you send me your notes?\n")
    )
    return mbox(folder / "mail.mbox", letters)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A profile to be, in a home that says who its user is."""
    folder = tmp_path / "profile"
    folder.mkdir()
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = Ada Example\n\temail = ada@example.org\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Cli(folder, NOW)


def test_from_nothing_to_a_list(cli: Cli, tmp_path: Path) -> None:
    """Given an archive and --yes, when set up, then config and rules are right, groups fit the contact there was, the
    plan is shown and nothing is written to the calendar."""
    archive(tmp_path)
    found = cli("init", "--provider", "mbox", "--path", "*.mbox", *QUIET, "--json").json
    assert found["config"] == str(cli.folder / "config.toml")
    assert found["sync"]["accounts"][0]["unreadable"] == 0
    assert found["groups"] == [
        {"group": "inner-circle", "people": 2, "usual_gap_days": 7.0, "every": "7d"},
        {"group": "nord", "people": 3, "usual_gap_days": 30.0, "every": "30d"},
    ]
    assert "owed" in [each["rule"] for each in found["plan"]["actions"]]
    assert found["service"] is None
    assert not (tmp_path / "followups.ics").exists()
    settings = load(cli.folder / "config.toml", os.environ)
    assert (settings.me.name, settings.me.timezone) == ("Ada Example", "UTC")
    assert settings.accounts[0].path == str(tmp_path / "*.mbox")
    assert {"owed", "promised", "inner-circle", "nord"} <= {rule.name for rule in read_rules(settings).rules}
    assert "no problems" in cli("rules", "check").out
    assert "examples hold" in cli("rules", "test").out
    assert (cli.folder / "config.toml").stat().st_mode & 0o077 == 0


def test_without_a_terminal_every_answer_needs_a_flag(cli: Cli, tmp_path: Path) -> None:
    """Given no terminal, when something is not said, then exit 2 names the flags, and nothing is written."""
    archive(tmp_path)
    err = cli("init", code=2).err
    assert "--provider" in err
    assert "--address" in err
    assert "--groups or --no-groups" in err
    assert list(cli.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ("--provider: expected one of", ["--provider", "gogle"]),
        ("did you mean google?", ["--provider", "gogle"]),
        ("--address: ", ["--provider", "mbox", "--address", "ada at example"]),
        ("no mbox file at", ["--provider", "mbox", "--path", "nothing.mbox"]),
        (
            "--client-id is of no use with --provider mbox",
            ["--provider", "mbox", "--path", "mail.mbox", "--client-id", "1"],
        ),
        ('did you mean "Europe/Berlin"?', ["--provider", "mbox", "--path", "mail.mbox", "--timezone", "Berlin"]),
        ("expected an account of", ["--provider", "mbox", "--path", "mail.mbox", "--followups", "google"]),
        ("can't read", ["--provider", "google", "--client-secret", "nothing.json"]),
        ("Desktop app", ["--provider", "google", "--client-secret", "mail.mbox"]),
        ("--client-id", ["--provider", "microsoft"]),
        ("since", ["--provider", "mbox", "--path", "mail.mbox", "--bodies", "some"]),
    ],
)
def test_a_wrong_answer_is_told_at_once(cli: Cli, tmp_path: Path, said: str, flags: list[str]) -> None:
    """Given a flag with a wrong value, when set up, then exit 2 says what was expected, and nothing is written."""
    mbox(tmp_path / "mail.mbox", [letter(ME, "grace@navy.mil")])
    assert (said if said != "since" else "bodies") in cli("init", *flags, *QUIET, code=2).err
    assert list(cli.folder.iterdir()) == []


@logs.of_the_file
def test_an_existing_config_is_never_overwritten(cli: Cli, tmp_path: Path) -> None:
    """Given a config, when set up again, then flags are refused, without them it goes on, and --force keeps a copy."""
    mine = f'[me]\nname = "Ada"\n[[account]]\nname = "old"\nprovider = "mbox"\npath = "{archive(tmp_path)}"\n'
    cli.config(mine)
    err = cli("init", "--provider", "mbox", *QUIET, code=2).err
    assert "there is a config at" in err
    assert "--force" in err
    assert cli("init", *QUIET, "--json").json["groups"] is None
    assert (cli.folder / "config.toml").read_text() == mine
    cli("init", "--provider", "mbox", "--path", "mail.mbox", "--force", *QUIET)
    cli("init", "--provider", "mbox", "--path", "mail.mbox", "--force", *QUIET)
    assert (cli.folder / "config.toml.bak").read_text() == mine
    assert (cli.folder / "config.toml.bak1").exists()
    assert (cli.folder / "rules.toml.bak").exists()


def test_a_second_init_goes_on(cli: Cli, tmp_path: Path) -> None:
    """Given an init that got no further than the first sync, when run again, then groups are made; a third changes
    nothing more."""
    archive(tmp_path)
    assert (
        cli("init", "--provider", "mbox", "--path", "mail.mbox", "--no-groups", *QUIET, "--json").json["groups"] is None
    )
    assert [each["group"] for each in cli("init", *QUIET, "--json").json["groups"]] == ["inner-circle", "nord"]
    before = (cli.folder / "config.toml").read_text(), (cli.folder / "rules.toml").read_text()
    assert cli("init", *QUIET, "--json").json["groups"] is None
    assert ((cli.folder / "config.toml").read_text(), (cli.folder / "rules.toml").read_text()) == before


# ---------------------------------------------------------------- on a terminal


class Terminal:
    """A real process on a terminal of 80 columns, and the one who types."""

    def __init__(self, cli: Cli, *words: str) -> None:
        self._line, inner = pty.openpty()
        self._process = subprocess.Popen(
            [str(SYNCD), "--config", str(cli.folder / "config.toml"), "--now", NOW, "init", *words],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        )
        os.close(inner)
        self.seen = ""

    def until(self, text: str) -> None:
        """Reads on to `text`."""
        start = len(self.seen)
        while text not in self.seen[start:]:
            assert select([self._line], [], [], 20)[0], f"waited for {text!r}, saw {self.seen[start:]!r}"
            self.seen += os.read(self._line, 65536).decode("utf-8", "replace").replace("\r\n", "\n")

    def type(self, text: str) -> None:
        os.write(self._line, f"{text}\n".encode())

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(20)

    def end(self) -> int:
        """Reads to the end; gives the exit code."""
        try:
            while data := os.read(self._line, 65536):
                self.seen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError:  # the other side is gone
            pass
        os.close(self._line)
        return self._process.wait(20)


CONVERSATION = [
    ("mail and meetings", "mbo"),
    ("[ada@example.org] >", ""),
    ("Which file", "nowhere.mbox"),
    ("no mbox file at", "mail.mbox"),
    ("Meetings count as contact", ""),
    ("[Ada Example] >", ""),
    ("[UTC] >", "Berlin"),
    ("Europe/Berlin", "Europe/Berlin"),
    ("follow-ups go", ""),
    ("As what", "task"),
    ("digest go", "none"),
    ("Keep them?", "e"),
    ("inner-circle, every", "weekly"),
    ("expected a duration", "10d"),
    ("nord, every", "drop"),
    ("Install and start it now?", "n"),
]


def test_on_a_terminal(cli: Cli, tmp_path: Path) -> None:
    """Given a terminal, when set up, then each question says why and offers what was found; a wrong answer is told and
    asked again; proposed groups can be changed; the plan is shown, the service offered, the next command named."""
    archive(tmp_path)
    with Terminal(cli) as user:
        for asked, answer in CONVERSATION:
            user.until(asked)
            user.type(answer)
        assert user.end() == 0, user.seen
    assert "syncd apply" in user.seen
    assert "Answer grace@navy.mil" in user.seen
    assert "Traceback" not in user.seen
    settings = load(cli.folder / "config.toml", os.environ)
    assert (settings.me.timezone, settings.followups.kind, settings.digest.via) == ("Europe/Berlin", "task", "")
    assert [group.name for group in settings.groups] == ["inner-circle"]
    assert 'every = "10d"' in (cli.folder / "rules.toml").read_text()


@pytest.mark.parametrize("leave", [Terminal.interrupt, lambda user: user.type("\x04")], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_in_the_middle(cli: Cli, leave: Callable[[Terminal], None]) -> None:
    """Given questions half answered, when left, then nothing is written."""
    with Terminal(cli, "--provider", "imap") as user:
        user.until("[ada@example.org] >")
        user.type("")
        user.until("mail server")
        leave(user)
        assert user.end() == 130
    assert "Traceback" not in user.seen
    assert list(cli.folder.iterdir()) == []


# ---------------------------------------------------------------- against Google


def test_google(cli: Cli, tmp_path: Path) -> None:
    """Given a Google account, when set up without a login, then 77 says how to go on; with one it goes on to the plan,
    and the calendar is not touched."""
    with google() as account:
        account.wrote("grace@navy.mil", "2026-05-05", "g1")
        account.met("mateo@gmail.com", "2026-05-28")
        cli = Cli(cli.folder, GOOGLE_NOW)
        client = account.server.oauth.client_file(tmp_path, account.server.url)
        first = ["--provider", "google", "--client-secret", str(client), "--endpoint", account.server.url, *QUIET]
        assert "syncd auth google; then syncd init goes on" in cli("init", *first, "--no-login", code=77).err
        login = tmp_path / "login.json"
        login.write_text(json.dumps(account.server.oauth.authorized_user(account.server.url, SCOPES)))
        found = cli("init", "--import", str(login), *QUIET, "--json").json
        assert found["sync"]["accounts"][0]["complete"]
        assert [each["rule"] for each in found["plan"]["actions"]] == ["new"]
        assert len(account.calendar.calendars) == 1
        settings = load(cli.folder / "config.toml", os.environ)
        assert (settings.followups.to, settings.digest.via) == ("google", "google")
