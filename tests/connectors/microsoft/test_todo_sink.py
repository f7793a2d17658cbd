"""Follow-ups as tasks of Microsoft To Do: the contract, and every way an insert without ids can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.microsoft import sink_task
from connectors.microsoft.todo_sink import TodoSink
from syncd.jobs.carry import carry_out
from syncd.model import Doing, FollowUp, Found, State
from syncd.ports import Conflict, NotGranted, RateLimited, TaskSink, Trouble, Unavailable
from syncd.store.log import Store
from tests import logs
from tests.connectors.microsoft.mail_world import Pass, Watched
from tests.connectors.microsoft.writing_world import (
    BACKEND,
    BERLIN,
    TASKS,
    THROTTLED,
    Machines,
    Offline,
    machines_at,
)
from tests.contracts.task_sink import OTHER, TASK, TaskSinkContract, by_key, only, write
from tests.simulators.faults import Fault, Kind
from tests.simulators.microsoft.todo import Task, TaskList

REFUSED = {"error": {"code": "invalidRequest", "message": "…"}}
LINK = {"id": "1", "applicationName": "syncd", "displayName": "syncd"}


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with machines_at(tmp_path) as found:
        yield found


@pytest.fixture
def server(machines: Machines) -> Watched:
    return machines.server


@pytest.fixture
def sink(machines: Machines) -> TodoSink:
    return machines.todo()


def own(server: Watched) -> TaskList:
    """The only list called Follow-ups."""
    [found] = [one for one in server.todo.lists.values() if one.name == "Follow-ups"]
    return found


def alive(server: Watched) -> list[Task]:
    return [one for one in server.todo.tasks.values() if one.place == own(server).id]


class TodoHand:
    """The user in To Do."""

    def __init__(self, server: Watched) -> None:
        self._todo = server.todo
        self._own: list[str] = []

    def task(self, key: str) -> Task:
        [found] = [
            one
            for one in self._todo.tasks.values()
            if one.id not in self._own and any(link.get("externalId") == key for link in one.links)
        ]
        return found

    def tick(self, key: str) -> None:
        self._todo.tick(self.task(key))

    def retitle(self, key: str, title: str) -> None:
        self._todo.edit(self.task(key), title=title)

    def move(self, key: str, day: date) -> None:
        self._todo.edit(self.task(key), due=datetime.combine(day, time(), UTC))

    def delete(self, key: str) -> None:
        self._todo.delete(self.task(key))

    def resave(self, key: str) -> None:
        """Other programs write other line ends, and the day as the user's midnight."""
        task = self.task(key)
        assert task.due is not None
        day = task.due.astimezone(BERLIN).date()
        notes = task.notes.replace("\r\n", "\n").replace("\n", "\r\n").replace("  ", " \xa0") + "\r\n"
        midnight = datetime.combine(day, time(), BERLIN).astimezone(UTC)
        self._todo.edit(task, title=task.title + " ", notes=notes, due=midnight)

    def add_foreign(self) -> None:
        lists = [one for one in self._todo.lists.values() if one.name == "Follow-ups"]
        place = lists[0] if lists else self._todo.create_list("Follow-ups")
        stamp = f"{TASK.notes}\n\nsyncd-stamp:2026-03-02-012345678901"
        for notes, link in (
            (TASK.notes, {}),
            (stamp, {}),
            (stamp, {**LINK, "externalId": ""}),
            (stamp, {**LINK, "applicationName": "Outlook", "externalId": TASK.key}),
        ):
            due = datetime.combine(TASK.date, time(), UTC)
            task = self._todo.add(TASK.title, place, notes=notes, due=due, links=[link] if link else [])
            self._own.append(task.id)

    def foreign(self) -> object:
        return [(one.id, one.change, one.place) for one in self._todo.tasks.values() if one.id in self._own]


@pytest.fixture
def hand(server: Watched) -> TodoHand:
    return TodoHand(server)


class TestContract(TaskSinkContract):
    """The contract, as tasks of To Do."""

    @pytest.fixture
    def sink(self, machines: Machines) -> TaskSink:
        return machines.todo()

    @pytest.fixture
    def hand(self, sink: TaskSink, machines: Machines) -> TodoHand:
        return TodoHand(machines.server)


class TestContractWithoutExpand(TestContract):
    """The contract, should a list of tasks not take `$expand`."""

    @pytest.fixture
    def sink(self, machines: Machines) -> TaskSink:
        machines.server.todo.list_expands = False
        return machines.todo()


# ---------------------------------------------------------------- what is written


def test_the_task_as_written(sink: TodoSink, server: Watched) -> None:
    """Given a task at 09:00 in Berlin, when created, then due is its date as midnight UTC, the reminder that moment,
    the notes end with the stamp, and a link holds the key; the user's own list stays empty.
    """
    sink.create(TASK)
    [task] = alive(server)
    assert (task.title, task.status, task.importance) == (TASK.title, "notStarted", "low")
    assert task.notes == f"{TASK.notes}\n\nsyncd-stamp:{only(sink).stamp}"
    assert task.due == datetime(2026, 3, 2, tzinfo=UTC)
    assert (task.reminder, task.reminds) == ((datetime.fromisoformat("2026-03-02T08:00"), "UTC"), True)
    [link] = task.links
    assert (link["applicationName"], link["externalId"]) == ("syncd", TASK.key)
    assert [one for one in server.todo.tasks.values() if one.place == server.todo.default.id] == []


@pytest.mark.parametrize(
    ("priority", "importance"), [(1, "high"), (3, "high"), (4, "normal"), (6, "normal"), (9, "low")]
)
def test_priority_is_importance(priority: int, importance: str) -> None:
    """Given a priority, when written, then 1 to 3 is high, 7 to 9 low."""
    assert sink_task.new(replace(TASK, priority=priority), BERLIN)["importance"] == importance


@given(st.text(max_size=600), st.text(max_size=9000))
def test_no_text_is_reworded_by_writing_it(title: str, notes: str) -> None:
    """Given any title and notes, when written, then they fit, and are neither reworded nor done; closed, still so."""
    task: dict[str, Any] = {"id": "x", **sink_task.new(replace(TASK, title=title, notes=notes), BERLIN)}
    for closed in (False, True):
        found = sink_task.found(task, TASK.key, BERLIN, "r")
        assert (found.done, found.closed_by_us, found.moved, found.reworded) == (closed, closed, False, False)
        assert len(task["title"].encode("utf-16-le")) <= 2 * sink_task.TITLE_LIMIT
        assert len(task["body"]["content"].encode("utf-16-le")) <= 2 * sink_task.NOTES_LIMIT
        task |= sink_task.closed(task)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Pacific/Honolulu", "UTC"])
@given(day=st.dates(date(2000, 1, 1), date(2040, 1, 1)), hour=st.sampled_from([0, 0, 1, 9, 12, 20]))
def test_a_due_moment_is_its_day_in_the_users_zone(zone: str, day: date, hour: int) -> None:
    """Given a program that stored a moment of a day in the user's zone, when read, then it is that day; and so is a
    date that is kept as midnight UTC.
    """
    moment = datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)
    stored = {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}
    plain = {"dateTime": f"{day}T00:00:00.0000000", "timeZone": "UTC"}
    assert sink_task.due({"dueDateTime": plain}, ZoneInfo(zone)) == day
    if moment.hour or moment.minute:  # else nobody can tell it from a date
        assert sink_task.due({"dueDateTime": stored}, ZoneInfo(zone)) == day


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-03-02T10:00:00.0000000", "UTC", date(2026, 3, 2)),
        ("2026-03-01T23:00:00.0000000", "UTC", date(2026, 3, 2)),
        ("2026-03-02T00:00:00.0000000", "W. Europe Standard Time", date(2026, 3, 2)),
        ("2026-03-02T23:00:00.0000000", "Pacific Standard Time", date(2026, 3, 2)),
        ("soon", "UTC", None),
        (None, None, None),
    ],
)
def test_due_dates_of_other_programs(moment: str | None, zone: str | None, day: date | None) -> None:
    """Given what other programs store, when read in Berlin, then the day that the user means; junk is no date."""
    assert sink_task.due({"dueDateTime": {"dateTime": moment, "timeZone": zone}}, BERLIN) == day
    assert sink_task.due({"dueDateTime": None}, BERLIN) is None


# ---------------------------------------------------------------- the user's hand


@pytest.mark.parametrize(
    ("notes", "reworded"),
    [
        ("{words}\n\n{stamp}", False),
        ("{words} \r\n{stamp}\r\n\r\n", False),
        ("Rang her.\n{words}\n\n{stamp}", True),
        ("{words}\n\n{stamp}\nRang her.", True),
        ("{stamp}", True),
        ("{words}", True),
    ],
)
def test_what_the_user_does_to_the_notes(
    sink: TodoSink, server: Watched, hand: TodoHand, notes: str, *, reworded: bool
) -> None:
    """Given the user edits the notes around our line, when listed, then other words, or a lost stamp, are theirs; it is
    still known by its link, completed if wished, and not made again.
    """
    sink.create(TASK)
    new = notes.format(words=TASK.notes, stamp=f"syncd-stamp:{only(sink).stamp}")
    server.todo.edit(hand.task(TASK.key), notes=new)
    assert only(sink).reworded is reworded
    sink.create(TASK)
    sink.complete(only(sink))
    assert only(sink).done
    assert only(sink).closed_by_us == ("{stamp}" in notes)
    assert len(alive(server)) == 1


def test_html_that_another_program_made_is_read_as_text() -> None:
    """Given notes that are HTML now, when read and completed, then nothing is reworded, and the notes stay."""
    task = {"id": "x", **sink_task.new(TASK, BERLIN)}
    content = "<div>" + escape(str(task["body"]["content"])).replace("\n", "<br>") + "</div>"
    task["body"] = {"contentType": "html", "content": content}
    found = sink_task.found(task, TASK.key, BERLIN, "r")
    assert (found.reworded, found.moved, found.done) == (False, False, False)
    assert sink_task.closed(task) == {"status": "completed"}


def test_a_task_in_another_list_is_still_ours(
    sink: TodoSink, machines: Machines, server: Watched, hand: TodoHand
) -> None:
    """Given the user moved it to another list, where it has another id, when listed by a machine that has seen it, then
    it is there, is not made again, and is completed where it lies; other lists are looked at only as long as that.
    """
    sink.create(TASK)
    sink.create(OTHER)
    before = by_key(sink)[TASK.key]
    later = server.todo.create_list("Later")
    server.todo.move(hand.task(TASK.key), later)
    again = machines.todo()
    found = by_key(again)[TASK.key]
    assert (found.title, found.reworded, found.ref == before.ref) == (TASK.title, False, False)
    again.create(TASK)
    again.complete(found)
    assert (hand.task(TASK.key).place, hand.task(TASK.key).status) == (later.id, "completed")
    again.remove(by_key(again)[TASK.key])
    assert only(machines.todo()).key == OTHER.key
    server.forget_calls()
    machines.todo().tasks()
    assert (server.called("tasks.list"), server.called("lists.list")) == (1, 0)


def test_a_task_whose_link_the_user_removed_is_theirs(sink: TodoSink, server: Watched, hand: TodoHand) -> None:
    """Given the user removed the link, when listed, then it is not there, and no second one is made."""
    sink.create(TASK)
    only(sink)
    hand.task(TASK.key).links.clear()
    assert list(sink.tasks()) == []
    sink.create(TASK)
    assert len(alive(server)) == 1


def test_what_the_user_deleted_is_not_made_again_where_it_was_seen(
    sink: TodoSink, machines: Machines, server: Watched, hand: TodoHand
) -> None:
    """Given the user deleted it, when this machine, or another that has seen it, creates it, then nothing is made."""
    sink.create(TASK)
    assert only(machines.todo("desktop")).key == TASK.key
    hand.delete(TASK.key)
    for machine in ("laptop", "desktop"):
        machines.todo(machine).create(TASK)
        assert list(machines.todo(machine).tasks()) == []
        machines.todo(machine).create(TASK)
    assert alive(server) == []


def test_what_syncd_removed_can_be_made_again(sink: TodoSink, machines: Machines, server: Watched) -> None:
    """Given syncd removed it (expired), when it is wanted again, then it is made on that machine and on one that never
    saw it, once.
    """
    sink.create(TASK)
    sink.remove(only(sink))
    assert list(sink.tasks()) == []
    sink.create(TASK)
    machines.todo("desktop").create(TASK)
    assert len(alive(server)) == 1


# ---------------------------------------------------------------- the list


def test_looking_makes_no_list(sink: TodoSink, server: Watched) -> None:
    """Given no list, when listed, completed or removed, then none is made."""
    assert list(sink.tasks()) == []
    sink.remove(Found("k", "T", None, done=False, ref="task1"))
    assert server.called("lists.create") == 0


def test_a_list_of_that_title_is_used_and_kept(sink: TodoSink, server: Watched) -> None:
    """Given lists of that title, when created, then the first by id is used; renamed, it is still the one, by its id,
    and not looked for again.
    """
    lists = sorted((server.todo.create_list("Follow-ups") for _ in range(2)), key=lambda one: one.id)
    sink.create(TASK)
    assert {one.place for one in server.todo.tasks.values()} == {lists[0].id}
    server.todo.rename_list(lists[0], "Call them")
    server.forget_calls()
    assert only(sink).key == TASK.key
    assert server.called("lists.list") == 0


def test_a_deleted_list_is_trouble_and_another_name_goes_on(
    sink: TodoSink, server: Watched, machines: Machines
) -> None:
    """Given the user deleted the whole list, when listed or created, then Trouble says how to go on, and nothing is
    made; under another name a new list is.
    """
    sink.create(TASK)
    server.todo.delete_list(own(server))
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(Trouble, match=r"“Follow-ups” is gone.*Name another one as `calendar`"):
            call()
    assert server.called("lists.create") == 1
    other = machines.todo(title="Follow-ups 2")
    other.create(TASK)
    assert (only(other).key, other.name) == (TASK.key, "office/Follow-ups 2")


@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated"])
def test_a_lost_reply_for_the_list_makes_no_second_one(machines: Machines, server: Watched, kind: Kind) -> None:
    """Given the reply to making the list is lost, when the next run creates, then it waits, looks, and there is one."""
    server.faults.add(Fault(kind, "lists.create"))
    with pytest.raises(Unavailable):
        machines.todo().create(TASK)
    machines.todo().create(TASK)
    assert len(alive(server)) == 1
    assert machines.clock.slept == 20.0


def test_two_machines_that_make_a_list_at_once_use_one(machines: Machines, server: Watched) -> None:
    """Given another machine makes the list just after our look, when made, then both use the first by id."""
    server.meanwhile("/me/todo/lists", lambda: server.todo.create_list("Follow-ups"), skip=1)
    machines.todo().create(TASK)
    machines.todo("desktop").create(TASK)
    assert len([one for one in server.todo.lists.values() if one.name == "Follow-ups"]) == 2
    assert len(server.todo.tasks) == 1


def test_two_machines_use_one_list_and_make_one_task(sink: TodoSink, machines: Machines, server: Watched) -> None:
    """Given two machines, when both create the same, then there is one list and one task."""
    desktop = machines.todo("desktop")
    sink.create(TASK)
    desktop.create(TASK)
    desktop.create(OTHER)
    assert len(alive(server)) == 2
    assert by_key(sink) == by_key(desktop)


def test_doubles_are_both_listed(sink: TodoSink, server: Watched) -> None:
    """Given two machines made the same in the same second, when listed, then both are there, by id, and one goes."""
    sink.create(TASK)
    [one] = alive(server)
    server.todo.add(one.title, own(server), notes=one.notes, due=one.due, links=list(one.links))
    first, second = sink.tasks()
    assert (first.ref < second.ref, first.key) == (True, second.key)
    sink.remove(second)
    assert only(sink).ref == first.ref


@pytest.mark.parametrize("expands", [True, False])
def test_pages_are_read_to_the_end(sink: TodoSink, server: Watched, *, expands: bool) -> None:
    """Given more tasks than a page holds, and one deleted while pages are read, when listed, then none of ours is
    missed.
    """
    server.todo.list_expands = expands
    sink.create(TASK)
    sink.create(OTHER)
    for number in range(150):
        server.todo.add(str(number), own(server))
    tasks, ours = server.todo.tasks, [TodoHand(server).task(key) for key in (TASK.key, OTHER.key)]
    rest = [one for one in tasks.values() if one not in ours]
    ordered = [*rest[:100], ours[0], *rest[100:], ours[1]]
    server.todo.tasks = {one.id: one for one in ordered}
    foreign = next(one for one in ordered if one.place == own(server).id and one not in ours)
    server.meanwhile("$skip=100", lambda: server.todo.delete(foreign))
    assert set(by_key(sink)) == {TASK.key, OTHER.key}


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated"])
def test_an_insert_with_a_lost_reply_makes_one_task(machines: Machines, server: Watched, kind: Kind) -> None:
    """Given a reply that gets lost, when created, then Unavailable and no repetition; after a crash the next run waits
    until listings show it, looks, and there is one task in the end.
    """
    server.todo.create_list("Follow-ups")
    server.faults.add(Fault(kind, "tasks.create"))
    with pytest.raises(Unavailable):
        machines.todo().create(TASK)
    assert server.called("tasks.create") == 1
    again = machines.todo()
    assert len(again.tasks()) == (kind != "lost before")
    assert machines.clock.slept == 20.0
    again.create(TASK)
    assert len(alive(server)) == 1
    assert machines.clock.slept == 20.0, "waited once"


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
def test_the_job_looks_a_lost_insert_up(sink: TodoSink, server: Watched, tmp_path: Path, kind: Kind) -> None:
    """Given a lost reply, when the job carries a creation out, then it looks: done if it is there, else unclear, and
    the same again makes one task.
    """
    store = Store.open(logs.place(tmp_path / "log.db"), write=True)
    item = FollowUp(
        0, TASK.key, "r", "silence", "g@x.example", "G", "", TASK.date, TASK.date, 5, "T", "", "", State.OPEN, 1
    )
    server.faults.add(Fault(kind, "tasks.create"))
    first = carry_out(Doing("create", item, task=TASK), sink, store)
    assert first.result == ("done" if kind == "lost after" else "unclear")
    if first.result == "unclear":
        assert carry_out(replace(first.doing, action="create"), sink, store).result == "done"
    assert len(alive(server)) == 1


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
@pytest.mark.parametrize("verb", ["update", "complete", "remove"])
def test_other_writes_with_a_lost_reply_can_be_repeated(
    sink: TodoSink, machines: Machines, server: Watched, verb: str, kind: Kind
) -> None:
    """Given a lost reply, when written, then Unavailable; looked up and, if need be, written again, it is done; what
    was removed so can be made again.
    """
    sink.create(TASK)
    before = only(sink)
    server.faults.add(Fault(kind, "tasks.delete" if verb == "remove" else "tasks.update"))
    changed = replace(TASK, title="Call Grace")
    with pytest.raises(Unavailable):
        sink.update(changed, before) if verb == "update" else write(sink, verb, before)
    again = machines.todo()
    now = by_key(again).get(TASK.key)
    assert (now == before) == (kind == "lost before")
    if now is not None:
        again.update(changed, now) if verb == "update" else write(again, verb, now)
    left = by_key(again).get(TASK.key)
    assert (left is None, bool(left and left.closed_by_us)) == (verb == "remove", verb == "complete")
    again.create(TASK)
    assert len(alive(server)) == 1


def test_server_errors_are_looked_up_not_repeated(sink: TodoSink, server: Watched) -> None:
    """Given a 503 on an insert, when created, then Unavailable after one request; reads are repeated."""
    server.faults.add(Fault("answer", "tasks.create", 503, BACKEND))
    server.faults.add(Fault("answer", "tasks.list", 504, BACKEND))
    with pytest.raises(Unavailable):
        sink.create(TASK)
    assert server.called("tasks.create") == 1
    assert list(sink.tasks()) == []


def test_throttling_tokens_and_challenges_pass(machines: Machines, server: Watched) -> None:
    """Given 429 with Retry-After, a token that expired and a claims challenge, when written, then all is done once; 429
    without end is RateLimited, and nothing waits for a task that cannot be.
    """
    login = Pass(server.identity, *TASKS)
    sink = machines.todo(session=machines.session(login=login))
    server.faults.add(Fault("answer", "tasks.create", 429, THROTTLED, {"Retry-After": "7"}, times=2))
    sink.create(TASK)
    assert machines.clock.slept == 14.0
    server.identity.expire_access()
    sink.update(replace(TASK, title="Call Grace"), only(sink))
    server.identity.challenge()
    sink.complete(only(sink))
    assert (login.renewals, only(sink).closed_by_us) == (2, True)
    server.faults.add(Fault("answer", "tasks.create", 429, THROTTLED, {"Retry-After": "1"}, times=6))
    with pytest.raises(RateLimited):
        sink.create(OTHER)
    slept = machines.clock.slept
    assert only(machines.todo()).key == TASK.key
    assert machines.clock.slept == slept


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:1/v1.0", "http://nowhere.invalid/v1.0"])
def test_being_offline_is_no_unknown_outcome(machines: Machines, server: Watched, endpoint: str) -> None:
    """Given the login cannot be renewed, or nobody answers, when the list is made later, then nothing waits."""
    login = Offline(server.identity, *TASKS)
    offline = machines.todo(session=machines.session(*TASKS, login=None if endpoint else login, endpoint=endpoint))
    with pytest.raises(Unavailable):
        offline.create(TASK)
    slept = machines.clock.slept
    machines.todo().create(TASK)
    assert machines.clock.slept == slept
    assert len(alive(server)) == 1


@pytest.mark.parametrize("deed", ["retitle", "delete"])
@pytest.mark.parametrize("verb", ["update", "complete", "remove"])
def test_a_change_between_look_and_write_is_a_conflict(
    sink: TodoSink, server: Watched, hand: TodoHand, verb: str, deed: str
) -> None:
    """Given the user changes or deletes it just between our look and our write, when written, then Conflict (but to
    delete what is gone is success); it is as the user left it.
    """
    sink.create(TASK)
    found = only(sink)
    act = (lambda: hand.retitle(TASK.key, "Mine")) if deed == "retitle" else (lambda: hand.delete(TASK.key))
    server.meanwhile(f"/tasks/{found.ref.split()[1]}", act, skip=1)
    if (verb, deed) == ("remove", "delete"):
        write(sink, verb, found)
    else:
        with pytest.raises(Conflict):
            write(sink, verb, found)
    assert [(one.title, one.status) for one in alive(server)] == ([("Mine", "notStarted")] if deed == "retitle" else [])


def test_a_list_deleted_while_looking_elsewhere_is_passed_over(sink: TodoSink, server: Watched, hand: TodoHand) -> None:
    """Given a task is missing and another list goes while it is looked for there, when listed, then all goes on."""
    sink.create(TASK)
    sink.create(OTHER)
    hand.delete(TASK.key)
    later = server.todo.create_list("Later")
    server.meanwhile(f"/me/todo/lists/{later.id}/tasks", lambda: server.todo.delete_list(later))
    assert only(sink).key == OTHER.key


def test_without_the_permission_nothing_is_asked(machines: Machines, server: Watched) -> None:
    """Given a login without tasks, when listed or created, then NotGranted, and no request."""
    sink = machines.todo(session=machines.session("Mail.Read"))
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(NotGranted, match=r"task list was not granted.*syncd auth office"):
            call()
    assert server.called() == 0


def test_a_refusal_is_plain_trouble(sink: TodoSink, server: Watched) -> None:
    """Given an unexpected refusal of any request, when used, then Trouble of one line."""
    sink.create(TASK)
    found = only(sink)
    for method, times, call in [
        ("tasks.list", 2, sink.tasks),
        ("tasks.create", 1, lambda: sink.create(OTHER)),
        ("tasks.get", 1, lambda: sink.complete(found)),
        ("tasks.update", 1, lambda: sink.complete(found)),
    ]:
        server.faults.add(Fault("answer", method, 400, REFUSED, times=times))
        with pytest.raises(Trouble, match=r"^account office: Microsoft refused .* \(invalidRequest\)$"):
            call()
