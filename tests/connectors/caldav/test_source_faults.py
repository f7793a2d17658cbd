"""Meetings from CalDAV: calendars by name, and what goes wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from syncd.ports import AuthExpired, RateLimited, Trouble, Unavailable
from tests.connectors.caldav.desk import Desk, facts, meeting
from tests.contracts.source import Shelf
from tests.servers.radicale import free_port
from tests.simulators.faults import Fault

both = pytest.mark.parametrize("place", ["radicale", "xandikos"], indirect=True)


def uids(shelf: Shelf) -> set[str]:
    return {event.uid for event in facts(shelf).values()}


# ---------------------------------------------------------------- names


@both
def test_an_unknown_name_lists_what_there_is(desk: Desk) -> None:
    """Given a calendar that is not there, when read, then the message lists those that are; case does not matter."""
    with pytest.raises(Trouble, match=f"no calendar is named “Wrok”; there are: .*{desk.calendar}"):
        desk.read(Shelf(), "Wrok")
    assert desk.read(Shelf(), desk.calendar.upper()) == 1


def test_a_calendar_by_its_path(desk: Desk) -> None:
    """Given a path, when read, then that calendar is; a wrong one is Trouble that says where to correct it."""
    desk.put("a.ics", meeting("a"))
    shelf = Shelf()
    desk.read(shelf, f"/{desk.user}/{desk.calendar}")
    assert uids(shelf) == {"a"}
    with pytest.raises(Trouble, match="is not there, or not shared with you: correct `calendars`"):
        desk.read(Shelf(), f"/{desk.user}/nothing/")


def test_two_of_one_name(desk: Desk) -> None:
    """Given two calendars of one name, when read by it, then the message gives their paths."""
    xml = '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>Work'
    for path in ("one", "two"):
        desk.direct("MKCALENDAR", f"{path}/", f"{xml}</d:displayname></d:prop></d:set></c:mkcalendar>")
    with pytest.raises(Trouble, match=f"by its path: /{desk.user}/one/, /{desk.user}/two/"):
        desk.read(Shelf(), "Work")


def test_primary_is_the_only_one(desk: Desk) -> None:
    """Given one calendar, when "primary" is read, then it is that one; of two nobody knows."""
    desk.put("a.ics", meeting("a"))
    shelf = Shelf()
    desk.read(shelf, "primary")
    assert uids(shelf) == {"a"}
    desk.make("second")
    with pytest.raises(Trouble, match="no calendar is named “primary”"):
        desk.read(Shelf(), "primary")


def test_a_calendar_of_to_dos(desk: Desk, tmp_path: Path) -> None:
    """Given a calendar that takes to-dos only, when it is read for meetings, then the message says so."""
    sink = desk.sink(tmp_path, "Chores", "task")
    sink._calendar.make()
    with pytest.raises(Trouble, match="holds to-dos only"):
        desk.read(Shelf(), "Chores")


def test_a_calendar_that_moved(desk: Desk) -> None:
    """Given a calendar deleted and made anew elsewhere, when read by its name, then what was in the old one is gone."""
    desk.put("a.ics", meeting("a"))
    shelf = Shelf()
    desk.read(shelf)
    desk.direct("DELETE", f"{desk.calendar}/")
    with pytest.raises(Trouble, match="no calendar is named"):
        desk.read(shelf)
    assert uids(shelf) == {"a"}
    desk.make(desk.calendar)
    desk.put("b.ics", meeting("b"))
    shelf.cursor = None
    desk.read(shelf)
    assert uids(shelf) == {"b"}


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault("answer", status=429, headers={"Retry-After": "7"}),
        Fault("answer", status=503, headers={"Retry-After": "7"}),
        Fault("answer", status=500),
        Fault("lost before"),
        Fault("truncated"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status}",
)
def test_a_passing_failure_costs_nothing(desk: Desk, method: str, fault: Fault) -> None:
    """Given a request that fails once, when read, then it is asked again, after the time the server named."""
    desk.put("a.ics", meeting("a"))
    shelf = Shelf()
    desk.proxy.faults.add(replace(fault, method=method, where=f"/{desk.calendar}/"))
    desk.read(shelf)
    assert (uids(shelf), len(desk.sleeper.slept)) == ({"a"}, 1)
    assert fault.headers == {} or desk.sleeper.slept == [7.0]


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault("answer", status=429, headers={"Retry-After": "9999"}), RateLimited, "wants fewer requests"),
        (Fault("answer", status=500, times=6), Unavailable, "failed while reading meetings"),
        (Fault("lost before", times=6), Unavailable, "can't be reached while reading meetings"),
        (Fault("answer", status=403), Trouble, "does not allow reading meetings"),
        (Fault("answer", status=200, body=b"<html>hello</html>"), Trouble, "is no CalDAV server"),
        (Fault("answer", status=207, body=b"<html>hello</html>"), Unavailable, "can't be read"),
        (Fault("answer", status=207, body=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), Unavailable, "document type"),
    ],
    ids=lambda one: f"{one.kind} {one.status}" if isinstance(one, Fault) else "",
)
def test_a_lasting_failure(desk: Desk, fault: Fault, error: type[Trouble], words: str) -> None:
    """Given a synced calendar, when its listing keeps failing, then the error says what, and nothing is lost."""
    desk.put("a.ics", meeting("a"))
    shelf = Shelf()
    desk.read(shelf)
    before = shelf.cursor
    desk.proxy.faults.add(Fault("answer", method="REPORT", status=403))  # the token is stale, as it were
    desk.proxy.faults.add(replace(fault, method="PROPFIND"))
    with pytest.raises(error, match=words) as caught:
        list(desk.source().read(f"calendar:{desk.calendar}", shelf.cursor, shelf.known))
    assert type(caught.value) is error
    assert (uids(shelf), shelf.cursor) == ({"a"}, before)


def test_a_wrong_password(desk: Desk) -> None:
    """Given a password the server refuses, when read, then it is asked for once more, and then it is AuthExpired."""
    name = desk.calendar
    desk.secrets = ["old secret", "wrong secret"]
    with pytest.raises(AuthExpired, match="refuses the login: check username and password_command") as caught:
        desk.read(Shelf(), name)
    assert "secret" not in str(caught.value)
    desk.secrets = ["old secret", desk.server.password]
    assert desk.read(Shelf(), name) == 1


def test_nobody_there_is_told_soon(desk: Desk) -> None:
    """Given no server at all, when read, then it is asked for twice, not six times."""
    desk.entry = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(Unavailable, match="can't be reached while finding your calendars"):
        desk.read(Shelf(), "x")
    assert len(desk.sleeper.slept) == 1
