"""The Maildir folders an account's path stands for, and what is in one."""

from __future__ import annotations

import os
import re

from connectors.archives.paths import entries_of, matches, root_of, stored_name
from syncd.ports import Unavailable

_PARTS = frozenset({"cur", "new", "tmp"})
_INFO = re.compile(r"[:;!]2,")  # before the flags: ":" in the standard, the others where a file name can't hold it


def find(path: str) -> dict[str, str]:
    """Stream name → folder, for a Maildir, a Maildir++ tree, a folder of Maildirs, or a glob of any of them.

    Names are relative to the account's path, "INBOX" for itself. Raises Unavailable if there is none.
    """
    root = root_of(path)
    folders: dict[str, str] = {}
    seen = set()
    waiting = matches(path)[::-1]
    while waiting:
        here = waiting.pop()
        real = os.path.realpath(here)
        if real in seen or not os.path.isdir(here):  # noqa: PTH112 - strings, as everywhere in this package
            continue
        seen.add(real)
        inside = {entry.name for entry in entries_of(here) if entry.is_dir()}
        if "cur" in inside or {"new", "tmp"} <= inside:
            name = stored_name(os.path.relpath(here, root))
            folders["INBOX" if name == "." else "./INBOX" if name == "INBOX" and "INBOX" in folders else name] = here
            inside -= _PARTS
        waiting.extend(f"{here}/{name}" for name in sorted(inside, reverse=True))
    if not folders:
        raise Unavailable(
            f"no Maildir at {path}: expected a folder with cur, new and tmp in it, a folder of such, or a pattern"
        )
    return folders


def modified(folder: str) -> tuple[int, int]:
    """When cur and new were last changed, in ns; -1 for one that is not there. Raises Unavailable for both."""
    times = _modified(f"{folder}/cur"), _modified(f"{folder}/new")
    if times == (-1, -1):
        raise Unavailable(f"{folder} is not there any more, or is no Maildir")
    return times


def _modified(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116
    except FileNotFoundError:
        return -1


def listing(folder: str) -> tuple[dict[str, str], set[str]]:
    """Unique name → path inside the folder, for all mail in new and cur; and the names that carry flag D (draft)."""
    names: dict[str, str] = {}
    drafts = set()
    for part in ("new", "cur"):
        try:
            entries = os.listdir(f"{folder}/{part}")  # noqa: PTH208
        except FileNotFoundError:
            continue
        prefix = part + "/"
        for entry in entries:
            unique, colon, flags = entry.partition(":2,")
            if not colon and (info := _INFO.search(entry)):
                unique, flags = entry[: info.start()], entry[info.end() :]
            if unique[:1] == ".":
                continue
            if not unique.isascii():
                unique = stored_name(unique)
            names[unique] = prefix + entry
            if "D" in flags:
                drafts.add(unique)
    return names, drafts
