"""Which meetings are contact (CONTRACT.md §4 "Meeting" and its fine print). I am Ada; Grace and Alan are others."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest

from syncd.model import Answer, Attendee, AttendeeType, Event, Kind, Moment, WhyNot
from syncd.settings import PersonEntry
from tests.syncd.worlds import (
    ALAN,
    ALSO_ME,
    GRACE,
    MAYBE,
    ME,
    NO,
    NONE,
    ROOM,
    YES,
    World,
    at,
    event,
    listed,
    settings,
)

ASKED = Answer.NEEDS_ACTION


def judged(one: Event, key: str = GRACE, account: str = "work", **contact: int | bool | tuple[str, ...]) -> str:
    """What a world that holds only this meeting says of it."""
    world = World(settings(**contact))  # type: ignore[arg-type]  # fields of ContactSettings
    world.meeting(one, account)
    return str(world.why(key))


def test_a_meeting_both_accepted_is_contact() -> None:
    """Given Grace and I accepted and it began, then it counts at its start, for her and for nobody else."""
    world = World()
    world.meeting(event(listed(GRACE), link="https://x"))
    (entry,) = world.timeline()
    assert (entry.uid, entry.at, entry.kind, entry.direction) == (
        "meeting-1",
        at("2026-11-02T10:00"),
        Kind.MEETING,
        None,
    )
    assert (entry.account, entry.link, entry.subject, entry.day) == ("work", "https://x", "The bridge", None)
    assert world.tie().last_meeting == world.tie().first_meeting == world.tie().first_contact == entry
    assert world.tie().meetings == 1


@pytest.mark.parametrize(
    ("mine", "hers", "why", "with_unanswered"),
    [
        (YES, YES, "counted", "counted"),
        (MAYBE, MAYBE, "counted", "counted"),
        (NO, YES, "declined", "declined"),
        (YES, NO, "declined", "declined"),
        (NONE, YES, "unanswered", "counted"),
        (YES, NONE, "unanswered", "counted"),
        (ASKED, ASKED, "unanswered", "counted"),
        (NONE, NO, "declined", "declined"),
        (YES, Answer.DELEGATED, "unanswered", "unanswered"),
        (Answer.DELEGATED, YES, "unanswered", "unanswered"),
    ],
)
def test_answers(mine: Answer, hers: Answer, why: str, with_unanswered: str) -> None:
    """Given both answers, then accepted and tentative count; a missing one does if the config says so; no other."""
    one = event(listed(ME, mine), listed(GRACE, hers))
    assert judged(one) == why
    assert judged(one, unanswered_invitations=True) == with_unanswered


@pytest.mark.parametrize("hers", [NONE, ASKED, YES, MAYBE])
def test_organizing_stands_in_for_a_missing_answer(hers: Answer) -> None:
    """Given the organizer's answer is missing, when it is Grace or me, then it is as if accepted."""
    assert judged(event(listed(GRACE, hers), organizer=GRACE)) == "counted"
    assert judged(event(listed(ME, hers), listed(GRACE), organizer=ME)) == "counted"


def test_organizing_does_not_undo_a_refusal() -> None:
    """Given the organizer declined or delegated, then it is no contact."""
    assert judged(event(listed(GRACE, NO), organizer=GRACE)) == "declined"
    assert judged(event(listed(ME, NO), listed(GRACE), organizer=ME)) == "declined"
    assert judged(event(listed(GRACE, Answer.DELEGATED), organizer=GRACE)) == "unanswered"


def test_an_organizer_without_an_entry_takes_part() -> None:
    """Given the organizer is not on the list, when it is Grace or me, then it is contact."""
    assert judged(event(listed(ME), organizer=GRACE)) == "counted"
    world = World()
    world.meeting(Event("m", Moment("2026-11-02T10:00:00", "UTC"), organizer=ME, attendees=(listed(GRACE),)))
    assert world.why() == "counted"


def test_who_is_not_on_the_list_was_not_asked() -> None:
    """Given I am neither on the list nor organizer, then it is unanswered, whatever the config says of missing
    answers.
    """
    one = Event("m", Moment("2026-11-02T10:00:00", "UTC"), organizer=ALAN, attendees=(listed(GRACE), listed(ALAN)))
    assert judged(one) == judged(one, unanswered_invitations=True) == "unanswered"


def test_a_reply_of_somebody_who_was_not_asked() -> None:
    """Given Grace accepts though she is not on the list, then there is nothing with her."""
    world = World(settings(unanswered_invitations=True))
    world.meeting(event(listed(ALAN)))
    world.meeting(event(listed(GRACE), reply=True))
    assert world.timeline() == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"cancelled": True}, "cancelled"),
        ({"type": "focusTime"}, "not-a-meeting"),
        ({"type": "birthday"}, "not-a-meeting"),
        ({"type": "outOfOffice"}, "not-a-meeting"),
        ({"type": "somethingNew"}, "not-a-meeting"),
        ({"free": True}, "free"),
        ({"complete": False}, "incomplete"),
        ({"start": "2026-11-22T09:00:00"}, "counted"),
        ({"start": "2026-11-22T09:00:01"}, "future"),
    ],
)
def test_what_a_meeting_must_be(changes: dict[str, object], why: str) -> None:
    """Given one thing is wrong with a meeting, then that is why it does not count; at its very start it counts."""
    assert judged(event(listed(GRACE), **changes)) == why  # type: ignore[arg-type]  # fields of Event


def test_the_order_of_reasons() -> None:
    """Given everything is wrong, when one thing after the other is mended, then the reasons come in the contract's
    order.
    """
    crowd = [listed(f"{number}@crowd.example") for number in range(20)]
    wrong: dict[str, object] = {"cancelled": True, "type": "birthday", "free": True, "complete": False}
    hers = listed(GRACE, NO)
    start = "2027-01-01T10:00:00"
    assert judged(event(hers, *crowd, start=start, **wrong), ignore=(GRACE,)) == "ignored"
    for field, mended, why in (
        ("cancelled", False, "cancelled"),
        ("type", "default", "not-a-meeting"),
        ("free", False, "free"),
        ("complete", False, "many"),
    ):
        assert judged(event(hers, *crowd, start=start, **wrong)) == why
        wrong[field] = mended
    assert judged(event(hers, start=start, **wrong)) == "incomplete"
    del wrong["complete"]
    assert judged(event(listed(ME, NONE), hers, start=start, **wrong)) == "declined"
    assert judged(event(listed(ME, NONE), listed(GRACE), start=start, **wrong)) == "unanswered"
    assert judged(event(listed(GRACE), start=start, **wrong)) == "future"


@pytest.mark.parametrize("kind", [AttendeeType.ROOM, AttendeeType.RESOURCE, AttendeeType.GROUP])
def test_rooms_resources_and_groups_are_nobody(kind: AttendeeType) -> None:
    """Given a room accepted, then it is no contact with it, and alone with it I am by myself."""
    world = World()
    world.meeting(event(listed(ROOM, type=kind), listed(GRACE)))
    assert (world.why(ROOM), world.why()) == ("not-a-meeting", "counted")


def test_an_unknown_kind_of_attendee_is_a_person() -> None:
    """Given CUTYPE=UNKNOWN, then it is taken for an individual (RFC 5545 §3.2.3)."""
    assert judged(event(listed(GRACE, type=AttendeeType.UNKNOWN))) == "counted"


@pytest.mark.parametrize(
    "address",
    ["abc@group.calendar.google.com", "r@resource.calendar.google.com", "unknownorganizer@calendar.google.com"],
)
def test_googles_calendar_addresses_are_nobody(address: str) -> None:
    """Given such an address as organizer or attendee, then it is no contact, and nobody counts it."""
    assert judged(event(listed(address)), key=address) == "not-a-meeting"
    assert judged(event(listed(ME), organizer=address), key=address) == "not-a-meeting"
    assert judged(event(listed(GRACE), organizer=address), max_attendees=2) == "counted"


def test_all_by_myself() -> None:
    """Given only addresses of mine and a room, then it is in no person's timeline as contact."""
    world = World()
    world.meeting(event(listed(ME), listed(ALSO_ME), listed(ROOM, type=AttendeeType.ROOM), organizer=ME))
    assert set(world.ties) == {ROOM}
    assert world.tie(ROOM).meetings == 0


def test_how_many_are_too_many() -> None:
    """Given max_attendees = 3, then me, Grace and another are enough; rooms don't count, an unlisted organizer does."""
    three = [listed(GRACE), listed(ALAN)]
    room = listed(ROOM, type=AttendeeType.ROOM)
    assert judged(event(*three, room), max_attendees=3) == "counted"
    assert judged(event(*three, organizer=GRACE), max_attendees=3) == "counted"
    assert judged(event(*three, organizer="o@x.example"), max_attendees=3) == "many"
    assert judged(event(*three, Attendee("", name="Somebody")), max_attendees=3) == "many"
    assert judged(event(listed(ME), listed(ALSO_ME), *three, listed(GRACE)), max_attendees=3) == "counted"
    assert judged(event(*three), max_attendees=2) == "many"


def test_i_am_counted_only_if_i_was_asked() -> None:
    """Given three others and I am on no list, when three may come, then they are not too many, but I am unanswered."""
    others = (listed(GRACE), listed(ALAN), listed("o@x.example"))
    assert judged(event(attendees=others), max_attendees=3) == "unanswered"
    assert judged(event(attendees=others), max_attendees=2) == "many"


def test_somebody_listed_as_a_room_too_is_a_person() -> None:
    """Given Grace stands on the list as herself and as a room, in any order, then it is contact with her."""
    both_ways = [listed(GRACE), listed(GRACE, type=AttendeeType.ROOM)]
    assert judged(event(*both_ways)) == judged(event(*both_ways[::-1])) == "counted"


def test_twenty_is_the_default() -> None:
    """Given me and 19 others, then it counts; with one more it is many."""
    others = [listed(f"{number}@crowd.example") for number in range(20)]
    assert judged(event(*others[:19]), key="0@crowd.example") == "counted"
    assert judged(event(*others), key="0@crowd.example") == "many"


@pytest.mark.parametrize("order", list(itertools.permutations([NO, NONE, YES])))
def test_listed_twice_the_better_answer_counts(order: tuple[Answer, ...]) -> None:
    """Given Grace or I stand on the list thrice, in any order, by one address or several, then the best answer
    counts.
    """
    assert judged(event(*(listed(GRACE, answer) for answer in order))) == "counted"
    assert judged(event(*(listed(ME, answer) for answer in order), listed(GRACE))) == "counted"
    world = World(settings(people=[PersonEntry((GRACE, "h@x.example", "i@x.example"))]))
    world.meeting(event(*map(listed, (GRACE, "h@x.example", "i@x.example"), order)))
    assert world.why() == "counted"


def test_ignored_attendees() -> None:
    """Given Grace is ignored, then it is no contact with her, but it is with Alan, and she counts among people in
    all.
    """
    world = World(settings(ignore=("@example.com",), max_attendees=3))
    world.meeting(event(listed(GRACE), listed(ALAN)))
    assert (world.why(), world.why(ALAN)) == ("ignored", "counted")
    assert judged(event(listed(GRACE), listed(ALAN)), key=ALAN, ignore=(GRACE,), max_attendees=2) == "many"


def test_all_day_meetings_count_from_local_midnight() -> None:
    """Given an all-day meeting today and one tomorrow, then the first counts since midnight, the other lies ahead."""
    world = World()
    world.meeting(event(listed(GRACE), start="2026-11-22"))
    world.meeting(event(listed(GRACE), uid="2", start="2026-11-23"))
    ahead, today = world.timeline()
    assert (today.day, today.at, today.counted) == (date(2026, 11, 22), at("2026-11-22T00:00"), True)
    assert ahead.why_not is WhyNot.FUTURE
    assert world.tie().next_meeting == ahead


# ---------------------------------------------------------------- copies


def both(mine: Event, other: Event, accounts: tuple[str, str] = ("work", "archive")) -> str:
    """The verdict on two copies; the order in which they came must not matter."""
    results = set()
    for rows in ([(mine, accounts[0]), (other, accounts[1])], [(other, accounts[1]), (mine, accounts[0])]):
        world = World()
        for one, account in rows:
            world.meeting(one, account)
        results.add(str(world.why()))
    (result,) = results
    return result


def test_the_highest_sequence_then_the_latest_update_wins() -> None:
    """Given copies that differ, then one meeting remains: that of the highest sequence, then of the latest update."""
    old, new = event(listed(GRACE), updated=9), event(listed(GRACE), sequence=1, cancelled=True, updated=1)
    assert both(old, new) == both(new, old) == "cancelled"
    old, new = event(listed(GRACE), updated=1), event(listed(GRACE), cancelled=True, updated=2)
    assert both(old, new) == both(new, old) == "cancelled"
    assert both(replace(old, updated=None), new) == "cancelled"


def test_my_answer_is_read_from_my_own_accounts_copy() -> None:
    """Given another calendar's newer copy says something else of me, then my own account's copy is believed."""
    for mine, foreign, why in ((YES, NONE, "counted"), (NONE, YES, "unanswered"), (NO, YES, "declined")):
        own = event(listed(ME, mine), listed(GRACE))
        newer = event(listed(ME, foreign), listed(GRACE), sequence=3)
        assert both(own, newer) == why
        assert both(own, newer, ("work", "home")) == why


def test_hers_is_read_from_the_winner() -> None:
    """Given my copy is older than another, then Grace's answer is the other's."""
    assert both(event(listed(GRACE, NONE)), event(listed(GRACE, YES), sequence=1)) == "counted"


def test_an_answer_told_apart_from_the_list() -> None:
    """Given the provider says my answer by itself, then it goes before the list, also for an alias or no entry at
    all.
    """
    assert judged(event(listed(ME, NONE), listed(GRACE), my_answer=YES)) == "counted"
    assert judged(event(listed(ME, YES), listed(GRACE), my_answer=NO)) == "declined"
    assert judged(event(listed(ME, YES), listed(GRACE), my_answer=NONE)) == "counted"
    assert (
        judged(
            event(
                listed("ada+team@example.org", NONE),
                listed(GRACE),
                attendees=(listed("ada+team@example.org", NONE), listed(GRACE)),
                my_answer=NO,
            ),
            unanswered_invitations=True,
        )
        == "declined"
    )
    assert judged(event(attendees=(listed(GRACE),), my_answer=YES)) == "counted"


def test_one_of_my_accounts_accepted() -> None:
    """Given two addresses of mine were asked and one accepted in its own copy, then I came."""
    work = event(listed(ME, NO), listed(ALSO_ME, NONE), listed(GRACE))
    home = event(listed(ME, NONE), listed(ALSO_ME, YES), listed(GRACE))
    assert both(work, home, ("work", "home")) == "counted"


def test_a_reply_changes_one_answer() -> None:
    """Given Grace's reply came apart, then it counts if it is later than the copy or the copy knows of no answer."""
    asked = event(listed(GRACE, ASKED), listed(ALAN, ASKED), updated=50)
    reply = event(listed(GRACE), attendees=(listed(GRACE, YES),), reply=True, updated=60)
    assert both(asked, reply) == "counted"
    assert both(asked, replace(reply, updated=40)) == "counted"
    declined = event(listed(GRACE, NO), updated=50)
    assert both(declined, reply) == "counted"
    assert both(declined, replace(reply, updated=40)) == "declined"
    assert both(replace(asked, sequence=2), replace(reply, sequence=1, updated=40)) == "unanswered"
    world = World()
    world.meeting(asked)
    world.meeting(reply)
    assert world.why(ALAN) == "unanswered"


def test_the_last_of_several_replies_holds() -> None:
    """Given Grace accepted and later declined, or I did, in any order, then it is declined."""
    for who in (GRACE, ME):
        asked = event(listed(ME, ASKED if who == ME else YES), listed(GRACE), updated=1)
        yes = event(attendees=(listed(who, YES),), reply=True, updated=2)
        no = event(attendees=(listed(who, NO),), reply=True, updated=3)
        for order in itertools.permutations([asked, yes, no]):
            world = World()
            for one in order:
                world.meeting(one)
            assert world.why() == "declined"


def test_replies_alone_are_no_meeting() -> None:
    """Given only a reply is known, then there is no meeting."""
    world = World()
    world.meeting(event(listed(GRACE), reply=True))
    assert world.timeline() == []


# ---------------------------------------------------------------- series


def weekly(*attendees: Attendee, **more: object) -> Event:
    return event(*attendees, start="2026-11-02T10:00:00", rules=("FREQ=WEEKLY;COUNT=4",), **more)


def slot(day: str) -> Moment:
    return Moment(f"{day}T10:00:00", "Europe/Berlin")


def test_each_occurrence_is_an_interaction() -> None:
    """Given a weekly meeting of four, three of them past, then three count and the fourth is the next."""
    world = World()
    world.meeting(weekly(listed(GRACE)))
    assert [(entry.uid, entry.counted) for entry in reversed(world.timeline())] == [
        ("meeting-1/20261102T090000Z", True),
        ("meeting-1/20261109T090000Z", True),
        ("meeting-1/20261116T090000Z", True),
        ("meeting-1/20261123T090000Z", False),
    ]
    tie = world.tie()
    assert tie.meetings == 3
    assert tie.next_meeting is not None
    assert tie.next_meeting.why_not is WhyNot.FUTURE


def test_an_occurrence_may_differ() -> None:
    """Given I declined one occurrence and another is cancelled, then those two alone don't count."""
    world = World()
    world.meeting(weekly(listed(GRACE)))
    world.meeting(event(listed(ME, NO), listed(GRACE), original=slot("2026-11-09"), start="2026-11-09T10:00:00"))
    world.meeting(event(listed(GRACE), original=slot("2026-11-16"), start="2026-11-16T10:00:00", cancelled=True))
    assert [entry.why_not for entry in reversed(world.timeline())] == [None, "declined", "cancelled", "future"]


def test_an_exception_seen_elsewhere_keeps_my_own_copys_answer() -> None:
    """Given another account knows a moved occurrence where I am unanswered, then my own copy of the series says I
    came.
    """
    world = World()
    world.meeting(weekly(listed(GRACE)))
    moved = event(listed(ME, NONE), listed(GRACE), original=slot("2026-11-09"), start="2026-11-10T10:00:00", sequence=1)
    world.meeting(moved, "archive")
    second = world.timeline()[2]
    assert (second.uid, second.at, second.counted) == ("meeting-1/20261109T090000Z", at("2026-11-10T10:00"), True)


def test_an_outdated_copy_of_a_series_leaves_no_ghosts() -> None:
    """Given an archive holds the series before it moved to another hour, exceptions included, then it is not seen."""
    world = World()
    later = replace(weekly(listed(GRACE), sequence=2), start=Moment("2026-11-02T15:00:00", "Europe/Berlin"))
    world.meeting(later)
    world.meeting(weekly(listed(GRACE)), "archive")
    world.meeting(event(listed(GRACE), original=slot("2026-11-09"), start="2026-11-10T10:00:00"), "archive")
    assert [entry.uid[-7:] for entry in world.timeline()] == ["140000Z"] * 4


def test_a_reply_to_one_occurrence() -> None:
    """Given Grace declines one occurrence by reply, then the others still count."""
    world = World()
    world.meeting(weekly(listed(GRACE)))
    world.meeting(event(attendees=(listed(GRACE, NO),), reply=True, original=slot("2026-11-09")))
    assert [entry.why_not for entry in reversed(world.timeline())] == [None, "declined", None, "future"]


def test_next_meeting_asks_for_everything_but_the_start() -> None:
    """Given meetings ahead, cancelled, unanswered, and accepted in two years, then only the last is the next
    meeting.
    """
    world = World()
    world.meeting(event(listed(GRACE), uid="a", start="2027-01-01T10:00:00", cancelled=True))
    world.meeting(event(listed(GRACE, NONE), uid="b", start="2027-01-02T10:00:00"))
    world.meeting(event(listed(GRACE), uid="c", start="2028-12-01T10:00:00"))
    tie = world.tie()
    assert tie.next_meeting is not None
    assert tie.next_meeting.uid == "c"
    assert not tie.is_person
