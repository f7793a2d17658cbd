"""One believable week, for the golden files."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from syncd.careers import Job, JobChange
from syncd.digest.sections import Digest
from syncd.digest.suggested import Goal, Introduction
from syncd.digest.week import compose
from syncd.model import Contact, Direction, FollowUp, Held, Kind, Person, State, Tie, Wanted

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)
SECRET = b"not a secret, but long enough for a test"
OWNER = "ada@example.org"
COUNTS = ((4, 3), (7, 5), (2, 2), (0, 0), (5, 9), (12, 8), (6, 6), (3, 1), (8, 4), (5, 5), (10, 7), (6, 11))


def at(year: int, month: int, day: int, hour: int = 10) -> int:
    return int(datetime(year, month, day, hour, tzinfo=ZONE).timestamp())


def contact(when: int, subject: str, kind: Kind = Kind.EMAIL, direction: Direction | None = None) -> Contact:
    link = "" if kind is Kind.MEETING else f"https://mail.example/thread/{when}?a=1&b=2"
    if kind is not Kind.MEETING and direction is None:
        direction = Direction.OUTBOUND
    return Contact(f"<{when}@example.org>", when, kind, direction, subject, "work", link=link)


def tie(
    key: str,
    name: str,
    last: Contact | None = None,
    *,
    ahead: Contact | None = None,
    rhythm: float | None = None,
    since: int | None = None,
    strength: float = 1.0,
) -> Tie:
    return Tie(
        Person(key, name, (key,)),
        is_person=True,
        first_contact=last,
        last_contact=last,
        next_meeting=ahead,
        rhythm_days=rhythm,
        person_since=since,
        strength=strength,
    )


def followup(
    number: int,
    person: str,
    name: str,
    reason: str,
    kind: str = "keep-in-touch",
    *,
    state: State = State.OPEN,
    day: date = date(2026, 11, 23),
    settled: int | None = None,
) -> FollowUp:
    return FollowUp(
        id=number,
        key=f"k{number:031x}",
        rule=kind,
        rule_kind=kind,
        person=person,
        name=name,
        cycle="",
        due=day,
        date=day,
        priority=5,
        title=f"Write to {name}",
        reason=reason,
        notes="",
        state=state,
        raised=at(2026, 11, 9),
        settled=settled,
    )


def wanted(person: str, name: str, reason: str, kind: str = "keep-in-touch") -> Wanted:
    return Wanted(kind, kind, person, (person,), name, "", date(2026, 11, 20), 5, f"Write to {name}", reason, "notes")


def held(person: str, name: str, reason: str, held_by: str, kind: str = "keep-in-touch") -> Held:
    return Held(wanted(person, name, reason, kind), held_by)


def week() -> Digest:
    """Every section has something to show."""
    grace = contact(at(2026, 10, 12), "Re: Chapter three, and the long way home", direction=Direction.INBOUND)
    mateo = contact(at(2026, 10, 5), "Sunday on the river?")
    noor = contact(at(2026, 11, 18, 15), "Coffee with Noor", Kind.MEETING)
    planning = contact(at(2026, 11, 24, 14), "Spring exhibition: planning", Kind.MEETING)
    lunch = contact(at(2026, 11, 26, 12), "Lunch", Kind.MEETING)
    ties = [
        tie("grace@uni.example", "Grace Whitfield", grace),
        tie("mateo@friends.example", "Mateo Rivas", mateo, rhythm=10.0),
        tie("noor@studio.example", "Noor Haddad", noor, since=noor.at),
        tie("yuki@atelier.example", "Yuki Tanaka", contact(at(2026, 11, 2), "Light in room 4"), ahead=planning),
        tie("sol@atelier.example", "Solveig Dahl", contact(at(2026, 9, 1), "Lenders"), ahead=planning, strength=3.0),
        tie("tomas@example.net", "Tomás Oyelaran", contact(at(2025, 3, 4), "A year already"), ahead=lunch),
        tie("ines@example.net", "Inês Carvalho", contact(at(2026, 9, 20), "The old recipe"), rhythm=14.0),
        tie(
            "kofi@example.com", "Kofi Mensah", contact(at(2026, 11, 19), "Re: Your talk", direction=Direction.OUTBOUND)
        ),
    ]
    return compose(
        ties={one.person.key: one for one in ties},
        followups=[
            followup(
                12,
                "noor@studio.example",
                "Noor Haddad",
                "You met for the first time and have not written since",
                "first-meeting",
            ),
            followup(9, "grace@uni.example", "Grace Whitfield", "Mentors: every 30 days, 12 days overdue"),
            followup(
                14, "mateo@friends.example", "Mateo Rivas", "Silent for 49 days, your rhythm is 10 days", "drifting"
            ),
            followup(15, "later@example.net", "Later Person", "Not this week", day=date(2026, 12, 1)),
            followup(
                16,
                "tomas@example.net",
                "Tomás Oyelaran",
                "asked on 17 November: “Could you look over the lease?”",
                "reply-owed",
                day=date(2026, 12, 2),
            ),
        ],
        held=[
            held(
                "sol@atelier.example",
                "Solveig Dahl",
                "You asked on 10 November: “Which lenders are in?”",
                "per_week",
                "awaiting-reply",
            ),
            held(
                "ines@example.net",
                "Inês Carvalho",
                "Silent for 64 days, your rhythm is 14 days",
                "per_week",
                "drifting",
            ),
            held("bjorn@example.net", "Björn Åkesson", "Friends: every 60 days, 3 days overdue", "per_week"),
            held("sam@example.net", "Sam Okafor", "Friends: every 60 days, 20 days overdue", "one-sided"),
            held("mateo@friends.example", "Mateo Rivas", "Friends: every 60 days", "one-per-person"),
            held(
                "oren@old.example",
                "Oren Vale",
                "No contact since 2023-02-14; 11 exchanges each way in the year up to 2022-08-01",
                "per_week",
                "revive",
            ),
            held("weak@old.example", "Second Choice", "No contact since 2022-01-01", "per_week", "revive"),
        ],
        settled=[
            followup(7, "kofi@example.com", "Kofi Mensah", "", state=State.CONTACTED, settled=at(2026, 11, 19)),
            followup(8, "lin@example.com", "Lin Wei", "", state=State.DONE, settled=at(2026, 11, 20)),
            followup(5, "old@example.com", "Old One", "", state=State.DONE, settled=at(2026, 11, 2)),
        ],
        counts=COUNTS,
        promises=[
            wanted("yuki@atelier.example", "Yuki Tanaka", "You said on 2 November: “I’ll send the plan”", "promise")
        ],
        introductions=[Introduction(ties[0], ties[4], ("letterpress", "rowing"))],
        goals=[
            Goal("somebody new", "new-people", "month", date(2026, 11, 30), 1, 2, 1, 40),
            Goal("begin", "outreach", "week", date(2026, 11, 29), 6, 5, 6, 40),
            Goal("stay close", "reached", "quarter", date(2026, 12, 31), 62.5, 80, 5, 8),
        ],
        jobs=[
            JobChange(
                "lin@example.com",
                "Lin Wei",
                Job("Editor", "Old Press"),
                Job("Publisher", "New Press"),
                at(2026, 11, 20),
            )
        ],
        problems=[
            "Account home, last read on 12 November: the login has expired: run `syncd auth home`",
            "2 mails or events can’t be read (no readable author): syncd doctor lists them",
        ],
        now=NOW,
        zone=ZONE,
        name="Ada Example",
    )
