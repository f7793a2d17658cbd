"""Letters as the tests of threads write them: people by address, days of March 2026."""

from __future__ import annotations

from datetime import UTC, datetime

from rules.said import QUESTION, Ask, Promise, Said
from rules.threads.letter import ME, Letter, Names, reference, words_of
from syncd.model import Contact, Direction, Kind

GRACE, BOB = "grace@example.com", "bob@example.net"
NAMES = Names(of=lambda key: words_of("Ada" if key == ME else key.partition("@")[0]), shown=str)
ASKS = Said(asks=(Ask(QUESTION, "What was the budget?"),))
PROMISES = Said(promises=(Promise("I'll send the report."),))
SAYS = Said()


def at(day: int, hour: int = 12, minute: int = 0) -> int:
    return int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()) + ((day - 1) * 24 + hour) * 3600 + minute * 60


def letter(
    author: str,
    *to: str,
    day: int = 2,
    hour: int = 12,
    uid: str = "",
    subject: str = "Budget",
    answers: str = "",
    said: Said | None = SAYS,
    threads: tuple[tuple[str, str], ...] = (),
    cc: tuple[str, ...] = (),
    link: str = "",
) -> Letter:
    """A mail; `answers` is the uid it answers. To me if `to` names nobody."""
    mine = author == ME
    known = Contact(
        uid or f"<{author or 'me'}-{day}-{hour}@example>",
        at(day, hour),
        Kind.EMAIL,
        Direction.OUTBOUND if mine else Direction.INBOUND,
        subject,
        "work",
        link=link,
    )
    refs = (reference(answers),) if answers else ()
    return Letter(known, author, to, cc, directly=not mine, refs=refs, threads=threads, said=said)
