"""SIGKILL at random moments of sync, apply, digest and tick, on an account at Google that goes on changing.

The suite kills some dozens of times; SYNCD_KILLS=1000 pytest tests/e2e/test_kills.py as often as you like.
"""

from __future__ import annotations

import os
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.e2e.google import google
from tests.process import Cli

KILLS = int(os.environ.get("SYNCD_KILLS", "20"))
START = datetime(2026, 6, 1, 9, tzinfo=UTC)  # a Monday
LONGEST = {"sync": 0.5, "apply": 0.9, "digest": 0.7, "run": 1.6}
WORDS = {"sync": ["sync"], "apply": ["apply"], "digest": ["digest", "--send"], "run": ["run", "--once"]}
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "20d"\nlead = "0d"\n'


def test_killed_again_and_again(tmp_path: Path) -> None:
    """Given kills at any moment while mail comes in and weeks go by, when all has run to its end, then the log is that
    of a profile never harmed, each follow-up is in the calendar once, and each week's digest was sent at most once."""
    rng = random.Random(3)
    with google() as account:
        for number in range(60):
            account.wrote(f"p{number % 30}@example.com", (START - timedelta(days=5 + number)).isoformat(), f"a{number}")
        folder = account.profile(tmp_path / "ada").folder
        (folder / "rules.toml").write_text(RULES)
        account.server.limits.latency = 0.01
        kills = 0
        for turn in range(KILLS * 20):
            now = START + timedelta(hours=turn * 2)
            cli = Cli(folder, now.isoformat())
            if rng.random() < 0.5:
                account.wrote(f"p{rng.randrange(40)}@example.com", (now - timedelta(hours=1)).isoformat(), f"b{turn}")
            verb = rng.choice(list(WORDS))
            kills += cli.dies(rng.uniform(0.02, LONGEST[verb]), *WORDS[verb])
            if kills >= KILLS:
                break
        assert kills == KILLS
        account.server.limits.latency = 0.0
        cli("run", "--once")
        whole = account.profile(tmp_path / "whole").folder
        same = Cli(whole, cli.now)
        same("sync")
        mine = cli("people", "--json").json["people"]
        assert [one | {"open_followup": None} for one in mine] == same("people", "--json").json["people"]
        written = [
            event["extendedProperties"]["private"]["syncd_key"]
            for place in account.calendar.calendars.values()
            if not place.primary
            for event in place.events.values()
        ]
        known = cli("due", "--settled", "--json").json["followups"]
        assert len(written) == len(set(written))
        assert set(written) <= {one["key"] for one in known}
        assert {one["key"] for one in known if one["state"] == "open"} <= set(written)
        sent = [one.raw.decode() for one in account.mail.messages.values() if b"X-Syncd-Digest" in one.raw]
        weeks = [re.findall(r"X-Syncd-Digest: *(\S+)", text)[0] for text in sent]
        assert len(weeks) == len(set(weeks)) >= 1
