"""What the entries of one pass mean together: masters, exceptions, cancellations; pure (PROVIDERS.md §2a).

Entries come in any order on any page, so they are folded when all are there. A pass is *whole* (no sync token: what it
does not name is gone) or holds what changed, and then the master of an exception may be in the log alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC

from connectors.google import calendar_event
from connectors.google.calendar_event import INSTANCE, Copy, Entry, Unclear
from syncd.model import Event, Gone, Item, Seen, Unreadable
from syncd.recurrence import instant, occurrences

_DAY = 86_400
_AHEAD = (400 * _DAY, 40_000 * _DAY)  # how far beyond the cutoff a series is searched, first near, then far


@dataclass(frozen=True, slots=True)
class Log:
    """What folding may ask of others: the locators in the log, and a master's iCalUID (None: it is not there)."""

    known: Callable[[], set[str]]
    uid_of: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Folded:
    """Items in the order of their locators, each locator once. `skipped`: too old, or written by syncd."""

    items: Sequence[Item]
    skipped: int


def fold(entries: Sequence[Entry], copy: Copy, cutoff: int | None, log: Log, *, whole: bool) -> Folded:
    """The items of a pass. Of an entry that came twice the last counts. What was over before `cutoff`, an instant, is
    skipped unless it is in the log already; a series goes as a whole."""
    return _Fold(entries, copy, cutoff, log, whole=whole).folded()


class _Fold:
    """One pass. `_series` maps each exception to its master, `_events` holds what is not cancelled."""

    def __init__(self, entries: Sequence[Entry], copy: Copy, cutoff: int | None, log: Log, *, whole: bool) -> None:
        self._entries = {name: entry for entry in entries if isinstance(name := entry.get("id"), str) and name}
        self._series = {
            name: master for name, entry in self._entries.items() if (master := calendar_event.series_of(entry))
        }
        self._copy, self._cutoff, self._log, self._whole = copy, cutoff, log, whole
        self._events: dict[str, Event] = {}
        self._items: dict[str, Item] = {}
        self._skipped = 0
        self._known: set[str] | None = None

    def folded(self) -> Folded:
        for name, entry in self._entries.items():
            if _is_cancelled(entry) and name not in self._series:
                self._deleted(name)
            elif self._lost_its_series(name):
                self._gone(name)
            elif not _is_cancelled(entry):
                self._read(name, entry)
        lasting = self._lasting()
        for name, event in self._events.items():
            if name in lasting:
                self._items[name] = Seen(name, event, link=event.link)
            else:
                self._skipped += 1
        for name, master in self._series.items():
            if _is_cancelled(self._entries[name]) and name not in self._items:
                self._cancelled(name, master, lasting)
        return Folded([self._items[name] for name in sorted(self._items)], self._skipped)

    def _read(self, name: str, entry: Entry) -> None:
        master = self._entries.get(self._series.get(name, ""))
        if calendar_event.is_ours(entry) or (master is not None and calendar_event.is_ours(master)):
            self._skipped += 1
            return
        try:
            self._events[name] = calendar_event.event(entry, self._uid(name), self._copy)
        except Unclear as error:
            self._items[name] = Unreadable(name, str(error))

    def _uid(self, name: str) -> str:
        """That of its series if that is here, for all occurrences share it; else its own, else as Google makes them."""
        master = self._series.get(name, name)
        for one in (master, name):
            if one in self._entries and (uid := calendar_event.identity(self._entries[one])):
                return uid
        return f"{master}@google.com"

    def _lasting(self) -> set[str]:
        """The events that are not too old, with every series of which a part is not."""
        if self._cutoff is None:
            return set(self._events)
        lasting = {name for name, event in self._events.items() if not _over(event, self._cutoff) or self._in_log(name)}
        lasting |= {self._series[name] for name in lasting if name in self._series}
        for name, master in self._series.items():
            if name in self._events and name not in lasting and (master in lasting or self._in_log(master)):
                lasting.add(name)
        return lasting & self._events.keys()

    def _deleted(self, name: str) -> None:
        """A single event or a whole series: then the exceptions that are in the log go with it."""
        self._gone(name)
        if not self._whole:
            for other in self._in_the_log():
                if (found := INSTANCE.match(other)) and found[1] == name:
                    self._gone(other)

    def _lost_its_series(self, name: str) -> bool:
        master = self._entries.get(self._series.get(name, ""))
        return master is not None and _is_cancelled(master)

    def _cancelled(self, name: str, master: str, lasting: set[str]) -> None:
        """One occurrence less. Without its series that means nothing."""
        entry = self._entries[name]
        uid: str | None = None
        if master in lasting:
            uid = self._uid(master)
        elif self._in_log(master):
            uid = calendar_event.identity(entry) or self._log.uid_of(master)
        original = calendar_event.original_of(entry, self._copy.zone)
        if uid is None:
            self._gone(name)
        elif original is None:
            self._items[name] = Unreadable(name, "it cancels an occurrence and does not say which")
        else:
            self._items[name] = Seen(name, calendar_event.cancelled(entry, uid, original))

    def _gone(self, name: str) -> None:
        """A whole pass need not say so."""
        if not self._whole:
            self._items[name] = Gone(name)

    def _in_log(self, name: str) -> bool:
        return not self._whole and name in self._in_the_log()

    def _in_the_log(self) -> set[str]:
        """Asked for only where it matters, and once."""
        if self._known is None:
            self._known = self._log.known()
        return self._known


def _is_cancelled(entry: Entry) -> bool:
    return entry.get("status") == "cancelled"


def _over(event: Event, cutoff: int) -> bool:
    """True if all of it lies before the cutoff; a day's grace, for the zone of days is not known here."""
    if not (event.rules or event.dates):
        return instant(event.end or event.start, UTC) < cutoff - (_DAY if event.start.all_day else 0)
    if any("UNTIL=" not in rule.upper() and "COUNT=" not in rule.upper() for rule in event.rules):
        return False
    return not any(occurrences([event], home=UTC, since=cutoff - _DAY, until=cutoff + ahead) for ahead in _AHEAD)
