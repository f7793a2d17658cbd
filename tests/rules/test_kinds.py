"""When each kind of rule fires, why, and what it then says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.engine import Judge, Outcome, Verdict, evaluate
from rules.finding import Day
from rules.kinds import occasion
from rules.schema import Rule, RuleSet
from rules.settings import Drifting, FirstMeeting, KeepInTouch, KindSettings, Occasion, OneSided
from syncd.dates import Duration
from syncd.model import Contact, Direction, FollowUp, Kind, Person, State, Status, Tie
from syncd.settings import Group, Who

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = frozenset(range(5))
GRACE = Person("grace@example.com", "Grace Hopper", ("grace@example.com",))
KINDS = {
    KeepInTouch: "keep-in-touch",
    FirstMeeting: "first-meeting",
    Drifting: "drifting",
    OneSided: "one-sided",
    Occasion: "occasion",
}


def rule(settings: KindSettings, name: str = "", **values: object) -> Rule:
    kind = KINDS[type(settings)]
    return replace(Rule(name or kind, kind, Who(), "Write to {name}", 5, settings), **values)  # type: ignore[arg-type]  # any field


def at(text: str) -> datetime:
    """A local moment; a bare day is 09:00."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00").replace(tzinfo=BERLIN)


def mail(text: str, direction: Direction = Direction.OUTBOUND, subject: str = "Budget") -> Contact:
    return Contact(
        f"<{text}>", int(at(text).timestamp()), Kind.EMAIL, direction, subject, "work", link="https://mail/1"
    )


def meeting(text: str) -> Contact:
    return Contact(f"meet:{text}", int(at(text).timestamp()), Kind.MEETING, None, "Lunch", "work")


def tie(last: Contact | None = None, person: Person = GRACE, **values: object) -> Tie:
    base = Tie(person, is_person=True, last_contact=last)
    if last is not None and last.direction is Direction.OUTBOUND:
        base = replace(base, last_outbound=last)
    return replace(base, **values)  # type: ignore[arg-type]  # any field


def verdicts(rules: Sequence[Rule], one: Tie, now: str, groups: Sequence[Group] = ()) -> tuple[Verdict, ...]:
    return Judge(RuleSet(tuple(rules)), groups, at(now), BERLIN, WORKDAYS).verdicts(one)


def verdict(settings: KindSettings, one: Tie, now: str) -> Verdict:
    return verdicts([rule(settings)], one, now)[0]


MONTHLY = KeepInTouch(Duration(30, "d"))


class TestKeepInTouch:
    @pytest.mark.parametrize(
        ("now", "fires"), [("2026-01-23", False), ("2026-01-24", True), ("2026-02-03", True), ("2027-02-03", True)]
    )
    def test_due_an_interval_after_the_last_contact_raised_a_lead_before(self, now: str, fires: bool) -> None:
        """Last contact 1 January, every 30d: due on the 31st, raised from the 24th on."""
        got = verdict(MONTHLY, tie(mail("2026-01-01")), now)
        assert (got.fires, got.due) == (fires, date(2026, 1, 31))
        for said in ("2026-01-01", "2026-01-24", "2026-01-31", "30d", "Budget"):
            assert said in got.because
        assert [e.uid for e in got.evidence] == ["<2026-01-01>"]
        if got.wanted:
            assert got.wanted.cycle == "<2026-01-01>"

    def test_days_are_local_days(self) -> None:
        """00:30 in Berlin is still the day before in UTC; the local date counts."""
        assert verdict(MONTHLY, tie(mail("2026-03-01T00:30")), "2026-04-02").due == date(2026, 3, 31)

    def test_months_go_by_the_calendar_and_workdays_by_the_week(self) -> None:
        """31 January + 1m is 28 February; Friday + 2 workdays is Tuesday."""
        monthly = KeepInTouch(Duration(1, "m"))
        assert verdict(monthly, tie(mail("2026-01-31")), "2026-02-28").due == date(2026, 2, 28)
        often = KeepInTouch(Duration(2, "workday"), Duration(1, "workday"))
        assert verdict(often, tie(mail("2026-03-06")), "2026-03-08").due == date(2026, 3, 10)
        assert [verdict(often, tie(mail("2026-03-06")), f"2026-03-0{d}").fires for d in (7, 8, 9)] == [
            False,
            False,
            True,
        ]

    @pytest.mark.parametrize(("day", "held"), [("2026-02-17", "scheduled"), ("2026-02-18", "")])
    def test_waits_for_a_meeting_within_14_days(self, day: str, held: str) -> None:
        """A meeting on the 14th day from today holds it back, one on the 15th does not."""
        got = verdict(MONTHLY, tie(mail("2026-01-01"), next_meeting=meeting(day)), "2026-02-03")
        assert (got.held_by, got.fires) == (held, not held)
        assert got.wanted is not None
        assert (day in got.because) == bool(held)

    def test_the_never_contacted_are_spread_over_one_interval(self) -> None:
        """Of 300 people added on one day none is due that day, all are due within 30 days, about ten a day."""
        dues = []
        for number in range(300):
            key = f"p{number}@example.com"
            one = tie(person=Person(key, key, (key,), named=True, added=date(2026, 1, 1)))
            got = verdict(MONTHLY, one, "2026-02-01")
            assert got.fires
            assert got.wanted is not None
            assert got.wanted.cycle == ""
            assert got.due is not None
            assert not verdict(MONTHLY, one, str(got.due - timedelta(days=1))).fires
            dues.append(got.due)
        assert (min(dues), max(dues)) == (date(2026, 1, 2), date(2026, 1, 31))
        assert max(dues.count(day) for day in set(dues)) < 25

    def test_never_contacted_and_never_dated_says_so(self) -> None:
        """Without a day to begin with nothing is raised."""
        assert not verdict(MONTHLY, tie(), "2026-02-01").fires


class TestFirstMeeting:
    @pytest.mark.parametrize(
        ("now", "fires"),
        [("2026-03-09", False), ("2026-03-10", True), ("2026-03-20", True), ("2026-03-21", False)],
    )
    def test_due_two_workdays_after_forgotten_after_two_weeks(self, now: str, fires: bool) -> None:
        """Met on Friday 6 March: due on Tuesday the 10th, forgotten after the 20th."""
        met = meeting("2026-03-06")
        got = verdict(FirstMeeting(), tie(met, first_meeting=met, last_meeting=met), now)
        assert (got.fires, got.due) == (fires, date(2026, 3, 10))
        if got.wanted:
            assert got.wanted.cycle == met.uid

    @pytest.mark.parametrize(("written", "fires"), [("2026-03-06T08:59", True), ("2026-03-06T11:00", False)])
    def test_only_what_was_written_after_it_settles_it(self, written: str, fires: bool) -> None:
        """A mail of mine before the meeting is no thanks for it."""
        met = meeting("2026-03-06")
        got = verdict(FirstMeeting(), tie(mail(written), first_meeting=met), "2026-03-11")
        assert got.fires is fires

    def test_all_day_meetings_have_the_written_date(self) -> None:
        """An all-day meeting on the 6th is on the 6th in every zone."""
        met = Contact(
            "m", int(datetime(2026, 3, 5, 23, tzinfo=UTC).timestamp()), Kind.MEETING, None, "", "", date(2026, 3, 6)
        )
        assert verdict(FirstMeeting(), tie(met, first_meeting=met), "2026-03-11").due == date(2026, 3, 10)

    def test_not_met(self) -> None:
        """Nothing to thank for."""
        assert not verdict(FirstMeeting(), tie(mail("2026-03-01")), "2026-03-11").fires


class TestDrifting:
    @pytest.mark.parametrize(
        ("rhythm", "due"),
        [(20.0, date(2026, 2, 21)), (2.5, date(2026, 2, 1)), (12.2, date(2026, 2, 1)), (12.5, date(2026, 2, 2))],
    )
    def test_due_on_the_first_day_of_too_long_a_silence(self, rhythm: float, due: date) -> None:
        """Silence must exceed both 2.5 × rhythm and 30 days, counted from 1 January."""
        one = tie(mail("2026-01-01"), rhythm_days=rhythm, strength=3.0)
        got = verdict(Drifting(), one, str(due))
        assert (got.fires, got.due) == (True, due)
        assert not verdict(Drifting(), one, str(due - timedelta(days=1))).fires

    def test_no_rhythm_or_a_weak_tie(self) -> None:
        """Too little contact to have a rhythm, or a tie that means little by now: nothing."""
        assert not verdict(Drifting(), tie(mail("2025-01-01"), strength=9.0), "2026-01-01").fires
        weak = verdict(Drifting(), tie(mail("2025-01-01"), rhythm_days=2, strength=1.94), "2026-01-01")
        assert not weak.fires
        assert "1.9" in weak.because

    def test_what_is_open_is_not_taken_back_because_the_tie_faded_further(self) -> None:
        """Raised while strong enough and with a rhythm; weeks later both are lost: still wanted, due unchanged."""
        strong = tie(mail("2026-01-01"), rhythm_days=2, strength=2.1)
        raised = outcome([rule(Drifting())], [strong], "2026-02-05")
        open_one = remembered(raised)
        faded = replace(strong, rhythm_days=None, strength=0.1)
        later = outcome([rule(Drifting())], [faded], "2026-06-01", [open_one])
        assert [w.due for w in later.wanted] == [date(2026, 2, 1)]
        assert outcome([rule(Drifting())], [faded], "2026-06-01").wanted == ()


class TestOneSided:
    ASKED = tie(mail("2026-01-01"), unanswered=2)

    @pytest.mark.parametrize(("now", "held"), [("2026-03-31", "one-sided"), ("2026-04-01", "")])
    def test_holds_every_other_rule_back_for_the_pause(self, now: str, held: str) -> None:
        """Two unanswered, the last on 1 January: quiet for 90 days, then the rules speak again."""
        rules = [rule(MONTHLY), rule(OneSided())]
        keep, one_sided = verdicts(rules, self.ASKED, now)
        assert (keep.held_by, keep.fires, one_sided.fires) == (held, not held, bool(held))
        assert one_sided.wanted is None
        assert keep.wanted is not None
        assert ("2026-04-01" in keep.because) == bool(held)

    def test_one_message_is_not_one_sided(self) -> None:
        """Count is 2 unless said otherwise."""
        keep, one_sided = verdicts([rule(MONTHLY), rule(OneSided())], replace(self.ASKED, unanswered=1), "2026-03-01")
        assert (keep.fires, one_sided.fires) == (True, False)

    def test_outcome_lists_it_as_held(self) -> None:
        """What is held back is in `held`, not in `wanted`."""
        got = outcome([rule(OneSided()), rule(MONTHLY)], [self.ASKED], "2026-03-01")
        assert (got.wanted, [(h.wanted.rule, h.held_by) for h in got.held]) == ((), [("keep-in-touch", "one-sided")])


class TestOccasion:
    @pytest.mark.parametrize(
        ("born", "today", "fires", "due"),
        [
            ("12-09", date(2026, 12, 5), False, date(2026, 12, 9)),
            ("12-09", date(2026, 12, 6), True, date(2026, 12, 9)),
            ("1906-12-09", date(2026, 12, 9), True, date(2026, 12, 9)),
            ("12-09", date(2026, 12, 10), False, date(2027, 12, 9)),
            ("03-07", date(2026, 3, 9), True, date(2026, 3, 7)),  # a Saturday, written for Monday
            ("03-07", date(2026, 3, 10), False, date(2027, 3, 7)),
            ("02-29", date(2026, 2, 27), True, date(2026, 2, 28)),
            ("01-02", date(2026, 12, 30), True, date(2027, 1, 2)),
        ],
    )
    def test_raised_three_days_before(self, born: str, today: date, fires: bool, due: date) -> None:
        """Until the workday on which it is written has passed."""
        got = occasion.judge(Occasion(), tie(person=replace(GRACE, birthday=born)), Day(today, BERLIN, WORKDAYS))
        assert (got.fires, got.due, got.cycle) == (fires, due, f"birthday:{due.year}")


def outcome(rules: Sequence[Rule], ties: Sequence[Tie], now: str, log: Sequence[FollowUp] = ()) -> Outcome:
    keyed = {t.person.key: t for t in ties}
    return evaluate(RuleSet(tuple(rules)), keyed, (), at(now), BERLIN, WORKDAYS, remembered=log)


def remembered(raised: Outcome, when: str = "2026-02-05") -> FollowUp:
    (w,) = raised.wanted
    return FollowUp(
        1, "k", w.rule, w.rule_kind, w.person, w.name, w.cycle, w.due, w.due, w.priority, w.title, w.reason, w.notes,
        State.OPEN, int(at(when).timestamp()),
    )  # fmt: skip


class TestEngine:
    @pytest.mark.parametrize(
        ("one", "who", "said"),
        [
            (tie(mail("2026-01-01"), replace(GRACE, status=Status.MUTED)), Who(), "muted"),
            (tie(mail("2026-01-01"), replace(GRACE, status=Status.IGNORED)), Who(), "ignored"),
            (tie(mail("2026-01-01"), is_person=False), Who(), "only an address"),
            (tie(mail("2026-01-01")), Who(tag=("mentor",)), "does not fit"),
        ],
    )
    def test_says_why_a_rule_does_not_apply(self, one: Tie, who: Who, said: str) -> None:
        """Muted, ignored, not a person, not meant: nothing is wanted, and the verdict says which."""
        (got,) = verdicts([rule(MONTHLY, who=who)], one, "2026-03-01")
        assert (got.applies, got.fires, got.wanted) == (False, False, None)
        assert said in got.because

    def test_groups_of_the_config_are_known(self) -> None:
        """`who = { group = … }` asks the config's groups."""
        groups = [Group("navy", Who(name=("grace *",)))]
        (got,) = verdicts([rule(MONTHLY, who=Who(group=("navy",)))], tie(mail("2026-01-01")), "2026-03-01", groups)
        assert got.fires

    def test_addresses_are_not_judged(self) -> None:
        """Only persons have verdicts in an outcome."""
        assert outcome([rule(MONTHLY)], [tie(mail("2026-01-01"), is_person=False)], "2026-03-01").verdicts == {}

    def test_kinds_that_are_not_built_are_passed_over(self) -> None:
        """No verdict, no error."""
        assert verdicts([replace(rule(MONTHLY), kind="to-come")], tie(mail("2026-01-01")), "2026-03-01") == ()

    def test_days_stay_those_of_the_day_it_was_raised(self) -> None:
        """{days} is 35 when raised, and 35 later while the follow-up is open; a new one would say more."""
        counting = [rule(MONTHLY, title="{first_name}: {days} days since {topic} on {last_contact}, due {due}")]
        one = tie(mail("2026-01-01", subject="AW: Re: [list] Budget"))
        raised = outcome(counting, [one], "2026-02-05")
        text = "Grace: 35 days since [list] Budget on 2026-01-01, due 2026-01-31"
        assert [w.title for w in raised.wanted] == [text]
        later = outcome(counting, [one], "2026-02-20", [remembered(raised)])
        assert [w.title for w in later.wanted] == [text]
        assert [w.notes for w in later.wanted] == [w.notes for w in raised.wanted]
        assert "50 days" in outcome(counting, [one], "2026-02-20").wanted[0].title

    def test_notes_say_why(self) -> None:
        """Rule, last contact with how and subject, what is owed, the link; nothing more."""
        (got,) = outcome([rule(MONTHLY, "mentors")], [tie(mail("2026-01-01"))], "2026-02-05").wanted
        assert got.notes.splitlines() == [
            "Rule: mentors (keep-in-touch)",
            "Last contact: 2026-01-01 (e-mail from you, “Budget”)",
            "Owed: a word from you by 2026-01-31 (every 30d)",
            "Link: https://mail/1",
        ]

    def test_overdue_is_measured_by_the_interval(self) -> None:
        """15 days after a due date that comes every 30 days is half an interval."""
        (got,) = outcome([rule(MONTHLY)], [tie(mail("2026-01-01"))], "2026-02-15").wanted
        assert got.overdue_ratio == 0.5
