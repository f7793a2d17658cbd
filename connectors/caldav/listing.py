"""What changed in a calendar (RFC 6578), or all that lies in it (RFC 4791), without any data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from connectors.caldav import errors, webdav
from connectors.caldav.cursor import Cursor, name_hash, tag_hash
from connectors.caldav.errors import Refused
from connectors.caldav.session import Session, etag
from connectors.caldav.webdav import CTAG, ETAG, TOKEN, TYPE, D, Response
from syncd.ports import Unavailable

DOING = "reading meetings"
_PAGES = 10_000


@dataclass(slots=True)
class Listing:
    """The resources to look at: all (`whole`) or those that changed. `gone` are hashes of names that we hold."""

    whole: bool
    token: str = ""
    ctag: str = ""
    found: dict[str, tuple[str, str]] = field(default_factory=dict)  # name → URL, ETag
    gone: set[bytes] = field(default_factory=set)

    def news(self, held: dict[bytes, bytes]) -> dict[str, str]:
        """Name and URL of what is new or changed; what has no ETag may always have."""
        return {
            name: url
            for name, (url, tag) in sorted(self.found.items())
            if not tag or held.get(name_hash(name)) != tag_hash(tag)
        }


def changes(session: Session, state: Cursor) -> Listing | None:
    """What happened since `state`; None if surely nothing.

    Any refusal of the sync token (403, 409, 410, 412, 507 …) means that everything is listed and compared.
    Raises Refused if the calendar itself can't be listed.
    """
    if state.token and not state.first:
        try:
            return _since(session, state)
        except Refused:
            pass
    return everything(session, state)


def everything(session: Session, state: Cursor) -> Listing | None:
    """All resources. The token is asked for before they are listed: what changes meanwhile comes once more."""
    about = session.propfind(state.calendar, (TOKEN, CTAG), depth=0, doing=DOING)
    here = about.responses[0] if about.responses else Response(state.calendar)
    token, ctag = here.text(TOKEN), here.text(CTAG)
    if not state.first and not state.token and ctag and ctag == state.ctag:
        return None
    inside = session.propfind(state.calendar, (ETAG, TYPE), depth=1, doing=DOING)
    listing = Listing(True, token, ctag, found=resources(inside.responses, state.calendar))
    listing.gone = state.held.keys() - {name_hash(name) for name in listing.found}
    return listing


def resources(responses: Iterable[Response], calendar: str) -> dict[str, tuple[str, str]]:
    """Name → URL and ETag of what lies in a calendar; not of the calendar itself or collections in it."""
    return {
        one.name: (one.url, etag(one.text(ETAG)))
        for one in responses
        if not webdav.same(one.url, calendar) and not one.has(TYPE, f"{D}collection") and one.status in (0, 200)
    }


def _since(session: Session, state: Cursor) -> Listing:
    """What the server reports since the token, page by page: 507 for the calendar itself says that there is more."""
    listing, token = Listing(False), state.token
    for _ in range(_PAGES):
        page = session.report(state.calendar, webdav.sync_collection(token), depth=0, doing=DOING)
        for one in page.responses:
            if webdav.same(one.url, state.calendar):
                continue
            if one.status in errors.GONE:
                listing.found.pop(one.name, None)
                listing.gone.add(name_hash(one.name))
        found = resources(page.responses, state.calendar)
        listing.found |= found
        listing.gone -= {name_hash(name) for name in found}
        more = any(one.status == 507 and webdav.same(one.url, state.calendar) for one in page.responses)
        if not more:
            listing.token = page.token or token
            listing.gone &= state.held.keys()
            return listing
        if not page.token or page.token == token:
            break
        token = page.token
    raise Unavailable(f"account {session.account}: {session.host} reports changes in a circle; try again later")
