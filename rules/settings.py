"""What each kind of rule can be told (CONTRACT.md §5): its settings as values, and how they are read; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from syncd.dates import Duration
from syncd.problems import listed
from syncd.sections import Section


@dataclass(frozen=True, slots=True)
class KeepInTouch:
    every: Duration
    lead: Duration = field(default=Duration(7, "d"))


@dataclass(frozen=True, slots=True)
class FirstMeeting:
    within: Duration = field(default=Duration(2, "workday"))
    forget: Duration = field(default=Duration(14, "d"))


@dataclass(frozen=True, slots=True)
class ReplyOwed:
    after: Duration = field(default=Duration(2, "workday"))
    forget: Duration = field(default=Duration(30, "d"))


@dataclass(frozen=True, slots=True)
class AwaitingReply:
    after: Duration = field(default=Duration(5, "workday"))
    forget: Duration = field(default=Duration(30, "d"))
    max_nudges: int = 1


@dataclass(frozen=True, slots=True)
class Promise:
    after: Duration = field(default=Duration(3, "workday"))
    forget: Duration = field(default=Duration(60, "d"))
    suggested: bool = True


@dataclass(frozen=True, slots=True)
class Drifting:
    factor: float = 2.5
    at_least: Duration = field(default=Duration(30, "d"))
    strength_at_least: float = 2.0


@dataclass(frozen=True, slots=True)
class Revive:
    silent: Duration = field(default=Duration(2, "y"))


@dataclass(frozen=True, slots=True)
class Occasion:
    lead: Duration = field(default=Duration(3, "d"))


@dataclass(frozen=True, slots=True)
class OneSided:
    count: int = 2
    pause: Duration = field(default=Duration(90, "d"))


@dataclass(frozen=True, slots=True)
class Introduce:
    per_week: int = 1


@dataclass(frozen=True, slots=True)
class Goal:
    """`what`: "new-people" and "outreach" are counted, "reached" is a share of `who` in percent; `per` a period."""

    what: str
    at_least: float
    per: str = "month"  # week | month | quarter | year


KindSettings = (
    KeepInTouch
    | FirstMeeting
    | ReplyOwed
    | AwaitingReply
    | Promise
    | Drifting
    | Revive
    | Occasion
    | OneSided
    | Introduce
    | Goal
)


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class KindOfRule:
    """How rules of one kind are written. `title` is the default; `example` the facts its [[rule.example]] may have."""

    settings: type[KindSettings]
    title: str
    read: Callable[[Section], KindSettings]
    example: tuple[str, ...] = ("last_contact",)

    @property
    def keys(self) -> tuple[str, ...]:
        """The settings a rule of this kind may have."""
        return tuple(each.name for each in fields(self.settings))


def _keep_in_touch(section: Section) -> KeepInTouch:
    default = KeepInTouch(Duration(30, "d"))
    every = section.duration("every", default.every, required='expected how often, like every = "30d"')
    return KeepInTouch(every, section.duration("lead", default.lead, least=0))


def _first_meeting(section: Section) -> FirstMeeting:
    default = FirstMeeting()
    return FirstMeeting(section.duration("within", default.within, least=0), section.duration("forget", default.forget))


def _reply_owed(section: Section) -> ReplyOwed:
    default = ReplyOwed()
    return ReplyOwed(section.duration("after", default.after, least=0), section.duration("forget", default.forget))


def _awaiting_reply(section: Section) -> AwaitingReply:
    default = AwaitingReply()
    return AwaitingReply(
        section.duration("after", default.after, least=0),
        section.duration("forget", default.forget),
        section.number("max_nudges", default.max_nudges, 1, 100),
    )


def _promise(section: Section) -> Promise:
    default = Promise()
    return Promise(
        section.duration("after", default.after, least=0),
        section.duration("forget", default.forget),
        section.flag("suggested", default.suggested),
    )


def _drifting(section: Section) -> Drifting:
    default = Drifting()
    return Drifting(
        section.real("factor", default.factor, 1, 1000),
        section.duration("at_least", default.at_least),
        section.real("strength_at_least", default.strength_at_least, 0, 100_000),
    )


def _revive(section: Section) -> Revive:
    return Revive(section.duration("silent", Revive().silent))


def _occasion(section: Section) -> Occasion:
    return Occasion(section.duration("lead", Occasion().lead, least=0))


def _one_sided(section: Section) -> OneSided:
    default = OneSided()
    return OneSided(section.number("count", default.count, 1, 100), section.duration("pause", default.pause))


def _introduce(section: Section) -> Introduce:
    return Introduce(section.number("per_week", Introduce().per_week, 0, 100))


def _goal(section: Section) -> Goal:
    choices = ("new-people", "reached", "outreach")
    what = section.text("what", choices=choices, required=f"expected one of {listed(choices)}")
    if "at_least" not in section:
        section.missing("at_least", 'expected the number to reach (for what = "reached" a share in percent)')
    at_least = section.real("at_least", 1, 0, 100 if what == "reached" else 100_000)
    return Goal(what, at_least, section.text("per", "month", choices=("week", "month", "quarter", "year")))


_MAIL = ("last_contact", "last_inbound", "last_outbound")
BY_KIND: Mapping[str, KindOfRule] = {
    "keep-in-touch": KindOfRule(KeepInTouch, "Write to {name}", _keep_in_touch, ("last_contact", "next_meeting")),
    "first-meeting": KindOfRule(
        FirstMeeting, "Write to {name}, whom you just met", _first_meeting, ("first_meeting", "last_outbound")
    ),
    "reply-owed": KindOfRule(ReplyOwed, "Answer {name}: {topic}", _reply_owed, _MAIL),
    "awaiting-reply": KindOfRule(AwaitingReply, "Ask {name} again: {topic}", _awaiting_reply, _MAIL),
    "promise": KindOfRule(Promise, "Keep your word to {name}: {topic}", _promise, _MAIL),
    "drifting": KindOfRule(
        Drifting, "Get back in touch with {name}", _drifting, ("last_contact", "rhythm", "strength")
    ),
    "revive": KindOfRule(Revive, "Say hello to {name} again", _revive),
    "occasion": KindOfRule(Occasion, "Congratulate {name}", _occasion, ("birthday",)),
    "one-sided": KindOfRule(OneSided, "Leave {name} in peace", _one_sided, ("unanswered", "last_outbound")),
    "introduce": KindOfRule(Introduce, "Introduce {name}", _introduce),
    "goal": KindOfRule(Goal, "{reason}", _goal, ()),
}
