"""The copies of one meeting in several accounts folded into one, and who answered what (CONTRACT.md §4); pure.

A *slot* is what a VEVENT describes: the single meeting or the series as a whole (None), or one occurrence of it (the
instant of its RECURRENCE-ID). Of several copies of a slot the highest SEQUENCE, then the latest update wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from syncd.model import Answer, Event, EventRow
from syncd.recurrence import instant

_BETTER = (
    Answer.DECLINED,
    Answer.DELEGATED,
    Answer.NONE,
    Answer.NEEDS_ACTION,
    Answer.TENTATIVE,
    Answer.ACCEPTED,
)
"""From the worst to the best answer, for somebody who is listed twice."""

MISSING = frozenset({Answer.NONE, Answer.NEEDS_ACTION})

Slot = int | None
_Claim = tuple[tuple[int, int, int], Answer, Event]  # how much it is worth, what it says, where


def better(one: Answer | None, other: Answer) -> Answer:
    """The better of two answers of the same person."""
    return other if one is None else max(one, other, key=_BETTER.index)


def rank(event: Event) -> tuple[int, int]:
    """Copies compare by it: SEQUENCE, then update (a missing one is older than any)."""
    return event.sequence, -1 if event.updated is None else event.updated


def answers_of(event: Event) -> dict[str, Answer]:
    """Address → answer of everyone on the list; of one listed twice the better."""
    answers: dict[str, Answer] = {}
    for attendee in event.attendees:
        if attendee.address:
            answers[attendee.address] = better(answers.get(attendee.address), attendee.answer)
    return answers


class _Components:
    """The best component of each slot, of one account or of all."""

    def __init__(self, home: tzinfo) -> None:
        self._home = home
        self.master: EventRow | None = None
        self.single: dict[int, EventRow] = {}  # overrides of one occurrence
        self.rest: dict[int, EventRow] = {}  # overrides of an occurrence and all later ones

    def add(self, row: EventRow) -> None:
        original = row.event.original
        if original is None:
            self.master = _best(self.master, row)
        else:
            slots = self.rest if row.event.whole_rest else self.single
            slot = instant(original, self._home)
            slots[slot] = _best(slots.get(slot), row)

    def at(self, slot: Slot) -> EventRow | None:
        """The component that describes the occurrence."""
        if slot is None:
            return self.master
        if (row := self.single.get(slot)) is not None:
            return row
        start = max((each for each in self.rest if each <= slot), default=None)
        return self.master if start is None else self.rest[start]

    def overrides(self) -> Iterable[EventRow]:
        yield from self.single.values()
        yield from self.rest.values()


class Invitation:
    """All copies of all components that share one iCalUID, and the replies to them."""

    def __init__(
        self, rows: Sequence[EventRow], home: tzinfo, mine: frozenset[str], accounts: Mapping[str, str]
    ) -> None:
        """`mine`: the addresses of mine that stand in `rows`; `accounts`: name → my address of each account."""
        self._home, self._mine, self._accounts = home, mine, accounts
        self._by_account: dict[str, _Components] = {}
        self._replies: dict[Slot, list[Event]] = {}
        for row in rows:
            if row.event.reply:
                original = row.event.original
                slot = None if original is None else instant(original, home)
                self._replies.setdefault(slot, []).append(row.event)
            else:
                self._by_account.setdefault(row.account, _Components(home)).add(row)
        self._chosen = self._choose()
        self.uniform = all(
            not part.single and not part.rest for part in self._by_account.values()
        ) and self._replies.keys() <= {None}
        """True if no copy and no reply speaks of one occurrence alone."""

    def components(self) -> list[Event]:
        """The winning components, for `syncd.recurrence.occurrences`."""
        rows = [] if self._chosen.master is None else [self._chosen.master]
        return [row.event for row in [*rows, *self._chosen.overrides()]]

    def is_plain(self, slot: Slot) -> bool:
        """True if nothing is said of this occurrence alone, in no copy: it is as its series is."""
        return self.uniform or (
            slot not in self._replies
            and not any(slot in part.single or part.rest for part in self._by_account.values())
        )

    def account(self, slot: Slot) -> str:
        """The account whose copy won."""
        row = self._chosen.at(slot)
        return "" if row is None else row.account

    def answers(self, event: Event, slot: Slot) -> dict[str, Answer]:
        """Address → answer of everyone on the list of the winning `event`, replies to it considered."""
        return {address: self._replied(address, answer, event, slot) for address, answer in answers_of(event).items()}

    def my_answer(self, slot: Slot) -> Answer | None:
        """My own answer, from my own account's copy; None if I am on nobody's list.

        Each address of mine that was asked has one voice: first what the provider of its account says apart from the
        list, then the list in the copy of its account, then in a copy of an account of mine that was asked by an
        alias, then anybody's copy; among equals the highest SEQUENCE, then the latest update. The best voice counts.
        """
        claims: dict[str, _Claim] = {}
        for name, part in self._by_account.items():
            row = part.at(slot)
            if row is not None:
                self._claim(claims, row.event, self._accounts.get(name, ""))
        best: Answer | None = None
        for address, (_, answer, event) in claims.items():
            best = better(best, self._replied(address, answer, event, slot))
        return best

    def _claim(self, claims: dict[str, _Claim], event: Event, account: str) -> None:
        listed = answers_of(event)
        if event.my_answer not in (None, Answer.NONE):
            # It is the answer of the account's address or, if that was not asked, of the alias that was.
            aliases = (self._mine & listed.keys()) - set(self._accounts.values())
            for address in [account] if account in listed or not aliases else sorted(aliases):
                _strongest(claims, address, ((3, *rank(event)), event.my_answer, event))
        for address, answer in listed.items():
            if address in self._mine:
                own = 2 if address == account else int(bool(account) and account not in listed)
                _strongest(claims, address, ((own, *rank(event)), answer, event))

    def _choose(self) -> _Components:
        chosen = _Components(self._home)
        for part in self._by_account.values():
            if part.master is not None:
                chosen.add(part.master)
        for part in self._by_account.values():
            for row in part.overrides():
                # An account whose series is outdated has outdated exceptions from it, too.
                stale = (
                    part.master is not None
                    and chosen.master is not None
                    and (part.master.event.sequence < chosen.master.event.sequence > row.event.sequence)
                )
                if not stale:
                    chosen.add(row)
        return chosen

    def _replied(self, address: str, answer: Answer, event: Event, slot: Slot) -> Answer:
        """The answer after the latest METHOD:REPLY of that address, if the copy does not know better already."""
        replies = list(self._replies.get(None, ()))
        if slot is not None:
            replies += self._replies.get(slot, ())
        said = [
            (rank(reply)[1], reply.original is not None, reply.sequence, _BETTER.index(each.answer))
            for reply in replies
            for each in reply.attendees
            if each.address == address
        ]
        if not said:
            return answer
        updated, _, sequence, index = max(said)
        newer = updated < 0 or event.updated is None or updated >= event.updated
        if newer or (answer in MISSING and sequence >= event.sequence):
            return _BETTER[index]
        return answer


def _strongest(claims: dict[str, _Claim], address: str, claim: _Claim) -> None:
    known = claims.get(address)
    if known is None or (claim[0], _BETTER.index(claim[1])) > (known[0], _BETTER.index(known[1])):
        claims[address] = claim


def _best(one: EventRow | None, other: EventRow) -> EventRow:
    """The winner of two copies; what the contract leaves open goes by what they know, then by anything stable."""
    return other if one is None else max(one, other, key=_order)


def _order(row: EventRow) -> tuple[int, int, bool, int, str, str]:
    event = row.event
    answered = sum(attendee.answer not in MISSING for attendee in event.attendees)
    return (*rank(event), event.complete, answered, repr(event), row.account)
