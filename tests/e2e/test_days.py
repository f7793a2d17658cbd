"""Three days of the daemon: Google and Microsoft, faults, sleep, the end of summer time.

The suite polls every two hours; SYNCD_EVERY=5m pytest tests/e2e/test_days.py does it as often as users do (minutes).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e import google, microsoft
from tests.e2e.days import World, live
from tests.e2e.google import Google
from tests.e2e.microsoft import Office
from tests.process import Cli
from tests.simulators.faults import Fault
from tests.simulators.microsoft.identity import CLIENT_ID

START = datetime(2026, 10, 23, 7, tzinfo=UTC)  # Friday, 9:00 in Berlin; on Sunday summer time ends
END = START + timedelta(hours=74)
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "10d"\nlead = "0d"\n'
OFFICE = """\
[[account]]
name = "office"
provider = "microsoft"
address = "ada@example.org"
client_id = "{client}"
authority = "{authority}"
graph_endpoint = "{url}"
calendars = ["primary"]
since = "all"
[daemon]
every = "{every}"
[followups]
"""


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Google, Office]]:
    (tmp_path / "ca").mkdir()
    with google.google() as work, microsoft.office(tmp_path / "ca", monkeypatch) as office:
        yield work, office


def _profile(accounts: tuple[Google, Office], folder: Path, now: datetime) -> Cli:
    work, office = accounts
    cli = work.profile(folder)
    values = {"client": CLIENT_ID, "authority": office.login.authority, "url": office.graph.url}
    values["every"] = os.environ.get("SYNCD_EVERY", "2h")
    text = google.CONFIG.format(url=work.server.url, kind="event").replace("[followups]\n", OFFICE.format(**values))
    cli.config(text.replace("per_week = 50", "per_week = 500").replace("max_open = 50", "max_open = 500"), RULES)
    (folder / "cache.json").write_text(office.graph.identity.msal_cache(office.login.authority, *microsoft.SCOPES))
    cli("auth", "office", "--import", str(folder / "cache.json"), code=None)
    return Cli(folder, now.isoformat())


def _life(accounts: tuple[Google, Office], world: World, rng: random.Random) -> None:
    """Mail and meetings all the time, on both sides; what goes wrong, too."""
    work, office = accounts
    for number in range(60):
        day = (START - timedelta(days=rng.randrange(1, 40))).strftime("%Y-%m-%d")
        if number % 2:
            work.wrote(f"p{number % 17}@example.com", day, f"g{number}")
        else:
            office.wrote(f"q{number % 13}@example.com", day, f"m{number}")
    for number in range(100, 190):
        moment = START + timedelta(seconds=rng.randrange(72 * 3600))
        world.at(moment, _letter(accounts, number, moment))
    gmail = ("gmail.users.messages.list", "gmail.users.messages.get", "gmail.users.history.list")
    writes = ("calendar.events.insert", "calendar.events.list", "calendar.events.patch")
    for _ in range(12):
        kind = rng.choice(["answer", "lost before", "lost after"])
        fault = Fault(kind, rng.choice(gmail + writes), 503 if kind == "answer" else 0)  # type: ignore[arg-type]  # one of the kinds
        world.at(START + timedelta(seconds=rng.randrange(70 * 3600)), lambda fault=fault: work.server.faults.add(fault))  # type: ignore[misc]  # mypy sees no default
    world.at(START + timedelta(hours=8), lambda: world.sleep(9.5))
    world.at(START + timedelta(hours=30), lambda: world.step(-2 * 3600))
    world.at(START + timedelta(hours=31), lambda: world.step(2 * 3600))
    world.at(START + timedelta(hours=62), lambda: world.sleep(8.2))  # over Monday, 7:30


def _letter(accounts: tuple[Google, Office], number: int, moment: datetime) -> Callable[[], None]:
    work, office = accounts

    def come() -> None:
        if number % 2:
            work.wrote(f"p{number % 17}@example.com", moment.isoformat(), f"g{number}")
        else:
            office.graph.mail.send(
                [f"q{number % 13}@example.com"], at=moment, subject=f"About {number}", message_id=f"<m{number}@x>"
            )

    return come


def test_three_days(accounts: tuple[Google, Office], tmp_path: Path) -> None:
    """Given 72 hours with mail on both sides, lost replies, refusals, two sleeps, a clock set back and forth, and the
    end of summer time, when all is over, then the log is that of a fresh one, each follow-up was written once, and the
    week's digest went out once."""
    work, _ = accounts
    world = World(START, END)
    cli = _profile(accounts, tmp_path / "ada", END)
    _life(accounts, world, random.Random(7))
    said, pieces = live(cli.folder / "config.toml", world)
    work.server.faults.clear()
    assert pieces > 25
    cli("run", "--once", code=None)
    whole = _profile(accounts, tmp_path / "whole", END)
    whole("sync")
    assert cli("people", "--json").json["people"] == [
        one | {"open_followup": mine["open_followup"]}
        for one, mine in zip(
            whole("people", "--json").json["people"], cli("people", "--json").json["people"], strict=True
        )
    ]
    written = [
        event for place in work.calendar.calendars.values() if not place.primary for event in place.events.values()
    ]
    keys = [event["extendedProperties"]["private"]["syncd_key"] for event in written]
    known = cli("due", "--settled", "--json").json["followups"]
    assert sorted(keys) == sorted({one["key"] for one in known})
    digests = [one for one in work.mail.messages.values() if b"X-Syncd-Digest" in one.raw]
    assert len({one.raw.partition(b"Message-ID: ")[2].partition(b"\n")[0] for one in digests}) == len(digests) == 2
    assert said.count("follow-ups: all is well again") == sum("not written" in line for line in said)
