"""Small things a connector must not forget (the id of the calendar it made): a JSON file, replaced atomically.

Not in the log, because a log that is thrown away and synced anew must not make a second calendar.
"""

from __future__ import annotations

import json
from pathlib import Path

from syncd.files import atomic_write
from syncd.ports import Trouble


class Notebook:
    """Texts by name in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str | None:
        """What was noted, or None."""
        return self._all().get(name)

    def put(self, name: str, value: str | None) -> None:
        """Notes it durably before it returns; None forgets it."""
        notes = self._all()
        if notes.get(name) == value:
            return
        if value is None:
            del notes[name]
        else:
            notes[name] = value
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            atomic_write(self._path, json.dumps(notes, indent=1, sort_keys=True).encode(), mode=0o600)
        except OSError as error:
            raise Trouble(f"can't write {self._path}: {error.strerror}: free space or check permissions") from error

    def _all(self) -> dict[str, str]:
        try:
            notes = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise Trouble(f"can't read {self._path} ({error}): restore a copy or move it away") from error
        if not isinstance(notes, dict):
            raise Trouble(f"{self._path} is not syncd's: move it away")
        return {str(name): str(value) for name, value in notes.items()}
