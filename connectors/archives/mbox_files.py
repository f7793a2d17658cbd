"""The mbox files an account's path stands for, and reading one, gzipped or plain, as it was when it was opened."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from hashlib import blake2b
from typing import Self

from connectors.archives import mbox_scan
from connectors.archives.paths import entries_of, matches, root_of, stored_name
from syncd.ports import Unavailable

_WINDOW = 4096  # as much of the beginning and before the place reached tells whether a file was rewritten
_LOOK = 2048
_NEVER = (
    *(".msf", ".dat", ".sqlite", ".json", ".html", ".htm", ".ics", ".js", ".eml", ".wdseml", ".mozeml", ".pdf", ".zip"),
    *(".jpg", ".png", ".plist", ".emlx", ".lock", ".tmp"),
)
_FLAG_LINES = re.compile(rb"^(?:X-Mozilla-(?:Status2?|Keys)|X-Status|Status):[^\n]*", re.MULTILINE | re.IGNORECASE)

READ_ERRORS = (OSError, EOFError, zlib.error)


def find(path: str) -> dict[str, str]:
    """Stream name → file, for all that the account's path stands for.

    A file named outright must be an mbox; others are passed over. Raises Unavailable if nothing is left.
    """
    if os.path.isfile(path):  # noqa: PTH113 - strings, as everywhere in this package
        if not _may_be_mbox(path):
            raise not_an_mbox(path)
        return {stored_name(path.rpartition("/")[2]): path}
    root = root_of(path)
    files: dict[str, str] = {}
    met = set()
    waiting = matches(path)[::-1]
    while waiting:
        here = waiting.pop()
        if (real := os.path.realpath(here)) in met:
            continue
        met.add(real)
        if os.path.isdir(here):  # noqa: PTH112
            waiting.extend(entry.path for entry in reversed(list(entries_of(here))))
        elif os.path.isfile(here) and _may_be_mbox(here):  # noqa: PTH113
            files[stored_name(os.path.relpath(here, root))] = here
    if not files:
        raise Unavailable(
            f"no mbox file at {path}: expected a file that begins with a “From ” line (or is gzipped), "
            "a folder of such files, or a pattern like Mail/*.mbox"
        )
    return files


def not_an_mbox(path: str) -> Unavailable:
    return Unavailable(f"{path} is not an mbox: it does not begin with a “From ” line that has a time and a year")


def _may_be_mbox(path: str) -> bool:
    """Whether it begins like one or is empty; a file that can't be opened is kept, so that reading says why."""
    if path.lower().endswith(_NEVER):
        return False
    try:
        with MboxFile(path) as file:
            return file.begins()
    except FileNotFoundError:
        return False
    except READ_ERRORS:
        return True


def size_of(path: str) -> int:
    """Its octets on disk, 0 if it is not there any more."""
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return 0


class MboxFile:
    """One open file. `size` and `mtime` are those on disk when it was opened; later growth is not read."""

    def __init__(self, path: str) -> None:
        self._plain = open(path, "rb", buffering=0)  # noqa: SIM115, PTH123 - closed by __exit__
        stat = os.fstat(self._plain.fileno())
        self.size, self.mtime = stat.st_size, stat.st_mtime_ns
        self.gzipped = os.pread(self._plain.fileno(), 2, 0) == b"\x1f\x8b"
        self._unzipped = gzip.GzipFile(fileobj=self._plain) if self.gzipped else None
        self._position = 0
        self._failure: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._plain.close()

    def begins(self) -> bool:
        """Whether it is empty or begins like an mbox; to be asked first. May raise one of READ_ERRORS."""
        head = self.read(_LOOK)
        self.seek(0)
        return not head.strip() or mbox_scan.begins(head)

    def seek(self, offset: int) -> None:
        """Offsets of a gzipped file are those of its contents: what lies before is unpacked and dropped."""
        if self._unzipped is None:
            self._position = offset
            return
        if offset < self._position:
            self._unzipped.seek(0)
            self._position, self._failure = 0, None
        while self._position < offset and self.read(min(mbox_scan.BLOCK, offset - self._position)):
            pass

    def read(self, count: int) -> bytes:
        """The next `count` bytes, fewer only at the end or before an error, which the next call raises."""
        data = self._read_plain(count) if self._unzipped is None else self._read_unzipped(count)
        self._position += len(data)
        return data

    @property
    def failed(self) -> bool:
        """Whether unpacking ended with an error."""
        return self._failure is not None

    def _read_plain(self, count: int) -> bytes:
        return os.pread(self._plain.fileno(), max(0, min(count, self.size - self._position)), self._position)

    def _read_unzipped(self, count: int) -> bytes:
        assert self._unzipped is not None
        parts: list[bytes] = []
        while count > 0 and self._failure is None:
            try:
                part = self._unzipped.read1(count)  # read would lose what it unpacked before an error
            except READ_ERRORS as error:
                self._failure = error
                break
            if not part:
                break
            parts.append(part)
            count -= len(part)
        if not parts and self._failure is not None:
            raise self._failure
        return b"".join(parts)

    def ended(self) -> bool:
        """Whether all that was there when it was opened has been read (always true of gzipped files)."""
        return self.gzipped or self._position >= self.size

    def starts_mail(self, at: int) -> bool:
        """Whether a mail begins there, or the file ends there (plain files)."""
        look = self._window(at, at + _LOOK)
        return at == self.size or (mbox_scan.begins(look) if at == 0 else mbox_scan.is_separator(look))

    def fingerprint(self, at: int) -> tuple[str, str]:
        """Of the beginning and of what lies before `at`, changes of flags left out; the whole file's if gzipped."""
        if self.gzipped:
            raw = self._window(0, _WINDOW) + self._window(self.size - _WINDOW, self.size) + str(self.size).encode()
            return blake2b(raw, digest_size=8).hexdigest(), ""
        tail = self._window(at - _WINDOW, at)
        if at > _WINDOW:
            tail = tail[tail.find(b"\n") + 1 :]
        return _hash(self._window(0, min(at, _WINDOW))), _hash(tail)

    def _window(self, start: int, stop: int) -> bytes:
        start = max(0, start)
        return os.pread(self._plain.fileno(), max(0, min(stop, self.size) - start), start)


def _hash(data: bytes) -> str:
    return blake2b(_FLAG_LINES.sub(b"", data), digest_size=8).hexdigest()
