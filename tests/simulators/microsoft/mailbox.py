"""A mailbox as its owner sees it: letters come, are read, moved, thrown away. Every change is logged for the deltas."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tests.simulators.microsoft.ledger import Item, Ledger
from tests.simulators.microsoft.tokens import Tokens
from tests.simulators.microsoft.tree import Folder, Tree

Address = str | tuple[str, str]  # an address (an Exchange DN, too), or (name, address)
Happened = Literal["in", "out", "read", "edit"]


@dataclass(eq=False)
class Message(Item):
    """A message. `unique` is what its author wrote new, `properties` are MAPI properties by their Graph id."""

    folder: str = ""
    author: Address = ""
    actor: Address = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    unique: str = ""
    received: datetime = field(kw_only=True)
    sent: datetime = field(kw_only=True)
    message_id: str = ""
    conversation: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    draft: bool = False
    own: bool = False  # sent from here: no transport headers
    read: bool = False
    flag: str = "notFlagged"
    categories: tuple[str, ...] = ()
    attachments: bool = False
    meeting: str = ""
    mime: bytes = b""
    properties: dict[str, str] = field(default_factory=dict)


@dataclass
class Noise:
    """How untidy deltas are; all of it is allowed by the documentation. Without any they are as measured.

    `partial_moves`: a message that came and was read since is given as id, isRead, parentFolderId only.
    """

    seed: int | None = None  # None: in the order of the changes
    duplicates: bool = False
    replays: bool = False
    empty_pages: bool = False
    partial_moves: bool = False

    def order(self) -> random.Random:
        """Chance that can be repeated."""
        return random.Random(self.seed or 0)


class Mail:
    """The messages and folders of one mailbox, with what its owner does."""

    def __init__(self, ledger: Ledger, address: str) -> None:
        self.address = address
        self.ledger = ledger
        self.tree = Tree(ledger)
        self.messages: dict[str, Message] = {}
        self.log: list[tuple[int, str, str, Happened]] = []  # (number, message, folder, what)
        self.noise = Noise()
        self.tokens = Tokens("messages")
        self.folder_tokens = Tokens("folders")
        self.filtered_delta = 5000  # a filtered delta returns no more messages than this
        self.headers_in_delta = True  # whether deltas show internetMessageHeaders (undocumented)
        self.headers_with_basic = True  # whether Mail.ReadBasic shows them (undocumented)
        self.held: dict[str, int] = {}

    # ---- what happens to the mailbox

    def deliver(self, author: Address, *, to: Sequence[Address] = (), folder: str = "inbox", **more: Any) -> Message:
        """A letter arrives. `more` are fields of Message; `at` is when it was received."""
        with self.ledger.lock:
            return self._put(folder, author=author, to=tuple(to) or (self.address,), **more)

    def send(self, to: Sequence[Address], *, folder: str = "sentitems", **more: Any) -> Message:
        """The owner sent something with another program."""
        with self.ledger.lock:
            more = {"author": self.address, "own": True, "read": True, **more}
            return self._put(folder, to=tuple(to), **more)

    def draft(self, to: Sequence[Address] = (), **more: Any) -> Message:
        """The owner began a letter; as recorded, it has neither from nor sender."""
        with self.ledger.lock:
            more = {"author": "", "read": True, "folder": "drafts", **more}
            return self._put(more.pop("folder"), to=tuple(to), draft=True, own=True, **more)

    def post(self, draft: Message) -> None:
        """A draft is sent: it becomes the copy in Sent Items, with the same immutable id."""
        with self.ledger.lock:
            draft.draft, draft.received, draft.sent = False, self.ledger.now(), self.ledger.now()
            draft.author = draft.actor = draft.author or self.address
            self._happened(draft, draft.folder, "edit")  # told even if it lay in Sent Items before
            self.move(draft, "sentitems")

    def move(self, message: Message, folder: str) -> None:
        """Into another folder: `@removed` in the old one and an addition in the new one, and another regular id."""
        with self.ledger.lock:
            target = self.tree.find(folder)
            if target.id == message.folder:
                return
            self._happened(message, message.folder, "out")
            message.folder, message.regular = target.id, self.ledger.regular()
            self._happened(message, target.id, "in")

    def delete(self, message: Message) -> None:
        """Into Deleted Items."""
        self.move(message, "deleteditems")

    def junk(self, message: Message) -> None:
        """Into Junk."""
        self.move(message, "junkemail")

    def destroy(self, message: Message) -> None:
        """For good."""
        with self.ledger.lock:
            del self.messages[message.id]
            self._happened(message, message.folder, "out")

    def mark(self, message: Message, *, read: bool = True) -> None:
        """As read or unread: deltas tell it with a partial entry."""
        with self.ledger.lock:
            message.read = read
            self._happened(message, message.folder, "read")

    def edit(self, message: Message, **fields: Any) -> None:
        """Any other change of its fields."""
        with self.ledger.lock:
            for name, value in fields.items():
                assert hasattr(message, name), name
                setattr(message, name, value)
            self._happened(message, message.folder, "edit")

    def create_folder(self, name: str, parent: str = "msgfolderroot", *, hidden: bool = False) -> Folder:
        """A new folder."""
        with self.ledger.lock:
            return self.tree.create(name, self.tree.find(parent), hidden=hidden)

    def rename_folder(self, folder: Folder, name: str) -> None:
        """Gives a folder another name."""
        with self.ledger.lock:
            folder.name = name
            self.tree.touch(folder.id)

    def delete_folder(self, folder: Folder) -> None:
        """For good, with all that is in it."""
        with self.ledger.lock:
            gone = {one.id for one in self.tree.remove(folder)}
            for message in [one for one in self.messages.values() if one.folder in gone]:
                del self.messages[message.id]

    # ---- what the service does of itself

    def hold(self, folder: str) -> None:
        """The folder's deltas show nothing newer until `release`: no order is promised across folders."""
        with self.ledger.lock:
            self.held[self.tree.find(folder).id] = self.ledger.seq

    def release(self) -> None:
        """All folders show all that happened."""
        with self.ledger.lock:
            self.held.clear()

    def expire(
        self, folder: str = "", *, status: int = 410, code: str = "SyncStateNotFound", begun: bool | None = None
    ) -> int:
        """Delta and next links of a folder (all) are forgotten, with `begun` only next links; says how many."""
        with self.ledger.lock:
            scope = self.tree.find(folder).id if folder else ""
            return self.tokens.expire(scope, status=status, code=code, begun=begun)

    def within(self, folder: str) -> list[Message]:
        """What lies in a folder (id or alias) now."""
        identity = self.tree.find(folder).id
        return [one for one in self.messages.values() if one.folder == identity]

    def changes(self, folder: str, since: int, upto: int) -> Iterable[tuple[str, Happened]]:
        """What happened in a folder, oldest first."""
        return ((one, what) for number, one, where, what in self.log if where == folder and since < number <= upto)

    def _put(self, folder: str, *, at: datetime | None = None, **fields: Any) -> Message:
        identity, regular = self.ledger.ids()
        number = self.ledger.change()
        at = at or self.ledger.now()
        for name in ("to", "cc", "bcc", "reply_to", "headers", "categories"):
            fields[name] = tuple(fields.get(name, ()))
        fields.setdefault("actor", fields["author"])
        fields.setdefault("received", at)
        fields.setdefault("sent", at)
        fields.setdefault("message_id", f"<{number}.{identity[-12:]}@example.prod.outlook.com>")
        fields.setdefault("conversation", "AAQkAGVmMDEzMTM4-" + fields.get("subject", "").removeprefix("Re: "))
        message = Message(identity, regular, number, folder=self.tree.find(folder).id, created=at, **fields)
        self.messages[message.id] = message
        self._happened(message, message.folder, "in")
        return message

    def _happened(self, message: Message, folder: str, what: Happened) -> None:
        message.change = self.ledger.change()
        message.modified = self.ledger.now()
        self.log.append((message.change, message.id, folder, what))
        self.tree.touch(folder)  # its counts changed
