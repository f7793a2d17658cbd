"""A real Radicale: a process of its own, users with passwords, calendars as folders of .ics files."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

PASSWORD = "a secret ü"
USERS = 2000
_CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/storage
[logging]
level = error
"""


@dataclass
class DavServer:
    """A CalDAV server at `url`. Each `user()` is a fresh one; `home` is where a user's calendars lie."""

    url: str
    folder: Path
    password: str = PASSWORD
    single_user: str = ""
    ca: Path = Path()  # the authority of its certificate, if it has one

    def __post_init__(self) -> None:
        self._numbers = count()

    def user(self) -> str:
        """A user nobody used yet; of a server for one, that one."""
        return self.single_user or f"u{next(self._numbers)}"

    def home(self, user: str) -> str:
        """The URL of a user's calendar home."""
        return f"{self.url}/{user}/calendars/" if self.single_user else f"{self.url}/{user}/"

    def files(self, user: str, calendar: str) -> Path:
        """The folder of a Radicale calendar: other programs may use it as a vdir."""
        return self.folder / "storage" / "collection-root" / user / calendar


@contextmanager
def radicale(folder: Path, *, tls: bool = False) -> Iterator[DavServer]:
    """A server while it serves; with `tls` over HTTPS, by an authority nobody knows."""
    port = free_port()
    (folder / "users").write_text("".join(f"u{number}:{PASSWORD}\n" for number in range(USERS)))
    text = _CONFIG.format(port=port, folder=folder)
    if tls:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "both.pem"))
        text = text.replace("[auth]", f"ssl = True\ncertificate = {folder}/both.pem\nkey = {folder}/both.pem\n[auth]")
    (folder / "config").write_text(text)
    command = [sys.executable, "-m", "radicale", "--config", str(folder / "config")]
    with started(command, folder, port):
        url = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
        yield DavServer(url, folder, ca=folder / "ca.pem")


@contextmanager
def started(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """A server process that listens; ended in the end. What it says is in `folder`/said."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=folder)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (folder / "said").read_text()
            time.sleep(0.05)
        else:
            raise AssertionError("the server does not listen within 30 s")
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def fast_folder() -> Iterator[Path]:
    """A folder in memory where the system has one: servers sync every file to disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="syncd-") as folder:
        yield Path(folder)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
