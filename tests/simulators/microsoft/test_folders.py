"""Mail folders (PROVIDERS.md §3: aliases, localised names, the tree)."""

from __future__ import annotations

import pytest

from tests.simulators.microsoft.asking import Asking, noted
from tests.simulators.microsoft.server import GraphServer


def test_names_are_localised_and_aliases_only_ask(graph: GraphServer, asking: Asking) -> None:
    """Given a German mailbox, when the inbox is asked by alias, then its name is German and no answer has an alias."""
    found = asking.get("/me/mailFolders/inbox")
    assert found["displayName"] == "Posteingang"
    assert "wellKnownName" not in found
    assert "sizeInBytes" in found, "an undocumented property, as recorded"


@pytest.mark.parametrize("alias", ["inbox", "sentitems", "drafts", "deleteditems", "junkemail", "archive", "outbox"])
def test_every_alias_leads_to_its_folder(graph: GraphServer, asking: Asking, alias: str) -> None:
    """Given an alias, when it is asked, then the id is that of one of the listed folders."""
    listed, _ = asking.pages("/me/mailFolders")
    assert asking.get(f"/me/mailFolders/{alias}", select="id")["id"] in {one["id"] for one in listed}


def test_no_property_tells_the_alias(graph: GraphServer, asking: Asking) -> None:
    """Given $select=wellKnownName, when folders are listed, then 400: v1.0 has no such property."""
    assert asking.refusal("GET", "/me/mailFolders?$select=wellKnownName") == (400, "BadRequest")


def test_the_list_shows_the_top_and_childfolders_the_rest(graph: GraphServer, asking: Asking) -> None:
    """Given a folder in a folder, when the list is read, then only the top is in it; its children are asked for."""
    outer = graph.mail.create_folder("Projekte")
    inner = graph.mail.create_folder("Analytische Maschine", outer.id)
    top, _ = asking.pages("/me/mailFolders")
    assert outer.id in {one["id"] for one in top}
    assert inner.id not in {one["id"] for one in top}
    assert [one["childFolderCount"] for one in top if one["id"] == outer.id] == [1]
    assert [inner.id] == [one["id"] for one in asking.get(f"/me/mailFolders/{outer.id}/childFolders")["value"]]
    assert [inner.id] == [one["id"] for one in asking.get(f"/me/mailFolders('{outer.id}')/childFolders")["value"]]


def test_hidden_folders_are_shown_on_request(graph: GraphServer, asking: Asking) -> None:
    """Given a hidden folder, when the list is read, then it comes only with includeHiddenFolders."""
    folder = graph.mail.create_folder("Regeln", hidden=True)
    plain, _ = asking.pages("/me/mailFolders")
    more, _ = asking.pages("/me/mailFolders", includeHiddenFolders="true")
    assert folder.id not in {one["id"] for one in plain}
    assert folder.id in {one["id"] for one in more}
    told, _ = asking.pages("/me/mailFolders/delta")
    assert folder.id not in {one["id"] for one in told}, "a guess: nothing says whether deltas tell of them"


def test_the_delta_of_folders_tells_of_all_levels(graph: GraphServer, asking: Asking) -> None:
    """Given a delta of folders, when some are made, renamed, deleted, then the next round tells just that."""
    first, link = asking.pages("/me/mailFolders/delta")
    assert {"#microsoft.graph.mailFolder"} == {one["@odata.type"] for one in first}
    outer = graph.mail.create_folder("Projekte")
    inner = graph.mail.create_folder("Maschine", outer.id)
    second, link = asking.pages(link)
    assert {outer.id: "Projekte", inner.id: "Maschine"} == {one["id"]: one["displayName"] for one in second}
    graph.mail.rename_folder(outer, "Erledigt")
    graph.mail.delete_folder(inner)
    third, link = asking.pages(link)
    assert {"id": inner.id, "@removed": {"reason": "deleted"}} in third
    assert [one["displayName"] for one in third if one["id"] == outer.id] == ["Erledigt"]
    assert (asking.get(link)["value"], "") == ([], "")


def test_a_wrong_kind_of_id_is_malformed_and_a_dead_one_not_found(graph: GraphServer, asking: Asking) -> None:
    """Given an id of another kind, or of a deleted folder, when it is asked, then 400 or 404 say which."""
    folder = graph.mail.create_folder("Projekte")
    graph.mail.delete_folder(folder)
    assert asking.refusal("GET", "/me/mailFolders/Rote%20Kategorie") == (400, "ErrorInvalidIdMalformed")
    assert asking.refusal("GET", f"/me/mailFolders/{folder.id}") == (404, "ErrorItemNotFound")
    assert asking.refusal("GET", f"/me/mailFolders/{folder.id.swapcase()}") == (404, "ErrorItemNotFound")


def test_a_folder_cannot_be_made_twice(graph: GraphServer, asking: Asking) -> None:
    """Given a folder, when another of its name is made, then 409; a property nobody may write is a violation."""
    assert asking.ask("POST", "/me/mailFolders", json={"displayName": "Projekte"}).status_code == 201
    assert asking.refusal("POST", "/me/mailFolders", json={"displayName": "projekte"}) == (409, "ErrorFolderExists")
    body = {"displayName": "X", "totalItemCount": 3}
    assert asking.refusal("POST", "/me/mailFolders", json=body) == (400, "BadRequest")
    assert noted(graph) == ["mailFolder.totalItemCount can not be written"]
