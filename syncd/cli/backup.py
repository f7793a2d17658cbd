"""`backup`: a copy of the log, and putting it back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.session import Session, command, utc

if TYPE_CHECKING:
    from syncd.jobs.backup import Backup


@command(
    epilog="""\b
Examples:
  syncd backup ~/backups/syncd.db          the log alone
  syncd backup ~/backups/syncd.tar.gz      with config, rules and state, for a new machine
  syncd backup --restore ~/backups/syncd.tar.gz
"""
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--restore", is_flag=True, help="The other way: put the log of FILE in place.")
@click.option("--force", is_flag=True, help="Replace FILE; with --restore, move the log that is there aside.")
def backup(session: Session, file: Path, restore: bool, force: bool) -> None:
    """A consistent, checked copy of the log, also while the daemon runs.

    FILE ending in .tar.gz or .tgz holds config, rules, notes and the key of mail links, too. Logins are in no backup:
    on a new machine, syncd auth makes new ones.
    """
    from syncd.jobs.backup import back_up

    if restore:
        _restore(session, file, force)
        return
    made = back_up(session.settings, file, force=force)
    if session.as_json:
        session.emit({"backup": _document(made)})
        return
    session.say(f"{made.path}: {_size(made)}, {_contents(session, made)}")
    if len(made.holds) > 1:
        session.say(f"with {', '.join(made.holds[1:])}")
    session.note(f"syncd backup --restore {made.path} brings it back; logins are not in it")


def _restore(session: Session, file: Path, force: bool) -> None:
    from syncd.jobs.backup import is_archive, restore_config, restore_log
    from syncd.lock import writer
    from syncd.paths import locate

    written = restore_config(file, locate(session.config, os.environ)) if is_archive(file) and file.exists() else []
    with writer(session.settings.paths.lock):
        made, aside = restore_log(file, session.settings, force=force)
    if session.as_json:
        names = [*map(str, written), *made.holds[1:]]
        session.emit({"restored": _document(made) | {"aside": str(aside) if aside else None, "written": names}})
        return
    session.say(f"{made.path}: {_size(made)}, {_contents(session, made)}")
    for path in written:
        session.say(f"{path}: restored")
    if len(made.holds) > 1:
        session.say(f"in {session.settings.paths.state}: {', '.join(made.holds[1:])}")
    if aside:
        session.note(f"the log that was there is {aside}: remove it when all is well")
    session.note("now: syncd doctor, syncd auth where a login is missing, syncd sync")


def _document(made: Backup) -> dict[str, Any]:
    return {
        "path": str(made.path),
        "bytes": made.bytes,
        "as_of": utc(made.as_of),
        "mails": made.mails,
        "last_sync": None if made.last_sync is None else utc(made.last_sync),
        "holds": list(made.holds),
    }


def _contents(session: Session, made: Backup) -> str:
    from datetime import datetime

    from syncd.cli.style import many

    synced = "never synced"
    if made.last_sync is not None:
        synced = f"last synced {datetime.fromtimestamp(made.last_sync, session.zone):%Y-%m-%d %H:%M}"
    taken = f"{datetime.fromtimestamp(made.as_of, session.zone):%Y-%m-%d %H:%M}"
    return f"as of {taken}: {many(made.mails, 'mail')}, {synced}; checked"


def _size(made: Backup) -> str:
    return f"{made.bytes / 1e6:.1f} MB"
