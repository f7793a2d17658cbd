"""Where reading a calendar at Microsoft goes on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from connectors.cursor import dump_cursor, load_cursor
from connectors.microsoft.calendar_series import Span

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Reached:
    """One state of reading a calendar; all times are instants.

    `calendar` is its id, `own` says that it is the account owner's. `cutoff` is what `since` meant at the first pass
    (None: everything). Views begin at `reach`. The delta that `link` continues ("": none yet, the pass is a whole one)
    sees from `begin` to `end`, all set at `anchored`; `at` is when `link` was got. In the midst of a pass, items up to
    the locator `after` are handed over and `following` is the link it will end with. `first`: nothing was read before
    this pass.
    """

    since: str
    calendar: str
    own: bool
    cutoff: int | None
    reach: int = 0
    begin: int = 0
    end: int = 0
    anchored: int = 0
    link: str = ""
    following: str = ""
    after: str = ""
    at: int = 0
    first: bool = True

    def dump(self) -> str:
        return dump_cursor(_VERSION, asdict(self))

    @property
    def whole(self) -> Span:
        """All that is read."""
        return Span(self.reach, self.end)

    @property
    def early(self) -> Span:
        """What lies before the delta's window."""
        return Span(self.reach, self.begin)

    @property
    def recent(self) -> Span:
        """What the delta sees."""
        return Span(self.begin, self.end)

    @classmethod
    def load(cls, text: str, since: str) -> Reached:
        """Raises CursorExpired as `load_cursor` does."""

        def build(fields: dict[str, Any]) -> Reached | None:
            found = cls(**fields)
            texts = (found.calendar, found.link, found.following, found.after)
            numbers = (found.reach, found.begin, found.end, found.anchored, found.at)
            fitting = all(isinstance(one, str) for one in texts) and all(isinstance(one, int) for one in numbers)
            sound = isinstance(found.cutoff, int | None) and bool(found.link or found.following)
            return found if fitting and sound and found.calendar else None

        return load_cursor(text, _VERSION, since, "the state of this calendar", build)
