"""The digest by SMTP through the real command line, over TLS with a password command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.letters import ME, letter, mbox
from tests.process import Cli
from tests.servers.smtp import PASSWORD, MailServer, mail_server

CONFIG = """\
[me]
name = "Ada"
addresses = ["ada@example.org"]
[[account]]
name = "mail"
provider = "mbox"
path = "mail"
[digest]
to = ["ada@example.org"]
via = "smtp"
[smtp]
host = "localhost"
port = {port}
tls = "starttls"
username = "ada"
password_command = ["cat", "{folder}/secret"]
"""


def profile(server: MailServer, folder: Path) -> Cli:
    mbox(folder / "mail" / "in.mbox", [letter(ME, "grace@example.com", "2026-01-05")])
    (folder / "secret").write_text(f"{PASSWORD}\n")
    cli = Cli(folder, "2026-06-01T09:00:00Z")
    cli.config(CONFIG.format(port=server.port, folder=folder), "")
    return cli


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_digest_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a mail server, when the digest is put off, sent, and sent again, then it came once, marked as ours."""
    with mail_server(tmp_path, "starttls") as server:
        cli = profile(server, tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca))
        cli("sync")
        server.fault("RCPT", "450 4.7.1 Greylisted")
        assert "it is tried again" in cli("digest", "--send", code=75).err
        first = cli("digest", "--send")
        assert "sent to ada@example.org" in first.out + first.err
        again = cli("digest", "--send")
    [(sender, to, mail)] = server.mails
    assert (sender, to, mail["Auto-Submitted"]) == (ME, [ME], "auto-generated")
    assert PASSWORD not in again.out + again.err
