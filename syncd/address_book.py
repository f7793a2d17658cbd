"""``[[group]]`` and ``[[person]]`` of the config (CONTRACT.md §2), read and checked; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from syncd.sections import Section
from syncd.settings import Group, PersonEntry, Who, read_who
from syncd.toml_values import mail_address, meant_address


def read_groups(root: Section) -> tuple[Group, ...]:
    """All groups in their order; none may contain itself."""
    sections = root.sections("group")
    names = [section.text("name", required='expected a name of your choice, like "mentors"') for section in sections]
    groups = []
    for number, (section, name) in enumerate(zip(sections, names, strict=True)):
        if name and name in names[:number]:
            section.problem("name", f"another group has this name (line {sections[names.index(name)].line_of('name')})")
        if "who" not in section:
            section.missing("who", 'expected who belongs to it, like who = { domain = "uni.example" }')
        groups.append(Group(name, read_who(section.section("who", f"{section.label}: who"), set(filter(None, names)))))
        section.rest({key: f"a key of who: who = {{ {key} = … }}" for key in ("tag", "address", "domain", "not")})
    inner = {group.name: _named(group.who) for group in groups}
    for section, group in zip(sections, groups, strict=True):
        if _reaches(group.name, inner):
            section.problem("who", "this group contains itself, directly or through other groups")
    return tuple(groups)


def _named(who: Who) -> frozenset[str]:
    return frozenset(who.group) | (_named(who.excluded) if who.excluded else frozenset())


def _reaches(name: str, inner: Mapping[str, Collection[str]]) -> bool:
    """True if group `name` leads back to itself."""
    seen: set[str] = set()
    ahead = set(inner[name])
    while ahead:
        seen |= ahead
        ahead = {far for near_by in ahead for far in inner.get(near_by, ())} - seen
    return name in seen


def read_people(root: Section) -> tuple[PersonEntry, ...]:
    """All people in their order; an address belongs to one of them."""
    owner: dict[str, int | None] = {}
    people = []
    for section in root.sections("person", "address"):
        addresses = section.texts(
            "address",
            single=True,
            required="expected one or more of the person's addresses",
            read=person_address,
            expected='expected an address: "grace@example.com", "linkedin:HANDLE" or "tel:+491511234567"',
            suggest=meant_address,
        )
        for address in addresses:
            if address in owner:
                said = f"{address} already belongs to the person on line {owner[address]}"
                section.problem("address", f"{said}: join the two entries")
            owner.setdefault(address, section.line_of("address"))
        people.append(
            PersonEntry(
                addresses=addresses,
                name=section.text("name"),
                tags=section.texts("tags"),
                birthday=section.birthday("birthday"),
                status=section.text("status", "active", choices=("active", "muted", "ignored")),
            )
        )
        section.rest({"addresses": "the key is called address; it takes a list too"})
    return tuple(people)


def person_address(text: str) -> str | None:
    """A person's address in canonical form: e-mail, ``linkedin:handle`` (lower case) or ``tel:+…`` (E.164)."""
    scheme, colon, rest = text.strip().partition(":")
    if colon and scheme.lower() == "linkedin":
        return f"linkedin:{rest.lower()}" if re.fullmatch(r"[^\s/:@]+", rest) else None
    if colon and scheme.lower() == "tel":
        number = re.sub(r"[ ()./-]", "", rest)
        return f"tel:{number}" if re.fullmatch(r"\+[1-9][0-9]{4,14}", number) else None
    return mail_address(text)
