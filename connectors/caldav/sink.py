"""Follow-ups in a CalDAV calendar of their own (RFC 4791 §5.3.2), as events or to-dos.

A resource's name and UID are made from the key, and it is made only where none is (If-None-Match: *), so that two
machines make one. Changes are guarded by the ETag that was found (If-Match) and touch only the lines that must change.
Looking first is not for nothing: SOGo and Zimbra do not heed If-None-Match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import quote, urljoin

from connectors.caldav import errors, sink_item, webdav
from connectors.caldav.errors import GONE, Refused
from connectors.caldav.listing import resources
from connectors.caldav.session import Session, etag
from connectors.caldav.sink_calendar import OwnCalendar
from connectors.caldav.webdav import DATA, ETAG, TYPE
from connectors.ics_task import Kind
from syncd.model import Found, Task
from syncd.notebook import Notebook
from syncd.ports import Conflict, Trouble

BATCH = 100  # resources
_DOING, _LOOKING = "writing follow-ups to the calendar", "looking at the calendar for follow-ups"
_TAKEN = frozenset({403, 409, 412})  # the name, or the UID under another name
_ICS = {"Content-Type": "text/calendar; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A resource as it is now."""

    url: str
    data: bytes
    tag: str

    @property
    def mark(self) -> str:
        """What it is compared by."""
        return self.tag or sink_item.digest(self.data)


class CalDavSink:
    """`ports.TaskSink` over the calendar named, or placed at the path, `calendar`. `zone` is the user's."""

    def __init__(
        self,
        session: Session,
        notebook: Notebook,
        calendar: str,
        kind: Kind,
        zone: tzinfo,
        now: Callable[[], datetime],
    ) -> None:
        self.name = f"{session.account}/{calendar}"
        self._session, self._kind, self._zone, self._now = session, kind, zone, now
        self._calendar = OwnCalendar(session, notebook, calendar, "VTODO" if kind == "task" else "VEVENT")

    def tasks(self) -> Sequence[Found]:
        """All items of ours that are not cancelled. No calendar is no items; one that is gone is Trouble.

        If two resources hold the same key, the one that syncd named counts.
        """
        calendar = self._calendar.find()
        if calendar is None:
            return []
        items: dict[str, Found] = {}
        for place in self._places(calendar):
            name = webdav.name_of(place.url)
            for key, item in sink_item.items(place.data).items():
                one = sink_item.found(item, self._zone, name, place.mark)
                if one is not None and (key not in items or name == _plain(key)):
                    items[key] = one
        return list(items.values())

    def create(self, task: Task) -> None:
        """Makes it, and the calendar if there is none. What has its UID already, even cancelled, is success."""
        calendar = self._calendar.make()
        url = urljoin(calendar, sink_item.file_name(task.key))
        if self._holds(self._get(url), task.key):
            return
        body = sink_item.new(task, self._kind, self._zone, self._now())
        try:
            self._session.write("PUT", url, body, {**_ICS, "If-None-Match": "*"}, doing=_DOING)
        except Refused as refused:
            if refused.status in GONE or (refused.status == 409 and not self._there(calendar)):
                raise self._calendar.gone() from refused
            if refused.status not in _TAKEN or not self._anywhere(calendar, task.key):
                raise self._trouble(refused, _DOING) from refused

    def update(self, task: Task, found: Found) -> None:
        """Replaces title, notes and date. Conflict if it was changed or is gone."""
        place = self._same(found)
        if place is None:
            raise Conflict(f"“{found.title}” is no longer in {self.name}; the next run decides anew")
        self._put(place, sink_item.revised(place.data, task, self._zone, self._now()), found)

    def complete(self, found: Found) -> None:
        """Marks it done, wherever the user moved it. What is ticked already stays as the user ticked it."""
        place = self._same(found)
        if place is not None and not found.done:
            self._put(place, sink_item.closed(place.data, found.key, self._now()), found)

    def remove(self, found: Found) -> None:
        """Deletes it."""
        place = self._same(found)
        if place is None:
            return
        try:
            self._session.write("DELETE", place.url, b"", _if_match(place), doing=_DOING)
        except Refused as refused:
            if refused.status not in GONE:
                raise self._changed(refused, found) from refused

    # ---- one resource

    def _same(self, found: Found) -> _Place | None:
        """The item as it was found, None if it is gone or cancelled; Conflict if it was changed."""
        calendar = self._calendar.find()
        place = self._get(urljoin(calendar, quote(found.ref))) if calendar is not None else None
        if place is None:
            return None
        item = sink_item.items(place.data).get(found.key)
        if item is None or not item.mains:
            return None
        if place.mark != found.etag:
            raise self._conflict(found)
        return place

    def _get(self, url: str) -> _Place | None:
        try:
            got = self._session.get(url, doing=_LOOKING)
        except Refused as refused:
            raise self._trouble(refused, _LOOKING) from refused
        return _Place(url, *got) if got is not None else None

    def _put(self, place: _Place, data: bytes, found: Found) -> None:
        try:
            self._session.write("PUT", place.url, data, {**_ICS, **_if_match(place)}, doing=_DOING)
        except Refused as refused:
            raise self._changed(refused, found) from refused

    def _holds(self, place: _Place | None, key: str) -> bool:
        return place is not None and key in sink_item.items(place.data)

    def _anywhere(self, calendar: str, key: str) -> bool:
        """Whether this follow-up lies in the calendar, under whatever name: other programs rename what they move."""
        return any(self._holds(place, key) for place in self._places(calendar))

    # ---- all resources

    def _places(self, calendar: str) -> Iterator[_Place]:
        """Every resource with its data."""
        try:
            inside = self._session.propfind(calendar, (ETAG, TYPE), depth=1, doing=_LOOKING)
        except Refused as refused:
            raise (self._calendar.gone() if refused.status in GONE else self._trouble(refused, _LOOKING)) from refused
        urls = [url for _, (url, _) in sorted(resources(inside.responses, calendar).items())]
        for start in range(0, len(urls), BATCH):
            yield from self._fetched(calendar, urls[start : start + BATCH])

    def _fetched(self, calendar: str, urls: Sequence[str]) -> Iterator[_Place]:
        try:
            answer = self._session.report(calendar, webdav.multiget(urls), depth=1, doing=_LOOKING)
        except Refused as refused:
            raise self._trouble(refused, _LOOKING) from refused
        found = {webdav.path_of(one.url): one for one in answer.responses}
        for url in urls:
            one = found.get(webdav.path_of(url))
            if one is not None and one.text(DATA):
                yield _Place(url, one.text(DATA).encode(), etag(one.text(ETAG)))
            elif one is None and (place := self._get(url)) is not None:
                yield place

    def _there(self, calendar: str) -> bool:
        try:
            self._session.propfind(calendar, (TYPE,), depth=0, doing=_LOOKING)
        except Refused:
            return False
        return True

    # ---- what went wrong

    def _changed(self, refused: Refused, found: Found) -> Trouble:
        return self._conflict(found) if refused.status in (412, *GONE) else self._trouble(refused, _DOING)

    def _conflict(self, found: Found) -> Conflict:
        return Conflict(f"“{found.title}” was changed in {self.name} meanwhile; the next run decides anew")

    def _trouble(self, refused: Refused, doing: str) -> Trouble:
        return errors.trouble(refused, self._session.account, self._session.host, doing)


def _plain(key: str) -> str:
    return webdav.name_of(sink_item.file_name(key))


def _if_match(place: _Place) -> dict[str, str]:
    """The condition; a weak ETag never matches one (RFC 9110 §13.1.1), so it can only be compared before."""
    return {"If-Match": place.tag} if place.tag and not place.tag.startswith("W/") else {}
