"""Messages by their UIDs → items: one FETCH for all headers, one for the structures of mails in parts, then one for all
mails that keep their text in the same part.

A message that makes no sense costs itself; one for which a whole FETCH is refused is found by halving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from connectors.imap.answer import Fields
from connectors.imap.folders import Folder, State
from connectors.imap.message import (
    GMAIL_ITEMS,
    ITEMS,
    STRUCTURE,
    Letter,
    Wish,
    is_nested,
    place_of,
    read_letter,
    section_of,
)
from connectors.imap.session import Garbled, Session
from syncd.model import Place, Seen, Unreadable
from syncd.ports import Unavailable

_FEW = 16  # messages whose structures are done without if one spoils them
_TOO_MANY = 8  # messages in a row that fail
_TOGETHER = 4 << 20  # octets of text asked for at once


class Failure(str):
    """Why the server does not hand a message over."""

    __slots__ = ()


Result = Seen | Unreadable | Failure | None
"""None: the message is not there any more."""


class Fetcher:
    """Reads messages of one folder in one state."""

    def __init__(self, session: Session, folder: Folder, state: State, wish: Wish) -> None:
        self._session, self._folder, self._state, self._wish = session, folder, state, wish
        self._items = (*ITEMS, *(GMAIL_ITEMS if wish.gmail else ()))
        self.drafts: set[int] = set()  # those met that carry a draft's mark

    def locator(self, uid: int) -> str:
        """A message's name for good: its UID means something only beside the folder's UIDVALIDITY."""
        return f"{self._state.validity}.{uid}"

    def messages(self, uids: Sequence[int]) -> list[tuple[int, Result]]:
        """What became of each, in that order."""
        told = self._told(uids, self._items)
        structures = self._structures(told)
        found: dict[int, Result] = {}
        letters: list[Letter] = []
        for uid, fields in told.items():
            if isinstance(fields, Failure):
                found[uid] = fields
                continue
            self._note(uid, fields)
            letter = read_letter(uid, self.locator(uid), {**fields, **(structures.get(uid) or {})}, self._wish)
            if isinstance(letter, Letter):
                letters.append(letter)
            else:
                found[uid] = letter
        bodies = self._bodies(letters)
        found |= {letter.uid: letter.seen(bodies.get(letter.uid, {})) for letter in letters}
        found |= self._passed_over([uid for uid in uids if uid not in told])
        return [(uid, found[uid]) for uid in uids]

    def _note(self, uid: int, fields: Fields) -> None:
        self.drafts.discard(uid)
        if place_of(fields, Place.KEPT) == Place.DRAFT:
            self.drafts.add(uid)

    def _told(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, Fields | Failure]:
        """What the server tells of each."""
        senseless = Failure("its answer makes no sense")
        told = self._halved(uids, items)
        return {uid: senseless if fields is None else fields for uid, fields in told.items()}

    def _structures(self, told: Mapping[int, Fields | Failure]) -> dict[int, Fields | None]:
        """The structures of nested mails. Many a server can't tell that of a broken one: then it is done without."""
        nested = [
            uid for uid, fields in told.items() if not isinstance(fields, Failure) and is_nested(fields, self._wish)
        ]
        return self._halved(nested, [STRUCTURE], least=_FEW)

    def _halved(self, uids: Sequence[int], items: Sequence[str], *, least: int = 1) -> dict[int, Fields | None]:
        """One FETCH; if it is refused, two of half the messages, down to the one that is to blame, or to `least`."""
        try:
            return self._session.fetch(self._folder, self._state, uids, items)
        except Garbled:
            if len(uids) <= least:
                return dict.fromkeys(uids)
        middle = len(uids) // 2
        told = self._halved(uids[:middle], items, least=least) | self._halved(uids[middle:], items, least=least)
        return told if least > 1 else self._sound(told)

    def _sound(self, told: dict[int, Fields | None]) -> dict[int, Fields | None]:
        """The same, if it is not the server that fails: that is not the fault of so many messages."""
        if len(told) >= _TOO_MANY and not any(told.values()):
            raise Unavailable(
                f"account {self._session.server.account}: {self._session.server.place} hands no mail over in "
                f"{self._folder.name}; try again later"
            )
        return told

    def _passed_over(self, uids: Sequence[int]) -> dict[int, Result]:
        """Messages the server told nothing of: they left, or it fails on them."""
        there = self._told(uids, ["FLAGS"]) if uids else {}
        return {uid: Failure("it tells nothing of it") if uid in there else None for uid in uids}

    def _bodies(self, letters: Sequence[Letter]) -> dict[int, dict[str, bytes]]:
        """The sections that letters want; those of one number are fetched together."""
        found: dict[int, dict[str, bytes]] = {}
        groups: dict[str, list[Letter]] = {}
        for letter in letters:
            for section in letter.sections:
                groups.setdefault(section, []).append(letter)
        for section, group in groups.items():
            for part in _portions(group, section):
                most = max(letter.sections[section] for letter in part)
                item = f"BODY.PEEK[{section}]<0.{most}>"
                for uid, fields in self._told([letter.uid for letter in part], [item]).items():
                    if not isinstance(fields, Failure):
                        found.setdefault(uid, {}).update(_sections(fields))
        return found


def _portions(group: Sequence[Letter], section: str) -> Iterator[list[Letter]]:
    """Letters of about one size together, so that no answer is too big and small parts are not asked in big ones."""
    held: list[Letter] = []
    octets = 0
    for letter in sorted(group, key=lambda one: one.sections[section]):
        octets += letter.sections[section]
        if held and octets > _TOGETHER:
            yield held
            held, octets = [], letter.sections[section]
        held.append(letter)
    yield held


def _sections(fields: Fields) -> Mapping[str, bytes]:
    return {section_of(key): value for key, value in fields.items() if section_of(key) and isinstance(value, bytes)}
