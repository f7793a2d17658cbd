"""Old ties, introductions, goals, give and take, and the past: through the real command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.letters import ME, calendar, day, letter, mbox, meeting
from tests.process import Cli

OREN, ADA, BEN, CY = "oren@old.example", "ada@one.example", "ben@two.example", "cy@three.example"
CONFIG = f"""\
[me]
name = "Eve"
addresses = ["{ME}"]
timezone = "Europe/Berlin"
[[account]]
name = "m"
provider = "mbox"
path = "m.mbox"
[[account]]
name = "c"
provider = "ics"
path = "c.ics"
[followups]
to = "f.ics"
[digest]
via = "file:d"
[[group]]
name = "sailors"
who = {{ tag = "sailing" }}
"""
TAGS = "".join(
    f'[[person]]\naddress = "{who}"\nname = "{who[:3].strip("@").title()}"\ntags = ["sailing"]\n'
    for who in (ADA, BEN, CY)
)
RULES = """\
[[rule]]
name = "old"
kind = "revive"
[[rule]]
name = "together"
kind = "introduce"
[[rule]]
name = "close"
kind = "goal"
what = "reached"
who = { group = "sailors" }
at_least = 50
per = "week"
[[rule]]
name = "begin"
kind = "goal"
what = "outreach"
at_least = 3
per = "month"
"""


@pytest.fixture
def program(tmp_path: Path) -> Cli:
    """Oren was close in 2022; Ada, Ben and Cy sail, and Ben and Cy stood in one thread."""
    cli = Cli(tmp_path, "2026-06-15T09:00:00Z")
    cli.config(CONFIG + TAGS, RULES)
    mails = []
    for month in range(1, 7):
        when = f"2022-0{month}-10"
        mails += [letter(ME, OREN, when), letter(OREN, ME, when, headers=[f"X-Number: {month}"])]
    for who in (ADA, BEN, CY):
        for number in (8, 9):
            mails.append(letter(ME, who, f"2026-06-0{number}", f"Wind {who} {number}", message_id=f"<{who}{number}@x>"))
    mails.append(letter(ADA, ME, "2026-06-10", f"Re: Wind {ADA} 8", headers=[f"In-Reply-To: <{ADA}8@x>"]))
    mails.append(letter(BEN, f"{ME}, {CY}", "2026-06-11", "The regatta"))
    mbox(tmp_path / "m.mbox", mails)
    calendar(tmp_path / "c.ics", [meeting("one", day("2026-06-12"), [ME, ADA])])
    cli("sync")
    return cli


def test_an_old_tie_is_revived(program: Cli) -> None:
    """Given six exchanges each way four years ago, when planned, then a hello is due, and explain says why."""
    (action,) = program("plan", "--json").json["actions"]
    assert (action["kind"], action["person"], action["due"]) == ("revive", OREN, "2024-06-10")
    rules = program("explain", OREN, "--json").json["rules"]
    assert [(one["kind"], one["fires"]) for one in rules] == [
        ("revive", True),
        ("introduce", False),
        ("goal", False),
        ("goal", False),
    ]
    assert "6 exchanges each way" in rules[0]["because"]


def test_the_digest_has_its_sections(program: Cli) -> None:
    """Given those rules, when the digest is composed, then it revives, introduces and tells how far the goals are."""
    program("apply")
    text = " ".join(program("digest").out.split())
    assert f"ONE TO REVIVE ───────────── - {OREN} – No contact since 10 June 2022; 6 exchanges each way" in text
    assert "INTRODUCE" in text
    assert ("Ada and Ben" in text) != ("Ada and Cy" in text)
    assert "Ben and Cy" not in text
    # 15 June is a Monday: nobody yet
    assert "close – 0 of 3 people reached this week, 0 % of 50 %" in text
    assert "begin – 6 of 3 conversations begun by you this month" in text


def test_give_and_take(program: Cli) -> None:
    """Given those mails, when the network is asked for, then it tells who begins and who answers, goals and groups."""
    found = program("people", "--network", "--json").json
    ada = next(one for one in found["people"] if one["key"] == ADA)
    assert (ada["begun_by_me"], ada["begun_by_them"], ada["my_turns"], ada["they_answered"]) == (2, 0, 2, 1)
    assert ada["their_hours"] == 48.0
    assert found["groups"] == [{"group": "sailors", "people": 3, "reached": 3, "share": 100.0, "goal": 50.0}]
    assert [(one["rule"], one["value"], one["met"]) for one in found["goals"]] == [
        ("close", 0.0, False),
        ("begin", 6.0, True),
    ]
    assert found["outreach"] == {"begun_by_me": 6, "begun_by_them": 1, "share": 85.7}
    assert found["variety"]["domains"] == 3
    assert len(found["weeks"]) == 12
    assert "you began 86% of 7 conversations" in program("people", "--network").out
    shown = program("show", ADA).out
    assert "you start 100% of 2 conversations" in shown
    assert "they answer 1 of 2, usually within 2.0 days" in shown


def test_the_past_is_replayed(program: Cli) -> None:
    """Given the rules, when tried on two years, then Oren would have come up when he was due; nothing is written."""
    found = program("rules", "backtest", "--since", "3y", "--suggest", "--json").json
    old = found["rules"][0]
    assert (old["rule"], old["raised"], old["followed_anyway"], old["open"]) == ("old", 1, 0, 1)
    assert old["busiest_week"] == "2024-W24"
    assert old["who"] == [{"person": OREN, "name": OREN, "raised": 1}]
    assert found["suggest"][0]["group"] == "sailors"
    assert program("due", "--json").json["followups"] == []
    assert "old" in program("rules", "backtest", "--since", "3y").out


@pytest.mark.parametrize("words", [("--since", "yesterday"), ("--until", "2030-01-01"), ("--until", "soon")])
def test_a_past_that_is_none(program: Cli, words: tuple[str, str]) -> None:
    """Given a time that is no time or lies ahead, when asked, then it is wrong usage, in words."""
    assert words[1][:4] in program("rules", "backtest", *words, code=2).err
