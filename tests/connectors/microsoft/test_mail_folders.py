"""Which folders are read, what lies in them, and what finding that out costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.microsoft.mail_cursor import OUTSIDE
from connectors.microsoft.mail_folders import Tree
from syncd.model import Place
from syncd.ports import NotGranted, Trouble, Unavailable
from tests.connectors.microsoft.mail_world import ADA, BOB, Pass, World
from tests.simulators.faults import Fault


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0


def test_folders_are_streams_with_the_users_names(world: World) -> None:
    """Given a German mailbox with a folder in a folder, when asked for its streams, then there is one for each that is
    not hidden, by its id, titled with its path, weighed by its messages."""
    outer = world.mail.create_folder("Projekte", "inbox")
    inner = world.mail.create_folder("Analytische Maschine", outer.id)
    world.mail.create_folder("Regeln", hidden=True)
    world.mail.deliver(BOB, folder=inner.id)
    streams = {stream.name: stream for stream in world.source().streams()}
    assert streams[f"mail:{inner.id}"].title == "Posteingang/Projekte/Analytische Maschine"
    assert [streams[f"mail:{one.id}"].weight for one in (outer, inner)] == [0, 1]
    assert {stream.title for stream in streams.values()} >= {"Posteingang", "Gesendete Elemente", "Junk-E-Mail"}
    assert "Regeln" not in {stream.title for stream in streams.values()}
    assert len(streams) == 10


def test_everything_lies_where_it_lies(world: World) -> None:
    """Given mail everywhere, when read, then junk and what lies below is spam, what is thrown away is kept; drafts
    anywhere, mail on its way out and chats are not there, and Drafts itself is never looked into."""
    for parent in ("junkemail", "drafts", "conversationhistory", "deleteditems"):
        folder = world.mail.create_folder("Unter", parent)
        world.mail.deliver(BOB, folder=folder.id)
    for alias in ("inbox", "junkemail", "deleteditems", "drafts", "outbox", "conversationhistory", "archive"):
        world.mail.deliver(BOB, folder=alias)
    world.mail.send([BOB])
    world.mail.draft([BOB])
    world.mail.draft([BOB], folder="deleteditems")
    world.sync()
    assert world.stored() == world.truth()
    assert sum(map(len, world.stored().values())) == 8
    drafts = world.mail.tree.find("drafts").id
    assert not [
        one for one in world.server.seen if drafts in one.target.replace("%3D", "=") and "/messages" in one.target
    ]


def test_nothing_new_costs_one_request_a_folder_and_one_for_the_tree(world: World) -> None:
    """Given a synced mailbox of eleven folders, three of them without mail, when nothing is new, then eight requests
    look into the folders, one at the tree, and nothing is stored."""
    for number in range(3):
        world.mail.create_folder(f"Ordner {number}", "inbox")
        world.mail.deliver(BOB)
    world.sync()
    world.server.forget_calls()
    assert world.sync() == 0
    assert sorted(one.method for one in world.server.seen) == ["folders.delta"] + ["messages.delta"] * 8
    assert all(one.status == 200 for one in world.server.seen)


def test_well_known_folders_are_looked_up_once(world: World) -> None:
    """Given a first sync, when it is done, then each alias was asked for once; another folder asks again, once."""
    world.sync()
    assert world.called("folders.get") == 5
    world.server.forget_calls()
    world.mail.create_folder("Neu")
    world.sync()
    assert world.called("folders.get") == 5
    world.server.forget_calls()
    world.sync()
    assert world.called("folders.get") == 0


def test_a_mailbox_may_lack_well_known_folders(world: World) -> None:
    """Given a new mailbox without a history of conversations, when read, then the rest is as usual."""
    world.mail.delete_folder(world.mail.tree.find("conversationhistory"))
    world.mail.deliver(BOB, folder="junkemail")
    world.sync()
    assert world.stored() == world.truth() != {}


def test_a_folder_that_comes_to_lie_in_junk(world: World) -> None:
    """Given a folder that is moved into Junk and out again, when read, then its mail is spam, then kept with its text;
    moved or renamed elsewhere, nothing is read again."""
    folder = world.mail.create_folder("Werbung")
    messages = [world.mail.deliver(BOB, folder=folder.id, text="Could you?") for _ in range(9)]
    world.sync()
    for parent, place in (("junkemail", Place.SPAM), ("msgfolderroot", Place.KEPT)):
        folder.parent = world.mail.tree.find(parent).id
        world.sync()
        assert world.stored()[folder.id] == {one.id: place for one in messages}
        assert world.stored() == world.truth()
        assert {world.item(one, folder.id).text for one in messages} == {"" if place else "Could you?"}
    world.mail.rename_folder(folder, "Anzeigen")
    folder.parent = world.mail.tree.find("inbox").id
    world.server.forget_calls()
    assert world.sync() == 0
    assert world.called("messages.in_folder") + world.called("messages.get") == 0


def test_moved_into_junk_and_stopped(world: World) -> None:
    """Given a folder moved into Junk, when reading it again stops after each batch, then all becomes spam, nothing
    twice."""
    folder = world.mail.create_folder("Werbung")
    for _ in range(13):
        world.mail.deliver(BOB, folder=folder.id)
    world.sync()
    folder.parent = world.mail.tree.find("junkemail").id
    source = world.source()
    source.streams()
    handed: list[str] = []
    for _ in range(20):
        source = world.source()
        source.streams()
        batch = next(
            source.read(f"mail:{folder.id}", world.shelf(folder.id).cursor, world.shelf(folder.id).known), None
        )
        if batch is None:
            break
        world.shelf(folder.id).apply(batch)
        handed += [item.locator for item in batch.items]
    assert world.stored() == world.truth()
    assert len(handed) == len(set(handed)) == 13


def test_a_folder_that_leaves_what_is_read(world: World) -> None:
    """Given a folder that is moved into the history of conversations, when read, then its mail is gone."""
    folder = world.mail.create_folder("Alt")
    world.mail.deliver(BOB, folder=folder.id)
    world.sync()
    folder.parent = world.mail.tree.find("conversationhistory").id
    world.sync()
    assert world.stored() == {}
    assert world.sync() == 0


def test_a_deleted_folder(world: World) -> None:
    """Given a folder with mail, when it is deleted, before or just after the tree was read, then it is no error, and
    its stream is not there any more."""
    folder = world.mail.create_folder("Projekte")
    world.mail.deliver(BOB, folder=folder.id)
    world.sync()
    world.server.meanwhile(f"{folder.id}')/messages/delta", lambda: world.mail.delete_folder(folder))
    world.sync()
    assert world.server.pending() == 0
    world.sync()
    assert world.stored() == world.truth() == {}


def test_a_folder_deleted_while_it_is_first_read(world: World) -> None:
    """Given a folder that is deleted between its pages, when first read, then reading it just ends."""
    folder = world.mail.create_folder("Projekte")
    for _ in range(20):
        world.mail.deliver(BOB, folder=folder.id)
    world.server.meanwhile("$skip=8", lambda: world.mail.delete_folder(folder))
    world.sync()
    assert world.server.pending() == 0
    world.sync()
    assert world.stored() == {}


def test_a_shared_mailbox() -> None:
    """Given another's mailbox that the login may open, when read, then its folders are read under its address, and
    its owner's mail is its own."""
    world = World(mailbox="team@example.org")
    with world.server:
        mine = world.mail.send([BOB], at=world.now)
        world.server.mail.deliver(BOB)
        world.sync()
        assert world.stored() == world.truth()
        assert world.fact(mine, "sentitems").author == "team@example.org"
        assert {one.target.split("/")[2] for one in world.server.seen} == {"users"}
        world.mail.deliver(BOB)
        world.server.forget_calls()
        world.sync()
        assert world.stored() == world.truth()
        assert {one.target.split("/")[2] for one in world.server.seen} == {"users"}
    assert world.server.violations == []


def test_no_mailbox() -> None:
    """Given an address that has no mailbox for this login, when read, then it says so and what to do."""
    world = World(mailbox="team@example.org")
    del world.server.mailboxes["team@example.org"]
    with (
        world.server,
        pytest.raises(Trouble, match=r"account office: .*no mailbox .*ErrorInvalidUser.*correct `address`"),
    ):
        world.source().streams()


@pytest.mark.parametrize(("bodies", "granted"), [("scan", "Mail.ReadBasic"), ("none", "Calendars.Read")])
def test_missing_permission(bodies: str, granted: str) -> None:
    """Given a login that may not read mail, or no text of it, when asked, then it says so before any request."""
    world = World(bodies=bodies)
    world.login = Pass(world.server.identity, granted)
    with world.server:
        with pytest.raises(NotGranted, match="syncd auth office"):
            world.source().streams()
        with pytest.raises(NotGranted, match="syncd auth office"):
            world.read()
    assert world.server.seen == []


def test_an_empty_tree_is_a_fault(world: World) -> None:
    """Given a tree without any folder, when asked for streams, then that is no reason to think all mail gone."""
    world.server.faults.add(Fault("answer", "folders.delta", 200, {"value": [], "@odata.deltaLink": "x"}))
    with pytest.raises(Unavailable, match="no mail folder"):
        world.source().streams()


def test_a_cloud_without_a_delta_of_folders(world: World) -> None:
    """Given a national cloud that has no delta of folders, when read, then the tree is walked, level by level."""
    outer = world.mail.create_folder("Projekte", "junkemail")
    inner = world.mail.create_folder("Analytische Maschine", outer.id)
    world.mail.deliver(BOB, folder=inner.id)
    error = {"error": {"code": "BadRequest", "message": "Resource not found for the segment 'delta'."}}
    world.server.faults.add(Fault("answer", "folders.delta", 400, error))
    world.sync()
    assert world.stored() == world.truth() == {inner.id: {next(iter(world.mail.messages)): Place.SPAM}}
    assert (world.called("folders.list"), world.called("folders.children")) == (1, 2)


def test_many_folders_come_in_pages(world: World) -> None:
    """Given more folders than a page holds, when asked for, then all are there."""
    for number in range(260):
        world.mail.create_folder(f"Ordner {number:03}")
    assert len(world.source().streams()) == 268
    assert world.called("folders.delta") == 2


def folder(name: str, parent: str = "root", *, kind: str = "mailFolder", **more: object) -> dict[str, object]:
    shown = {"id": name, "displayName": name.upper(), "parentFolderId": parent}
    return {"@odata.type": f"#microsoft.graph.{kind}", **shown, **more}


def test_what_is_no_folder_of_mail() -> None:
    """Given search folders, hidden ones, removed ones and strange entries, when read, then they are not in the tree;
    ids keep the case of their letters."""
    tree = Tree(
        [
            folder("a"),
            folder("A", "a", totalItemCount=3),
            folder("b", kind="mailSearchFolder"),
            folder("c", isHidden=True),
            {"id": "d", "@removed": {"reason": "deleted"}},
            {"displayName": "e"},
            None,
            "f",
        ]
    )
    assert list(tree.folders) == ["a", "A"]
    assert (tree.title("A"), tree.chain("A")) == ("A/A", ("A", "a", "root"))
    assert tree.folders["A"].total == 3


def test_a_circle_of_folders_ends() -> None:
    """Given folders that lie in one another, when their path is asked for, then it ends."""
    tree = Tree([folder("a", "b"), folder("b", "a"), folder("c", "c")])
    assert [tree.title(name) for name in "abc"] == ["B/A", "A/B", "C"]
    assert tree.digest("a") != tree.digest("b")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("in", Place.KEPT),
        ("junk", Place.SPAM),
        ("below", Place.SPAM),
        ("drafts", OUTSIDE),
        ("mine", Place.KEPT),
        ("out", OUTSIDE),
    ],
)
def test_what_lies_where(name: str, expected: int) -> None:
    """Given the ids of well-known folders, when asked what lies in one, then what it lies in counts, too; a folder in
    Drafts is one of mail."""
    inside = [folder("below", "junk"), folder("mine", "drafts")]
    tree = Tree([*(folder(one) for one in ("in", "junk", "drafts", "out")), *inside])
    assert tree.place(name, {"junkemail": "junk", "drafts": "drafts", "outbox": "out"}) == expected
    assert tree.place(name, {}) == Place.KEPT


def test_the_account_is_named_in_titles_of_nothing(world: World) -> None:
    """Given streams, when their names are looked at, then each is this source's, and none of the calendars' is."""
    source = world.source()
    assert all(source.owns(stream.name) for stream in source.streams())
    assert not source.owns("calendar:primary")
    assert ADA not in "".join(stream.name for stream in source.streams())
