"""Connections to the server, and the log's statements on them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import make_conninfo
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

from syncd.store.connection import FETCH, Rows
from syncd.store.postgresql.url import Address

_NETWORK = {  # libpq's, unless the URL names them: within a minute it is noticed that the other side is gone
    "connect_timeout": "10",
    "tcp_user_timeout": "30000",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
_SETTINGS = """
SELECT set_config('search_path', quote_ident(coalesce(nullif(%s, ''), current_user::text)), false),
       set_config('lock_timeout', %s, false), set_config('statement_timeout', '10min', false),
       set_config('cursor_tuple_fraction', '1.0', false)
"""

Raw = psycopg.Connection[tuple[Any, ...]]


class _Text(StrDumperUnknown):
    """PostgreSQL can't keep a NUL in text; in its place comes the sign for what can't be shown."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


class _Result(psycopg.Cursor[tuple[Any, ...]]):
    """Rows."""

    def first(self) -> Any:
        return self.fetchone()

    def all(self) -> Sequence[Any]:
        return self.fetchall()

    def scalar(self) -> Any:
        row = self.fetchone()
        return None if row is None else row[0]


class Transaction:
    """A Connection, as the log knows it."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._scans = count()

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Rows:
        """Runs it; a list of tuples goes over in one pipeline."""
        cursor = _Result(self._raw)
        if isinstance(parameters, list):
            cursor.executemany(_with_marks(statement), parameters)
        else:
            cursor.execute(_with_marks(statement), parameters or ())
        return cursor

    def scan(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Through a cursor of the server: a large log is never in memory at once."""
        cursor = self._raw.cursor(f"scan{next(self._scans)}")
        try:
            cursor.execute(statement.encode())
            while rows := cursor.fetchmany(FETCH):
                yield from rows
        finally:
            with suppress(psycopg.Error):
                cursor.close()

    def overwrite(self) -> None:
        """There is no such thing here: `PostgreSQL.scrub` writes the tables anew."""


def open_session(address: Address, *, write: bool, patience: float) -> Raw:
    """A connection that sees the log's schema and no other, in transactions of repeatable read.

    `patience` are the seconds that locks of other sessions are waited for. Raises psycopg.Error.
    """
    fixed = {"application_name": f"syncd {os.getpid()} {os.uname().nodename}"[:63], "client_encoding": "utf8"}
    raw = Raw.connect(make_conninfo("", **{**_NETWORK, **address.parameters, **fixed}))
    raw.adapters.register_dumper(int, Int8Dumper)  # one type for all of them, so that a statement is prepared once
    raw.adapters.register_dumper(str, _Text)
    raw.autocommit = True
    raw.execute(_SETTINGS, (address.schema, f"{int(patience * 1000)}ms"))
    raw.autocommit = False
    raw.isolation_level = IsolationLevel.REPEATABLE_READ
    raw.read_only = not write
    return raw


def rolled_back(raw: Raw) -> bool:
    """Ends the transaction; False if the connection is lost."""
    try:
        raw.rollback()
    except psycopg.Error:
        raw.close()
    return not raw.closed


@lru_cache(maxsize=128)
def _with_marks(statement: str) -> bytes:
    """The statement with psycopg's marks for parameters; ours are the only question marks there are."""
    return statement.replace("%", "%%").replace("?", "%s").encode()
