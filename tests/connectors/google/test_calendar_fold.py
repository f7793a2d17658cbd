"""Masters, exceptions and cancellations folded over pages and passes, and Google's copy beside the .ics invitation."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from connectors.google.calendar import CalendarSource
from connectors.google.calendar_event import Copy
from connectors.google.calendar_fold import Folded, Log, fold
from connectors.google.scopes import EVENTS
from connectors.icalendar import parse
from syncd.meetings import meetings
from syncd.model import Event, Gone, Item, Moment, Seen
from syncd.people import build_directory
from tests.connectors.google.test_calendar_event import ENTRIES
from tests.contracts.source import Shelf, sync
from tests.simulators.google.access import Sleeper, account_at, session_at
from tests.simulators.google.calendar import CalendarSim
from tests.simulators.google.calendar_world import Body, all_day, instance_id, timed
from tests.simulators.google.server import GoogleServer
from tests.syncd.worlds import ALAN, GRACE, ME, World

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MINE = Copy(ME, zone="Europe/Berlin")
PRIMARY = "calendar:primary"


class Stage:
    """One user at Google, whose calendar is read with any page size."""

    def __init__(self, google: GoogleServer, folder: Path) -> None:
        self.world = CalendarSim(google)
        self._session = session_at(google, folder, [EVENTS], Sleeper())
        self._account = replace(account_at(google), calendars=("primary",))

    def read(self, shelf: Shelf | None = None, *, page: int = 100, batch: int = 100, most: int | None = None) -> Shelf:
        """What is there after a sync, or after `most` batches of one; without a shelf after a first one."""
        shelf = shelf or Shelf()
        sync(CalendarSource(self._account, self._session, NOW, page=page, batch=batch), PRIMARY, shelf, most=most)
        return shelf


@pytest.fixture(scope="module")
def stages() -> Iterator[Callable[[], Stage]]:
    """Makes stages anew at one server, for properties of many examples."""
    with GoogleServer(ME) as google, TemporaryDirectory() as folder:
        yield lambda: Stage(google, Path(folder))
        assert google.violations == []


@pytest.fixture
def stage(stages: Callable[[], Stage]) -> Stage:
    return stages()


def there(shelf: Shelf) -> dict[str, Item]:
    return {name: shelf.items[name] for name in shelf.there}


# ---------------------------------------------------------------- any order, any page, any history

HOURS = ("10:00", "15:00")
DAYS = [f"2026-11-{day:02}" for day in range(2, 30)]


class Deeds:
    """Deeds of a user, drawn at random: series and single meetings made, moved, cancelled, split, deleted."""

    def __init__(self, world: CalendarSim, draw: random.Random) -> None:
        self._world, self._draw = world, draw

    def do(self, count: int) -> None:
        for _ in range(count):
            often = (self._series, self._move, self._cancel)
            self._draw.choice([*often, *often, self._single, self._split, self._delete, self._change])()

    def _times(self, day: str) -> Body:
        hour = self._draw.choice(HOURS)
        return {"start": timed(f"{day}T{hour}"), "end": timed(f"{day}T{hour[:2]}:45")}

    def _single(self) -> None:
        self._world.add({**self._times(self._draw.choice(DAYS)), "attendees": [{"email": GRACE}]})

    def _series(self) -> None:
        if self._draw.random() < 0.3:
            slot: Body = {"start": all_day(DAYS[0]), "end": all_day(DAYS[1])}
        else:
            slot = self._times(DAYS[0])
        self._world.add({**slot, "recurrence": ["RRULE:FREQ=DAILY"], "iCalUID": f"s{self._draw.random()}@x"})

    def _masters(self) -> list[Body]:
        return [one for one in self._living() if "recurrence" in one]

    def _living(self) -> list[Body]:
        """What the user sees: the exceptions of a deleted series are not there, whether Google says so or not."""
        events = self._world.at().events
        there = [one for one in events.values() if one["status"] != "cancelled"]
        return [one for one in there if events[str(one.get("recurringEventId", one["id"]))]["status"] != "cancelled"]

    def _slot(self, master: Body) -> Body:
        day = self._draw.choice(DAYS[1:])
        start = master["start"]
        return all_day(day) if "date" in start else timed(f"{day}{start['dateTime'][10:16]}")

    def _move(self) -> None:
        if masters := self._masters():
            master = self._draw.choice(masters)
            slot = self._slot(master)
            if self._free(master, slot):
                self._world.move_instance(master["id"], slot, **self._times(self._draw.choice(DAYS)))

    def _cancel(self) -> None:
        if masters := self._masters():
            master = self._draw.choice(masters)
            slot = self._slot(master)
            if self._free(master, slot):
                bare, sparse = self._draw.random() < 0.7, self._draw.random() < 0.3
                self._world.cancel_instance(master["id"], slot, bare=bare, sparse=sparse)

    def _free(self, master: Body, slot: Body) -> bool:
        """A cancelled occurrence stays so."""
        before = self._world.at().events.get(instance_id(master["id"], slot), {"status": "confirmed"})
        return bool(before["status"] == "confirmed")

    def _split(self) -> None:
        if masters := self._masters():
            master = self._draw.choice(masters)
            slot = self._slot(master)
            if "UNTIL" not in master["recurrence"][0]:
                self._world.split(master["id"], slot, summary="Later")

    def _delete(self) -> None:
        if living := [one for one in self._living() if "recurringEventId" not in one]:
            event = self._draw.choice(living)["id"]
            self._world.delete(event, bare=self._draw.random() < 0.5, exceptions=self._draw.random() < 0.5)

    def _change(self) -> None:
        if living := self._living():
            self._world.change(self._draw.choice(living)["id"], summary=f"Talk {self._draw.random()}")


@profile(max_examples=25)
@given(seed=st.integers(0, 2**32), page=st.integers(1, 9))
def test_order_and_pages_do_not_matter(stages: Callable[[], Stage], seed: int, page: int) -> None:
    """Given any history, when read in any order with any page size, also short and empty ones, then it is the same."""
    stage, draw = stages(), random.Random(seed)
    Deeds(stage.world, draw).do(25)
    expected = there(stage.read())
    stage.world.shuffled(lambda ids: draw.sample(ids, len(ids)))
    stage.world.pages += [draw.randrange(page + 1) for _ in range(12)]
    assert there(stage.read(page=page, batch=3)) == expected


@profile(max_examples=25)
@given(seed=st.integers(0, 2**32), page=st.integers(1, 9))
def test_changes_lead_where_a_first_sync_leads(stages: Callable[[], Stage], seed: int, page: int) -> None:
    """Given any history read in between as changes, some readings stopped, when compared with a first sync at its end,
    then it is the same."""
    stage, draw = stages(), random.Random(seed)
    deeds, shelf = Deeds(stage.world, draw), Shelf()
    stage.world.shuffled(lambda ids: draw.sample(ids, len(ids)))
    for _ in range(6):
        deeds.do(6)
        stage.read(shelf, page=page, batch=3, most=draw.choice((None, None, 1, 2)))
    stage.read(shelf, page=page)
    stage.read(shelf, page=page)  # a stopped pass goes on first, and what changed meanwhile comes with its token
    assert there(shelf) == there(stage.read())


def test_a_lost_cursor_sweeps(stage: Stage) -> None:
    """Given exceptions and series that went while the cursor was lost, when read anew, then they are gone."""
    series = stage.world.add(
        {"start": all_day("2026-11-02"), "end": all_day("2026-11-03"), "recurrence": ["RRULE:FREQ=DAILY"]}
    )
    stage.world.cancel_instance(series, all_day("2026-11-05"))
    kept = stage.world.add({"start": all_day("2026-11-02"), "end": all_day("2026-11-03")})
    shelf = stage.read()
    assert len(shelf.there) == 3
    shelf.cursor = None
    stage.world.delete(series)
    for one in [*stage.world.exceptions(series)]:
        stage.world.purge(one["id"])
    assert stage.read(shelf).there == {kept}


# ---------------------------------------------------------------- single rules of folding

SLOT = {"start": timed("2026-11-02T10:00"), "end": timed("2026-11-02T11:00")}
MASTER = {"id": "m", "iCalUID": "m@x", **SLOT, "recurrence": ["RRULE:FREQ=DAILY"]}
CUT = {"id": "m_20261103T090000Z", "status": "cancelled", "recurringEventId": "m"} | {
    "originalStartTime": timed("2026-11-03T10:00")
}


def seen(item: Item) -> Event:
    """The event of an item that must be one."""
    assert isinstance(item, Seen)
    assert isinstance(item.fact, Event)
    return item.fact


def folded(*entries: Any, known: tuple[str, ...] = (), uid: str | None = None, whole: bool = True) -> Folded:
    """Without `whole`, `known` is in the log, and a master asked for has this uid."""
    return fold(entries, MINE, None, Log(lambda: set(known), lambda _: uid), whole=whole)


def test_exceptions_without_their_series() -> None:
    """Given exceptions whose series is neither in the pass nor in the log, then a cancelled one is nothing, a changed
    one a meeting of its own (invited to one occurrence only)."""
    invited = {**SLOT, "id": "o_20261103T090000Z", "iCalUID": "o@x", "recurringEventId": "o"} | {
        "originalStartTime": timed("2026-11-03T10:00")
    }
    (item,) = folded(CUT, invited).items
    assert (item.locator, seen(item).uid) == ("o_20261103T090000Z", "o@x")
    assert folded(CUT, whole=False).items == [Gone("m_20261103T090000Z")]


def test_the_series_names_its_exceptions() -> None:
    """Given an exception without, or with another iCalUID, when folded, then it has that of its series."""
    moved = {**CUT, "status": "confirmed", **SLOT, "iCalUID": "other"}
    for exception in (CUT, moved):
        assert {seen(item).uid for item in folded(exception, MASTER).items} == {"m@x"}
    (alone,) = folded({**CUT, "iCalUID": "m@x"}, known=("m",), whole=False).items
    assert seen(alone).uid == "m@x"
    (nameless,) = folded({"id": "e", **SLOT}).items
    assert seen(nameless).uid == "e@google.com"


@pytest.mark.parametrize("name", ["m_20261103T090000Z", "m_20261103"])
def test_a_cancelled_occurrence_with_nothing_but_its_id(name: str) -> None:
    """Given only an id of the form that occurrences have, when folded, then it is cut out of its series, if there is
    one; another deleted event's id that looks like it is Gone as ever."""
    sparse = {"id": name, "status": "cancelled"}
    expected = {"m_20261103T090000Z": Moment("2026-11-03T09:00:00", "UTC"), "m_20261103": Moment("2026-11-03")}
    (_, first), (second,) = folded(MASTER, sparse).items, folded(sparse, known=("m",), uid="m@x", whole=False).items
    for item in (first, second):
        found = seen(item)
        assert (found.uid, found.original, found.cancelled) == ("m@x", expected[name], True)
    assert folded(sparse, known=(name,), whole=False).items == [Gone(name)]


def test_the_last_of_two_entries_counts() -> None:
    """Given an event on two pages, when folded, then the later entry counts."""
    (item,) = folded({"id": "e", **SLOT, "summary": "1"}, {"id": "e", **SLOT, "summary": "2"}).items
    assert seen(item).summary == "2"


def test_a_deleted_series_is_not_mistaken_for_its_second_half() -> None:
    """Given the first half of a split series deleted, then only its own exceptions go, by the form of their ids."""
    known = ("m", "m_20261103", "m_20261103T090000Z", "m_R20261110T090000", "m_R20261110T090000_20261112T090000Z", "mm")
    items = folded({"id": "m", "status": "cancelled"}, known=known, whole=False).items
    assert items == [Gone("m"), Gone("m_20261103"), Gone("m_20261103T090000Z")]


def test_the_log_is_asked_only_where_it_matters() -> None:
    """Given changes of plain events, when folded, then known() is not called."""

    def known() -> set[str]:
        raise AssertionError

    assert len(fold([MASTER, CUT], MINE, 0, Log(known, lambda _: None), whole=False).items) == 2


def test_exceptions_of_our_own_series_are_ours() -> None:
    """Given a follow-up of ours that the user repeats, when folded, then its exceptions are skipped with it."""
    ours = {**MASTER, "extendedProperties": {"private": {"syncd_key": "k"}}}
    moved = {**CUT, **SLOT, "status": "confirmed", "id": "m_20261104T090000Z"}
    assert folded(ours, moved, CUT) == Folded([], 2)


@given(
    st.lists(
        ENTRIES.flatmap(
            lambda entry: st.sampled_from(["m", "m_20261103", "", "x", 7]).map(lambda n: {**entry, "id": n})
        ),
        max_size=6,
    ),
    st.booleans(),
    st.sampled_from([None, 1_767_225_600]),
)
def test_anything_folds(entries: list[dict[str, Any]], whole: bool, cutoff: int | None) -> None:
    """Given any entries, when folded, then nothing is raised, and each locator comes once, in order."""
    found = fold(entries, MINE, cutoff, Log(lambda: {"m", "x"}, lambda _: "u"), whole=whole)
    names = [item.locator for item in found.items]
    assert names == sorted(set(names))


# ---------------------------------------------------------------- beside the .ics invitation

GUESTS = [
    {"email": GRACE, "responseStatus": "accepted"},
    {"email": ME, "responseStatus": "accepted"},
]


def invitation(
    *parts: str, method: str = "REQUEST", when: str = "DTSTART;TZID=Europe/Berlin:20261102T100000"
) -> list[Event]:
    """What a mailed invitation to Grace's weekly meeting holds; `parts` are further lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", "UID:talk@google.com", when]
    lines += ["DTSTAMP:20261001T080000Z", f"ORGANIZER:mailto:{GRACE}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{GRACE}"]
    lines += [f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{ME}", *parts, "END:VEVENT", "END:VCALENDAR", ""]
    return parse("\r\n".join(lines).encode()).events


def met(shelf: Shelf, *invitations: list[Event]) -> dict[str, str]:
    """uid → the verdict on Grace of every meeting so far, Google's account and an archive of .ics files together."""
    world = World()
    for item in there(shelf).values():
        world.meeting(seen(item))
    for events in invitations:
        for one in events:
            world.meeting(one, "archive")
    directory = build_directory(world.facts, world.settings, world.now)
    found = [one for one in meetings(world.events, directory, world.settings, NOW) if one.at <= NOW.timestamp()]
    verdicts = {one.uid: str(one.verdicts.get(GRACE) or "counted") for one in found}
    assert len(verdicts) == len(found), "a meeting stands there twice"
    return verdicts


def talk(stage: Stage, **fields: Any) -> str:
    body = {**SLOT, "id": "talk", "organizer": {"email": GRACE}, "attendees": GUESTS}
    return stage.world.add({**body, **fields})


def test_a_meeting_and_its_invitation_are_one(stage: Stage) -> None:
    """Given a meeting at Google and its .ics, when folded, then it is one, with my answer from Google."""
    talk(stage)
    assert met(stage.read(), invitation()) == {"talk@google.com": "counted"}


def test_a_series_and_its_invitation_are_one(stage: Stage) -> None:
    """Given a weekly series in both with a moved and a cancelled occurrence, said by Google in its way and by the .ics
    in its own (one in UTC), when folded, then each occurrence is there once."""
    series = talk(stage, recurrence=["RRULE:FREQ=WEEKLY"])
    stage.world.move_instance(
        series, timed("2026-11-09T10:00"), start=timed("2026-11-10T15:00"), end=timed("2026-11-10T16:00")
    )
    stage.world.cancel_instance(series, timed("2026-11-16T10:00"))
    moved = invitation("RECURRENCE-ID:20261109T090000Z", when="DTSTART:20261110T140000Z")
    gone = invitation(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261116T100000",
        method="CANCEL",
        when="DTSTART;TZID=Europe/Berlin:20261116T100000",
    )
    expected = {
        "talk@google.com/20261102T090000Z": "counted",
        "talk@google.com/20261109T090000Z": "counted",
        "talk@google.com/20261116T090000Z": "cancelled",
    }
    shelf = stage.read()
    alone = {**expected, "talk@google.com/20261116T090000Z": "counted"}  # nobody is named there, so nobody is judged
    assert met(shelf) == alone
    found = met(shelf, invitation("RRULE:FREQ=WEEKLY"), moved, gone)
    assert found.keys() == expected.keys()
    assert found["talk@google.com/20261109T090000Z"] == "counted"
    assert ALAN not in found


def test_an_all_day_series_and_its_invitation_are_one(stage: Stage) -> None:
    """Given an all-day series in both with a cancelled day, when folded, then each day is there once."""
    days = {"start": all_day("2026-11-18"), "end": all_day("2026-11-19")}
    series = talk(stage, **days, recurrence=["RRULE:FREQ=DAILY"])
    stage.world.cancel_instance(series, all_day("2026-11-20"))
    first = "DTSTART;VALUE=DATE:20261118"
    gone = invitation("RECURRENCE-ID;VALUE=DATE:20261120", method="CANCEL", when="DTSTART;VALUE=DATE:20261120")
    found = met(stage.read(), invitation("RRULE:FREQ=DAILY", when=first), gone)
    assert sorted(found) == [f"talk@google.com/{day}" for day in (20261118, 20261119, 20261120, 20261121, 20261122)]


def test_across_a_change_of_the_clocks(stage: Stage) -> None:
    """Given a series over the end of summer time, when folded with its .ics, then it stays at ten, once each week."""
    first = {"start": timed("2026-10-19T10:00"), "end": timed("2026-10-19T11:00")}
    series = talk(stage, **first, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20261026T100000"])
    stage.world.touch(series)
    ics = invitation(
        "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261026T090000Z", when="DTSTART;TZID=Europe/Berlin:20261019T100000"
    )
    assert sorted(met(stage.read(), ics)) == ["talk@google.com/20261019T080000Z", "talk@google.com/20261102T090000Z"]


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"eventType": "outOfOffice"}, "not-a-meeting"),
        ({"eventType": "fromGmail"}, "not-a-meeting"),
        ({"eventType": "telepathy"}, "not-a-meeting"),
        ({"transparency": "transparent"}, "free"),
        ({"attendeesOmitted": True}, "incomplete"),
        ({"guestsCanSeeOtherGuests": False}, "incomplete"),
        ({"status": "tentative"}, "counted"),
        ({"attendees": [GUESTS[0], {"email": ME, "responseStatus": "declined"}]}, "declined"),
        ({"attendees": [GUESTS[0], {"email": ME}]}, "unanswered"),
        ({"attendees": [{"email": GRACE, "responseStatus": "accepted", "resource": True}, GUESTS[1]]}, "not-a-meeting"),
        ({"organizer": {"email": ME}, "attendees": GUESTS[:1]}, "counted"),
        ({"organizer": {"email": "c_1@group.calendar.google.com"}}, "counted"),
    ],
)
def test_what_a_meeting_counts_for(stage: Stage, fields: dict[str, Any], verdict: str) -> None:
    """Given one field of a meeting as Google has it, when judged, then it counts or not as CONTRACT.md §4 says."""
    talk(stage, **fields)
    assert met(stage.read()) == {"talk@google.com": verdict}


def test_a_known_series_ends(stage: Stage) -> None:
    """Given a series of which "this and all following" is deleted, when read again, then the rest does not count."""
    series = talk(stage, recurrence=["RRULE:FREQ=DAILY"])
    shelf = stage.read()
    before = len(met(shelf))
    stage.world.change(series, recurrence=["RRULE:FREQ=DAILY;UNTIL=20261105T225959Z"])
    assert (before, len(met(stage.read(shelf)))) == (21, 4)
