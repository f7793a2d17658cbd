"""Mail in Maildir folders: one stream per folder, one item per file.

The locator is the file's unique name, so a changed flag or the way from new to cur keeps it; a file moved to another
folder is gone here and seen there. A first pass goes through the names in order and ends in a sweep; later ones list
the folder only if cur or new changed, and compare with what is known.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from connectors.archives.maildir_folders import find, listing, modified
from connectors.archives.mails import Mails
from connectors.archives.mbox_scan import SAMPLE_MAX, header_block
from connectors.archives.places import place_of_folder
from connectors.cursor import dump_cursor, load_cursor
from connectors.mime import has_calendar_part
from syncd.model import Batch, Gone, Item, Mail, Place, Seen, Stream, Unreadable
from syncd.ports import Unavailable
from syncd.settings import Account

BATCH = 3000  # mails stored in one transaction
_VERSION = 1
_RACY = 2_000_000_000  # ns: a folder may change again within its timestamp's coarseness (as git's index has it)
_UNSETTLED = (-1, -1)
_HASH = 6  # bytes per passed-over mail


@dataclass(frozen=True, slots=True)
class _Cursor:
    """`times` are those of cur and new when listed, -1 if they must not be relied on.

    `after` is the last name handed over in a first pass, None once that is complete. `drafts` are the names with
    flag D; `old` the hashes of the names passed over because of `since`, which nobody else remembers.
    """

    since: str
    times: tuple[int, int] = _UNSETTLED
    after: str | None = None
    drafts: frozenset[str] = frozenset()
    old: frozenset[bytes] = frozenset()

    def dump(self) -> str:
        fields = {
            "since": self.since,
            "times": self.times,
            "after": self.after,
            "drafts": sorted(self.drafts),
            "old": b64encode(b"".join(sorted(self.old))).decode("ascii"),
        }
        return dump_cursor(_VERSION, fields)

    @classmethod
    def load(cls, text: str, since: str) -> _Cursor:
        """Raises CursorExpired as `load_cursor` does."""

        def build(fields: dict[str, Any]) -> _Cursor:
            raw = b64decode(fields["old"], validate=True)
            old = frozenset(raw[i : i + _HASH] for i in range(0, len(raw), _HASH))
            cur, new = fields["times"]
            return cls(since, (int(cur), int(new)), fields["after"], frozenset(fields["drafts"]), old)

        return load_cursor(text, _VERSION, since, "the state of this folder", build)


class MaildirSource:
    """The Maildir folders of one account (a `syncd.ports.Source`)."""

    def __init__(self, account: Account, now: datetime, *, batch: int = BATCH) -> None:
        self.batch = batch
        self._path = os.path.normpath(account.path)
        self._mails = Mails(account, now)
        self._folders: dict[str, str] | None = None

    def streams(self) -> Sequence[Stream]:
        """One per folder, named by its path inside the account's ("INBOX" for itself); Unavailable if there is none."""
        self._folders = find(self._path)
        return [Stream(name, name) for name in self._folders]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. A folder whose cur and new did not change is not listed.

        A batch without items only moves the cursor: flags changed, or the folder had changed just before a listing.
        """
        state = _Cursor.load(cursor, self._mails.since) if cursor is not None else None
        if self._folders is None:
            self._folders = find(self._path)
        folder = self._folders.get(stream)
        if folder is None:
            raise Unavailable(f"{self._path}/{stream} is not there any more")
        try:
            times = modified(folder)
            if state is not None and state.after is None and state.times == times:
                return
            reading = _Reading(self, folder, *listing(folder))
            settled = max(times) < self._mails.now * 1_000_000_000 - _RACY
            if state is None or state.after is not None:
                yield from reading.first_pass(state, times if settled else _UNSETTLED)
            else:
                yield from reading.changes(state, times if settled else _UNSETTLED, known())
        except OSError as error:
            raise Unavailable(f"{folder} can't be read: {error}") from None

    def since(self) -> str:
        return self._mails.since

    def item(self, raw: bytes, size: int, name: str, place: Place) -> Item | None:
        """The mail as a fact; None if it is older than `since`. `raw` holds at most its first SAMPLE_MAX bytes."""
        found = self._mails.read(header_block(raw), name, size=size, calendar=has_calendar_part(raw))
        if not isinstance(found, Mail):
            return found
        return Seen(name, found, place, text=self._mails.text(raw, found, place))


class _Reading:
    """One folder as it was listed."""

    def __init__(self, source: MaildirSource, folder: str, names: dict[str, str], drafts: set[str]) -> None:
        self._source, self._folder, self._names, self._drafts = source, folder, names, frozenset(drafts)
        self._place = place_of_folder("/".join(folder.split("/")[-2:]))
        self._old: set[bytes] = set()

    def first_pass(self, state: _Cursor | None, times: tuple[int, int]) -> Iterator[Batch]:
        """Everything in name order, or what comes after the place reached; ends in a sweep."""
        drafts = self._drafts
        todo = sorted(self._names)
        if state is not None and state.after is not None:
            after = state.after
            todo = todo[bisect_right(todo, after) :]
            self._old.update(state.old)
            # What changed before the place reached is found by comparing, the next time.
            times = _UNSETTLED
            drafts = frozenset(d for d in drafts if d > after) | {d for d in state.drafts if d <= after}
        done = len(self._names) - len(todo)
        fresh = state is None
        for items, skipped, last, part in self._parts(todo):
            done += len(part)
            cursor = self._cursor(times if last else _UNSETTLED, drafts, None if last else part[-1])
            yield Batch(items, cursor.dump(), done, len(self._names), skipped, fresh, sweep=last)
            fresh = False

    def changes(self, state: _Cursor, times: tuple[int, int], known: set[str]) -> Iterator[Batch]:
        """What differs from what is known; a repetition after a stop is harmless."""
        names = self._names.keys()
        new = names - known
        if state.old:
            self._old = {digest for digest in map(_hash, new) if digest in state.old}
            new = {name for name in new if _hash(name) not in state.old}
        todo = sorted(new | ((self._drafts ^ state.drafts) & names & known))
        before: list[Item] = [Gone(name) for name in sorted(known - names)]
        done = 0
        for items, skipped, last, part in self._parts(todo):
            done += len(part)
            cursor = self._cursor(times, self._drafts) if last else self._cursor(_UNSETTLED, state.drafts)
            if before or items or cursor != state:
                yield Batch(before + items, cursor.dump(), done, len(todo), skipped)
            before = []

    def _parts(self, todo: Sequence[str]) -> Iterator[tuple[list[Item], int, bool, Sequence[str]]]:
        """`todo` read part by part (at least one): items, how many were too old, whether it is the last, the names."""
        size = self._source.batch
        for start in range(0, max(len(todo), 1), size):
            part = todo[start : start + size]
            items: list[Item] = []
            skipped = 0
            for name in part:
                try:
                    found = read_start(f"{self._folder}/{self._names[name]}")
                except (FileNotFoundError, IsADirectoryError):  # moved since it was listed; the next listing shows it
                    continue
                except OSError as error:
                    items.append(Unreadable(name, f"the file can't be read: {error.strerror}"))
                    continue
                item = self._source.item(*found, name, Place.DRAFT if name in self._drafts else self._place)
                if item is None:
                    skipped += 1
                    self._old.add(_hash(name))
                else:
                    items.append(item)
            yield items, skipped, start + size >= len(todo), part

    def _cursor(self, times: tuple[int, int], drafts: frozenset[str], after: str | None = None) -> _Cursor:
        return _Cursor(self._source.since(), times, after, drafts, frozenset(self._old))


def read_start(path: str) -> tuple[bytes, int]:
    """A file's first SAMPLE_MAX bytes and its size."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        size = os.fstat(handle).st_size
        return os.read(handle, min(size, SAMPLE_MAX)), size
    finally:
        os.close(handle)


def _hash(name: str) -> bytes:
    return blake2b(name.encode("utf-8"), digest_size=_HASH).digest()
