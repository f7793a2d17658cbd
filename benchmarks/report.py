"""The table of results."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import dataclass, field

from benchmarks.measure import Cost


@dataclass(frozen=True)
class Row:
    """One figure: what, its CPU and wall seconds if it is a time, the figure in words, the target and if it is met."""

    what: str
    cost: Cost | None = None
    figure: str = ""
    target: str = ""
    met: bool | None = None


@dataclass
class Report:
    """Rows in the order in which they were measured, and what could not be."""

    mails: int
    rounds: int
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def time(self, what: str, cost: Cost, items: int = 0) -> None:
        """A time without a target."""
        rate = f"{items / cost.cpu:,.0f} mails/s of CPU" if items and cost.cpu else ""
        self.rows.append(Row(what, cost, rate))

    def ratio(self, what: str, cpu: float, wall: float, least: float | None = None, most: float | None = None) -> None:
        """A ratio by CPU time, which is judged, and by wall time."""
        target = f"≥ {least:g}" if least is not None else f"≤ {most:g}" if most is not None else ""
        met = cpu >= least if least is not None else cpu <= most if most is not None else None
        self.rows.append(Row(what, None, f"{cpu:.2f} × by CPU, {wall:.2f} × by wall", target, met))

    def amount(self, what: str, value: float, unit: str, most: float | None = None) -> None:
        """An amount."""
        met = value <= most if most is not None else None
        self.rows.append(Row(what, None, f"{value:,.0f} {unit}", f"≤ {most:g} {unit}" if most is not None else "", met))

    def text(self) -> str:
        """Markdown."""
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        lines = [
            f"{self.mails:,} mails, median of {self.rounds} interleaved rounds. {platform.machine()},"
            f" {os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
            f" load at the end {load}.",
            "",
            "| what | CPU s | wall s | figure | target | met |",
            "|---|--:|--:|---|---|---|",
        ]
        for row in self.rows:
            cpu, wall = (f"{row.cost.cpu:.2f}", f"{row.cost.wall:.2f}") if row.cost else ("", "")
            met = "" if row.met is None else "yes" if row.met else "**no**"
            lines.append(f"| {row.what} | {cpu} | {wall} | {row.figure} | {row.target} | {met} |")
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)]).rstrip() + "\n"
