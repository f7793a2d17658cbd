"""Taking in a file once, outside the accounts: the same sources, under an account's name that no config can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from syncd.careers import JobChange, job_changes
from syncd.jobs.ingest import Progress, Report, ingest
from syncd.model import Batch, CardRow, Stream
from syncd.people import build_directory
from syncd.ports import Source
from syncd.settings import Account, Settings
from syncd.store.log import BadItem, Store

REPLACES = frozenset({"linkedin"})
"""Kinds of which a later file stands for all earlier ones, whatever it is called; of others each file is its own."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import went. `new` are names of people whom no import of this kind had before."""

    report: Report
    new: tuple[str, ...]
    jobs: tuple[JobChange, ...]
    unreadable: tuple[BadItem, ...]


def account_for(kind: str, file: Path) -> Account:
    """The account that stands for a file. No config can have its name: it holds a colon."""
    return Account(name=f"import:{kind}", provider=kind, mail=False, path=str(file.absolute()))


def import_file(
    account: Account,
    make: Callable[[], Source],
    store: Store,
    settings: Settings,
    now: datetime,
    progress: Progress,
) -> Imported:
    """Takes the file in; the same file again changes nothing. The caller holds the lock."""
    before = {address for row in _cards(store, account) for address in row.card.addresses}

    def source() -> Source:
        return make() if account.provider in REPLACES else _OneFile(make(), account.path)

    instant = int(now.timestamp())
    report = ingest(account.name, source, store, instant, progress, settings=settings, whole=False)
    with store.read() as log:
        facts = replace(log.facts(), mails=())
        bad = tuple(item for item in log.unreadable() if item.account == account.name)
        rows = [row for row in facts.cards if row.account == account.name]
        own = replace(facts, cards=rows)
        changes = job_changes(own, build_directory(facts, settings, now), instant - 1)
    new = sorted(row.card.name or row.card.addresses[0] for row in rows if before.isdisjoint(row.card.addresses))
    return Imported(report, tuple(new), tuple(changes) if report.counts.changed else (), bad)


def _cards(store: Store, account: Account) -> list[CardRow]:
    with store.read() as log:
        return [row for row in log.facts().cards if row.account == account.name]


class _OneFile:
    """A source whose streams are named after the file they come from, so that no two files take each other's place."""

    def __init__(self, source: Source, path: str) -> None:
        self._source = source
        self._prefix = blake2b(path.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest() + ":"

    def streams(self) -> Sequence[Stream]:
        """See `syncd.ports.Source.streams`."""
        return [replace(stream, name=self._prefix + stream.name) for stream in self._source.streams()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`."""
        return self._source.read(stream.removeprefix(self._prefix), cursor, known)
