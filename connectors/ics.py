"""Calendars as .ics files or by URL: one stream per file or URL, one item per VEVENT.

A file or answer is always read as a whole; if it changed, all its events are handed over again (the store compares)
and the rest is swept. One that ends in the midst of a calendar gives what it holds, but nothing is swept.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors import ics_url
from connectors.cursor import dump_cursor, load_cursor
from connectors.icalendar import NotACalendar, Parsed, locator, parse
from syncd.model import Batch, Event, Item, Seen, Stream
from syncd.ports import Unavailable
from syncd.recurrence import instant
from syncd.settings import Account

BATCH = 2000  # events
_VERSION = 1
_RACY = 2_000_000_000  # ns: a file may change again within its timestamp's coarseness (as git's index has it)
_STAMPS = re.compile(rb"^DTSTAMP[^\r\n]*\r?\n", re.MULTILINE)  # servers make it anew for each answer
_URL = "url"


@dataclass(frozen=True, slots=True)
class _Cursor:
    """What was read. `after` events of it are handed over; None: all. `cutoff` is fixed by the first pass."""

    since: str
    cutoff: int | None
    digest: str = ""
    after: int | None = None
    size: int = -1
    changed: int = -1  # mtime in ns; -1: not to be relied on
    etag: str = ""
    modified: str = ""
    place: str = ""  # a hash of the URL: conditions hold for one place only

    def dump(self) -> str:
        return dump_cursor(_VERSION, asdict(self))

    @classmethod
    def load(cls, text: str, since: str) -> _Cursor:
        """Raises CursorExpired as `load_cursor` does."""

        def build(fields: dict[str, Any]) -> _Cursor | None:
            cursor = cls(**fields)
            whole = (cursor.cutoff, cursor.after, cursor.size, cursor.changed)
            texts = (cursor.digest, cursor.etag, cursor.modified, cursor.place)
            fitting = all(isinstance(one, int | None) for one in whole) and all(isinstance(one, str) for one in texts)
            return cursor if fitting else None

        return load_cursor(text, _VERSION, since, "the state of this calendar", build)


class IcsSource:
    """The calendars of one account (a `syncd.ports.Source`). `now` is an aware datetime."""

    def __init__(self, account: Account, now: datetime, *, batch: int = BATCH) -> None:
        self._account, self._size = account, batch
        self._now = int(now.timestamp())
        self._since = str(account.since or "")
        self._cutoff = int(account.since.before_instant(now).timestamp()) if account.since else None

    def streams(self) -> Sequence[Stream]:
        """A URL is "url"; files are named by their path below the account's. Unavailable if nothing is there."""
        if ics_url.is_url(self._account.path):
            return [Stream(_URL, ics_url.shown(self._account.path))]
        return [Stream(name, name, path.stat().st_size) for name, path in self._files().items()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:  # noqa: ARG002 - nothing to compare: a changed file is a new pass
        """See `syncd.ports.Source.read`. A batch without items only moves the cursor: touched, but the same."""
        state = _Cursor.load(cursor, self._since) if cursor is not None else None
        got = self._fetch(state) if stream == _URL and ics_url.is_url(self._account.path) else self._load(stream, state)
        if got is None:
            return
        data, digest, found = got
        if state is not None and state.digest == digest and state.after is None:
            if (moved := replace(found, after=None)) != state:
                yield Batch((), moved.dump())
            return
        try:
            parsed = parse(data)
        except NotACalendar:
            raise Unavailable(f"{self._shown(stream)} is not a calendar{_looks_like(data)}") from None
        del data, got
        begun = state.after if state is not None and state.digest == digest else None
        yield from self._batches(parsed, found, begun)
        if not parsed.closed:
            raise Unavailable(f"{self._shown(stream)} ends in the midst of a calendar: nothing of it was removed")

    def _files(self) -> dict[str, Path]:
        path = Path(self._account.path)
        if path.is_dir():
            found = [one for one in path.rglob("*") if one.suffix.lower() == ".ics" and one.is_file()]
            return {one.relative_to(path).as_posix(): one for one in sorted(found)}
        if path.exists():
            return {path.name: path}
        if glob.has_magic(str(path)):
            fixed = [part for part in path.parents if not glob.has_magic(str(part))]
            names = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - pathlib's ** finds no files
            if found := [Path(name) for name in names if Path(name).is_file()]:
                return {one.relative_to(fixed[0]).as_posix(): one for one in found}
        raise Unavailable(f'{path} is not there; see "path" of account {self._account.name}')

    def _load(self, stream: str, state: _Cursor | None) -> tuple[bytes, str, _Cursor] | None:
        path = self._files().get(stream)
        try:
            if path is None:
                raise FileNotFoundError(2, os.strerror(2))
            about = path.stat()
            if state is not None and state.after is None and (state.size, state.changed) == _mark(about):
                return None
            data = path.read_bytes()
        except OSError as error:
            raise Unavailable(f"{path or stream} can't be read: {error.strerror}") from None
        settled = about.st_mtime_ns < self._now * 1_000_000_000 - _RACY
        size, changed = _mark(about)
        digest = hashlib.sha256(data).hexdigest()
        return data, digest, self._found(state, digest, size=size, changed=changed if settled else -1)

    def _fetch(self, state: _Cursor | None) -> tuple[bytes, str, _Cursor] | None:
        place = hashlib.sha256(self._account.path.encode()).hexdigest()[:16]
        same = state is not None and state.after is None and state.place == place
        etag, modified = (state.etag, state.modified) if state is not None and same else ("", "")
        answer = ics_url.fetch(self._account.path, self._account.name, etag, modified)
        if answer is None:
            return None
        digest = hashlib.sha256(_STAMPS.sub(b"", answer.data)).hexdigest()
        return answer.data, digest, self._found(state, digest, etag=answer.etag, modified=answer.modified, place=place)

    def _found(self, state: _Cursor | None, digest: str, **fields: int | str) -> _Cursor:
        """The cursor of what was just read."""
        cutoff = self._cutoff if state is None else state.cutoff
        return replace(_Cursor(self._since, cutoff, digest), **fields)  # type: ignore[arg-type]  # names of its fields

    def _batches(self, parsed: Parsed, found: _Cursor, begun: int | None) -> Iterator[Batch]:
        events, skipped = self._wanted(parsed.events, found.cutoff)
        items: list[Item] = [Seen(name, event, link=event.link) for name, event in chosen(events).items()]
        seen = {item.locator for item in items}
        items += {one.locator: one for one in parsed.unreadable if one.locator not in seen}.values()
        after, fresh, total = begun or 0, begun is None, len(items)
        while after < total or (fresh and parsed.closed):
            part = items[after : after + self._size]
            after += len(part)
            last = after >= total and parsed.closed
            cursor = replace(found, after=None if last else after)
            yield Batch(
                part, cursor.dump(), after, total, parsed.skipped + skipped if fresh else 0, fresh=fresh, sweep=last
            )
            fresh = False

    def _wanted(self, events: Sequence[Event], cutoff: int | None) -> tuple[list[Event], int]:
        """Without single meetings that began before `cutoff`; of series everything stays, for they may still run."""
        if cutoff is None:
            return list(events), 0
        series = {event.uid for event in events if event.rules or event.dates}
        wanted = [event for event in events if event.uid in series or instant(event.start, UTC) >= cutoff]
        return wanted, len(events) - len(wanted)

    def _shown(self, stream: str) -> str:
        path = self._account.path
        return ics_url.shown(path) if ics_url.is_url(path) else stream


def chosen(events: Sequence[Event]) -> dict[str, Event]:
    """By locator; of several copies in one file the highest SEQUENCE, then the latest update, then the last."""
    best: dict[str, Event] = {}
    for event in events:
        name = locator(event)
        before = best.get(name)
        if before is None or (event.sequence, event.updated or 0) >= (before.sequence, before.updated or 0):
            best[name] = event
    return best


def _mark(about: os.stat_result) -> tuple[int, int]:
    return about.st_size, about.st_mtime_ns


def _looks_like(data: bytes) -> str:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return ": it is empty"
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return " but a web page, perhaps a login"
    return ""
