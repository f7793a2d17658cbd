"""A calendar by URL: one conditional GET (RFC 9110 §13.1). No message names more of the URL than its host."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from syncd.ports import AuthExpired, RateLimited, Unavailable

LARGEST = 100 * 1024 * 1024
_TIMEOUTS = (10.0, 60.0)  # seconds to connect; between two pieces of the answer
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    data: bytes
    etag: str
    modified: str


def is_url(path: str) -> bool:
    return path.lower().startswith(("http://", "https://", "webcal://", "webcals://"))


def shown(url: str) -> str:
    """The host: paths and queries of calendar URLs are often secrets."""
    try:
        return urlsplit(url).hostname or "the calendar's server"
    except ValueError:
        return "the calendar's server"


def normal(url: str) -> str:
    """webcal:// (a habit, never registered) means https://."""
    scheme, _, rest = url.partition("://")
    return f"https://{rest}" if scheme.lower().startswith("webcal") else url


def fetch(url: str, account: str, etag: str, modified: str) -> Answer | None:
    """The calendar, or None if it is still the one of `etag` and `modified` (both may be "")."""
    import requests  # heavy, and needed for URLs only

    host = shown(url)
    headers = {"Accept": "text/calendar, */*;q=0.5", "User-Agent": "syncd"}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    try:
        with requests.get(normal(url), headers=headers, timeout=_TIMEOUTS, stream=True) as answer:
            if answer.status_code == requests.codes.not_modified and (etag or modified):
                return None
            _judge(answer.status_code, answer.headers.get("Retry-After", ""), host, account)
            pieces, size = [], 0
            for piece in answer.iter_content(_PIECE):
                size += len(piece)
                if size > LARGEST:
                    raise Unavailable(f"{host} sends more than 100 MB: that is no calendar")
                pieces.append(piece)
            return Answer(b"".join(pieces), answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
    except requests.exceptions.SSLError:
        problem = "its certificate is not valid"
    except requests.exceptions.Timeout:
        problem = "it does not answer"
    except requests.exceptions.TooManyRedirects:
        problem = "it redirects in a circle"
    except (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError):
        problem = "it can't be reached, or broke off"
    except (requests.exceptions.RequestException, ValueError, OSError):
        problem = "the URL or what it redirects to can't be used"
    raise Unavailable(f"{host}: {problem}")


def _judge(status: int, retry_after: str, host: str, account: str) -> None:
    """Raises for every answer that is no calendar."""
    if status in (401, 403):
        raise AuthExpired(
            f'{host} wants a login ({status}): get a new link for the calendar and set "path" of {account}'
        )
    if status == 429:
        raise RateLimited(f"{host} wants to be asked less often", float(retry_after) if retry_after.isdigit() else 0.0)
    if status in (404, 410):
        raise Unavailable(f'{host} has no such calendar ({status}): see "path" of account {account}')
    if status != 200:
        raise Unavailable(f"{host} answers with status {status}")
