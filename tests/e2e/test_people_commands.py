"""People through the real command line: imports, suggested merges, where facts come from, and forgetting somebody."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import logs
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
per_week = 5
"""
RULES = """\
[[rule]]
name = "all"
kind = "keep-in-touch"
every = "30d"
title = "Write to {name}"
"""
NOW = "2026-06-01T09:00:00Z"
GRACE = "grace@example.com"
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """A profile with mail and a meeting with Grace, and Bob beside her."""
    program = Cli(tmp_path, NOW)
    program.config(CONFIG, RULES)
    mbox(
        tmp_path / "mail" / "Inbox.mbox",
        [
            letter(ME, f"Grace Hopper <{GRACE}>", "2026-03-01", "Lunch?"),
            letter(f"Grace Hopper <{GRACE}>", ME, "2026-03-02", "Re: Lunch?"),
            letter(ME, f"Bob Berg <bob@example.net>, {GRACE}", "2026-04-01", "All of us"),
        ],
    )
    calendar(tmp_path / "calendar.ics", [meeting("one@x", day("2026-04-10", 9), [ME, GRACE])])
    return program


def connections(path: Path, *rows: str) -> str:
    """Writes LinkedIn's Connections.csv."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return str(path)


def vcards(path: Path, *cards: str) -> str:
    """Writes an address book; each card is its lines, separated by |."""
    body = "".join(f"BEGIN:VCARD|VERSION:3.0|{card}|END:VCARD|" for card in cards)
    path.write_text(body.replace("|", "\r\n"))
    return str(path)


def counts(document: Any) -> tuple[int, int, int, int]:
    """(new, changed, gone, unreadable) of an import."""
    (entry,) = document["accounts"]
    assert entry["complete"]
    return entry["new"], entry["changed"], entry["gone"], entry["unreadable"]


MARY = "Mary,Ross,https://www.linkedin.com/in/maryross,,Lockheed,Engineer,05 Mar 2024"
GRACE_CONNECTED = f"Grace,Hopper,https://www.linkedin.com/in/ghopper,{GRACE},Navy,Admiral,06 Mar 2024"
NEW = "Katherine,Johnson,https://www.linkedin.com/in/kjohnson,,Nasa,Mathematician,07 Mar 2026"


def test_linkedin_tells_the_difference_between_two_exports(cli: Cli) -> None:
    """Given two exports, when imported one after the other, then the second tells who is new, who changed jobs and who
    is gone, and again tells nothing; what was met is no contact, the new job is shown.
    """
    cli("sync")
    first = cli(
        "import", "linkedin", connections(cli.folder / "1" / "Connections.csv", MARY, GRACE_CONNECTED), "--json"
    )
    assert counts(first.json) == (2, 0, 0, 0)
    assert first.json["new_people"] == ["Grace Hopper", "Mary Ross"]
    later = Cli(cli.folder, "2026-06-08T09:00:00Z")
    second = connections(cli.folder / "2" / "Connections.csv", GRACE_CONNECTED.replace("Navy", "Academy"), NEW)
    found = later("import", "linkedin", second, "--json").json
    assert counts(found) == (1, 1, 1, 0)
    assert found["new_people"] == ["Katherine Johnson"]
    assert found["changed_jobs"] == [
        {"person": GRACE, "name": "Grace Hopper", "before": "Admiral, Navy", "after": "Admiral, Academy"}
    ]
    again = later("import", "linkedin", second, "--json").json
    assert (counts(again), again["new_people"], again["changed_jobs"]) == ((0, 0, 0, 0), [], [])
    grace = later("show", "grace", "--json").json
    assert grace["addresses"] == [GRACE, "linkedin:ghopper"]
    assert (grace["met"], grace["company"], grace["job_before"]) == ("2024-03-06", "Academy", "Admiral, Navy")
    assert grace["first_contact"] == "2026-03-01T12:00:00Z"
    told = later("show", "grace").out
    assert "Admiral, Academy [LinkedIn]; new since 2026-06-08, before: Admiral, Navy" in told
    assert "2024-03-06 (LinkedIn)" in told
    known = {person["key"]: person for person in later("people", "--json").json["people"]}
    assert set(known) == {"bob@example.net", GRACE, "linkedin:kjohnson"}
    assert known["linkedin:kjohnson"]["last_contact"] is None


def test_an_account_of_the_config_does_the_same(cli: Cli) -> None:
    """Given a linkedin and a vcard account, when synced, then their people are there, and a second sync adds nobody."""
    connections(cli.folder / "li" / "Connections.csv", MARY)
    vcards(cli.folder / "people.vcf", "FN:Ann Lee|EMAIL:ann@lee.example|BDAY:1980-05-06|CATEGORIES:Friends,Choir")
    added = '[[account]]\nname = "li"\nprovider = "linkedin"\npath = "li"\n'
    cli.config(CONFIG + added + '[[account]]\nname = "book"\nprovider = "vcard"\npath = "people.vcf"\n', RULES)
    entries = {entry["name"]: entry["new"] for entry in cli("sync", "--json").json["accounts"]}
    assert (entries["li"], entries["book"]) == (1, 1)
    assert all(entry["new"] == entry["gone"] == 0 for entry in cli("sync", "--json").json["accounts"])
    ann = cli("show", "ann", "--json").json
    assert (ann["name"], ann["tags"], ann["birthday"]) == ("Ann Lee", ["Choir", "Friends"], "1980-05-06")
    assert ann["from"]["tags"] == {"Choir": "import", "Friends": "import"}


def test_vcards_add_up_and_the_same_file_takes_its_own_place(cli: Cli) -> None:
    """Given two address books, when imported, then both hold; when one comes changed, then only its own changes."""
    one = vcards(cli.folder / "one.vcf", "FN:Ann Lee|EMAIL:ann@lee.example", "FN:Joe Roe|EMAIL:joe@roe.example")
    two = vcards(cli.folder / "two.vcf", "FN:Grace Hopper|EMAIL:grace@example.com|EMAIL:g.hopper@navy.example")
    assert counts(cli("import", "vcard", one, "--json").json) == (2, 0, 0, 0)
    assert counts(cli("import", "vcard", two, "--json").json) == (1, 0, 0, 0)
    assert counts(cli("import", "vcard", two, "--json").json) == (0, 0, 0, 0)
    vcards(cli.folder / "one.vcf", "FN:Ann Lee|EMAIL:ann@lee.example|BDAY:1980-05-06")
    new, _, gone, _ = counts(cli("import", "vcard", one, "--json").json)
    assert (new, gone) == (0, 1)
    assert {person["key"] for person in cli("people", "--json").json["people"]} == {
        "ann@lee.example",
        "g.hopper@navy.example",
    }


def test_a_phones_messages_count(cli: Cli) -> None:
    """Given an address book with a number and a phone's backup, when imported, then the messages are her contact."""
    cli("sync")
    cli("import", "vcard", vcards(cli.folder / "g.vcf", "FN:Grace Hopper|EMAIL:grace@example.com|TEL:+49 30 123456"))
    backup = cli.folder / "sms.xml"
    backup.write_text('<smses><sms address="+4930123456" date="1778673600000" type="1" body="hello there"/></smses>')
    assert counts(cli("import", "phone", str(backup), "--json").json) == (1, 0, 0, 0)
    assert counts(cli("import", "phone", str(backup), "--json").json) == (0, 0, 0, 0)
    grace = cli("show", "grace", "--json").json
    assert (grace["last_contact"], grace["last_contact_kind"]) == ("2026-05-13T12:00:00Z", "message")
    assert b"hello there" not in logs.held(cli.folder / "data" / "log.db")


def test_a_file_that_is_none_fails_in_plain_words(cli: Cli) -> None:
    """Given no file, or one of another kind, when imported, then exit 2 or 1, and one line says what is wrong."""
    cli("import", "vcard", str(cli.folder / "nothing.vcf"), code=2)
    assert "vCard" in cli("import", "vcard", str(cli.folder / "config.toml"), code=1).err


def test_an_import_of_hundreds_raises_no_avalanche(cli: Cli) -> None:
    """Given 500 people imported at once, when planned on that day and every day of a month, then never more than the
    budget is raised, and it is said how many wait.
    """
    cards = [f"FN:Person Number{number}|EMAIL:p{number}@crowd.example" for number in range(500)]
    cli("import", "vcard", vcards(cli.folder / "crowd.vcf", *cards))
    for date in ("2026-06-01", "2026-06-20", "2026-07-15"):
        then = Cli(cli.folder, f"{date}T09:00:00Z")
        plan = then("plan", "--json").json
        raised = [action for action in plan["actions"] if action["action"] == "create"]
        assert len(raised) <= 5
        if plan["held_back"]:
            assert f"held back ({len(plan['held_back']):,})" in then("plan").out
    assert len(raised) == 5
    assert len(plan["held_back"]) > 400


def test_suggestions_are_accepted_or_rejected_for_good(cli: Cli) -> None:
    """Given four addresses of which pairs look like one person, when one pair is accepted and one rejected, then they
    are and are not one; neither is suggested again; a split takes the merge back and is not suggested either.
    """
    pairs = [("Mary Ross", "lab.example"), ("Ann Lee", "choir.example")]
    letters = [letter(ME, f"{name} <{local}@{house}>", "2026-05-01") for name, house in pairs for local in ("a", "b")]
    mbox(cli.folder / "mail" / "more.mbox", letters)
    cli("sync")
    found = {one["name"]: one for one in cli("suggest-merges", "--json").json["suggestions"]}
    assert {name: one["evidence"] for name, one in found.items()} == {
        "Ann Lee": ["the same name at choir.example"],
        "Mary Ross": ["the same name at lab.example"],
    }
    assert f"{found['Ann Lee']['number']}  Ann Lee: a@choir.example and b@choir.example" in cli("suggest-merges").out
    cli("suggest-merges", "--accept", "1", code=2)
    numbers = [str(found[name]["number"]) for name in ("Mary Ross", "Ann Lee")]
    cli("suggest-merges", "--accept", numbers[0], "--reject", numbers[1])
    assert cli("suggest-merges", "--json").json["suggestions"] == []
    assert cli("show", "b@lab.example", "--json").json["addresses"] == ["a@lab.example", "b@lab.example"]
    assert cli("show", "b@lab.example", "--json").json["from"]["addresses"]["b@lab.example"] == "you"
    cli("split", "b@lab.example")
    assert cli("show", "b@lab.example", "--json").json["addresses"] == ["b@lab.example"]
    assert cli("suggest-merges", "--json").json["suggestions"] == []


def test_show_says_where_things_come_from(cli: Cli) -> None:
    """Given a name, tags and a status of the config, of an import and of mine, when shown, then each says so, and the
    config has the last word.
    """
    entry = f'[[person]]\naddress = "{GRACE}"\nname = "Amazing Grace"\ntags = ["mentor"]\nstatus = "muted"\n'
    cli.config(CONFIG + entry, RULES)
    cli("sync")
    card = f"FN:Grace Murray|EMAIL:{GRACE}|BDAY:1906-12-09|CATEGORIES:navy"
    cli("import", "vcard", vcards(cli.folder / "g.vcf", card))
    cli("tag", GRACE, "pioneer")
    told = cli("show", GRACE).out
    assert "Amazing Grace [config]" in told
    assert "mentor [config], navy [import], pioneer [you]" in told
    assert "muted [config]" in told
    assert "1906-12-09 [import]" in told
    assert "is muted by a [[person]] of the config" in cli("unmute", GRACE, code=2).err
    assert "is tagged mentor by a [[person]] of the config" in cli("untag", GRACE, "mentor", code=2).err
    cli.config(CONFIG + entry.replace("muted", "ignored"), RULES)
    assert "syncd purge removes it" in cli("show", GRACE).out


# ---------------------------------------------------------------- purge


def held(folder: Path) -> bytes:
    """All that syncd keeps of its own."""
    return logs.held(folder / "data" / "log.db")


def test_a_purged_person_is_gone_and_stays_away(cli: Cli) -> None:
    """Given Grace with mail, a meeting, a call, a card and an open follow-up, when purged, then no file of the log, and
    not the task list, holds her; a sync, also from the beginning, does not bring her back; Bob is as he was.
    """
    cli("sync")
    cli("import", "vcard", vcards(cli.folder / "g.vcf", f"FN:Grace Hopper|EMAIL:{GRACE}|EMAIL:g.hopper@navy.example"))
    cli("log", "grace", f"called {GRACE}", "--at", "2026-03-05")
    cli("apply")
    assert "Grace Hopper" in (cli.folder / "followups.ics").read_text()
    assert GRACE.encode() in held(cli.folder)
    gone = cli("purge", "grace", "--yes", "--json").json
    assert gone["purged"] == {
        "person": "g.hopper@navy.example",
        "mails": 2,
        "meetings": 1,
        "logged": 1,
        "cards": 1,
        "followups": 1,
        "edited": 1,
    }
    assert (gone["left"], gone["scrubbed"]) == ([], True)
    assert "Grace" not in (cli.folder / "followups.ics").read_text()
    for name in (b"grace", b"Grace", b"hopper"):
        assert name not in held(cli.folder)
    (cli.folder / "mail" / "Inbox.mbox").rename(cli.folder / "mail" / "Moved.mbox")
    assert {entry["new"] for entry in cli("sync", "--json").json["accounts"]} == {0}
    again = cli("import", "vcard", str(cli.folder / "g.vcf"), "--json").json
    assert counts(again)[:2] == (0, 0)
    assert [person["key"] for person in cli("people", "--all", "--json").json["people"]] == ["bob@example.net"]
    assert (cli("status", "--json").json["people"], cli("doctor").code) == (1, 0)
    assert b"grace" not in held(cli.folder)


def test_writing_to_a_purged_person_brings_them_back_from_then_on(cli: Cli) -> None:
    """Given a purge, when I write to her later and she answers, then these two mails are all there is of her."""
    cli("sync")
    cli("purge", GRACE, "--yes")
    later = Cli(cli.folder, "2026-07-01T09:00:00Z")
    answer = letter(f"Grace Hopper <{GRACE}>", ME, "2026-06-21", "Re: Hello again")
    mbox(cli.folder / "mail" / "new.mbox", [answer, letter(ME, GRACE, "2026-06-20", "Hello again")])
    later("sync")
    shown = later("show", "grace", "--json").json
    assert (shown["name"], [entry["subject"] for entry in shown["timeline"]]) == (
        "Grace Hopper",
        ["Re: Hello again", "Hello again"],
    )


def test_purge_asks_first(cli: Cli) -> None:
    """Given no terminal and no --yes, when purged, then exit 2 and nothing happens; on a terminal it asks."""
    cli("sync")
    assert "--yes" in cli("purge", GRACE, code=2).err
    assert answered(cli, "n") != 0
    assert cli("show", GRACE, "--json").json["emails_in"] == 1
    assert answered(cli, "y") == 0
    cli("show", GRACE, code=2)


def answered(cli: Cli, word: str) -> int:
    """The exit code of `syncd purge` on a terminal where somebody types `word`."""
    main, side = pty.openpty()
    try:
        os.write(main, f"{word}\n".encode())
        return subprocess.run(cli.command("purge", GRACE), stdin=side, capture_output=True, check=False).returncode
    finally:
        os.close(main)
        os.close(side)


def test_nobody_is_purged_whom_the_config_names(cli: Cli) -> None:
    """Given Grace in the config, when purged, then exit 2, and it says to take her out there first."""
    cli.config(CONFIG + f'[[person]]\naddress = "{GRACE}"\n', RULES)
    cli("sync")
    assert "take it out there first" in cli("purge", GRACE, "--yes", code=2).err


def test_nothing_is_forgotten_while_the_task_list_cannot_be_read(cli: Cli) -> None:
    """Given an open follow-up and a broken task list, when purged, then it fails and nothing is forgotten; what the
    user reworded is left there and named.
    """
    cli("sync")
    cli("apply")
    path = cli.folder / "followups.ics"
    text = path.read_text()
    path.write_text("no calendar")
    assert cli("purge", GRACE, "--yes", code=None).code in (1, 75)
    assert cli("show", GRACE, "--json").json["emails_in"] == 1
    path.write_text(text.replace("SUMMARY:Write to Grace Hopper", "SUMMARY:Ask about the boat"))
    assert json.loads(cli("purge", GRACE, "--yes", "--json").out)["left"] == ["Ask about the boat"]
    assert "Ask about the boat" in path.read_text()
    assert cli("apply", "--json").json["actions"] == []
