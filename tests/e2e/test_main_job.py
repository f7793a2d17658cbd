"""The whole way through the real command line: archives → log → people → rules → calendar file → digest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.letters import ME, calendar, day, letter, mbox, meeting
from tests.process import Cli

CONFIG = """\
[me]
addresses = ["ada@example.org"]
timezone = "Europe/Berlin"

[[account]]
name = "mail"
provider = "mbox"
path = "mail"

[[account]]
name = "calendar"
provider = "ics"
path = "calendar.ics"

[followups]
to = "followups.ics"
as = "task"

[digest]
to = ["ada@example.org"]
via = "file:digests/"
"""
RULES = """\
[[rule]]
name = "all"
kind = "keep-in-touch"
every = "30d"
title = "Write to {name}"
[[rule.example]]
last_contact = "2026-01-01"
now = "2026-02-03"
expect = "due 2026-01-31"
"""
NOW = "2026-06-01T09:00:00Z"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """A profile with mail to and from Grace, Bob and a newsletter, and one meeting with Grace."""
    program = Cli(tmp_path, NOW)
    program.config(CONFIG, RULES)
    mbox(
        tmp_path / "mail" / "Inbox.mbox",
        [
            letter(ME, "Grace Hopper <grace@example.com>", "2026-03-01", "Lunch?"),
            letter("Grace Hopper <grace@example.com>", ME, "2026-03-02", "Re: Lunch?"),
            letter(ME, "bob@example.net", "2026-05-30", "Draft"),
            letter("News <news@shop.example>", ME, "2026-05-30", "Sale", headers=["List-Id: <sale.shop.example>"]),
        ],
    )
    mbox(tmp_path / "mail" / "Spam.mbox", [letter("x@spam.example", ME, "2026-05-01")])
    calendar(
        tmp_path / "calendar.ics",
        [
            meeting("one@x", day("2026-04-10", 9), [ME, "grace@example.com"]),
            meeting("two@x", day("2026-06-05", 9), [ME, "bob@example.net"]),
        ],
    )
    return program


def test_sync_reports_and_a_second_sync_finds_nothing(cli: Cli) -> None:
    """Given fresh sources, when synced twice, then the first run has all, the second nothing new."""
    first = cli("sync", "--json").json["accounts"]
    assert [(a["name"], a["new"], a["unreadable"], a["skipped"], a["complete"]) for a in first] == [
        ("mail", 4, 0, 1, True),
        ("calendar", 2, 0, 0, True),
    ]
    again = cli("sync", "--json").json["accounts"]
    assert [(a["new"], a["changed"], a["gone"], a["skipped"]) for a in again] == [(0, 0, 0, 0), (0, 0, 0, 0)]


def test_people_are_those_i_wrote_to_or_met(cli: Cli) -> None:
    """Given synced sources, when people is asked, then senders of newsletters and spam are no people."""
    cli("sync")
    people = {p["key"]: p for p in cli("people", "--json").json["people"]}
    assert set(people) == {"grace@example.com", "bob@example.net"}
    grace = people["grace@example.com"]
    assert grace["name"] == "Grace Hopper"
    assert grace["last_contact"] == "2026-04-10T09:00:00Z"
    assert grace["last_contact_kind"] == "meeting"
    assert grace["last_outbound"] == "2026-03-01T12:00:00Z"
    assert (grace["emails_in"], grace["emails_out"], grace["meetings"]) == (1, 1, 1)
    assert people["bob@example.net"]["next_meeting"] == "2026-06-05T09:00:00Z"
    everyone = {p["key"]: p["is_person"] for p in cli("people", "--all", "--json").json["people"]}
    assert everyone == {"grace@example.com": True, "bob@example.net": True, "news@shop.example": False}


def test_show_gives_the_timeline_with_reasons(cli: Cli) -> None:
    """Given a newsletter, when its sender is shown, then the mail is listed with why it does not count."""
    cli("sync")
    (entry,) = cli("show", "news@shop.example", "--json").json["timeline"]
    assert (entry["counted"], entry["why_not"], entry["kind"], entry["direction"]) == (
        False,
        "automated",
        "email",
        "inbound",
    )
    kinds = [e["kind"] for e in cli("show", "Grace", "--json").json["timeline"]]
    assert kinds == ["meeting", "email", "email"]


def test_plan_apply_due_done(cli: Cli) -> None:
    """Given one person out of touch, when applied, then one task is written, and done settles it everywhere."""
    cli("sync")
    (action,) = cli("plan", "--json").json["actions"]
    assert (action["action"], action["person"], action["due"], action["date"]) == (
        "create",
        "grace@example.com",
        "2026-05-10",
        "2026-06-01",
    )
    assert not (cli.folder / "followups.ics").exists()
    (done,) = cli("apply", "--json").json["actions"]
    assert (done["result"], done["key"]) == ("done", action["key"])
    written = (cli.folder / "followups.ics").read_text()
    assert f"UID:{action['key']}@syncd" in written
    assert "SUMMARY:Write to Grace Hopper" in written
    assert cli("apply", "--json").json["actions"] == []
    (open_one,) = cli("due", "--json").json["followups"]
    assert (open_one["state"], open_one["days_overdue"], open_one["person"]) == ("open", 22, "grace@example.com")
    cli("done", open_one["id"])
    assert "STATUS:COMPLETED" in (cli.folder / "followups.ics").read_text()
    assert cli("due", "--json").json["followups"] == []
    assert cli("apply", "--json").json["actions"] == []
    (settled,) = cli("due", "--settled", "--json").json["followups"]
    assert settled["state"] == "done"


def test_contact_settles(cli: Cli) -> None:
    """Given an open follow-up, when contact is logged and applied, then the task is completed, nothing raised."""
    cli("sync")
    cli("apply")
    later = Cli(cli.folder, "2026-06-02T09:00:00Z")
    later("log", "grace", "called")
    (action,) = later("apply", "--json").json["actions"]
    assert action["action"] == "complete"
    (settled,) = later("due", "--settled", "--json").json["followups"]
    assert settled["state"] == "contacted"


def test_the_user_moves_rewords_deletes(cli: Cli) -> None:
    """Given a written task, when the user deletes its file's only entry but others of ours remain, it is dismissed."""
    cli("sync")
    cli("apply")
    path = cli.folder / "followups.ics"
    text = path.read_text()
    path.write_text(text.replace("DUE;VALUE=DATE:20260601", "DUE;VALUE=DATE:20260615"))
    (action,) = cli("apply", "--json").json["actions"]
    assert (action["action"], action["date"]) == ("snooze", "2026-06-15")
    (item,) = cli("due", "--json").json["followups"]
    assert (item["state"], item["days_overdue"]) == ("snoozed", 0)
    path.write_text(path.read_text().replace("SUMMARY:Write to Grace Hopper", "SUMMARY:Ask Grace about the boat"))
    cli("apply")
    assert "Ask Grace about the boat" in path.read_text()
    path.unlink()
    outcome = cli("apply", code=1)
    assert "--accept-empty" in outcome.err
    cli("apply", "--accept-empty")
    (settled,) = cli("due", "--settled", "--json").json["followups"]
    assert settled["state"] == "dismissed"
    assert cli("plan", "--json").json["actions"] == []


def test_explain_names_dates(cli: Cli) -> None:
    """Given a rule, when explained, then it says what it looked at."""
    cli("sync")
    (rule,) = cli("explain", "grace", "--json").json["rules"]
    assert (rule["rule"], rule["applies"], rule["fires"], rule["due"]) == ("all", True, True, "2026-05-10")
    assert "2026-04-10" in rule["because"]
    assert rule["evidence"][0]["uid"] == "one@x"


def test_digest_is_sent_once_to_a_file(cli: Cli) -> None:
    """Given an applied plan, when the digest is sent twice, then there is one, as mail, page and text."""
    cli("sync")
    cli("apply")
    assert "Grace Hopper" in cli("digest").out
    cli("digest", "--send")
    first = sorted((path.name, path.read_bytes()) for path in (cli.folder / "digests").iterdir())
    cli("digest", "--send")
    assert sorted((path.name, path.read_bytes()) for path in (cli.folder / "digests").iterdir()) == first
    assert {name.rpartition(".")[2] for name, _ in first} == {"eml", "html", "txt"}


def test_status_counts(cli: Cli) -> None:
    """Given a sync, when status is asked, then it shows accounts, people, interactions and storage."""
    cli("sync")
    status = cli("status", "--json").json
    assert [(a["name"], a["state"], a["interactions"]) for a in status["accounts"]] == [
        ("mail", "ok", 4),
        ("calendar", "ok", 2),
    ]
    assert (status["people"], status["interactions"], status["open_followups"]) == (2, 6, 0)
    assert status["log"]["bytes"] > 0
    assert status["version"]


def test_commands_for_people_read_well(cli: Cli) -> None:
    """Given synced sources, when commands print for people, then no line is wider than 80 columns."""
    cli("sync")
    cli("apply")
    for words in (
        ["people"],
        ["show", "grace"],
        ["due"],
        ["plan"],
        ["explain", "grace"],
        ["status"],
        ["digest"],
        ["doctor"],
    ):
        text = cli(*words).out
        assert text.strip()
        assert all(len(line) <= 80 or "/" in line for line in text.splitlines()), text
