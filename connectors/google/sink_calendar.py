"""The calendar of syncd's own: found or made once, its id noted on this machine (PROVIDERS.md §2c).

The least scope, ``calendar.app.created``, makes a calendar but lists none: then only the note leads back to it. If the
reply to making it is lost, another is not made blindly; the user is asked to look.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from connectors.google.scopes import CALENDARS, OWN_CALENDAR
from connectors.google.session import Refused, Session
from connectors.google.sink_outcome import surely_not_executed, unexpected
from connectors.sink_outcome import wait_out
from syncd.notebook import Notebook
from syncd.ports import Trouble
from syncd.settings import Account

_MARKER = "Follow-ups that syncd keeps here"
_GRACE = 20.0  # seconds after which a listing shows what was made
_MAKING, _FINDING = "making the calendar for follow-ups", "finding the calendar for follow-ups"


class OwnCalendar:
    """The calendar called `name`; with an @ in it, `name` is an id and used as it is."""

    def __init__(
        self,
        account: Account,
        session: Session,
        notebook: Notebook,
        name: str,
        zone: tzinfo,
        now: Callable[[], datetime],
    ) -> None:
        self._account, self._session, self._notebook = account.name, session, notebook
        self._name, self._zone, self._now = name, zone, now
        self._note = f"google/{account.name}/{account.address}/calendar/{name}"

    def find(self) -> str | None:
        """Its id; None if there is none yet. Trouble if there may be one that this login cannot find."""
        if "@" in self._name:
            return self._name
        self._session.needs(OWN_CALENDAR)
        known = self._notebook.get(self._note)
        if known is not None:
            return known
        making = self._notebook.get(f"{self._note}/making")
        if self._session.may(CALENDARS):
            if making is not None:
                wait_out(self._session.ticker, making, self._now, _GRACE)
            found = self._listed()
            if found is not None:
                self._keep(found)
            return found
        if making is not None:
            raise Trouble(
                f"account {self._account}: it is unknown whether the calendar “{self._name}” was made on "
                f"{making[:10]}. Look at Google Calendar: if it is there, put its id (its settings, “Integrate "
                "calendar”) as `calendar` under [followups]; if not, another name"
            )
        return None

    def make(self) -> str:
        """Its id, after it was made if there is none."""
        found = self.find()
        if found is not None:
            return found
        body = {"summary": self._name, "description": f"{_MARKER}. It writes nowhere else."}
        if zone := getattr(self._zone, "key", None):
            body["timeZone"] = zone
        request = self._session.service("calendar").calendars().insert(body=body)
        self._notebook.put(f"{self._note}/making", self._now().isoformat())
        try:
            made = str(self._session.write(request, doing=_MAKING)["id"])
        except (Trouble, Refused) as error:
            if surely_not_executed(error):
                self._notebook.put(f"{self._note}/making", None)
            if isinstance(error, Refused):
                raise unexpected(error, self._account, _MAKING) from error
            raise
        self._keep(made)
        return made

    def gone(self) -> Trouble:
        """What to say when the calendar is not there any more."""
        return Trouble(
            f"account {self._account}: the calendar “{self._name}” is gone from Google Calendar, or this login may not "
            "use it; nothing was written. Name another one as `calendar` under [followups]: syncd makes it and goes on "
            "there"
        )

    def _keep(self, calendar: str) -> None:
        self._notebook.put(self._note, calendar)
        self._notebook.put(f"{self._note}/making", None)

    def _listed(self) -> str | None:
        """The first by id of those with our name and marker."""
        ids: list[str] = []
        token: str | None = None
        while True:
            more = {"pageToken": token} if token else {}
            request = self._session.service("calendar").calendarList().list(maxResults=250, showHidden=True, **more)
            try:
                page = self._session.read(request, doing=_FINDING)
            except Refused as refused:
                raise unexpected(refused, self._account, _FINDING) from refused
            ids += [str(one["id"]) for one in page.get("items", ()) if self._is_ours(one)]
            token = page.get("nextPageToken")
            if not token:
                return min(ids, default=None)

    def _is_ours(self, entry: dict[str, object]) -> bool:
        return entry.get("summary") == self._name and str(entry.get("description", "")).startswith(_MARKER)
