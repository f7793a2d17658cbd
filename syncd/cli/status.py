"""`status`: accounts, last sync, follow-ups, storage."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from syncd.cli.session import Session, command, utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncd.jobs.status import Status
    from syncd.settings import Account


@command(epilog="\b\nExamples:\n  syncd status\n  syncd status --json")
def status(session: Session) -> None:
    """Accounts, their last sync and their next, people, follow-ups, the digest, the log."""
    from syncd.jobs.status import look
    from syncd.lock import daemon_pid

    settings = session.settings
    daemon = daemon_pid(settings.paths.lock)
    store = session.store()
    seen = look(store, settings, session.now, daemon=daemon is not None)
    document: dict[str, Any] = {
        "accounts": [_account(session, item, seen) for item in settings.accounts],
        "people": seen.summary.people,
        "interactions": seen.summary.interactions,
        "open_followups": seen.open_followups,
        "digest": {"last": seen.digest_last, "next": seen.digest_next and utc(seen.digest_next)},
        "log": {"path": store.where, "bytes": store.size()},
        "daemon": daemon,
        "version": version("syncd"),
        "problems": list(seen.problems),
    }
    if session.as_json:
        session.emit(document)
    else:
        _print(session, document)


def _account(session: Session, account: Account, seen: Status) -> dict[str, Any]:
    state, next_run = seen.states.get(account.name), seen.next_runs.get(account.name)
    return {
        "name": account.name,
        "provider": account.provider,
        "state": state.state if state else "never",
        "last_success": utc(state.last_success) if state and state.last_success is not None else None,
        "next_run": None if next_run is None else utc(next_run),
        "interactions": seen.summary.accounts.get(account.name, 0),
        "unreadable": seen.unreadable.get(account.name, 0),
        "login": _login(session, account.name) or None,
        "error": state.error if state else None,
    }


def _print(session: Session, document: Mapping[str, Any]) -> None:
    from syncd.cli.style import clean, many, paint

    for item in document["accounts"]:
        _print_account(session, item)
    if not document["accounts"]:
        session.say("no accounts: add an [[account]] to the config")
    session.say()
    session.say(
        f"{many(document['people'], 'person', 'people')}, {many(document['interactions'], 'interaction')},"
        f" {many(document['open_followups'], 'open follow-up')}"
    )
    digest = document["digest"]
    following = _local(session, digest["next"]) if digest["next"] else "not set up"
    session.say(f"digest: last {digest['last'] or 'never'}, next {following}")
    session.say(
        f"log: {document['log']['path']} ({document['log']['bytes'] / 1e6:.1f} MB) · syncd {document['version']}"
    )
    pid = document["daemon"]
    session.say(
        f"the daemon runs (pid {pid})" if pid else "no daemon runs: nothing is synced by itself (syncd service install)"
    )
    for problem in document["problems"]:
        session.say(paint(clean(problem), "red", session.color))


def _print_account(session: Session, item: Mapping[str, Any]) -> None:
    from syncd.cli.style import clean, many, paint

    tones = {"ok": "green", "never": "yellow", "offline": "yellow"}
    state = paint(f"{item['state']:10}", tones.get(item["state"], "red"), session.color)
    last = f"synced {_local(session, item['last_success'])}" if item["last_success"] else "never synced"
    following = f", next {_local(session, item['next_run'])}" if item["next_run"] else ""
    bad = f", {item['unreadable']:,} unreadable" if item["unreadable"] else ""
    count = many(item["interactions"], "interaction")
    session.say(f"{item['name']:12} {state} {item['provider']:8} {count}{bad}, {last}{following}")
    if item["login"]:
        session.say(paint(f"             login kept in {item['login']}", "dim", session.color))
    if item["error"]:
        session.say(paint(f"             {clean(item['error'])}", "red", session.color))


def _login(session: Session, account: str) -> str:
    """Where the login of an account is kept; "" for accounts without one."""
    from syncd.wiring import tokens

    return tokens(session.settings).where(account)


def _local(session: Session, text: str) -> str:
    """A time of the document in the user's zone."""
    from datetime import datetime

    return f"{datetime.fromisoformat(text).astimezone(session.zone):%Y-%m-%d %H:%M}"
