"""What contact adds up to (CONTRACT.md §4: last contact, by hand, persons, rhythm, strength). I am Ada, in Berlin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import log
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.model import (
    Answer,
    CopyRow,
    Direction,
    Event,
    EventRow,
    Heyday,
    Kind,
    MailRow,
    Mark,
    Place,
    Role,
    Tie,
    WhyNot,
)
from syncd.settings import PersonEntry
from tests.syncd.worlds import ALAN, ALSO_ME, BERLIN, GRACE, ME, NOW, World, at, copy, event, listed, settings

IN, OUT = Direction.INBOUND, Direction.OUTBOUND


def test_each_first_and_last_names_its_interaction() -> None:
    """Given mail both ways, a meeting and one ahead, then first, last, in, out, met and next each name their own."""
    world = World()
    first = world.mail(GRACE, ME, when="2026-01-01T10:00")
    world.mail(ME, GRACE, when="2026-02-01T10:00")
    out = world.mail(ME, GRACE, when="2026-03-01T10:00")
    received = world.mail(GRACE, ME, when="2026-04-01T10:00")
    met = world.meeting(event(listed(GRACE), start="2026-05-01T10:00:00"))
    ahead = world.meeting(event(listed(GRACE), uid="ahead", start="2026-12-01T10:00:00"))
    tie = world.tie()
    assert [
        contact.uid if contact else None
        for contact in (
            tie.first_contact,
            tie.last_contact,
            tie.last_inbound,
            tie.last_outbound,
            tie.first_meeting,
            tie.last_meeting,
            tie.next_meeting,
        )
    ] == [first, met, received, out, met, met, ahead]
    assert (tie.emails_in, tie.emails_out, tie.meetings) == (2, 2, 1)
    assert tie.person_since == at("2026-02-01T10:00")


def test_only_what_counts_is_counted() -> None:
    """Given an automated mail after a real one, then the real one is the last contact."""
    world = World()
    real = world.mail(GRACE, ME)
    world.mail(GRACE, ME, when="2026-11-20", marks=Mark.AUTO_SUBMITTED)
    tie = world.tie()
    assert tie.last_contact is not None
    assert tie.last_contact.uid == real
    assert (tie.emails_in, tie.is_person, tie.person_since) == (1, False, None)


def test_a_tie_of_nothing() -> None:
    """Given somebody only named, then everything is empty and they are a person all the same."""
    world = World(settings(people=[PersonEntry((GRACE,))]))
    assert world.tie() == Tie(world.directory.people[GRACE], is_person=True)


def test_interactions_at_the_same_time_are_told_apart_by_uid() -> None:
    """Given two mails of one second, in either order, then the larger uid is the last and the smaller the first."""
    world = World()
    smaller, larger = world.mail(GRACE, ME), world.mail(GRACE, ME)
    for _ in range(2):
        tie = world.tie()
        assert tie.first_contact is not None
        assert tie.last_contact is not None
        assert (tie.first_contact.uid, tie.last_contact.uid) == (smaller, larger)
        assert [entry.uid for entry in world.timeline()] == [larger, smaller]
        world.mails.reverse()


@pytest.mark.parametrize("kind", [Kind.CALL, Kind.MESSAGE])
def test_what_i_log_is_contact_but_no_email(kind: Kind) -> None:
    """Given a call I made and one I got, then they move last_outbound and last_inbound, and count as no e-mail."""
    world = World()
    made = world.log(GRACE, kind, OUT, when="2026-10-01")
    got = world.log(GRACE, kind, IN, when="2026-10-02")
    tie = world.tie()
    assert tie.last_outbound is not None
    assert tie.last_inbound is not None
    assert (tie.last_outbound.uid, tie.last_inbound.uid) == (made, got)
    assert tie.last_contact == tie.last_inbound
    assert (tie.last_contact.kind, tie.last_contact.account) == (kind, "")
    assert (tie.emails_in, tie.emails_out, tie.meetings, tie.is_person) == (0, 0, 0, True)


def test_a_logged_meeting_is_a_meeting() -> None:
    """Given a meeting logged by hand and one ahead, then the first is the last meeting and the other the next."""
    world = World()
    met = world.log(GRACE, Kind.MEETING)
    ahead = world.log(GRACE, Kind.MEETING, when="2027-01-01")
    tie = world.tie()
    assert tie.last_meeting is not None
    assert tie.next_meeting is not None
    assert (tie.last_meeting.uid, tie.last_meeting.direction, tie.next_meeting.uid) == (met, None, ahead)
    assert (tie.meetings, tie.last_outbound) == (1, None)


def test_a_note_is_no_contact() -> None:
    """Given only a note, then it is in the timeline without counting or a reason, and makes nobody a person."""
    world = World()
    world.log(GRACE, Kind.NOTE)
    (entry,) = world.timeline()
    assert (entry.kind, entry.counted, entry.why_not) == (Kind.NOTE, False, None)
    assert world.tie().last_contact is None
    assert not world.tie().is_person


def test_what_is_logged_for_later_does_not_exist_yet() -> None:
    """Given a call logged for tomorrow, then it is not there today."""
    world = World()
    world.log(GRACE, when="2026-11-23T10:00")
    assert world.ties == {}


def test_an_inbound_call_makes_a_person() -> None:
    """Given only a logged call of Grace's, then she is a person since then."""
    world = World()
    world.log(GRACE, Kind.CALL, IN, when="2026-10-02")
    assert (world.tie().is_person, world.tie().person_since) == (True, at("2026-10-02"))


def test_ignoring_an_address_does_not_undo_what_i_logged() -> None:
    """Given Grace's address is ignored, then a logged call counts; given she herself is ignored, it does not."""
    world = World(settings(ignore=(GRACE,)))
    world.log(GRACE)
    assert world.tie().last_contact is not None
    world = World(settings(people=[PersonEntry((GRACE,), status="ignored")]))
    world.log(GRACE)
    assert world.tie().last_contact is None
    assert world.timeline()[0].why_not is WhyNot.IGNORED


@pytest.mark.parametrize(
    ("days", "rhythm"),
    [
        ([1, 2, 3, 4], None),
        ([1, 2, 3, 4, 4], None),
        ([1, 2, 3, 4, 5], 1.0),
        ([1, 3, 5, 8, 11], 2.5),
        ([11, 1, 8, 3, 5, 3], 2.5),
        ([1, 2, 12, 22, 25, 28], 3.0),
    ],
)
def test_rhythm_is_the_median_between_distinct_days(days: list[int], rhythm: float | None) -> None:
    """Given contact on these days of October, when there are five distinct ones, then the exact median of the gaps."""
    world = World()
    for number, day in enumerate(days):
        world.mail(GRACE, ME, when=f"2026-10-{day:02}T{8 + number:02}:00")
    assert world.tie().rhythm_days == rhythm


def test_days_of_rhythm_are_local() -> None:
    """Given mails around midnight in Berlin, then days change there, also where the clock changed in between."""
    world = World()
    for when in ("10-23T23:59:59", "10-24T00:00:00", "10-25T23:59:59", "10-26T00:00:00", "10-27T12:00:00"):
        world.mail(GRACE, ME, when=f"2026-{when}")
    assert world.tie().rhythm_days == 1.0
    world.mails.pop(1)
    assert world.tie().rhythm_days is None


def test_rhythm_looks_back_two_calendar_years_to_the_second() -> None:
    """Given a fifth day two years ago to the second, then it is within; a second earlier it is not."""
    for when, rhythm in (("2024-11-22T09:00:00", 1.5), ("2024-11-22T08:59:59", None)):
        world = World()
        for day in ("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-05"):
            world.mail(GRACE, ME, when=day)
        world.mail(ME, GRACE, when=when)
        assert world.tie().rhythm_days == rhythm


def test_all_kinds_make_the_rhythm_and_all_day_meetings_their_date() -> None:
    """Given a mail each way, a meeting, an all-day one and a call on five days, then there is a rhythm."""
    world = World()
    world.mail(GRACE, ME, when="2026-10-01T10:00")
    world.mail(ME, GRACE, when="2026-10-03T10:00")
    world.meeting(event(listed(GRACE), start="2026-10-05T10:00:00"))
    world.meeting(event(listed(GRACE), uid="2", start="2026-10-07"))
    assert world.tie().rhythm_days is None
    world.log(GRACE, when="2026-10-09T10:00")
    assert world.tie().rhythm_days == 2.0


def test_strength_weighs_by_age_in_fractional_days() -> None:
    """Given contact now, 180 days and 12 hours ago, then 2·out + 3·meetings + ln(1 + in), halved every 180 days."""
    world = World()
    world.mail(ME, GRACE, when="2026-11-22T09:00")
    assert world.tie().strength == 2.0
    world.log(GRACE, Kind.MESSAGE, OUT, when="2026-11-21T21:00")
    assert world.tie().strength == pytest.approx(2 + 2 * 0.5 ** (0.5 / 180), rel=1e-12)
    world = World()
    world.meeting(event(listed(GRACE), start="2026-05-26T10:00:00"))  # 180 × 24 h ago: the clock went back in between
    assert world.tie().strength == 1.5
    world = World()
    world.mail(GRACE, ME, when="2026-11-22T09:00")
    world.log(GRACE, Kind.CALL, IN, when="2026-11-22T09:00")
    assert world.tie().strength == pytest.approx(log(3), rel=1e-12)
    world.log(GRACE, Kind.MEETING, when="2026-11-22T09:00")
    assert world.tie().strength == pytest.approx(3 + log(3), rel=1e-12)


def test_what_i_sent_in_the_same_second_is_not_since() -> None:
    """Given a mail each way of one second, then mine is not counted as unanswered."""
    world = World()
    world.mail(ME, GRACE)
    world.mail(GRACE, ME)
    assert world.tie().unanswered == 0


def test_unanswered_counts_since_the_last_inbound_or_meeting() -> None:
    """Given mails and a call of mine, then they count until she writes or we meet; what does not count is not
    counted.
    """
    world = World()
    world.mail(ME, GRACE, when="2026-10-01")
    world.log(GRACE, Kind.CALL, OUT, when="2026-10-02")
    world.mail(ME, GRACE, when="2026-10-03", marks=Mark.AUTO_SUBMITTED)
    world.mail(GRACE, ME, when="2026-10-04", marks=Mark.AUTO_SUBMITTED)
    assert world.tie().unanswered == 2
    world.mail(GRACE, ME, when="2026-10-01T12:00")
    assert world.tie().unanswered == 1
    world.meeting(event(listed(GRACE), start="2026-10-05T10:00:00"))
    assert world.tie().unanswered == 0
    world.mail(ME, GRACE, when="2026-10-06")
    world.meeting(event(listed(GRACE), uid="ahead", start="2026-12-05T10:00:00"))
    assert world.tie().unanswered == 1


# ---------------------------------------------------------------- against a slow reading of the contract

ADDRESSES = [ME, ALSO_ME, "ada+x@example.org", GRACE, "g@navy.example", ALAN, "no-reply@shop.example"]
SETTINGS = settings(
    people=[PersonEntry((GRACE, "g@navy.example"))], ignore=("@example.net",), max_recipients=2, max_attendees=3
)
MINE = {ME, ALSO_ME, "ada+x@example.org"}


@dataclass
class Counted:
    """One counted interaction, as the slow reading finds it."""

    person: str
    at: int
    uid: str
    way: str  # in, out, met, ahead
    email: bool = False


def person_of(address: str) -> str:
    return "g@navy.example" if address == GRACE else address


def slow_mail(row: MailRow, texts: dict[int, str]) -> Iterable[Counted]:
    """§4, "E-mail", sentence by sentence, over one copy after the other."""
    now = int(NOW.timestamp())
    if row.at > now or any(each.place == Place.SPAM and not each.gone for each in row.copies):
        return
    stood = {role: {texts[number] for place, number in row.parties if place == role} for role in Role}
    author = texts[row.author]
    for each in row.copies:
        marks = Mark(each.marks)
        if each.place != Place.KEPT or marks & (Mark.AUTO_SUBMITTED | Mark.REPORT):
            continue
        if author in MINE or stood[Role.COAUTHOR] & MINE:
            others = (stood[Role.TO] | stood[Role.CC] | stood[Role.BCC]) - MINE
            if len(others) <= 2 and not marks & (Mark.CALENDAR | Mark.SYNCD | Mark.FORGED):
                for person in {person_of(other) for other in others if not other.endswith("@example.net")}:
                    yield Counted(person, row.at, row.uid, "out", email=True)
                return
            continue
        if marks & (Mark.LIST | Mark.PRECEDENCE | Mark.SUPPRESS | Mark.NULL_PATH | Mark.CALENDAR):
            continue
        if author.startswith("no-reply@") or author.endswith("@example.net"):
            continue
        shown = stood[Role.TO] | stood[Role.CC]
        to_me = (shown | stood[Role.BCC]) & MINE or (not shown and stood[Role.DELIVERED] & MINE)
        if len(shown - MINE) <= 2 and to_me:
            yield Counted(person_of(author), row.at, row.uid, "in", email=True)
            return


def slow_meeting(one: Event) -> Iterable[Counted]:
    """§4, "Meeting", for a single meeting with one copy."""
    start = at(one.start.wall)
    everybody = {each.address for each in one.attendees} | ({one.organizer} if one.organizer else set())
    people = {person_of(address) for address in everybody - MINE}
    in_all = len(people) + bool(everybody & MINE)
    if one.cancelled or one.type != "default" or one.free or not one.complete or in_all > 3:
        return

    def came(addresses: set[str]) -> bool:
        said = {each.answer for each in one.attendees if each.address in addresses}
        if said & {Answer.ACCEPTED, Answer.TENTATIVE}:
            return True
        return one.organizer in addresses and (not said or bool(said & {Answer.NONE, Answer.NEEDS_ACTION}))

    for person in people:
        hers = {address for address in everybody - MINE if person_of(address) == person}
        if came(MINE) and came({address for address in hers if not address.endswith("@example.net")}):
            yield Counted(person, start, one.uid, "met" if start <= int(NOW.timestamp()) else "ahead")


def slow_ties(world: World) -> dict[str, dict[str, object]]:
    """Every number of a tie, written for clarity."""
    texts = world.facts.addresses
    found = [counted for row in world.mails for counted in slow_mail(row, dict(texts))]
    found += [counted for row in world.events for counted in slow_meeting(row.event)]
    for hand in world.hands:
        if hand.kind != Kind.NOTE and hand.at <= int(NOW.timestamp()):
            way = "met" if hand.kind == Kind.MEETING else "out" if hand.direction == OUT else "in"
            found.append(Counted(person_of(hand.address), hand.at, f"hand:{hand.id}", way))
    result: dict[str, dict[str, object]] = {}
    for person in {counted.person for counted in found}:
        ours = sorted((each for each in found if each.person == person), key=lambda each: (each.at, each.uid))
        ahead = [each for each in ours if each.way == "ahead"]
        past = [each for each in ours if each.way != "ahead"]
        ways = {way: [each for each in past if each.way == way] for way in ("in", "out", "met")}
        closes = max((each.at for each in ways["in"] + ways["met"]), default=-1)
        logged = [each for each in ways["in"] if not each.email]
        making = [each.at for each in ways["out"] + ways["met"] + logged]
        since = NOW.replace(year=NOW.year - 2)
        moments = [datetime.fromtimestamp(each.at, BERLIN) for each in past]
        days = sorted({moment.date() for moment in moments if moment >= since})
        weight = {way: sum(0.5 ** (age(each.at) / 180) for each in ways[way]) for way in ways}
        result[person] = {
            "first": past[0].uid if past else None,
            "last": past[-1].uid if past else None,
            "in": ways["in"][-1].uid if ways["in"] else None,
            "out": ways["out"][-1].uid if ways["out"] else None,
            "met": ways["met"][-1].uid if ways["met"] else None,
            "first met": ways["met"][0].uid if ways["met"] else None,
            "next": ahead[0].uid if ahead else None,
            "emails": (sum(each.email for each in ways["in"]), sum(each.email for each in ways["out"])),
            "meetings": len(ways["met"]),
            "rhythm": median(gaps(days)) if len(days) >= 5 else None,
            "strength": round(2 * weight["out"] + 3 * weight["met"] + log(1 + weight["in"]), 9),
            "unanswered": sum(each.at > closes for each in ways["out"]),
            "since": min(making, default=None),
            "is person": bool(making) or person == "g@navy.example",
        }
    return result


def age(instant: int) -> float:
    return (NOW.astimezone(UTC) - datetime.fromtimestamp(instant, UTC)) / timedelta(days=1)


def gaps(days: list[date]) -> list[int]:
    return [(later - earlier).days for earlier, later in pairwise(days)]


def told(tie: Tie) -> dict[str, object]:
    """A tie in the form of `slow_ties`."""
    contacts = {
        "first": tie.first_contact,
        "last": tie.last_contact,
        "in": tie.last_inbound,
        "out": tie.last_outbound,
        "met": tie.last_meeting,
        "first met": tie.first_meeting,
        "next": tie.next_meeting,
    }
    return {
        **{name: contact.uid if contact else None for name, contact in contacts.items()},
        "emails": (tie.emails_in, tie.emails_out),
        "meetings": tie.meetings,
        "rhythm": tie.rhythm_days,
        "strength": round(tie.strength, 9),
        "unanswered": tie.unanswered,
        "since": tie.person_since,
        "is person": tie.is_person,
    }


HOURS = st.one_of(st.integers(-24, 24 * 8), st.integers(-3, 24 * 800)).map(lambda hours: NOW - timedelta(hours=hours))
MARKS = st.sampled_from([0, 0, 0, *(int(mark) for mark in Mark), 5, 320])
COPIES = st.lists(
    st.builds(
        CopyRow, st.sampled_from(["work", "home"]), st.sampled_from([0, 0, 0, 0, 1, 2, 3]), st.integers(0, 1), MARKS
    ),
    min_size=1,
    max_size=3,
)
ROLES = st.sampled_from([2, 2, 2, 3, 4, 1, 5])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Small random worlds, in which nearly everything happens now and then."""
    world = World(SETTINGS)
    for address in ADDRESSES:
        world.number(address)
    numbers = st.integers(1, len(ADDRESSES))
    for number in range(draw(st.integers(0, 25))):
        parties = tuple(sorted(draw(st.sets(st.tuples(ROLES, numbers), max_size=4))))
        row = MailRow(
            number, int(draw(HOURS).timestamp()), draw(numbers), f"<{number}@x>", "s", parties, tuple(draw(COPIES))
        )
        world.mails.append(row)
    places = st.builds(listed, st.sampled_from(ADDRESSES), st.sampled_from(Answer))
    for number in range(draw(st.integers(0, 5))):
        one = event(
            uid=f"e{number}",
            start=draw(HOURS).astimezone(BERLIN).replace(tzinfo=None).isoformat(),
            attendees=tuple(draw(st.lists(places, max_size=4))),
            organizer=draw(st.sampled_from(["", *ADDRESSES])),
            cancelled=draw(st.integers(0, 9)) == 0,
            free=draw(st.integers(0, 9)) == 0,
        )
        world.events.append(EventRow("elsewhere", one))
    people = st.sampled_from([GRACE, "g@navy.example", ALAN])
    kinds = st.sampled_from([Kind.CALL, Kind.MESSAGE, Kind.MEETING, Kind.NOTE])
    for _ in range(draw(st.integers(0, 4))):
        moment = NOW - timedelta(hours=draw(st.integers(0, 24 * 800)))
        world.log(draw(people), draw(kinds), draw(st.sampled_from(Direction)), moment.replace(tzinfo=None).isoformat())
    return world


@given(worlds())
def test_ties_are_what_a_slow_reading_of_the_contract_finds(world: World) -> None:
    """Given any small world, then every number of every tie is that of a naive computation, sentence by sentence."""
    slow = slow_ties(world)
    fast = {key: told(tie) for key, tie in world.ties.items()}
    assert {key: fast[key] for key in slow} == slow
    for key in fast.keys() - slow.keys():
        assert fast[key] == told(Tie(world.directory.people[key], is_person=key == "g@navy.example"))


@given(worlds())
def test_timelines_agree_with_ties(world: World) -> None:
    """Given any small world, then what a timeline counts is what the tie counts, and the rest has a reason."""
    for key, tie in world.ties.items():
        entries = world.timeline(key)
        counted = [entry for entry in entries if entry.counted]
        emails = [entry for entry in counted if entry.kind == Kind.EMAIL]
        assert sum(entry.direction == IN for entry in emails) == tie.emails_in
        assert sum(entry.direction == OUT for entry in emails) == tie.emails_out
        assert sum(entry.kind == Kind.MEETING for entry in counted) == tie.meetings
        assert (counted[0] if counted else None) == tie.last_contact
        assert (counted[-1] if counted else None) == tie.first_contact
        assert all(entry.counted or entry.why_not or entry.kind == Kind.NOTE for entry in entries)
        assert [(entry.at, entry.uid) for entry in entries] == sorted(
            ((entry.at, entry.uid) for entry in entries), reverse=True
        )


@given(worlds(), st.integers(0, 2**32))
def test_order_and_numbering_do_not_matter(world: World, seed: int) -> None:
    """Given the same facts in another order, with other address numbers, then ties and timelines are the same."""
    random = Random(seed)
    numbers = dict(zip(world.numbers, random.sample(range(1, 100), len(world.numbers)), strict=True))
    texts = {number: address for address, number in world.numbers.items()}
    mails = [
        row._replace(
            author=numbers[texts[row.author]],
            parties=tuple(random.sample([(role, numbers[texts[n]]) for role, n in row.parties], len(row.parties))),
        )
        for row in world.mails
    ]
    other = replace(
        world,
        numbers=numbers,
        mails=random.sample(mails, len(mails)),
        events=random.sample(world.events, len(world.events)),
        hands=random.sample(world.hands, len(world.hands)),
    )
    assert other.ties == world.ties
    assert all(other.timeline(key) == world.timeline(key) for key in world.ties)


@given(worlds(), st.integers(0, 2**32))
def test_more_copies_of_the_same_do_not_matter(world: World, seed: int) -> None:
    """Given copies of mails and events doubled into other accounts and shuffled, then every tie says the same."""
    random = Random(seed)

    def doubled(row: MailRow) -> MailRow:
        more = [each._replace(account=random.choice(["work", "home", "archive"])) for each in row.copies]
        return row._replace(copies=tuple(random.sample([*row.copies, *more], 2 * len(row.copies))))

    events = [*world.events, *(row._replace(account="archive") for row in world.events)]
    other = replace(world, mails=list(map(doubled, world.mails)), events=random.sample(events, len(events)))
    assert {key: told(tie) for key, tie in other.ties.items()} == {key: told(tie) for key, tie in world.ties.items()}


def test_days_are_written_dates_in_every_zone() -> None:
    """Given an all-day meeting and my zone is far east or west, then its date is the written one."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        world = World(replace(settings(), me=replace(settings().me, timezone=zone)))
        world.meeting(event(listed(GRACE), start="2026-11-02"))
        (entry,) = world.timeline()
        assert (entry.day, entry.counted) == (date(2026, 11, 2), True)


def test_a_deleted_mail_remains_a_fact() -> None:
    """Given a mail whose every copy is gone, then it still is the last contact."""
    world = World()
    gone = world.mail(ME, GRACE, copies=[copy(gone=True)])
    tie = world.tie()
    assert tie.last_contact is not None
    assert tie.last_contact.uid == gone


def test_long_series_are_counted_whole() -> None:
    """Given a daily meeting for two years, then each past day is a meeting and the rhythm is a day."""
    world = World()
    world.meeting(event(listed(GRACE), start="2024-11-23T08:00:00", rules=("FREQ=DAILY",)))
    assert (world.tie().meetings, world.tie().rhythm_days) == (730, 1.0)


# ---------------------------------------------------------------- the best year


def once_strong(days: list[tuple[int, str]]) -> Heyday | None:
    """What a tie was, from days after 2020-01-01 and who wrote ("in", "out") or whether we met."""
    one = World()
    for number, how in days:
        day = date(2020, 1, 1) + timedelta(days=number)
        if how == "met":
            one.log(GRACE, Kind.MEETING, when=f"{day}T10:00")
        else:
            pair = (GRACE, ME) if how == "in" else (ME, GRACE)
            one.mail(*pair, when=f"{day}T23:30")
    return one.tie().heyday if days else None


def test_five_each_way_within_365_days_make_a_strong_tie() -> None:
    """Given five exchanges whose first and last are 364 days apart, or 365, then only the first made a strong tie."""
    for last, strong in ((364, 5), (365, None)):
        days = [(number, how) for number in (0, 1, 2, 3, last) for how in ("in", "out")]
        found = once_strong(days)
        assert (found.exchanges if found else None) == strong
    assert once_strong([(number, "out") for number in range(50)]) is None


def test_a_meeting_is_an_exchange_both_ways() -> None:
    """Given three meetings and two letters each way, when looked at, then that is five."""
    found = once_strong([(0, "met"), (9, "met"), (30, "met"), (40, "in"), (41, "in"), (42, "out"), (50, "out")])
    assert found == Heyday(5, (date(2020, 1, 1) + timedelta(days=50)).toordinal())


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["in", "out", "met"])), max_size=40))
def test_the_best_year_is_the_best_of_all_years(days: list[tuple[int, str]]) -> None:
    """Given any contact, when compared with every window of 365 days, then none has more exchanges."""
    counts = [
        min(sum(start <= day < start + 365 and how != other for day, how in days) for other in ("in", "out"))
        for start in range(-365, 901)
    ]
    found = once_strong(days)
    assert (found.exchanges if found else 0) == (max(counts) if max(counts) >= 5 else 0)
