"""Taking a person out of the log.

What is theirs goes whole: mails they wrote, mails of mine to nobody else, meetings with nobody else, what was logged,
imported, said and asked about them. From what is others', too, only their entry goes, and the text where it is kept, as
it may quote them. What others wrote of them (a subject, a meeting's title) stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from syncd.joining import is_mine
from syncd.model import Role
from syncd.store.counting import bump
from syncd.store.payload import dump_event, load_card, load_event
from syncd.store.tombstones import bury, without_people

Run = Callable[..., Any]

_CHUNK = 500
_RECIPIENTS = f"({int(Role.TO)}, {int(Role.CC)}, {int(Role.BCC)})"


@dataclass(slots=True)
class Removed:
    """How much went, and from how much else their entry went."""

    mails: int = 0
    meetings: int = 0
    logged: int = 0  # by hand, or imported messages and calls
    cards: int = 0
    followups: int = 0
    edited: int = 0  # mails and meetings that stay without them


def purge(run: Run, secret: bytes, addresses: Iterable[str], me: frozenset[str], now: int) -> Removed:
    """Removes everything of the person with these canonical addresses and leaves tombstones. Bumps the facts.

    The caller has deleted rows overwritten (`Connection.overwrite`) and scrubs afterwards (`Store.scrub`).
    """
    wanted = set(addresses)
    removed = Removed()
    latest = _mails(run, wanted, me, removed)
    _events(run, wanted, me, removed)
    _cards(run, wanted, removed)
    for address in sorted(wanted):
        for table in ("hand", "exchange"):
            removed.logged += run(f"DELETE FROM {table} WHERE address = ?", (address,)).rowcount  # noqa: S608 - fixed names
        run("DELETE FROM named WHERE address = ?", (address,))
        run("DELETE FROM curation WHERE address = ? OR other = ?", (address, address))
        removed.followups += run("DELETE FROM followup WHERE person = ?", (address,)).rowcount
        _unreadable(run, address)
    run("DELETE FROM meta WHERE name = 'summary'")  # a cache, which may name addresses
    bury(run, secret, sorted(wanted), max(now, latest))
    bump(run)
    return removed


def _mails(run: Run, wanted: set[str], me: frozenset[str], removed: Removed) -> int:
    """Mails and names; returns the time of the latest letter to or from them."""
    numbers = [
        number
        for address in sorted(wanted)
        for (number,) in run("SELECT id FROM address WHERE address = ?", (address,)).all()
    ]
    if not numbers:
        return 0
    marks = ", ".join(map(str, numbers))  # integers of ours
    theirs = {row[0] for row in run(f"SELECT id FROM mail WHERE author_id IN ({marks})")}  # noqa: S608 - integers
    named = {row[0] for row in run(f"SELECT mail_id FROM party WHERE address_id IN ({marks})")}  # noqa: S608 - integers
    alone = _to_nobody_else(run, named - theirs, set(numbers), me)
    latest = _latest(run, theirs | named)
    for chunk in _chunks(theirs | alone):
        for table, column in (("mail_copy", "mail_id"), ("party", "mail_id"), ("signal", "mail_id"), ("mail", "id")):
            run(f"DELETE FROM {table} WHERE {column} IN ({chunk})")  # noqa: S608 - fixed names, integers
    for chunk in _chunks(theirs | named):  # a text that others wrote may quote them
        run(f"DELETE FROM body WHERE mail_id IN ({chunk})")  # noqa: S608 - integers
    run(f"DELETE FROM party WHERE address_id IN ({marks})")  # noqa: S608 - integers
    run(f"DELETE FROM display_name WHERE address_id IN ({marks})")  # noqa: S608 - integers
    run(f"DELETE FROM address WHERE id IN ({marks})")  # noqa: S608 - integers
    removed.mails += len(theirs | alone)
    removed.edited += len(named - theirs - alone)
    return latest


def _to_nobody_else(run: Run, mails: set[int], gone: set[int], me: frozenset[str]) -> set[int]:
    """Those of `mails` that I wrote, and to nobody but the numbers in `gone`."""
    mine = {number for number, address in run("SELECT id, address FROM address") if is_mine(address, me)}
    alone: set[int] = set()
    for chunk in _chunks(mails):
        authors = dict(run(f"SELECT id, author_id FROM mail WHERE id IN ({chunk})").all())  # noqa: S608 - integers
        others = {
            mail
            for mail, number in run(
                f"SELECT mail_id, address_id FROM party WHERE mail_id IN ({chunk}) AND role IN {_RECIPIENTS}"  # noqa: S608 - integers
            )
            if number not in gone and number not in mine
        }
        alone |= {mail for mail, author in authors.items() if author in mine and mail not in others}
    return alone


def _latest(run: Run, mails: set[int]) -> int:
    """Of mails that exist; a mail of which no copy was ever kept has a time beyond all times."""
    times = [
        run(f"SELECT max(at) FROM mail WHERE id IN ({chunk}) AND at < {2**40}").scalar()  # noqa: S608 - integers
        for chunk in _chunks(mails)
    ]
    return max((time for time in times if time is not None), default=0)


def _events(run: Run, wanted: set[str], me: frozenset[str], removed: Removed) -> None:
    written = [json.dumps(address, ensure_ascii=False)[1:-1] for address in wanted]
    for stream, locator, payload in run("SELECT stream_id, locator, payload FROM event").all():
        if not any(address in payload for address in written):
            continue
        event = load_event(payload)
        left = without_people(event, wanted, me)
        if left is None:
            run("DELETE FROM event WHERE stream_id = ? AND locator = ?", (stream, locator))
            removed.meetings += 1
        elif left is not event:
            run("UPDATE event SET payload = ? WHERE stream_id = ? AND locator = ?", (dump_event(left), stream, locator))
            removed.edited += 1


def _unreadable(run: Run, address: str) -> None:
    """What could not be read and names the address."""
    for stream, locator, reason in run("SELECT stream_id, locator, reason FROM unreadable").all():
        if address in f"{locator} {reason}".lower():
            run("DELETE FROM unreadable WHERE stream_id = ? AND locator = ?", (stream, locator))


def _cards(run: Run, wanted: set[str], removed: Removed) -> None:
    """A card is of one person: with one of their addresses on it, now or before, it goes as a whole."""
    for stream, locator, payload, before in run("SELECT stream_id, locator, payload, before FROM card").all():
        addresses = {address for text in (payload, before) if text for address in load_card(text).addresses}
        if not wanted.isdisjoint(addresses):
            run("DELETE FROM card WHERE stream_id = ? AND locator = ?", (stream, locator))
            removed.cards += 1


def _chunks(numbers: set[int]) -> list[str]:
    ordered = sorted(numbers)
    return [", ".join(map(str, ordered[start : start + _CHUNK])) for start in range(0, len(ordered), _CHUNK)]
