"""A proxy between a client and a real IMAP server: it notes the commands, and has faults."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from tests.simulators.faults import Fault, Faults


class ImapBetween:
    """The proxy. A `Fault`'s method is the command (``FETCH`` for UID FETCH), `where` part of its line.

    *answer*: `body` instead of executing, behind the tag (``NO [LIMIT] …``) · *lost before*: the connection breaks,
    nothing is executed · *truncated*: executed, and the connection breaks within the answer.
    """

    def __init__(self, target: int) -> None:
        self.port, self._target = 0, target
        self.faults = Faults()
        self.lines: list[str] = []
        self.connections = 0
        self.gone = False
        self._open: list[socket.socket] = []

    def commands(self) -> list[str]:
        """What was asked, without tags: ``UID FETCH 1 …``."""
        return [line.partition(" ")[2] for line in self.lines]

    def cut(self) -> None:
        """Breaks all connections there are."""
        for one in self._open:
            _break(one)
        self._open.clear()

    def vanish(self) -> None:
        """Breaks all connections and takes no more."""
        self.gone = True
        self.cut()

    def serve(self, client: socket.socket) -> None:
        """One connection, command by command."""
        self.connections += 1
        self._open.append(client)
        server = socket.create_connection(("127.0.0.1", self._target), 10)
        server.settimeout(None)
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        limit = [-1]  # octets of the server's that still go through; -1: all
        back = Thread(target=_pump, args=(server, client, limit), daemon=True)
        back.start()
        try:
            with client.makefile("rb") as file:
                for line in file:
                    if not self._pass(line, client, server, limit):
                        break
        except OSError:
            pass
        _break(client)
        _break(server)
        back.join(5)

    def _pass(self, line: bytes, client: socket.socket, server: socket.socket, limit: list[int]) -> bool:
        text = line.decode("ascii", "replace").rstrip()
        words = text.split()
        verb = (words[2] if len(words) > 2 and words[1].upper() == "UID" else words[1]).upper() if words[1:] else ""
        self.lines.append(text)
        fault = self.faults.strike(verb, text) if verb else None
        if fault is None:
            server.sendall(line)
            return True
        return self._strike(fault, words[0], line, client, server, limit)

    def _strike(
        self, fault: Fault, tag: str, line: bytes, client: socket.socket, server: socket.socket, limit: list[int]
    ) -> bool:
        if fault.kind == "answer":
            client.sendall(f"{tag} {fault.body}\r\n".encode())
            return True
        if fault.kind == "truncated":
            limit[0] = 300
            server.sendall(line)
            return True
        return False


def _pump(server: socket.socket, client: socket.socket, limit: list[int]) -> None:
    try:
        while data := server.recv(1 << 16):
            if limit[0] >= 0:
                client.sendall(data[: limit[0]])
                limit[0] -= len(data)
                if limit[0] <= 0:
                    break
            else:
                client.sendall(data)
    except OSError:
        pass
    _break(client)


def _break(one: socket.socket) -> None:
    """A reset, not an orderly end."""
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()


@contextmanager
def imap_between(target: int) -> Iterator[ImapBetween]:
    """A proxy to a port of this machine, while it serves."""
    proxy = ImapBetween(target)
    listener = socket.create_server(("127.0.0.1", 0))
    proxy.port = listener.getsockname()[1]
    threads: list[Thread] = []

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            if proxy.gone:
                _break(client)
                continue
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threads.append(Thread(target=proxy.serve, args=(client,), daemon=True))
            threads[-1].start()

    thread = Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        proxy.cut()
        thread.join(5)
        for one in threads:
            one.join(5)
