"""One vCard → what it says of a person; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b

from connectors.linkedin_handle import PROFILE, address_of, address_of_handle
from connectors.phone_number import Numbers, international
from connectors.stamp import one_line
from connectors.vcard_lines import Line, RawCard, parts, unescaped
from syncd.addresses import canonical
from syncd.model import Card

_LONGEST = 200
_NO_PERSON = frozenset({"group", "org", "location", "application", "device"})  # KIND (RFC 6350 §6.1.4, RFC 6473)
_SHARED = frozenset({"fax", "pager", "modem", "bbs"})  # numbers nobody is reached at
_EVERYBODY = frozenset({"mycontacts", "* mycontacts"})  # Google's export puts all contacts into this group
_PROFILES = ("URL", "IMPP", "SOCIALPROFILE", "X-SOCIALPROFILE", "X-LINKEDIN")
_BIRTHDAY = re.compile(r"(?:(\d{4})-?|--)(\d\d)-?(\d\d)(?:[T ].*)?", re.DOTALL)
_NO_YEAR = 1604  # Apple's: a leap year so long ago that it can't be meant


@dataclass(frozen=True, slots=True)
class Entry:
    """A card with the locator it would have by itself. `uid`: whether that is the card's own UID."""

    locator: str
    card: Card
    uid: bool


def is_person(raw: RawCard) -> bool:
    kind = raw.value("KIND") or raw.value("X-ADDRESSBOOKSERVER-KIND")
    return kind.casefold() not in _NO_PERSON


def numbers_of(raw: RawCard) -> list[str]:
    """The international numbers of a card, canonical."""
    return [found for line in raw.all("TEL") if (found := international(unescaped(line.value)))]


def entry(raw: RawCard, numbers: Numbers, today: date) -> Entry | None:
    """The person, or None without any address. ANNIVERSARY is left out: rules know birthdays only."""
    profile = next((found for line in raw.all(*_PROFILES) if (found := _profile(line))), None)
    mails = [canonical(unescaped(line.value)) for line in raw.all("EMAIL")]
    phones = [numbers.address(unescaped(line.value)) for line in raw.all("TEL") if not _SHARED & _types(line)]
    addresses = tuple(sorted({one for one in (profile and profile[0], *mails, *phones) if one}))
    if not addresses:
        return None
    card = Card(
        addresses=addresses,
        name=_name(raw),
        birthday=_birthday(raw, today),
        tags=_tags(raw),
        company=_first_part(raw, "ORG"),
        position=_tidy(raw.value("TITLE")),
        link=profile[1] if profile else "",
    )
    uid = _tidy(raw.value("UID")).casefold().removeprefix("urn:uuid:")
    return Entry(f"uid:{uid}" if uid else by_addresses(card), card, bool(uid))


def by_addresses(card: Card) -> str:
    """A locator for a card without a UID (or with one that others have too)."""
    return "card:" + blake2b("\0".join(card.addresses).encode("utf-8", "replace"), digest_size=12).hexdigest()


def joined(one: Card, other: Card) -> Card:
    """The same person twice: what the first lacks comes from the second."""
    return replace(
        one,
        addresses=tuple(sorted({*one.addresses, *other.addresses})),
        name=one.name or other.name,
        birthday=max(one.birthday, other.birthday, key=len),
        tags=tuple(sorted({*one.tags, *other.tags})),
        company=one.company or other.company,
        position=one.position or other.position,
        link=one.link or other.link,
    )


def _name(raw: RawCard) -> str:
    """FN, or else N put in reading order: given, additional, family name."""
    if name := _tidy(raw.value("FN")):
        return name
    for line in raw.all("N"):
        family, given, more, *_ = (*parts(line.value, ";"), "", "", "")
        if name := _tidy(" ".join(one for one in (given, more, family) if one)):
            return name
    return ""


def _birthday(raw: RawCard, today: date) -> str:
    """MM-DD or YYYY-MM-DD of BDAY; "" for text, parts of dates, and days that are none.

    Of a date with a time the written day counts: a birthday has no time zone.
    """
    for line in raw.all("BDAY"):
        found = _BIRTHDAY.fullmatch(unescaped(line.value).strip())
        if found is None or line.says("VALUE", "text"):
            continue
        omitted = line.params.get("X-APPLE-OMIT-YEAR", ("",))[0]
        unknown = found[1] in (None, omitted, str(_NO_YEAR), "0000")
        try:
            day = date(_NO_YEAR if unknown else int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
        if day <= today:
            return f"{day:%m-%d}" if unknown else day.isoformat()
    return ""


def _tags(raw: RawCard) -> tuple[str, ...]:
    given = {_tidy(one) for line in raw.all("CATEGORIES") for one in parts(line.value, ",")}
    return tuple(sorted(one for one in given if one and one.casefold() not in _EVERYBODY))


def _profile(line: Line) -> tuple[str, str] | None:
    """(address, link) of a LinkedIn profile, however the program wrote it."""
    value = unescaped(line.value).strip()
    if address := address_of(value):
        return address, value if value.startswith(("http://", "https://")) else _link(address)
    named = line.name == "X-LINKEDIN" or "linkedin" in _types(line) or line.says("SERVICE-TYPE", "linkedin")
    scheme, colon, rest = value.partition(":")
    if not named and not (colon and scheme.casefold() == "linkedin"):
        return None
    bare = rest if colon and scheme.casefold() in ("linkedin", "x-apple") else value
    if "/" in bare or "." in bare or " " in bare or PROFILE.search(bare):  # a page that is no profile
        return None
    address = address_of_handle(bare)
    return (address, _link(address)) if address else None


def _link(address: str) -> str:
    return f"https://www.linkedin.com/in/{address.removeprefix('linkedin:')}"


def _types(line: Line) -> set[str]:
    return {one.casefold() for one in line.params.get("TYPE", ())}


def _first_part(raw: RawCard, name: str) -> str:
    return next((text for line in raw.all(name) if (text := _tidy(parts(line.value, ";")[0]))), "")


def _tidy(text: str) -> str:
    return one_line(text[: 4 * _LONGEST])[:_LONGEST].rstrip()
