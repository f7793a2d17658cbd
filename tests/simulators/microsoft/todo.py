"""`todo`: lists, tasks, linked resources, and what the user does with them in the app."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, Literal
from uuid import UUID, uuid5

from tests.simulators.microsoft import odata, schema
from tests.simulators.microsoft.call import Call, Refusal, Reply, not_found
from tests.simulators.microsoft.ledger import Item, Ledger, fine_stamp
from tests.simulators.microsoft.odata import Invalid, Term
from tests.simulators.microsoft.paging import page
from tests.simulators.microsoft.zones import instant, parsed, shown

_NAMESPACE = UUID("2d6e1c64-6f2c-4c5b-9f3c-6d2a6a3f0b11")


@dataclass(eq=False)
class TaskList:
    """A list of tasks."""

    id: str
    name: str
    known: Literal["none", "defaultList", "flaggedEmails"] = "none"


@dataclass(eq=False)
class Task(Item):
    """A task. `due` is UTC and normally midnight; other programs may have stored an hour."""

    place: str = ""
    title: str = ""
    notes: str = ""
    status: str = "notStarted"
    importance: str = "normal"
    due: datetime | None = None
    reminder: tuple[datetime, str] | None = None
    reminds: bool = False
    completed: datetime | None = None
    categories: tuple[str, ...] = ()
    links: list[dict[str, str]] = field(default_factory=list)


class Todo:
    """The lists and tasks of one user. `list_expands`: whether a list of tasks takes `$expand` (undocumented)."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.lists: dict[str, TaskList] = {}
        self.tasks: dict[str, Task] = {}
        self.list_expands = True
        self.default = self.create_list("Aufgaben", known="defaultList")
        self.create_list("Gekennzeichnete E-Mails", known="flaggedEmails")

    # ---- what the user does

    def create_list(self, name: str, *, known: Literal["none", "defaultList", "flaggedEmails"] = "none") -> TaskList:
        """A new list; names may repeat."""
        with self.ledger.lock:
            made = TaskList(self.ledger.container(), name, known)
            self.lists[made.id] = made
            return made

    def rename_list(self, place: TaskList, name: str) -> None:
        """Gives a list another name."""
        place.name = name

    def delete_list(self, place: TaskList) -> None:
        """With all its tasks."""
        with self.ledger.lock:
            self.tasks = {one.id: one for one in self.tasks.values() if one.place != place.id}
            del self.lists[place.id]

    def add(self, title: str, place: TaskList | None = None, **more: Any) -> Task:
        """A task of the user's own."""
        with self.ledger.lock:
            task = Task(*self.ledger.ids(), self.ledger.change(), place=(place or self.default).id, title=title, **more)
            self.tasks[task.id] = task
            return task

    def edit(self, task: Task, **fields: Any) -> None:
        """Changes fields; `due` exactly as given, which may be an hour that other programs store."""
        with self.ledger.lock:
            for name, value in fields.items():
                assert hasattr(task, name), name
                setattr(task, name, value)
            if "status" in fields:
                done = fields["status"] == "completed"
                task.completed = _midnight(self.ledger.now()) if done else None
            task.change = self.ledger.change()
            task.modified = self.ledger.now()

    def tick(self, task: Task) -> None:
        """Done."""
        self.edit(task, status="completed")

    def untick(self, task: Task) -> None:
        """Not done after all."""
        self.edit(task, status="notStarted")

    def delete(self, task: Task) -> None:
        """For good."""
        with self.ledger.lock:
            del self.tasks[task.id]

    def move(self, task: Task, place: TaskList) -> None:
        """Into another list, which gives it other ids, the immutable one too."""
        with self.ledger.lock:
            del self.tasks[task.id]
            task.id, task.regular = self.ledger.ids()
            task.place = place.id
            self.tasks[task.id] = task
            self.edit(task)


class Lists:
    """The operations on lists."""

    def __init__(self, todo: Todo) -> None:
        self._todo = todo

    def list(self, call: Call) -> Reply:
        """All lists."""
        return page(call, "todo/lists", list(self._todo.lists.values()), self._show)

    def get(self, call: Call) -> Reply:
        """One."""
        return Reply(body=self._show(place(self._todo, call)))

    def create(self, call: Call) -> Reply:
        """A new one."""
        return Reply(201, self._show(self._todo.create_list(call.body["displayName"])))

    def _show(self, one: TaskList) -> dict[str, Any]:
        kind = {"@odata.type": "#microsoft.graph.todoTaskList", "id": one.id, "displayName": one.name}
        return {**kind, "isOwner": True, "isShared": False, "wellknownListName": one.known}


class Tasks:
    """The operations on tasks."""

    def __init__(self, todo: Todo) -> None:
        self._todo = todo

    def list(self, call: Call) -> Reply:
        """The tasks of a list, done ones included."""
        where = place(self._todo, call)
        if "$expand" in call.query and not self._todo.list_expands:
            raise Refusal(400, "RequestBroker--ParseUri", "$expand is not supported on this collection.")
        found = [one for one in self._todo.tasks.values() if one.place == where.id and _keeps(call, one)]
        return page(call, f"todo/lists/{where.id}/tasks", found, lambda one: _show(call, one), default=20)

    def get(self, call: Call) -> Reply:
        """One."""
        return Reply(body={"@odata.context": call.context("tasks/$entity"), **_show(call, find(self._todo, call))})

    def create(self, call: Call) -> Reply:
        """A new one, each time: To Do has no transactionId."""
        if not call.body.get("title"):
            raise Refusal(400, "invalidRequest", "A title is needed.")
        links = [_link(self._todo, one) for one in call.body.get("linkedResources", ())]
        task = self._todo.add("", place(self._todo, call), links=links, created=self._todo.ledger.now())
        self._todo.edit(task, **_fields(call.body))
        return Reply(201, {**_show(call, task), **({"linkedResources": links} if links else {})})

    def update(self, call: Call) -> Reply:
        """Changes what the body names. A stale If-Match is 412."""
        task = find(self._todo, call)
        call.guard(task, "ErrorIrresolvableConflict")
        self._todo.edit(task, **_fields(call.body))
        return Reply(body=_show(call, task))

    def delete(self, call: Call) -> Reply:
        """204; once more 404."""
        task = find(self._todo, call)
        call.guard(task, "ErrorIrresolvableConflict")
        self._todo.delete(task)
        return Reply(204)


class Linked:
    """The operations on linked resources."""

    def __init__(self, todo: Todo) -> None:
        self._todo = todo

    def list(self, call: Call) -> Reply:
        """All of a task."""
        return Reply(body={"value": list(find(self._todo, call).links)})

    def get(self, call: Call) -> Reply:
        """One."""
        for link in find(self._todo, call).links:
            if link["id"] == call.path["link"]:
                return Reply(body=link)
        raise not_found()

    def create(self, call: Call) -> Reply:
        """One more."""
        task = find(self._todo, call)
        task.links.append(_link(self._todo, call.body))
        self._todo.edit(task)
        return Reply(201, task.links[-1])


def place(todo: Todo, call: Call) -> TaskList:
    """The list that a call names. Raises Refusal."""
    if call.path["list"] not in todo.lists:
        raise not_found()
    return todo.lists[call.path["list"]]


def find(todo: Todo, call: Call) -> Task:
    """The task that a call names: in its list, by the id it prefers. Raises Refusal."""
    where = place(todo, call)
    for task in todo.tasks.values():
        if call.id(task) == call.path["task"] and task.place == where.id:
            return task
    raise not_found()


def _keeps(call: Call, task: Task) -> bool:
    for term in odata.terms(call.query["$filter"]) if "$filter" in call.query else ():
        if not isinstance(term, Term) or term.name != "status" or term.operator not in ("eq", "ne"):
            raise Invalid(f"$filter={call.query['$filter']} is not known to work")
        if (task.status == term.value) != (term.operator == "eq"):
            return False
    return True


def _show(call: Call, task: Task) -> dict[str, Any]:
    shown_task: dict[str, Any] = {
        "importance": task.importance,
        "isReminderOn": task.reminds,
        "status": task.status,
        "title": task.title,
        "createdDateTime": fine_stamp(task.created),
        "lastModifiedDateTime": fine_stamp(task.modified),
        "hasAttachments": False,
        "categories": list(task.categories),
        "id": call.id(task),
        "body": {"content": task.notes, "contentType": "text"},
    }
    for name, moment in (("dueDateTime", task.due), ("completedDateTime", task.completed)):
        if moment is not None:  # left out where there is none
            shown_task[name] = shown(moment.replace(tzinfo=None), "UTC")
    if task.reminder is not None:
        shown_task["reminderDateTime"] = shown(*task.reminder)
    unknown = set(odata.names(call.query, "$select")) - set(schema.properties("todoTask"))
    expand = odata.names(call.query, "$expand")
    if unknown or expand not in ([], ["linkedResources"]):
        raise Refusal(400, "RequestBroker--ParseUri", f"Could not find {sorted(unknown) or expand} on todoTask.")
    select = odata.names(call.query, "$select")
    if select:
        shown_task = {name: value for name, value in shown_task.items() if name in ("id", *select)}
    if expand:
        shown_task["linkedResources"] = list(task.links)
    return {"@odata.etag": task.etag(), **shown_task}


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    same = {"title": "title", "status": "status", "importance": "importance", "isReminderOn": "reminds"}
    fields: dict[str, Any] = {mine: body[name] for name, mine in same.items() if name in body}
    if "body" in body:
        fields["notes"] = (body["body"] or {}).get("content") or ""
    if "categories" in body:
        fields["categories"] = tuple(body["categories"])
    if "dueDateTime" in body:
        given = body["dueDateTime"]
        fields["due"] = _midnight(instant(*parsed(given))) if given else None
    if "reminderDateTime" in body:
        fields["reminder"] = parsed(body["reminderDateTime"]) if body["reminderDateTime"] else None
        fields.setdefault("reminds", bool(body["reminderDateTime"]))
    return fields


def _link(todo: Todo, given: dict[str, Any]) -> dict[str, str]:
    names = ("webUrl", "applicationName", "displayName", "externalId")
    own = {name: given[name] for name in names if name in given}
    return {"id": str(uuid5(_NAMESPACE, str(todo.ledger.change()))), **own}


def _midnight(moment: datetime) -> datetime:
    """The day in UTC: the hour is dropped, and an hour of another zone may drop into the day before."""
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
