"""The schema and its migrations."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from syncd.ports import Busy, Trouble
from syncd.store import engine
from syncd.store.connection import HEAD
from syncd.store.engine import sqlite_engine
from syncd.store.log import Store
from syncd.store.schema import metadata

VERSIONS = Path(engine.__file__).parent / "migrations" / "versions"


def test_migrations_make_the_schema(tmp_path: Path) -> None:
    """Given an empty folder, when the log is opened, then its tables are those of `schema`, at HEAD, in WAL mode."""
    Store.open(tmp_path / "log.db", write=True)
    made = sqlite_engine(tmp_path / "log.db")
    with made.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        found = dict(
            tuple(row) for row in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        )
    assert differences == []
    rowless = {name for name, sql in found.items() if "WITHOUT ROWID" in sql}
    assert rowless == {
        table.name for table in metadata.tables.values() if table.dialect_options["sqlite"]["with_rowid"] is False
    }


def test_head_is_the_newest_migration() -> None:
    """Given the migrations folder, when read, then HEAD names its last file."""
    assert sorted(path.name[:4] for path in VERSIONS.glob("0*.py"))[-1] == HEAD


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    """Given a log, when opened again, then it is not migrated again and keeps its values."""
    with Store.open(tmp_path / "log.db", write=True).begin() as log:
        log.set_meta("a", "1")
    with Store.open(tmp_path / "log.db", write=True).begin() as log:
        assert log.meta("a") == "1"


def test_a_newer_log_is_refused(tmp_path: Path) -> None:
    """Given a log of a newer syncd, when opened, then it is left alone, and the message says to update."""
    path = tmp_path / "log.db"
    Store.open(path, write=True)
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    for write in (True, False):
        with pytest.raises(Trouble, match="syncd"):
            Store.open(path, write=write)


def test_a_failed_transaction_stores_nothing(tmp_path: Path) -> None:
    """Given a transaction, when it raises, then nothing of it is there."""
    store = Store.open(tmp_path / "log.db", write=True)
    with suppress(RuntimeError), store.begin() as log:
        log.set_meta("a", "1")
        raise RuntimeError
    with store.read() as log:
        assert log.meta("a") is None


def test_a_locked_log_is_busy(tmp_path: Path) -> None:
    """Given another program that writes to the log's file, when syncd writes, then Busy, in plain words."""
    store = Store.open(tmp_path / "log.db", write=True)
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="in use"), store.begin() as log:
        log.set_meta("a", "1")
    other.execute("ROLLBACK")
    other.close()
