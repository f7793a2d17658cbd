"""Which folders are streams, what lies in them, and what becomes of their mail when they change; on a real Dovecot."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncd.model import Place
from tests.connectors.imap.imap_world import World
from tests.servers.dovecot import dovecot
from tests.servers.imap_between import ImapBetween


def names(world: World) -> list[str]:
    return [stream.name for stream in world.source().streams()]


def test_every_folder_but_drafts_is_a_stream(world: World) -> None:
    """Given Dovecot's usual folders and one more, when asked, then all are streams, the inbox first, drafts none."""
    world.program.create_folder("Projects")
    assert names(world) == ["INBOX", "Junk", "Projects", "Sent", "Trash"]


def test_no_mail_no_streams(world: World) -> None:
    """Given mail = false, when asked, then there are no streams, and nobody is asked."""
    account = world.account()
    from dataclasses import replace

    from connectors.imap.source import ImapSource

    assert list(ImapSource(replace(account, mail=False), world.tokens, world.now).streams()) == []


@pytest.mark.parametrize(
    "name", ["Entwürfe & Ablage", "日本語", "a/b/c", "Füße", 'quo"te', "back\\slash", "R&D", "50% *"]
)
def test_names_of_all_kinds(world: World, name: str) -> None:
    """Given a folder whose name needs encoding, quoting or levels, when synced, then its mail is read."""
    world.program.create_folder(name)
    world.deliver("<1@x>", name)
    world.sync()
    assert world.uids() == {name: {"<1@x>"}}


def test_spam_is_marked_and_trash_counts(world: World) -> None:
    """Given mail in Junk, Trash and in a folder called Spam, when synced, then spam is spam and trash kept."""
    world.program.create_folder("Old/Spam")
    for uid, folder in (("<j@x>", "Junk"), ("<t@x>", "Trash"), ("<s@x>", "Old/Spam")):
        world.deliver(uid, folder)
    world.sync()
    assert world.shelf("Junk").uids(Place.SPAM) == {"<j@x>"}
    assert world.shelf("Trash").uids(Place.KEPT) == {"<t@x>"}
    assert world.shelf("Old/Spam").uids(Place.SPAM) == {"<s@x>"}


def test_a_draft_keeps_its_mark_everywhere(world: World) -> None:
    """Given a thrown-away draft, when synced, then it is a draft in the trash; drafts themselves are not read."""
    world.deliver("<d@x>", "Drafts", flags=[b"\\Draft"])
    world.deliver("<old@x>", "Trash", flags=[b"\\Draft"])
    world.sync()
    assert world.uids() == {"Trash": {"<old@x>"}}
    assert world.shelf("Trash").uids(Place.DRAFT) == {"<old@x>"}


def test_moved_mail_is_gone_here_and_seen_there(world: World) -> None:
    """Given a synced mail, when it is dragged to another folder, then it is gone from the one and seen in the other,
    the same mail."""
    world.program.create_folder("Projects")
    world.deliver("<1@x>")
    world.deliver("<2@x>")
    world.sync()
    before = world.seen()["<1@x>"].fact
    world.move("<1@x>", "INBOX", "Projects")
    world.sync()
    assert world.uids() == {"INBOX": {"<2@x>"}, "Projects": {"<1@x>"}}
    assert world.seen("Projects")["<1@x>"].fact == before


def test_folders_made_renamed_and_deleted(world: World) -> None:
    """Given a synced folder, when it is renamed, then its mail is under the new name; when deleted, its stream goes."""
    world.program.create_folder("One")
    world.deliver("<1@x>", "One")
    world.sync()
    world.program.rename_folder("One", "Zwei")
    world.sync()
    assert world.uids() == {"Zwei": {"<1@x>"}}
    world.program.delete_folder("Zwei")
    assert "Zwei" not in names(world)
    world.sync()
    assert world.uids() == {}


def test_a_folder_that_goes_between_list_and_reading(world: World) -> None:
    """Given a folder that is deleted after the list, when read, then nothing is told and nothing fails."""
    world.program.create_folder("Short")
    world.deliver("<1@x>", "Short")
    source = world.source()
    source.streams()
    world.program.delete_folder("Short")
    assert list(source.read("Short", None, set)) == []


def test_numbers_given_anew(world: World) -> None:
    """Given a synced folder, when it is made anew under its name (another UIDVALIDITY), then at no time anything is
    missing, in the end the old locators are gone, and what left is gone."""
    world.program.create_folder("One")
    for number in range(9):
        world.deliver(f"<{number}@x>", "One")
    world.sync()
    shelf = world.shelf("One")
    before = set(shelf.there)
    world.program.delete_folder("One")
    world.program.create_folder("One")
    for number in range(8):
        world.deliver(f"<{number}@x>", "One")
    while world.sync(most=1):
        assert shelf.uids() >= {f"<{number}@x>" for number in range(8)}
    assert shelf.uids() == {f"<{number}@x>" for number in range(8)}
    assert not shelf.there & before


def test_dots_part_levels_where_the_server_says_so(tmp_path: Path, proxy: ImapBetween) -> None:
    """Given a server that parts levels by dots and a folder Archive.Spam, when synced, then that is spam."""
    with dovecot(separator=".", capability="IMAP4rev1") as server:
        world = World(tmp_path, server.plain)
        world.program.create_folder("Archive.Spam")
        world.deliver("<1@x>", "Archive.Spam")
        world.sync()
        world.leave()
    assert world.uids() == {"Archive/Spam": {"<1@x>"}}
    assert world.shelf("Archive/Spam").uids(Place.SPAM) == {"<1@x>"}
    assert proxy.lines == []
