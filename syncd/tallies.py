"""What counted contact with one person adds up to, taken in bit by bit (CONTRACT.md §4); pure.

A `Tally` keeps counts, the times that weigh, and the few rows that are a first or last of something; `Contact` values
are made of those only in the end. What was taken in by a moment makes the tie of that moment, so that history can be
replayed day by day without beginning anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import pairwise
from math import fsum, log1p
from statistics import median
from zoneinfo import ZoneInfo

from syncd.contact import Judge, mail_contact
from syncd.dates import Duration, local_day
from syncd.meetings import Meeting
from syncd.model import Contact, Direction, Heyday, Kind, MailRow, Person, Tie, WhyNot
from syncd.settings import Settings

_HALF_LIFE = 180 * 86_400  # seconds after which an interaction weighs half (§4, Strength)
_RHYTHM_DAYS = 5  # distinct days of contact it takes to speak of a rhythm
_RHYTHM_WINDOW = Duration(2, "y")
_QUARTER = 900  # seconds; every zone's days begin on a quarter of an hour
_STRONG = 5  # exchanges each way within _YEAR days that make a tie once strong (§5, revive)
_YEAR = 365


class Calendar:
    """The numbers of local days; what was once looked up is kept."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: dict[int, int] = {}  # quarter of an hour → number of its day

    def days(self, instants: Sequence[int]) -> list[int]:
        """The day of each instant, in their order; an all-day meeting's is the midnight its date begins with."""
        known = self._known
        quarters = [at // _QUARTER for at in instants]
        for quarter in quarters:
            if quarter not in known:
                known[quarter] = local_day(quarter * _QUARTER, self._zone).toordinal()
        return [known[quarter] for quarter in quarters]


class Moment:
    """The moment for which ties are made: its instant, and the days that still count for rhythm."""

    def __init__(self, settings: Settings, now: datetime, calendar: Calendar | None = None) -> None:
        home = ZoneInfo(settings.me.timezone)
        self.instant = int(now.timestamp())
        self.calendar = calendar or Calendar(home)
        self._since = int(_RHYTHM_WINDOW.before_instant(now.astimezone(home)).timestamp())

    def recent_days(self, instants: Sequence[int]) -> set[int]:
        """The days of contact within the window that counts for rhythm."""
        since = self._since
        return set(self.calendar.days([at for at in instants if at >= since]))


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


class Tally:
    """All counted contact with one person."""

    __slots__ = ("_heyday", "_known", "ins", "logged_in", "logged_out", "met", "next", "outs")

    def __init__(self) -> None:
        self.ins, self.outs, self.met, self.next = _Run(), _Run(), _Run(), _Run()
        self.logged_in: list[int] = []  # instants of those of `ins` and `outs` that are no mail
        self.logged_out: list[int] = []
        self._heyday: Heyday | None = None
        self._known = 0  # how many interactions `_heyday` was looked for in

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

    def tie(self, person: Person, judge: Judge, moment: Moment) -> Tie:
        """The tie as of `moment`, which is not before anything that was added, but for what lies in `next`."""
        ins, outs, met, now = self.ins, self.outs, self.met, moment.instant
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
            rhythm_days=_rhythm(moment.recent_days(ins.times + outs.times + met.times)),
            strength=2 * _weight(outs.times, now) + 3 * _weight(met.times, now) + log1p(_weight(ins.times, now)),
            unanswered=len(outs.times) if answered is None else sum(at > answered for at in outs.times),
            person_since=min(making, default=None),
            heyday=self._best_year(moment.calendar),
        )

    def _best_year(self, calendar: Calendar) -> Heyday | None:
        """As `_heyday_of`, looked for again only after more contact."""
        ins, outs, met = self.ins.times, self.outs.times, self.met.times
        count = len(ins) + len(outs) + len(met)
        if count != self._known:
            self._known = count
            if min(len(ins), len(outs)) + len(met) >= _STRONG:
                both = calendar.days(met)
                self._heyday = _heyday_of(calendar.days(ins) + both, calendar.days(outs) + both)
        return self._heyday


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


def _heyday_of(inbound: list[int], outbound: list[int]) -> Heyday | None:
    """The 365 days with the most exchanges, of equal ones the last; None with fewer than 5 each way.

    Both lists hold numbers of days, in any order. The window that ends on a day of contact is as good as any.
    """
    came, went = Counter(inbound), Counter(outbound)
    days = sorted(came.keys() | went.keys())
    best: Heyday | None = None
    least = _STRONG
    ins = outs = first = 0
    for end in days:
        ins += came[end]
        outs += went[end]
        while days[first] <= end - _YEAR:
            ins -= came[days[first]]
            outs -= went[days[first]]
            first += 1
        if ins >= least and outs >= least:
            least = min(ins, outs)
            best = Heyday(least, end)
    return best


def _shown(source: _Source | None, judge: Judge, why: WhyNot | None = None) -> Contact | None:
    if isinstance(source, MailRow):
        return mail_contact(source, judge.outbound(source), why)
    return source.contact(why) if isinstance(source, Meeting) else source
