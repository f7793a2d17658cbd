"""Follow-ups in a local .ics file (RFC 5545), which other programs read and write too.

Only the components whose UID is ``KEY@syncd`` are touched, and only in the bytes that must change; everything else in
the file stays as it is, byte for byte. Each write starts from what the file holds at that moment and replaces it as a
whole; if another program was quicker, the edit is made anew on what it wrote.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

from connectors import ics_task
from connectors.ics_task import Item, Kind
from connectors.ics_text import BOM, Calendar, NotACalendar, Splice, scan, splice
from syncd.files import atomic_write
from syncd.model import Found, Task
from syncd.ports import Conflict, Trouble, Unavailable

_EMPTY = (
    f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{ics_task.PRODID}\r\nCALSCALE:GREGORIAN\r\nEND:VCALENDAR\r\n".encode()
)
_ATTEMPTS = 5
_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "your disk quota is used up"}

Edit = Callable[[Calendar, dict[str, Item]], list[Splice]]


class IcsSink:
    """`ports.TaskSink` over the file at `path`, made with the first follow-up. `zone` is the user's, `now` aware.

    `kind` decides what new items are; those already there stay what they are.
    """

    def __init__(self, path: Path, kind: Kind, zone: tzinfo, now: Callable[[], datetime]) -> None:
        self.name = path.name
        self._path, self._kind, self._zone, self._now = path, kind, zone, now
        self._scanned: tuple[bytes, Calendar, dict[str, Item]] | None = None

    def tasks(self) -> Sequence[Found]:
        """All items of ours that are not cancelled, in the file's order; none if there is no file."""
        _, items = self._scan(self._read())
        return [ics_task.found(item, self._zone) for item in items.values() if item.mains]

    def create(self, task: Task) -> None:
        """Adds it before the end of the (last) calendar. A cancelled item of this key is there, too."""

        def edit(calendar: Calendar, items: dict[str, Item]) -> list[Splice]:
            if task.key in items:
                return []
            component = ics_task.new(task, self._kind, self._zone, self._now(), calendar.newline)
            return [(calendar.insert_at, calendar.insert_at, component)]

        self._change(edit)

    def update(self, task: Task, found: Found) -> None:
        """Replaces title, notes and date in place. Conflict if it was changed or is gone."""

        def edit(calendar: Calendar, items: dict[str, Item]) -> list[Splice]:
            item = self._same(items, found)
            if item is None:
                raise Conflict(f"“{found.title}” is no longer in {self._path}; the next run decides anew")
            return [
                one
                for component in item.mains
                for one in ics_task.revise(component, task, self._zone, self._now(), calendar.newline)
            ]

        self._change(edit)

    def complete(self, found: Found) -> None:
        """Marks it done, wherever the user moved it. What is ticked already stays as the user ticked it."""

        def edit(calendar: Calendar, items: dict[str, Item]) -> list[Splice]:
            item = self._same(items, found)
            if item is None or ics_task.found(item, self._zone).done:
                return []
            return [one for component in item.mains for one in ics_task.close(component, self._now(), calendar.newline)]

        self._change(edit)

    def remove(self, found: Found) -> None:
        """Takes it out, with every override it may have."""

        def edit(_: Calendar, items: dict[str, Item]) -> list[Splice]:
            item = self._same(items, found)
            return [(one.start, one.end, b"") for one in item.components] if item else []

        self._change(edit)

    def _same(self, items: dict[str, Item], found: Found) -> Item | None:
        """The item as it was found, None if it is gone (or cancelled); Conflict if it was changed."""
        item = items.get(found.key)
        if item is None or not item.mains:
            return None
        if item.etag != found.etag:
            raise Conflict(f"“{found.title}” was changed in {self._path} meanwhile; the next run decides anew")
        return item

    def _change(self, edit: Edit) -> None:
        for _ in range(_ATTEMPTS):
            data = self._read()
            base = data if data.strip(BOM + b" \t\r\n") else _EMPTY
            calendar, items = self._scan(base)
            splices = edit(calendar, items)
            if not splices:
                return
            if self._write(splice(base, splices), partial(self._holds, data)):
                return
        raise Unavailable(f"{self._path} is being changed by another program all the time; try again later")

    def _scan(self, data: bytes) -> tuple[Calendar, dict[str, Item]]:
        data = data if data.strip(BOM + b" \t\r\n") else _EMPTY
        if self._scanned is None or self._scanned[0] != data:
            try:
                calendar = scan(data, ics_task.KINDS, containing=ics_task.UID_TAIL.encode())
            except NotACalendar as error:
                raise Trouble(
                    f"{self._path} is not a calendar syncd can edit: {error}. Nothing was changed. Repair the file, "
                    "move it away, or name another one as `to` under [followups]"
                ) from None
            self._scanned = (data, calendar, ics_task.items(data, calendar.components))
        return self._scanned[1], self._scanned[2]

    def _read(self) -> bytes:
        """The file's bytes; none if it is not there but its folder is."""
        try:
            if self._path.exists() and not stat.S_ISREG(self._path.stat().st_mode):
                raise Trouble(f"{self._path} is not a file; name another one as `to` under [followups]")
            return self._path.read_bytes()
        except FileNotFoundError:
            if not self._path.parent.is_dir() and not self._path.is_symlink():
                raise Unavailable(
                    f"The folder {self._path.parent} is not there; mount or make it, or name another file as `to` "
                    "under [followups]"
                ) from None
            return b""
        except OSError as error:
            raise Unavailable(f"{self._path} cannot be read: {_plain(error)}") from None

    def _holds(self, data: bytes) -> bool:
        return self._read() == data

    def _write(self, data: bytes, if_still: Callable[[], bool]) -> bool:
        try:
            return atomic_write(self._path, data, if_still=if_still)
        except OSError as error:
            raise Unavailable(
                f"{self._path} cannot be written: {_plain(error)}. The file is as it was; "
                "put that right and run `syncd apply`"
            ) from None


def _plain(error: OSError) -> str:
    if error.errno in _FULL:
        return _FULL[error.errno]
    if isinstance(error, PermissionError):
        return "you have no permission for the file or its folder"
    return (error.strerror or str(error)).lower()
