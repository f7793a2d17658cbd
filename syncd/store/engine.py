"""The log through SQLAlchemy: engine, pragmas, transactions, migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, StaticPool

from syncd.ports import Trouble
from syncd.store.connection import HEAD, schema_version, uri
from syncd.store.schema import metadata

_PAGE_CACHE_KIB = 32 * 1024  # bigger was measured slower; see benchmarks/README.md


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


def empty_engine() -> Engine:
    """A log with nothing in it, in memory: what a reader finds before the first sync."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    return engine


def migrate(engine: Engine) -> None:
    """Brings the log to HEAD. Raises Trouble if the log was made by a newer syncd."""
    with engine.connect() as connection:
        found = schema_version(connection)
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
