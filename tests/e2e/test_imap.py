"""An IMAP account end to end on a real Dovecot: login, sync, moved mail and spam, an archive beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from tests.letters import letter, mbox
from tests.process import Cli
from tests.servers.dovecot import PASSWORD, Dovecot, dovecot

ME = "ada@example.org"
GRACE = "Grace Hopper <grace@example.com>"
CONFIG = """\
[me]
name = "Ada"
timezone = "Europe/Berlin"
[[account]]
name = "home"
provider = "imap"
address = "ada@example.org"
host = "localhost"
port = {port}
username = "{user}"
since = "all"
{more}
[followups]
to = "followups.ics"
"""
COMMAND = f'password_command = ["{sys.executable}", "-c", "print(\'{PASSWORD}\')"]'
RULES = '[[rule]]\nname = "owed"\nkind = "reply-owed"\n'


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def program(request: pytest.FixtureRequest, server: Dovecot) -> Iterator[IMAPClient]:
    """Ada's mail program; the mailbox bears the test's name."""
    client = IMAPClient("127.0.0.1", server.plain, ssl=False)
    client.login(request.node.name, PASSWORD)
    yield client
    client.shutdown()


def wrote(program: IMAPClient, folder: str, raw: bytes, day: int) -> None:
    program.append(folder, raw.replace(b"\n", b"\r\n"), (), datetime(2026, 5, day, 12, 1, tzinfo=UTC))


def first(cli: Cli, *words: str, **env: str) -> dict[str, Any]:
    found: dict[str, Any] = cli(*words, "--json", code=0, **env).json["accounts"][0]
    return found


def profile(folder: Path, server: Dovecot, user: str, more: str) -> tuple[Cli, dict[str, str]]:
    cli = Cli(folder, "2026-05-25T09:00:00Z")
    cli.config(CONFIG.format(port=server.plain, user=user, more=more), RULES)
    return cli, {"SSL_CERT_FILE": str(server.authority)}


def test_one_mail_by_imap_and_from_an_archive(
    request: pytest.FixtureRequest, server: Dovecot, program: IMAPClient, tmp_path: Path
) -> None:
    """Given letters on the server and the same in an mbox, when both are synced, then each is one interaction with one
    time; what Grace asks is owed; reported as spam, her letter does not exist any more."""
    ask = letter(GRACE, ME, "2026-05-19", "Figures", message_id="<g@x>", body="Could you send me the figures?\n")
    mine = letter(f"Ada <{ME}>", "Grace <grace@example.com>", "2026-05-12", "Hello", message_id="<a@x>")
    wrote(program, "INBOX", ask, 19)
    wrote(program, "Sent", mine, 12)
    mbox(tmp_path / "old.mbox", [ask, mine])
    archive = f'[[account]]\nname = "old"\nprovider = "mbox"\npath = "old.mbox"\naddress = "{ME}"'
    cli, env = profile(tmp_path, server, request.node.name, f"{COMMAND}\n{archive}")
    synced = cli("sync", "--json", code=0, **env).json["accounts"]
    assert [(one["name"], one["new"], one["error"]) for one in synced] == [("home", 2, None), ("old", 0, None)]
    people = cli("people", "--json").json["people"]
    assert [(one["key"], one["emails_in"], one["emails_out"]) for one in people] == [("grace@example.com", 1, 1)]
    assert people[0]["last_inbound"] == "2026-05-19T12:00:00Z"
    assert [one["rule"] for one in cli("plan", "--json").json["actions"]] == ["owed"]
    program.select_folder("INBOX")
    program.move(program.search(), "Junk")
    changed = first(cli, "sync", "home", **env)
    assert (changed["gone"], changed["error"]) == (1, None)
    people = cli("people", "--json").json["people"]
    assert [(one["emails_in"], one["emails_out"]) for one in people] == [(0, 1)]


def test_a_password_asked_for_once(
    request: pytest.FixtureRequest, server: Dovecot, program: IMAPClient, tmp_path: Path
) -> None:
    """Given no password_command, when synced, then exit 77 names both ways; after `auth` the sync works, unencrypted
    never; forgotten, it is 77 again. The password stands in no output."""
    wrote(program, "INBOX", letter(GRACE, ME, "2026-05-19"), 19)
    cli, env = profile(tmp_path, server, request.node.name, "")
    told = cli("sync", code=77, **env)
    assert "syncd auth home" in told.err + told.out
    for typed, code in (("wrong", 77), (PASSWORD, 0)):
        done = subprocess.run(
            cli.command("auth", "home"),
            input=typed + "\n",
            env={**os.environ, **env},
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stderr
        assert typed not in done.stdout + done.stderr
    assert first(cli, "sync", **env)["new"] == 1
    untrusted = cli("sync", code=75)
    assert "certificate that is not trusted" in untrusted.err + untrusted.out
    cli("auth", "home", "--forget")
    cli("sync", code=77, **env)
