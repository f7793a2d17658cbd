"""What this machine has seen of its follow-ups at a place: Exchange shows nothing of what was deleted.

Google leaves a cancelled event behind, from which any machine learns that the user threw a follow-up away, or syncd.
Here each machine can only know what it has seen itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from syncd.notebook import Notebook

_GONE, _REMOVED = "gone", "removed"
GENERATIONS = 16  # of one follow-up, that syncd made and removed again
_MOST = 2000  # follow-ups that are remembered; the oldest that are no longer there are forgotten


class Memory:
    """By key: where it was seen last, and which making of it that was. Kept in `notebook` under `note`."""

    def __init__(self, notebook: Notebook, note: str) -> None:
        self._notebook, self._note = notebook, note

    def deleted_or_there(self, key: str) -> bool:
        """Whether it was seen here, and syncd did not remove it: if it is not there, then the user deleted it."""
        return self._all().get(key, (_REMOVED, 0))[0] != _REMOVED

    def generation(self, key: str) -> int:
        """The number of its next making: one more than that of the one that syncd removed."""
        place, number = self._all().get(key, ("", 0))
        return min(number + 1, GENERATIONS - 1) if place == _REMOVED else number

    def here(self) -> Mapping[str, str]:
        """Where those were, by key, that were there when last looked."""
        return {key: place for key, (place, _) in self._all().items() if place not in (_GONE, _REMOVED)}

    def looked(self, there: Mapping[str, str]) -> None:
        """These, by key, are there, each in its place; what was there and is not any more was deleted by somebody."""
        known = self._all()
        gone = {key: (_GONE, known[key][1]) for key in self.here() if key not in there}
        self._keep({**known, **gone, **{key: (place, known.get(key, ("", 0))[1]) for key, place in there.items()}})

    def made(self, key: str, place: str) -> None:
        """It is there."""
        self._keep({**self._all(), key: (place, self.generation(key))})

    def removing(self, key: str) -> None:
        """syncd is about to remove it: if it is not there the next time, it may be made again."""
        known = self._all()
        self._keep({**known, key: (_REMOVED, known.get(key, ("", 0))[1])})

    def _all(self) -> dict[str, tuple[str, int]]:
        try:
            noted: Any = json.loads(self._notebook.get(self._note) or "{}")
            return {str(key): (str(place), int(times)) for key, (place, times) in noted.items()}
        except (ValueError, TypeError, AttributeError):
            return {}

    def _keep(self, known: Mapping[str, tuple[str, int]]) -> None:
        spare = len(known) - _MOST
        past = [key for key, (place, _) in known.items() if place in (_GONE, _REMOVED)][: max(spare, 0)]
        self._notebook.put(self._note, json.dumps(_without(known, past)))


def _without(known: Mapping[str, tuple[str, int]], keys: Collection[str]) -> dict[str, tuple[str, int]]:
    return {key: one for key, one in known.items() if key not in keys}
