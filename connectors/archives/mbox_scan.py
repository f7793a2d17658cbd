"""Cutting an mbox into mails: by block, so that memory stays flat however big the file or one mail in it is.

A separator is a ``From `` line with a time of day and a year, at the start or after an empty line, before a header
line (CONTRACT.md §4; RFC 4155 and its many dialects). Quoting (``>From ``) needs no undoing to read headers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

BLOCK = 1 << 20
HEAD_MAX = 1 << 18  # of a longer header block only this much is looked at
SAMPLE_MAX = 1 << 20  # of a longer mail only this much is searched for parts
_LOOK = 2048  # a separator and the name of the header after it fit in this
_OVERLAP = 16  # keeps what may be the start of a separator when a long mail's body is dropped

_SEPARATOR = re.compile(
    rb"From (?:"
    rb"(?:\S{1,300} +)?\w{3} \w{3} +\d\d? \d\d?:\d\d(?::\d\d)?(?: [+-]\d{4})? (?:19|20)\d\d|"  # asctime: the quick way
    rb"(?=[^\r\n]{0,300}?\b\d\d?:\d\d\b)(?=[^\r\n]{0,300}?(?<![\d:+])(?<!\s-)(?:19|20)\d\d(?![\d:]))[^\r\n]{1,1000}"
    rb")\r?\n[!-9;-~]{1,200}[ \t]*:"
)
_CANDIDATE = re.compile(rb"\n\r?\n(?=From )").search  # on long lines faster than bytes.find
_EMPTY = re.compile(rb"\n\r?\n").search
_LEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")


class RawMail(NamedTuple):
    """One mail as it lies in the file, offsets counted from the file's start.

    `head` holds the header lines, at most HEAD_MAX; `sample` the mail from its first header on, at most SAMPLE_MAX.
    `closed` is whether a separator follows: if not, the mail may still be growing.
    """

    start: int  # of its From_ line
    end: int
    envelope: bytes  # the From_ line
    head: bytes
    sample: bytes
    size: int  # of the mail without From_ line and the empty line before the next
    closed: bool


def begins(head: bytes) -> bool:
    """Whether a file's first bytes (2 KiB suffice) are those of an mbox; empty lines and a BOM may come first."""
    return _SEPARATOR.match(head, _lead(head)) is not None


def is_separator(data: bytes) -> bool:
    """Whether the bytes begin with a From_ line and a header line."""
    return _SEPARATOR.match(data) is not None


def _lead(head: bytes) -> int:
    lead = _LEAD.match(head)
    return lead.end() if lead else 0


def scan(read: Callable[[int], bytes], offset: int) -> Iterator[RawMail]:
    """The mails from `offset` (a separator, or 0) on. `read(n)` gives the next at most n bytes, b"" at the end.

    Yields nothing if there is no separator at `offset`. An error of `read` comes through after the mails before it;
    the mail it cut off is yielded as not closed first.
    """
    window = _Window(read, offset)
    window.fill()
    if offset == 0:
        window.skip(_lead(window.buf))
    if not _SEPARATOR.match(window.buf):
        window.raise_failure()
        return
    while (found := window.next_separator()) >= 0:
        yield window.cut(found, closed=True)
    if window.length():
        yield window.cut(len(window.buf), closed=False)
    window.raise_failure()


class _Window:
    """The current mail as far as it must be kept; the buffer begins with it, or with a late part of a long one."""

    def __init__(self, read: Callable[[int], bytes], offset: int) -> None:
        self._read = read
        self.buf = b""
        self._start = offset  # of the current mail in the file
        self._kept = b""  # the beginning of a long mail
        self._dropped = 0  # how much of a long mail lies before the buffer
        self._begin = 0  # where the current mail begins in the buffer (0 for the rest of a long one)
        self._position = 1  # where the search for a separator goes on
        self._eof = False
        self._failure: Exception | None = None

    def length(self) -> int:
        return self._dropped + len(self.buf) - self._begin

    def skip(self, count: int) -> None:
        self._start += count
        self.buf = self.buf[count:]

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def fill(self) -> None:
        """One more block behind the buffer; what is not needed any more goes."""
        if self._begin:
            self.buf = self.buf[self._begin :]
            self._position -= self._begin
            self._begin = 0
        if self._dropped or len(self.buf) > SAMPLE_MAX + BLOCK:
            if not self._dropped:
                self._kept = self.buf[: SAMPLE_MAX + _LOOK]
            keep_from = max(0, min(self._position, len(self.buf)) - _OVERLAP)
            self._dropped += keep_from
            self._position -= keep_from
            self.buf = self.buf[keep_from:]
        try:
            block = self._read(BLOCK)
        except Exception as error:  # noqa: BLE001 - kept, and raised when what was read before it has been handed over
            self._failure, block = error, b""
        if block:
            self.buf += block
        else:
            self._eof = True

    def next_separator(self) -> int:
        """Where in the buffer the next separator begins; -1 if the file ends first."""
        while True:
            buf = self.buf
            found = _CANDIDATE(buf, self._position)
            if found is not None and (self._eof or len(buf) - found.end() > _LOOK):
                self._position = found.end()
                if _SEPARATOR.match(buf, found.end()):
                    return found.end()
            elif self._eof:
                return -1
            else:
                self._position = found.start() if found is not None else max(self._position, len(buf) - 7)
                self.fill()

    def cut(self, to: int, *, closed: bool) -> RawMail:
        """The current mail, which ends at `to` in the buffer; what lies behind becomes the current one."""
        buf, begin = self.buf, self._begin
        size = self._dropped + to - begin
        if self._dropped:
            whole, begin, stop = self._kept, 0, len(self._kept)
        else:
            whole, stop = buf, to
        newline = whole.find(b"\n", begin, stop)
        top = newline + 1
        crlf = whole[newline - 1] == 13  # CR
        length = size - (top - begin)
        if closed:
            length -= 2 if crlf else 1  # the empty line before the separator belongs to it
        sample = whole[top : min(stop, top + SAMPLE_MAX, top + length)]
        start, self._start = self._start, self._start + size
        envelope = whole[begin : newline - crlf]
        self._kept, self._dropped, self._begin, self._position = b"", 0, to, to + 1
        return RawMail(start, start + size, envelope, header_block(sample), sample, length, closed)


def header_block(mail: bytes) -> bytes:
    """A mail's header lines up to the first empty line, at most HEAD_MAX bytes."""
    gap = _EMPTY(mail)
    return mail[: min(gap.start() + 1 if gap else len(mail), HEAD_MAX)]
