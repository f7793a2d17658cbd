"""Where LinkedIn's exports are: the .zip it sends, a folder it was unpacked to, or single CSV files."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.linkedin_tables import kind_of
from connectors.whole_file import find, load
from syncd.ports import Unavailable

_NAMES = {
    "connections.csv": "connections",
    "messages.csv": "messages",
    "invitations.csv": "invitations",
    "profile.csv": "profile",
    "registration.csv": "registration",
}
_COACHING = "_messages.csv"  # guide_messages.csv, learning_role_play_messages.csv: talks with a machine
_LARGEST = 1 << 29  # octets of one file inside a .zip: more is no export but a trap
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Export:
    """One export: kind of file → its name (inside the .zip `archive`, or a path if that is ""). `changed` in ns."""

    archive: str
    files: Mapping[str, str]
    changed: int

    def paths(self, *kinds: str) -> list[str]:
        """The files on disk that these kinds are read from."""
        if self.archive:
            return [self.archive]
        return [self.files[kind] for kind in kinds if kind in self.files]

    def size(self, kind: str) -> int:
        """Octets, roughly; for progress only."""
        try:
            return Path(self.archive or self.files[kind]).stat().st_size
        except OSError:
            return 0

    def load(self, kind: str) -> bytes | None:
        """The file's octets, None if the export has none. Raises Unavailable."""
        name = self.files.get(kind)
        if name is None or not self.archive:
            return None if name is None else load(name)
        try:
            with zipfile.ZipFile(self.archive) as archive, archive.open(name) as file:
                data = file.read(_LARGEST + 1)
        except _ZIP_ERRORS as error:
            raise Unavailable(f"{name} in {self.archive} can't be read: {error}; get the export again") from None
        if len(data) > _LARGEST:
            raise Unavailable(f"{name} in {self.archive} is too large to be LinkedIn's")
        return data


def exports_at(path: str) -> list[Export]:
    """The exports an account's path stands for, the newest first. Raises Unavailable if there is none.

    A .zip that can't be opened is passed over if there is another (it may still be on its way).
    """
    found = list(_exports(path))
    if not found:
        broken = "it is no .zip that can be opened; get the export again" if path.lower().endswith(".zip") else ""
        missing = "no LinkedIn export there: expected its .zip, the unpacked folder, or Connections.csv"
        raise Unavailable(f"{path}: {broken if broken and os.path.exists(path) else missing}")  # noqa: PTH110 - a string, see `find`
    return sorted(found, key=lambda one: (one.changed, one.archive, *sorted(one.files.values())), reverse=True)


def _exports(path: str) -> Iterator[Export]:
    found = find(path, (".csv", ".zip"))
    chosen = not os.path.isdir(path)  # noqa: PTH112 - a string, see `find`
    folders: dict[tuple[str, int], dict[str, str]] = {}
    for name in found.values():
        if name.lower().endswith(".zip") or (len(found) == 1 and zipfile.is_zipfile(name)):
            files = _members(name)
            if files:
                yield Export(name, files, _changed(name))
        elif kind := _kind(name, chosen=chosen):
            folder, number = os.path.dirname(name), 0  # noqa: PTH120 - a string, see `find`
            while kind in folders.get((folder, number), {}):  # Connections-2025.csv, Connections-2026.csv
                number += 1
            folders.setdefault((folder, number), {})[kind] = name
    for files in folders.values():
        if files.keys() & {"connections", "messages", "invitations"}:
            yield Export("", files, max(map(_changed, files.values())))


def _members(path: str) -> dict[str, str]:
    """The files of ours inside a .zip; of two with one name the one that lies higher."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist(), key=lambda name: (name.count("/"), name))
    except _ZIP_ERRORS:
        return {}
    files: dict[str, str] = {}
    for name in names:
        base = name.rpartition("/")[2].lower()
        if base in _NAMES and not name.startswith("__MACOSX/"):
            files.setdefault(_NAMES[base], name)
    return files


def _kind(path: str, *, chosen: bool) -> str | None:
    """What a CSV file is: by its name, or, if the account's path names it or is a glob for it, by its header."""
    base = path.rpartition("/")[2].lower()
    if base.endswith(_COACHING):
        return None
    return _NAMES.get(base) or (kind_of(load(path)) if chosen else None)


def _changed(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0
