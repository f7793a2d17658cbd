"""Exports and address books as sources: the contract every source keeps, for each of the three, and its cursor."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.linkedin import LinkedInSource
from connectors.phone import PhoneSource
from connectors.vcard import VcardSource
from syncd.dates import Duration
from syncd.model import Batch, Card, Exchange, Mail, Seen, Stream
from syncd.ports import CursorExpired, Source, Unavailable
from syncd.settings import Account
from tests.contracts.source import Backstage, Shelf, SourceContract, sync

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def account(path: Path, since: str = "") -> Account:
    return Account(name="import", provider="vcard", path=str(path), since=Duration.parse(since) if since else None)


class AsMail:
    """A source with its cards and exchanges dressed as mail, which the contract's shelf counts."""

    def __init__(self, made: Source, uid: Callable[[Card | Exchange], str]) -> None:
        self._made, self._uid = made, uid

    def streams(self) -> Sequence[Stream]:
        return self._made.streams()

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        for batch in self._made.read(stream, cursor, known):
            dressed = []
            for item in batch.items:
                assert isinstance(item, Seen)
                assert isinstance(item.fact, Card | Exchange)
                mail = Mail(0, self._uid(item.fact), 0, "", (), (), "", b"", 0, 0)
                dressed.append(Seen(item.locator, mail))
            yield Batch(dressed, batch.cursor, batch.done, batch.total, batch.skipped, batch.fresh, batch.sweep)


class FileBackstage(Backstage):
    """One file in a folder; `write` says what stands in it for the numbers of the wanted mails."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / self.stream
        self.numbers: list[int] = []
        self.add()

    def add(self, *uids: str) -> None:
        self.numbers += [int(uid.removeprefix("<m").partition("@")[0]) for uid in uids]
        self.path.write_text(self.text(self.numbers), "utf-8")

    def remove(self, *uids: str) -> None:
        gone = {int(uid.removeprefix("<m").partition("@")[0]) for uid in uids}
        self.numbers = [number for number in self.numbers if number not in gone]
        self.add()

    def vanish(self) -> None:
        self.path.unlink()
        self.folder.rmdir()

    @abstractmethod
    def text(self, numbers: Sequence[int]) -> str:
        """The file's text."""


class VcardBackstage(FileBackstage):
    stream = "people.vcf"

    def source(self) -> Source:
        return AsMail(VcardSource(account(self.folder), NOW, batch=10), self._uid)

    def text(self, numbers: Sequence[int]) -> str:
        group = "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:All\nEND:VCARD\n"
        card = "BEGIN:VCARD\nVERSION:4.0\nFN:M{0}\nEMAIL:m{0}@example.org\nEND:VCARD\n"
        return group + "".join(card.format(number) for number in numbers)

    @staticmethod
    def _uid(fact: Card | Exchange) -> str:
        assert isinstance(fact, Card)
        return f"<{fact.addresses[0]}>"


class LinkedInBackstage(FileBackstage):
    stream = "connections"

    def __init__(self, folder: Path) -> None:
        self.stream = "Connections.csv"
        super().__init__(folder)
        self.stream = "connections"

    def source(self) -> Source:
        return AsMail(LinkedInSource(account(self.folder), NOW, batch=10), self._uid)

    def text(self, numbers: Sequence[int]) -> str:
        head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        row = "M,{0},https://www.linkedin.com/in/m{0},,,,05 Mar 2024\n"
        return head + "".join(row.format(number) for number in numbers)

    @staticmethod
    def _uid(fact: Card | Exchange) -> str:
        assert isinstance(fact, Card)
        return f"<{fact.addresses[0].removeprefix('linkedin:')}@example.org>"


class PhoneBackstage(FileBackstage):
    stream = "sms.xml"

    def source(self) -> Source:
        return AsMail(PhoneSource(account(self.folder), NOW, batch=10), self._uid)

    def text(self, numbers: Sequence[int]) -> str:
        row = '<sms address="+49151{0:07}" date="1780300800000" type="1" body="text" />\n'
        return f"<smses>{''.join(row.format(number) for number in numbers)}</smses>"

    @staticmethod
    def _uid(fact: Card | Exchange) -> str:
        assert isinstance(fact, Exchange)
        return f"<m{int(fact.address.removeprefix('tel:+49151'))}@example.org>"


class TestVcardContract(SourceContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        (tmp_path / "place").mkdir()
        return VcardBackstage(tmp_path / "place")


class TestLinkedInContract(SourceContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        (tmp_path / "place").mkdir()
        return LinkedInBackstage(tmp_path / "place")


class TestPhoneContract(SourceContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        (tmp_path / "place").mkdir()
        return PhoneBackstage(tmp_path / "place")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "people.vcf"
    path.write_text("BEGIN:VCARD\nFN:Ada\nEMAIL:ada@example.org\nEND:VCARD\n")
    os.utime(path, (NOW.timestamp() - 86_400, NOW.timestamp() - 86_400))
    return path


def test_a_touched_file_moves_only_the_cursor(book: Path) -> None:
    """Given a read file that was only touched, when read again, then one batch without items notes the new time, and
    the next reading yields none.
    """
    shelf = Shelf()
    sync(VcardSource(account(book), NOW), book.name, shelf)
    os.utime(book, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    batches = list(VcardSource(account(book), NOW).read(book.name, shelf.cursor, set))
    assert [(list(batch.items), batch.fresh, batch.sweep) for batch in batches] == [([], False, False)]
    assert list(VcardSource(account(book), NOW).read(book.name, batches[0].cursor, set)) == []


def test_another_since_reads_anew(book: Path) -> None:
    """Given a file read with one `since`, when read with another, then the cursor has expired."""
    shelf = Shelf()
    sync(VcardSource(account(book), NOW), book.name, shelf)
    with pytest.raises(CursorExpired):
        list(VcardSource(account(book, "1y"), NOW).read(book.name, shelf.cursor, set))


@pytest.mark.parametrize("pattern", ["*.vcf", "**/*.vcf", "sub", "."])
def test_paths_may_be_folders_and_globs(tmp_path: Path, pattern: str) -> None:
    """Given address books in folders, when the path is a folder or a glob, then streams are named by their paths below
    its fixed part, and hidden files are passed over.
    """
    (tmp_path / "sub").mkdir()
    for name in ("one.vcf", "sub/two.VCF", "sub/._two.vcf", "sub/note.txt"):
        (tmp_path / name).write_text("x")
    expected = {"*.vcf": ["one.vcf"], "**/*.vcf": ["one.vcf"], "sub": ["two.VCF"], ".": ["one.vcf", "sub/two.VCF"]}
    names = [stream.name for stream in VcardSource(account(tmp_path / pattern), NOW).streams()]
    assert names == expected[pattern]


@pytest.mark.parametrize("make", [VcardSource, LinkedInSource, PhoneSource])
def test_a_path_with_nothing_is_unavailable(
    tmp_path: Path, make: Callable[[Account, datetime], VcardSource | LinkedInSource | PhoneSource]
) -> None:
    """Given an empty folder, when streams are asked for, then Unavailable names the path and what was expected."""
    with pytest.raises(Unavailable, match="expected") as caught:
        make(account(tmp_path), NOW).streams()
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)
