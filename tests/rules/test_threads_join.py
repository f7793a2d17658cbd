"""Which mails make a thread, and in which order it is read."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import mime
from rules.threads.join import join, parents, plain_subject
from rules.threads.letter import ME, Letter, reference
from tests.rules.letters_of_threads import BOB, GRACE, letter


def threads(letters: Iterable[Letter]) -> list[list[str]]:
    """The uids of each thread, in the order they are read; threads by their first."""
    return sorted([one.contact.uid for one in thread] for thread in join(letters))


@given(st.text(max_size=80))
def test_rules_and_connectors_name_mails_alike(uid: str) -> None:
    """Given any Message-ID, then the 8 octets that name it are the same in connectors.mime and in rules.threads."""
    assert reference(uid) == mime.reference(uid)


class TestReferences:
    def test_an_answer_joins_what_it_answers_across_accounts(self) -> None:
        """Given an answer that names a mail of another account, then they are one thread, whatever the subjects."""
        found = [letter(GRACE, uid="<1>"), letter(ME, GRACE, day=3, uid="<2>", answers="<1>", subject="Other")]
        assert threads(found) == [["<1>", "<2>"]]

    def test_answers_to_a_mail_that_is_not_there_are_one_thread(self) -> None:
        """Given two mails that answer a third, which is not in the log, then they are one thread."""
        found = [letter(GRACE, uid="<2>", answers="<1>"), letter(BOB, uid="<3>", day=3, answers="<1>", subject="X")]
        assert threads(found) == [["<2>", "<3>"]]

    def test_mails_that_answer_each_other_do_no_harm(self) -> None:
        """Given two mails that name each other, and one that names itself, then two threads by time come out."""
        found = [
            letter(GRACE, uid="<1>", answers="<2>"),
            letter(ME, GRACE, day=3, uid="<2>", answers="<1>"),
            letter(BOB, day=4, uid="<3>", answers="<3>", subject="X"),
        ]
        assert threads(found) == [["<1>", "<2>"], ["<3>"]]

    def test_an_answer_is_read_after_what_it_answers(self) -> None:
        """Given an answer dated before the question by a wrong clock, then the question is read first."""
        found = [letter(GRACE, day=5, uid="<1>"), letter(ME, GRACE, day=4, uid="<2>", answers="<1>")]
        assert threads(found) == [["<1>", "<2>"]]


class TestProviders:
    def test_a_provider_s_thread_joins_only_in_its_account(self) -> None:
        """Given the same thread id in two accounts, then only the mails of one account are joined by it."""
        found = [
            letter(GRACE, uid="<1>", threads=(("work", "t"),)),
            letter(GRACE, day=3, uid="<2>", threads=(("work", "t"),), subject="X"),
            letter(GRACE, day=4, uid="<3>", threads=(("home", "t"),), subject="Y"),
        ]
        assert threads(found) == [["<1>", "<2>"], ["<3>"]]

    def test_a_provider_that_tells_them_apart_is_believed(self) -> None:
        """Given one subject in two threads of one provider, then they stay two."""
        found = [
            letter(GRACE, uid="<1>", threads=(("work", "1"),)),
            letter(GRACE, day=3, uid="<2>", threads=(("work", "2"),)),
        ]
        assert threads(found) == [["<1>"], ["<2>"]]

    def test_two_providers_that_know_one_mail_each_are_joined_by_subject(self) -> None:
        """Given a question in one account and an answer without references in another, then they are one thread."""
        found = [
            letter(ME, GRACE, uid="<1>", threads=(("work", "1"),)),
            letter(GRACE, day=3, uid="<2>", subject="RE: Budget", threads=(("home", "9"),)),
        ]
        assert threads(found) == [["<1>", "<2>"]]


class TestSubjects:
    @pytest.mark.parametrize(
        "subject", ["Re: Budget", "AW: Re: BUDGET", "RE: [EXTERNAL] Budget", "Budget ", "Antwort: WG: budget"]
    )
    def test_one_subject_without_prefixes_is_one_thread(self, subject: str) -> None:
        """Given mails that name none, when their subjects are the same but for prefixes, then they are one thread."""
        assert threads([letter(GRACE, uid="<1>"), letter(ME, GRACE, day=3, uid="<2>", subject=subject)]) == [
            ["<1>", "<2>"]
        ]

    def test_another_person_s_mail_of_that_subject_is_another_thread(self) -> None:
        """Given one subject with two people apart, then there are two threads."""
        assert threads([letter(GRACE, uid="<1>"), letter(ME, BOB, day=3, uid="<2>")]) == [["<1>"], ["<2>"]]

    def test_thirty_days_after_its_last_mail_a_thread_is_over(self) -> None:
        """Given mails on day 1, 30 and 61, then the first two are a thread, and the third is another."""
        days = {"<1>": 1, "<2>": 30, "<3>": 61}
        assert threads([letter(GRACE, day=day, uid=uid) for uid, day in days.items()]) == [["<1>", "<2>"], ["<3>"]]

    def test_no_subject_is_no_bond(self) -> None:
        """Given mails without a subject, or with prefixes only, then each is a thread."""
        found = [letter(GRACE, uid="<1>", subject=""), letter(GRACE, day=3, uid="<2>", subject="Re:")]
        assert threads(found) == [["<1>"], ["<2>"]]

    def test_mails_with_references_are_not_joined_by_subject_alone(self) -> None:
        """Given two threads of one subject, both held together by references, then they stay two."""
        found = [
            letter(GRACE, uid="<1>"),
            letter(ME, GRACE, day=3, uid="<2>", answers="<1>"),
            letter(GRACE, day=4, uid="<3>"),
            letter(ME, GRACE, day=5, uid="<4>", answers="<3>"),
        ]
        assert threads(found) == [["<1>", "<2>"], ["<3>", "<4>"]]

    def test_plain_subject(self) -> None:
        """Given prefixes in several languages and a gateway's tag, then the words are left, in lower case."""
        assert plain_subject("Re: [EXT] AW: Fwd: Die Brücke") == "die brücke"


def test_copies_under_other_ids_are_one_mail() -> None:
    """Given the same mail twice with two Message-IDs, as exports make them, then the thread has it once."""
    assert threads([letter(GRACE, uid="<1>"), letter(GRACE, uid="<2>")]) == [["<1>"]]


def test_the_parent_is_the_nearest_that_is_there() -> None:
    """Given an answer to a missing mail, then its parent is the last that somebody else wrote before."""
    found = [letter(GRACE, uid="<1>"), letter(GRACE, day=3, uid="<2>"), letter(ME, GRACE, day=4, uid="<3>")]
    (thread,) = join(found)
    assert parents(thread) == [None, None, 1]


LETTERS = st.lists(
    st.builds(
        letter,
        st.sampled_from([ME, GRACE, BOB]),
        st.sampled_from([GRACE, BOB]),
        day=st.integers(1, 80),
        uid=st.sampled_from([f"<{n}>" for n in range(12)]),
        answers=st.sampled_from(["", *(f"<{n}>" for n in range(14))]),
        subject=st.sampled_from(["Budget", "Re: Budget", "Bridge", ""]),
    ),
    max_size=12,
    unique_by=lambda one: one.contact.uid,
)


@given(LETTERS, st.randoms(use_true_random=False))
def test_the_order_of_mails_does_not_matter(letters: list[Letter], random: Random) -> None:
    """Given any mails, when they come in another order, then the threads are the same."""
    shuffled = list(letters)
    random.shuffle(shuffled)
    assert threads(letters) == threads(shuffled)


@given(LETTERS)
def test_every_mail_is_in_one_thread_and_after_what_it_answers(letters: list[Letter]) -> None:
    """Given any mails, then each (but copies) is in exactly one thread, and no parent comes after its answer."""
    found = list(join(letters))
    uids = [one.contact.uid for thread in found for one in thread]
    assert len(uids) == len(set(uids)) <= len(letters)
    for thread in found:
        assert all(parent is None or parent < place for place, parent in enumerate(parents(thread)))
