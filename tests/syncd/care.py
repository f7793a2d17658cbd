"""A profile with an archive of mail and a calendar, synced in this process, for the tests of what cares for the log."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from connectors.archives.mbox import BATCH, MboxSource
from syncd import wiring
from syncd.config import load
from syncd.jobs.ingest import Progress, Report, ingest
from syncd.jobs.summary import refresh
from syncd.ports import Source
from syncd.settings import Account, Settings
from syncd.store.log import Store
from tests import logs
from tests.letters import ME, calendar, letter, mbox
from tests.process import Cli

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
GRACE = "Grace Hopper <grace@example.com>"
CONFIG = """\
[me]
timezone = "Europe/Berlin"
[[account]]
name = "mail"
provider = "mbox"
path = "m.mbox"
address = "ada@example.org"
[[account]]
name = "days"
provider = "ics"
path = "c.ics"
"""


class Profile:
    """What a user has in one folder."""

    def __init__(self, folder: Path, *, config: str = "", bodies: str = "", rules: str | None = None) -> None:
        folder.mkdir(exist_ok=True, parents=True)
        self.folder = folder
        self.cli = Cli(folder)
        self.configure(config, bodies=bodies, rules=rules)
        self.mails()
        self.meetings()

    def configure(self, more: str = "", *, bodies: str = "", rules: str | None = None) -> None:
        """Writes the config anew; `bodies` of the mail account, `more` after everything else."""
        said = f'bodies = "{bodies}"\n' if bodies else ""
        text = CONFIG.replace('address = "ada@example.org"\n', f'address = "ada@example.org"\n{said}')
        self.cli.config(text + more, rules)

    def mails(self, *letters: bytes) -> None:
        """What lies in the archive."""
        mbox(self.folder / "m.mbox", letters)

    def meetings(self, *events: str) -> None:
        """What stands in the calendar."""
        calendar(self.folder / "c.ics", events)

    @property
    def settings(self) -> Settings:
        """The config as it is now."""
        return load(self.folder / "config.toml", os.environ)

    @property
    def log(self) -> Path:
        """The log's file."""
        return self.settings.paths.log

    def store(self, *, write: bool = False) -> Store:
        """The log."""
        return Store.open(self.settings.log, write=write)

    def sync(
        self,
        *,
        now: datetime = NOW,
        progress: Progress = lambda *_: None,
        pause: Callable[[], bool] = lambda: False,
        batch: int = BATCH,
    ) -> list[Report]:
        """Reads all accounts, as `syncd sync` does; `batch` mails of the archive in one transaction."""
        settings, store = self.settings, self.store(write=True)
        reports = [
            ingest(
                account.name,
                partial(_source, account, settings, now, batch),
                store,
                int(now.timestamp()),
                progress,
                settings=settings,
                pause=pause,
            )
            for account in settings.accounts
        ]
        assert [report.error for report in reports] == [None] * len(reports)
        refresh(store, settings, now)
        return reports

    def bytes(self) -> bytes:
        """All that lies in the log's folder."""
        return logs.held(self.log)

    def exported(self, *words: str) -> list[dict[str, Any]]:
        """The lines of `export`."""
        lines = self.cli("--now", NOW.isoformat(), "export", *words).out.splitlines()
        return [json.loads(line) for line in lines]


def _source(account: Account, settings: Settings, now: datetime, batch: int) -> Source:
    if account.provider == "mbox":
        return MboxSource(account, now, batch=batch)
    return wiring.source(account, settings, now)


def wrote(
    number: int, when: str = "2026-03-01", body: str = "Text.\n", to: str = GRACE, subject: str = "Hello"
) -> bytes:
    """A mail of mine."""
    return letter(ME, to, when, subject, message_id=f"<out{number}@x>", body=body)


def came(
    number: int, when: str = "2026-03-02", body: str = "Text.\n", by: str = GRACE, subject: str = "Hello"
) -> bytes:
    """A mail to me."""
    return letter(by, ME, when, subject, message_id=f"<in{number}@x>", body=body)


def facts_of(lines: Iterable[dict[str, Any]]) -> list[str]:
    """What an export says of the world: all but of itself and of when it was synced."""
    return sorted(json.dumps(line, sort_keys=True) for line in lines if line["type"] not in ("syncd", "account"))


def count(log: Path, table: str) -> int:
    """Rows of a table."""
    connection = logs.peek(log)
    try:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        connection.close()
    return found
