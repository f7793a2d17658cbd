"""Google Tasks: lists, tasks, and the user's hand in the web UI (discovery document tasks.v1; PROVIDERS.md §2c).

Strict where Google is silent or lenient: what is too long, read-only or out of range is refused, and a new task at the
top gives its siblings new positions and, with them, new etags.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests.simulators.google.server import Call, Refusal

_TITLE, _NOTES = 1024, 8192  # UTF-16 units
_WRITABLE = {"title", "notes", "due", "status", "completed", "deleted"}


@dataclass
class TaskItem:
    """One task as Google keeps it. `hidden`: ticked in Google's own programs, or cleared."""

    id: str
    title: str = ""
    notes: str = ""
    due: date | None = None
    status: str = "needsAction"
    completed: datetime | None = None
    hidden: bool = False
    deleted: bool = False
    position: int = 0
    version: int = 1

    @property
    def etag(self) -> str:
        return f'"{self.id}-{self.version}"'


@dataclass
class TaskListItem:
    """One list. `tasks` by id; the deleted ones stay until they are purged."""

    id: str
    title: str
    tasks: dict[str, TaskItem] = field(default_factory=dict)


class TasksSim:
    """The API `tasks` of one user, who has a default list "My Tasks".

    `honours_if_match` False: the header is ignored. `lag` listings after an insert do not show the new task yet.
    """

    def __init__(self, now: Callable[[], datetime], *, page: int = 100) -> None:
        self.lists: dict[str, TaskListItem] = {}
        self.honours_if_match = True
        self.lag = 0
        self._now, self._page, self._count = now, page, 0
        self._unseen: dict[str, int] = {}
        self._tokens: dict[str, tuple[dict[str, Any], int]] = {}
        self.add_list("My Tasks")

    # ---- the user's hand

    def add_list(self, title: str) -> TaskListItem:
        """A list made in the UI."""
        new = TaskListItem(self._id("list"), title)
        self.lists[new.id] = new
        return new

    def list_named(self, title: str) -> TaskListItem:
        """The only list of this title."""
        [found] = [one for one in self.lists.values() if one.title == title]
        return found

    def add(self, tasks: TaskListItem, **values: Any) -> TaskItem:
        """A task made in the UI: at the top."""
        new = TaskItem(self._id("task"), **values)
        for other in tasks.tasks.values():
            other.position += 1
            other.version += 1
        tasks.tasks[new.id] = new
        return new

    def edit(self, item: TaskItem, **values: Any) -> None:
        """Changes title, notes or due in the UI."""
        for name, value in values.items():
            setattr(item, name, value)
        item.version += 1

    def tick(self, item: TaskItem) -> None:
        """Completes it in the UI: from then on it is hidden, too."""
        self.edit(item, status="completed", completed=self._now(), hidden=True)

    def untick(self, item: TaskItem) -> None:
        """Reopens it."""
        self.edit(item, status="needsAction", completed=None, hidden=False)

    def delete(self, item: TaskItem) -> None:
        """Deletes it: it is still listed with showDeleted."""
        self.edit(item, deleted=True)

    def catch_up(self) -> None:
        """Listings show everything from now on."""
        self._unseen.clear()

    def purge(self) -> None:
        """Google forgets what was deleted."""
        for tasks in self.lists.values():
            tasks.tasks = {one.id: one for one in tasks.tasks.values() if not one.deleted}

    # ---- tasklists

    def tasklists_list(self, call: Call) -> dict[str, Any]:
        rows = [_list_body(one) for one in self.lists.values()]
        return self._paged(call, rows, 1000, "tasks#taskLists")

    def tasklists_insert(self, call: Call) -> dict[str, Any]:
        if set(call.body) != {"title"} or not 0 < _units(call.body["title"]) <= _TITLE:
            raise Refusal(400, "invalid")
        return _list_body(self.add_list(call.body["title"]))

    def tasklists_get(self, call: Call) -> dict[str, Any]:
        return _list_body(self._list(call))

    def tasklists_delete(self, call: Call) -> None:
        if self._list(call) is next(iter(self.lists.values())):
            raise Refusal(400, "invalid", "the default list cannot be deleted")
        del self.lists[self._list(call).id]

    # ---- tasks

    def tasks_list(self, call: Call) -> dict[str, Any]:
        asked = {"showCompleted": True, "showHidden": False, "showDeleted": False, **call.query}
        unknown = set(asked) - {"showCompleted", "showHidden", "showDeleted", "maxResults", "pageToken"}
        if unknown:
            raise Refusal(400, "invalid", f"not simulated: {sorted(unknown)}")
        items = sorted(self._list(call).tasks.values(), key=lambda item: item.position)
        rows = [_task_body(item) for item in items if self._shown(item, asked)]
        answer = self._paged(call, rows, 100, "tasks#tasks")
        if "nextPageToken" not in answer:
            self._unseen = {ref: left - 1 for ref, left in self._unseen.items() if left > 1}
        return answer

    def tasks_get(self, call: Call) -> dict[str, Any]:
        return _task_body(self._task(call))

    def tasks_insert(self, call: Call) -> dict[str, Any]:
        if call.query:
            raise Refusal(400, "invalid", "parent and previous are not simulated")
        values = self._checked(call.body)
        new = self.add(self._list(call), **values)
        if self.lag:
            self._unseen[new.id] = self.lag
        return _task_body(new)

    def tasks_patch(self, call: Call) -> dict[str, Any]:
        item = self._writable(call)
        self.edit(item, **self._checked(call.body))
        return _task_body(item)

    def tasks_update(self, call: Call) -> dict[str, Any]:
        item = self._writable(call)
        if call.body.get("id", item.id) != item.id:
            raise Refusal(400, "invalid", "another id")
        bare: dict[str, Any] = {"title": "", "notes": "", "due": None, "status": "needsAction", "completed": None}
        given = {name: value for name, value in call.body.items() if name in _WRITABLE}
        self.edit(item, **{**bare, **self._checked(given)})
        return _task_body(item)

    def tasks_delete(self, call: Call) -> None:
        self.delete(self._writable(call))

    # ---- what they share

    def _id(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count:06}"

    def _list(self, call: Call) -> TaskListItem:
        name = call.path["tasklist"]
        if name == "@default":
            return next(iter(self.lists.values()))
        if name not in self.lists:
            raise Refusal(404, "notFound", "Task list not found.", "NOT_FOUND")
        return self.lists[name]

    def _task(self, call: Call) -> TaskItem:
        item = self._list(call).tasks.get(call.path["task"])
        if item is None:
            raise Refusal(404, "notFound", "Task not found.", "NOT_FOUND")
        return item

    def _writable(self, call: Call) -> TaskItem:
        item = self._task(call)
        wanted = call.headers.get("if-match", item.etag)
        if self.honours_if_match and wanted not in ("*", item.etag):
            raise Refusal(412, "conditionNotMet", "Precondition Failed", "FAILED_PRECONDITION")
        if item.deleted:
            raise Refusal(404, "notFound", "Task not found.", "NOT_FOUND")
        return item

    def _shown(self, item: TaskItem, asked: dict[str, Any]) -> bool:
        return not (
            (item.deleted and not asked["showDeleted"])
            or (item.hidden and not asked["showHidden"])
            or (item.status == "completed" and not asked["showCompleted"])
            or item.id in self._unseen
        )

    def _checked(self, body: dict[str, Any]) -> dict[str, Any]:
        if refused := set(body) - _WRITABLE:
            raise Refusal(400, "invalid", f"read-only: {sorted(refused)}")
        values = dict(body)
        if _units(values.get("title", "")) > _TITLE or _units(values.get("notes", "")) > _NOTES:
            raise Refusal(400, "invalid", "too long")
        if values.get("status", "completed") not in ("needsAction", "completed"):
            raise Refusal(400, "invalid", "no such status")
        if values.get("due"):
            values["due"] = _time(values["due"]).date()  # the rest is discarded
        if values.get("status") == "completed":
            values.setdefault("completed", self._now())
        return values

    def _paged(self, call: Call, rows: list[dict[str, Any]], most: int, kind: str) -> dict[str, Any]:
        size = call.query.get("maxResults", 20 if most == 100 else most)
        if not 1 <= size <= most:
            raise Refusal(400, "invalid", f"maxResults is at most {most}")
        asked = {**call.path, **{name: value for name, value in call.query.items() if name != "pageToken"}}
        start = 0
        if "pageToken" in call.query:
            known, start = self._tokens.get(call.query["pageToken"], ({}, 0))
            if known != asked:
                raise Refusal(400, "invalid", "a page token of another listing")
        size = min(size, self._page)
        answer: dict[str, Any] = {"kind": kind, "etag": '"whole"', "items": rows[start : start + size]}
        if start + size < len(rows):
            answer["nextPageToken"] = self._id("page")
            self._tokens[answer["nextPageToken"]] = (asked, start + size)
        if not answer["items"]:
            del answer["items"]  # an empty list is left out
        return answer


def _list_body(tasks: TaskListItem) -> dict[str, Any]:
    return {"kind": "tasks#taskList", "id": tasks.id, "etag": f'"{tasks.id}"', "title": tasks.title}


def _task_body(item: TaskItem) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": "tasks#task", "id": item.id, "etag": item.etag, "title": item.title}
    body |= {"status": item.status, "position": f"{item.position:020}", "links": []}
    if item.notes:
        body["notes"] = item.notes
    if item.due is not None:
        body["due"] = f"{item.due.isoformat()}T00:00:00.000Z"
    if item.completed is not None:
        body["completed"] = item.completed.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return body | {name: True for name in ("hidden", "deleted") if getattr(item, name)}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(400, "invalid", "due is no RFC 3339 time") from None
    if moment.tzinfo is None:
        raise Refusal(400, "invalid", "due has no offset")
    return moment
