"""The parts of OData that Graph's mail, calendar and To Do understand: paths, options, filters, preferences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote


class Invalid(Exception):
    """A request that Graph does not understand; says where."""


@dataclass(frozen=True)
class Prefer:
    """The `Prefer` header. `zone` is a Windows or IANA name, `page` a number of entries."""

    immutable: bool = False
    text: bool = False
    zone: str = ""
    page: int = 0


@dataclass(frozen=True)
class Term:
    """One comparison of a filter: ``receivedDateTime ge 2026-01-01T00:00:00Z``; texts without their quotes."""

    name: str
    operator: str
    value: str


@dataclass(frozen=True)
class Tagged:
    """``singleValueExtendedProperties/Any(ep: ep/id eq '…' and ep/value eq '…')``."""

    id: str
    value: str


_KEYED = re.compile(r"(\w+)\('(.*)'\)\Z")
_TERM = re.compile(r"([\w/]+) (eq|ne|ge|gt|le|lt) ('(?:[^']|'')*'|[^ ()']+)\Z")
_QUOTED = r"'((?:[^']|'')*)'"
_TAGGED = re.compile(
    rf"singleValueExtendedProperties/any\((\w+): ?\1/id eq {_QUOTED} and \1/value eq {_QUOTED}\)\Z", re.IGNORECASE
)


def segments(path: str) -> list[str]:
    """``/me/mailFolders('AQ%3D')/messages`` → me, mailFolders, AQ=, messages. A key may be a segment of its own."""
    found: list[str] = []
    for part in path.strip("/").split("/"):
        text = unquote(part)
        keyed = _KEYED.match(text)
        found += [keyed[1], keyed[2]] if keyed else [text]
    return found


def options(query: str) -> dict[str, str]:
    """The query's options. Raises Invalid for one given twice. Names of windows are known in any case."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        known = {"startdatetime": "startDateTime", "enddatetime": "endDateTime"}.get(name.lower(), name)
        if known in found:
            raise Invalid(f"{name} given twice")
        found[known] = value
    return found


def number(query: dict[str, str], name: str, default: int, most: int = 1000) -> int:
    """A number among the options. Raises Invalid."""
    text = query.get(name)
    if text is None:
        return default
    least = 1 if name == "$top" else 0
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Invalid(f"{name}={text} is not between {least} and {most}")
    return int(text)


def names(query: dict[str, str], name: str) -> list[str]:
    """``$select`` or ``$expand`` as a list; commas within brackets do not part."""
    text = query.get(name)
    if text is None:
        return []
    found = [one.strip() for one in re.split(r",(?![^()]*\))", text)]
    if not all(found):
        raise Invalid(f"{name}={text} holds an empty name")
    return found


def terms(text: str) -> list[Term | Tagged]:
    """A filter as the comparisons that it joins by ``and``. Raises Invalid for anything else."""
    tagged = _TAGGED.match(text)
    if tagged:
        return [Tagged(tagged[2].replace("''", "'"), tagged[3].replace("''", "'"))]
    found: list[Term | Tagged] = []
    for part in re.split(r" and (?=(?:[^']*'[^']*')*[^']*\Z)", text):
        term = _TERM.match(part.strip())
        if term is None:
            raise Invalid(f"$filter={text} is not understood")
        found.append(Term(term[1], term[2], _plain(term[3])))
    return found


def _plain(text: str) -> str:
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def prefer(header: str) -> Prefer:
    """The preferences. Raises Invalid for one that Graph does not know: a misspelt preference is silently ignored."""
    immutable, text, zone, page = False, False, "", 0
    for one in filter(None, (part.strip() for part in header.split(","))):
        name, _, value = one.partition("=")
        value = value.strip('"')
        if (name, value) == ("IdType", "ImmutableId"):
            immutable = True
        elif name == "outlook.body-content-type" and value in ("text", "html"):
            text = value == "text"
        elif name == "outlook.timezone":
            zone = value
        elif name == "odata.maxpagesize" and value.isdecimal() and int(value):
            page = int(value)
        else:
            raise Invalid(f"Prefer: {one} is not known")
    return Prefer(immutable, text, zone, page)
