"""The little of a database that the log needs. Two stand behind it: `sqlite`, and `postgresql` for a shared server.

Both take the same SQL: standard upserts, ``?`` for parameters, nothing that only one of them knows. What differs, from
transactions to error messages, is in the modules of that name and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from syncd.ports import Trouble

HEAD = "0007"
"""The migration this code needs; a test compares it with the newest file in ``migrations/versions``."""

FETCH = 2000
"""Rows asked of the driver at once in a reading from end to end."""


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
    """A transaction. Takes statements in SQL with ``?`` for parameters; a list of tuples runs it for each."""

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Rows:
        """Runs it."""
        ...

    def scan(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a reading from end to end, a few at a time; several may run side by side."""
        ...

    def overwrite(self) -> None:
        """Has what is deleted from now on overwritten, as far as the database does such things."""
        ...


@dataclass(frozen=True, slots=True)
class Exposure:
    """How others might come to see the log, and what to do about it."""

    text: str
    fix: str


class Database(Protocol):
    """What the log is kept in."""

    @property
    def where(self) -> str:
        """A path, or an URL without password: for people."""
        ...

    def connect(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads: a consistent view."""
        ...

    def begin(self) -> AbstractContextManager[Connection]:
        """A transaction that writes: all of it is stored, or nothing."""
        ...

    def plain_words(self) -> AbstractContextManager[None]:
        """Turns the database's errors inside into Trouble that says what to do."""
        ...

    def size(self) -> int:
        """Bytes it takes."""
        ...

    def engine(self) -> str:
        """The database's name and version."""
        ...

    def damage(self) -> str:
        """What the database's own quick check finds wrong, or ""."""
        ...

    def exposures(self) -> list[Exposure]:
        """How others might come to see it."""
        ...

    def scrub(self, patience: float) -> bool:
        """Rewrites all of it, so that nothing deleted is left. False if a reader kept that from being finished."""
        ...


def check_version(found: str | None) -> None:
    """Refuses to read a log that another version of syncd wrote. Raises Trouble."""
    if found != HEAD:
        raise Trouble("the log was written by another version of syncd: run `syncd sync` once to bring it up to date")
