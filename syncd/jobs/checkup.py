"""What `doctor` looks at: each finding says what is wrong and how to mend it."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import syncd
from syncd.jobs.summary import current
from syncd.ports import Source, Trouble
from syncd.settings import Account, Settings
from syncd.store.log import Store

_LISTED = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is ok, note or bad. `fix` is what to do, "" where nothing need be done."""

    level: str
    text: str
    fix: str = ""


def examine(
    settings: Settings, store: Callable[[], Store], source: Callable[[Account, datetime], Source], now: datetime
) -> Iterator[Finding]:
    """All findings, most basic first. `store` opens the log for reading, `source` makes an account's source."""
    yield from _packages()
    yield from _permissions(settings)
    yield from _accounts(settings, source, now)
    try:
        yield from _log(settings, store(), now)
    except Trouble as trouble:
        yield Finding("bad", str(trouble))


def _packages() -> Iterator[Finding]:
    """`connectors` and `rules` also exist on PyPI: another package of that name would be imported instead."""
    home = Path(syncd.__file__).parent.parent
    for name in ("connectors", "rules"):
        spec = find_spec(name)
        where = Path(spec.origin).parent.parent if spec is not None and spec.origin else None
        if where != home:
            yield Finding(
                "bad",
                f"the package {name} comes from {where}, not from syncd",
                "install syncd in an environment of its own, with pipx or uv tool; the README shows how",
            )


def _permissions(settings: Settings) -> Iterator[Finding]:
    log = settings.paths.log
    private = [(log, 0o600), (log.parent, 0o700)]
    if any("://" in account.path for account in settings.accounts):  # a calendar's private address is a password
        private.append((settings.paths.config, 0o600))
    for path, wanted in private:
        if not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Finding("bad", f"others can read {path} (mode {mode:o})", f"chmod {wanted:o} {path}")


def _accounts(settings: Settings, source: Callable[[Account, datetime], Source], now: datetime) -> Iterator[Finding]:
    if not settings.accounts:
        yield Finding("note", "the config has no account", "add an [[account]]; the README shows how")
    for account in settings.accounts:
        try:
            streams = source(account, now).streams()
        except Trouble as trouble:
            yield Finding("bad", f"account {account.name}: {trouble}")
        else:
            yield Finding("ok", f"account {account.name}: {len(streams):,} to read from")


def _log(settings: Settings, store: Store, now: datetime) -> Iterator[Finding]:
    if not settings.paths.log.exists():
        yield Finding("note", "there is no log yet", "syncd sync makes it")
        return
    with store.read() as log:
        if trouble := log.integrity():
            yield Finding(
                "bad",
                f"the log is damaged: {trouble}",
                "restore a copy of it if you have one, or move it away and run syncd sync",
            )
            return
        yield Finding("ok", f"log {settings.paths.log}, SQLite {log.engine_version()}")
        states = log.account_states()
        for account in settings.accounts:
            if account.name not in states:
                yield Finding("note", f"account {account.name} was never synced", f"syncd sync {account.name}")
        bad = log.unreadable()
        for item in bad[:_LISTED]:
            yield Finding("note", f"unreadable in {item.account}, {item.stream}: {item.locator}: {item.reason}")
        if len(bad) > _LISTED:
            yield Finding("note", f"… and {len(bad) - _LISTED:,} more unreadable items")
        for address, count in current(log, settings, now).maybe_mine:
            yield Finding(
                "note",
                f"is {address} yours? {count:,} mails reached you through it and do not count",
                f'if so: [me] addresses = [… , "{address}"]; if not, it is perhaps a list',
            )
        zones = Counter(row.event.unknown_zone for row in log.facts().events if row.event.unknown_zone)
        for zone, count in zones.most_common():
            yield Finding(
                "note",
                f'{count:,} events are in the unknown time zone "{zone}"; they were read as {settings.me.timezone}',
                "correct the zone in the calendar they come from",
            )
        if suspect := log.meta("suspect"):
            yield Finding("bad", suspect)
