"""Locks that machines with a log in common share: advisory ones of the server, which end with the session.

The *loop* is for whoever works through all of it (`run` for its life, `sync`, `apply`). The *pen* is held by whoever
writes, from the first transaction to the end of the process, and by the very session that writes: a process that lost
it can't write, and what it remembers of the log (`ingest.Memory`) is true as long as it has it. They stand beside the
locks on files (`syncd.lock`), which keep the commands of one machine apart.
"""

from __future__ import annotations

import re
from enum import IntEnum

from syncd import clock
from syncd.ports import Busy
from syncd.store.postgresql.session import Raw

_LOOK = 0.1  # seconds
_KEY = 0x5953  # what our locks begin with; kind and schema follow
_HOLDER = """
SELECT a.application_name, coalesce(host(a.client_addr), '')
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = (%s >> 32)::oid
  AND l.objid = (%s & 4294967295)::oid AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Kind(IntEnum):
    """Which lock."""

    LOOP = 1
    PEN = 2


def take(raw: Raw, kind: Kind, patience: float, where: str) -> None:
    """Takes a lock of the schema for the life of the connection. Raises Busy, naming the holder, and then closes it."""
    raw.autocommit = True
    (schema,) = raw.execute("SELECT to_regnamespace(quote_ident(current_schema()))::oid::bigint").fetchone() or (0,)
    key = (_KEY << 40) | (kind << 32) | schema
    until = clock.monotonic() + patience
    while not (raw.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone() or (False,))[0]:
        if clock.monotonic() >= until:
            who = _holder(raw, key)
            raw.close()
            raise Busy(f"another syncd is writing to the log {where} ({who}): try again when it is done")
        clock.sleep(_LOOK)
    raw.autocommit = False


def _holder(raw: Raw, key: int) -> str:
    name, address = raw.execute(_HOLDER, (key, key)).fetchone() or ("", "")
    found = re.fullmatch(r"syncd (\d+) (.+)", name)
    who = f"pid {found[1]} on {found[2]}" if found else "pid unknown"
    return f"{who}, {address}" if address else who
