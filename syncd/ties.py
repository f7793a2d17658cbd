"""What all contact with each person adds up to, and one person's timeline (CONTRACT.md §4); pure.

A hundred thousand mails pass through once: each person's `_Tally` keeps counts, the times that weigh, and the few
rows that are a first or last of something; `Contact` values are made of those only in the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise
from math import fsum, log1p
from statistics import median
from zoneinfo import ZoneInfo

from syncd.contact import Judge, hand_contacts, mail_contact
from syncd.dates import Duration, local_day
from syncd.meetings import Meeting, meetings
from syncd.model import Contact, Direction, Facts, Kind, MailRow, Person, Place, Tie, WhyNot
from syncd.people import Directory
from syncd.settings import Settings

_HALF_LIFE = 180 * 86_400  # seconds after which an interaction weighs half (§4, Strength)
_RHYTHM_DAYS = 5  # distinct days of contact it takes to speak of a rhythm
_RHYTHM_WINDOW = Duration(2, "y")
_QUARTER = 900  # seconds; every zone's days begin on a quarter of an hour

_KEPT = int(Place.KEPT)
_MUCH, _SHARE = 5, 0.2  # mails to one address, and their share of an account's inbound mail, that make us ask


def ties(facts: Facts, directory: Directory, settings: Settings, now: datetime) -> dict[str, Tie]:
    """The tie with everybody in `directory`, by Person.key. `now` is aware; reads the mails once."""
    judge = Judge(facts, directory, settings, now)
    days = _Days(settings, now)
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for row in facts.mails:
        verdict = judge.mail(row)
        if verdict is not None and verdict.why is None:
            for key in verdict.keys:
                tally = tallies[key]
                (tally.outs if verdict.outbound else tally.ins).add(row)
    for meeting in meetings(facts.events, directory, settings, now):
        for key, why in meeting.verdicts.items():
            if why is None:
                tallies[key].met.add(meeting)
            elif why is WhyNot.FUTURE:
                tallies[key].next.add(meeting)
    for key, contact in hand_contacts(facts, directory, now):
        if contact.counted or contact.why_not is WhyNot.FUTURE:
            tallies[key].add(contact)
    moment = int(now.timestamp())
    return {
        key: tallies[key].tie(person, judge, days, moment) if key in tallies else Tie(person, person.named)
        for key, person in directory.people.items()
    }


def timeline(key: str, facts: Facts, directory: Directory, settings: Settings, now: datetime) -> list[Contact]:
    """Everything that concerns the person, newest first, counted or with the reason why not.

    Mail concerns its author if it is inbound and its recipients if it is outbound; a meeting everybody on its list
    and its organizer, up to `meetings.AHEAD` beyond now; a note counts as nothing and has no reason.
    """
    person = directory.people.get(key)
    if person is None:
        return []
    judge = Judge(facts, directory, settings, now)
    numbers = {number for number, address in facts.addresses.items() if address in person.addresses}
    found: list[Contact] = []
    for row in facts.mails:
        if row.author in numbers or any(number in numbers for _, number in row.parties):
            verdict = judge.mail(row)
            if verdict is None:
                continue
            if key in verdict.keys:
                found.append(mail_contact(row, verdict.outbound, verdict.why))
            elif key in verdict.ignored:
                found.append(mail_contact(row, verdict.outbound, WhyNot.IGNORED))
    found += [
        meeting.contact(meeting.verdicts[key])
        for meeting in meetings(facts.events, directory, settings, now, frozenset(person.addresses))
        if key in meeting.verdicts
    ]
    found += [contact for owner, contact in hand_contacts(facts, directory, now) if owner == key]
    return sorted(found, key=lambda contact: (contact.at, contact.uid), reverse=True)


def maybe_mine(facts: Facts, directory: Directory, settings: Settings, now: datetime) -> list[tuple[str, int]]:
    """Addresses that may be mine, with the number of mails that say so, most first.

    An address is asked about if at least 5 inbound mails of one account, and a fifth of those that are not automated
    or sent to many, went to it and to no address of mine.
    """
    judge = Judge(facts, directory, settings, now)
    totals: Counter[str] = Counter()
    seen: Counter[tuple[str, int]] = Counter()
    for row in facts.mails:
        verdict = judge.mail(row)
        if verdict is None or verdict.outbound or verdict.why not in (None, WhyNot.OBSERVED):
            continue
        accounts = {copy.account for copy in row.copies if copy.place == _KEPT}
        totals.update(accounts)
        if verdict.why is WhyNot.OBSERVED:
            others = {number for _, number in row.parties if number != row.author and not directory.is_me(number)}
            seen.update((account, number) for account in accounts for number in others)
    mails: dict[str, int] = {}
    for (account, number), count in seen.items():
        if count >= _MUCH and count >= _SHARE * totals[account]:
            address = facts.addresses[number]
            mails[address] = max(count, mails.get(address, 0))
    return sorted(mails.items(), key=lambda each: (-each[1], each[0]))


class _Days:
    """Local days on which there was contact, within the window that counts for rhythm."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._home = ZoneInfo(settings.me.timezone)
        self._since = int(_RHYTHM_WINDOW.before_instant(now.astimezone(self._home)).timestamp())
        self._known: dict[int, int] = {}  # quarter of an hour → number of its day

    def of(self, instants: list[int]) -> set[int]:
        """The numbers of the days; an all-day meeting's instant is the midnight its date begins with."""
        since, known = self._since, self._known
        quarters = {at // _QUARTER for at in instants if at >= since}
        for quarter in quarters:
            if quarter not in known:
                known[quarter] = local_day(quarter * _QUARTER, self._home).toordinal()
        return {known[quarter] for quarter in quarters}


_Source = MailRow | Meeting | Contact  # all have `at` and `uid`, which is all that order needs


class _Run:
    """Counted contact with one person in one way (in, out, met), as it comes in, in any order."""

    __slots__ = ("first", "first_at", "last", "last_at", "times")

    def __init__(self) -> None:
        self.times: list[int] = []
        self.first: _Source | None = None
        self.last: _Source | None = None
        self.first_at = self.last_at = 0

    def add(self, source: _Source) -> None:
        at = source.at
        self.times.append(at)
        if self.first is None or self.last is None:
            self.first = self.last = source
            self.first_at = self.last_at = at
            return
        if at >= self.last_at and (at > self.last_at or source.uid > self.last.uid):
            self.last, self.last_at = source, at
        if at <= self.first_at and (at < self.first_at or source.uid < self.first.uid):
            self.first, self.first_at = source, at


class _Tally:
    """All counted contact with one person."""

    __slots__ = ("ins", "logged_in", "logged_out", "met", "next", "outs")

    def __init__(self) -> None:
        self.ins, self.outs, self.met, self.next = _Run(), _Run(), _Run(), _Run()
        self.logged_in: list[int] = []  # instants of those of `ins` and `outs` that are no mail
        self.logged_out: list[int] = []

    def add(self, contact: Contact) -> None:
        """Something logged by hand: counted, or a meeting ahead."""
        if contact.why_not is WhyNot.FUTURE:
            self.next.add(contact)
        elif contact.kind == Kind.MEETING:
            self.met.add(contact)
        elif contact.direction == Direction.OUTBOUND:
            self.outs.add(contact)
            self.logged_out.append(contact.at)
        else:
            self.ins.add(contact)
            self.logged_in.append(contact.at)

    def tie(self, person: Person, judge: Judge, days: _Days, now: int) -> Tie:
        ins, outs, met = self.ins, self.outs, self.met
        runs = (ins, outs, met)
        making = outs.times + met.times + self.logged_in  # what makes a person of an address
        answered = max(ins.times + met.times, default=None)
        firsts = [run.first for run in runs if run.first is not None]
        lasts = [run.last for run in runs if run.last is not None]
        return Tie(
            person=person,
            is_person=bool(making) or person.named,
            first_contact=_shown(min(firsts, key=_order, default=None), judge),
            last_contact=_shown(max(lasts, key=_order, default=None), judge),
            last_inbound=_shown(ins.last, judge),
            last_outbound=_shown(outs.last, judge),
            first_meeting=_shown(met.first, judge),
            last_meeting=_shown(met.last, judge),
            next_meeting=_shown(self.next.first, judge, WhyNot.FUTURE),
            emails_in=len(ins.times) - len(self.logged_in),
            emails_out=len(outs.times) - len(self.logged_out),
            meetings=len(met.times),
            rhythm_days=_rhythm(days.of(ins.times + outs.times + met.times)),
            strength=2 * _weight(outs.times, now) + 3 * _weight(met.times, now) + log1p(_weight(ins.times, now)),
            unanswered=len(outs.times) if answered is None else sum(at > answered for at in outs.times),
            person_since=min(making, default=None),
        )


def _order(source: _Source) -> tuple[int, str]:
    return source.at, source.uid


def _weight(instants: list[int], now: int) -> float:
    """The sum of 0.5^(age / 180 days); exact, so that the order of mails can't show."""
    return fsum(0.5 ** ((now - at) / _HALF_LIFE) for at in instants)


def _rhythm(days: set[int]) -> float | None:
    if len(days) < _RHYTHM_DAYS:
        return None
    ordered = sorted(days)
    return float(median(later - earlier for earlier, later in pairwise(ordered)))


def _shown(source: _Source | None, judge: Judge, why: WhyNot | None = None) -> Contact | None:
    if isinstance(source, MailRow):
        return mail_contact(source, judge.outbound(source), why)
    return source.contact(why) if isinstance(source, Meeting) else source
