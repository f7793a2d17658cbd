"""What all contact with each person adds up to, and one person's timeline (CONTRACT.md §4); pure.

A hundred thousand mails pass through once, each into the tallies of those it is contact with (`syncd.tallies`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from syncd.contact import Judge, hand_contacts, mail_contact
from syncd.meetings import meetings
from syncd.model import Contact, Facts, Place, Tie, WhyNot
from syncd.people import Directory
from syncd.settings import Settings
from syncd.tallies import Moment, Tally

_KEPT = int(Place.KEPT)
_MUCH, _SHARE = 5, 0.2  # mails to one address, and their share of an account's inbound mail, that make us ask


def ties(facts: Facts, directory: Directory, settings: Settings, now: datetime) -> dict[str, Tie]:
    """The tie with everybody in `directory`, by Person.key. `now` is aware; reads the mails once."""
    judge = Judge(facts, directory, settings, now)
    moment = Moment(settings, now)
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
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
    return {
        key: tallies[key].tie(person, judge, moment) if key in tallies else Tie(person, person.named)
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
