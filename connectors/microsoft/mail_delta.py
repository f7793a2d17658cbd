"""What a round of a folder's delta says of each message, its entries folded (PROVIDERS.md §3); pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.microsoft.message import instant


@dataclass(slots=True)
class Told:
    """All that the entries of one message say; None for what none of them says. Entries may be partial."""

    there: bool = False
    removed: bool = False
    received: int | None = None
    draft: bool | None = None


@dataclass(slots=True)
class Round:
    """One round: what was told of which message, in whatever order and however often; the link to the next round.

    Both there and removed means that only asking for it tells which: neither entries nor pages have an order.
    """

    told: dict[str, Told] = field(default_factory=dict)
    link: str = ""
    pages: int = 0

    def take(self, entries: Iterable[Any]) -> None:
        """One page's entries."""
        self.pages += 1
        for entry in entries:
            name = entry.get("id") if isinstance(entry, Mapping) else None
            if not isinstance(name, str) or not name:
                continue
            told = self.told.setdefault(name, Told())
            if "@removed" in entry:
                told.removed = True
                continue
            told.there = True
            if "receivedDateTime" in entry:
                told.received = instant(entry["receivedDateTime"])
            if "isDraft" in entry:
                told.draft = entry["isDraft"] is True

    def there(self) -> dict[str, Told]:
        """Messages that are there without doubt."""
        return {name: told for name, told in self.told.items() if told.there and not told.removed}

    def removed(self) -> list[str]:
        """Messages that are not there any more, without doubt."""
        return [name for name, told in self.told.items() if told.removed and not told.there]

    def doubtful(self) -> list[str]:
        """Messages of which both is said."""
        return [name for name, told in self.told.items() if told.removed and told.there]
