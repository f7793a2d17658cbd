"""Follow-ups as remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from syncd.model import FollowUp, State
from syncd.store.connection import Connection
from syncd.store.payload import dump_evidence, load_evidence

_COLUMNS = (
    "id, key, rule, rule_kind, person, name, cycle, due, date, priority, title, reason, notes, state, raised, settled,"
    " sink, reworded, closes_on, evidence, pending"
)
_SAVE = (
    f"INSERT INTO followup ({_COLUMNS}) VALUES ({', '.join('?' for _ in _COLUMNS.split(','))})"  # noqa: S608 - fixed text
    " ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{name.strip()} = excluded.{name.strip()}" for name in _COLUMNS.split(",")[1:])
)


def all_followups(connection: Connection) -> list[FollowUp]:
    """Every follow-up ever remembered, by id."""
    rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM followup ORDER BY id")  # noqa: S608 - fixed text
    return [_followup(*row) for row in rows]


def _followup(*row: Any) -> FollowUp:
    named = dict(zip((name.strip() for name in _COLUMNS.split(",")), row, strict=True))
    return FollowUp(
        **named
        | {
            "due": date.fromisoformat(named["due"]),
            "date": date.fromisoformat(named["date"]),
            "state": State(named["state"]),
            "reworded": bool(named["reworded"]),
            "evidence": load_evidence(named["evidence"]),
        }
    )


def save(connection: Connection, item: FollowUp) -> FollowUp:
    """Inserts or replaces by key; id 0 is given the next number. Returns it as stored."""
    run = connection.exec_driver_sql
    number = run("SELECT id FROM followup WHERE key = ?", (item.key,)).scalar() or item.id
    if not number:
        number = (run("SELECT max(id) FROM followup").scalar() or 0) + 1
    stored = replace(item, id=number)
    written = {
        "due": stored.due.isoformat(),
        "date": stored.date.isoformat(),
        "state": stored.state.value,
        "reworded": int(stored.reworded),
        "evidence": dump_evidence(stored.evidence),
    }
    names = [name.strip() for name in _COLUMNS.split(",")]
    run(_SAVE, tuple(written.get(name, getattr(stored, name)) for name in names))
    return stored
