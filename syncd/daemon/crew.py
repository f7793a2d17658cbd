"""Starting the process that does the work, and hearing from it."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from typing import Protocol

from syncd.daemon.work import Assignment, Message

_FAREWELL = 3.0
"""Seconds a worker has to end by itself; a stop takes no longer than this plus a moment."""


class Crew(Protocol):
    """Who does the work: one piece at a time."""

    def start(self, assignment: Assignment) -> None:
        """Begins."""
        ...

    @property
    def channel(self) -> int | None:
        """A descriptor that becomes readable when there is something to hear; None if nobody works."""
        ...

    def hear(self) -> list[Message]:
        """What was said since; does not wait."""
        ...

    def ended(self) -> int | None:
        """The exit code if the work has ended since it was last asked, else None."""
        ...

    def stop(self) -> None:
        """Ends the work now; returns when it has ended."""
        ...


class Processes:
    """Workers as processes of their own."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = b""

    def start(self, assignment: Assignment) -> None:
        """Begins."""
        assert self._process is None
        command = [sys.executable, "-m", "syncd.daemon.work"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - ourselves
        self._heard = b""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        try:
            self._process.stdin.write(pickle.dumps(assignment))
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it died at once: `ended` tells

    @property
    def channel(self) -> int | None:
        """The worker's stdout."""
        return None if self._process is None or self._process.stdout is None else self._process.stdout.fileno()

    def hear(self) -> list[Message]:
        """What was said since; does not wait."""
        if self._process is None or self._process.stdout is None:
            return []
        while chunk := self._process.stdout.read(65536):
            self._heard += chunk
        *lines, self._heard = self._heard.split(b"\n")
        return [json.loads(line) for line in lines]

    def ended(self) -> int | None:
        """The exit code if the work has ended."""
        if self._process is None or self._process.poll() is None:
            return None
        code = self._process.returncode
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None
        return code

    def stop(self) -> None:
        """Asks, then kills."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.hear()
        self.ended()
