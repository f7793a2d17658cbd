"""The tree of mail folders, and what lies in each; pure. Names are the user's language's and decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from connectors.microsoft.mail_cursor import OUTSIDE
from syncd.model import Place

ALIASES = ("junkemail", "drafts", "outbox", "conversationhistory", "syncissues")
"""Well-known names of the folders in which not just mail lies (learn: mailFolder, well-known folder names)."""

_UNKEPT = {"outbox": OUTSIDE, "conversationhistory": OUTSIDE, "syncissues": OUTSIDE, "junkemail": int(Place.SPAM)}
_DEEPEST = 100  # folders within folders


class Folder(NamedTuple):
    """One folder. `total` is how many messages lie in it."""

    id: str
    name: str
    parent: str
    total: int


class Tree:
    """All folders that can hold mail, by their ids (letters' case matters)."""

    def __init__(self, entries: Iterable[Any]) -> None:
        self.folders: dict[str, Folder] = {}
        for entry in entries:
            folder = _folder(entry)
            if folder is not None:
                self.folders[folder.id] = folder

    def chain(self, name: str) -> tuple[str, ...]:
        """The ids of a folder and of those that it lies in, as far as the tree shows them."""
        found = [name]
        while name in self.folders and len(found) < _DEEPEST:
            name = self.folders[name].parent
            if not name or name in found:
                break
            found.append(name)
        return tuple(found)

    def title(self, name: str) -> str:
        """``Posteingang/Projekte``."""
        names = [self.folders[one].name for one in self.chain(name) if one in self.folders]
        return "/".join(reversed(names))

    def digest(self, name: str) -> str:
        """Changes whenever a folder's chain does."""
        return blake2b("\0".join(self.chain(name)).encode(), digest_size=8).hexdigest()

    def place(self, name: str, aliases: Mapping[str, str]) -> int:
        """What lies in a folder, a `Place` or OUTSIDE; `aliases` names the well-known folders' ids.

        What lies below Junk is junk. A draft lies in Drafts itself: in folders below, each message tells.
        """
        if name == aliases.get("drafts"):
            return OUTSIDE
        chain = self.chain(name)
        return next((what for alias, what in _UNKEPT.items() if aliases.get(alias) in chain), int(Place.KEPT))


def _folder(entry: Any) -> Folder | None:
    """None for what went, for search folders, which hold what lies elsewhere, and for what has no id."""
    if not isinstance(entry, Mapping) or "@removed" in entry or not isinstance(entry.get("id"), str):
        return None
    if str(entry.get("@odata.type") or "").lower().endswith("searchfolder") or entry.get("isHidden") is True:
        return None
    total = entry.get("totalItemCount")
    return Folder(
        entry["id"],
        str(entry.get("displayName") or "?"),
        str(entry.get("parentFolderId") or ""),
        total if isinstance(total, int) else 0,
    )
