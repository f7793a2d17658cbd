"""A log is cared for beside a daemon at work: copied, exported, examined; and put back on another machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests import logs
from tests.e2e.test_daemon import CONFIG, RULES, daemon
from tests.letters import ME, letter, mbox
from tests.process import Cli


def lines(cli: Cli) -> list[str]:
    """What an export says of the world."""
    out = [json.loads(line) for line in cli("export").out.splitlines()]
    kinds = ("mail", "contact", "followup", "logged", "curation")
    return [json.dumps(line) for line in out if line["type"] in kinds]


@logs.of_the_file
def test_from_one_machine_to_another(tmp_path: Path) -> None:
    """Given a daemon at work, when backed up, exported and examined beside it, then all goes well; and when the backup
    is restored on another machine, then everything is as it was, and the next sync, apply and digest repeat nothing."""
    old, new = Cli(tmp_path / "old"), Cli(tmp_path / "new")
    for one in (old, new):
        one.folder.mkdir()
    old.config(CONFIG, RULES)
    at = datetime.now(UTC) - timedelta(days=40)  # noqa: TID251 - the daemon lives in the real time
    mbox(old.folder / "mail.mbox", [letter(ME, "grace@example.com", at, message_id="<1@x>")])
    with daemon(old) as running:
        running.until("STATUS=waiting")
        old("log", "grace", "had tea", "--kind", "note")
        old("tag", "grace", "mentor")
        before = lines(old)
        told = old("backup", str(tmp_path / "b.tar.gz")).out
        assert "1 mail" in told
        assert old("doctor", "--json").json["findings"][-1]["level"] in ("ok", "note")
        assert str(running.process.pid) in old("backup", "--restore", str(tmp_path / "b.tar.gz"), code=75).err
    new("backup", "--restore", str(tmp_path / "b.tar.gz"))
    assert lines(new) == before
    for name in ("mail.mbox", "followups.ics"):
        (new.folder / name).write_bytes((old.folder / name).read_bytes())
    once = new("run", "--once", "--json").json
    assert [one["new"] for one in once["accounts"]] == [0]
    assert "create" not in [one["action"] for one in once["followups"]]
    assert once["digest"] is None
    assert new("doctor", code=0).out
