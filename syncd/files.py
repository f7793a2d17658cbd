"""Writing a file so that a crash, a full disk or a second writer never leaves half of it."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def atomic_write(
    path: Path,
    data: bytes,
    *,
    mode: int | None = None,
    if_still: Callable[[], bool] | None = None,
) -> bool:
    """Replaces the file as a whole and makes it durable: after a crash it is the old one or the new one.

    A symbolic link stays one: its target is replaced. `mode` None keeps the mode of an existing file (0644 less the
    umask for a new one); owner and group are kept where the system lets us. `if_still` is asked at the last moment:
    if it says no, nothing is written and the result is False. Raises OSError, with the old file untouched and nothing
    left beside it.
    """
    target = Path(os.path.realpath(path))
    before = _existing(target)
    _sweep(target)
    temporary = target.with_name(f"{_prefix(target)}{os.getpid()}-{secrets.token_hex(4)}.tmp")
    first_mode = 0o644 if mode is None else mode
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, first_mode), "wb") as file:
            file.write(data)
            file.flush()
            _dress(file.fileno(), before, mode)
            os.fsync(file.fileno())
        if if_still is not None and not if_still():
            temporary.unlink()
            return False
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return True


@contextmanager
def replacing(path: Path, *, mode: int) -> Iterator[Path]:
    """A new, empty file beside `path` that takes its place durably when the block ends well; else nothing is left.

    For what is too large to be handed over whole, or is written by somebody else. Raises OSError as `atomic_write`.
    """
    target = Path(os.path.realpath(path))
    _existing(target)
    _sweep(target)
    temporary = target.with_name(f"{_prefix(target)}{os.getpid()}-{secrets.token_hex(4)}.tmp")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def _sweep(target: Path) -> None:
    """Removes what a killed writer of the same file left: our own temporary files whose process is no more."""
    with contextlib.suppress(OSError):
        for left in target.parent.glob(f"{glob.escape(_prefix(target))}*-*.tmp"):
            pid = left.name.removeprefix(_prefix(target)).partition("-")[0]
            if pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
                left.unlink(missing_ok=True)


def _existing(target: Path) -> os.stat_result | None:
    """What is there now; refuses what a rename would silently destroy or override."""
    try:
        before = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(before.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(before.st_mode):
        raise OSError(errno.EINVAL, "Not a regular file", str(target))
    if not os.access(target, os.W_OK):  # a rename needs no right to the file, but a read-only file is meant so
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return before


def _dress(descriptor: int, before: os.stat_result | None, mode: int | None) -> None:
    if before is not None and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(OSError):
            os.fchown(descriptor, before.st_uid, before.st_gid)
    if mode is not None:
        os.fchmod(descriptor, mode)
    elif before is not None:
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some file systems have no fsync for folders; the rename itself is done
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
