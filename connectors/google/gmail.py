"""Mail at Gmail (PROVIDERS.md §1): a full pass that any kill leaves resumable, and the history afterwards.

A *full pass* enumerates all ids (5 units for 500), newest first, and fetches what is not known; since absence is
judged only by that enumeration, nothing is gone before its last batch. The history id is taken before, so that what
changes meanwhile is told again. Drafts and chats are passed over unfetched: they never become facts, and a draft
that is sent announces itself. What lies in spam is handed over: it may be known from another account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connectors.google import scopes
from connectors.google.gmail_cursor import Memory, Reached
from connectors.google.gmail_fetch import WORKERS, Failure, Fetcher, Job, Ref, Result, plan
from connectors.google.gmail_history import Change, News, Verdict, verdict
from connectors.google.gmail_mailbox import Mailbox, Profile
from connectors.google.gmail_message import read_message
from connectors.google.gmail_since import newer_than
from connectors.google.session import Session
from syncd.addresses import canonical
from syncd.model import Batch, Gone, Item, Place, Seen, Stream, Unreadable
from syncd.ports import AuthExpired, Trouble, Unavailable
from syncd.settings import Account

BATCH = 100  # messages stored in one transaction: 2,000 units, a third of a minute
_REREAD = 90 * 86_400  # seconds back to which text is read that was not wanted before: rules forget after 60 days
_GONE = 1000  # of them in one batch
_DAY = 86_400
_LOOPS = 5  # a history forgotten so often in a row is not read in full each time


class GmailSource:
    """The one stream of mail of a Google account; `read` is as in `syncd.ports.Source`.

    `elsewhere()` gives message ids known from a Takeout of the same mailbox: a full pass does not fetch them.
    """

    def __init__(
        self,
        account: Account,
        session: Session,
        now: datetime,
        elsewhere: Callable[[], set[str]] = set,
        *,
        batch: int = BATCH,
        workers: int = WORKERS,
    ) -> None:
        self.account, self.session, self.elsewhere, self.batch = account, session, elsewhere, batch
        self.now = int(now.timestamp())
        self.since = str(account.since or "")
        self.cut = int(account.since.before_instant(now).timestamp()) if account.since else None
        self.text = account.bodies != "none"
        self._workers = workers

    def stream(self) -> Stream:
        return Stream("mail", "mail")

    def read(self, cursor: str | None, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """See `syncd.ports.Source.read`. A history that Google forgot is dealt with here, by another full pass."""
        self.session.needs(scopes.READONLY if self.text else scopes.METADATA)
        reached = Reached.load(cursor) if cursor is not None else None
        mailbox = Mailbox(self.session, headers_only=not self.text)
        with Fetcher(mailbox, self.account.name, self._workers) as fetcher:
            reading = _Reading(self, mailbox, fetcher, reached)
            if reached is None or reached.full or not self.fits(reached):
                yield from reading.everything(known)
                return
            news = mailbox.news(reached.history)
            if news is None:
                yield from reading.everything(known, expired=True)
            else:
                yield from reading.changes(news, reached, known)

    def fits(self, reached: Reached) -> bool:
        """Whether the config wants what it wanted then; text that is not wanted any more does no harm."""
        return reached.back == self.since and reached.text >= self.text


class _Reading:
    """One call of `read`."""

    def __init__(self, source: GmailSource, mailbox: Mailbox, fetcher: Fetcher, reached: Reached | None) -> None:
        self._source, self._mailbox, self._fetcher, self._before = source, mailbox, fetcher, reached
        self._now, self._account = source.now, source.account
        self._memory = Memory(reached)
        self._asked = reached.asked if reached else 0
        self._cut = reached.cut if reached else source.cut
        self._skipped = 0

    # ---- a full pass

    def everything(self, known: Callable[[], set[str]], *, expired: bool = False) -> Iterator[Batch]:
        """A full pass, or the rest of one."""
        profile = self._profile()
        reached = self._begin(profile, expired=expired)
        self._cut = reached.cut
        listed = self._mailbox.listed()
        if not listed and profile.total:
            raise Unavailable(
                f"account {self._account.name}: Google lists no mail but counts {profile.total}; try later"
            )
        have = known()
        candidates = self._candidates(listed)
        wanted = self._wanted(listed, candidates, have, self._rereadable(reached, listed) & have)
        done = len(have & candidates.keys())
        total = done + len(wanted)
        for jobs in plan(wanted, self._mailbox.costs, self._source.batch):
            items = self._settle(jobs)
            done += sum(map(len, jobs))
            reached = replace(reached, reread=reached.reread and jobs[-1][0].id)
            yield self._batch(items, reached, done, total)
        gone = sorted(have - listed.keys())
        while len(gone) > _GONE:
            yield self._batch(self._gone(gone[:_GONE]), reached, done, total)
            del gone[:_GONE]
        reached = replace(reached, full=False, reread="", until=self._mailbox.profile().history)
        yield self._batch(self._gone(gone), reached, done, total)

    def _profile(self) -> Profile:
        profile = self._mailbox.profile()
        whose, ours = canonical(profile.address), self._account.address
        if ours and whose != ours:
            raise AuthExpired(
                f"account {self._account.name} is logged in as {profile.address}, but the config says {ours}: "
                f"run `syncd auth {self._account.name}`, or correct `address`"
            )
        return profile

    def _begin(self, profile: Profile, *, expired: bool) -> Reached:
        """The pass to go on with: the one that was not finished, with the history id of its beginning, or a new one."""
        before, source = self._before, self._source
        if before is not None and before.full and source.fits(before):
            return before
        times = before.expired + 1 if before is not None and expired else 0
        if before is not None and times > _LOOPS and self._now - before.began < _DAY:
            raise Trouble(
                f"account {self._account.name}: Google forgets what changed ({times} times in a row), so all mail is "
                "compared only once a day; if that lasts, set the account up anew"
            )
        reread = before.reread if before is not None else ""
        if before is not None and source.text and not before.text:
            reread = "*"
        return Reached(profile.history, source.since, source.cut, self._now, expired=times, reread=reread)

    def _candidates(self, listed: Mapping[str, str]) -> Mapping[str, str]:
        """What is young enough to be wanted; nothing is concluded from what is not."""
        if self._cut is None:
            return listed
        if self._mailbox.headers_only:
            return newer_than(self._cut, listed, self._mailbox)
        return self._mailbox.listed(q=f"after:{self._cut - 1}")

    def _rereadable(self, reached: Reached, listed: Mapping[str, str]) -> set[str]:
        """Young mail whose text may not have been read, further down than it was read again already."""
        if not reached.reread or not self._source.text:
            return set()
        order = list(listed)
        start = order.index(reached.reread) + 1 if reached.reread in listed else 0
        return self._mailbox.listed(q=f"after:{self._now - _REREAD}").keys() & set(order[start:])

    def _wanted(
        self, listed: Mapping[str, str], candidates: Mapping[str, str], have: set[str], reread: set[str]
    ) -> list[Ref]:
        """What to fetch, newest first: what is not known, what does not lie where it lay, what failed before."""
        spam = self._mailbox.listed(label="SPAM").keys()
        unkept = self._mailbox.listed(label="DRAFT").keys() | self._mailbox.listed(label="CHAT").keys()
        marked = self._memory.marked.keys()
        moved = ((spam | unkept) & have) - marked | (marked & have) - spam - unkept
        passed = have | unkept | (self._source.elsewhere() - spam)
        again = reread - unkept | set(self._memory.due(self._now))
        everyone = {**candidates, **listed} if candidates.keys() - listed.keys() else listed
        return [
            Ref(name, thread)
            for name, thread in everyone.items()
            if name in moved or name in again or (name in candidates and name not in passed)
        ]

    def _gone(self, names: Sequence[str]) -> list[Item]:
        for name in names:
            self._memory.forget(name)
        return [Gone(name) for name in names]

    # ---- the history

    def changes(self, news: News, reached: Reached, known: Callable[[], set[str]]) -> Iterator[Batch]:
        """What the history tells, and what may be tried again by now.

        Stopped after a batch, reading goes on from the last record of which something was done.
        """
        chunks = self._chunks(self._todo(news, int(reached.until), known))
        until = str(max(news.history, news.records[-1] if news.records else 0))
        final = replace(reached, history=str(news.history), until=until, expired=0)
        aged = self._now - reached.stored >= _DAY and final.history != reached.history
        if not chunks and (aged or news.pages > 1):
            yield self._batch([], final)
        total, done = sum(map(len, chunks)), 0
        for number, chunk in enumerate(chunks, 1):
            items = self._gone([one.locator for _, one in chunk if isinstance(one, Gone)])
            for jobs in plan([one for _, one in chunk if isinstance(one, Ref)], self._mailbox.costs, len(chunk)):
                items += self._settle(jobs)
            done += len(chunk)
            state = final
            if number < len(chunks):
                state = replace(final, history=str(max(int(reached.history), min(chunk[-1][0], news.history))))
            yield self._batch(items, state, done, total)

    def _todo(self, news: News, until: int, known: Callable[[], set[str]]) -> list[tuple[int, Ref | Gone]]:
        """What is to be done, each with the id of the first record that asks for it."""
        have: set[str] | None = None
        todo: list[tuple[int, Ref | Gone]] = []
        for name, change in news.changes.items():
            what = self._verdict(name, change, until)
            if what is Verdict.COMPARE:
                have = known() if have is None else have
                what = Verdict.NOTHING if name in have else Verdict.FETCH
            if what is Verdict.GONE:
                todo.append((change.first, Gone(name)))
            elif what is Verdict.FETCH and not self._memory.waiting(name, self._now):
                todo.append((change.first, Ref(name, change.thread)))
            self._skipped += what is Verdict.PASS
        last = news.records[-1] if news.records else 0
        asked = {one.locator if isinstance(one, Gone) else one.id for _, one in todo}
        again = [(last, Ref(name, "")) for name in self._memory.due(self._now) if name not in asked]
        return sorted(todo, key=lambda one: one[0]) + again

    def _verdict(self, name: str, change: Change, until: int) -> Verdict:
        if change.deleted and (name in self._memory.marked or name in self._memory.retry):
            return Verdict.GONE
        return verdict(change, until)

    def _chunks(self, todo: list[tuple[int, Ref | Gone]]) -> list[list[tuple[int, Ref | Gone]]]:
        """In batches, no record divided between two."""
        chunks: list[list[tuple[int, Ref | Gone]]] = []
        for one in todo:
            if not chunks or (len(chunks[-1]) >= self._source.batch and chunks[-1][-1][0] < one[0]):
                chunks.append([])
            chunks[-1].append(one)
        return chunks

    # ---- both

    def _settle(self, jobs: Sequence[Job]) -> list[Item]:
        items = []
        for ref, result in self._fetcher.fetch(jobs):
            item = self._item(ref.id, result)
            if item is None:
                self._skipped += 1
                if ref.id in self._memory.retry:
                    item = Gone(ref.id)
                self._memory.forget(ref.id)
            if item is not None:
                items.append(item)
        return items

    def _item(self, name: str, result: Result) -> Item | None:
        """None if it is to be passed over: not there any more, or too old."""
        if result is None:
            return None
        if isinstance(result, Failure):
            tries, last = self._memory.failed(name, self._now)
            what = "given up" if last else "tried again later"
            return Unreadable(name, f"Google does not hand it over ({tries} tries, {what}): {result.reason}")
        source = self._source
        item = read_message({**result, "id": name}, address=source.account.address, now=source.now, text=source.text)
        if isinstance(item, Seen):
            old = self._cut is not None and item.fact.at < self._cut  # type: ignore[union-attr]  # always a Mail
            if old and item.place == Place.KEPT and name not in self._memory.marked:
                return None
            self._memory.lies(name, item.place)
        else:
            self._memory.forget(name)
        return item

    def _batch(self, items: Sequence[Item], reached: Reached, done: int = 0, total: int = 0) -> Batch:
        """A batch with its cursor; the owner's addresses are asked for once a day, when there is one anyway."""
        own: tuple[str, ...] | None = None
        if self._now - self._asked >= _DAY:
            aliases = self._mailbox.aliases()
            own = None if aliases is None else tuple(one for one in aliases if one != self._account.address)
            self._asked = self._now
        state = replace(reached, stored=self._now, asked=self._asked, text=self._source.text, **self._memory.fields())
        skipped, self._skipped = self._skipped, 0
        return Batch(items, state.dump(), done, total, skipped, own=own)
