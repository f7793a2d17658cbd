"""One thread read from its first mail to its last: what is asked and promised in it, and what settles that.

What is open stays open until something settles it, however much is written besides; so an old question outlives
chatter. A counter-question settles nothing. Somebody who was asked too answers for all. A yes, or "I'll look into it",
to something asked of me turns what I owe into a promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.said import Ask, Promise, is_answer, only_instructs, wants_a_deed
from rules.threads.join import parents
from rules.threads.letter import ME, Letter, Names, put_to, put_to_me, topic_of
from syncd.model import Contact


class Side(StrEnum):
    """Whose turn it is, by what was last asked or promised."""

    OWED = "owed"  # mine: they asked me
    AWAITING = "awaiting"  # theirs: I asked them
    PROMISED = "promised"  # mine: I said I would


@dataclass(frozen=True, slots=True)
class Closing:
    """What settled a matter. `how` begins a sentence about it: "you answered", "they said there is no need"."""

    how: str
    contact: Contact


@dataclass(slots=True)
class Matter:
    """Something asked or promised between me and `person` in `contact`. Changes only while its thread is read.

    `again`: mails since from whoever asked (my nudges, their reminders); `back`: a counter-question since; `since`: my
    answer to that, from which on what I asked is waited for anew; `due` only if a day was named; `read` false if the
    mail's text was not, but only its subject.
    """

    side: Side
    person: str
    contact: Contact
    topic: str
    due: date | None = None
    again: list[Contact] = field(default_factory=list)
    back: Contact | None = None
    since: Contact | None = None
    read: bool = True
    closed: Closing | None = None

    @property
    def began(self) -> Contact:
        """From when on it is somebody's turn, and what a follow-up for it is known by."""
        return self.since or self.contact


@dataclass(slots=True)
class _Question:
    """Asks of one mail put to the same people, while the thread is read."""

    letter: Letter
    place: int
    asked: tuple[str, ...]  # Person.keys, or ME alone
    asks: Sequence[Ask]
    named: bool  # put to them by name, while others were asked something else by name
    matters: list[Matter]

    @property
    def open(self) -> bool:
        return any(matter.closed is None for matter in self.matters)


def fold(thread: Sequence[Letter], names: Names) -> list[Matter]:
    """Everything that was asked and promised in the thread, settled or not, in the order of the mails."""
    reading = _Reading(names)
    if any(letter.asks or letter.text.promises for letter in thread):
        for place, (letter, parent) in enumerate(zip(thread, parents(thread), strict=True)):
            if letter.speaks:
                reading.take(letter, place, parent, thread[parent] if parent is not None else None)
    return reading.matters


class _Reading:
    """What stands open after the mails read so far."""

    def __init__(self, names: Names) -> None:
        self.matters: list[Matter] = []
        self._names = names
        self._questions: list[_Question] = []
        self._promises: list[Matter] = []

    def take(self, letter: Letter, place: int, parent_place: int | None, parent: Letter | None) -> None:
        """The next mail: first what it settles, then what it opens."""
        self._release(letter)
        answered = list(self._answer(letter, parent_place, parent))
        if letter.author == ME:
            self._keep(letter)
            self._wait_anew(letter, {question.letter.author for question in answered})
        self._remind(letter)
        self._ask(letter, place, answers=bool(answered))
        if letter.author == ME and letter.counts:
            self._promise(letter, answered)
        self._questions = [question for question in self._questions if question.open]
        self._promises = [matter for matter in self._promises if matter.closed is None]

    def _release(self, letter: Letter) -> None:
        """Whoever asked says that it is settled; they also let me off a promise."""
        if not letter.text.releases:
            return
        mine = letter.author == ME
        for question in self._questions:
            if question.letter.author == letter.author:
                _close(question.matters, "you took it back" if mine else "they said there is no need", letter)
        if not mine:
            theirs = [matter for matter in self._promises if matter.person == letter.author]
            _close(theirs, "they said there is no need", letter)

    def _answer(self, letter: Letter, parent_place: int | None, parent: Letter | None) -> Iterator[_Question]:
        """Settles what the mail answers; the questions of others that I answered."""
        for question in self._questions:
            if question.letter.author == letter.author or not question.open:
                continue
            direct = parent_place == question.place or (
                parent is not None and not letter.refs and parent.author == question.letter.author
            )
            how = self._how_answered(letter, question, direct, parent)
            if not how:
                continue
            if self._asks_back(letter, question.letter.author):
                for matter in question.matters:
                    matter.back = letter.contact
                continue
            _close(question.matters, how, letter)
            if letter.author == ME:
                yield question

    def _asks_back(self, letter: Letter, asker: str) -> bool:
        """Whether it only asks back, and that of whoever asked."""
        named = [called for ask in letter.text.asks for called in ask.to]
        return letter.text.asks_back and (not named or any(self._names.means(called, asker) for called in named))

    def _how_answered(self, letter: Letter, question: _Question, direct: bool, parent: Letter | None) -> str:
        """In words, or "" if the mail is no answer to the question."""
        asker, author = question.letter.author, letter.author
        chatter = _is_chatter(letter)
        if chatter and not direct:
            return ""
        aside = not direct and parent is not None and parent.author not in (asker, author)
        if aside and not (letter.directly if asker == ME else asker in letter.to):
            return ""  # an answer to somebody else, of which the asker got a copy
        if author == ME:
            elsewhere = set(letter.recipients).isdisjoint(question.letter.recipients)  # to where they want answers
            replied = direct and elsewhere and is_answer(letter.contact.subject)
            return "you answered" if replied or asker in letter.recipients else ""
        if author in question.asked:
            return "they answered"
        who = f"{self._names.shown(author)} answered"
        if author in question.letter.recipients:
            if question.named or chatter:
                return ""
            return who if asker == ME else f"{who} for you" if asker in letter.to else ""
        return who if asker == ME and direct and letter.directly and not chatter else ""

    def _keep(self, letter: Letter) -> None:
        """Promises of mine that the mail keeps, takes back or passes on."""
        said = letter.text
        how = "you delivered" if said.delivers else "you took it back" if said.withdraws else ""
        how = how or ("you passed it on" if said.hands_over else "")
        if how:
            _close(self._promises, how, letter)

    def _wait_anew(self, letter: Letter, answered: Set[str]) -> None:
        """Who asked back what I meant has my answer now, so what I asked them is theirs again. It is no nudge."""
        for question in self._questions:
            for matter in question.matters:
                if matter.side is Side.AWAITING and matter.back is not None and matter.person in answered:
                    matter.since, matter.again = letter.contact, []

    def _remind(self, letter: Letter) -> None:
        """I wrote again to whom I asked, or they asked me again."""
        mine = letter.author == ME
        if not mine and not put_to_me(letter, self._names):
            return
        for question in self._questions:
            if question.letter.author != letter.author:
                continue
            for matter in question.matters:
                if matter.closed is not None or matter.began == letter.contact:
                    continue
                if not mine or matter.person in letter.recipients:
                    matter.again.append(letter.contact)

    def _ask(self, letter: Letter, place: int, *, answers: bool) -> None:
        """What the mail asks. `answers`: it is mine and settles what they asked, so that bare orders in it are that."""
        if letter.text.releases:
            return  # "no need to answer" goes for all of it
        if letter.author != ME:
            if asks := put_to_me(letter, self._names):
                named = all(ask.to for ask in asks) and len(asks) < len(letter.asks)
                self._open(letter, place, (ME,), asks, named=named)
            return
        put = put_to(letter, self._names)
        for people, asked in put.items():
            if wanted := [ask for ask in asked if not (answers and only_instructs(ask))]:
                self._open(letter, place, people, wanted, named=len(put) > 1)

    def _open(self, letter: Letter, place: int, asked: tuple[str, ...], asks: Sequence[Ask], *, named: bool) -> None:
        side = Side.OWED if asked == (ME,) else Side.AWAITING
        persons = (letter.author,) if side is Side.OWED else asked
        topic = topic_of(asks) or letter.contact.subject
        new = [Matter(side, person, letter.contact, topic, read=letter.said is not None) for person in persons]
        self._questions.append(_Question(letter, place, asked, asks, named, new))
        self.matters += new

    def _promise(self, letter: Letter, answered: Sequence[_Question]) -> None:
        """What the mail promises in its own words, or by a yes to a request."""
        said = letter.text
        wished = [ask for question in answered for ask in question.asks if wants_a_deed(ask)]
        given = _earliest(said.promises)
        if given is not None:
            brief = len(given.topic.split()) <= _BRIEF
            topic = topic_of(wished) if brief and wished else given.topic
            self._give(letter, letter.to or letter.others, topic, given.due)
        elif answered and not said.delivers and (said.holds or (said.agrees and wished)):
            asks = wished or [ask for question in answered for ask in question.asks]
            self._give(letter, tuple(dict.fromkeys(q.letter.author for q in answered)), topic_of(asks), None)

    def _give(self, letter: Letter, people: Sequence[str], topic: str, due: date | None) -> None:
        """A promise; to the same person in the same thread it takes the place of the one before."""
        _close([matter for matter in self._promises if matter.person in people], "you promised anew", letter)
        new = [Matter(Side.PROMISED, person, letter.contact, topic or letter.contact.subject, due) for person in people]
        self._promises += new
        self.matters += new


_BRIEF = 4
"""Words up to which a promise ("Will do.", "I'll take care.") says nothing without what it answers."""


def _is_chatter(letter: Letter) -> bool:
    """Thanks, wishes, FYI: an answer at most to the mail it answers directly."""
    said = letter.text
    return said.idle and not (said.delivers or said.agrees or said.withdraws or said.holds or said.promises)


def _earliest(promises: Sequence[Promise]) -> Promise | None:
    """The first that names the earliest day, else the first."""
    return min(promises, key=lambda promise: promise.due or date.max, default=None)


def _close(matters: Sequence[Matter], how: str, letter: Letter) -> None:
    for matter in matters:
        if matter.closed is None:
            matter.closed = Closing(how, letter.contact)
