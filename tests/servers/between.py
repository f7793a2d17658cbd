"""A proxy between a client and a real HTTP server: it counts requests, has faults, and can play another server."""

from __future__ import annotations

import http.client
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from tests.simulators.faults import Fault, Faults

_HOP = {"accept-encoding", "connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What goes back; `rewrite` may change it."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Between:
    """The proxy. A `Fault`'s method is the HTTP method. `rewrite` sees every reply, `before` every request."""

    def __init__(self, target: str) -> None:
        self.target, self.url = target, ""
        self.reset()

    def reset(self) -> None:
        """As new: no faults, nothing seen, nothing rewritten."""
        self.faults = Faults()
        self.seen: list[Asked] = []
        self.rewrite: Callable[[Asked, Reply], Reply] = lambda _, reply: reply
        self.before: Callable[[Asked], Reply | None] = lambda _: None

    def called(self, method: str = "") -> int:
        """How many requests came."""
        return sum(1 for one in self.seen if method in ("", one.method))

    def forward(self, asked: Asked) -> Reply:
        """Asks the real server."""
        parts = urlsplit(self.target)
        link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            headers = {name: value for name, value in asked.headers.items() if name.lower() not in ("host", *_HOP)}
            link.request(asked.method, asked.path, asked.body or None, {**headers, "Host": urlsplit(self.url).netloc})
            answer = link.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
            return Reply(answer.status, kept, answer.read())
        finally:
            link.close()


@contextmanager
def between(target: str) -> Iterator[Between]:
    """A proxy while it serves."""
    proxy = Between(target)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 1 << 16  # head and body in one piece: two would wait for each other's acknowledgement

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, dict(self.headers.items()), body)
            proxy.seen.append(asked)
            fault = proxy.faults.strike(self.command, self.path)
            if fault is not None and fault.kind == "lost before":
                return self._break()
            reply = self._reply(asked, fault)
            if fault is not None and fault.kind == "lost after":
                return self._break()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            cut = reply.body[: len(reply.body) // 2] if fault is not None and fault.kind == "truncated" else reply.body
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(cut)
            if len(cut) < len(reply.body):
                self.wfile.flush()
                self._break()
            return None

        def _reply(self, asked: Asked, fault: Fault | None) -> Reply:
            if fault is not None and fault.kind == "answer":
                body = fault.body if isinstance(fault.body, bytes) else b""
                return Reply(fault.status, dict(fault.headers), body)
            return proxy.before(asked) or proxy.rewrite(asked, proxy.forward(asked))

        def _break(self) -> None:
            """A reset, not an orderly end."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    for method in ("GET", "PUT", "DELETE", "PROPFIND", "REPORT", "MKCALENDAR", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler._any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
