"""Google calendars as streams: the contract of sources, sync tokens, names, roles, and every way Google can fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.google.calendar import CalendarSource
from connectors.google.scopes import CALENDARS, EVENTS
from connectors.google.session import Session
from syncd.dates import Duration
from syncd.model import Batch, Event, Gone, Item, Mail, Seen, Stream
from syncd.ports import AuthExpired, CursorExpired, NotGranted, RateLimited, Trouble, Unavailable
from syncd.settings import Account
from tests.contracts.source import Backstage, Shelf, SourceContract, sync
from tests.simulators.faults import Fault
from tests.simulators.google.access import Sleeper, account_at, session_at
from tests.simulators.google.calendar import CalendarSim
from tests.simulators.google.calendar_world import all_day, timed
from tests.simulators.google.server import GoogleServer, Refusal

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LIST = "calendar.events.list"
NAMES = "calendar.calendarList.list"
SLOT = {"start": timed("2026-11-02T10:00"), "end": timed("2026-11-02T11:00")}
DAILY = {**SLOT, "recurrence": ["RRULE:FREQ=DAILY"]}


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server
    assert server.faults.pending() == 0
    assert server.violations == []


@pytest.fixture
def world(google: GoogleServer) -> Iterator[CalendarSim]:
    sim = CalendarSim(google)
    yield sim
    assert not sim.expiring


@dataclass
class Desk:
    """The user's account at the simulator. `made` makes the source as a next run would."""

    account: Account
    session: Session
    sleeper: Sleeper

    def made(
        self, *calendars: str, now: datetime = NOW, since: str = "", page: int = 10, batch: int = 4
    ) -> CalendarSource:
        span = Duration.parse(since) if since else None
        account = replace(self.account, calendars=calendars or ("primary",), since=span)
        return CalendarSource(account, self.session, now, page=page, batch=batch)

    def read(self, shelf: Shelf, calendar: str = "primary", **options: Any) -> int:
        """Syncs one calendar as the ingest job would; says how many batches there were."""
        return sync(self.made(calendar, **options), f"calendar:{calendar}", shelf)


@pytest.fixture
def desk(google: GoogleServer, world: CalendarSim, tmp_path: Path) -> Desk:
    sleeper = Sleeper()
    return Desk(account_at(google), session_at(google, tmp_path, [EVENTS, CALENDARS], sleeper), sleeper)


def facts(shelf: Shelf) -> dict[str, Event]:
    """What is there, by locator."""
    items = ((name, shelf.items[name]) for name in shelf.there)
    return {name: item.fact for name, item in items if isinstance(item, Seen) and isinstance(item.fact, Event)}


class AsMail:
    """The source with its events dressed as mail, which the contract's shelf counts."""

    def __init__(self, made: CalendarSource) -> None:
        self._made = made

    def streams(self) -> Sequence[Stream]:
        return self._made.streams()

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        for batch in self._made.read(stream, cursor, known):
            yield replace(batch, items=[self._dressed(item) for item in batch.items])

    @staticmethod
    def _dressed(item: Item) -> Item:
        if not isinstance(item, Seen) or not isinstance(item.fact, Event):
            return item
        return item._replace(fact=Mail(0, item.fact.uid, 0, "", (), (), "", b"", 0, 0))


class CalendarBackstage(Backstage):
    stream = "calendar:primary"

    def __init__(self, google: GoogleServer, world: CalendarSim, desk: Desk) -> None:
        self._google, self._world, self._desk = google, world, desk

    def source(self) -> AsMail:
        return AsMail(self._desk.made())

    def add(self, *uids: str) -> None:
        for uid in uids:
            self._world.add({**SLOT, "iCalUID": uid})

    def remove(self, *uids: str) -> None:
        for event in list(self._world.at().events.values()):
            if event.get("iCalUID") in uids:
                self._world.delete(event["id"])

    def vanish(self) -> None:
        self._google.faults.add(Fault("lost before", times=100_000))


class TestContract(SourceContract):
    """What every source does."""

    @pytest.fixture
    def backstage(self, google: GoogleServer, world: CalendarSim, desk: Desk) -> Iterator[Backstage]:
        yield CalendarBackstage(google, world, desk)
        google.faults.clear()


# ---------------------------------------------------------------- passes and tokens


def test_nothing_new_is_one_request(google: GoogleServer, world: CalendarSim, desk: Desk) -> None:
    """Given a synced calendar, when read again, then it takes one request, and no batch comes."""
    world.add(SLOT)
    shelf = Shelf()
    desk.read(shelf)
    google.forget_calls()
    assert (desk.read(shelf), google.called()) == (0, 1)


def test_a_quiet_calendars_token_is_renewed_once_a_day(world: CalendarSim, desk: Desk) -> None:
    """Given nothing new for days, when read often, then once a day a batch without items takes the new token."""
    world.add(SLOT)
    shelf = Shelf()
    desk.read(shelf)
    first = shelf.cursor
    assert desk.read(shelf, now=NOW + timedelta(hours=23)) == 0
    assert desk.read(shelf, now=NOW + timedelta(hours=25)) == 1
    assert (desk.read(shelf, now=NOW + timedelta(hours=26)), len(shelf.there)) == (0, 1)
    assert shelf.cursor != first


def test_the_parameters_never_change(google: GoogleServer, world: CalendarSim, desk: Desk) -> None:
    """Given pages, changes and a lost cursor, when read, then all requests ask the same but for their tokens."""
    for _ in range(25):
        world.add(SLOT)
    shelf = Shelf()
    desk.read(shelf)
    for event in list(world.at().events)[:12]:
        world.change(event, summary="Other")
    desk.read(shelf)
    asked = [parse_qs(urlsplit(one.target).query) for one in google.seen if one.method == LIST]
    without = [{name: one[name] for name in one if name not in ("pageToken", "syncToken")} for one in asked]
    assert len(asked) == 5
    assert all(one == without[0] for one in without)
    assert without[0].keys() == {"singleEvents", "showDeleted", "maxResults", "fields", "alt"}


def test_a_change_of_what_is_asked_starts_over(world: CalendarSim, desk: Desk) -> None:
    """Given a cursor of other parameters or another `since`, when read, then CursorExpired, and nothing was asked."""
    shelf = Shelf()
    world.add(SLOT)
    desk.read(shelf)
    for other in (desk.made(page=11), desk.made(since="1y")):
        with pytest.raises(CursorExpired):
            list(other.read("calendar:primary", shelf.cursor, set))


@pytest.mark.parametrize("page", [0, 1, 2])
def test_an_expired_token_reads_all_anew(google: GoogleServer, world: CalendarSim, desk: Desk, page: int) -> None:
    """Given a token that expires at any page, when read, then CursorExpired, and the whole calendar is read instead."""
    for _ in range(5):
        world.add({**SLOT, "iCalUID": "old"})
    shelf = Shelf()
    desk.read(shelf, page=2)
    world.delete("ev000001")
    world.purge("ev000001")  # so long ago that Google does not say it any more
    for event in list(world.at().events):
        world.touch(event)
    world.add(SLOT)
    world.expire_tokens(after=page)
    with pytest.raises(CursorExpired):
        list(desk.made(page=2).read("calendar:primary", shelf.cursor, set))
    google.forget_calls()
    desk.read(shelf, page=2)
    assert set(facts(shelf)) == set(world.at().events)
    assert google.called() == 1 + 3


@pytest.mark.parametrize("reason", ["updatedMinTooLongAgo", "fullSyncRequired"])
@pytest.mark.parametrize("skip", [0, 1])
def test_any_410_of_a_list_is_an_expired_cursor(
    google: GoogleServer, world: CalendarSim, desk: Desk, reason: str, skip: int
) -> None:
    """Given 410 of either reason at the first page or a later one of a whole pass, then CursorExpired."""
    for _ in range(3):
        world.add(SLOT)
    google.faults.add(Fault("answer", LIST, 410, Refusal(410, reason).body, skip=skip))
    with pytest.raises(CursorExpired):
        list(desk.made(page=2).read("calendar:primary", None, set))


def test_a_foreign_token_reads_all_anew(world: CalendarSim, desk: Desk) -> None:
    """Given a token that Google calls invalid (400), when read, then CursorExpired."""
    world.add(SLOT)
    shelf = Shelf()
    desk.read(shelf)
    assert shelf.cursor is not None
    fields = json.loads(shelf.cursor)
    with pytest.raises(CursorExpired):
        list(desk.made().read("calendar:primary", json.dumps({**fields, "token": "foreign"}), set))


def test_400_without_a_token_is_our_own_fault(google: GoogleServer, desk: Desk) -> None:
    """Given 400 for the first request of a whole pass, then that is Trouble: reading anew would not help."""
    google.faults.add(Fault("answer", LIST, 400, Refusal(400, "invalid").body))
    with pytest.raises(Trouble, match="refused reading meetings") as error:
        list(desk.made().read("calendar:primary", None, set))
    assert not isinstance(error.value, CursorExpired)


def test_short_and_empty_pages(world: CalendarSim, desk: Desk) -> None:
    """Given pages that are short or empty but not the last, when read, then everything comes."""
    events = {world.add(SLOT) for _ in range(7)}
    world.pages += [0, 1, 0, 0, 3]
    shelf = Shelf()
    desk.read(shelf)
    assert set(facts(shelf)) == events


def test_pages_that_never_end(google: GoogleServer, desk: Desk) -> None:
    """Given a server that gives the same page token again and again, when read, then Unavailable, not for ever."""
    google.faults.add(Fault("answer", LIST, 200, {"accessRole": "owner", "nextPageToken": "x"}, times=2))
    with pytest.raises(Unavailable, match="round in a circle"):
        list(desk.made().read("calendar:primary", None, set))


def test_stopped_in_a_pass_what_changed_meanwhile_comes(world: CalendarSim, desk: Desk) -> None:
    """Given a pass stopped after its first batch, when handed-over events change or go, then the end is right."""
    events = [world.add(SLOT) for _ in range(12)]
    shelf = Shelf()
    sync(desk.made(), "calendar:primary", shelf, most=1)
    assert shelf.there == set(events[:4])
    world.change(events[0], summary="Later")
    world.delete(events[1])
    world.add({**SLOT, "id": "a0000"})  # before all others
    desk.read(shelf)
    desk.read(shelf)
    assert shelf.there == {*events, "a0000"} - {events[1]}
    assert facts(shelf)[events[0]].summary == "Later"


def test_stopped_in_a_pass_of_changes(world: CalendarSim, desk: Desk) -> None:
    """Given many changes read in steps, stopped after each, then every step goes on and nothing is missing."""
    events = [world.add(SLOT) for _ in range(12)]
    shelf = Shelf()
    desk.read(shelf)
    for event in events:
        world.change(event, summary="Later")
    steps = 0
    while sync(desk.made(), "calendar:primary", shelf, most=1):
        steps += 1
    assert steps == 3
    assert {one.summary for one in facts(shelf).values()} == {"Later"}


def test_progress_is_told(world: CalendarSim, desk: Desk) -> None:
    """Given ten events and batches of four, when read, then done and total say so; one is fresh, one sweeps."""
    for _ in range(10):
        world.add(SLOT)
    batches = list(desk.made().read("calendar:primary", None, set))
    assert [(one.done, one.total, one.fresh, one.sweep) for one in batches] == [
        (4, 10, True, False),
        (8, 10, False, False),
        (10, 10, False, True),
    ]


# ---------------------------------------------------------------- what changes


def test_deleted_is_gone(world: CalendarSim, desk: Desk) -> None:
    """Given a synced event, when deleted so that only its id is left, then it is Gone."""
    event = world.add(SLOT)
    shelf = Shelf()
    desk.read(shelf)
    world.delete(event, bare=True)
    (batch,) = desk.made().read("calendar:primary", shelf.cursor, shelf.known)
    assert batch.items == [Gone(event)]


def test_a_cancelled_occurrence_of_a_known_series(google: GoogleServer, world: CalendarSim, desk: Desk) -> None:
    """Given a synced series, when one occurrence is cancelled and Google tells only its key, then it is an override
    with the series' uid, which is asked for once for all of them."""
    series = world.add({**DAILY, "iCalUID": "series@example.org"})
    shelf = Shelf()
    desk.read(shelf)
    first = world.cancel_instance(series, timed("2026-11-10T10:00"))
    world.cancel_instance(series, timed("2026-11-11T10:00"))
    desk.read(shelf)
    override = facts(shelf)[first]
    assert (override.uid, override.cancelled) == ("series@example.org", True)
    assert override.original is not None
    assert (override.original.wall, override.original.zone) == ("2026-11-10T10:00:00", "Europe/Berlin")
    assert google.called("calendar.events.get") == 1


def test_a_deleted_series_takes_its_exceptions_along(world: CalendarSim, desk: Desk) -> None:
    """Given a series with exceptions in the log, when it is deleted and nothing is said of those, then all are gone."""
    series, other = world.add(DAILY), world.add(DAILY)
    world.cancel_instance(series, timed("2026-11-10T10:00"))
    world.move_instance(series, timed("2026-11-11T10:00"), start=timed("2026-11-11T15:00"))
    kept = world.cancel_instance(other, timed("2026-11-10T10:00"))
    shelf = Shelf()
    desk.read(shelf)
    assert len(shelf.there) == 5
    world.delete(series, exceptions=False)
    desk.read(shelf)
    assert shelf.there == {other, kept}


@pytest.mark.parametrize("answer", [404, 410])
def test_a_series_deleted_behind_our_back(google: GoogleServer, world: CalendarSim, desk: Desk, answer: int) -> None:
    """Given a cancelled occurrence whose series can't be had any more, when read, then the occurrence is gone."""
    series = world.add(DAILY)
    shelf = Shelf()
    desk.read(shelf)
    world.cancel_instance(series, timed("2026-11-10T10:00"))
    google.faults.add(Fault("answer", "calendar.events.get", answer, Refusal(answer, "deleted").body))
    desk.read(shelf)
    assert shelf.there == {series}


def test_this_and_following_changed(world: CalendarSim, desk: Desk) -> None:
    """Given a synced series, when split, then the old one ends, the new one is a series with an identity of its own."""
    series = world.add(DAILY)
    shelf = Shelf()
    desk.read(shelf)
    later = world.split(series, timed("2026-11-10T10:00"), summary="Later")
    desk.read(shelf)
    assert facts(shelf).keys() == {series, later}
    assert facts(shelf)[series].rules == ("FREQ=DAILY;UNTIL=20261110T085959Z",)
    assert facts(shelf)[later].uid == f"{later}@google.com" != facts(shelf)[series].uid


def test_what_syncd_wrote_is_no_meeting(world: CalendarSim, desk: Desk) -> None:
    """Given follow-ups of ours in the calendar, when read, then they are skipped, at first and whenever they change."""
    mark = {"extendedProperties": {"private": {"syncd_key": "k1"}}}
    ours = world.add({**SLOT, **mark})
    shelf = Shelf()
    desk.read(shelf)
    world.change(ours, summary="✓ Call")
    desk.read(shelf)
    assert (shelf.there, shelf.skipped) == (set(), 2)
    assert desk.read(shelf) == 0


def test_one_unreadable_event_costs_only_itself(google: GoogleServer, desk: Desk) -> None:
    """Given an event without a start among others, when read, then it is listed with its reason; the rest is there."""
    items = [{"id": "a"}, {"id": "b", **SLOT}, "nonsense", {"id": 7}, {**SLOT}]
    google.faults.add(Fault("answer", LIST, 200, {"accessRole": "owner", "items": items, "nextSyncToken": "sync-0="}))
    shelf = Shelf()
    desk.read(shelf)
    assert shelf.there == {"a", "b"}
    assert getattr(shelf.items["a"], "reason", "") == "it has no readable time"


# ---------------------------------------------------------------- since


def test_what_was_over_before_since_is_skipped(world: CalendarSim, desk: Desk) -> None:
    """Given since = 1y, when first read, then what ended before is skipped, a series only if all of it did."""
    old = {"start": timed("2025-01-07T10:00"), "end": timed("2025-01-07T11:00")}
    world.add({**old, "id": "aaaaa"})
    world.add({**old, "id": "ended", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]})
    world.move_instance("ended", timed("2025-01-14T10:00"), summary="Moved")
    world.add({**old, "id": "endless", "recurrence": ["RRULE:FREQ=WEEKLY"]})
    exception = world.cancel_instance("endless", timed("2025-01-14T10:00"))
    moved = world.move_instance("endless", timed("2025-01-21T10:00"), summary="Moved")
    world.add({**old, "id": "revived", "recurrence": ["RRULE:FREQ=WEEKLY;UNTIL=20250201"]})
    late = world.move_instance(
        "revived", timed("2025-01-14T10:00"), start=timed("2026-02-01T10:00"), end=timed("2026-02-01T11:00")
    )
    world.add({"start": all_day("2026-11-01"), "end": all_day("2026-11-02"), "id": "later"})
    shelf = Shelf()
    desk.read(shelf, since="1y")
    assert shelf.there == {"endless", exception, moved, "revived", late, "later"}
    assert shelf.skipped == 3


def test_since_later_on(world: CalendarSim, desk: Desk) -> None:
    """Given a synced calendar with since = 1y, when old things change, then only those in the log are followed."""
    old = {"start": timed("2025-01-07T10:00"), "end": timed("2025-01-07T11:00")}
    world.add({**old, "id": "aaaaa"})
    world.add({**old, "id": "endless", "recurrence": ["RRULE:FREQ=WEEKLY"]})
    recent = world.add(SLOT)
    shelf = Shelf()
    desk.read(shelf, since="1y")
    world.change("aaaaa", summary="Other")
    moved = world.move_instance("endless", timed("2025-01-21T10:00"), summary="Moved")
    world.change(recent, start=old["start"], end=old["end"])
    desk.read(shelf, since="1y")
    assert shelf.there == {"endless", moved, recent}
    assert (facts(shelf)[recent].start.wall, shelf.skipped) == ("2025-01-07T10:00:00", 2)


# ---------------------------------------------------------------- calendars by name and role


def test_streams_are_the_configured_calendars(google: GoogleServer, desk: Desk) -> None:
    """Given ids and names in the config, when streams are asked for, then each is there once, without the network."""
    made = desk.made("primary", "Team", "Team")
    assert made.streams() == [Stream("calendar:primary", "primary"), Stream("calendar:Team", "Team")]
    assert google.called() == 0


def test_a_calendar_by_name(google: GoogleServer, world: CalendarSim, desk: Desk) -> None:
    """Given a calendar's display name in any case, when read, then it is looked up once over all pages, also hidden
    ones; the name the user gave it goes before its own."""
    for number in range(260):
        world.calendar(f"Other {number}")
    team = world.calendar("c93", override="Team Ω", hidden=True)
    world.calendar("Team ω", override="Something else")
    event = world.add(SLOT, team)
    shelf = Shelf()
    desk.read(shelf, "TEAM Ω")
    assert (shelf.there, google.called(NAMES)) == ({event}, 2)
    desk.read(shelf, "TEAM Ω")
    assert google.called(NAMES) == 2


def test_a_calendar_by_id_is_not_looked_up(google: GoogleServer, world: CalendarSim, desk: Desk) -> None:
    """Given an id with characters that a URL has another use for, when read, then it is that calendar."""
    holidays = world.calendar("Holidays", id="en.german#holiday@group.v.calendar.google.com", role="reader")
    event = world.add(SLOT, holidays)
    shelf = Shelf()
    desk.read(shelf, holidays)
    assert (shelf.there, google.called(NAMES)) == ({event}, 0)


def test_names_that_mean_no_calendar_or_several(world: CalendarSim, desk: Desk) -> None:
    """Given a name nobody has, or two have, when read, then Trouble that tells the names, or the ids, there are."""
    one, two = world.calendar("Team"), world.calendar("team")
    with pytest.raises(Trouble, match=r"no calendar is named “Tem”; there are: Team, ada@example.org, team"):
        list(desk.made("Tem").read("calendar:Tem", None, set))
    with pytest.raises(Trouble, match=f"several calendars are named “Team”.*{one}, {two}"):
        list(desk.made("Team").read("calendar:Team", None, set))


def test_a_calendar_that_is_gone(world: CalendarSim, desk: Desk) -> None:
    """Given a synced calendar, when it is deleted, then by name it is looked for anew, by id it is Trouble."""
    team = world.calendar("Team")
    world.add(SLOT, team)
    by_name, by_id = Shelf(), Shelf()
    desk.read(by_name, "Team")
    desk.read(by_id, team)
    world.remove_calendar(team)
    for shelf, text, told in ((by_name, "Team", "no calendar is named"), (by_id, team, "is not there, or not shared")):
        with pytest.raises(Trouble, match=told):
            desk.read(shelf, text)
        assert len(shelf.there) == 1
    event = world.add(SLOT, world.calendar("Team"))
    desk.read(by_name, "Team")
    assert by_name.there == {event}


def test_a_calendar_that_shows_no_details(world: CalendarSim, desk: Desk) -> None:
    """Given free/busy access only, when read, then Trouble that says whom to ask, and no event is taken for bare."""
    boss = world.calendar("Boss", id="boss@example.org", role="freeBusyReader")
    world.add(SLOT, boss)
    with pytest.raises(Trouble, match="shows you only when it is busy: ask its owner"):
        list(desk.made(boss).read(f"calendar:{boss}", None, set))


def test_a_readers_private_events_are_incomplete(world: CalendarSim, desk: Desk) -> None:
    """Given a calendar shared for reading, when read, then a private event is known to lack its guests."""
    boss = world.calendar("Boss", id="boss@example.org", role="reader")
    guests = {"attendees": [{"email": "grace@example.com"}]}
    private = world.add({**SLOT, **guests, "visibility": "private"}, boss)
    public = world.add({**SLOT, **guests}, boss)
    shelf = Shelf()
    desk.read(shelf, boss)
    assert (facts(shelf)[private].complete, facts(shelf)[private].attendees) == (False, ())
    assert (facts(shelf)[public].complete, len(facts(shelf)[public].attendees)) == (True, 1)


def test_permissions(google: GoogleServer, world: CalendarSim, tmp_path: Path) -> None:
    """Given a login that lacks a scope, when read, then NotGranted names it; names need one more than ids."""
    for granted, calendar, told in ((CALENDARS, "primary", "reading meetings"), (EVENTS, "Team", "calendars by name")):
        session = session_at(google, tmp_path, [granted], Sleeper())
        made = CalendarSource(account_at(google), session, NOW)
        with pytest.raises(NotGranted, match=told):
            list(made.read(f"calendar:{calendar}", None, set))
    assert google.called() == 0


# ---------------------------------------------------------------- failures


@pytest.mark.parametrize("skip", [0, 1, 2])
@pytest.mark.parametrize(
    "fault",
    [
        Fault("lost before", LIST),
        Fault("lost after", LIST),
        Fault("truncated", LIST),
        Fault("answer", LIST, 500, Refusal(500, "backendError").body),
        Fault("answer", LIST, 503, "nonsense", times=2),
        Fault("answer", LIST, 403, Refusal(403, "rateLimitExceeded").body, times=3),
        Fault("answer", LIST, 403, Refusal(403, "userRateLimitExceeded").body),
        Fault("answer", LIST, 429, Refusal(429, "rateLimitExceeded").body),
        Fault("answer", LIST, 401, Refusal(401, "authError").body),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_what_passes_is_waited_for(
    google: GoogleServer, world: CalendarSim, desk: Desk, fault: Fault, skip: int
) -> None:
    """Given a failure that passes, at any page, when read, then everything comes, without real waiting."""
    events = {world.add(SLOT) for _ in range(5)}
    google.faults.add(replace(fault, skip=skip))
    shelf = Shelf()
    desk.read(shelf, page=2)
    assert set(facts(shelf)) == events


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (503, "backendError", Unavailable),
        (403, "rateLimitExceeded", RateLimited),
        (403, "quotaExceeded", RateLimited),
        (401, "authError", AuthExpired),
        (403, "accessNotConfigured", Trouble),
        (403, "forbidden", Trouble),
    ],
)
def test_what_lasts_ends_the_reading_and_loses_nothing(
    google: GoogleServer, world: CalendarSim, desk: Desk, status: int, reason: str, expected: type[Trouble]
) -> None:
    """Given a failure that lasts, at the second page, when read, then it is told as what it is; later all comes."""
    shelf = Shelf()
    desk.read(shelf, page=2)
    before = shelf.cursor
    events = {world.add(SLOT) for _ in range(5)}
    google.faults.add(Fault("answer", LIST, status, Refusal(status, reason).body, skip=1, times=100))
    with pytest.raises(expected) as error:
        desk.read(shelf, page=2)
    assert type(error.value) is expected
    assert (shelf.there, shelf.cursor) == (set(), before)
    google.faults.clear()
    desk.read(shelf, page=2)
    assert set(facts(shelf)) == events


def test_no_text_of_an_event_is_asked_for(world: CalendarSim, desk: Desk, google: GoogleServer) -> None:
    """Given a meeting with a description and a place, when read, then neither is even sent."""
    world.add({**SLOT, "description": "secret", "location": "there"})
    shelf = Shelf()
    desk.read(shelf)
    (fields,) = parse_qs(urlsplit(google.seen[0].target).query)["fields"]
    assert "description" not in fields
    assert "location" not in fields
