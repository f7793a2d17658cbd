"""The labelled mails of corpus/*.toml, and how a reading of them is scored. All of them are made up.

A mail is counted once: does it ask, does it promise. A due date is counted where a mail rightly found to promise has
one or is given one: the earliest must be right.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
SENT = date(2026, 3, 4)
LANGUAGES = ("en", "de", "fr", "es")


@dataclass(frozen=True)
class Labelled:
    """A mail and what somebody read in it. `promises`: due dates as written in the file, "" for none."""

    where: str
    language: str
    body: str
    subject: str
    sent: date
    asks: bool
    promises: tuple[str, ...]

    @property
    def due(self) -> date | None:
        return min((date.fromisoformat(day) for day in self.promises if day), default=None)


@dataclass(frozen=True)
class Found:
    """What a reader says of a mail."""

    asks: bool
    promises: bool = False
    due: date | None = None


@dataclass
class Score:
    """Counts of one question over many mails."""

    right: int = 0
    wrong: int = 0  # found, and not there
    missed: int = 0
    none: int = 0  # rightly nothing

    def add(self, gold: bool, found: bool) -> None:
        if gold and found:
            self.right += 1
        elif found:
            self.wrong += 1
        elif gold:
            self.missed += 1
        else:
            self.none += 1

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Scores:
    asks: Score = field(default_factory=Score)
    promises: Score = field(default_factory=Score)
    due_right: int = 0
    due_wrong: int = 0

    @property
    def due(self) -> float:
        return self.due_right / (self.due_right + self.due_wrong) if self.due_right + self.due_wrong else 1.0


def labelled(part: str) -> Iterator[Labelled]:
    """The mails of a part: "tuned", "held_out" or "fresh" (held out, too, and written later)."""
    for language in LANGUAGES:
        path = CORPUS / f"{part}_{language}.toml"
        for number, mail in enumerate(tomllib.loads(path.read_text())["mail"]):
            yield Labelled(
                f"{path.name}#{number}",
                language,
                mail["body"],
                mail.get("subject", ""),
                mail.get("sent", SENT),
                mail["asks"],
                tuple(mail.get("promises", ())),
            )


def scored(mails: Iterable[Labelled], read: Callable[[Labelled], Found]) -> Scores:
    """How well a reader does."""
    scores = Scores()
    for mail in mails:
        found = read(mail)
        scores.asks.add(mail.asks, found.asks)
        scores.promises.add(bool(mail.promises), found.promises)
        if mail.promises and found.promises and (mail.due or found.due):
            if mail.due == found.due:
                scores.due_right += 1
            else:
                scores.due_wrong += 1
    return scores
