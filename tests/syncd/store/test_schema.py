"""The schema and its migrations, on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from syncd.ports import Busy, Trouble
from syncd.store.connection import HEAD
from syncd.store.log import Store
from syncd.store.schema import metadata
from tests.syncd.store.beside import REVISIONS, engine_of


def test_migrations_make_the_schema(place: Path | str) -> None:
    """Given nothing, when the log is opened, then its tables are those of `schema`, at HEAD."""
    Store.open(place, write=True)
    with engine_of(place).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
    assert differences == []


def test_the_file(tmp_path: Path) -> None:
    """Given an empty folder, when the log is made there, then in WAL mode, and without row ids where keys are all."""
    Store.open(tmp_path / "log.db", write=True)
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    rowless = {name for name, sql in found.items() if "WITHOUT ROWID" in sql}
    assert rowless == {
        table.name for table in metadata.tables.values() if table.dialect_options["sqlite"]["with_rowid"] is False
    }


def test_head_is_the_newest_migration() -> None:
    """Given the migrations folder, when read, then HEAD names its last file."""
    assert REVISIONS[-1] == HEAD


def test_opening_again_changes_nothing(place: Path | str) -> None:
    """Given a log, when opened again, then it is not migrated again and keeps its values."""
    with Store.open(place, write=True).begin() as log:
        log.set_meta("a", "1")
    with Store.open(place, write=True).begin() as log:
        assert log.meta("a") == "1"


def test_there_is_nothing_before_the_first_sync(place: Path | str) -> None:
    """Given no log, when read, then it is empty, and reading has made nothing."""
    store = Store.open(place, write=False)
    with store.read() as log:
        assert list(log.facts().mails) == []
    assert store.size() == 0
    assert Store.open(place, write=False).size() == 0


def test_a_newer_log_is_refused(place: Path | str) -> None:
    """Given a log of a newer syncd, when opened, then it is left alone, and the message says to update."""
    Store.open(place, write=True)
    with engine_of(place).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for write in (True, False):
        with pytest.raises(Trouble, match="syncd"):
            Store.open(place, write=write)


def test_a_failed_transaction_stores_nothing(place: Path | str) -> None:
    """Given a transaction, when it raises, then nothing of it is there."""
    store = Store.open(place, write=True)
    with suppress(RuntimeError), store.begin() as log:
        log.set_meta("a", "1")
        raise RuntimeError
    with store.read() as log:
        assert log.meta("a") is None


def test_a_reader_sees_one_state(place: Path | str) -> None:
    """Given a reader, when something is written meanwhile, then it sees what was there when it began to look."""
    store = Store.open(place, write=True)
    with store.begin() as log:
        log.set_meta("a", "1")
    with store.read() as reader:
        assert reader.meta("a") == "1"
        with store.begin() as log:
            log.set_meta("a", "2")
        assert reader.meta("a") == "1"
    with store.read() as reader:
        assert reader.meta("a") == "2"


def test_order_is_by_code_point(place: Path | str) -> None:
    """Given values that locales order differently, when sorted by the log, then as Python does."""
    store = Store.open(place, write=True)
    names = ["b", "B", "a", "Ä", "_", "é", "Z"]
    with store.begin() as log:
        log.remember_named(names, date(2026, 1, 1))
    with store.read() as log:
        assert list(log.facts().added) == sorted(names)


def test_a_locked_log_is_busy(tmp_path: Path) -> None:
    """Given another program that writes to the log's file, when syncd writes, then Busy, in plain words."""
    store = Store.open(tmp_path / "log.db", write=True)
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="in use"), store.begin() as log:
        log.set_meta("a", "1")
    other.execute("ROLLBACK")
    other.close()
