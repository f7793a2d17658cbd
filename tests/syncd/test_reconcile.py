"""Every row of the decision table of `syncd.reconcile`, as an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from rules.budget import choose
from syncd.model import (
    Contact,
    Direction,
    Doing,
    Evidence,
    FollowUp,
    Found,
    Held,
    Kind,
    Person,
    Plan,
    State,
    Status,
    Tie,
    Wanted,
)
from syncd.reconcile import followup_key, reconcile

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
INSTANT = int(NOW.timestamp())
DAY = 86_400
WORKDAYS = frozenset(range(5))
ADA, BOB = "ada@x.example", "bob@x.example"
KEY = followup_key("mentors", ADA, "<1>")


def wanted(person: str = ADA, **values: object) -> Wanted:
    base = Wanted(
        rule="mentors",
        rule_kind="keep-in-touch",
        person=person,
        addresses=(person,),
        name="Ada",
        cycle="<1>",
        due=date(2026, 3, 2),
        priority=5,
        title="Write to Ada",
        reason="it is time",
        notes="Rule: mentors",
    )
    return replace(base, **values)  # type: ignore[arg-type]  # any field


def remembered(person: str = ADA, **values: object) -> FollowUp:
    base = FollowUp(
        id=1,
        key=followup_key("mentors", person, "<1>"),
        rule="mentors",
        rule_kind="keep-in-touch",
        person=person,
        name="Ada",
        cycle="<1>",
        due=date(2026, 3, 2),
        date=date(2026, 3, 3),
        priority=5,
        title="Write to Ada",
        reason="it is time",
        notes="Rule: mentors",
        state=State.OPEN,
        raised=INSTANT - DAY,
        sink="cal",
    )
    return replace(base, **values)  # type: ignore[arg-type]  # any field


def item(key: str = KEY, **values: object) -> Found:
    return replace(Found(key, "Write to Ada", date(2026, 3, 3), done=False, ref="r1"), **values)  # type: ignore[arg-type]  # any field


OTHER = item("otherkey", done=True, ref="r9")  # something of ours that shows the sink is not empty


def tie(person: str = ADA, contact: int | None = None, kind: Kind = Kind.EMAIL, **values: object) -> Tie:
    base = Tie(Person(person, "Ada", (person,)), is_person=True)
    if contact is not None:
        direction = None if kind is Kind.MEETING else Direction.INBOUND
        last = Contact("<2>", contact, kind, direction, "", "")
        base = replace(base, last_contact=last)
        base = replace(base, last_meeting=last) if kind is Kind.MEETING else replace(base, last_inbound=last)
    return replace(base, **values)  # type: ignore[arg-type]  # any field


def plan(
    asked: Sequence[Wanted] = (),
    log: Sequence[FollowUp] = (),
    sink: Sequence[Found] | None = (),
    *,
    ties: Sequence[Tie] | None = None,
    held: Sequence[Held] = (),
    kind: str = "task",
    sink_name: str = "cal",
    accept_empty: bool = False,
    same: Mapping[str, str] | None = None,
    now: datetime = NOW,
) -> Plan:
    names = same or {}
    return reconcile(
        asked,
        held,
        log,
        sink,
        {t.person.key: t for t in (ties if ties is not None else [tie()])},
        person_of=lambda address: names.get(address, address),
        now=now,
        zone=UTC,
        workdays=WORKDAYS,
        at=time(9),
        kind=kind,
        sink_name=sink_name,
        accept_empty=accept_empty,
    )


def only(result: Plan) -> Doing:
    assert not result.suspect
    assert len(result.doings) == 1
    return result.doings[0]


WROTE = tie(contact=INSTANT - 60)


@dataclass(frozen=True)
class Row:
    """One case: what is wanted, remembered and found → action and state afterwards (None: no doing at all)."""

    name: str
    wanted: Wanted | None
    remembered: FollowUp | None
    found: Sequence[Found] | None
    action: str | None
    state: State | None = None
    tie: Tie | None = None
    kind: str = "task"
    held: str = ""
    sink: str = "cal"


W, R = wanted(), remembered()
AHEAD = date(2026, 3, 9)
ROWS = [
    Row("A1 found, not remembered: adopted", W, None, [item()], "none", State.OPEN),
    Row("A1 found done, not remembered", W, None, [item(done=True)], "none", State.DONE),
    Row("A1 found moved, not remembered", W, None, [item(moved=True, date=AHEAD)], "snooze", State.SNOOZED),
    Row("A1 found reworded, not remembered", W, None, [item(reworded=True, title="Mine")], "none", State.OPEN),
    Row("A1 held back but found", W, None, [item()], "none", State.OPEN, held="per_week"),
    Row("A2 wanted, not found", W, None, [], "create", State.OPEN),
    Row("A2 wanted, sink not read", W, None, None, "create", State.OPEN),
    Row("A2 wanted, no sink", W, None, None, "create", State.OPEN, sink=""),
    Row("A3 held back, not found", W, None, [], None, held="max_open"),
    Row("A4 found, nobody knows it", None, None, [item()], None),
    Row("A4 nothing at all", None, None, [], None),
    Row("L1 ticked", W, R, [item(done=True)], "none", State.DONE),
    Row("L1 ticked, after contact", W, R, [item(done=True)], "none", State.DONE, WROTE),
    Row("L1 completed by another machine", W, R, [item(done=True, closed_by_us=True)], "none", State.CONTACTED, WROTE),
    Row("L1 completed elsewhere, no contact", W, R, [item(done=True, closed_by_us=True)], "none", State.DONE),
    Row("L2 contact, task", W, R, [item()], "complete", State.CONTACTED, WROTE),
    Row("L2 contact, no longer wanted", None, R, [item()], "complete", State.CONTACTED, WROTE),
    Row("L2 contact, merely moved", None, R, [item(moved=True, date=AHEAD)], "complete", State.CONTACTED, WROTE),
    Row("L2 contact, event behind", W, R, [item()], "complete", State.CONTACTED, WROTE, "event"),
    Row("L2 contact, event today", W, R, [item(date=TODAY)], "remove", State.CONTACTED, WROTE, "event"),
    Row("L2 contact, event ahead", W, R, [item(date=AHEAD)], "remove", State.CONTACTED, WROTE, "event"),
    Row("L2 contact, reworded", W, R, [item(reworded=True)], "none", State.CONTACTED, WROTE),
    Row("L2 contact, not found", W, R, [OTHER], "none", State.CONTACTED, WROTE),
    Row("L2 contact, the only one, sink empty", W, R, [], "none", State.CONTACTED, WROTE),
    Row("L2 contact, sink not read", W, R, None, "complete", State.CONTACTED, WROTE),
    Row("L2 contact, no sink", W, replace(R, sink=""), None, "none", State.CONTACTED, WROTE, sink=""),
    Row("L2 contact, never written", W, replace(R, pending="create"), [], "none", State.CONTACTED, WROTE),
    Row("L2 contact before it was raised", W, R, [item()], None, None, tie(contact=INSTANT - 2 * DAY)),
    Row("L3 deleted", W, R, [OTHER], "none", State.DISMISSED),
    Row("L3 deleted while snoozed", W, replace(R, state=State.SNOOZED), [OTHER], "none", State.DISMISSED),
    Row("L3 sink not read: nothing is missing", W, R, None, None),
    Row("L4 raised after now, unwanted", None, replace(R, raised=INSTANT + DAY), [item()], None),
    Row("L4 raised after now, ticked", None, replace(R, raised=INSTANT + DAY), [item(done=True)], "none", State.DONE),
    Row(
        "L5 contact from before it was raised, synced late",
        None,
        replace(R, evidence=(Evidence("old@x", INSTANT - 40 * DAY, "s"),)),
        [item()],
        "complete",
        State.CONTACTED,
        tie(contact=INSTANT - 2 * DAY),
    ),
    Row("L5 rule gone", None, R, [item()], "remove", State.EXPIRED),
    Row("L5 rule gone, reworded", None, R, [item(reworded=True)], "none", State.EXPIRED),
    Row("L5 rule gone, never written", None, replace(R, state=State.PLANNED), [], "none", State.EXPIRED),
    Row("L5 rule gone, sink not read", None, R, None, "remove", State.EXPIRED),
    Row("L5 forgotten, but put off", None, replace(R, state=State.SNOOZED, date=AHEAD), [item(date=AHEAD)], None),
    Row(
        "L5 put off, its day has passed",
        None,
        replace(R, state=State.SNOOZED),
        [item(moved=True)],
        "remove",
        State.EXPIRED,
    ),
    Row(
        "L5 put off, then muted",
        None,
        replace(R, state=State.SNOOZED, date=AHEAD),
        [item(moved=True, date=AHEAD)],
        "remove",
        State.EXPIRED,
        replace(tie(), person=replace(tie().person, status=Status.MUTED)),
    ),
    Row(
        "L5 put off, then moved back into the past",
        None,
        replace(R, state=State.SNOOZED, date=AHEAD),
        [item(moved=True, date=date(2026, 3, 2))],
        "remove",
        State.EXPIRED,
    ),
    Row(
        "L5 brought to today by another machine",
        None,
        replace(R, date=AHEAD),
        [item(date=TODAY)],
        "remove",
        State.EXPIRED,
    ),
    Row("L5 put off by another machine", None, R, [item(date=AHEAD)], "snooze", State.SNOOZED),
    Row("L10 put off by another machine", W, R, [item(date=AHEAD)], "snooze", State.SNOOZED),
    Row("L5 two open for one person", W, R, [item()], "remove", State.EXPIRED, held="one-per-person"),
    Row("L5 open and held by the budget: stays", W, R, [item()], None, held="per_week"),
    Row("L5 open and one-sided: stays", W, R, [item()], None, held="one-sided"),
    Row("L6 crashed before the write", W, replace(R, state=State.PLANNED), [], "create", State.OPEN),
    Row("L6 crashed after the write", W, replace(R, state=State.PLANNED), [item()], "none", State.OPEN),
    Row("L6 reply lost", W, replace(R, pending="create"), [item()], "none", State.OPEN),
    Row("L7 written to another sink", W, replace(R, sink="old"), [], "create", State.OPEN),
    Row("L7 kept without a sink before", W, replace(R, sink=""), [], "create", State.OPEN),
    Row("L7 the sink was renamed", W, replace(R, sink="old"), [item()], "none", State.OPEN),
    Row("L8 reworded", W, R, [item(reworded=True, title="Ask Ada for the map")], "none", State.OPEN),
    Row("L9 title edited in the rules", wanted(title="Call Ada"), R, [item()], "update", State.OPEN),
    Row("L9 notes changed", wanted(notes="Rule: mentors\nmore"), R, [item()], "update", State.OPEN),
    Row("L9 priority changed", wanted(priority=1), R, [item()], "update", State.OPEN),
    Row("L9 edited rules, reworded task", wanted(title="Call Ada"), R, [item(reworded=True)], "none", State.OPEN),
    Row("L9 update not finished", W, replace(R, pending="update"), [item()], "update", State.OPEN),
    Row("L10 moved ahead", W, R, [item(moved=True, date=AHEAD)], "snooze", State.SNOOZED),
    Row("L10 moved to today", W, R, [item(moved=True, date=TODAY)], "snooze", State.OPEN),
    Row("L10 moved and reworded", W, R, [item(moved=True, reworded=True, date=AHEAD)], "snooze", State.SNOOZED),
    Row("L10 its date was taken away", W, R, [item(moved=True, date=None)], None),
    Row(
        "L11 snooze not finished",
        W,
        replace(R, state=State.SNOOZED, date=AHEAD, pending="snooze"),
        [item()],
        "snooze",
        State.SNOOZED,
    ),
    Row(
        "L11 snoozed by mail to a day that went by",
        W,
        replace(R, state=State.SNOOZED, date=TODAY - timedelta(days=9), pending="snooze"),
        [item()],
        "snooze",
        State.SNOOZED,
    ),
    Row(
        "L11 snooze was finished",
        W,
        replace(R, state=State.SNOOZED, date=AHEAD, pending="snooze"),
        [item(date=AHEAD)],
        "none",
        State.SNOOZED,
    ),
    Row("L12 due changed", wanted(due=date(2026, 3, 1)), R, [item()], "none", State.OPEN),
    Row("L12 nothing new", W, R, [item()], None),
    Row("L12 nothing new, no sink", W, replace(R, sink=""), None, None, sink=""),
    *(
        Row(f"S3 {state} and wanted", W, replace(R, state=state, settled=INSTANT - 60), found, None)
        for state in (State.DONE, State.DISMISSED, State.CONTACTED)
        for found in ([], [item()], [item(done=True)], None)
    ),
    Row("S4 expired, kept again", W, replace(R, state=State.EXPIRED, settled=INSTANT - 60), [], "create", State.OPEN),
    Row(
        "S4 expired, kept again, still there", W, replace(R, state=State.EXPIRED, settled=INSTANT - 60), [item()], None
    ),
    Row("S4 expired, not wanted", None, replace(R, state=State.EXPIRED, settled=INSTANT - 60), [], None),
    Row("S1 complete again", W, replace(R, state=State.CONTACTED, pending="complete"), [item()], "complete"),
    Row("S1 remove again", None, replace(R, state=State.EXPIRED, pending="remove"), [item()], "remove"),
    Row("S1 reworded since", None, replace(R, state=State.EXPIRED, pending="remove"), [item(reworded=True)], "none"),
    Row(
        "S1 dismissed by mail, reworded since",
        W,
        replace(R, state=State.DISMISSED, pending="remove"),
        [item(reworded=True)],
        "none",
    ),
    Row("S2 completed meanwhile", W, replace(R, state=State.DONE, pending="complete"), [item(done=True)], "none"),
    Row("S2 gone meanwhile", W, replace(R, state=State.DONE, pending="complete"), [], "none"),
    Row("S2 no sink any more", W, replace(R, state=State.DONE, pending="complete"), None, "none", sink=""),
    Row("S2 sink not read: later", W, replace(R, state=State.DONE, pending="complete"), None, None),
]


def decide(row: Row, log: FollowUp | None, found: Sequence[Found] | None) -> Plan:
    return plan(
        [row.wanted] if row.wanted and not row.held else [],
        [log] if log else [],
        found,
        ties=[row.tie or tie()],
        held=[Held(row.wanted, row.held)] if row.wanted and row.held else [],
        kind=row.kind,
        sink_name=row.sink,
    )


def carried_out(doing: Doing, found: Sequence[Found]) -> list[Found]:
    """What the sink shows once the doing is done."""
    rest = [f for f in found if f.key != doing.followup.key]
    if doing.action == "complete" and doing.found is not None:
        return [*rest, replace(doing.found, done=True, closed_by_us=True)]
    if doing.task is not None:
        return [*rest, item(doing.task.key, title=doing.task.title, date=doing.task.date)]
    return rest if doing.action == "remove" else list(found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_table(row: Row) -> None:
    """Given what a row says, its action is taken, its state remembered, and a second look finds nothing to do."""
    result = decide(row, row.remembered, row.found)
    assert not result.suspect
    assert [d.action for d in result.doings] == ([row.action] if row.action else [])
    for doing in result.doings:
        assert (row.state or doing.followup.state) is doing.followup.state
        assert not doing.followup.pending
        assert (doing.followup.settled is not None) == (doing.followup.state not in (State.OPEN, State.SNOOZED)) or (
            row.remembered is not None and row.remembered.pending
        )
        if row.found is not None:
            assert decide(row, doing.followup, carried_out(doing, row.found)).doings == ()


def test_a_snooze_is_never_written_into_the_past() -> None:
    """Given a snooze by mail whose day went by before it was written, when written, then it is back today."""
    snoozed = replace(R, state=State.SNOOZED, date=TODAY - timedelta(days=9), pending="snooze")
    (doing,) = plan([W], [snoozed], [item()]).doings
    assert doing.task is not None
    assert (doing.task.date, doing.followup.date) == (TODAY, TODAY)
    (theirs,) = plan([W], [snoozed], [item(reworded=True)]).doings
    assert theirs.task is None


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State.DONE, "you settled it"),
        (State.DISMISSED, "you settled it"),
        (State.CONTACTED, "begun before and not known to be finished"),
        (State.EXPIRED, "begun before and not known to be finished"),
    ],
)
def test_why_what_is_settled_is_written_once_more(state: State, why: str) -> None:
    """Given an intent left by a mail link or a command, or by an `apply` that was stopped, then the reason tells."""
    (doing,) = plan([W], [replace(R, state=state, pending="complete")], [item()]).doings
    assert (doing.action, doing.why) == ("complete", why)


def test_key_is_a_legal_google_event_id_and_never_changes() -> None:
    """The key is a function of rule, person and cycle only."""
    assert followup_key("mentors", "grace@example.com", "<1@x>") == "eud966jgadjjkns66vcdq9bsvi"
    assert (
        len({KEY, followup_key("m", ADA, "<1>"), followup_key("mentors", BOB, "<1>"), followup_key("mentors", ADA, "")})
        == 4
    )


def test_a_new_followup_is_written_for_the_first_workday() -> None:
    """Due on Saturday the 7th, known on Wednesday: written for Monday the 9th; overdue: for today."""
    created = only(plan([wanted(due=date(2026, 3, 7))]))
    assert created.task is not None
    assert (date(2026, 3, 9), KEY, time(9)) == (created.task.date, created.task.key, created.task.at)
    assert only(plan([W])).followup.date == TODAY


def test_no_sink_means_nothing_to_write() -> None:
    """Without a sink a follow-up is remembered open and its doing holds no task."""
    created = only(plan([W], sink=None, sink_name=""))
    assert (created.task, created.followup.sink, created.followup.state) == (None, "", State.OPEN)


def test_update_keeps_the_day_the_user_moved_it_to() -> None:
    """Given a moved task and an edited title, the new text is written on the user's day."""
    doing = only(plan([wanted(title="Call Ada")], [R], [item(moved=True, date=AHEAD)]))
    assert doing.task is not None
    assert (
        doing.action,
        doing.task.title,
        doing.task.date,
        doing.followup.state,
    ) == ("update", "Call Ada", AHEAD, State.SNOOZED)


def test_the_users_words_are_remembered() -> None:
    """A reworded task shows the user's title in `due`, also after the rules change."""
    mine = item(reworded=True, title="Ask for the map")
    first = only(plan([W], [R], [mine])).followup
    assert (first.title, first.reworded) == ("Ask for the map", True)
    assert plan([W], [first], [mine]).doings == ()
    assert plan([wanted(title="Call Ada")], [first], [mine]).doings == ()


@pytest.mark.parametrize(("closes_on", "action"), [("any", "complete"), ("inbound", "complete"), ("outbound", None)])
def test_only_fitting_contact_settles(closes_on: str, action: str | None) -> None:
    """An inbound mail does not settle what waits for mine; a meeting settles everything."""
    asked, log = wanted(closes_on=closes_on), replace(R, closes_on=closes_on)
    done = [d.action for d in plan([asked], [log], [item()], ties=[WROTE]).doings]
    assert done == ([action] if action else [])
    met = tie(contact=INSTANT - 60, kind=Kind.MEETING)
    assert only(plan([asked], [log], [item()], ties=[met])).action == "complete"


def test_an_emptied_sink_is_suspected() -> None:
    """Given two open follow-ups and a sink that shows neither, nothing is done and the way on is said."""
    both = [R, remembered(BOB, id=2)]
    for shown in ([], [OTHER]):
        result = plan([W, wanted(BOB)], both, shown, ties=[tie(), tie(BOB)])
        assert result.doings == ()
        assert "any of the 2 open follow-ups" in result.suspect
        assert "syncd apply --accept-empty" in result.suspect
    accepted = plan([W, wanted(BOB)], both, [], ties=[tie(), tie(BOB)], accept_empty=True)
    assert [d.followup.state for d in accepted.doings] == [State.DISMISSED] * 2
    one_left = plan([W, wanted(BOB)], both, [item()], ties=[tie(), tie(BOB)])
    assert [d.followup.state for d in one_left.doings] == [State.DISMISSED]


def test_a_single_deleted_followup_is_believed_if_the_sink_lives() -> None:
    """One open follow-up, not shown: suspect in an empty sink, dismissed where anything else of ours is."""
    assert "the one open follow-up" in plan([W], [R], []).suspect
    assert State.DISMISSED is only(plan([W], [R], [OTHER])).followup.state
    assert State.DISMISSED is only(plan([W], [R], [], accept_empty=True)).followup.state


def test_a_second_copy_is_removed() -> None:
    """Two machines raced: the copy the user touched stays, the other goes, whatever their order."""
    copies = [item(ref="r1"), item(ref="r2", moved=True, date=AHEAD)]
    for shown in (copies, copies[::-1]):
        doings = plan([W], [R], shown).doings
        assert [(d.action, d.found.ref if d.found else "") for d in doings] == [("snooze", "r2"), ("remove", "r1")]
        assert State.SNOOZED is doings[1].followup.state
    assert plan([W], [replace(R, state=State.SNOOZED, date=AHEAD, pending="")], [copies[1]]).doings == ()


def test_after_a_merge_the_same_cycle_is_the_same_followup() -> None:
    """Remembered under Bob's address, wanted under Ada's key: not made twice, and its key stays."""
    log = remembered(BOB)
    assert plan([W], [log], [item(log.key)], same={BOB: ADA}).doings == ()
    settled = replace(log, state=State.DISMISSED)
    assert plan([W], [settled], [], same={BOB: ADA}).doings == ()


def test_two_open_of_one_cycle_after_a_merge() -> None:
    """Both people never contacted, both followed up, then merged: the elder stays, the other goes."""
    ada, bob = remembered(), remembered(BOB, id=2)
    doing = only(plan([W], [ada, bob], [item(), item(bob.key, ref="r2")], same={BOB: ADA}))
    assert ("remove", bob.key, State.EXPIRED) == (doing.action, doing.followup.key, doing.followup.state)


def test_the_budget_sees_what_the_user_settled_meanwhile() -> None:
    """A ticked follow-up frees its place in the same run."""
    seen: list[list[State]] = []

    def budget(asked: Sequence[Wanted], log: Sequence[FollowUp]) -> tuple[Sequence[Wanted], Sequence[Held]]:
        seen.append([f.state for f in log])
        return [w for w in asked if w.person == BOB], []

    result = reconcile(
        [W, wanted(BOB)],
        [],
        [R],
        [item(done=True)],
        {ADA: tie(), BOB: tie(BOB)},
        person_of=str,
        now=NOW,
        zone=UTC,
        workdays=WORKDAYS,
        at=time(9),
        kind="task",
        sink_name="cal",
        budget=budget,
    )
    assert seen == [[State.DONE]]
    assert [d.action for d in result.doings] == ["none", "create"]


def test_two_items_of_one_person_after_the_log_was_lost() -> None:
    """Given a lost log and two items of ours for one person, when the lesser was moved, then no row fails on it."""
    first, second = wanted(rule="a", priority=1), wanted(rule="b", priority=2)
    found = [
        replace(
            item(), key=followup_key(one.rule, one.person, one.cycle), ref=one.rule, moved=one is second, date=TODAY
        )
        for one in (first, second)
    ]
    result = reconcile(
        [first, second],
        [],
        [],
        found,
        {first.person: tie()},
        person_of=str,
        now=NOW,
        zone=UTC,
        workdays=WORKDAYS,
        at=time(9),
        kind="task",
        sink_name="cal",
        budget=partial(choose, per_week=5, max_open=9, now=NOW, zone=UTC),
    )
    assert {doing.followup.rule for doing in result.doings} == {"a", "b"}
