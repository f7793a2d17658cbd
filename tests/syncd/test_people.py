"""Who is who (CONTRACT.md §4, §3 PERSON, §2 [[group]] and [[person]]). I am Ada."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncd.matching import matches
from syncd.model import Answer, AttendeeType, Kind, Mark, Person, Place, Status
from syncd.names import tidy
from syncd.settings import Group, PersonEntry, Who
from tests.syncd.worlds import ALAN, ALSO_ME, GRACE, ME, World, copy, event, listed, settings

NAVY = "g.hopper@navy.example"


def test_me() -> None:
    """Given my addresses, when asked, then they are me with any tag, and nobody else is."""
    directory = World().directory
    assert directory.me == {ME, ALSO_ME}
    assert all(map(directory.is_me, [ME, ALSO_ME, "ada+shop@example.org", "ada+a+b@home.example"]))
    assert not any(
        map(directory.is_me, ["adam@example.org", "ada@example.com", "+ada@example.org", "x+ada@example.org"])
    )
    assert directory.key_of("ada+shop@example.org") is None


def test_everybody_who_stood_somewhere_is_known() -> None:
    """Given authors, recipients, organizers, attendees and hand-logged people, then all are known, and none else."""
    world = World()
    world.mail("author@a.example", ME, cc=["cc@a.example"], bcc=["bcc@a.example"], coauthors=["co@a.example"])
    world.mail("x@a.example", delivered=["delivered@a.example"])
    world.mail("spam@a.example", "seen-in-spam@a.example", copies=[copy(place=Place.SPAM)])
    world.mail("later@a.example", ME, when="2027-01-01")
    world.meeting(event(listed("attendee@a.example"), organizer="organizer@a.example", start="2027-01-01T10:00:00"))
    world.log("logged@a.example", Kind.NOTE)
    world.log("later@a.example", when="2027-01-01")
    expected = {"author", "cc", "bcc", "co", "x", "attendee", "organizer", "logged"}
    assert {key.partition("@")[0] for key in world.directory.people} == expected


def test_rooms_are_addresses_too() -> None:
    """Given a room on a list, when everybody is listed, then it is there and is no person."""
    world = World()
    world.meeting(event(listed("room@example.org", type=AttendeeType.ROOM), listed(GRACE)))
    assert not world.tie("room@example.org").is_person


def test_config_joins_addresses_for_good() -> None:
    """Given a [[person]] with two addresses, then they are one person with the smaller as key, and split does
    nothing.
    """
    world = World(
        settings(people=[PersonEntry((GRACE, NAVY), name="Grace Hopper", birthday="12-09", tags=("mentor",))])
    )
    world.curate("split", GRACE)
    world.curate("untag", GRACE, "mentor")
    (person,) = world.directory.people.values()
    assert person == Person(
        key=NAVY, name="Grace Hopper", addresses=(NAVY, GRACE), tags=("mentor",), birthday="12-09", named=True
    )
    assert world.ties[NAVY].is_person


def test_two_entries_that_share_an_address_are_one_person() -> None:
    """Given entries A+B and B+C, then A, B and C are one; the first name holds, tags unite, the strictest status
    wins.
    """
    first = PersonEntry(("a@x.example", "b@x.example"), tags=("one",), status="muted")
    second = PersonEntry(("b@x.example", "c@x.example"), name="Bea", tags=("two",))
    (person,) = World(settings(people=[first, second])).directory.people.values()
    assert (person.name, person.tags, person.status) == ("Bea", ("one", "two"), Status.MUTED)
    assert person.addresses == ("a@x.example", "b@x.example", "c@x.example")


def test_my_own_address_joins_nobody() -> None:
    """Given an entry or a merge that holds an address of mine, then nobody becomes me, and I become nobody."""
    world = World(settings(people=[PersonEntry((ME, GRACE)), PersonEntry((ALSO_ME,))]))
    world.mail(ALAN, ME)
    world.curate("merge", ALAN, ME)
    assert set(world.directory.people) == {GRACE, ALAN}


def test_merge_and_split() -> None:
    """Given a merge, then two are one person; given a split of one address, then that leaves; the rest stay."""
    world = World()
    for address in ("a@x.example", "b@x.example", "c@x.example"):
        world.mail(address, ME)
    world.curate("merge", "b@x.example", "a@x.example")
    world.curate("merge", "c@x.example", "b@x.example")
    assert [person.addresses for person in world.directory.people.values()] == [
        ("a@x.example", "b@x.example", "c@x.example")
    ]
    assert world.directory.key_of("c@x.example") == "a@x.example"
    world.curate("split", "a@x.example")
    assert set(world.directory.people) == {"a@x.example", "b@x.example"}
    world.curate("merge", "a@x.example", "c@x.example")
    assert set(world.directory.people) == {"a@x.example"}


def test_a_merge_is_reversible() -> None:
    """Given Grace's two addresses by config and Alan merged to one of them, when Alan is split off, then all is as
    was.
    """
    world = World(settings(people=[PersonEntry((GRACE, NAVY))]))
    world.mail(ALAN, ME)
    before = world.directory.people
    world.curate("merge", GRACE, ALAN)
    assert set(world.directory.people) == {ALAN}
    world.curate("split", GRACE)
    assert world.directory.people == before


def test_merging_unites_contact() -> None:
    """Given one mail from each of two addresses, when merged, then the person has two, and equal names alone merge
    not.
    """
    world = World()
    for address in (GRACE, NAVY):
        world.mail(address, ME)
        world.name(address, "Grace Hopper")
    assert len(world.ties) == 2
    world.curate("merge", GRACE, NAVY)
    assert world.tie(NAVY).emails_in == 2


def test_tags_and_muting_fold_in_order() -> None:
    """Given tags put on and off and a mute, when folded by id, then what was said last holds, whatever the case."""
    world = World()
    world.mail(GRACE, ME)
    world.curate("tag", GRACE, "Mentor")
    world.curate("tag", GRACE, "navy")
    world.curate("untag", GRACE, "mentor")
    world.curate("mute", GRACE)
    assert (world.tie().person.tags, world.tie().person.status) == (("navy",), Status.MUTED)
    world.curate("unmute", GRACE)
    world.curations.reverse()
    assert (world.tie().person.tags, world.tie().person.status) == (("navy",), Status.ACTIVE)


def test_config_status_wins_over_mute_and_unmute() -> None:
    """Given the config ignores Grace and mutes Alan, when they are muted and unmuted by hand, then the config holds."""
    people = [PersonEntry((GRACE,), status="ignored"), PersonEntry((ALAN,), status="muted")]
    world = World(settings(people=people))
    world.curate("mute", GRACE)
    world.curate("unmute", ALAN)
    assert (world.tie().person.status, world.tie(ALAN).person.status) == (Status.IGNORED, Status.MUTED)


def test_added_is_the_earliest_day_and_names_a_person() -> None:
    """Given the days two addresses of a person were first named, then the earlier counts and they are a person."""
    world = World(added={GRACE: date(2026, 5, 2), NAVY: date(2026, 5, 1)})
    world.curate("merge", GRACE, NAVY)
    assert world.tie(NAVY).is_person
    assert world.tie(NAVY).person.added == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Grace Hopper", "Grace Hopper"),
        ("Hopper, Grace", "Grace Hopper"),
        ("Hopper, Grace (Navy)", "Grace Hopper"),
        ("  'Hopper,  Grace' ", "Grace Hopper"),
        ("HOPPER, GRACE", "Grace Hopper"),
        ("GRACE O'BRIEN-ŁUKASZ", "Grace O'Brien-Łukasz"),
        ("GRACE", "Grace"),
        ("IBM", "IBM"),
        ("Grace Hopper via Team Calendar", "Grace Hopper"),
        ("'Grace Hopper' via Team", "Grace Hopper"),
        ("Olivia Viamonte", "Olivia Viamonte"),
        ("Example, Inc.", "Example, Inc."),
        ("Grace Hopper, Ph.D.", "Grace Hopper, Ph.D."),
        ("Hopper, Grace, Dr.", "Hopper, Grace, Dr."),
        ("grace@example.com", ""),
        ("<grace@example.com>", ""),
        ("grace@example.com via Team", ""),
        ("Grace @ Navy", "Grace @ Navy"),
        ("李小龍", "李小龍"),
        ("''", ""),
        ("", ""),
    ],
)
def test_names_as_people_write_them(written: str, shown: str) -> None:
    """Given a display name, when tidied, then it is in reading order and ordinary case, or "" if it is none."""
    assert tidy(written) == shown


@given(st.text())
def test_any_name_can_be_tidied(text: str) -> None:
    """Given any text, when tidied, then there is one line without blanks around it, and never an error."""
    name = tidy(text)
    assert name == name.strip()
    assert "\n" not in name


def test_the_best_name_is_config_then_own_then_most_recent() -> None:
    """Given names from meetings, others and herself, old and new, then config wins, then own, then the latest by
    now.
    """
    world = World()
    world.meeting(event(listed(GRACE, name="G. from the meeting")))
    assert world.tie().person.name == "G. from the meeting"
    world.name(GRACE, "By Others", own=False, first="2026-10-01")
    assert world.tie().person.name == "By Others"
    world.name(GRACE, "Grace Murray", first="2020-01-01")
    world.name(GRACE, "Grace Hopper", first="2021-01-01")
    world.name(GRACE, "grace@example.com", first="2022-01-01")
    world.name(GRACE, "Admiral", first="2027-01-01")
    assert world.tie().person.name == "Grace Hopper"
    world.settings = settings(people=[PersonEntry((GRACE,), name="Amazing Grace")])
    assert world.tie().person.name == "Amazing Grace"


def test_a_names_use_after_now_does_not_make_it_more_recent() -> None:
    """Given two names in use, one of them also after now, then both are as recent as now; the one met later holds."""
    world = World()
    world.mail(GRACE, ME)
    world.name(GRACE, "Grace Murray", first="2020-01-01", last="2027-01-01")
    world.name(GRACE, "Grace Hopper", first="2021-01-01", last="2026-11-22T09:00")
    assert world.tie().person.name == "Grace Hopper"


def test_without_a_name_the_key_is_the_name() -> None:
    """Given an address nobody ever named, then the person is called by it."""
    world = World()
    world.mail(GRACE, ME)
    assert world.tie().person.name == GRACE


def test_find_prefers_exact_matches() -> None:
    """Given a text, when looked up, then the exact address wins, then the exact name, then any part of either."""
    world = World()
    for address, name in ((GRACE, "Grace"), ("grace@example.community", "Grace Kelly"), ("kelly@x.example", "Kelly")):
        world.mail(address, ME)
        world.name(address, name)

    def found(text: str) -> list[str]:
        return [person.key for person in world.directory.find(text)]

    assert found(GRACE) == [GRACE]
    assert found(" <Grace@Example.COM> ") == [GRACE]
    assert found("grace") == [GRACE]
    assert found("GRACE K") == ["grace@example.community"]
    assert found("kelly") == ["kelly@x.example"]
    assert found("kel") == ["grace@example.community", "kelly@x.example"]
    assert found("example.com") == [GRACE, "grace@example.community"]
    assert found("nobody") == found("") == found(ME) == []


def test_find_knows_every_address_and_imported_ones() -> None:
    """Given joined addresses, one of them of LinkedIn, when looked up by any, canonical or not, then it is the
    person.
    """
    world = World(settings(people=[PersonEntry(("gracehopper@gmail.com", "linkedin:ghopper"))]))
    for text in ("Grace.Hopper+x@googlemail.com", "linkedin:ghopper", "ghop"):
        assert [person.key for person in world.directory.find(text)] == ["gracehopper@gmail.com"]


SHE = Person(GRACE, "Grace Hopper", (GRACE, "g@sub.navy.example"), tags=("Mentor",))
GROUPS = (
    Group("navy", Who(domain=("navy.example",))),
    Group("mentors", Who(tag=("mentor",))),
    Group("both", Who(group=("navy",), tag=("mentor",))),
    Group("loop", Who(group=("loop",))),
)


@pytest.mark.parametrize(
    ("who", "fits"),
    [
        (Who(), True),
        (Who(name=("grace *",)), True),
        (Who(name=("Grace",)), False),
        (Who(name=("Alan *", "*HOPPER")), True),
        (Who(tag=("mentor",)), True),
        (Who(tag=("friend",)), False),
        (Who(address=("GRACE@example.com",)), True),
        (Who(address=("*@example.com",)), True),
        (Who(address=("race@example.com",)), False),
        (Who(domain=("navy.example",)), True),
        (Who(domain=("@NAVY.example",)), True),
        (Who(domain=("*.example",)), True),
        (Who(domain=("avy.example",)), False),
        (Who(domain=("other.navy.example",)), False),
        (Who(group=("navy",)), True),
        (Who(group=("both",)), True),
        (Who(group=("loop", "unknown")), False),
        (Who(group=("unknown", "mentors"), name=("G*",)), True),
        (Who(tag=("mentor",), name=("Alan",)), False),
        (Who(excluded=Who(name=("Alan",))), True),
        (Who(tag=("mentor",), excluded=Who(domain=("example.com",))), False),
        (Who(excluded=Who(tag=("mentor",), name=("Alan",))), True),
    ],
)
def test_matchers(who: Who, fits: bool) -> None:
    """Given a matcher, then lists are any of, keys all of, empty everyone, domains hold subdomains, case never
    matters.
    """
    assert matches(who, SHE, GROUPS) is fits


def test_people_know_their_groups() -> None:
    """Given groups, when the directory is built, then each person has theirs in the config's order."""
    world = World(settings(people=[PersonEntry(SHE.addresses, tags=("mentor",))], groups=GROUPS))
    (person,) = world.directory.people.values()
    assert person.groups == ("navy", "mentors", "both")


def test_who_is_a_person() -> None:
    """Given mail to, mail from, meetings, logs, notes, names, then those I wrote to, met, logged or named are
    people.
    """
    world = World(settings(people=[PersonEntry(("named@x.example",))]))
    world.mail(ME, "written@x.example", cc=["cc@x.example"])
    world.mail("inbound@x.example", ME)
    world.mail(ME, "broadcast@x.example", marks=Mark.FORGED)
    world.meeting(event(listed("met@x.example"), listed("declined@x.example", Answer.DECLINED)))
    world.meeting(event(listed("soon@x.example"), uid="2", start="2027-01-01T10:00:00"))
    world.log("called@x.example", Kind.CALL)
    world.log("noted@x.example", Kind.NOTE)
    people = {key.partition("@")[0] for key, tie in world.ties.items() if tie.is_person}
    assert people == {"written", "cc", "met", "called", "named"}
    others = {key.partition("@")[0] for key, tie in world.ties.items() if not tie.is_person}
    assert others == {"inbound", "broadcast", "declined", "soon", "noted"}
