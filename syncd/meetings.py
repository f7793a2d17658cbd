"""Which meetings are contact with whom, and why the others are not (CONTRACT.md §4 "Meeting"); pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from syncd.invitations import MISSING, Invitation, better
from syncd.model import Answer, AttendeeType, Contact, Event, EventRow, Kind, WhyNot
from syncd.people import Directory
from syncd.recurrence import Occurrence, instant, occurrences
from syncd.settings import Settings

AHEAD = 400 * 86_400
"""How far series are expanded beyond now, in seconds: for `next_meeting` and what a timeline shows as future."""
_EVER = 10**11

_NOT_PEOPLE = frozenset({AttendeeType.GROUP, AttendeeType.RESOURCE, AttendeeType.ROOM})
_CALENDARS = ("@group.calendar.google.com", "@resource.calendar.google.com")
_NOBODY = "unknownorganizer@calendar.google.com"
_COMING = frozenset({Answer.ACCEPTED, Answer.TENTATIVE})


class Meeting(NamedTuple):
    """One occurrence. `verdicts`: Person.key → None if it counts, else why not; FUTURE means nothing else is wrong.

    A NamedTuple that asks its occurrence for the rest: series make tens of thousands, most looked at once.
    """

    at: int
    occurrence: Occurrence
    account: str
    verdicts: Mapping[str, WhyNot | None]

    @property
    def uid(self) -> str:
        """In the form of §8."""
        return self.occurrence.uid

    @property
    def day(self) -> date | None:
        """The written date if it is all-day."""
        return self.occurrence.day

    @property
    def event(self) -> Event:
        """The copy that won, with its attendees."""
        return self.occurrence.event

    def contact(self, why: WhyNot | None) -> Contact:
        """The occurrence as it bears on somebody for whom the verdict is `why`."""
        return Contact(
            uid=self.uid,
            at=self.at,
            kind=Kind.MEETING,
            direction=None,
            subject=self.event.summary,
            account=self.account,
            day=self.day,
            link=self.event.link,
            counted=why is None,
            why_not=why,
        )


def meetings(
    events: Sequence[EventRow],
    directory: Directory,
    settings: Settings,
    now: datetime,
    about: frozenset[str] | None = None,
) -> Iterator[Meeting]:
    """Every meeting, and every occurrence of a series up to `AHEAD` beyond now, in no particular order.

    Those older than `[log] keep` are passed over, though their series may go on. `about`: only meetings in which one of
    these addresses has a place.
    """
    home = ZoneInfo(settings.me.timezone)
    moment = int(now.timestamp())
    oldest = settings.oldest(moment)
    accounts = {account.name: account.address for account in settings.accounts}
    invitations: dict[str, list[EventRow]] = {}
    for row in events:
        invitations.setdefault(row.event.uid, []).append(row)
    for rows in invitations.values():
        addresses = {address for row in rows for address in _addresses(row.event)}
        if about is not None and addresses.isdisjoint(about):
            continue
        mine = frozenset(address for address in addresses if directory.is_me(address))
        invitation = Invitation(rows, home, mine, accounts)
        components = invitation.components()
        series = any(event.rules or event.dates for event in components)
        same = {id(event): _Same() for event in components}  # what holds for all occurrences nothing is said of
        until = moment + (AHEAD if series else _EVER)
        for occurrence in occurrences(components, home=home, until=until, since=oldest):
            slot = None
            if not invitation.uniform and (original := occurrence.original) is not None:
                slot = instant(original, home)
            known = same.get(id(occurrence.event)) if invitation.is_plain(slot) else None
            if known is None:
                known = _Same()
            if known.past is None:
                known.past = _Judged(occurrence.event, slot, invitation, directory, settings).verdicts()
                known.ahead = {key: why or WhyNot.FUTURE for key, why in known.past.items()}
            verdicts = known.past if occurrence.at <= moment else known.ahead
            yield Meeting(occurrence.at, occurrence, invitation.account(slot), verdicts)


class _Same:
    """Verdicts on a meeting that began, and on the same lying ahead."""

    __slots__ = ("ahead", "past")

    def __init__(self) -> None:
        self.past: Mapping[str, WhyNot | None] | None = None
        self.ahead: Mapping[str, WhyNot | None] = {}


def is_person_place(address: str, kind: AttendeeType) -> bool:
    """False for rooms, resources, groups and Google's calendar addresses."""
    return kind not in _NOT_PEOPLE and not address.endswith(_CALENDARS) and address != _NOBODY


def _addresses(event: Event) -> set[str]:
    addresses = {attendee.address for attendee in event.attendees}
    addresses.add(event.organizer)
    addresses.discard("")
    return addresses


class _Judged:
    """One occurrence under §4's conditions, but for its start."""

    def __init__(
        self, event: Event, slot: int | None, invitation: Invitation, directory: Directory, settings: Settings
    ) -> None:
        self._event, self._directory, self._contact = event, directory, settings.contact
        self._answers = invitation.answers(event, slot)
        self._mine = self._my_part(invitation.my_answer(slot))
        self._people: dict[str, list[str]] = {}  # key → the addresses that stand there for a person
        self._others: dict[str, list[str]] = {}  # key → addresses of rooms, resources and groups
        self._nameless = 0  # people on the list whose address can't be read
        self._place()

    def verdicts(self) -> dict[str, WhyNot | None]:
        common = self._common()
        verdicts: dict[str, WhyNot | None] = {}
        for key, addresses in self._people.items():
            asked = [address for address in addresses if not self._directory.ignored(address)]
            verdicts[key] = (common or self._answered(asked)) if asked else WhyNot.IGNORED
        for key, addresses in self._others.items():
            if key not in self._people:
                ignored = all(self._directory.ignored(address) for address in addresses)
                cancelled = WhyNot.CANCELLED if self._event.cancelled else WhyNot.NOT_A_MEETING
                verdicts[key] = WhyNot.IGNORED if ignored else cancelled
        return verdicts

    def _place(self) -> None:
        """Sorts everybody on the list, and the organizer if he is not on it, into people and others."""
        event = self._event
        places = [(attendee.address, attendee.type) for attendee in event.attendees]
        if event.organizer and all(address != event.organizer for address, _ in places):
            places.append((event.organizer, AttendeeType.INDIVIDUAL))
        for address, kind in places:
            person = is_person_place(address, kind)
            if not address:
                self._nameless += person
            elif (key := self._directory.key_of(address)) is not None:
                (self._people if person else self._others).setdefault(key, []).append(address)

    def _my_part(self, answer: Answer | None) -> Answer | None:
        organizer = bool(self._event.organizer) and self._directory.is_me(self._event.organizer)
        return self._in_place_of_missing(answer, organizer)

    def _in_place_of_missing(self, answer: Answer | None, organizer: bool) -> Answer | None:
        """Organizing stands in for a missing answer; with `unanswered_invitations` being on the list does, too."""
        if organizer and (answer is None or answer in MISSING):
            return Answer.ACCEPTED
        if self._contact.unanswered_invitations and answer in MISSING:
            return Answer.ACCEPTED
        return answer

    def _common(self) -> WhyNot | None:
        """What is wrong with the meeting, whoever asks."""
        event = self._event
        others = len(self._people) + self._nameless
        if event.cancelled:
            return WhyNot.CANCELLED
        if event.type != "default":
            return WhyNot.NOT_A_MEETING
        if event.free:
            return WhyNot.FREE
        if not others:
            return WhyNot.OWN
        if others + (self._mine is not None) > self._contact.max_attendees:
            return WhyNot.MANY
        return None if event.complete else WhyNot.INCOMPLETE

    def _answered(self, addresses: Sequence[str]) -> WhyNot | None:
        answer: Answer | None = None
        for address in addresses:
            if address in self._answers:
                answer = better(answer, self._answers[address])
        theirs = self._in_place_of_missing(answer, self._event.organizer in addresses)
        if Answer.DECLINED in (self._mine, theirs):
            return WhyNot.DECLINED
        return None if self._mine in _COMING and theirs in _COMING else WhyNot.UNANSWERED
