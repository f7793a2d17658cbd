"""Follow-ups as events in a Google calendar of their own: the contract, ids, etags, and what gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.google import sink_event, sink_text
from connectors.google.calendar_sink import CalendarSink
from connectors.google.scopes import CALENDARS, EVENTS, OWN_CALENDAR
from syncd.model import Found
from syncd.notebook import Notebook
from syncd.ports import Conflict, NotGranted, TaskSink, Trouble, Unavailable
from syncd.reconcile import followup_key
from tests.contracts.task_sink import OTHER, TASK, TaskSinkContract, by_key, only, write
from tests.simulators.faults import Fault, Kind
from tests.simulators.google.access import Sleeper, account_at, session_at
from tests.simulators.google.calendar import CalendarSim
from tests.simulators.google.calendar_world import Body, all_day, timed
from tests.simulators.google.server import Call, GoogleServer

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LEAST = (OWN_CALENDAR,)
USUAL = (OWN_CALENDAR, EVENTS, CALENDARS)
RATE = {"error": {"code": 403, "errors": [{"reason": "rateLimitExceeded"}]}}
BACKEND = {"error": {"code": 503, "errors": [{"reason": "backendError"}]}}


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        sim = CalendarSim(server)
        sim.refuse_guests = True
        yield server
    assert server.violations == []
    assert server.faults.pending() == 0
    assert sim.mails == []


@pytest.fixture
def sim(google: GoogleServer) -> CalendarSim:
    found: CalendarSim = google.apis["calendar"]
    return found


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


class Machines:
    """Computers of one user, each with a login and a notebook of its own."""

    def __init__(self, google: GoogleServer, folder: Path, sleeper: Sleeper) -> None:
        self._google, self._folder, self._sleeper = google, folder, sleeper

    def sink(
        self,
        name: str = "laptop",
        calendar: str = "Follow-ups",
        scopes: tuple[str, ...] = USUAL,
        zone: ZoneInfo = BERLIN,
    ) -> CalendarSink:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        session = session_at(self._google, folder, scopes, self._sleeper)
        now = START + timedelta(seconds=self._sleeper.at)
        account, notebook = account_at(self._google), Notebook(folder / "notes.json")
        return CalendarSink(account, session, notebook, calendar, zone, lambda: now)


@pytest.fixture
def machines(google: GoogleServer, tmp_path: Path, sleeper: Sleeper) -> Machines:
    return Machines(google, tmp_path, sleeper)


@pytest.fixture
def sink(machines: Machines) -> CalendarSink:
    return machines.sink()


def own(sim: CalendarSim) -> str:
    """The id of the only calendar called Follow-ups."""
    [found] = [one.id for one in sim.calendars.values() if one.summary == "Follow-ups"]
    return found


def alive(sim: CalendarSim) -> list[Body]:
    """The events there that are not deleted."""
    return [one for one in sim.at(own(sim)).events.values() if one["status"] != "cancelled"]


class CalendarHand:
    """The user in Google Calendar's web page."""

    def __init__(self, sim: CalendarSim) -> None:
        self._sim = sim

    def event(self, key: str) -> Body:
        return self._sim.event(next(sink_event.ids(key)), own(self._sim))

    def tick(self, key: str) -> None:
        self.retitle(key, f"✓ {self.event(key)['summary']}")

    def retitle(self, key: str, title: str) -> None:
        self.change(key, summary=title)

    def move(self, key: str, day: date) -> None:
        self.change(key, start=timed(f"{day}T20:15"), end=timed(f"{day}T20:30"))

    def delete(self, key: str) -> None:
        self._sim.delete(self.event(key)["id"], own(self._sim))

    def resave(self, key: str) -> None:
        """The page's editor makes HTML of the description, once."""
        if self.event(key)["description"].startswith("<p>"):
            self.change(key, colorId="11")
            return
        text = self.event(key)["description"].replace("&", "&amp;").replace(">", "&gt;").replace("  ", "&nbsp; ")
        if "https://" in text:
            text = f'<a href="{text}">{text}</a>'
        self.change(key, description="<p>" + text.replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p>")

    def change(self, key: str, **fields: Any) -> None:
        self._sim.change(self.event(key)["id"], own(self._sim), **fields)

    def add_foreign(self) -> None:
        if not any(one.summary == "Follow-ups" for one in self._sim.calendars.values()):
            self._sim.calendar("Follow-ups", by_app=True, description="Follow-ups that syncd keeps here. Hands off.")
        private = {"syncd": "1", "syncd_key": TASK.key}
        at: Body = {"summary": TASK.title, "start": timed("2026-03-02T09:00"), "end": timed("2026-03-02T09:15")}
        copy = {**at, "extendedProperties": {"private": private}}
        for number, event in enumerate([at, {**at, "description": TASK.notes}, copy]):
            self._sim.add({**event, "id": f"foreign{number}"}, own(self._sim))

    def foreign(self) -> object:
        place = self._sim.at(own(self._sim))
        return {name: body for name, body in place.events.items() if name.startswith("foreign")}


@pytest.fixture
def hand(sim: CalendarSim) -> CalendarHand:
    return CalendarHand(sim)


class TestContract(TaskSinkContract):
    """The contract, as Google events."""

    @pytest.fixture
    def sink(self, machines: Machines) -> TaskSink:
        return machines.sink()

    @pytest.fixture
    def hand(self, sink: TaskSink, sim: CalendarSim) -> CalendarHand:
        return CalendarHand(sim)


# ---------------------------------------------------------------- what is written


def test_the_event_as_written(sink: CalendarSink, sim: CalendarSim, hand: CalendarHand) -> None:
    """Given a task in summer time, when created, then the event is a private quarter of an hour that blocks nothing,
    with one reminder, our properties, nobody invited, in the calendar of our own.
    """
    sink.create(replace(TASK, date=date(2026, 7, 1), at=time(9, 30)))
    event = hand.event(TASK.key)
    assert (event["summary"], event["description"]) == (TASK.title, TASK.notes)
    assert event["start"] == {"dateTime": "2026-07-01T09:30:00+02:00", "timeZone": "Europe/Berlin"}
    assert event["end"] == {"dateTime": "2026-07-01T09:45:00+02:00", "timeZone": "Europe/Berlin"}
    assert (event["transparency"], event["visibility"]) == ("transparent", "private")
    assert event["reminders"] == {"useDefault": False, "overrides": [{"method": "popup", "minutes": 0}]}
    assert "attendees" not in event
    assert event["extendedProperties"]["private"] == {
        "syncd": "1",
        "syncd_key": TASK.key,
        "syncd_stamp": only(sink).stamp,
        "syncd_start": "2026-07-01T07:30:00Z",
        "syncd_state": "open",
    }
    place = sim.at(own(sim))
    assert (place.zone, place.by_app) == ("Europe/Berlin", True)
    assert sim.at("primary").events == {}


def test_ids_are_legal_and_say_the_key() -> None:
    """Given any key, when its ids are made, then they are base32hex of it, legal for Google, and all different."""
    key = followup_key("mentors", "grace@example.com", "<1@example.com>")
    made = list(sink_event.ids(key))
    assert all(5 <= len(one) <= 1024 and set(one) <= set("0123456789abcdefghijklmnopqrstuv") for one in made)
    assert len({*made, *sink_event.ids("other")}) == 2 * sink_event.GENERATIONS
    assert next(sink_event.ids("k1a2b3")) == "dcom2cj26c"


def test_a_time_that_does_not_exist_is_the_next_one(sink: CalendarSink, hand: CalendarHand) -> None:
    """Given 02:30 in the night that has no such time, when created, then 03:30 of that day, and it is not moved."""
    sink.create(replace(TASK, date=date(2026, 3, 29), at=time(2, 30)))
    assert hand.event(TASK.key)["start"]["dateTime"] == "2026-03-29T03:30:00+02:00"
    assert (only(sink).date, only(sink).moved) == (date(2026, 3, 29), False)


@given(st.text(max_size=2000), st.text(max_size=9000))
def test_no_text_is_reworded_by_writing_it(title: str, notes: str) -> None:
    """Given any title and notes, when written, then they fit and are neither reworded nor done; ticked, only done."""
    task = replace(TASK, title="T" + title, notes=notes)
    event = {"id": "x", "etag": "e", **sink_event.new(task, BERLIN)}
    for text in (event["summary"], sink_event.ticked(event["summary"])):
        found = sink_event.found({**event, "summary": text}, TASK.key, BERLIN)
        assert (found.moved, found.reworded, found.done) == (False, False, text is not event["summary"])
    assert len(event["summary"].encode("utf-16-le")) <= 2048
    assert len(event["description"].encode("utf-16-le")) <= 2 * sink_text.NOTES_LIMIT


def test_foreign_text_opens_no_tag_and_stays_readable() -> None:
    """Given a subject that is HTML, when written, then Google's page has nothing to render; the rest is as it was."""
    told = sink_text.description('Re: <a href="https://evil.example">pay</a> <b>now</b>, 1 < 2 & 3 > 2')
    assert told == 'Re: ‹a href="https://evil.example">pay‹/a> ‹b>now‹/b>, 1 < 2 & 3 > 2'


@pytest.mark.parametrize(
    ("description", "reworded"),
    [
        ("Rule: mentors<br>Last contact: 2026-01-01", False),
        ("<p>Rule: mentors</p><p>Last&nbsp;contact: <b>2026-01-01</b></p>", False),
        ("Rule: mentors Last contact: 2026-01-01\n", False),
        ("Rule: mentors<br>Last contact: 2026-01-01<br>Rang her.", True),
        ("", True),
    ],
)
def test_words_count_not_their_markup(
    sink: CalendarSink, hand: CalendarHand, description: str, *, reworded: bool
) -> None:
    """Given Google's editor saved the description, when listed, then it is reworded only if the words are others."""
    sink.create(TASK)
    hand.change(TASK.key, description=description)
    assert only(sink).reworded is reworded


# ---------------------------------------------------------------- the user's hand


def test_what_the_user_added_stays(sink: CalendarSink, sim: CalendarSim, hand: CalendarHand) -> None:
    """Given the user invited somebody, coloured it and made it longer, when updated and completed, then guests and
    colour stay, no mail goes out, and no write of ours names a guest.
    """
    sink.create(TASK)
    hand.change(TASK.key, attendees=[{"email": "bob@example.com"}], colorId="11")
    sink.update(replace(TASK, title="Call Grace"), only(sink))
    sink.complete(only(sink))
    event = hand.event(TASK.key)
    assert [one["email"] for one in event["attendees"]] == ["bob@example.com"]
    assert (event["colorId"], event["summary"]) == ("11", "✓ Call Grace")
    sink.remove(only(sink))
    assert list(sink.tasks()) == []


def test_an_all_day_event_stays_one(sink: CalendarSink, hand: CalendarHand) -> None:
    """Given the user made it all-day on another day, when listed, then moved there; updated, it is still all-day."""
    sink.create(TASK)
    hand.change(TASK.key, start=all_day("2026-03-05"), end=all_day("2026-03-06"))
    found = only(sink)
    assert (found.date, found.moved) == (date(2026, 3, 5), True)
    sink.update(replace(TASK, date=date(2026, 3, 9)), found)
    assert (hand.event(TASK.key)["start"], hand.event(TASK.key)["end"]) == (
        {"date": "2026-03-09"},
        {"date": "2026-03-10"},
    )
    assert (only(sink).date, only(sink).moved, only(sink).reworded) == (date(2026, 3, 9), False, False)


def test_another_hour_of_the_day_is_no_move(sink: CalendarSink, hand: CalendarHand) -> None:
    """Given the user moved it within its day, when listed, then it is not moved."""
    sink.create(TASK)
    hand.move(TASK.key, TASK.date)
    assert (only(sink).date, only(sink).moved) == (TASK.date, False)


def test_moving_house_moves_no_event(sink: CalendarSink, machines: Machines, hand: CalendarHand) -> None:
    """Given an event at 09:00 in Berlin, when the user's zone becomes Honolulu's, then it has its written date; once
    the user moves it, the day it has there.
    """
    sink.create(TASK)
    honolulu = machines.sink(zone=ZoneInfo("Pacific/Honolulu"))
    assert (only(honolulu).date, only(honolulu).moved) == (TASK.date, False)
    hand.change(TASK.key, start=timed("2026-03-09T09:00"), end=timed("2026-03-09T09:15"))
    assert (only(honolulu).date, only(honolulu).moved) == (date(2026, 3, 8), True)


def test_a_series_is_one_item(sink: CalendarSink, sim: CalendarSim, hand: CalendarHand) -> None:
    """Given the user made a weekly series of it, moved one occurrence, cancelled another and split it, when listed,
    then it is one item; removed, the user's new series stays.
    """
    sink.create(TASK)
    name = hand.event(TASK.key)["id"]
    hand.change(TASK.key, recurrence=["RRULE:FREQ=WEEKLY"])
    sim.move_instance(name, timed("2026-03-09T09:00"), own(sim), start=timed("2026-03-10T09:00"))
    sim.cancel_instance(name, timed("2026-03-16T09:00"), own(sim), bare=False)
    sim.split(name, timed("2026-03-23T09:00"), own(sim))
    assert (only(sink).ref, only(sink).moved) == (name, False)
    sink.remove(only(sink))
    assert [one["id"] for one in alive(sim)] == [f"{name}_R20260323T080000"]


def test_an_event_without_a_readable_start_is_not_moved(sink: CalendarSink, sim: CalendarSim) -> None:
    """Given a start nobody can read, when read, then there is no date, and it is not moved."""
    sink.create(TASK)
    [event] = alive(sim)
    for start in ({}, {"dateTime": "soon"}, {"dateTime": "2026-03-02T09:00:00"}, {"date": "2026-02-31"}):
        found = sink_event.found({**event, "start": start}, TASK.key, BERLIN)
        assert (found.date, found.moved, found.reworded) == (None, False, False)


# ---------------------------------------------------------------- ids that are taken


def test_what_the_user_deleted_is_never_made_again(
    sink: CalendarSink, machines: Machines, sim: CalendarSim, hand: CalendarHand
) -> None:
    """Given the user deleted it, with details left or not, when this or another machine creates it, then nothing is
    made and that is success.
    """
    for task, bare in ((TASK, True), (OTHER, False)):
        sink.create(task)
        sim.delete(hand.event(task.key)["id"], own(sim), bare=bare)
        for one in (sink, machines.sink("desktop")):
            one.create(task)
            assert list(one.tasks()) == []
    assert len(sim.at(own(sim)).events) == 2


def test_what_syncd_removed_can_be_made_again(sink: CalendarSink, machines: Machines, sim: CalendarSim) -> None:
    """Given syncd removed it (expired), when it is wanted again, then any machine makes it, once, under the next id."""
    sink.create(TASK)
    sink.remove(only(sink))
    machines.sink("desktop").create(TASK)
    sink.create(TASK)
    assert only(sink).ref == list(sink_event.ids(TASK.key))[1]
    assert len(alive(sim)) == 1


@pytest.mark.parametrize("deleted", [False, True])
def test_a_foreign_event_with_our_id_is_left_alone(
    sink: CalendarSink, machines: Machines, sim: CalendarSim, hand: CalendarHand, *, deleted: bool
) -> None:
    """Given an event of somebody else's has our id, when two machines create, then both take the same next id, and the
    foreign one is as it was.
    """
    sink.create(OTHER)
    first, second, *_ = sink_event.ids(TASK.key)
    foreign = {"summary": "Mine", "start": timed("2026-03-02T09:00"), "end": timed("2026-03-02T10:00")}
    sim.add({"id": first, **foreign}, own(sim))
    if deleted:
        sim.delete(first, own(sim), bare=False)
    before = dict(sim.event(first, own(sim)))
    sink.create(TASK)
    machines.sink("desktop").create(TASK)
    assert by_key(sink)[TASK.key].ref == second
    assert sim.event(first, own(sim)) == before
    sink.complete(by_key(sink)[TASK.key])
    assert by_key(sink)[TASK.key].closed_by_us
    assert len(sink.tasks()) == 2


def test_when_all_ids_are_taken_somebody_must_look(sink: CalendarSink, sim: CalendarSim) -> None:
    """Given foreign events have all the ids, when created, then Trouble says so."""
    sink.create(OTHER)
    for name in sink_event.ids(TASK.key):
        sim.add({"id": name, "start": timed("2026-03-02T09:00"), "end": timed("2026-03-02T10:00")}, own(sim))
    with pytest.raises(Trouble, match=r"taken all the ids.*name another calendar"):
        sink.create(TASK)


def test_two_machines_make_one_event(machines: Machines, sim: CalendarSim) -> None:
    """Given two machines with a notebook each, when both create the same, then one calendar and one event."""
    laptop, desktop = machines.sink(), machines.sink("desktop")
    laptop.create(TASK)
    desktop.create(replace(TASK, title="Other words"))
    assert len(alive(sim)) == 1
    assert only(laptop) == only(desktop)


# ---------------------------------------------------------------- the calendar


@pytest.mark.parametrize("scopes", [LEAST, USUAL])
def test_looking_makes_no_calendar(machines: Machines, sim: CalendarSim, scopes: tuple[str, ...]) -> None:
    """Given no calendar yet, when listed, completed or removed, then none is made."""
    sink = machines.sink(scopes=scopes)
    assert list(sink.tasks()) == []
    sink.complete(Found("k", "T", None, done=False, ref="abcde"))
    assert len(sim.calendars) == 1


def test_the_calendars_id_is_kept(machines: Machines, sim: CalendarSim, google: GoogleServer) -> None:
    """Given a login that may not list, when used again and again, and renamed by the user, then it is one calendar."""
    machines.sink(scopes=LEAST).create(TASK)
    sim.at(own(sim)).summary = "Call them"
    again = machines.sink(scopes=LEAST)
    again.create(OTHER)
    assert set(by_key(again)) == {TASK.key, OTHER.key}
    assert google.called("calendar.calendars.insert") == 1
    assert google.called("calendar.calendarList.list") == 0


def test_the_id_is_noted_before_the_first_event(machines: Machines, google: GoogleServer) -> None:
    """Given the first event fails, when the next run creates it, then no second calendar is made."""
    google.faults.add(Fault("answer", "calendar.events.insert", 503, BACKEND))
    with pytest.raises(Unavailable):
        machines.sink(scopes=LEAST).create(TASK)
    machines.sink(scopes=LEAST).create(TASK)
    assert google.called("calendar.calendars.insert") == 1


def test_a_calendar_of_the_users_with_that_name_is_not_ours(sink: CalendarSink, sim: CalendarSim) -> None:
    """Given the user has a calendar called so without our marker, when created, then it stays empty: ours is made."""
    mine = sim.calendar("Follow-ups", description="My own list")
    sink.create(TASK)
    assert sim.at(mine).events == {}
    assert len([one for one in sim.calendars.values() if one.summary == "Follow-ups"]) == 2


def test_an_id_is_used_as_it_is(machines: Machines, sim: CalendarSim, google: GoogleServer) -> None:
    """Given `calendar` is an id, when created, then the event is there, and nothing was listed or made."""
    mine = sim.calendar("Anything", by_app=True)
    sink = machines.sink(calendar=mine, scopes=LEAST)
    sink.create(TASK)
    assert len(sim.at(mine).events) == 1
    assert (google.called("calendar.calendars.insert"), google.called("calendar.calendarList.list")) == (0, 0)
    unknown = machines.sink(calendar="c_nobody@group.calendar.google.com")
    with pytest.raises(Trouble, match="is gone from Google Calendar, or this login may not use it"):
        unknown.tasks()


@pytest.mark.parametrize("scopes", [LEAST, USUAL])
def test_a_deleted_calendar_is_trouble_and_another_name_goes_on(
    machines: Machines, sim: CalendarSim, scopes: tuple[str, ...]
) -> None:
    """Given the user deleted the calendar, when listed or created, then Trouble says how to go on, and nothing is
    made; under another name a new one is.
    """
    sink = machines.sink(scopes=scopes)
    sink.create(TASK)
    sim.remove_calendar(own(sim))
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(Trouble, match=r"“Follow-ups” is gone.*Name another one as `calendar`"):
            call()
    assert len(sim.calendars) == 1
    other = machines.sink(calendar="Follow-ups 2", scopes=scopes)
    other.create(TASK)
    assert (only(other).key, other.name) == (TASK.key, "work/Follow-ups 2")


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
def test_a_lost_reply_for_the_calendar_is_looked_up(
    machines: Machines, sim: CalendarSim, google: GoogleServer, sleeper: Sleeper, kind: Kind
) -> None:
    """Given the reply to making the calendar is lost and the login may list, when the next run creates, then it waits
    until lists show it, and there is one calendar.
    """
    google.faults.add(Fault(kind, "calendar.calendars.insert"))
    with pytest.raises(Unavailable):
        machines.sink().create(TASK)
    machines.sink().create(TASK)
    assert len(alive(sim)) == 1
    assert sleeper.slept == [20.0]


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
def test_a_calendar_that_cannot_be_looked_up_is_asked_about(
    machines: Machines, sim: CalendarSim, google: GoogleServer, kind: Kind
) -> None:
    """Given the same with a login that may not list, when the next run looks or creates, then it makes no second one:
    Trouble says to look and names both ways on, and each of them works.
    """
    google.faults.add(Fault(kind, "calendar.calendars.insert"))
    with pytest.raises(Unavailable):
        machines.sink(scopes=LEAST).create(TASK)
    again = machines.sink(scopes=LEAST)
    for call in (again.tasks, lambda: again.create(TASK)):
        with pytest.raises(Trouble, match=r"made on 2026-03-01\. Look at Google Calendar.*put its id.*another name"):
            call()
    assert google.called("calendar.calendars.insert") == 1
    way_on = own(sim) if kind == "lost after" else "Follow-ups 2"
    sink = machines.sink(calendar=way_on, scopes=LEAST)
    sink.create(TASK)
    assert only(sink).key == TASK.key


@pytest.mark.parametrize("status", [0, 400, 403])
def test_a_calendar_that_was_surely_not_made_is_made_later(
    machines: Machines, sim: CalendarSim, google: GoogleServer, status: int
) -> None:
    """Given the network is gone before anything was sent, or a plain refusal, when made later, then nobody is asked."""
    sink = machines.sink(scopes=LEAST)
    if status:
        reason = {"error": {"code": status, "errors": [{"reason": "invalid"}]}}
        google.faults.add(Fault("answer", "calendar.calendars.insert", status, reason))
    else:
        google.oauth.expire_access()
        google.faults.add(Fault("lost before", "/token"))
    with pytest.raises(Trouble):
        sink.create(TASK)
    sink.create(TASK)
    assert len(alive(sim)) == 1


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated"])
def test_an_insert_with_a_lost_reply_makes_one_event(
    machines: Machines, sim: CalendarSim, google: GoogleServer, kind: Kind
) -> None:
    """Given a reply that gets lost, before or after execution, when created, then Unavailable and no repetition; the
    next run looks, creates if need be, and there is one event.
    """
    google.faults.add(Fault(kind, "calendar.events.insert"))
    with pytest.raises(Unavailable):
        machines.sink().create(TASK)
    assert google.called("calendar.events.insert") == 1
    again = machines.sink()
    assert len(again.tasks()) == (kind != "lost before")
    again.create(TASK)
    assert len(alive(sim)) == 1


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
@pytest.mark.parametrize(
    ("verb", "method"),
    [("update", "patch"), ("complete", "patch"), ("remove", "patch"), ("remove", "delete")],
)
def test_other_writes_with_a_lost_reply_can_be_repeated(
    sink: CalendarSink, google: GoogleServer, verb: str, method: str, kind: Kind
) -> None:
    """Given a lost reply, when written, then Unavailable; looked up and, if need be, written again, it is done."""
    sink.create(TASK)
    before = only(sink)
    google.faults.add(Fault(kind, f"calendar.events.{method}"))
    changed = replace(TASK, title="Call Grace")
    with pytest.raises(Unavailable):
        sink.update(changed, before) if verb == "update" else write(sink, verb, before)
    now = by_key(sink).get(TASK.key)
    if now is not None:
        assert (now.etag != before.etag) == (kind == "lost after" or method == "delete")
        sink.update(changed, now) if verb == "update" else write(sink, verb, now)
    left = by_key(sink).get(TASK.key)
    assert (left is None, bool(left and left.closed_by_us)) == (verb == "remove", verb == "complete")
    assert left is None or verb == "complete" or left.title == "Call Grace"


def test_refusals_for_rate_and_expired_tokens_pass(sink: CalendarSink, google: GoogleServer, sim: CalendarSim) -> None:
    """Given refusals for rate and for an old token, neither executed, when written, then all is done once."""
    google.faults.add(Fault("answer", "calendar.events.insert", 403, RATE, times=2))
    sink.create(TASK)
    google.oauth.expire_access()
    google.faults.add(Fault("answer", "calendar.events.patch", 403, RATE))
    sink.complete(only(sink))
    google.oauth.expire_access()
    google.faults.add(Fault("answer", "calendar.events.list", 503, BACKEND))
    assert only(sink).closed_by_us
    assert len(alive(sim)) == 1


def test_a_server_error_on_a_write_is_not_repeated(sink: CalendarSink, google: GoogleServer) -> None:
    """Given a 503 on an insert, when created, then Unavailable after one request."""
    google.faults.add(Fault("answer", "calendar.events.insert", 503, BACKEND))
    with pytest.raises(Unavailable):
        sink.create(TASK)
    assert google.called("calendar.events.insert") == 1


@pytest.mark.parametrize("verb", ["update", "complete", "remove"])
@pytest.mark.parametrize("deed", ["retitle", "delete"])
def test_a_change_between_look_and_write_is_a_conflict(
    sink: CalendarSink, sim: CalendarSim, hand: CalendarHand, verb: str, deed: str
) -> None:
    """Given the user changes or deletes it just between our look and our write, when written, then Conflict; it is as
    the user left it.
    """
    sink.create(TASK)
    found = only(sink)
    looked = sim.events_get

    def changed_at_once(call: Call) -> Body:
        answer = looked(call)
        hand.retitle(TASK.key, "Mine") if deed == "retitle" else hand.delete(TASK.key)
        return answer

    sim.events_get = changed_at_once  # type: ignore[method-assign]  # the simulator's, not ours
    with pytest.raises(Conflict):
        write(sink, verb, found)
    assert [one.get("summary") for one in alive(sim)] == (["Mine"] if deed == "retitle" else [])


def test_pages_in_any_order(sink: CalendarSink, sim: CalendarSim) -> None:
    """Given pages that are short or empty, in any order, when listed, then every event is there once, by id."""
    tasks = [replace(TASK, key=f"key{number:02}") for number in range(7)]
    for task in tasks:
        sink.create(task)
    sim.shuffled(lambda names: sorted(names, reverse=True))
    sim.pages.extend([3, 0, 1])
    found = sink.tasks()
    assert {one.key for one in found} == {task.key for task in tasks}
    assert [one.ref for one in found] == sorted(one.ref for one in found)


def test_without_the_permission_nothing_is_asked(machines: Machines, google: GoogleServer) -> None:
    """Given a login that may only read, when listed or created, then NotGranted, and no request."""
    sink = machines.sink(scopes=(EVENTS, CALENDARS))
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(NotGranted, match=r"calendar of its own was not granted.*syncd auth work"):
            call()
    assert google.called() == 0


def test_a_refusal_is_plain_trouble(sink: CalendarSink, google: GoogleServer) -> None:
    """Given an unexpected refusal of any request, when used, then Trouble of one line."""
    sink.create(TASK)
    found = only(sink)
    bad = {"error": {"code": 400, "errors": [{"reason": "invalid"}]}}
    calls: list[tuple[str, Callable[[], object]]] = [
        ("list", sink.tasks),
        ("insert", lambda: sink.create(OTHER)),
        ("get", lambda: sink.complete(found)),
        ("patch", lambda: sink.complete(found)),
    ]
    for method, call in calls:
        google.faults.add(Fault("answer", f"calendar.events.{method}", 400, bad))
        with pytest.raises(Trouble, match=r"^account work: Google refused .* \(invalid\)$"):
            call()
