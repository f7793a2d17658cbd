"""Mail in mbox files: Takeout, Thunderbird, Apple Mail, mutt, a mail server's spool. One stream per file.

An item is a mail's header block (flag lines left out): its hash is the locator, so compaction and flags keep it and
the same block twice in a file is one item. After a complete pass the cursor stands at the last mail, which may have
been cut off by a writer: a grown file is read again from there. A file that was only touched (a mail program sets
flags in place) is cut anew and compared with what is known; a rewritten one is read as if for the first time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from connectors.archives.mails import Mails
from connectors.archives.mbox_files import READ_ERRORS, MboxFile, find, not_an_mbox, size_of
from connectors.archives.mbox_scan import RawMail, scan
from connectors.archives.places import place_of_file, place_of_labels
from connectors.cursor import dump_cursor, load_cursor
from connectors.google.gmail_link import message_link
from connectors.mime import decode_text, has_calendar_part
from syncd.model import Batch, Gone, Item, Mail, Place, Seen, Stream
from syncd.ports import Unavailable
from syncd.settings import Account

BATCH = 3000  # mails stored in one transaction
_BATCH_BYTES = 1 << 26  # or so much of the file, so that progress shows
_VERSION = 1

# What mail programs rewrite in place: Thunderbird; mbox(5); UW IMAP and Dovecot.
_FLAGS = re.compile(
    rb"^(?:X-Mozilla-[^:\n]*|Status|X-Status|X-Keywords|X-UID|X-IMAP|X-IMAPbase):[^\n]*\n?(?:[ \t][^\n]*\n?)*",
    re.MULTILINE | re.IGNORECASE,
)
_MOZILLA_STATUS = re.compile(rb"^X-Mozilla-Status:[ \t]*([0-9a-fA-F]{4})", re.MULTILINE | re.IGNORECASE)
# Takeout's, always so spelled. They begin with a line end, not with ^: a literal beginning is searched for ten times
# as fast.
_THREAD = re.compile(rb"\nX-GM-THRID:[ \t]*(\d+)").search
_LABELS = re.compile(rb"\nX-Gmail-Labels:([^\n]*(?:\n[ \t][^\n]*)*)").search
_TAKEOUT = re.compile(rb"From (\d{10,20})@xxx ").match  # X-GM-MSGID, whose hexadecimal form is the id of Gmail's API
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_EXPUNGED = 0x0008  # nsMsgMessageFlags: already gone, the folder not yet compacted


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Reading goes on at `at`, where a mail begins, if head and tail (what lies before it) are as they were.

    `size` and `mtime` are the file's after a complete pass, -1 within one. `last` is the item at `at` that was handed
    over already. `fresh`: within a pass that will sweep. `short`: the gzipped file ended early.
    """

    at: int
    head: str
    tail: str
    since: str
    size: int = -1
    mtime: int = -1
    last: str = ""
    fresh: bool = False
    short: bool = False

    def dump(self) -> str:
        return dump_cursor(_VERSION, asdict(self))

    @classmethod
    def load(cls, text: str, since: str) -> _Cursor:
        """Raises CursorExpired as `load_cursor` does."""

        def build(fields: dict[str, Any]) -> _Cursor | None:
            return cls(**fields) if isinstance(fields["at"], int) else None

        return load_cursor(text, _VERSION, since, "the place reached in this file", build)


class MboxSource:
    """The mbox files of one account (a `syncd.ports.Source`)."""

    def __init__(self, account: Account, now: datetime, *, batch: int = BATCH) -> None:
        self.batch = batch
        self._path = os.path.normpath(account.path)
        self._mails = Mails(account, now)
        self._link = message_link(account.address, "") if account.address else ""
        self._files: dict[str, str] | None = None

    def streams(self) -> Sequence[Stream]:
        """One per file, named by its path inside the account's; Unavailable if there is none."""
        self._files = find(self._path)
        return [Stream(name, name, size_of(path)) for name, path in self._files.items()]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. An unchanged file is not opened."""
        state = _Cursor.load(cursor, self._mails.since) if cursor is not None else None
        if self._files is None:
            self._files = find(self._path)
        path = self._files.get(stream, "")
        try:
            stat = os.stat(path)  # noqa: PTH116 - strings, as everywhere in this package
            if state is not None and (state.size, state.mtime) == (stat.st_size, stat.st_mtime_ns):
                if state.short:
                    raise _ends_early(path)
                return
            with MboxFile(path) as file:
                yield from _Pass(self, path, file, state).batches(known)
        except FileNotFoundError:
            raise Unavailable(f"{path or stream} is not there any more") from None
        except READ_ERRORS as error:
            raise Unavailable(f"{path} can't be read: {error}") from None

    def item(self, raw: RawMail, locator: str, place: Place) -> Item | None:
        """The mail as a fact; None if it is older than `since`."""
        head = raw.head
        calendar = has_calendar_part(raw.sample)
        found = self._mails.read(head, locator, size=raw.size, calendar=calendar, envelope=raw.envelope)
        if not isinstance(found, Mail):
            return found
        thread = link = ""
        if b"X-G" in head:
            lines = b"\n" + head
            if number := _THREAD(lines):
                thread = number[1].decode("ascii")
                if self._link and (message := _TAKEOUT(raw.envelope)):
                    link = f"{self._link}{int(message[1]):x}"
            if labels := _LABELS(lines):
                place = _gmail_place(labels[1])
        return Seen(locator, found, place, thread, link, self._mails.text(raw.sample, found, place))

    def cursor(self, file: MboxFile, at: int, **more: object) -> _Cursor:
        head, tail = file.fingerprint(at)
        return _Cursor(at, head, tail, self._mails.since, **more)  # type: ignore[arg-type]  # by name, see _Cursor


class _Pass:
    """One reading of one file: fresh (ends in a sweep), an appended end, or a comparison with what is known."""

    def __init__(self, source: MboxSource, path: str, file: MboxFile, state: _Cursor | None) -> None:
        self._source, self._path, self._file = source, path, file
        self._place = place_of_file(path)
        if not file.begins():
            raise not_an_mbox(path)
        if state is not None and not (
            file.fingerprint(state.at) == (state.head, state.tail) and (file.gzipped or file.starts_mail(state.at))
        ):
            state = None  # rewritten
        self._state = state
        self.fresh = state is None or state.fresh
        # Flags decide what a small special file holds, and they change in place: such a file is always compared.
        self._compare = (
            state is not None
            and not state.fresh
            and not file.gzipped
            and (state.size == file.size or self._place != Place.KEPT)
        )
        self._at = 0 if state is None or self._compare else state.at
        self._last = "" if state is None or self._compare else state.last
        self._items: list[Item] = []
        self._skipped = 0

    def batches(self, known: Callable[[], set[str]]) -> Iterator[Batch]:
        if self._state is not None and self._file.gzipped and not self.fresh:
            return  # touched, or copied anew with the same contents
        old = known() if self._compare else set()
        named: set[str] = set()
        began, end, last = self._at, self._at, ""
        first = self._state is None
        self._file.seek(self._at)
        try:
            for raw in scan(self._file.read, self._at):
                if self._file.failed and not raw.closed and len(raw.head) == len(raw.sample):
                    last = ""
                    break  # cut off within its header lines
                last = self._take(raw, old, named)
                end = raw.end if raw.closed else raw.start
                full = len(self._items) + self._skipped >= self._source.batch or raw.end - began >= _BATCH_BYTES
                if raw.closed and full:
                    cursor = self._state if self._compare else self._source.cursor(self._file, end, fresh=self.fresh)
                    assert cursor is not None
                    yield self._batch(cursor, end, fresh=first)
                    first, began, last = False, end, ""
        except READ_ERRORS:
            if not self._file.gzipped:
                raise
        if self._file.failed:
            yield from self._give_up(end, last, first)
        if not self._file.ended():
            raise Unavailable(f"{self._path} was cut while it was being read")
        if self._last:  # nothing stands any more where it stood
            self._items.append(Gone(self._last))
        self._items.extend(Gone(locator) for locator in sorted(old - named))
        cursor = self._source.cursor(self._file, end, size=self._file.size, mtime=self._file.mtime, last=last)
        yield self._batch(cursor, self._file.size, fresh=first, sweep=self.fresh)

    def _take(self, raw: RawMail, old: set[str], named: set[str]) -> str:
        """Adds the mail to the batch and gives its locator ("" if it is not handed over)."""
        before, self._last = self._last, ""
        locator = locator_of(raw.head)
        expunged = is_expunged(raw.head)
        if before and (before != locator or expunged):
            self._items.append(Gone(before))
        if expunged:
            return ""
        if self._compare:
            named.add(locator)
            if locator in old:
                return locator
        if self._file.failed and before == locator:
            return locator  # handed over when the file ended here before
        item = self._source.item(raw, locator, self._place)
        if item is None:
            self._skipped += 1
            return ""
        self._items.append(item)
        return locator

    def _give_up(self, end: int, last: str, first: bool) -> Iterator[Batch]:
        """What could be read of a gzipped file that ends early; nothing is swept."""
        cursor = self._source.cursor(
            self._file, end, size=self._file.size, mtime=self._file.mtime, last=last, fresh=True, short=True
        )
        if cursor != self._state:
            yield self._batch(cursor, end, fresh=first)
        raise _ends_early(self._path)

    def _batch(self, cursor: _Cursor, done: int, *, fresh: bool, sweep: bool = False) -> Batch:
        total = 0 if self._file.gzipped else self._file.size
        items, skipped = self._items, self._skipped
        self._items, self._skipped = [], 0
        return Batch(items, cursor.dump(), done, total, skipped, fresh, sweep)


def locator_of(head: bytes) -> str:
    """The name of a mail for good: a hash of its header lines, those that mail programs rewrite left out."""
    if b"tatus:" in head:  # whoever writes one of these lines writes a Status, too
        head = _FLAGS.sub(b"", head)
    return blake2b(head, digest_size=8).hexdigest()


def is_expunged(head: bytes) -> bool:
    """Whether Thunderbird deleted the mail and has not yet compacted the file."""
    if b"X-Mozilla-Status:" not in head:
        return False
    status = _MOZILLA_STATUS.search(head)
    return status is not None and bool(int(status[1], 16) & _EXPUNGED)


@lru_cache(maxsize=4096)
def _gmail_place(value: bytes) -> Place:
    return place_of_labels(decode_text(_FOLD.sub(b"", value).strip()))


def _ends_early(path: str) -> Unavailable:
    return Unavailable(f"{path} ends early or is damaged: what could be read is kept, copy or export it again")
