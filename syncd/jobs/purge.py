"""Forgetting a person: first what was written to the calendar or list, then the log, then what the file still held."""

from __future__ import annotations

from dataclasses import dataclass, replace

from syncd.jobs.carry import carry_out
from syncd.joining import my_addresses
from syncd.model import LIVE, Doing, FollowUp, Found, Person, State
from syncd.ports import TaskSink, Unavailable
from syncd.settings import Settings
from syncd.store.log import Store
from syncd.store.purge import Removed


@dataclass(frozen=True, slots=True)
class Purged:
    """What became of it. `left` are titles of items in the sink that are the user's own words and stay there.

    `scrubbed` is false if another program was reading the log, so that its file may hold old pages until that ends.
    """

    removed: Removed
    left: tuple[str, ...]
    scrubbed: bool


def followups_of(who: Person, followups: tuple[FollowUp, ...]) -> list[FollowUp]:
    """All that was ever asked about the person."""
    return [item for item in followups if item.person in who.addresses]


def purge(who: Person, sink: TaskSink | None, store: Store, settings: Settings, now: int) -> Purged:
    """Forgets the person. The caller holds the lock.

    The sink comes first: if it can't be reached its trouble is raised and nothing is forgotten, since later nobody
    would know which of its items are of this person. Stopped at any moment, it can be repeated.
    """
    with store.read() as log:
        items = followups_of(who, tuple(log.followups()))
        own = log.facts().own
    left = _withdraw(items, sink, store, now) if sink is not None and items else ()
    with store.begin() as log:
        removed = log.purge(who.addresses, my_addresses(settings, own), now)
    return Purged(removed, left, store.scrub())


def _withdraw(items: list[FollowUp], sink: TaskSink, store: Store, now: int) -> tuple[str, ...]:
    """Takes every item of ours out of the sink, closed ones too; what the user reworded is theirs."""
    by_key = {item.key: item for item in items}
    left = []
    for found in sink.tasks():
        item = by_key.get(found.key)
        if item is None:
            continue
        if found.reworded:
            left.append(found.title)
        elif item.state in LIVE:
            _remove_open(item, found, sink, store, now)
        else:
            sink.remove(found)
    return tuple(left)


def _remove_open(item: FollowUp, found: Found, sink: TaskSink, store: Store, now: int) -> None:
    """With the intent recorded, so that a crash can't make it look as if the user had deleted it."""
    after = replace(item, state=State.DISMISSED, settled=now)
    outcome = carry_out(Doing("remove", after, (), None, found, "purged"), sink, store)
    if outcome.error is not None:
        raise Unavailable(f"{sink.name}: {outcome.error}; nothing was forgotten yet: run it again")
