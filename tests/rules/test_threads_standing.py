"""What stands open between me and people: what does not show in the table of threads."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.said import PROPOSAL, QUESTION, REQUEST, Ask, Promise, Said
from rules.threads.fold import Side
from rules.threads.letter import ME, Letter
from rules.threads.standing import NOTHING, Standing, standings
from syncd.model import Contact, Direction, Kind
from tests.rules.letters_of_threads import ASKS, BOB, GRACE, NAMES, PROMISES, SAYS, at, letter


def of(*letters: Letter, talks: tuple[Contact, ...] = (), who: str = GRACE) -> Standing:
    return standings(letters, NAMES, {who: talks}).get(who, NOTHING)


def talk(day: int, kind: Kind, direction: Direction | None = None) -> Contact:
    return Contact(f"hand:{day}", at(day), kind, direction, "", "")


class TestWithoutText:
    @pytest.mark.parametrize(
        ("subject", "state"),
        [
            ("Budget for March?", "owed"),
            ("Question about the budget", "owed"),
            ("Frage zum Budget", "owed"),
            ("Bitte um Rückruf", "owed"),
            ("Budget", "none"),
            ("Re: Budget for March?", "none"),
            ("Questionnaire", "none"),
        ],
    )
    def test_only_the_subject_is_judged(self, subject: str, state: str) -> None:
        """Given a mail whose text was not read, then its own subject asks or not, and that it was unread is known."""
        found = of(letter(GRACE, subject=subject, said=None))
        assert found.state == state
        assert [matter.read for matter in found.of(Side.OWED)] == [False] * (state == "owed")

    def test_any_mail_of_the_asked_answers(self) -> None:
        """Given a question by subject, when an unread mail of mine answers it, then nothing is owed."""
        asked = letter(GRACE, subject="Budget?", said=None, uid="<1>")
        assert of(asked, letter(ME, GRACE, day=3, subject="Re: Budget?", said=None, answers="<1>")).state == "none"


class TestPeople:
    def test_one_of_several_asked_answers_for_all(self) -> None:
        """Given a question of mine to two, when one answers, then I wait for neither."""
        letters = [letter(ME, GRACE, BOB, said=ASKS, uid="<1>"), letter(BOB, day=3, answers="<1>")]
        assert of(letters[0]).state == of(letters[0], who=BOB).state == "awaiting"
        assert of(*letters).state == of(*letters, who=BOB).state == "none"

    def test_a_nickname_in_a_mail_to_me_alone_is_me(self) -> None:
        """Given a request to "Lovey" in a mail to me alone, then it is mine; with somebody else in To it is not."""
        asks = Said(asks=(Ask(REQUEST, "Lovey, send it", ("Lovey",)),))
        assert of(letter(GRACE, said=asks)).state == "owed"
        assert of(letter(GRACE, BOB, said=asks)).state == "none"

    def test_an_answer_to_another_address_of_theirs(self) -> None:
        """Given an answer of mine to an address not known to be theirs, as Reply-To wants it, then it is one."""
        asked = letter(GRACE, said=ASKS, uid="<1>")
        reply = letter(ME, "desk@example.com", day=3, subject="Re: Budget", answers="<1>")
        passed_on = letter(ME, "desk@example.com", day=3, subject="Fwd: Budget", answers="<1>")
        assert of(asked, reply).state == "none"
        assert of(asked, passed_on).state == "owed"

    def test_somebody_unknown_answers_for_them(self) -> None:
        """Given my question, when somebody I did not ask answers that very mail to me, then it is answered."""
        asked = letter(ME, GRACE, said=ASKS, uid="<1>")
        assert of(asked, letter("desk@example.com", day=3, answers="<1>")).state == "none"


BACK = Said(asks=(Ask(QUESTION, "Which quarter do you need?"),), asks_back=True)


class TestOneThreadHasOneState:
    """CONTRACT.md §5: owed, awaiting or none; what I owe comes first."""

    def test_my_counter_question_leaves_it_at_owed(self) -> None:
        """Given a request to me, when I only ask back, then I owe and do not also wait."""
        found = of(letter(GRACE, said=ASKS, uid="<1>"), letter(ME, GRACE, day=3, said=BACK, answers="<1>"))
        assert [side for side in Side if found.of(side)] == [Side.OWED]

    def test_their_counter_question_makes_it_my_turn(self) -> None:
        """Given a request of mine, when they only ask back, then I owe an answer and my request waits for it."""
        found = of(letter(ME, GRACE, said=ASKS, uid="<1>"), letter(GRACE, day=3, said=BACK, answers="<1>", uid="<2>"))
        assert [side for side in Side if found.of(side)] == [Side.OWED]
        assert [matter.contact.uid for matter in found.waits] == ["<1>"]

    def test_after_my_answer_it_is_their_turn_again(self) -> None:
        """Given their counter-question, when I answer it, then I wait for what I asked first, from my answer on."""
        answer = letter(ME, GRACE, day=5, answers="<2>", uid="<3>")
        found = of(
            letter(ME, GRACE, said=ASKS, uid="<1>"),
            letter(GRACE, day=3, said=BACK, answers="<1>", uid="<2>"),
            answer,
        )
        assert [side for side in Side if found.of(side)] == [Side.AWAITING]
        (matter,) = found.of(Side.AWAITING)
        assert (matter.contact.uid, matter.began, matter.again) == ("<1>", answer.contact, [])

    def test_another_thread_and_other_people_stand_by_themselves(self) -> None:
        """Given a question to me in one thread, then what I wait for in another, or from somebody else, remains."""
        mine, theirs = letter(ME, GRACE, BOB, said=ASKS), letter(GRACE, day=3, subject="Bridge", said=ASKS)
        assert [side for side in Side if of(mine, theirs).of(side)] == [Side.OWED, Side.AWAITING]
        back = letter(GRACE, day=3, said=BACK, answers=mine.contact.uid)
        assert [side for side in Side if of(mine, back, who=BOB).of(side)] == [Side.AWAITING]


class TestUnread:
    def test_that_mails_were_not_read_is_known_of_everybody_in_them(self) -> None:
        """Given mails without read texts from and to them, then that is known though they ask nothing."""
        assert of(letter(GRACE, said=None)).unread
        assert of(letter(ME, GRACE, said=None)).unread
        assert not of(letter(ME, GRACE), letter(BOB, said=None)).unread


class TestWhatIsKnown:
    def test_the_oldest_question_of_a_thread_is_the_matter(self) -> None:
        """Given a question and a reminder, then there is one matter: the first mail, the other as asked again."""
        asked, again = letter(GRACE, said=ASKS, uid="<1>"), letter(GRACE, day=9, said=ASKS, answers="<1>")
        (matter,) = of(asked, again).of(Side.OWED)
        assert (matter.contact, matter.again) == (asked.contact, [again.contact])

    def test_questions_in_two_threads_are_two_matters_the_oldest_first(self) -> None:
        """Given two threads, then both questions stand, in order of time."""
        new, old = letter(GRACE, day=9, said=ASKS), letter(GRACE, day=2, subject="Bridge", said=ASKS)
        assert [matter.contact for matter in of(new, old).of(Side.OWED)] == [old.contact, new.contact]

    def test_what_settled_it_is_known(self) -> None:
        """Given an answered question, then it is told by which mail."""
        asked, answer = letter(GRACE, said=ASKS, uid="<1>"), letter(ME, GRACE, day=3, answers="<1>")
        closed = of(asked, answer).last[Side.OWED].closed
        assert closed is not None
        assert (closed.how, closed.contact) == ("you answered", answer.contact)

    def test_a_logged_message_answers_by_its_direction(self) -> None:
        """Given a question to me, then a message of mine settles it and one of theirs does not."""
        asked = letter(GRACE, said=ASKS)
        assert of(asked, talks=(talk(4, Kind.MESSAGE, Direction.OUTBOUND),)).state == "none"
        assert of(asked, talks=(talk(4, Kind.MESSAGE, Direction.INBOUND),)).state == "owed"

    def test_a_reminder_after_a_meeting_is_open(self) -> None:
        """Given a question, a meeting and a reminder, then only the reminder is open."""
        asked, again = letter(GRACE, said=ASKS, uid="<1>"), letter(GRACE, day=9, said=ASKS, answers="<1>")
        (matter,) = of(asked, again, talks=(talk(5, Kind.MEETING),)).of(Side.OWED)
        assert matter.contact == again.contact

    @pytest.mark.parametrize("kind", [REQUEST, PROPOSAL])
    def test_a_yes_is_a_promise_only_to_a_request(self, kind: str) -> None:
        """Given a request or an invitation, when I agree, then only the request leaves a promise, about itself."""
        asked = letter(GRACE, said=Said(asks=(Ask(kind, "Send me the file"),)), uid="<1>")
        found = of(asked, letter(ME, GRACE, day=3, answers="<1>", said=Said(agrees=True, idle=True)))
        assert found.state == "none"
        assert [matter.topic for matter in found.of(Side.PROMISED)] == ["Send me the file"] * (kind == REQUEST)

    def test_the_earliest_of_several_days_counts(self) -> None:
        """Given two promises in one mail, one with a day, then that one is kept in mind."""
        from datetime import date

        said = Said(promises=(Promise("I'll call."), Promise("I'll send it.", date(2026, 3, 6))))
        (matter,) = of(letter(ME, GRACE, said=said)).of(Side.PROMISED)
        assert (matter.topic, matter.due) == ("I'll send it.", date(2026, 3, 6))


SAIDS = st.sampled_from(
    [
        None,
        SAYS,
        ASKS,
        PROMISES,
        Said(idle=True),
        Said(releases=True),
        Said(delivers=True),
        Said(asks=ASKS.asks, asks_back=True),
        Said(asks=(Ask(REQUEST, "Bob, send it", ("Bob",)), *ASKS.asks)),
        Said(agrees=True, idle=True),
        Said(automatic="absent"),
    ]
)
LETTERS = st.lists(
    st.builds(
        letter,
        st.sampled_from([ME, GRACE, BOB]),
        st.sampled_from([GRACE, BOB]),
        day=st.integers(1, 40),
        uid=st.sampled_from([f"<{n}>" for n in range(10)]),
        answers=st.sampled_from(["", *(f"<{n}>" for n in range(10))]),
        subject=st.sampled_from(["Budget", "Bridge?"]),
        said=SAIDS,
    ),
    max_size=10,
    unique_by=(lambda one: one.contact.uid, lambda one: (one.at, one.author)),
)


@given(LETTERS, st.randoms(use_true_random=False))
def test_the_order_of_mails_does_not_matter(letters: list[Letter], random: Random) -> None:
    """Given any mails, when they come in another order, then the same stands open with everybody."""
    shuffled = list(letters)
    random.shuffle(shuffled)
    assert standings(letters, NAMES, {}) == standings(shuffled, NAMES, {})


@given(LETTERS, SAIDS)
def test_an_unrelated_mail_changes_nothing(letters: list[Letter], said: Said | None) -> None:
    """Given any mails, when one of somebody else about something else comes, then nothing changes with the others."""
    stranger = letter("carol@example.org", day=20, uid="<carol>", subject="Roses", said=said)
    before, after = standings(letters, NAMES, {}), standings([*letters, stranger], NAMES, {})
    assert {key: after.get(key) for key in before} == before


@given(LETTERS)
def test_every_state_has_its_mail_and_its_reason(letters: list[Letter]) -> None:
    """Given any mails, then what is open rests on a mail that asks or promises, what is settled on a later one."""
    by_contact = {one.contact: one for one in letters}
    for person, standing in standings(letters, NAMES, {}).items():
        for side in Side:
            for matter in standing.of(side):
                began = by_contact[matter.contact]
                assert (began.author == person) == (side is Side.OWED)
                assert matter.topic
                assert began.asks or began.text.promises or began.text.agrees or began.text.holds
        for matter in standing.last.values():
            assert matter.closed is not None
            assert matter.closed.how
            assert matter.closed.contact in by_contact
