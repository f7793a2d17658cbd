"""A user's calendars at a simulated Exchange, sources on them, and what is stored of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.microsoft.calendar import CalendarSource
from connectors.microsoft.session import Session
from syncd.dates import Duration
from syncd.model import Batch, Event, Item, Mail, Seen, Stream
from syncd.recurrence import occurrences
from syncd.settings import Account
from tests.connectors.microsoft.mail_world import ADA, JumpingClock, Pass, Watched
from tests.contracts.source import Shelf, sync
from tests.simulators.microsoft.agenda import Agenda, weekly
from tests.simulators.microsoft.series import Attendee
from tests.simulators.microsoft.series import Event as Made

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PRIMARY = "calendar:primary"
BERLIN = "W. Europe Standard Time"
GRACE = "grace@example.com"
READ = "Calendars.Read"
DELTA = "view.delta"
MONTH = timedelta(days=31)
_SOON = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def wall(text: str) -> datetime:
    """A wall clock reading."""
    return datetime.fromisoformat(text)


class Desk:
    """A server with one user's calendars (or a shared mailbox's), and sources as each run would make them."""

    def __init__(self, *scopes: str, mailbox: str = "") -> None:
        self.clock = JumpingClock()
        self.server = Watched(ADA, self.clock)
        self.mailbox = mailbox
        self.agenda: Agenda = (self.server.share(mailbox) if mailbox else self.server).calendar
        self.login = Pass(self.server.identity, *(scopes or (READ,)))

    @contextmanager
    def open(self) -> Iterator[Desk]:
        """While it serves; in the end nothing wrong was asked, and every fault has struck."""
        with self.server:
            yield self
            assert self.server.violations == []
            assert self.server.faults.pending() == 0
            assert self.server.pending() == 0

    def made(
        self, *calendars: str, now: datetime = NOW, since: str = "1y", page: int = 10, batch: int = 4
    ) -> CalendarSource:
        """A source on these calendars."""
        span = Duration.parse(since) if since else None
        address = self.mailbox or ADA
        account = Account("work", "microsoft", address, calendars=calendars or ("primary",), since=span)
        session = Session("work", self.login, self.clock, self.server.url)
        return CalendarSource(account, session, now, self.mailbox, page=page, batch=batch)

    def read(self, shelf: Shelf, calendar: str = "primary", *, most: int | None = None, **options: Any) -> int:
        """Syncs one calendar as the ingest job would; says how many batches there were."""
        return sync(self.made(calendar, **options), f"calendar:{calendar}", shelf, most=most)

    def meetings(self, count: int = 1, **fields: Any) -> list[Made]:
        """Meetings of Grace's on the days after 1 November."""
        noon = wall("2026-11-01T12:00")
        days = [noon + timedelta(days=number) for number in range(count)]
        return [self.agenda.add("Lunch", day, **{**invited(), **fields}) for day in days]

    def held(self, shelf: Shelf) -> bool:
        """Whether what is stored is what the calendar shows, for some weeks."""
        return starts(facts(shelf).values(), *_SOON) == shown(self.agenda, *_SOON)

    def series(self, start: str = "2026-11-03T10:00", *, zone: str = BERLIN, **more: Any) -> Made:
        """A weekly series of Grace's to which I said yes, of 20 meetings."""
        recurrence = more.pop("recurrence", None) or weekly(wall(start), count=20)
        return self.agenda.add_series("Talk", wall(start), recurrence, zone=zone, **{**invited(), **more})


def invited(mine: str = "accepted") -> dict[str, Any]:
    """Fields of a meeting of Grace's to which I was asked."""
    return {"organizer": GRACE, "attendees": [Attendee(ADA, mine)], "response": mine}


def facts(shelf: Shelf) -> dict[str, Event]:
    """What is there, by locator."""
    items = ((name, shelf.items[name]) for name in shelf.there)
    return {name: item.fact for name, item in items if isinstance(item, Seen) and isinstance(item.fact, Event)}


def starts(given: Iterable[Event], since: datetime, until: datetime) -> list[tuple[str, str]]:
    """Start (UTC, or a date) and subject of every meeting in a time, by what is stored: as `shown` says it.

    The first and last two days are left out: all-day meetings lie there or not by the clock one goes by.
    """
    by_uid: dict[str, list[Event]] = {}
    for event in given:
        by_uid.setdefault(event.uid, []).append(event)
    first, last = int(since.timestamp()), int(until.timestamp())
    found = []
    for components in by_uid.values():
        for one in occurrences(components, home=ZoneInfo("Europe/Berlin"), since=first, until=last - 1):
            when = one.day.isoformat() if one.day else datetime.fromtimestamp(one.at, UTC).isoformat()[:19]
            found.append((when, one.event.summary))
    return _well_inside(found, since, until)


def shown(agenda: Agenda, since: datetime, until: datetime) -> list[tuple[str, str]]:
    """Start and subject of every meeting that begins in a time, by the calendar itself."""
    found = []
    for event in agenda.events.values():
        for one in agenda.expand(event, since, until):
            at = one.start.replace(tzinfo=_zone(one.zone)).astimezone(UTC)
            if since <= at < until:
                when = one.start.date().isoformat() if one.all_day else at.isoformat()[:19]
                found.append((when, one.subject))
    return _well_inside(found, since, until)


def _well_inside(found: list[tuple[str, str]], since: datetime, until: datetime) -> list[tuple[str, str]]:
    first, last = ((at + timedelta(days=days)).date().isoformat() for at, days in ((since, 2), (until, -2)))
    return sorted(one for one in found if first <= one[0][:10] < last)


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo({BERLIN: "Europe/Berlin"}.get(name, name))


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


def on(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)
