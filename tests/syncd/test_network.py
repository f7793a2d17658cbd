"""Who starts, who answers and how fast, who was reached, how varied."""

from __future__ import annotations

from datetime import UTC, date, datetime

from syncd.model import Contact, Direction, Kind, Person, Status, Tie
from syncd.network import (
    Begun,
    Outreach,
    Reach,
    Reciprocity,
    Turn,
    Variety,
    conversations,
    messages,
    outreach,
    reach,
    reciprocity,
    variety,
)

HOUR = 3600
GRACE, BOB = frozenset({"grace@uni.example"}), frozenset({"bob@firm.example"})
TODAY = date(2026, 6, 1)


def hours(*turns: tuple[float, bool], people: frozenset[str] = GRACE) -> list[Turn]:
    """A thread: (hours since the epoch, mine)."""
    return [Turn(int(at * HOUR), mine, people) for at, mine in turns]


def grace(*threads: list[Turn]) -> Reciprocity:
    return reciprocity(threads).get("grace@uni.example", Reciprocity())


def test_who_begins() -> None:
    """Given three threads, two of them mine, when counted, then I begin two thirds."""
    found = grace(hours((0, True)), hours((1, True), (2, False)), hours((3, False)))
    assert (found.begun_by_me, found.begun_by_them, found.begun) == (2, 1, 3)
    assert found.my_share == 2 / 3


def test_an_answer_is_measured_from_the_first_thing_said() -> None:
    """Given a question, a reminder three days later and an answer an hour on, then it took three days and an hour."""
    found = grace(hours((0, True), (72, True), (73, False)))
    assert (found.their_hours, found.my_turns, found.they_answered) == (73.0, 1, 1)


def test_both_sides_and_the_median() -> None:
    """Given a lively thread, when measured, then each side has its own median; what hangs open is not answered."""
    found = grace(hours((0, True), (2, False), (3, True), (9, False), (13, True)))
    assert (found.their_hours, found.they_answered, found.my_turns) == (4.0, 2, 3)
    assert (found.my_hours, found.i_answered, found.their_turns) == (2.5, 2, 2)


def test_nothing_said_is_nothing_known() -> None:
    """Given nobody, when asked, then there is no share and no time."""
    assert grace().my_share is None
    assert grace(hours((0, False))).their_hours is None


def test_in_a_thread_of_several_each_pair_counts() -> None:
    """Given my mail to two that only Bob answers, when counted, then Grace has not answered."""
    thread = [Turn(0, True, GRACE | BOB), Turn(HOUR, False, BOB)]
    found = reciprocity([thread])
    assert (found["grace@uni.example"].they_answered, found["bob@firm.example"].they_answered) == (0, 1)
    assert conversations([thread]) == [Begun(0, True, GRACE | BOB)]


def test_messages_and_calls_a_week_apart_are_two_conversations() -> None:
    """Given a call, an answer five days later and another after eight more, then there are two conversations."""

    def call(day: int, direction: Direction) -> tuple[str, Contact]:
        at = int(datetime(2026, 5, day, tzinfo=UTC).timestamp())
        return "grace@uni.example", Contact(f"{day}", at, Kind.CALL, direction, "", "")

    met = ("bob@firm.example", Contact("m", 0, Kind.MEETING, None, "", ""))
    told = [call(14, Direction.OUTBOUND), call(1, Direction.OUTBOUND), call(6, Direction.INBOUND), met]
    assert [[turn.mine for turn in one] for one in messages(told)] == [[True, False], [True]]


def person(name: str, last: str, groups: tuple[str, ...] = (), status: Status = Status.ACTIVE) -> Tie:
    at = int(datetime.fromisoformat(f"{last}T12:00").replace(tzinfo=UTC).timestamp())
    one = Person(name, name, (name,), groups=groups, status=status)
    return Tie(one, is_person=True, last_contact=Contact("x", at, Kind.EMAIL, Direction.INBOUND, "", ""))


PEOPLE = [
    person("a@uni.example", "2026-05-30", ("mentors",)),
    person("b@uni.example", "2026-03-04", ("mentors",)),  # the 90th day
    person("c@uni.example", "2026-03-03", ("mentors",)),
    person("d@firm.example", "2026-05-01"),
    person("tel:+4930", "2026-05-01"),
    person("e@firm.example", "2026-05-01", ("mentors",), Status.MUTED),
]


def test_groups_reached_in_ninety_days_against_their_goals() -> None:
    """Given three mentors, two of them reached, and a muted one, then that is two thirds; of nobody it is none."""
    found = reach(["mentors", "clients"], PEOPLE, TODAY, UTC, {"mentors": 80.0})
    assert found == [Reach("mentors", 3, 2, 80.0), Reach("clients", 0, 0)]
    assert [round(one.share, 1) for one in found] == [66.7, 0.0]


def test_variety_over_domains_and_groups() -> None:
    """Given four people reached at two domains (one by phone only), then the larger holds half."""
    assert variety(["mentors", "clients"], PEOPLE, TODAY, UTC) == Variety(4, 2, "uni.example", 0.5, 1, 2)
    assert variety([], [], TODAY, UTC) == Variety(0, 0, "", 0.0, 0, 0)


def test_the_share_of_outreach() -> None:
    """Given conversations before and since a day, then only the later count."""
    at = [int(datetime(2026, 5, day, tzinfo=UTC).timestamp()) for day in (1, 10, 11, 12)]
    begun = [Begun(at[0], True, GRACE), *(Begun(when, when == at[1], GRACE) for when in at[1:])]
    assert outreach(begun, date(2026, 5, 10), UTC) == Outreach(1, 2)
    assert Outreach(0, 0).share is None
