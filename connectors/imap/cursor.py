"""Where reading a folder goes on, and what must be remembered with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.cursor import dump_cursor, load_cursor
from connectors.imap.folders import State
from syncd.model import Place

_VERSION = 1
_TRIES = 6
_FIRST_PAUSE = 15 * 60  # seconds before the second try, doubled for each further


@dataclass(frozen=True, slots=True)
class Reached:
    """One state of reading a folder; all times are instants.

    `validity`, `uidnext`, `exists`, `modseq` are the folder's (`State`) at the moment up to which everything is known;
    within a full pass (`full`) only `validity` says something. `place` is what the folder held. `back` and `cut` are
    the config's `since` and the instant it meant when the pass began. `text`: mail is read with its text; `reread`:
    known mail received since `floor` is read again down from this UID (0: none is). `drafts` are the UIDs with a
    draft's mark; `retry` holds those the server failed on: tries so far, and when it may be tried again.
    """

    place: int
    validity: int
    uidnext: int = 0
    exists: int = 0
    modseq: int = 0
    full: bool = True
    back: str = ""
    cut: int | None = None
    text: bool = False
    reread: int = 0
    floor: int = 0
    drafts: tuple[int, ...] = ()
    retry: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def quiet(self, state: State) -> bool:
        """Whether nothing at all happened since: no mail came or went, and no mark changed as far as that is told."""
        same = (self.validity, self.uidnext, self.exists) == (state.validity, state.uidnext, state.exists)
        return same and self.modseq == state.modseq != 0

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
        retry = {int(uid): (int(tries), int(at)) for uid, (tries, at) in fields.pop("retry").items()}
        found = cls(drafts=tuple(map(int, fields.pop("drafts"))), retry=retry, **fields)
        numbers = (found.place, found.validity, found.uidnext, found.exists, found.modseq)
        return found if all(isinstance(one, int) for one in numbers) and found.place in set(Place) else None


class Retries:
    """Messages that the server failed on: put aside, tried again later and later, given up in the end."""

    def __init__(self, before: Mapping[int, tuple[int, int]]) -> None:
        self.waiting: dict[int, tuple[int, int]] = dict(before)

    def failed(self, uid: int, now: int) -> tuple[int, bool]:
        """It failed: how many tries that makes, and whether it was the last."""
        tries = self.waiting.pop(uid, (0, 0))[0] + 1
        if tries < _TRIES:
            self.waiting[uid] = (tries, now + (_FIRST_PAUSE << (tries - 1)))
        return tries, tries >= _TRIES

    def forget(self, uids: Iterable[int]) -> None:
        """They were read, or are not there any more."""
        for uid in uids:
            self.waiting.pop(uid, None)

    def due(self, now: int) -> set[int]:
        """What may be tried again by now."""
        return {uid for uid, (_, at) in self.waiting.items() if at <= now}
