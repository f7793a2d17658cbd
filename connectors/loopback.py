"""The other end of an OAuth redirect: a server on a free port of this machine (RFC 8252 §7.3), for one login.

The providers' own libraries answer exactly one request, or wait for ever (PROVIDERS.md §5b). This one has a deadline,
and whatever else knocks meanwhile (a favicon, a scanner, a forged answer) is told to go away.
"""

from __future__ import annotations

import html
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from syncd import clock
from syncd.ports import AuthExpired

TIMEOUT = 300.0  # seconds for the user's part
HOST = "127.0.0.1"
_LONGEST = 1 << 16  # octets of an answer
_PAGE = "<!doctype html><meta charset=utf-8><title>syncd</title><p style='font:1.2em sans-serif;margin:3em'>"


class Loopback:
    """The redirect's other end: a server on a free port of this machine, for as long as the user needs."""

    def __init__(self) -> None:
        """Listens at once, on the loopback interface only."""
        self._server = _Server((HOST, 0), _Handler)
        self.port = self._server.server_port

    def __enter__(self) -> Loopback:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    def expect(self, state: str) -> None:
        """Only an answer with this state is ours (RFC 6749 §10.12)."""
        self._server.state = state

    def wait(self, seconds: float) -> dict[str, str]:
        """The parameters of the redirect. Raises AuthExpired when the time is over."""
        deadline = clock.monotonic() + seconds
        while not self._server.answer:
            left = deadline - clock.monotonic()
            if left <= 0:
                raise AuthExpired("nobody logged in within the time: run the command again")
            self._server.timeout = left
            self._server.handle_request()
        return self._server.answer


class _Server(HTTPServer):
    state = ""
    answer: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody who hangs up is no trouble."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5  # seconds for one request: a browser's spare connection must not keep the real one waiting

    def do_GET(self) -> None:
        self._take(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """``response_mode=form_post``: the code stands in no address and no browser history."""
        length = self.headers.get("content-length", "")
        self._take(self.rfile.read(min(int(length), _LONGEST)).decode("utf-8", "replace") if length.isdecimal() else "")

    def _take(self, parameters: str) -> None:
        found = {name: values[0] for name, values in parse_qs(parameters).items()}
        if found.get("state") != self.server.state or not ({"code", "error"} & found.keys()):
            self.send_error(404)
            return
        self.server.answer = found
        text = "You are logged in. You can close this tab." if "code" in found else f"No login: {found['error']}."
        data = (_PAGE + html.escape(text)).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Nothing: the code is in the URL."""
