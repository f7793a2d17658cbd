"""An account's path, which may be a file, a folder or a glob, as names that stay the same."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator


def root_of(path: str) -> str:
    """The folder that stream names are relative to: the path itself, or what stands before its first wildcard."""
    if not glob.has_magic(path) or os.path.lexists(path):  # a folder may really be called [Gmail]
        return path
    fixed: list[str] = []
    for level in path.split("/"):
        if glob.has_magic(level):
            break
        fixed.append(level)
    return "/".join(fixed) or "/"


def matches(path: str) -> list[str]:
    """What the path stands for now, upper levels first; empty if nothing is there.

    With ``**`` a link that leads back gives the same file under many names: callers keep the first.
    """
    if os.path.lexists(path) or not glob.has_magic(path):
        return [path] if os.path.exists(path) else []  # noqa: PTH110 - strings, as everywhere in this package
    found = glob.glob(path, recursive=True)  # noqa: PTH207 - pathlib's glob has no ** over files
    return sorted(found, key=lambda match: (match.count("/"), match))


def entries_of(folder: str) -> Iterator[os.DirEntry[str]]:
    """The folder's entries in name order; none if it can't be listed."""
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return


def stored_name(name: str) -> str:
    """A file name as text that any database takes: bytes that are no UTF-8 are written ``\\xNN``."""
    if name.isascii():
        return name
    return os.fsencode(name).decode("utf-8", "backslashreplace")
