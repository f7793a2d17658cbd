"""revive, introduce, goal: old ties one a week; two people to bring together; what I set myself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.budget import choose
from rules.engine import Verdict, evaluate
from rules.finding import Day
from rules.kinds.goal import measure, period
from rules.kinds.introduce import Pair, of_the_week, pairs
from rules.schema import RuleSet, parse_rules
from rules.settings import Goal, Introduce
from syncd.model import Contact, Direction, Heyday, Kind, Person, Status, Tie, Wanted
from syncd.settings import Who

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = frozenset(range(5))
TODAY = date(2026, 2, 2)  # a Monday
DAY = Day(TODAY, BERLIN, WORKDAYS)
STRONG = Heyday(9, date(2023, 5, 1).toordinal())


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00").replace(tzinfo=BERLIN)


def mail(text: str, direction: Direction = Direction.OUTBOUND) -> Contact:
    return Contact(f"<{text}>", int(at(text).timestamp()), Kind.EMAIL, direction, "Budget", "work")


def tie(name: str, last: str = "", **values: object) -> Tie:
    person = Person(f"{name}@x.example", name.title(), (f"{name}@x.example",))
    base = Tie(person, is_person=True, last_contact=mail(last) if last else None, strength=5.0)
    return replace(base, **values)  # type: ignore[arg-type]  # any field


def tagged(name: str, *tags: str, last: str = "2026-01-10", **values: object) -> Tie:
    one = tie(name, last, **values)
    return replace(one, person=replace(one.person, tags=tags))


REVIVE = parse_rules([("rules.toml", '[[rule]]\nname = "old"\nkind = "revive"\nsilent = "2y"\n')])


def verdict(rules: RuleSet, one: Tie, now: str = "2026-02-02") -> Verdict:
    (found,) = evaluate(rules, {"x": one}, (), at(now), BERLIN, WORKDAYS).verdicts["x"]
    return found


class TestRevive:
    @pytest.mark.parametrize(("now", "fires"), [("2026-01-30", False), ("2026-01-31", True)])
    def test_due_after_the_silence(self, now: str, fires: bool) -> None:
        """Last contact 31 January 2024, silent 2y: due on 31 January 2026; it says how strong the tie was."""
        found = verdict(REVIVE, tie("ada", "2024-01-31", heyday=STRONG), now)
        assert (found.fires, found.due) == (fires, date(2026, 1, 31))
        assert "9 exchanges each way in the year up to 2023-05-01" in found.because
        if found.wanted:
            assert (found.wanted.cycle, found.wanted.exchanges) == ("<2024-01-31>", 9)

    def test_what_never_was_strong_is_not_revived(self) -> None:
        """Without a good year nothing is raised, however long the silence; without contact neither."""
        assert not verdict(REVIVE, tie("ada", "2020-01-01")).fires
        assert not verdict(REVIVE, tie("ada", heyday=STRONG)).fires

    def test_waits_for_a_planned_meeting(self) -> None:
        """Whom I shall meet needs no hello; called off, it is raised."""
        ahead = replace(mail("2026-05-01"), kind=Kind.MEETING, direction=None)
        found = verdict(REVIVE, tie("ada", "2024-01-01", heyday=STRONG, next_meeting=ahead))
        assert (found.fires, found.held_by) == (False, "scheduled")
        assert "2026-05-01" in found.because

    def test_one_a_week_the_strongest_then_first(self) -> None:
        """Of three the one with the most exchanges is kept, not the longest silent; the others wait for other weeks."""
        ties = {
            name: tie(name, last, heyday=Heyday(count, 738000))
            for name, last, count in (("ada", "2015-01-01", 6), ("bob", "2023-01-01", 40), ("cy", "2016-01-01", 7))
        }
        wanted = evaluate(REVIVE, ties, (), at("2026-02-02"), BERLIN, WORKDAYS).wanted
        kept, held = choose(wanted, [], per_week=7, max_open=12, now=at("2026-02-02"), zone=BERLIN)
        assert [one.name for one in kept] == ["Bob"]
        assert [(one.wanted.name, one.held_by) for one in held] == [("Cy", "per_week"), ("Ada", "per_week")]

    def test_another_rule_for_the_same_person_does_not_wait_with_it(self) -> None:
        """Given a person whose revival waits for next week, when another rule asks for them, then that one is kept."""

        def want(person: str, kind: str, exchanges: int = 0, priority: int = 5) -> Wanted:
            return Wanted(
                kind, kind, person, (person,), person, "<1>", TODAY, priority, "t", "why", "", exchanges=exchanges
            )

        wanted = [want("a", "revive", 9), want("b", "revive", 5), want("b", "drifting", priority=6)]
        kept, held = choose(wanted, [], per_week=7, max_open=12, now=at("2026-02-02"), zone=BERLIN)
        assert [(one.person, one.rule) for one in kept] == [("a", "revive"), ("b", "drifting")]
        assert [(one.wanted.person, one.held_by) for one in held] == [("b", "per_week")]


def names(found: Sequence[Pair]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(pair.one.person.name, pair.other.person.name, pair.tags) for pair in found}


def nobody(one: Tie, other: Tie) -> bool:
    return False


class TestIntroduce:
    def test_two_who_share_a_tag(self) -> None:
        """Of four people only the two with a common tag make a pair; case does not matter."""
        people = [tagged("ada", "sailing", "type"), tagged("bob", "Sailing"), tagged("cy", "chess"), tagged("di")]
        assert names(pairs(people, Who(), DAY, nobody)) == {("Ada", "Bob", ("sailing",))}

    def test_only_the_tags_that_who_names(self) -> None:
        """A rule for "type" does not see that two share "close"."""
        people = [tagged("ada", "close", "type"), tagged("bob", "close"), tagged("cy", "type")]
        assert names(pairs(people, Who(tag=("Type",)), DAY, nobody)) == {("Ada", "Cy", ("type",))}

    @pytest.mark.parametrize(
        "other",
        [tagged("bob", "type", last="2025-02-01"), tagged("bob", "type", strength=1.9), tagged("bob", "type", last="")],
    )
    def test_both_must_be_in_contact_with_me(self, other: Tie) -> None:
        """Silent for more than a year, too weak or never in contact: nobody to introduce."""
        assert pairs([tagged("ada", "type"), other], Who(), DAY, nobody) == []

    def test_colleagues_come_after_the_others(self) -> None:
        """Given two colleagues among four people, when looked for, then their pair is the last of the round."""
        people = [tagged(name, "type") for name in ("ada", "bob", "cy", "di")]
        house = {people[0].person.key, people[1].person.key}
        found = pairs(people, Who(), DAY, lambda one, other: {one.person.key, other.person.key} == house)
        assert {found[-1].one.person.key, found[-1].other.person.key} == house
        assert len(found) == 6

    def test_all_pairs_have_their_week(self) -> None:
        """Given six pairs and two a week, when three weeks pass, then each was named once, on every machine alike."""
        people = [tagged(name, "type") for name in ("ada", "bob", "cy", "di")]
        found = pairs(people, Who(), DAY, nobody)
        assert found == pairs(people[::-1], Who(), DAY, nobody)
        weeks = [of_the_week(found, Introduce(2), date(2026, 2, day)) for day in (2, 9, 16)]
        assert [len(week) for week in weeks] == [2, 2, 2]
        assert set.union(*map(names, weeks)) == names(found)
        assert of_the_week(found, Introduce(2), date(2026, 2, 8)) == weeks[0]

    def test_raises_nothing_and_says_what_it_takes(self) -> None:
        """Explain names what is missing: a tag, contact, strength."""
        rules = parse_rules([("rules.toml", '[[rule]]\nname = "i"\nkind = "introduce"\n')])
        for one, said in (
            (tagged("ada", "type"), "tagged type"),
            (tagged("ada"), "syncd tag ada@x.example TAG"),
            (tagged("ada", "type", strength=1.0), "strength of 2"),
            (tagged("ada", "type", last=""), "never in contact"),
            (tagged("ada", "type", last="2024-01-01"), "2024-01-01"),
        ):
            found = verdict(rules, one)
            assert not found.fires
            assert found.wanted is None
            assert said in found.because


class TestGoal:
    @pytest.mark.parametrize(
        ("per", "first", "last"),
        [
            ("week", date(2026, 12, 28), date(2027, 1, 3)),
            ("month", date(2026, 12, 1), date(2026, 12, 31)),
            ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
            ("year", date(2026, 1, 1), date(2026, 12, 31)),
        ],
    )
    def test_periods_go_by_the_calendar(self, per: str, first: date, last: date) -> None:
        """New Year's Eve lies in ISO week 53, in December, in the last quarter."""
        assert period(per, date(2026, 12, 31)) == (first, last)

    def test_new_people(self) -> None:
        """Two became people this month, one before; the muted do not count."""
        ties = [tie(name, person_since=mail(day).at) for name, day in (("a", "2026-02-01"), ("b", "2026-01-31"))]
        muted = tie("c", person_since=mail("2026-02-01").at)
        muted = replace(muted, person=replace(muted.person, status=Status.MUTED))
        assert measure("g", Goal("new-people", 2), [*ties, muted], [], DAY).value == 1

    def test_reached_is_a_share(self) -> None:
        """One of four was in contact this month: 25 %; of nobody it is 0."""
        ties = [tie("a", "2026-02-01"), tie("b", "2026-01-31"), tie("c", "2026-01-01"), tie("d")]
        found = measure("g", Goal("reached", 25), ties, [], DAY)
        assert (found.value, found.done, found.people, found.met) == (25.0, 1, 4, True)
        assert measure("g", Goal("reached", 25), [], [], DAY).value == 0.0

    def test_outreach_counts_conversations_begun_with_them(self) -> None:
        """Of three conversations begun this month two were with somebody the goal is about, one of them with both."""
        ties = [tie("a", "2026-02-01"), tie("b", "2026-01-31")]
        keys = [frozenset({"a@x.example", "b@x.example"}), frozenset({"a@x.example"}), frozenset({"z@x.example"})]
        starts = [(mail("2026-02-01").at, key) for key in keys]
        old = [(mail("2026-01-31").at, keys[0])]
        assert measure("g", Goal("outreach", 3), ties, [*starts, *old], DAY).value == 2

    @pytest.mark.parametrize(
        ("what", "said"), [("new-people", "new"), ("reached", "2026-01-10"), ("outreach", "begin")]
    )
    def test_measured_not_raised(self, what: str, said: str) -> None:
        """Explain says so, and what of the person counts."""
        text = f'[[rule]]\nname = "g"\nkind = "goal"\nwhat = "{what}"\nat_least = 1\n'
        one = tie("ada", "2026-01-10", last_outbound=mail("2026-01-10"))
        found = verdict(parse_rules([("rules.toml", text)]), one)
        assert (found.fires, found.wanted) == (False, None)
        assert found.because.startswith("Measured, not raised")
        assert said in found.because
