"""messages.csv and Invitations.csv → exchanges; pure.

The export says who wrote and who got a message, never which of them is me; `owner_of` finds that out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from connectors.linkedin_dates import instant_of, month_first
from connectors.linkedin_handle import PROFILE, address_of, address_of_handle
from connectors.linkedin_tables import Row, words
from connectors.whole_file import Content, Window
from syncd.model import Direction, Exchange, Item, Kind, Seen, Unreadable

_MOST_OTHERS = 10  # as [contact].max_recipients: more is an announcement
_TITLE = 500
_TRUE = frozenset({"yes", "true", "1", "ja", "oui", "si", "sí", "sim"})


class Message(NamedTuple):
    """One row of messages.csv. `sender` and `recipients` are canonical addresses; `text` a hash, for comparison."""

    conversation: str
    title: str
    sender: str
    name: str  # the sender's
    recipients: tuple[str, ...]
    names: tuple[str, ...]  # theirs, in the same order; () if it can't be told
    date: str
    text: bytes


def messages_in(rows: Iterable[Row]) -> tuple[list[Message], int]:
    """The messages between people, and how many rows were passed over: drafts, spam, adverts without a profile."""
    found, skipped = [], 0
    for row in rows:
        sender = address_of(row.get("sender", ""))
        draft = row.get("draft", "").casefold() in _TRUE
        if sender is None or draft or row.get("folder", "").casefold() in ("spam", "junk", "draft", "drafts"):
            skipped += any(row.values())
            continue
        urls = [one for handle in PROFILE.findall(row.get("recipients", "")) if (one := address_of_handle(handle))]
        names = [name.strip() for name in row.get("to", "").split(",")]
        recipients = tuple(dict.fromkeys(one for one in urls if one != sender))
        title = words(row.get("title", ""), _TITLE)
        told = tuple(map(words, names)) if len(names) == len(recipients) else ()
        found.append(
            Message(
                row.get("conversation", ""),
                title,
                sender,
                words(row.get("from", "")),
                recipients,
                told,
                row.get("date", ""),
                text_hash(row.get("content", "")),
            )
        )
    return found, skipped


def text_hash(text: str) -> bytes:
    """Of a message's text, for comparison only; b"" without one."""
    plain = " ".join(text.split())
    return blake2b(plain.encode("utf-8", "replace"), digest_size=16).digest() if plain else b""


def owner_of(
    messages: Sequence[Message], invitations: Sequence[Row], profile: Sequence[Mapping[str, str]]
) -> str | None:
    """Which address is the exporting member's own, or None if it can't be told.

    In this order: a profile address that Profile.csv or Registration.csv names as the member's; the sender of
    outgoing and the receiver of incoming invitations; the one who takes part in more conversations than anybody else
    and in over half of them; of several such (all talk is with one person) the one who bears Profile.csv's name.
    """
    for record in profile:
        for column, cell in record.items():
            if "profileurl" in column and (own := address_of(cell)):
                return own
    votes = Counter(own for row in invitations if (own := _invitation_owner(row)))
    if votes:
        return votes.most_common(1)[0][0]
    conversations: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        for address in (message.sender, *message.recipients):
            conversations[address].add(message.conversation)
    most = max(map(len, conversations.values()), default=0)
    total = len({message.conversation for message in messages})
    leading = [address for address, parts in conversations.items() if len(parts) == most and 2 * most > total]
    if len(leading) == 1:
        return leading[0]
    own_names = {_name(record) for record in profile} - {""}
    named = {one.sender for one in messages if one.name.casefold() in own_names}
    named |= {
        address
        for one in messages
        for address, name in zip(one.recipients, one.names, strict=False)
        if name.casefold() in own_names
    }
    bearers = [address for address in leading if address in named]
    return bearers[0] if len(bearers) == 1 else None


def exchanges(messages: Sequence[Message], skipped: int, owner: str | None, window: Window) -> Content:
    """What I wrote is an exchange with each recipient, what I got with its sender alone (as mail, CONTRACT.md §4).

    A conversation I take no part in, or with more than ten others, is skipped.
    """
    parties: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        parties[message.conversation] |= {message.sender, *message.recipients}
    first = month_first((message.date for message in messages), True)
    items: dict[str, Item] = {}
    equals: Counter[tuple[str, str, str]] = Counter()
    for message in messages:
        alike = (message.conversation, message.date, message.sender)
        equals[alike] += 1
        where = _hash(*alike, str(equals[alike]))
        others = parties[message.conversation] - {owner}
        at = instant_of(message.date, month_first=first)
        if at is None or not window.believable(at):
            items[where] = Unreadable(where, "its date can't be read")
        elif owner is None:
            items[where] = Unreadable(where, _UNKNOWN_OWNER)
        elif (
            owner not in (message.sender, *message.recipients, *_unlisted(message, parties, owner))
            or not 0 < len(others) <= _MOST_OTHERS
            or not window.wanted(at)
        ):
            skipped += 1
        else:
            for exchange in _with_each(message, others, owner, at, alike, equals[alike]):
                items[exchange.uid] = Seen(exchange.uid, exchange, thread=message.conversation[:200])
    return Content(list(items.values()), skipped)


_UNKNOWN_OWNER = "it can't be told which of the profiles is yours: import the whole export, with Profile.csv"


def invited(rows: Sequence[Row], messages: Sequence[Message], owner: str | None, window: Window) -> Content:
    """Invitations with a note, as messages in their direction; without one they are no contact.

    A note that stands among the messages too (once accepted it opens the conversation) is left to these.
    """
    said = {(one.sender, one.text) for one in messages}
    first = month_first((row.get("date", "") for row in rows), True)
    items: dict[str, Item] = {}
    skipped = 0
    for row in rows:
        inviter, invitee = address_of(row.get("inviter", "")), address_of(row.get("invitee", ""))
        note = text_hash(row.get("message", ""))
        if not note or inviter is None or invitee is None or inviter == invitee or (inviter, note) in said:
            skipped += any(row.values())
            continue
        uid = _hash("invitation", inviter, invitee, row.get("date", ""))
        at, own = instant_of(row.get("date", ""), month_first=first), _invitation_owner(row) or owner
        if at is None or not window.believable(at):
            items[uid] = Unreadable(uid, "its date can't be read")
        elif own not in (inviter, invitee):
            items[uid] = Unreadable(uid, _UNKNOWN_OWNER)
        elif not window.wanted(at):
            skipped += 1
        else:
            out = own == inviter
            other, name = (invitee, row.get("to", "")) if out else (inviter, row.get("from", ""))
            direction = Direction.OUTBOUND if out else Direction.INBOUND
            items[uid] = Seen(uid, Exchange(uid, at, other, Kind.MESSAGE, direction, name=words(name)))
    return Content(list(items.values()), skipped)


def _with_each(
    message: Message, others: set[str], owner: str, at: int, alike: tuple[str, str, str], number: int
) -> list[Exchange]:
    """The exchanges of one message. The uid holds the other's address, for one message may go to several."""
    names = dict(zip(message.recipients, message.names, strict=False))
    if message.sender != owner:
        partners, direction, names = [message.sender], Direction.INBOUND, {message.sender: message.name}
    else:
        partners = sorted(one for one in message.recipients if one != owner) or sorted(others)
        direction = Direction.OUTBOUND
    return [
        Exchange(
            uid=_hash(*alike, str(number), other),
            at=at,
            address=other,
            kind=Kind.MESSAGE,
            direction=direction,
            topic=message.title,
            name=names.get(other, ""),
        )
        for other in partners
    ]


def _unlisted(message: Message, parties: Mapping[str, set[str]], owner: str) -> tuple[str, ...]:
    """Older exports have no recipients: then all who ever wrote in the conversation got the message."""
    return () if message.recipients or owner not in parties[message.conversation] else (owner,)


def _invitation_owner(row: Row) -> str | None:
    """Me, by an invitation's direction; None where it says none."""
    side = {"outgoing": "inviter", "incoming": "invitee"}.get(row.get("direction", "").casefold())
    return address_of(row.get(side, "")) if side else None


def _name(record: Mapping[str, str]) -> str:
    return words(f"{record.get('firstname', '')} {record.get('lastname', '')}").casefold()


def _hash(*parts: str) -> str:
    return "linkedin:" + blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
