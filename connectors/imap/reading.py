"""One reading of a folder: a full pass that any kill leaves resumable, or what changed since the last (RFC 4549).

A *full pass* asks for all UIDs (some hundred kilobytes for a hundred thousand), and fetches what is not known, newest
first. Since absence is judged by that list alone, nothing is gone before its last batch; stopped anywhere, the next one
goes on with what is not known yet. Numbers given anew (UIDVALIDITY) are a full pass, too: old locators go at its end.

Afterwards the folder's state tells what to ask. UIDNEXT grew: new mail. What left is told by VANISHED where the server
has QRESYNC; elsewhere all UIDs are compared, but only if the count of messages says that some left. Marks of drafts
come with MODSEQ, or from a search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from imapclient.datetime_util import format_criteria_date

from connectors.imap.cursor import Reached, Retries
from connectors.imap.fetch import Failure, Fetcher, Result
from connectors.imap.folders import Folder, State
from connectors.imap.session import Session
from syncd.model import Batch, Gone, Item, Mail, Place, Seen, Unreadable
from syncd.ports import Unavailable

_REREAD = 90 * 86_400  # seconds back to which text is read that was not wanted before: rules forget after 60 days
_DAY = 86_400
_GONE = 1000  # of them in one batch

_One = TypeVar("_One")
Known = Callable[[], set[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the config wants of a folder. `back`, `cut` and `text` as in `Reached`; `batch` in messages."""

    account: str
    back: str
    cut: int | None
    text: bool
    now: int
    batch: int


class Reading:
    """One call of `read`: `state` is the folder's now, `reached` where the last one ended."""

    def __init__(
        self, session: Session, folder: Folder, state: State, fetcher: Fetcher, wanted: Wanted, reached: Reached | None
    ) -> None:
        self._session, self._folder, self._state, self._fetcher = session, folder, state, fetcher
        self._wanted = wanted
        same = reached is not None and reached.validity == state.validity
        self._before = reached if same else None
        self._retries = Retries(reached.retry if reached and same else {})
        self._fetcher.drafts.update(reached.drafts if reached and same else ())
        self._cut = reached.cut if reached and reached.back == wanted.back else wanted.cut
        self._have: set[int] = set()
        self._skipped = 0
        self._done = 0

    def batches(self, known: Known) -> Iterator[Batch]:
        """All that is to be stored."""
        before = self._before
        if before is None or before.full or not self._fits(before):
            yield from self._everything(known)
        else:
            yield from self._changes(before, known)

    def _fits(self, reached: Reached) -> bool:
        """Whether it was wanted alike then; text that is not wanted any more does no harm."""
        wanted = self._wanted
        return reached.back == wanted.back and reached.text >= wanted.text and reached.place == int(self._folder.place)

    # ---- a full pass

    def _everything(self, known: Known) -> Iterator[Batch]:
        """A full pass, or the rest of one."""
        there = self._all()
        strangers = self._sort(known())
        reached = self._begin()
        young = there if self._cut is None else self._search(_since(self._cut))
        fetch = sorted((young - self._have) | self._again(reached, there), reverse=True)
        self._done = len(self._have & there)
        total = self._done + len(fetch)
        for chunk in _chunks(fetch, self._wanted.batch):
            items = self._items(chunk)
            reached = replace(reached, reread=reached.reread and chunk[-1])
            yield self._batch(items, reached, total)
        self._fetcher.drafts &= there
        self._retries.forget(self._retries.waiting.keys() - there)
        gone = [*strangers, *(self._fetcher.locator(uid) for uid in sorted(self._have - there))]
        yield from self._leaving(gone, reached, self._standing(replace(reached, full=False, reread=0)), total)

    def _begin(self) -> Reached:
        """The pass to go on with, or a new one."""
        before, wanted, place = self._before, self._wanted, int(self._folder.place)
        new = Reached(place, self._state.validity, back=wanted.back, cut=self._cut, text=wanted.text)
        if before is None:
            return new
        floor, reread = before.floor, before.reread
        if before.place != place:
            floor, reread = 0, self._state.uidnext
        elif wanted.text > before.text and not (reread and not floor):
            floor, reread = wanted.now - _REREAD, self._state.uidnext
        return replace(new, floor=floor, reread=reread)

    def _again(self, reached: Reached, there: set[int]) -> set[int]:
        """What is known and to be read again: marked as a draft or no more, failed before, wanted with its text."""
        again = (self._search("DRAFT") ^ self._fetcher.drafts) & self._have
        if reached.reread:
            again |= {uid for uid in self._search(_since(reached.floor)) & self._have if uid < reached.reread}
        return (again | self._retries.due(self._wanted.now)) & there

    def _search(self, criterion: str = "", low: int = 1) -> set[int]:
        return self._session.search(self._folder, self._state, criterion, low=low)

    def _all(self) -> set[int]:
        there = self._search()
        if not there and self._state.exists:
            raise Unavailable(
                f"account {self._wanted.account}: {self._folder.name} counts {self._state.exists} mails and lists "
                "none; try again later"
            )
        return there

    def _sort(self, known: Iterable[str]) -> list[str]:
        """Notes the UIDs of what is known; gives the locators of another numbering."""
        strangers = []
        for locator in known:
            validity, _, uid = locator.partition(".")
            if validity == str(self._state.validity) and uid.isdecimal():
                self._have.add(int(uid))
            else:
                strangers.append(locator)
        return sorted(strangers)

    # ---- what changed

    def _changes(self, before: Reached, known: Known) -> Iterator[Batch]:
        state, now = self._state, self._wanted.now
        due = self._retries.due(now)
        if before.quiet(state) and not due:
            return
        new: set[int] = set()
        if state.uidnext != before.uidnext:
            found = self._search(low=before.uidnext)  # the last message comes in any case (RFC 9051 §6.4.8)
            new = {uid for uid in found if before.uidnext <= uid < state.uidnext}
        marked, gone = self._told(before, new, due, known)
        fetch = [*sorted(marked | due), *sorted(new)]
        final = self._standing(replace(before, text=self._wanted.text))
        if not fetch and not gone and final == before:
            return
        total = len(fetch) + len(gone)
        reached = before
        for chunk in _chunks(fetch, self._wanted.batch):
            items = self._items(chunk)
            fresh = new.intersection(chunk)
            if fresh:  # oldest first, so that the place reached says all there is to say
                reached = replace(reached, uidnext=max(fresh) + 1, exists=reached.exists + len(fresh))
            last = chunk[-1] == fetch[-1] and not gone
            yield self._batch(items, final if last else reached, total)
        if gone or not fetch:
            yield from self._leaving(gone, reached, final, total)

    def _told(self, before: Reached, new: set[int], due: set[int], known: Known) -> tuple[set[int], list[str]]:
        """The known messages whose mark of a draft changed, and the locators of those that left."""
        state = self._state
        drafts, ranges = self._fetcher.drafts, None
        if before.modseq and state.modseq:
            marked: set[int] = set()
            if before.modseq != state.modseq:
                flags, ranges = self._session.changes(self._folder, state, before.modseq)
                marked = {uid for uid, told in flags.items() if (b"\\draft" in told) != (uid in drafts)}
        else:
            marked = self._search("DRAFT") ^ drafts
        marked = {uid for uid in marked if uid < before.uidnext} - new
        left = before.exists + len(new) != state.exists
        if not (left or ranges or marked or due):
            return set(), []
        strangers = self._sort(known())
        gone = {uid for uid in self._have if any(low <= uid <= high for low, high in ranges or ())}
        if left and (ranges is None or before.exists + len(new) - len(gone) != state.exists):
            gone |= self._have - self._all()
        drafts -= gone
        self._retries.forget(gone)
        return (marked & self._have) - gone, strangers + [self._fetcher.locator(uid) for uid in sorted(gone)]

    # ---- both

    def _standing(self, reached: Reached) -> Reached:
        """Everything is known as of the folder's state."""
        state = self._state
        return replace(
            reached,
            validity=state.validity,
            uidnext=state.uidnext,
            exists=state.exists,
            modseq=state.modseq,
            drafts=tuple(sorted(self._fetcher.drafts)),
            retry=dict(self._retries.waiting),
        )

    def _items(self, uids: Sequence[int]) -> list[Item]:
        items = []
        for uid, result in self._fetcher.messages(uids):
            item = self._item(uid, result)
            if item is None and uid in self._have:
                item = Gone(self._fetcher.locator(uid))
            if item is None:
                self._skipped += 1
            else:
                items.append(item)
        self._done += len(uids)
        return items

    def _item(self, uid: int, result: Result) -> Item | None:
        """None if it is to be passed over: not there any more, or too old."""
        locator = self._fetcher.locator(uid)
        if isinstance(result, Failure):
            tries, last = self._retries.failed(uid, self._wanted.now)
            what = "given up" if last else "tried again later"
            return Unreadable(locator, f"the server does not hand it over ({tries} tries, {what}): {result}")
        self._retries.forget([uid])
        old = (
            isinstance(result, Seen)
            and isinstance(result.fact, Mail)
            and self._cut is not None
            and result.fact.at < self._cut
        )
        kept = isinstance(result, Seen) and result.place == Place.KEPT
        return None if old and kept and uid not in self._have else result

    def _leaving(self, gone: Sequence[str], reached: Reached, final: Reached, total: int) -> Iterator[Batch]:
        """What left, and the cursor that follows it all."""
        chunks = list(_chunks(gone, _GONE)) or [[]]
        for number, chunk in enumerate(chunks, 1):
            self._done = min(self._done + len(chunk), total)
            yield self._batch([Gone(one) for one in chunk], final if number == len(chunks) else reached, total)

    def _batch(self, items: Sequence[Item], reached: Reached, total: int) -> Batch:
        drafts, retry = tuple(sorted(self._fetcher.drafts)), dict(self._retries.waiting)
        skipped, self._skipped = self._skipped, 0
        cursor = replace(reached, drafts=drafts, retry=retry).dump()
        return Batch(items, cursor, min(self._done, total), total, skipped)


def _since(instant: int) -> str:
    """As a search for INTERNALDATE, which knows days only, and those of the server's zone: so a day more."""
    day = datetime.fromtimestamp(max(instant - _DAY, 0), UTC).date()
    return f"SINCE {format_criteria_date(day).decode()}"


def _chunks(some: Sequence[_One], size: int) -> Iterator[Sequence[_One]]:
    for start in range(0, len(some), size):
        yield some[start : start + size]
