"""CONTRACT.md §4 through the whole program: one mailbox and calendar, every reason seen from outside."""

from __future__ import annotations

import pytest

from tests.letters import ME, calendar, day, letter, mbox, meeting
from tests.process import Cli

CONFIG = """\
[me]
addresses = ["ada@example.org", "ada@old.example"]
timezone = "Europe/Berlin"
[contact]
ignore = ["@bots.example", "noreply@*"]
max_recipients = 3
max_attendees = 4
[[account]]
name = "mail"
provider = "mbox"
path = "mail/*.mbox"
[[account]]
name = "second"
provider = "mbox"
path = "second.mbox"
[[account]]
name = "calendar"
provider = "ics"
path = "calendar.ics"
[[person]]
address = ["grace@example.com", "g.hopper@navy.example"]
name = "Grace Hopper"
tags = ["mentor"]
birthday = "12-09"
"""
MANY = "a@x.example, b@x.example, c@x.example, d@x.example"
# subject → (mail, whose timeline, counted, why_not)
CASES: dict[str, tuple[bytes, str, bool, str | None]] = {}


def _case(subject: str, who: str, why: str | None, mail: bytes) -> None:
    CASES[subject] = (mail, who, why is None, why)


def _in(subject: str, sender: str, why: str | None, to: str = ME, **more: object) -> None:
    _case(subject, sender, why, letter(sender, to, "2026-03-01", subject, **more))  # type: ignore[arg-type]  # passed through


def _out(subject: str, to: str, why: str | None, **more: object) -> None:
    _case(subject, to.partition(",")[0], why, letter(ME, to, "2026-03-01", subject, **more))  # type: ignore[arg-type]  # passed through


_in("in plain", "in1@p.example", None)
_in("in list", "in2@p.example", "automated", headers=["List-Unsubscribe: <mailto:x@y>"])
_in("in bulk", "in3@p.example", "automated", headers=["Precedence: bulk"])
_in("in auto", "in4@p.example", "automated", headers=["Auto-Submitted: auto-replied"])
_in("in auto no", "in5@p.example", None, headers=["Auto-Submitted: no"])
_in("in suppress", "in6@p.example", "automated", headers=["X-Auto-Response-Suppress: All"])
_in("in suppress none", "in7@p.example", None, headers=["X-Auto-Response-Suppress: None"])
_in("in null path", "in8@p.example", "automated", headers=["Return-Path: <>"])
_in("in robot", "billing-noreply@p.example", "automated")
_in("in noreplyson", "noreplyson@p.example", None)
_in("in many", "in9@p.example", "many", to=f"{ME}, {MANY}")
_in("in observed", "in10@p.example", "observed", to="other@x.example")
_in("in bcc", "in11@p.example", None, to="undisclosed-recipients:;", headers=["Delivered-To: ada@example.org"])
_in("in tag", "in12@p.example", None, to="ada+shop@old.example")
_in("in ignored", "in13@deep.bots.example", "ignored")
_in("in invitation", "in14@p.example", "automated", headers=["Content-Type: text/calendar; method=REQUEST"])
_out("out plain", "out1@p.example", None)
_out("out many", f"out2@p.example, {MANY}", "many")
_out("out auto", "out3@p.example", "automated", headers=["Auto-Submitted: auto-generated"])
_out("out syncd", "out4@p.example", "syncd", headers=["X-Syncd: digest"])
_out("out invitation", "out5@p.example", "not-a-meeting", headers=["Content-Type: text/calendar; method=REQUEST"])
_out("out list header", "out6@p.example", None, headers=["List-Id: <x.y>"])
_out("out forged", "out7@p.example", "observed", headers=["Authentication-Results: mx; dmarc=fail"])


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """All cases synced once."""
    folder = tmp_path_factory.mktemp("contact")
    program = Cli(folder, "2026-06-01T09:00:00Z")
    program.config(CONFIG)
    letters = [mail for mail, *_ in CASES.values()]
    letters.append(letter("Grace <g.hopper@navy.example>", ME, "2026-05-01", "twice", message_id="<twice@x>"))
    letters.append(letter(ME, "ada@old.example", "2026-05-02", "to myself"))
    letters.append(letter("nobody at all", ME, "2026-05-02", "no author"))
    letters.append(letter("future@p.example", ME, "Tue, 1 Jan 2030 10:00:00 +0000", "from the future"))
    mbox(folder / "mail" / "Inbox.mbox", letters)
    mbox(folder / "mail" / "Drafts.mbox", [letter(ME, "draft@p.example", "2026-05-01")])
    mbox(
        folder / "second.mbox",
        [letter("Grace <g.hopper@navy.example>", ME, "2026-05-01", "twice", message_id="<twice@x>")],
    )
    noon = day("2026-04-01")
    calendar(
        folder / "calendar.ics",
        [
            meeting("ok@x", noon, [ME, "met@m.example", "room@m.example;CUTYPE=ROOM;PARTSTAT=ACCEPTED"]),
            meeting("declined@x", noon, [ME, "no@m.example;PARTSTAT=DECLINED"]),
            meeting("unanswered@x", noon, [ME, "quiet@m.example;PARTSTAT=NEEDS-ACTION"]),
            meeting("idecline@x", noon, [f"{ME};PARTSTAT=DECLINED", "boss@m.example"], organizer="boss@m.example"),
            meeting("cancelled@x", noon, [ME, "gone@m.example"], extra=["STATUS:CANCELLED"]),
            meeting("free@x", noon, [ME, "free@m.example"], extra=["TRANSP:TRANSPARENT"]),
            meeting("big@x", noon, [ME, *(f"big{n}@m.example" for n in range(4))]),
            meeting("series@x", day("2026-05-04", 9), [ME, "weekly@m.example"], extra=["RRULE:FREQ=WEEKLY;COUNT=10"]),
            meeting("allday@x", "2026-05-20", [ME, "allday@m.example"]),
        ],
    )
    program("sync", "--json")
    return program


@pytest.mark.parametrize("subject", CASES)
def test_mail(cli: Cli, subject: str, people: dict[str, dict[str, object]]) -> None:
    """Given a mail, when everyone is listed, then it counted or did not, as §4 says."""
    _, who, counted, _ = CASES[subject]
    assert (people[who]["last_contact"] is not None) is counted


@pytest.fixture(scope="module")
def people(cli: Cli) -> dict[str, dict[str, object]]:
    """`people --all` by key."""
    return {one["key"]: one for one in cli("people", "--all", "--json").json["people"]}


@pytest.mark.parametrize(
    "subject", ["in list", "in many", "in observed", "in ignored", "out syncd", "out invitation", "out forged"]
)
def test_why_not(cli: Cli, subject: str) -> None:
    """Given a mail that does not count, when its person is shown, then the timeline says why."""
    _, who, _, why = CASES[subject]
    (entry,) = cli("show", who, "--json").json["timeline"]
    assert (entry["subject"], entry["counted"], entry["why_not"]) == (subject, False, why)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("no@m.example", "declined"),
        ("quiet@m.example", "unanswered"),
        ("boss@m.example", "declined"),
        ("gone@m.example", "cancelled"),
        ("free@m.example", "free"),
        ("big0@m.example", "many"),
    ],
)
def test_meetings_that_do_not_count(cli: Cli, people: dict[str, dict[str, object]], who: str, why: str) -> None:
    """Given a meeting that one side did not come to, when shown, then it is not contact, with the reason."""
    assert people[who]["meetings"] == 0
    (entry,) = cli("show", who, "--json").json["timeline"]
    assert (entry["kind"], entry["counted"], entry["why_not"]) == ("meeting", False, why)


def test_meetings_that_count(cli: Cli, people: dict[str, dict[str, object]]) -> None:
    """Given accepted meetings, when listed, then each past occurrence counts once, all-day by its date."""
    assert (people["met@m.example"]["meetings"], people["met@m.example"]["is_person"]) == (1, True)
    assert people["weekly@m.example"]["meetings"] == 5, "the one that begins now counts"
    assert people["weekly@m.example"]["next_meeting"] == "2026-06-08T09:00:00Z"
    assert people["allday@m.example"]["last_meeting"] == "2026-05-20"
    uids = [e["uid"] for e in cli("show", "weekly@m.example", "--json").json["timeline"] if e["counted"]]
    assert uids[-1] == "series@x/20260504T090000Z"
    assert "room@m.example" not in people or not people["room@m.example"]["is_person"]


def test_identity_and_facts(cli: Cli, people: dict[str, dict[str, object]]) -> None:
    """Given one letter in two accounts and a person with two addresses, then one interaction, one person."""
    grace = people["g.hopper@navy.example"]
    assert grace["addresses"] == ["g.hopper@navy.example", "grace@example.com"]
    assert (grace["name"], grace["tags"], grace["emails_in"]) == ("Grace Hopper", ["mentor"], 1)
    assert not any(ME in str(one["addresses"]) or "draft@p.example" in str(one["addresses"]) for one in people.values())
    accounts = {a["name"]: a for a in cli("status", "--json").json["accounts"]}
    assert accounts["mail"]["unreadable"] == 1
    assert people["future@p.example"]["last_inbound"] is not None, (
        "a date in the future is disbelieved, the mbox line serves"
    )
