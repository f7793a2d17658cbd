"""The text of mails, where the config says `bodies = "keep"`; each account keeps its own, and drops its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

Run = Callable[..., Any]


def put_texts(run: Run, stream: int, texts: Sequence[tuple[int, str]]) -> None:
    """Keeps texts by the number of their mail, for the account that the stream is of."""
    if texts:
        account = run("SELECT account FROM stream WHERE id = ?", (stream,)).scalar()
        run(
            "INSERT INTO body (mail_id, account, text) VALUES (?, ?, ?)"
            " ON CONFLICT (mail_id, account) DO UPDATE SET text = excluded.text",
            [(mail, account, text.replace("\0", "")) for mail, text in texts],  # which PostgreSQL can't keep
        )


def drop_texts(run: Run, account: str) -> int:
    """Removes all that an account keeps; returns how many."""
    count: int = run("DELETE FROM body WHERE account = ?", (account,)).rowcount
    return count


def has_texts(run: Run, account: str | None = None) -> bool:
    """Whether any text is kept (by one account, if it is named)."""
    if account is None:
        return run("SELECT 1 FROM body LIMIT 1").first() is not None
    return run("SELECT 1 FROM body WHERE account = ? LIMIT 1", (account,)).first() is not None


def text_of(run: Run, mail: int) -> str | None:
    """The text of one mail, or None."""
    text = run("SELECT text FROM body WHERE mail_id = ? ORDER BY account LIMIT 1", (mail,)).scalar()
    return None if text is None else str(text)


def said_in(run: Run, mail: int) -> str | None:
    """What is known of a mail's text, as JSON of `rules.said`, or None."""
    payload = run("SELECT payload FROM signal WHERE mail_id = ?", (mail,)).scalar()
    return None if payload is None else str(payload)


def texts_about(run: Run, addresses: Collection[str]) -> dict[tuple[str, int], str]:
    """The texts of all mails in which one of these addresses stands, by uid and instant of the mail."""
    marks = ", ".join("?" * len(addresses))
    numbers = f"SELECT id FROM address WHERE address IN ({marks})"  # noqa: S608 - marks only
    rows = run(
        "SELECT m.uid, m.at, b.text FROM body b JOIN mail m ON m.id = b.mail_id WHERE m.id IN"  # noqa: S608 - marks only
        f" (SELECT id FROM mail WHERE author_id IN ({numbers})"
        f" UNION SELECT mail_id FROM party WHERE address_id IN ({numbers})) ORDER BY b.account DESC",
        (*addresses, *addresses),
    )
    return {(uid, at): text for uid, at, text in rows}
