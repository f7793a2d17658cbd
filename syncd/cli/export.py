"""`export`: everything in the log for other programs, as JSON lines or as tables."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from syncd.cli.session import Session, command

if TYPE_CHECKING:
    from syncd.cli.export_rows import Row


@command(
    epilog="""\b
Examples:
  syncd export > everything.jsonl
  syncd export --format csv --output tables/
  syncd export --format csv --output tables.zip
"""
)
@click.option(
    "--format",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="jsonl: one object a line; csv: a table for each type.",
)
@click.option("--output", type=click.Path(path_type=Path), help="A file; for csv a folder or a .zip.")
@click.option("--force", is_flag=True, help="Replace what is there.")
def export(session: Session, format: str, output: Path | None, force: bool) -> None:
    """Everything in the log: people, mails, meetings, what counts as contact, follow-ups, and what could not be read.

    docs/export.md describes every field. Logins are not in it.
    """
    if output is None:
        if format == "csv":
            raise click.UsageError("csv is several tables: --output FOLDER, or --output FILE.zip")
        if session.as_json:
            raise click.UsageError("--json tells what was written: it needs --output FILE")
        with os.fdopen(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False) as stdout:
            counts = _lines(stdout, _rows(session))
        _tell(session, None, counts)
        return
    counts = _tables(session, output, force) if format == "csv" else _file(session, output, force)
    _tell(session, output, counts)


def _rows(session: Session) -> Iterator[tuple[str, Row]]:
    from syncd.cli.export_rows import rows
    from syncd.jobs.world import gather

    with session.store().read() as log:
        yield from rows(session, log, gather(log, session.settings, session.now))


def _lines(file: TextIO, found: Iterator[tuple[str, Row]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for kind, row in found:
        file.write(json.dumps({"type": kind, **row}, ensure_ascii=False, separators=(",", ":")) + "\n")
        counts[kind] += 1
    file.flush()
    return counts


def _file(session: Session, path: Path, force: bool) -> Counter[str]:
    from syncd.files import replacing

    _refuse(path, force)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replacing(path, mode=0o600) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        return _lines(file, _rows(session))


def _tables(session: Session, path: Path, force: bool) -> Counter[str]:
    """A folder of tables, or a zip of them: whole or not at all."""
    import shutil
    import zipfile
    from tempfile import TemporaryDirectory

    from syncd.cli.export_rows import FIELDS
    from syncd.files import replacing

    names = [f"{kind}.csv" for kind in FIELDS]
    zipped = path.suffix.lower() == ".zip"
    for target in [path] if zipped else [path / name for name in names]:
        _refuse(target, force)
    parent = path.parent if zipped else path
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix=".syncd-export-", dir=parent) as folder:
        counts = _csv(Path(folder), _rows(session))
        if zipped:
            with (
                replacing(path, mode=0o600) as temporary,
                zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                for name in names:
                    archive.write(Path(folder) / name, name)
        else:
            for name in names:
                with replacing(path / name, mode=0o600) as temporary:
                    shutil.copyfile(Path(folder) / name, temporary)
    return counts


def _csv(folder: Path, found: Iterator[tuple[str, Row]]) -> Counter[str]:
    """One table for each type, in UTF-8 with a byte order mark, without which Excel garbles umlauts (RFC 4180)."""
    from syncd.cli.export_rows import FIELDS, flat

    counts: Counter[str] = Counter()
    with ExitStack() as files:
        writers: dict[str, Any] = {}
        for kind, fields in FIELDS.items():
            file = files.enter_context((folder / f"{kind}.csv").open("w", encoding="utf-8-sig", newline=""))
            writers[kind] = csv.writer(file)
            writers[kind].writerow(fields)
        for kind, row in found:
            writers[kind].writerow([flat(row[field]) for field in FIELDS[kind]])
            counts[kind] += 1
    return counts


def _refuse(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise click.UsageError(f"{path} is there already: name another one, or --force replaces it")


def _tell(session: Session, path: Path | None, counts: Counter[str]) -> None:
    if session.as_json:
        rows = [{"type": kind, "count": count} for kind, count in counts.items()]
        session.emit({"path": str(path), "rows": rows})
        return
    listed = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    session.note(f"{f'{path}: ' if path else ''}{listed}")
