"""Graph's server: authorises, throttles, checks in both directions, fails as it is told.

An operation is a method of one of a mailbox's APIs: ``messages.delta`` (routes.py) is ``Messages.delta(call)``, which
returns a Reply or raises Refusal. What no client should ask is answered with an error and noted in `violations`, which
every test ends by finding empty.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.faults import Fault, Faults
from tests.simulators.microsoft import batch, odata, routes, schema
from tests.simulators.microsoft.account import Mailbox
from tests.simulators.microsoft.call import Call, Forbidden, Refusal, Reply
from tests.simulators.microsoft.gate import Gate, Limits
from tests.simulators.microsoft.identity import Grant, Identity
from tests.simulators.microsoft.ledger import Ledger
from tests.simulators.microsoft.odata import Invalid
from tests.simulators.microsoft.routes import Route
from tests.simulators.microsoft.sending import Outgoing, Sent
from tests.simulators.microsoft.wire import Handler, Server

VERSION = "/v1.0"


@dataclass
class Seen:
    """A request as it was answered; status 0: the connection was broken. `target` is path and query."""

    at: float
    method: str
    target: str
    status: int
    in_batch: bool = False


class GraphServer:
    """Serves at `url` (a graph_endpoint); a context manager. `monotonic` is the clock of rate and lag.

    `link_root` is what minted links begin with: a test may set a foreign host. `consumer`: a personal account.
    """

    def __init__(self, address: str = "ada@example.org", monotonic: Callable[[], float] = time.monotonic) -> None:  # noqa: TID251 - a simulator's own clock
        self.ledger = Ledger()
        self.faults = Faults()
        self.limits = Limits()
        self.identity = Identity(address)
        self.outgoing = Outgoing(monotonic)
        self.mailboxes: dict[str, Mailbox] = {}
        own = self.share(address)
        self.user, self.mail, self.calendar, self.todo = own.user, own.mail, own.calendar, own.todo
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self.gate = Gate(self.limits, monotonic)
        self.consumer = False
        self._monotonic = monotonic
        self._lock = Lock()
        self._http = Server(_Handler, self)
        self.url = f"http://127.0.0.1:{self._http.server_port}{VERSION}"
        self.link_root = self.url

    def __enter__(self) -> GraphServer:
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def mails(self) -> list[Sent]:
        """All that left the service, invitations included."""
        return self.outgoing.mails

    def share(self, address: str) -> Mailbox:
        """A mailbox that the user may open under ``/users/{address}`` with the scopes that end in .Shared."""
        return self.mailboxes.setdefault(address, Mailbox(self.ledger, address, self.outgoing))

    def called(self, method: str = "") -> int:
        """How many calls of an operation (or in all) were answered or broken off."""
        return sum(one.method == method or not method for one in self.seen)

    def forget_calls(self) -> None:
        """Begins to count and to measure anew."""
        self.seen.clear()
        self.gate.forget()

    # ---- one request

    def answer(self, verb: str, target: str, headers: dict[str, str], raw: bytes) -> tuple[Reply, Fault | None]:
        """The reply, and the fault that befalls it: *lost after*, *truncated*, or *lost before*."""
        if urlsplit(target).path == f"{VERSION}/$batch":
            return self._batch(verb, target, headers, raw)
        fault = self._fault(verb, target)
        return self._started(verb, target, headers, raw, fault, in_batch=False)(), fault

    def _batch(self, verb: str, target: str, headers: dict[str, str], raw: bytes) -> tuple[Reply, Fault | None]:
        fault = self.faults.strike("batch", target)
        reply = _before(fault)
        if reply is None:
            try:
                self._grant(headers)
                if verb != "POST":
                    raise Forbidden("BadRequest", "a batch is posted", 405)
                reply = batch.answer(json.loads(raw), headers["authorization"], self._part)
                schema.check_response("batchReplies", reply.body)
            except Refusal as refusal:
                reply = self._refused(refusal)
        self._note("batch", target, reply.status if fault is None or fault.kind == "answer" else 0)
        return reply, fault

    def _part(self, verb: str, url: str, headers: dict[str, str], raw: bytes) -> Callable[[], Reply]:
        target = f"{VERSION}{url}"
        fault = self._fault(verb, target)
        execute = self._started(verb, target, headers, raw, fault, in_batch=True)
        if fault is None or fault.kind == "answer":
            return execute

        def lost() -> Reply:
            execute()
            return Refusal(504, "UnknownError", "The backend did not answer in time.").reply

        return lost

    def _fault(self, verb: str, target: str) -> Fault | None:
        found = _find(verb, target)
        return self.faults.strike(found[0].id, target) if found else None

    def _started(
        self, verb: str, target: str, headers: dict[str, str], raw: bytes, fault: Fault | None, *, in_batch: bool
    ) -> Callable[[], Reply]:
        """Lets a request in (or refuses it) now; what is returned executes it."""
        found = _find(verb, target)
        if found is None:
            self._violation(f"{verb} {urlsplit(target).path}: no such operation")
            return lambda: Refusal(400, "BadRequest", "Resource not found for the segment.").reply
        route, path, mailbox_path = found
        early = _before(fault)
        if early is not None:
            self._note(route.id, target, early.status, in_batch=in_batch)
            return lambda: early
        try:
            grant = self._grant(headers)
            mailbox = self._mailbox(route, mailbox_path, grant)
            self.gate.enter(mailbox.mail.address)
        except Refusal as refusal:
            refused = self._refused(refusal)
            self._note(route.id, target, refused.status, in_batch=in_batch)
            return lambda: refused

        def execute() -> Reply:
            try:
                reply = self._executed(mailbox, self._call(route, path, mailbox_path, grant, target, headers, raw))
            except Refusal as refusal:
                reply = self._refused(refusal)
            finally:
                self.gate.leave(mailbox.mail.address)
            self._note(route.id, target, reply.status if fault is None else 0, in_batch=in_batch)
            return reply

        return execute

    def _grant(self, headers: dict[str, str]) -> Grant:
        """What the token allows. Raises Refusal, with the claims that are missing if the client can handle them."""
        token = headers.get("authorization", "").removeprefix("Bearer ")
        grant = self.identity.access.get(token)
        if grant is None:
            raise Refusal(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        if self.identity.claims and self.identity.claims not in grant.claims:
            header = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
            if grant.capable:
                claims = b64encode(self.identity.claims.encode()).decode().rstrip("=")
                header += f', error="insufficient_claims", claims="{claims}"'
            text = "Continuous access evaluation resulted in challenge with result: InteractionRequired."
            raise Refusal(401, "InvalidAuthenticationToken", text, {"www-authenticate": header})
        return grant

    def _mailbox(self, route: Route, named: str, grant: Grant) -> Mailbox:
        address = grant.address if named == "me" else named.removeprefix("users/").lower()
        own = address == grant.address
        scopes = route.scopes if own else tuple(f"{one}.Shared" for one in route.scopes)
        if not grant.scopes & set(scopes):
            raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if address not in self.mailboxes:
            raise Refusal(404, "ErrorInvalidUser", f"The requested user '{address}' is invalid.")
        return self.mailboxes[address]

    def _call(
        self, route: Route, path: dict[str, str], named: str, grant: Grant, target: str, headers: dict[str, str],
        raw: bytes,
    ) -> Call:  # fmt: skip
        try:
            query = odata.options(urlsplit(target).query)
            unknown = set(query) - route.options
            if unknown:
                raise Invalid(f"{route.id} does not take {sorted(unknown)}")
            prefer = odata.prefer(headers.get("prefer", ""))
            body = _body(route, headers, raw)
        except Invalid as error:
            raise Forbidden("BadRequest", str(error)) from error
        if route.items and not prefer.immutable:
            self._violation(f'{route.id} without Prefer: IdType="ImmutableId"')
        return Call(
            route, path, query, body, raw, headers, prefer, grant.scopes, self.link_root, named, self.consumer,
            self._violation,
        )  # fmt: skip

    def _executed(self, mailbox: Mailbox, call: Call) -> Reply:
        if self.limits.latency:
            time.sleep(self.limits.latency)
        api, _, name = call.route.id.partition(".")
        with self.ledger.lock:
            self.outgoing.arrive()
            try:
                reply: Reply = getattr(mailbox.apis[api], name)(call)
            except Invalid as error:
                raise Forbidden("BadRequest", str(error)) from error
        if reply.status == 201:
            reply.body.setdefault("@odata.context", call.context(f"{'/'.join(call.route.template)}/$entity"))
        try:
            if call.route.gives:
                schema.check_response(call.route.gives, reply.body)
        except Invalid as error:
            self._violation(f"the simulator answers {call.route.id} wrongly: {error}")
        return reply

    def _refused(self, refusal: Refusal) -> Reply:
        if isinstance(refusal, Forbidden):
            self._violation(refusal.message)
        return refusal.reply

    def _note(self, method: str, target: str, status: int, *, in_batch: bool = False) -> None:
        with self._lock:
            self.seen.append(Seen(self._monotonic(), method, target, status, in_batch))

    def _violation(self, text: str) -> None:
        with self._lock:
            self.violations.append(text)


def _find(verb: str, target: str) -> tuple[Route, dict[str, str], str] | None:
    """The operation of a request, what its path names, and the mailbox: ``me`` or ``users/{address}``."""
    path = urlsplit(target).path
    if not path.startswith(f"{VERSION}/"):
        return None
    segments = odata.segments(path.removeprefix(VERSION))
    start = 1 if segments[0] == "me" else 2 if segments[0] == "users" and len(segments) > 1 else 0
    found = routes.find(verb, segments[start:]) if start else None
    return (*found, "/".join(segments[:start])) if found else None


def _before(fault: Fault | None) -> Reply | None:
    """The reply of a fault that keeps a request from being executed."""
    if fault is not None and fault.kind == "answer":
        return Reply(fault.status, fault.body, dict(fault.headers))
    return Reply(0) if fault is not None and fault.kind == "lost before" else None


def _body(route: Route, headers: dict[str, str], raw: bytes) -> Any:
    """The body, checked. Raises Invalid."""
    if not route.takes:
        if raw:
            raise Invalid(f"{route.id} takes no body")
        return None
    kind = headers.get("content-type", "").partition(";")[0]
    if kind == "text/plain" and route.id in ("sending.send_mail", "sending.draft"):
        return None
    if kind != "application/json":
        raise Invalid(f"{route.id} takes JSON, not {kind or 'nothing'}")
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise Invalid(f"{route.id}: the body is no JSON") from error
    schema.check_request(route.takes, body, new=route.verb == "POST")
    return body


class _Handler(Handler):
    def serve(self) -> None:
        graph: GraphServer = self.server.owner
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply, fault = graph.answer(self.command, self.path, headers, self.content())
        if fault is not None and fault.kind in ("lost before", "lost after"):
            self.break_off()
        else:
            self.send(reply, cut=fault is not None and fault.kind == "truncated")
