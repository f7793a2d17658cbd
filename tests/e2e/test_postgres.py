"""The log on a PostgreSQL server: a household with one database, a person with two machines."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from syncd.store.claim import claim
from syncd.store.log import Store
from tests.letters import ME, letter, mbox
from tests.process import Cli
from tests.servers import postgres
from tests.servers.postgres import Postgres

GRACE = "grace@example.com"
NOW = "2026-04-01T09:00:00Z"
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\nlead = "0d"\n'
CONFIG = """\
[me]
addresses = ["{me}"]
timezone = "Europe/Berlin"
[[account]]
name = "mail"
provider = "mbox"
path = "{mail}"
[followups]
to = "followups.ics"
[log]
url = "{url}"
"""


@pytest.fixture(scope="module")
def server() -> Postgres:
    return postgres.server()


def profile(folder: Path, mail: Path, url: str, me: str = ME) -> Cli:
    """A machine's config."""
    folder.mkdir()
    cli = Cli(folder, NOW)
    cli.config(CONFIG.format(me=me, mail=mail, url=url), RULES)
    return cli


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """I wrote to Grace."""
    mbox(tmp_path / "m.mbox", [letter(ME, GRACE, "2026-01-05")])
    return tmp_path / "m.mbox"


def test_two_machines_and_a_neighbour(server: Postgres, tmp_path: Path, mail: Path) -> None:
    """Given two machines of mine that share a log, and a neighbour's in the same database, when one syncs and applies,
    then the other knows it, and the neighbour's stays theirs.
    """
    schema = postgres.schema_of(postgres.own_schema(tmp_path))
    mine = server.tcp("ada", "lovelace", schema=schema)
    laptop, desk = (profile(tmp_path / name, mail, mine) for name in ("laptop", "desk"))
    mbox(tmp_path / "theirs.mbox", [letter("bob@example.net", "carol@example.net", "2026-01-05")])
    neighbour = profile(
        tmp_path / "theirs", tmp_path / "theirs.mbox", server.url("bob", schema=f"{schema}_b"), "bob@example.net"
    )
    laptop("sync")
    laptop("apply")
    neighbour("sync")
    assert [one["person"] for one in desk("due", "--json").json["followups"]] == [GRACE]
    assert [one["key"] for one in neighbour("people", "--json").json["people"]] == ["carol@example.net"]
    log = desk("status", "--json").json["log"]
    assert log["path"] == f"postgresql://ada@127.0.0.1:{server.port}/syncd?schema={schema}"
    assert log["bytes"] > 100_000
    (desk.folder / "config.toml").chmod(0o644)
    found = desk("doctor", "--json", code=1)
    assert [one["text"] for one in found.json["findings"] if one["level"] == "bad"] == [
        f"others can read {desk.folder / 'config.toml'} (mode 644)"
    ]
    assert "lovelace" not in found.out


def test_another_machine_is_at_work(server: Postgres, tmp_path: Path, mail: Path) -> None:
    """Given a machine that syncs, when another does, then it exits 75 at once and names the first; looking goes on."""
    url = postgres.own_schema(tmp_path)
    cli = profile(tmp_path / "one", mail, url)
    cli("sync")
    with claim(url):
        for words in (["sync"], ["run", "--once"]):
            assert f"(pid {os.getpid()} on {os.uname().nodename})" in cli(*words, code=75).err
        assert cli("people", "--json").json["people"][0]["key"] == GRACE


def test_everything_of_hers_goes(server: Postgres, tmp_path: Path, mail: Path) -> None:
    """Given a person, when purged, then no table's file holds her address."""
    url = postgres.own_schema(tmp_path)
    cli = profile(tmp_path / "one", mail, url)
    cli("sync")
    assert GRACE.encode() in server.files_of(url)
    assert json.loads(cli("purge", "grace", "--yes", "--json").out)["purged"]["person"] == GRACE
    assert GRACE.encode() not in server.files_of(url)


def test_what_hinders(server: Postgres, tmp_path: Path, mail: Path) -> None:
    """Given a wrong password, no server, or an URL of something else, then exit 1, 75 or 78, and plain words."""
    wrong = profile(tmp_path / "wrong", mail, server.tcp("ada", "wrong"))
    assert "the database refuses the login" in wrong("status", code=1).err
    assert server.tcp("ada", "").partition("@")[2] in wrong("sync", code=1).err
    away = profile(tmp_path / "away", mail, "postgresql://ada@127.0.0.1:1/syncd")
    assert "can't be reached" in away("sync", code=75).err
    other = profile(tmp_path / "other", mail, "sqlite:////tmp/log.db")
    assert "for an SQLite file use path" in other("status", code=78).err


def test_a_reader_finds_nothing_before_the_first_sync(server: Postgres, tmp_path: Path, mail: Path) -> None:
    """Given a new log, when looked at, then it is empty, and looking made nothing."""
    url = postgres.own_schema(tmp_path)
    assert profile(tmp_path / "one", mail, url)("people", "--json").json["people"] == []
    assert Store.open(url, write=False).size() == 0
