"""Mails whose subject begins with ``syncd:``, and which of them were dealt with and how (CONTRACT.md §7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from syncd.model import CopyRow, Role

Run = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class CommandMail:
    """A mail that may be a command. `authors`: canonical, all that its From names. `identity` as `model.Mail`'s."""

    identity: int
    at: int
    authors: tuple[str, ...]
    subject: str
    copies: tuple[CopyRow, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a command: `at` is the mail's time, `seen` when syncd dealt with it.

    `signature` is the same for all mails of one command, "" for what this machine did not sign.
    """

    identity: int
    at: int
    seen: int
    verb: str
    outcome: str
    signature: str = ""


def waiting(run: Run) -> list[CommandMail]:
    """Those not dealt with, oldest first; drafts and spam are among them."""
    rows = run(
        "SELECT m.id, m.identity, m.at, a.address, m.subject FROM mail m JOIN address a ON a.id = m.author_id"
        " LEFT JOIN command c ON c.identity = m.identity"
        " WHERE lower(substr(m.subject, 1, 6)) = 'syncd:' AND c.identity IS NULL"
        " ORDER BY m.at, m.identity"
    ).all()
    return [
        CommandMail(identity, at, (author, *_coauthors(run, number)), subject, _copies(run, number))
        for number, identity, at, author, subject in rows
    ]


def _coauthors(run: Run, mail: int) -> list[str]:
    rows = run(
        "SELECT a.address FROM party p JOIN address a ON a.id = p.address_id WHERE p.mail_id = ? AND p.role = ?"
        " ORDER BY p.address_id",
        (mail, int(Role.COAUTHOR)),
    )
    return [address for (address,) in rows]


def _copies(run: Run, mail: int) -> tuple[CopyRow, ...]:
    rows = run(
        "SELECT s.account, c.place, c.gone, c.marks FROM mail_copy c JOIN stream s ON s.id = c.stream_id"
        " WHERE c.mail_id = ? ORDER BY s.id, c.locator",
        (mail,),
    )
    return tuple(CopyRow(*row) for row in rows)


def answer(run: Run, answered: Answered) -> None:
    """Notes what became of a command: by the mail's identity, which outlives the mail itself."""
    row = (answered.identity, answered.at, answered.seen, answered.verb, answered.outcome, answered.signature)
    run("INSERT INTO command (identity, at, seen, verb, outcome, signature) VALUES (?, ?, ?, ?, ?, ?)", row)


def answered_since(run: Run, since: int) -> list[Answered]:
    """What became of the commands dealt with since then, by the time of their mails."""
    rows = run(
        "SELECT identity, at, seen, verb, outcome, signature FROM command WHERE seen >= ? ORDER BY at, identity",
        (since,),
    )
    return [Answered(*row) for row in rows]
