"""The requests to Microsoft Graph that reading one calendar takes (PROVIDERS.md §4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from connectors.microsoft import errors
from connectors.microsoft.calendar_fold import Rows
from connectors.microsoft.calendar_series import Span
from connectors.microsoft.errors import Refusal
from connectors.microsoft.event import FIELDS, Row, Unclear, plain, start_of, table
from connectors.microsoft.scopes import CALENDARS
from connectors.microsoft.session import IN_FLIGHT, Refused, Session
from syncd.addresses import canonical
from syncd.ports import CursorExpired, NotGranted, Trouble, Unavailable
from syncd.recurrence import instant

_DAY = 86_400
_WIDEST = 1800 * _DAY  # a view of more than 1,825 days is refused (microsoft-graph-docs#6284)
_UTC = 'outlook.timezone="UTC"'
_AS_TEXT = 'outlook.body-content-type="text"'  # a delta brings bodies whether wanted or not: then the smaller form
_SELECT = ",".join(FIELDS)
_ROUNDS = 3  # attempts at a first round whose links expire on the way
_DOING = "reading meetings"
_Key = TypeVar("_Key")
_Answer = TypeVar("_Answer")


class Place(NamedTuple):
    """A calendar: its id, and whether it is the account owner's."""

    id: str
    own: bool


class Failure(NamedTuple):
    """Why Microsoft does not hand something over, in plain words."""

    reason: str


class Reading:
    """The calendars of the login, or those of the shared mailbox with an `address`. Thread-safe.

    `page` is a number of events. Raises Refused only where said.
    """

    def __init__(self, session: Session, account_address: str, address: str, page: int) -> None:
        self._session, self._page = session, page
        self._mine = address or account_address
        self._root = f"/users/{quote(address, safe='@')}" if address else "/me"

    def needs(self) -> None:
        """Raises NotGranted if the login may not read calendars."""
        self._session.needs(CALENDARS)

    # ---- which calendar

    def find(self, text: str) -> Place:
        """The calendar that the config names: ``primary``, an id, or a name. Raises Trouble unless there is one."""
        who, doing = f"account {self._session.account}", "finding calendars by name"
        try:
            if text == "primary":
                default = self._session.get(f"{self._root}/calendar", doing=doing).get("id")
                if not isinstance(default, str) or not default:
                    raise Unavailable(f"{who}: Microsoft names no calendar; try again later")
                return Place(default, own=True)
            path, params = f"{self._root}/calendars", {"$top": "100"}
            listed = [one for page in self._pages(path, params, (), doing) for one in page.get("value") or ()]
        except Refused as refused:
            raise self._trouble(refused, doing) from refused
        calendars = [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]
        fitting = [one for one in calendars if one["id"] == text]
        fitting = fitting or [one for one in calendars if _name(one).casefold() == text.strip().casefold()]
        if len(fitting) == 1:
            return Place(fitting[0]["id"], self._owns(fitting[0]))
        if fitting:
            ids = ", ".join(sorted(one["id"] for one in fitting))
            raise Trouble(f"{who}: several calendars are named “{text}”: put the id of one into `calendars`: {ids}")
        there = ", ".join(sorted({_name(one) for one in calendars} - {""}))
        raise Trouble(f"{who}: no calendar is named “{text}”; there are: {there or 'none'}")

    def _owns(self, calendar: Mapping[str, Any]) -> bool:
        owner = canonical(plain(table(calendar.get("owner")).get("address"))) or ""
        return calendar.get("isDefaultCalendar") is True or owner in ("", self._mine)

    def vanished(self) -> CursorExpired:
        """What to raise when the calendar is not there any more."""
        return CursorExpired(
            f"account {self._session.account}: a calendar is not there any more; it is looked for anew"
        )

    # ---- what is in it

    def changes(self, link: str) -> tuple[Rows, str]:
        """What the delta tells since its `link`, and the next link. Raises Refused."""
        return self._round(link, {})

    def delta(self, place: Place, span: Span) -> tuple[Rows, str]:
        """All that the delta of a window tells, and the link to what will change. Its links may expire on the way."""
        path = f"{self._calendar(place)}/calendarView/delta"
        for _ in range(_ROUNDS):
            try:
                return self._round(path, _window(span))
            except Refused as refused:
                if refused.meaning is not Refusal.RESYNC:
                    raise self._trouble(refused, _DOING) from refused
        who = f"account {self._session.account}"
        raise Unavailable(f"{who}: Microsoft forgets the list of meetings while it is read; try again later")

    def view(self, place: Place, span: Span) -> Rows:
        """All that a window shows, occurrences in full; for what lies too far back for a delta."""
        rows = Rows()
        try:
            for part in _parts(span):
                rows.add(self._listed(f"{self._calendar(place)}/calendarView", part))
        except Refused as refused:
            raise self._trouble(refused, _DOING) from refused
        return rows

    def earliest(self, place: Place) -> int | None:
        """When the first single meeting or series begins; None in an empty calendar."""
        params = {"$select": "start,isAllDay", "$orderby": "start/dateTime", "$top": "1"}
        try:
            found = self._session.get(f"{self._calendar(place)}/events", params=params, prefer=(_UTC,), doing=_DOING)
        except Refused as refused:
            raise self._trouble(refused, _DOING) from refused
        starts = []
        for row in found.get("value") or ():
            try:
                starts.append(instant(start_of(row), UTC))
            except Unclear:
                continue
        return min(starts, default=None)

    def events(self, place: Place, names: Iterable[str]) -> dict[str, Row | Failure | None]:
        """Single meetings and masters by their ids; None for one that is not in the calendar any more."""
        return self._each(place, names, lambda name: self._event(place, name))

    def instances(self, place: Place, series: Iterable[str], span: Span) -> dict[str, Rows | Failure | None]:
        """All that a window shows of each series, in full; None for one that is gone."""
        return self._each(place, series, lambda name: self._instances(name, span))

    # ---- transport

    def _event(self, place: Place, name: str) -> Row:
        path = f"{self._calendar(place)}/events/{quote(name, safe='')}"
        return self._session.get(path, params={"$select": _SELECT}, prefer=(_UTC,), doing=_DOING)

    def _instances(self, name: str, span: Span) -> Rows:
        rows = Rows()
        for part in _parts(span):
            rows.add(self._listed(f"{self._root}/events/{quote(name, safe='')}/instances", part))
        return rows

    def _each(
        self, place: Place, names: Iterable[_Key], ask: Callable[[_Key], _Answer]
    ) -> dict[_Key, _Answer | Failure | None]:
        """Asks for several at once. One on which Microsoft fails does not keep the others."""

        def tried(name: _Key) -> _Answer | Failure | None:
            try:
                return ask(name)
            except Refused as refused:
                gone = refused.meaning is Refusal.NOT_FOUND
                return None if gone else Failure(f"Microsoft refuses it: {refused}")
            except (Unavailable, NotGranted) as trouble:
                self._answers(place)
                return Failure(str(trouble))

        wanted = sorted(set(names), key=str)
        with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="calendar") as pool:
            return dict(zip(wanted, pool.map(tried, wanted), strict=True))

    def _answers(self, place: Place) -> None:
        """Raises what is wrong if Microsoft does not answer the simplest question about the calendar either."""
        try:
            self._session.get(self._calendar(place), params={"$select": "id"}, doing=_DOING)
        except Refused as refused:
            raise self._trouble(refused, _DOING) from refused

    def _round(self, path: str, params: Mapping[str, str]) -> tuple[Rows, str]:
        rows, link = Rows(), ""
        for page in self._pages(path, params, (_UTC, _AS_TEXT, f"odata.maxpagesize={self._page}"), _DOING):
            rows.add(page.get("value") or ())
            link = str(page.get("@odata.deltaLink") or "")
        if not link:
            who = f"account {self._session.account}"
            raise Unavailable(f"{who}: Microsoft's list of changed meetings has no end; try again later")
        return rows, link

    def _listed(self, path: str, span: Span) -> Iterator[Any]:
        params = {**_window(span), "$select": _SELECT, "$top": str(self._page)}
        for page in self._pages(path, params, (_UTC,), _DOING):
            yield from page.get("value") or ()

    def _pages(
        self, path: str, params: Mapping[str, str], prefer: tuple[str, ...], doing: str
    ) -> Iterator[dict[str, Any]]:
        """All pages. Only the link says whether there is another: a page may well hold nothing. Raises Refused."""
        met = set[str]()
        page = self._session.get(path, params=params, prefer=prefer, doing=doing)
        while True:
            yield page
            link = str(page.get("@odata.nextLink") or "")
            if not link:
                return
            if link in met:
                who = f"account {self._session.account}"
                raise Unavailable(f"{who}: Microsoft's pages go round in a circle; try again later")
            met.add(link)
            page = self._session.get(link, prefer=prefer, doing=doing)

    def _calendar(self, place: Place) -> str:
        return f"{self._root}/calendars/{quote(place.id, safe='')}"

    def _trouble(self, refused: Refused, doing: str) -> Trouble:
        if refused.meaning is Refusal.NOT_FOUND:
            return self.vanished()
        return errors.trouble(
            refused.meaning, refused.status, refused.content, account=self._session.account, doing=doing
        )


def _name(calendar: Mapping[str, Any]) -> str:
    return plain(calendar.get("name"))


def _parts(span: Span) -> Iterator[Span]:
    """A window in pieces that Graph takes."""
    for begin in range(span.begin, span.end, _WIDEST):
        yield Span(begin, min(begin + _WIDEST, span.end))


def _window(span: Span) -> dict[str, str]:
    begin, end = (datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in span)
    return {"startDateTime": begin, "endDateTime": end}
