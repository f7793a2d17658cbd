"""Follow-ups as Google tasks: the contract of every sink, and every way an insert without ids can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.google import sink_task, sink_text
from connectors.google.scopes import READONLY, TASKS
from connectors.google.tasks_sink import TasksSink
from syncd.jobs.carry import carry_out
from syncd.model import Doing, FollowUp, Found, State
from syncd.notebook import Notebook
from syncd.ports import Conflict, NotGranted, RateLimited, TaskSink, Trouble, Unavailable
from syncd.store.log import Store
from tests import logs
from tests.contracts.task_sink import OTHER, TASK, TaskSinkContract, by_key, only, write
from tests.simulators.faults import Fault, Kind
from tests.simulators.google.access import Sleeper, account_at, session_at
from tests.simulators.google.server import Call, GoogleServer
from tests.simulators.google.tasks import TaskItem, TasksSim

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
RATE = {"error": {"code": 403, "errors": [{"reason": "rateLimitExceeded"}]}}
BACKEND = {"error": {"code": 503, "errors": [{"reason": "backendError"}]}}


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        server.apis["tasks"] = TasksSim(lambda: START)
        yield server
    assert server.violations == []
    assert server.faults.pending() == 0


@pytest.fixture
def sim(google: GoogleServer) -> TasksSim:
    found: TasksSim = google.apis["tasks"]
    return found


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


class Machines:
    """Computers of one user, each with a login and a notebook of its own."""

    def __init__(self, google: GoogleServer, folder: Path, sleeper: Sleeper) -> None:
        self._google, self._folder, self._sleeper = google, folder, sleeper

    def sink(self, name: str = "laptop", title: str = "Follow-ups", scopes: tuple[str, ...] = (TASKS,)) -> TasksSink:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        session = session_at(self._google, folder, scopes, self._sleeper)
        now = START + timedelta(seconds=self._sleeper.at)
        return TasksSink(account_at(self._google), session, Notebook(folder / "notes.json"), title, lambda: now)


@pytest.fixture
def machines(google: GoogleServer, tmp_path: Path, sleeper: Sleeper) -> Machines:
    return Machines(google, tmp_path, sleeper)


@pytest.fixture
def sink(machines: Machines) -> TasksSink:
    return machines.sink()


class TasksHand:
    """The user in Google Tasks."""

    def __init__(self, sim: TasksSim) -> None:
        self._sim = sim
        self._own: list[str] = []

    def item(self, key: str) -> TaskItem:
        [found] = [
            item
            for tasks in self._sim.lists.values()
            for item in tasks.tasks.values()
            if f"syncd:{key}" in item.notes.split("\n") and not item.deleted and item.id not in self._own
        ]
        return found

    def tick(self, key: str) -> None:
        self._sim.tick(self.item(key))

    def retitle(self, key: str, title: str) -> None:
        self._sim.edit(self.item(key), title=title)

    def move(self, key: str, day: date) -> None:
        self._sim.edit(self.item(key), due=day)

    def delete(self, key: str) -> None:
        self._sim.delete(self.item(key))

    def resave(self, key: str) -> None:
        item = self.item(key)
        self._sim.edit(item, title=item.title + " ", notes=item.notes.replace("\n", "\r\n") + "\n")

    def add_foreign(self) -> None:
        lists = [one for one in self._sim.lists.values() if one.title == "Follow-ups"]
        mine = lists[0] if lists else self._sim.add_list("Follow-ups")
        for notes in (TASK.notes, "", f"see syncd:{TASK.key}", f"syncd: {TASK.key}", "syncd-stamp:2026-03-02-0123456"):
            self._own.append(self._sim.add(mine, title=TASK.title, notes=notes, due=TASK.date).id)

    def foreign(self) -> object:
        """Their places and, with them, etags change when tasks are put above them."""
        items = [item for tasks in self._sim.lists.values() for item in tasks.tasks.values() if item.id in self._own]
        return [replace(item, position=0, version=0) for item in items]


@pytest.fixture
def hand(sim: TasksSim) -> TasksHand:
    return TasksHand(sim)


class TestContract(TaskSinkContract):
    """The contract, as Google tasks."""

    @pytest.fixture
    def sink(self, machines: Machines) -> TaskSink:
        return machines.sink()

    @pytest.fixture
    def hand(self, sink: TaskSink, sim: TasksSim) -> TasksHand:
        return TasksHand(sim)


class TestContractWithoutIfMatch(TestContract):
    """The contract, should the API ignore If-Match, with one task a page."""

    @pytest.fixture
    def sink(self, machines: Machines, google: GoogleServer) -> TaskSink:
        google.apis["tasks"].honours_if_match = False
        return machines.sink()

    @pytest.fixture
    def sim(self, google: GoogleServer) -> TasksSim:
        google.apis["tasks"] = TasksSim(lambda: START, page=1)
        found: TasksSim = google.apis["tasks"]
        return found


# ---------------------------------------------------------------- what is written


def test_the_task_as_written(sink: TasksSink, sim: TasksSim) -> None:
    """Given a task, when created, then its due is the local date, and the notes end with the stamp and the key."""
    sink.create(TASK)
    [item] = sim.list_named("Follow-ups").tasks.values()
    assert (item.title, item.due, item.status) == (TASK.title, date(2026, 3, 2), "needsAction")
    assert item.notes == f"{TASK.notes}\n\nsyncd-stamp:{only(sink).stamp}\nsyncd:k1a2b3"
    assert sim.list_named("My Tasks").tasks == {}


@given(st.text(max_size=2000), st.text(max_size=9000))
def test_no_text_is_reworded_by_writing_it(title: str, notes: str) -> None:
    """Given any title and notes, when written, then they fit, and are neither reworded nor done; closed, still so."""
    task = replace(TASK, title=title, notes=notes)
    payload: dict[str, Any] = {"id": "x", **sink_task.written(task)}
    for _ in range(2):
        found = sink_task.found(payload, TASK.key)
        assert (found.key, found.done, found.moved, found.reworded) == (TASK.key, False, False, False)
        assert len(payload["title"].encode("utf-16-le")) <= 2048
        assert len(payload["notes"].encode("utf-16-le")) <= 2 * sink_text.NOTES_LIMIT
        assert payload["notes"].endswith(f"\nsyncd:{TASK.key}") or payload["notes"].startswith("syncd-stamp:")
        payload |= sink_task.marked(payload, "closed")
    assert sink_task.found(payload | {"status": "completed"}, TASK.key).closed_by_us


def test_long_notes_are_cut_before_the_marker(sink: TasksSink, sim: TasksSim) -> None:
    """Given notes beyond Google's limit, when created, then the words are cut, the marker is not."""
    sink.create(replace(TASK, notes="👍" * 8000))
    [item] = sim.list_named("Follow-ups").tasks.values()
    assert item.notes.endswith(f"👍…\n\nsyncd-stamp:{only(sink).stamp}\nsyncd:k1a2b3")
    assert not only(sink).reworded


# ---------------------------------------------------------------- the user's hand


def test_a_ticked_task_is_found_although_google_hides_it(sink: TasksSink, sim: TasksSim, hand: TasksHand) -> None:
    """Given the user ticked it in Google's own program, when listed, then it is done; when unticked, open again."""
    sink.create(TASK)
    hand.tick(TASK.key)
    assert hand.item(TASK.key).hidden
    assert (only(sink).done, only(sink).closed_by_us) == (True, False)
    sink.create(TASK)
    assert len(sim.list_named("Follow-ups").tasks) == 1
    sim.untick(hand.item(TASK.key))
    assert not only(sink).done


@pytest.mark.parametrize(
    ("notes", "reworded"),
    [
        ("{words}\n\n{stamp}\n{key}", False),
        ("{words}\n{stamp}\n{key}\n\n", False),
        ("Rang her.\n{words}\n\n{stamp}\n{key}", True),
        ("{words}\n\n{stamp}\n{key}\nRang her.", True),
        ("{stamp}\n{key}", True),
        ("{words}\n\n{key}", True),
    ],
)
def test_what_the_user_does_to_the_notes(
    sink: TasksSink, sim: TasksSim, hand: TasksHand, notes: str, *, reworded: bool
) -> None:
    """Given the user edits the notes around our lines, when listed, then other words, or a lost stamp, are theirs."""
    sink.create(TASK)
    stamped = f"syncd-stamp:{only(sink).stamp}"
    new = notes.format(words=TASK.notes, stamp=stamped, key=f"syncd:{TASK.key}")
    sim.edit(hand.item(TASK.key), notes=new)
    assert only(sink).reworded is reworded


def test_a_task_without_its_marker_is_known_by_its_id(
    sink: TasksSink, sim: TasksSim, hand: TasksHand, machines: Machines
) -> None:
    """Given the user emptied the notes, when listed, then it is still ours here, theirs in words, and not made again;
    on another machine there is nothing to know it by.
    """
    sink.create(TASK)
    sim.edit(hand.item(TASK.key), notes="")
    found = only(sink)
    assert (found.key, found.reworded, found.stamp) == (TASK.key, True, "")
    sink.create(TASK)
    assert len(sim.list_named("Follow-ups").tasks) == 1
    sink.complete(found)
    assert (only(sink).done, only(sink).closed_by_us) == (True, False)
    assert list(machines.sink("desktop").tasks()) == []


def test_what_the_user_deleted_is_never_made_again(sink: TasksSink, machines: Machines, hand: TasksHand) -> None:
    """Given the user deleted it, when this or another machine creates it again, then nothing is made."""
    sink.create(TASK)
    hand.delete(TASK.key)
    for one in (sink, machines.sink("desktop")):
        one.create(TASK)
        assert list(one.tasks()) == []


def test_what_syncd_removed_can_be_made_again(sink: TasksSink, machines: Machines) -> None:
    """Given syncd removed it (expired), when it is wanted again, then it is made again, by any machine, once."""
    sink.create(TASK)
    sink.remove(only(sink))
    machines.sink("desktop").create(TASK)
    sink.create(TASK)
    assert (only(sink).key, only(sink).reworded) == (TASK.key, False)


def test_completing_leaves_the_users_notes(sink: TasksSink, sim: TasksSim, hand: TasksHand) -> None:
    """Given words of the user's own around our lines, when completed, then they stay as they are."""
    sink.create(TASK)
    stamped = only(sink).stamp
    sim.edit(hand.item(TASK.key), notes=f"  mine  \n\nsyncd-stamp:{stamped}\nsyncd:k1a2b3\n\n tail ")
    sink.complete(only(sink))
    assert hand.item(TASK.key).notes == f"  mine  \n\nsyncd-stamp:{stamped} closed\nsyncd:k1a2b3\n\n tail "
    assert only(sink).closed_by_us


# ---------------------------------------------------------------- the list


def test_looking_makes_no_list(sink: TasksSink, sim: TasksSim) -> None:
    """Given no list, when listed, completed or removed, then none is made."""
    assert list(sink.tasks()) == []
    sink.remove(Found("k", "T", None, done=False, ref="task1"))
    assert [one.title for one in sim.lists.values()] == ["My Tasks"]


def test_a_list_of_that_title_is_used_and_kept(sink: TasksSink, sim: TasksSim, google: GoogleServer) -> None:
    """Given lists of that title, when created, then the first by id is used; renamed, it is still the one, by its id,
    and not looked for again.
    """
    mine = sim.add_list("Follow-ups")
    sim.add_list("Follow-ups")
    sink.create(TASK)
    assert len(mine.tasks) == 1
    mine.title = "Call them"
    google.forget_calls()
    assert only(sink).key == TASK.key
    assert google.called("tasks.tasklists.list") == 0


def test_a_deleted_list_is_trouble_and_another_name_goes_on(sink: TasksSink, sim: TasksSim, machines: Machines) -> None:
    """Given the user deleted the whole list, when listed or created, then Trouble says how to go on, and nothing is
    made; under another name a new list is.
    """
    sink.create(TASK)
    del sim.lists[sim.list_named("Follow-ups").id]
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(Trouble, match=r"“Follow-ups” is gone.*Name another one as `calendar`"):
            call()
    assert [one.title for one in sim.lists.values()] == ["My Tasks"]
    other = machines.sink(title="Follow-ups 2")
    other.create(TASK)
    assert only(other).key == TASK.key
    assert other.name == "work/Follow-ups 2"


def test_two_machines_use_one_list_and_make_one_task(sink: TasksSink, machines: Machines, sim: TasksSim) -> None:
    """Given two machines, when both create the same, then there is one list and one task."""
    desktop = machines.sink("desktop")
    sink.create(TASK)
    desktop.create(TASK)
    desktop.create(OTHER)
    assert len(sim.list_named("Follow-ups").tasks) == 2
    assert set(by_key(sink)) == set(by_key(desktop)) == {TASK.key, OTHER.key}


def test_doubles_are_both_listed(sink: TasksSink, sim: TasksSim) -> None:
    """Given two machines made the same in the same second, when listed, then both are there, by id, and one goes."""
    sink.create(TASK)
    tasks = sim.list_named("Follow-ups")
    [one] = tasks.tasks.values()
    sim.add(tasks, title=one.title, notes=one.notes, due=one.due)
    first, second = sink.tasks()
    assert first.ref < second.ref
    assert first.key == second.key
    sink.remove(second)
    assert only(sink).ref == first.ref


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("kind", ["lost before", "lost after", "truncated"])
def test_an_insert_with_a_lost_reply_makes_one_task(
    machines: Machines, sim: TasksSim, google: GoogleServer, sleeper: Sleeper, kind: Kind
) -> None:
    """Given a reply that gets lost, before or after execution, when created, then Unavailable and no repetition; after
    a crash the next run waits until listings show it, looks, and there is one task in the end.
    """
    sim.add_list("Follow-ups")
    google.faults.add(Fault(kind, "tasks.tasks.insert"))
    with pytest.raises(Unavailable):
        machines.sink().create(TASK)
    assert google.called("tasks.tasks.insert") == 1
    again = machines.sink()
    assert len(again.tasks()) == (kind != "lost before")
    assert sleeper.slept == [20.0]
    again.create(TASK)
    assert only(again).key == TASK.key
    assert len(sim.list_named("Follow-ups").tasks) == 1
    assert sleeper.slept == [20.0], "waited once"


def test_listings_that_lag_make_no_double(machines: Machines, sim: TasksSim, google: GoogleServer) -> None:
    """Given a lost reply and listings that lag for the wait, when created by the next run, then one task is made."""
    sim.add_list("Follow-ups")
    sim.lag = 1
    google.faults.add(Fault("lost after", "tasks.tasks.insert"))
    with pytest.raises(Unavailable):
        machines.sink().create(TASK)
    sim.catch_up()  # within the twenty seconds
    machines.sink().create(TASK)
    assert len(sim.list_named("Follow-ups").tasks) == 1


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
def test_the_job_looks_a_lost_insert_up(
    sink: TasksSink, sim: TasksSim, google: GoogleServer, tmp_path: Path, kind: Kind
) -> None:
    """Given a lost reply, when the job carries a creation out, then it looks: done if it is there, else unclear, and
    the same again makes one task.
    """
    store = Store.open(logs.place(tmp_path / "log.db"), write=True)
    at = int(START.timestamp())
    item = FollowUp(
        0, TASK.key, "r", "silence", "g@x.example", "G", "", TASK.date, TASK.date, 5, "T", "", "", State.OPEN, at
    )
    google.faults.add(Fault(kind, "tasks.tasks.insert"))
    first = carry_out(Doing("create", item, task=TASK), sink, store)
    assert first.result == ("done" if kind == "lost after" else "unclear")
    if first.result == "unclear":
        assert carry_out(replace(first.doing, action="create"), sink, store).result == "done"
    assert len(sim.list_named("Follow-ups").tasks) == 1


@pytest.mark.parametrize("kind", ["lost before", "lost after"])
@pytest.mark.parametrize("verb", ["update", "complete", "remove"])
def test_other_writes_with_a_lost_reply_can_be_repeated(
    sink: TasksSink, google: GoogleServer, verb: str, kind: Kind
) -> None:
    """Given a lost reply, when written, then Unavailable; looked up and, if need be, written again, it is done."""
    sink.create(TASK)
    before = only(sink)
    google.faults.add(Fault(kind, "tasks.tasks.delete" if verb == "remove" else "tasks.tasks.patch"))
    changed = replace(TASK, title="Call Grace")
    with pytest.raises(Unavailable):
        sink.update(changed, before) if verb == "update" else write(sink, verb, before)
    now = by_key(sink).get(TASK.key)
    executed = now is None or now.done or now.title == "Call Grace"
    assert executed == (kind == "lost after")
    if now is not None:
        sink.update(changed, now) if verb == "update" else write(sink, verb, now)
    left = by_key(sink).get(TASK.key)
    assert (left is None, bool(left and left.closed_by_us)) == (verb == "remove", verb == "complete")


def test_server_errors_are_looked_up_not_repeated(sink: TasksSink, google: GoogleServer) -> None:
    """Given a 503 on an insert, when created, then Unavailable after one request; reads are repeated."""
    google.faults.add(Fault("answer", "tasks.tasks.insert", 503, BACKEND))
    google.faults.add(Fault("answer", "tasks.tasks.list", 503, BACKEND))
    with pytest.raises(Unavailable):
        sink.create(TASK)
    assert google.called("tasks.tasks.insert") == 1
    assert list(sink.tasks()) == []


def test_a_refusal_for_rate_is_repeated(sink: TasksSink, google: GoogleServer, sim: TasksSim) -> None:
    """Given refusals for rate, which are not executed, when created, then it is sent again and made once; if they do
    not end, RateLimited, and nothing waits for a task that cannot be.
    """
    google.faults.add(Fault("answer", "tasks.tasks.insert", 403, RATE, times=2))
    sink.create(TASK)
    assert len(sim.list_named("Follow-ups").tasks) == 1
    google.faults.add(Fault("answer", "tasks.tasks.insert", 403, RATE, times=6))
    with pytest.raises(RateLimited):
        sink.create(OTHER)
    assert only(sink).key == TASK.key


def test_an_expired_token_is_renewed(sink: TasksSink, google: GoogleServer, sim: TasksSim) -> None:
    """Given the access token is refused in the middle, when written, then it is renewed and all is well."""
    sink.create(TASK)
    google.oauth.expire_access()
    sink.create(OTHER)
    google.oauth.expire_access()
    sink.complete(by_key(sink)[OTHER.key])
    assert len(sim.list_named("Follow-ups").tasks) == 2


def test_being_offline_is_no_unknown_outcome(
    sink: TasksSink, google: GoogleServer, sim: TasksSim, sleeper: Sleeper
) -> None:
    """Given the network is gone after our look, when created, then Unavailable, and later nothing waits."""
    sink.create(TASK)
    look = sim.tasks_list

    def expiring(call: Call) -> dict[str, Any]:
        google.oauth.expire_access()
        return look(call)

    sim.tasks_list = expiring  # type: ignore[method-assign]  # the simulator's, not ours
    google.faults.add(Fault("lost before", "/token"))
    with pytest.raises(Unavailable):
        sink.create(OTHER)
    sink.create(OTHER)
    assert len(sink.tasks()) == 2
    assert sleeper.slept == []


def test_a_lost_reply_for_the_list_makes_no_second_one(machines: Machines, sim: TasksSim, google: GoogleServer) -> None:
    """Given the reply to making the list is lost, when the next run creates, then it finds the list by its title."""
    google.faults.add(Fault("lost after", "tasks.tasklists.insert"))
    with pytest.raises(Unavailable):
        machines.sink().create(TASK)
    machines.sink().create(TASK)
    assert len(sim.list_named("Follow-ups").tasks) == 1


def test_a_change_between_look_and_write_is_a_conflict(
    sink: TasksSink, sim: TasksSim, hand: TasksHand, google: GoogleServer
) -> None:
    """Given somebody changes it just between our look and our write, when completed, then If-Match refuses it."""
    sink.create(TASK)
    found = only(sink)
    looked = sim.tasks_get

    def changed_at_once(call: Call) -> dict[str, Any]:
        answer = looked(call)
        hand.retitle(TASK.key, "Mine")
        return answer

    sim.tasks_get = changed_at_once  # type: ignore[method-assign]  # the simulator's, not ours
    with pytest.raises(Conflict):
        sink.complete(found)
    assert (hand.item(TASK.key).title, hand.item(TASK.key).status) == ("Mine", "needsAction")


def test_without_the_permission_nothing_is_asked(machines: Machines, google: GoogleServer) -> None:
    """Given a login without tasks, when listed or created, then NotGranted, and no request."""
    sink = machines.sink(scopes=(READONLY,))
    for call in (sink.tasks, lambda: sink.create(TASK)):
        with pytest.raises(NotGranted, match=r"task list was not granted.*syncd auth work"):
            call()
    assert google.called() == 0


def test_a_refusal_is_plain_trouble(sink: TasksSink, google: GoogleServer) -> None:
    """Given an unexpected refusal of any request, when used, then Trouble of one line."""
    sink.create(TASK)
    found = only(sink)
    bad = {"error": {"code": 400, "errors": [{"reason": "invalid"}]}}
    for method, call in [
        ("tasks.tasks.list", sink.tasks),
        ("tasks.tasks.insert", lambda: sink.create(OTHER)),
        ("tasks.tasks.get", lambda: sink.complete(found)),
        ("tasks.tasks.patch", lambda: sink.complete(found)),
    ]:
        google.faults.add(Fault("answer", method, 400, bad))
        with pytest.raises(Trouble, match=r"^account work: Google refused .* \(invalid\)$"):
            call()
