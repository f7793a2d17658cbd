"""Writing a file as a whole or not at all."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from pathlib import Path

import pytest

from syncd.files import atomic_write


def test_a_new_file_obeys_mode_and_umask(tmp_path: Path) -> None:
    """Given no file and umask 027, when written, then 0640 without a mode, the exact mode with one."""
    old = os.umask(0o027)
    try:
        assert atomic_write(tmp_path / "a", b"1")
        assert atomic_write(tmp_path / "b", b"2", mode=0o604)
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o604


def test_a_given_mode_also_closes_an_open_file(tmp_path: Path) -> None:
    """Given a file of mode 0644, when written with mode 0600, then it has that."""
    path = tmp_path / "token"
    path.write_bytes(b"old")
    path.chmod(0o644)
    atomic_write(path, b"new", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == b"new"


def test_no_at_the_last_moment_writes_nothing(tmp_path: Path) -> None:
    """Given if_still says no, when written, then the result is False, the old file stays, nothing lies beside it."""
    path = tmp_path / "f"
    path.write_bytes(b"old")
    assert atomic_write(path, b"new", if_still=lambda: False) is False
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_no_room_loses_nothing(tmp_path: Path) -> None:
    """Given the system refuses to write more (a file size limit stands for a full disk), when written, then OSError,
    the old file stays, nothing lies beside it.
    """
    path = tmp_path / "f"
    path.write_bytes(b"old")
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError):
            atomic_write(path, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    """Given a folder, a device or a missing folder, when written, then OSError, and it is still there as it was."""
    for path in (tmp_path, Path("/dev/null"), tmp_path / "missing" / "f"):
        with pytest.raises(OSError):
            atomic_write(path, b"x")
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_meant_so(tmp_path: Path) -> None:
    """Given a read-only file in a folder that may be written, when written, then PermissionError."""
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(PermissionError):
        atomic_write(path, b"new")


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    """Given a temporary file of a process that is no more, when the file is written again, then it is gone."""
    child = subprocess.Popen(["true"])
    child.wait()
    left = tmp_path / f".plan.ics.{child.pid}-0a0b0c0d.tmp"
    left.write_bytes(b"half")
    running = tmp_path / f".plan.ics.{os.getpid()}-0a0b0c0d.tmp"
    running.write_bytes(b"another thread's")
    foreign = tmp_path / ".plan.ics.backup.tmp"
    foreign.write_bytes(b"not ours")
    atomic_write(tmp_path / "plan.ics", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([running.name, foreign.name, "plan.ics"])
