"""What the rows of a calendar mean together; pure (PROVIDERS.md §4).

Rows come in any order, some twice and some in part: an occurrence may be a stub that has nothing but its times. Of
what several rows of one id say the last word counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.microsoft import event as rows
from connectors.microsoft.calendar_identity import identity
from connectors.microsoft.calendar_series import Span, orphan, series_items
from connectors.microsoft.event import Copy, Row, Unclear
from syncd.model import Item, Seen, Unreadable


@dataclass(slots=True)
class Rows:
    """Rows by id: `singles`, `masters`, and by their series' id what is `inside` them; `removed` ids."""

    singles: dict[str, Row] = field(default_factory=dict)
    masters: dict[str, Row] = field(default_factory=dict)
    inside: dict[str, dict[str, Row]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def add(self, given: Iterable[Any]) -> None:
        """A page of them."""
        for row in given:
            name = row.get("id") if isinstance(row, dict) else None
            if not isinstance(name, str) or not name:
                continue
            if "@removed" in row:
                self.removed.add(name)
                continue
            before = {**self.singles.pop(name, {}), **self.masters.pop(name, {})}
            if rows.is_series(row):
                where = self.masters
            elif series := rows.series_of(row):
                where = self.inside.setdefault(series, {})
            else:
                where = self.singles
            where[name] = {**before, **where.get(name, {}), **rows.slim(row)}

    def merge(self, later: Rows) -> None:
        """What was told after this."""
        for group in (later.singles, later.masters, *later.inside.values()):
            self.add(group.values())

    def series(self) -> set[str]:
        """The ids of all series of which something is told."""
        return {*self.masters, *self.inside}

    def empty(self) -> bool:
        """True if nothing is told."""
        return not (self.singles or self.masters or self.inside or self.removed)


@dataclass(slots=True)
class Folded:
    """Items by locator. `skipped` counts what syncd wrote."""

    items: dict[str, Item] = field(default_factory=dict)
    skipped: int = 0

    def add_single(self, name: str, row: Row, copy: Copy) -> None:
        """A meeting that is no part of a series."""
        if rows.is_ours(row):
            self.skipped += 1
            return
        uid, day = identity(row.get("iCalUId") or row.get("uid"))
        try:
            found = orphan(row, uid, day, copy) if day is not None else rows.event(row, uid, copy)
        except Unclear as error:
            self.items[name] = Unreadable(name, str(error))
        else:
            self.items[name] = Seen(name, found, link=found.link)

    def add_series(self, master: Row, inside: Mapping[str, Row], copy: Copy, span: Span) -> None:
        """A series, of which `inside` is all that `span` shows."""
        if rows.is_ours(master):
            self.skipped += 1
            return
        self.items.update((item.locator, item) for item in series_items(master, inside, copy, span))
