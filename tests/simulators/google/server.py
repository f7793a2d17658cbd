"""The server: authorises, validates in both directions, charges units, counts concurrency, fails as it is told.

An API is an object with one method a Google method: ``gmail.users.messages.get`` is ``users_messages_get(call)``, which
returns the response's body or raises `Refusal`. Whatever a document does not allow in a request is answered with 400
and noted in `violations`, which every test ends by finding empty.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from base64 import b64decode
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.simulators.faults import Fault, Faults
from tests.simulators.google import discovery
from tests.simulators.google.discovery import Invalid, Method
from tests.simulators.google.oauth import OAuth


@dataclass
class Call:
    """One call of a method. `path` and `query` are unquoted and typed, `scopes` the token's."""

    method: Method
    path: dict[str, str]
    query: dict[str, Any]
    body: Any
    headers: dict[str, str]
    scopes: frozenset[str]


class Refusal(Exception):
    """An error response in Google's form (`error.errors[0].reason` and `error.status`)."""

    def __init__(self, status: int, reason: str, message: str = "", rpc: str = "") -> None:
        super().__init__(reason)
        error: dict[str, Any] = {"code": status, "message": message or reason}
        error["errors"] = [{"message": message or reason, "domain": "global", "reason": reason}]
        if rpc:
            error["status"] = rpc
        self.status, self.body = status, {"error": error}


@dataclass
class Seen:
    """A request as it was answered; status 0: the connection was broken."""

    at: float
    method: str
    target: str
    status: int
    units: int = 0


@dataclass
class Limits:
    """Of Gmail, per user (PROVIDERS.md §1c). `latency` in real seconds is added to each call."""

    per_minute: int = 6000
    concurrent: int = 48
    costs: dict[str, int] = field(
        default_factory=lambda: {
            "gmail.users.getProfile": 1,
            "gmail.users.history.list": 2,
            "gmail.users.messages.list": 5,
            "gmail.users.messages.get": 20,
            "gmail.users.threads.get": 40,
            "gmail.users.messages.send": 100,
            "gmail.users.settings.sendAs.list": 1,
        }
    )
    latency: float = 0.0


class GoogleServer:
    """Serves APIs by name at `url`; a context manager. `monotonic` is the clock that quota is charged by."""

    def __init__(self, address: str = "ada@example.org", monotonic: Callable[[], float] = time.monotonic) -> None:  # noqa: TID251 - a simulator's own clock
        self.oauth = OAuth(address)
        self.faults = Faults()
        self.limits = Limits()
        self.apis: dict[str, Any] = {}
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self.most_in_flight = 0
        self.refused_for_rate = 0
        self._monotonic = monotonic
        self._lock = Lock()
        self._state = Lock()  # one call at a time touches an API's state
        self._spent: deque[tuple[float, int]] = deque()
        self._in_flight = 0
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.google = self
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> GoogleServer:
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def called(self, method: str = "") -> int:
        """How many calls of a method (or in all) were answered or broken off."""
        return sum(one.method == method or not method for one in self.seen)

    def forget_calls(self) -> None:
        """Begins to count anew."""
        self.seen.clear()

    def most_in_a_minute(self) -> int:
        """The most units charged in any sliding minute so far, by the simulator's own clock."""
        charged = [(one.at, one.units) for one in self.seen if one.units]
        most, running, start = 0, 0, 0
        for at, units in charged:
            running += units
            while charged[start][0] <= at - 60:
                running -= charged[start][1]
                start += 1
            most = max(most, running)
        return most

    # ---- one call

    def answer(self, verb: str, target: str, headers: dict[str, str], raw: bytes) -> tuple[int, Any, Fault | None]:
        """Status and body of an API call, and the fault that befalls the answer."""
        parts = urlsplit(target)
        found = discovery.find(verb, parts.path)
        if found is None:
            self._violation(f"{verb} {parts.path}: no such method")
            return 404, Refusal(404, "notFound").body, None
        method, path = found
        fault = self.faults.strike(method.id, target)
        try:
            if fault is not None and fault.kind == "answer":
                return self._note(method, target, fault.status), fault.body, None
            if fault is not None and fault.kind == "lost before":
                self._note(method, target, 0)
                return 0, None, fault
            call = self._checked(method, path, parts.query, headers, raw)
            units = self._charge(method)
        except Refusal as refusal:
            self._note(method, target, refusal.status)
            return refusal.status, refusal.body, None
        status, body = self._execute(call)
        self._note(method, target, status if fault is None else 0, units)
        return status, body, fault

    def _checked(self, method: Method, path: dict[str, str], query: str, headers: dict[str, str], raw: bytes) -> Call:
        token = headers.get("authorization", "").removeprefix("Bearer ")
        scopes = self.oauth.access.get(token)
        if scopes is None:
            raise Refusal(401, "authError", "Invalid Credentials", "UNAUTHENTICATED")
        if method.scopes and not (scopes & method.scopes):
            raise Refusal(403, "insufficientPermissions", "Insufficient Permission", "PERMISSION_DENIED")
        try:
            given = discovery.check_query(method, parse_qs(query, keep_blank_values=True))
            given.pop("alt", None)
            body = json.loads(raw) if raw else None
            discovery.check_request(method, body)
        except (Invalid, ValueError) as error:
            self._violation(str(error))
            raise Refusal(400, "invalidArgument", str(error), "INVALID_ARGUMENT") from error
        return Call(method, {name: unquote(value) for name, value in path.items()}, given, body, headers, scopes)

    def _execute(self, call: Call) -> tuple[int, Any]:
        if self.limits.latency:
            time.sleep(self.limits.latency)
        api = self.apis.get(call.method.api)
        run = getattr(api, call.method.id.partition(".")[2].replace(".", "_"), None)
        if run is None:
            self._violation(f"{call.method.id} is not simulated")
            return 501, Refusal(501, "notImplemented").body
        try:
            with self._state:
                body = run(call)
        except Refusal as refusal:
            return refusal.status, refusal.body
        try:
            discovery.check_response(call.method, body)
        except Invalid as error:
            self._violation(f"the simulator answers {call.method.id} wrongly: {error}")
        return 200 if body is not None else 204, body

    def _charge(self, method: Method) -> int:
        if method.api != "gmail":
            return 0
        units = self.limits.costs.get(method.id, 5)
        with self._lock:
            now = self._monotonic()
            while self._spent and self._spent[0][0] <= now - 60:
                self._spent.popleft()
            if self._in_flight > self.limits.concurrent:
                self.refused_for_rate += 1
                raise Refusal(429, "rateLimitExceeded", "Too many concurrent requests for user.", "RESOURCE_EXHAUSTED")
            if sum(spent for _, spent in self._spent) + units > self.limits.per_minute:
                self.refused_for_rate += 1
                raise Refusal(
                    403,
                    "rateLimitExceeded",
                    "Quota exceeded for quota metric 'Total Query Cost' and limit 'Total Query Cost per minute'",
                    "PERMISSION_DENIED",
                )
            self._spent.append((now, units))
        return units

    def _note(self, method: Method, target: str, status: int, units: int = 0) -> int:
        with self._lock:
            self.seen.append(Seen(self._monotonic(), method.id, target, status, units))
        return status

    def _violation(self, text: str) -> None:
        with self._lock:
            self.violations.append(text)

    def enter(self, by: int) -> None:
        """A request begins (1) or ends (-1)."""
        with self._lock:
            self._in_flight += by
            self.most_in_flight = max(self.most_in_flight, self._in_flight)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    google: GoogleServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        google = self.server.google
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = urlsplit(self.path).path
        if path in ("/o/oauth2/auth", "/token", "/revoke"):
            self._oauth(path, raw)
            return
        google.enter(1)
        try:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body, fault = google.answer(self.command, self.path, headers, raw)
        finally:
            google.enter(-1)
        if status == 0 or (fault is not None and fault.kind == "lost after"):
            self._break()
            return
        extra = dict(fault.headers) if fault is not None else {}
        self._send(status, body, cut=fault is not None and fault.kind == "truncated", headers=extra)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _oauth(self, path: str, raw: bytes) -> None:
        oauth = self.server.google.oauth
        fault = self.server.google.faults.strike(path, self.path)
        if fault is not None:
            if fault.kind == "answer":
                self._send(fault.status, fault.body)
            else:
                self._break()
        elif path == "/o/oauth2/auth":
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self.send_response(302)
            self.send_header("location", oauth.authorize(query))
            self.send_header("content-length", "0")
            self.end_headers()
        elif path == "/token":
            form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
            kind, _, basic = self.headers.get("authorization", "").partition(" ")
            if kind == "Basic":  # RFC 6749 §2.3.1 allows either, and so does Google
                form["client_id"], _, form["client_secret"] = b64decode(basic).decode().partition(":")
            self._send(*oauth.token(form))
        else:
            self._send(200, {})

    def _send(self, status: int, body: Any, *, cut: bool = False, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json; charset=UTF-8")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if isinstance(body, dict) and "etag" in body:
            self.send_header("etag", body["etag"])
        if status != 204:
            self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            self._break()

    def _break(self) -> None:
        """Ends the connection with a reset, as a lost reply looks like."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Quiet."""
