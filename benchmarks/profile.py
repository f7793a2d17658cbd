"""Profiles of syncd to measure with: a config, a log of their own, and the command lines."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.mailbox import ALIAS, END, ME

SYNCD = Path(sys.executable).with_name("syncd")
NOW = datetime.fromtimestamp(END, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
TODOS = 12
_CONFIG = """\
[me]
addresses = ["{me}", "{alias}"]
timezone = "Europe/Berlin"

[[account]]
name = "mail"
provider = "{provider}"
path = "{path}"
bodies = "none"

[followups]
to = "followups.ics"
as = "task"
per_week = {todos}
max_open = {todos}
"""
_RULES = """\
[[rule]]
name = "all"
kind = "keep-in-touch"
every = "30d"

[[rule]]
name = "drifting"
kind = "drifting"
"""


class Profile:
    """One config folder over one source of mail."""

    def __init__(self, folder: Path, provider: str, source: Path) -> None:
        self.folder = folder
        self.log = folder / "data" / "log.db"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        text = _CONFIG.format(me=ME, alias=ALIAS, provider=provider, path=source, todos=TODOS)
        (folder / "config.toml").write_text(text)
        (folder / "rules.toml").write_text(_RULES)

    def command(self, *words: str, now: str = NOW) -> Sequence[str]:
        """The command line of `syncd WORDS`; `now` "" leaves the time to the clock."""
        time = ["--now", now] if now else []
        return [str(SYNCD), "--config", str(self.folder / "config.toml"), *time, *words]

    def fresh(self) -> None:
        """No log."""
        shutil.rmtree(self.log.parent, ignore_errors=True)

    def log_size(self) -> int:
        """Octets of the log with all that belongs to it."""
        return sum(path.stat().st_size for path in self.log.parent.iterdir())
