"""Pulling one account into the log: read a batch, store it with its cursor, go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from syncd.jobs.keeping import tidy
from syncd.jobs.reading import Reader
from syncd.joining import my_addresses
from syncd.model import Batch, Stream
from syncd.ports import AuthExpired, CursorExpired, Locked, NotGranted, RateLimited, Source, Trouble, Unavailable
from syncd.settings import Settings
from syncd.store.counting import Counts
from syncd.store.ingest import Ingest, Memory
from syncd.store.log import AccountState, Store
from syncd.store.retention import Keep
from syncd.store.tombstones import Owner

Progress = Callable[[str, int, float], None]
"""Told after each batch: the stream's title, items of the account so far, and what share of it is read (0 to 1)."""


@dataclass(slots=True)
class Report:
    """How the sync of one account went. `trouble` is the first error; the other streams were read all the same."""

    name: str
    counts: Counts = field(default_factory=Counts)
    complete: bool = False
    paused: bool = False  # stopped in between on request; there is more
    trouble: Trouble | None = None
    failures: int = 0

    @property
    def error(self) -> str | None:
        """One line for people, or None."""
        if self.trouble is None:
            return None
        more = f" (and {self.failures - 1} more)" if self.failures > 1 else ""
        return f"{self.trouble}{more}"


def ingest(
    name: str,
    make: Callable[[], Source],
    store: Store,
    now: int,
    progress: Progress,
    *,
    settings: Settings,
    whole: bool = True,
    pause: Callable[[], bool] = lambda: False,
) -> Report:
    """Reads every stream of an account, whose source `make` makes. Trouble with one stream does not stop the others.

    `pause` is asked after each batch whether to leave the rest for another time.

    Killed at any moment it loses nothing: the next run goes on from the last stored cursor. `settings` tell who I am
    (a purged person comes back once I write to them). `whole`: what the source does not list is gone. Texts of mails
    are read and, unless the config says keep, dropped (`Reader`) before anything is stored.
    """
    report = Report(name)
    keep = tidy(store, settings, name, now)
    reader = Reader(name, settings)
    try:
        source = make()
        streams = source.streams()
        owner = Owner(my_addresses(settings), settings.contact.max_recipients)
        writer = _Writer(store, now, owner, keep)
        if whole:
            with writer.begin() as into:
                report.counts.add(into.vanished(name, [stream.name for stream in streams]))
        meter = _Meter(streams, progress)
        for stream in streams:
            try:
                report.paused = not _read_stream(report, source, stream, reader, writer, meter, pause)
            except (AuthExpired, Locked, RateLimited):
                raise
            except Trouble as trouble:
                _note(report, trouble)
            if report.paused:
                break
    except Trouble as trouble:
        _note(report, trouble)
    report.complete = report.trouble is None and not report.paused
    attempt = 0 if report.paused and report.trouble is None else now  # what was only paused is due at once
    with store.begin() as log:
        log.save_account_state(
            AccountState(name, attempt, now if report.complete else None, _state(report.trouble), report.error)
        )
    return report


def _note(report: Report, trouble: Trouble) -> None:
    report.trouble = report.trouble or trouble
    report.failures += 1


def _state(trouble: Trouble | None) -> str:
    if trouble is None:
        return "ok"
    if isinstance(trouble, AuthExpired | NotGranted):
        return "needs_auth"
    if isinstance(trouble, Locked):
        return "waiting_for_unlock"
    return "offline" if isinstance(trouble, Unavailable | RateLimited) else "degraded"


class _Meter:
    """How far an account is read, over all its streams by their weight."""

    def __init__(self, streams: Sequence[Stream], progress: Progress) -> None:
        self._progress = progress
        self._whole = sum(stream.weight or 1 for stream in streams)
        self._finished = 0
        self._items = 0

    def batch(self, stream: Stream, batch: Batch) -> None:
        """Another batch of a stream is stored."""
        self._items += len(batch.items)
        part = batch.done / batch.total if batch.total else 0.0
        self._progress(stream.title, self._items, (self._finished + part * (stream.weight or 1)) / self._whole)

    def finished(self, stream: Stream) -> None:
        """A stream is read to its end."""
        self._finished += stream.weight or 1


class _Writer:
    """Transactions on the log that share one memory of what is in it; a failed one throws the memory away."""

    def __init__(self, store: Store, now: int, owner: Owner, keep: Keep | None) -> None:
        self.store = store
        self._now, self._owner, self._keep = now, owner, keep
        self._memory = Memory(owner, keep)

    @contextmanager
    def begin(self) -> Iterator[Ingest]:
        try:
            with self.store.begin() as log:
                yield log.ingest(self._memory, self._now)
        except BaseException:
            self._memory = Memory(self._owner, self._keep)
            raise


def _read_stream(
    report: Report,
    source: Source,
    stream: Stream,
    reader: Reader,
    writer: _Writer,
    meter: _Meter,
    pause: Callable[[], bool],
) -> bool:
    """False if it was paused before its end."""
    with writer.begin() as into:
        position = into.position(report.name, stream)

    def known() -> set[str]:
        with writer.store.read() as log:
            return log.locators(position.id)

    for attempt in (1, 2):
        try:
            for batch in source.read(stream.name, position.cursor, known):
                found = reader.read(batch)
                with writer.begin() as into:
                    position, counts = into.put(position, found)
                report.counts.add(counts)
                meter.batch(stream, batch)
                if pause():
                    return False
            meter.finished(stream)
            return True
        except CursorExpired:
            if attempt == 2:
                raise
            with writer.begin() as into:
                position = into.forget_cursor(position)
    raise AssertionError("left above")
