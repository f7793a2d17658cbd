"""CalDAV end to end through the real command line: meetings in, follow-ups out, ticked by another program, over TLS."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from tests.letters import letter, mbox
from tests.process import Cli
from tests.servers.radicale import PASSWORD, DavServer, fast_folder, radicale

ME = "ada@example.org"
NOW = "2026-06-01T09:00:00Z"
CONFIG = """\
[me]
name = "Ada"
timezone = "Europe/Berlin"
addresses = ["ada@example.org"]
[[account]]
name = "mail"
provider = "mbox"
path = "{mail}"
[[account]]
name = "home"
provider = "caldav"
address = "ada@example.org"
username = "u0"
url = "{url}/"
password_command = ["cat", "secret"]
calendars = ["Meetings"]
since = "all"
[followups]
to = "home"
as = "{kind}"
per_week = 50
max_open = 50
"""
RULES = '[[rule]]\nname = "all"\nkind = "keep-in-touch"\nevery = "30d"\nlead = "0d"\n'
MEETING = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:m\r\nDTSTAMP:20260101T000000Z\r\n"
    "DTSTART:20260203T090000Z\r\nSUMMARY:Lunch\r\nORGANIZER:mailto:ada@example.org\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[DavServer]:
    with fast_folder() as folder, radicale(folder, tls=True) as found:
        yield found


@pytest.fixture
def calendars(server: DavServer) -> Iterator[str]:
    """The user's home, with one calendar and one meeting in it."""
    home = server.home("u0")

    def ask(method: str, path: str, body: str) -> int:
        auth = requests.auth.HTTPBasicAuth(b"u0", PASSWORD.encode())
        ca = str(server.ca)
        return requests.request(method, home + path, data=body, auth=auth, verify=ca, timeout=10).status_code

    name = '<d:set xmlns:d="DAV:"><d:prop><d:displayname>Meetings</d:displayname></d:prop></d:set>'
    xml = f'<c:mkcalendar xmlns:c="urn:ietf:params:xml:ns:caldav">{name}</c:mkcalendar>'
    assert ask("MKCALENDAR", "one/", xml) == 201
    assert ask("PUT", "one/m.ics", MEETING) == 201
    yield home
    assert ask("DELETE", "", "") == 200


def profile(server: DavServer, folder: Path, kind: str) -> Cli:
    """A profile of syncd, with one mail of January and the calendar's meeting of February."""
    folder.mkdir()
    mbox(
        folder / "mail" / "in.mbox",
        [letter(ME, "grace@example.com", datetime(2026, 1, 5, 12, tzinfo=UTC), message_id="<g@x>")],
    )
    (folder / "secret").write_text(f"{PASSWORD}\n")
    cli = Cli(folder, NOW)
    text = CONFIG.format(mail=folder / "mail", url=server.url, kind=kind)
    cli.config(text.replace('"secret"', f'"{folder}/secret"'), RULES)
    return cli


@contextmanager
def trusted(server: DavServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tests' own authority is believed."""
    with monkeypatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(server.ca))
        yield


def test_the_whole_job(server: DavServer, calendars: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given mail and a meeting, when synced and applied, then to-dos stand in a calendar of their own; one ticked with
    todoman is done, one deleted is dismissed, and a second machine agrees.
    """
    with trusted(server, monkeypatch):
        cli = profile(server, tmp_path / "one", "task")
        synced = {one["name"]: one for one in cli("sync", "--json").json["accounts"]}
        assert (synced["home"]["new"], synced["home"]["error"]) == (1, None)
        done = cli("apply", "--json").json["actions"]
        assert [(one["action"], one["result"], one["sink"]) for one in done] == [
            ("create", "done", "home/Follow-ups"),
            ("create", "done", "home/Follow-ups"),
        ]
        folder = next(server.files("u0", "").glob("syncd-to-dos-*"))
        assert len(list(folder.glob("*.ics"))) == 2
        two = profile(server, tmp_path / "two", "task")
        two("sync")
        assert {one["action"] for one in two("apply", "--json").json["actions"]} == {"none"}
        assert len(list(folder.glob("*.ics"))) == 2
        grace = next(one for one in folder.glob("*.ics") if b"grace" in one.read_bytes())
        _tick(folder, "grace", tmp_path)
        assert b"STATUS:COMPLETED" in grace.read_bytes()
        next(one for one in folder.glob("*.ics") if one != grace).unlink()
        cli.now = "2026-06-01T10:00:00Z"
        cli("apply")
        settled = {one["person"]: one["state"] for one in cli("due", "--settled", "--json").json["followups"]}
        assert settled == {"grace@example.com": "done", "bob@example.com": "dismissed"}


def _tick(folder: Path, text: str, tmp_path: Path) -> None:
    """The user ticks an entry with todoman, which works on the server's files."""
    config = tmp_path / "todoman.py"
    config.write_text(f'path = "{folder}"\ncache_path = "{tmp_path}/todoman.db"\n')
    todo = [str(Path(sys.executable).with_name("todo")), "--config", str(config)]
    listed = subprocess.run(
        [*todo, "--porcelain", "list"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    number = next(one["id"] for one in json.loads(listed) if text in one["summary"])
    subprocess.run([*todo, "done", str(number)], capture_output=True, check=True, timeout=60)


def test_a_server_nobody_trusts(server: DavServer, calendars: str, tmp_path: Path) -> None:
    """Given a certificate from an unknown authority, when synced, then that is said, and mail is there all the same."""
    cli = profile(server, tmp_path / "one", "event")
    synced = {one["name"]: one for one in cli("sync", "--json", code=75).json["accounts"]}
    assert "certificate" in synced["home"]["error"]
    assert synced["mail"]["new"] == 1
