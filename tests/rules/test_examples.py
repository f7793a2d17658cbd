"""The examples in the rules file, and the words of `explain`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.engine import Judge
from rules.examples import run_examples
from rules.explain import explain
from rules.schema import default_rules_text, parse_rules
from syncd.model import Contact, Direction, FollowUp, Kind, Person, State, Tie

WORKDAYS = frozenset(range(5))
BERLIN = ZoneInfo("Europe/Berlin")
EVERY = 'kind = "keep-in-touch"\nevery = "30d"'
MET = 'kind = "first-meeting"'
DRIFT = 'kind = "drifting"'
QUIET = 'kind = "one-sided"'


@pytest.mark.parametrize(
    ("rule", "example", "got"),
    [
        (EVERY, 'last_contact = "2026-01-01"\nnow = "2026-02-03"', "due 2026-01-31"),
        (EVERY, 'last_contact = "2026-01-01"\nnow = "2026-01-10"', "nothing"),
        (EVERY, 'last_contact = "2026-01-01"\nnext_meeting = "2026-02-10"\nnow = "2026-02-03"', "nothing"),
        (MET, 'first_meeting = "2026-03-06"\nnow = "2026-03-11"', "due 2026-03-10"),
        (MET, 'first_meeting = "2026-03-06"\nlast_outbound = "2026-03-06"\nnow = "2026-03-11"', "nothing"),
        (DRIFT, 'last_contact = "2026-01-01"\nrhythm = 20\nnow = "2026-02-21"', "due 2026-02-21"),
        (DRIFT, 'last_contact = "2026-01-01"\nrhythm = 20\nstrength = 1\nnow = "2026-02-21"', "nothing"),
        (QUIET, 'unanswered = 2\nlast_outbound = "2026-01-01"\nnow = "2026-02-21"', "held"),
        (QUIET, 'unanswered = 1\nlast_outbound = "2026-01-01"\nnow = "2026-02-21"', "nothing"),
    ],
)
def test_examples_say_what_the_rule_does(rule: str, example: str, got: str) -> None:
    """Expecting what happens passes; expecting anything else fails and shows both."""
    wrong = "nothing" if got != "nothing" else ("held" if rule == QUIET else "due 2030-01-01")
    for expected in (got, wrong):
        source = (
            f'[[rule]]\nname = "r"\n{rule}\nwho = {{ tag = "t" }}\n[[rule.example]]\n{example}\nexpect = "{expected}"'
        )
        (result,) = run_examples(parse_rules([("rules.toml", source)]), WORKDAYS, BERLIN)
        assert (result.passed, result.expected, result.got) == (expected == got, expected, got)


def test_the_starter_rules_keep_their_word() -> None:
    """Every example in the rules `init` writes passes."""
    results = run_examples(parse_rules([("rules.toml", default_rules_text())]), WORKDAYS, BERLIN)
    assert [r for r in results if not r.passed] == []


def test_explain_gives_every_rule_and_what_became_of_it() -> None:
    """The values of §8; a dismissed cycle says that it is over."""
    rules = parse_rules([("r", f'[[rule]]\nname = "r"\n{EVERY}\n[[rule]]\nname = "q"\n{MET}')])
    at = int(datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp())
    last = Contact("<1>", at, Kind.EMAIL, Direction.OUTBOUND, "Budget", "work")
    one = Tie(Person("g@x.example", "Grace", ("g@x.example",)), True, last_contact=last, last_outbound=last)
    verdicts = Judge(rules, (), datetime(2026, 2, 3, tzinfo=UTC), UTC, WORKDAYS).verdicts(one)
    fires, silent = explain(verdicts, zone=UTC)
    assert (fires.rule, fires.kind, fires.applies, fires.fires) == ("r", "keep-in-touch", True, True)
    assert fires.due == date(2026, 1, 31)
    assert [(item.uid, item.at, item.subject) for item in fires.evidence] == [("<1>", at, "Budget")]
    assert (silent.applies, silent.fires, silent.due) == (True, False, None)
    dismissed = FollowUp(
        1, "k", "r", "keep-in-touch", "g@x.example", "Grace", "<1>", date(2026, 1, 31), date(2026, 2, 2), 5, "t", "",
        "", State.DISMISSED, at, at,
    )  # fmt: skip
    assert "you dismissed it on 2026-01-01" in str(explain(verdicts, [dismissed], zone=UTC)[0].because)
    still = replace(dismissed, state=State.OPEN)
    assert "is open for 2026-02-02" in str(explain(verdicts, [still], zone=UTC)[0].because)
