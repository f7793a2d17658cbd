"""Follow-ups as tasks in a Google task list of their own (Tasks API v1; PROVIDERS.md §2c, §7d).

Google takes no ids from us and repeats no insert safely, so every insert looks for the key first, and after one whose
outcome is unknown it waits until listings show it. Which task is which follow-up is noted on this machine, because
users edit notes; the line ``syncd:KEY`` finds it again everywhere else. Two machines that insert in the same seconds
make two: the next look of either takes the second away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from connectors import sink_notes
from connectors.google import sink_task
from connectors.google.errors import Refusal
from connectors.google.scopes import TASKS
from connectors.google.session import Refused, Session
from connectors.google.sink_outcome import surely_not_executed, unexpected
from connectors.sink_outcome import wait_out
from syncd.model import Found, Task
from syncd.notebook import Notebook
from syncd.ports import Conflict, Trouble
from syncd.settings import Account

_GRACE = 20.0  # seconds after which a listing shows what was written
_GONE = (Refusal.NOT_FOUND, Refusal.GONE)
_DOING = "writing follow-ups to the task list"
_LOOKING = "looking at the task list"


class TasksSink:
    """`ports.TaskSink` over the list titled `title`: the one noted, else the first of that title, else made."""

    def __init__(
        self, account: Account, session: Session, notebook: Notebook, title: str, now: Callable[[], datetime]
    ) -> None:
        self.name = f"{account.name}/{title}"
        self._account, self._session, self._notebook = account, session, notebook
        self._title, self._now = title, now
        self._note = f"google/{account.name}/{account.address}/tasks/{title}"

    def tasks(self) -> Sequence[Found]:
        """All tasks of ours by id, hidden ones included. No list is no tasks; a list that is gone is Trouble."""
        self._session.needs(TASKS)
        tasks = self._list()
        if tasks is None:
            return []
        keys = self._keys()
        ours = {str(one["id"]): (one, key) for one in self._items(tasks) if (key := _key(one, keys))}
        self._remember({ref: key for ref, (_, key) in ours.items()})
        return [sink_task.found(*ours[ref]) for ref in sorted(ours)]

    def create(self, task: Task) -> None:
        """Makes it, and the list if there is none. One that the user deleted is there, too: it is not made again."""
        self._session.needs(TASKS)
        tasks = self._list() or self._make_list()
        keys = self._keys()
        for one in self._items(tasks, deleted=True):
            ours = _key(one, keys) == task.key
            if ours and not (one.get("deleted") and sink_notes.apart(str(one.get("notes", ""))).state == "removed"):
                return
        made = self._insert(tasks, task)
        self._remember({**keys, str(made.get("id", "")): task.key})

    def update(self, task: Task, found: Found) -> None:
        """Replaces title, notes and date. Conflict if it was changed or is gone."""
        payload = self._same(found)
        if payload is None:
            raise Conflict(f"“{found.title}” is no longer in {self.name}; the next run decides anew")
        self._patch(payload, sink_task.written(task), found)

    def complete(self, found: Found) -> None:
        """Ticks it. What is ticked already stays as the user ticked it."""
        payload = self._same(found)
        if payload is not None and not found.done:
            self._patch(payload, {"status": "completed", **sink_task.marked(payload, "closed")}, found)

    def remove(self, found: Found) -> None:
        """Deletes it, after a line in it said that it was syncd: what users delete is never made again."""
        payload = self._same(found)
        if payload is None:
            return
        if trace := sink_task.marked(payload, "removed"):
            payload = self._patch(payload, trace, found)
        self._write("delete", found, payload)

    # ---- one task

    def _same(self, found: Found) -> dict[str, Any] | None:
        """The task as it was found, None if it is gone; Conflict if it was changed.

        Compared here, because it is not documented that this API minds If-Match; it is sent all the same.
        """
        self._session.needs(TASKS)
        tasks = self._list()
        if tasks is None:
            return None
        request = self._service().get(tasklist=tasks, task=found.ref)
        try:
            payload = self._session.read(request, doing=_LOOKING)
        except Refused as refused:
            if refused.meaning in _GONE:
                return None
            raise unexpected(refused, self._account.name, _LOOKING) from refused
        if payload.get("deleted"):
            return None
        if sink_task.etag(payload) != found.etag:
            raise self._conflict(found)
        return payload

    def _patch(self, payload: dict[str, Any], fields: dict[str, str], found: Found) -> dict[str, Any]:
        return self._write("patch", found, payload, body=fields)

    def _write(self, verb: str, found: Found, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        request = getattr(self._service(), verb)(tasklist=self._list(), task=found.ref, **more)
        headers = {"If-Match": str(payload["etag"])} if payload.get("etag") else {}
        try:
            return self._session.write(request, doing=_DOING, headers=headers)
        except Refused as refused:
            if verb == "delete" and refused.meaning in _GONE:
                return {}
            if refused.meaning in (Refusal.CHANGED, *_GONE):
                raise self._conflict(found) from refused
            raise unexpected(refused, self._account.name, _DOING) from refused

    def _insert(self, tasks: str, task: Task) -> dict[str, Any]:
        request = self._service().insert(tasklist=tasks, body=sink_task.written(task))
        self._notebook.put(f"{self._note}/inserting", self._now().isoformat())
        try:
            made = self._session.write(request, doing=_DOING)
        except (Trouble, Refused) as error:
            if surely_not_executed(error):
                self._notebook.put(f"{self._note}/inserting", None)
            if isinstance(error, Refused):
                raise unexpected(error, self._account.name, _DOING) from error
            raise
        self._notebook.put(f"{self._note}/inserting", None)
        return made

    # ---- the list

    def _items(self, tasks: str, *, deleted: bool = False) -> list[dict[str, Any]]:
        """Every task of the list. If the outcome of an insert is unknown, not before a listing would show it."""
        since = self._notebook.get(f"{self._note}/inserting")
        if since is not None:
            wait_out(self._session.ticker, since, self._now, _GRACE)
        shown = {"showCompleted": True, "showHidden": True, "showDeleted": deleted, "maxResults": 100}
        try:
            items = list(self._pages(self._service().list, tasklist=tasks, **shown))
        except Refused as refused:
            if refused.meaning in _GONE:
                raise Trouble(
                    f"account {self._account.name}: the task list “{self._title}” is gone from Google Tasks; nothing "
                    "was written. Name another one as `calendar` under [followups]: syncd makes it and goes on there"
                ) from refused
            raise unexpected(refused, self._account.name, _LOOKING) from refused
        self._notebook.put(f"{self._note}/inserting", None)
        return items

    def _list(self) -> str | None:
        """The list's id, noted from then on; None if there is no such list."""
        known = self._notebook.get(self._note)
        if known is not None:
            return known
        lists = self._pages(self._session.service("tasks").tasklists().list, maxResults=100)
        try:
            named = sorted(str(one["id"]) for one in lists if one.get("title") == self._title)
        except Refused as refused:
            raise unexpected(refused, self._account.name, _LOOKING) from refused
        if not named:
            return None
        self._notebook.put(self._note, named[0])
        return named[0]

    def _make_list(self) -> str:
        request = self._session.service("tasks").tasklists().insert(body={"title": self._title})
        try:
            made = str(self._session.write(request, doing="making the task list")["id"])
        except Refused as refused:
            raise unexpected(refused, self._account.name, "making the task list") from refused
        self._notebook.put(self._note, made)
        return made

    def _pages(self, method: Callable[..., Any], **parameters: Any) -> Iterator[dict[str, Any]]:
        token: str | None = None
        while True:
            more = {"pageToken": token} if token else {}
            page = self._session.read(method(**parameters, **more), doing=_LOOKING)
            yield from page.get("items", ())
            token = page.get("nextPageToken")
            if not token:
                return

    def _keys(self) -> dict[str, str]:
        """Task id → key, as this machine knows them."""
        try:
            noted = json.loads(self._notebook.get(f"{self._note}/keys") or "{}")
        except ValueError:
            return {}
        return {str(ref): str(key) for ref, key in noted.items()} if isinstance(noted, dict) else {}

    def _remember(self, keys: dict[str, str]) -> None:
        self._notebook.put(f"{self._note}/keys", json.dumps(keys, sort_keys=True))

    def _conflict(self, found: Found) -> Conflict:
        return Conflict(f"“{found.title}” was changed in {self.name} meanwhile; the next run decides anew")

    def _service(self) -> Any:
        return self._session.service("tasks").tasks()


def _key(payload: dict[str, Any], keys: dict[str, str]) -> str:
    """Whose follow-up a task is: as noted here, else as its last line says; "" for the user's own."""
    return keys.get(str(payload.get("id"))) or sink_notes.apart(str(payload.get("notes", ""))).key
