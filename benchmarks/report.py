"""The table of results."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import dataclass, field

from benchmarks.measure import Cost


@dataclass(frozen=True)
class Row:
    """One figure: what, its CPU and wall seconds if it is a time, the figure in words, the target and how it is met."""

    what: str
    cost: Cost | None = None
    figure: str = ""
    target: str = ""
    met: str = ""


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
        """A ratio by CPU time and by wall time, judged by both."""
        target = f"≥ {least:g}" if least is not None else f"≤ {most:g}" if most is not None else ""
        by_cpu, by_wall = (
            ratio >= least if least is not None else most is None or ratio <= most for ratio in (cpu, wall)
        )
        met = "yes" if by_cpu and by_wall else "by CPU only" if by_cpu else "by wall only" if by_wall else "**no**"
        figure = f"{cpu:.2f} × by CPU, {wall:.2f} × by wall"
        self.rows.append(Row(what, None, figure, target, met if target else ""))

    def amount(self, what: str, value: float, unit: str, most: float | None = None) -> None:
        """An amount."""
        if most is None:
            self.rows.append(Row(what, None, f"{value:,.0f} {unit}"))
        else:
            met = "yes" if value <= most else "**no**"
            self.rows.append(Row(what, None, f"{value:,.0f} {unit}", f"≤ {most:g} {unit}", met))

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
            lines.append(f"| {row.what} | {cpu} | {wall} | {row.figure} | {row.target} | {row.met} |")
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)]).rstrip() + "\n"
