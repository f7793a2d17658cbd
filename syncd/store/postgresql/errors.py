"""What PostgreSQL and libpq report, in plain words (postgresql.org/docs/current/errcodes-appendix.html)."""

from __future__ import annotations

import re

import psycopg

from syncd.ports import Busy, Trouble, Unavailable

_WAIT = {
    "55P03",  # lock_not_available: lock_timeout
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "57014",  # query_canceled: statement_timeout
}
_GONE = {
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now: starting up
    "57P05",  # idle_session_timeout
    "25P03",  # idle_in_transaction_session_timeout
    "53300",  # too_many_connections
}
_FULL = {"53100", "53200"}  # disk_full, out_of_memory
_PASSING = re.compile(r"starting up|shutting down|in recovery|too many (clients|connections)|connection slots")
_LOGIN = re.compile(r"password authentication failed|no password supplied|fe_sendauth", re.IGNORECASE)


def in_plain_words(where: str, error: psycopg.Error) -> Trouble | None:
    """The Trouble to raise for an error of the driver; None for what is a mistake of this program."""
    state = error.sqlstate or ""
    text = _line(error)
    if state in _WAIT:
        return Busy(f"the log {where} is in use by another program ({text}): try again when it is done")
    if state in _GONE or state.startswith("08"):
        return _unavailable(where, text)
    if state in _FULL:
        return Trouble(f"the server of the log {where} has no room ({text}): free some and run the command again")
    if state == "42501":  # insufficient_privilege
        return Trouble(f"the log {where}: {text}: its owner has to grant you that; docs/postgresql.md shows how")
    if state == "25006":  # read_only_sql_transaction
        return Trouble(f"the log {where} can't be written ({text}): is its server a standby? name the primary")
    if state.startswith(("XX", "58")):  # internal_error, data_corrupted, index_corrupted; system_error
        return Trouble(
            f"the server of the log {where} reports: {text}: look into its own log, restore a copy if need be"
        )
    return _connecting(where, text) if isinstance(error, psycopg.OperationalError) and not state else None


def _connecting(where: str, text: str) -> Trouble:
    """libpq gives no code when it can't connect: only the server's words, or its own."""
    if _LOGIN.search(text):
        return Trouble(
            f"the log {where}: the database refuses the login ({text}): correct the password in ~/.pgpass "
            "(docs/postgresql.md)"
        )
    if "FATAL" in text and not _PASSING.search(text):
        return Trouble(f"the log {where}: the database refuses ({text}): correct [log] url, or have it set up")
    if re.search(r"certificate|SSL error|does not support SSL", text):
        return Trouble(f"the log {where}: no secure connection ({text}): see sslmode in docs/postgresql.md")
    return _unavailable(where, text)


def _unavailable(where: str, text: str) -> Unavailable:
    return Unavailable(
        f"the log {where} can't be reached ({text}): nothing is lost, try again when the server is there"
    )


def _line(error: psycopg.Error) -> str:
    """The message in one line, without details, which may quote what was to be stored."""
    text = error.diag.message_primary or str(error).partition("\nDETAIL")[0]
    text = " ".join(text.split()).removeprefix("connection failed: ")
    return text if len(text) <= 300 else f"{text[:299]}…"
