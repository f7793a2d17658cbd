"""The log as the rest of syncd sees it: open it, begin a transaction, read and write domain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from syncd.model import Direction, Facts, FollowUp, Kind
from syncd.store import bodies, commands, followups
from syncd.store.connection import Connection, Database, Exposure, check_version
from syncd.store.counting import bump
from syncd.store.ingest import Ingest, Memory
from syncd.store.purge import Removed, purge
from syncd.store.reading import own_addresses, read_facts
from syncd.store.retention import Keep, Trimmed, trim
from syncd.store.sqlite import ReadOnly
from syncd.store.tombstones import bring_back


@dataclass(frozen=True, slots=True)
class AccountState:
    """How the last sync of an account went; instants."""

    name: str
    last_attempt: int
    last_success: int | None
    state: str  # ok|offline|needs_auth|waiting_for_unlock|degraded
    error: str | None
    failures: int = 0  # attempts in a row that failed; counted by the log


@dataclass(frozen=True, slots=True)
class BadItem:
    """Something that could not become a fact."""

    account: str
    stream: str
    locator: str
    reason: str


_EVER = 2**40  # later than any mail, but for those of which no copy was ever kept


class Log:
    """Domain values in and out, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- facts

    def facts(self) -> Facts:
        """Everything known; mails stream for as long as the transaction is open."""
        return read_facts(self._connection)

    def ingest(self, memory: Memory, now: int) -> Ingest:
        """The writer of batches, for this transaction."""
        return Ingest(self._connection, memory, now)

    def locators(self, stream_id: int) -> set[str]:
        """The locators stored for a stream and not gone."""
        run = self._connection.exec_driver_sql
        found = {row[0] for row in run("SELECT locator FROM mail_copy WHERE stream_id = ? AND gone = 0", (stream_id,))}
        for table in ("event", "card", "exchange", "unreadable"):
            found |= {row[0] for row in run(f"SELECT locator FROM {table} WHERE stream_id = ?", (stream_id,))}  # noqa: S608 - fixed names
        return found

    def facts_version(self) -> int:
        """Grows whenever facts change; what a summary was computed from."""
        return int(self.meta("facts_version") or 0)

    def log_by_hand(self, at: int, address: str, kind: Kind, direction: Direction, text: str) -> int:
        """Stores a contact logged by hand; returns its number."""
        run = self._connection.exec_driver_sql
        number: int = (run("SELECT max(id) FROM hand").scalar() or 0) + 1
        run("INSERT INTO hand VALUES (?, ?, ?, ?, ?, ?)", (number, at, address, kind.value, direction.value, text))
        bring_back(run, self.secret, address, at)
        bump(run)
        return number

    def curate(self, at: int, verb: str, address: str, other: str = "") -> None:
        """Stores what the user said of a person: tag|untag|mute|unmute|merge|split|distinct."""
        run = self._connection.exec_driver_sql
        number = (run("SELECT max(id) FROM curation").scalar() or 0) + 1
        run("INSERT INTO curation VALUES (?, ?, ?, ?, ?)", (number, at, verb, address, other))
        bump(run)

    def purge(self, addresses: Iterable[str], me: frozenset[str], now: int) -> Removed:
        """Takes the person with these addresses out of the log and leaves tombstones; `Store.scrub` has to follow."""
        self._connection.overwrite()
        return purge(self._connection.exec_driver_sql, self.secret(), addresses, me, now)

    def remember_named(self, addresses: Iterable[str], day: date) -> None:
        """Notes since when addresses are named in the config; the first day stays."""
        run = self._connection.exec_driver_sql
        known = {row[0] for row in run("SELECT address FROM named")}
        rows = [(text, day.isoformat()) for text in sorted(set(addresses) - known)]
        if rows:
            run("INSERT INTO named (address, day) VALUES (?, ?)", rows)
            bump(run)

    def trim(self, keep: Keep) -> Trimmed:
        """Takes out what is too old to be kept."""
        self._connection.overwrite()
        return trim(self._connection.exec_driver_sql, keep)

    def newest(self) -> int | None:
        """The time of the newest mail, of those that exist; None without mail."""
        found = self._connection.exec_driver_sql(f"SELECT max(at) FROM mail WHERE at < {_EVER}").scalar()  # noqa: S608 - a constant
        return None if found is None else int(found)

    # ---- texts of mails

    def has_texts(self, account: str | None = None) -> bool:
        """Whether texts of mails are kept (by one account, if it is named)."""
        return bodies.has_texts(self._connection.exec_driver_sql, account)

    def drop_texts(self, account: str) -> int:
        """Removes the texts an account keeps; `Store.scrub` has to follow. Returns how many went."""
        self._connection.overwrite()
        return bodies.drop_texts(self._connection.exec_driver_sql, account)

    def text_of(self, mail: int) -> str | None:
        """The text of a mail by its number (`MailRow.id`), or None."""
        return bodies.text_of(self._connection.exec_driver_sql, mail)

    def said_in(self, mail: int) -> str | None:
        """What the text of a mail asks and promises (`Mail.signals`), or None."""
        return bodies.said_in(self._connection.exec_driver_sql, mail)

    def texts_about(self, addresses: Sequence[str]) -> dict[tuple[str, int], str]:
        """The texts of the mails in which one of these addresses stands, by uid and instant of the mail."""
        return bodies.texts_about(self._connection.exec_driver_sql, addresses)

    # ---- the log itself

    def links(self, accounts: Sequence[str]) -> list[str]:
        """Where a browser shows the mails of these accounts that are there."""
        if not accounts:
            return []
        marks = ", ".join("?" * len(accounts))
        rows = self._connection.exec_driver_sql(
            "SELECT c.link FROM mail_copy c JOIN stream s ON s.id = c.stream_id"  # noqa: S608 - marks only
            f" WHERE c.gone = 0 AND c.link IS NOT NULL AND s.account IN ({marks})",
            tuple(accounts),
        )
        return [str(row[0]) for row in rows]

    def unreadable(self) -> list[BadItem]:
        """What could not be read, by account and stream."""
        rows = self._connection.exec_driver_sql(
            "SELECT s.account, s.title, u.locator, u.reason FROM unreadable u JOIN stream s ON s.id = u.stream_id"
            " ORDER BY s.account, s.title, u.locator"
        )
        return [BadItem(*row) for row in rows]

    # ---- accounts

    def account_states(self) -> dict[str, AccountState]:
        """By account name."""
        rows = self._connection.exec_driver_sql(
            "SELECT name, last_attempt, last_success, state, error, failures FROM account ORDER BY name"
        )
        return {row[0]: AccountState(*row) for row in rows}

    def save_account_state(self, state: AccountState) -> None:
        """Inserts or replaces; a failed sync keeps the last success and adds to the failures."""
        self._connection.exec_driver_sql(
            "INSERT INTO account (name, last_attempt, last_success, state, error, failures) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET last_attempt = excluded.last_attempt, state = excluded.state,"
            " error = excluded.error, last_success = coalesce(excluded.last_success, account.last_success),"
            " failures = CASE WHEN excluded.failures = 0 THEN 0 ELSE account.failures + 1 END",
            (state.name, state.last_attempt, state.last_success, state.state, state.error, int(bool(state.error))),
        )

    # ---- follow-ups

    def followups(self) -> list[FollowUp]:
        """Every follow-up ever remembered, by id."""
        return followups.all_followups(self._connection)

    def save_followup(self, item: FollowUp) -> FollowUp:
        """Inserts or replaces by key; returns it with its id."""
        return followups.save(self._connection, item)

    # ---- mail commands

    def command_mails(self) -> list[commands.CommandMail]:
        """Mails whose subject begins with ``syncd:`` and that were not dealt with, oldest first."""
        return commands.waiting(self._connection.exec_driver_sql)

    def answer_command(self, answered: commands.Answered) -> None:
        """Notes what became of one."""
        commands.answer(self._connection.exec_driver_sql, answered)

    def answered_commands(self, since: int) -> list[commands.Answered]:
        """What became of those dealt with since an instant."""
        return commands.answered_since(self._connection.exec_driver_sql, since)

    def own_addresses(self) -> list[tuple[str, str]]:
        """(account, address): what providers report as the owner's."""
        return own_addresses(self._connection.exec_driver_sql)

    # ---- single values

    def meta(self, name: str) -> str | None:
        """A single value by name."""
        value = self._connection.exec_driver_sql("SELECT value FROM meta WHERE name = ?", (name,)).scalar()
        return None if value is None else str(value)

    def set_meta(self, name: str, value: str) -> None:
        """Inserts or replaces a single value."""
        self._connection.exec_driver_sql(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def summary(self) -> Mapping[str, Any] | None:
        """What `set_summary` stored; a cache that may be thrown away at will."""
        text = self.meta("summary")
        return None if text is None else json.loads(text)

    def set_summary(self, summary: Mapping[str, Any]) -> None:
        """Stores figures that `status` shows, with what they were computed from."""
        self.set_meta("summary", json.dumps(summary, separators=(",", ":")))

    def secret(self) -> bytes:
        """The key of tombstones; made when first asked for (in a writing transaction)."""
        text = self.meta("secret")
        if text is None:
            import secrets

            text = secrets.token_hex(32)
            self.set_meta("secret", text)
        return bytes.fromhex(text)


class Store:
    """The log's file, or its place on a server. One process writes at a time (see `syncd.lock`); any number read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, place: Path | str, *, write: bool) -> Store:
        """Opens the log at `place`, an SQLite file or the URL of a PostgreSQL database (`Settings.log`).

        Makes it and brings its schema up to date when writing; a file gets 0600, its folder 0700. A reader finds an
        empty log where there is none yet. Raises Trouble in plain words.
        """
        if isinstance(place, str):
            from syncd.store.postgresql.database import PostgreSQL

            return cls(PostgreSQL.at(place).opened(write=write))
        file = ReadOnly(place)
        with file.plain_words():
            if not write and place.exists():
                check_version(file.version())
                return cls(file)
            from syncd.store import engine  # and with it SQLAlchemy: only where there is something to write or make

            return cls(engine.Writable(place) if write else engine.Empty(file.where))

    @property
    def where(self) -> str:
        """The file's path or the URL without its password, for people."""
        return self._database.where

    @contextmanager
    def begin(self) -> Iterator[Log]:
        """A transaction: all of it is stored, or nothing."""
        with self._database.plain_words(), self._database.begin() as connection:
            yield Log(connection)

    @contextmanager
    def read(self) -> Iterator[Log]:
        """A consistent view of the log; nothing is stored."""
        with self._database.plain_words(), self._database.connect() as connection:
            yield Log(connection)

    def scrub(self, patience: float = 5.0) -> bool:
        """Rewrites the log, so that nothing deleted is left in it. False if a reader kept that from being finished.

        `patience` are the seconds a reader is waited for.
        """
        with self._database.plain_words():
            return self._database.scrub(patience)

    def size(self) -> int:
        """Bytes the log takes; 0 if there is none yet."""
        with self._database.plain_words():
            return self._database.size()

    def engine(self) -> str:
        """Name and version of the database."""
        with self._database.plain_words():
            return self._database.engine()

    def damage(self) -> str:
        """What the database's own quick check finds wrong, or ""."""
        with self._database.plain_words():
            return self._database.damage()

    def exposures(self) -> list[Exposure]:
        """How others might come to see the log, other than by the permissions of a file."""
        with self._database.plain_words():
            return self._database.exposures()
