"""A promise seen in a mail, from the digest to the calendar file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.letters import ME, letter, mbox
from tests.process import Cli

CONFIG = """\
[me]
name = "Ada Example"
addresses = ["ada@example.org"]
timezone = "UTC"
[[account]]
name = "mail"
provider = "mbox"
path = "mail"
[followups]
to = "followups.ics"
as = "task"
"""
RULES = '[[rule]]\nname = "word"\nkind = "promise"\n'


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    program = Cli(tmp_path, "2026-06-10T09:00:00Z")
    program.config(CONFIG, RULES)
    text = "Dear Grace,\n\nI will send you the signed contract by Friday.\n\nBest,\nAda\n"
    ask = "Ada, could you send me the signed contract, please?\n"
    mbox(
        tmp_path / "mail" / "in.mbox",
        [
            letter("grace@example.com", ME, "2026-06-01", "Contract", message_id="<q@x>", body=ask),
            letter(
                ME,
                "grace@example.com",
                "2026-06-02",
                "Re: Contract",
                message_id="<p@x>",
                headers=["In-Reply-To: <q@x>"],
                body=text,
            ),
        ],
    )
    program("sync")
    return program


def test_a_promise_is_suggested_then_confirmed(cli: Cli) -> None:
    """Given a promise in a mail of mine, when the digest is made, then it is suggested and nothing is raised; when it
    is confirmed and applied, then it stands in the list with the day that was named."""
    assert cli("plan", "--json").json["actions"] == []
    digest = cli("digest").out
    assert "PROMISED" in digest
    (shown,) = cli("confirm", "--json").json["promises"]
    assert (shown["person"], shown["due"]) == ("grace@example.com", "2026-06-05")
    assert f"syncd confirm {shown['number']}" in digest
    cli("confirm", str(shown["number"]))
    done = cli("apply", "--json").json["actions"]
    assert [(one["action"], one["result"]) for one in done] == [("create", "done")]
    assert "contract" in (cli.folder / "followups.ics").read_text().lower()
    assert cli("confirm", "--json").json["promises"] == []
    assert cli("apply", "--json").json["actions"] == []


def test_what_was_no_promise_stays_away(cli: Cli) -> None:
    """Given a suggestion, when refused, then neither list nor digest shows it again."""
    (shown,) = cli("confirm", "--json").json["promises"]
    cli("confirm", "--no", str(shown["number"]))
    assert cli("confirm", "--json").json["promises"] == []
    assert "PROMISED" not in cli("digest").out
    assert cli("plan", "--json").json["actions"] == []


def test_a_promise_can_be_confirmed_before_its_day(cli: Cli) -> None:
    """Given a promise for Friday, when asked on the Wednesday before, then the digest lists it; confirmed, it is
    written for Friday, and stays when nothing changed."""
    before = ("--now", "2026-06-03T09:00:00Z")
    (shown,) = cli("confirm", "--json", *before).json["promises"]
    assert f"due Fri 5 Jun; to be reminded: syncd confirm {shown['number']}" in cli("digest", *before).out
    cli("confirm", str(shown["number"]), *before)
    (action,) = cli("apply", "--json", *before).json["actions"]
    assert (action["action"], action["date"]) == ("create", "2026-06-05")
    assert cli("apply", "--json", *before).json["actions"] == []


@pytest.mark.parametrize("words", [("2",), ("0",), ("x",), ("--no",)])
def test_numbers_that_are_none(cli: Cli, words: tuple[str, ...]) -> None:
    """Given a number that is not shown, when confirmed, then that is wrong usage, and it says where to look."""
    assert "Traceback" not in cli("confirm", *words, code=2).err
