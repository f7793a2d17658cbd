"""The lock of whoever works through the loop, and the pen of whoever writes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from syncd.lock import alone, daemon_pid, pen, writer
from syncd.ports import Busy


def test_the_second_leaves_at_once(tmp_path: Path) -> None:
    """Given a holder, when another wants the lock, then Busy names the holder's pid."""
    with alone(tmp_path / "lock"), pytest.raises(Busy, match=str(os.getpid())), alone(tmp_path / "lock"):
        pass


def test_a_daemon_that_idles_lets_others_write(tmp_path: Path) -> None:
    """Given a daemon that holds the lock, when a command by hand wants the pen, then it gets it; a sync does not."""
    with alone(tmp_path / "lock", daemon=True):
        with pen(tmp_path / "lock", 0.0):
            pass
        with pytest.raises(Busy), writer(tmp_path / "lock"):
            pass


def test_the_pen_is_waited_for(tmp_path: Path) -> None:
    """Given somebody who writes for a moment, when another wants the pen, then it waits."""
    script = "import sys, time; from pathlib import Path; from syncd.lock import pen\n"
    script += f"with pen(Path({str(tmp_path / 'lock')!r})): print('got it', flush=True); time.sleep(0.3)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "got it\n"
        with pytest.raises(Busy, match=str(other.pid)), pen(tmp_path / "lock", 0.0):
            pass
        with pen(tmp_path / "lock", 20.0):
            assert other.wait(10) == 0


def test_who_is_the_daemon(tmp_path: Path) -> None:
    """Given nobody, a sync, a daemon, when asked for the daemon, then only the last is one, while it lives."""
    lock = tmp_path / "lock"
    assert daemon_pid(lock) is None
    with alone(lock):
        assert daemon_pid(lock) is None
    with alone(lock, daemon=True):
        assert daemon_pid(lock) == os.getpid()
    assert daemon_pid(lock) is None
