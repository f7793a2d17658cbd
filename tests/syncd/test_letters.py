"""From the log's mails to letters: what counts, who is asked, what people are called, and how far back is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from rules.said import QUESTION, Ask, Said, dump
from rules.schema import RuleSet, parse_rules
from rules.threads.fold import Side
from rules.threads.letter import reference
from rules.threads.standing import Standing
from syncd.jobs.letters import standing_of_all
from syncd.model import Facts, Kind, LetterRow, Mark
from tests.syncd.worlds import ALAN, ALSO_ME, BERLIN, GRACE, ME, World, event, listed

NOW = datetime(2026, 11, 22, 9, tzinfo=BERLIN)
ASKS = dump(Said(asks=(Ask(QUESTION, "What was the budget?"),)))
RULES = parse_rules([("rules.toml", '[[rule]]\nname = "a"\nkind = "reply-owed"\n')])
OTHERS = parse_rules([("rules.toml", '[[rule]]\nname = "a"\nkind = "drifting"\n')])


@dataclass
class Mailbox(World):
    """A world whose mails have texts and answer each other."""

    extra: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def write(self, author: str, *to: str, said: str = ASKS, answers: str = "", **more: Any) -> str:
        uid = self.mail(author, *to, **more)
        self.extra[uid] = (reference(answers) if answers else b"", said)
        return uid

    def with_letters(self, asked: list[int]) -> Facts:
        def letters(since: int) -> Iterator[LetterRow]:
            asked.append(since)
            for row in self.mails:
                if row.at >= since:
                    yield LetterRow(row, self.extra[row.uid][0], (), self.extra[row.uid][1])

        return replace(self.facts, letters=letters)

    def standings(self, rules: RuleSet = RULES, asked: list[int] | None = None) -> dict[str, Standing]:
        facts = self.with_letters([] if asked is None else asked)
        return standing_of_all(facts, self.directory, self.settings, NOW, rules)

    def state(self, who: str = GRACE) -> str:
        return self.standings().get(who, Standing()).state


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "owed"),
        ({"marks": Mark.LIST}, "none"),
        ({"marks": Mark.AUTO_SUBMITTED}, "none"),
        ({"marks": Mark.CALENDAR}, "none"),
        ({"when": "2026-11-23T12:00"}, "none"),
        ({"cc": [f"p{number}@example.net" for number in range(11)]}, "none"),
    ],
)
def test_only_what_counts_asks(more: dict[str, Any], state: str) -> None:
    """Given a question to me, then it is mine unless its mail is automated, to many or of the future."""
    world = Mailbox()
    world.write(GRACE, ME, **more)
    assert world.state() == state


@pytest.mark.parametrize(
    ("to", "cc", "state"),
    [
        ((ME,), (), "owed"),
        ((ALSO_ME,), (), "owed"),
        ((ME, ALAN), (), "owed"),
        ((), (ME,), "owed"),
        ((GRACE,), (ME,), "owed"),
        ((ALAN,), (ME,), "none"),
        ((ALAN,), (), "none"),
    ],
)
def test_it_is_put_to_me_if_i_stand_in_to_or_alone(to: tuple[str, ...], cc: tuple[str, ...], state: str) -> None:
    """Given a question, then it is mine in To, or in Cc if nobody else stands in To."""
    world = Mailbox()
    world.write(GRACE, *to, cc=cc)
    assert world.state() == state


def test_ignored_people_are_not_asked_and_do_not_ask() -> None:
    """Given [contact].ignore, then nothing is owed to those addresses, nor awaited of them."""
    world = Mailbox()
    world.settings = replace(world.settings, contact=replace(world.settings.contact, ignore=(GRACE,)))
    world.write(GRACE, ME)
    world.write(ME, GRACE)
    assert world.standings() == {}


def test_an_answer_that_comes_by_a_list_is_one_and_a_robot_s_is_not() -> None:
    """Given my question, then an answer with list headers settles it, an automatic one or a bounce does not."""
    for marks, state in ((Mark.LIST, "none"), (Mark.AUTO_SUBMITTED, "awaiting"), (Mark.NULL_PATH, "awaiting")):
        world = Mailbox()
        asked = world.write(ME, GRACE)
        world.write(GRACE, ME, said="", answers=asked, when="2026-11-02T12:00", marks=marks)
        assert world.state() == state


def test_i_am_called_by_the_name_of_the_config_or_as_mails_call_me() -> None:
    """Given a question put to Countess in a mail to two, then it is mine once mails show that this is my name."""
    said = dump(Said(asks=(Ask(QUESTION, "Countess, who?", ("Countess",)),)))
    for name, state in (("", "owed"), ("Ada Example", "none")):
        world = Mailbox()
        world.settings = replace(world.settings, me=replace(world.settings.me, name=name))
        world.name(ME, "Countess Lovelace")
        world.write(GRACE, ME, ALAN, said=said)
        assert world.state() == state


def test_meetings_and_calls_settle_and_notes_do_not() -> None:
    """Given a question, then a meeting or a call after it settles it, a note or one that was called off does not."""
    met, called_off = event(listed(GRACE)), event(listed(GRACE), cancelled=True)
    for meeting, kind, state in (
        (met, None, "none"),
        (called_off, None, "owed"),
        (None, Kind.CALL, "none"),
        (None, Kind.NOTE, "owed"),
    ):
        world = Mailbox()
        world.write(GRACE, ME)
        if meeting is not None:
            world.meeting(meeting)
        if kind is not None:
            world.log(GRACE, kind, when="2026-11-03T12:00")
        assert world.state() == state


def test_letters_are_read_only_if_a_rule_asks_and_only_as_far_as_needed() -> None:
    """Given reply-owed with forget 30d, then mails of 150 days are read; without such a rule none are."""
    world, asked = Mailbox(), list[int]()
    world.write(GRACE, ME)
    assert world.standings(OTHERS, asked) == {}
    assert asked == []
    world.standings(RULES, asked)
    assert [round((NOW.timestamp() - since) / 86_400) for since in asked] == [150]


def test_what_was_asked_carries_its_mail() -> None:
    """Given a question, then the matter names the mail as the timeline does."""
    world = Mailbox()
    uid = world.write(GRACE, ME)
    (matter,) = world.standings()[GRACE].of(Side.OWED)
    assert (matter.contact.uid, matter.contact.account, matter.topic) == (uid, "work", "What was the budget?")
