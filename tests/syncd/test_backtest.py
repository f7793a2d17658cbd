"""A backtest says what syncd would have done, one day after another: the quick way says the same as the plain one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.said import REQUEST, Ask, Promise, Said, dump
from rules.schema import RuleSet, parse_rules
from rules.threads.letter import reference
from syncd.jobs.backtest import Replayed, replay
from syncd.jobs.backtest_report import Cadence, Report, cadences, report
from syncd.jobs.followup import decide
from syncd.jobs.letters import standing_of_all
from syncd.jobs.world import World as Known
from syncd.model import Facts, FollowUp, Kind, LetterRow
from syncd.people import build_directory
from syncd.settings import Group, PersonEntry, Settings, Who
from syncd.ties import ties
from tests.syncd.worlds import ALAN, BERLIN, GRACE, ME, YES, World, event, listed
from tests.syncd.worlds import settings as my_settings

MARY = "mary@example.org"
FIRST, LAST = date(2026, 2, 1), date(2026, 4, 30)
ASKS = dump(Said(asks=(Ask(REQUEST, "the numbers"),)))
PROMISES = dump(Said(promises=(Promise("I'll send the numbers"),)))
NOTHING = dump(Said())

RULES = """
[[rule]]
name = "keep"
kind = "keep-in-touch"
every = "12d"
lead = "3d"
[[rule]]
name = "workdays"
kind = "keep-in-touch"
who = {{ address = "alan@example.net" }}
every = "9 workdays"
lead = "2 workdays"
priority = 4
[[rule]]
name = "new"
kind = "first-meeting"
[[rule]]
name = "answers"
kind = "reply-owed"
priority = {priority}
forget = "12d"
[[rule]]
name = "waiting"
kind = "awaiting-reply"
after = "3 workdays"
[[rule]]
name = "promises"
kind = "promise"
suggested = {suggested}
[[rule]]
name = "drifting"
kind = "drifting"
factor = 1.5
at_least = "5d"
strength_at_least = {strength}
[[rule]]
name = "old"
kind = "revive"
silent = "20d"
[[rule]]
name = "birthdays"
kind = "occasion"
[[rule]]
name = "patience"
kind = "one-sided"
pause = "10d"
[[rule]]
name = "goal"
kind = "goal"
what = "outreach"
at_least = 1
"""


@dataclass
class Past(World):
    """A world whose mails have texts and answer each other."""

    extra: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def write(self, author: str, to: str, day: int, said: str = NOTHING, answers: str = "", subject: str = "") -> str:
        """A mail on the day of that number after 2026-01-01, at noon or in the evening."""
        when = datetime(2026, 1, 1, 12 + day % 9) + timedelta(days=day)  # noqa: DTZ001 - a wall clock reading
        uid = self.mail(author, to, when=when.isoformat())
        self.mails[-1] = self.mails[-1]._replace(subject=subject or f"about {uid}")
        self.extra[uid] = (reference(answers) if answers else b"", said)
        return uid

    def meet(self, who: str, day: int) -> None:
        start = f"{date(2026, 1, 1) + timedelta(days=day)}T10:00:00"
        self.meeting(event(listed(who, YES), start=start, uid=f"meeting-{len(self.events)}"))

    def call(self, who: str, day: int) -> None:
        self.log(who, Kind.CALL, when=f"{date(2026, 1, 1) + timedelta(days=day)}T11:00")

    @property
    def facts(self) -> Facts:
        def letters(since: int) -> Iterator[LetterRow]:
            for row in self.mails:
                if row.at >= since:
                    yield LetterRow(row, self.extra[row.uid][0], (), self.extra[row.uid][1])

        return replace(super().facts, letters=letters)


NOW = datetime(2026, 5, 1, 12, tzinfo=BERLIN)


def world(per_week: int = 7, max_open: int = 12) -> Past:
    """Ada's, with Mary in the config, whose birthday is in March."""
    mary = PersonEntry((MARY,), "Mary", birthday="03-10")
    mine = my_settings(people=[mary], groups=[Group("friends", Who(address=(GRACE,)))])
    followups = replace(mine.followups, per_week=per_week, max_open=max_open)
    return Past(replace(mine, followups=followups), now=NOW, added={MARY: date(2026, 1, 20)})


def book(text: str) -> RuleSet:
    return parse_rules([("rules.toml", text)])


def one_rule(kind: str, more: str = "") -> RuleSet:
    return book(f'[[rule]]\nname = "r"\nkind = "{kind}"\n{more}')


def replayed(past: Past, rules: RuleSet, first: date = FIRST, last: date = LAST) -> Replayed:
    return replay(past.facts, past.settings, rules, NOW, first, last)[0]


Line = tuple[str, str, str, date, date, str]


def lines(found: Replayed) -> list[Line]:
    """(rule, person, cycle, day it was raised, due, how it ended), in order."""
    return sorted(
        (one.followup.rule, one.followup.person, one.followup.cycle, one.on, one.followup.due, one.followup.state.value)
        for one in found.raised
    )


def plainly(past: Past, rules: RuleSet) -> list[Line]:
    """The same, everything inferred anew on every day."""
    log: dict[str, FollowUp] = {}
    raised: list[tuple[str, date]] = []
    day = FIRST
    while day <= LAST:
        moment = datetime.combine(day, past.settings.followups.at, BERLIN)
        for doing in decide(known(past, moment, tuple(log.values()), rules), rules, "", None).doings:
            before = log.get(doing.followup.key)
            number = before.id if before else len(log) + 1
            log[doing.followup.key] = replace(doing.followup, id=number, pending="")
            if doing.action == "create":
                raised.append((doing.followup.key, day))
        day += timedelta(days=1)
    ends = [(log[key], on) for key, on in raised]
    return sorted((one.rule, one.person, one.cycle, on, one.due, one.state.value) for one, on in ends)


def known(past: Past, moment: datetime, log: tuple[FollowUp, ...], rules: RuleSet) -> Known:
    """What one run of syncd at that moment sees."""
    mine: Settings = past.settings
    directory = build_directory(past.facts, mine, moment)
    standings = standing_of_all(past.facts, directory, mine, moment, rules)
    return Known(moment, mine, past.facts, directory, ties(past.facts, directory, mine, moment), log, standings)


PEOPLE = st.sampled_from([GRACE, ALAN, MARY])
DAYS = st.integers(0, 125)
MAILS = st.tuples(
    st.sampled_from(["in", "out", "in", "out", "meet", "call"]),
    PEOPLE,
    DAYS,
    st.sampled_from([NOTHING, ASKS, PROMISES]),
    st.booleans(),  # answers the mail before it
    st.sampled_from(["", "The bridge"]),
)


@settings(max_examples=15)
@given(
    st.lists(MAILS, max_size=40),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["1", "6"]),
    st.sampled_from(["true", "false"]),
    st.sampled_from(["0", "2"]),
)
def test_the_same_as_the_plain_computation(
    told: list[tuple[str, str, int, str, bool, str]],
    per_week: int,
    max_open: int,
    priority: str,
    suggested: str,
    strength: str,
) -> None:
    """Given any small past, rules and budget, when replayed, then all is as if everything were inferred every day."""
    past = world(per_week, max_open)
    last = ""
    for what, who, day, said, answers, subject in told:
        if what == "meet":
            past.meet(who, day)
        elif what == "call":
            past.call(who, day)
        else:
            pair = (who, ME) if what == "in" else (ME, who)
            last = past.write(*pair, day, said, last if answers else "", subject)
    rules = book(RULES.format(priority=priority, suggested=suggested, strength=strength))
    assert lines(replayed(past, rules)) == plainly(past, rules)


# ---------------------------------------------------------------- the figures


def figures(past: Past, rules: RuleSet, first: date = FIRST, last: date = LAST) -> Report:
    return report(replayed(past, rules, first, last), rules)


KEEP = one_rule("keep-in-touch", f'every = "30d"\nlead = "0d"\nwho = {{ not = {{ address = "{MARY}" }} }}\n')


@pytest.mark.parametrize(("again", "anyway"), [(37, 1), (40, 0)])
def test_anyway_is_contact_within_a_week(again: int, anyway: int) -> None:
    """Given a follow-up on 1 February, when a mail comes 7 days later or 9, then the first is contact anyway."""
    past = world()
    past.write(ME, GRACE, 1)  # 2 January
    past.call(GRACE, again)
    (rule,) = figures(past, KEEP, last=date(2026, 2, 20)).rules
    assert (rule.raised, rule.anyway, rule.contacted) == (1, anyway, 1)


def test_what_waits_too_long_is_late() -> None:
    """Given room for one a week and three silent since long, when raised in turn, then those twice overdue are late."""
    past = world(per_week=1, max_open=9)
    for who, day in ((GRACE, 3), (ALAN, 3), ("eve@example.org", 3)):
        past.write(ME, who, day)
    (rule,) = figures(past, KEEP, date(2026, 2, 26)).rules
    assert (rule.asked, rule.raised, rule.from_start, rule.late) == (3, 3, 3, 1)
    assert (rule.week, rule.most) == ("2026-W09", 1)
    assert {one.person for one in rule.who} == {GRACE, ALAN, "eve@example.org"}


def test_facts_of_later_days_are_not_known() -> None:
    """Given an answer after the last day, when replayed, then the follow-up was raised and stays open."""
    past = world()
    past.write(ME, GRACE, 1)
    past.write(GRACE, ME, 119)
    found = figures(past, KEEP, last=date(2026, 3, 1))
    assert (found.total.raised, found.total.open) == (1, 1)
    assert found.last == date(2026, 3, 1)


def test_days_on_which_too_many_were_open() -> None:
    """Given room for one at a time, when two wait, then every day counts as full."""
    past = world(max_open=1)
    past.write(ME, GRACE, 1)
    past.write(ME, ALAN, 1)
    assert figures(past, KEEP, last=date(2026, 2, 10)).full == 10


def test_an_empty_past_says_nothing() -> None:
    """Given no mail at all, when replayed, then every figure is nought."""
    total = figures(world(), KEEP).total
    assert (total.asked, total.raised, total.week, total.most, total.who) == (0, 0, "", 0, ())


def test_a_cadence_that_fits() -> None:
    """Given mostly gaps of 10 days with Grace and daily ones with Alan, then friends fit 14d, both together 7d."""
    past = world()
    for day in (31, 41, 51, 61, 101):
        past.write(ME, GRACE, day)
    for day in range(31, 60):
        past.write(ME, ALAN, day)
    found = replayed(past, KEEP)
    directory = build_directory(past.facts, past.settings, NOW)
    assert cadences(found.days_of_contact, directory, past.settings) == [
        Cadence("friends", 1, 10.0, 14),
        Cadence("", 2, 5.5, 7),
    ]


def test_no_cadence_from_too_little() -> None:
    """Given four days of contact, when asked, then nothing is suggested."""
    past = world()
    for day in (31, 41, 51, 61):
        past.write(ME, GRACE, day)
    found = replayed(past, KEEP)
    directory = build_directory(past.facts, past.settings, NOW)
    assert cadences(found.days_of_contact, directory, past.settings)[0] == Cadence("friends", 0, None, None)
