"""Queries to Graph as the sinks ask them: encoded without “+” for a space, and read over all pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from connectors.microsoft.session import Session

AS_TEXT = 'outlook.body-content-type="text"'
IN_UTC = 'outlook.timezone="UTC"'


def asked(path: str, **options: str) -> str:
    """``asked("/me/events", top="5")`` → ``/me/events?$top=5``. A filter within $expand must not hold a plus sign."""
    query = "&".join(f"${name}={quote(value, safe='')}" for name, value in options.items())
    return f"{path}?{query}" if query else path


def segment(identity: str) -> str:
    """An id as a part of a path."""
    return quote(identity, safe="")


def literal(text: str) -> str:
    """A text within a filter."""
    return "'" + text.replace("'", "''") + "'"


def entries(session: Session, path: str, *, doing: str, prefer: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The entries of all pages. The preferences are repeated with each, links are followed as they are."""
    link: str | None = path
    while link:
        page = session.get(link, doing=doing, prefer=prefer)
        yield from (one for one in page.get("value") or () if isinstance(one, dict))
        link = page.get("@odata.nextLink")
