"""Follow-ups as events in an Outlook calendar of their own: the contract, once per key, and what gets lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.microsoft import sink_event
from connectors.microsoft.calendar_sink import CalendarSink
from syncd.model import Found
from syncd.ports import AuthExpired, Conflict, NotGranted, RateLimited, TaskSink, Trouble, Unavailable
from tests.connectors.microsoft.mail_world import Pass, Watched
from tests.connectors.microsoft.writing_world import BACKEND, BERLIN, CALENDARS, THROTTLED, Machines, machines_at
from tests.contracts.task_sink import OTHER, TASK, TaskSinkContract, by_key, only, write
from tests.simulators.faults import Fault, Kind
from tests.simulators.microsoft.agenda import Calendar, weekly
from tests.simulators.microsoft.series import Attendee, Event

REFUSED = {"error": {"code": "ErrorInvalidRequest", "message": "…"}}
SPENT = {"error": {"code": "ErrorDuplicateTransactionId", "message": "…"}}


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with machines_at(tmp_path) as found:
        yield found
        assert found.server.mails == [], "nobody was invited, nothing cancelled"


@pytest.fixture
def server(machines: Machines) -> Watched:
    return machines.server


@pytest.fixture
def sink(machines: Machines) -> CalendarSink:
    return machines.calendar()


def own(server: Watched) -> Calendar:
    """The only calendar called Follow-ups."""
    [found] = [one for one in server.calendar.calendars.values() if one.name == "Follow-ups"]
    return found


def alive(server: Watched) -> list[Event]:
    return [one for one in server.calendar.events.values() if one.calendar == own(server).id]


def wall(text: str) -> datetime:
    """A time without its zone, as the simulator keeps it."""
    return datetime.fromisoformat(text)


class CalendarHand:
    """The user in Outlook."""

    def __init__(self, server: Watched) -> None:
        self._server = server

    def event(self, key: str) -> Event:
        [found] = [
            one
            for one in self._server.calendar.events.values()
            if key in one.properties.values() and one.transaction and not one.transaction.startswith("localevent")
        ]
        return found

    def tick(self, key: str) -> None:
        self.retitle(key, f"✓ {self.event(key).subject}")

    def retitle(self, key: str, title: str) -> None:
        self.edit(key, subject=title)

    def edit(self, key: str, **fields: Any) -> None:
        self._server.calendar.edit(self.event(key), **fields)

    def move(self, key: str, day: date) -> None:
        self._server.calendar.move(self.event(key), datetime.combine(day, time(20, 15), BERLIN))

    def delete(self, key: str) -> None:
        self._server.calendar.delete(self.event(key))

    def resave(self, key: str) -> None:
        """Outlook makes HTML of the body; as text it then has other white space, and links behind their own words."""
        text = self.event(key).text
        words = text if "<https:" in text or "https:" not in text else f"{text.strip()}<{text.strip()}>"
        html = "<html><body><p>" + escape(text).replace("\n", "<br>") + "</p></body></html>"
        self.edit(key, text=words.replace("\n", "\r\n").replace("  ", " \xa0") + "\r\n", html=html)

    def add_foreign(self) -> None:
        calendars = [one for one in self._server.calendar.calendars.values() if one.name == "Follow-ups"]
        place = calendars[0] if calendars else self._server.calendar.create_calendar("Follow-ups")
        start = datetime(2026, 3, 2, 9, tzinfo=BERLIN)
        tags = {sink_event.NAMES["SyncdKey"]: TASK.key}
        add = self._server.calendar.add
        add(TASK.title, start, calendar=place)
        add(TASK.title, start, calendar=place, text=TASK.notes, categories=("syncd",))
        add(TASK.title, start, calendar=place, text=TASK.notes, properties=tags, transaction="localevent:1")

    def foreign(self) -> object:
        every = self._server.calendar.events.values()
        return [
            (one.id, one.change) for one in every if not one.transaction or one.transaction.startswith("localevent")
        ]


@pytest.fixture
def hand(server: Watched) -> CalendarHand:
    return CalendarHand(server)


class TestContract(TaskSinkContract):
    """The contract, as Outlook events."""

    @pytest.fixture
    def sink(self, machines: Machines) -> TaskSink:
        return machines.calendar()

    @pytest.fixture
    def hand(self, sink: TaskSink, machines: Machines) -> CalendarHand:
        return CalendarHand(machines.server)


# ---------------------------------------------------------------- what is written


def test_the_event_as_written(sink: CalendarSink, server: Watched, hand: CalendarHand) -> None:
    """Given a task in summer time, when created, then the event is a private quarter of an hour that blocks nothing,
    reminds when it begins, has our properties and category, and nobody is invited; the main calendar stays empty.
    """
    sink.create(replace(TASK, date=date(2026, 7, 1), at=time(9, 30)))
    [event] = alive(server)
    assert (event.subject, event.text, event.html) == (TASK.title, TASK.notes, "")
    assert (event.start, event.end, event.zone) == (wall("2026-07-01T07:30"), wall("2026-07-01T07:45"), "UTC")
    assert (event.show_as, event.sensitivity, event.categories) == ("free", "private", ("syncd",))
    assert (event.reminds, event.reminder, event.attendees) == (True, 0, ())
    assert event.transaction == sink_event.transaction(own(server).id, TASK.key)
    assert {name.rpartition(" ")[2]: value for name, value in event.properties.items()} == {
        "SyncdKey": TASK.key,
        "SyncdStamp": only(sink).stamp,
        "SyncdStart": "2026-07-01T07:30:00Z",
        "SyncdState": "open",
    }
    assert [one for one in server.calendar.events.values() if one.calendar == server.calendar.default.id] == []
    assert hand.event(TASK.key) is event


def test_a_transaction_is_the_same_everywhere_and_different_for_each() -> None:
    """Given calendar, key and generation, when their transactionId is made, then always the same, and none twice."""
    made = {sink_event.transaction(*one) for one in (("c", "k"), ("c", "l"), ("d", "k"), ("c", "k", 1))}
    assert len(made) == 4
    assert sink_event.transaction("c", "k") == "1eb5272c-a4dc-50be-9ba8-5d99e7931e97"


def test_a_time_that_does_not_exist_is_the_next_one(sink: CalendarSink, server: Watched) -> None:
    """Given 02:30 in the night that has no such time, when created, then 03:30 of that day, and it is not moved."""
    sink.create(replace(TASK, date=date(2026, 3, 29), at=time(2, 30)))
    assert alive(server)[0].start == wall("2026-03-29T01:30")
    assert (only(sink).date, only(sink).moved) == (date(2026, 3, 29), False)


@given(st.text(max_size=600), st.text(max_size=9000))
def test_no_text_is_reworded_by_writing_it(title: str, notes: str) -> None:
    """Given any title and notes, when written, then they fit and are neither reworded nor done; closed, only done."""
    event = {"id": "x", **sink_event.new(replace(TASK, title="T" + title, notes=notes), BERLIN)}
    for one in (event, {**event, **sink_event.closed(event)}):
        found = sink_event.found(one, TASK.key, BERLIN)
        assert (found.moved, found.reworded, found.done) == (False, False, one is not event)
        assert found.closed_by_us == found.done
        assert len(one["subject"].encode("utf-16-le")) <= 2 * sink_event.SUBJECT_LIMIT
        assert len(one["body"]["content"].encode("utf-16-le")) <= 2 * sink_event.NOTES_LIMIT


@pytest.mark.parametrize(
    ("kind", "content", "reworded"),
    [
        ("text", "Rule: mentors\r\nLast contact: 2026-01-01\r\n\r\n", False),
        ("text", "Rule: mentors Last\xa0contact: 2026-01-01", False),
        ("html", "<p>Rule: mentors<br>Last&nbsp;contact: <b>2026-01-01</b></p>", False),
        ("text", "Rule: mentors\nLast contact: 2026-01-01\nRang her.", True),
        ("text", "", True),
    ],
)
def test_words_count_not_their_form(
    sink: CalendarSink, server: Watched, kind: str, content: str, *, reworded: bool
) -> None:
    """Given a body that Exchange saved in another form, when read, then it is reworded only if the words are others."""
    event = {"id": "x", **sink_event.new(TASK, BERLIN), "body": {"contentType": kind, "content": content}}
    assert sink_event.found(event, TASK.key, BERLIN).reworded is reworded


# ---------------------------------------------------------------- the user's hand


def test_an_event_with_guests_is_left_alone(
    machines: Machines, sink: CalendarSink, server: Watched, hand: CalendarHand
) -> None:
    """Given the user invited somebody, when listed, then it is theirs, and no write of ours happens: Exchange would
    mail the guests.
    """
    sink.create(TASK)
    hand.edit(TASK.key, attendees=(Attendee("bob@example.com"),))
    found = only(sink)
    assert found.reworded
    for verb in ("update", "complete", "remove"):
        with pytest.raises(Conflict, match="has guests now, who would be mailed"):
            write(sink, verb, found)
    assert hand.event(TASK.key).subject == TASK.title


def test_what_the_user_added_stays(sink: CalendarSink, hand: CalendarHand) -> None:
    """Given the user gave it a place, a colour and another reminder, when updated and completed, then these stay."""
    sink.create(TASK)
    hand.edit(TASK.key, location="Café", categories=("red",), reminder=30)
    sink.update(replace(TASK, title="Call Grace"), only(sink))
    sink.complete(only(sink))
    event = hand.event(TASK.key)
    assert (event.subject, event.location, event.categories) == ("✓ Call Grace", "Café", ("red",))
    assert event.reminder == 30


def test_an_all_day_event_stays_one(sink: CalendarSink, hand: CalendarHand) -> None:
    """Given the user made it all-day on another day, when listed, then moved there; updated, it is still all-day."""
    sink.create(TASK)
    hand.edit(
        TASK.key, start=wall("2026-03-05T00:00"), end=wall("2026-03-06T00:00"), all_day=True, zone="Europe/Berlin"
    )
    found = only(sink)
    assert (found.date, found.moved) == (date(2026, 3, 5), True)
    sink.update(replace(TASK, date=date(2026, 3, 9)), found)
    event = hand.event(TASK.key)
    assert (event.start, event.end, event.all_day) == (wall("2026-03-09T00:00"), wall("2026-03-10T00:00"), True)
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
    honolulu = machines.calendar(zone=ZoneInfo("Pacific/Honolulu"))
    assert (only(honolulu).date, only(honolulu).moved) == (TASK.date, False)
    hand.edit(TASK.key, start=wall("2026-03-09T08:00"), end=wall("2026-03-09T09:00"))
    assert (only(honolulu).date, only(honolulu).moved) == (date(2026, 3, 8), True)


def test_a_series_is_one_item(sink: CalendarSink, server: Watched, hand: CalendarHand) -> None:
    """Given the user made a weekly series of it, when listed, then it is one item; removed, nothing is left."""
    sink.create(TASK)
    event = hand.event(TASK.key)
    hand.edit(TASK.key, recurrence=weekly(event.start), kind="seriesMaster")
    server.calendar.change_occurrence(event, date(2026, 3, 9), subject="That week")
    assert (only(sink).ref, only(sink).moved) == (event.id, False)
    sink.remove(only(sink))
    assert alive(server) == []


def test_a_copy_that_another_program_made_is_the_users(sink: CalendarSink, server: Watched, hand: CalendarHand) -> None:
    """Given a copy with our properties and no transactionId, when listed, then only ours; once ours is deleted, the
    copy stands for it.
    """
    sink.create(TASK)
    event = hand.event(TASK.key)
    server.calendar.add("Copy", wall("2026-03-04T09:00"), calendar=own(server), properties=dict(event.properties))
    assert only(sink).ref == event.id
    server.calendar.delete(event)
    assert (only(sink).title, only(sink).reworded) == ("Copy", True)


@pytest.mark.parametrize(
    "start", [{}, {"dateTime": "soon", "timeZone": "UTC"}, {"dateTime": "2026-03-02T09:00:00", "timeZone": "X"}]
)
@pytest.mark.parametrize("all_day", [False, True])
def test_an_event_without_a_readable_start_is_not_moved(start: dict[str, str], *, all_day: bool) -> None:
    """Given a start nobody can read, when read, then there is no date (or the written one), and it is not moved."""
    event = {"id": "x", **sink_event.new(TASK, BERLIN), "start": start, "isAllDay": all_day}
    found = sink_event.found(event, TASK.key, BERLIN)
    assert found.date in (None, TASK.date)
    assert (found.moved, found.reworded) == (False, False)


# ---------------------------------------------------------------- once per key


@pytest.mark.parametrize("after", ["new", "refused"])
def test_what_the_user_deleted_is_not_made_again_where_it_was_seen(
    sink: CalendarSink, machines: Machines, server: Watched, hand: CalendarHand, after: Any
) -> None:
    """Given the user deleted it, when this machine, or another that has seen it, creates it, then nothing is made and
    that is success, whatever Exchange does with a transactionId of the past.
    """
    server.calendar.after_deletion = after
    sink.create(TASK)
    assert only(machines.calendar("desktop")).key == TASK.key
    hand.delete(TASK.key)
    for machine in ("laptop", "desktop"):
        again = machines.calendar(machine)
        again.create(TASK)
        assert list(again.tasks()) == []
        machines.calendar(machine).create(TASK)
    assert alive(server) == []


@pytest.mark.parametrize(("after", "left"), [("new", 1), ("refused", 0)])
def test_a_machine_that_never_saw_it_knows_no_better_than_exchange(
    sink: CalendarSink, machines: Machines, server: Watched, hand: CalendarHand, after: Any, left: int
) -> None:
    """Given the user deleted what another machine never saw, when that creates it, then it is made again only if
    Exchange takes the transactionId again; refused, that is success.
    """
    server.calendar.after_deletion = after
    sink.create(TASK)
    hand.delete(TASK.key)
    machines.calendar("desktop").create(TASK)
    assert len(alive(server)) == left


@pytest.mark.parametrize("after", ["new", "refused"])
def test_what_syncd_removed_can_be_made_again(
    sink: CalendarSink, machines: Machines, server: Watched, after: Any
) -> None:
    """Given syncd removed it (expired), when it is wanted again on that machine, then it is made, each time."""
    server.calendar.after_deletion = after
    for _ in range(3):
        sink.create(TASK)
        sink.remove(only(sink))
        assert list(machines.calendar().tasks()) == []
    machines.calendar().create(TASK)
    assert len(alive(server)) == 1
    assert only(machines.calendar("desktop")) == only(sink)


def test_two_machines_make_one_event(machines: Machines, server: Watched) -> None:
    """Given two machines with a notebook each, when both create the same, then one calendar and one event."""
    laptop, desktop = machines.calendar(), machines.calendar("desktop")
    laptop.create(TASK)
    desktop.create(replace(TASK, title="Other words"))
    assert len(alive(server)) == 1
    assert only(laptop) == only(desktop)


@pytest.mark.parametrize("status", [0, 400, 409])
def test_two_machines_in_the_same_second_make_one_event(
    machines: Machines, sink: CalendarSink, server: Watched, status: int
) -> None:
    """Given another machine makes it between our look and our post, when Exchange answers with that event, or refuses
    in one of two ways, then that is success, and there is one event, with the other's words.
    """
    sink.create(OTHER)
    task = sink_event.new(replace(TASK, title="Other words"), BERLIN)
    tags = {one["id"]: one["value"] for one in task["singleValueExtendedProperties"]}
    transaction = sink_event.transaction(own(server).id, TASK.key)

    def other_machine() -> None:
        server.calendar.add(
            "Other words", datetime(2026, 3, 2, 8, tzinfo=UTC), calendar=own(server), text=TASK.notes,
            properties=tags, transaction=transaction,
        )  # fmt: skip

    server.meanwhile(f"/me/calendars/{own(server).id}/events", other_machine, skip=1)
    if status:
        server.faults.add(Fault("answer", "events.create", status, SPENT))
    sink.create(TASK)
    assert server.called("events.create") == 2
    assert len(alive(server)) == 2
    assert by_key(sink)[TASK.key].title == "Other words"


def test_keys_that_differ_in_case_are_two(sink: CalendarSink, server: Watched) -> None:
    """Given Exchange compares values without case, when two keys differ in it alone, then there are two events."""
    sink.create(TASK)
    sink.create(replace(TASK, key=TASK.key.upper()))
    assert set(by_key(sink)) == {TASK.key, TASK.key.upper()}


# ---------------------------------------------------------------- the calendar


def test_looking_makes_no_calendar(sink: CalendarSink, server: Watched) -> None:
    """Given no calendar yet, when listed, completed or removed, then none is made."""
    assert list(sink.tasks()) == []
    sink.complete(Found("k", "T", None, done=False, ref="abcde"))
    assert server.called("calendars.create") == 0


def test_the_calendars_id_is_kept(machines: Machines, server: Watched) -> None:
    """Given the user renamed the calendar, when used again and again, then it is that one, and not looked for."""
    machines.calendar().create(TASK)
    calendar = own(server)
    server.calendar.rename_calendar(calendar, "Call them")
    server.forget_calls()
    machines.calendar().create(OTHER)
    assert len(only_in(server, calendar)) == 2
    assert (server.called("calendars.create"), server.called("calendars.list")) == (0, 0)


def only_in(server: Watched, calendar: Calendar) -> list[Event]:
    return [one for one in server.calendar.events.values() if one.calendar == calendar.id]


def test_a_calendar_of_that_name_is_used(machines: Machines, server: Watched) -> None:
    """Given the user made a calendar of that name, in other letters' case, or names its id, when created, then it is
    the one: Exchange has no two of one name.
    """
    mine = server.calendar.create_calendar("follow-UPS")
    machines.calendar().create(TASK)
    machines.calendar("desktop", name=mine.id).create(OTHER)
    assert len(only_in(server, mine)) == 2
    assert server.called("calendars.create") == 0


@pytest.mark.parametrize(
    ("name", "told"), [("Kalender", "your main calendar"), ("Geburtstage", "a calendar that can't be written to")]
)
def test_a_calendar_for_other_things_is_not_used(machines: Machines, server: Watched, name: str, told: str) -> None:
    """Given the config names the main calendar, or one nobody can write, when used, then Trouble asks for another."""
    sink = machines.calendar(name=name)
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(Trouble, match=f"“{name}” is {told}; name another one as `calendar`"):
            call()
    assert server.called("events.create") == 0


def test_somebody_elses_calendar_of_that_name_is_not_ours(machines: Machines, server: Watched) -> None:
    """Given a colleague shares a calendar of that name, when created, then ours is made beside it."""
    own_one = {"id": "shared", "name": "Follow-ups", "canEdit": True, "canShare": False, "isDefaultCalendar": False}
    theirs = {**own_one, "owner": {"name": "Bob", "address": "bob@example.com"}}
    server.faults.add(Fault("answer", "calendars.list", 200, {"value": [theirs]}))
    machines.calendar().create(TASK)
    assert len(alive(server)) == 1


def test_a_deleted_calendar_is_trouble_and_another_name_goes_on(machines: Machines, server: Watched) -> None:
    """Given the user deleted the calendar, when listed or created, then Trouble says how to go on, and nothing is
    made; under another name a new one is, and its events are, whatever Exchange remembers.
    """
    server.calendar.after_deletion = "refused"
    sink = machines.calendar()
    sink.create(TASK)
    found = only(sink)
    server.calendar.delete_calendar(own(server))
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(Trouble, match=r"“Follow-ups” is gone.*Name another one as `calendar`"):
            call()
    sink.complete(found)
    assert server.called("calendars.create") == 1
    other = machines.calendar(name="Follow-ups 2")
    other.create(TASK)
    assert (only(other).key, other.name) == (TASK.key, "office/Follow-ups 2")


@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated"])
def test_a_lost_reply_for_the_calendar_is_looked_up(machines: Machines, server: Watched, kind: Kind) -> None:
    """Given the reply to making the calendar is lost, when the next run creates, then it waits until lists show it, and
    there is one calendar.
    """
    server.faults.add(Fault(kind, "calendars.create"))
    with pytest.raises(Unavailable):
        machines.calendar().create(TASK)
    assert machines.clock.slept == 0
    machines.calendar().create(TASK)
    assert len(alive(server)) == 1
    assert machines.clock.slept == 20.0


def test_a_calendar_that_another_machine_made_meanwhile_is_used(machines: Machines, server: Watched) -> None:
    """Given another machine makes it just after our look, when made, then Exchange refuses a second, and ours is that
    one; while lists do not show it, Unavailable.
    """
    server.meanwhile("/me/calendars", lambda: server.calendar.create_calendar("Follow-ups"), skip=1)
    server.faults.add(Fault("answer", "calendars.list", 200, {"value": []}, skip=1))
    with pytest.raises(Unavailable, match="try again in a minute"):
        machines.calendar().create(TASK)
    machines.calendar().create(TASK)
    assert len(alive(server)) == 1
    assert machines.clock.slept == 0


@pytest.mark.parametrize("status", [400, 403])
def test_a_calendar_that_was_surely_not_made_is_made_later(machines: Machines, server: Watched, status: int) -> None:
    """Given a plain refusal, when made later, then nothing waits."""
    server.faults.add(Fault("answer", "calendars.create", status, REFUSED))
    with pytest.raises(Trouble, match=r"^account office: Microsoft refused making the calendar for follow-ups"):
        machines.calendar().create(TASK)
    machines.calendar().create(TASK)
    assert (len(alive(server)), machines.clock.slept) == (1, 0)


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated"])
def test_a_create_with_a_lost_reply_makes_one_event(machines: Machines, server: Watched, kind: Kind) -> None:
    """Given a reply that gets lost, when created, then Unavailable and no repetition; the next process looks, creates
    if need be, and there is one event.
    """
    server.faults.add(Fault(kind, "events.create"))
    with pytest.raises(Unavailable):
        machines.calendar().create(TASK)
    assert server.called("events.create") == 1
    again = machines.calendar()
    assert len(again.tasks()) == (kind != "lost before")
    again.create(TASK)
    assert len(alive(server)) == 1


def test_a_listing_that_lags_makes_no_second_event(machines: Machines, server: Watched) -> None:
    """Given a lost reply and a search that does not show the event yet, when created again, then its transactionId
    keeps it one.
    """
    server.faults.add(Fault("lost after", "events.create"))
    with pytest.raises(Unavailable):
        machines.calendar().create(TASK)
    server.faults.add(Fault("answer", "events.list", 200, {"value": []}))
    machines.calendar().create(TASK)
    assert server.called("events.create") == 2
    assert len(alive(server)) == 1


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
@pytest.mark.parametrize(("verb", "method"), [("update", "update"), ("complete", "update"), ("remove", "delete")])
def test_other_writes_with_a_lost_reply_can_be_repeated(
    sink: CalendarSink, machines: Machines, server: Watched, verb: str, method: str, kind: Kind
) -> None:
    """Given a lost reply, when written, then Unavailable; looked up and, if need be, written again, it is done; what
    was removed so can be made again.
    """
    sink.create(TASK)
    before = only(sink)
    server.faults.add(Fault(kind, f"events.{method}"))
    changed = replace(TASK, title="Call Grace")
    with pytest.raises(Unavailable):
        sink.update(changed, before) if verb == "update" else write(sink, verb, before)
    again = machines.calendar()
    now = by_key(again).get(TASK.key)
    assert (now == before) == (kind == "lost before")
    if now is not None:
        again.update(changed, now) if verb == "update" else write(again, verb, now)
    left = by_key(again).get(TASK.key)
    assert (left is None, bool(left and left.closed_by_us)) == (verb == "remove", verb == "complete")
    assert left is None or verb == "complete" or left.title == "Call Grace"
    again.create(TASK)
    assert len(alive(server)) == 1


def test_throttling_tokens_and_challenges_pass(machines: Machines, server: Watched) -> None:
    """Given 429 with Retry-After, a token that expired and a claims challenge, none executed, when written, then all is
    done once, after the waits that were asked for.
    """
    login = Pass(server.identity, *CALENDARS)
    sink = machines.calendar(session=machines.session(login=login))
    throttled = Fault("answer", "events.create", 429, THROTTLED, {"Retry-After": "7"}, times=2)
    server.faults.add(throttled)
    sink.create(TASK)
    assert machines.clock.slept == 14.0
    server.identity.expire_access()
    sink.update(replace(TASK, title="Call Grace"), only(sink))
    server.identity.challenge()
    sink.complete(only(sink))
    assert login.renewals == 2
    server.faults.add(Fault("answer", "events.list", 503, BACKEND))
    assert only(sink).closed_by_us
    assert len(alive(server)) == 1


def test_throttling_that_does_not_end_is_told(sink: CalendarSink, server: Watched) -> None:
    """Given refusals for rate without end, when created, then RateLimited, and later it is simply made."""
    server.faults.add(Fault("answer", "events.create", 429, THROTTLED, times=6))
    with pytest.raises(RateLimited):
        sink.create(TASK)
    sink.create(TASK)
    assert len(alive(server)) == 1


@pytest.mark.parametrize("status", [500, 503, 504])
def test_a_server_error_on_a_write_is_not_repeated(sink: CalendarSink, server: Watched, status: int) -> None:
    """Given a server error, when created, then Unavailable after one request; the next makes it."""
    server.faults.add(Fault("answer", "events.create", status, BACKEND))
    with pytest.raises(Unavailable):
        sink.create(TASK)
    assert server.called("events.create") == 1
    sink.create(TASK)
    assert len(alive(server)) == 1


def test_a_dead_login_is_told(machines: Machines, server: Watched) -> None:
    """Given the login is revoked, when written, then AuthExpired."""
    login = Pass(server.identity, *CALENDARS)
    sink = machines.calendar(session=machines.session(login=login))
    sink.create(TASK)
    login.revoked = True
    server.identity.expire_access()
    with pytest.raises(AuthExpired, match="syncd auth office"):
        sink.create(OTHER)


@pytest.mark.parametrize("code", ["ErrorIrresolvableConflict", "PreconditionFailed"])
@pytest.mark.parametrize("verb", ["update", "complete", "remove"])
@pytest.mark.parametrize("deed", ["retitle", "delete"])
def test_a_change_between_look_and_write_is_a_conflict(
    sink: CalendarSink, server: Watched, hand: CalendarHand, verb: str, deed: str, code: str
) -> None:
    """Given the user changes or deletes it just between our look and our write, when written, then Conflict (but to
    delete what is gone is success); it is as the user left it.
    """
    server.calendar.conflict = code
    sink.create(TASK)
    found = only(sink)
    act = (lambda: hand.retitle(TASK.key, "Mine")) if deed == "retitle" else (lambda: hand.delete(TASK.key))
    server.meanwhile(f"/events/{found.ref}", act, skip=1)
    if (verb, deed) == ("remove", "delete"):
        write(sink, verb, found)
    else:
        with pytest.raises(Conflict):
            write(sink, verb, found)
    assert [one.subject for one in alive(server)] == (["Mine"] if deed == "retitle" else [])


def test_pages_are_read_to_the_end(sink: CalendarSink, server: Watched) -> None:
    """Given more events than a page holds, when listed, then every one is there once, by id."""
    sink.create(TASK)
    first = alive(server)[0]
    for number in range(300):
        key = f"key{number:03}"
        tags = {name: key if name.endswith("Key") else value for name, value in first.properties.items()}
        start = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=number)
        transaction = sink_event.transaction(own(server).id, key)
        server.calendar.add("T", start, calendar=own(server), properties=tags, transaction=transaction)
    server.forget_calls()
    found = sink.tasks()
    assert (len({one.key for one in found}), len(found)) == (301, 301)
    assert [one.ref for one in found] == sorted(one.ref for one in found)
    assert server.called("events.list") == 2


def test_without_the_permission_nothing_is_asked(machines: Machines, server: Watched) -> None:
    """Given a login that may only read, when listed or created, then NotGranted, and no request."""
    sink = machines.calendar(session=machines.session("Calendars.Read"))
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(NotGranted, match=r"calendar of its own was not granted.*syncd auth office"):
            call()
    assert server.called() == 0


def test_a_refusal_is_plain_trouble(sink: CalendarSink, server: Watched) -> None:
    """Given an unexpected refusal of any request, when used, then Trouble of one line."""
    sink.create(TASK)
    found = only(sink)
    for method, call in [
        ("events.list", sink.tasks),
        ("events.create", lambda: sink.create(OTHER)),
        ("events.get", lambda: sink.complete(found)),
        ("events.update", lambda: sink.complete(found)),
    ]:
        server.faults.add(Fault("answer", method, 400, REFUSED))
        with pytest.raises(Trouble, match=r"^account office: Microsoft refused .* \(ErrorInvalidRequest\)$"):
            call()
