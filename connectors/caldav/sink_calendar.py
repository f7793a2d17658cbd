"""The calendar of syncd's own: found or made once, its place noted on this machine.

Its path is made from its name and kind, so that two machines, and two attempts, make the same one. A calendar that the
user made is used only if the config names it by its path.
"""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import urljoin

from connectors.caldav import errors, webdav
from connectors.caldav.discovery import Calendar, discover, placed
from connectors.caldav.errors import GONE, Refused
from connectors.caldav.session import Session
from connectors.caldav.webdav import TYPE, C
from syncd.notebook import Notebook
from syncd.ports import Trouble

MARKER = "Follow-ups that syncd keeps here"
_MAKING = "making the calendar for follow-ups"
_THERE = frozenset({403, 405, 409, 412})  # what servers say of a path that is taken (RFC 4791 §5.3.1.1 means 403)
_WORDS = {"VEVENT": "events", "VTODO": "to-dos"}


class OwnCalendar:
    """The calendar called `name` for VEVENT or VTODO; a path or URL is used as it is."""

    def __init__(self, session: Session, notebook: Notebook, name: str, component: str) -> None:
        self._session, self._notebook, self._name, self._component = session, notebook, name, component
        self._note = f"caldav/{session.account}/{session.host}/{component}/{name}"

    def find(self) -> str | None:
        """Its URL; None if there is none yet."""
        if url := placed(self._session, self._name):
            return url
        known = self._notebook.get(self._note)
        if known is not None:
            return known
        found = discover(self._session)
        ours = [one.url for one in found.calendars if self._is_ours(one, found.home)]
        return self._kept(min(ours)) if ours else None

    def make(self) -> str:
        """Its URL, after it was made if there is none."""
        url = self.find()
        if url is not None:
            return url
        home = discover(self._session).home
        url = urljoin(home, f"{self._slug()}/")
        body = webdav.mkcalendar(self._name, f"{MARKER}. It writes nowhere else.", self._component)
        try:
            self._session.write("MKCALENDAR", url, body, {}, doing=_MAKING)
        except Refused as refused:
            if refused.status not in _THERE or not self._there(url):
                raise self._cannot_make(refused) from refused
        return self._kept(url)

    def gone(self) -> Trouble:
        """What to say when the calendar is not there any more."""
        return Trouble(
            f"account {self._session.account}: the calendar “{self._name}” is gone from {self._session.host}, or you "
            "may not use it; nothing was written. Name another one as `calendar` under [followups]: syncd makes it "
            "and goes on there"
        )

    def _kept(self, url: str) -> str:
        self._notebook.put(self._note, url)
        return url

    def _is_ours(self, calendar: Calendar, home: str) -> bool:
        """Made by syncd: by the place it has, or by name and marker if somebody moved it."""
        marked = calendar.title == " ".join(self._name.split()) and calendar.about.startswith(MARKER)
        placed = webdav.same(calendar.url, urljoin(home, self._slug()))
        return (marked or placed) and calendar.takes(self._component)

    def _slug(self) -> str:
        mark = blake2b(self._name.encode(), digest_size=6).hexdigest()
        return f"syncd-{_WORDS[self._component]}-{mark}"

    def _there(self, url: str) -> bool:
        """Whether a calendar lies there: somebody else was quicker."""
        try:
            about = self._session.propfind(url, (TYPE,), depth=0, doing=_MAKING)
        except Refused as refused:
            if refused.status in GONE or refused.status == 403:
                return False
            raise errors.trouble(refused, self._session.account, self._session.host, _MAKING) from refused
        return any(one.has(TYPE, f"{C}calendar") for one in about.responses)

    def _cannot_make(self, refused: Refused) -> Trouble:
        if refused.status not in (403, 405, 409, 501, *GONE):
            return errors.trouble(refused, self._session.account, self._session.host, _MAKING)
        return Trouble(
            f"account {self._session.account}: {self._session.host} lets no program make a calendar (HTTP "
            f"{refused.status}): make one for {_WORDS[self._component]} there yourself, and put its path (from its "
            "address in your calendar program, beginning with /) as `calendar` under [followups]"
        )
