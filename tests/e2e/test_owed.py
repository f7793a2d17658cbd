"""Who owes whom a word, through the real command line: from texts in two archives to follow-ups; no text is kept."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import logs
from tests.letters import ME, calendar, day, letter, mbox, meeting
from tests.process import Cli

GRACE, BOB, CAROL = "Grace Hopper <grace@example.com>", "Bob <bob@example.net>", "Carol <carol@example.org>"
CONFIG = """\
[me]
name = "Ada Example"
addresses = ["ada@example.org"]
timezone = "Europe/Berlin"

[[account]]
name = "old"
provider = "mbox"
path = "mail"
{bodies}

[[account]]
name = "new"
provider = "maildir"
path = "Maildir"
{bodies}

[[account]]
name = "calendar"
provider = "ics"
path = "calendar.ics"

[followups]
to = "followups.ics"
as = "task"
"""
RULES = """\
[[rule]]
name = "answers"
kind = "reply-owed"
[[rule]]
name = "waiting"
kind = "awaiting-reply"
[[rule]]
name = "promises"
kind = "promise"
suggested = {suggested}
"""


class Letters:
    """Letters in two archives, the second (a Maildir) holding what I wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.came: list[bytes] = []
        (folder / "Maildir").mkdir()
        for name in ("cur", "new", "tmp"):
            (folder / "Maildir" / name).mkdir()
        calendar(folder / "calendar.ics", [])
        self.came_from("News <news@shop.example>", "2026-02-01", "Hello.\n", "<0@shop>", subject="News")

    def came_from(self, who: str, when: str, body: str, uid: str, **more: Any) -> None:
        self.came.append(
            letter(who, more.pop("to", ME), when, more.pop("subject", "Budget"), message_id=uid, body=body, **more)
        )
        mbox(self.folder / "mail" / "Inbox.mbox", self.came)

    def wrote_to(self, who: str, when: str, body: str, uid: str, subject: str = "Budget", answers: str = "") -> None:
        headers = [f"In-Reply-To: {answers}"] if answers else []
        raw = letter(ME, who, when, subject, message_id=uid, body=body, headers=headers)
        (self.folder / "Maildir" / "cur" / f"{uid.strip('<>')}:2,S").write_bytes(raw)


@pytest.fixture
def letters(tmp_path: Path) -> Letters:
    return Letters(tmp_path)


def program(letters: Letters, now: str, *, bodies: str = "", suggested: str = "false") -> Cli:
    cli = Cli(letters.folder, f"{now}T18:00:00Z")
    cli.config(CONFIG.format(bodies=bodies), RULES.format(suggested=suggested))
    cli("sync")
    return cli


def wanted(cli: Cli) -> list[tuple[str, str, str]]:
    """(kind, name, due) of what a plan would create."""
    actions = cli("plan", "--json").json["actions"]
    return sorted((one["kind"], one["name"], one["due"]) for one in actions if one["action"] == "create")


def test_a_question_is_raised_with_its_words_and_an_answer_elsewhere_ends_it(letters: Letters) -> None:
    """Given a question in one account, when two workdays passed, then it is owed; an answer in the other ends it."""
    letters.wrote_to(GRACE, "2026-02-20", "It was nice to see you.", "<0@me>", "Hello")
    letters.came_from(GRACE, "2026-03-02", "Hi Ada,\n\ncould you send me the numbers for March?\n", "<1@g>")
    cli = program(letters, "2026-03-04")
    (action,) = cli("apply", "--json").json["actions"]
    assert (action["kind"], action["due"], action["result"]) == ("reply-owed", "2026-03-04", "done")
    assert "could you send me the numbers for March?" in action["title"]
    assert action["reason"].startswith("Grace asked on 2026-03-02")
    assert [one["uid"] for one in action["evidence"]] == ["<1@g>"]
    letters.wrote_to(GRACE, "2026-03-05", "It was 4,200 in the end.", "<2@me>", "Re: Budget", "<1@g>")
    cli = program(letters, "2026-03-06")
    (action,) = cli("apply", "--json").json["actions"]
    assert action["action"] == "complete"
    (rule, *_) = cli("explain", "grace", "--json").json["rules"]
    assert not rule["fires"]
    assert "you answered on 2026-03-05" in rule["because"]


def test_what_i_asked_and_what_i_promised(letters: Letters) -> None:
    """Given a question of mine and a promise for Friday, then both are raised on their days, and a meeting ends one."""
    letters.wrote_to(BOB, "2026-03-02", "Hi Bob,\n\nwhat was the budget for March?\n", "<1@me>")
    letters.wrote_to(CAROL, "2026-03-02", "I'll send you the report by Friday.", "<2@me>", "Report")
    cli = program(letters, "2026-03-10")
    assert wanted(cli) == [("awaiting-reply", "Bob", "2026-03-09"), ("promise", "Carol", "2026-03-06")]
    calendar(letters.folder / "calendar.ics", [meeting("one", day("2026-03-05"), [ME, "bob@example.net"])])
    assert wanted(program(letters, "2026-03-10")) == [("promise", "Carol", "2026-03-06")]


def test_promises_are_only_suggested_by_default(letters: Letters) -> None:
    """Given suggested = true, then a plan raises nothing, and `explain` says what waits to be confirmed."""
    letters.wrote_to(CAROL, "2026-03-02", "I'll send you the report by Friday.", "<2@me>", "Report")
    cli = program(letters, "2026-03-10", suggested="true")
    assert wanted(cli) == []
    rule = cli("explain", "carol", "--json").json["rules"][2]
    assert (rule["fires"], rule["due"]) == (True, "2026-03-06")
    assert "until you confirm it" in rule["because"]


def test_without_bodies_subjects_are_all_there_is(letters: Letters) -> None:
    """Given bodies = "none", then only a subject that asks counts, and `explain` says so."""
    letters.wrote_to(GRACE, "2026-02-20", "Hello", "<0@me>", "Hello")
    letters.wrote_to(BOB, "2026-02-20", "Hello", "<00@me>", "Hello")
    letters.came_from(GRACE, "2026-03-02", "Could you send me the numbers?\n", "<1@g>")
    letters.came_from(BOB, "2026-03-02", "See below.\n", "<2@b>", subject="Numbers for March?")
    cli = program(letters, "2026-03-04", bodies='bodies = "none"')
    assert wanted(cli) == [("reply-owed", "Bob", "2026-03-04")]
    assert "Its text was not read" in cli("explain", "bob", "--json").json["rules"][0]["because"]


def test_newsletters_robots_and_strangers_raise_nothing(letters: Letters) -> None:
    """Given questions in newsletters, by robots, to many and to others, then nobody is owed anything."""
    letters.wrote_to(GRACE, "2026-02-20", "Hello", "<0@me>", "Hello")
    many = ", ".join(f"p{number}@example.net" for number in range(12))
    asks = "Could you send me your numbers?\n"
    letters.came_from(GRACE, "2026-03-01", asks, "<1@g>", headers=["List-Id: <all.example.com>"])
    letters.came_from(GRACE, "2026-03-01", asks, "<2@g>", to=f"{ME}, {many}", subject="a")
    letters.came_from(GRACE, "2026-03-01", asks, "<3@g>", headers=["Auto-Submitted: auto-replied"], subject="b")
    letters.came_from(GRACE, "2026-03-01", asks, "<4@g>", to=BOB, cc=ME, subject="c")
    letters.came_from("No <no-reply@shop.example>", "2026-03-01", asks, "<5@s>", subject="d")
    assert wanted(program(letters, "2026-03-04")) == []


@logs.of_the_file
def test_no_text_is_kept(letters: Letters) -> None:
    """Given mails with text, when synced, then the log holds what they ask and not one word around it."""
    letters.came_from(GRACE, "2026-03-02", "Xylophone secrets. Could you send the numbers?\n\nZanzibar.\n", "<1@g>")
    program(letters, "2026-03-04")
    log = letters.folder / "data" / "log.db"
    with sqlite3.connect(log) as connection:
        dump = "\n".join(connection.iterdump())
    assert "Could you send the numbers?" in dump
    assert "Xylophone" not in dump
    assert "Zanzibar" not in dump
    assert b"Xylophone" not in b"".join(path.read_bytes() for path in log.parent.iterdir() if path.is_file())


def test_raised_one_by_one_and_only_when_due(letters: Letters) -> None:
    """Given two questions of one person on following days, then one follow-up is raised, for the older."""
    letters.wrote_to(GRACE, "2026-02-20", "Hello", "<0@me>", "Hello")
    letters.came_from(GRACE, "2026-03-02", "Could you send me the numbers?\n", "<1@g>")
    letters.came_from(GRACE, "2026-03-03", "Who comes to the talk?\n", "<2@g>", subject="Talk")
    for now, count in ((day("2026-03-03"), 0), (day("2026-03-03") + timedelta(days=2), 1)):
        assert len(wanted(program(letters, now.date().isoformat()))) == count
