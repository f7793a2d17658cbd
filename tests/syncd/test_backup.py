"""A backup is the log as it was at one moment, whatever is written meanwhile, and can be put back."""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from syncd.files import replacing
from syncd.jobs.backup import Backup, back_up, dump_command, restore_config, restore_log
from syncd.lock import writer
from syncd.paths import locate
from syncd.ports import Trouble
from tests import logs
from tests.syncd.care import Profile, came, count, facts_of, wrote

pytestmark = logs.of_the_file

MANY, BATCH = 1500, 50


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A synced profile with three mails."""
    made = Profile(tmp_path / "ada", rules='[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n')
    made.mails(wrote(1), came(1), came(2))
    made.sync()
    return made


def test_a_copy_is_a_whole_log(profile: Profile, tmp_path: Path) -> None:
    """Given a log, when backed up, then the copy is one file for the owner alone that holds the same."""
    made = back_up(profile.settings, tmp_path / "copy.db")
    assert (made.path, made.mails, made.holds) == (tmp_path / "copy.db", 3, ("log.db",))
    assert made.bytes == made.path.stat().st_size
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada", "copy.db"]
    with sqlite3.connect(made.path) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_nothing_is_replaced_unasked(profile: Profile, tmp_path: Path) -> None:
    """Given a file of that name, when backed up, then it stays as it is, unless it shall be replaced."""
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(Trouble, match="--force"):
        back_up(profile.settings, target)
    assert target.read_text() == "mine"
    with pytest.raises(Trouble, match="the log itself"):
        back_up(profile.settings, profile.log, force=True)
    with pytest.raises(Trouble, match="no folder"):
        back_up(profile.settings, tmp_path / "nowhere" / "copy.db")
    assert back_up(profile.settings, target, force=True).mails == 3


def test_beside_a_daemon(profile: Profile, tmp_path: Path) -> None:
    """Given a process that holds the lock and the pen, when backed up by command, then it is done all the same, and
    what it says fits the file; putting it back has to wait."""
    with writer(profile.settings.paths.lock):
        told = profile.cli("backup", str(tmp_path / "copy.db"), "--json").json["backup"]
        profile.cli("backup", str(tmp_path / "copy.db"), code=1)
        profile.cli("backup", "--restore", str(tmp_path / "copy.db"), "--force", code=75)
    assert told["bytes"] == (tmp_path / "copy.db").stat().st_size
    assert (told["mails"], told["last_sync"], told["holds"]) == (3, "2026-11-22T09:00:00Z", ["log.db"])
    back = profile.cli("backup", "--restore", str(tmp_path / "copy.db"), "--force", "--json").json["restored"]
    assert (back["mails"], back["aside"]) == (3, str(profile.log.with_name("log.db.old")))


def test_what_is_not_committed_is_not_in_it(profile: Profile, tmp_path: Path) -> None:
    """Given a transaction that is open, when backed up, then the copy waits for nothing and holds none of it."""
    with profile.store(write=True).begin() as log:
        log.set_meta("half", "1")
        back_up(profile.settings, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT * FROM meta WHERE name = 'half'").fetchone() is None
    assert count(profile.log, "meta WHERE name = 'half'") == 1


def test_copies_while_a_sync_writes(tmp_path: Path) -> None:
    """Given a first sync at work, when backed up again and again, then each copy is the log after a whole batch, and a
    sync that goes on from it ends where the original ended."""
    profile = Profile(tmp_path / "ada")
    profile.mails(*(wrote(number, to=f"p{number % 50}@example.com") for number in range(MANY)))
    profile.store(write=True)
    boundaries, copies = {0}, list[Backup]()
    done = False

    def told(title: str, items: int, _share: float) -> None:
        if title.endswith("mbox"):
            boundaries.add(items)

    def syncing() -> None:
        nonlocal done
        try:
            profile.sync(progress=told, batch=BATCH)
        finally:
            done = True

    thread = Thread(target=syncing)
    thread.start()
    while not done:
        copies.append(back_up(profile.settings, tmp_path / f"copy{len(copies)}.db"))
    thread.join()
    counts = [copy.mails for copy in copies]
    assert boundaries == set(range(0, MANY + 1, BATCH))
    assert set(counts) <= boundaries
    assert counts == sorted(counts)
    middle = next((copy for copy in copies if 0 < copy.mails < MANY), copies[-1])
    other = Profile(tmp_path / "other")
    shutil.copy(profile.folder / "m.mbox", other.folder / "m.mbox")
    restore_log(middle.path, other.settings)
    other.sync()
    assert count(other.log, "mail") == MANY
    assert facts_of(other.exported()) == facts_of(profile.exported())


def test_an_archive_for_a_new_machine(profile: Profile, tmp_path: Path) -> None:
    """Given an archive, when restored where there is nothing, then config, rules, notes, key and log are there, no
    login, and it says the same of everybody."""
    state = profile.settings.paths.state
    (state / "tokens").mkdir(parents=True)
    (state / "tokens" / "mail.json").write_text("secret token")
    (state / "notes.json").write_text("{}")
    (state / "links.key").write_bytes(b"k" * 32)
    (profile.folder / "rules.d").mkdir()
    (profile.folder / "rules.d" / "more.toml").write_text("")
    made = back_up(profile.settings, tmp_path / "copy.tar.gz")
    assert made.holds == ("log.db", "config.toml", "rules.toml", "rules.d/more.toml", "notes.json", "links.key")
    assert made.path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(made.path) as archive:
        assert archive.getnames() == list(made.holds)
        assert all(b"secret token" not in file.read() for name in made.holds if (file := archive.extractfile(name)))
    new = tmp_path / "new"
    written = restore_config(made.path, locate(new / "config.toml", {}))
    assert sorted(path.name for path in written) == ["config.toml", "more.toml", "rules.toml"]
    there = Profile(tmp_path / "spare")
    there.folder, there.cli.folder = new, new
    restored, aside = restore_log(made.path, there.settings)
    assert (restored.mails, restored.holds, aside) == (3, ("log.db", "notes.json", "links.key"), None)
    assert (there.log.stat().st_mode & 0o777, (new / "state" / "links.key").stat().st_mode & 0o777) == (0o600, 0o600)
    assert facts_of(there.exported()) == facts_of(profile.exported())


def test_what_is_there_stays(profile: Profile, tmp_path: Path) -> None:
    """Given a machine in use, when an archive is restored, then its config stays, and its log only with --force is
    moved aside, with what SQLite keeps beside it."""
    made = back_up(profile.settings, tmp_path / "copy.tgz")
    profile.mails(wrote(1), came(1), came(2), came(3))
    profile.sync()
    assert restore_config(made.path, profile.settings.paths) == []
    with pytest.raises(Trouble, match=r"log\.db\.old"):
        restore_log(made.path, profile.settings)
    reader = sqlite3.connect(profile.log)  # keeps the write-ahead log from being emptied
    reader.execute("SELECT * FROM mail").fetchone()
    _, aside = restore_log(made.path, profile.settings, force=True)
    reader.close()
    assert aside == profile.log.with_name("log.db.old")
    assert (count(profile.log, "mail"), count(aside, "mail")) == (3, 4)
    assert restore_log(made.path, profile.settings, force=True)[1] == profile.log.with_name("log.db.old2")


@pytest.mark.parametrize("content", [b"", b"rubbish " * 5000, b"SQLite format 3\0" + b"\0" * 5000])
@pytest.mark.parametrize("name", ["x.db", "x.tar.gz"])
def test_what_is_no_backup_is_refused(profile: Profile, tmp_path: Path, name: str, content: bytes) -> None:
    """Given a file that is no backup, when restored, then it is said so, and the log stays."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Trouble):
        restore_log(tmp_path / name, profile.settings, force=True)
    assert count(profile.log, "mail") == 3
    assert not list(profile.log.parent.glob(".*")), "nothing is left beside it"


def test_a_database_of_others_is_refused(profile: Profile, tmp_path: Path) -> None:
    """Given an SQLite file that is no log, or one of a newer syncd, when restored, then it is refused by name."""
    with sqlite3.connect(tmp_path / "x.db") as other:
        other.execute("CREATE TABLE t (a)")
    with pytest.raises(Trouble, match="not a log of syncd"):
        restore_log(tmp_path / "x.db", profile.settings, force=True)
    made = back_up(profile.settings, tmp_path / "y.db")
    with sqlite3.connect(made.path) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Trouble, match="update syncd"):
        restore_log(made.path, profile.settings, force=True)


def test_a_damaged_log_makes_no_backup(profile: Profile, tmp_path: Path) -> None:
    """Given a damaged log, when backed up, then no file is left that looks like a good one."""
    data = bytearray(profile.log.read_bytes())
    for page in range(4, len(data) // 4096 - 2):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    profile.log.write_bytes(data)
    with pytest.raises(Trouble):
        back_up(profile.settings, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["ada"]


def test_no_log_yet(tmp_path: Path) -> None:
    """Given no log, when backed up, then it says what makes one."""
    with pytest.raises(Trouble, match="syncd sync"):
        back_up(Profile(tmp_path / "ada").settings, tmp_path / "copy.db")


def test_a_log_on_a_server_is_copied_by_its_own_tool(tmp_path: Path) -> None:
    """Given a log in PostgreSQL, when backed up, then the command is told, without the password."""
    profile = Profile(tmp_path / "ada", config='[log]\nurl = "postgresql+psycopg://ada:hush@db.example:5433/syncd"\n')
    with pytest.raises(Trouble, match="pg_dump") as told:
        back_up(profile.settings, tmp_path / "a b.dump")
    assert "hush" not in str(told.value)
    command = dump_command("postgresql+psycopg://ada:hush@db.example:5433/syncd?schema=log", Path("a b.dump"))
    assert command == "pg_dump --format=custom --schema=log '--file=a b.dump' postgresql://ada@db.example:5433/syncd"


def test_replacing_leaves_nothing_behind(tmp_path: Path) -> None:
    """Given a writer that fails, when it writes in place of a file, then the file is as it was, with nothing beside."""
    path = tmp_path / "x"
    path.write_text("old")
    with suppress(RuntimeError), replacing(path, mode=0o600) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert (path.read_text(), len(list(tmp_path.iterdir()))) == ("old", 1)
    with replacing(path, mode=0o600) as temporary:
        temporary.write_text("new")
    assert (path.read_text(), path.stat().st_mode & 0o777, len(list(tmp_path.iterdir()))) == ("new", 0o600, 1)
