"""A copy of the log while others write to it, alone or with what a new machine needs besides; and the way back.

SQLite's online backup takes all pages in one read transaction, so the copy is the log as it was at one moment: whole
batches with the cursors that belong to them (sqlite.org/backup.html; in WAL mode a reader keeps no writer waiting).
"""

from __future__ import annotations

import os
import shlex
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from syncd import clock
from syncd.files import atomic_write, replacing
from syncd.ports import Trouble
from syncd.settings import Paths, Settings
from syncd.store.connection import HEAD
from syncd.store.sqlite import ReadOnly, uri

ARCHIVES = (".tar.gz", ".tgz")
_LOG, _CONFIG, _RULES, _PARTS = "log.db", "config.toml", "rules.toml", "rules.d"
_STATE = ("notes.json", "links.key")  # what connectors noted; what signs the digest's links


@dataclass(frozen=True, slots=True)
class Backup:
    """What lies in `path` now. `as_of` and `last_sync` are instants."""

    path: Path
    bytes: int
    as_of: int
    mails: int
    last_sync: int | None
    holds: tuple[str, ...]


def is_archive(path: Path) -> bool:
    """Whether such a file holds config, rules and state beside the log."""
    return path.name.lower().endswith(ARCHIVES)


def back_up(settings: Settings, target: Path, *, force: bool = False) -> Backup:
    """Copies the log to `target`, with config, rules and state if its name is that of an archive. Never the logins.

    Takes no lock. Raises Trouble; then `target` is as it was.
    """
    log = settings.paths.log
    if settings.log_url:
        raise Trouble(f"the log is in PostgreSQL, whose own tool copies it: {dump_command(settings.log_url, target)}")
    if not log.exists():
        raise Trouble("there is no log yet: syncd sync makes it")
    _check(target, log, force)
    with ReadOnly(log).plain_words(), replacing(target, mode=0o600) as temporary:
        as_of = int(clock.now().timestamp())
        holds: tuple[str, ...] = (_LOG,)
        if is_archive(target):
            with _beside(temporary) as copy:
                mails, last_sync = _copy(log, copy)
                holds = _pack(temporary, copy, settings)
        else:
            mails, last_sync = _copy(log, temporary)
        size = temporary.stat().st_size
    return Backup(target, size, as_of, mails, last_sync, holds)


def _check(target: Path, log: Path, force: bool) -> None:
    if not target.parent.is_dir():
        raise Trouble(f"there is no folder {target.parent}: make it first, or name another file")
    if target.exists() and target.samefile(log):
        raise Trouble(f"{target} is the log itself: name another file")
    if target.exists() and not force:
        raise Trouble(f"{target} is there already: name another file, or --force replaces it")


def dump_command(url: str, target: Path) -> str:
    """What copies a PostgreSQL log; a password is left out, pg_dump asks for it or finds it in ~/.pgpass."""
    from syncd.store.postgresql.url import read_url

    address = read_url(url)
    head, _, query = address.where.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("schema="))
    schema = address.schema or address.parameters.get("user", "")
    words = ["pg_dump", "--format=custom", *([f"--schema={schema}"] if schema else []), f"--file={target}"]
    return shlex.join([*words, f"{head}?{kept}" if kept else head])


@contextmanager
def _beside(temporary: Path) -> Iterator[Path]:
    """A second temporary file, which a later run removes too if this one is killed."""
    path = temporary.with_name(f"{temporary.name.removesuffix('.tmp')}-log.tmp")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> tuple[int, int | None]:
    """Copies an SQLite file into an empty one and checks it; returns the mails in it and the last sync's instant."""
    try:
        with (
            closing(sqlite3.connect(uri(source, "ro"), uri=True, timeout=5.0)) as reading,
            closing(sqlite3.connect(uri(target, "rw"), uri=True, isolation_level=None)) as writing,
        ):
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")  # one file that holds everything
            return _checked(source, writing)
    finally:
        for suffix in ("-journal", "-wal", "-shm"):
            with suppress(OSError):
                target.with_name(target.name + suffix).unlink(missing_ok=True)


def _checked(source: Path, copy: sqlite3.Connection) -> tuple[int, int | None]:
    """Raises Trouble for anything but a whole log of this syncd or an older one."""
    found = "; ".join(str(row[0]) for row in copy.execute("PRAGMA quick_check(3)"))
    if found != "ok":
        raise Trouble(f"{source} is damaged ({found}): use an older copy; syncd doctor tells more")
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
        raise Trouble(f"{source} is not a log of syncd")
    if (version := copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]) > HEAD:
        raise Trouble(f"{source} was written by a newer syncd (its schema is {version}): update syncd")
    mails: int = copy.execute("SELECT count(*) FROM mail").fetchone()[0]
    last_sync: int | None = copy.execute("SELECT max(last_success) FROM account").fetchone()[0]
    return mails, last_sync


# ---------------------------------------------------------------- archives


def _pack(target: Path, log: Path, settings: Settings) -> tuple[str, ...]:
    paths = settings.paths
    files = {_LOG: log, _CONFIG: paths.config}
    files |= {rule.name if rule.name == _RULES else f"{_PARTS}/{rule.name}": rule for rule in paths.rules}
    files |= {name: paths.state / name for name in _STATE if (paths.state / name).is_file()}
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        for name, path in files.items():
            with path.open("rb") as file:
                about = archive.gettarinfo(arcname=name, fileobj=file)
                about.mode, about.uid, about.gid, about.uname, about.gname = 0o600, 0, 0, "", ""
                archive.addfile(about, file)
    return tuple(files)


def restore_config(file: Path, places: Paths) -> list[Path]:
    """Puts config and rules of an archive in place if there is no config yet; returns what was written."""
    if places.config.exists():
        return []
    written = []
    with _opened(file) as archive:
        for member in archive:
            if member.isfile() and _belongs_to_config(member.name):
                name = places.config.name if member.name == _CONFIG else member.name
                written.append(_write(archive, member, places.config.parent / name))
    return written


def restore_log(file: Path, settings: Settings, *, force: bool = False) -> tuple[Backup, Path | None]:
    """Puts the log of a backup in place, and state if there is none. The caller holds the lock and the pen.

    A log that is there is refused, or with `force` moved aside; returned is where to.
    """
    log = settings.paths.log
    if settings.log_url:
        raise Trouble("the log is in PostgreSQL, whose own tool restores it: pg_restore; docs/backup.md shows how")
    if log.exists() and not force:
        raise Trouble(f"there is a log already, {log}: --force moves it aside, to {_aside(log).name}")
    if not file.is_file():
        raise Trouble(f"there is no backup {file}")
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = None
    with ReadOnly(file).plain_words(), replacing(log, mode=0o600) as temporary:
        if is_archive(file):
            with _beside(temporary) as copy:
                _unpack_log(file, copy)
                mails, last_sync = _copy(copy, temporary)
            holds = _restore_state(file, settings.paths.state)
        else:
            mails, last_sync = _copy(file, temporary)
            holds = ()
        size = temporary.stat().st_size
        if log.exists():
            aside = _move_aside(log)
    as_of = int(file.stat().st_mtime)
    return Backup(log, size, as_of, mails, last_sync, (_LOG, *holds)), aside


def _move_aside(log: Path) -> Path:
    """With its write-ahead log, which would spoil the log that takes its place."""
    target = _aside(log)
    for suffix in ("-wal", "-shm", ""):
        path = log.with_name(log.name + suffix)
        if path.exists():
            path.replace(target.with_name(target.name + suffix))
    return target


def _aside(log: Path) -> Path:
    """A name beside it that is free."""
    names = (f"{log.name}.old{number}" for number in ("", *range(2, 1000)))
    return next(path for name in names if not (path := log.with_name(name)).exists())


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError) as error:
        raise Trouble(f"{file} is no backup of syncd, or damaged ({error}): use another one") from error


def _belongs_to_config(name: str) -> bool:
    folder, _, part = name.rpartition("/")
    return name in (_CONFIG, _RULES) or (folder == _PARTS and part.endswith(".toml"))


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> Path:
    data = archive.extractfile(member)
    assert data is not None  # it is a file
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    atomic_write(path, data.read(), mode=0o600)
    return path


def _unpack_log(file: Path, target: Path) -> None:
    with _opened(file) as archive, target.open("wb") as into:
        try:
            data = archive.extractfile(_LOG)
        except KeyError:
            data = None
        if data is None:
            raise Trouble(f"{file} holds no log: it is no backup of syncd")
        while piece := data.read(1 << 20):
            into.write(piece)


def _restore_state(file: Path, state: Path) -> tuple[str, ...]:
    with _opened(file) as archive:
        return tuple(
            _write(archive, member, state / member.name).name
            for member in archive
            if member.isfile() and member.name in _STATE and not (state / member.name).exists()
        )
