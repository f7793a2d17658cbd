"""The tree of mail folders: its names are the user's language's, its aliases are the protocol's."""

from __future__ import annotations

from dataclasses import dataclass

from tests.simulators.microsoft.call import Refusal, not_found
from tests.simulators.microsoft.ledger import Ledger

ROOT = "msgfolderroot"
NAMES = {  # as a German mailbox shows them
    "inbox": "Posteingang",
    "drafts": "Entwürfe",
    "sentitems": "Gesendete Elemente",
    "deleteditems": "Gelöschte Elemente",
    "junkemail": "Junk-E-Mail",
    "archive": "Archiv",
    "outbox": "Postausgang",
    "conversationhistory": "Verlauf der Unterhaltung",
}
HIDDEN = {"syncissues": "Synchronisierungsprobleme"}


@dataclass(eq=False)
class Folder:
    """A mail folder. Its id never changes; `alias` is its well-known name, which no answer shows."""

    id: str
    name: str
    parent: str
    alias: str = ""
    hidden: bool = False
    change: int = 0


class Tree:
    """All folders, and what happened to them: `log` holds (number, id) of each change."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.folders: dict[str, Folder] = {}
        self.log: list[tuple[int, str]] = []
        self.root = Folder(ledger.container(), "Oberste Ebene des Informationsspeichers", "", ROOT)
        for alias, name in {**NAMES, **HIDDEN}.items():
            self._add(Folder(ledger.container(), name, self.root.id, alias, alias in HIDDEN))

    def _add(self, folder: Folder) -> Folder:
        self.folders[folder.id] = folder
        self.touch(folder.id)
        return folder

    def touch(self, identity: str) -> None:
        """Something about this folder changed."""
        folder = self.folders.get(identity)
        number = self._ledger.change()
        if folder is not None:
            folder.change = number
        self.log.append((number, identity))

    def find(self, name: str) -> Folder:
        """The folder of an id or a well-known alias. Raises Refusal as Exchange does."""
        if name.lower() == ROOT or name == self.root.id:
            return self.root
        for folder in self.folders.values():
            if name in (folder.id, folder.alias):
                return folder
        if len(name) < 40:
            raise Refusal(400, "ErrorInvalidIdMalformed", "Id is malformed.")
        raise not_found()

    def children(self, folder: Folder, *, hidden: bool) -> list[Folder]:
        """The folders directly below one, hidden ones only if asked for."""
        below = (one for one in self.folders.values() if one.parent == folder.id)
        return [one for one in below if hidden or not one.hidden]

    def create(self, name: str, parent: Folder, *, hidden: bool) -> Folder:
        """A new folder. Raises Refusal if one of this name stands there."""
        if any(one.name.lower() == name.lower() for one in self.children(parent, hidden=True)):
            raise Refusal(409, "ErrorFolderExists", "A folder with the specified name already exists.")
        folder = self._add(Folder(self._ledger.container(), name, parent.id, hidden=hidden))
        if parent.id in self.folders:
            self.touch(parent.id)
        return folder

    def remove(self, folder: Folder) -> list[Folder]:
        """Takes a folder away with all below it; says which went."""
        gone = [folder]
        for child in self.children(folder, hidden=True):
            gone += self.remove(child)
        if self.folders.pop(folder.id, None) is not None:
            self.touch(folder.id)
        return gone
