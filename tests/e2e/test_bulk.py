"""Newsletters, marketing, notifications and robots make nobody a person, and nothing of them is owed."""

from __future__ import annotations

from pathlib import Path

from tests.letters import ME, mbox
from tests.process import Cli
from tests.rules.reading.bulk import bulk

CONFIG = """\
[me]
name = "Ada Example"
addresses = ["ada@example.org"]
timezone = "UTC"
[[account]]
name = "mail"
provider = "mbox"
path = "mail"
"""
KINDS = ("reply-owed", "awaiting-reply", "promise", "drifting", "first-meeting", "one-sided")
RULES = "".join(f'[[rule]]\nname = "{kind}"\nkind = "{kind}"\n' for kind in KINDS)
RULES += '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\n'


def test_nothing_is_owed_to_bulk_mail(tmp_path: Path) -> None:
    """Given 510 such mails, with and without the headers of lists, when synced, then nobody of them is a person and no
    rule raises or holds back anything; nothing is unreadable either."""
    mails = [
        one.message(ME, f"{1 + number % 28:02} May 2026 10:{number % 60:02}:00 +0000", number).as_bytes()
        for number, one in enumerate(bulk())
    ]
    assert len(mails) >= 300
    mbox(tmp_path / "mail" / "in.mbox", mails)
    cli = Cli(tmp_path, "2026-06-01T09:00:00Z")
    cli.config(CONFIG, RULES)
    synced = cli("sync", "--json").json["accounts"][0]
    assert synced["unreadable"] == 0
    assert synced["new"] >= 300
    assert cli("people", "--json").json["people"] == []
    planned = cli("plan", "--json").json
    assert (planned["actions"], planned["held_back"]) == ([], [])
