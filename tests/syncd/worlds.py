"""Small worlds of mail, meetings and people, told in words, for the tests of what counts as contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from syncd.model import (
    Answer,
    Attendee,
    Contact,
    CopyRow,
    Curation,
    Direction,
    Event,
    EventRow,
    Facts,
    HandRow,
    Kind,
    MailRow,
    Moment,
    NameRow,
    Place,
    Role,
    Tie,
    WhyNot,
)
from syncd.people import Directory, build_directory
from syncd.settings import Account, ContactSettings, Group, Me, Paths, PersonEntry, Settings
from syncd.ties import maybe_mine, ties, timeline

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 9, tzinfo=BERLIN)
ME, ALSO_ME = "ada@example.org", "ada@home.example"
GRACE, ALAN, ROOM = "grace@example.com", "alan@example.net", "room@example.org"
YES, NO, MAYBE, NONE = Answer.ACCEPTED, Answer.DECLINED, Answer.TENTATIVE, Answer.NONE
_NOWHERE = Path("/nowhere")


def at(text: str) -> int:
    """The instant of a wall clock reading in Berlin."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


def settings(
    *, people: Iterable[PersonEntry] = (), groups: Iterable[Group] = (), **contact: int | bool | tuple[str, ...]
) -> Settings:
    """My config: two accounts, Berlin, and what `[contact]` says."""
    return Settings(
        paths=Paths(_NOWHERE, (), _NOWHERE, _NOWHERE, _NOWHERE, _NOWHERE),
        me=Me("Ada Example", frozenset({ME, ALSO_ME}), "Europe/Berlin"),
        accounts=(Account("work", "google", ME), Account("home", "imap", ALSO_ME), Account("archive", "ics")),
        contact=replace(ContactSettings(), **contact),  # type: ignore[arg-type]  # each test names fields that fit
        people=tuple(people),
        groups=tuple(groups),
    )


def copy(account: str = "work", place: Place = Place.KEPT, *, gone: bool = False, marks: int = 0) -> CopyRow:
    return CopyRow(account, int(place), int(gone), int(marks))


@dataclass
class World:
    """What the log holds. Each method adds a fact and returns the uid it will be known by."""

    settings: Settings = field(default_factory=settings)
    now: datetime = NOW
    numbers: dict[str, int] = field(default_factory=dict)
    mails: list[MailRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    hands: list[HandRow] = field(default_factory=list)
    names: list[NameRow] = field(default_factory=list)
    curations: list[Curation] = field(default_factory=list)
    added: dict[str, date] = field(default_factory=dict)

    def number(self, address: str) -> int:
        return self.numbers.setdefault(address, len(self.numbers) + 1)

    def mail(
        self,
        author: str,
        *to: str,
        cc: Iterable[str] = (),
        bcc: Iterable[str] = (),
        coauthors: Iterable[str] = (),
        delivered: Iterable[str] = (),
        when: str = "2026-11-01T12:00",
        marks: int = 0,
        copies: Iterable[CopyRow] | None = None,
    ) -> str:
        places = {Role.COAUTHOR: coauthors, Role.TO: to, Role.CC: cc, Role.BCC: bcc, Role.DELIVERED: delivered}
        parties = tuple((int(role), self.number(each)) for role, addresses in places.items() for each in addresses)
        uid = f"<{len(self.mails) + 1:03}@example>"
        copied = (copy(marks=marks),) if copies is None else tuple(copies)
        self.mails.append(
            MailRow(len(self.mails) + 1, at(when), self.number(author), uid, f"about {uid}", parties, copied)
        )
        return uid

    def meeting(self, event: Event, account: str = "work") -> str:
        self.events.append(EventRow(account, event))
        return event.uid

    def log(
        self,
        address: str,
        kind: Kind = Kind.CALL,
        direction: Direction = Direction.OUTBOUND,
        when: str = "2026-11-01T12:00",
    ) -> str:
        self.hands.append(HandRow(len(self.hands) + 1, at(when), address, kind, direction, "spoke of the bridge"))
        return f"hand:{len(self.hands)}"

    def name(self, address: str, name: str, *, own: bool = True, first: str = "2026-01-01", last: str = "") -> None:
        row = NameRow(self.number(address), name, int(own), at(first), at(last or first))
        self.names.append(row)

    def curate(self, verb: str, address: str, other: str = "") -> None:
        self.curations.append(Curation(len(self.curations) + 1, at("2026-11-02"), verb, address, other))

    @property
    def facts(self) -> Facts:
        texts = {number: address for address, number in self.numbers.items()}
        return Facts(texts, self.mails, self.events, self.hands, self.names, self.curations, self.added)

    @property
    def directory(self) -> Directory:
        return build_directory(self.facts, self.settings, self.now)

    @property
    def ties(self) -> dict[str, Tie]:
        return ties(self.facts, self.directory, self.settings, self.now)

    def tie(self, key: str = GRACE) -> Tie:
        return self.ties[key]

    def timeline(self, key: str = GRACE) -> list[Contact]:
        return timeline(key, self.facts, self.directory, self.settings, self.now)

    def maybe_mine(self) -> list[tuple[str, int]]:
        return maybe_mine(self.facts, self.directory, self.settings, self.now)

    def why(self, key: str = GRACE) -> WhyNot | str:
        """Of the only entry of the timeline: "counted", or why not. Ties must agree."""
        (entry,) = self.timeline(key)
        tie = self.tie(key)
        assert tie.emails_in + tie.emails_out + tie.meetings == (entry.counted and entry.kind in ("email", "meeting"))
        return "counted" if entry.counted else entry.why_not or "nothing"


def listed(address: str, answer: Answer = YES, **more: str) -> Attendee:
    return Attendee(address, answer=answer, **more)  # type: ignore[arg-type]  # `type` and `name` as the tests say


def event(*attendees: Attendee, start: str = "2026-11-02T10:00:00", **more: object) -> Event:
    """A single meeting in Berlin with me (accepted) and `attendees`, or exactly those if I am among them."""
    people = attendees if any(each.address in (ME, ALSO_ME) for each in attendees) else (listed(ME), *attendees)
    zone = "" if len(start) == len("2026-11-02") else "Europe/Berlin"
    base = Event("meeting-1", Moment(start, zone), attendees=people, summary="The bridge")
    return replace(base, **more)  # type: ignore[arg-type]  # fields of Event, as the tests say
