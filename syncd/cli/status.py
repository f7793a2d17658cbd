"""`status`: accounts, last sync, follow-ups, storage."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from syncd.cli.session import Session, command, utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syncd.settings import Account
    from syncd.store.log import AccountState


@command(epilog="\b\nExamples:\n  syncd status\n  syncd status --json")
def status(session: Session) -> None:
    """Accounts and their last sync, people, follow-ups, the digest, the log."""
    from syncd.jobs.status import look

    seen = look(session.store(), session.settings, session.now)
    states = {
        item.name: _account(item, seen.states, seen.summary.accounts, seen.unreadable)
        for item in session.settings.accounts
    }
    path = session.settings.paths.log
    size = path.stat().st_size if path.exists() else 0
    document: dict[str, Any] = {
        "accounts": list(states.values()),
        "people": seen.summary.people,
        "interactions": seen.summary.interactions,
        "open_followups": seen.open_followups,
        "digest": {"last": seen.digest_last, "next": seen.digest_next and utc(seen.digest_next)},
        "log": {"path": str(path), "bytes": size},
        "version": version("syncd"),
        "problems": list(seen.problems),
    }
    if session.as_json:
        session.emit(document)
    else:
        _print(session, document)


def _account(
    account: Account, states: Mapping[str, AccountState], counts: Mapping[str, int], unreadable: Mapping[str, int]
) -> dict[str, Any]:
    state = states.get(account.name)
    return {
        "name": account.name,
        "provider": account.provider,
        "state": state.state if state else "never",
        "last_success": utc(state.last_success) if state and state.last_success is not None else None,
        "next_run": None,  # there is no daemon yet
        "interactions": counts.get(account.name, 0),
        "unreadable": unreadable.get(account.name, 0),
        "error": state.error if state else None,
    }


def _print(session: Session, document: Mapping[str, Any]) -> None:
    from syncd.cli.style import clean, many, paint

    tones = {"ok": "green", "never": "yellow", "offline": "yellow"}

    for item in document["accounts"]:
        state = paint(f"{item['state']:10}", tones.get(item["state"], "red"), session.color)
        last = f"synced {_local(session, item['last_success'])}" if item["last_success"] else "never synced"
        bad = f", {item['unreadable']:,} unreadable" if item["unreadable"] else ""
        session.say(
            f"{item['name']:12} {state} {item['provider']:8} {many(item['interactions'], 'interaction')}{bad}, {last}"
        )
        if where := _login(session, item["name"]):
            session.say(paint(f"             login kept in {where}", "dim", session.color))
        if item["error"]:
            session.say(paint(f"             {clean(item['error'])}", "red", session.color))
    if not document["accounts"]:
        session.say("no accounts: add an [[account]] to the config")
    session.say()
    session.say(
        f"{many(document['people'], 'person', 'people')}, {many(document['interactions'], 'interaction')},"
        f" {many(document['open_followups'], 'open follow-up')}"
    )
    digest = document["digest"]
    session.say(
        f"digest: last {digest['last'] or 'never'}, next {(digest['next'] or 'not set up')[:16].replace('T', ' ')}"
    )
    session.say(
        f"log: {document['log']['path']} ({document['log']['bytes'] / 1e6:.1f} MB) · syncd {document['version']}"
    )
    for problem in document["problems"]:
        session.say(paint(clean(problem), "red", session.color))


def _login(session: Session, account: str) -> str:
    """Where the login of an account is kept; "" for accounts without one."""
    from syncd.wiring import tokens

    return tokens(session.settings).where(account)


def _local(session: Session, text: str) -> str:
    """A time of the document in the user's zone."""
    from datetime import datetime

    return f"{datetime.fromisoformat(text).astimezone(session.zone):%Y-%m-%d %H:%M}"
