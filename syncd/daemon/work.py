"""The process that does one piece of the daemon's work: a tick, then it ends.

Started as ``python -m syncd.daemon.work``. Its assignment comes pickled on stdin, from the daemon and nobody else; what
it says goes to stdout as JSON, a line each (`Message`). Ended at any moment it loses nothing.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from syncd import clock
from syncd.settings import Settings

if TYPE_CHECKING:
    from rules.schema import RuleSet
    from syncd.jobs.tick import Ports, Tick
    from syncd.store.log import Store


@dataclass(frozen=True, slots=True)
class Assignment:
    """What to work with. `asked`: accounts to read though they may not be due. `broken`: see `jobs.tick`.

    `ahead`: seconds by which the time is not that of the clock (`run --now`).
    """

    settings: Settings
    rules: RuleSet
    broken: str = ""
    asked: tuple[str, ...] = ()
    ahead: float = 0.0


class Message(TypedDict, total=False):
    """A line from the worker: one of these."""

    alive: str  # what goes on
    said: str  # for the journal
    wake: int | None  # the last line: done; the instant at which there will be more to do


def ports(settings: Settings, now: datetime, store: Store) -> Ports:
    """The outside world of a tick, as the config has it."""
    from syncd import wiring
    from syncd.jobs.tick import Ports

    accounts = {account.name: account for account in settings.accounts}
    return Ports(
        source=lambda name: wiring.source(accounts[name], settings, now, store),
        sink=lambda: wiring.sink(settings, lambda: now),
        mailer=lambda: wiring.mailer(settings),
    )


def work(assignment: Assignment, now: datetime, say: Any) -> Tick:
    """Opens the log, does what is due, and says what comes next. Raises Trouble if the log can't be used."""
    from syncd.jobs.tick import due_now, tick
    from syncd.lock import pen
    from syncd.store.log import Store

    settings = assignment.settings
    with pen(settings.paths.lock):
        store = Store.open(settings.log, write=True)
        say(Message(alive="working"))
        due = due_now(store, settings, now, asked=assignment.asked)
        done = tick(
            settings,
            assignment.rules,
            store,
            ports(settings, now, store),
            now,
            due,
            broken=assignment.broken,
            alive=lambda text: say(Message(alive=text)),
        )
        for line in done.said:
            say(Message(said=line))
        say(Message(wake=due_now(store, settings, now).next_start(int(now.timestamp()))))
    return done


def main() -> None:
    """The process."""
    from syncd.ports import Trouble

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(os.EX_TEMPFAIL))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the daemon's business
    assignment: Assignment = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent

    def say(message: Message) -> None:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()

    try:
        work(assignment, clock.now() + timedelta(seconds=assignment.ahead), say)
    except Trouble as trouble:
        say(Message(said=str(trouble)))
        sys.exit(1)
    except BrokenPipeError:  # the daemon is gone: so are we
        os._exit(1)


if __name__ == "__main__":
    main()
