"""The Maildir source: the contract of every source, folders in their dialects, flags, moves and timestamps."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.archives.maildir import MaildirSource
from syncd.dates import Duration
from syncd.model import Mark, Place, Seen, Unreadable
from syncd.ports import CursorExpired, Unavailable
from syncd.settings import Account
from tests.contracts.source import Backstage, Shelf, SourceContract, sync, sync_in_steps

NOW = datetime(2100, 1, 1, tzinfo=UTC)  # no folder of these tests changed just before
DATE = "Fri, 2 Oct 2026 10:00:00 +0000"


def mail(uid: str, *, more: str = "", body: str = "Hello", date: str = DATE) -> bytes:
    head = f"From: Grace <grace@example.com>\nTo: ada@example.org\nDate: {date}\nMessage-ID: {uid}\n{more}\n"
    return f"{head}{body}\n".encode()


def maildir(folder: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    return folder


def put(folder: Path, name: str, uid: str, **more: str) -> Path:
    """A mail under cur/ (or another part, if the name says so)."""
    path = folder / name if "/" in name else folder / "cur" / name
    path.write_bytes(mail(uid, **more))
    return path


def source(path: Path | str, *, since: str = "", batch: int = 4, now: datetime = NOW) -> MaildirSource:
    account = Account("old", "maildir", path=str(path), since=Duration.parse(since) if since else None)
    return MaildirSource(account, now, batch=batch)


def load(path: Path, stream: str = "INBOX", shelf: Shelf | None = None, *, since: str = "") -> Shelf:
    shelf = shelf or Shelf()
    sync(source(path, since=since), stream, shelf)
    return shelf


def seen(shelf: Shelf) -> dict[str, Seen]:
    """What is there, by locator."""
    return {name: item for name, item in shelf.items.items() if name in shelf.there and isinstance(item, Seen)}


class MaildirStage(Backstage):
    stream = "INBOX"

    def __init__(self, folder: Path) -> None:
        self.folder = maildir(folder / "Maildir")
        self.arrived = 0

    def source(self) -> MaildirSource:
        return source(self.folder)

    def add(self, *uids: str) -> None:
        for uid in uids:
            self.arrived += 1
            put(self.folder, f"{1_700_000_000 - self.arrived % 3}.{self.arrived}.host:2,S", uid)

    def remove(self, *uids: str) -> None:
        for path in (self.folder / "cur").iterdir():
            if any(uid.encode() in path.read_bytes() for uid in uids):
                path.unlink()

    def vanish(self) -> None:
        shutil.rmtree(self.folder)


class TestMaildirContract(SourceContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        return MaildirStage(tmp_path)


# ---------------------------------------------------------------- folders


def names(path: Path | str) -> set[str]:
    return {stream.name for stream in source(path).streams()}


def test_maildir_plus_plus(tmp_path: Path) -> None:
    """Given a Maildir++ tree, then it is INBOX and each dot folder is a stream."""
    for folder in ("", ".Sent", ".Junk.2024"):
        maildir(tmp_path / folder)
    assert names(tmp_path) == {"INBOX", ".Sent", ".Junk.2024"}


def test_nested_folders(tmp_path: Path) -> None:
    """Given the tree mbsync or offlineimap makes, then each Maildir is a stream named by its path."""
    for folder in ("Inbox", "Gmail/Spam", "Gmail/[Gmail]/All Mail"):
        maildir(tmp_path / folder)
    (tmp_path / "Gmail" / ".mbsyncstate").touch()
    assert names(tmp_path) == {"Inbox", "Gmail/Spam", "Gmail/[Gmail]/All Mail"}
    assert names(tmp_path / "G*") == {"Gmail/Spam", "Gmail/[Gmail]/All Mail"}
    assert names(tmp_path / "Gmail" / "[Gmail]") == {"All Mail"}


def test_folder_called_inbox_inside_a_maildir(tmp_path: Path) -> None:
    """Given a Maildir that holds a folder INBOX, then both are streams of their own."""
    maildir(maildir(tmp_path / "m") / "INBOX")
    assert names(tmp_path / "m") == {"INBOX", "./INBOX"}


@pytest.mark.parametrize("pattern", ["", "none", "*", "file"])
def test_no_maildir(tmp_path: Path, pattern: str) -> None:
    """Given a path where no Maildir is, then Unavailable names it and says what was expected."""
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match=r"no Maildir at .*expected"):
        source(tmp_path / pattern).streams()


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        (".Drafts", Place.DRAFT),
        (".INBOX.Entw&APw-rfe", Place.DRAFT),
        ("Gmail/Spam", Place.SPAM),
        (".Junk.2024", Place.KEPT),
        ("[Gmail]/Chats", Place.CHAT),
        ("Trash", Place.KEPT),
    ],
)
def test_places(tmp_path: Path, folder: str, place: Place) -> None:
    """Given a folder, then its last name says where its mail lies."""
    put(maildir(tmp_path / folder), "1.a.host:2,ST", "<a@x>")
    assert load(tmp_path, folder).uids(place) == {"<a@x>"}


def test_account_that_is_a_spam_folder(tmp_path: Path) -> None:
    """Given an account whose path is itself called Spam, then its mail is spam."""
    put(maildir(tmp_path / "Spam"), "1.a.host:2,", "<a@x>")
    assert load(tmp_path / "Spam").uids(Place.SPAM) == {"<a@x>"}


# ---------------------------------------------------------------- names and flags


@pytest.mark.parametrize(
    ("name", "unique", "place"),
    [
        ("new/1.M2P3.host", "1.M2P3.host", Place.KEPT),
        ("1.M2P3.host,S=7,W=8:2,FRST", "1.M2P3.host,S=7,W=8", Place.KEPT),
        ("1.M2P3.host:2,DS", "1.M2P3.host", Place.DRAFT),
        ("1.M2P3.host;2,D", "1.M2P3.host", Place.DRAFT),
        ("1.M2P3.host!2,S", "1.M2P3.host", Place.KEPT),
        ("1.DD.HOSTD:2,", "1.DD.HOSTD", Place.KEPT),
        ("1.hôst:2,D", "1.hôst", Place.DRAFT),
    ],
)
def test_names(tmp_path: Path, name: str, unique: str, place: Place) -> None:
    """Given a file name of any writer, then the locator is its unique part and flag D makes a draft."""
    put(maildir(tmp_path / "m"), name, "<a@x>")
    [(locator, item)] = seen(load(tmp_path / "m")).items()
    assert (locator, item.place) == (unique, place)


def test_name_that_is_no_utf8(tmp_path: Path) -> None:
    """Given a file name that is no UTF-8, then the mail is read and its locator is text that can be stored."""
    folder = maildir(tmp_path / "m")
    Path(os.fsdecode(os.fsencode(folder) + b"/cur/1.\xff.host:2,S")).write_bytes(mail("<a@x>"))
    [locator] = seen(load(folder))
    assert locator.encode() == b"1.\\xff.host"


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    """Given a dot file and a folder among the mail, then they are nothing."""
    folder = maildir(tmp_path / "m")
    put(folder, ".nfs0001", "<a@x>")
    (folder / "cur" / "folder").mkdir()
    assert not load(folder).items


def test_read_in_new_then_moved_to_cur(tmp_path: Path) -> None:
    """Given a mail in new, when it is read elsewhere and moved to cur with flags, then it is the same item."""
    folder = maildir(tmp_path / "m")
    path = put(folder, "new/1.a.host", "<a@x>")
    shelf = load(folder)
    path.rename(folder / "cur" / "1.a.host:2,S")
    batches = list(source(folder).read("INBOX", shelf.cursor, shelf.known))
    assert [len(batch.items) for batch in batches] == [0]
    shelf.apply(batches[0])
    assert sync(source(folder), "INBOX", shelf) == 0


def test_draft_becomes_a_letter(tmp_path: Path) -> None:
    """Given a draft, when its flag D goes (or comes), then it is handed over with its new place."""
    folder = maildir(tmp_path / "m")
    path = put(folder, "1.a.host:2,D", "<a@x>")
    put(folder, "2.b.host:2,S", "<b@x>")
    shelf = load(folder)
    assert shelf.uids(Place.DRAFT) == {"<a@x>"}
    path.rename(folder / "cur" / "1.a.host:2,S")
    (folder / "cur" / "2.b.host:2,S").rename(folder / "cur" / "2.b.host:2,DS")
    load(folder, shelf=shelf)
    assert (shelf.uids(Place.KEPT), shelf.uids(Place.DRAFT)) == ({"<a@x>"}, {"<b@x>"})


def test_moved_to_another_folder(tmp_path: Path) -> None:
    """Given a mail that is moved to Spam, then it is gone here and seen there."""
    inbox, spam = maildir(tmp_path / "Inbox"), maildir(tmp_path / "Spam")
    path = put(inbox, "1.a.host:2,S", "<a@x>")
    shelves = {name: load(tmp_path, name) for name in ("Inbox", "Spam")}
    path.rename(spam / "cur" / path.name)
    for name, shelf in shelves.items():
        load(tmp_path, name, shelf)
    assert (shelves["Inbox"].uids(), shelves["Spam"].uids(Place.SPAM)) == (set(), {"<a@x>"})


# ---------------------------------------------------------------- timestamps


def test_unchanged_folder_is_not_listed(tmp_path: Path) -> None:
    """Given a synced folder, when a file comes but the folder's time stays, then there is no batch."""
    folder = maildir(tmp_path / "m")
    shelf = load(folder)
    before = (folder / "cur").stat().st_mtime_ns
    put(folder, "1.a.host:2,S", "<a@x>")
    os.utime(folder / "cur", ns=(before, before))
    assert sync(source(folder), "INBOX", shelf) == 0


def test_folder_that_changed_just_before(tmp_path: Path) -> None:
    """Given a folder listed within 2 s of its last change, then its time is not relied on until it is older."""
    folder = maildir(tmp_path / "m")
    put(folder, "1.a.host:2,S", "<a@x>")
    for part in ("cur", "new"):
        os.utime(folder / part, (1000, 1000))
    shelf = Shelf()
    sync(source(folder, now=datetime.fromtimestamp(1001, UTC)), "INBOX", shelf)
    put(folder, "2.b.host:2,S", "<b@x>", date="Fri, 2 Oct 1970 10:00:00 +0000")
    os.utime(folder / "cur", (1000, 1000))  # within the same tick
    later = source(folder, now=datetime.fromtimestamp(1004, UTC))
    assert sync(later, "INBOX", shelf) == 1
    assert "2.b.host" in shelf.there
    assert sync(later, "INBOX", shelf) == 0


# ---------------------------------------------------------------- what the mails say


def test_since(tmp_path: Path) -> None:
    """Given since = 1y, then older mails are skipped once, not read again, and with another since read anew."""
    folder = maildir(tmp_path / "m")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    for part in ("cur", "new"):
        os.utime(folder / part, (1000, 1000))
    put(folder, "1.a.host:2,S", "<old@x>", date="Thu, 2 Oct 2025 10:00:00 +0000")
    put(folder, "2.b.host:2,S", "<new@x>")
    shelf = Shelf()
    sync(source(folder, since="1y", now=now), "INBOX", shelf)
    assert (shelf.uids(), shelf.skipped) == ({"<new@x>"}, 1)
    put(folder, "3.c.host:2,S", "<newer@x>")
    sync(source(folder, since="1y", now=now), "INBOX", shelf)
    assert (shelf.uids(), shelf.skipped) == ({"<new@x>", "<newer@x>"}, 1)
    with pytest.raises(CursorExpired):
        list(source(folder, since="2y", now=now).read("INBOX", shelf.cursor, shelf.known))
    sync(source(folder, since="2y", now=now), "INBOX", shelf)
    assert shelf.uids() == {"<old@x>", "<new@x>", "<newer@x>"}


def test_unreadable_and_empty_files(tmp_path: Path) -> None:
    """Given an empty file and one without an author, then both are unreadable with a reason, and asked only once."""
    folder = maildir(tmp_path / "m")
    (folder / "cur" / "1.a.host:2,S").touch()
    (folder / "cur" / "2.b.host:2,S").write_bytes(b"Subject: x\n\n")
    shelf = load(folder)
    assert [isinstance(item, Unreadable) and bool(item.reason) for item in shelf.items.values()] == [True, True]
    put(folder, "3.c.host:2,S", "<c@x>")
    items = [item for batch in source(folder).read("INBOX", shelf.cursor, shelf.known) for item in batch.items]
    assert [item.locator for item in items] == ["3.c.host"]


def test_long_mail_with_an_invitation(tmp_path: Path) -> None:
    """Given a mail of some MiB whose first part is an invitation, then its size is whole and it is marked."""
    folder = maildir(tmp_path / "m")
    body = (
        "--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b\n\n" + "x" * 3_000_000
    )
    path = put(folder, "1.a.host:2,S", "<a@x>", more="Content-Type: multipart/mixed; boundary=b\n", body=body)
    [item] = seen(load(folder)).values()
    assert item.fact.marks & Mark.CALENDAR  # type: ignore[union-attr]  # a mail
    assert item.fact.size == path.stat().st_size  # type: ignore[union-attr]  # a mail


# ---------------------------------------------------------------- any changes, in any steps

STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "flag", "move", "sync", "step"]), st.integers(0, 30)), max_size=40
)


@settings(max_examples=80)
@given(STEPS)
def test_any_changes(steps: list[tuple[str, int]]) -> None:
    """Given any arrivals, removals, renames and moves between any readings, whole or stopped, then the end is right."""
    with tempfile.TemporaryDirectory() as where:
        root = Path(where)
        folders = {name: maildir(root / name) for name in ("Inbox", "Spam")}
        shelves = {name: Shelf() for name in folders}
        arrived = 0
        for verb, number in steps:
            files = sorted(path for folder in folders.values() for path in folder.glob("*/*"))
            if verb == "add":
                arrived += 1
                folder = folders["Spam" if number % 3 == 0 else "Inbox"]
                put(folder, f"new/{(number * 7) % 13}.{arrived}.host", f"<m{arrived}@x>")
            elif verb in ("sync", "step"):
                for name, shelf in shelves.items():
                    sync(source(root, batch=2), name, shelf, most=None if verb == "sync" else 1)
            elif files:
                path = files[number % len(files)]
                unique = path.name.partition(":")[0]
                flags = ("S", "DS", "", "FT")[number % 4]
                if verb == "remove":
                    path.unlink()
                elif verb == "flag":
                    path.rename(path.parent.parent / "cur" / f"{unique}:2,{flags}")
                else:
                    path.rename(folders["Inbox" if number % 2 else "Spam"] / "cur" / f"{unique}:2,{flags}")
        for name, folder in folders.items():
            for _ in sync_in_steps(source(root, batch=2), name, shelves[name]):
                pass
            place = Place.SPAM if name == "Spam" else Place.KEPT
            expected = {
                path.name.partition(":")[0]: Place.DRAFT if "D" in path.name.partition(":2,")[2] else place
                for path in folder.glob("*/*")
            }
            assert {locator: item.place for locator, item in seen(shelves[name]).items()} == expected
