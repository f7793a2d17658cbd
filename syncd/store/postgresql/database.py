"""The log on a server: its transactions, its schema, and what is to be known about it."""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from syncd import clock
from syncd.ports import Busy, Trouble
from syncd.store.connection import HEAD, Connection, Database, Exposure, check_version
from syncd.store.postgresql.errors import in_plain_words
from syncd.store.postgresql.locks import Kind, take
from syncd.store.postgresql.session import Raw, Transaction, open_session, rolled_back
from syncd.store.postgresql.url import Address, read_url

PATIENCE = 10.0
"""Seconds that locks of other machines and other sessions are waited for."""
_LOOK = 0.2  # seconds
_OTHERS = """
SELECT DISTINCT coalesce(r.rolname::text, 'PUBLIC')
FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE n.nspname = current_schema() AND a.grantee <> n.nspowner
"""
_BARRED = """
SELECT current_schema() IS NULL
   AND EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = coalesce(nullif(?, ''), current_user::text))
"""
_SIZE = """
SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r'
"""


class PostgreSQL:
    """A log on a server. Transactions that write come one after the other; any number reads meanwhile."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._turn = threading.Lock()
        self._patience = PATIENCE
        self._writer: Raw | None = None
        self._idle: list[Raw] = []
        self._all: list[Raw] = []
        weakref.finalize(self, _close, self._all)

    @classmethod
    def at(cls, url: str) -> PostgreSQL:
        """The log at `url`; one for all of this process, as the pen is the process's."""
        found = _MET.get(url)
        if found is None:
            found = _MET[url] = cls(read_url(url))
        return found

    @property
    def where(self) -> str:
        """The URL without password and options."""
        return self.address.where

    def opened(self, *, write: bool, patience: float = PATIENCE) -> Database:
        """Ready for use: to write, with the pen, made and at HEAD. A reader of what is not yet there gets an empty log.

        `patience` are the seconds the pen is waited for. Raises Trouble, Busy, Unavailable.
        """
        with self.plain_words():
            found = self._version()
            if write:
                self._patience = patience
                self._prepare(found)
                return self
            if found is None:
                from syncd.store.engine import Empty

                return Empty(self.where)
            check_version(found)
            return self

    # ---- transactions

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Repeatable read: a consistent view."""
        with self._reading() as raw:
            yield Transaction(raw)

    @contextmanager
    def _reading(self) -> Iterator[Raw]:
        raw = self._idle.pop() if self._idle else self._open(write=False)
        try:
            yield raw
        finally:
            if rolled_back(raw):
                self._idle.append(raw)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """With the pen, which is taken anew if the connection was lost since."""
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy(f"the log {self.where} is being written by this very program: try again when it is done")
        try:
            raw = self._writing()
            try:
                yield Transaction(raw)
                raw.commit()
            except BaseException:
                rolled_back(raw)
                raise
        finally:
            self._turn.release()

    @contextmanager
    def plain_words(self) -> Iterator[None]:
        """Takes the driver's errors and SQLAlchemy's around them. What is a mistake of ours stays as it is."""
        try:
            yield
        except Exception as error:
            cause = error if isinstance(error, psycopg.Error) else getattr(error, "orig", None)
            trouble = in_plain_words(self.where, cause) if isinstance(cause, psycopg.Error) else None
            if trouble is None:
                raise
            raise trouble from error

    # ---- about it

    def size(self) -> int:
        """Bytes of the schema's tables with their indexes."""
        with self.connect() as connection:
            found: int | None = connection.exec_driver_sql(_SIZE).scalar()
        return found or 0

    def engine(self) -> str:
        """The server's version."""
        with self.connect() as connection:
            return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar().split()[0]}"

    def damage(self) -> str:
        """PostgreSQL finds damage when it meets it, and has no quick check that its users may run."""
        return ""

    def exposures(self) -> list[Exposure]:
        """Who else may use the schema, and whether mail crosses the network in the clear."""
        found = []
        with self._reading() as raw:
            (schema,) = raw.execute("SELECT quote_ident(current_schema())").fetchone() or ("",)
            for (other,) in raw.execute(_OTHERS).fetchall():
                revoke = f"in the database: REVOKE ALL ON SCHEMA {schema} FROM {other}"
                found.append(Exposure(f"{other} may use the schema {schema} that holds the log", revoke))
            if not raw.pgconn.ssl_in_use and not _is_here(raw.info.host, raw.info.hostaddr):
                fix = "add sslmode=verify-full to [log] url; docs/postgresql.md tells how"
                found.append(Exposure(f"the connection to the log's server {raw.info.host} is not encrypted", fix))
        return found

    def scrub(self, patience: float) -> bool:
        """Writes every table anew (VACUUM FULL), and the statistics, which hold samples of what is in them.

        `patience` are the seconds a reader of the log is waited for. Rows that any transaction of the database might
        still see can't be left out. Backups and the server's write-ahead log are its owner's matter.
        """
        until = clock.monotonic() + patience
        raw = self._open(write=True, patience=patience)
        try:
            raw.autocommit = True
            found = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
            tables = [str(name) for (name,) in found]
            while tables := [name for name in tables if not _written_anew(raw, name)]:
                if clock.monotonic() >= until:
                    return False
                clock.sleep(_LOOK)
        except psycopg.errors.LockNotAvailable:
            return False
        finally:
            raw.close()
        return True

    # ---- connections

    def _open(self, *, write: bool, patience: float = PATIENCE) -> Raw:
        """A new connection; closed with this object, if not before."""
        raw = open_session(self.address, write=write, patience=patience)
        self._all[:] = [*(one for one in self._all if not one.closed), raw]
        return raw

    def _writing(self) -> Raw:
        if self._writer is None or self._writer.closed:
            raw = self._open(write=True)
            take(raw, Kind.PEN, self._patience, self.where)
            self._writer = raw
        return self._writer

    def lay_down(self) -> None:
        """Gives up the pen, if this process has it."""
        if self._writer is not None:
            self._writer.close()

    def _version(self) -> str | None:
        """The migration the log is at; None if there is none yet."""
        with self.connect() as connection:
            if connection.exec_driver_sql(_BARRED, (self.address.schema,)).scalar():
                raise Trouble(f"the log {self.where}: the schema is somebody else's: name your own in [log] url")
            if connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar() is None:
                return None
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if found is None else str(found)

    def _prepare(self, found: str | None) -> None:
        if found is None:
            self.make_schema()
        with self._turn:
            self._writing()
        if (found := self._version()) != HEAD:
            from syncd.store.engine import migrate, postgresql_engine

            address = (
                self.address
            )  # not self: SQLAlchemy's cycles would keep it, and the pen, until the next collection
            migrate(postgresql_engine(lambda: open_session(address, write=True, patience=PATIENCE)), found)

    def make_schema(self) -> None:
        """Makes the schema unless it is there."""
        raw = self._open(write=True)
        try:
            name, known = raw.execute(
                "SELECT s.name, to_regnamespace(quote_ident(s.name)) FROM"
                " (SELECT coalesce(nullif(%s, ''), current_user::text) AS name) s",
                (self.address.schema,),
            ).fetchone() or ("", None)
            if known is None:
                raw.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(name)))
            raw.commit()
        except psycopg.errors.InsufficientPrivilege as error:
            user = raw.info.user
            raise Trouble(
                f'the log {self.where}: {user} may not make the schema "{name}": have the database\'s owner run'
                f' CREATE SCHEMA "{name}" AUTHORIZATION "{user}"'
            ) from error
        finally:
            raw.close()


_MET: weakref.WeakValueDictionary[str, PostgreSQL] = weakref.WeakValueDictionary()


@contextmanager
def claimed(url: str) -> Iterator[None]:
    """Keeps `run`, `sync` and `apply` of the other machines that share the log away. Raises Busy, naming the holder.

    Held by a connection of its own; if that is lost (the server was restarted) so is the claim, and the pen still
    keeps two from writing at once.
    """
    database = PostgreSQL.at(url)
    with database.plain_words():
        database.make_schema()
        raw = open_session(database.address, write=False, patience=PATIENCE)
        take(raw, Kind.LOOP, 0.0, database.where)
    try:
        yield
    finally:
        database.lay_down()
        raw.close()


def _close(connections: list[Raw]) -> None:
    for raw in connections:
        raw.close()


def _written_anew(raw: Raw, table: str) -> bool:
    """Writes a table anew; False if something deleted had to be kept for a transaction that may still see it.

    VACUUM says so in the detail of a notice: "3 dead row versions cannot be removed yet.", the number first in any
    language.
    """
    details: list[str] = []

    def note(notice: psycopg.errors.Diagnostic) -> None:
        details.append(notice.message_detail or "")

    raw.add_notice_handler(note)
    raw.execute(sql.SQL("VACUUM (FULL, ANALYZE, VERBOSE) {}").format(sql.Identifier(table)))
    raw.remove_notice_handler(note)
    return not any(int(found[0]) for text in details if (found := re.match(r"\d+", text)))


def _is_here(host: str, address: str) -> bool:
    """Whether a server is on this machine."""
    return host.startswith(("/", "@")) or address == "::1" or address.startswith("127.") or not host
