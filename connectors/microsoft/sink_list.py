"""The list of syncd's own in Microsoft To Do: the one noted, else the first of its title, else made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from connectors.microsoft.scopes import TASKS_WRITE
from connectors.microsoft.session import Refused, Session
from connectors.microsoft.sink_outcome import surely_not_executed, unexpected
from connectors.microsoft.sink_query import entries
from connectors.sink_outcome import wait_out
from syncd.notebook import Notebook
from syncd.ports import Trouble
from syncd.settings import Account

GRACE = 20.0  # seconds after which a listing shows what was written
_PATH = "/me/todo/lists"
_MAKING, _FINDING = "making the task list", "finding the task list"


class OwnList:
    """The list titled `title`; titles may repeat, then the first by id."""

    def __init__(
        self, account: Account, session: Session, notebook: Notebook, title: str, now: Callable[[], datetime]
    ) -> None:
        self._account, self._session, self._notebook = account, session, notebook
        self._title, self._now = title, now
        self.note = f"microsoft/{account.name}/{account.address}/tasks/{title}"

    def find(self) -> str | None:
        """Its id, noted from then on; None if there is no such list."""
        self._session.needs(TASKS_WRITE)
        known = self._notebook.get(self.note)
        if known is not None:
            return known
        making = self._notebook.get(f"{self.note}/making")
        if making is not None:
            wait_out(self._session.ticker, making, self._now, GRACE)
        found = self._first()
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
            made = str(self._session.send("POST", _PATH, {"displayName": self._title}, doing=_MAKING)["id"])
        except (Trouble, Refused) as error:
            if surely_not_executed(error):
                self._notebook.put(f"{self.note}/making", None)
            if isinstance(error, Refused):
                raise unexpected(error, self._account.name, _MAKING) from error
            raise
        made = self._first() or made  # another machine may have made one in the same second: both take the first
        self._keep(made)
        return made

    def others(self) -> list[str]:
        """The ids of all other lists a task can be moved to."""
        own = self._notebook.get(self.note)
        return [str(one["id"]) for one in self._lists() if one["id"] != own]

    def gone(self) -> Trouble:
        """What to say when the list is not there any more."""
        return Trouble(
            f"account {self._account.name}: the task list “{self._title}” is gone from Microsoft To Do; nothing was "
            "written. Name another one as `calendar` under [followups]: syncd makes it and goes on there"
        )

    def _keep(self, made: str) -> None:
        self._notebook.put(self.note, made)
        self._notebook.put(f"{self.note}/making", None)

    def _first(self) -> str | None:
        return min((str(one["id"]) for one in self._lists() if one.get("displayName") == self._title), default=None)

    def _lists(self) -> list[dict[str, Any]]:
        """The user's own lists; flagged mails are no tasks of this kind."""
        try:
            found = list(entries(self._session, _PATH, doing=_FINDING))
        except Refused as refused:
            raise unexpected(refused, self._account.name, _FINDING) from refused
        return [
            one for one in found if one.get("isOwner") is not False and one.get("wellknownListName") != "flaggedEmails"
        ]
