"""Settling a follow-up by command: done, snoozed, dismissed; in the log and where it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from syncd.jobs.carry import Result, carry_out
from syncd.model import LIVE, Doing, FollowUp, Found, State, Task
from syncd.ports import TaskSink, Trouble
from syncd.settings import FollowUpSettings
from syncd.store.log import Store


class Unknown(Trouble):
    """No open follow-up has this id."""


def find(followups: Sequence[FollowUp], text: str) -> FollowUp:
    """The live follow-up of this id or key. Raises Unknown."""
    for item in followups:
        if text in (str(item.id), item.key):
            if item.state not in LIVE:
                raise Unknown(f"follow-up {item.id} ({item.title}) is settled already: {item.state}")
            return item
    raise Unknown(f"there is no follow-up {text!r}; syncd due lists the open ones")


def settle(
    item: FollowUp,
    state: State,
    day: date | None,
    now: int,
    sink: TaskSink | None,
    settings: FollowUpSettings,
    store: Store,
) -> Result:
    """Makes `item` DONE, DISMISSED, or SNOOZED to `day`, and the sink's item with it.

    What the user reworded is theirs: it is settled only here.
    """
    found = _found(item, sink)
    if state is State.SNOOZED:
        assert day is not None
        after = replace(item, state=state, date=day)
        task = Task(item.key, item.title, item.notes, day, settings.at, item.priority)
        doing = Doing("snooze", after, (), task, found, f"snoozed to {day}")
    else:
        action = "complete" if state is State.DONE else "remove"
        doing = Doing(action, replace(item, state=state, settled=now), (), None, found, f"you said {state}")
    if found is None or found.reworded or found.done:
        doing = replace(doing, action="none", task=None)
    return carry_out(doing, sink, store)


def _found(item: FollowUp, sink: TaskSink | None) -> Found | None:
    if sink is None:
        return None
    return next((one for one in sink.tasks() if one.key == item.key), None)
