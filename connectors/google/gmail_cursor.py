"""Where reading Gmail goes on, and what must be remembered with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.cursor import dump_cursor, load_cursor
from syncd.model import Place

_VERSION = 1
_MARKED = 2000  # ids of messages outside the kept ones that are remembered, the newest: 40 kB
_TRIES = 8
_FIRST_PAUSE = 15 * 60  # seconds before the second try, doubled for each further
_LONGEST_PAUSE = 86_400


@dataclass(frozen=True, slots=True)
class Reached:
    """One state of reading; all times are instants.

    `history` is the mailbox's history id from which changes are to be read, a uint64 as text; `until` the id up to
    which messages may be known although their records are still to be read. `full`: within a full pass. `back` and
    `cut` are the config's `since` and the instant it meant when the pass began. `marked` are the messages stored as
    spam (rarely as drafts or chats): after a gap in the history nothing else tells that they are kept now. `retry`
    holds messages Gmail failed on: tries so far, and when it may be tried again. `text`: mail was read with
    its text. `reread`: text is wanted now of mail that is stored without, and was read down to this message ("*": of
    none yet).
    """

    history: str
    back: str
    cut: int | None
    began: int
    full: bool = True
    until: str = "0"
    stored: int = 0
    asked: int = 0  # when the owner's further addresses were asked for
    text: bool = False
    reread: str = ""
    expired: int = 0  # how often in a row the history was forgotten
    marked: tuple[str, ...] = ()
    retry: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def dump(self) -> str:
        # the shared cursor's own `since` stays empty: another one only starts another pass, and forgets nothing
        return dump_cursor(_VERSION, {"since": "", **asdict(self)})

    @classmethod
    def load(cls, text: str) -> Reached:
        """Raises CursorExpired for what is no cursor of this version."""
        return load_cursor(text, _VERSION, "", "the place reached in this mailbox", cls._build)

    @classmethod
    def _build(cls, fields: dict[str, Any]) -> Reached:
        del fields["since"]
        retry = {str(name): (int(tries), int(at)) for name, (tries, at) in fields.pop("retry").items()}
        fields |= {name: str(int(fields[name])) for name in ("history", "until")}
        return cls(marked=tuple(map(str, fields.pop("marked"))), retry=retry, **fields)


class Memory:
    """The parts of a cursor that grow while reading: what lies outside the kept mail, and what is to be retried."""

    def __init__(self, reached: Reached | None) -> None:
        self.marked: dict[str, None] = dict.fromkeys(reached.marked if reached else ())
        self.retry: dict[str, tuple[int, int]] = dict(reached.retry) if reached else {}

    def lies(self, locator: str, place: int) -> None:
        """A message was handed over, lying there."""
        self.retry.pop(locator, None)
        if place == Place.KEPT:
            self.marked.pop(locator, None)
        else:
            self.marked[locator] = None

    def forget(self, locator: str) -> None:
        """It is not there any more."""
        self.retry.pop(locator, None)
        self.marked.pop(locator, None)

    def failed(self, locator: str, now: int) -> tuple[int, bool]:
        """Gmail failed on it: how many tries that makes, and whether it was the last."""
        tries = self.retry.pop(locator, (0, 0))[0] + 1
        if tries < _TRIES:
            self.retry[locator] = (tries, now + min(_FIRST_PAUSE << (tries - 1), _LONGEST_PAUSE))
        return tries, tries >= _TRIES

    def due(self, now: int) -> list[str]:
        """What may be tried again by now."""
        return [locator for locator, (_, at) in self.retry.items() if at <= now]

    def waiting(self, locator: str, now: int) -> bool:
        """Whether its next try lies ahead."""
        return locator in self.retry and self.retry[locator][1] > now

    def fields(self) -> dict[str, Any]:
        """For `Reached`. Ids grow with time: of too many marks the oldest are let go."""
        marked = self.marked if len(self.marked) <= _MARKED else sorted(self.marked)[-_MARKED:]
        return {"marked": tuple(marked), "retry": dict(self.retry)}
