"""`auth`: log an account in."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syncd.cli.session import FAILED, OK, Session, command

if TYPE_CHECKING:
    from syncd.model import LoginReport


class _Person:
    """Who logs in: told on stderr what to do."""

    def __init__(self, session: Session, *, browser: bool, timeout: float) -> None:
        self._session, self.browser, self.timeout = session, browser, timeout

    def say(self, text: str) -> None:
        """What to do next."""
        self._session.note(text)


@command(
    epilog="""\b
Examples:
  syncd auth work                      in the browser
  syncd auth work --no-browser         shows the address to open
  syncd auth work --import token.json  a login made on another machine
  syncd auth work --forget             revoke it and forget it
"""
)
@click.argument("account")
@click.option("--device", is_flag=True, help="With a code, on any device (Microsoft).")
@click.option("--no-browser", is_flag=True, help="Show the address instead of opening it.")
@click.option(
    "--import",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take a login made elsewhere.",
)
@click.option("--forget", is_flag=True, help="Revoke the login and forget it.")
@click.option(
    "--timeout", type=click.FloatRange(min=1), default=300, help="Seconds to wait for you.", show_default=True
)
def auth(
    session: Session, account: str, device: bool, no_browser: bool, file: Path | None, forget: bool, timeout: float
) -> int:
    """Log an account in, with exactly the permissions that the config needs.

    Refuses the login of anybody but the account's owner, and says what was not granted: only what needs that is left
    out. Exits 1 then.
    """
    from syncd.wiring import import_login, log_in, log_out

    if sum((device, no_browser, file is not None, forget)) > 1:
        raise click.UsageError("use only one of --device, --no-browser, --import and --forget")
    accounts = {item.name: item for item in session.settings.accounts}
    if account not in accounts:
        raise click.UsageError(f"no account {account!r} in the config; there are: {', '.join(accounts) or 'none'}")
    chosen = accounts[account]
    if forget:
        log_out(chosen, session.settings)
        session.emit({"account": account, "kept": None}) if session.as_json else session.say(f"{account} is logged out")
        return OK
    if file is not None:
        report = import_login(chosen, session.settings, file)
    else:
        person = _Person(session, browser=not no_browser, timeout=timeout)
        report = log_in(chosen, session.settings, person, device=device)
    nudged = _nudge(session)
    _show(session, report, nudged=nudged)
    return FAILED if report.missing else OK


def _nudge(session: Session) -> bool:
    """Tells a running daemon to look at its accounts now; False if there is none."""
    from syncd.lock import daemon_pid

    pid = daemon_pid(session.settings.paths.lock)
    if pid is None:
        return False
    try:
        os.kill(pid, signal.SIGHUP)
    except OSError:  # it ended just now, or it is not ours
        return False
    return True


def _show(session: Session, report: LoginReport, *, nudged: bool) -> None:
    if session.as_json:
        session.emit(
            {
                "account": report.account,
                "address": report.address or None,
                "granted": list(report.granted),
                "missing": [{"permission": scope, "for": purpose} for scope, purpose in report.missing],
                "kept": report.kept,
            }
        )
        return
    whose = f" as {report.address}" if report.address else " (nothing that was granted tells as whom)"
    session.say(f"{report.account} is logged in{whose}; the login is kept in {report.kept}")
    for scope, purpose in report.missing:
        session.note(f"not granted: {purpose} ({scope}). It is left out until you run syncd auth again and tick it")
    session.note("the daemon goes on by itself" if nudged else f"syncd sync {report.account} pulls it")
