"""Who may be one person, and what says so (CONTRACT.md §3: equal names alone never merge). I am Ada."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.merging import Suggestion, suggestions
from syncd.model import Card, CardRow, Facts, LetterRow
from syncd.people import build_directory
from syncd.settings import PersonEntry
from tests.syncd.worlds import GRACE, ME, World, settings

NAVY, MAIL = "g.hopper@navy.example", "gracehopper@gmail.com"
NAME = "Grace Hopper"


@dataclass
class Letters(World):
    """A world whose mails stand in threads."""

    refs: dict[str, str] = field(default_factory=dict)  # uid → the uid it answers
    threads: dict[str, str] = field(default_factory=dict)  # uid → the provider's thread
    cards: list[CardRow] = field(default_factory=list)

    def known(self, *addresses: str, name: str = NAME) -> None:
        """People who have written to me under a name."""
        for address in addresses:
            self.mail(address, ME)
            self.name(address, name)

    def card(self, *addresses: str, account: str = "import:linkedin", name: str = NAME, **more: str) -> None:
        self.cards.append(CardRow(account, Card(tuple(sorted(addresses)), name, **more)))  # type: ignore[arg-type]  # texts of Card

    @property
    def facts(self) -> Facts:
        return replace(super().facts, cards=self.cards, letters=self._letters)

    def _letters(self, _: int) -> Iterable[LetterRow]:
        for mail in self.mails:
            answered = self.refs.get(mail.uid)
            refs = blake2b(answered.encode(), digest_size=8).digest() if answered else b""
            thread = self.threads.get(mail.uid)
            yield LetterRow(mail, refs, (("work", thread),) if thread else (), "")

    def suggested(self, known: Callable[[str], bool] = lambda _: True) -> list[Suggestion]:
        facts = self.facts
        return suggestions(facts, build_directory(facts, self.settings, self.now), known)

    def evidence(self) -> Sequence[str]:
        """Of the only suggestion; () if there is none."""
        found = self.suggested()
        assert len(found) < 2
        return found[0].evidence if found else ()


def test_equal_names_alone_are_nothing() -> None:
    """Given two of one name at different places, or at one free-mail provider, then nothing is suggested."""
    world = Letters()
    world.known(GRACE, NAVY, MAIL, "ghopper@gmail.com", "grace@web.de")
    assert world.suggested() == []


def test_the_same_name_at_the_same_organisation() -> None:
    """Given one full name at one domain, or at one below it, however it is written, then that is evidence; first names
    are not, nor are robots.
    """
    world = Letters()
    world.known(NAVY)
    world.known("grace@sea.navy.example", name="HOPPER, GRACE")
    world.known("info@x.example", "post@x.example", name="Info")
    world.known("noreply@navy.example")
    (found,) = world.suggested()
    assert found == Suggestion(found.number, NAVY, "grace@sea.navy.example", NAME, ("the same name at navy.example",))


def test_an_answer_from_another_address() -> None:
    """Given I wrote to one address and the other answered under the same name, then that is evidence; if I wrote to
    both, or another name answered, it is not.
    """
    world = Letters()
    world.known(GRACE, NAVY)
    asked = world.mail(ME, GRACE)
    answer = world.mail(NAVY, ME)
    world.refs[answer] = asked
    assert world.evidence() == (f"your mail “about {asked}” to {GRACE} was answered from {NAVY}",)
    world.refs = {answer: world.mail(ME, GRACE, NAVY)}
    assert world.evidence() == ()
    world.known("alan@example.net", name="Alan Turing")
    world.refs = {world.mail("alan@example.net", ME): asked}
    assert world.evidence() == ()


@pytest.mark.parametrize("by_provider", [True, False])
def test_both_in_one_thread_one_of_them_private(by_provider: bool) -> None:
    """Given a free-mail address and another of the same name in one thread, then that is evidence; two of firms are
    not.
    """
    world = Letters()
    world.known(MAIL, NAVY, GRACE)
    first = world.mail(ME, "alan@example.net", cc=[MAIL])
    second = world.mail(ME, "alan@example.net", cc=[NAVY])
    third = world.mail(ME, "alan@example.net", cc=[GRACE])
    if by_provider:
        world.threads = {first: "t1", second: "t1"}
    else:
        world.refs = {second: first}
    world.refs[third] = second
    (found,) = world.suggested()
    assert (found.one, found.other, found.evidence) == (NAVY, MAIL, ("both addresses stand in one thread",))


def test_address_books() -> None:
    """Given LinkedIn's company is the other's domain, or two books agree on company or birthday, then that is
    evidence; what a card joins is one person already.
    """
    world = Letters()
    world.known(NAVY)
    world.card("linkedin:ghopper", company="Navy Inc.")
    assert world.evidence() == ("an address book has them at Navy Inc., as the other's address does",)
    world = Letters()
    world.card("linkedin:ghopper", company="Harbour GmbH")
    world.card("tel:+4930123456", account="book", company="harbour", birthday="1906-12-09")
    assert world.evidence() == ("two address books have them at Harbour GmbH",)
    world = Letters()
    world.card("a@x.example", birthday="12-09")
    world.card("b@y.example", account="book", birthday="1906-12-09")
    assert world.evidence() == ("two address books have the same birthday",)
    world = Letters()
    world.card("linkedin:ghopper", GRACE, company="Harbour")
    assert world.suggested() == []


def test_what_is_decided_is_not_suggested() -> None:
    """Given a pair, when merged, joined by config, or rejected by any of its addresses, then it is not suggested."""
    world = Letters()
    world.known(NAVY, "grace@navy.example", "grace@sea.navy.example")
    assert len(world.suggested()) == 3
    world.curate("distinct", "grace@navy.example", NAVY)
    world.curate("merge", "grace@sea.navy.example", NAVY)
    assert world.suggested() == []
    world.curations.clear()
    world.settings = settings(people=[PersonEntry((NAVY, "grace@navy.example", "grace@sea.navy.example"))])
    assert world.suggested() == []


def test_one_of_two_must_be_a_person_and_nobody_ignored() -> None:
    """Given two mere addresses, or an ignored one, then nothing is suggested."""
    world = Letters()
    world.known(NAVY, "grace@navy.example")
    assert world.suggested(lambda _: False) == []
    assert len(world.suggested(lambda key: key == NAVY)) == 1
    world.settings = settings(people=[PersonEntry((NAVY,), status="ignored")])
    assert world.suggested() == []


@given(st.sets(st.integers(0, 300), min_size=2, max_size=12))
def test_numbers_belong_to_pairs(numbers: set[int]) -> None:
    """Given pairs, when others come and go, then a pair keeps its number, and no two share one."""

    def at(chosen: Iterable[int]) -> dict[str, int]:
        world = Letters()
        for number in chosen:
            world.known(f"a@h{number}.example", f"b@h{number}.example", name=f"Name {chr(97 + number % 26)}{number}")
        return {one.one: one.number for one in world.suggested()}

    whole = at(sorted(numbers))
    assert len(set(whole.values())) == len(numbers)
    part = at(sorted(numbers)[1:])
    assert sum(whole[key] != number for key, number in part.items()) <= 1
