"""Running a program and saying what it cost: wall time, CPU time of it and its children, peak anonymous memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and CPU (user + system) time."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Step:
    """One program of a round. `before` makes things ready and is not measured."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    before: Callable[[], None] = lambda: None


class Failed(Exception):
    """A measured program failed; the message has what it said."""


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Cost:
    """Runs to the end. The cost is the kernel's own account of this child (wait4)."""
    began = time.monotonic()
    child = subprocess.Popen(
        command, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert child.stderr
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stderr.close()
    if child.returncode:
        raise Failed(f"{' '.join(command)}: exit {child.returncode}\n{said.decode(errors='replace')[-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime)


def interleaved(steps: Sequence[Step], rounds: int, told: Callable[[str], None]) -> dict[str, Cost]:
    """Medians by name. Every round runs every program once, so that a slow minute of the machine hits them all."""
    costs: dict[str, list[Cost]] = {step.name: [] for step in steps}
    for number in range(rounds):
        for step in steps:
            step.before()
            cost = run(step.command, step.env)
            costs[step.name].append(cost)
            told(f"round {number + 1}: {step.name:24} {cost.cpu:8.2f} s CPU {cost.wall:8.2f} s wall")
    return {name: Cost(median(c.wall for c in each), median(c.cpu for c in each)) for name, each in costs.items()}


def peak_anonymous(command: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """The most anonymous memory (RssAnon, octets) the program had, looked at every 5 ms."""
    child = subprocess.Popen(
        command, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    done = threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.wait(0.005):
            try:
                text = Path(f"/proc/{child.pid}/status").read_text()
            except OSError:
                return
            for line in text.splitlines():
                if line.startswith("RssAnon:"):
                    peak = max(peak, int(line.split()[1]) * 1024)

    watcher = threading.Thread(target=look)
    watcher.start()
    code = child.wait()
    done.set()
    watcher.join()
    if code:
        raise Failed(f"{' '.join(command)}: exit {code}")
    return peak
