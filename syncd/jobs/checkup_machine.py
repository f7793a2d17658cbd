"""`doctor` on what lies around the log: packages, files, disk, lock, service."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import syncd
from syncd.jobs.finding import Finding, bad, note, ok
from syncd.jobs.service import Condition
from syncd.lock import holder
from syncd.ports import Trouble
from syncd.secret import known_key
from syncd.settings import Settings

_LITTLE, _NONE = 500_000_000, 50_000_000  # octets of free space
_RESET_BUG = (3, 51, 3)  # sqlite.org/wal.html, "the WAL-reset bug": fixed there


def packages() -> Iterator[Finding]:
    """`connectors` and `rules` also exist on PyPI: another package of that name would be imported instead."""
    home = Path(syncd.__file__).parent.parent
    for name in ("connectors", "rules"):
        spec = find_spec(name)
        where = Path(spec.origin).parent.parent if spec is not None and spec.origin else None
        if where != home:
            yield bad(
                f"the package {name} comes from {where}, not from syncd",
                "install syncd in an environment of its own, with pipx or uv tool; the README shows how",
            )


def database() -> Iterator[Finding]:
    """A bug of SQLite that loses commits, and why it can't strike here (`syncd.lock`)."""
    if sqlite3.sqlite_version_info < _RESET_BUG:
        yield ok(
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug (mended in 3.51.3): it needs two writers at once,"
            " and syncd lets one write at a time"
        )


def permissions(settings: Settings) -> Iterator[Finding]:
    """Files that others can read, and folders that can't be written."""
    paths = settings.paths
    files = [paths.log, paths.state / "links.key", paths.state / "notes.json"]
    files += [paths.log.with_name(f"{paths.log.name}-wal")]
    private = any("://" in account.path for account in settings.accounts)  # a calendar's address is a password
    if private or re.search(r"://[^/?@]*:[^/?@]+@|[?&]password=", settings.log_url):
        files.append(paths.config)
    files += sorted(paths.tokens.glob("*.json")) if paths.tokens.is_dir() else []
    for path, wanted in [*((file, 0o600) for file in files), *((folder, 0o700) for folder in _folders(settings))]:
        if not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield bad(f"others can read {path} (mode {mode:o})", f"chmod {wanted:o} {path}")
        if not os.access(path, os.W_OK):
            yield bad(f"syncd can't write to {path}", f"make it yours: sudo chown -R $USER {path}")
    to = Path(settings.followups.to) if settings.followups.to_file else None
    if to is not None and not os.access(to if to.exists() else to.parent, os.W_OK):
        yield bad(f"follow-ups can't be written to {to}", "make its folder, or give [followups] to another file")


def _folders(settings: Settings) -> list[Path]:
    return list(dict.fromkeys([settings.paths.log.parent, settings.paths.state, settings.paths.tokens]))


def space(settings: Settings) -> Iterator[Finding]:
    """A log that can't grow stops everything; `backup` and `purge` need as much again for a moment."""
    log = settings.paths.log
    folder = next((path for path in log.parents if path.exists()), None)
    if settings.log_url or folder is None:
        return
    free = shutil.disk_usage(folder).free
    size = log.stat().st_size if log.exists() else 0
    text = f"{free / 1e6:,.0f} MB are free where the log is ({folder}), which takes {size / 1e6:,.0f} MB"
    if free < _NONE:
        yield bad(text, "free some space: nothing can be stored")
    elif free < max(_LITTLE, 2 * size):
        yield note(text, "free some space: syncd backup and syncd purge need as much as the log takes")


def key_of_links(settings: Settings) -> Iterator[Finding]:
    """The key that signs the digest's mail links."""
    try:
        known_key(settings.paths.state)
    except Trouble as trouble:
        yield bad(str(trouble), f"rm {settings.paths.state / 'links.key'}: syncd makes a new one")


def lock(settings: Settings) -> Iterator[Finding]:
    """Who is at work."""
    found = holder(settings.paths.lock)
    if found is not None:
        pid, daemon = found
        yield ok(f"{'the daemon runs' if daemon else 'another syncd is at work'} (pid {pid or 'unknown'})")


def service(found: Condition, settings: Settings) -> Iterator[Finding]:
    """The systemd unit; a daemon may run without one."""
    runs = holder(settings.paths.lock) == (found.pid, True) or (holder(settings.paths.lock) or (None, False))[1]
    fix = found.advice[0] if found.advice else f"systemctl --user status {found.path.name} tells more"
    if found.state == "failed" or (found.state == "starting" and found.restarts):
        yield bad(f"the service {found.path.name} fails: {found.result}, exit code {found.code}", fix)
    elif found.state == "stopped" and not runs:
        yield note(f"the service {found.path.name} does not run", fix)
    elif found.state == "not installed" and not runs:
        yield note("no daemon runs: nothing is synced by itself", "syncd service install, or cron: docs/service.md")
    elif found.state == "unknown":
        yield note(f"{found.path} is there, but no user manager can be asked about it", fix)
    elif found.state in ("running", "starting", "stopping"):
        yield ok(f"the service {found.path.name} is {found.state}")
        if not found.lingers and found.advice:
            yield note("the service ends when you log out", fix)
        if found.enabled is False:
            yield note("the service does not start by itself", "syncd service install")
    if found.edited:
        yield note(
            f"{found.path} was edited, and syncd service install would not touch it",
            f"put the changes into a drop-in: systemctl --user edit {found.path.name}",
        )


def left_logins(settings: Settings) -> Iterator[Finding]:
    """Logins of accounts that the config no longer names."""
    folder = settings.paths.tokens
    known = {account.name for account in settings.accounts} | {"smtp"}
    files = [*folder.glob("*.json"), *folder.glob("*.keyring")] if folder.is_dir() else []
    for path in sorted(files):
        name = path.name.rpartition(".")[0]
        if name not in known:
            yield note(
                f"the login of {name} is kept, which is no account of the config any more",
                f"put the account back and syncd auth {name} --forget, or rm {path}",
            )
