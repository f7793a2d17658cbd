"""Where what is shown of a person comes from: the config, an import, what I said by command, or mail; pure.

The config has the last word (CONTRACT.md §3), and is shown as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncd.joining import others_cards
from syncd.model import Card, Facts, Person, Status
from syncd.names import tidy
from syncd.people import Directory
from syncd.settings import Settings

CONFIG, IMPORT, YOU, MAIL = "config", "import", "you", "mail"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where each comes from: config, import, you, mail, or "" where there is nothing to say."""

    name: str = ""
    birthday: str = ""
    status: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)  # tag → where from
    addresses: Mapping[str, str] = field(default_factory=dict)  # of those that were joined: address → by what


def provenance(person: Person, facts: Facts, directory: Directory, settings: Settings) -> Provenance:
    """Where the facts of `person` come from."""
    mine = set(person.addresses)
    entries = [entry for entry in settings.people if not mine.isdisjoint(entry.addresses)]
    cards = [card for card in others_cards(facts.cards, directory.me) if not mine.isdisjoint(card.addresses)]
    configured = {tag.casefold() for entry in entries for tag in entry.tags}
    imported = {tag.casefold() for card in cards for tag in card.tags}
    birthday = CONFIG if any(entry.birthday for entry in entries) else IMPORT
    status = CONFIG if any(entry.status == person.status.value for entry in entries) else YOU
    return Provenance(
        name=_of_name(person, any(entry.name for entry in entries), cards),
        birthday=birthday if person.birthday else "",
        status=status if person.status is not Status.ACTIVE else "",
        tags={tag: _of_tag(tag.casefold(), configured, imported) for tag in person.tags},
        addresses=_of_addresses(person, [entry.addresses for entry in entries], cards),
    )


def _of_name(person: Person, configured: bool, cards: list[Card]) -> str:
    if configured:
        return CONFIG
    if person.name == person.key:
        return ""
    return IMPORT if person.name in {tidy(card.name) for card in cards} else MAIL


def _of_tag(tag: str, configured: set[str], imported: set[str]) -> str:
    if tag in configured:
        return CONFIG
    return IMPORT if tag in imported else YOU


def _of_addresses(person: Person, entries: list[tuple[str, ...]], cards: list[Card]) -> dict[str, str]:
    if len(person.addresses) < 2:
        return {}
    configured = {address for addresses in entries if len(addresses) > 1 for address in addresses}
    imported = {address for card in cards if len(card.addresses) > 1 for address in card.addresses}
    return {
        address: CONFIG if address in configured else IMPORT if address in imported else YOU
        for address in person.addresses
    }
