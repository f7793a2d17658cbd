"""Where the tests keep their logs: in SQLite files, or all on PostgreSQL with SYNCD_TEST_LOG=postgresql."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.servers import postgres

_KIND = os.environ.get("SYNCD_TEST_LOG", "sqlite")
assert _KIND in {"sqlite", "postgresql"}, f"SYNCD_TEST_LOG={_KIND}: expected sqlite or postgresql"
ON_POSTGRESQL = _KIND == "postgresql"

of_the_file = pytest.mark.skipif(ON_POSTGRESQL, reason="about the SQLite file itself")
"""For tests that look into the file, damage or lock it, or count its bytes."""


def place(path: Path) -> Path | str:
    """What `Store.open` gets for a log that is a file at `path`, or stands for one."""
    return postgres.own_schema(path) if ON_POSTGRESQL else path


def url(path: Path) -> str:
    """What `Settings.log_url` is for such a log."""
    return postgres.own_schema(path) if ON_POSTGRESQL else ""


def with_log(config: str, folder: Path) -> str:
    """The config of the profile in `folder`, with the log where it belongs unless it says so itself."""
    if not ON_POSTGRESQL:
        return config
    line = f'url = "{url(folder / "data" / "log.db")}"\n'
    before, head, section = config.partition("[log]\n")
    if not head:
        return f"{config}\n[log]\n{line}"
    own = re.search(r"^(url|path) *=", section.partition("\n[")[0], re.MULTILINE)
    return config if own else before + head + line + section


def peek(path: Path) -> Any:
    """A connection beside the program, for what no command shows: `execute`, `commit`, `close`."""
    return postgres.server().user(postgres.own_schema(path)) if ON_POSTGRESQL else sqlite3.connect(path)


def held(path: Path) -> bytes:
    """All that lies on the disk of a log, deleted or not."""
    if ON_POSTGRESQL:
        return postgres.server().files_of(postgres.own_schema(path))
    return b"".join(one.read_bytes() for one in sorted(path.parent.iterdir()) if one.is_file())
