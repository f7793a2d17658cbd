"""Follow-ups in a CalDAV calendar: whose calendar it is, two machines at once, entries others changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import icalendar
import pytest

from connectors.caldav.sink import CalDavSink
from connectors.ics_task import Kind
from syncd.ports import Conflict, Trouble, Unavailable
from tests.connectors.caldav.desk import Desk
from tests.connectors.caldav.hand import DavHand
from tests.contracts.task_sink import OTHER, TASK, by_key, only
from tests.servers.between import Asked, Reply
from tests.simulators.faults import Fault

NAME = "Follow-ups"


@pytest.fixture
def sink(desk: Desk, tmp_path: Path) -> CalDavSink:
    """With its calendar made."""
    made = desk.sink(tmp_path, NAME)
    made._calendar.make()
    return made


@pytest.fixture
def hand(sink: CalDavSink, desk: Desk) -> DavHand:
    return DavHand(desk, _path(sink))


def _path(sink: CalDavSink) -> str:
    return (sink._calendar.find() or "").rstrip("/").rpartition("/")[2]


def on(method: str, act: Callable[[Asked], Reply | None], times: int = 1) -> Callable[[Asked], Reply | None]:
    """Does something when such a request comes, before the server gets it."""
    left = [times]

    def before(asked: Asked) -> Reply | None:
        if asked.method == method and left[0]:
            left[0] -= 1
            return act(asked)
        return None

    return before


# ---------------------------------------------------------------- the calendar


@pytest.mark.parametrize(("kind", "component"), [("event", "VEVENT"), ("task", "VTODO")])
def test_the_calendar_is_made_once(desk: Desk, tmp_path: Path, kind: Kind, component: str) -> None:
    """Given no calendar, when a follow-up is made, then there is one for its kind; listing alone makes none."""
    sink = desk.sink(tmp_path, NAME, kind)
    assert list(sink.tasks()) == []
    assert desk.proxy.called("MKCALENDAR") == 0
    sink.create(TASK)
    sink.create(OTHER)
    assert desk.proxy.called("MKCALENDAR") == 1
    xml = '<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:displayname/>'
    xml += "<c:supported-calendar-component-set/></d:prop></d:propfind>"
    about = desk.direct("PROPFIND", f"{_path(sink)}/", xml, Depth="0").text
    assert f">{NAME}<" in about
    assert f'name="{component}"' in about
    assert about.count("comp name") == 1


def test_a_known_calendar_takes_two_requests(desk: Desk, sink: CalDavSink, tmp_path: Path) -> None:
    """Given a calendar that was made, when a next run lists it, then that takes a listing and its data."""
    sink.create(TASK)
    desk.proxy.seen.clear()
    assert only(desk.sink(tmp_path, NAME)).key == TASK.key
    assert [one.method for one in desk.proxy.seen] == ["PROPFIND", "REPORT"]


def test_another_machine_finds_it(desk: Desk, sink: CalDavSink, tmp_path: Path) -> None:
    """Given a calendar made by one machine, when another looks, then it is the same, even renamed by the user."""
    sink.create(TASK)
    xml = '<d:propertyupdate xmlns:d="DAV:"><d:set><d:prop><d:displayname>Mine</d:displayname></d:prop></d:set>'
    assert desk.direct("PROPPATCH", f"{_path(sink)}/", f"{xml}</d:propertyupdate>").status_code == 207
    (tmp_path / "two").mkdir()
    assert only(desk.sink(tmp_path / "two", NAME)).key == TASK.key


def test_two_machines_make_it_at_once(desk: Desk, tmp_path: Path) -> None:
    """Given two machines that both saw no calendar, when both make it, then there is one, with both follow-ups."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    other = desk.sink(tmp_path / "two", NAME)
    desk.proxy.before = on("MKCALENDAR", lambda _: other.create(OTHER))
    desk.sink(tmp_path / "one", NAME).create(TASK)
    assert by_key(other).keys() == {TASK.key, OTHER.key}
    assert desk.proxy.called("MKCALENDAR") == 2


def test_the_users_calendar_of_that_name_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    """Given a calendar of the user's own with the same name, when a follow-up is made, then not in that one."""
    desk.make(NAME)
    desk.sink(tmp_path, NAME).create(TASK)
    assert ".ics" not in desk.direct("PROPFIND", f"{NAME}/", Depth="1").text


def test_a_calendar_named_by_its_path(desk: Desk, tmp_path: Path) -> None:
    """Given a path, when follow-ups are made, then there, among the user's own entries; no calendar is made."""
    hand = DavHand(desk, desk.calendar)
    hand.add_foreign()
    before = hand.foreign()
    sink = desk.sink(tmp_path, f"/{desk.user}/{desk.calendar}")
    sink.create(TASK)
    sink.complete(only(sink))
    assert hand.foreign() == before
    assert desk.proxy.called("MKCALENDAR") == 0


def test_a_server_that_makes_no_calendars(desk: Desk, tmp_path: Path) -> None:
    """Given a server without MKCALENDAR, when a follow-up is made, then the message says what to do instead."""
    sink = desk.sink(tmp_path, NAME, "task")
    desk.proxy.before = on("MKCALENDAR", lambda _: Reply(403))
    with pytest.raises(Trouble, match=r"make one for to-dos there yourself, and put its path .* as `calendar`"):
        sink.create(TASK)


def test_a_lost_reply_to_making_it(desk: Desk, tmp_path: Path) -> None:
    """Given a reply lost after the calendar was made, when tried again, then the same one is used."""
    sink = desk.sink(tmp_path, NAME)
    desk.proxy.faults.add(Fault("lost after", method="MKCALENDAR"))
    with pytest.raises(Unavailable):
        sink.create(TASK)
    sink.create(TASK)
    assert only(sink).key == TASK.key


def test_a_calendar_that_is_gone(desk: Desk, sink: CalDavSink) -> None:
    """Given a calendar the user deleted, when listed or written, then it is Trouble: a vanished world is no wish."""
    sink.create(TASK)
    found = only(sink)
    desk.direct("DELETE", f"{_path(sink)}/")
    with pytest.raises(Trouble, match=r"is gone from 127\.0\.0\.1.*Name another one as `calendar`"):
        sink.tasks()
    with pytest.raises(Trouble, match="is gone"):
        sink.create(OTHER)
    sink.remove(found)
    assert desk.proxy.called("MKCALENDAR") == 1


# ---------------------------------------------------------------- two writers


def test_two_machines_make_one_follow_up(desk: Desk, sink: CalDavSink, tmp_path: Path) -> None:
    """Given two machines that both saw no such entry, when both write it, then the first one's stays."""
    other = desk.sink(tmp_path, NAME)
    desk.proxy.before = on("PUT", lambda _: other.create(replace(TASK, title="First")))
    sink.create(TASK)
    assert only(sink).title == "First"
    assert desk.proxy.called("PUT") == 2


def test_a_change_just_before_the_write(desk: Desk, sink: CalDavSink, hand: DavHand) -> None:
    """Given a change between the look and the write, when updated or removed, then If-Match makes it a Conflict."""
    sink.create(TASK)
    desk.proxy.before = on("PUT", lambda _: hand.retitle(TASK.key, "Mine"))
    with pytest.raises(Conflict):
        sink.update(replace(TASK, title="Ours"), only(sink))
    desk.proxy.before = on("DELETE", lambda _: hand.retitle(TASK.key, "Mine again"))
    with pytest.raises(Conflict):
        sink.remove(only(sink))
    assert only(sink).title == "Mine again"


def test_gone_just_before_the_write(desk: Desk, sink: CalDavSink, hand: DavHand) -> None:
    """Given an entry deleted between the look and the removal, when removed, then that is success."""
    sink.create(TASK)
    desk.proxy.before = on("DELETE", lambda _: hand.delete(TASK.key))
    sink.remove(only(sink))
    assert list(sink.tasks()) == []


def test_the_same_uid_under_another_name(desk: Desk, sink: CalDavSink, hand: DavHand) -> None:
    """Given our entry under a name another program gave it, when made again, then nothing is doubled; it is ours."""
    sink.create(TASK)
    body = hand.read(TASK.key).decode()
    hand.delete(TASK.key)
    assert desk.direct("PUT", f"{_path(sink)}/moved%20here.ics", body).status_code == 201
    sink.create(TASK)
    sink.complete(only(sink))
    assert (only(sink).done, only(sink).ref) == (True, "moved here.ics")
    sink.remove(only(sink))
    assert list(sink.tasks()) == []


# ---------------------------------------------------------------- what others added


@pytest.mark.parametrize("kind", ["event", "task"])
def test_what_others_added_stays(desk: Desk, tmp_path: Path, kind: Kind) -> None:
    """Given categories, an alarm of its own and a colour, when updated and completed, then they are still there."""
    sink = desk.sink(tmp_path, NAME, kind)
    sink.create(TASK)
    hand = DavHand(desk, _path(sink))

    def change(item: icalendar.Component) -> None:
        item.add("CATEGORIES", ["people", "mentors"])
        item.add("COLOR", "turquoise")
        alarm = icalendar.Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", "pack the book")
        alarm["TRIGGER"] = icalendar.vText("-PT90M")
        item.add_component(alarm)

    hand.edit(TASK.key, change)
    assert not only(sink).reworded
    sink.update(replace(TASK, title="Call Grace", date=date(2026, 3, 9)), only(sink))
    sink.complete(only(sink))
    [item] = icalendar.Calendar.from_ical(hand.read(TASK.key)).subcomponents
    assert item["CATEGORIES"].to_ical() == b"people,mentors"
    assert item["COLOR"] == "turquoise"
    assert {str(one["DESCRIPTION"]) for one in item.walk("VALARM")} == {"pack the book", "Call Grace"}
    assert str(item["X-SYNCD-KEY"]) == TASK.key
    if kind == "task":
        assert (item["STATUS"], item["PERCENT-COMPLETE"], "COMPLETED" in item) == ("COMPLETED", 100, True)


def test_a_cancelled_entry_is_as_good_as_deleted(sink: CalDavSink, hand: DavHand) -> None:
    """Given an entry the user cancelled, when listed, then it is not there; made again, it stays cancelled."""
    sink.create(TASK)
    hand.edit(TASK.key, lambda item: item.update({"STATUS": icalendar.vText("CANCELLED")}))
    assert list(sink.tasks()) == []
    sink.create(TASK)
    assert list(sink.tasks()) == []
