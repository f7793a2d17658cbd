"""A real PostgreSQL as a process of the tests': a cluster in a folder of its own, on a socket there and a free port.

PostgreSQL refuses to run as root: root's runs as nobody. It is as quick as it gets and keeps nothing: no fsync.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest
import trustme

DATABASE = "syncd"
_TRIES = 1000  # of 20 ms until it must answer
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "ssl": "on",
    "password_encryption": "scram-sha-256",
}
_ACCESS = """\
local all all trust
host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


@dataclass
class Postgres:
    """A running server. `folder` holds its socket; `data` is the cluster."""

    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def authority(self) -> Path:
        """Who signed the server's certificate."""
        return self.folder / "ca.pem"

    def url(self, user: str = "ada", database: str = DATABASE, **more: str) -> str:
        """Through the socket, where everybody is believed to be who they say."""
        query = "&".join(f"{key}={value}" for key, value in {"host": str(self.folder), **more}.items())
        return f"postgresql+psycopg://{user}@:{self.port}/{database}?{query}"

    def tcp(self, user: str, password: str, database: str = DATABASE, **more: str) -> str:
        """Through the port, with a password."""
        query = "&".join(f"{key}={value}" for key, value in more.items())
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}" + (f"?{query}" if query else "")

    def superuser(self, database: str = DATABASE) -> psycopg.Connection[tuple[object, ...]]:
        """The administrator's own connection; every statement is a transaction."""
        return psycopg.connect(f"postgresql://postgres@:{self.port}/{database}?host={self.folder}", autocommit=True)

    def run(self, *statements: str, database: str = DATABASE) -> None:
        """What the administrator does."""
        with self.superuser(database) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def user(self, url: str) -> psycopg.Connection[tuple[object, ...]]:
        """A client of its own in the schema that `url` names; what is a transaction is its matter."""
        connection = psycopg.connect(re.sub(r"\+psycopg|&schema=\w+", "", url), autocommit=True)
        connection.execute("SELECT set_config('search_path', %s, false)", (schema_of(url),))
        return connection

    def files_of(self, url: str) -> bytes:
        """All that lies on the disk of the tables of a schema."""
        with self.superuser() as connection:
            connection.execute("CHECKPOINT")
            rows = connection.execute(
                "SELECT pg_relation_filepath(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = %s AND pg_relation_filepath(c.oid) IS NOT NULL",
                (schema_of(url),),
            ).fetchall()
        return b"".join((self.data / str(path)).read_bytes() for (path,) in rows)

    def start(self) -> None:
        """Until it answers. It ends with this process, however that ends."""
        options = [word for key, value in _SETTINGS.items() for word in ("-c", f"{key}={value}")]
        options += ["-k", str(self.folder), "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        command = _as_owner(["postgres", "-D", str(self.data), *options], "--pdeathsig", "QUIT")
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")
        for _ in range(_TRIES):
            with contextlib.suppress(psycopg.OperationalError), self.superuser("postgres"):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        """At once, as a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)


def made(folder: Path) -> Postgres:
    """A new cluster in `folder`, started, with an administrator postgres and nobody else."""
    folder.chmod(0o700)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    command = [
        *("initdb", "-D", str(folder / "data"), "-U", "postgres", "--auth=trust", "--no-sync"),
        *("--encoding=UTF8", "--locale=C.utf8", "--no-instructions"),
    ]
    done = subprocess.run(_as_owner(command), capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "data" / "pg_hba.conf").write_text(_ACCESS)
    _certify(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Postgres(folder, port)
    server.start()
    return server


def _certify(folder: Path) -> None:
    """A certificate for this machine; the authority's is `ca.pem`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    mine = authority.issue_cert("localhost", "127.0.0.1")
    key = folder / "data" / "server.key"
    mine.private_key_pem.write_to_path(str(key))
    mine.cert_chain_pems[0].write_to_path(str(folder / "data" / "server.crt"))
    key.chmod(0o600)
    owner = folder.stat()
    os.chown(key, owner.st_uid, owner.st_gid)


def _as_owner(command: Sequence[str], *options: str) -> list[str]:
    """The command line that runs a program of PostgreSQL's, not as root; `options` of setpriv."""
    program = _program(command[0])
    assert program is not None
    drop = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *drop, *options, "--", program, *command[1:]]


def _program(name: str) -> str | None:
    found = shutil.which(name)
    if found is None:  # Debian keeps them apart, by version
        found = max((str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None)
    return found


@cache
def server() -> Postgres:
    """The server of this test process, with Ada and Bob on it, who may make schemas. Skips where there is none."""
    if _program("initdb") is None or _program("postgres") is None:
        pytest.skip("no PostgreSQL here: apt install postgresql, or put initdb and postgres on the PATH")
    folder = Path(tempfile.mkdtemp(prefix="syncd-postgres-"))
    found = made(folder)
    atexit.register(_end, found)
    found.run(
        "CREATE ROLE ada LOGIN PASSWORD 'lovelace'", "CREATE ROLE bob LOGIN PASSWORD 'babbage'", database="postgres"
    )
    found.run(f"CREATE DATABASE {DATABASE}", database="postgres")
    found.run(f"GRANT CREATE ON DATABASE {DATABASE} TO ada, bob")
    return found


def _end(found: Postgres) -> None:
    found.stop()
    shutil.rmtree(found.folder, ignore_errors=True)


def own_schema(path: Path) -> str:
    """The URL of a log that belongs to `path` alone: the same path, the same log."""
    return server().url(schema=f"t{hashlib.sha256(str(path).encode()).hexdigest()[:20]}")


def schema_of(url: str) -> str:
    """Where the log lies that an URL of this server names: Ada's own, if it names none."""
    found = re.search(r"schema=(\w+)", url)
    return found[1] if found else "ada"
