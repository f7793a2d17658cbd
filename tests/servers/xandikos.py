"""A real Xandikos: a process of its own, one user, no password; every calendar is a git repository."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.radicale import DavServer, free_port, started


@contextmanager
def xandikos(folder: Path) -> Iterator[DavServer]:
    """A server while it serves."""
    port = free_port()
    command = [sys.executable, "-m", "xandikos", "serve", "-d", str(folder / "data"), "--defaults", "-p", str(port)]
    command += ["-l", "127.0.0.1", "--no-detect-systemd", "--state-dir", str(folder / "state")]
    with started(command, folder, port):
        yield DavServer(f"http://127.0.0.1:{port}", folder, single_user="user")
