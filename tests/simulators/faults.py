"""Faults that a simulator shall have: what goes wrong, with which calls, how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

Kind = Literal["answer", "lost before", "lost after", "truncated"]


@dataclass
class Fault:
    """Happens to calls of `method` (its id; "" any) after `skip` of them went well, `times` times.

    *answer*: `status` and `body` instead of executing · *lost before*: the connection breaks, nothing is executed ·
    *lost after*: it is executed, then the connection breaks · *truncated*: executed, and half of the answer arrives.
    `where` must be part of the request's path and query.
    """

    kind: Kind
    method: str = ""
    status: int = 0
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    skip: int = 0
    times: int = 1
    where: str = ""


class Faults:
    """The faults to come. Thread-safe."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """From now on."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """No more faults."""
        with self._lock:
            self._waiting.clear()

    def pending(self) -> int:
        """How many have not happened yet: a test whose fault never struck shows nothing."""
        with self._lock:
            return len(self._waiting)

    def strike(self, method: str, target: str) -> Fault | None:
        """The fault that this call meets, if any."""
        with self._lock:
            for fault in self._waiting:
                if fault.method in ("", method) and fault.where in target:
                    if fault.skip:
                        fault.skip -= 1
                        return None
                    fault.times -= 1
                    if not fault.times:
                        self._waiting.remove(fault)
                    return fault
        return None
