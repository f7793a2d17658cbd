"""Files that are always read as a whole: the cursor that tells whether they are as they were, and the batches.

For exports and address books. If a file changed, all its items are handed over again (the store compares) and what
they do not name is swept. Streams are named by the file's path below the account's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from connectors.archives.paths import matches, root_of, stored_name
from connectors.cursor import dump_cursor, load_cursor
from syncd.model import Batch, Item
from syncd.ports import Unavailable
from syncd.settings import Account

BATCH = 2000  # items
_VERSION = 1
_RACY = 2_000_000_000  # ns: a file may change again within its timestamp's coarseness (as git's index has it)
_DAY = 86_400
_OLDEST = 31_536_000  # 1971-01-01: what claims to be older has no time (CONTRACT.md §4)


class Window(NamedTuple):
    """Instants between which an exchange is wanted (from `cutoff` on) and believed (up to `latest`)."""

    cutoff: int | None
    latest: int

    def believable(self, at: int) -> bool:
        return _OLDEST <= at <= self.latest

    def wanted(self, at: int) -> bool:
        return self.cutoff is None or at >= self.cutoff


@dataclass(frozen=True, slots=True)
class Content:
    """What a stream's files hold, each locator once. `torn`: why more is known to be missing ("" if it is whole)."""

    items: Sequence[Item]
    skipped: int = 0
    torn: str = ""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """What was read. `after` items of it are handed over; None: all. `cutoff` is fixed by the first pass."""

    since: str
    cutoff: int | None
    digest: str = ""
    after: int | None = None
    mark: str = ""  # of names, sizes and times; "": not to be relied on

    def dump(self) -> str:
        return dump_cursor(_VERSION, asdict(self))

    @classmethod
    def load(cls, text: str, since: str) -> _Cursor:
        """Raises CursorExpired as `load_cursor` does."""

        def build(fields: dict[str, Any]) -> _Cursor | None:
            cursor = cls(**fields)
            numbers = all(isinstance(one, int | None) for one in (cursor.cutoff, cursor.after))
            return cursor if numbers and isinstance(cursor.digest, str) and isinstance(cursor.mark, str) else None

        return load_cursor(text, _VERSION, since, "the state of this file", build)


class WholeFiles:
    """How one account's files are read. `now` is an aware datetime."""

    def __init__(self, account: Account, now: datetime, *, batch: int = BATCH) -> None:
        self._now, self._batch = int(now.timestamp()), batch
        self._since = str(account.since or "")
        self._cutoff = int(account.since.before_instant(now).timestamp()) if account.since else None

    def read(self, cursor: str | None, paths: Sequence[str], parse: Callable[[Window], Content]) -> Iterator[Batch]:
        """The batches of what `parse` finds in the files `paths`; none if they are as the cursor has them.

        A batch without items only moves the cursor: touched, but the same. Raises CursorExpired; Unavailable if a
        file can't be read, or, after the batches, if the content is torn: then nothing was swept.
        """
        state = _Cursor.load(cursor, self._since) if cursor is not None else None
        mark, settled = self._mark(paths)
        if state is not None and state.after is None and state.mark == mark:
            return
        digest = _digest(paths)
        cutoff = self._cutoff if state is None else state.cutoff
        found = _Cursor(self._since, cutoff, digest, mark=mark if settled else "")
        same = state is not None and state.digest == digest
        if state is not None and same and state.after is None:
            if found != state:
                yield Batch((), found.dump())
            return
        content = parse(Window(cutoff, self._now + _DAY))
        if self._mark(paths)[0] != mark:
            raise Unavailable(f"{paths[0]} changed while it was read; the next sync reads it again")
        yield from self._batches(content, found, state.after if state is not None and same else None)
        if content.torn:
            raise Unavailable(content.torn)

    def _batches(self, content: Content, found: _Cursor, begun: int | None) -> Iterator[Batch]:
        after, fresh, total = begun or 0, begun is None, len(content.items)
        while after < total or (fresh and not content.torn):
            part = content.items[after : after + self._batch]
            after += len(part)
            last = after >= total and not content.torn
            cursor = replace(found, after=None if last else after)
            skipped = content.skipped if fresh else 0
            yield Batch(part, cursor.dump(), after, total, skipped, fresh=fresh, sweep=last)
            fresh = False

    def _mark(self, paths: Sequence[str]) -> tuple[str, bool]:
        """A hash of the files' names, sizes and times, and whether they were left alone long enough to trust it."""
        stats = [_stat(path) for path in paths]
        settled = all(one.st_mtime_ns < self._now * 1_000_000_000 - _RACY for one in stats)
        said = "\n".join(
            f"{stored_name(path)}\0{one.st_size}\0{one.st_mtime_ns}" for path, one in zip(paths, stats, strict=True)
        )
        return hashlib.sha256(said.encode()).hexdigest()[:32], settled


def find(path: str, suffixes: tuple[str, ...]) -> dict[str, str]:
    """Stream name → file, for all that the account's path stands for; a file named outright may be called anything.

    Hidden files are passed over, links to folders not followed.
    """
    path = os.path.normpath(path)
    if os.path.isfile(path):  # noqa: PTH113 - strings, as `connectors.archives.paths` has them
        return {stored_name(path.rpartition("/")[2]): path}
    root = root_of(path)
    return {
        stored_name(os.path.relpath(one, root)): one
        for match in matches(path)
        for one in _files_below(match)
        if one.lower().endswith(suffixes)
    }


def load(path: str) -> bytes:
    """The file's octets; raises Unavailable."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def size_of(path: str) -> int:
    """Its octets on disk, 0 if it is not there any more."""
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def _files_below(path: str) -> Iterator[str]:
    if os.path.isfile(path):  # noqa: PTH113 - see `find`
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (f"{folder}/{name}" for name in sorted(names) if not name.startswith("."))


def _digest(paths: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        try:
            with Path(path).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise _unreadable(path, error) from None
    return digest.hexdigest()


def _stat(path: str) -> os.stat_result:
    try:
        return Path(path).stat()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> Unavailable:
    return Unavailable(f"{stored_name(path)} can't be read: {error.strerror or error}")
