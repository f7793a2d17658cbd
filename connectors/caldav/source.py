"""Meetings from CalDAV: one stream per configured calendar, one item per VEVENT of a resource.

A pass lists what changed (or everything), compares ETags with those it holds, and fetches the data of the rest in
batches. Reading that stops in between begins with the same listing again and skips what is handed over already. The
parser is that of .ics files, so that the facts are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connectors.caldav import errors, webdav
from connectors.caldav.cursor import Cursor, name_hash, tag_hash
from connectors.caldav.discovery import discover, named, placed
from connectors.caldav.errors import GONE, Refused
from connectors.caldav.listing import DOING, Listing, changes
from connectors.caldav.session import Session, etag
from connectors.caldav.webdav import DATA, ETAG
from connectors.icalendar import NotACalendar, locator, parse
from connectors.ics import chosen
from syncd.model import Batch, Event, Gone, Item, Seen, Stream, Unreadable
from syncd.ports import CursorExpired, Trouble
from syncd.recurrence import instant
from syncd.settings import Account

BATCH = 100  # resources
_STREAM = "calendar:"


@dataclass(frozen=True, slots=True)
class _Resource:
    """What lies at one URL."""

    name: str
    tag: str
    data: bytes


class CalDavSource:
    """The calendars of one account (a `syncd.ports.Source`). `now` is aware. `batch` is small in tests."""

    def __init__(self, account: Account, session: Session, now: datetime, *, batch: int = BATCH) -> None:
        self._account, self._session, self._size = account, session, batch
        self._since = str(account.since or "")
        self._cutoff = int(account.since.before_instant(now).timestamp()) if account.since else None

    def streams(self) -> Sequence[Stream]:
        """One for each configured name or path; asks nothing of the network."""
        return [Stream(_STREAM + text, text) for text in dict.fromkeys(self._account.calendars)]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. `known` is asked only if something that was read before changed or is gone.

        Raises Trouble if the calendar is not there or may not be read.
        """
        text = stream.removeprefix(_STREAM)
        if cursor is None:
            state = Cursor(self._since, self._resolved(text), self._cutoff)
        else:
            state = Cursor.load(cursor, self._since)
        try:
            listing = changes(self._session, state)
        except Refused as refused:
            raise self._trouble(refused, text, begun=cursor is not None) from refused
        if listing is not None:
            yield from self._batches(state, listing, known, fresh=cursor is None)

    def _batches(
        self, state: Cursor, listing: Listing, known: Callable[[], set[str]], *, fresh: bool
    ) -> Iterator[Batch]:
        news = listing.news(state.held)
        names = list(news)
        renewed = listing.whole and (listing.token, listing.ctag) != (state.token, state.ctag)
        if not (names or listing.gone or state.first or renewed):
            return
        before = _Before(known, state.held, listing.gone)
        for start in range(0, len(names) or 1, self._size):
            part = names[start : start + self._size]
            last = start + self._size >= len(names)
            items, skipped, state = self._handed(state, {name: news[name] for name in part}, before)
            if last:
                items += before.gone()
                held = {name: tag for name, tag in state.held.items() if name not in listing.gone}
                end = replace(state, token=listing.token, ctag=listing.ctag, first=False, held=held)
            yield Batch(
                items,
                (end if last else state).dump(),
                min(start + self._size, len(names)),
                len(names),
                skipped,
                fresh=fresh and start == 0,
                sweep=state.first and last,
            )

    def _handed(self, state: Cursor, wanted: dict[str, str], before: _Before) -> tuple[list[Item], int, Cursor]:
        """The items of some resources, how many events were passed over, and the state that holds these resources."""
        items: list[Item] = []
        skipped, held = 0, dict(state.held)
        for one in self._fetched(wanted) if wanted else ():
            found, over = self._items(one, state.cutoff) if one.data else ([], 0)
            items += found
            skipped += over
            items += before.lost(one.name, {item.locator for item in found})
            if one.data:
                held[name_hash(one.name)] = tag_hash(one.tag)
            else:
                held.pop(name_hash(one.name), None)
        return items, skipped, replace(state, held=held)

    def _items(self, one: _Resource, cutoff: int | None) -> tuple[list[Item], int]:
        """Single meetings that began before `cutoff` are passed over; series stay, for they may still run."""
        try:
            parsed = parse(one.data)
        except NotACalendar:
            return [Unreadable(f"{one.name}/", "it is not a calendar entry")], 0
        events = list(chosen(parsed.events).values())
        series = {event.uid for event in events if event.rules or event.dates}
        wanted = [event for event in events if _counts(event, series, cutoff)]
        items: dict[str, Item] = {f"{one.name}/{bad.locator}": bad for bad in parsed.unreadable}
        items = {place: Unreadable(place, bad.reason) for place, bad in items.items() if isinstance(bad, Unreadable)}
        items |= {
            place: Seen(place, event, link=event.link)
            for event in wanted
            for place in (f"{one.name}/{locator(event)}",)
        }
        return list(items.values()), parsed.skipped + len(events) - len(wanted)

    # ---- transport

    def _fetched(self, wanted: dict[str, str]) -> Iterator[_Resource]:
        """The resources by name and URL; without data those that are gone since they were listed."""
        try:
            answer = self._session.report(
                next(iter(wanted.values())).rpartition("/")[0] + "/",
                webdav.multiget(wanted.values()),
                depth=1,
                doing=DOING,
            )
            found = {one.name: one for one in answer.responses if one.text(DATA)}
        except Refused as refused:
            if refused.status not in (400, 403, 405, 413, 501, 507):
                raise errors.trouble(refused, self._account.name, self._session.host, DOING) from refused
            found = {}  # what can't be asked for together is asked for one by one
        for name, url in wanted.items():
            if name in found:
                yield _Resource(name, etag(found[name].text(ETAG)), found[name].text(DATA).encode())
            else:
                yield self._got(name, url)

    def _got(self, name: str, url: str) -> _Resource:
        try:
            data, tag = self._session.get(url, doing=DOING) or (b"", "")
        except Refused as refused:
            raise errors.trouble(refused, self._account.name, self._session.host, DOING) from refused
        return _Resource(name, tag, data)

    def _resolved(self, text: str) -> str:
        """The URL of a calendar that the config names. Raises Trouble unless there is exactly one."""
        if url := placed(self._session, text):
            return url
        calendar = named(self._session, text, discover(self._session).calendars)
        if not calendar.takes("VEVENT"):
            raise Trouble(f"account {self._account.name}: “{text}” holds to-dos only: take it out of `calendars`")
        return calendar.url

    def _trouble(self, refused: Refused, text: str, *, begun: bool) -> Trouble:
        who = f"account {self._account.name}: calendar “{text}”"
        if refused.status in GONE and begun and placed(self._session, text) is None:
            return CursorExpired(f"{who} is not where it was: it is looked for and read anew")
        if refused.status in GONE:
            return Trouble(f"{who} is not there, or not shared with you: correct `calendars`")
        return errors.trouble(refused, self._account.name, self._session.host, DOING)


class _Before:
    """What the log holds of resources that were read before; asked for once, and only if it matters."""

    def __init__(self, known: Callable[[], set[str]], held: dict[bytes, bytes], gone: set[bytes]) -> None:
        self._known, self._held, self._gone = known, held, gone
        self._by_name: dict[bytes, set[str]] | None = None

    def lost(self, name: str, now: set[str]) -> list[Item]:
        """What a resource held and holds no more."""
        if name_hash(name) not in self._held:
            return []
        return [Gone(one) for one in sorted(self._of(name_hash(name)) - now)]

    def gone(self) -> list[Item]:
        """What lay in the resources that are gone."""
        return [Gone(one) for name in sorted(self._gone) for one in sorted(self._of(name))]

    def _of(self, name: bytes) -> set[str]:
        if self._by_name is None:
            self._by_name = {}
            for one in self._known():
                self._by_name.setdefault(name_hash(one.partition("/")[0]), set()).add(one)
        return self._by_name.get(name, set())


def _counts(event: Event, series: set[str], cutoff: int | None) -> bool:
    return cutoff is None or event.uid in series or instant(event.start, UTC) >= cutoff
