"""A log of the first schema, and of each since, comes up to date with nothing lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from syncd.store.connection import HEAD
from syncd.store.log import Store
from tests.syncd.store.beside import REVISIONS, insert, look, upgrade

PAYLOAD = {"uid": "e@x", "start": ["2026-01-05T09:00:00", "UTC"], "summary": "Täglich", "organizer": "ada@example.org"}
ROWS: dict[str, list[tuple[Any, ...]]] = {  # by table of the first schema
    "stream": [(1, "acc", "INBOX", "Inbox", '{"at": 7}', 3), (2, "acc", "cal", "Cal", None, 0)],
    "account": [("acc", 1_700_000_000, 1_690_000_000, "degraded", "a → b")],
    "address": [(1, "ada@example.org"), (2, "grace@example.com")],
    "display_name": [(2, "Grace Hopper", 1, 100, 200)],
    "mail": [
        (1, -(2**63), "<1@x>", 1_600_000_000, 2, "Grüße", b"\x00\x01" * 8, 10),
        (2, 9, "<2@x>", 2**62, 2, "", None, 0),
    ],
    "party": [(1, 1, 2)],
    "mail_copy": [(1, "7", 1, 0, 0, 512, 3, "t", "https://x"), (1, "8", 2, 2, 1, 0, 3, None, None)],
    "event": [(2, "e", json.dumps(PAYLOAD), 1)],
    "unreadable": [(1, "9", "no author", 1_600_000_000, 3)],
    "hand": [(1, 1_600_000_001, "grace@example.com", "call", "outbound", "had tea")],
    "curation": [(1, 1_600_000_002, "tag", "grace@example.com", "mentor")],
    "named": [("grace@example.com", "2020-09-13")],
    "followup": [
        (
            *(1, "k", "r", "keep-in-touch", "grace@example.com", "Grace", "<1@x>", "2020-10-13", "2020-10-14", 5),
            *("Write", "because", "notes", "open", 1_600_000_003, None, "f.ics", 0, "any", "[]", ""),
        )
    ],
    "meta": [("facts_version", "41"), ("secret", "ab" * 32)],
}


def build(place: Path | str, version: str) -> None:
    """A log as the first syncd wrote it, brought to a version."""
    upgrade(place, "0001")
    for table, rows in ROWS.items():
        insert(place, table, rows)
    upgrade(place, version)


def held(place: Path | str) -> dict[str, list[tuple[Any, ...]]]:
    """What the tables of the first schema hold, in the columns they had then."""
    return {
        table: [row[: len(rows[0])] for row in look(place, f"SELECT * FROM {table} ORDER BY 1, 2")]
        for table, rows in ROWS.items()
    }


@pytest.mark.parametrize("version", REVISIONS)
def test_every_version_comes_up_to_date(place: Path | str, version: str) -> None:
    """Given a log of any version with data from the first, when opened for writing, then all of it is there, and it is
    at HEAD and whole."""
    build(place, version)
    assert held(place) == ROWS
    store = Store.open(place, write=True)
    assert held(place) == ROWS
    assert store.damage() == ""
    assert look(place, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_and_it_can_be_read(place: Path | str) -> None:
    """Given a log of the first schema, when brought up to date, then it is read as what it was: mail, copies, meetings,
    what was said by hand, follow-ups, and where reading goes on."""
    build(place, "0001")
    store = Store.open(place, write=True)
    with store.read() as log:
        facts = log.facts()
        first, second = facts.mails
        assert (first.uid, first.subject, first.parties, first.link) == ("<1@x>", "Grüße", ((2, 1),), "https://x")
        assert [(copy.place, copy.gone) for copy in second.copies] == [(2, 1)]
        assert [row.event.summary for row in facts.events] == ["Täglich"]
        assert [row.text for row in facts.hand] == ["had tea"]
        assert [item.key for item in log.followups()] == ["k"]
        assert log.account_states()["acc"].failures == 0
        assert (log.facts_version(), log.secret().hex(), log.has_texts()) == (41, "ab" * 32, False)
    assert look(place, "SELECT cursor FROM stream WHERE id = 1") == [('{"at": 7}',)]
