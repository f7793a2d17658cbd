"""Finding a user's calendars (RFC 6764 §6, RFC 5397, RFC 4791 §6.2).

The configured URL may be the server's root, a principal, a calendar home or one calendar. DNS records (RFC 6764 §3)
are not asked: who has a calendar server on another host than the one they know writes that host down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from connectors.caldav import errors, webdav
from connectors.caldav.errors import Refused
from connectors.caldav.session import Session
from connectors.caldav.webdav import ABOUT, COMPONENTS, HOME, NAME, PRINCIPAL, REPORTS, TYPE, C, Response
from syncd.ports import Trouble

_DOING = "finding your calendars"
_WELL_KNOWN = "/.well-known/caldav"
_ABOUT_PLACE = (TYPE, PRINCIPAL, HOME)
_ABOUT_CALENDAR = (TYPE, NAME, COMPONENTS, ABOUT, REPORTS)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar there is. `components` is empty if the server does not say what it takes: then everything."""

    url: str  # absolute, with a slash at its end
    title: str  # its display name, else the last part of its path
    components: frozenset[str] = frozenset()
    about: str = ""

    def takes(self, component: str) -> bool:
        """Whether entries of this kind (VEVENT, VTODO) may lie in it."""
        return not self.components or component in self.components


@dataclass(frozen=True, slots=True)
class Found:
    """What lies behind the configured URL. `home` is where calendars can be made; "" if nobody says."""

    calendars: tuple[Calendar, ...]
    home: str = ""


def discover(session: Session) -> Found:
    """Every calendar the login sees, by title. Raises Trouble if there is no CalDAV server or no calendar home."""
    try:
        return _discover(session)
    except Refused as refused:
        raise errors.trouble(refused, session.account, session.host, _DOING) from refused


def _discover(session: Session) -> Found:
    place = _entry(session)
    if place.has(TYPE, f"{C}calendar"):
        only = _calendars(session, place.url, depth=0)
        return Found(only, urljoin(_slashed(place.url), "../"))
    homes = place.hrefs(HOME)
    if not homes and urlsplit(place.url).path.strip("/"):
        within = _calendars(session, place.url, depth=1)
        if within:
            return Found(within, _slashed(place.url))
    if not homes:
        homes = [home for one in place.hrefs(PRINCIPAL)[:1] for home in _about(session, one).hrefs(HOME)]
    if not homes:
        raise Trouble(
            f"account {session.account}: {session.host} does not say where your calendars are: put the address of "
            "one of them, as your calendar program shows it, into the config as the account's url"
        )
    calendars = {one.url: one for home in homes for one in _calendars(session, home, depth=1)}
    return Found(tuple(calendars.values()), _slashed(homes[0]))


def _entry(session: Session) -> Response:
    """What the configured URL is; for a bare host what it names as its calendars' place (RFC 6764 §5)."""
    if urlsplit(session.entry).path.strip("/"):
        return _about(session, session.entry)
    first: Trouble | None = None
    try:
        found = _about(session, urljoin(session.entry, _WELL_KNOWN))
        if found.props:
            return found
    except Refused:
        pass
    except Trouble as trouble:
        if type(trouble) is not Trouble:  # a login refused, a server that is down: the root has it, too
            raise
        first = trouble
    try:
        return _about(session, session.entry)
    except (Refused, Trouble) as second:
        raise first or second from second


def _about(session: Session, url: str) -> Response:
    answer = session.propfind(url, _ABOUT_PLACE, depth=0, doing=_DOING)
    return answer.responses[0] if answer.responses else Response(url)


def _calendars(session: Session, url: str, *, depth: int) -> tuple[Calendar, ...]:
    answer = session.propfind(_slashed(url), _ABOUT_CALENDAR, depth=depth, doing=_DOING)
    found = [_calendar(one) for one in answer.responses if one.has(TYPE, f"{C}calendar")]
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.url)))


def _calendar(response: Response) -> Calendar:
    listed = response.props.get(COMPONENTS)
    names = [one.get("name", "").upper() for one in listed] if listed is not None else []
    title = " ".join(response.text(NAME).split()) or response.name
    return Calendar(_slashed(response.url), title, frozenset(names), response.text(ABOUT))


def named(session: Session, text: str, calendars: Sequence[Calendar]) -> Calendar:
    """The calendar that the config names by display name or by the last part of its path; case does not matter.

    "primary" is the only one there is. Raises Trouble, which lists what there is, unless exactly one fits.
    """
    wanted = " ".join(text.split()).casefold()
    by_title = [one for one in calendars if one.title.casefold() == wanted]
    found = by_title or [one for one in calendars if webdav.name_of(one.url).casefold() == wanted]
    if not found and wanted == "primary":
        found = [one for one in calendars if one.takes("VEVENT")]
        found = found if len(found) == 1 else []
    who = f"account {session.account}"
    if not found:
        there = ", ".join(dict.fromkeys(one.title for one in calendars))
        raise Trouble(f"{who}: no calendar is named “{text}”; there are: {there or 'none'}")
    if len(found) > 1:
        paths = ", ".join(sorted(webdav.path_of(one.url) for one in found))
        raise Trouble(f"{who}: several calendars are named “{text}”: name one by its path: {paths}")
    return found[0]


def placed(session: Session, text: str) -> str | None:
    """The URL of a calendar that the config names by its path or URL; None if by its name. Nothing is asked."""
    return _slashed(urljoin(session.entry, text)) if text.startswith(("/", "https://", "http://")) else None


def _slashed(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
