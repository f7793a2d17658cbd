"""The little of a database connection that the log needs, and reading the SQLite file without SQLAlchemy.

SQLAlchemy's own Connection fits `Connection`; it writes, migrates, and will speak to PostgreSQL. Commands that only
look (`status`, `due`, `people`, …) read the file through the standard library instead: importing SQLAlchemy takes
longer than all the rest of them together (measured: benchmarks/README.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from syncd.ports import Busy, Trouble

HEAD = "0006"
"""The migration this code needs; a test compares it with the newest file in ``migrations/versions``."""


class Rows(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """Rows changed."""
        ...

    def __iter__(self) -> Iterator[Any]: ...

    def first(self) -> Any:
        """The first row, or None."""
        ...

    def all(self) -> Sequence[Any]:
        """All rows."""
        ...

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        ...


class Connection(Protocol):
    """What takes a statement in SQL with ``?`` for its parameters; a list of tuples runs it for each."""

    @property
    def connection(self) -> Any:
        """The driver's own connection."""
        ...

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Rows:
        """Runs it."""
        ...


class Database(Protocol):
    """What the log is kept in."""

    def connect(self) -> Any:
        """A context manager that gives a Connection for reading."""
        ...

    def begin(self) -> Any:
        """A context manager that gives a Connection in a writing transaction."""
        ...


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
        self.connection = connection

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Rows:
        return _Cursor(self.connection.execute(statement, parameters or ()))


class ReadOnly:
    """The SQLite file at `path`, for reading. A read is one transaction: a consistent view of the log."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Raises sqlite3.Error (see `plain_words`)."""
        connection = sqlite3.connect(uri(self._path, "ro"), uri=True, timeout=5.0, isolation_level=None)
        try:
            connection.execute("BEGIN")
            yield _Reading(connection)
        finally:
            connection.close()

    def begin(self) -> Any:
        """Refused: this log was opened for reading."""
        raise Trouble("the log was opened for reading only")


def uri(path: Path, mode: str) -> str:
    """SQLite's URI of a file (sqlite.org/uri.html), whatever signs are in its name."""
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"


def schema_version(connection: Connection) -> str | None:
    """The migration the log is at; None for an empty file."""
    row = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    if row is None:
        return None
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(version) if version is not None else None


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turns database errors, the driver's or SQLAlchemy's around them, into Trouble that says what to do."""
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
