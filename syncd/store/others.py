"""Taking in address books, messages and calls. Small beside mail, so one item at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from syncd.model import Card, Exchange, Seen
from syncd.store.counting import Counts
from syncd.store.payload import dump_card, load_card

Run = Callable[..., Any]


def put_others(
    run: Run,
    stream: int,
    pass_no: int,
    seen: Sequence[Seen],
    counts: Counts,
    now: int,
    number_of: Callable[[str], int],
) -> None:
    """Stores cards and exchanges of one batch; `number_of` makes an address known."""
    for item in seen:
        if isinstance(item.fact, Card):
            _put_card(run, (stream, item.locator), pass_no, item.fact, counts, now)
            for address in item.fact.addresses:
                number_of(address)
        elif isinstance(item.fact, Exchange):
            _put_exchange(run, (stream, item.locator), pass_no, item.fact, counts)
            number_of(item.fact.address)


def _put_card(run: Run, key: tuple[int, str], pass_no: int, card: Card, counts: Counts, now: int) -> None:
    """What changed is kept beside what it was: a new job is a reason to write."""
    payload = dump_card(card)
    row = run("SELECT payload FROM card WHERE stream_id = ? AND locator = ?", key).first()
    if row is None:
        counts.new += 1
        run(
            "INSERT INTO card (stream_id, locator, payload, before, changed, pass_no) VALUES (?, ?, ?, NULL, NULL, ?)",
            (*key, payload, pass_no),
        )
        day = datetime.fromtimestamp(now, UTC).date().isoformat()
        for address in card.addresses:
            run("INSERT INTO named (address, day) VALUES (?, ?) ON CONFLICT DO NOTHING", (address, day))
    elif row[0] != payload:
        counts.changed += 1
        run(
            "UPDATE card SET before = payload, payload = ?, changed = ?, pass_no = ?"
            " WHERE stream_id = ? AND locator = ?",
            (payload, now, pass_no, *key),
        )
    else:
        run("UPDATE card SET pass_no = ? WHERE stream_id = ? AND locator = ?", (pass_no, *key))


def _put_exchange(run: Run, key: tuple[int, str], pass_no: int, fact: Exchange, counts: Counts) -> None:
    if run("SELECT 1 FROM exchange WHERE stream_id = ? AND locator = ?", key).first() is None:
        counts.new += 1
    run(
        "INSERT INTO exchange (stream_id, locator, uid, at, address, kind, direction, topic, pass_no)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stream_id, locator) DO UPDATE SET"
        " uid = excluded.uid, at = excluded.at, address = excluded.address, kind = excluded.kind,"
        " direction = excluded.direction, topic = excluded.topic, pass_no = excluded.pass_no",
        (*key, fact.uid, fact.at, fact.address, fact.kind.value, fact.direction.value, fact.topic, pass_no),
    )


def drop_cards(run: Run, where: str, parameters: tuple[object, ...]) -> int:
    """Removes the cards that fit; whom no other card names is no longer named by an import. Returns how many went."""
    gone = run(f"SELECT payload FROM card WHERE {where}", parameters).all()  # noqa: S608 - our own text
    if not gone:
        return 0
    run(f"DELETE FROM card WHERE {where}", parameters)  # noqa: S608 - our own text
    left = {address for (payload,) in run("SELECT payload FROM card") for address in load_card(payload).addresses}
    for (payload,) in gone:
        for address in load_card(payload).addresses:
            if address not in left:
                run("DELETE FROM named WHERE address = ?", (address,))
    return len(gone)
