"""What `syncd.jobs.summary` keeps: computed from everything in the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from syncd.contact import Judge
from syncd.jobs.summary import Summary, fingerprint
from syncd.model import MailRow, Place
from syncd.people import build_directory, exists
from syncd.settings import Settings
from syncd.store.log import Log
from syncd.ties import maybe_mine, ties

_KEPT = int(Place.KEPT)


def summarise(log: Log, settings: Settings, now: datetime) -> Summary:
    """The figures of the log, from one reading of the mails: of ties only who is a person is needed here."""
    instant = int(now.timestamp())
    facts = log.facts()
    without = replace(facts, mails=())  # what mail has to say is counted as it passes
    directory = build_directory(without, settings, now)
    known = ties(without, directory, settings, now)
    count = _Count(Judge(facts, directory, settings, now), instant)
    suspects = maybe_mine(replace(facts, mails=count.watch(facts.mails)), directory, settings, now)
    people = count.people | {key for key, tie in known.items() if tie.is_person}
    changes = [tie.next_meeting.at for key, tie in known.items() if tie.next_meeting is not None and key not in people]
    events = {(row.account, row.event.uid) for row in facts.events}
    return Summary(
        version=log.facts_version(),
        fingerprint=fingerprint(settings),
        now=instant,
        until=min([*changes, *([count.later] if count.later is not None else [])], default=None),
        people=len(people),
        interactions=count.total + len({uid for _, uid in events}) + sum(row.at <= instant for row in facts.hand),
        accounts=dict(count.accounts + Counter(account for account, _ in events)),
        maybe_mine=tuple(suspects),
    )


class _Count:
    """What one reading of the mails says beside what `maybe_mine` makes of it; a calendar series counts as one."""

    def __init__(self, judge: Judge, now: int) -> None:
        self._judge, self._now = judge, now
        self.people: set[str] = set()  # keys of those I wrote to
        self.accounts: Counter[str] = Counter()  # mails that exist (CONTRACT.md §4)
        self.total = 0  # one that lies in several accounts counts once
        self.later: int | None = None  # the time of the first mail dated after now

    def watch(self, mails: Iterable[MailRow]) -> Iterator[MailRow]:
        """The mails, counted as they pass."""
        for row in mails:
            if row.at > self._now:
                self.later = min(row.at, self.later or row.at)
            elif exists(row.copies):
                self.total += 1
                self.accounts.update({copy.account for copy in row.copies if copy.place == _KEPT})
                if self._judge.outbound(row):
                    verdict = self._judge.mail(row)
                    if verdict is not None and verdict.why is None:
                        self.people |= verdict.keys
            yield row
