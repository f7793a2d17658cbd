"""One writer at a time: advisory locks on files (CONTRACT.md §1).

Two of them. The *lock* is for whoever works through the whole loop (`run` for its life, `sync`, `apply`): a second one
leaves at once. The *pen* is held by whoever is writing just now, so that `done`, `tag`, `log` work beside a daemon that
is idle: they wait a moment for it. SQLite alone would let two processes write in turn; versions before 3.51.3 may then
lose commits when both reset the write-ahead log (https://www.sqlite.org/wal.html, "the WAL-reset bug").

flock, not a pid file: the kernel lets go when the holder dies, however it dies. The pid inside is for people, and to
find a running daemon.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncd import clock
from syncd.ports import Busy, Trouble

PATIENCE = 10.0
"""Seconds a command by hand waits for the pen."""
_LOOK = 0.05
_DAEMON = "run"


@contextmanager
def alone(path: Path, *, daemon: bool = False) -> Iterator[None]:
    """Holds the lock at `path`. Raises Busy at once, naming the holder's pid, if another process has it."""
    with _held(path, f"{os.getpid()} {_DAEMON if daemon else ''}".rstrip(), 0.0):
        yield


@contextmanager
def pen(lock: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Holds the pen that belongs to `lock`. Raises Busy, naming the holder, if it is not free within `patience`."""
    with _held(lock.with_name(f"{lock.name}.pen"), str(os.getpid()), patience):
        yield


@contextmanager
def writer(lock: Path) -> Iterator[None]:
    """Holds both: what `sync` and `apply` need."""
    with alone(lock), pen(lock):
        yield


def daemon_pid(path: Path) -> int | None:
    """The process id of the daemon that holds the lock, or None."""
    found = holder(path)
    return found[0] if found is not None and found[1] else None


def holder(path: Path) -> tuple[int | None, bool] | None:
    """Who holds the lock: the process id, if it can be told, and whether it is a daemon. None: nobody."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            pid, _, what = _holder(handle).partition(" ")
            return (int(pid), what == _DAEMON) if pid.isdecimal() else (None, False)
        return None
    finally:
        os.close(handle)


@contextmanager
def _held(path: Path, who: str, patience: float) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Trouble(f"can't open the lock {path}: {error.strerror}: check the folder's permissions") from error
    try:
        _take(handle, patience)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{who}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, patience: float) -> None:
    until = clock.monotonic() + patience
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if clock.monotonic() >= until:
                pid = _holder(handle).partition(" ")[0] or "unknown"
                raise Busy(f"another syncd is writing (pid {pid}): try again when it is done") from error
        clock.sleep(_LOOK)


def _holder(handle: int) -> str:
    return os.pread(handle, 32, 0).decode("ascii", "replace").strip()
