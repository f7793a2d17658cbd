"""Whom the digest introduces to whom: nobody who stood together in a mail, thread or meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC

import pytest

from rules.finding import Day
from rules.kinds import introduce
from rules.schema import parse_rules
from rules.threads.letter import reference
from syncd.jobs.suggestions import introductions
from syncd.jobs.world import World as Known
from syncd.model import Facts, LetterRow, Mark
from syncd.settings import Who
from tests.syncd.worlds import ALAN, GRACE, ME, World, copy, event, listed

RULES = parse_rules([("rules.toml", '[[rule]]\nname = "i"\nkind = "introduce"\nper_week = 9\n')])


def sailing(*people: str) -> World:
    """I wrote to each of them, and tagged them alike."""
    world = World()
    for who in people:
        for day in (1, 2):
            world.mail(ME, who, when=f"2026-11-0{day}T12:00")
        world.curate("tag", who, "sailing")
    return world


def pairs(world: World, answers: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """`answers`: which mail (by uid) answers which."""

    def letters(since: int) -> Iterator[LetterRow]:
        for row in world.mails:
            yield LetterRow(row, reference(answers[row.uid]) if answers and row.uid in answers else b"", (), "")

    facts: Facts = replace(world.facts, letters=letters)
    known = Known(world.now, world.settings, facts, world.directory, world.ties, ())
    return [(pair.one.person.key, pair.other.person.key) for pair in introductions(known, RULES)]


def test_two_who_never_met_through_me() -> None:
    """Given two tagged alike, when looked for, then they are the pair; muted, they are not."""
    world = sailing(GRACE, ALAN)
    assert pairs(world) == [(ALAN, GRACE)]
    world.curate("mute", ALAN)
    assert pairs(world) == []


def mailed(world: World) -> None:
    world.mail("boss@x.example", ME, GRACE, cc=[ALAN])


def on_a_list(world: World) -> None:
    world.mail(ALAN, GRACE, copies=[copy(marks=Mark.LIST)])


def met(world: World) -> None:
    world.meeting(event(listed(GRACE), listed(ALAN)))


@pytest.mark.parametrize("together", [mailed, on_a_list, met])
def test_who_stood_together_is_acquainted(together: Callable[[World], None]) -> None:
    """Given both in one mail, counted or not, or in one meeting, when looked for, then there is no pair."""
    world = sailing(GRACE, ALAN)
    together(world)
    assert pairs(world) == []


def test_one_thread_is_enough() -> None:
    """Given a mail from Grace and one from Alan that answers the same mail, when looked for, then there is no pair."""
    world = sailing(GRACE, ALAN)
    first = world.mail(ME, "boss@x.example")
    answers = {world.mail(who, ME): first for who in (GRACE, ALAN)}
    assert pairs(world, answers) == []
    assert pairs(world) == [(ALAN, GRACE)]


def test_colleagues_come_last() -> None:
    """Given two at one company and a third elsewhere, when looked for, then all three pairs are found, and that of the
    two colleagues, who probably know each other, after the others."""
    colleague = "bob@" + ALAN.partition("@")[2]
    world = sailing(GRACE, ALAN, colleague)
    ties = [tie for tie in world.ties.values() if tie.person.key in (GRACE, ALAN, colleague)]
    day = Day(world.now.date(), UTC, frozenset(range(5)))
    found = introduce.pairs(ties, Who(), day, lambda one, other: GRACE not in (one.person.key, other.person.key))
    assert len(found) == len(pairs(world)) == 3
    assert {found[2].one.person.key, found[2].other.person.key} == {ALAN, colleague}
    assert set(pairs(world)) == {(pair.one.person.key, pair.other.person.key) for pair in found}
