"""What every `syncd.ports.Source` does, whatever stands behind it. A provider's test subclasses `SourceContract`.

The log is played by `Shelf`: it applies batches as docs/architecture.md says, so that tests assert on what would be
stored and not on how a source cut its batches.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import pytest

from syncd.model import Batch, Gone, Mail, Place, Seen, Unreadable
from syncd.ports import CursorExpired, Source, Unavailable


class Shelf:
    """The stored state of one stream: items by locator, which of them are gone, the cursor, the running pass."""

    def __init__(self) -> None:
        self.items: dict[str, Seen | Unreadable] = {}
        self.there: set[str] = set()
        self.cursor: str | None = None
        self.skipped = 0
        self.asked = 0  # how often known() was called
        self._named: set[str] = set()

    def known(self) -> set[str]:
        self.asked += 1
        return set(self.there)

    def apply(self, batch: Batch) -> None:
        """One transaction: the batch's items and its cursor."""
        if batch.fresh:
            self._named = set()
        for item in batch.items:
            if isinstance(item, Gone):
                self.there.discard(item.locator)
                self._named.discard(item.locator)
            else:
                self.items[item.locator] = item
                self.there.add(item.locator)
                self._named.add(item.locator)
        if batch.sweep:
            self.there &= self._named
        self.cursor = batch.cursor
        self.skipped += batch.skipped

    def uids(self, place: Place | None = None) -> set[str]:
        """Message-IDs of what is there, in one place or in all."""
        return {
            item.fact.uid
            for item in (self.items[locator] for locator in self.there)
            if isinstance(item, Seen) and isinstance(item.fact, Mail) and place in (None, item.place)
        }


def sync(source: Source, stream: str, shelf: Shelf, *, most: int | None = None) -> int:
    """Reads the stream into the shelf, `most` batches or all, and says how many there were.

    As the ingest job does: a cursor that expired is dropped and the stream read from its start.
    """
    try:
        return _sync(source, stream, shelf, most)
    except CursorExpired:
        shelf.cursor = None
        return _sync(source, stream, shelf, most)


def _ask_and_read(source: Source, stream: str, shelf: Shelf) -> None:
    source.streams()
    sync(source, stream, shelf)


def _sync(source: Source, stream: str, shelf: Shelf, most: int | None) -> int:
    count = 0
    for batch in source.read(stream, shelf.cursor, shelf.known):
        shelf.apply(batch)
        count += 1
        if count == most:
            break
    return count


def sync_in_steps(source: Source, stream: str, shelf: Shelf) -> Iterator[None]:
    """Reads the stream to its end, stopped after every single batch and resumed from its cursor."""
    for _ in range(10_000):
        if not sync(source, stream, shelf, most=1):
            return
        yield
    raise AssertionError("the source never comes to an end")


class Backstage(ABC):
    """How a provider's test plays the user and the world: one stream of mail that can be changed."""

    stream: str

    @abstractmethod
    def source(self) -> Source:
        """A new source, as the next run would make it, that hands over small batches."""

    @abstractmethod
    def add(self, *uids: str) -> None:
        """Mails with these Message-IDs arrive."""

    @abstractmethod
    def remove(self, *uids: str) -> None:
        """These mails leave the stream."""

    @abstractmethod
    def vanish(self) -> None:
        """The whole place is not there any more, or can't be reached."""

    def quiet(self) -> None:  # noqa: B027 - only some places need it
        """Lets enough time pass that the place's own clock has moved on."""


def uids(start: int, stop: int) -> list[str]:
    return [f"<m{number}@example.org>" for number in range(start, stop)]


class SourceContract:
    """Subclasses give the fixture `backstage`; its place is empty at first."""

    many = 25  # mails that make several of the source's batches

    def test_first_sync_brings_everything(self, backstage: Backstage) -> None:
        """Given a place with mail, when it is read without a cursor, then all of it is there, once."""
        backstage.add(*uids(0, self.many))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set(uids(0, self.many))
        assert len(shelf.there) == self.many

    def test_streams_are_stable_and_distinct(self, backstage: Backstage) -> None:
        """Given a place, when its streams are asked for twice, then the names are the same and each only once."""
        backstage.add(*uids(0, 3))
        names = [stream.name for stream in backstage.source().streams()]
        assert names == [stream.name for stream in backstage.source().streams()]
        assert len(names) == len(set(names))
        assert backstage.stream in names

    def test_first_pass_is_marked(self, backstage: Backstage) -> None:
        """Given mail for several batches, when first read, then the first is fresh, the last sweeps, none between.

        A source may instead compare with what is known; then no batch is marked.
        """
        backstage.add(*uids(0, self.many))
        batches = list(backstage.source().read(backstage.stream, None, set))
        assert len(batches) > 1
        if any(batch.fresh for batch in batches):
            assert [batch.fresh for batch in batches] == [True] + [False] * (len(batches) - 1)
            assert [batch.sweep for batch in batches] == [False] * (len(batches) - 1) + [True]

    def test_nothing_new_is_no_batch(self, backstage: Backstage) -> None:
        """Given a synced and quiet place, when read again, then there is no batch, and known() is not called."""
        backstage.add(*uids(0, self.many))
        backstage.quiet()
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        asked = shelf.asked
        assert sync(backstage.source(), backstage.stream, shelf) == 0
        assert shelf.asked == asked

    def test_empty_place(self, backstage: Backstage) -> None:
        """Given an empty place, when read, then nothing is there; what arrives later is found."""
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set()
        backstage.add(*uids(0, 1))
        sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set(uids(0, 1))

    def test_new_mail_is_added(self, backstage: Backstage) -> None:
        """Given a synced place, when mail arrives, then the next reading brings it and keeps the rest."""
        backstage.add(*uids(0, self.many))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        before = set(shelf.there)
        backstage.add(*uids(100, 102))
        sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set(uids(0, self.many)) | set(uids(100, 102))
        assert before < shelf.there

    def test_removed_mail_is_gone(self, backstage: Backstage) -> None:
        """Given a synced place, when mails leave it, then they are gone and the others keep their locators."""
        backstage.add(*uids(0, self.many))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        before = set(shelf.there)
        backstage.remove(*uids(3, 6))
        sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set(uids(0, 3)) | set(uids(6, self.many))
        assert shelf.there < before

    def test_emptied_place(self, backstage: Backstage) -> None:
        """Given a synced place, when all its mail leaves, then all of it is gone."""
        backstage.add(*uids(0, 3))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        backstage.remove(*uids(0, 3))
        sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set()

    def test_stopped_after_any_batch(self, backstage: Backstage) -> None:
        """Given mail for several batches, when reading stops after each and goes on anew, then nothing is missing."""
        backstage.add(*uids(0, self.many))
        shelf = Shelf()
        steps = sum(1 for _ in sync_in_steps(backstage.source(), backstage.stream, shelf))
        assert steps > 1
        assert shelf.uids() == set(uids(0, self.many))

    def test_changed_while_stopped(self, backstage: Backstage) -> None:
        """Given a first sync stopped in the middle, when mail comes and goes meanwhile, then the end is right."""
        backstage.add(*uids(0, self.many))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf, most=1)
        backstage.add(*uids(100, 103))
        backstage.remove(*uids(1, 3), *uids(self.many - 2, self.many))
        for _ in sync_in_steps(backstage.source(), backstage.stream, shelf):
            pass
        sync(backstage.source(), backstage.stream, shelf)
        expected = set(uids(0, 1)) | set(uids(3, self.many - 2)) | set(uids(100, 103))
        assert shelf.uids() == expected

    def test_nothing_is_gone_before_the_sweep(self, backstage: Backstage) -> None:
        """Given a synced place whose cursor is lost, when it is read anew, then at no time is anything missing."""
        backstage.add(*uids(0, self.many))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        shelf.cursor = None
        for _ in sync_in_steps(backstage.source(), backstage.stream, shelf):
            assert shelf.uids() == set(uids(0, self.many))

    def test_lost_cursor_finds_what_went(self, backstage: Backstage) -> None:
        """Given a lost cursor and a mail that left meanwhile, when read anew, then that mail is gone."""
        backstage.add(*uids(0, self.many))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        shelf.cursor = None
        backstage.remove(*uids(5, 6))
        sync(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set(uids(0, 5)) | set(uids(6, self.many))

    @pytest.mark.parametrize("cursor", ["", "no json", "{", "[]", "null", "7", '{"v": 999}', '{"v":1}', "\0"])
    def test_foreign_cursor_expired(self, backstage: Backstage, cursor: str) -> None:
        """Given a cursor that is broken or of another version, when reading begins, then CursorExpired is raised."""
        backstage.add(*uids(0, 3))
        with pytest.raises(CursorExpired):
            list(backstage.source().read(backstage.stream, cursor, set))

    def test_vanished_place(self, backstage: Backstage) -> None:
        """Given a synced place, when it vanished, then asking or reading raises Unavailable and nothing is gone."""
        backstage.add(*uids(0, 3))
        shelf = Shelf()
        sync(backstage.source(), backstage.stream, shelf)
        source = backstage.source()
        source.streams()
        backstage.vanish()
        with pytest.raises(Unavailable):
            sync(source, backstage.stream, shelf)
        with pytest.raises(Unavailable):
            _ask_and_read(backstage.source(), backstage.stream, shelf)
        assert shelf.uids() == set(uids(0, 3))
