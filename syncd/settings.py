"""What the config file says, as values (CONTRACT.md §2). `syncd.config` reads and checks it; this module is pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from syncd.dates import Duration

ARCHIVE_PROVIDERS = frozenset({"mbox", "maildir", "ics", "linkedin", "vcard"})
PROVIDERS = ("google", "microsoft", "imap", "caldav", "mbox", "maildir", "ics", "linkedin", "vcard")


@dataclass(frozen=True, slots=True)
class Me:
    """The owner. `addresses` are canonical and hold [me].addresses and every account's own address."""

    name: str = ""
    addresses: frozenset[str] = frozenset()
    timezone: str = "UTC"  # IANA name


@dataclass(frozen=True, slots=True)
class Account:
    """One [[account]]. `address` is canonical or "". `since` None means everything."""

    name: str
    provider: str
    address: str = ""
    mail: bool = True
    calendars: tuple[str, ...] = ()
    since: Duration | None = None
    bodies: str = "scan"
    path: str = ""  # absolute, may hold a glob; for ics also an http(s) URL
    options: Mapping[str, object] = field(default_factory=dict)  # the provider's own keys, checked, as written


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """[contact]: what counts (§4). `ignore` holds lower-case addresses, @domains and globs."""

    max_recipients: int = 10
    max_attendees: int = 20
    unanswered_invitations: bool = False
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpSettings:
    """[followups]. `to`: "" (nowhere), an account's name, or an absolute .ics path. Workdays: Monday = 0."""

    to: str = ""
    to_file: bool = False
    kind: str = "event"  # event | task  (key `as`)
    calendar: str = "Follow-ups"
    per_week: int = 7
    max_open: int = 12
    workdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    at: time = time(9, 0)
    write: bool = True


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """[digest]. `via` is "" (not configured), an account's name, "smtp", or "file:" and an absolute folder."""

    to: tuple[str, ...] = ()
    via: str = ""
    day: int = 0  # Monday = 0
    at: time = time(7, 30)


@dataclass(frozen=True, slots=True)
class Who:
    """A matcher: lists are "any of", keys together "all of", empty is everyone (§5). Globs ignore case."""

    group: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    excluded: Who | None = None  # not = { … }


@dataclass(frozen=True, slots=True)
class Group:
    """One [[group]]."""

    name: str
    who: Who


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One [[person]]: optional facts about one person. `addresses` are canonical, at least one."""

    addresses: tuple[str, ...]
    name: str = ""
    tags: tuple[str, ...] = ()
    birthday: str = ""
    status: str = "active"  # active | muted | ignored


@dataclass(frozen=True, slots=True)
class Smtp:
    """[smtp]."""

    host: str = ""
    port: int = 0
    tls: str = "starttls"
    username: str = ""
    password_command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things live (§1), all absolute."""

    config: Path
    rules: tuple[Path, ...]  # rules.toml (if there) and rules.d/*.toml in name order
    log: Path
    tokens: Path
    lock: Path
    state: Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole config."""

    paths: Paths
    me: Me = Me()
    accounts: tuple[Account, ...] = ()
    contact: ContactSettings = ContactSettings()
    followups: FollowUpSettings = FollowUpSettings()
    digest: DigestSettings = DigestSettings()
    every: Duration | None = None  # [daemon].every
    log_url: str = ""
    smtp: Smtp = Smtp()
    groups: tuple[Group, ...] = ()
    people: tuple[PersonEntry, ...] = ()
