"""Work and first meetings by imported address books, and where what is shown comes from. I am Ada."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from syncd.careers import Career, Job, JobChange, career_of, job_changes
from syncd.model import Card, CardRow, Facts, Person
from syncd.provenance import Provenance, provenance
from syncd.settings import PersonEntry, Settings
from tests.syncd.worlds import ALAN, GRACE, ME, World, settings

LINKEDIN = "linkedin:ghopper"
NAVY, ACADEMY = Job("Admiral", "Navy"), Job("Teacher", "Academy")


def card(*addresses: str, job: Job = NAVY, **more: object) -> Card:
    return Card(addresses, "Grace Hopper", position=job.position, company=job.company, **more)  # type: ignore[arg-type]  # fields of Card


@dataclass
class Books(World):
    """A world with address books."""

    cards: list[CardRow] = field(default_factory=list)

    @property
    def facts(self) -> Facts:
        return replace(super().facts, cards=self.cards)


def books(*cards: CardRow, config: Settings | None = None) -> Books:
    return Books(settings=config or settings(), cards=list(cards))


CHANGED = CardRow("import:linkedin", card(LINKEDIN, GRACE, job=ACADEMY, link="https://x"), card(LINKEDIN), 500)


def test_a_changed_job_is_told_once_with_what_it_was() -> None:
    """Given a card whose job changed at 500, when asked since 499, then it is told; since 500 no more."""
    world = books(CHANGED)
    expected = JobChange(GRACE, "Grace Hopper", NAVY, ACADEMY, 500, "https://x")
    assert job_changes(world.facts, world.directory, 499) == [expected]
    assert job_changes(world.facts, world.directory, 500) == []


def test_what_is_no_new_job() -> None:
    """Given a card that is new, or changed in its name, or named a job for the first time, or left it out, or is mine,
    or of an ignored person, then there is no change of job.
    """
    cards = [
        CardRow("a", card(GRACE)),
        CardRow("a", card("b@x"), replace(card("b@x"), name="G. Hopper"), 500),
        CardRow("a", card("c@x"), card("c@x", job=Job()), 500),
        CardRow("a", card("d@x", job=Job()), card("d@x"), 500),
        CardRow("a", card(ME, job=ACADEMY), card(ME), 500),
        CardRow("a", card(ALAN, job=ACADEMY), card(ALAN), 500),
    ]
    world = books(*cards, config=settings(people=[PersonEntry((ALAN,), status="ignored")]))
    assert job_changes(world.facts, world.directory, 0) == []


def test_one_change_a_person_the_latest_first() -> None:
    """Given two changes of one person and one of another, then one each, the latest first."""
    other = CardRow("book", card(GRACE, job=NAVY), card(GRACE, job=ACADEMY), 700)
    third = CardRow("book", card(ALAN, job=NAVY), card(ALAN, job=ACADEMY), 900)
    world = books(CHANGED, other, third)
    assert [(one.person, one.changed) for one in job_changes(world.facts, world.directory, 0)] == [
        (ALAN, 900),
        (GRACE, 700),
    ]


def test_the_earliest_meeting_and_the_last_changed_job_are_shown() -> None:
    """Given two cards of one person, then the earliest day of meeting, and the job that changed last; met is no
    contact.
    """
    older = CardRow("book", card(GRACE, met=date(2020, 1, 1)))
    world = books(replaced(CHANGED, met=date(2024, 3, 5)), older)
    change = JobChange(GRACE, "Grace Hopper", NAVY, ACADEMY, 500, "https://x")
    expected = Career(ACADEMY, change, date(2020, 1, 1), "book", "import:linkedin")
    assert career_of((GRACE, LINKEDIN), world.facts, world.directory) == expected
    assert (world.tie().is_person, world.tie().last_contact, world.tie().first_meeting) == (True, None, None)
    assert career_of((ALAN,), world.facts, world.directory) == Career()


def replaced(row: CardRow, **more: object) -> CardRow:
    return row._replace(card=replace(row.card, **more))  # type: ignore[arg-type]  # fields of Card


def origins(world: Books, key: str = GRACE) -> tuple[Person, Provenance]:
    person = world.directory.people[key]
    return person, provenance(person, world.facts, world.directory, world.settings)


def test_mail_is_where_things_come_from_if_nobody_says_otherwise() -> None:
    """Given a name met in mail, a tag and a mute of mine, then the name is from mail and the rest from me."""
    world = books()
    world.mail(GRACE, ME)
    world.name(GRACE, "Grace Hopper")
    world.curate("tag", GRACE, "pioneer")
    world.curate("mute", GRACE)
    _, found = origins(world)
    assert found == Provenance(name="mail", status="you", tags={"pioneer": "you"})


def test_the_config_wins_and_is_shown_as_such() -> None:
    """Given config, card and command each say something, then the config's name, birthday and status hold and are its
    own; of equal tags the config's.
    """
    entry = PersonEntry((GRACE, "g@x.example"), name="Amazing Grace", tags=("Navy",), birthday="12-09", status="muted")
    world = books(
        CardRow("book", card(GRACE, LINKEDIN, birthday="1906-12-10", tags=("navy", "math"))),
        config=settings(people=[entry]),
    )
    world.curate("unmute", GRACE)
    world.curate("tag", GRACE, "friend")
    world.curate("merge", GRACE, ALAN)
    person, found = origins(world, ALAN)
    assert (person.name, person.birthday, person.status.value) == ("Amazing Grace", "12-09", "muted")
    assert found == Provenance(
        name="config",
        birthday="config",
        status="config",
        tags={"Navy": "config", "friend": "you", "math": "import"},
        addresses={GRACE: "config", "g@x.example": "config", LINKEDIN: "import", ALAN: "you"},
    )


def test_an_import_is_shown_as_such() -> None:
    """Given only a card, then its name, birthday and tags are from an import."""
    world = books(CardRow("book", card(GRACE, birthday="12-09", tags=("math",))))
    _, found = origins(world)
    assert found == Provenance(name="import", birthday="import", tags={"math": "import"})
