"""When things go wrong: clear words, the right exit code, nothing lost."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests import logs
from tests.letters import ME, letter, mbox
from tests.process import Cli

CONFIG = """\
[me]
addresses = ["ada@example.org"]
timezone = "UTC"
[[account]]
name = "mail"
provider = "mbox"
path = "mail"
[followups]
to = "followups.ics"
as = "task"
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """A profile with one person out of touch."""
    program = Cli(tmp_path, "2026-06-01T09:00:00Z")
    program.config(CONFIG, RULES)
    mbox(tmp_path / "mail" / "Inbox.mbox", [letter(ME, "grace@example.com", "2026-03-01")])
    return program


def test_no_config_says_how_to_begin(tmp_path: Path) -> None:
    """Given no config, when anything is asked, then exit 78 and a first step."""
    outcome = Cli(tmp_path)("people", code=78)
    assert "syncd demo" in outcome.err
    assert outcome.out == ""


def test_before_the_first_sync_everything_is_empty(cli: Cli) -> None:
    """Given no log yet, when asked, then nothing is made and the next command is named."""
    assert cli("people", "--json").json["people"] == []
    assert "syncd sync" in cli("people").err
    assert cli("due", "--json").json["followups"] == []
    assert cli("status", "--json").json["accounts"][0]["state"] == "never"
    assert not (cli.folder / "data").exists()


def test_a_second_writer_leaves_at_once(cli: Cli) -> None:
    """Given a sync that runs, when another starts, then it exits 75 naming the holder; the rest goes on."""
    cli("sync")
    lock = cli.folder / "state" / "lock"
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate(0)
        held.write("4711\n")
        held.flush()
        for words in (["sync"], ["apply"], ["run"]):
            assert "4711" in cli(*words, code=75).err
        cli("log", "grace", "x")
        assert len(cli("people", "--json").json["people"]) == 1
    cli("sync")


@logs.of_the_file
def test_a_damaged_log_is_named_and_left_alone(cli: Cli) -> None:
    """Given a log full of rubbish, when used, then exit 1 and what to do; the file is not touched."""
    cli("sync")
    log = cli.folder / "data" / "log.db"
    log.write_bytes(b"rubbish " * 4096)
    for words in (["people"], ["sync"], ["due"], ["status"]):
        outcome = cli(*words, code=1)
        assert "damaged" in outcome.err
        assert "syncd sync" in outcome.err
    assert log.read_bytes().startswith(b"rubbish ")


@logs.of_the_file
def test_the_log_is_private(cli: Cli) -> None:
    """Given any umask, when the log is made, then only the owner can read it."""
    cli("sync")
    assert (cli.folder / "data" / "log.db").stat().st_mode & 0o777 == 0o600
    assert (cli.folder / "data").stat().st_mode & 0o777 == 0o700


def test_a_vanished_source_fails_and_loses_nothing(cli: Cli) -> None:
    """Given a synced archive, when it vanishes, then sync exits 1 and the people stay."""
    cli("sync")
    shutil.rmtree(cli.folder / "mail")
    outcome = cli("sync", "--json", code=1)
    (account,) = outcome.json["accounts"]
    assert account["complete"] is False
    assert "mail" in account["error"]
    assert account["gone"] == 0
    assert len(cli("people", "--json").json["people"]) == 1
    assert cli("status", "--json").json["accounts"][0]["error"]


def test_a_deleted_mail_remains_a_fact(cli: Cli) -> None:
    """Given a synced mail, when its file is emptied but there, then it is gone from the source and still counts."""
    mbox(cli.folder / "mail" / "Old.mbox", [letter(ME, "bob@example.com", "2026-01-01")])
    cli("sync")
    (cli.folder / "mail" / "Old.mbox").unlink()
    assert cli("sync", "--json").json["accounts"][0]["gone"] == 1
    assert len(cli("people", "--json").json["people"]) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 KiB; needs the right to mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", folder], capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_and_survived(cli: Cli, small_disk: Path) -> None:
    """Given a log on a disk that fills up, when syncing, then exit 1 in plain words; with space again all is there."""
    mbox(cli.folder / "mail" / "Many.mbox", (letter(ME, f"p{n}@example.com", "2026-03-01") for n in range(3000)))
    cli.config(CONFIG + f'[log]\npath = "{small_disk}/log.db"\n', RULES)
    outcome = cli("sync", code=1)
    assert "space" in outcome.err
    subprocess.run(["mount", "-o", "remount,size=40m", small_disk], check=True)
    cli("sync")
    assert len(cli("people", "--json").json["people"]) == 3001


def test_a_follow_up_file_on_a_full_disk(cli: Cli, small_disk: Path) -> None:
    """Given a full disk under followups.ics, when applied, then it fails plainly and the next apply does it once."""
    cli.config(CONFIG.replace('"followups.ics"', f'"{small_disk}/followups.ics"'), RULES)
    cli("sync")
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    (action,) = cli("apply", "--json", code=1).json["actions"]
    assert action["result"] in ("failed", "unclear")
    filler.unlink()
    (action,) = cli("apply", "--json").json["actions"]
    assert action["result"] == "done"
    assert (small_disk / "followups.ics").read_text().count("BEGIN:VTODO") == 1
    assert cli("apply", "--json").json["actions"] == []


def test_a_read_only_folder_is_said(cli: Cli) -> None:
    """Given a data folder nobody may write to, when syncing, then exit 1 naming it."""
    if os.geteuid() == 0:
        blocked = cli.folder / "file"
        blocked.write_text("")
        cli.config(CONFIG + f'[log]\npath = "{blocked}/log.db"\n', RULES)  # root may write anywhere but into a file
    else:
        (cli.folder / "data").mkdir(mode=0o500)
    outcome = cli("sync", code=1)
    assert "log" in outcome.err
    assert "permission" in outcome.err.lower() or "folder" in outcome.err.lower()


def test_wrong_usage_exits_2(cli: Cli) -> None:
    """Given typing errors, when run, then exit 2 with a hint."""
    assert "Did you mean 'people'" in cli("peopel", code=2).err
    assert "--now" in Cli(cli.folder)("people", "--now", "yesterday", code=2).err
    assert "no account" in cli("sync", "nosuch", code=2).err
    cli("sync")
    assert "syncd people" in cli("show", "nobody", code=2).err
    assert "syncd due" in cli("done", "99", code=2).err
    assert "duration" in cli("snooze", "1", "soon", code=2).err


def test_one_account_out_of_reach_stops_no_other(cli: Cli) -> None:
    """Given an account whose server does not answer, when synced, then it is named, 75, and the others are synced."""
    away = '[[account]]\nname = "work"\nprovider = "imap"\nhost = "127.0.0.1"\nport = 1\ntls = "none"\n'
    cli.config(f'{CONFIG}{away}address = "ada@example.org"\npassword_command = ["echo", "x"]\n', RULES)
    outcome = cli("sync", "--json", code=75)
    mail, work = outcome.json["accounts"]
    assert mail["complete"] is True
    assert "work" in work["error"]
    assert work["complete"] is False


def test_global_options_work_on_both_sides(cli: Cli) -> None:
    """Given --json and --now before or after the command, when run, then the result is the same."""
    cli("sync")
    plain = Cli(cli.folder)
    before = subprocess.run(
        [*plain.command()[:3], "--now", cli.now or "", "--json", "people"], capture_output=True, text=True
    )
    after = plain("people", "--now", cli.now or "", "--json")
    assert before.stdout == after.out
    assert before.returncode == 0
