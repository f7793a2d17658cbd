"""SIGKILL at any moment, then again: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.letters import ME, letter, mbox
from tests.process import Cli

CONFIG = """\
[me]
addresses = ["ada@example.org"]
timezone = "UTC"
[[account]]
name = "mbox"
provider = "mbox"
path = "mail"
[[account]]
name = "maildir"
provider = "maildir"
path = "Maildir"
[followups]
to = "followups.ics"
as = "task"
per_week = 50
max_open = 50
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'
NOW = "2026-06-01T09:00:00Z"


def _profile(folder: Path, mails: int) -> Cli:
    folder.mkdir(parents=True)
    cli = Cli(folder, NOW)
    cli.config(CONFIG, RULES)
    rng = random.Random(7)
    letters = [
        letter(
            ME,
            f"p{rng.randrange(40)}@example.com",
            f"2026-0{rng.randrange(1, 5)}-1{rng.randrange(10)}",
            message_id=f"<k{n}@x>",
        )
        for n in range(mails)
    ]
    mbox(folder / "mail" / "Inbox.mbox", letters[: mails * 2 // 3])
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True)
    for n, one in enumerate(letters[mails // 2 :]):  # some lie in both
        (folder / "Maildir" / "cur" / f"{n}.x:2,S").write_bytes(one)
    return cli


def _log_of(cli: Cli) -> tuple[Any, Any]:
    status = cli("status", "--json").json
    return cli("people", "--json").json["people"], [(a["name"], a["interactions"]) for a in status["accounts"]]


def test_killed_syncs_leave_the_log_of_an_unharmed_one(tmp_path: Path) -> None:
    """Given syncs killed at many moments, when one runs to its end, then the log is that of a profile never killed."""
    whole = _profile(tmp_path / "whole", 4_000)
    started = time.perf_counter()
    whole("sync")
    took = time.perf_counter() - started
    killed = _profile(tmp_path / "killed", 4_000)
    rng = random.Random(11)
    deaths = sum(killed.killed(rng.uniform(0.1, 1.0) * took, "sync") for _ in range(8))
    assert deaths > 0
    last = killed("sync", "--json").json["accounts"]
    assert all(a["complete"] and not a["gone"] for a in last)
    assert _log_of(killed) == _log_of(whole)


def test_killed_applies_write_each_follow_up_once(tmp_path: Path) -> None:
    """Given applies killed at many moments, when one runs to its end, then each follow-up is there once."""
    cli = _profile(tmp_path / "profile", 300)
    cli("sync")
    wanted = {action["key"] for action in cli("plan", "--json").json["actions"]}
    assert len(wanted) == 40
    started = time.perf_counter()
    cli("people")
    floor = time.perf_counter() - started  # start-up, before anything is written
    rng = random.Random(13)
    deaths = sum(cli.killed(floor * rng.uniform(0.7, 1.6), "apply") for _ in range(12))
    assert deaths > 0
    cli("apply")
    text = (cli.folder / "followups.ics").read_text()
    written = re.findall(r"^X-SYNCD-KEY:(\w+)", text, re.MULTILINE)
    assert sorted(written) == sorted(wanted)
    assert not list(cli.folder.glob(".*.tmp")), "temporary files of killed runs are cleaned up"
    assert cli("apply", "--json").json["actions"] == []
    assert len(cli("due", "--json").json["followups"]) == 40


def test_interrupted_by_hand(tmp_path: Path) -> None:
    """Given a running sync, when Ctrl-C is pressed, then it says that nothing is lost, and the next run goes on."""
    cli = _profile(tmp_path / "profile", 4_000)
    process = subprocess.Popen(cli.command("sync"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while not (cli.folder / "data" / "log.db-wal").exists() and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    if process.returncode != 0:  # 0: it was quicker than we
        assert process.returncode == 130
        assert "run the command again" in said
    assert cli("sync", "--json").json["accounts"][0]["complete"] is True
