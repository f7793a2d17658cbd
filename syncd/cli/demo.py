"""`demo`: the whole job on a made-up mailbox and calendar, with no account."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from syncd.cli.session import OK, Session, command


@command(
    epilog="""\b
Examples:
  syncd demo
  syncd demo --dir /tmp/look
"""
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("syncd-demo"),
    show_default=True,
    help="Where to put it; made anew if it is an older demo.",
)
def demo(session: Session, folder: Path) -> int:
    """Make up a mailbox and a calendar, and do the whole job on them: sync, people, plan, apply, digest.

    Everything lives in one folder with a config of its own; your own profile is not touched.
    """
    from syncd.sample import write_sample

    folder = folder.resolve()
    _make_way(folder)
    now = session.now
    write_sample(folder, now)
    config = folder / "config.toml"
    session.note(f"made a mailbox and a calendar of fictional people in {folder}")
    words = ["--config", str(config), "--now", now.isoformat(), *(["--no-color"] if session.no_color else [])]
    for title, step in (
        ("1. sync: read mail and meetings into the log", ["sync"]),
        ("2. people: whom Ada is in touch with", ["people"]),
        ("3. plan: what the rules want, and why", ["plan"]),
        ("4. apply: write it to followups.ics", ["apply"]),
        ("5. digest: the week in one mail", ["digest", "--send"]),
    ):
        session.say(f"\n{_heading(session, title)}")
        if (code := _run([*words, *step])) != OK:
            return code
    session.say(_closing(session, folder, now))
    return OK


def _make_way(folder: Path) -> None:
    """An older demo is removed; anything else is left alone."""
    import shutil

    if not folder.exists() or not any(folder.iterdir()):
        return
    config = folder / "config.toml"
    if not config.is_file() or "syncd demo" not in config.read_text("utf-8", "replace"):
        raise click.UsageError(f"{folder} is not empty and no demo: name another folder with --dir")
    shutil.rmtree(folder)


def _run(words: list[str]) -> int:
    """Another command of this program, as if typed."""
    from syncd.cli.app import root

    code = root.main(args=words, prog_name="syncd", standalone_mode=False, obj=Session())
    return code if isinstance(code, int) else OK


def _heading(session: Session, text: str) -> str:
    from syncd.cli.style import paint

    return paint(text, "bold", session.color)


def _closing(session: Session, folder: Path, now: datetime) -> str:
    page = max((folder / "digests").glob("*.html"))
    return f"""
{_heading(session, "Look at it")}
  {page}
    the digest; open it in a browser
  {folder / "followups.ics"}
    the follow-ups; any calendar program reads it
  {folder / "rules.toml"}
    the rules; change one and plan again

{_heading(session, "Type next")}
  export SYNCD_CONFIG={folder / "config.toml"}
  syncd due
  syncd show "{_somebody(folder, now)}"
  syncd explain "{_somebody(folder, now)}"
  syncd done 1 && syncd plan

With your own mail: the README's "Your own mail" takes five minutes."""


def _somebody(folder: Path, now: datetime) -> str:
    """The name on the most urgent follow-up."""
    from syncd.store.log import Store

    with Store.open(folder / "data" / "log.db", write=False).read() as log:
        open_ones = sorted(log.followups(), key=lambda item: (item.priority, item.date, item.id))
    return open_ones[0].name if open_ones else str(now.year)
