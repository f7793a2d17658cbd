"""From the log's mails to what is owed between me and each person: letters for `rules.threads`, and people's names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from rules.said import load
from rules.schema import RuleSet
from rules.settings import AwaitingReply, Promise, ReplyOwed
from rules.text import one_line
from rules.threads.letter import ME, Letter, Names, words_of
from rules.threads.standing import Standing, standings
from syncd.contact import Judge, Verdict, hand_contacts, mail_contact
from syncd.meetings import meetings
from syncd.model import Contact, Facts, LetterRow, Mark, Place, Role, WhyNot
from syncd.people import Directory
from syncd.robots import is_robot
from syncd.settings import Settings

_BEFORE = timedelta(days=120)
"""How much older than what is forgotten the mails are that still tell what a thread is about."""

_KEPT = int(Place.KEPT)
_TO, _CC, _BCC = int(Role.TO), int(Role.CC), int(Role.BCC)
_SHOWN = (_TO, _CC, _BCC)
_MACHINE = int(Mark.AUTO_SUBMITTED | Mark.REPORT)
_MACHINE_INBOUND = _MACHINE | int(Mark.NULL_PATH)
_NOTHING = frozenset({WhyNot.SYNCD, WhyNot.OWN, WhyNot.IGNORED})


def standing_of_all(
    facts: Facts, directory: Directory, settings: Settings, now: datetime, rules: RuleSet
) -> dict[str, Standing]:
    """What is open between me and everybody, by Person.key; nothing is read unless a rule asks for it."""
    start = since(rules, settings, now)
    if start is None:
        return {}
    letters = Letters(facts, directory, settings, now)
    instant = int(start.timestamp())
    met: dict[str, list[Contact]] = {}
    for key, contact in talks(facts, directory, settings, now):
        if contact.at >= instant:
            met.setdefault(key, []).append(contact)
    return standings(letters.since(instant), letters.names, met)


def since(rules: RuleSet, settings: Settings, now: datetime) -> datetime | None:
    """From when on mails matter to the rules; None if to none of them."""
    home = now.astimezone(ZoneInfo(settings.me.timezone))
    forgets = [
        rule.settings.forget for rule in rules.rules if isinstance(rule.settings, ReplyOwed | AwaitingReply | Promise)
    ]
    return min((forget.before_instant(home) for forget in forgets), default=home) - _BEFORE if forgets else None


def talks(facts: Facts, directory: Directory, settings: Settings, now: datetime) -> Iterator[tuple[str, Contact]]:
    """Everything but mail that counts as contact by now."""
    for meeting in meetings(facts.events, directory, settings, now):
        for key, why in meeting.verdicts.items():
            if why is None:
                yield key, meeting.contact(None)
    for key, contact in hand_contacts(facts, directory, now):
        if contact.counted:
            yield key, contact


class Letters:
    """The log's mails as letters."""

    def __init__(self, facts: Facts, directory: Directory, settings: Settings, now: datetime) -> None:
        self._facts, self._directory, self._settings = facts, directory, settings
        self._judge = Judge(facts, directory, settings, now)

    def since(self, instant: int) -> Iterator[Letter]:
        """Every mail since `instant` that can ask, promise or answer."""
        for row in self._facts.letters(instant):
            verdict = self._judge.mail(row.mail)
            if verdict is not None and (letter := self._letter(row, verdict)) is not None:
                yield letter

    @property
    def names(self) -> Names:
        """What people are called: by their names and the local parts of their addresses."""
        directory, mine = self._directory, self._my_names()

        @cache
        def of(key: str) -> frozenset[str]:
            person = directory.people.get(key)
            if key == ME or person is None:
                return mine if key == ME else words_of(key.partition("@")[0])
            return words_of(person.name, *(address.partition("@")[0] for address in person.addresses))

        def shown(key: str) -> str:
            person = directory.people.get(key)
            return one_line(person.name if person is not None and person.name else key)

        return Names(of, shown)

    def _my_names(self) -> frozenset[str]:
        """The config's name, else what mails call me."""
        if self._settings.me.name:
            return words_of(self._settings.me.name)
        texts = self._facts.addresses
        return words_of(*(row.name for row in self._facts.names if self._directory.is_me(texts[row.address])))

    def _letter(self, row: LetterRow, verdict: Verdict) -> Letter | None:
        """None for what is nobody's letter: syncd's, my notes to myself, forged or ignored, and automated mail that
        answers nothing."""
        mail, why = row.mail, verdict.why
        if why in _NOTHING or (verdict.outbound and why is WhyNot.OBSERVED):
            return None
        if why is WhyNot.AUTOMATED and not row.refs:
            return None
        places: dict[int, list[str]] = {role: [] for role in _SHOWN}
        mine = set()
        for role, number in mail.parties:
            if role not in places:
                continue
            key = self._directory.key_of(number)
            if key is None:
                mine.add(role)
            elif not self._directory.ignored(number):
                places[role].append(key)
        author = ME if verdict.outbound else self._directory.key_of(mail.author)
        if author is None:
            return None
        to = tuple(key for key in dict.fromkeys(places[_TO]) if key != author)
        others = tuple(key for key in dict.fromkeys(places[_CC] + places[_BCC]) if key not in (*to, author))
        return Letter(
            contact=mail_contact(mail, verdict.outbound, why),
            author=author,
            to=to,
            others=others,
            directly=not verdict.outbound and why is None and (_TO in mine or not to),
            counts=why is None,
            human=self._human(row, verdict.outbound),
            refs=tuple(row.refs[start : start + 8] for start in range(0, len(row.refs), 8)),
            threads=row.threads,
            said=load(row.signals),
        )

    def _human(self, row: LetterRow, outbound: bool) -> bool:
        """Whether somebody wrote it: mail from a list is automated (§4), and yet may be somebody's answer."""
        machine = _MACHINE if outbound else _MACHINE_INBOUND
        if not any(not copy.marks & machine for copy in row.mail.copies if copy.place == _KEPT):
            return False
        return outbound or not is_robot(self._facts.addresses[row.mail.author])
