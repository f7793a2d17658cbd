"""Opening the log: engine, pragmas, transactions, migrations, and database errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from syncd.ports import Busy, Trouble

HEAD = "0001"
"""The migration this code needs; a test compares it with the newest file in ``migrations/versions``."""

_PAGE_CACHE_KIB = 32 * 1024  # bigger was measured slower; see benchmarks/README.md


def sqlite_engine(path: Path, *, read_only: bool) -> Engine:
    """An engine on the SQLite file at `path`.

    WAL, so that readers never wait; synchronous=FULL, because a commit that a power cut takes back could write a
    follow-up twice (PROVIDERS.md §7c). Transactions begin explicitly: IMMEDIATE when writing, so that a read that
    turns into a write can't fail halfway (SQLAlchemy docs, SQLite dialect, "Transactional Modes").
    """

    def connect() -> sqlite3.Connection:
        mode = "ro" if read_only else "rwc"
        uri = f"file:{_quoted(path)}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=5.0, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA cache_size=-{_PAGE_CACHE_KIB}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


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


def schema_version(connection: Connection) -> str | None:
    row = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    if row is None:
        return None
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(version) if version is not None else None


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turns database errors into Trouble that says what happened to the log and what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(path, error.orig or error, isinstance(error, OperationalError)) from error
    except sqlite3.Error as error:
        raise _translated(path, error, isinstance(error, sqlite3.OperationalError)) from error


def _translated(path: Path, error: BaseException, operational: bool) -> Trouble:
    text = str(error)
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
