"""The log as an SQLite file, read through the standard library.

Writing (`engine`) goes through SQLAlchemy. Commands that only look (`status`, `due`, `people`, …) come here instead:
importing SQLAlchemy takes longer than all the rest of them together (measured: benchmarks/README.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from syncd.ports import Busy, Trouble
from syncd.store.connection import FETCH, Connection, Exposure, Rows

_SCAN_KIB = 8 * 1024  # page cache of a reading from end to end: more of it, and of what is sorted, only fills memory


class _Cursor:
    """Rows of a sqlite3 cursor."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)

    def first(self) -> Any:
        row = self._cursor.fetchone()
        self._cursor.close()
        return row

    def all(self) -> Sequence[Any]:
        return self._cursor.fetchall()

    def scalar(self) -> Any:
        row = self.first()
        return None if row is None else row[0]


class _Reading:
    """A Connection to a file that is only read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Rows:
        return _Cursor(self._connection.execute(statement, parameters or ()))

    def scan(self, statement: str) -> Iterator[tuple[Any, ...]]:
        return scan(self._connection, statement)

    def overwrite(self) -> None:
        """Nothing is deleted here."""


class ReadOnly:
    """The SQLite file at `path`, for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def where(self) -> str:
        """The file's path."""
        return str(self.path)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A read is one transaction: a consistent view of the log."""
        connection = sqlite3.connect(uri(self.path, "ro"), uri=True, timeout=5.0, isolation_level=None)
        try:
            connection.execute("BEGIN")
            yield _Reading(connection)
        finally:
            connection.close()

    def begin(self) -> AbstractContextManager[Connection]:
        """Refused: this log was opened for reading."""
        raise Trouble("the log was opened for reading only")

    def plain_words(self) -> AbstractContextManager[None]:
        """See `plain_words`."""
        return plain_words(self.path)

    def version(self) -> str | None:
        """The migration the log is at; None for an empty file."""
        with self.connect() as connection:
            return schema_version(connection)

    def size(self) -> int:
        """Bytes of the file and of what SQLite keeps beside it: the write-ahead log and its index."""
        files = (self.path, *(self.path.with_name(f"{self.path.name}-{end}") for end in ("wal", "shm")))
        return sum(file.stat().st_size for file in files if file.exists())

    def engine(self) -> str:
        """SQLite's version."""
        return f"SQLite {sqlite3.sqlite_version}"

    def damage(self) -> str:
        """What SQLite's own quick check finds wrong, or ""."""
        with self.connect() as connection:
            rows = connection.exec_driver_sql("PRAGMA quick_check(3)").all()
        found = "; ".join(str(row[0]) for row in rows)
        return "" if found == "ok" else found

    def exposures(self) -> list[Exposure]:
        """None but the file's permissions, which `doctor` looks at with those of other files."""
        return []

    def scrub(self, patience: float) -> bool:
        """Rewrites the file. `patience` are the seconds a reader is waited for.

        secure_delete zeroes what is deleted from then on; VACUUM leaves out what was deleted or moved before; the
        checkpoint empties the write-ahead log (sqlite.org/pragma.html, sqlite.org/lang_vacuum.html).
        """
        connection = sqlite3.connect(uri(self.path, "rw"), uri=True, timeout=patience, isolation_level=None)
        try:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        return not busy


def scan(connection: Any, statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement through a cursor of the driver's own, so that several run side by side."""
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA cache_size=-{_SCAN_KIB}")
        cursor.execute(statement)
        while rows := cursor.fetchmany(FETCH):
            yield from rows
    finally:
        cursor.close()


def uri(path: Path, mode: str) -> str:
    """SQLite's URI of a file (sqlite.org/uri.html), whatever signs are in its name."""
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"


def schema_version(connection: Connection) -> str | None:
    """The migration a log is at; None for an empty file."""
    row = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    if row is None:
        return None
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(version) if version is not None else None


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turns SQLite's errors, the driver's or SQLAlchemy's around them, into Trouble that says what to do."""
    try:
        yield
    except Exception as error:
        cause = error if isinstance(error, sqlite3.Error) else getattr(error, "orig", None)
        if not isinstance(cause, sqlite3.Error):
            raise
        raise _translated(path, cause) from error


def _translated(path: Path, error: sqlite3.Error) -> Trouble:
    text = str(error)
    operational = isinstance(error, sqlite3.OperationalError)
    if "locked" in text or "busy" in text:
        return Busy(f"the log {path} is in use by another program: try again when it is done")
    if "full" in text:
        return Trouble(f"no space left for the log {path}: free some space and run the command again, nothing is lost")
    if "readonly" in text or "read-only" in text or "unable to open" in text or "disk I/O" in text:
        return Trouble(
            f"the log {path} can't be opened or written ({text}): check the permissions of it and its folder"
        )
    if not operational or "malformed" in text or "not a database" in text:
        return Trouble(
            f"the log {path} is damaged ({text}): restore a copy of it if you have one, or move it away and run "
            "`syncd sync` to build it anew (follow-ups already written are recognised by their keys)"
        )
    return Trouble(f"the log {path}: {text}")
