"""Rules, budget and reconcile against a sink, through everything a user, a crash and a second machine can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.budget import choose
from rules.engine import evaluate
from rules.schema import Rule, RuleSet
from rules.settings import FirstMeeting, KeepInTouch, OneSided
from syncd.dates import Duration, iso_week, local_day
from syncd.model import LIVE, Contact, Direction, Doing, FollowUp, Kind, Person, Plan, State, Status, Tie
from syncd.reconcile import reconcile
from syncd.settings import Who
from tests.simulators.memory_sink import MemorySink

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORKDAYS = frozenset(range(5))
PEOPLE = ("ada@x.example", "bob@x.example", "cyd@x.example", "dan@x.example")
PER_WEEK, MAX_OPEN = 3, 3


@dataclass
class Memory:
    """The log of one machine."""

    followups: dict[str, FollowUp] = field(default_factory=dict)
    over: dict[str, State] = field(default_factory=dict)  # key → state in which it was first settled

    def save(self, followup: FollowUp) -> None:
        self.followups[followup.key] = replace(followup, id=followup.id or len(self.followups) + 1)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


class World(RuleBasedStateMachine):
    """Two machines share accounts, rules and one sink; the user does as users do."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.sink = MemorySink("cal")
        self.kind = "task"
        self.machines = [Memory(), Memory()]
        self.contacts: dict[str, list[Contact]] = {person: [] for person in PEOPLE}
        self.muted: set[str] = set()
        self.every = Duration(10, "d")
        self.title = "Write to {name}, silent for {days} days"
        self.priorities = [5, 4]
        self.present = [True, True, True]
        self.words: dict[str, str] = {}  # sink reference → the user's own title

    @initialize(kind=st.sampled_from(["task", "event"]), ages=st.lists(st.integers(1, 30), min_size=4, max_size=4))
    def begin(self, kind: str, ages: list[int]) -> None:
        self.kind = kind
        for person, age in zip(PEOPLE, ages, strict=True):
            self._add(
                person, self.now - timedelta(days=age), Kind.MEETING if age % 2 else Kind.EMAIL, Direction.OUTBOUND
            )

    # ------------------------------------------------------------ what the world does

    @rule(hours=st.integers(1, 500))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(hours=st.integers(1, 200))
    def the_clock_is_set_back(self, hours: int) -> None:
        self.now -= timedelta(hours=hours)

    @rule(
        person=st.sampled_from(PEOPLE),
        kind=st.sampled_from([Kind.EMAIL, Kind.MEETING]),
        direction=st.sampled_from(list(Direction)),
        ago=st.integers(0, 72),
    )
    def contact(self, person: str, kind: Kind, direction: Direction, ago: int) -> None:
        self._add(person, self.now - timedelta(hours=ago), kind, direction)

    @rule(
        every=st.sampled_from(["3d", "10d", "30d"]),
        title=st.sampled_from(["Call {name}", "Write to {name}, silent for {days} days"]),
        priorities=st.permutations([5, 4]),
        present=st.lists(st.booleans(), min_size=3, max_size=3),
    )
    def the_rules_are_edited(self, every: str, title: str, priorities: list[int], present: list[bool]) -> None:
        self.every, self.title, self.priorities = Duration.parse(every), title, priorities
        self.present = present

    @rule(person=st.sampled_from(PEOPLE))
    def mute_or_unmute(self, person: str) -> None:
        self.muted ^= {person}

    # ------------------------------------------------------------ what the user does in the sink

    def _items(self) -> list[str]:
        return sorted(self.sink.items)

    @precondition(lambda self: self.sink.items)
    @rule(data=st.data())
    def tick(self, data: st.DataObject) -> None:
        self.sink.change(data.draw(st.sampled_from(self._items())), ticked=True)

    @precondition(lambda self: self.sink.items)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        ref = data.draw(st.sampled_from(self._items()))
        del self.sink.items[ref]
        self.words.pop(ref, None)

    @precondition(lambda self: self.sink.items)
    @rule(data=st.data(), days=st.integers(-5, 20))
    def move(self, data: st.DataObject, days: int) -> None:
        ref = data.draw(st.sampled_from(self._items()))
        self.sink.change(ref, day=(self.now + timedelta(days=days)).date())

    @precondition(lambda self: self.sink.items)
    @rule(data=st.data(), title=st.sampled_from(["Ask about the map", "Lunch?"]))
    def reword(self, data: st.DataObject, title: str) -> None:
        ref = data.draw(st.sampled_from(self._items()))
        self.sink.change(ref, title=title)
        self.words[ref] = title

    @rule()
    def empty_the_sink(self) -> None:
        self.sink.items.clear()
        self.words.clear()

    # ------------------------------------------------------------ what syncd does

    @rule(machine=st.integers(0, 1))
    def forget_everything(self, machine: int) -> None:
        self.machines[machine] = Memory()

    @rule(machine=st.integers(0, 1), accept_empty=st.booleans())
    def run(self, machine: int, accept_empty: bool) -> None:
        memory = self.machines[machine]
        plan = self._plan(memory, accept_empty)
        for doing in plan.doings:
            self._carry_out(memory, doing)
        self._check_after(memory, plan)
        again = self._plan(memory, accept_empty)
        assert again.doings == (), "a second run without any change has nothing to do"
        assert again.suspect == plan.suspect

    @rule(machine=st.integers(0, 1), step=st.integers(0, 4), written=st.booleans())
    def crash_in_a_run(self, machine: int, step: int, written: bool) -> None:
        """Between intent and write, or between write and outcome (which is what a lost reply looks like)."""
        memory = self.machines[machine]
        doings = self._plan(memory, False).doings
        for doing in doings[:step]:
            self._carry_out(memory, doing)
        for doing in doings[step : step + 1]:
            self._intend(memory, doing)
            if written:
                self._write(doing)

    def _carry_out(self, memory: Memory, doing: Doing) -> None:
        self._intend(memory, doing)
        self._write(doing)
        memory.save(doing.followup)

    def _intend(self, memory: Memory, doing: Doing) -> None:
        state = State.PLANNED if doing.action == "create" else doing.followup.state
        if doing.action == "create":
            assert doing.followup.key not in memory.over, "what is over never comes back"
        writes = doing.task is not None or doing.action in ("complete", "remove")
        memory.save(replace(doing.followup, state=state, pending=doing.action if writes else ""))

    def _write(self, doing: Doing) -> None:
        if doing.action == "create" and doing.task:
            self.sink.create(doing.task)
        elif doing.action in ("update", "snooze") and doing.task and doing.found:
            self.sink.update(doing.task, doing.found)
        elif doing.action == "complete" and doing.found:
            self.sink.complete(doing.found)
        elif doing.action == "remove" and doing.found:
            self.sink.remove(doing.found)

    def _plan(self, memory: Memory, accept_empty: bool) -> Plan:
        ties = {person: self._tie(person) for person in PEOPLE}
        log = list(memory.followups.values())
        rules = RuleSet(tuple(r for r, there in zip(self._rules(), self.present, strict=True) if there))
        outcome = evaluate(rules, ties, (), self.now, UTC, WORKDAYS, remembered=log)
        return reconcile(
            outcome.wanted,
            outcome.held,
            log,
            self.sink.tasks(),
            ties,
            person_of=str,
            now=self.now,
            zone=UTC,
            workdays=WORKDAYS,
            at=time(9),
            kind=self.kind,
            sink_name="cal",
            budget=partial(
                choose, already_held=outcome.held, per_week=PER_WEEK, max_open=MAX_OPEN, now=self.now, zone=UTC
            ),
            accept_empty=accept_empty,
        )

    def _rules(self) -> Sequence[Rule]:
        first, second = self.priorities
        return (
            Rule("keep", "keep-in-touch", Who(), self.title, first, KeepInTouch(self.every, Duration(2, "d"))),
            Rule("met", "first-meeting", Who(), "Thank {name}", second, FirstMeeting()),
            Rule("quiet", "one-sided", Who(), "", 5, OneSided(3, Duration(20, "d"))),
        )

    # ------------------------------------------------------------ what must always hold

    def _check_after(self, memory: Memory, plan: Plan) -> None:
        # L4: what was raised later than now waits until the clock has caught up
        known = [f for f in memory.followups.values() if f.raised <= seconds(self.now)]
        if plan.suspect:
            assert plan.doings == ()
            return
        live = [f for f in known if f.state in LIVE]
        assert len({f.person for f in live}) == len(live), "at most one open follow-up per person"
        assert not any(f.pending for f in known), "no intent is left open"
        if any(d.action == "create" and d.followup.raised == seconds(self.now) for d in plan.doings):
            weeks = [iso_week(local_day(f.raised, UTC)) for f in memory.followups.values()]
            assert len(live) <= MAX_OPEN
            assert weeks.count(iso_week(self.now.date())) <= PER_WEEK

    @invariant()
    def over_stays_over(self) -> None:
        for memory in self.machines:
            for key, followup in memory.followups.items():
                if key in memory.over:
                    assert followup.state is memory.over[key]
                elif followup.state not in LIVE and followup.state is not State.EXPIRED:  # S4 may bring it back
                    memory.over[key] = followup.state

    @invariant()
    def the_users_words_stand(self) -> None:
        for ref, title in self.words.items():
            assert self.sink.items[ref].title == title

    @invariant()
    def one_item_for_one_key(self) -> None:
        keys = [item.key for item in self.sink.items.values()]
        assert len(set(keys)) == len(keys)

    # ------------------------------------------------------------ facts

    def _add(self, person: str, moment: datetime, kind: Kind, direction: Direction) -> None:
        number = sum(map(len, self.contacts.values()))
        heading = None if kind is Kind.MEETING else direction
        self.contacts[person].append(Contact(f"<{number}>", seconds(moment), kind, heading, f"Re: {number}", "work"))

    def _tie(self, person: str) -> Tie:
        known = sorted((c for c in self.contacts[person] if c.at <= seconds(self.now)), key=lambda c: (c.at, c.uid))
        out = [c for c in known if c.direction is Direction.OUTBOUND]
        into = [c for c in known if c.direction is Direction.INBOUND]
        met = [c for c in known if c.kind is Kind.MEETING]
        answered = max((c.at for c in (*into, *met)), default=0)
        return Tie(
            Person(
                person, person[:3].title(), (person,), status=Status.MUTED if person in self.muted else Status.ACTIVE
            ),
            is_person=bool(known),
            last_contact=known[-1] if known else None,
            last_inbound=into[-1] if into else None,
            last_outbound=out[-1] if out else None,
            first_meeting=met[0] if met else None,
            last_meeting=met[-1] if met else None,
            unanswered=sum(c.at > answered for c in out),
        )


World.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestWorld = World.TestCase
