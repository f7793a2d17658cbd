"""The log through SQLAlchemy: writing the SQLite file, and migrations, PostgreSQL's too."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Text, create_engine, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, StaticPool

from syncd.ports import Trouble
from syncd.store import connection as ports
from syncd.store.connection import HEAD
from syncd.store.schema import metadata
from syncd.store.sqlite import ReadOnly, scan, uri

_PAGE_CACHE_KIB = 32 * 1024  # bigger was measured slower; see benchmarks/README.md


class _Through:
    """A Connection through SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.exec_driver_sql = connection.exec_driver_sql  # as it is: nothing stands in the hot path

    def scan(self, statement: str) -> Iterator[tuple[Any, ...]]:
        return scan(self._connection.connection, statement)

    def overwrite(self) -> None:
        self.exec_driver_sql("PRAGMA secure_delete=ON")  # what is deleted is overwritten with zeros


class Writable(ReadOnly):
    """The SQLite file at `path`, made (0600, its folder 0700) and brought to HEAD if need be. Raises Trouble."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        _prepare(path)
        self._engine = sqlite_engine(path)
        migrate(self._engine, self.version())

    @contextmanager
    def begin(self) -> Iterator[ports.Connection]:
        """IMMEDIATE, so that it can't fail halfway."""
        with self._engine.begin() as connection:
            yield _Through(connection)


class Empty(ReadOnly):
    """A log with nothing in it, in memory: what a reader finds before the first sync."""

    def __init__(self, where: str) -> None:
        super().__init__(Path(where))
        self._where = where
        self._engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(self._engine)

    @property
    def where(self) -> str:
        """Where it will be."""
        return self._where

    @contextmanager
    def connect(self) -> Iterator[ports.Connection]:
        with self._engine.connect() as connection:
            yield _Through(connection)

    def size(self) -> int:
        return 0


def sqlite_engine(path: Path) -> Engine:
    """An engine that writes the SQLite file at `path`, which it makes if need be.

    WAL, so that readers never wait; synchronous=FULL, because a commit that a power cut takes back could write a
    follow-up twice (PROVIDERS.md §7c). Transactions begin explicitly: IMMEDIATE when writing, so that a read that
    turns into a write can't fail halfway (SQLAlchemy docs, SQLite dialect, "Transactional Modes").
    """

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri(path, "rwc"), uri=True, timeout=5.0, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA cache_size=-{_PAGE_CACHE_KIB}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def postgresql_engine(connect: Callable[[], Any]) -> Engine:
    """An engine over connections of psycopg, for migrations."""
    return create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool, use_native_hstore=False)


@compiles(Text, "postgresql")
def _text(_type: Text, _compiler: Any, **_more: Any) -> str:
    """Order and comparison by code point, as in SQLite: the same on every server, and no update of its locale data
    makes an index wrong (postgresql.org/docs/current/collation.html).
    """
    return 'TEXT COLLATE "C"'


def migrate(engine: Engine, found: str | None) -> None:
    """Brings the log from the migration `found` to HEAD. Raises Trouble if the log was made by a newer syncd."""
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise Trouble(
            f"the log was written by a newer syncd (its schema is {found}, this one knows {HEAD}): update syncd"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Trouble(f"can't make the log {path}: {error.strerror}: check the folder's permissions") from error
