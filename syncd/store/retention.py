"""How long facts are kept: `[log] keep`. What is older leaves the log and is not taken in again.

Mail and messages go by their time, meetings by their start: a series stays as long as one of its occurrences is young
enough (`syncd.meetings` passes over the older ones). What the user logged by hand, follow-ups, tombstones and entries
of address books stay; addresses and names that nothing mentions any more go, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from syncd.model import Batch, Event, Exchange, Gone, Item, Mail, Seen
from syncd.recurrence import instant, occurrences
from syncd.store.counting import bump
from syncd.store.payload import load_card, load_event

Run = Callable[..., Any]

_CHUNK = 500
_EVER = 10**11  # later than any occurrence
_OF_MAILS = (("mail_copy", "mail_id"), ("party", "mail_id"), ("signal", "mail_id"), ("body", "mail_id"), ("mail", "id"))


@dataclass(frozen=True, slots=True)
class Keep:
    """Facts from the instant `since` on are kept; `home` is the owner's zone."""

    since: int
    home: tzinfo

    def fits(self, fact: object) -> bool:
        """False for what is too old."""
        if isinstance(fact, Mail | Exchange):
            return fact.at >= self.since
        return self._goes_on(fact) if isinstance(fact, Event) else True

    def without_old(self, batch: Batch) -> Batch:
        """The batch as it may be stored."""
        items: list[Item] = [
            item if not isinstance(item, Seen) or self.fits(item.fact) else Gone(item.locator) for item in batch.items
        ]
        dropped = sum(
            isinstance(new, Gone) and isinstance(old, Seen) for new, old in zip(items, batch.items, strict=True)
        )
        return replace(batch, items=items, skipped=batch.skipped + dropped)

    def _goes_on(self, event: Event) -> bool:
        """Whether an occurrence of the event is young enough."""
        if event.whole_rest:  # speaks of all that follow
            return True
        if not (event.rules or event.dates) or event.original is not None:
            moments = [event.start, event.original] if event.original else [event.start]
            return any(instant(moment, self.home) >= self.since for moment in moments)
        if any("UNTIL" not in rule.upper() and "COUNT" not in rule.upper() for rule in event.rules):
            return True
        return bool(occurrences([event], home=self.home, since=self.since, until=_EVER))


@dataclass(slots=True)
class Trimmed:
    """How much went."""

    mails: int = 0
    meetings: int = 0
    messages: int = 0

    def __bool__(self) -> bool:
        return bool(self.mails or self.meetings or self.messages)


def trim(run: Run, keep: Keep) -> Trimmed:
    """Removes what is too old. Bumps the facts if anything went."""
    gone = Trimmed()
    old = [row[0] for row in run("SELECT id FROM mail WHERE at < ?", (keep.since,)).all()]
    for start in range(0, len(old), _CHUNK):
        chunk = ", ".join(map(str, old[start : start + _CHUNK]))
        for table, column in _OF_MAILS:
            run(f"DELETE FROM {table} WHERE {column} IN ({chunk})")  # noqa: S608 - fixed names, integers of ours
    gone.mails = len(old)
    gone.messages = run("DELETE FROM exchange WHERE at < ?", (keep.since,)).rowcount
    for stream, locator, payload in run("SELECT stream_id, locator, payload FROM event").all():
        if not keep.fits(load_event(payload)):
            run("DELETE FROM event WHERE stream_id = ? AND locator = ?", (stream, locator))
            gone.meetings += 1
    if gone:
        _forget_nameless(run)
        run("DELETE FROM meta WHERE name = 'summary'")  # a cache, which may name addresses
        bump(run)
    return gone


def _forget_nameless(run: Run) -> None:
    """Removes addresses that nothing mentions any more, and the names met for them."""
    run(
        "DELETE FROM display_name WHERE address_id NOT IN"
        " (SELECT author_id FROM mail UNION SELECT address_id FROM party)"
    )
    named = {row[0] for table in ("hand", "exchange", "named") for row in run(f"SELECT address FROM {table}")}  # noqa: S608 - fixed names
    named |= {row[0] for row in run("SELECT address FROM curation UNION SELECT other FROM curation")}
    for (payload,) in run("SELECT payload FROM card"):
        named |= set(load_card(payload).addresses)
    for (payload,) in run("SELECT payload FROM event"):
        event = load_event(payload)
        named |= {event.organizer, *(attendee.address for attendee in event.attendees)}
    unused = run(
        "SELECT id, address FROM address WHERE id NOT IN"
        " (SELECT author_id FROM mail UNION SELECT address_id FROM party)"
    ).all()
    numbers = [number for number, address in unused if address not in named]
    for start in range(0, len(numbers), _CHUNK):
        chunk = ", ".join(map(str, numbers[start : start + _CHUNK]))
        run(f"DELETE FROM address WHERE id IN ({chunk})")  # noqa: S608 - integers of ours
