"""`digest`: the weekly digest, now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syncd.cli.followups import rulebook
from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from syncd.jobs.digest import Composed


@command(
    epilog="""\b
Examples:
  syncd digest                      read it here
  syncd digest --output week.html   as a page (.html), mail (.eml) or text
  syncd digest --send               to where [digest] via says
"""
)
@click.option("--preview", "how", flag_value="preview", help="Open it in the browser.")
@click.option("--send", "how", flag_value="send", help="Hand it over, once per week.")
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file.")
def digest(session: Session, how: str | None, output: Path | None) -> None:
    """The weekly digest, now: whom to write to and why, meetings, new people, your network."""
    from syncd.jobs.digest import compose_digest, send_digest

    rules = rulebook(session)
    if how == "send":
        from syncd.lock import writer
        from syncd.wiring import mailer

        with writer(session.settings.paths.lock):
            store = session.store(write=True)
            composed = compose_digest(store, session.settings, rules, session.now)
            place = send_digest(composed, mailer(session.settings), store)
        _tell(session, composed, place)
        return
    composed = compose_digest(session.store(), session.settings, rules, session.now)
    if output is not None:
        from syncd.files import atomic_write

        atomic_write(output, _as(composed, output.suffix), mode=0o600)
        _tell(session, composed, str(output))
    elif how == "preview":
        import tempfile

        with tempfile.NamedTemporaryFile("wb", suffix=".html", prefix="syncd-digest-", delete=False) as file:
            file.write(_as(composed, ".html"))
        click.launch(file.name)
        _tell(session, composed, file.name)
    elif session.as_json:
        session.emit(
            {"week": composed.digest.week, "subject": str(composed.message["Subject"]), "text": _text(composed)}
        )
    else:
        session.say(_text(composed))


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
