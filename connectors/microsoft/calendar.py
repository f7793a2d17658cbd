"""Outlook calendars: one stream per configured calendar, one item per single meeting, series and exception.

What changed is told by the delta of a view (PROVIDERS.md §4). Its window never slides, so once a month, and whenever
Microsoft forgot it, the calendar is read as a whole again with a new window; what lies further back comes from plain
views. Nothing is dropped before that is complete, and what is then missing is asked for by its id: only what is not
there is gone. A series of which anything is told is read as a whole (`calendar_series`), because a deleted occurrence
is told by nothing but its absence.

A pass reads all its pages before it hands anything over. Its items then go in the order of their locators, and the
cursor says up to which: reading that stops in between goes on behind that one, and ends with the link of the first
listing, so that what changed since comes once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import NamedTuple

from connectors.microsoft import event as rows
from connectors.microsoft.calendar_cursor import Reached
from connectors.microsoft.calendar_fold import Folded, Rows
from connectors.microsoft.calendar_reading import Failure, Place, Reading
from connectors.microsoft.calendar_series import series_of_locator
from connectors.microsoft.errors import Refusal
from connectors.microsoft.event import Copy, Row
from connectors.microsoft.session import Refused, Session
from syncd.model import Batch, Gone, Item, Stream, Unreadable
from syncd.settings import Account

BATCH = 2000  # items
PAGE = 200  # events
_STREAM = "calendar:"
_DAY = 86_400
_BACK = 400 * _DAY  # what the delta sees behind now; further back, changes are met once a month
_ON = 450 * _DAY  # what it sees ahead: as far as series are looked at, and what passes before it is anchored anew
_ANCHORED = 30 * _DAY
_RENEWED = _DAY  # after which a link is replaced though nothing is new: they do not live for ever
_FIRST = 631_152_000  # 1990: no calendar reaches back further, but a birthday may

Known = Callable[[], set[str]]


class _Found(NamedTuple):
    """What a pass found, and the link it ends with."""

    items: Mapping[str, Item]
    skipped: int
    link: str


class CalendarSource:
    """The calendars of one account (a `syncd.ports.Source`). `now` is aware. `page` and `batch` are small in tests.

    `mailbox` is the address of a shared mailbox; "" for the login's own.
    """

    def __init__(
        self,
        account: Account,
        session: Session,
        now: datetime,
        mailbox: str = "",
        *,
        page: int = PAGE,
        batch: int = BATCH,
    ) -> None:
        self._account, self._size = account, batch
        self._reading = Reading(session, account.address, mailbox, page)
        self._address = mailbox or account.address
        self._now = int(now.timestamp())
        self._since = str(account.since or "")
        self._cutoff = int(account.since.before_instant(now).timestamp()) if account.since else None

    def streams(self) -> Sequence[Stream]:
        """One for each configured id or name; asks nothing of the network."""
        return [Stream(_STREAM + text, text) for text in dict.fromkeys(self._account.calendars)]

    def owns(self, stream: str) -> bool:
        """Whether a stream's name is one of a calendar."""
        return stream.startswith(_STREAM)

    def read(self, stream: str, cursor: str | None, known: Known) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. A batch without items only moves the cursor: once a day, or past skipped ones.

        Raises NotGranted without the permission, Trouble if the calendar is not there. A delta that Microsoft forgot
        is no CursorExpired: that would forget how far back to read, too.
        """
        self._reading.needs()
        if cursor is None:
            place = self._reading.find(stream.removeprefix(_STREAM))
            state = Reached(self._since, place.id, place.own, self._cutoff)
        else:
            state = Reached.load(cursor, self._since)
        once = cache(known)
        under_way = bool(state.following)
        due = not under_way and self._now >= state.anchored + _ANCHORED
        found = self._changes(state, once) if state.link and not due else None
        if found is None:
            if state.link or not under_way:
                state = self._anchored(state)
            found = self._everything(state, once)
        yield from self._batches(state, found)

    def _anchored(self, state: Reached) -> Reached:
        """A whole pass begins, with a window around now."""
        begin = max(self._now - _BACK, state.cutoff or 0)
        reach = state.cutoff
        if reach is None:
            earliest = self._reading.earliest(_place(state))
            reach = begin if earliest is None else max(earliest - _DAY, _FIRST)
        end = max(self._now + _ON, begin + _DAY)
        state = replace(state, reach=min(reach, begin), begin=begin, end=end, anchored=self._now)
        return replace(state, link="", following="", after="")

    def _batches(self, state: Reached, found: _Found) -> Iterator[Batch]:
        whole, resumed, total = not state.link, bool(state.following), len(found.items)
        items = [item for name, item in sorted(found.items.items()) if name > state.after]
        skipped = 0 if resumed else found.skipped
        renewed = found.link != state.link and self._now >= state.at + _RENEWED
        if not (items or skipped or whole or resumed or renewed):
            return
        state = replace(state, following=state.following or found.link)
        end = replace(state, link=state.following, following="", after="", at=self._now, first=False)
        for start in range(0, len(items) or 1, self._size):
            part = items[start : start + self._size]
            left = len(items) - start - len(part)
            cursor = replace(state, after=part[-1].locator) if left else end
            yield Batch(
                part,
                cursor.dump(),
                total - left,
                total,
                0 if start else skipped,
                fresh=state.first and not resumed and start == 0,
                sweep=state.first and not left,
            )

    # ---- passes

    def _everything(self, state: Reached, known: Known) -> _Found:
        """A whole pass: all there is."""
        place, folded = _place(state), Folded()
        found = self._reading.view(place, state.early)
        recent, link = self._reading.delta(place, state.recent)
        found.merge(recent)
        for name, row in found.singles.items():
            folded.add_single(name, row, self._copy(state))
        asked = self._reading.events(place, found.inside.keys() - found.masters.keys())
        for series, inside in found.inside.items():
            self._add_series(folded, series, found.masters.get(series) or asked.get(series), inside, state)
        if not state.first:
            there = known()
            roots = {series_of_locator(name) for name in there}
            self._ask(roots - folded.items.keys(), state, folded)
            _drop_others(folded, there, roots)
        return _Found(folded.items, folded.skipped, link)

    def _changes(self, state: Reached, known: Known) -> _Found | None:
        """A round of changes; None if Microsoft forgot where it began. Raises CursorExpired if the calendar is gone."""
        try:
            told, link = self._reading.changes(state.link)
        except Refused as refused:
            if refused.meaning is Refusal.NOT_FOUND:
                raise self._reading.vanished() from refused
            return None
        folded = Folded()
        if not told.empty():
            there = known()
            roots = {name.rpartition(" ")[2]: series_of_locator(name) for name in there}
            doubtful = {roots[name] for name in told.removed if name in roots} | (told.removed & told.singles.keys())
            for name in told.singles.keys() - doubtful:
                folded.add_single(name, told.singles[name], self._copy(state))
            asked = doubtful | told.series()
            self._ask(asked, state, folded)
            _drop_others(folded, there, asked | told.singles.keys())
        return _Found(folded.items, folded.skipped, link)

    def _ask(self, names: Iterable[str], state: Reached, folded: Folded) -> None:
        """Single meetings and series as they are now, one by one: Graph calls deleted what only left the window."""
        asked = self._reading.events(_place(state), names)
        series = [name for name, row in asked.items() if row and not isinstance(row, Failure) and rows.is_series(row)]
        shown = self._reading.instances(_place(state), series, state.whole)
        for name, row in asked.items():
            if name in shown:
                found = shown[name]
                inside = found.inside.get(name, {}) if isinstance(found, Rows) else {}
                self._add_series(folded, name, found if isinstance(found, Failure) else row, inside, state)
            elif isinstance(row, Failure):
                folded.items[name] = Unreadable(name, row.reason)
            elif row is not None:
                folded.add_single(name, row, self._copy(state))

    def _add_series(
        self, folded: Folded, name: str, master: Row | Failure | None, inside: Mapping[str, Row], state: Reached
    ) -> None:
        """A series; without its master (deleted just now) what is inside means nothing."""
        if isinstance(master, Failure):
            folded.items[name] = Unreadable(name, master.reason)
        elif master is not None:
            folded.add_series({**master, "id": name}, inside, self._copy(state), state.whole)

    def _copy(self, state: Reached) -> Copy:
        return Copy(self._address, state.own)


def _place(state: Reached) -> Place:
    return Place(state.calendar, state.own)


def _drop_others(folded: Folded, there: set[str], roots: set[str]) -> None:
    """What is in the log of these meetings and series and was not found any more is gone."""
    for name in there - folded.items.keys():
        root = series_of_locator(name)
        if root in roots and not isinstance(folded.items.get(root), Unreadable):
            folded.items[name] = Gone(name)
