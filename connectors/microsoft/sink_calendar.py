"""The calendar of syncd's own in Outlook: found by its name or made once, its id noted on this machine.

Graph's calendars have no description to mark, but a mailbox holds no two of one name: the name that the config gives
is the mark. A calendar that the user may write but does not own is somebody else's, and the main one is never used.
One that was renamed is known by its id on the machines that have used it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.microsoft.errors import Refusal
from connectors.microsoft.scopes import CALENDARS_WRITE
from connectors.microsoft.session import Refused, Session
from connectors.microsoft.sink_outcome import surely_not_executed, unexpected
from connectors.microsoft.sink_query import asked, entries
from connectors.sink_outcome import wait_out
from syncd.notebook import Notebook
from syncd.ports import Trouble, Unavailable
from syncd.settings import Account

_GRACE = 20.0  # seconds after which a listing shows what was made
_MAKING, _FINDING = "making the calendar for follow-ups", "finding the calendar for follow-ups"


class OwnCalendar:
    """The calendar called `name`, or with that id."""

    def __init__(
        self, account: Account, session: Session, notebook: Notebook, name: str, now: Callable[[], datetime]
    ) -> None:
        self._account, self._session, self._notebook = account, session, notebook
        self._name, self._now = name, now
        self.note = f"microsoft/{account.name}/{account.address}/calendar/{name}"

    def find(self) -> str | None:
        """Its id; None if there is none yet. Trouble if what is called so can't be used."""
        self._session.needs(CALENDARS_WRITE)
        known = self._notebook.get(self.note)
        if known is not None:
            return known
        making = self._notebook.get(f"{self.note}/making")
        if making is not None:
            wait_out(self._session.ticker, making, self._now, _GRACE)
        found = self._listed()
        if found is not None:
            self._keep(found)
        return found

    def make(self) -> str:
        """Its id, after it was made if there is none."""
        found = self.find()
        if found is not None:
            return found
        self._notebook.put(f"{self.note}/making", self._now().isoformat())
        try:
            made = str(self._session.send("POST", "/me/calendars", {"name": self._name}, doing=_MAKING)["id"])
        except Refused as refused:
            self._notebook.put(f"{self.note}/making", None)
            if refused.meaning is not Refusal.EXISTS:
                raise unexpected(refused, self._account.name, _MAKING) from refused
            made = self._made_elsewhere()
        except Trouble as trouble:
            if surely_not_executed(trouble):
                self._notebook.put(f"{self.note}/making", None)
            raise
        self._keep(made)
        return made

    def gone(self) -> Trouble:
        """What to say when the calendar is not there any more."""
        return Trouble(
            f"account {self._account.name}: the calendar “{self._name}” is gone from Outlook; nothing was written. "
            "Name another one as `calendar` under [followups]: syncd makes it and goes on there"
        )

    def _made_elsewhere(self) -> str:
        """Another machine was quicker; its calendar may take some seconds to be listed."""
        found = self._listed()
        if found is None:
            raise Unavailable(
                f"account {self._account.name}: Outlook says that there is a calendar “{self._name}” but does not list "
                "it; try again in a minute, or name another as `calendar` under [followups]"
            )
        return found

    def _keep(self, calendar: str) -> None:
        self._notebook.put(self.note, calendar)
        self._notebook.put(f"{self.note}/making", None)

    def _listed(self) -> str | None:
        path = asked("/me/calendars", select="id,name,canEdit,canShare,isDefaultCalendar,owner", top="100")
        try:
            calendars = list(entries(self._session, path, doing=_FINDING))
        except Refused as refused:
            raise unexpected(refused, self._account.name, _FINDING) from refused
        named = [one for one in calendars if self._is_named(one) and self._is_mine(one)]
        for one in named:
            if one.get("isDefaultCalendar") or not one.get("canEdit"):
                what = "your main calendar" if one.get("isDefaultCalendar") else "a calendar that can't be written to"
                raise Trouble(
                    f"account {self._account.name}: “{self._name}” is {what}; name another one as `calendar` under "
                    "[followups]: syncd makes it"
                )
        return min((str(one["id"]) for one in named), default=None)

    def _is_named(self, calendar: Mapping[str, Any]) -> bool:
        """Exchange does not tell names apart by case."""
        return calendar.get("id") == self._name or str(calendar.get("name")).casefold() == self._name.casefold()

    def _is_mine(self, calendar: Mapping[str, Any]) -> bool:
        """Only who made a calendar can share it; where nothing may be shared, the owner's address tells."""
        owner = str((calendar.get("owner") or {}).get("address") or self._account.address)
        return bool(calendar.get("canShare")) or owner.casefold() == self._account.address.casefold()
