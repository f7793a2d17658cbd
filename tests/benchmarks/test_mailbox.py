"""The made-up mailbox and the floor: what the benchmarks measure with must itself be right."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import floor
from benchmarks.mailbox import deliver, letters, take_back, write_maildir, write_mbox
from benchmarks.profile import Profile

MAILS = 300
ROWS = {
    "mail": "SELECT m.id, identity, uid, at, a.address, subject, refs, size"
    " FROM mail m JOIN address a ON a.id = author_id",
    "party": "SELECT mail_id, a.address, role FROM party JOIN address a ON a.id = address_id",
    "mail_copy": "SELECT stream_id, locator, mail_id, place, gone, marks, pass_no, thread, link FROM mail_copy",
    "display_name": "SELECT a.address, name, own, first, last FROM display_name JOIN address a ON a.id = address_id",
    "address": "SELECT address FROM address",
    "stream": "SELECT id, account, name, title, pass_no FROM stream",
}


@pytest.fixture(scope="module")
def mbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short mailbox."""
    return write_mbox(tmp_path_factory.mktemp("mail") / "mails.mbox", MAILS)


def test_the_same_octets_every_time(tmp_path: Path, mbox: Path) -> None:
    """Given a mailbox, when it is made once more, then it has the same octets."""
    assert write_mbox(tmp_path / "again.mbox", MAILS).read_bytes() == mbox.read_bytes()


def test_mail_is_as_large_as_real_mail() -> None:
    """Given made-up mail, then header blocks have 4 to 6 KB and bodies 2 to 20 KB, and threads and lists are there."""
    mails = list(letters(MAILS))
    assert all(4_000 <= len(mail.headers.encode()) <= 6_500 for mail in mails)
    assert all(1_900 <= len(mail.body.encode()) <= 21_500 for mail in mails)
    assert {mail.kind for mail in mails} == {"in", "out", "list", "news", "robot"}
    assert sum("\nReferences: " in mail.headers for mail in mails) > MAILS / 5


def test_what_was_delivered_can_be_taken_back(tmp_path: Path) -> None:
    """Given a Maildir, when mail is delivered to new and cur and taken back, then the first mails are left."""
    folder = write_maildir(tmp_path / "maildir", 20)

    def names(part: str) -> list[str]:
        return sorted(path.name for path in (folder / part).iterdir())

    before = names("cur")
    deliver(folder, 5, 0, seen=False)
    deliver(folder, 5, 1, seen=True)
    assert (len(names("new")), len(names("cur"))) == (5, 25)
    take_back(folder)
    assert (names("new"), names("cur")) == ([], before)


def test_the_floor_writes_the_rows_that_sync_writes(tmp_path: Path, mbox: Path) -> None:
    """Given a mailbox, when the floor and syncd read it, then their tables hold the same rows."""
    profile = Profile(tmp_path / "profile", "mbox", mbox)
    subprocess.run(profile.command("sync"), check=True, capture_output=True)
    assert floor.load(str(mbox), str(tmp_path / "floor.db")) == MAILS
    ours, theirs = sqlite3.connect(profile.log), sqlite3.connect(tmp_path / "floor.db")
    for table, query in ROWS.items():
        assert set(theirs.execute(query)) == set(ours.execute(query)), table
    ours.close()
    theirs.close()


def test_the_harness_runs_through(tmp_path: Path) -> None:
    """Given a tiny mailbox, when the benchmarks run without rivals, then every scene gives its rows."""
    words = ["--quick", "--mails", str(MAILS), "--without-rivals"]
    scenes = ("first", "maildir", "memory", "commands", "reading", "idle")  # imap wants a folder that nobody may enter
    words += [word for scene in scenes for word in ("--only", scene)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words],
        env={**os.environ, "SYNCD_BENCH_DIR": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for row in (
        "sync ÷ floor",
        "log per mail",
        "of the Maildir",
        "unchanged",
        "100 new",
        "peak anonymous",
        "`syncd due`",
        "wake-ups",
    ):
        assert row in done.stdout, row
    assert (tmp_path / "results.md").read_text() == done.stdout.removesuffix("\n")
