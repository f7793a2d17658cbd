"""A small, strict IMAP server for what Dovecot is not: Gmail with its extensions, and servers that misbehave.

It knows the few commands syncd may send and notes everything else as a violation: a SELECT, a FETCH without PEEK, a
SEARCH it can't read. `mangle` may change the lines of an answer before they go out.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread

PASSWORD = "wonderland"
GMAIL = "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID CHILDREN X-GM-EXT-1 UIDPLUS MOVE CONDSTORE ESEARCH LIST-STATUS"


@dataclass
class Letter:
    """One message."""

    raw: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)
    labels: tuple[str, ...] = ()
    number: int = 0  # X-GM-MSGID
    thread: int = 0  # X-GM-THRID
    modseq: int = 1
    structure: str = '("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" {size} 1 NIL NIL NIL)'


@dataclass
class Box:
    """One folder; `uses` as LIST shows them."""

    uses: str = ""
    validity: int = 7
    letters: dict[int, Letter] = field(default_factory=dict)
    uidnext: int = 1
    modseq: int = 1

    def add(self, letter: Letter) -> int:
        """It arrives; its UID."""
        uid = self.uidnext
        self.uidnext += 1
        self.modseq += 1
        letter.modseq = self.modseq
        self.letters[uid] = letter
        return uid

    def expunge(self, uid: int) -> None:
        """It is gone."""
        del self.letters[uid]
        self.modseq += 1


Mangle = Callable[[str, list[bytes]], list[bytes]]


class FakeImap:
    """The server. `boxes` by wire name."""

    def __init__(self, capability: str = "IMAP4rev1") -> None:
        self.capability = capability
        self.boxes: dict[str, Box] = {"INBOX": Box()}
        self.violations: list[str] = []
        self.lines: list[str] = []
        self.mangle: Mangle = lambda _, lines: lines
        self.port = 0

    def commands(self) -> list[str]:
        """What was asked, without tags."""
        return [line.partition(" ")[2] for line in self.lines]

    def serve(self, link: socket.socket) -> None:
        """One connection."""
        selected = ""
        with link, link.makefile("rwb") as file:
            file.write(b"* OK hello\r\n")
            file.flush()
            for line in file:
                text = line.decode("ascii", "replace").rstrip("\r\n")
                self.lines.append(text)
                tag, _, command = text.partition(" ")
                verb = command.split()[0].upper()
                if verb == "EXAMINE":
                    selected = command.partition(" ")[2].strip('"')
                answer = self._answer(verb, command, selected)
                answer = self.mangle(command, [*answer[:-1], f"{tag} ".encode() + answer[-1]])
                file.write(b"".join(one + b"\r\n" for one in answer))
                file.flush()
                if verb == "LOGOUT" or any(one.startswith(b"* BYE") for one in answer):
                    return

    def _answer(self, verb: str, command: str, selected: str) -> list[bytes]:
        match verb:
            case "CAPABILITY":
                return [f"* CAPABILITY {self.capability}".encode(), b"OK done"]
            case "LOGIN":
                good = command.endswith(f'"{PASSWORD}"')
                return [b"OK in" if good else b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"]
            case "LIST":
                return self._list(command)
            case "NAMESPACE":
                return [b'* NAMESPACE (("" "/")) NIL NIL', b"OK done"]
            case "EXAMINE":
                return self._examine(selected)
            case "UID":
                return self._uid(command, self.boxes[selected])
            case "NOOP" | "LOGOUT":
                return [b"OK done"]
        self.violations.append(command)
        return [b"BAD what?"]

    def _list(self, command: str) -> list[bytes]:
        told = [f'* LIST ({box.uses}) "/" "{name}"' for name, box in self.boxes.items()]
        if "STATUS" in command:
            told += [
                f'* STATUS "{name}" (MESSAGES {len(box.letters)} UIDNEXT {box.uidnext} UIDVALIDITY {box.validity} '
                f"HIGHESTMODSEQ {box.modseq})"
                for name, box in self.boxes.items()
                if "\\Noselect" not in box.uses
            ]
        return [*(one.encode() for one in told), b"OK done"]

    def _examine(self, name: str) -> list[bytes]:
        box = self.boxes.get(name)
        if box is None:
            return [b"NO [NONEXISTENT] Unknown Mailbox"]
        told = [
            "* FLAGS (\\Seen \\Draft)",
            f"* {len(box.letters)} EXISTS",
            "* 0 RECENT",
            f"* OK [UIDVALIDITY {box.validity}] numbers",
            f"* OK [UIDNEXT {box.uidnext}] next",
        ]
        if "CONDSTORE" in self.capability:
            told.append(f"* OK [HIGHESTMODSEQ {box.modseq}] state")
        return [*(one.encode() for one in told), b"OK [READ-ONLY] open"]

    def _uid(self, command: str, box: Box) -> list[bytes]:
        search = re.fullmatch(r"UID SEARCH (ALL|DRAFT|UID (?:(\d+):)?\*|SINCE (\S+))", command)
        if search:
            found = [uid for uid, one in box.letters.items() if _fits(uid, one, search, max(box.letters, default=0))]
            return [f"* SEARCH {' '.join(map(str, found))}".rstrip().encode(), b"OK done"]
        fetch = re.fullmatch(r"UID FETCH (\S+) \((.*?)\)(?: \(CHANGEDSINCE (\d+)\))?", command)
        if not fetch or re.search(r"BODY\[", command):
            self.violations.append(command)
            return [b"BAD what?"]
        lines: list[bytes] = []
        for number, (uid, letter) in enumerate(sorted(box.letters.items()), 1):
            if _within(uid, fetch[1]) and letter.modseq > int(fetch[3] or 0):
                lines.append(_told(number, uid, letter, fetch[2]))
        return [*lines, b"OK done"]


def _fits(uid: int, letter: Letter, search: re.Match[str], last: int) -> bool:
    if search[2]:
        return uid >= min(int(search[2]), last)
    if search[3]:
        return letter.at >= datetime.strptime(search[3], "%d-%b-%Y").replace(tzinfo=UTC)
    if search[1] == "UID *":
        return uid == last
    return search[1] == "ALL" or "\\Draft" in letter.flags


def _within(uid: int, numbers: str) -> bool:
    for part in numbers.split(","):
        first, _, last = part.partition(":")
        if int(first) <= uid <= (1 << 40 if last == "*" else int(last or first)):
            return True
    return False


def _told(number: int, uid: int, letter: Letter, items: str) -> bytes:
    head, _, body = letter.raw.partition(b"\r\n\r\n")
    told = [f"UID {uid}".encode()]
    plain = {
        "FLAGS": f"FLAGS ({' '.join(sorted(letter.flags))})",
        "INTERNALDATE": f'INTERNALDATE "{letter.at:%d-%b-%Y %H:%M:%S +0000}"',
        "RFC822.SIZE": f"RFC822.SIZE {len(letter.raw)}",
        "BODYSTRUCTURE": f"BODYSTRUCTURE {letter.structure.replace('{size}', str(len(body)))}",
        "X-GM-MSGID": f"X-GM-MSGID {letter.number}",
        "X-GM-THRID": f"X-GM-THRID {letter.thread}",
        "X-GM-LABELS": f"X-GM-LABELS ({' '.join(letter.labels)})",
    }
    told += [text.encode() for name, text in plain.items() if name in re.sub(r"\[.*?\]", "", items).split()]
    fields = re.search(r"BODY\.PEEK\[HEADER\.FIELDS \((.*)\)\]", items)
    if fields:
        wanted = {one.lower().encode() for one in fields[1].split()}
        kept = [one for one in re.split(rb"\r\n(?![ \t])", head) if one.partition(b":")[0].lower() in wanted]
        block = b"".join(one + b"\r\n" for one in kept) + b"\r\n"
        told.append(f"BODY[HEADER.FIELDS ({fields[1]})] {{{len(block)}}}\r\n".encode() + block)
    for section, most in re.findall(r"BODY\.PEEK\[([0-9.]+|TEXT)\]<0\.(\d+)>", items):
        part = body[: int(most)]
        told.append(f"BODY[{section}]<0> {{{len(part)}}}\r\n".encode() + part)
    return f"* {number} FETCH (".encode() + b" ".join(told) + b")"


@contextmanager
def fake_imap(capability: str = "IMAP4rev1") -> Iterator[FakeImap]:
    """A server while it serves; nothing it complained of may be left unseen, so look at `violations`."""
    server = FakeImap(capability)
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    threads: list[Thread] = []
    links: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                link, _ = listener.accept()
            except OSError:
                return
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            links.append(link)
            threads.append(Thread(target=_quietly, args=(server, link), daemon=True))
            threads[-1].start()

    thread = Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
        for link in links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
        for one in threads:
            one.join(5)


def _quietly(server: FakeImap, link: socket.socket) -> None:
    with suppress(OSError):
        server.serve(link)
