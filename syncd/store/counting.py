"""What a batch changed, and that something changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """What a batch changed, by item. Copies of a mail known already are neither new nor changed."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    unreadable: int = 0
    skipped: int = 0

    def add(self, other: Counts) -> None:
        self.new += other.new
        self.changed += other.changed
        self.gone += other.gone
        self.unreadable += other.unreadable
        self.skipped += other.skipped


def bump(run: Callable[..., object]) -> None:
    """Notes that facts changed, so that summaries computed from them are known to be old."""
    run(
        "INSERT INTO meta (name, value) VALUES ('facts_version', '1')"
        " ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT)"
    )
