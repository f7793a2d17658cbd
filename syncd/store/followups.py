"""Follow-ups as remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from syncd.model import FollowUp, State
from syncd.store.payload import dump_evidence, load_evidence
from syncd.store.schema import followup as table


def all_followups(connection: Connection) -> list[FollowUp]:
    """Every follow-up ever remembered, by id."""
    return [
        FollowUp(
            id=row.id,
            key=row.key,
            rule=row.rule,
            rule_kind=row.rule_kind,
            person=row.person,
            name=row.name,
            cycle=row.cycle,
            due=date.fromisoformat(row.due),
            date=date.fromisoformat(row.date),
            priority=row.priority,
            title=row.title,
            reason=row.reason,
            notes=row.notes,
            state=State(row.state),
            raised=row.raised,
            settled=row.settled,
            sink=row.sink,
            reworded=bool(row.reworded),
            closes_on=row.closes_on,
            evidence=load_evidence(row.evidence),
            pending=row.pending,
        )
        for row in connection.execute(select(table).order_by(table.c.id))
    ]


def save(connection: Connection, item: FollowUp) -> FollowUp:
    """Inserts or replaces by key; id 0 is given the next number. Returns it as stored."""
    number = connection.execute(select(table.c.id).where(table.c.key == item.key)).scalar() or item.id
    if not number:
        number = (connection.exec_driver_sql("SELECT max(id) FROM followup").scalar() or 0) + 1
    stored = replace(item, id=number)
    values = {
        column.name: getattr(stored, column.name)
        for column in table.columns
        if column.name not in ("due", "date", "state", "evidence", "reworded")
    }
    values |= {
        "due": stored.due.isoformat(),
        "date": stored.date.isoformat(),
        "state": stored.state.value,
        "evidence": dump_evidence(stored.evidence),
        "reworded": int(stored.reworded),
    }
    statement = insert(table).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    return stored


def forget(connection: Connection, keys: Iterable[str]) -> None:
    """Removes follow-ups that were never written anywhere."""
    connection.execute(delete(table).where(table.c.key.in_(list(keys))))
