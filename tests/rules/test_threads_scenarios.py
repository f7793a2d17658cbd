"""A table of threads and what is open in them, through the real reading of texts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from rules.said import dump, load, read
from rules.threads.fold import Side
from rules.threads.letter import ME, Letter, Names, reference
from rules.threads.standing import NOTHING, Standing, standings
from syncd.model import Contact, Direction, Kind
from tests.rules.thread_scenarios import SCENARIOS, Scenario

PEOPLE = {"A": ME, "G": "grace@example.com", "B": "bob@example.net", "C": "carol@example.net"}
CALLED = {"A": "ada", "G": "grace", "B": "bob", "C": "carol"}
NAMES = Names(
    of=lambda key: frozenset(CALLED[letter] for letter, known in PEOPLE.items() if known == key),
    shown=lambda key: key.partition("@")[0].title(),
)
_MAIL = re.compile(r"(\d+) ([AGBC])(~?)>([AGBC]*)(?:\+([AGBC]*))?(\*?)(!?) (.*)", re.DOTALL)
_TALK = re.compile(r"(\d+) (meet|call)")


def contact(day: int, number: int, kind: Kind, direction: Direction | None, subject: str = "") -> Contact:
    at = int(datetime(2026, 3, day, 9, number, tzinfo=UTC).timestamp())
    return Contact(f"<{number}@example>", at, kind, direction, subject, "work")


def letter(text: str, number: int, refs: tuple[bytes, ...]) -> Letter:
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
        contact(int(day), number, Kind.EMAIL, direction, subject),
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
            talks.append(contact(int(talk[1]), number, kind, None if talk[2] == "meet" else Direction.OUTBOUND))
        else:
            letters.append(letter(text, number, refs))
            refs = (*refs, reference(letters[-1].contact.uid))
    return standings(letters, NAMES, {PEOPLE["G"]: talks}).get(PEOPLE["G"], NOTHING)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_state_of_a_thread(scenario: Scenario) -> None:
    """Given a thread, when read to its end, then owed, awaiting or none, and promised or not, is as the table says."""
    found = standing(scenario)
    assert found.state == scenario.state, found
    promised = found.of(Side.PROMISED)
    due = str(promised[0].due.day) if promised and promised[0].due else "open-day" if promised else ""
    assert due == scenario.promised, found


def test_the_table_is_large_and_its_names_differ() -> None:
    """Given the table, then it has at least 60 threads, each with its own name."""
    assert len({each.name for each in SCENARIOS}) == len(SCENARIOS) >= 60
