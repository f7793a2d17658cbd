"""What one mail or one hand-logged entry is: whose contact, in which direction, or why none (CONTRACT.md §4); pure.

`Judge.mail` is the only place that decides about mail; ties, timelines and `maybe_mine` all ask it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from syncd.model import Contact, Direction, Facts, Kind, MailRow, Mark, Place, Role, Status, WhyNot
from syncd.people import Directory, exists
from syncd.robots import is_robot
from syncd.settings import Settings

# Plain ints: a hundred thousand mails are judged, and flags of enum type cost ten times as much.
_KEPT = int(Place.KEPT)
_SHOWN = (int(Role.TO), int(Role.CC))
_COAUTHOR, _BCC, _DELIVERED = int(Role.COAUTHOR), int(Role.BCC), int(Role.DELIVERED)
_AUTOMATED = int(Mark.AUTO_SUBMITTED | Mark.REPORT)
_AUTOMATED_INBOUND = _AUTOMATED | int(Mark.LIST | Mark.PRECEDENCE | Mark.SUPPRESS | Mark.NULL_PATH | Mark.CALENDAR)
_SYNCD, _FORGED, _CALENDAR = int(Mark.SYNCD), int(Mark.FORGED), int(Mark.CALENDAR)

_ORDER = (
    WhyNot.SYNCD,
    WhyNot.OWN,
    WhyNot.AUTOMATED,
    WhyNot.MANY,
    WhyNot.OBSERVED,
    WhyNot.NOT_A_MEETING,
)
"""The order in which reasons against a mail are tried; `ignored`, a matter of each address, goes before them all."""


class Verdict(NamedTuple):
    """What a mail is. It is contact with everyone in `keys` if `why` is None; with `ignored` in no case."""

    outbound: bool
    why: WhyNot | None
    keys: frozenset[str]  # Person.key of the author (inbound) or of every recipient (outbound)
    ignored: frozenset[str]  # of those of whom only ignored addresses stand there


_NOBODY: frozenset[str] = frozenset()


class Judge:
    """Judges mails as of `now`. Holds what is worth knowing of each address number."""

    def __init__(self, facts: Facts, directory: Directory, settings: Settings, now: datetime) -> None:
        self._now = int(now.timestamp())
        self._limit = settings.contact.max_recipients
        self._texts = facts.addresses
        self._keys = {number: directory.key_of(address) for number, address in facts.addresses.items()}
        self._ignored = {number for number, address in facts.addresses.items() if directory.ignored(address)}
        self._inbound: dict[int, dict[WhyNot | None, Verdict]] = {}  # verdicts by author: few differ
        self._robots: dict[int, bool] = {}

    def outbound(self, row: MailRow) -> bool:
        """True if I am its author, or one of several."""
        return self._keys[row.author] is None or any(
            role == _COAUTHOR and self._keys[number] is None for role, number in row.parties
        )

    def mail(self, row: MailRow) -> Verdict | None:
        """The verdict, or None if the mail does not exist: spam, a draft, or later than now."""
        if row.at > self._now or not exists(row.copies):
            return None
        keys = self._keys
        outbound = keys[row.author] is None
        shown: set[int] = set()  # others in To and Cc
        hidden: set[int] = set()  # others in Bcc
        addressed = named = delivered = False
        for role, number in row.parties:
            mine = keys[number] is None
            if role in _SHOWN:
                addressed = True
                if mine:
                    named = True
                else:
                    shown.add(number)
            elif role == _BCC:
                if mine:
                    named = True
                else:
                    hidden.add(number)
            elif mine:
                if role == _COAUTHOR:
                    outbound = True
                elif role == _DELIVERED:
                    delivered = True
        if outbound:
            return self._of_recipients(row, shown | hidden if hidden else shown)
        return self._of_author(row, len(shown), named or (delivered and not addressed))

    def _of_recipients(self, row: MailRow, recipients: set[int]) -> Verdict:
        why = _first_reason([self._against_outbound(marks, len(recipients)) for marks in _marks(row)])
        if recipients.isdisjoint(self._ignored):
            return Verdict(True, why, self._people(recipients), _NOBODY)
        people = self._people(recipients - self._ignored)
        return Verdict(True, why, people, self._people(recipients & self._ignored) - people)

    def _of_author(self, row: MailRow, recipients: int, to_me: bool) -> Verdict:
        author = row.author
        robot = self._robots.get(author)
        if robot is None:
            robot = self._robots[author] = is_robot(self._texts[author])
        why = _first_reason([self._against_inbound(marks, robot, recipients, to_me) for marks in _marks(row)])
        known = self._inbound.setdefault(author, {})
        verdict = known.get(why)
        if verdict is None:
            people = self._people({author})
            if author in self._ignored:
                verdict = Verdict(False, WhyNot.IGNORED, _NOBODY, people)
            else:
                verdict = Verdict(False, why, people, _NOBODY)
            known[why] = verdict
        return verdict

    def _people(self, numbers: set[int]) -> frozenset[str]:
        return frozenset([key for number in numbers if (key := self._keys[number]) is not None])

    def _against_outbound(self, marks: int, recipients: int) -> WhyNot | None:
        """§4, rules 1, 2 and 4, for one copy."""
        if marks & _SYNCD:
            return WhyNot.SYNCD
        if not recipients:
            return WhyNot.OWN
        if marks & _AUTOMATED:
            return WhyNot.AUTOMATED
        if recipients > self._limit:
            return WhyNot.MANY
        if marks & _FORGED:
            return WhyNot.OBSERVED
        return WhyNot.NOT_A_MEETING if marks & _CALENDAR else None

    def _against_inbound(self, marks: int, robot: bool, recipients: int, to_me: bool) -> WhyNot | None:
        """§4, rules 1 and 3, for one copy."""
        if robot or marks & _AUTOMATED_INBOUND:
            return WhyNot.AUTOMATED
        if recipients > self._limit:
            return WhyNot.MANY
        return None if to_me else WhyNot.OBSERVED


def _marks(row: MailRow) -> Iterable[int]:
    """The different marks of the kept copies; at least one if the mail exists."""
    copies = row.copies
    if len(copies) == 1:
        return (copies[0].marks,)
    return {copy.marks for copy in copies if copy.place == _KEPT}


def _first_reason(reasons: Sequence[WhyNot | None]) -> WhyNot | None:
    """None if one kept copy has nothing against it; else the first reason, by `_ORDER`, that one has."""
    if len(reasons) == 1:
        return reasons[0]
    return min((reason for reason in reasons if reason), key=_ORDER.index) if None not in reasons else None


def mail_contact(row: MailRow, outbound: bool, why: WhyNot | None = None) -> Contact:
    """The mail as a contact; `account` is the first in which a kept copy was seen."""
    return Contact(
        uid=row.uid,
        at=row.at,
        kind=Kind.EMAIL,
        direction=Direction.OUTBOUND if outbound else Direction.INBOUND,
        subject=row.subject,
        account=next((copy.account for copy in row.copies if copy.place == _KEPT), ""),
        link=row.link,
        counted=why is None,
        why_not=why,
    )


def hand_contacts(facts: Facts, directory: Directory, now: datetime) -> Iterator[tuple[str, Contact]]:
    """Everything logged by hand, with the key of its person.

    A note is kept and shown but is no contact. What is logged for later than `now` does not exist yet, but for a
    meeting: it is upcoming. [contact].ignore does not hold for what I log myself, the status "ignored" does.
    """
    instant = int(now.timestamp())
    for row in facts.hand:
        key = directory.key_of(row.address)
        meeting = row.kind == Kind.MEETING
        if key is None or (row.at > instant and not meeting):
            continue
        why = None
        if directory.people[key].status is Status.IGNORED:
            why = WhyNot.IGNORED
        elif row.at > instant:
            why = WhyNot.FUTURE
        yield (
            key,
            Contact(
                uid=row.uid or f"hand:{row.id}",
                at=row.at,
                kind=row.kind,
                direction=None if meeting else row.direction,
                subject=row.text,
                account=row.account,
                counted=why is None and row.kind != Kind.NOTE,
                why_not=why,
            ),
        )
