"""The examples of the rules file, run: does each rule do what its author says it does?"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo

from rules.engine import Judge
from rules.said import REQUEST, Ask, Said
from rules.said import Promise as Promised
from rules.schema import BUILT, Example, Rule, RuleSet
from rules.settings import AwaitingReply, Drifting, Promise, ReplyOwed, Revive
from rules.threads.letter import ME, Letter, Names
from rules.threads.standing import Standing, standings
from syncd.model import Contact, Direction, Heyday, Kind, Person, Tie
from syncd.settings import Who

_PERSON = Person("example@example.org", "Example Person", ("example@example.org",))
_NAMES = Names(of=lambda _: frozenset(), shown=str)


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """How one example went. `expected` and `got` are ``due YYYY-MM-DD``, ``held`` or ``nothing``."""

    rule: str
    example: Example
    passed: bool
    expected: str
    got: str
    because: str


def run_examples(rules: RuleSet, workdays: AbstractSet[int], zone: tzinfo) -> list[ExampleResult]:
    """Runs every example of every rule whose kind is built, in the order of the files, for somebody who fits."""
    return [
        _run(rule, example, workdays, zone) for rule in rules.rules if rule.kind in BUILT for example in rule.examples
    ]


def _run(rule: Rule, example: Example, workdays: AbstractSet[int], zone: tzinfo) -> ExampleResult:
    now = _moment(example.now, time(18), zone)
    alone = RuleSet((replace(rule, who=Who(), people_only=False),))
    judge = Judge(alone, (), now, zone, workdays, standings=_standings(rule, example, zone))
    verdict = judge.verdicts(_tie(rule, example, zone))[0]
    expected = "held" if example.held else f"due {example.expect}" if example.expect else "nothing"
    got = "nothing"
    if verdict.fires:
        got = "held" if rule.kind == "one-sided" else f"due {verdict.due}"
    return ExampleResult(rule.name, example, expected == got, expected, got, verdict.because)


def _tie(rule: Rule, example: Example, zone: tzinfo) -> Tie:
    """What the example says of a person. Of two things on one bare date the meeting comes before the message."""
    met = _contact(example.first_meeting, Kind.MEETING, None, time(10), zone)
    out = _contact(example.last_outbound, Kind.EMAIL, Direction.OUTBOUND, time(12), zone)
    into = _contact(example.last_inbound, Kind.EMAIL, Direction.INBOUND, time(12), zone)
    last = _contact(example.last_contact, Kind.EMAIL, Direction.OUTBOUND, time(12), zone)
    strength = rule.settings.strength_at_least if isinstance(rule.settings, Drifting) else 0.0
    return Tie(
        person=replace(_PERSON, birthday=example.birthday),
        is_person=True,
        last_contact=max((c for c in (last, met, out, into) if c), key=lambda c: c.at, default=None),
        last_inbound=into,
        last_outbound=out,
        first_meeting=met,
        last_meeting=met,
        next_meeting=_contact(example.next_meeting, Kind.MEETING, None, time(20), zone),
        rhythm_days=example.rhythm,
        strength=strength if example.strength is None else example.strength,
        unanswered=example.unanswered or 0,
        heyday=Heyday(5, date.min.toordinal()) if isinstance(rule.settings, Revive) else None,
    )


def _standings(rule: Rule, example: Example, zone: tzinfo) -> dict[str, Standing]:
    """What the example says of a thread with that person, in the order: what began it, what may settle it.

    reply-owed: `last_inbound` asks, `last_outbound` answers. awaiting-reply: `last_outbound` asks, `last_inbound`
    answers. promise: `last_outbound` promises. `last_contact` is a call; of a promise the mail that delivers.
    """
    into = _contact(example.last_inbound, Kind.EMAIL, Direction.INBOUND, time(12), zone)
    out = _contact(example.last_outbound, Kind.EMAIL, Direction.OUTBOUND, time(12), zone)
    later = _contact(example.last_contact, Kind.CALL, Direction.OUTBOUND, time(12), zone)
    asks = Said(asks=(Ask(REQUEST, "the example"),))
    match rule.settings:
        case ReplyOwed():
            letters = [_letter("1", into, asks), _letter("2", out, Said())]
        case AwaitingReply():
            letters = [_letter("1", out, asks), _letter("2", into, Said())]
        case Promise():
            promises = Said(promises=(Promised("the example"),))
            letters = [_letter("1", out, promises), _letter("2", later, Said(delivers=True))]
        case _:
            return {}
    known = [letter for letter in letters if letter is not None]
    return standings(known, _NAMES, {_PERSON.key: [later]} if later is not None else {})


def _letter(number: str, contact: Contact | None, said: Said) -> Letter | None:
    """A mail between the two, whose number is its place among those of the same moment."""
    if contact is None:
        return None
    named = replace(contact, uid=f"example:{number}:{contact.uid}", subject="Example")
    if contact.direction is Direction.INBOUND:
        return Letter(named, _PERSON.key, directly=True, said=said)
    return Letter(named, ME, to=(_PERSON.key,), said=said)


def _contact(
    when: date | datetime | None, kind: Kind, direction: Direction | None, at: time, zone: tzinfo
) -> Contact | None:
    if when is None:
        return None
    instant = int(_moment(when, at, zone).timestamp())
    return Contact(f"example:{kind}:{instant}", instant, kind, direction, "", "")


def _moment(when: date | datetime, at: time, zone: tzinfo) -> datetime:
    """A bare date is that local day, at the time given."""
    if isinstance(when, datetime):
        return when if when.tzinfo else when.replace(tzinfo=zone)
    return datetime.combine(when, at, zone)
