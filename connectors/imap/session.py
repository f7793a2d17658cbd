"""Speaking IMAP with one account's server, through IMAPClient; every request only reads and may be repeated.

Folders are opened with EXAMINE and texts fetched with PEEK: nothing syncd does marks a mail as read. A lost connection
is made again, with patience, and the folder opened again; numbers given anew meanwhile end the reading.
"""

from __future__ import annotations

import re
import select
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    InvalidCriteriaError,
    ProtocolError,
)

from connectors.imap import errors
from connectors.imap.answer import Fields, read_fetch
from connectors.imap.connection import close, connected, lost
from connectors.imap.errors import Refusal
from connectors.imap.folders import Folder, State, read_list, read_status, state_of, to_read
from connectors.imap.server import Server
from connectors.patience import Again, patiently
from syncd.ports import Ticker, Unavailable

_PATIENCE = 120.0  # seconds of waiting after which the sync gives up for now
_WINDOW = 80_000  # UIDs searched at once: imaplib reads no line beyond 1,000,000 octets
_STATUS = "MESSAGES UIDNEXT UIDVALIDITY"
_ANSWER = re.compile(r"(?:command error: (?:BAD|NO)|failed: )", re.IGNORECASE)
_VANISHED = re.compile(rb"[0-9:,]+\Z")
_T = TypeVar("_T")

Ranges = list[tuple[int, int]]
"""UIDs from … to, both included."""


class Garbled(Exception):
    """The server's answer makes no sense, or it refused for no reason it could name."""


class FolderGone(Exception):
    """The folder is not there any more."""


class Session:
    """One account's connection. `secret(again)` gives the password; `again` after it was refused."""

    def __init__(self, server: Server, secret: Callable[[bool], str], ticker: Ticker) -> None:
        self.server, self._secret, self._ticker = server, secret, ticker
        self._held: list[IMAPClient] = []  # the connection, if there is one
        self._opened: tuple[str, int] | None = None  # the folder that is open, and its UIDVALIDITY
        weakref.finalize(self, close, self._held)

    # ---- what is asked

    @property
    def gmail(self) -> bool:
        """Whether it is Gmail, by its own extension."""
        return self.can("X-GM-EXT-1")

    def can(self, capability: str) -> bool:
        """Whether the server has a capability. Raises as `folders`."""
        return self._sensibly("connecting", lambda client: bool(client.has_capability(capability)))

    def folders(self) -> list[Folder]:
        """The folders to read, with their states if one request gives both (RFC 5819).

        Raises Unavailable, RateLimited, AuthExpired, Trouble.
        """
        return self._sensibly("listing folders", self._list)

    def examine(self, folder: Folder) -> State:
        """Opens a folder for reading. Raises FolderGone, and as `folders`."""
        self._opened = None
        return self._sensibly(f"opening {folder.name}", lambda client: self._open(client, folder))

    def search(self, folder: Folder, state: State, criterion: str = "", *, low: int = 1) -> set[int]:
        """The UIDs of a folder from `low` on that fit a criterion (RFC 9051 §6.4.4); all of them without one.

        UIDs beyond the state's UIDNEXT may be among them. Raises as `folders`.
        """
        beginnings = range(low, state.uidnext, _WINDOW) if state.exists > _WINDOW else range(low, low + 1)
        several = len(beginnings) > 1

        def ask(client: IMAPClient) -> set[int]:
            self._reopen(client, folder, state)
            found: set[int] = set()
            for first in beginnings:
                window = [f"UID {first}:{first + _WINDOW - 1}"] if several else [f"UID {low}:*"] if low > 1 else []
                found |= set(client.search(" ".join([*window, criterion]).strip() or "ALL"))
            return found

        return self._sensibly(f"searching {folder.name}", ask)

    def fetch(
        self, folder: Folder, state: State, uids: Sequence[int], items: Sequence[str]
    ) -> dict[int, Fields | None]:
        """What the server tells of messages; of those that it passes over nothing, None if it makes no sense.

        Raises Garbled, and as `folders`.
        """

        def ask(client: IMAPClient) -> dict[int, Fields | None]:
            self._reopen(client, folder, state)
            try:
                kind, data = client._imap.uid("FETCH", ",".join(map(str, uids)), f"({' '.join(items)})")
                if kind != "OK":
                    raise IMAPClientError(f"fetch failed: {data[0]!r}")
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                if _answered(error) and errors.refusal(str(error)) is Refusal.OTHER:
                    raise Garbled from error  # one message may be to blame
                raise
            told = read_fetch(data)
            return {uid: told[uid] for uid in uids if uid in told}

        return self._patiently(f"reading {folder.name}", ask) if uids else {}

    def changes(self, folder: Folder, state: State, since: int) -> tuple[dict[int, frozenset[bytes]], Ranges | None]:
        """The flags of messages changed since a MODSEQ (RFC 7162), and what vanished; None if the server can't tell."""

        def ask(client: IMAPClient) -> tuple[dict[int, frozenset[bytes]], Ranges | None]:
            self._reopen(client, folder, state)
            quick = client.has_capability("QRESYNC") and client.has_capability("ENABLE")
            raw = client._imap  # IMAPClient.fetch takes no 1:* and gives no VANISHED
            modifier = f"(CHANGEDSINCE {since}{' VANISHED' if quick else ''})"
            kind, data = raw.uid("FETCH", "1:*", "(FLAGS)", modifier)
            if kind != "OK":
                raise IMAPClientError(f"fetch failed: {data[0]!r}")
            flags = {uid: _flags(told) for uid, told in read_fetch(data).items() if told}
            return flags, _ranges(raw.response("VANISHED")[1]) if quick else None

        return self._sensibly(f"reading {folder.name}", ask)

    def touch(self) -> None:
        """Makes sure that the connection is still there, without a request as long as nothing speaks against it."""
        if self._held and not _readable(self._held[0]):
            return
        self._sensibly("connecting", lambda client: client.noop())

    def close(self) -> None:
        """Ends the connection; the next request makes a new one."""
        self._opened = None
        close(self._held)

    # ---- how

    def _sensibly(self, doing: str, ask: Callable[[IMAPClient], _T]) -> _T:
        try:
            return self._patiently(doing, ask)
        except Garbled:
            raise Unavailable(
                f"account {self.server.account}: {self.server.place} gives answers without sense while {doing}; "
                "try again later"
            ) from None

    def _patiently(self, doing: str, ask: Callable[[IMAPClient], _T]) -> _T:
        return patiently(lambda: self._once(doing, ask), self._ticker, patience=_PATIENCE)

    def _once(self, doing: str, ask: Callable[[IMAPClient], _T]) -> _T:
        try:
            return ask(self.client(doing))
        except (IMAPClientAbortError, OSError) as error:
            self.close()
            raise lost(self.server, doing, error) from error
        except ProtocolError as error:
            raise Garbled from error
        except IMAPClientError as error:
            if not _answered(error):  # imaplib lost its place
                self.close()
                raise Garbled from error
            raise errors.failed(self.server, doing, str(error)) from error
        except (ValueError, TypeError, LookupError) as error:  # what IMAPClient's parsers make of nonsense
            raise Garbled from error

    def client(self, doing: str) -> IMAPClient:
        """The connection, made and logged in if there is none."""
        if not self._held:
            self._held.append(connected(self.server, self._secret, doing))
        return self._held[0]

    def _list(self, client: IMAPClient) -> list[Folder]:
        raw = client._imap  # IMAPClient knows no LIST with RETURN
        status = _STATUS + (" HIGHESTMODSEQ" if client.has_capability("CONDSTORE") else "")
        wanted = ["SPECIAL-USE"] if client.has_capability("SPECIAL-USE") else []
        if client.has_capability("LIST-STATUS"):
            wanted.append(f"STATUS ({status})")
        extended = client.has_capability("LIST-STATUS") or client.has_capability("LIST-EXTENDED")
        options = ["RETURN", f"({' '.join(wanted)})"] if wanted and extended else []
        for name in ("LIST", "STATUS"):
            raw.response(name)
        kind, data = raw.xatom("LIST", '""', '"*"', *options)
        if kind != "OK":
            raise IMAPClientError(f"list failed: {data[0]!r}")
        entries = read_list(raw.response("LIST")[1])
        states = read_status(raw.response("STATUS")[1])
        folders = to_read(entries, states, gmail=client.has_capability("X-GM-EXT-1"), foreign=_foreign(client))
        if not entries:
            raise Again(
                Unavailable(
                    f"account {self.server.account}: {self.server.place} lists no folder, not even the inbox; try later"
                )
            )
        return folders

    def _open(self, client: IMAPClient, folder: Folder) -> State:
        try:
            told = client.select_folder(folder.wire, readonly=True)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            if errors.refusal(str(error)) is Refusal.GONE:
                raise FolderGone from error
            raise
        numbers = {key.decode("ascii", "replace"): value for key, value in told.items() if isinstance(value, int)}
        state = state_of({"UIDNEXT": self._next(client, numbers), **numbers})
        if state is None:
            raise Unavailable(
                f"account {self.server.account}: {self.server.place} keeps no lasting numbers in {folder.name} "
                "(no UIDVALIDITY): this folder can't be read"
            )
        self._opened = (folder.wire, state.validity)
        return state

    def _next(self, client: IMAPClient, numbers: Mapping[str, int]) -> int:
        """A UIDNEXT for servers of old that tell none."""
        if "UIDNEXT" in numbers:
            return numbers["UIDNEXT"]
        return max(client.search("UID *"), default=0) + 1 if numbers.get("EXISTS") else 1

    def _reopen(self, client: IMAPClient, folder: Folder, state: State) -> None:
        if self._opened is None or self._opened[0] != folder.wire:
            self._open(client, folder)
        if self._opened != (folder.wire, state.validity):
            raise Unavailable(
                f"account {self.server.account}: {folder.name} was numbered anew while it was read; try again later"
            )


def _answered(error: Exception) -> bool:
    """Whether it was a NO or BAD of the server's, and not something that imaplib could not read."""
    return isinstance(error, InvalidCriteriaError) or _ANSWER.search(str(error)) is not None


def _foreign(client: IMAPClient) -> list[str]:
    """How the names of folders begin that belong to others (RFC 2342)."""
    if not client.has_capability("NAMESPACE"):
        return []
    try:
        spaces = client.namespace()
    except (ProtocolError, ValueError, TypeError, LookupError):
        return []
    own = {prefix for prefix, _ in spaces.personal or ()}
    found = [prefix for space in (spaces.other, spaces.shared) for prefix, _ in space or () if prefix not in own]
    return [one.decode("ascii", "replace") if isinstance(one, bytes) else str(one) for one in found]


def _flags(told: Fields) -> frozenset[bytes]:
    found = told.get(b"FLAGS")
    return frozenset(flag.lower() for flag in (found if isinstance(found, tuple) else ()) if isinstance(flag, bytes))


def _ranges(lines: Iterable[bytes | None]) -> Ranges:
    found: Ranges = []
    for line in lines:
        numbers = _VANISHED.search(line or b"")
        for part in numbers[0].split(b",") if numbers else ():
            first, _, last = part.partition(b":")
            low, high = sorted((int(first), int(last or first)))
            found.append((low, high))
    return found


def _readable(client: IMAPClient) -> bool:
    """Whether the server said something, or hung up."""
    poller = select.poll()
    poller.register(client.socket().fileno(), select.POLLIN)
    return bool(poller.poll(0))
