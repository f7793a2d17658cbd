"""Connections.csv → cards: who I am connected with, their work, and when we connected; pure."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from connectors.linkedin_dates import day_of, month_first
from connectors.linkedin_handle import PROFILE, address_of
from connectors.linkedin_tables import Row, words
from connectors.whole_file import Content
from syncd.addresses import canonical
from syncd.model import Card, Item, Seen, Unreadable


def connections(rows: list[Row], *, english: bool) -> Content:
    """One card per profile; the profile's address is the locator, so that a new job is a change of the same item.

    Members who hid everything (a row with a date alone) are skipped, for nobody could be told from it. Only English
    exports write the month first in ``3/5/24``.
    """
    first = month_first((row.get("met", "") for row in rows), english)
    found: dict[str, Card] = {}
    unreadable: dict[str, Unreadable] = {}
    skipped = 0
    for row in rows:
        card = _card(row, month_first=first)
        if card is None:
            if any(PROFILE.search(cell) for cell in row.values()):
                locator = _hash(*row.values())
                unreadable[locator] = Unreadable(locator, "its columns can't be told apart: a quote may be missing")
            else:
                skipped += any(row.values())
            continue
        locator = next((one for one in card.addresses if one.startswith("linkedin:")), card.addresses[0])
        found[locator] = _joined(found[locator], card) if locator in found else card
    items: list[Item] = [Seen(locator, card, link=card.link) for locator, card in found.items()]
    return Content([*items, *unreadable.values()], skipped)


def _card(row: Row, *, month_first: bool) -> Card | None:
    profile, mail = address_of(row.get("url", "")), canonical(row.get("email", ""))
    addresses = tuple(sorted(one for one in (profile, mail) if one))
    if not addresses:
        return None
    return Card(
        addresses=addresses,
        name=words(f"{row.get('first', '')} {row.get('last', '')}"),
        company=words(row.get("company", "")),
        position=words(row.get("position", "")),
        met=day_of(row.get("met", ""), month_first=month_first),
        link=words(row.get("url", ""), 500) if profile else "",
    )


def _joined(one: Card, other: Card) -> Card:
    """One person listed twice: what the first row lacks comes from the second; the earlier day is the day we met."""
    days = [day for day in (one.met, other.met) if day]
    return replace(
        one,
        addresses=tuple(sorted({*one.addresses, *other.addresses})),
        name=one.name or other.name,
        company=one.company or other.company,
        position=one.position or other.position,
        met=min(days) if days else None,
    )


def _hash(*parts: str) -> str:
    return "row:" + blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
