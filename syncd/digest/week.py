"""What the digest of one week holds (CONTRACT.md §7), as plain values; pure.

To add a section, write a function that returns one of the shapes of `syncd.digest.sections` (or None while there is
nothing to show) and give it its place in `compose`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from syncd.careers import JobChange
from syncd.dates import iso_week, local_day
from syncd.digest import chart, suggested, words
from syncd.digest.foreign import web_link
from syncd.digest.matters import KINDS, matters
from syncd.digest.sections import Digest, Entry, Handle, Last, Line, Lines, Network, Notes, People, Section
from syncd.model import Contact, FollowUp, Held, State, Tie, Wanted

AT_MOST = 7
"""People in *this week*."""
LISTED = 10
"""Lines in any other list; the rest is a number."""
DAYS = 7


@dataclass(frozen=True, slots=True)
class _View:
    """Whom we know, seen on one day."""

    ties: Mapping[str, Tie]
    today: date
    zone: tzinfo

    def name(self, person: str, given: str) -> str:
        tie = self.ties.get(person)
        return given or (tie.person.name if tie else "") or person

    def last(self, contact: Contact, name: str) -> Last:
        day = words.day_of(contact, self.zone)
        when = f"{words.on_day(day, self.today)}, {words.ago(day, self.today)}"
        return Last(when, words.how(contact, name), words.topic(contact.subject))

    def within(self, day: date) -> bool:
        """Not later than the seven days that begin today."""
        return day < self.today + timedelta(days=DAYS)

    def recent(self, instant: int | None) -> bool:
        """In the seven days before today, or today."""
        return instant is not None and self.today - local_day(instant, self.zone) <= timedelta(days=DAYS)


def compose(
    *,
    ties: Mapping[str, Tie],
    followups: Sequence[FollowUp],
    held: Sequence[Held],
    settled: Sequence[FollowUp],
    counts: Sequence[tuple[int, int]],
    problems: Sequence[str],
    promises: Sequence[Wanted] = (),
    introductions: Sequence[suggested.Introduction] = (),
    goals: Sequence[suggested.Goal] = (),
    jobs: Sequence[JobChange] = (),
    now: datetime,
    zone: tzinfo,
    name: str = "",
) -> Digest:
    """The digest as of `now` (aware), whose local day is that of `zone`.

    `ties` by `Person.key`; `followups` the live ones and `held` both in the order they matter; `settled` at least those
    settled in the last seven days; `promises` that wait to be confirmed as `syncd confirm` numbers them; `jobs`
    changed in the last seven days; `counts` from `chart.weekly_counts`; `name` the owner's.
    """
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    view = _View(ties, today, zone)
    followups = [replace(one, reason=words.dated(one.reason, today)) for one in followups]
    promises = [replace(one, reason=words.dated(one.reason, today)) for one in promises]
    held = [replace(one, wanted=replace(one.wanted, reason=words.dated(one.wanted.reason, today))) for one in held]
    asked = this_week(view, followups)
    named = {one.handle.key for one in asked.entries} if asked else set()
    shown: list[Section | None] = [
        asked,
        *matters(followups, held, promises, named, view.name),
        drifting(view, followups, held, named),
        suggested.revive(followups, held, view.name, named),
        suggested.introduce(introductions),
        meetings(view),
        new_people(view, jobs),
        done_last_week(view, settled),
        held_back(view, held),
        suggested.goals(goals, today),
        network(chart.weeks(counts, now, zone)),
        Notes("Problems", tuple(problems)) if problems else None,
    ]
    return Digest(
        now=now.astimezone(zone),
        name=name,
        week=iso_week(today),
        days=words.days_between(monday, monday + timedelta(days=6)),
        count=len(asked.entries) if asked else 0,
        sections=tuple(section for section in shown if section is not None),
    )


def this_week(view: _View, followups: Sequence[FollowUp]) -> People | None:
    """Live follow-ups of the coming seven days, in the order given, one per person."""
    people = {one.person: one for one in reversed(followups) if view.within(one.date)}
    wanted = [one for one in followups if people.get(one.person) is one]
    if not wanted:
        return None
    return People("This week", tuple(_entry(view, one) for one in wanted[:AT_MOST]), max(0, len(wanted) - AT_MOST))


def _entry(view: _View, one: FollowUp) -> Entry:
    tie = view.ties.get(one.person)
    contact = tie.last_contact if tie else None
    name = view.name(one.person, one.name)
    last = view.last(contact, name) if contact else None
    return Entry(name, one.reason, Handle.of(one), last, web_link(contact.link) if contact else "")


def drifting(view: _View, followups: Sequence[FollowUp], held: Sequence[Held], shown: Collection[str]) -> Lines | None:
    """Everybody silent beyond their rhythm, the longest silence for its rhythm first; `shown` as in `matters`.

    Those who do not answer (`one-sided`) are no longer ours to miss. Who waits for room is said here, not again below.
    """
    waiting: dict[str, FollowUp | Wanted] = {
        one.wanted.person: one.wanted for one in held if one.held_by != "one-sided" and _drifts(one.wanted)
    }
    opened: dict[str, FollowUp | Wanted] = {one.person: one for one in followups if _drifts(one)}
    found: list[tuple[float, Line]] = []
    for person, one in {**waiting, **opened}.items():
        tie = view.ties.get(person)
        contact = tie.last_contact if tie else None
        note = "waiting for room" if person not in opened else ""
        handle = Handle.of(one) if isinstance(one, FollowUp) and one.key not in shown else None
        if tie is None or contact is None or not tie.rhythm_days:
            found.append((0.0, Line(view.name(person, one.name), one.reason, note, handle)))
            continue
        silent = (view.today - words.day_of(contact, view.zone)).days
        detail = f"silent for {words.span(silent)}, usually in touch {words.rhythm(tie.rhythm_days)}"
        found.append((silent / tie.rhythm_days, Line(view.name(person, one.name), detail, note, handle)))
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return _lines("Drifting", [line for _, line in found], "syncd due")


def _drifts(one: FollowUp | Wanted) -> bool:
    return one.rule_kind == "drifting"


def meetings(view: _View) -> Lines | None:
    """Meetings of the coming seven days: when, with whom, and the last contact before."""
    together: dict[tuple[int, str], list[Tie]] = {}
    for tie in view.ties.values():
        ahead = tie.next_meeting
        if ahead and tie.is_person and view.within(words.day_of(ahead, view.zone)):
            together.setdefault((ahead.at, ahead.uid), []).append(tie)
    lines = []
    for _, met in sorted(together.items()):
        ahead = met[0].next_meeting
        assert ahead is not None
        met.sort(key=lambda tie: (-tie.strength, tie.person.key))
        names = words.listed([tie.person.name or tie.person.key for tie in met])
        detail = f"{words.starts(ahead, view.zone)}{_quoted(ahead.subject)}"
        lines.append(Line(names, detail, _before(view, met)))
    return _lines("This week’s meetings", lines, "syncd people --sort next")


def _before(view: _View, met: Sequence[Tie]) -> str:
    """The last contact before a meeting: in full for one person, the dates alone for several."""
    if len(met) == 1:
        contact, name = met[0].last_contact, met[0].person.name
        if contact is None:
            return "your first contact"
        last = view.last(contact, name)
        return f"last: {last.when}; {last.how}{_quoted(contact.subject)}"
    parts = []
    for tie in met[:4]:
        day = words.day_of(tie.last_contact, view.zone) if tie.last_contact else None
        when = words.ago(day, view.today) if day else "never"
        parts.append(f"{words.first_name(tie.person.name or tie.person.key)} {when}")
    return f"last: {', '.join(parts)}"


def new_people(view: _View, jobs: Sequence[JobChange] = ()) -> Lines | None:
    """Who became a person in the last seven days, and by what; then who has a new job."""
    new = [tie for tie in view.ties.values() if tie.is_person and view.recent(tie.person_since)]
    new.sort(key=lambda tie: (tie.person_since or 0, tie.person.key))
    lines = []
    for tie in new:
        met = [tie.first_contact, tie.first_meeting, tie.last_outbound, tie.last_contact]
        contact = next((one for one in met if one and one.at == tie.person_since), None) or tie.last_contact
        name = tie.person.name or tie.person.key
        detail = ""
        if contact is not None:
            day = words.weekday(words.day_of(contact, view.zone))
            detail = f"{day}, {words.how(contact, name)}{_quoted(contact.subject)}"
        lines.append(Line(name, detail))
    return _lines("New people", [*lines, *suggested.job_lines(jobs)], "syncd people")


def done_last_week(view: _View, settled: Sequence[FollowUp]) -> Lines | None:
    """What was ticked, and whom I was in touch with anyway, in the last seven days."""
    lines = []
    for one in sorted(settled, key=lambda one: (one.settled or 0, one.id)):
        if one.state not in (State.DONE, State.CONTACTED) or not view.recent(one.settled):
            continue
        tie = view.ties.get(one.person)
        contact = tie.last_contact if tie else None
        name = view.name(one.person, one.name)
        detail = "done"
        if contact and contact.at >= one.raised:
            day = words.weekday(words.day_of(contact, view.zone))
            detail = f"{words.how(contact, name)} on {day}{_quoted(contact.subject)}"
        lines.append(Line(name, detail))
    return _lines("Done last week", lines, "syncd due --settled", mark="✓")


_HELD = {
    "per_week": "waiting for room this week",
    "max_open": "waiting until others are done",
    "one-sided": "resting: your last messages are unanswered",
    "scheduled": "you meet soon",
}


def held_back(view: _View, held: Iterable[Held]) -> Lines | None:
    """What the rules want and did not raise, but for those named in another follow-up or section."""
    lines: dict[str, Line] = {}
    for one in held:
        wanted = one.wanted
        named = _drifts(wanted) or wanted.rule_kind in KINDS or wanted.rule_kind == suggested.REVIVE
        if one.held_by not in _HELD or (named and one.held_by != "one-sided"):
            continue
        lines.setdefault(wanted.person, Line(view.name(wanted.person, wanted.name), wanted.reason, _HELD[one.held_by]))
    return _lines("Held back", list(lines.values()), "syncd plan", quiet=True)


def network(columns: tuple[chart.Week, ...]) -> Network | None:
    """The chart, once there is anything to see."""
    return Network("Your network", columns) if chart.peak(columns) else None


def _quoted(subject: str) -> str:
    about = words.topic(subject)
    return f": “{about}”" if about else ""


def _lines(title: str, lines: Sequence[Line], command: str, mark: str = "", *, quiet: bool = False) -> Lines | None:
    if not lines:
        return None
    return Lines(title, tuple(lines[:LISTED]), max(0, len(lines) - LISTED), command, mark, quiet)
