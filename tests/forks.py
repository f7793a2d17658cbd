"""Runs the real command line in forks of one process that has imported everything; a process of its own costs 0.5 s.

A fork starts where `syncd` starts, `syncd.cli.main`, with the arguments, environment and streams of the command. What
depends on the start of a process itself (locale, killing, signals) is tested with real ones.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

_IMPORTS = (
    "alembic.command",
    "connectors.google.account",
    "connectors.google.source",
    "connectors.microsoft.account",
    "connectors.microsoft.source",
    "connectors.archives.mails",
    "connectors.ics",
    "rules.engine",
    "rules.reading.signals",
    "syncd.digest.message",
    "syncd.jobs.followup",
    "syncd.store.engine",
)


def run(
    command: Sequence[str], env: Mapping[str, str], out: Path, err: Path, timeout: float, *, kill: float | None = None
) -> int:
    """Runs `command` (its first word is the program) with stdout and stderr into files; gives its exit code.

    `kill`: after so many seconds it gets SIGKILL; -9 if that was before its end. Raises subprocess.TimeoutExpired.
    """
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(timeout)
        line.connect(_server())
        asked = {
            "command": list(command),
            "env": dict(env),
            "cwd": os.fspath(Path.cwd()),
            "streams": [str(out), str(err)],
            "kill": kill,
        }
        line.sendall(json.dumps(asked).encode() + b"\n")
        try:
            answer = line.makefile().readline()
        except TimeoutError as error:
            raise subprocess.TimeoutExpired(list(command), timeout) from error
    return int(answer) if answer else -signal.SIGKILL


@cache
def _server() -> str:
    """The address of this test process's server, started when first asked for; it ends with its starter."""
    path = str(Path(tempfile.mkdtemp(prefix="syncd-forks-")) / "line")
    command = [sys.executable, "-m", "tests.forks", path]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
    atexit.register(_end, server)
    while True:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.connect(path)
            return path
        time.sleep(0.02)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.kill()
    server.wait()


def _serve(path: str) -> None:
    for name in _IMPORTS:
        import_module(name)
    gc.freeze()
    starter = os.getppid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks: they answer by themselves
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        server.settimeout(5)
        while os.getppid() == starter:
            with contextlib.suppress(TimeoutError):
                line, _ = server.accept()
                if os.fork() == 0:
                    server.close()
                    _answer(line)
                line.close()


def _answer(line: socket.socket) -> None:
    """In the fork: run the command, say its exit code, end."""
    text = line.makefile().readline()
    if not text:
        os._exit(0)
    code = 1
    asked = json.loads(text)
    if asked["kill"] is not None:
        _kill_after(asked["kill"], line)
    try:
        code = _command(asked)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        with contextlib.suppress(OSError):
            line.sendall(f"{code}\n".encode())
        os._exit(0)


def _kill_after(seconds: float, line: socket.socket) -> None:
    """From now on this process has an executioner."""
    victim = os.getpid()
    if os.fork() == 0:
        line.close()  # the end of the victim is to be heard
        time.sleep(seconds)
        if os.getppid() == victim:
            os.kill(victim, signal.SIGKILL)
        os._exit(0)


def _command(asked: dict[str, Any]) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, path in enumerate(asked["streams"], 1):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
    sys.stdin, sys.stdout, sys.stderr = (open(n, "w" if n else "r", encoding="utf-8", closefd=False) for n in range(3))  # noqa: SIM115 - descriptors, for the fork's life
    sys.argv = asked["command"]
    from syncd.cli import main

    try:
        main()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # noqa: BLE001 - what the interpreter does at its end
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    _serve(sys.argv[1])
