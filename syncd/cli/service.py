"""`service install`, `uninstall`, `status`: syncd in the background, as a systemd user unit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.session import FAILED, OK, Session, command, options_into, utc

if TYPE_CHECKING:
    from syncd.jobs.service import Condition, Done, Service

_TONES = {"running": "green", "starting": "yellow", "failed": "red"}


@click.group(epilog="\b\nExamples:\n  syncd service install\n  syncd service status\n  syncd service uninstall")
@options_into
@click.pass_context
def service(ctx: click.Context, /, **values: Any) -> None:
    """Run syncd in the background: a systemd user unit that syncs, writes follow-ups and sends the digest."""
    ctx.ensure_object(Session).take(values)


@command(
    epilog="""\b
Examples:
  syncd service install
  syncd service install --harden
  syncd --config ~/band/config.toml service install
"""
)
@click.option("--harden", is_flag=True, help="Add the walls that need namespaces, if this machine allows them.")
@click.option("--force", is_flag=True, help="Make it anew even if it was edited.")
def install(session: Session, harden: bool, force: bool) -> int:
    """Write the unit for this profile, enable it and start it. Safe to repeat; drop-ins are left alone.

    Exits 1 where no user manager of systemd can be reached: the unit is written, and you are told what to type.
    """
    from syncd.cli.followups import rulebook
    from syncd.jobs.service import lasting_program

    rulebook(session)  # with a broken config or rules file it would only exit 78 again
    done = of_profile(session).install(lasting_program(), force=force, harden=harden)
    if session.as_json:
        session.emit(_document(done))
    else:
        verb = "written" if done.changed else "is as it should be"
        session.say(f"{done.path} {verb}" + ("; enabled and running" if done.running else ""))
        for line in done.advice:
            session.note(line)
    return OK if done.running else FAILED


@command(epilog="\b\nExample:\n  syncd service uninstall")
@click.option("--force", is_flag=True, help="Even if it was edited.")
def uninstall(session: Session, force: bool) -> int:
    """Stop and remove the unit. Config, rules and log stay; so do drop-ins of yours."""
    done = of_profile(session).uninstall(force=force)
    if session.as_json:
        session.emit(_document(done))
        return OK
    session.say(f"{done.path} removed" if done.changed else f"nothing to remove: there is no {done.path}")
    for line in done.advice:
        session.note(line)
    return OK


@command(epilog="\b\nExample:\n  syncd service status")
def status(session: Session) -> int:
    """Whether it runs, since when, what it says, and what to do if it does not. Exits 1 if it does not run."""
    found = of_profile(session).condition()
    if session.as_json:
        session.emit(_condition(found))
    else:
        _print(session, found)
    return OK if found.state == "running" else FAILED


def of_profile(session: Session) -> Service:
    """The service of the profile in use; the config need not be there, or right."""
    from syncd.jobs.service import Service
    from syncd.paths import locate

    named = session.config is not None or bool(os.environ.get("SYNCD_CONFIG"))
    path: Path | None = locate(session.config, os.environ).config if named else None
    return Service(path, os.environ)


def _document(done: Done) -> dict[str, Any]:
    return {
        "unit": done.path.name,
        "path": str(done.path),
        "changed": done.changed,
        "running": done.running,
        "advice": list(done.advice),
    }


def _condition(found: Condition) -> dict[str, Any]:
    """Absent values are null (CONTRACT.md §8)."""
    return {
        "unit": found.path.name,
        "path": str(found.path),
        "state": found.state,
        "enabled": found.enabled,
        "edited": found.edited,
        "says": found.says or None,
        "since": utc(int(found.since.timestamp())) if found.since else None,
        "pid": found.pid,
        "restarts": found.restarts,
        "result": found.result or None,
        "code": found.code,
        "lingers": found.lingers,
        "advice": list(found.advice),
    }


def _print(session: Session, found: Condition) -> None:
    from syncd.cli.style import clean, paint

    head = f"{found.path.name}: {paint(found.state, _TONES.get(found.state), session.color)}"
    if found.since is not None:
        head += f" since {found.since.astimezone():%Y-%m-%d %H:%M}, pid {found.pid}"
    session.say(head)
    if found.says:
        session.say(f"  {clean(found.says)}")
    if found.state == "failed" or (found.state == "starting" and found.restarts):
        session.say(f"  {found.result}, exit code {found.code}, {found.restarts:,} restarts")
    if found.enabled is False:
        session.say("  it does not start by itself: syncd service install")
    if found.edited:
        session.say(f"  {found.path} was edited; changes are safer in a drop-in")
    for line in found.advice:
        session.note(line)


service.add_command(install)
service.add_command(uninstall)
service.add_command(status)
