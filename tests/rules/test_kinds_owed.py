"""When reply-owed, awaiting-reply and promise fire, why, and what they then say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rules.engine import Judge, Outcome, Verdict, evaluate
from rules.said import Promise as Promised
from rules.said import Said
from rules.schema import Rule, RuleSet
from rules.settings import BY_KIND, AwaitingReply, KindSettings, OneSided, Promise, ReplyOwed
from rules.threads.letter import ME, Letter
from rules.threads.standing import standings
from syncd.dates import Duration
from syncd.model import Contact, Direction, FollowUp, Kind, Person, State, Tie
from syncd.settings import Who
from tests.rules.letters_of_threads import ASKS, GRACE, NAMES, PROMISES, at, letter

WORKDAYS = frozenset(range(5))
KINDS = {ReplyOwed: "reply-owed", AwaitingReply: "awaiting-reply", Promise: "promise"}
TIE = Tie(Person(GRACE, "Grace Hopper", (GRACE,)), is_person=True)
OWED = letter(GRACE, said=ASKS, uid="<ask>", link="https://mail/ask")  # Monday, 2 March 2026
ASKED = letter(ME, GRACE, said=ASKS, uid="<ask>")
BACK = letter(GRACE, day=3, answers="<ask>", uid="<back>", said=replace(ASKS, asks_back=True))
GIVEN = letter(ME, GRACE, said=PROMISES, uid="<promise>")


def rule(settings: KindSettings) -> Rule:
    kind = KINDS[type(settings)]
    return Rule(kind, kind, Who(), BY_KIND[kind].title, 5, settings)


def moment(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 18, tzinfo=UTC)


def judge(
    settings: KindSettings,
    now: datetime,
    *letters: Letter,
    talks: tuple[Contact, ...] = (),
    remembered: Iterable[FollowUp] = (),
) -> Verdict:
    found = standings(letters, NAMES, {GRACE: talks})
    rules = RuleSet((rule(settings),))
    return Judge(rules, (), now, UTC, WORKDAYS, remembered, standings=found).verdicts(TIE)[0]


def outcome(settings: KindSettings, now: datetime, *letters: Letter, remembered: Iterable[FollowUp] = ()) -> Outcome:
    found = standings(letters, NAMES, {})
    rules = RuleSet((rule(settings),))
    return evaluate(rules, {GRACE: TIE}, (), now, UTC, WORKDAYS, remembered=remembered, standings=found)


def followup(settings: KindSettings, cycle: str, state: State) -> FollowUp:
    kind = KINDS[type(settings)]
    due = date(2026, 3, 4)
    return FollowUp(1, "key", kind, kind, GRACE, "Grace", cycle, due, due, 5, "", "", "", state, at(4))


class TestReplyOwed:
    @pytest.mark.parametrize(
        ("day", "month", "fires"), [(3, 3, False), (4, 3, True), (31, 3, True), (1, 4, True), (2, 4, False)]
    )
    def test_due_after_two_workdays_forgotten_after_thirty_days(self, day: int, month: int, fires: bool) -> None:
        """Asked on Monday 2 March: due on Wednesday the 4th, forgotten after 1 April."""
        got = judge(ReplyOwed(), moment(day, month), OWED)
        assert (got.fires, got.due) == (fires, date(2026, 3, 4))
        for said in ("2026-03-02", "What was the budget?", "2026-04-01"):
            assert said in got.because

    def test_what_it_says(self) -> None:
        """Given an open question, then title, reason, notes and evidence tell which, and who ends it how."""
        wanted = judge(ReplyOwed(), moment(5), OWED).wanted
        assert wanted is not None
        assert wanted.title == "Answer Grace Hopper: What was the budget?"
        assert wanted.reason == "Grace asked on 2026-03-02: “What was the budget?”"
        assert "Owed: an answer from you; Grace asked on 2026-03-02" in wanted.notes
        assert "Link: https://mail/ask" in wanted.notes
        assert (wanted.cycle, wanted.closes_on, [e.uid for e in wanted.evidence]) == ("<ask>", "outbound", ["<ask>"])

    def test_the_others_are_named(self) -> None:
        """Given two open questions, then the oldest is raised and the other is named."""
        other = letter(GRACE, day=3, subject="Bridge", said=ASKS)
        got = judge(ReplyOwed(), moment(6), other, OWED)
        assert got.wanted is not None
        assert got.wanted.cycle == "<ask>"
        assert "Also open: 2026-03-03 (e-mail from them, “Bridge”), due 2026-03-05." in got.because

    def test_one_that_was_settled_gives_way_to_the_next(self) -> None:
        """Given a dismissed follow-up of the oldest question, then the next question is raised."""
        other = letter(GRACE, day=3, subject="Bridge", said=ASKS, uid="<other>")
        over = followup(ReplyOwed(), "<ask>", State.DISMISSED)
        for questions, cycle in (((OWED, other), "<other>"), ((OWED,), "<ask>")):
            wanted = judge(ReplyOwed(), moment(6), *questions, remembered=[over]).wanted
            assert wanted is not None
            assert wanted.cycle == cycle

    def test_what_was_raised_goes_on(self) -> None:
        """Given an open follow-up for the younger of two questions, then it stays the one."""
        other = letter(GRACE, day=3, subject="Bridge", said=ASKS, uid="<other>")
        wanted = judge(
            ReplyOwed(), moment(6), OWED, other, remembered=[followup(ReplyOwed(), "<other>", State.OPEN)]
        ).wanted
        assert wanted is not None
        assert wanted.cycle == "<other>"

    def test_why_nothing_is_owed(self) -> None:
        """Given an answered question, or none, then it is said what settled it, or what would begin one."""
        answer = letter(ME, GRACE, day=3, answers="<ask>")
        got = judge(ReplyOwed(), moment(6), OWED, answer)
        assert not got.fires
        assert "Grace asked on 2026-03-02" in got.because
        assert "you answered on 2026-03-03 (e-mail from you, “Budget”), which settles it" in got.because
        assert [e.uid for e in got.evidence] == ["<ask>", answer.contact.uid]
        assert "would start it" in judge(ReplyOwed(), moment(6)).because

    def test_unread_text_is_told(self) -> None:
        """Given a question known by its subject only, then `explain` says so."""
        got = judge(ReplyOwed(), moment(6), letter(GRACE, subject="Budget?", said=None))
        assert got.fires
        assert "Its text was not read" in got.because

    @pytest.mark.parametrize("settings", [ReplyOwed(), AwaitingReply(), Promise()])
    def test_unread_text_is_told_where_nothing_is_seen(self, settings: KindSettings) -> None:
        """Given a mail whose text was not read and whose subject asks nothing, then each kind says what it is blind to;
        given one that was read, then it does not."""
        got = judge(settings, moment(6), letter(GRACE, subject="Hello", said=None))
        assert not got.fires
        assert 'The text of one mail with them was not read (bodies = "none"' in got.because
        assert "not read" not in judge(settings, moment(6), letter(GRACE, subject="Hello")).because

    def test_unread_text_is_told_beside_what_was_read(self) -> None:
        """Given a question in one account and a mail of another account without text, then both are told."""
        got = judge(ReplyOwed(), moment(6), OWED, letter(GRACE, subject="Hello", said=None))
        assert got.fires
        assert "The text of one mail with them was not read" in got.because

    def test_my_counter_question_is_told(self) -> None:
        """Given my question back, then it still is my turn, and that is explained."""
        back = letter(ME, GRACE, day=3, answers="<ask>", said=replace(ASKS, asks_back=True))
        got = judge(ReplyOwed(), moment(6), OWED, back)
        assert got.fires
        assert "your question back on 2026-03-03 is no answer" in got.because


class TestAwaitingReply:
    @pytest.mark.parametrize(("day", "month", "fires"), [(6, 3, False), (9, 3, True), (1, 4, True), (2, 4, False)])
    def test_due_after_five_workdays_forgotten_after_thirty_days(self, day: int, month: int, fires: bool) -> None:
        """Asked on Monday 2 March: due on Monday the 9th, forgotten after 1 April."""
        got = judge(AwaitingReply(), moment(day, month), ASKED)
        assert (got.fires, got.due) == (fires, date(2026, 3, 9))

    @pytest.mark.parametrize(("most", "due", "fires"), [(1, 17, False), (2, 17, True)])
    def test_asked_again_often_enough(self, most: int, due: int, fires: bool) -> None:
        """Given a nudge on the 10th, then with max_nudges 1 it is left at that, with 2 it is due again on the 17th."""
        nudge = letter(ME, GRACE, day=10, answers="<ask>")
        got = judge(AwaitingReply(max_nudges=most), moment(18), ASKED, nudge)
        assert (got.fires, got.due) == (fires, date(2026, 3, due))
        assert "you wrote again on 2026-03-10" in got.because

    def test_what_follows_on_the_same_day_belongs_to_the_question(self) -> None:
        """Given a second mail of mine an hour after the question, then it is no nudge."""
        more = letter(ME, GRACE, hour=13, answers="<ask>")
        assert judge(AwaitingReply(), moment(9), ASKED, more).fires

    def test_what_it_says(self) -> None:
        """Given an open question of mine, then the follow-up tells which, and is closed by what comes in."""
        wanted = judge(AwaitingReply(), moment(9), ASKED).wanted
        assert wanted is not None
        assert wanted.title == "Ask Grace Hopper again: What was the budget?"
        assert wanted.reason == "You asked Grace on 2026-03-02: “What was the budget?”"
        assert (wanted.cycle, wanted.closes_on) == ("<ask>", "inbound")

    def test_their_counter_question_is_my_turn(self) -> None:
        """Given a question back, then nothing is waited for, and it is said whose turn it is."""
        got = judge(AwaitingReply(), moment(18), ASKED, BACK)
        assert (got.fires, got.due) == (False, None)
        assert "they asked back on 2026-03-03: in that thread it is your turn" in got.because

    def test_it_waits_again_from_my_answer_on(self) -> None:
        """Given my answer on the 10th to a question back, then it is due five workdays later, for a cycle of its own,
        though the follow-up for the question was settled by the question back."""
        answer = letter(ME, GRACE, day=10, answers="<back>", uid="<answer>")
        settled = followup(AwaitingReply(), "<ask>", State.CONTACTED)
        for day, fires in ((16, False), (17, True)):
            got = judge(AwaitingReply(), moment(day), ASKED, BACK, answer, remembered=[settled])
            assert (got.fires, got.due) == (fires, date(2026, 3, 17))
        assert got.wanted is not None
        assert (got.wanted.cycle, got.wanted.reason) == (
            "<answer>",
            "You asked Grace on 2026-03-02: “What was the budget?”",
        )
        assert "their question back on 2026-03-03, which you answered on 2026-03-10, is no answer" in got.because

    def test_a_meeting_settles_it(self) -> None:
        """Given a meeting after the question, then nothing is asked again, and the meeting is named."""
        met = Contact("meet", at(4), Kind.MEETING, None, "Lunch", "work")
        got = judge(AwaitingReply(), moment(9), ASKED, talks=(met,))
        assert not got.fires
        assert "you met on 2026-03-04 (meeting, “Lunch”)" in got.because


class TestPromise:
    @pytest.mark.parametrize(("now", "fires"), [(moment(4), False), (moment(5), True), (moment(1, 5), True)])
    def test_due_after_three_workdays(self, now: datetime, fires: bool) -> None:
        """Promised on Monday without a day: due on Thursday, forgotten after sixty days."""
        got = judge(Promise(), now, GIVEN)
        assert (got.fires, got.due) == (fires, date(2026, 3, 5))
        assert not judge(Promise(), moment(2, 5), GIVEN).fires

    def test_due_on_the_day_it_names(self) -> None:
        """Given a named day, even one beyond what is forgotten, then that day is due and not forgotten before."""
        far = Said(promises=(Promised("I'll send it in June.", date(2026, 6, 30)),))
        got = judge(Promise(), moment(30, 6), letter(ME, GRACE, said=far))
        assert (got.fires, got.due) == (True, date(2026, 6, 30))

    def test_suggested_ones_are_for_the_digest_only(self) -> None:
        """Given the default, then the promise is in `suggested` and not in `wanted`, and says what it waits for."""
        got = outcome(Promise(), moment(6), GIVEN)
        assert ([w.cycle for w in got.suggested], got.wanted, got.held) == (["<promise>"], (), ())
        assert "until you confirm it" in got.verdicts[GRACE][0].because

    @pytest.mark.parametrize(("day", "coming"), [(22, False), (23, True), (29, True), (30, False)])
    def test_one_of_the_coming_week_may_be_confirmed(self, day: int, coming: bool) -> None:
        """Given a promise for 30 March, then from seven days before it is `coming`, and on its day `suggested`."""
        said = Said(promises=(Promised("I'll send it.", date(2026, 3, 30)),))
        got = outcome(Promise(), moment(day), letter(ME, GRACE, said=said))
        assert ([w.due.day for w in got.coming], len(got.suggested)) == ([30] * coming, int(day == 30))
        assert got.verdicts[GRACE][0].fires == (day == 30)
        assert (got.wanted, got.held) == ((), ())

    def test_one_that_was_confirmed_early_stays(self) -> None:
        """Given an open follow-up before the day that was named, then it is wanted and goes on."""
        said = Said(promises=(Promised("I'll send it.", date(2026, 3, 30)),))
        open_ = followup(Promise(), "<promise>", State.PLANNED)
        got = outcome(Promise(), moment(24), letter(ME, GRACE, said=said, uid="<promise>"), remembered=[open_])
        assert ([w.due.day for w in got.wanted], got.suggested, got.coming) == ([30], (), ())

    def test_who_does_not_answer_is_left_in_peace(self) -> None:
        """Given a promise of the coming week to somebody one-sided, then it is not suggested."""
        said = Said(promises=(Promised("I'll send it.", date(2026, 3, 30)),))
        found = standings([letter(ME, GRACE, said=said)], NAMES, {})
        silent = Rule("silence", "one-sided", Who(), "", 5, OneSided(count=1))
        rules = RuleSet((rule(Promise()), silent))
        mine = Contact("<promise>", at(2), Kind.EMAIL, Direction.OUTBOUND, "Budget", "work")
        tie = replace(TIE, last_outbound=mine, unanswered=1)
        got = evaluate(rules, {GRACE: tie}, (), moment(24), UTC, WORKDAYS, standings=found)
        assert (got.coming, got.suggested, got.held) == ((), (), ())

    def test_a_confirmed_one_is_wanted(self) -> None:
        """Given an open follow-up of its cycle, which is what confirming makes, then it is wanted."""
        got = outcome(Promise(), moment(6), GIVEN, remembered=[followup(Promise(), "<promise>", State.OPEN)])
        assert ([w.cycle for w in got.wanted], got.suggested) == (["<promise>"], ())

    def test_what_it_says(self) -> None:
        """Given suggested = false, then it is raised, tells which promise, and is closed by what I send."""
        (wanted,) = outcome(Promise(suggested=False), moment(6), GIVEN).wanted
        assert wanted.title == "Keep your word to Grace Hopper: I'll send the report."
        assert wanted.reason == "You promised Grace on 2026-03-02: “I'll send the report.”"
        assert (wanted.cycle, wanted.closes_on) == ("<promise>", "outbound")

    def test_what_kept_it_is_told(self) -> None:
        """Given a later mail of mine that delivers, then it is over, and that mail is named."""
        sent = letter(ME, GRACE, day=4, answers="<promise>", said=Said(delivers=True))
        got = judge(Promise(), moment(6), GIVEN, sent)
        assert not got.fires
        assert "you delivered on 2026-03-04" in got.because


@pytest.mark.parametrize("settings", [ReplyOwed(), AwaitingReply(), Promise()])
def test_overdue_is_relative_to_the_interval(settings: KindSettings) -> None:
    """Given any of them a week overdue, then how urgent it is depends on how long it was given."""
    begun = {ReplyOwed: OWED, AwaitingReply: ASKED, Promise: GIVEN}[type(settings)]
    got = judge(settings, moment(20), begun)
    assert got.wanted is not None
    assert got.due is not None
    assert got.wanted.overdue_ratio == (20 - got.due.day) / (got.due.day - 2)
    assert Duration.parse(str(settings.after)) == settings.after  # type: ignore[union-attr]  # these three have it
