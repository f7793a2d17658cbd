"""`syncd run`: the daemon, or one tick of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from syncd import clock
from syncd.cli.session import Session, code_of, command, worst

if TYPE_CHECKING:
    from syncd.jobs.tick import Tick
    from syncd.ports import Watch
    from syncd.settings import Settings


@command(
    epilog="""\b
Examples:
  syncd run                  until Ctrl-C; syncd service install does it in the background
  syncd run --once           one tick, for cron
  systemctl --user reload syncd   read the config now (SIGHUP)
"""
)
@click.option("--once", is_flag=True, help="One tick: every account, follow-ups, the digest if due; then end.")
def run(session: Session, once: bool) -> int:
    """Sync, follow up, and send the digest when it is due, over and over. With --now it begins at that moment.

    Config and rules are read again when they change; a broken edit leaves the old ones at work and says so.
    """
    if once:
        return _once(session)
    from syncd.daemon.crew import Processes
    from syncd.daemon.ears import Ears
    from syncd.daemon.loop import Daemon
    from syncd.daemon.notify import Notify
    from syncd.daemon.pace import Signals
    from syncd.daemon.profile import Profile
    from syncd.lock import alone
    from syncd.store.claim import claim

    path = session.config
    given = session.time_given or bool(os.environ.get("SYNCD_NOW"))
    profile = Profile(path, os.environ)
    with alone(profile.settings.paths.lock, daemon=True), claim(profile.settings.log):
        pace = Signals()
        ears = Ears(lambda: _watches(profile.settings, pace.nudge))
        notify = Notify(os.environ)
        try:
            ahead = (session.now - clock.now()).total_seconds() if given else 0.0
            code = Daemon(profile, Processes(), pace, notify, session.note, watch=ears.renew, ahead=ahead).run()
        finally:
            ears.close()
            pace.close()
    return code


def _watches(settings: Settings, wake: Callable[[str], None]) -> Sequence[Watch]:
    from syncd.wiring import watches

    return watches(settings, wake)


def _once(session: Session) -> int:
    from syncd.cli.followups import rulebook
    from syncd.cli.style import Progress
    from syncd.daemon.work import ports
    from syncd.jobs.tick import due_now, tick
    from syncd.lock import writer
    from syncd.store.claim import claim

    settings = session.settings
    rules = rulebook(session)
    with writer(settings.paths.lock), claim(settings.log):
        store = session.store(write=True)
        due = due_now(store, settings, session.now, asked=[account.name for account in settings.accounts])
        with Progress(color=session.color) as progress:
            done = tick(
                settings,
                rules,
                store,
                ports(settings, session.now, store),
                session.now,
                due,
                alive=lambda text: progress.update(0, 0.0, text[:30]),
                always=True,
            )
    _tell(session, done)
    accounts = [report.trouble for report in done.reports if report.trouble is not None]
    return worst(code_of(trouble) for trouble in (*done.troubles, *accounts))


def _tell(session: Session, done: Tick) -> None:
    from syncd.cli import sync

    if session.as_json:
        session.emit(
            {
                "accounts": [sync.document(report) for report in done.reports],
                "followups": [
                    {
                        "key": one.doing.followup.key,
                        "action": one.doing.action,
                        "result": one.result,
                        "error": one.error,
                    }
                    for one in done.results
                ],
                "digest": done.digest or None,
                "errors": [str(trouble) for trouble in done.troubles],
            }
        )
        return
    sync.show(session, done.reports)
    for line in done.said:
        session.note(line)
