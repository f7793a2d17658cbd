"""Reading the log back as `model.Facts`, streaming mails so that a large log is never in memory at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial
from typing import Any

from syncd.model import (
    CardRow,
    CopyRow,
    Curation,
    Direction,
    EventRow,
    Facts,
    HandRow,
    Kind,
    LetterRow,
    MailRow,
    NameRow,
)
from syncd.store.connection import Connection
from syncd.store.payload import load_card, load_event

Run = Callable[..., Any]


class Mails:
    """All mails of the log (or those that name one of `addresses`, or since an instant), by id; iterate at will.

    Three queries run side by side in the order of the mail's id and are joined here: measured cheaper than one
    joined query, whose every row would repeat the mail.
    """

    def __init__(
        self, connection: Connection, addresses: Collection[int] | None = None, since: int | None = None
    ) -> None:
        self._connection = connection
        self._only = "" if addresses is None else self._restriction(addresses)
        if since is not None:
            self._only = f" IN (SELECT id FROM mail WHERE at >= {int(since)})"  # noqa: S608 - a number

    @staticmethod
    def _restriction(addresses: Collection[int]) -> str:
        numbers = ", ".join(str(int(number)) for number in addresses) or "-1"
        return (
            f" IN (SELECT id FROM mail WHERE author_id IN ({numbers})"  # noqa: S608 - integers only
            f" UNION SELECT mail_id FROM party WHERE address_id IN ({numbers}))"
        )

    def __iter__(self) -> Iterator[MailRow]:
        def where(column: str) -> str:
            return f" WHERE {column}{self._only}" if self._only else ""

        rows = self._connection.scan
        mails = rows(f"SELECT id, at, author_id, uid, subject FROM mail{where('id')} ORDER BY id")  # noqa: S608 - fixed text
        parties = rows(
            f"SELECT mail_id, role, address_id FROM party{where('mail_id')} ORDER BY mail_id, address_id, role"  # noqa: S608 - fixed text
        )
        copies = rows(
            "SELECT c.mail_id, s.account, c.place, c.gone, c.marks, c.link FROM mail_copy c"  # noqa: S608 - fixed text
            f" JOIN stream s ON s.id = c.stream_id{where('c.mail_id')} ORDER BY c.mail_id, s.id, c.locator"
        )
        party = next(parties, None)
        copy = next(copies, None)
        for number, at, author, uid, subject in mails:
            people: list[tuple[int, int]] = []
            while party is not None and party[0] == number:
                people.append((party[1], party[2]))
                party = next(parties, None)
            places: list[CopyRow] = []
            link = ""
            while copy is not None and copy[0] == number:
                places.append(_copy_row(copy[1], copy[2], copy[3], copy[4]))
                link = link or copy[5] or ""
                copy = next(copies, None)
            yield MailRow(number, at, author, uid, subject, tuple(people), tuple(places), link)


_COPIES: dict[tuple[str, int, int, int], CopyRow] = {}


def _copy_row(account: str, place: int, gone: int, marks: int) -> CopyRow:
    """Copies differ in a few dozen ways: one object serves all alike."""
    key = (account, place, gone, marks)
    row = _COPIES.get(key)
    if row is None:
        row = _COPIES[key] = CopyRow(*key)
    return row


def read_facts(connection: Connection) -> Facts:
    """Everything in the log."""
    run = connection.exec_driver_sql
    return Facts(
        addresses={row[0]: row[1] for row in run("SELECT id, address FROM address ORDER BY id")},
        mails=Mails(connection),
        events=[
            EventRow(account, load_event(payload))
            for account, payload in run(
                "SELECT s.account, e.payload FROM event e JOIN stream s ON s.id = e.stream_id"
                " ORDER BY e.stream_id, e.locator"
            )
        ],
        hand=[*_hand(run), *_exchanges(run)],
        cards=_cards(run),
        letters=partial(_letters, connection),
        names=[
            NameRow(*row)
            for row in run("SELECT address_id, name, own, first, last FROM display_name ORDER BY address_id, name, own")
        ],
        curations=[Curation(*row) for row in run("SELECT id, at, verb, address, other FROM curation ORDER BY id")],
        own=own_addresses(run),
        added={text: date.fromisoformat(day) for text, day in run("SELECT address, day FROM named ORDER BY address")},
    )


def own_addresses(run: Run) -> list[tuple[str, str]]:
    """(account, address): what providers report as the owner's."""
    rows = run(
        "SELECT s.account, o.address FROM own_address o JOIN stream s ON s.id = o.stream_id ORDER BY s.id, o.address"
    )
    return [(account, address) for account, address in rows]


def _hand(run: Run) -> Iterator[HandRow]:
    for number, at, address, kind, direction, text in run(
        "SELECT id, at, address, kind, direction, text FROM hand ORDER BY id"
    ):
        yield HandRow(number, at, address, Kind(kind), Direction(direction), text)


def _exchanges(run: Run) -> Iterator[HandRow]:
    """Each once, though several exports may hold it."""
    met: set[str] = set()
    for uid, at, address, kind, direction, topic, account in run(
        "SELECT e.uid, e.at, e.address, e.kind, e.direction, e.topic, s.account FROM exchange e"
        " JOIN stream s ON s.id = e.stream_id ORDER BY e.stream_id, e.locator"
    ):
        if uid not in met:
            met.add(uid)
            yield HandRow(0, at, address, Kind(kind), Direction(direction), topic, uid, account)


def _cards(run: Run) -> list[CardRow]:
    rows = run(
        "SELECT s.account, c.payload, c.before, c.changed FROM card c JOIN stream s ON s.id = c.stream_id"
        " ORDER BY c.stream_id, c.locator"
    )
    return [
        CardRow(account, load_card(payload), load_card(before) if before else None, changed)
        for account, payload, before, changed in rows
    ]


def _letters(connection: Connection, since: int) -> Iterator[LetterRow]:
    """The mails since an instant, with what joins them to threads and what their texts say."""
    run = connection.exec_driver_sql
    rows = run(
        "SELECT m.id, m.refs, g.payload FROM mail m LEFT JOIN signal g ON g.mail_id = m.id WHERE m.at >= ?", (since,)
    ).all()
    threads: dict[int, list[tuple[str, str]]] = {}
    for number, account, thread in run(
        "SELECT c.mail_id, s.account, c.thread FROM mail_copy c JOIN stream s ON s.id = c.stream_id"
        " JOIN mail m ON m.id = c.mail_id WHERE m.at >= ? AND c.thread IS NOT NULL",
        (since,),
    ):
        threads.setdefault(number, []).append((account, thread))
    extra = {number: (refs or b"", signals or "") for number, refs, signals in rows}
    for mail in Mails(connection, since=since):
        refs, signals = extra[mail.id]
        yield LetterRow(mail, refs, tuple(sorted(set(threads.get(mail.id, ())))), signals)
