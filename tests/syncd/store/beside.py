"""The log's database beside the program: what an older syncd, or another program, does to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from syncd.store import engine
from syncd.store.engine import postgresql_engine, sqlite_engine
from tests.servers import postgres

MIGRATIONS = Path(engine.__file__).parent / "migrations"
REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))


def engine_of(place: Path | str) -> Engine:
    """SQLAlchemy's engine for what `Store.open` takes."""
    if isinstance(place, Path):
        return sqlite_engine(place)
    return postgresql_engine(lambda: postgres.server().user(place))


def upgrade(place: Path | str, revision: str) -> None:
    """Brings a log to a revision, as a syncd of that time would have."""
    if isinstance(place, str):
        postgres.server().run(f"CREATE SCHEMA IF NOT EXISTS {postgres.schema_of(place)} AUTHORIZATION ada")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine_of(place).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def insert(place: Path | str, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Puts rows into a table."""
    marks = ", ".join(("%s" if isinstance(place, str) else "?") for _ in rows[0])
    with engine_of(place).begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", list(rows))


def look(place: Path | str, statement: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    raw: Any = sqlite3.connect(place) if isinstance(place, Path) else postgres.server().user(place)
    with closing(raw):
        found: list[tuple[Any, ...]] = raw.execute(statement).fetchall()
    return found
