"""The mbox source: the contract of every source, cutting files into mails, and what becomes of changed files."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.archives import mbox_scan
from connectors.archives.mbox import MboxSource
from syncd.dates import Duration
from syncd.model import Mail, Mark, Place, Seen, Unreadable
from syncd.ports import CursorExpired, Unavailable
from syncd.settings import Account
from tests.contracts.source import Backstage, Shelf, SourceContract, sync, sync_in_steps

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FROM_ = b"From ada@example.org Fri Oct  2 10:00:00 2026\n"


def mail(
    uid: str, *, more: str = "", body: bytes = b"Hello,\nbye.\n", date: str = "Fri, 2 Oct 2026 10:00:00 +0000"
) -> bytes:
    head = (
        f"{more}From: Grace <grace@example.com>\nTo: ada@example.org\nDate: {date}\nMessage-ID: {uid}\nSubject: x\n\n"
    )
    return FROM_ + head.encode() + body + b"\n"


def source(path: Path | str, *, since: str = "", batch: int = 4) -> MboxSource:
    account = Account("old", "mbox", path=str(path), since=Duration.parse(since) if since else None)
    return MboxSource(account, NOW, batch=batch)


def load(path: Path, shelf: Shelf | None = None, *, since: str = "") -> Shelf:
    """What is stored once the file has been read."""
    shelf = shelf or Shelf()
    sync(source(path, since=since), path.name, shelf)
    return shelf


class MboxStage(Backstage):
    stream = "archive.mbox"

    def __init__(self, folder: Path) -> None:
        self.path = folder / self.stream
        self.path.touch()

    def source(self) -> MboxSource:
        return source(self.path)

    def add(self, *uids: str) -> None:
        self._write(self._mails() + [mail(uid) for uid in uids])

    def remove(self, *uids: str) -> None:
        self._write([one for one in self._mails() if not any(uid.encode() in one for uid in uids)])

    def vanish(self) -> None:
        self.path.unlink()

    def _mails(self) -> list[bytes]:
        return [FROM_ + part for part in self.path.read_bytes().split(FROM_)[1:]]

    def _write(self, mails: list[bytes]) -> None:
        self.path.write_bytes(b"".join(mails))


class GzipStage(MboxStage):
    stream = "archive.mbox.gz"

    def _mails(self) -> list[bytes]:
        data = self.path.read_bytes()
        return [FROM_ + part for part in gzip.decompress(data).split(FROM_)[1:]] if data else []

    def _write(self, mails: list[bytes]) -> None:
        self.path.write_bytes(gzip.compress(b"".join(mails)))


class TestMboxContract(SourceContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        return MboxStage(tmp_path)


class TestGzipContract(SourceContract):
    @pytest.fixture
    def backstage(self, tmp_path: Path) -> Backstage:
        return GzipStage(tmp_path)


# ---------------------------------------------------------------- cutting


def cut(data: bytes) -> list[mbox_scan.RawMail]:
    waiting = [data]
    return list(mbox_scan.scan(lambda _: waiting.pop() if waiting else b"", 0))


@pytest.mark.parametrize(
    "line",
    [
        b"From ada@example.org Fri Oct  2 10:00:00 2026",
        b"From - Fri Oct 02 10:00:00 2026",
        b"From 1828754568043628583@xxx Mon Apr 07 14:31:02 +0000 2025",
        b"From ???@??? Mon Apr 07 14:31:02 2025",
        b"From MAILER-DAEMON Mon Apr 18 14:27 2022",
        b"From a b c Fri, 2 Oct 2026 10:00:00 +0200",
        b"From x@y 2026-10-02 10:00:00",
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_separators(line: bytes, end: bytes) -> None:
    """Given a From_ line of any program, after an empty line and before a header, then it separates mails."""
    one = line + end + b"Subject: x" + end + end + b"body" + end + end
    assert [(raw.head, raw.envelope, raw.closed) for raw in cut(one * 2)] == [
        (b"Subject: x" + end, line, True),
        (b"Subject: x" + end, line, False),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"\nFrom here on 12:00 in 1999 it went well.\nReally.\n",  # no header line follows
        b"text\nFrom ada@example.org Fri Oct  2 10:00:00 2026\nSubject: no empty line before\n",
        b"\nFrom ada@example.org Fri Oct  2 10:00:00\nSubject: no year\n",
        b"\nFrom ada@example.org 2026\nSubject: no time\n",
        b"\n>From ada@example.org Fri Oct  2 10:00:00 2026\nSubject: quoted\n",
        b"\n From ada@example.org Fri Oct  2 10:00:00 2026\nSubject: indented\n",
        b"\nfrom ada@example.org Fri Oct  2 10:00:00 2026\nSubject: small\n",
        b"\nFrom ada@example.org Fri Oct  2 10:00:00 +2000\nSubject: a zone is no year\n",
        b"\nFrom ada@example.org Fri Oct  2 10:00:00 2026\n\nSubject: header line too late\n",
    ],
)
def test_no_separators(body: bytes) -> None:
    """Given a body line that begins with From but lacks one mark of a separator, then the mail is not split."""
    assert len(cut(mail("<a@b>", body=body) + mail("<c@d>"))) == 2


@pytest.mark.parametrize("lead", [b"", b"\n", b"\r\n\n", b"\xef\xbb\xbf"])
def test_lead(lead: bytes) -> None:
    """Given empty lines or a BOM before the first separator, then the file is an mbox all the same."""
    assert mbox_scan.begins(lead + mail("<a@b>"))
    assert len(cut(lead + mail("<a@b>"))) == 1


@given(st.integers(1, 40), st.data())
def test_cutting_does_not_depend_on_blocks(block: int, data: st.DataObject) -> None:
    """Given any file read in blocks of any size, then the mails are the same as read at once."""
    text = b"".join(mail(f"<{n}@x>", body=body) for n, body in enumerate(data.draw(st.lists(BODIES, max_size=5))))
    position = [0]

    def read(_: int) -> bytes:
        size = max(block, 2048) if position[0] == 0 else block  # the first look needs as much as a separator
        part = text[position[0] : position[0] + size]
        position[0] += len(part)
        return part

    assert list(mbox_scan.scan(read, 0)) == cut(text)


def test_long_mail_is_not_held() -> None:
    """Given a mail of 40 MiB between small ones, then all are found and no more than its beginning is kept."""
    line = b"A" * 76 + b"\n"
    parts = [mail("<a@b>"), mail("<c@d>", body=line * 10)[:-1]]
    parts += [line * 14_000] * 40
    parts += [b"\n" + mail("<e@f>")]
    total = sum(map(len, parts))

    def blocks() -> Iterator[bytes]:
        for part in parts:
            for start in range(0, len(part), mbox_scan.BLOCK):
                yield part[start : start + mbox_scan.BLOCK]

    stream = blocks()
    raws = list(mbox_scan.scan(lambda _: next(stream, b""), 0))
    assert [b"<a@b>" in raws[0].head, b"<c@d>" in raws[1].head, b"<e@f>" in raws[2].head] == [True] * 3
    assert len(raws[1].sample) == mbox_scan.SAMPLE_MAX
    assert [raw.start for raw in raws[1:]] == [raw.end for raw in raws[:-1]]
    assert raws[-1].end == total


# ---------------------------------------------------------------- any file, in any steps

LINES = st.sampled_from(
    [
        b"From here on 12:00 in 1999 it went well",
        b"From ada@example.org Fri Oct  2 10:00:00 2026",
        b"From ",
        b">From ada@example.org Fri Oct  2 10:00:00 2026",
        b"",
        b"Subject: in the body",
        b"--boundary",
        b"x" * 90,
        b"\xff\x00",
    ]
)
BODIES = st.lists(LINES, max_size=8).map(lambda lines: b"".join(line + b"\n" for line in lines))


@st.composite
def archives(draw: st.DrawFn) -> list[bytes]:
    """Mails as an mboxrd or mboxo writer leaves them, with LF or CRLF."""
    mails = []
    crlf = draw(st.booleans())
    for number, body in enumerate(draw(st.lists(BODIES, min_size=1, max_size=9))):
        quoted = body.replace(b"\n>From ", b"\n>>From ") if draw(st.booleans()) else body
        quoted = (b"\n" + quoted).replace(b"\nFrom ", b"\n>From ")[1:]
        one = mail(f"<m{number}@x>", body=quoted)
        mails.append(one.replace(b"\n", b"\r\n") if crlf else one)
    return mails


@settings(max_examples=150)
@given(archives(), st.data())
def test_any_archive_in_any_steps(mails: list[bytes], data: st.DataObject) -> None:
    """Given any archive, appended in two steps at any point, reading killed at any batch, then it is as read once."""
    text = b"".join(mails)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.mbox")
        shelf = Shelf()
        first = data.draw(st.integers(len(mails[0]), len(text)), label="first step")
        path.write_bytes(text[:first])
        sync(source(path, batch=2), path.name, shelf, most=data.draw(st.integers(1, 5), label="batches"))
        with path.open("ab") as file:
            file.write(text[first:])
        for _ in sync_in_steps(source(path, batch=2), path.name, shelf):
            pass
        once = load(path)
        assert shelf.uids() == once.uids() == {f"<m{number}@x>" for number in range(len(mails))}
        assert {name: shelf.items[name] for name in shelf.there} == {name: once.items[name] for name in once.there}


@settings(max_examples=80)
@given(archives(), st.data())
def test_any_compaction(mails: list[bytes], data: st.DataObject) -> None:
    """Given a synced archive, when any mails are cut out of it and others added, then what is there is right."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.mbox")
        path.write_bytes(b"".join(mails))
        shelf = load(path)
        keep = data.draw(st.lists(st.sampled_from(range(len(mails))), unique=True).map(sorted), label="kept")
        path.write_bytes(b"".join(mails[number] for number in keep) + mail("<new@x>"))
        load(path, shelf)
        assert shelf.uids() == {f"<m{number}@x>" for number in keep} | {"<new@x>"}


# ---------------------------------------------------------------- changed files


def test_unchanged_file_is_not_read(tmp_path: Path) -> None:
    """Given a synced file, when its contents change but neither size nor mtime, then there is no batch."""
    path = tmp_path / "a.mbox"
    path.write_bytes(mail("<a@b>"))
    shelf = load(path)
    stat = path.stat()
    path.write_bytes(mail("<c@d>"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert sync(source(path), path.name, shelf) == 0


def test_only_the_end_is_read_of_a_grown_file(tmp_path: Path) -> None:
    """Given a synced file, when one is appended, then only the last before it and the new one are handed over."""
    path = tmp_path / "a.mbox"
    path.write_bytes(b"".join(mail(f"<{n}@x>") for n in range(50)))
    shelf = load(path)
    with path.open("ab") as file:
        file.write(mail("<new@x>"))
    items = [item for batch in source(path).read(path.name, shelf.cursor, shelf.known) for item in batch.items]
    assert [item.fact.uid for item in items if isinstance(item, Seen) and isinstance(item.fact, Mail)] == [
        "<49@x>",
        "<new@x>",
    ]
    assert shelf.asked == 0


def test_mail_cut_off_in_its_header(tmp_path: Path) -> None:
    """Given a mail still being written when first read, when it is complete, then the half one is gone."""
    path = tmp_path / "a.mbox"
    whole = mail("<b@x>", more="Received: by example.org; Fri, 2 Oct 2026 10:00:00 +0000\n")
    path.write_bytes(mail("<a@x>") + whole[:-40])
    shelf = load(path)
    assert len(shelf.there) == 2
    path.write_bytes(mail("<a@x>") + whole)
    load(path, shelf)
    assert shelf.uids() == {"<a@x>", "<b@x>"}
    assert len(shelf.there) == 2


def test_flags_written_in_place(tmp_path: Path) -> None:
    """Given Thunderbird's file, when mails are marked read, then known ones are not handed over again."""
    path = tmp_path / "Inbox"
    text = b"".join(mail(f"<{n}@x>", more="X-Mozilla-Status: 0000\nX-Mozilla-Status2: 00000000\n") for n in range(9))
    path.write_bytes(text)
    shelf = load(path)
    before = set(shelf.there)
    path.write_bytes(text.replace(b"Status: 0000", b"Status: 0001"))
    os.utime(path, ns=(0, 10**18))
    batches = list(source(path).read(path.name, shelf.cursor, shelf.known))
    assert [len(batch.items) for batch in batches] == [0]
    shelf.apply(batches[0])
    assert shelf.there == before
    assert sync(source(path), path.name, shelf) == 0


def test_mail_that_thunderbird_deleted(tmp_path: Path) -> None:
    """Given mails marked expunged (0x0008) but not yet compacted away, then they are not there."""
    path = tmp_path / "Inbox"
    text = b"".join(mail(f"<{n}@x>", more="X-Mozilla-Status: 0001\n") for n in range(9))
    path.write_bytes(text.replace(b"0001", b"0009", 1))
    shelf = load(path)
    assert shelf.uids() == {f"<{n}@x>" for n in range(1, 9)}
    path.write_bytes(text.replace(b"0001", b"0009", 4))
    os.utime(path, ns=(0, 10**18))
    load(path, shelf)
    assert shelf.uids() == {f"<{n}@x>" for n in range(4, 9)}


def test_spam_file_is_always_compared(tmp_path: Path) -> None:
    """Given a Junk file, when a mail is rescued (expunged) and another arrives at once, then both are noticed."""
    path = tmp_path / "Junk"
    text = b"".join(mail(f"<{n}@x>", more="X-Mozilla-Status: 0001\n") for n in range(9))
    path.write_bytes(text)
    shelf = load(path)
    path.write_bytes(text.replace(b"0001", b"0009", 1) + mail("<new@x>"))
    load(path, shelf)
    assert shelf.uids(Place.SPAM) == {f"<{n}@x>" for n in range(1, 9)} | {"<new@x>"}


def test_flags_do_not_change_the_locator(tmp_path: Path) -> None:
    """Given a file, when a mail program writes other Status and X-Mozilla lines, then the items are the same."""
    path = tmp_path / "a.mbox"
    path.write_bytes(mail("<a@x>") + mail("<b@x>", more="Status: O\n"))
    shelf = load(path)
    before = set(shelf.there)
    flags = "X-Mozilla-Keys: $label1     \nStatus: RO\nX-Status: A\n"
    path.write_bytes(mail("<a@x>", more=flags) + mail("<b@x>", more=flags))
    load(path, shelf)
    assert shelf.there == before


def test_same_mail_twice_is_one_item(tmp_path: Path) -> None:
    """Given a file that holds a mail twice, then it is one item."""
    path = tmp_path / "a.mbox"
    path.write_bytes(mail("<a@x>") * 2 + mail("<b@x>"))
    assert len(load(path).there) == 2


def test_truncated_file(tmp_path: Path) -> None:
    """Given a synced file, when its end is cut off, then the mails there are gone."""
    path = tmp_path / "a.mbox"
    path.write_bytes(mail("<a@x>") + mail("<b@x>") + mail("<c@x>"))
    shelf = load(path)
    path.write_bytes(mail("<a@x>") + mail("<b@x>"))
    load(path, shelf)
    assert shelf.uids() == {"<a@x>", "<b@x>"}


# ---------------------------------------------------------------- what the mails say


def test_takeout(tmp_path: Path) -> None:
    """Given Takeout's headers in any of Google's languages, then thread and place are theirs."""
    path = tmp_path / "All mail Including Spam and Trash.mbox"
    path.write_bytes(
        mail("<a@x>", more="X-GM-THRID: 1464279\nX-Gmail-Labels: Inbox,Unread\n")
        + mail("<b@x>", more="X-GM-THRID: 7\nX-Gmail-Labels: =?UTF-8?Q?Papierkorb,Entw=C3=BCrfe?=\n")
        + mail(
            "<c@x>", more="X-Gmail-Labels: =?UTF-8?Q?Cat=C3=A9gorie=C2=A0:_E-mails_?=\n =?UTF-8?Q?personnels,Spam?=\n"
        )
        + mail("<d@x>", more='X-Gmail-Labels: "A, b",Chat\n')
    )
    shelf = load(path)
    seen = {
        item.fact.uid: item for item in shelf.items.values() if isinstance(item, Seen) and isinstance(item.fact, Mail)
    }
    assert {uid: (item.place, item.thread) for uid, item in seen.items()} == {
        "<a@x>": (Place.KEPT, "1464279"),
        "<b@x>": (Place.DRAFT, "7"),
        "<c@x>": (Place.SPAM, ""),
        "<d@x>": (Place.CHAT, ""),
    }


def test_invitation_in_the_body(tmp_path: Path) -> None:
    """Given a mail with a text/calendar part that has a METHOD, then its fact is marked so."""
    path = tmp_path / "a.mbox"
    more = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
    body = b"--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n"
    path.write_bytes(mail("<a@x>", more=more, body=body) + mail("<b@x>"))
    marks = {
        item.fact.uid: item.fact.marks
        for item in load(path).items.values()
        if isinstance(item, Seen) and isinstance(item.fact, Mail)
    }
    assert marks["<a@x>"] & Mark.CALENDAR
    assert not marks["<b@x>"] & Mark.CALENDAR


def test_since(tmp_path: Path) -> None:
    """Given since = 1y, then older mails are counted as skipped; with another since the file is read anew."""
    path = tmp_path / "a.mbox"
    path.write_bytes(mail("<old@x>", date="Thu, 2 Oct 2025 10:00:00 +0000") + mail("<new@x>"))
    shelf = load(path, since="1y")
    assert (shelf.uids(), shelf.skipped) == ({"<new@x>"}, 1)
    with pytest.raises(CursorExpired):
        list(source(path, since="2y").read(path.name, shelf.cursor, shelf.known))
    load(path, shelf, since="2y")
    assert shelf.uids() == {"<old@x>", "<new@x>"}


def test_unreadable_mail_is_kept_with_its_reason(tmp_path: Path) -> None:
    """Given a mail without an author, then it is unreadable, with a reason and always the same locator."""
    path = tmp_path / "a.mbox"
    path.write_bytes(FROM_ + b"Subject: x\n\nbody\n\n" + mail("<a@x>"))
    shelf = load(path)
    bad = [item for item in shelf.items.values() if isinstance(item, Unreadable)]
    assert len(bad) == 1
    assert bad[0].reason
    assert set(load(path).there) == shelf.there


def test_envelope_dates_a_mail_without_date(tmp_path: Path) -> None:
    """Given a mail without Date and Received, then the From_ line says when it was sent."""
    path = tmp_path / "a.mbox"
    path.write_bytes(FROM_ + b"From: grace@example.com\nMessage-ID: <a@x>\n\nbody\n\n")
    [item] = load(path).items.values()
    assert isinstance(item, Seen)
    assert isinstance(item.fact, Mail)
    assert item.fact.at == int(datetime(2026, 10, 2, 10, tzinfo=UTC).timestamp())


# ---------------------------------------------------------------- which files


def names(path: Path | str) -> set[str]:
    return {stream.name for stream in source(path).streams()}


def test_folders_globs_and_strangers(tmp_path: Path) -> None:
    """Given a Thunderbird folder, then every file that is an mbox is a stream, in .sbd folders too; others are not."""
    (tmp_path / "Inbox.sbd").mkdir()
    (tmp_path / "Inbox").write_bytes(mail("<a@x>"))
    (tmp_path / "Inbox.sbd" / "Friends").write_bytes(mail("<b@x>"))
    (tmp_path / "Inbox.msf").write_bytes(b"// <!-- <mdb:mork:z v=1.4/> -->")
    (tmp_path / "popstate.dat").write_bytes(b"From nothing")
    (tmp_path / "rubbish").write_bytes(bytes(range(256)))
    (tmp_path / "Sent.mbox.gz").write_bytes(gzip.compress(mail("<c@x>")))
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(tmp_path) == {"Inbox", "Inbox.sbd/Friends", "Sent.mbox.gz"}
    assert names(tmp_path / "*.gz") == {"Sent.mbox.gz"}
    assert names(tmp_path / "**" / "F*") == {"Inbox.sbd/Friends"}


def test_apple_mail(tmp_path: Path) -> None:
    """Given Apple Mail's export Junk.mbox/mbox, then the folder's name says that it is spam."""
    (tmp_path / "Junk.mbox").mkdir()
    (tmp_path / "Junk.mbox" / "mbox").write_bytes(mail("<a@x>"))
    (tmp_path / "Junk.mbox" / "table_of_contents").write_bytes(b"\x00\x01")
    shelf = Shelf()
    sync(source(tmp_path), "Junk.mbox/mbox", shelf)
    assert shelf.uids(Place.SPAM) == {"<a@x>"}


@pytest.mark.parametrize("pattern", ["", "none.mbox", "*.mbox", "none/*.mbox"])
def test_nothing_there(tmp_path: Path, pattern: str) -> None:
    """Given a path where no mbox is, then Unavailable names it and says what was expected."""
    with pytest.raises(Unavailable, match=r"no mbox file at .*expected"):
        source(tmp_path / pattern).streams()


def test_named_file_that_is_no_mbox(tmp_path: Path) -> None:
    """Given a file named outright that is none, then Unavailable says that it is not an mbox."""
    path = tmp_path / "photo.mbox"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(Unavailable, match="not an mbox"):
        source(path).streams()


def test_file_replaced_by_rubbish(tmp_path: Path) -> None:
    """Given a synced file, when rubbish stands in its place, then it is named and nothing is gone."""
    path = tmp_path / "a.mbox"
    path.write_bytes(mail("<a@x>"))
    shelf = load(path)
    old = source(path)
    old.streams()
    path.write_bytes(bytes(range(256)))
    with pytest.raises(Unavailable, match="not an mbox"):
        sync(old, path.name, shelf)
    assert shelf.uids() == {"<a@x>"}


def test_gzip_that_ends_early(tmp_path: Path) -> None:
    """Given a cut-off copy of a synced .gz, then what can be read is, nothing is gone, and it is named every time."""
    path = tmp_path / "a.mbox.gz"
    text = b"".join(mail(f"<{n}@x>", body=os.urandom(3000).hex().encode() + b"\n") for n in range(30))
    whole = gzip.compress(text)
    path.write_bytes(whole)
    shelf = load(path)
    path.write_bytes(gzip.compress(mail("<new@x>") + text)[: len(whole) // 2])
    for _ in range(2):
        with pytest.raises(Unavailable, match="ends early"):
            for _ in sync_in_steps(source(path), path.name, shelf):
                pass
        assert shelf.uids() == {f"<{n}@x>" for n in range(30)} | {"<new@x>"}
    assert not list_until_trouble(path, shelf)
    path.write_bytes(gzip.compress(mail("<new@x>")))
    load(path, shelf)
    assert shelf.uids() == {"<new@x>"}


def list_until_trouble(path: Path, shelf: Shelf) -> list[object]:
    batches: list[object] = []
    with pytest.raises(Unavailable):
        batches.extend(source(path).read(path.name, shelf.cursor, shelf.known))
    return batches
