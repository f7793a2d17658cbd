"""What every TaskSink promises (ports.TaskSink, CONTRACT.md §6). A sink's tests subclass `TaskSinkContract` and say
how a user's hand reaches its items.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import replace
from datetime import date, time
from typing import Protocol

import pytest

from syncd.model import Found, Task
from syncd.ports import Conflict, TaskSink

TASK = Task("k1a2b3", "Write to Grace", "Rule: mentors\nLast contact: 2026-01-01", date(2026, 3, 2), time(9, 0), 7)
OTHER = Task("zz9y8x", "Answer Bob", "He asks for the numbers.", date(2026, 3, 30), time(9, 0))
HARD_TITLES = [
    "Write to Grace, Bob; and “Eve” \\ or: nobody",
    "line one\nline two\r\nline three",
    "👩‍👩‍👧‍👦 Familie Größe — ライト",
    "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}",
    "  spaces \t around  ",
    "Donegal: write to Grace",
    "Done deal with Grace",
    "bell \x07 escape \x1b[31m null \x00 separator \u2028 end",
    "long " * 100,
    "日" * 300,
    "BEGIN:VEVENT",
]
HARD_NOTES = ["", "\n\n leading and trailing \n\n", "a\r\nb\rc", 'semi;comma,back\\slash\\n: "quote"', "x" * 8000]
HARD_NOTES += ["Größe 👍 " * 900, "END:VCALENDAR\nBEGIN:VCALENDAR\n", "https://mail.example/?a=1&b=2;c,d#x"]


class UserHand(Protocol):
    """What the user does in their own program, behind the sink's back."""

    def tick(self, key: str) -> None: ...

    def retitle(self, key: str, title: str) -> None: ...

    def move(self, key: str, day: date) -> None: ...

    def delete(self, key: str) -> None: ...

    def resave(self, key: str) -> None:
        """Opens the item and saves it unchanged, as the place's other programs would."""
        ...

    def add_foreign(self) -> None:
        """Adds an item of the user's own, as like to ours as can be."""
        ...

    def foreign(self) -> object:
        """Everything that is not syncd's, to be compared."""
        ...


class TaskSinkContract:
    """Subclass and give the fixtures `sink` and `hand`."""

    @pytest.fixture
    @abstractmethod
    def sink(self) -> TaskSink:
        """An empty sink."""

    @pytest.fixture
    @abstractmethod
    def hand(self, sink: TaskSink) -> UserHand:
        """The user at the same place."""

    def test_an_empty_place_lists_nothing(self, sink: TaskSink) -> None:
        """Given nothing was written, when listed, then there is nothing; and the sink has a name."""
        assert list(sink.tasks()) == []
        assert sink.name

    def test_a_created_task_is_found_as_written(self, sink: TaskSink) -> None:
        """Given a task, when created and listed, then it is there: open, not moved, not reworded, stamped."""
        sink.create(TASK)
        found = only(sink)
        assert (found.key, found.title, found.date) == (TASK.key, TASK.title, TASK.date)
        assert (found.done, found.moved, found.reworded, found.closed_by_us) == (False, False, False, False)
        assert found.etag
        assert found.ref
        assert re.fullmatch(r"2026-03-02-[0-9a-f]{12}", found.stamp)

    def test_creating_again_changes_nothing(self, sink: TaskSink) -> None:
        """Given a task, when one of its key is created again with other words, then that is success without effect."""
        sink.create(TASK)
        before = only(sink)
        sink.create(replace(TASK, title="Other words", date=date(2026, 4, 1)))
        assert only(sink) == before

    @pytest.mark.parametrize("title", HARD_TITLES)
    def test_hard_titles_are_not_reworded(self, sink: TaskSink, hand: UserHand, title: str) -> None:
        """Given any title, when written, listed and saved again by another program, then it is neither reworded nor
        done; when completed, it is done and still not reworded.
        """
        sink.create(replace(TASK, title=title))
        for _ in range(2):
            found = only(sink)
            assert (found.done, found.moved, found.reworded) == (False, False, False)
            hand.resave(TASK.key)
        sink.complete(only(sink))
        found = only(sink)
        assert (found.done, found.moved, found.reworded) == (True, False, False)

    @pytest.mark.parametrize("notes", HARD_NOTES)
    def test_hard_notes_are_not_reworded(self, sink: TaskSink, hand: UserHand, notes: str) -> None:
        """Given any notes, when written, listed and saved again by another program, then they are not reworded."""
        sink.create(replace(TASK, notes=notes))
        assert not only(sink).reworded
        hand.resave(TASK.key)
        assert not only(sink).reworded

    def test_an_update_replaces_words_and_date(self, sink: TaskSink) -> None:
        """Given a task, when updated, then title and date are the new ones and count as ours."""
        sink.create(TASK)
        before = only(sink)
        sink.update(replace(TASK, title="Call Grace", notes="New.", date=date(2026, 3, 9)), before)
        found = only(sink)
        assert (found.title, found.date) == ("Call Grace", date(2026, 3, 9))
        assert (found.done, found.moved, found.reworded) == (False, False, False)
        assert found.etag != before.etag
        assert found.stamp != before.stamp

    def test_a_completed_task_is_done_by_us(self, sink: TaskSink) -> None:
        """Given a task, when completed, then it is still listed, done, closed by us, not reworded; again is success."""
        sink.create(TASK)
        sink.complete(only(sink))
        found = only(sink)
        assert (found.done, found.closed_by_us, found.moved, found.reworded) == (True, True, False, False)
        sink.complete(found)
        assert only(sink) == found

    def test_a_removed_task_is_gone(self, sink: TaskSink) -> None:
        """Given two tasks, when one is removed, then the other is left; removing or completing it again is success."""
        sink.create(TASK)
        sink.create(OTHER)
        one = by_key(sink)[TASK.key]
        sink.remove(one)
        assert only(sink).key == OTHER.key
        sink.remove(one)
        sink.complete(one)
        assert only(sink).key == OTHER.key

    def test_the_users_tick_is_done_but_not_by_us(self, sink: TaskSink, hand: UserHand) -> None:
        """Given the user ticked it, when listed, then it is done, not reworded, and not closed by us; completing it
        leaves that so.
        """
        sink.create(TASK)
        hand.tick(TASK.key)
        found = only(sink)
        assert (found.done, found.reworded, found.closed_by_us) == (True, False, False)
        sink.complete(found)
        assert only(sink) == found

    @pytest.mark.parametrize("prefix", ["✓ ", "✓", "done ", "Done: ", "DONE  "])
    def test_a_done_prefix_is_done_and_no_rewording(self, sink: TaskSink, hand: UserHand, prefix: str) -> None:
        """Given the user wrote ✓ or done before the title, when listed, then it is done and not reworded."""
        sink.create(TASK)
        hand.retitle(TASK.key, prefix + TASK.title)
        found = only(sink)
        assert (found.done, found.reworded, found.closed_by_us) == (True, False, False)

    def test_the_users_words_are_reworded(self, sink: TaskSink, hand: UserHand) -> None:
        """Given the user changed the title, when listed, then it is reworded, and neither done nor moved."""
        sink.create(TASK)
        hand.retitle(TASK.key, "Abandoned: letter to Grace")
        found = only(sink)
        assert found.title == "Abandoned: letter to Grace"
        assert (found.done, found.moved, found.reworded) == (False, False, True)

    def test_the_users_words_with_a_tick_are_both(self, sink: TaskSink, hand: UserHand) -> None:
        """Given the user changed the title and put ✓ before it, when listed, then it is done and reworded."""
        sink.create(TASK)
        hand.retitle(TASK.key, "✓ Rang her instead")
        found = only(sink)
        assert (found.done, found.reworded) == (True, True)

    def test_a_moved_task_shows_its_new_day(self, sink: TaskSink, hand: UserHand) -> None:
        """Given the user moved it, when listed, then it has the new day and is moved, not reworded; completing keeps
        that day; an update makes its day ours.
        """
        sink.create(TASK)
        hand.move(TASK.key, date(2026, 3, 29))
        found = only(sink)
        assert (found.date, found.moved, found.reworded, found.done) == (date(2026, 3, 29), True, False, False)
        sink.complete(found)
        found = only(sink)
        assert (found.date, found.done, found.closed_by_us) == (date(2026, 3, 29), True, True)
        sink.create(OTHER)
        hand.move(OTHER.key, date(2026, 4, 2))
        sink.update(replace(OTHER, date=date(2026, 4, 2)), by_key(sink)[OTHER.key])
        assert not by_key(sink)[OTHER.key].moved

    def test_a_deleted_task_is_not_listed(self, sink: TaskSink, hand: UserHand) -> None:
        """Given the user deleted it, when listed, then it is not there; complete, remove succeed, update conflicts."""
        sink.create(TASK)
        found = only(sink)
        hand.delete(TASK.key)
        assert list(sink.tasks()) == []
        sink.complete(found)
        sink.remove(found)
        with pytest.raises(Conflict):
            sink.update(TASK, found)
        assert list(sink.tasks()) == []

    @pytest.mark.parametrize("verb", ["update", "complete", "remove"])
    def test_a_change_in_between_is_a_conflict(self, sink: TaskSink, hand: UserHand, verb: str) -> None:
        """Given the user changed it after it was found, when written, then Conflict is raised and it stays theirs."""
        sink.create(TASK)
        found = only(sink)
        hand.retitle(TASK.key, "Mine")
        with pytest.raises(Conflict):
            write(sink, verb, found)
        now = only(sink)
        assert (now.title, now.done) == ("Mine", False)
        write(sink, verb, now)

    def test_other_items_do_not_conflict(self, sink: TaskSink, hand: UserHand) -> None:
        """Given two tasks found, when the first is written, then the second can still be."""
        sink.create(TASK)
        sink.create(OTHER)
        found = by_key(sink)
        sink.complete(found[TASK.key])
        hand.add_foreign()
        sink.remove(found[OTHER.key])
        assert only(sink).key == TASK.key

    def test_foreign_items_are_neither_listed_nor_touched(self, sink: TaskSink, hand: UserHand) -> None:
        """Given items of the user's own, when ours are made, changed and removed, then theirs are as before."""
        hand.add_foreign()
        before = hand.foreign()
        assert list(sink.tasks()) == []
        sink.create(TASK)
        sink.create(OTHER)
        sink.update(replace(TASK, title="Call Grace", date=date(2026, 3, 9)), by_key(sink)[TASK.key])
        sink.complete(by_key(sink)[TASK.key])
        sink.remove(by_key(sink)[OTHER.key])
        sink.remove(by_key(sink)[TASK.key])
        assert list(sink.tasks()) == []
        assert hand.foreign() == before


def only(sink: TaskSink) -> Found:
    """The one task there is."""
    [found] = sink.tasks()
    return found


def by_key(sink: TaskSink) -> dict[str, Found]:
    return {found.key: found for found in sink.tasks()}


def write(sink: TaskSink, verb: str, found: Found) -> None:
    """Calls one of the three writes that need what was found."""
    if verb == "update":
        sink.update(TASK, found)
    elif verb == "complete":
        sink.complete(found)
    else:
        sink.remove(found)
