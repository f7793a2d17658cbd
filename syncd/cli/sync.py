"""`syncd sync`: pull mail and meetings into the log."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from syncd.cli.session import FAILED, LATER, Session, code_of, command, worst


@command(
    epilog="""\b
Examples:
  syncd sync               every account of the config
  syncd sync work archive  only these
"""
)
@click.argument("account", nargs=-1)
def sync(session: Session, account: tuple[str, ...]) -> int:
    """Pull what is new from the accounts into the log.

    Stopped at any moment it loses nothing; run again it goes on where it was. A second run over unchanged sources
    reads almost nothing. Unreadable mail is listed by `syncd doctor`, never a failure.
    """
    from syncd.cli.style import Progress, clean
    from syncd.jobs import obey
    from syncd.jobs.ingest import ingest
    from syncd.jobs.summary import refresh
    from syncd.lock import writer
    from syncd.store.claim import claim
    from syncd.wiring import source

    chosen = _chosen(session, account)
    if not chosen:
        session.note("the config has no account to pull from: add an [[account]]; the README shows how")
    with writer(session.settings.paths.lock), claim(session.settings.log):
        store = session.store(write=True)
        reports = []
        with Progress(color=session.color) as progress:
            for item in chosen:

                def told(title: str, count: int, fraction: float, name: str = item.name) -> None:
                    progress.update(count, fraction, f"{name}: {title}"[:30])

                make = partial(source, item, session.settings, session.now, store)
                report = ingest(item.name, make, store, session.instant, told, settings=session.settings)
                reports.append(report)
        obeyed = obey.obey(store, session.settings, session.now)
        world = refresh(store, session.settings, session.now)
    for line in obey.told(obeyed):
        session.note(clean(line))
    if session.as_json:
        session.emit({"accounts": [document(report) for report in reports]})
    else:
        show(session, reports)
        _hint(session, world)
    return _exit_code(session, reports)


def _chosen(session: Session, names: tuple[str, ...]) -> list[Any]:
    accounts = {item.name: item for item in session.settings.accounts}
    if unknown := [name for name in names if name not in accounts]:
        listed = ", ".join(accounts) or "none"
        raise click.UsageError(f"no account {unknown[0]!r} in the config; there are: {listed}")
    return [accounts[name] for name in dict.fromkeys(names)] if names else list(accounts.values())


def document(report: Any) -> dict[str, Any]:
    """One account of `sync`."""
    counts = report.counts
    return {
        "name": report.name,
        "new": counts.new,
        "changed": counts.changed,
        "gone": counts.gone,
        "unreadable": counts.unreadable,
        "skipped": counts.skipped,
        "complete": report.complete,
        "error": report.error,
    }


def show(session: Session, reports: list[Any]) -> None:
    """The table of `sync`, and what went wrong."""
    from syncd.cli.style import Column, table

    columns = [
        Column("account"),
        *(Column(name, right=True) for name in ("new", "changed", "gone", "unreadable", "skipped")),
    ]
    rows = [
        [
            r.name,
            *(f"{n:,}" for n in (r.counts.new, r.counts.changed, r.counts.gone, r.counts.unreadable, r.counts.skipped)),
        ]
        for r in reports
    ]
    session.say(table(columns, rows, color=session.color))
    for report in reports:
        if report.error:
            session.note(f"{report.name}: {report.error}")


def _hint(session: Session, world: Any) -> None:
    from syncd.cli.style import many

    for address, count in world.maybe_mine:
        session.note(
            f"is {address} yours? {count:,} mails reached you through it and do not count; "
            f'if so add it: [me] addresses = ["{address}"]'
        )
    people = many(world.people, "person", "people")
    session.note(f"{people} in the log: syncd people lists them, syncd plan says what is owed them")


def _exit_code(session: Session, reports: list[Any]) -> int:
    """That of the worst account; an archive on this machine that is not there will not be there later either."""
    remote = {item.name for item in session.settings.accounts if "://" in item.path or not item.path}
    codes = ((report.name, code_of(report.trouble)) for report in reports if report.trouble is not None)
    return worst(FAILED if code == LATER and name not in remote else code for name, code in codes)
