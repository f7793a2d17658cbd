"""`mailFolders`: list, children, delta, get, create. No answer names a folder's well-known alias."""

from __future__ import annotations

from typing import Any

from tests.simulators.microsoft import odata, schema
from tests.simulators.microsoft.call import Call, Refusal, Reply
from tests.simulators.microsoft.mailbox import Mail
from tests.simulators.microsoft.paging import page
from tests.simulators.microsoft.tokens import Entry, Round
from tests.simulators.microsoft.tree import Folder


class Folders:
    """The operations on folders of one mailbox."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    def list(self, call: Call) -> Reply:
        """The folders at the top."""
        return self._below(call, "mailFolders", self._mail.tree.root)

    def children(self, call: Call) -> Reply:
        """The folders in one folder."""
        folder = self._mail.tree.find(call.path["folder"])
        return self._below(call, f"mailFolders('{folder.id}')/childFolders", folder)

    def get(self, call: Call) -> Reply:
        """One, by id or alias."""
        folder = self._mail.tree.find(call.path["folder"])
        return Reply(body={"@odata.context": call.context("mailFolders/$entity"), **self._show(call, folder)})

    def create(self, call: Call) -> Reply:
        """A new one at the top."""
        folder = self._mail.tree.create(call.body["displayName"], self._mail.tree.root, hidden=False)
        return Reply(201, self._show(call, folder))

    def delta(self, call: Call) -> Reply:
        """All folders of the tree, then those that changed; the hidden ones are not among them."""
        tokens, tree = self._mail.folder_tokens, self._mail.tree
        given = tokens.given(call)
        round_ = given or Round("folders", tuple(call.query.items()), page=call.prefer.page)
        if not round_.begun:
            upto = self._mail.ledger.seq
            ids = [one for number, one in tree.log if round_.since < number <= upto] if given else list(tree.folders)
            pending = tuple(Entry(one) for one in dict.fromkeys(ids) if not self._hidden(one))
            round_ = Round("folders", round_.options, round_.since, upto, pending, round_.page, begun=True)
        size = call.prefer.page or round_.page or 10
        select = (round_.option("$select") or "").split(",") if round_.option("$select") else []
        body: dict[str, Any] = {"@odata.context": call.context("Collection(mailFolder)"), "value": []}
        for entry in round_.pending[:size]:
            folder = tree.folders.get(entry.id)
            if folder is None:
                body["value"].append({"id": entry.id, "@removed": {"reason": "deleted"}})
            else:
                shown = {"@odata.type": "#microsoft.graph.mailFolder", **self._show(call, folder)}
                body["value"].append(_only(shown, select))
        return Reply(body=body | tokens.finish(call, "mailFolders/delta", round_, round_.pending[size:]))

    def _hidden(self, identity: str) -> bool:
        folder = self._mail.tree.folders.get(identity)
        return folder is not None and folder.hidden

    def _below(self, call: Call, path: str, folder: Folder) -> Reply:
        hidden = call.query.get("includeHiddenFolders", "false").lower() == "true"
        children = self._mail.tree.children(folder, hidden=hidden)
        return page(call, path, children, lambda one: self._show(call, one))

    def _show(self, call: Call, folder: Folder) -> dict[str, Any]:
        inside = [one for one in self._mail.messages.values() if one.folder == folder.id]
        shown = {
            "id": folder.id,
            "displayName": folder.name,
            "parentFolderId": folder.parent or folder.id,
            "childFolderCount": len(self._mail.tree.children(folder, hidden=True)),
            "unreadItemCount": sum(not one.read for one in inside),
            "totalItemCount": len(inside),
            "sizeInBytes": 1000 * len(inside),  # undocumented in v1.0, yet recorded
            "isHidden": folder.hidden,
        }
        select = odata.names(call.query, "$select")
        unknown = set(select) - set(schema.properties("mailFolder"))
        if unknown:
            what = sorted(unknown)[0]
            raise Refusal(
                400, "BadRequest", f"Could not find a property named '{what}' on type 'microsoft.graph.mailFolder'."
            )
        return _only(shown, select)


def _only(shown: dict[str, Any], select: list[str]) -> dict[str, Any]:
    if not select:
        return shown
    return {name: value for name, value in shown.items() if name in ("id", "@odata.type", *select)}
