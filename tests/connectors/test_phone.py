"""Messages and calls of an Android phone: direction, with whom, what is no contact, and broken backups."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.phone import PhoneSource, exchanges
from connectors.phone_backup import Backup
from connectors.whole_file import Content, Window
from syncd.dates import Duration
from syncd.model import Direction, Exchange, Item, Kind, Seen, Unreadable
from syncd.ports import Unavailable
from syncd.settings import Account
from tests.contracts.source import Shelf, sync

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
IMPORTS = Path(__file__).parents[1] / "data" / "imports"
IN, OUT = Direction.INBOUND, Direction.OUTBOUND
JUERGEN, BOB = "tel:+491511234567", "tel:+447911123456"
DATE = 1_780_300_800_000


def found(items: Iterable[Item]) -> list[Exchange]:
    facts = [item.fact for item in items if isinstance(item, Seen)]
    return [fact for fact in facts if isinstance(fact, Exchange)]


def read(path: Path, since: str = "") -> tuple[list[Exchange], int]:
    account = Account("phone", "phone", path=str(path), since=Duration.parse(since) if since else None)
    batches = list(PhoneSource(account, NOW).read(path.name, None, set))
    return found(item for batch in batches for item in batch.items), sum(batch.skipped for batch in batches)


def content(path: Path, *elements: str | bytes, root: str = "smses") -> Content:
    raw = [one.encode() if isinstance(one, str) else one for one in elements]
    path.write_bytes(f"<?xml version='1.0'?><{root}>".encode() + b"\n".join(raw) + f"</{root}>".encode())
    return exchanges(Backup(str(path)), Window(None, int(NOW.timestamp())))


def sms(number: str = "+491511234567", at: object = DATE, kind: str = "1", more: str = "") -> str:
    return f'<sms address="{number}" date="{at}" type="{kind}" body="Secret &lt;words&gt;" {more}/>'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.xml"


def test_messages() -> None:
    """Given a backup of messages, when read, then received and sent ones are exchanges with E.164 addresses (a
    national number by the file's own international one), and no text is anywhere.
    """
    got, skipped = read(IMPORTS / "sms-made-up.xml")
    assert [(one.address, one.direction, one.name) for one in got] == [
        (JUERGEN, IN, "Jürgen Groß"),
        (JUERGEN, OUT, "Jürgen Groß"),
        (BOB, OUT, ""),
        (JUERGEN, OUT, ""),
        (BOB, IN, ""),
    ]
    assert skipped == 5
    assert {(one.kind, one.topic) for one in got} == {(Kind.MESSAGE, "")}
    assert got[0].at == DATE // 1000
    assert len({one.uid for one in got}) == 5


def test_calls() -> None:
    """Given a call log, when read, then talks are calls in their direction; missed, rejected, blocked, unanswered and
    those of a hidden number are skipped.
    """
    got, skipped = read(IMPORTS / "calls-made-up.xml")
    assert [(one.address, one.direction, one.kind, one.name) for one in got] == [
        (BOB, IN, Kind.CALL, "Bob Stone"),
        (BOB, OUT, Kind.CALL, "Bob Stone"),
    ]
    assert skipped == 5


def test_since_leaves_out_what_is_older() -> None:
    """Given messages of June, when `since` reaches back to August, then all are skipped."""
    assert read(IMPORTS / "sms-made-up.xml", "3m") == ([], 9)


def test_folders_give_backups_only(tmp_path: Path) -> None:
    """Given a folder with two backups and another XML file, when streams are asked for, then the backups are named."""
    files = {"sms-1.xml": "<smses></smses>", "calls-1.xml": "<calls></calls>", "other.xml": "<rss/>"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    account = Account("phone", "phone", path=str(tmp_path))
    assert [stream.name for stream in PhoneSource(account, NOW).streams()] == ["calls-1.xml", "sms-1.xml"]


@pytest.mark.parametrize("kind", ["3", "4", "5", "6", "", "x"])
def test_unsent_messages_are_skipped(path: Path, kind: str) -> None:
    """Given a draft, a message in the outbox, failed or queued, when read, then it is skipped."""
    made = content(path, sms(kind=kind))
    assert (list(made.items), made.skipped) == ([], 1)


@pytest.mark.parametrize("number", ["22000", "MYBANK", "", "0170 9999999", "*100#"])
def test_numbers_of_nobody_are_skipped(path: Path, number: str) -> None:
    """Given a short code, a company's name, no number, or a national one alone, when read, then it is skipped."""
    made = content(path, sms(number))
    assert (list(made.items), made.skipped) == ([], 1)


@pytest.mark.parametrize("name", ["(Unknown)", "null", "", "+491511234567"])
def test_names_that_are_none(path: Path, name: str) -> None:
    """Given a contact the phone does not know, when read, then it has no name."""
    (one,) = found(content(path, sms(more=f'contact_name="{name}"')).items)
    assert one.name == ""


def test_the_same_message_has_the_same_uid_in_every_backup(tmp_path: Path) -> None:
    """Given a backup and a later one, when both are read, then the earlier's uids are in the later, and a message
    that stands twice in one file is one.
    """
    first = content(tmp_path / "1.xml", sms(), sms(), sms(kind="2"))
    later = content(tmp_path / "2.xml", sms("+4915199", DATE + 1), sms("0049 151 1234567"), sms(kind="2"))
    assert len(found(first.items)) == 2
    assert {one.uid for one in found(first.items)} < {one.uid for one in found(later.items)}


@pytest.mark.parametrize("at", ["", "null", "0", "-5", "99999999999999", "1" * 30])
def test_dates_not_to_be_believed(path: Path, at: str) -> None:
    """Given a message without a date that can be, when read, then it is unreadable, its neighbour is not."""
    assert [type(item) for item in content(path, sms(at=at), sms()).items] == [Seen, Unreadable]


def test_dates_in_seconds(path: Path) -> None:
    """Given a date in seconds, as some phones give it for pictures, when read, then it is that second."""
    assert [one.at for one in found(content(path, sms(at=DATE // 1000)).items)] == [DATE // 1000]


def mms(box: int, sender: str, *to: str, date: int = DATE) -> str:
    listed = [f'<addr address="{sender}" type="137"/>', *(f'<addr address="{one}" type="151"/>' for one in to)]
    return f'<mms date="{date}" msg_box="{box}"><parts/><addrs>{"".join(listed)}</addrs></mms>'


@pytest.mark.parametrize(("count", "exchanged"), [(10, 10), (11, 0)])
def test_large_groups_are_skipped(path: Path, count: int, exchanged: int) -> None:
    """Given a picture I sent to ten and to eleven, when read, then the larger group is skipped."""
    to = [f"+4915112345{number:02}" for number in range(count)]
    assert len(found(content(path, mms(2, "insert-address-token", *to)).items)) == exchanged
    inbound = found(content(path, mms(1, "+4479110000", *to)).items)
    assert [one.direction for one in inbound] == ([IN] if exchanged else [])


def test_pictures_by_mail(path: Path) -> None:
    """Given a picture sent to an e-mail address, when read, then that is the address."""
    assert [one.address for one in found(content(path, mms(2, "null", "Ada@Example.org")).items)] == ["ada@example.org"]


def test_halved_emoji_and_bad_octets_cost_nothing(path: Path) -> None:
    """Given references to half characters, control characters and octets that are no UTF-8, when read, then all
    messages are there.
    """
    halves = sms(at=DATE + 1, more='contact_name="A &#55357;&#56842; &#0; B"')
    octets = sms(at=DATE + 2, more='contact_name="C\x01"').encode().replace(b"Secret", b"\xff\xed\xa0\xbd")
    assert [one.name for one in found(content(path, sms(), halves, octets).items)] == ["", "A B", "C"]


def test_a_broken_element_costs_no_other(path: Path) -> None:
    """Given an element that is no XML between good ones, when read, then it is unreadable, and they are there."""
    made = content(path, sms(), '<sms address="+49151 <b> date=1 type="1" />', sms(at=DATE + 1))
    assert len(found(made.items)) == 2
    assert [item.reason for item in made.items if isinstance(item, Unreadable)] == ["this sms is broken XML"]


def test_a_file_that_breaks_off_gives_what_it_has_and_sweeps_nothing(path: Path) -> None:
    """Given a read backup, when it is cut off within an element, then what it holds is handed over, nothing is gone,
    and Unavailable says so, at each reading until it is whole again.
    """
    account, shelf = Account("phone", "phone", path=str(path)), Shelf()
    content(path, *(sms(at=DATE + number) for number in range(5)))
    whole = path.read_bytes()
    sync(PhoneSource(account, NOW), path.name, shelf)
    path.write_bytes(whole[: len(whole) - 60])
    for _ in range(2):
        with pytest.raises(Unavailable, match="breaks off"):
            sync(PhoneSource(account, NOW), path.name, shelf)
    assert len(shelf.there) == 5
    path.write_bytes(whole)
    sync(PhoneSource(account, NOW), path.name, shelf)
    assert len(shelf.there) == 5


def test_declared_entities_are_refused(path: Path) -> None:
    """Given a backup that declares entities, when read, then it is refused before anything is expanded."""
    bomb = '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path.write_text(f'<?xml version="1.0"?>{bomb}<smses><sms address="&b;" date="{DATE}" type="1" /></smses>')
    with pytest.raises(Unavailable, match="entities"):
        read(path)


@pytest.mark.parametrize("text", ["", "<html></html>", '<rss><call number="1"/></rss>', "x" * 100_000])
def test_other_files_are_unavailable(path: Path, text: str) -> None:
    """Given a file that is no backup, when read, then Unavailable says what was expected."""
    path.write_text(text)
    with pytest.raises(Unavailable, match="SMS Backup & Restore"):
        read(path)


def test_elements_across_chunks(path: Path) -> None:
    """Given a file of several megabytes with a large picture, when read, then each message is there, soon."""
    picture = mms(2, "null", "+447911123456").replace("<parts/>", f'<parts><part data="{"A" * 3_000_000}"/></parts>')
    begun = time.perf_counter()
    made = content(path, *(sms(at=DATE + number) for number in range(20_000)), picture, sms(at=DATE - 1))
    assert len(found(made.items)) == 20_002
    assert time.perf_counter() - begun < 5


@given(st.one_of(st.binary(max_size=300), st.text("<sm call/>\"=& '", max_size=100).map(str.encode)))
def test_any_bytes_lose_no_neighbour(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Given any bytes between two messages, or as a file, when read, then both are there; the bytes alone are
    no backup.
    """
    path = tmp_path_factory.mktemp("phone") / "backup.xml"
    addresses = {one.address for one in found(content(path, sms(), data, sms("+447911123456")).items)}
    assert {JUERGEN, BOB} <= addresses
    path.write_bytes(data)
    with pytest.raises(Unavailable):
        read(path)
