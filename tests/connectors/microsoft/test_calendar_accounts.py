"""The same meeting in a Google calendar, an Outlook calendar and an .ics file is one interaction (CONTRACT.md §4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.google.calendar import CalendarSource as GoogleSource
from connectors.google.scopes import EVENTS
from connectors.icalendar import parse
from syncd.meetings import meetings
from syncd.model import EventRow, Facts
from syncd.people import build_directory
from syncd.settings import Account
from tests.connectors.microsoft.calendar_world import BERLIN, GRACE, NOW, PRIMARY, Desk, facts, on, wall
from tests.connectors.microsoft.mail_world import ADA
from tests.contracts.source import Shelf, sync
from tests.simulators.google.access import Sleeper, account_at, session_at
from tests.simulators.google.calendar import CalendarSim
from tests.simulators.google.calendar_world import all_day, timed
from tests.simulators.google.server import GoogleServer
from tests.simulators.microsoft import goid
from tests.simulators.microsoft.agenda import weekly
from tests.simulators.microsoft.series import Attendee
from tests.simulators.microsoft.series import Event as Made
from tests.syncd.worlds import ALSO_ME, settings

TALK = "talk@google.com"
MADE_BY_EXCHANGE = "00112233445566778899AABBCCDDEEFF"


class Both:
    """Ada's Google account, and her Outlook account of another address; Grace invites both."""

    def __init__(self, google: GoogleServer, folder: Path, desk: Desk) -> None:
        self.google, self.desk = CalendarSim(google), desk
        self._source = GoogleSource(
            replace(account_at(google), calendars=("primary",)), session_at(google, folder, [EVENTS], Sleeper()), NOW
        )

    def at_google(self, uid: str = TALK, start: str = "2026-11-03T10:00", end: str = "", **more: Any) -> str:
        """The meeting as Google has it."""
        whole = {"start": all_day(start), "end": all_day(end or start)}
        times = {"start": timed(start), "end": timed(end or start)} if "T" in start else whole
        people = [(GRACE, "accepted"), (ADA, "accepted"), (ALSO_ME, "needsAction")]
        guests = [{"email": address, "responseStatus": answer} for address, answer in people]
        body = {"id": "talk", "iCalUID": uid, "organizer": {"email": GRACE}, "attendees": guests, "summary": "Talk"}
        return self.google.add({**body, **times, **more})

    def in_outlook(self, uid: str = TALK, start: str = "2026-11-03T10:00", **more: Any) -> Made:
        """The meeting as Exchange has it: of the others' answers it knows nothing."""
        guests = [Attendee(ADA), Attendee(ALSO_ME, "tentativelyAccepted")]
        fields = {"organizer": GRACE, "attendees": guests, "response": "tentativelyAccepted", "zone": BERLIN}
        recurrence = more.pop("recurrence", None)
        kind = {"recurrence": recurrence, "kind": "seriesMaster"} if recurrence else {}
        return self.desk.agenda.add("Talk", wall(start), uid=uid, **{**fields, **kind, **more})

    def rows(self) -> list[EventRow]:
        """What is stored of both."""
        one, other = Shelf(), Shelf()
        sync(self._source, PRIMARY, one)
        self.desk.read(other, page=100)
        pairs = (("work", facts(one)), ("office", facts(other)))
        return [EventRow(name, event) for name, found in pairs for event in found.values()]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    with ExitStack() as stack:
        google, desk = stack.enter_context(GoogleServer(ADA)), Desk()
        stack.enter_context(desk.server)
        yield Both(google, tmp_path, desk)
        assert google.violations + desk.server.violations == []


def met(rows: Iterable[EventRow], *, until: datetime = NOW) -> dict[str, tuple[str, str]]:
    """uid → start and verdict on Grace of every meeting until then; none may be there twice."""
    config = settings()
    accounts = (*config.accounts, Account("office", "microsoft", ALSO_ME))
    config = replace(config, accounts=accounts)
    events = list(rows)
    directory = build_directory(_facts(events), config, NOW)
    found = [one for one in meetings(events, directory, config, NOW) if one.at <= until.timestamp()]
    told = {}
    for one in found:
        start = datetime.fromtimestamp(one.at, ZoneInfo("Europe/Berlin"))
        told[one.uid] = (start.strftime("%m-%d %H:%M"), str(one.verdicts.get(GRACE) or "counted"))
    assert len(told) == len(found), "a meeting stands there twice"
    return told


def _facts(events: list[EventRow]) -> Facts:
    return Facts(addresses={}, mails=(), events=events)


def ics(*parts: str, uid: str = TALK, method: str = "REQUEST", start: str = "20261103T100000") -> list[EventRow]:
    """A mailed invitation."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += [f"DTSTART;TZID=Europe/Berlin:{start}", "DTSTAMP:20261001T080000Z", f"ORGANIZER:mailto:{GRACE}"]
    lines += [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{GRACE}", f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{ADA}"]
    found = parse("\r\n".join([*lines, *parts, "END:VEVENT", "END:VCALENDAR", ""]).encode()).events
    return [EventRow("archive", event) for event in found]


UIDS = {
    "made by Google, wrapped": (TALK, TALK, False),
    "made by Google, bare": (TALK, TALK, True),
    "made by Exchange": (goid.shown(MADE_BY_EXCHANGE, None), MADE_BY_EXCHANGE, False),
    "made by Exchange, passed on by Google": (
        goid.shown(MADE_BY_EXCHANGE, None),
        goid.shown(MADE_BY_EXCHANGE, None),
        False,
    ),
}


@pytest.fixture(params=list(UIDS.values()), ids=list(UIDS))
def uids(request: pytest.FixtureRequest) -> tuple[str, str, bool]:
    """What Google calls the meeting, what Exchange calls it, and whether it shows that bare."""
    found: tuple[str, str, bool] = request.param
    return found


def test_a_single_meeting(both: Both, uids: tuple[str, str, bool]) -> None:
    """Given a meeting in both and its invitation, when folded, then it is one, and counts."""
    google, exchange, bare = uids
    both.at_google(google)
    both.in_outlook(exchange, bare=bare)
    expected = {google: ("11-03 10:00", "counted")}
    assert met(both.rows()) == expected
    assert met([*both.rows(), *ics(uid=google)]) == expected


def test_a_moved_meeting(both: Both) -> None:
    """Given a meeting in both that was moved, when folded, then it is one, at its new time."""
    series = both.at_google()
    made = both.in_outlook()
    both.google.change(series, start=timed("2026-11-05T15:00"), end=timed("2026-11-05T16:00"), sequence=1)
    both.desk.agenda.move(made, datetime(2026, 11, 5, 14, tzinfo=UTC))
    assert met(both.rows()) == {TALK: ("11-05 15:00", "counted")}


def test_a_series(both: Both, uids: tuple[str, str, bool]) -> None:
    """Given a weekly series in both, with a moved and a deleted occurrence, when folded with its invitation, then each
    occurrence is there once, the moved one where it was moved to."""
    google, exchange, bare = uids
    series = both.at_google(google, recurrence=["RRULE:FREQ=WEEKLY;COUNT=6"])
    both.google.move_instance(
        series, timed("2026-11-10T10:00"), start=timed("2026-11-11T15:00"), end=timed("2026-11-11T16:00")
    )
    both.google.cancel_instance(series, timed("2026-11-17T10:00"))
    made = both.in_outlook(exchange, bare=bare, recurrence=weekly(wall("2026-11-03T10:00"), count=6))
    both.desk.agenda.change_occurrence(made, on("2026-11-10"), start=wall("2026-11-11T15:00"))
    both.desk.agenda.delete_occurrence(made, on("2026-11-17"))
    expected = {
        f"{google}/20261103T090000Z": "11-03 10:00",
        f"{google}/20261110T090000Z": "11-11 15:00",
        f"{google}/20261124T090000Z": "11-24 10:00",
        f"{google}/20261201T090000Z": "12-01 10:00",
        f"{google}/20261208T090000Z": "12-08 10:00",
    }
    invited = ics("RRULE:FREQ=WEEKLY;COUNT=6", uid=google)
    for rows in (both.rows(), [*both.rows(), *invited]):
        found = met(rows, until=datetime(2027, 1, 1, tzinfo=UTC))
        found.pop(f"{google}/20261117T090000Z", None)  # cancelled, by Google's word; Exchange has none
        assert {uid: start for uid, (start, _) in found.items()} == expected
        assert {verdict for uid, (_, verdict) in found.items() if uid < f"{google}/202611222"} == {"counted"}


@pytest.mark.parametrize("zone", ["", "tzone://Microsoft/Custom"])
def test_across_a_change_of_the_clocks(both: Both, zone: str) -> None:
    """Given a series over the end of summer time, also in a nameless zone, when folded, then each is there once."""
    both.at_google(start="2026-10-13T10:00", recurrence=["RRULE:FREQ=WEEKLY;COUNT=4"])
    made = both.in_outlook(
        start="2026-10-13T10:00", recurrence=weekly(wall("2026-10-13T10:00"), count=4), original_zone=zone
    )
    both.desk.agenda.change_occurrence(made, on("2026-11-03"), subject="Talk again")
    found = met(both.rows())
    assert sorted(found) == [f"{TALK}/2026{text}0000Z" for text in ("1013T08", "1020T08", "1027T09", "1103T09")]


def test_an_all_day_series(both: Both) -> None:
    """Given an all-day series in both, when folded, then each day is there once."""
    both.at_google(start="2026-11-03", end="2026-11-04", recurrence=["RRULE:FREQ=WEEKLY"])
    both.in_outlook(start="2026-11-03", all_day=True, recurrence=weekly(wall("2026-11-03")))
    assert sorted(met(both.rows())) == [f"{TALK}/202611{day:02}" for day in (3, 10, 17)]


def test_the_better_copy_counts(both: Both) -> None:
    """Given a series that Grace answers at Google and of whose answers Exchange knows nothing, when one copy has the
    higher SEQUENCE, then its attendees count, and my answer is read from either account."""
    guests = [{"email": address, "responseStatus": "accepted"} for address in (GRACE, ADA, "alan@example.net")]
    both.at_google(recurrence=["RRULE:FREQ=WEEKLY"], attendees=guests, sequence=3)
    made = both.in_outlook(recurrence=weekly(wall("2026-11-03T10:00")))
    people = (*made.attendees, Attendee("alan@example.net"))
    both.desk.agenda.edit(made, attendees=people)
    rows = both.rows()
    assert [_verdict(rows, "alan@example.net", uid) for uid in met(rows)] == ["counted"] * 3


def _verdict(rows: list[EventRow], address: str, uid: str) -> str:
    config = settings()
    directory = build_directory(_facts(rows), config, NOW)
    (found,) = [one for one in meetings(rows, directory, config, NOW) if one.uid == uid]
    return str(found.verdicts.get(address) or "counted")


def test_invited_to_one_occurrence_alone(both: Both) -> None:
    """Given a guest of one occurrence, for whom Exchange keeps a single meeting with its day and Google an instance,
    when folded, then it is one."""
    body: dict[str, Any] = {
        "recurringEventId": "talk",
        "originalStartTime": timed("2026-11-10T10:00"),
        "id": "talk_20261110T090000Z",
    }
    both.at_google(start="2026-11-10T10:00", **body)
    both.in_outlook(start="2026-11-10T10:00", original=on("2026-11-10"))
    assert met(both.rows()) == {f"{TALK}/20261110T090000Z": ("11-10 10:00", "counted")}


def test_without_google(both: Both) -> None:
    """Given a series in Outlook alone, when judged, then Grace's being the organizer stands in for her answer."""
    both.in_outlook(MADE_BY_EXCHANGE, recurrence=weekly(wall("2026-11-03T10:00")))
    assert [verdict for _, verdict in met(both.rows()).values()] == ["counted"] * 3
