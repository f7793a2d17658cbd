"""The values a digest is made of. A section is one of four shapes, each drawn by the templates of its `shape`."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from syncd.digest import chart, foreign, words
from syncd.model import FollowUp


@dataclass(frozen=True, slots=True)
class Last:
    """The last contact with somebody: ``12 October, 6 weeks ago``, ``you wrote``, ``Chapter three``."""

    when: str
    how: str
    topic: str


@dataclass(frozen=True, slots=True)
class Handle:
    """What settles a follow-up: `id` for commands, `key` for mail links, `person` (an address) for `syncd mute`."""

    id: int
    key: str
    person: str

    @classmethod
    def of(cls, one: FollowUp) -> Handle:
        """A follow-up's."""
        return cls(one.id, one.key, one.person)

    @property
    def commands(self) -> tuple[str, ...]:
        """What to type, the program's name left out after the first."""
        person = shlex.quote(foreign.plain(self.person))
        return f"syncd done {self.id}", f"snooze {self.id} 2w", f"dismiss {self.id}", f"mute {person}"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody to get in touch with, the last contact and a link to its thread."""

    name: str
    why: str
    handle: Handle
    last: Last | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Follow-ups one can settle from the mail. `more` follow-ups stand behind those shown."""

    title: str
    entries: tuple[Entry, ...]
    more: int = 0
    shape: ClassVar[str] = "people"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: whom, what about them, and what is less important; `handle` if it is named only here."""

    name: str
    detail: str = ""
    note: str = ""
    handle: Handle | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A list to read. `mark` stands before each line in text and HTML; `command` shows `more` of them."""

    title: str
    lines: tuple[Line, ...]
    more: int = 0
    command: str = ""
    mark: str = ""
    quiet: bool = False  # small and grey
    shape: ClassVar[str] = "lines"


@dataclass(frozen=True, slots=True)
class Network:
    """Twelve weeks of contact."""

    title: str
    weeks: tuple[chart.Week, ...]
    shape: ClassVar[str] = "network"


@dataclass(frozen=True, slots=True)
class Notes:
    """Things that need a hand."""

    title: str
    notes: tuple[str, ...]
    shape: ClassVar[str] = "notes"


Section = People | Lines | Network | Notes


@dataclass(frozen=True, slots=True)
class Digest:
    """One week's digest. `count` people are asked for in *this week*; `days` are its first and last."""

    now: datetime
    name: str  # the owner's, or ""
    week: str  # 2026-W47
    days: str
    count: int
    sections: tuple[Section, ...]

    @property
    def number(self) -> int:
        """The week's number in its year."""
        return int(self.week[-2:])

    @property
    def first_name(self) -> str:
        """What to call the owner, or ""."""
        return words.first_name(self.name).strip()

    @property
    def headline(self) -> str:
        """What the subject and the first line say."""
        return f"{words.many(self.count, 'person')} to get in touch with" if self.count else "nobody is waiting for you"
