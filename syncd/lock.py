"""One writer at a time: an advisory lock on a file, held for the life of a command (CONTRACT.md §1).

flock, not a pid file: the kernel lets go when the holder dies, however it dies. The pid inside is for the message only.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncd.ports import Busy, Trouble


@contextmanager
def writer(path: Path) -> Iterator[None]:
    """Holds the lock. Raises Busy at once, naming the holder's pid, if another process has it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Trouble(f"can't open the lock {path}: {error.strerror}: check the folder's permissions") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise Busy(f"another syncd is writing (pid {holder}): try again when it is done") from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
