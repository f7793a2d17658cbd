"""Follow-ups as tasks in a Microsoft To Do list of their own (Graph v1.0; PROVIDERS.md §4, §7d).

To Do takes no transactionId, so every insert looks for the key first, and after one whose outcome is unknown it waits
until listings show it. Two machines that insert in the same seconds make two: the next look of either takes the second
away. A task that the user moved to another list of theirs, where it gets another id, is found there by its link.

What was deleted leaves no trace: a machine that has seen a follow-up does not make it again (see `sink_memory`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from connectors.microsoft import sink_task
from connectors.microsoft.errors import Refusal
from connectors.microsoft.session import Refused, Session
from connectors.microsoft.sink_list import GRACE, OwnList
from connectors.microsoft.sink_memory import Memory
from connectors.microsoft.sink_outcome import surely_not_executed, unexpected
from connectors.microsoft.sink_query import AS_TEXT, asked, entries, segment
from connectors.sink_outcome import wait_out
from syncd.model import Found, Task
from syncd.notebook import Notebook
from syncd.ports import Conflict, Trouble
from syncd.settings import Account

_PREFER = (AS_TEXT,)
_GONE = (Refusal.NOT_FOUND, Refusal.RESYNC)  # 404, 410
_PAGE = 100
_DOING, _LOOKING = "writing follow-ups to the task list", "looking at the task list"


class _Item(NamedTuple):
    """A task of ours, its key, and the list it lies in."""

    key: str
    place: str
    task: dict[str, Any]

    @property
    def ref(self) -> str:
        return f"{self.place} {self.task['id']}"


class TodoSink:
    """`ports.TaskSink` over the list titled `list_title`. `zone` is the user's."""

    def __init__(
        self,
        account: Account,
        session: Session,
        notebook: Notebook,
        list_title: str,
        zone: tzinfo,
        now: Callable[[], datetime],
    ) -> None:
        self.name = f"{account.name}/{list_title}"
        self._account, self._session, self._notebook = account.name, session, notebook
        self._zone, self._now = zone, now
        self._list = OwnList(account, session, notebook, list_title, now)

    def tasks(self) -> Sequence[Found]:
        """All tasks of ours by id. No list is no tasks; a list that is gone is Trouble."""
        own = self._list.find()
        if own is None:
            return []
        items = self._everywhere(own)
        return [sink_task.found(one.task, one.key, self._zone, one.ref) for one in sorted(items, key=lambda i: i.ref)]

    def create(self, task: Task) -> None:
        """Makes it, and the list if there is none. One that the user deleted stays deleted."""
        own = self._list.make()
        there = any(one.key == task.key for one in self._everywhere(own))
        if not there and not self._memory(own).deleted_or_there(task.key):
            self._insert(own, task)
            self._memory(own).made(task.key, own)

    def update(self, task: Task, found: Found) -> None:
        """Replaces title, notes and date. Conflict if it was changed or is gone."""
        there = self._same(found)
        if there is None:
            raise Conflict(f"“{found.title}” is no longer in {self.name}; the next run decides anew")
        self._write("PATCH", there, found, sink_task.revised(task, self._zone))

    def complete(self, found: Found) -> None:
        """Ticks it. What is ticked already stays as the user ticked it."""
        there = self._same(found)
        if there is not None and not found.done:
            self._write("PATCH", there, found, sink_task.closed(there))

    def remove(self, found: Found) -> None:
        """Deletes it, after a note that it is syncd: what users delete is never made again."""
        there = self._same(found)
        if there is not None:
            self._memory(str(self._list.find())).removing(found.key)
            self._write("DELETE", there, found)

    # ---- one task

    def _same(self, found: Found) -> dict[str, Any] | None:
        """The task as it was found, None if it is gone; Conflict if it was changed."""
        if self._list.find() is None:
            return None
        try:
            task = self._session.get(_path(found.ref), doing=_LOOKING, prefer=_PREFER)
        except Refused as refused:
            if refused.meaning in _GONE:
                return None
            raise unexpected(refused, self._account, _LOOKING) from refused
        if sink_task.etag(task) != found.etag:
            raise self._conflict(found)
        return task

    def _write(self, verb: str, task: dict[str, Any], found: Found, body: dict[str, Any] | None = None) -> None:
        """Patches or deletes, if it still is as `task`."""
        headers = {"If-Match": str(task["@odata.etag"])} if task.get("@odata.etag") else {}
        try:
            self._session.send(verb, _path(found.ref), body, doing=_DOING, headers=headers, prefer=_PREFER)
        except Refused as refused:
            if verb == "DELETE" and refused.meaning in _GONE:
                return
            if refused.meaning in (Refusal.CHANGED, *_GONE):
                raise self._conflict(found) from refused
            raise unexpected(refused, self._account, _DOING) from refused

    def _insert(self, own: str, task: Task) -> None:
        note = f"{self._list.note}/inserting"
        self._notebook.put(note, self._now().isoformat())
        try:
            self._session.send("POST", _tasks(own), sink_task.new(task, self._zone), doing=_DOING, prefer=_PREFER)
        except (Trouble, Refused) as error:
            if surely_not_executed(error):
                self._notebook.put(note, None)
            if isinstance(error, Refused):
                raise self._refused(error, _DOING) from error
            raise
        self._notebook.put(note, None)

    # ---- the lists

    def _everywhere(self, own: str) -> list[_Item]:
        """All items of ours. The other lists are looked at only for what is missing from our own.

        If the outcome of an insert is unknown, not before a listing would show it.
        """
        note = f"{self._list.note}/inserting"
        since = self._notebook.get(note)
        if since is not None:
            wait_out(self._session.ticker, since, self._now, GRACE)
        items, size = self._items(own)
        memory = self._memory(own)
        missing = set(memory.here()) - {one.key for one in items}
        if missing:
            again = [own] if size > _PAGE else []  # what is deleted while pages are read moves the rest
            items += self._strays(again + self._list.others(), missing)
        self._notebook.put(note, None)
        memory.looked({one.key: one.place for one in items})
        return items

    def _items(self, own: str) -> tuple[list[_Item], int]:
        """The items of ours in our list, and how many tasks there are in it."""
        try:
            tasks = self._listed(own)
        except Refused as refused:
            raise self._refused(refused, _LOOKING) from refused
        return [_Item(key, own, one) for one in tasks if (key := sink_task.key_of(one))], len(tasks)

    def _strays(self, places: Iterable[str], keys: set[str]) -> list[_Item]:
        found: list[_Item] = []
        for place in places:
            try:
                tasks = self._listed(place)
            except Refused as refused:
                if refused.meaning in _GONE:  # deleted since the lists were listed
                    continue
                raise unexpected(refused, self._account, _LOOKING) from refused
            found += [_Item(key, place, one) for one in tasks if (key := sink_task.key_of(one)) in keys]
        return found

    def _listed(self, place: str) -> list[dict[str, Any]]:
        """Every task of a list with its links. Raises Refused.

        That a list takes $expand is not documented: where it does not, the links are asked for task by task.
        """
        path, top = _tasks(place), str(_PAGE)
        try:
            whole = asked(path, expand="linkedResources", top=top)
            return list(entries(self._session, whole, doing=_LOOKING, prefer=_PREFER))
        except Refused as refused:
            if refused.meaning is not Refusal.INVALID:
                raise
        tasks = list(entries(self._session, asked(path, top=top), doing=_LOOKING, prefer=_PREFER))
        return [{**one, "linkedResources": self._links(path, one)} for one in tasks]

    def _links(self, path: str, task: dict[str, Any]) -> list[dict[str, Any]]:
        """The links of a task that may be ours."""
        if not sink_task.may_be_ours(task):
            return []
        return list(entries(self._session, f"{path}/{segment(str(task['id']))}/linkedResources", doing=_LOOKING))

    def _memory(self, own: str) -> Memory:
        return Memory(self._notebook, f"{self._list.note}/tasks/{own}")

    def _refused(self, refused: Refused, doing: str) -> Trouble:
        return self._list.gone() if refused.meaning in _GONE else unexpected(refused, self._account, doing)

    def _conflict(self, found: Found) -> Conflict:
        return Conflict(f"“{found.title}” was changed in {self.name} meanwhile; the next run decides anew")


def _tasks(place: str) -> str:
    return f"/me/todo/lists/{segment(place)}/tasks"


def _path(ref: str) -> str:
    place, _, name = ref.partition(" ")
    return f"{_tasks(place)}/{segment(name)}"
