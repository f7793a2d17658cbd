"""Which operations there are: path, scopes, options, what they take and answer (learn: the method's page of v1.0)."""

from __future__ import annotations

from dataclasses import dataclass

_MAIL_BASIC = "Mail.ReadBasic Mail.Read Mail.ReadWrite"
_MAIL = "Mail.Read Mail.ReadWrite"
_SEND = "Mail.Send"
_READ = "Calendars.Read Calendars.ReadWrite"
_WRITE = "Calendars.ReadWrite"
_TASKS = "Tasks.Read Tasks.ReadWrite"
_TASKS_WRITE = "Tasks.ReadWrite"

_PAGE = "$top $skip $select"
_LIST = f"{_PAGE} $filter $orderby $expand"
_DELTA = "$select $top $expand $filter $orderby $deltatoken $skiptoken"
_FOLDERS = f"{_PAGE} includeHiddenFolders"
_SYNC = "$select $deltatoken $skiptoken"
_WINDOW = "startDateTime endDateTime"


@dataclass(frozen=True)
class Route:
    """One operation on a mailbox. `takes` and `gives` are resources, `gives` in brackets a page of them.

    `items`: ids of messages, events or tasks pass, so that the call must prefer immutable ones.
    """

    id: str
    verb: str
    template: tuple[str, ...]
    scopes: tuple[str, ...]
    options: frozenset[str]
    takes: str
    gives: str
    items: bool

    def match(self, path: list[str]) -> dict[str, str] | None:
        """The parameters in a path, or None if it is another operation's."""
        if len(path) != len(self.template):
            return None
        found: dict[str, str] = {}
        for want, have in zip(self.template, path, strict=True):
            if want.startswith("{"):
                found[want[1:-1]] = have
            elif want != have:
                return None
        return found


def _route(
    name: str, request: str, scopes: str, options: str = "", *, takes: str = "", gives: str = "", items: bool = True
) -> Route:
    verb, _, path = request.partition(" ")
    template = tuple(path.split("/")) if path else ()
    return Route(name, verb, template, tuple(scopes.split()), frozenset(options.split()), takes, gives, items)


def _holder(name: str, request: str, scopes: str, options: str = "", *, takes: str = "", gives: str = "") -> Route:
    """An operation on what only holds items, whose ids are always the same."""
    return _route(name, request, scopes, options, takes=takes, gives=gives, items=False)


_FOLDER = "mailFolders/{folder}"
_CALENDAR = "calendars/{calendar}"
_TASK = "todo/lists/{list}/tasks/{task}"
_LINKED = f"{_TASK}/linkedResources"

ROUTES = (
    _holder("user.get", "GET ", "User.Read", "$select", gives="user"),
    _holder("folders.list", "GET mailFolders", _MAIL_BASIC, _FOLDERS, gives="[mailFolder]"),
    _holder("folders.delta", "GET mailFolders/delta", _MAIL_BASIC, _SYNC, gives="[mailFolder]"),
    _holder("folders.create", "POST mailFolders", "Mail.ReadWrite", takes="mailFolder", gives="mailFolder"),
    _holder("folders.get", f"GET {_FOLDER}", _MAIL_BASIC, "$select", gives="mailFolder"),
    _holder("folders.children", f"GET {_FOLDER}/childFolders", _MAIL_BASIC, _FOLDERS, gives="[mailFolder]"),
    _route("messages.delta", f"GET {_FOLDER}/messages/delta", _MAIL_BASIC, _DELTA, gives="[message]"),
    _route("messages.delta_of_all", "GET messages/delta", _MAIL_BASIC, _DELTA, gives="[message]"),
    _route("messages.in_folder", f"GET {_FOLDER}/messages", _MAIL_BASIC, _LIST, gives="[message]"),
    _route("messages.list", "GET messages", _MAIL_BASIC, _LIST, gives="[message]"),
    _route("messages.get", "GET messages/{message}", _MAIL_BASIC, "$select $expand", gives="message"),
    _route("messages.get", f"GET {_FOLDER}/messages/{{message}}", _MAIL_BASIC, "$select $expand", gives="message"),
    _route("messages.mime", "GET messages/{message}/$value", _MAIL),
    _route("sending.draft", "POST messages", "Mail.ReadWrite", takes="message", gives="message"),
    _route("sending.send", "POST messages/{message}/send", _SEND),
    _holder("sending.send_mail", "POST sendMail", _SEND, takes="sendMail"),
    _holder("calendars.list", "GET calendars", _READ, _PAGE, gives="[calendar]"),
    _holder("calendars.create", "POST calendars", _WRITE, takes="calendar", gives="calendar"),
    _holder("calendars.default", "GET calendar", _READ, "$select", gives="calendar"),
    _holder("calendars.get", f"GET {_CALENDAR}", _READ, "$select", gives="calendar"),
    _route("events.list", "GET events", _READ, _LIST, gives="[event]"),
    _route("events.list", "GET calendar/events", _READ, _LIST, gives="[event]"),
    _route("events.list", f"GET {_CALENDAR}/events", _READ, _LIST, gives="[event]"),
    _route("events.create", "POST events", _WRITE, takes="event", gives="event"),
    _route("events.create", "POST calendar/events", _WRITE, takes="event", gives="event"),
    _route("events.create", f"POST {_CALENDAR}/events", _WRITE, takes="event", gives="event"),
    _route("events.get", "GET events/{event}", _READ, "$select $expand", gives="event"),
    _route("events.get", f"GET {_CALENDAR}/events/{{event}}", _READ, "$select $expand", gives="event"),
    _route("events.instances", "GET events/{event}/instances", _READ, f"{_PAGE} {_WINDOW}", gives="[event]"),
    _route("events.update", "PATCH events/{event}", _WRITE, takes="event", gives="event"),
    _route("events.update", f"PATCH {_CALENDAR}/events/{{event}}", _WRITE, takes="event", gives="event"),
    _route("events.delete", "DELETE events/{event}", _WRITE),
    _route("events.delete", f"DELETE {_CALENDAR}/events/{{event}}", _WRITE),
    _route("view.list", "GET calendarView", _READ, f"{_LIST} {_WINDOW}", gives="[event]"),
    _route("view.list", "GET calendar/calendarView", _READ, f"{_LIST} {_WINDOW}", gives="[event]"),
    _route("view.list", f"GET {_CALENDAR}/calendarView", _READ, f"{_LIST} {_WINDOW}", gives="[event]"),
    _route("view.delta", "GET calendarView/delta", _READ, f"{_DELTA} {_WINDOW}", gives="[event]"),
    _route("view.delta", "GET calendar/calendarView/delta", _READ, f"{_DELTA} {_WINDOW}", gives="[event]"),
    _route("view.delta", f"GET {_CALENDAR}/calendarView/delta", _READ, f"{_DELTA} {_WINDOW}", gives="[event]"),
    _holder("lists.list", "GET todo/lists", _TASKS, "$top $skip", gives="[todoTaskList]"),
    _holder("lists.create", "POST todo/lists", _TASKS_WRITE, takes="todoTaskList", gives="todoTaskList"),
    _holder("lists.get", "GET todo/lists/{list}", _TASKS, gives="todoTaskList"),
    _route("tasks.list", "GET todo/lists/{list}/tasks", _TASKS, _LIST, gives="[todoTask]"),
    _route("tasks.create", "POST todo/lists/{list}/tasks", _TASKS_WRITE, takes="todoTask", gives="todoTask"),
    _route("tasks.get", f"GET {_TASK}", _TASKS, "$select $expand", gives="todoTask"),
    _route("tasks.update", f"PATCH {_TASK}", _TASKS_WRITE, takes="todoTask", gives="todoTask"),
    _route("tasks.delete", f"DELETE {_TASK}", _TASKS_WRITE),
    _route("linked.list", f"GET {_LINKED}", _TASKS, gives="[linkedResource]"),
    _route("linked.create", f"POST {_LINKED}", _TASKS_WRITE, takes="linkedResource", gives="linkedResource"),
    _route("linked.get", f"GET {_LINKED}/{{link}}", _TASKS, gives="linkedResource"),
)  # fmt: skip


def find(verb: str, path: list[str]) -> tuple[Route, dict[str, str]] | None:
    """The operation that a request is for; `path` begins after ``me`` or ``users/{address}``. First match wins."""
    for route in ROUTES:
        if route.verb == verb and (found := route.match(path)) is not None:
            return route, found
    return None
