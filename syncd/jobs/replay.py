"""The past, one day after another: everybody's tie as it stood, from facts that are read once; pure.

As of each moment this is what `syncd.ties.ties` says, but that who is who (names, tags, addresses that belong
together) and how invitations were answered is taken as known at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from syncd.contact import Judge, hand_contacts
from syncd.meetings import AHEAD, Meeting, meetings
from syncd.model import Contact, Facts, Kind, MailRow, Tie, WhyNot
from syncd.people import Directory
from syncd.settings import Settings
from syncd.tallies import Calendar, Moment, Tally

_Source = MailRow | Meeting | Contact


class Past:
    """Everything counted up to `end`, and how far it has been looked at. `end` is aware."""

    def __init__(self, facts: Facts, directory: Directory, settings: Settings, end: datetime) -> None:
        self._directory, self._settings = directory, settings
        self._judge = Judge(facts, directory, settings, end)
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self._meetings: defaultdict[str, list[Meeting | Contact]] = defaultdict(list)
        self._coming: list[tuple[int, str, _Source]] = list(self._mails(facts))
        for key, source in self._talks(facts, end):
            if not isinstance(source, Contact) or source.kind is Kind.MEETING:
                self._meetings[key].append(source)
            self._coming.append((source.at, key, source))
        self._coming.sort(key=lambda each: each[0])
        for ahead in self._meetings.values():
            ahead.sort(key=lambda each: (each.at, each.uid), reverse=True)
        self._place = 0
        self._calendar: Calendar | None = None
        self._moment: Moment

    def advance(self, now: datetime) -> set[str]:
        """Goes on to `now`, which is later than before; returns with whom there was contact since."""
        self._moment = Moment(self._settings, now, self._calendar)
        self._calendar = self._moment.calendar
        touched: set[str] = set()
        while self._place < len(self._coming) and self._coming[self._place][0] <= self._moment.instant:
            _, key, source = self._coming[self._place]
            self._take(self._tallies[key], source)
            touched.add(key)
            self._place += 1
        return touched

    def tie(self, key: str) -> Tie:
        """The tie as it stood at the moment reached."""
        person = self._directory.people[key]
        ahead = self._ahead(key)
        if key not in self._tallies and ahead is None:
            return Tie(person, person.named)
        tie = self._tallies[key].tie(person, self._judge, self._moment)
        return tie if ahead is None else replace(tie, next_meeting=ahead)

    def tally(self, key: str) -> Tally:
        """All counted contact up to the moment reached."""
        return self._tallies[key]

    def days_of_contact(self, key: str) -> set[int]:
        """The numbers (date.toordinal) of the local days of contact up to the moment reached."""
        tally = self._tallies[key]
        return set(self._moment.calendar.days(tally.ins.times + tally.outs.times + tally.met.times))

    def _take(self, tally: Tally, source: _Source) -> None:
        if isinstance(source, MailRow):
            (tally.outs if self._judge.outbound(source) else tally.ins).add(source)
        elif isinstance(source, Meeting):
            tally.met.add(source)
        else:
            tally.add(source)

    def _mails(self, facts: Facts) -> Iterator[tuple[int, str, _Source]]:
        for row in facts.mails:
            verdict = self._judge.mail(row)
            if verdict is not None and verdict.why is None:
                for key in verdict.keys:
                    yield row.at, key, row

    def _talks(self, facts: Facts, end: datetime) -> Iterator[tuple[str, Meeting | Contact]]:
        """What is logged and met, what lies ahead of `end` included: it was to be seen before."""
        for meeting in meetings(facts.events, self._directory, self._settings, end):
            for key, why in meeting.verdicts.items():
                if why is None or why is WhyNot.FUTURE:
                    yield key, meeting
        for key, contact in hand_contacts(facts, self._directory, end):
            if contact.counted or contact.why_not is WhyNot.FUTURE:
                yield key, replace(contact, counted=True, why_not=None)

    def _ahead(self, key: str) -> Contact | None:
        """The next meeting, as one of them looked at the moment reached."""
        ahead, now = self._meetings.get(key, []), self._moment.instant
        while ahead and ahead[-1].at <= now:
            ahead.pop()
        for each in reversed(ahead):
            if isinstance(each, Contact):
                return replace(each, counted=False, why_not=WhyNot.FUTURE)
            if each.occurrence.original is None or each.at <= now + AHEAD:
                return each.contact(WhyNot.FUTURE)
        return None
