"""rules.toml → RuleSet, or everything that is wrong with it at once (CONTRACT.md §5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.schema import BUILT, EXAMPLE_KEYS, KINDS, Rule, RuleSet, default_rules_text, parse_rules
from rules.settings import (
    AwaitingReply,
    Drifting,
    FirstMeeting,
    Goal,
    Introduce,
    KeepInTouch,
    KindSettings,
    Occasion,
    OneSided,
    Promise,
    ReplyOwed,
    Revive,
)
from syncd.dates import Duration
from syncd.problems import ConfigProblems
from syncd.settings import Who

BROKEN = sorted((Path(__file__).parents[1] / "data" / "broken").glob("rules-*.toml"))


def rule(text: str) -> Rule:
    """The only rule of a file."""
    (found,) = parse_rules([("rules.toml", f"[[rule]]\n{text}\n")]).rules
    return found


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken(path: Path, golden: Callable[[str, str], None]) -> None:
    """Given rules with mistakes, when read, then each is named with its place, value, and a way out."""
    with pytest.raises(ConfigProblems) as caught:
        parse_rules([("rules.toml", path.read_text())], ["mentors", "family"])
    golden(f"broken/{path.stem}.txt", f"{caught.value}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('kind = "keep-in-touch"\nevery = "30d"', KeepInTouch(Duration(30, "d"), Duration(7, "d"))),
        ('kind = "first-meeting"', FirstMeeting(Duration(2, "workday"), Duration(14, "d"))),
        ('kind = "reply-owed"', ReplyOwed(Duration(2, "workday"), Duration(30, "d"))),
        ('kind = "awaiting-reply"', AwaitingReply(Duration(5, "workday"), Duration(30, "d"), 1)),
        ('kind = "promise"', Promise(Duration(3, "workday"), Duration(60, "d"), True)),
        ('kind = "drifting"', Drifting(2.5, Duration(30, "d"), 2)),
        ('kind = "revive"', Revive(Duration(2, "y"))),
        ('kind = "occasion"', Occasion(Duration(3, "d"))),
        ('kind = "one-sided"', OneSided(2, Duration(90, "d"))),
        ('kind = "introduce"', Introduce(1)),
        ('kind = "goal"\nwhat = "new-people"\nat_least = 3', Goal("new-people", 3, "month")),
    ],
)
def test_defaults(text: str, expected: KindSettings) -> None:
    """Given a rule of each kind with only what must be said, when read, then the rest are the contract's defaults."""
    found = rule(f'name = "x"\n{text}')
    assert found.settings == expected
    assert (found.priority, found.who) == (5, Who())
    assert found.people_only == (found.kind == "reply-owed")
    assert found.title


def test_every_setting() -> None:
    """Given settings of its own, when read, then a rule has them, and where it stands."""
    (_, found) = parse_rules(
        [
            ("rules.toml", '[[rule]]\nname = "a"\nkind = "revive"\n'),
            (
                "rules.d/mine.toml",
                '\n[[rule]]\nname = "b"\nkind = "awaiting-reply"\nafter = "3 workdays"\nforget = "6m"\nmax_nudges = 2\n'
                'priority = 1\ntitle = "{{ {name} }}"\nwho = { tag = "x", not = { group = ["y", "z"] } }\n',
            ),
        ]
    ).rules
    assert found == Rule(
        name="b",
        kind="awaiting-reply",
        who=Who(tag=("x",), excluded=Who(group=("y", "z"))),
        title="{{ {name} }}",
        priority=1,
        settings=AwaitingReply(Duration(3, "workday"), Duration(6, "m"), 2),
        file="rules.d/mine.toml",
        line=2,
    )


@pytest.mark.parametrize(
    ("who", "people_only"), [('"everyone"', False), ('"people"', True), ("{}", False), ('{ tag = "x" }', False)]
)
def test_reply_owed_who(who: str, people_only: bool) -> None:
    """Given a `who`, when a reply-owed rule is read, then only the word "people" leaves out mere addresses."""
    assert rule(f'name = "x"\nkind = "reply-owed"\nwho = {who}').people_only == people_only


def test_examples() -> None:
    """Given examples with moments as texts and as TOML's own, when read, then they are values with their lines."""
    found = rule(
        'name = "x"\nkind = "drifting"\n'
        '[[rule.example]]\nlast_contact = "2026-01-01"\nnow = 2026-02-03\nrhythm = 3.5\nexpect = "due 2026-01-31"\n'
        '[[rule.example]]\nlast_contact = 2026-01-01T08:00:00Z\nnow = "2026-02-03T09:00:00Z"\nexpect = "nothing"\n'
    )
    first, second = found.examples
    assert (first.last_contact, first.now, first.expect) == (date(2026, 1, 1), date(2026, 2, 3), date(2026, 1, 31))
    assert (first.rhythm, first.strength, first.line, first.file) == (3.5, None, 4, "rules.toml")
    assert second.last_contact == datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert second.now == datetime(2026, 2, 3, 9, tzinfo=UTC)
    assert (second.expect, second.held, second.line) == (None, False, 9)


def test_one_sided_example() -> None:
    """Given an example of one-sided, which raises nothing, when read, then "held" can be expected."""
    (found,) = rule(
        'name = "x"\nkind = "one-sided"\n[[rule.example]]\nunanswered = 2\nnow = "2026-02-03"\nexpect = "held"\n'
    ).examples
    assert (found.held, found.expect, found.unanswered) == (True, None, 2)


def test_names_across_files() -> None:
    """Given the same name in two files, when read, then the second is refused and the first is named."""
    text = '[[rule]]\nname = "a"\nkind = "revive"\n'
    with pytest.raises(ConfigProblems, match=re.escape('b.toml:2: rule "a": name = "a": another rule has this name')):
        parse_rules([("a.toml", text), ("b.toml", text)])


def test_groups_unchecked() -> None:
    """Given no list of groups, when read, then any group may be named; an empty list knows none."""
    text = 'name = "a"\nkind = "revive"\nwho = { group = "any" }'
    assert rule(text).who.group == ("any",)
    with pytest.raises(ConfigProblems, match="no group is defined"):
        parse_rules([("rules.toml", f"[[rule]]\n{text}\n")], [])


def test_starter() -> None:
    """Given the rules that `init` writes, when read, then they are good, and of kinds that work today."""
    rules = parse_rules([("rules.toml", default_rules_text())], []).rules
    assert {found.kind for found in rules} <= BUILT
    assert any(found.examples for found in rules)


def test_kinds() -> None:
    """Given the kinds of the contract, then all are known, and every example can say now and expect."""
    assert set(KINDS) >= BUILT
    assert all({"now", "expect"} <= set(keys) for keys in EXAMPLE_KEYS.values())


WORDS = st.sampled_from([*re.findall(r"[\w.-]+|\[\[?|\]\]?|[={},\n]|\"", default_rules_text()), "'", "{name", "}"])
LINES = st.sampled_from(
    ["[[rule]]", "[[rule.example]]", "[rule.who]", "[rule.who.not]", *default_rules_text().splitlines()]
    + [f'kind = "{kind}"' for kind in KINDS]
    + [
        f"{key} = {value}"
        for key in ("who", "title", "every", "now", "expect", "example")
        for value in ("1", "[]", "{}")
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(LINES).map("\n".join)))
def test_any_text(text: str) -> None:
    """Given any text at all, when read, then there are rules, or problems with lines, and nothing else."""
    found: RuleSet | ConfigProblems
    try:
        found = parse_rules([("rules.toml", text)], ["mentors"])
    except ConfigProblems as problems:
        found = problems
    if isinstance(found, ConfigProblems):
        assert str(found)
        assert all(problem.line is not None for problem in found.problems)
