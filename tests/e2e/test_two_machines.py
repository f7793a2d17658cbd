"""Two machines with the same mail and rules, one calendar file; and what the config says wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.letters import ME, calendar, letter, mbox
from tests.process import Cli

CONFIG = """\
[me]
addresses = ["ada@example.org"]
timezone = "Europe/Berlin"
[[account]]
name = "mail"
provider = "mbox"
path = "{mail}"
[[account]]
name = "calendar"
provider = "ics"
path = "{calendar}"
[followups]
to = "{sink}"
as = "{kind}"
[[person]]
address = "grace@example.com"
tags = ["mentor"]
status = "active"
[[person]]
address = "mute@example.com"
status = "muted"
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\nlead = "0d"\n'


@pytest.fixture(params=["task", "event"])
def machines(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Cli, Cli]:
    """Two profiles over the same mail, writing to the same file."""
    letters = [letter(ME, f"{name}@example.com", "2026-01-05") for name in ("grace", "bob", "mute")]
    mbox(tmp_path / "mail" / "in.mbox", letters)
    series = (
        "BEGIN:VEVENT\r\nUID:f\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20260105T100000\r\n"
        "RRULE:FREQ=DAILY;COUNT=2\r\nORGANIZER:mailto:ada@example.org\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:met@example.com\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:f\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20260106T100000\r\n"
        "DTSTART:20260106T150000Z\r\nORGANIZER:mailto:ada@example.org\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:met@example.com\r\nEND:VEVENT\r\n"
    )
    calendar(tmp_path / "calendar.ics", [series])
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        cli = Cli(tmp_path / name)
        cli.config(
            CONFIG.format(
                mail=tmp_path / "mail",
                calendar=tmp_path / "calendar.ics",
                sink=tmp_path / "followups.ics",
                kind=request.param,
            ),
            RULES,
        )
        cli("sync")
        made.append(cli)
    return made[0], made[1]


def _at(cli: Cli, now: str) -> Cli:
    return Cli(cli.folder, now)


def _due(cli: Cli) -> dict[str, tuple[str, str]]:
    return {one["person"]: (one["state"], one["date"]) for one in cli("due", "--json").json["followups"]}


def test_one_set_of_follow_ups_and_one_day_each(machines: tuple[Cli, Cli]) -> None:
    """Given two machines, when both apply, snooze and apply again, then each thing is there once, on the same day."""
    one, two = machines
    _at(one, "2026-03-02T08:00:00Z")("apply")
    adopted = _at(two, "2026-03-03T10:00:00Z")("apply", "--json").json["actions"]
    assert {(a["action"], a["date"]) for a in adopted} == {("none", "2026-03-02")}
    assert _due(_at(one, "2026-03-03T10:00:00Z")) == _due(_at(two, "2026-03-03T10:00:00Z"))
    (number,) = [
        f["id"]
        for f in _at(one, "2026-03-05T10:00:00Z")("due", "--json").json["followups"]
        if f["person"] == "grace@example.com"
    ]
    _at(one, "2026-03-05T10:00:00Z")("snooze", number, "2w")
    seen = _at(two, "2026-03-05T11:00:00Z")("apply", "--json").json["actions"]
    assert [(a["action"], a["person"], a["date"]) for a in seen] == [("snooze", "grace@example.com", "2026-03-19")]
    assert _due(_at(two, "2026-03-05T12:00:00Z"))["grace@example.com"] == ("snoozed", "2026-03-19")
    for cli in machines:
        assert _at(cli, "2026-03-05T13:00:00Z")("apply", "--json").json["actions"] == []


def test_an_override_in_utc_replaces_its_occurrence(machines: tuple[Cli, Cli]) -> None:
    """Given a series in Berlin and an override in UTC whose id has no zone, when asked, then there are two meetings."""
    timeline = _at(machines[0], "2026-03-02T08:00:00Z")("show", "met@example.com", "--json").json["timeline"]
    assert [(e["uid"], e["at"]) for e in timeline] == [
        ("f/20260106T090000Z", "2026-01-06T15:00:00Z"),
        ("f/20260105T090000Z", "2026-01-05T09:00:00Z"),
    ]


def test_the_config_wins_and_says_so(machines: tuple[Cli, Cli]) -> None:
    """Given a tag and a status of the config, when taken away by command, then exit 2 names the config."""
    cli = machines[0]
    assert "config" in cli("untag", "grace@example.com", "mentor", code=2).err
    assert "config" in cli("unmute", "mute@example.com", code=2).err
    assert "name" in cli("tag", "grace@example.com", "", code=2).err
    cli("tag", "grace@example.com", "friend")
    cli("untag", "grace@example.com", "friend")
    cli("mute", "bob@example.com")
    cli("unmute", "bob@example.com")


def test_a_damaged_calendar_file_is_a_failure(machines: tuple[Cli, Cli]) -> None:
    """Given rubbish where the follow-ups should go, when applied, then exit 1, and the file is as it was."""
    path = machines[0].folder.parent / "followups.ics"
    path.write_text("garbage, not a calendar")
    assert "Repair the file" in machines[0]("apply", code=1).err
    assert path.read_text() == "garbage, not a calendar"
