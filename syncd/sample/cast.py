"""Who appears in the sample and what they wrote, read from the TOML texts of this package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
"""Ada's time zone, as in config.toml."""

ADA = ("Ada Example", "ada@example.org")
OLD_ADA = ("Ada Example", "ada.example@mail.example")

Exchange = Sequence[str]
"""Subject, then one text after the other, each beginning with ``>`` (from Ada) or ``<`` (from them)."""


@dataclass(frozen=True, slots=True)
class Character:
    """One [[person]] of people.toml; see there."""

    key: str
    name: str
    address: str
    zone: str
    circle: str
    days: tuple[int, ...]
    threads: tuple[Exchange, ...]
    old: int | None = None
    sign: str = ""
    second: str = ""
    second_until: int = 0

    def address_at(self, ago: int) -> str:
        """The address they used that many days ago."""
        return self.second if self.second and ago >= self.second_until else self.address


def people() -> dict[str, Character]:
    """Everybody, by key."""
    found = {}
    for entry in table("people.toml")["person"]:
        days, threads = tuple(entry.pop("days")), tuple(entry.pop("threads"))
        found[entry["key"]] = Character(days=days, threads=threads, **entry)
    return found


def table(name: str) -> Mapping[str, Any]:
    """One of the TOML files of this package."""
    return tomllib.loads(text(name))


def text(name: str) -> str:
    """A file of this package."""
    return files(__package__).joinpath(name).read_text("utf-8")


def workday(day: date, *, back: bool) -> date:
    """The day itself, or the workday before (`back`) or after its weekend."""
    while day.weekday() > 4:
        day += timedelta(days=-1 if back else 1)
    return day
