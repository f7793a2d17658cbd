"""Google Calendar: one stream per configured calendar, one item per entry of events.list (PROVIDERS.md §2a).

A pass reads all its pages before it hands anything over, for masters and exceptions explain each other and come in any
order; even a large calendar is some dozen requests. Its items then go in the order of their ids, and the cursor says
up to which: reading that stops in between lists again and goes on behind that id, and the sync token it ends with is
that of the first listing, so that what changed since comes once more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from connectors.cursor import dump_cursor, load_cursor
from connectors.google import errors
from connectors.google.calendar_event import FIELDS, Copy, Entry, identity
from connectors.google.calendar_fold import Folded, Log, fold
from connectors.google.errors import Refusal
from connectors.google.scopes import CALENDARS, EVENTS
from connectors.google.session import Refused, Session
from connectors.icalendar.zones import known as known_zone
from syncd.addresses import canonical
from syncd.model import Batch, Stream
from syncd.ports import CursorExpired, Trouble, Unavailable
from syncd.settings import Account

BATCH = 2000  # items
PAGE = 2500  # entries, the most Google gives
_VERSION = 1
_STREAM = "calendar:"
_ID = re.compile(r"primary\Z|\S+@\S+\Z")
_RENEWED = 86_400  # seconds after which a sync token is replaced though nothing is new: they do not live for ever
_SEES_ALL = frozenset({"owner", "writer"})
_SEES_TIMES = frozenset({"freeBusyReader", "none"})
_READING = "reading meetings"


@dataclass(frozen=True, slots=True)
class _Cursor:
    """`calendar` is the id, `frozen` a hash of the parameters, `cutoff` an instant fixed by the first pass.

    `token` began the pass under way or to come ("": a whole one). In the midst of one, items up to the locator `after`
    are handed over and `following` is the token it will end with; `at` is when the token was got.
    """

    since: str
    calendar: str
    frozen: str
    cutoff: int | None
    token: str = ""
    following: str = ""
    after: str = ""
    at: int = 0

    def dump(self) -> str:
        return dump_cursor(_VERSION, asdict(self))

    @classmethod
    def load(cls, text: str, since: str, frozen: str) -> _Cursor:
        """Raises CursorExpired as `load_cursor` does."""

        def build(fields: dict[str, Any]) -> _Cursor | None:
            cursor = cls(**fields)
            texts = (cursor.calendar, cursor.token, cursor.following, cursor.after)
            fitting = all(isinstance(one, str) for one in texts) and isinstance(cursor.cutoff, int | None)
            return cursor if fitting and isinstance(cursor.at, int) and cursor.frozen == frozen else None

        return load_cursor(text, _VERSION, since, "the state of this calendar", build)


@dataclass(slots=True)
class _Listing:
    """The answers of one pass together."""

    entries: list[Entry] = field(default_factory=list)
    token: str = ""
    role: str = ""
    zone: str = ""

    def add(self, answer: Entry) -> None:
        """One more page."""
        self.entries += [one for one in answer.get("items") or () if isinstance(one, dict)]
        self.token = str(answer.get("nextSyncToken") or "")
        self.role, self.zone = str(answer.get("accessRole") or ""), str(answer.get("timeZone") or "")


class CalendarSource:
    """The calendars of one account (a `syncd.ports.Source`). `now` is aware. `page` and `batch` are small in tests."""

    def __init__(
        self, account: Account, session: Session, now: datetime, *, page: int = PAGE, batch: int = BATCH
    ) -> None:
        self._account, self._session, self._size = account, session, batch
        self._now = int(now.timestamp())
        self._since = str(account.since or "")
        self._cutoff = int(account.since.before_instant(now).timestamp()) if account.since else None
        # Without a window: a token of a pass that saw only a part would miss things for ever.
        self._parameters = {"singleEvents": False, "showDeleted": True, "maxResults": page}
        self._fields = f"accessRole,timeZone,nextPageToken,nextSyncToken,items({FIELDS})"
        frozen = repr((sorted(self._parameters.items()), self._fields))
        self._frozen = hashlib.sha256(frozen.encode()).hexdigest()[:16]

    def streams(self) -> Sequence[Stream]:
        """One for each configured id or name; asks nothing of the network."""
        return [Stream(_STREAM + text, text) for text in dict.fromkeys(self._account.calendars)]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. A batch without items only moves the cursor: once a day, or past skipped ones.

        Raises NotGranted without the permission, Trouble if the calendar is not there or shows no details.
        """
        self._session.needs(EVENTS)
        text = stream.removeprefix(_STREAM)
        if cursor is None:
            state = _Cursor(self._since, self._resolved(text), self._frozen, self._cutoff)
        else:
            state = _Cursor.load(cursor, self._since, self._frozen)
        listing = self._listing(text, state, begun=cursor is not None)
        log = Log(known, cache(partial(self._uid_of, state.calendar)))
        folded = fold(listing.entries, self._copy(state.calendar, listing), state.cutoff, log, whole=not state.token)
        yield from self._batches(state, folded, listing.token)

    def _batches(self, state: _Cursor, folded: Folded, token: str) -> Iterator[Batch]:
        whole, resumed, total = not state.token, bool(state.following), len(folded.items)
        items = [item for item in folded.items if item.locator > state.after]
        skipped = 0 if resumed else folded.skipped
        if not (items or skipped or whole or resumed) and (token == state.token or self._now < state.at + _RENEWED):
            return
        state = replace(state, following=state.following or token)
        end = replace(state, token=state.following, following="", after="", at=self._now)
        for start in range(0, len(items) or 1, self._size):
            part = items[start : start + self._size]
            left = len(items) - start - len(part)
            cursor = replace(state, after=part[-1].locator) if left else end
            fresh = whole and not resumed and start == 0
            yield Batch(
                part,
                cursor.dump(),
                total - left,
                total,
                0 if start else skipped,
                fresh=fresh,
                sweep=whole and not left,
            )

    # ---- transport

    def _listing(self, text: str, state: _Cursor, *, begun: bool) -> _Listing:
        """All pages of the pass. Raises CursorExpired if Google forgot the state, at whichever page."""
        events = self._session.service("calendar").events()
        asked = {**self._parameters, "calendarId": state.calendar, "fields": self._fields}
        if state.token:
            asked["syncToken"] = state.token
        listing, pages = _Listing(), set[str]()
        while True:
            try:
                answer = self._session.read(events.list(**asked), doing=_READING)
            except Refused as refused:
                raise self._trouble(refused, text, asked, begun=begun) from refused
            listing.add(answer)
            if listing.role in _SEES_TIMES:
                raise Trouble(
                    f"{self._who(text)} shows you only when it is busy: ask its owner for “See all event details”, "
                    "or take it out of `calendars`"
                )
            page = str(answer.get("nextPageToken") or "")
            if not page:
                return listing
            if page in pages:
                raise Unavailable(f"{self._who(text)}: Google's pages go round in a circle; try again later")
            pages.add(page)
            asked["pageToken"] = page

    def _trouble(self, refused: Refused, text: str, asked: Mapping[str, Any], *, begun: bool) -> Trouble:
        """What a refused list means (PROVIDERS.md §2a)."""
        stale = refused.meaning is Refusal.INVALID and ("syncToken" in asked or "pageToken" in asked)
        missing = refused.meaning is Refusal.NOT_FOUND
        if stale or refused.meaning is Refusal.GONE or (missing and begun and not _ID.match(text)):
            return CursorExpired(f"{self._who(text)}: Google forgot what was read: it is read anew")
        if missing:
            return Trouble(
                f"{self._who(text)} is not there, or not shared with {self._account.address}: correct `calendars`"
            )
        return errors.trouble(
            refused.meaning, refused.status, refused.content, account=self._account.name, doing=_READING
        )

    def _resolved(self, text: str) -> str:
        """The id of a calendar that the config names. Raises Trouble unless there is exactly one."""
        if _ID.match(text):
            return text
        self._session.needs(CALENDARS)
        calendars = list(self._calendars())
        wanted = text.strip().casefold()
        for names in (_shown_name, _own_name):
            found = [one["id"] for one in calendars if names(one).strip().casefold() == wanted]
            if len(found) == 1:
                return str(found[0])
            if found:
                raise Trouble(
                    f"account {self._account.name}: several calendars are named “{text}”: "
                    f"put the id of one into `calendars`: {', '.join(sorted(found))}"
                )
        there = ", ".join(sorted({_shown_name(one) for one in calendars} - {""}))
        raise Trouble(f"account {self._account.name}: no calendar is named “{text}”; there are: {there or 'none'}")

    def _calendars(self) -> Iterator[Entry]:
        """The user's calendars, hidden ones too."""
        listed = self._session.service("calendar").calendarList()
        asked = {"maxResults": 250, "showHidden": True, "fields": "nextPageToken,items(id,summary,summaryOverride)"}
        while True:
            doing = "finding calendars by name"
            try:
                answer = self._session.read(listed.list(**asked), doing=doing)
            except Refused as refused:
                raise errors.trouble(
                    refused.meaning, refused.status, refused.content, account=self._account.name, doing=doing
                ) from refused
            yield from (one for one in answer.get("items", ()) if isinstance(one.get("id"), str))
            if not answer.get("nextPageToken"):
                return
            asked["pageToken"] = answer["nextPageToken"]

    def _uid_of(self, calendar: str, master: str) -> str | None:
        """The iCalUID of a series; None if it was deleted."""
        events = self._session.service("calendar").events()
        request = events.get(calendarId=calendar, eventId=master, fields="id,status,iCalUID")
        try:
            entry = self._session.read(request, doing=_READING)
        except Refused:
            return None
        return None if entry.get("status") == "cancelled" else identity(entry) or None

    def _copy(self, calendar: str, listing: _Listing) -> Copy:
        address = self._account.address
        own = calendar == "primary" or (bool(address) and canonical(calendar) == address)
        return Copy(address, own, listing.role in _SEES_ALL, known_zone(listing.zone) or "")

    def _who(self, text: str) -> str:
        return f"account {self._account.name}: calendar “{text}”"


def _shown_name(entry: Entry) -> str:
    return str(entry.get("summaryOverride") or entry.get("summary") or "")


def _own_name(entry: Entry) -> str:
    return str(entry.get("summary") or "")
