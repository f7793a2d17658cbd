"""A user's calendars at a real server, behind a proxy; sources, sinks and the user's own hand on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import requests
from requests.auth import HTTPBasicAuth

from connectors.caldav.session import Session
from connectors.caldav.sink import CalDavSink
from connectors.caldav.source import CalDavSource
from connectors.ics_task import Kind
from syncd.dates import Duration
from syncd.model import Batch, Event, Gone, Item, Mail, Seen, Stream
from syncd.notebook import Notebook
from syncd.settings import Account
from tests.contracts.source import Shelf, sync
from tests.servers.between import Between
from tests.servers.radicale import DavServer
from tests.simulators.google.access import Sleeper

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
_XML = (
    '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>{}</d:displayname></d:prop></d:set></c:mkcalendar>"
)
_ETAGS = '<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>'
_calendars = count()


def meeting(uid: str, start: str = "20260302T090000Z", more: str = "") -> str:
    """One VEVENT."""
    head = f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n"
    return f"{head}DTSTART:{start}\r\nSUMMARY:Lunch\r\n{more}END:VEVENT\r\n"


class Desk:
    """One user."""

    def __init__(self, server: DavServer, proxy: Between) -> None:
        self.server, self.proxy, self.sleeper = server, proxy, Sleeper()
        self._http = requests.Session()
        self._http.trust_env = False  # looking through the environment takes a millisecond each time
        self.user = server.user()
        self.entry = proxy.url + "/"
        self.secrets = [server.password]

    @cached_property
    def calendar(self) -> str:
        """The name, and the last part of the path, of a calendar that is there and empty."""
        name = f"meetings{next(_calendars)}"
        self.make(name)
        return name

    def close(self) -> None:
        """No connection stays open."""
        self._http.close()

    # ---- the world behind syncd's back

    def direct(self, method: str, path: str, body: str = "", **headers: str) -> requests.Response:
        """A request of another program, past the proxy; `path` is below the user's home."""
        user, secret = (one.encode() for one in (self.user, self.server.password))
        sent = {"Content-Type": "application/xml" if body.startswith("<") else "text/calendar", **headers}
        url = self.server.home(self.user) + path
        return self._http.request(
            method, url, data=body.encode(), headers=sent, auth=HTTPBasicAuth(user, secret), timeout=10
        )

    def make(self, name: str) -> None:
        """A calendar of the user's."""
        assert self.direct("MKCALENDAR", f"{name}/", _XML.format(name)).status_code == 201

    def put(self, name: str, *events: str, calendar: str = "") -> None:
        """An entry of the user's."""
        body = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{''.join(events)}END:VCALENDAR\r\n"
        answer = self.direct("PUT", f"{calendar or self.calendar}/{quote(name)}", body)
        assert answer.status_code in (200, 201, 204), answer.text

    def empty(self, calendar: str) -> None:
        """All entries of a calendar are deleted."""
        listed = self.direct("PROPFIND", f"{calendar}/", _ETAGS, Depth="1").text
        for name in re.findall(r"href>[^<]*/([^/<]+\.ics)</", listed):
            self.direct("DELETE", f"{calendar}/{name}")

    def delete(self, name: str) -> None:
        """The user deletes an entry."""
        assert self.direct("DELETE", f"{self.calendar}/{quote(name)}").status_code in (200, 204)

    # ---- syncd's side

    def session(self) -> Session:
        """As a next run would have it. The secrets are given one after the other, the last for ever."""

        def secret(again: bool) -> str:
            if again and len(self.secrets) > 1:
                self.secrets.pop(0)
            return self.secrets[0]

        return Session("home", self.entry, self.user, secret, self.sleeper)

    def source(self, *calendars: str, since: str = "", batch: int = 100, now: datetime = NOW) -> CalDavSource:
        """A source on these calendars."""
        span = Duration.parse(since) if since else None
        account = Account("home", "caldav", calendars=calendars or (self.calendar,), since=span)
        return CalDavSource(account, self.session(), now, batch=batch)

    def read(self, shelf: Shelf, calendar: str = "", since: str = "") -> int:
        """Syncs one calendar as the ingest job would; says how many batches there were."""
        name = calendar or self.calendar
        return sync(self.source(name, since=since), f"calendar:{name}", shelf)

    def sink(self, folder: Path, calendar: str, kind: Kind = "event") -> CalDavSink:
        """A sink that notes things in `folder`, as each machine has its own."""
        return CalDavSink(self.session(), Notebook(folder / "notes.json"), calendar, kind, BERLIN, lambda: NOW)


def facts(shelf: Shelf) -> dict[str, Event]:
    """What is there, by locator."""
    items = ((name, shelf.items[name]) for name in shelf.there)
    return {name: item.fact for name, item in items if isinstance(item, Seen) and isinstance(item.fact, Event)}


class AsMail:
    """The source with its events dressed as mail, which the contract's shelf counts."""

    def __init__(self, made: CalDavSource) -> None:
        self._made = made

    def streams(self) -> Sequence[Stream]:
        return self._made.streams()

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        for batch in self._made.read(stream, cursor, known):
            dressed: list[Item] = [
                Seen(item.locator, Mail(0, item.fact.uid, 0, "", (), (), "", b"", 0, 0))
                for item in batch.items
                if isinstance(item, Seen) and isinstance(item.fact, Event)
            ]
            dressed += [item for item in batch.items if isinstance(item, Gone)]
            yield Batch(dressed, batch.cursor, batch.done, batch.total, batch.skipped, batch.fresh, batch.sweep)
