"""Follow-ups in an .ics file: the contract of every sink, and what only a file shared with other programs can do."""

from __future__ import annotations

import os
import re
import resource
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import stamp
from connectors.ics_sink import IcsSink
from connectors.ics_task import Kind
from connectors.ics_text import fold
from syncd.model import Task
from syncd.ports import Conflict, Trouble, Unavailable
from tests.contracts.task_sink import OTHER, TASK, TaskSinkContract, by_key, only, write

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
FOREIGN = [
    b"BEGIN:VEVENT\r\nUID:a@b\r\nSUMMARY:Lunch, with @syncd\r\nX-SYNCD-KEY:k1a2b3\r\nEND:VEVENT\r\n",
    b"begin:vtodo\nuid:x@syncd.example\nsummary:lower case\nbegin:valarm\nuid:k1a2b3@syncd\nend:valarm\nend:vtodo\n",
    b"BEGIN:VEV\r\n ENT\r\nUID:fold\r\n\ted\r\nDESCRIPTION:caf\xc3\r\n \xa9 \xff\xfe\r\nEND:VE\r\n VENT\r\n",
    b"\r\n# a comment\r\n;another\r\nX-WR-CALNAME:Mine\r\n",
    b"BEGIN:VTIMEZONE\r\nTZID:Nowhere\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
    b"BEGIN:VJOURNAL\nUID:k1a2b3@syncd\nSUMMARY:not a kind of ours\nEND:VJOURNAL\n",
    b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VALARM\r\nSUMMARY:odd order\r\nUID:@syncd\r\nEND:VEVENT\r\n",
    b"BEGIN:VEVENT\r\r\nUID:crcrlf\r\r\nEND:VEVENT\r\r\n",
]


def calendar(*parts: bytes) -> bytes:
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(parts) + b"END:VCALENDAR\r\n"


def sink_at(path: Path, kind: Kind = "event", zone: ZoneInfo = BERLIN, now: datetime = NOW) -> IcsSink:
    return IcsSink(path, kind, zone, lambda: now)


class IcsHand:
    """Another calendar program: it parses the whole file with the icalendar library and writes it all anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def tick(self, key: str) -> None:
        def change(item: icalendar.Component) -> None:
            if item.name == "VTODO":
                item["STATUS"] = "COMPLETED"
                item.add("COMPLETED", NOW)
            else:
                item["SUMMARY"] = icalendar.vText(f"✓ {item['SUMMARY']}")

        self._edit(key, change)

    def retitle(self, key: str, title: str) -> None:
        self._edit(key, lambda item: item.update({"SUMMARY": icalendar.vText(title)}))

    def move(self, key: str, day: date) -> None:
        """To another day at 20:15 local time, as a program with zones writes it."""

        def change(item: icalendar.Component) -> None:
            for name in ("DTSTART", "DTEND", "DUE"):
                if name in item:
                    del item[name]
            if item.name == "VTODO":
                item.add("DUE", day)
            else:
                item.add("DTSTART", datetime.combine(day, time(20, 15), BERLIN))
                item.add("DTEND", datetime.combine(day, time(20, 30), BERLIN))

        self._edit(key, change)

    def delete(self, key: str) -> None:
        whole = self._load()
        whole.subcomponents = [item for item in whole.subcomponents if item.get("UID") != f"{key}@syncd"]
        self._path.write_bytes(whole.to_ical())

    def resave(self, key: str) -> None:
        self._edit(key, lambda item: item.update({"X-OTHER-PROGRAM": icalendar.vText("was here")}))

    def add_foreign(self) -> None:
        old = self._path.read_bytes() if self._path.exists() else calendar()
        at = old.index(b"END:VCALENDAR")
        self._path.write_bytes(old[:at] + b"".join(FOREIGN[:3]) + old[at:])

    def foreign(self) -> object:
        return self._path.read_bytes()

    def _edit(self, key: str, change: Callable[[icalendar.Component], None]) -> None:
        whole = self._load()
        for item in whole.subcomponents:
            if item.get("UID") == f"{key}@syncd":
                change(item)
        self._path.write_bytes(whole.to_ical())

    def _load(self) -> icalendar.Component:
        return icalendar.Calendar.from_ical(self._path.read_bytes())


class IcsContract(TaskSinkContract):
    kind: Kind

    @pytest.fixture
    def sink(self, tmp_path: Path) -> IcsSink:
        return sink_at(tmp_path / "followups.ics", self.kind)

    @pytest.fixture
    def hand(self, sink: IcsSink, tmp_path: Path) -> IcsHand:
        return IcsHand(tmp_path / "followups.ics")


class TestEvents(IcsContract):
    """The contract, as events."""

    kind: Kind = "event"


class TestToDos(IcsContract):
    """The contract, as to-dos."""

    kind: Kind = "task"


# ---------------------------------------------------------------- what is written


@pytest.mark.parametrize("kind", ["event", "task"])
def test_the_file_as_written(tmp_path: Path, kind: Kind, golden: Callable[[str, str], None]) -> None:
    """Given a task, when created, updated and completed, then the file is the golden one after each step."""
    path = tmp_path / "f.ics"
    sink = sink_at(path, kind)
    steps: list[str] = []
    sink.create(replace(TASK, title="Write to Grace, soon; really", notes="Größe: " + "x" * 100))
    steps.append(path.read_bytes().decode())
    sink.update(replace(TASK, title="Call Grace", date=date(2026, 3, 30), at=time(7, 30)), only(sink))
    steps.append(path.read_bytes().decode())
    sink.complete(only(sink))
    steps.append(path.read_bytes().decode())
    golden(f"ics_sink_{kind}.ics", "".join(steps))


@pytest.mark.parametrize("kind", ["event", "task"])
def test_another_library_reads_what_was_meant(tmp_path: Path, kind: Kind) -> None:
    """Given a task in summer time, when another library parses the file, then time, text, alarm are right, and lines
    are CRLF-ended and at most 75 octets.
    """
    path = tmp_path / "f.ics"
    notes = "Größe, Semikolon; \\ 👍\nzweite Zeile " * 300
    sink_at(path, kind).create(replace(TASK, date=date(2026, 7, 1), notes=notes))
    whole = icalendar.Calendar.from_ical(path.read_bytes())
    [item] = whole.subcomponents
    [alarm] = item.subcomponents
    assert item["DESCRIPTION"] == stamp.tidy(notes)
    assert str(item["UID"]) == "k1a2b3@syncd"
    assert "ATTENDEE" not in item
    assert "ORGANIZER" not in item
    if kind == "event":
        assert item.decoded("DTSTART") == datetime(2026, 7, 1, 9, 0, tzinfo=BERLIN)
        assert item.decoded("DTEND") - item.decoded("DTSTART") == timedelta(minutes=15)
        assert item["TRANSP"] == "TRANSPARENT"
        assert alarm.decoded("TRIGGER") == timedelta(0)
    else:
        assert item.decoded("DUE") == date(2026, 7, 1)
        assert item.decoded("PRIORITY") == 7
        assert alarm.decoded("TRIGGER") == timedelta(hours=9)
        assert alarm["TRIGGER"].params["RELATED"] == "END"
    lines = path.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_folding_is_undone_by_unfolding(line: str) -> None:
    """Given any line, when folded, then each piece is UTF-8 of at most 75 octets and joined they are the line."""
    line = line.replace("\r", "").replace("\n", "")
    pieces = fold(line).removesuffix(b"\r\n").split(b"\r\n ")
    assert b"".join(pieces).decode() == line
    assert all(len(piece.decode().encode()) + (number > 0) <= 75 for number, piece in enumerate(pieces))


@given(st.text(), st.text(), st.sampled_from(["event", "task"]))
def test_no_text_is_reworded_by_writing_it(
    tmp_path_factory: pytest.TempPathFactory, title: str, notes: str, kind: Kind
) -> None:
    """Given any title and notes, when written and listed, then they are not reworded, moved or done."""
    path = tmp_path_factory.mktemp("any") / "f.ics"
    sink_at(path, kind).create(replace(TASK, title=title, notes=notes))
    found = only(sink_at(path, kind))
    assert (found.reworded, found.moved, found.done) == (False, False, False)
    assert found.title == stamp.one_line(title)


# ---------------------------------------------------------------- every other byte stays

KEYS = ["k1a2b3", "zz9y8x", "a,b;c"]
STEP = st.tuples(
    st.sampled_from(["create", "update", "complete", "remove"]), st.sampled_from(KEYS), st.text(max_size=90)
)


@given(
    st.lists(st.sampled_from(FOREIGN), max_size=5),
    st.lists(st.sampled_from(FOREIGN), max_size=3),
    st.lists(STEP, max_size=12),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.booleans(),
    st.sampled_from(["event", "task"]),
)
def test_foreign_bytes_stay_under_any_writes(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[bytes],
    second: list[bytes],
    steps: list[tuple[str, str, str]],
    bom: bytes,
    final_newline: bool,
    kind: Kind,
) -> None:
    """Given any calendars of other people, when any writes are made, then without our components the file is, byte for
    byte, what it was; and once ours are removed it is so as a whole.
    """
    path = tmp_path_factory.mktemp("foreign") / "f.ics"
    original = bom + calendar(*first) + b"\n" + calendar(*second)
    original = original if final_newline else original.rstrip()
    path.write_bytes(original)
    sink = sink_at(path, kind)
    for verb, key, text in steps:
        task = Task(key, text, text, date(2026, 3, 2), time(9, 0))
        found = by_key(sink).get(key)
        if verb == "create":
            sink.create(task)
        elif found is not None and verb == "update":
            sink.update(task, found)
        elif found is not None:
            write(sink, verb, found)
        assert without_ours(path.read_bytes()) == original
    for found in sink.tasks():
        sink.remove(found)
    assert path.read_bytes() == original


def without_ours(data: bytes) -> bytes:
    """An independent way to take our components out: they are written with BEGIN and UID unfolded, in this order."""
    ours = re.compile(rb"BEGIN:(VEVENT|VTODO)\r\nUID:(?:k1a2b3|zz9y8x|a\\,b\\;c)@syncd\r\n.*?END:\1\r\n", re.DOTALL)
    return ours.sub(b"", data)


def test_an_lf_file_stays_one(tmp_path: Path) -> None:
    """Given a file with LF line ends, when a task is added, then its lines end so, too."""
    path = tmp_path / "f.ics"
    path.write_bytes(calendar().replace(b"\r\n", b"\n"))
    sink = sink_at(path)
    sink.create(TASK)
    sink.complete(only(sink))
    assert b"\r" not in path.read_bytes()


def test_what_the_user_added_to_an_item_stays(tmp_path: Path) -> None:
    """Given the user gave our item a category and an alarm of their own, when updated, then both stay, and our alarm
    has the new words.
    """
    path = tmp_path / "f.ics"
    sink = sink_at(path, "task")
    sink.create(TASK)
    mine = b"CATEGORIES:Blue\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
    path.write_bytes(path.read_bytes().replace(b"BEGIN:VALARM", mine + b"BEGIN:VALARM", 1))
    sink.update(replace(TASK, title="Call Grace", at=time(7, 30)), only(sink))
    data = path.read_bytes()
    assert mine in data
    assert b"DESCRIPTION:Call Grace\r\nTRIGGER;RELATED=END:PT7H30M\r\nEND:VALARM" in data
    assert b"Write to" not in data


# ---------------------------------------------------------------- what other programs do to our items


def ours(*lines: str, name: str = "VEVENT") -> bytes:
    text = [f"BEGIN:{name}", "UID:k1a2b3@syncd", *lines, f"END:{name}"]
    return calendar(*(f"{line}\r\n".encode() for line in text))


STAMP = f"X-SYNCD-STAMP:{stamp.stamp(TASK.date, 'Write', '')}"


@pytest.mark.parametrize(
    ("line", "day", "moved"),
    [
        ("DTSTART:20260302T080000Z", date(2026, 3, 2), False),
        ("DTSTART;TZID=Europe/Berlin:20260302T090000", date(2026, 3, 2), False),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260303T000000", date(2026, 3, 3), True),
        ('DTSTART;TZID="W. Europe Standard Time":20260302T090000', date(2026, 3, 2), False),
        ("DTSTART;TZID=America/New_York:20260302T200000", date(2026, 3, 3), True),
        ("DTSTART;TZID=Europe:20260302T090000", date(2026, 3, 2), False),
        ("DTSTART;TZID=Nobody knows:20260302T090000", date(2026, 3, 2), False),
        ("DTSTART:20260302T235960", date(2026, 3, 2), False),
        ("DTSTART;VALUE=DATE:20260305", date(2026, 3, 5), True),
        ("dtstart;value=date:20260305", date(2026, 3, 5), True),
        ("DTSTART:20261399T000000Z", None, False),
        ("X-NOTHING:1", None, False),
    ],
)
def test_the_day_of_an_event(tmp_path: Path, line: str, day: date | None, moved: bool) -> None:
    """Given a start as some program writes it, when listed, then the day is the user's, and moved if another one;
    without a day that can be read it is not moved.
    """
    path = tmp_path / "f.ics"
    path.write_bytes(ours("SUMMARY:Write", STAMP, line))
    found = only(sink_at(path))
    assert (found.date, found.moved, found.reworded) == (day, moved, False)


def test_moving_house_moves_no_event(tmp_path: Path) -> None:
    """Given an event at 09:00 in Berlin, when the user's zone becomes Honolulu's (where that is the day before), then
    it has its written date and is not moved; once the user moves it, it has the new day there.
    """
    path = tmp_path / "f.ics"
    sink_at(path).create(TASK)
    honolulu = ZoneInfo("Pacific/Honolulu")
    found = only(sink_at(path, zone=honolulu))
    assert (found.date, found.moved) == (TASK.date, False)
    path.write_bytes(path.read_bytes().replace(b"DTSTART:20260302T080000Z", b"DTSTART:20260303T080000Z"))
    assert not only(sink_at(path, zone=honolulu)).moved, "22:00 on the written day"
    path.write_bytes(path.read_bytes().replace(b"DTSTART:20260303T080000Z", b"DTSTART:20260309T080000Z"))
    found = only(sink_at(path, zone=honolulu))
    assert (found.date, found.moved) == (date(2026, 3, 8), True)


@pytest.mark.parametrize(
    "line", ["STATUS:COMPLETED", "status:completed", "COMPLETED:20260301T000000Z", "PERCENT-COMPLETE:100"]
)
def test_a_to_do_is_ticked_in_any_way(tmp_path: Path, line: str) -> None:
    """Given one of the ways programs tick a to-do, when listed, then it is done, not by us."""
    path = tmp_path / "f.ics"
    path.write_bytes(ours("SUMMARY:Write", STAMP, line, name="VTODO"))
    found = only(sink_at(path, "task"))
    assert (found.done, found.closed_by_us) == (True, False)


def test_a_cancelled_item_is_as_good_as_deleted(tmp_path: Path) -> None:
    """Given a cancelled item, when listed, created or removed, then it is not listed and the file stays as it is."""
    path = tmp_path / "f.ics"
    sink = sink_at(path)
    sink.create(TASK)
    found = only(sink)
    path.write_bytes(path.read_bytes().replace(b"TRANSP", b"STATUS:CANCELLED\r\nTRANSP"))
    before = path.read_bytes()
    assert list(sink.tasks()) == []
    sink.create(TASK)
    sink.remove(found)
    sink.complete(found)
    with pytest.raises(Conflict):
        sink.update(TASK, found)
    assert path.read_bytes() == before


def test_without_a_stamp_the_words_are_the_users(tmp_path: Path) -> None:
    """Given a program dropped our X- properties, when listed, then the UID names it, it is reworded and not moved."""
    path = tmp_path / "f.ics"
    path.write_bytes(ours("SUMMARY:Write", "DTSTART:20260309T080000Z"))
    found = only(sink_at(path))
    assert (found.key, found.date, found.moved, found.reworded) == ("k1a2b3", date(2026, 3, 9), False, True)
    assert found.stamp == ""


def test_a_series_or_a_double_is_one_item(tmp_path: Path) -> None:
    """Given the user made a series of it with an override, when listed, completed and removed, then it is one item,
    read from its master, and nothing is left.
    """
    path = tmp_path / "f.ics"
    override = b"BEGIN:VEVENT\r\nUID:k1a2b3@syncd\r\nRECURRENCE-ID:20260309T080000Z\r\nSUMMARY:Other\r\nEND:VEVENT\r\n"
    master = ours("SUMMARY:Write", STAMP, "DTSTART:20260302T080000Z", "RRULE:FREQ=WEEKLY")
    path.write_bytes(master.replace(b"BEGIN:VEVENT", override + b"BEGIN:VEVENT"))
    sink = sink_at(path)
    assert only(sink).title == "Write"
    sink.complete(only(sink))
    assert only(sink).title == "✓ Write"
    assert override in path.read_bytes()
    sink.remove(only(sink))
    assert path.read_bytes() == calendar()


def test_a_key_is_found_in_either_kind(tmp_path: Path) -> None:
    """Given an event, when the config changes to to-dos, then it is listed, not made twice, and stays an event."""
    path = tmp_path / "f.ics"
    sink_at(path, "event").create(TASK)
    sink = sink_at(path, "task")
    sink.create(TASK)
    sink.update(replace(TASK, title="Call Grace"), only(sink))
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 1
    assert b"VTODO" not in path.read_bytes()
    assert only(sink).title == "Call Grace"


@pytest.mark.filterwarnings("ignore")  # its own
def test_vobject_saves_it_again_without_rewording(tmp_path: Path) -> None:
    """Given events and to-dos, when the vobject library (used by Radicale, khal's kin) saves the file, then nothing of
    ours is reworded, moved or done.
    """
    vobject = pytest.importorskip("vobject")
    path = tmp_path / "f.ics"
    sink_at(path, "event").create(replace(TASK, notes="Größe, a;b\\c\n\n👍 " * 300))
    sink_at(path, "task").create(OTHER)
    path.write_bytes(vobject.readOne(path.read_bytes().decode()).serialize().encode())
    assert [(f.reworded, f.moved, f.done) for f in sink_at(path).tasks()] == [(False, False, False)] * 2


# ---------------------------------------------------------------- the file


def test_a_new_file_is_a_calendar(tmp_path: Path) -> None:
    """Given no file, an empty one, or only a byte order mark, when listed, then nothing; when created, a calendar."""
    for number, old in enumerate([None, b"", b"\r\n", b"\xef\xbb\xbf"]):
        path = tmp_path / f"{number}.ics"
        if old is not None:
            path.write_bytes(old)
        sink = sink_at(path)
        assert list(sink.tasks()) == []
        assert path.exists() == (old is not None)
        sink.create(TASK)
        assert icalendar.Calendar.from_ical(path.read_bytes())["PRODID"] == "-//syncd//syncd//EN"


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\n",
        b"\x00\x01\x02",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
        b"END:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nUID:k1a2b3@syncd\r\nEND:VEVENT\r\n",
        calendar().decode().encode("utf-16"),
        calendar() + b"BEGIN:VCALENDAR\r\n",
    ],
)
def test_what_is_no_calendar_is_never_written(tmp_path: Path, garbage: bytes) -> None:
    """Given a file that is no calendar, when listed or created, then Unavailable names it and the fix; it stays."""
    path = tmp_path / "notes.ics"
    path.write_bytes(garbage)
    sink = sink_at(path)
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(Trouble, match=r"notes\.ics is not a calendar.*Nothing was changed.*followups"):
            call()
    assert path.read_bytes() == garbage


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """Given the folder is not there (not mounted, say), when listed, then Unavailable: not "no tasks"."""
    with pytest.raises(Unavailable, match=r"folder .*usb is not there"):
        sink_at(tmp_path / "usb" / "f.ics").tasks()


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    """Given a folder or a pipe in its place, when listed, then Unavailable, without waiting on the pipe."""
    os.mkfifo(tmp_path / "pipe.ics")
    for path in (tmp_path, tmp_path / "pipe.ics"):
        with pytest.raises(Trouble, match="is not a file"):
            sink_at(path).tasks()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Given a symbolic link to a calendar of mode 0640, when written, then the target is, link and mode stay."""
    target, link = tmp_path / "real.ics", tmp_path / "f.ics"
    target.write_bytes(calendar())
    target.chmod(0o640)
    link.symlink_to(target)
    sink_at(link).create(TASK)
    assert link.is_symlink()
    assert b"k1a2b3" in target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["f.ics", "real.ics"]


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """Given the system takes no more bytes (a size limit stands for a full disk), when created, then Unavailable, the
    file is as it was and nothing lies beside it.
    """
    path = tmp_path / "f.ics"
    path.write_bytes(calendar())
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(Unavailable, match=r"f\.ics cannot be written: .*The file is as it was"):
            sink_at(path).create(replace(TASK, notes="x" * 8000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == calendar()
    assert [one.name for one in tmp_path.iterdir()] == ["f.ics"]


def test_another_program_in_between_is_not_overwritten(tmp_path: Path) -> None:
    """Given another program writes between our reading and our writing, when created, then both changes are there."""
    path = tmp_path / "f.ics"
    path.write_bytes(calendar())

    def interrupting() -> datetime:
        """The clock is read while a change is being made: the other program strikes just then, twice."""
        if path.read_bytes().count(b"UID:a@b") < 2:
            path.write_bytes(calendar(FOREIGN[0] * (path.read_bytes().count(b"UID:a@b") + 1)))
        return NOW

    IcsSink(path, "event", BERLIN, interrupting).create(TASK)
    assert path.read_bytes().count(b"UID:a@b") == 2
    assert only(sink_at(path)).key == TASK.key


def test_a_file_that_never_rests_is_given_up(tmp_path: Path) -> None:
    """Given another program writes all the time, when created, then Unavailable in the end; nothing is left."""
    path = tmp_path / "f.ics"
    path.write_bytes(calendar())

    def restless() -> datetime:
        path.write_bytes(path.read_bytes() + b"\r\n")
        return NOW

    with pytest.raises(Unavailable, match="another program"):
        IcsSink(path, "event", BERLIN, restless).create(TASK)
    assert [one.name for one in tmp_path.iterdir()] == ["f.ics"]


def test_every_trouble_is_one_line(tmp_path: Path) -> None:
    """Given any of the failures here, when shown, then the message is one line."""
    (tmp_path / "bad.ics").write_bytes(b"hello\n")
    for path in (tmp_path, tmp_path / "bad.ics", tmp_path / "no" / "f.ics"):
        with pytest.raises(Trouble) as raised:
            sink_at(path).create(TASK)
        assert "\n" not in str(raised.value)
