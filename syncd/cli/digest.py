"""`digest`: the weekly digest, now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syncd.cli.followups import rulebook
from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from rules.schema import RuleSet
    from syncd.jobs.digest import Composed

_RICH = (".html", ".htm", ".eml")


@command(
    epilog="""\b
Examples:
  syncd digest                      read it here
  syncd digest --preview            open it in the browser
  syncd digest --output week.html   as a page (.html), mail (.eml) or text
  syncd digest --send               to where [digest] via says
"""
)
@click.option("--preview", "how", flag_value="preview", help="Open it in the browser.")
@click.option("--send", "how", flag_value="send", help="Hand it over, once per week.")
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file.")
def digest(session: Session, how: str | None, output: Path | None) -> None:
    """The weekly digest, now: whom to write to and why, meetings, new people, your network.

    As a page or mail it has links that settle a follow-up: each opens a mail to yourself, which the next sync obeys.
    """
    rules = rulebook(session)
    if how is not None and output is not None:
        raise click.UsageError(f"--{how} and --output: one at a time")
    if how == "send":
        _send(session, rules)
    elif how == "preview":
        _preview(session, rules)
    elif output is not None:
        from syncd.files import atomic_write

        composed = _composed(session, rules, links=output.suffix in _RICH)
        atomic_write(output, _as(composed, output.suffix), mode=0o600)
        _tell(session, composed, str(output))
    else:
        composed = _composed(session, rules, links=False)
        if session.as_json:
            subject = str(composed.message["Subject"])
            session.emit({"week": composed.digest.week, "subject": subject, "text": _text(composed)})
        else:
            session.say(_text(composed))


def _composed(session: Session, rules: RuleSet, *, links: bool) -> Composed:
    """The digest; only what can hold links needs the key that signs them."""
    from syncd.jobs.digest import compose_digest
    from syncd.secret import signing_key

    secret = signing_key(session.settings.paths.state) if links else None
    return compose_digest(session.store(), session.settings, rules, session.now, secret=secret)


def _send(session: Session, rules: RuleSet) -> None:
    from syncd.jobs.digest import compose_digest, send_digest
    from syncd.lock import pen
    from syncd.secret import signing_key
    from syncd.wiring import mailer

    with pen(session.settings.paths.lock):
        store = session.store(write=True)
        secret = signing_key(session.settings.paths.state)
        composed = compose_digest(store, session.settings, rules, session.now, secret=secret)
        place = send_digest(composed, mailer(session.settings), store)
    _tell(session, composed, place)


def _preview(session: Session, rules: RuleSet) -> None:
    """Opens the page; where there is no browser, its path is all there is."""
    import tempfile
    import webbrowser

    composed = _composed(session, rules, links=True)
    with tempfile.NamedTemporaryFile("wb", suffix=".html", prefix="syncd-digest-", delete=False) as file:
        file.write(_as(composed, ".html"))
    path = Path(file.name)
    _tell(session, composed, str(path))
    if not webbrowser.open(path.as_uri()):
        session.note("no browser could be opened: open that file in one")


def _tell(session: Session, composed: Composed, place: str) -> None:
    if session.as_json:
        session.emit({"week": composed.digest.week, "subject": str(composed.message["Subject"]), "written_to": place})
    else:
        session.say(place)


def _text(composed: Composed) -> str:
    part = composed.message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).rstrip("\n")


def _as(composed: Composed, suffix: str) -> bytes:
    if suffix == ".eml":
        return composed.message.as_bytes()
    if suffix in (".html", ".htm"):
        part = composed.message.get_body(("html",))
        assert part is not None
        return str(part.get_content()).encode()
    return (_text(composed) + "\n").encode()
