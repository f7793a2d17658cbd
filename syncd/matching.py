"""Whether a person fits a matcher of the config or the rules (CONTRACT.md §5 `who`); pure.

Lists are "any of", keys together "all of", an empty matcher fits everyone, ``not = { … }`` excludes. Names, addresses
and domains may be globs; nothing here minds case. A domain holds its subdomains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import translate
from functools import lru_cache

from syncd.addresses import canonical
from syncd.model import Person
from syncd.settings import Group, Who


def matches(who: Who, person: Person, groups: Sequence[Group] = ()) -> bool:
    """True if `person` fits `who`. `groups` are the config's: a group may name other groups; cycles fit nobody."""
    return _matches(who, person, groups, frozenset())


def groups_of(person: Person, groups: Sequence[Group]) -> tuple[str, ...]:
    """The names of the groups the person is in, in the config's order."""
    return tuple(group.name for group in groups if _matches(group.who, person, groups, frozenset({group.name})))


def domain_matches(pattern: str, domain: str) -> bool:
    """True if `domain` is `pattern` or lies below it; `pattern` may be a glob, with or without a leading ``@``."""
    return _domain_test(pattern)(domain)


def glob_matches(pattern: str, text: str) -> bool:
    """True if all of `text` fits the glob, whatever the case."""
    return _glob(pattern.casefold()).match(text.casefold()) is not None


def _matches(who: Who, person: Person, groups: Sequence[Group], asking: frozenset[str]) -> bool:
    if who.name and not any(glob_matches(name, person.name) for name in who.name):
        return False
    if who.tag and not _folded(who.tag) & _folded(person.tags):
        return False
    if who.address and not any(_address_test(each)(address) for each in who.address for address in person.addresses):
        return False
    if who.domain and not any(_domain_test(each)(_domain(at)) for each in who.domain for at in person.addresses):
        return False
    if who.group and not any(_in_group(name, person, groups, asking) for name in who.group):
        return False
    return who.excluded is None or not _matches(who.excluded, person, groups, asking)


def _in_group(name: str, person: Person, groups: Sequence[Group], asking: frozenset[str]) -> bool:
    """`asking` are the groups whose matchers are being read: none is asked within itself."""
    if name in asking:
        return False
    return any(group.name == name and _matches(group.who, person, groups, asking | {group.name}) for group in groups)


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def _domain(address: str) -> str:
    return address.rpartition("@")[2] if "@" in address else ""


@lru_cache(maxsize=4096)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))


def _is_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")


@lru_cache(maxsize=4096)
def _address_test(pattern: str) -> Callable[[str], bool]:
    if _is_glob(pattern):
        return lambda address: glob_matches(pattern, address)
    wanted = canonical(pattern) or pattern.lower()
    return lambda address: address == wanted


@lru_cache(maxsize=4096)
def _domain_test(pattern: str) -> Callable[[str], bool]:
    wanted = pattern.removeprefix("@").lower()
    if _is_glob(wanted):
        return lambda domain: bool(domain) and (glob_matches(wanted, domain) or glob_matches(f"*.{wanted}", domain))
    wanted = (canonical(f"x@{wanted}") or f"x@{wanted}")[2:]
    return lambda domain: domain == wanted or domain.endswith(f".{wanted}")
