"""Carrying out what was decided: intent recorded, written, outcome recorded; safe to repeat after any crash."""

from __future__ import annotations

from dataclasses import dataclass, replace

from syncd.model import Doing, FollowUp, Found, State
from syncd.ports import AuthExpired, Conflict, TaskSink, Trouble, Unavailable
from syncd.store.log import Store

DONE, FAILED, UNCLEAR = "done", "failed", "unclear"


@dataclass(frozen=True, slots=True)
class Result:
    """How one step went: done, failed, or unclear (then the next run looks it up before it does anything)."""

    doing: Doing
    result: str
    error: str | None = None


def carry_out(doing: Doing, sink: TaskSink | None, store: Store) -> Result:
    """Takes one step. Killed at any moment, the next run finds the intent, looks at the sink and goes on.

    Raises AuthExpired; every other trouble is the step's result.
    """
    after = doing.followup
    writes = doing.task is not None or (doing.action in ("complete", "remove") and doing.found is not None)
    if sink is None or not writes:  # an intent recorded here would hide what the user does next
        return Result(replace(doing, followup=_save(store, replace(after, pending=""))), DONE)
    intended = _save(store, _intent(doing))
    try:
        _write(doing, sink)
    except AuthExpired:
        raise
    except Conflict as conflict:
        return Result(replace(doing, followup=intended), FAILED, f"{conflict}; run apply again")
    except Unavailable as trouble:
        if not _looked_up(doing, sink):
            return Result(replace(doing, followup=intended), UNCLEAR, str(trouble))
    except Trouble as trouble:
        return Result(replace(doing, followup=intended), FAILED, str(trouble))
    return Result(replace(doing, followup=_save(store, replace(after, id=intended.id, pending=""))), DONE)


def _intent(doing: Doing) -> FollowUp:
    """What is remembered while the outcome is unknown."""
    state = State.PLANNED if doing.action == "create" and doing.followup.state is State.OPEN else doing.followup.state
    return replace(doing.followup, pending=doing.action, state=state)


def _save(store: Store, item: FollowUp) -> FollowUp:
    with store.begin() as log:
        return log.save_followup(item)


def _write(doing: Doing, sink: TaskSink) -> None:
    task, found = doing.task, doing.found
    match doing.action:
        case "create" if task is not None:
            sink.create(task)
        case "update" | "snooze" if task is not None and found is not None:
            sink.update(task, found)
        case "complete" if found is not None:
            sink.complete(found)
        case "remove" if found is not None:
            sink.remove(found)


def _looked_up(doing: Doing, sink: TaskSink) -> bool:
    """Whether the sink shows that the write happened after all."""
    try:
        item = next((one for one in sink.tasks() if one.key == doing.followup.key), None)
    except Trouble:
        return False
    match doing.action:
        case "create":
            return item is not None
        case "remove":
            return item is None
        case "complete":
            return item is None or item.done
        case _:
            return item is not None and doing.task is not None and _holds(item, doing)


def _holds(item: Found, doing: Doing) -> bool:
    """The day asked for, under another stamp than before: titles can't be compared, sinks tidy them."""
    written = doing.found is None or item.stamp != doing.found.stamp
    return doing.task is not None and item.date == doing.task.date and written
