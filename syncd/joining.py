"""Which addresses are mine, and which of the others belong together (CONTRACT.md §4); pure.

Addresses are joined by import evidence, then by hand (`merge`, `split`, in their order), then by the config.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from syncd.model import Card, CardRow, Curation
from syncd.settings import Settings


def my_addresses(settings: Settings, reported: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
    """All that are me by config, and what providers report of accounts there are (`Facts.own`)."""
    accounts = {account.name for account in settings.accounts}
    mine = settings.me.addresses | {account.address for account in settings.accounts if account.address}
    return mine | {address for account, address in reported if account in accounts}


def is_mine(address: str, me: frozenset[str]) -> bool:
    """True if `address` is one of `me`, or one of them with a ``+tag``."""
    if address in me:
        return True
    local, _, domain = address.rpartition("@")
    cut = local.find("+")
    while cut > 0:
        if f"{local[:cut]}@{domain}" in me:
            return True
        cut = local.find("+", cut + 1)
    return False


def others_cards(cards: Sequence[CardRow], me: frozenset[str]) -> list[Card]:
    """What address books say of others: a card that holds an address of mine is mine."""
    return [row.card for row in cards if not any(is_mine(address, me) for address in row.card.addresses)]


def joined(
    curations: Iterable[Curation],
    entries: Iterable[tuple[str, ...]],
    cards: Iterable[Card],
    me: frozenset[str],
) -> dict[str, str]:
    """Address → key, of all addresses that were ever joined to another; `entries` are those of the config's people."""
    together: dict[str, set[str]] = {}

    def join(one: str, other: str) -> None:
        if is_mine(one, me) or is_mine(other, me):
            return
        larger, smaller = together.setdefault(one, {one}), together.setdefault(other, {other})
        if larger is smaller:
            return
        if len(larger) < len(smaller):
            larger, smaller = smaller, larger
        larger |= smaller
        for address in smaller:
            together[address] = larger

    for card in cards:
        for address in card.addresses[1:]:
            join(card.addresses[0], address)
    for curation in sorted(curations, key=lambda each: each.id):
        if curation.verb == "merge":
            join(curation.address, curation.other)
        elif curation.verb == "split" and curation.address in together:
            together[curation.address].discard(curation.address)
            together[curation.address] = {curation.address}
    for addresses in entries:
        for address in addresses[1:]:
            join(addresses[0], address)
    return _keys(together)


def _keys(together: dict[str, set[str]]) -> dict[str, str]:
    """The smallest address of each set is its key."""
    least: dict[int, str] = {}
    keys: dict[str, str] = {}
    for address, group in together.items():
        if id(group) not in least:
            least[id(group)] = min(group)
        keys[address] = least[id(group)]
    return keys
