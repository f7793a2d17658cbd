"""Letters as the tests of threads write them (people by address, days of March 2026), and the threads of the tables."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from rules.said import QUESTION, Ask, Promise, Said, dump, load, read
from rules.threads.fold import Side
from rules.threads.letter import ME, Letter, Names, reference, words_of
from rules.threads.standing import NOTHING, Standing, standings
from syncd.model import Contact, Direction, Kind
from tests.rules.thread_scenarios import Scenario

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


PEOPLE = {"A": ME, "G": "grace@example.com", "B": "bob@example.net", "C": "carol@example.net"}
CALLED = {"A": "ada", "G": "grace", "B": "bob", "C": "carol"}
CALLED_NAMES = Names(
    of=lambda key: frozenset(CALLED[letter] for letter, known in PEOPLE.items() if known == key),
    shown=lambda key: key.partition("@")[0].title(),
)
_MAIL = re.compile(r"(\d+) ([AGBC])(~?)>([AGBC]*)(?:\+([AGBC]*))?(\*?)(!?) (.*)", re.DOTALL)
_TALK = re.compile(r"(\d+) (meet|call)")


def _contact(day: int, number: int, kind: Kind, direction: Direction | None, subject: str = "") -> Contact:
    at = int(datetime(2026, 3, day, 9, number, tzinfo=UTC).timestamp())
    return Contact(f"<{number}@example>", at, kind, direction, subject, "work")


def written(text: str, number: int, refs: tuple[bytes, ...]) -> Letter:
    """A mail of the table: ``~`` a robot's, ``*`` to more than count, ``!`` with an attachment."""
    match = _MAIL.fullmatch(text)
    assert match is not None, text
    day, author, robot, to, cc, many, attached, body = match.groups()
    mine = author == "A"
    subject = "Re: Report" if refs else "Report"
    said = read(body, subject, sent=date(2026, 3, int(day)), author_is_me=mine, has_attachment=bool(attached))
    direction = Direction.OUTBOUND if mine else Direction.INBOUND
    others = tuple(PEOPLE[each] for each in cc or "" if each != "A")
    direct = tuple(PEOPLE[each] for each in to if each != "A")
    return Letter(
        _contact(int(day), number, Kind.EMAIL, direction, subject),
        PEOPLE[author],
        direct,
        others,
        directly=not mine and ("A" in to or ("A" in (cc or "") and not direct)),
        counts=not (robot or many or (not mine and "A" not in to + (cc or ""))),
        human=not robot,
        refs=refs,
        said=load(dump(said)),
    )


def standing(scenario: Scenario) -> Standing:
    """Between me and Grace when all is read."""
    letters: list[Letter] = []
    talks: list[Contact] = []
    refs: tuple[bytes, ...] = ()
    for number, text in enumerate(scenario.mails, 1):
        if talk := _TALK.fullmatch(text):
            kind = Kind.MEETING if talk[2] == "meet" else Kind.CALL
            talks.append(_contact(int(talk[1]), number, kind, None if talk[2] == "meet" else Direction.OUTBOUND))
        else:
            letters.append(written(text, number, refs))
            refs = (*refs, reference(letters[-1].contact.uid))
    return standings(letters, CALLED_NAMES, {PEOPLE["G"]: talks}).get(PEOPLE["G"], NOTHING)


def promised(found: Standing) -> str:
    """What I owe Grace by promise, as the tables write it."""
    promises = found.of(Side.PROMISED)
    return (str(promises[0].due.day) if promises[0].due else "open-day") if promises else ""
