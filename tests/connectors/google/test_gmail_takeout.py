"""Mail in a Takeout names the same message as the Gmail API does."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.archives.mbox import MboxSource
from connectors.google.gmail_link import message_link
from syncd.settings import Account
from tests.connectors.google.gmail_world import ADA, NOW, World, mail
from tests.contracts.source import Shelf, sync

THREAD = "X-GM-THRID: 1464279\n"


def links(path: Path, separator: str, head: str = THREAD, address: str = ADA) -> list[str]:
    """The links of the one mail in an mbox with that separator."""
    path.write_bytes(f"From {separator} Mon Jan 05 12:00:00 +0000 2026\n{head}".encode() + mail())
    shelf = Shelf()
    sync(MboxSource(Account("old", "mbox", address, path=str(path)), NOW), path.name, shelf)
    return [item.link for item in shelf.items.values()]  # type: ignore[union-attr]  # all Seen


@pytest.mark.parametrize(
    ("separator", "head", "address", "expected"),
    [
        (f"{0x19A0_0000_0001_0001}@xxx", THREAD, ADA, message_link(ADA, "19a0000000010001")),
        (f"{0x19A0_0000_0001_0001}@xxx", "", ADA, ""),
        (f"{0x19A0_0000_0001_0001}@xxx", THREAD, "", ""),
        ("1234567890123456@example.org", THREAD, ADA, ""),
        ("ada@xxx", THREAD, ADA, ""),
    ],
)
def test_links(tmp_path: Path, separator: str, head: str, address: str, expected: str) -> None:
    """Given a separator with Gmail's number of the message in an export of Gmail, when read for a known address,
    then the link is the API's; otherwise there is none."""
    assert links(tmp_path / "a.mbox", separator, head, address) == [expected]


def test_the_same_link_as_the_api(tmp_path: Path) -> None:
    """Given a message in Gmail and in a Takeout of it, when both are read, then both have one link."""
    world = World(tmp_path)
    name = world.gmail.deliver(mail())
    with world.server:
        world.sync()
    assert links(tmp_path / "a.mbox", f"{int(name, 16)}@xxx") == [
        world.shelf.items[name].link,  # type: ignore[union-attr]  # it is Seen
    ]
    assert world.server.violations == []
