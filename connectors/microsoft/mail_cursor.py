"""Where reading a mail folder at Microsoft goes on, and what must be remembered with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.cursor import dump_cursor, load_cursor

_VERSION = 1
_TRIES = 8
_FIRST_PAUSE = 15 * 60  # seconds before the second try, doubled for each further
_LONGEST_PAUSE = 86_400

OUTSIDE = -1
"""In place of a `Place`: nothing that lies in this folder becomes a fact (drafts, chats, mail on its way out)."""


@dataclass(frozen=True, slots=True)
class Again:
    """Messages to be read again although they are known, newest first.

    Those received from the instant `floor` on and, once begun, before the message that `below` names by its instant
    and id.
    """

    floor: int
    below: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """One state of reading a folder; all times are instants.

    `link` is Graph's deltaLink, "" within a first pass (`full`). `back` and `cut` are the config's `since` and the
    instant it meant when the pass began. `text`: mail is read with its text. `place` is what the folder holds
    (`Place` or OUTSIDE) as long as its chain of parents has the digest `chain`. `loose` are messages that a list showed
    and no delta has named yet. `retry` holds messages Graph failed on: tries so far, and when it may be tried again.
    """

    place: int
    chain: str
    back: str = ""
    cut: int | None = None
    text: bool = False
    full: bool = True
    link: str = ""
    stored: int = 0
    again: Again | None = None
    loose: tuple[str, ...] = ()
    retry: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def dump(self) -> str:
        # the shared cursor's own `since` stays empty: another one only starts another pass, and forgets nothing
        return dump_cursor(_VERSION, {"since": "", **asdict(self)})

    @classmethod
    def load(cls, text: str) -> Reached:
        """Raises CursorExpired for what is no cursor of this version."""
        return load_cursor(text, _VERSION, "", "the place reached in this mail folder", cls._build)

    @classmethod
    def _build(cls, fields: dict[str, Any]) -> Reached | None:
        del fields["since"]
        retry = {str(name): (int(tries), int(at)) for name, (tries, at) in fields.pop("retry").items()}
        again = fields.pop("again")
        if again is not None:
            below = again["below"]
            again = Again(int(again["floor"]), None if below is None else (int(below[0]), str(below[1])))
        found = cls(loose=tuple(map(str, fields.pop("loose"))), retry=retry, again=again, **fields)
        sound = isinstance(found.place, int) and isinstance(found.link, str) and isinstance(found.stored, int)
        complete = found.full is True or found.place == OUTSIDE or bool(found.link)
        return found if sound and complete else None


class Retries:
    """Messages that Graph failed on: put aside, tried again later and later, given up in the end."""

    def __init__(self, before: Mapping[str, tuple[int, int]] | None = None) -> None:
        self.waiting: dict[str, tuple[int, int]] = dict(before or {})

    def __contains__(self, locator: object) -> bool:
        return locator in self.waiting

    def failed(self, locator: str, now: int) -> tuple[int, bool]:
        """It failed: how many tries that makes, and whether it was the last."""
        tries = self.waiting.pop(locator, (0, 0))[0] + 1
        if tries < _TRIES:
            self.waiting[locator] = (tries, now + min(_FIRST_PAUSE << (tries - 1), _LONGEST_PAUSE))
        return tries, tries >= _TRIES

    def forget(self, locators: Iterable[str]) -> None:
        """They were read, or are not there any more."""
        for locator in locators:
            self.waiting.pop(locator, None)

    def due(self, now: int) -> list[str]:
        """What may be tried again by now."""
        return [locator for locator, (_, at) in self.waiting.items() if at <= now]
