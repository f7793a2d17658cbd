"""Requests to one CalDAV server: authorised, bounded in time and size, repeated where safe, refusals translated.

Redirects are followed here, not by `requests`: a PROPFIND must stay one, and the password goes only where
`connectors.caldav.hosts` lets it. Nothing here or below logs a URL, a header or a body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from weakref import finalize

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from connectors.caldav import errors, hosts, webdav
from connectors.caldav.errors import GONE, TRANSIENT, Refused
from connectors.caldav.webdav import Multistatus
from connectors.patience import Again, patiently, unreached
from syncd import clock
from syncd.ports import Ticker, Trouble, Unavailable

LARGEST = 100 * 1024 * 1024
_TIMEOUTS = (15.0, 60.0)  # seconds to connect; between two pieces of the answer
_LONGEST = 300.0  # seconds for a whole answer
_PATIENCE = 120.0  # seconds of waiting for a server that failed or wants fewer requests
_PIECE = 1 << 16
_REDIRECTS = frozenset({301, 302, 307, 308})
_HOPS = 5
_OFFLINE = (requests.exceptions.RequestException, OSError)

Secret = Callable[[bool], str]
"""The password; True: the one given last was refused, get it anew. Raises AuthExpired."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `url` is where it came from in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Session:
    """One account's access to its server, from `entry`, the URL it is configured with."""

    def __init__(self, account: str, entry: str, username: str, secret: Secret, ticker: Ticker) -> None:
        self.account, self.entry, self.host = account, entry, urlsplit(entry).hostname or ""
        self._username, self._secret, self._ticker = username, secret, ticker
        self._http = requests.Session()
        finalize(self, self._http.close)
        self._digest = False
        self._auth: AuthBase | None = None

    def propfind(self, url: str, props: tuple[str, ...], *, depth: int, doing: str) -> Multistatus:
        """Properties of a resource, with `depth` 1 also of what lies in it. Raises Refused or Trouble."""
        answer = self._read("PROPFIND", url, webdav.propfind(props), doing, {"Depth": str(depth)})
        return self._understood(answer, doing)

    def report(self, url: str, body: bytes, *, depth: int, doing: str) -> Multistatus:
        """The answer to a REPORT. Raises Refused or Trouble."""
        return self._understood(self._read("REPORT", url, body, doing, {"Depth": str(depth)}), doing)

    def get(self, url: str, *, doing: str) -> tuple[bytes, str] | None:
        """A resource and its ETag, None if there is none. Raises Refused or Trouble.

        Uncompressed, for Apache gives what it compresses an ETag of its own ("…-gzip") that nothing else matches.
        """
        try:
            answer = self._read("GET", url, b"", doing, {"Accept": "text/calendar", "Accept-Encoding": "identity"})
        except Refused as refused:
            if refused.status in GONE:
                return None
            raise
        return answer.body, etag(answer.headers.get("ETag", ""))

    def write(self, method: str, url: str, body: bytes, headers: Mapping[str, str], *, doing: str) -> Answer:
        """Sends a PUT, DELETE or MKCALENDAR once, and again only if the server said that it did not do it yet.

        Raises Refused, or Unavailable if it is unknown whether it was executed: look before repeating.
        """

        def once() -> Answer:
            try:
                return self._once(method, url, body, doing, headers)
            except Again as again:
                if isinstance(again.trouble, Unavailable):
                    raise again.trouble from again
                raise

        return patiently(once, self._ticker, patience=_PATIENCE)

    # ---- one request

    def _read(self, method: str, url: str, body: bytes, doing: str, headers: Mapping[str, str]) -> Answer:
        """A request that changes nothing; repeated with back-off until it succeeds or is final; redirects followed."""

        def followed() -> Answer:
            at = url
            for _ in range(_HOPS):
                answer = self._once(method, at, body, doing, headers)
                if answer.status not in _REDIRECTS or not answer.headers.get("Location"):
                    return answer
                at = hosts.redirected(at, answer.headers["Location"])
            raise Unavailable(f"account {self.account}: {self.host} redirects in a circle")

        return patiently(followed, self._ticker, patience=_PATIENCE)

    def _once(self, method: str, url: str, body: bytes, doing: str, headers: Mapping[str, str]) -> Answer:
        if not hosts.may_know(self.entry, url):
            raise Trouble(
                f"account {self.account}: {self.host} points to {_origin(url)}, which does not get your password: "
                "if it is right, put it into the config as the account's url"
            )
        renewed = False
        while True:
            answer = self._sent(method, url, body, doing, headers)
            if answer.status != 401:
                return self._judged(answer, doing, method)
            if self._other_login(answer.headers.get("WWW-Authenticate", "")):
                continue
            if renewed:
                raise errors.trouble(Refused(401), self.account, self.host, doing)
            renewed = True
            self._auth = self._proof(renewed=True)

    def _sent(self, method: str, url: str, body: bytes, doing: str, headers: Mapping[str, str]) -> Answer:
        if self._auth is None:
            self._auth = self._proof()
        content = {"Content-Type": "application/xml; charset=utf-8"} if body and "Content-Type" not in headers else {}
        sent = {"User-Agent": "syncd", **content, **headers}
        try:
            with self._http.request(
                method,
                url,
                data=body or None,
                headers=sent,
                auth=self._auth,
                timeout=_TIMEOUTS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return Answer(answer.status_code, answer.headers, self._body(answer, doing), url)
        except requests.exceptions.SSLError as error:
            raise Unavailable(
                f"account {self.account}: the certificate of {_origin(url)} is not valid: check host and clock"
            ) from error
        except _OFFLINE as error:
            problem = "does not answer" if isinstance(error, requests.exceptions.Timeout) else "can't be reached"
            raise Again(
                Unavailable(f"account {self.account}: {_origin(url)} {problem} while {doing}; try again later"),
                reached=not unreached(error),
            ) from error

    def _body(self, answer: requests.Response, doing: str) -> bytes:
        pieces, size, begun = [], 0, self._ticker.monotonic()
        for piece in answer.iter_content(_PIECE):
            size += len(piece)
            pieces.append(piece)
            if size > LARGEST or self._ticker.monotonic() - begun > _LONGEST:
                raise Unavailable(f"account {self.account}: {self.host} sends without end while {doing}")
        return b"".join(pieces)

    def _judged(self, answer: Answer, doing: str, method: str) -> Answer:
        """The answer if it is a success or a redirect of something that only reads."""
        reads = method in ("PROPFIND", "REPORT", "GET")
        if 200 <= answer.status < 300 or (reads and answer.status in _REDIRECTS):
            return answer
        after = errors.retry_after(answer.headers.get("Retry-After", ""), clock.now())
        if answer.status == 429 or (answer.status == 503 and after is not None):
            raise Again(errors.limited(self.account, self.host, doing, after), after)
        refused = Refused(answer.status, webdav.preconditions(answer.body))
        if answer.status in TRANSIENT:
            raise Again(errors.trouble(refused, self.account, self.host, doing))
        raise refused

    def _other_login(self, offered: str) -> bool:
        """Whether the server wants Digest (RFC 7616) where Basic was tried; then that is used from now on."""
        kinds = offered.lower()
        if self._digest or "digest" not in kinds or "basic" in kinds:
            return False
        self._digest, self._auth = True, None
        return True

    def _proof(self, *, renewed: bool = False) -> AuthBase:
        secret = self._secret(renewed)
        if self._digest:
            return HTTPDigestAuth(self._username, secret)
        # As octets, for `requests` would encode texts as Latin-1 (RFC 7617 §2.1 has UTF-8).
        return HTTPBasicAuth(self._username.encode(), secret.encode("utf-8", "surrogateescape"))

    def _understood(self, answer: Answer, doing: str) -> Multistatus:
        try:
            if answer.status == 207:
                return webdav.multistatus(answer.body, answer.url)
        except webdav.NotDav as error:
            raise Unavailable(
                f"account {self.account}: {self.host} gave an answer that can't be read while {doing} ({error})"
            ) from None
        raise Trouble(
            f"account {self.account}: {_origin(answer.url)} is no CalDAV server (HTTP {answer.status} while {doing}): "
            "check the account's url"
        )


def etag(header: str) -> str:
    """An ETag as it must be sent back; some servers hand it out URL-encoded."""
    return header.strip().replace("%22", '"')


def _origin(url: str) -> str:
    """Scheme and host: paths may hold names and secrets."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}"
