"""Requests to Google's APIs for one account: authorised, paced, repeated where that is safe, refusals translated.

google-api-python-client builds and parses the requests; sending is ours, because it knows neither the units of a
minute nor which requests may be sent twice (PROVIDERS.md §1c, §7d). Nothing here or below logs a URL or a body.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from threading import local
from typing import Any, Protocol
from weakref import finalize

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError, UnknownApiNameOrVersion

from connectors.google import errors
from connectors.google.errors import Refusal
from connectors.google.quota import DEFAULT_COSTS, Costs, Meter
from connectors.google.scopes import covered, purpose
from connectors.patience import ATTEMPTS, Again, patiently, unreached
from syncd import clock
from syncd.ports import NotGranted, RateLimited, Ticker, Trouble, Unavailable

setattr(httplib2, "RETRIES", 1)  # noqa: B010 - Final in its stubs; it would send a POST again by itself when the reply is lost; who repeats what is decided here

_TIMEOUT = 60  # seconds without an octet
_PATIENCE = 300.0  # seconds of refusals for rate after which the sync gives up for now
_PATHS = {"gmail": ("v1", ""), "calendar": ("v3", "calendar/v3/"), "tasks": ("v1", "")}
_NETWORK = (OSError, ssl.SSLError, socket.timeout, httplib2.HttpLib2Error)


class Access(Protocol):
    """What may be done, and the proof of it; `connectors.google.login.Login` is one."""

    granted: frozenset[str]

    def token(self, *, stale: str = "") -> str:
        """An access token that is good for some minutes and is not `stale`, one that was just refused."""
        ...


class Refused(Exception):
    """A response that the caller may expect: NOT_FOUND, GONE, EXISTS, CHANGED, INVALID. Others become Trouble."""

    def __init__(self, meaning: Refusal, status: int, content: bytes) -> None:
        super().__init__(f"{meaning.name} (HTTP {status})")
        self.meaning, self.status, self.content = meaning, status, content


class Session:
    """One account's access to Google. Thread-safe; each thread has connections of its own (httplib2 needs that).

    `endpoint` stands for the API hosts ("" for Google's own). `needs` guards each use by the scope it takes.
    """

    def __init__(
        self, account: str, login: Access, ticker: Ticker, costs: Costs = DEFAULT_COSTS, endpoint: str = ""
    ) -> None:
        self.account, self.costs, self.ticker = account, costs, ticker
        self._login, self._endpoint = login, endpoint
        self._meter = Meter(costs.per_minute, ticker)
        self._local = local()
        self._open: list[httplib2.Http] = []
        finalize(self, _close, self._open)
        self._services: dict[str, Any] = {}

    def needs(self, scope: str) -> None:
        """Raises NotGranted if the login has no such scope."""
        if not self.may(scope):
            raise NotGranted(
                f"account {self.account}: {purpose(scope)} was not granted: "
                f"run `syncd auth {self.account}` and tick everything it asks for"
            )

    def may(self, scope: str) -> bool:
        """Whether the login has the scope; a login that does not know its scopes is tried."""
        return not self._login.granted or covered(scope, self._login.granted)

    def service(self, name: str) -> Any:
        """The API ``gmail``, ``calendar`` or ``tasks``; its methods make requests for `read` and `write`."""
        if name not in self._services:
            version, path = _PATHS[name]
            options = {"api_endpoint": f"{self._endpoint}/{path}"} if self._endpoint else None
            try:
                self._services[name] = build(
                    name, version, http=httplib2.Http(timeout=_TIMEOUT), static_discovery=True, client_options=options
                )
            except UnknownApiNameOrVersion as error:
                raise Trouble("google-api-python-client is damaged: install syncd anew") from error
        return self._services[name]

    def read(self, request: Any, *, units: int = 0, doing: str) -> dict[str, Any]:
        """The answer to a request that changes nothing; repeated with back-off until it succeeds or is final.

        `doing` completes “Google failed while …”. Raises Refused, or what `ports` has for it.
        """
        return patiently(
            lambda: self._once(request, units, doing),
            self.ticker,
            patience=_PATIENCE,
            limited=self._meter.pause,  # the others wait, too
        )

    def write(
        self, request: Any, *, units: int = 0, doing: str, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The answer to a request that changes something: sent once, and again only if it was surely not executed.

        Raises Unavailable if it is unknown whether it was executed (a lost reply, 5xx): look before repeating.
        """
        request.headers.update(headers or {})
        pause = 1.0
        for _ in range(ATTEMPTS):
            try:
                return self._once(request, units, doing, fresh=True)
            except Again as again:
                if not isinstance(again.trouble, RateLimited):
                    raise again.trouble from again
                last = again.trouble
                wait = again.pause(pause)
                self._meter.pause(wait)
                self.ticker.sleep(wait)
                pause *= 2
        raise last

    def _once(self, request: Any, units: int, doing: str, *, fresh: bool = False) -> dict[str, Any]:
        stale = ""
        for _ in range(2):  # a refused access token is renewed once
            token = self._login.token(stale=stale)
            if units:
                self._meter.take(units)
            request.headers["authorization"] = f"Bearer {token}"
            try:
                answer = request.execute(http=self._connection(fresh=fresh))
            except HttpError as error:
                refused = self._refused(error, doing, renewed=bool(stale))
                if refused is not None:
                    raise refused from error
                stale = token
            except _NETWORK as error:
                self._forget()
                raise Again(Unavailable(_offline(self.account, doing, error)), reached=not unreached(error)) from error
            except ValueError as error:  # a body cut short: json.JSONDecodeError
                raise Again(Unavailable(f"account {self.account}: Google's answer was cut short")) from error
            else:
                return answer if isinstance(answer, dict) else {}
        raise errors.trouble(Refusal.LOGIN, 401, b"", account=self.account, doing=doing)

    def _refused(self, error: HttpError, doing: str, *, renewed: bool) -> Exception | None:
        """What to raise; None for a refused access token that may be renewed."""
        status, content = int(error.resp.status), errors.content_of(error)
        meaning = errors.refusal(status, content)
        if meaning is Refusal.LOGIN and not renewed:
            return None
        known = (Refusal.NOT_FOUND, Refusal.GONE, Refusal.EXISTS, Refusal.CHANGED, Refusal.INVALID)
        if meaning in known:
            return Refused(meaning, status, content)
        told = errors.trouble(meaning, status, content, account=self.account, doing=doing)
        if meaning in (Refusal.RATE, Refusal.TRANSIENT):
            return Again(told, errors.retry_after(error.resp.get("retry-after"), content, clock.now()))
        return told

    def _connection(self, *, fresh: bool) -> httplib2.Http:
        """The thread's connections. A request that must not be sent twice gets a fresh one: a kept one may be dead."""
        if fresh:
            self._forget()
        if not hasattr(self._local, "http"):
            self._local.http = httplib2.Http(timeout=_TIMEOUT)
            self._open.append(self._local.http)
        http: httplib2.Http = self._local.http
        return http

    def _forget(self) -> None:
        http = self._local.__dict__.pop("http", None)
        if http is not None:
            http.close()
            self._open.remove(http)


def _close(connections: list[httplib2.Http]) -> None:
    for http in connections:
        http.close()


def _offline(account: str, doing: str, error: Exception) -> str:
    return f"account {account}: Google can't be reached while {doing} ({type(error).__name__}); try again later"


def costs_of(options: Mapping[str, object]) -> Costs:
    """The account's `quota` table over the defaults."""
    table = options.get("quota")
    return Costs(**table) if isinstance(table, dict) else DEFAULT_COSTS
