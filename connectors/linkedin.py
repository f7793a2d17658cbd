"""LinkedIn's "copy of your data": connections, messages and invitations, one stream each.

Of several exports (a glob, a folder with all of them) each stream is read from the newest that has its file: LinkedIn
sends a small archive first and the whole one later. The coaching files (guide_messages.csv,
learning_role_play_messages.csv) are talks with a machine and are never opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from connectors.linkedin_connections import connections
from connectors.linkedin_export import Export, exports_at
from connectors.linkedin_messages import exchanges, invited, messages_in, owner_of
from connectors.linkedin_tables import Row, records, table
from connectors.whole_file import BATCH, Content, WholeFiles, Window
from syncd.model import Batch, Stream
from syncd.ports import Unavailable
from syncd.settings import Account

_TITLES = {"connections": "Connections", "messages": "Messages", "invitations": "Invitations"}
_BESIDE = ("messages", "invitations", "profile", "registration")  # what tells which profile is mine


class LinkedInSource:
    """The export of one account (a `syncd.ports.Source`). `now` is an aware datetime."""

    def __init__(self, account: Account, now: datetime, *, batch: int = BATCH) -> None:
        self._path = account.path
        self._files = WholeFiles(account, now, batch=batch)

    def streams(self) -> Sequence[Stream]:
        """connections, messages, invitations, as far as there are. Raises Unavailable if there is no export."""
        exports = exports_at(self._path)
        return [
            Stream(kind, title, export.size(kind))
            for kind, title in _TITLES.items()
            if (export := _newest(exports, kind))
        ]

    def read(self, stream: str, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:  # noqa: ARG002 - nothing to compare: a changed export is a new pass
        """See `syncd.ports.Source.read`."""
        export = _newest(exports_at(self._path), stream) if stream in _TITLES else None
        if export is None:
            raise Unavailable(f"{self._path} has no {stream} any more; ask LinkedIn for the larger export")
        kinds = (stream,) if stream == "connections" else _BESIDE

        def parse(window: Window) -> Content:
            return _parse(export, stream, window)

        yield from self._files.read(cursor, export.paths(*kinds), parse)


def _parse(export: Export, stream: str, window: Window) -> Content:
    if stream == "connections":
        return connections(_rows(export, stream), english=_english(export))
    messages, skipped = messages_in(_rows(export, "messages", needed=stream == "messages"))
    invitations = _rows(export, "invitations", needed=stream == "invitations")
    profile = [record for kind in ("profile", "registration") for record in records(export.load(kind) or b"")]
    owner = owner_of(messages, invitations, profile)
    if stream == "messages":
        return exchanges(messages, skipped, owner, window)
    return invited(invitations, messages, owner, window)


def _rows(export: Export, kind: str, *, needed: bool = True) -> list[Row]:
    """Raises Unavailable for a needed file that is there and not what its name says."""
    data = export.load(kind)
    if data is None:
        return []
    rows = table(data, kind)
    if rows is None and not needed:
        return []
    if rows is None:
        name = export.files[kind]
        raise Unavailable(f"{name} is not LinkedIn's {_TITLES[kind]} file: its columns are not known; get it again")
    return rows


def _english(export: Export) -> bool:
    return b"first name" in (export.load("connections") or b"")[:4096].lower()


def _newest(exports: Sequence[Export], kind: str) -> Export | None:
    return next((export for export in exports if kind in export.files), None)
