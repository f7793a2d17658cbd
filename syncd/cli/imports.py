"""`import linkedin`, `import vcard`, `import phone`: a file taken in once, outside the accounts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syncd.cli.session import FAILED, OK, Session, command, options_into

if TYPE_CHECKING:
    from syncd.jobs.importing import Imported

_SHOWN = 20
_FILE = click.Path(exists=True, path_type=Path)


@click.group(
    name="import",
    epilog="""\b
Examples:
  syncd import linkedin ~/Downloads/Complete_LinkedInDataExport.zip
  syncd import vcard contacts.vcf
  syncd import phone sms-20260301.xml
""",
)
@options_into
@click.pass_context
def imports(ctx: click.Context, /, **values: Any) -> None:
    """Take in people, messages and calls from a file."""
    ctx.ensure_object(Session).take(values)


@command(epilog="\b\nExample:\n  syncd import linkedin ~/Downloads/Basic_LinkedInDataExport.zip")
@click.argument("file", type=_FILE)
def linkedin(session: Session, file: Path) -> int:
    """LinkedIn's copy of your data: its .zip, the unpacked folder, or Connections.csv.

    Connections become people, messages count as contact. A later export takes the place of the one before: what is
    new and who changed jobs is told. The day you connected is when you met, not contact.
    """
    return _import(session, "linkedin", file)


@command(epilog="\b\nExample:\n  syncd import vcard contacts.vcf")
@click.argument("file", type=_FILE)
def vcard(session: Session, file: Path) -> int:
    """An address book as vCards: names, addresses that belong together, birthdays, categories as tags.

    The same file again takes its own place; another file adds to it.
    """
    return _import(session, "vcard", file)


@command(epilog="\b\nExample:\n  syncd import phone sms-20260301.xml")
@click.argument("file", type=_FILE)
def phone(session: Session, file: Path) -> int:
    """Messages and calls of an Android phone, as SMS Backup & Restore saves them. Texts are not kept."""
    return _import(session, "phone", file)


imports.add_command(linkedin)
imports.add_command(vcard)
imports.add_command(phone)


def _import(session: Session, kind: str, file: Path) -> int:
    from syncd.cli.style import Progress
    from syncd.cli.sync import document, show
    from syncd.jobs.importing import account_for, import_file
    from syncd.jobs.summary import refresh
    from syncd.lock import pen
    from syncd.wiring import source

    account = account_for(kind, file)
    with pen(session.settings.paths.lock):
        store = session.store(write=True)
        with Progress(color=session.color) as progress:

            def told(title: str, count: int, fraction: float) -> None:
                progress.update(count, fraction, title[:30])

            make = partial(source, account, session.settings, session.now, store)
            done = import_file(account, make, store, session.settings, session.now, told)
        refresh(store, session.settings, session.now)
    if session.as_json:
        session.emit(
            {
                "accounts": [document(done.report)],
                "new_people": list(done.new),
                "changed_jobs": [
                    {"person": one.person, "name": one.name, "before": str(one.before), "after": str(one.after)}
                    for one in done.jobs
                ],
            }
        )
    else:
        show(session, [done.report])
        _tell(session, done)
    return OK if done.report.trouble is None else FAILED


def _tell(session: Session, done: Imported) -> None:
    from syncd.cli.style import clean, many

    _list(session, f"{many(len(done.new), 'new person', 'new people')}:", [clean(name) for name in done.new])
    jobs = [clean(f"{one.name}: {one.after} (was {one.before})") for one in done.jobs]
    _list(session, "a new job, and a reason to write:", jobs)
    bad = [clean(f"{item.locator}: {item.reason}") for item in done.unreadable]
    _list(session, "could not be read:", bad)


def _list(session: Session, title: str, lines: list[str]) -> None:
    if not lines:
        return
    session.say(title)
    for line in lines[:_SHOWN]:
        session.say(f"  {line}")
    if len(lines) > _SHOWN:
        session.say(f"  … and {len(lines) - _SHOWN:,} more")
