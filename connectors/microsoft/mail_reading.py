"""One reading of a mail folder: a full pass that any kill leaves resumable, or what its delta tells.

A *full pass* has Graph tell all ids by an unfiltered delta, which also gives the anchor for what changes later. An
empty shelf is filled from a plain list at the same time; else only what is not known is fetched. Since absence is
judged by that delta alone, nothing is gone before the end of the pass. What a list showed and the delta did not
(it came in between) is *loose* until a delta names it.

Drafts are passed over: they never become facts, and one that is sent turns up in another folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from connectors.microsoft.errors import Refusal
from connectors.microsoft.mail_cursor import Again, Reached, Retries
from connectors.microsoft.mail_delta import Round, Told
from connectors.microsoft.mail_fetch import Failure, Fetcher, Result
from connectors.microsoft.mail_wanted import (
    Wanted,
    chunks,
    marked_last,
    newest_first,
    reread,
    stretch,
    to_reread,
)
from connectors.microsoft.message import place_of, read_message, received_at
from connectors.microsoft.session import Refused
from syncd.model import Batch, Gone, Item, Place, Unreadable
from syncd.ports import Unavailable

_REREAD = 90 * 86_400  # seconds back to which text is read that was not wanted before: rules forget after 60 days
_DAY = 86_400
_GONE = 1000  # of them in one batch

Known = Callable[[], set[str]]


class Reading:
    """One call of `MailSource.read`."""

    def __init__(self, wanted: Wanted, fetcher: Fetcher, reached: Reached | None) -> None:
        self._wanted, self._fetcher, self._before = wanted, fetcher, reached
        self._retries = Retries(reached.retry if reached else None)
        self._loose = set(reached.loose) if reached else set()
        self._cut = wanted.cut
        self._have: set[str] = set()
        self._done = 0
        self._skipped = 0

    def batches(self, known: Known) -> Iterator[Batch]:
        """All that is to be stored. A folder that is gone ends it."""
        before = self._before
        try:
            if before is None or before.full or not self._wanted.fits(before):
                yield from self._everything(known)
            else:
                yield from self._changes(replace(before, chain=self._wanted.chain), known)
        except Refused as refused:
            if refused.meaning is not Refusal.NOT_FOUND:
                raise Unavailable(
                    f"account {self._wanted.account}: Microsoft refused to list mail ({refused}); try again later"
                ) from refused

    # ---- a full pass

    def _everything(self, known: Known) -> Iterator[Batch]:
        """A full pass, or the rest of one; and what changed meanwhile."""
        reached = self._begin()
        self._cut = reached.cut
        self._have = known()
        future = self._fetcher.everything()
        handed: dict[str, bool] = {}
        if not self._have:
            pages = self._fetcher.listing(expected=self._wanted.total, oldest=self._cut, before=None)
            for items in self._packed(self._listed(page, handed) for page in pages):
                yield self._batch(items, reached, self._wanted.total)
        told = future.result()
        fetch = newest_first([*self._missing(told, handed, reached.again), *told.doubtful()], told.told)
        total = self._done + len(fetch)
        for items in self._packed(self._fetched(fetch, told.told, None)):
            reached = replace(reached, again=reread(reached.again, items, told.told))
            yield self._batch(items, reached, total)
        gone = (self._have - told.told.keys()) | (self._have & set(told.removed()))
        yield from self._leaving(sorted(gone), reached, total)
        self._loose = {name for name, stored in handed.items() if stored} - told.there().keys()
        reached = replace(reached, full=False, link=told.link, again=None)
        yield self._batch([], reached, total)
        yield from self._changes(replace(reached, stored=self._wanted.now), known, closing=True)

    def _begin(self) -> Reached:
        """The pass to go on with: one that was not finished, or a new one."""
        before, wanted = self._before, self._wanted
        new = Reached(wanted.place, wanted.chain, wanted.back, wanted.cut, wanted.text)
        if before is None:
            return new
        if before.full and wanted.fits(before):
            return replace(before, chain=wanted.chain)
        again = before.again
        if before.place != wanted.place:
            again = Again(0)
        elif wanted.text and not before.text:
            again = Again(wanted.now - _REREAD)
        return replace(new, again=again)

    def _missing(self, told: Round, handed: Mapping[str, bool], again: Again | None) -> list[str]:
        """What is to be fetched: what is not known, what failed before, what became a draft, what is wanted again."""
        missing = []
        due = set(self._retries.due(self._wanted.now))
        for name, one in told.there().items():
            if name in handed:
                continue
            if name in self._have:
                once_more = again is not None and to_reread(name, told.told, again)
                if name in due or one.draft or once_more:
                    missing.append(name)
            elif one.draft or self._old(one):
                self._skipped += 1
            else:
                missing.append(name)
        return missing

    # ---- the delta

    def _changes(self, reached: Reached, known: Known, *, closing: bool = False) -> Iterator[Batch]:
        """What a round of the delta tells, and what may be tried again by now.

        Stopped after a batch, the same round is read again: what was stored is known then. A link that was forgotten
        makes for a full pass; if that has just been (`closing`), the next reading does it.
        """
        self._cut = reached.cut
        told = self._fetcher.round(reached.link)
        if told is None and closing:
            return
        if told is None:
            self._before = replace(reached, full=True, link="", loose=())
            self._loose = set()
            yield from self._everything(known)
            return
        due = self._retries.due(self._wanted.now)
        if told.told or due or self._loose:
            self._have = known()
        self._done = 0
        gone = [name for name in told.removed() if name in self._have or name in self._retries]
        gone += self._vanished(told)
        fetch = newest_first(self._asked_for(told, due), told.told)
        total = len(gone) + len(fetch)
        yield from self._leaving(gone, reached, total)
        final = replace(reached, link=told.link)
        aged = self._wanted.now - reached.stored >= _DAY and told.link != reached.link
        ended = not (fetch or gone or aged or told.pages > 1)
        found = self._fetched(fetch, told.told, len(self._have) + len(fetch))
        for items, ended in marked_last(self._packed(found)):
            yield self._batch(items, final if ended else reached, total)
        if not ended:
            yield self._batch([], final, total)

    def _asked_for(self, told: Round, due: Iterable[str]) -> list[str]:
        """What has to be fetched to know what became of it."""
        wanted = told.doubtful()
        for name, one in told.there().items():
            if name in self._have:
                if one.draft:
                    wanted.append(name)
            elif one.draft or self._old(one):
                self._skipped += 1
            else:
                wanted.append(name)
        removed = set(told.removed())
        return wanted + [name for name in due if name not in removed]

    def _vanished(self, told: Round) -> list[str]:
        """Those messages that no delta has named yet and that are not there any more."""
        unsure = sorted(self._loose - told.told.keys())
        gone = [name for name, result in self._fetcher.messages(unsure) if result is None]
        self._loose = set(unsure) - set(gone)
        return gone

    # ---- both

    def _fetched(self, names: Sequence[str], told: Mapping[str, Told], count: int | None) -> Iterator[list[Item]]:
        """What became of messages: from a list, where that is faster, then one by one. `count`: as in `stretch`."""
        left = dict.fromkeys(names)
        part = stretch(names, told, self._wanted.page, count)
        if part is not None:
            for page in self._fetcher.listing(expected=part.count, oldest=part.oldest, before=part.newest + 1):
                chosen = [(str(one["id"]), one) for one in page if one.get("id") in left]
                for name, _ in chosen:
                    left.pop(name, None)
                yield self._items(chosen)
                if not left:
                    return
        for chunk in chunks(list(left), self._wanted.batch):
            yield self._items(self._fetcher.messages(chunk))

    def _listed(self, page: Iterable[dict[str, Any]], handed: dict[str, bool]) -> list[Item]:
        """The items of a page of a list; notes which messages it shows, and which of them become items."""
        new = {str(one["id"]): one for one in page if one.get("id") and one["id"] not in handed}
        items = self._items(new.items())
        handed |= dict.fromkeys(new, False) | {item.locator: True for item in items}
        return items

    def _items(self, results: Iterable[tuple[str, Result]]) -> list[Item]:
        items = []
        for name, result in results:
            item = self._item(name, result)
            if item is None and name in self._have:
                item = Gone(name)
            if item is None:
                self._skipped += 1
            else:
                items.append(item)
        return items

    def _item(self, name: str, result: Result) -> Item | None:
        """None if it is to be passed over: not there any more, too old, or nothing that becomes a fact."""
        wanted = self._wanted
        if isinstance(result, Failure):
            tries, last = self._retries.failed(name, wanted.now)
            what = "given up" if last else "tried again later"
            return Unreadable(name, f"Microsoft does not hand it over ({tries} tries, {what}): {result.reason}")
        self._retries.forget([name])
        known = name in self._have
        if result is None or (not known and place_of(result, wanted.place) in (Place.DRAFT, Place.CHAT)):
            return None
        item = read_message(
            {**result, "id": name}, folder=wanted.place, address=wanted.address, now=wanted.now, text=wanted.text
        )
        at = received_at(item)
        old = at is not None and self._cut is not None and at < self._cut
        return None if old and not known else item

    def _old(self, told: Told) -> bool:
        return self._cut is not None and told.received is not None and told.received < self._cut

    def _packed(self, pages: Iterable[list[Item]]) -> Iterator[list[Item]]:
        """The items in batches of the wanted size or somewhat more."""
        held: list[Item] = []
        for page in pages:
            held += page
            self._done += len(page)
            if len(held) >= self._wanted.batch:
                yield held
                held = []
        if held:
            yield held

    def _leaving(self, names: Sequence[str], reached: Reached, total: int) -> Iterator[Batch]:
        for chunk in chunks(names, _GONE):
            self._retries.forget(chunk)
            self._done += len(chunk)
            yield self._batch([Gone(name) for name in chunk], reached, total)

    def _batch(self, items: Sequence[Item], reached: Reached, total: int) -> Batch:
        state = replace(
            reached, stored=self._wanted.now, loose=tuple(sorted(self._loose)), retry=dict(self._retries.waiting)
        )
        skipped, self._skipped = self._skipped, 0
        return Batch(items, state.dump(), min(self._done, total), total, skipped)
