"""Outlook calendars as streams: the contract of sources, passes and windows, names (PROVIDERS.md §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from syncd.model import Gone, Moment, Stream
from syncd.ports import CursorExpired, NotGranted, Trouble, Unavailable
from tests.connectors.microsoft.calendar_world import (
    DELTA,
    MONTH,
    NOW,
    PRIMARY,
    READ,
    AsMail,
    Desk,
    facts,
    invited,
    wall,
)
from tests.contracts.source import Backstage, Shelf, SourceContract
from tests.simulators.faults import Fault
from tests.simulators.microsoft.agenda import weekly
from tests.simulators.microsoft.call import Refusal


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk().open() as made:
        yield made


class CalendarBackstage(Backstage):
    stream = PRIMARY

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def source(self) -> AsMail:
        return AsMail(self._desk.made())

    def add(self, *uids: str) -> None:
        for uid in uids:
            self._desk.agenda.add("Lunch", wall("2026-11-02T12:00"), uid=uid)

    def remove(self, *uids: str) -> None:
        for event in list(self._desk.agenda.events.values()):
            if event.uid in uids:
                self._desk.agenda.delete(event)

    def vanish(self) -> None:
        self._desk.server.faults.add(Fault("lost before", times=100_000))


class TestContract(SourceContract):
    """What every source does."""

    @pytest.fixture
    def backstage(self, desk: Desk) -> Iterator[Backstage]:
        yield CalendarBackstage(desk)
        desk.server.faults.clear()


# ---------------------------------------------------------------- passes


def test_nothing_new_is_one_request(desk: Desk) -> None:
    """Given a synced calendar with a series, when read again, then it takes one request, and no batch comes."""
    desk.meetings(7)
    desk.series()
    shelf = Shelf()
    desk.read(shelf)
    desk.server.forget_calls()
    assert (desk.read(shelf), desk.server.called()) == (0, 1)


def test_a_quiet_calendars_link_is_renewed_once_a_day(desk: Desk) -> None:
    """Given nothing new for days, when read often, then once a day a batch without items takes the new link."""
    desk.meetings()
    shelf = Shelf()
    desk.read(shelf)
    first = shelf.cursor
    assert desk.read(shelf, now=NOW + timedelta(hours=23)) == 0
    assert desk.read(shelf, now=NOW + timedelta(hours=25)) == 1
    assert (desk.read(shelf, now=NOW + timedelta(hours=26)), len(shelf.there)) == (0, 1)
    assert shelf.cursor != first


def test_requests_of_a_first_pass(desk: Desk) -> None:
    """Given two years of meetings and a series from before, when first read, then the old ones come by a view without
    their text, the recent ones by the delta, and the series' master is asked for once."""
    desk.agenda.add("Old", wall("2025-03-03T12:00"), text="secret", **invited())
    desk.meetings()
    desk.series("2025-02-04T10:00")
    shelf = Shelf()
    desk.read(shelf, since="2y", page=500)
    assert [one.method for one in desk.server.seen] == ["calendars.default", "view.list", DELTA, "events.get"]
    view, delta, master = (parse_qs(urlsplit(one.target).query) for one in desk.server.seen[1:])
    assert view["startDateTime"] == ["2024-11-22T09:00:00Z"]
    assert view["endDateTime"] == delta["startDateTime"] == ["2025-10-18T09:00:00Z"]
    assert delta.keys() == {"startDateTime", "endDateTime"}
    assert "body" not in view["$select"][0] + master["$select"][0]
    assert len(shelf.there) == 3
    assert desk.held(shelf)


def test_everything_from_the_first_meeting_on(desk: Desk) -> None:
    """Given no `since` and a meeting of 2003, when read, then it is there, by views that Graph takes."""
    desk.agenda.add("First", wall("2003-05-06T12:00"), **invited())
    desk.meetings()
    shelf = Shelf()
    desk.read(shelf, since="")
    assert sorted(one.summary for one in facts(shelf).values()) == ["First", "Lunch"]
    assert desk.server.called("view.list") == 5
    desk.server.forget_calls()
    desk.read(shelf, since="")
    assert desk.server.called() == 1


def test_everything_of_an_empty_calendar(desk: Desk) -> None:
    """Given no `since` and nothing there, when read, then nothing comes; what is added later does."""
    shelf = Shelf()
    desk.read(shelf, since="")
    desk.meetings()
    desk.read(shelf, since="")
    assert len(shelf.there) == 1


def test_what_was_over_before_since_is_not_read(desk: Desk) -> None:
    """Given since = 1y, when first read, then what ended before is not there; a series is there as a whole."""
    desk.agenda.add("Old", wall("2025-03-03T12:00"), **invited())
    desk.series("2025-03-04T10:00", recurrence=weekly(wall("2025-03-04T10:00")))
    desk.series("2025-01-07T10:00", recurrence=weekly(wall("2025-01-07T10:00"), count=3))
    shelf = Shelf()
    desk.read(shelf)
    (talk,) = facts(shelf).values()
    assert talk.start == Moment("2025-03-04T10:00:00", "Europe/Berlin")
    assert desk.held(shelf)


def test_another_since_starts_over(desk: Desk) -> None:
    """Given a cursor for another `since`, when read, then CursorExpired, nothing asked; then what is too old goes."""
    desk.agenda.add("Old", wall("2025-03-03T12:00"), **invited())
    desk.meetings()
    shelf = Shelf()
    desk.read(shelf, since="2y")
    desk.server.forget_calls()
    with pytest.raises(CursorExpired):
        list(desk.made(since="1y").read(PRIMARY, shelf.cursor, set))
    assert desk.server.called() == 0
    desk.read(shelf, since="1y")
    assert [one.summary for one in facts(shelf).values()] == ["Lunch"]


def test_progress_is_told(desk: Desk) -> None:
    """Given ten events and batches of four, when read, then done and total say so; one is fresh, one sweeps."""
    desk.meetings(10)
    batches = list(desk.made().read(PRIMARY, None, set))
    assert [(one.done, one.total, one.fresh, one.sweep) for one in batches] == [
        (4, 10, True, False),
        (8, 10, False, False),
        (10, 10, False, True),
    ]


def test_stopped_in_a_pass_what_changed_meanwhile_comes(desk: Desk) -> None:
    """Given a pass stopped after its first batch, when handed-over events change or go, then the end is right."""
    made = desk.meetings(12)
    shelf = Shelf()
    desk.read(shelf, most=1)
    first = [one for one in made if one.id in shelf.there]
    assert len(first) == 4
    desk.agenda.edit(first[0], subject="Later")
    desk.agenda.delete(first[1])
    desk.meetings()
    desk.read(shelf)
    desk.read(shelf)
    assert len(shelf.there) == 12
    assert facts(shelf)[first[0].id].summary == "Later"
    assert desk.held(shelf)


def test_stopped_in_a_pass_of_changes(desk: Desk) -> None:
    """Given many changes read in steps, stopped after each, then every step goes on and nothing is missing."""
    made = desk.meetings(12)
    shelf = Shelf()
    desk.read(shelf)
    for event in made:
        desk.agenda.edit(event, subject="Later")
    steps = 0
    while desk.read(shelf, most=1):
        steps += 1
    assert steps == 3
    assert {one.summary for one in facts(shelf).values()} == {"Later"}


# ---------------------------------------------------------------- the window


def test_the_window_is_anchored_anew_each_month(desk: Desk) -> None:
    """Given a synced calendar, when a month has passed, then all is read with a new window, once, and the deltas go on
    from there; what lies before it stays, and a meeting of which nobody said that it was deleted goes."""
    old = desk.agenda.add("Old", wall("2025-12-01T12:00"), **invited())
    lost = desk.agenda.add("Lost", wall("2025-12-02T12:00"), **invited())
    far = desk.agenda.add("Far", wall("2028-02-20T12:00"), **invited())
    shelf = Shelf()
    desk.read(shelf)
    assert shelf.there == {old.id, lost.id}
    del desk.agenda.events[lost.id]  # behind the log's back
    later = NOW + timedelta(days=420)  # "Old" lies before the new window
    desk.server.forget_calls()
    assert desk.read(shelf, now=later) == 1
    assert shelf.there == {old.id, far.id}
    assert desk.server.called("events.get") == 1
    desk.server.forget_calls()
    assert (desk.read(shelf, now=later + timedelta(days=29, hours=1)), desk.server.called()) == (1, 1)
    assert desk.read(shelf, now=later + timedelta(days=29, hours=2)) == 0
    assert desk.read(shelf, now=later + MONTH) == 1
    assert desk.read(shelf, now=later + MONTH) == 0


def test_the_old_link_is_kept_until_the_new_window_is_read(desk: Desk) -> None:
    """Given a month gone by, when reading the new window fails, then the cursor is as before, and nothing is lost."""
    desk.meetings(7)
    shelf = Shelf()
    desk.read(shelf, page=3)
    before = shelf.cursor, set(shelf.there)
    desk.server.faults.add(Fault("answer", DELTA, 503, "down", skip=1, times=100))
    with pytest.raises(Unavailable):
        desk.read(shelf, page=3, now=NOW + MONTH)
    assert (shelf.cursor, shelf.there) == before
    desk.server.faults.clear()
    desk.meetings()
    desk.read(shelf, page=3, now=NOW + MONTH)
    assert len(shelf.there) == 8


def test_stopped_in_a_new_window(desk: Desk) -> None:
    """Given a re-reading stopped after each batch, when it goes on, then nothing is ever missing, and it ends."""
    made = desk.meetings(10)
    shelf = Shelf()
    desk.read(shelf)
    desk.agenda.delete(made[9])
    steps = 0
    while desk.read(shelf, most=1, now=NOW + MONTH):
        steps += 1
        assert {one.id for one in made[:9]} <= shelf.there
    assert (steps, len(shelf.there)) == (3, 9)


def test_what_left_the_window_is_not_deleted(desk: Desk) -> None:
    """Given a meeting moved years ahead, and one moved years back, when Graph calls them deleted, then they are asked
    for and stay as they are now."""
    ahead, back = desk.meetings(2)
    shelf = Shelf()
    desk.read(shelf)
    desk.agenda.move(ahead, datetime(2030, 1, 1, 12, tzinfo=UTC))
    desk.agenda.move(back, datetime(2020, 1, 1, 12, tzinfo=UTC))
    desk.read(shelf)
    assert {one.start.wall for one in facts(shelf).values()} == {"2030-01-01T12:00:00", "2020-01-01T12:00:00"}
    desk.read(shelf, now=NOW + MONTH)
    assert len(shelf.there) == 2


def test_an_unknown_event_that_is_called_deleted_is_not_asked_for(desk: Desk) -> None:
    """Given a synced calendar, when an event is made outside the window, then its removal means nothing."""
    shelf = Shelf()
    desk.meetings()
    desk.read(shelf)
    desk.agenda.add("Far", wall("2030-01-01T12:00"))
    desk.server.forget_calls()
    assert (desk.read(shelf), desk.server.called()) == (0, 1)


def test_deleted_is_gone(desk: Desk) -> None:
    """Given synced meetings, when one is deleted, one declined, one moved to another calendar, then they are Gone."""
    deleted, declined, moved = desk.meetings(3)
    kept = desk.agenda.add("Kept", wall("2026-11-02T10:00"), organizer="bob@example.com")
    shelf = Shelf()
    desk.read(shelf)
    desk.agenda.delete(deleted)
    desk.agenda.decline(declined)
    desk.agenda.delete(moved)
    other = desk.agenda.create_calendar("Other")
    desk.agenda.put(replace(moved, calendar=other.id))
    desk.agenda.cancel(kept)
    (batch,) = desk.made().read(PRIMARY, shelf.cursor, shelf.known)
    assert [item for item in batch.items if isinstance(item, Gone)] == sorted(
        Gone(one.id) for one in (deleted, declined, moved)
    )
    shelf.apply(batch)
    assert [(name, one.cancelled) for name, one in facts(shelf).items()] == [(kept.id, True)]


# ---------------------------------------------------------------- calendars by name


def test_streams_are_the_configured_calendars(desk: Desk) -> None:
    """Given ids and names in the config, when streams are asked for, then each is there once, without the network."""
    made = desk.made("primary", "Team", "Team")
    assert made.streams() == [Stream("calendar:primary", "primary"), Stream("calendar:Team", "Team")]
    assert (made.owns("calendar:Team"), made.owns("mail:inbox")) == (True, False)
    assert desk.server.called() == 0


def test_a_calendar_by_name_and_by_id(desk: Desk) -> None:
    """Given a calendar's name in any case, or its id, when read, then it is looked up once, over all pages."""
    for number in range(110):
        desk.agenda.create_calendar(f"Other {number}")
    team = desk.agenda.create_calendar("Team Ω")
    event = desk.agenda.add("Lunch", wall("2026-11-10T12:00"), calendar=team)
    desk.agenda.add("Elsewhere", wall("2026-11-10T12:00"))
    for text in ("TEAM ω", team.id):
        shelf = Shelf()
        desk.server.forget_calls()
        desk.read(shelf, text)
        desk.read(shelf, text)
        assert (shelf.there, desk.server.called("calendars.list")) == ({event.id}, 2)


def test_names_that_mean_no_calendar_or_several(desk: Desk) -> None:
    """Given a name nobody has, or two have, when read, then Trouble that tells the names, or the ids, there are."""
    one, two = desk.agenda.create_calendar("Team"), desk.agenda.create_calendar("x")
    desk.agenda.rename_calendar(two, "team")
    with pytest.raises(Trouble, match=r"no calendar is named “Tem”; there are: Geburtstage, Kalender, Team, team"):
        list(desk.made("Tem").read("calendar:Tem", None, set))
    with pytest.raises(Trouble, match="several calendars are named “Team”") as error:
        list(desk.made("Team").read("calendar:Team", None, set))
    assert one.id in str(error.value)
    assert two.id in str(error.value)


def test_a_calendar_that_is_gone(desk: Desk) -> None:
    """Given a synced calendar, when it is deleted, then it is looked for anew, and is Trouble if there is none."""
    team = desk.agenda.create_calendar("Team")
    desk.agenda.add("Lunch", wall("2026-11-10T12:00"), calendar=team)
    by_name, by_id = Shelf(), Shelf()
    desk.read(by_name, "Team")
    desk.read(by_id, team.id)
    desk.agenda.delete_calendar(team)
    desk.server.faults.add(Fault("answer", DELTA, 404, Refusal(404, "ErrorItemNotFound").reply.body, times=2))
    for shelf, text in ((by_name, "Team"), (by_id, team.id)):
        with pytest.raises(Trouble, match="no calendar is named"):
            desk.read(shelf, text)
        assert len(shelf.there) == 1
    event = desk.agenda.add("Lunch", wall("2026-11-10T12:00"), calendar=desk.agenda.create_calendar("Team"))
    desk.read(by_name, "Team")
    assert by_name.there == {event.id}


def test_somebody_elses_calendar(desk: Desk) -> None:
    """Given a calendar shared with me, when read, then the answers in it are not taken for mine."""
    calendar = {"id": desk.agenda.default.id, "name": "Grace", "owner": {"address": "grace@example.com"}}
    desk.server.faults.add(Fault("answer", "calendars.list", 200, {"value": [calendar]}))
    desk.meetings()
    shelf = Shelf()
    desk.read(shelf, "Grace")
    (lunch,) = facts(shelf).values()
    assert lunch.my_answer is None


def test_a_shared_mailbox() -> None:
    """Given an account that is a shared mailbox, when read, then all requests go there, and its answers are its own."""
    desk = Desk(f"{READ}.Shared", mailbox="team@example.org")
    with desk.server:
        desk.meetings()
        series = desk.series("2025-10-07T10:00")
        shelf = Shelf()
        desk.read(shelf, page=100)
        desk.agenda.edit(series, subject="Changed")
        desk.read(shelf, page=100)
        assert sorted(one.summary for one in facts(shelf).values()) == ["Changed", "Lunch"]
        assert {one.my_answer for one in facts(shelf).values()} == {"accepted"}
        assert all("/users/team@example.org/" in unquote(one.target) for one in desk.server.seen)
        assert desk.server.violations == []


def test_permissions() -> None:
    """Given a login that lacks the permission, when read, then NotGranted names it, and nothing is asked."""
    desk = Desk("Mail.Read")
    with desk.server:
        with pytest.raises(NotGranted, match="reading meetings"):
            list(desk.made().read(PRIMARY, None, set))
        assert desk.server.called() == 0
