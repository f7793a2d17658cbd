"""Every value that crosses a border inside syncd; standard library only.

Glossary (the field's own words, used everywhere):

*address*      canonical form of CONTRACT.md §4: lower case, A-label domain, gmail dots and tags dropped
               (`syncd.addresses.canonical`); also ``linkedin:HANDLE`` and ``tel:+49…`` for imported people.
*instant*      an int: seconds since 1970-01-01T00:00:00Z. Facts hold instants; zones appear only when shown.
*stream*       one separately read part of an account: an mbox file, a Maildir folder, a calendar.
*cursor*       where reading a stream goes on; opaque to all but its connector.
*locator*      what names an item inside its stream for good (a file name, a provider's id).
*fact*         what a source said, as stored. Whether it counts as contact is inferred anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import IntEnum, IntFlag, StrEnum
from typing import NamedTuple, NewType

Address = NewType("Address", str)
"""A canonical address (see the glossary above)."""


# ---------------------------------------------------------------- facts: mail


class Role(IntEnum):
    """The place an address stood in. Stored as a number: never renumber."""

    AUTHOR = 0
    COAUTHOR = 1  # the second and later addresses of From
    TO = 2
    CC = 3
    BCC = 4
    DELIVERED = 5  # Delivered-To, X-Original-To: evidence only, nobody's place


class Place(IntEnum):
    """Where a copy lies as far as it matters. Stored as a number: never renumber. Trash is KEPT (§4)."""

    KEPT = 0
    DRAFT = 1
    SPAM = 2
    CHAT = 3


class Mark(IntFlag):
    """What the headers of one copy say of its nature (CONTRACT.md §4). Stored as a number: never renumber."""

    AUTO_SUBMITTED = 1  # Auto-Submitted present and not "no" (RFC 3834 §5)
    REPORT = 2  # Content-Type multipart/report (RFC 6522)
    LIST = 4  # List-Id, List-Unsubscribe or List-Post present (RFC 2919, RFC 2369)
    PRECEDENCE = 8  # Precedence: bulk, list or junk
    SUPPRESS = 16  # X-Auto-Response-Suppress present and not "None" (MS-OXCMAIL)
    NULL_PATH = 32  # Return-Path: <>
    CALENDAR = 64  # a text/calendar part with a METHOD, not inside an attached message (RFC 6047)
    SYNCD = 128  # an X-Syncd header: syncd wrote it
    FORGED = 256  # Authentication-Results says dmarc=fail (RFC 8601)
    ATTACHMENT = 512  # multipart/mixed: something is probably attached


class Mail(NamedTuple):
    """One readable mail as one copy shows it. A NamedTuple because a first sync makes a hundred thousand."""

    identity: int  # signed 64 bits of a hash of (uid, author): the same mail everywhere has the same
    uid: str  # Message-ID with its brackets, or "mail:" and a hash without one
    at: int  # instant, by §4's order of trust
    author: str  # canonical address of the first author
    parties: tuple[tuple[int, str], ...]  # (Role, canonical address), distinct, author not repeated
    names: tuple[tuple[str, str], ...]  # (address, display name) as written, decoded, non-empty only; author's first
    subject: str  # decoded, one line, at most 500 characters
    refs: bytes  # 8-byte hashes of In-Reply-To and References ids, at most 12 (the first and the last 11)
    marks: int  # Mark
    size: int  # octets of the mail in its source
    signals: str = ""  # what its text asks, promises, answers (JSON of `rules.reading`); "" if no text was read


# ---------------------------------------------------------------- facts: meetings


class Answer(StrEnum):
    """PARTSTAT of RFC 5545 §3.2.12, plus none for a missing one."""

    NONE = "none"
    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"


class AttendeeType(StrEnum):
    """CUTYPE of RFC 5545 §3.2.3."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    RESOURCE = "resource"
    ROOM = "room"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One entry of a meeting's attendee list. `address` is "" when the entry has none that can be read."""

    address: str
    name: str = ""
    answer: Answer = Answer.NONE
    type: AttendeeType = AttendeeType.INDIVIDUAL


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar's own time: a wall clock reading in a zone, or a date.

    `wall` is ``YYYY-MM-DD`` (all-day, zone "") or ``YYYY-MM-DDTHH:MM:SS``. `zone` is "UTC", an IANA name,
    "" for floating time (the owner's zone at evaluation), ``+HH:MM`` for a fixed offset, or
    ``x:`` and a table for a zone that only its VTIMEZONE knows (see `syncd.recurrence`).
    """

    wall: str
    zone: str = ""

    @property
    def all_day(self) -> bool:
        return len(self.wall) == 10


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT (or a provider's equal) as one account's copy shows it: a single, a series' master, or an override.

    `original` names the occurrence an override replaces (RECURRENCE-ID). `whole_rest` is RANGE=THISANDFUTURE.
    A METHOD:REPLY is an Event with `reply` true: it only changes the answers of the attendees it lists.
    """

    uid: str  # iCalUID, or "event:" and a hash of organizer, start and summary
    start: Moment
    end: Moment | None = None
    sequence: int = 0
    updated: int | None = None  # instant of LAST-MODIFIED, else DTSTAMP
    rules: tuple[str, ...] = ()  # RRULE values
    dates: tuple[Moment, ...] = ()  # RDATE
    except_rules: tuple[str, ...] = ()  # EXRULE (RFC 2445, still met)
    except_dates: tuple[Moment, ...] = ()  # EXDATE
    original: Moment | None = None
    whole_rest: bool = False
    reply: bool = False
    cancelled: bool = False
    organizer: str = ""  # canonical address or ""
    organizer_name: str = ""
    attendees: tuple[Attendee, ...] = ()
    complete: bool = True  # false where the provider withheld part of the attendee list
    type: str = "default"  # default, birthday, focusTime, outOfOffice, workingLocation, fromGmail, …
    free: bool = False
    summary: str = ""
    link: str = ""
    my_answer: Answer | None = None  # where the provider says it apart from the list
    unknown_zone: str = ""  # a zone name nobody knew; the time was taken as floating


# ---------------------------------------------------------------- facts: address books, messages, calls


@dataclass(frozen=True, slots=True)
class Card:
    """What an address book says of one person. All `addresses` are theirs: that is evidence which joins them."""

    addresses: tuple[str, ...]  # canonical: e-mail, linkedin:HANDLE, tel:+E164; at least one, sorted
    name: str = ""
    birthday: str = ""  # MM-DD or YYYY-MM-DD
    tags: tuple[str, ...] = ()
    company: str = ""
    position: str = ""
    met: date | None = None  # "Connected on": when first met, which is no contact
    link: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message or call outside of mail and calendar; counts as one logged by hand does."""

    uid: str  # the same for the same message in every export
    at: int
    address: str  # canonical: whose it was besides me
    kind: Kind  # MESSAGE or CALL
    direction: Direction
    topic: str = ""  # a conversation's title; never the text
    name: str = ""  # as the place calls them


# ---------------------------------------------------------------- facts: what a source hands over


class Seen(NamedTuple):
    """An item that is there, new or changed."""

    locator: str
    fact: Mail | Event | Card | Exchange
    place: int = Place.KEPT
    thread: str = ""  # the provider's thread id, local to the account
    link: str = ""  # where a browser shows it
    text: str = ""  # the readable text where `bodies` allows it: looked through and dropped, unless that says keep


class Gone(NamedTuple):
    """An item that is no longer in its stream. A mail stays a fact, a meeting does not (§4)."""

    locator: str


class Unreadable(NamedTuple):
    """An item that cannot become a fact; kept with its reason, never a failure of the run."""

    locator: str
    reason: str


Item = Seen | Gone | Unreadable


@dataclass(frozen=True, slots=True)
class Batch:
    """What is stored in one transaction together with the cursor that follows it.

    `fresh` starts a new pass over the whole stream; `sweep` ends it: what this pass did not name is gone.
    `done` and `total` are for progress (any unit, total 0 = unknown); `skipped` counts items passed over by choice
    (older than `since`, drafts of a kind that never becomes a fact). `own` are the owner's further addresses as the
    provider reports them now; None: it was not asked.
    """

    items: Sequence[Item]
    cursor: str
    done: int = 0
    total: int = 0
    skipped: int = 0
    fresh: bool = False
    sweep: bool = False
    own: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """`name` is stable and unique in the account (it keys cursor and items), `title` for people, `weight` ~ bytes."""

    name: str
    title: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class LoginReport:
    """What came of a login. `address` "" where nothing granted tells whose it is; `missing`: (permission, purpose)."""

    account: str
    address: str
    granted: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    kept: str  # where, for people


# ---------------------------------------------------------------- facts: as the log gives them back


class CopyRow(NamedTuple):
    """One copy of a mail. `account` is the account's name."""

    account: str
    place: int  # Place
    gone: int  # 1 once it left its stream
    marks: int  # Mark


class MailRow(NamedTuple):
    """One mail, its copies folded: recipients united, earliest time. Addresses are numbers (`Facts.addresses`)."""

    id: int
    at: int
    author: int
    uid: str
    subject: str
    parties: tuple[tuple[int, int], ...]  # (Role, address number)
    copies: tuple[CopyRow, ...]
    link: str = ""


class LetterRow(NamedTuple):
    """A mail with what joins it to a thread and what its text says."""

    mail: MailRow
    refs: bytes  # as Mail.refs
    threads: tuple[tuple[str, str], ...]  # (account, the provider's thread id)
    signals: str  # as Mail.signals


class CardRow(NamedTuple):
    """One entry of an address book that is there now. `before`: what it said until it last changed, at `changed`."""

    account: str
    card: Card
    before: Card | None = None
    changed: int | None = None  # instant


class EventRow(NamedTuple):
    """One account's copy of one VEVENT that is there now."""

    account: str
    event: Event


class HandRow(NamedTuple):
    """A contact logged by hand (`syncd log`), or an imported message or call, which counts alike."""

    id: int
    at: int
    address: str
    kind: Kind
    direction: Direction
    text: str
    uid: str = ""  # of an imported one
    account: str = ""


class NameRow(NamedTuple):
    """A display name met for an address. `own`: the address wrote it itself, as an author."""

    address: int
    name: str
    own: int
    first: int  # instants
    last: int


class Curation(NamedTuple):
    """What the user said of people by command, in order of `id`: tag|untag|mute|unmute|merge|split|distinct."""

    id: int
    at: int
    verb: str
    address: str
    other: str  # the tag, or the other address of a merge, or of two that are not one person


def _no_letters(_: int) -> Iterable[LetterRow]:
    return ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the log knows, as of any time; asking "as of now" is the reader's business.

    `mails` may be iterated once or more and yields in no particular order; it streams, so that a hundred thousand
    mails are never in memory together.
    """

    addresses: Mapping[int, str]  # address number → canonical address
    mails: Iterable[MailRow]
    events: Sequence[EventRow] = ()
    hand: Sequence[HandRow] = ()
    names: Sequence[NameRow] = ()
    curations: Sequence[Curation] = ()
    added: Mapping[str, date] = field(default_factory=dict)  # address → local day it was first named in the config
    own: Sequence[tuple[str, str]] = ()  # (account, address): what providers report as the owner's
    cards: Sequence[CardRow] = ()
    letters: Callable[[int], Iterable[LetterRow]] = _no_letters  # the mails since an instant, as parts of threads


# ---------------------------------------------------------------- inferred: contact


class Kind(StrEnum):
    EMAIL = "email"
    MEETING = "meeting"
    CALL = "call"
    MESSAGE = "message"
    NOTE = "note"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class WhyNot(StrEnum):
    """Why something does not count, in the order in which the reasons are tried (§4, fine print)."""

    IGNORED = "ignored"
    SYNCD = "syncd"
    CANCELLED = "cancelled"
    NOT_A_MEETING = "not-a-meeting"
    FREE = "free"
    OWN = "own"
    AUTOMATED = "automated"
    MANY = "many"
    OBSERVED = "observed"
    INCOMPLETE = "incomplete"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Contact:
    """One interaction as it bears on one person. `day` is set for all-day meetings, whose `at` is local midnight."""

    uid: str
    at: int
    kind: Kind
    direction: Direction | None  # None for meetings
    subject: str
    account: str  # name of the account it was (first) seen in; "" for logged by hand
    day: date | None = None
    link: str = ""
    counted: bool = True
    why_not: WhyNot | None = None


class Status(StrEnum):
    ACTIVE = "active"
    MUTED = "muted"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is, apart from any contact. `key` is the smallest of the addresses (same on every machine)."""

    key: str
    name: str
    addresses: tuple[str, ...]  # sorted
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: Status = Status.ACTIVE
    birthday: str = ""  # MM-DD or YYYY-MM-DD
    named: bool = False  # in the config or imported: a person even without contact
    added: date | None = None  # local day since when syncd knows a named person


class Heyday(NamedTuple):
    """The best year of a tie that was strong once: 365 local days with at least 5 interactions each way.

    A meeting counts both ways. `exchanges` is the smaller of the two numbers, `until` the number (date.toordinal) of
    the last day of that year, a day of contact.
    """

    exchanges: int
    until: int


@dataclass(frozen=True, slots=True)
class Tie:
    """One person and all that counted contact says of them as of now. Times are of counted interactions only."""

    person: Person
    is_person: bool
    first_contact: Contact | None = None
    last_contact: Contact | None = None
    last_inbound: Contact | None = None
    last_outbound: Contact | None = None
    first_meeting: Contact | None = None
    last_meeting: Contact | None = None
    next_meeting: Contact | None = None
    emails_in: int = 0
    emails_out: int = 0
    meetings: int = 0
    rhythm_days: float | None = None
    strength: float = 0.0  # unrounded
    unanswered: int = 0  # outbound messages since the last inbound one or meeting
    person_since: int | None = None  # instant of the interaction that first made a person of an address
    heyday: Heyday | None = None  # None: it was never strong


# ---------------------------------------------------------------- follow-ups


class State(StrEnum):
    """The life of a follow-up as remembered; the last four are settled."""

    PLANNED = "planned"  # intent recorded, not yet known to be written
    OPEN = "open"
    SNOOZED = "snoozed"
    DONE = "done"
    DISMISSED = "dismissed"
    CONTACTED = "contacted"
    EXPIRED = "expired"


LIVE = frozenset({State.PLANNED, State.OPEN, State.SNOOZED})


@dataclass(frozen=True, slots=True)
class Evidence:
    """An interaction a decision rests on."""

    uid: str
    at: int
    subject: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A follow-up as the rules want it now. `cycle` is the uid of the interaction that began it ("" if never)."""

    rule: str
    rule_kind: str
    person: str  # Person.key
    addresses: tuple[str, ...]
    name: str
    cycle: str
    due: date
    priority: int
    title: str
    reason: str  # one line: why
    notes: str  # all §5 asks for: rule, last contact, what is owed, link, others held back
    evidence: tuple[Evidence, ...] = ()
    overdue_ratio: float = 0.0  # days overdue ÷ the rule's interval; orders within a priority
    closes_on: str = "any"  # any | outbound | inbound: which contact settles it; a meeting settles all
    exchanges: int = 0  # of revive: how strong the tie once was, which decides whose turn it is


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up as the log remembers it."""

    id: int
    key: str
    rule: str
    rule_kind: str
    person: str
    name: str
    cycle: str
    due: date
    date: date  # what the sink shows; moves only by the user's hand
    priority: int
    title: str
    reason: str
    notes: str
    state: State
    raised: int  # instant
    settled: int | None = None
    sink: str = ""
    reworded: bool = False  # the user's text now: never written over
    closes_on: str = "any"
    evidence: tuple[Evidence, ...] = ()
    pending: str = (
        ""  # an intent recorded and not yet known to be carried out: create, update, complete, remove, snooze
    )


@dataclass(frozen=True, slots=True)
class Task:
    """What a sink is asked to write. The sink adds key and stamp."""

    key: str
    title: str
    notes: str
    date: date
    at: time
    priority: int = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A task of ours as a sink shows it now. `moved` and `reworded` compare it with the stamp it carries."""

    key: str
    title: str
    date: date | None
    done: bool  # ticked, or titled "✓ …" or "done …"
    moved: bool = False
    reworded: bool = False
    etag: str = ""
    ref: str = ""  # the sink's own id
    stamp: str = ""  # the stamp it carries
    closed_by_us: bool = False


@dataclass(frozen=True, slots=True)
class Doing:
    """One step that `plan` shows and `apply` takes: action is create|update|complete|remove|snooze|none.

    `followup` is the follow-up as it will be remembered afterwards; `task` what the sink shall hold (create, update,
    snooze); `found` what it held when decided.
    """

    action: str
    followup: FollowUp
    addresses: tuple[str, ...] = ()
    task: Task | None = None
    found: Found | None = None
    why: str = ""  # why this action, for people: "you ticked it", "you wrote on 2026-01-02", …


@dataclass(frozen=True, slots=True)
class Held:
    """A wanted follow-up held back, and by what: per_week|max_open|one-per-person|one-sided|scheduled."""

    wanted: Wanted
    held_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    doings: tuple[Doing, ...] = ()
    held: tuple[Held, ...] = field(default=())
    suspect: str = ""  # not empty: the sink looks emptied, nothing will be written, and why
