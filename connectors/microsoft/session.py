"""Requests to Microsoft Graph for one mailbox: authorised, at most four at a time, repeated where that is safe.

One gate for mail, calendar and tasks together: Exchange refuses the fifth request to a mailbox (PROVIDERS.md §3,
Throttling). Every request asks for immutable ids. Nothing here or below logs a URL or a body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore, local
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit
from weakref import finalize

import requests

from connectors.microsoft import errors
from connectors.microsoft.errors import Refusal
from connectors.microsoft.scopes import covered, purpose
from connectors.patience import ATTEMPTS, Again, patiently, unreached
from syncd import clock
from syncd.ports import NotGranted, RateLimited, Ticker, Trouble, Unavailable

IN_FLIGHT = 4
_TIMEOUT = (15.0, 90.0)  # seconds to connect, and without an octet
_PATIENCE = 600.0  # seconds of waiting by request after which the sync gives up for now
IMMUTABLE = 'IdType="ImmutableId"'
_Answer = TypeVar("_Answer")
_EXPECTED = (Refusal.NOT_FOUND, Refusal.RESYNC, Refusal.EXISTS, Refusal.CHANGED, Refusal.INVALID)


class Access(Protocol):
    """What may be done, and the proof of it; `connectors.microsoft.login.Login` is one."""

    granted: frozenset[str]

    def token(self, *, stale: str = "", claims: str = "") -> str:
        """An access token that is not `stale`, one that was just refused; `claims` it must prove."""
        ...


class Refused(Exception):
    """A response that the caller may expect: NOT_FOUND, RESYNC, EXISTS, CHANGED, INVALID. Others become Trouble."""

    def __init__(self, meaning: Refusal, status: int, content: bytes) -> None:
        super().__init__(f"{meaning.name} (HTTP {status})")
        self.meaning, self.status, self.content = meaning, status, content


class Session:
    """One mailbox's access to Graph. Thread-safe; each thread has connections of its own.

    `endpoint` is the API's base with its version. Paths begin with ``/``; links that Graph hands out are absolute and
    followed only where they stay below the endpoint's host: the token goes nowhere else.
    """

    def __init__(self, account: str, login: Access, ticker: Ticker, endpoint: str) -> None:
        self.account, self.ticker, self.endpoint = account, ticker, endpoint.rstrip("/")
        self._login = login
        self._gate = BoundedSemaphore(IN_FLIGHT)
        self._local = local()
        self._open: list[requests.Session] = []
        finalize(self, _close, self._open)

    def needs(self, scope: str) -> None:
        """Raises NotGranted if the login has no such permission."""
        if self._login.granted and not covered(scope, self._login.granted):
            raise NotGranted(
                f"account {self.account}: {purpose(scope)} was not granted: "
                f"run `syncd auth {self.account}` and allow it"
            )

    def may(self, scope: str) -> bool:
        """Whether the login has a permission."""
        return not self._login.granted or covered(scope, self._login.granted)

    def get(
        self,
        path: str,
        *,
        doing: str,
        params: Mapping[str, str] | None = None,
        prefer: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The answer to a request that changes nothing; repeated with back-off until it succeeds or is final.

        `path` may be an absolute link. `doing` completes “Microsoft failed while …”. Raises Refused, or what `ports`
        has for it.
        """
        return self._patiently(lambda: self._json(self._once("GET", path, doing, params=params, prefer=prefer), doing))

    def octets(self, path: str, *, doing: str) -> bytes:
        """The same for what is no JSON: a message in MIME form. Raises as `get`."""
        return self._patiently(lambda: self._once("GET", path, doing, headers={"accept": "*/*"}).content)

    def _patiently(self, ask: Callable[[], _Answer]) -> _Answer:
        return patiently(ask, self.ticker, patience=_PATIENCE)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        doing: str,
        headers: Mapping[str, str] | None = None,
        prefer: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The answer to a request that changes something: sent once, and again only after 429, which proves that it
        was not executed.

        `body` is JSON, or bytes with a content type in `headers`. Raises Unavailable if it is unknown whether it was
        executed (a lost reply, 5xx): look before repeating.
        """
        for _ in range(ATTEMPTS):
            try:
                answer = self._once(method, path, doing, body=body, headers=headers, prefer=prefer, fresh=True)
                return self._json(answer, doing)
            except Again as again:
                if not isinstance(again.trouble, RateLimited):
                    raise again.trouble from again
                last = again.trouble
                self.ticker.sleep(again.pause(4.0))
        raise last

    def _once(
        self,
        method: str,
        path: str,
        doing: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        prefer: tuple[str, ...] = (),
        fresh: bool = False,
    ) -> requests.Response:
        url = self._url(path)
        stale, claims = "", ""
        for attempt in range(3):  # a refused access token is renewed, and once more for what Graph wants proven
            token = self._login.token(stale=stale, claims=claims)
            all_headers = {
                "prefer": ", ".join((IMMUTABLE, *prefer)),
                "accept": "application/json",
                **(headers or {}),
            }
            payload = {"data": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
            with self._turn(fresh=fresh) as http:
                try:
                    answer = http.request(
                        method,
                        url,
                        params=params,
                        headers=all_headers,
                        auth=_Bearer(token),
                        timeout=_TIMEOUT,
                        allow_redirects=False,
                        **payload,
                    )
                    content = answer.content
                except (requests.RequestException, OSError) as error:
                    self._forget()
                    raise Again(
                        Unavailable(_offline(self.account, doing, error)), reached=not unreached(error)
                    ) from error
            if answer.status_code < 300:
                return answer
            meaning = errors.refusal(answer.status_code, content)
            asked = errors.claims_challenge(answer.headers.get("www-authenticate"))
            if meaning is not Refusal.LOGIN or attempt == 2 or (attempt == 1 and (claims or not asked)):
                raise self._refused(meaning, answer, content, doing)
            stale, claims = token, asked
        raise AssertionError

    def _refused(self, meaning: Refusal, answer: requests.Response, content: bytes, doing: str) -> Exception:
        if meaning in _EXPECTED:
            return Refused(meaning, answer.status_code, content)
        told = errors.trouble(meaning, answer.status_code, content, account=self.account, doing=doing)
        if meaning in (Refusal.RATE, Refusal.TRANSIENT):
            return Again(told, errors.retry_after(answer.headers.get("retry-after"), clock.now()))
        return told

    def _json(self, answer: requests.Response, doing: str) -> dict[str, Any]:
        if not answer.content:
            return {}
        try:
            found = answer.json()
        except ValueError as error:
            cut = f"account {self.account}: Microsoft's answer was cut short while {doing}; try again later"
            raise Again(Unavailable(cut)) from error
        return found if isinstance(found, dict) else {}

    def _url(self, path: str) -> str:
        if path.startswith("/"):
            return self.endpoint + path
        ours, theirs = urlsplit(self.endpoint), urlsplit(path)
        if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
            raise Trouble(
                f"account {self.account}: Microsoft's answer points to another host; the login is not sent there"
            )
        return path

    @contextmanager
    def _turn(self, *, fresh: bool) -> Iterator[requests.Session]:
        """One of the four places. A request that must not be sent twice gets a fresh connection."""
        with self._gate:
            if fresh:
                self._forget()
            if not hasattr(self._local, "http"):
                self._local.http = requests.Session()
                self._open.append(self._local.http)
            yield self._local.http

    def _forget(self) -> None:
        http = self._local.__dict__.pop("http", None)
        if http is not None:
            http.close()
            self._open.remove(http)


class _Bearer(requests.auth.AuthBase):
    """The token as `auth`, because a ~/.netrc would overrule a mere header."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _close(sessions: list[requests.Session]) -> None:
    for session in sessions:
        session.close()


def _offline(account: str, doing: str, error: Exception) -> str:
    return f"account {account}: Microsoft can't be reached while {doing} ({type(error).__name__}); try again later"
