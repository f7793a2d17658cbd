"""`init`: from nothing to a first list."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from syncd.cli.interview import Interview

_ASKED = {  # flag → (field of Answers, help)
    "--provider": ("provider", "google, microsoft, imap, caldav, mbox, maildir or ics."),
    "--address": ("addresses", "Your address; several with commas, the account's own first."),
    "--path": ("path", "The archive or calendar: file, folder, glob or URL."),
    "--client-secret": ("client_secret", "Google: the JSON file of your OAuth client."),
    "--client-id": ("client_id", "Microsoft: the ID of your app registration."),
    "--host": ("host", "IMAP: the mail server."),
    "--url": ("url", "CalDAV: the calendar server."),
    "--password-command": ("password_command", "IMAP, CalDAV: prints the password; none: it is asked for."),
    "--calendar": ("calendar", "A calendar beside the mail: .ics file or URL, CalDAV URL, or none."),
    "--name": ("name", "Your name."),
    "--timezone": ("timezone", "Your time zone."),
    "--followups": ("followups", "The account's name, an .ics file, or none."),
    "--as": ("kind", "event or task."),
    "--digest-via": ("digest_via", 'The account\'s name, "file:" and a folder, or none.'),
    "--digest-to": ("digest_to", "Where the digest is sent."),
}
_QUIET = {  # never asked
    "--account": ("account", "A name for the account."),
    "--since": ("since", 'How far the first sync goes back; "all" for everything. Default: 2y.'),
    "--bodies": ("bodies", "none, scan or keep. Default: scan."),
    "--port": ("port", "IMAP, CalDAV: the port."),
    "--tls": ("tls", "IMAP, CalDAV: implicit, starttls or none."),
    "--username": ("username", "IMAP, CalDAV: if it is not the address."),
    "--authority": ("authority", "Microsoft: where to log in, for national clouds."),
    "--endpoint": ("endpoint", "Google, Microsoft: the API's address, for national clouds."),
}


def _flags(function: Callable[..., int]) -> Callable[..., int]:
    for flag, (key, text) in reversed((_ASKED | _QUIET).items()):
        function = click.option(flag, key, metavar="TEXT", help=text)(function)
    return function


@command(
    epilog="""\b
Examples:
  syncd init                                       it asks
  syncd init --provider mbox --path '~/Takeout/Mail/*.mbox' \\
      --address ada@example.org --yes              defaults for the rest
"""
)
@_flags
@click.option("--groups/--no-groups", default=None, help="Write groups and intervals that fit your contact.")
@click.option("--service/--no-service", default=None, help="Install the service.")
@click.option("--no-login", is_flag=True, help="Log in later.")
@click.option("--no-browser", is_flag=True, help="Log in: show the address instead of opening it.")
@click.option("--device", is_flag=True, help="Log in with a code, on any device (Microsoft).")
@click.option("--import", "login", metavar="FILE", help="Take a login made elsewhere.")
@click.option("--yes", is_flag=True, help="The default for everything that is not said.")
@click.option("--force", is_flag=True, help="Begin anew; an existing config and rules are kept as .bak.")
def init(session: Session, **values: Any) -> int:
    """Set syncd up: a few questions, then login, first sync, groups that fit, what the rules would do, the service.

    Each answer is checked as it is given, and each has a flag. Nothing is written before the last question; after it,
    stop whenever you like and run it again: it goes on. An existing config is never overwritten.
    """
    from syncd.cli.interview import Interview
    from syncd.cli.outset import Outset, keep
    from syncd.jobs.setup import hints
    from syncd.paths import locate

    place = locate(session.config, os.environ).config
    interview = Interview(session, hints(os.environ), place)
    said = {key: values[key] for key, _ in (_ASKED | _QUIET).values() if values[key] is not None}
    asking = sys.stdin.isatty() and sys.stderr.isatty() and not session.as_json
    if os.path.lexists(place) and not values["force"]:
        _refuse(place, said)
        _complete(asking, values, [])
        interview.say(f"going on with {place}; --force begins anew")
    else:
        keep(place, _config(interview, said, values, asking), force=values["force"])
        interview.say(f"\nwritten: {place} and rules.toml beside it")
    return Outset(session, interview, values, asking=asking).run()


def _refuse(place: Path, said: dict[str, str]) -> None:
    if said:
        raise click.UsageError(
            f"there is a config at {place} already, and init does not change it. To add an account, write one more "
            "[[account]] into it and run syncd doctor. Without these flags init goes on with it; with --force it "
            "begins anew and keeps the old one as .bak"
        )


def _config(interview: Interview, said: dict[str, str], values: dict[str, Any], asking: bool) -> str:
    """The config's text, once everything is answered. Raises UsageError with the flags that are missing."""
    from syncd.setup.answers import Answers, config_text

    quiet = {key: said[key] for key, _ in _QUIET.values() if key in said}
    given = {key: text for key, text in said.items() if key not in quiet}
    if asking:
        interview.say("Enter takes what stands in brackets; Ctrl-C leaves everything as it is.")
    begun = Answers()
    for key, text in quiet.items():
        begun = begun.put(key, text)
    answers, missing = interview.answers(given, begun, ask=asking, defaults=values["yes"])
    _complete(asking, values, missing)
    if problems := interview.problems(answers):
        raise click.UsageError("that does not make a config:\n" + "\n".join(problems))
    return config_text(answers)


def _complete(asking: bool, values: dict[str, Any], missing: list[str]) -> None:
    """Raises UsageError if something is not said and can't be asked."""
    for key in ("groups", "service"):
        if values[key] is None and not asking and not values["yes"]:
            missing = [*missing, f"--{key} or --no-{key}"]
    if missing:
        raise click.UsageError(
            f"there is no terminal to ask on, so say: {', '.join(missing)}"
            + ("" if values["yes"] else "; or --yes for the defaults, where there are any")
        )
