"""What the config file says, as values (CONTRACT.md §2). `syncd.config` reads and checks it; this module is pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from syncd.addresses import canonical
from syncd.dates import Duration
from syncd.problems import near
from syncd.sections import Section

ARCHIVE_PROVIDERS = frozenset({"mbox", "maildir", "ics", "linkedin", "vcard"})
PROVIDERS = ("google", "microsoft", "imap", "caldav", "mbox", "maildir", "ics", "linkedin", "vcard")
MAIL_PROVIDERS = frozenset({"google", "microsoft", "imap", "mbox", "maildir"})
CALENDAR_PROVIDERS = frozenset({"google", "microsoft", "caldav", "ics"})
WRITABLE_PROVIDERS = frozenset({"google", "microsoft", "caldav"})  # a calendar for follow-ups can be made there
SENDING_PROVIDERS = frozenset({"google", "microsoft"})  # the digest can be sent from there


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
    mail: bool = True  # false for providers that have none
    calendars: tuple[str, ...] = ()  # as written: provider ids or display names
    since: Duration | None = None
    bodies: str = "scan"
    path: str = ""  # absolute, may hold a glob; for ics also an http(s) URL
    options: Mapping[str, object] = field(
        default_factory=dict
    )  # the provider's own keys that were set, checked; file names absolute


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
    """[smtp]. `port` is the usual one of `tls` if the config names none; 0 and no host without the section."""

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
    keyring: bool = False  # whether logins may be kept in the system's keyring; a profile of its own keeps them beside


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole config."""

    paths: Paths
    me: Me = Me()
    accounts: tuple[Account, ...] = ()
    contact: ContactSettings = ContactSettings()
    followups: FollowUpSettings = FollowUpSettings()
    digest: DigestSettings = DigestSettings()
    every: timedelta = timedelta(minutes=5)  # [daemon].every; by the clock, so not a Duration, whose m is months
    log_url: str = ""
    keep: Duration | None = None  # [log].keep: facts older than that leave the log
    smtp: Smtp = Smtp()
    groups: tuple[Group, ...] = ()
    people: tuple[PersonEntry, ...] = ()

    @property
    def log(self) -> Path | str:
        """Where the log is: a file, or the URL of a PostgreSQL database."""
        return self.log_url or self.paths.log

    def oldest(self, now: int) -> int | None:
        """The instant from which on facts are kept, as of `now`: the beginning of a local day. None: all are kept."""
        if self.keep is None:
            return None
        zone = ZoneInfo(self.me.timezone)
        day = self.keep.before(datetime.fromtimestamp(now, UTC).astimezone(zone).date())
        return int(datetime.combine(day, time(), tzinfo=zone).timestamp())


WHO_KEYS = ("group", "tag", "address", "domain", "name", "not")


def read_who(section: Section, groups: Collection[str] | None = None) -> Who:
    """Reads a matcher, noting what is wrong with it. `groups`: those there are, if they are known."""

    def group(name: str) -> str | None:
        return name if groups is None or name in groups else None

    known = "there is no such group" if groups else "no group is defined: add a [[group]] to config.toml"
    excluded = read_who(section.section("not", f"{section.label}: not"), groups) if "not" in section else None
    who = Who(
        group=section.texts(
            "group", single=True, read=group, expected=known, suggest=lambda name: near(name, groups or ())
        ),
        tag=section.texts("tag", single=True),
        address=section.texts("address", single=True, read=_matcher_address, expected=_ADDRESSES),
        domain=section.texts("domain", single=True, read=_matcher_domain, expected=_DOMAINS, suggest=_meant_domain),
        name=section.texts("name", single=True),
        excluded=excluded,
    )
    section.ask(*WHO_KEYS)
    for key in WHO_KEYS:
        if section.raw(key) in ([], {}):
            section.problem(key, "an empty list fits nobody: name somebody or leave the key out")
    section.rest()
    return who


_ADDRESSES = 'expected an address or a glob, like "ada@example.org" or "*@example.org"'
_DOMAINS = 'expected a domain or a glob, like "uni.example" (which holds its subdomains)'


def _matcher_address(text: str) -> str | None:
    plain = canonical(text) is not None or text.startswith(("linkedin:", "tel:"))
    return text if plain or any(sign in text for sign in "*?[") else None


def _matcher_domain(text: str) -> str | None:
    return text if "@" not in text.removeprefix("@") and "/" not in text and " " not in text else None


def _meant_domain(text: str) -> str:
    return text.rpartition("@")[2] if "/" not in text and " " not in text else ""
