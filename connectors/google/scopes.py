"""What the config needs of Google, and no more (PROVIDERS.md §1a, §2c).

gmail.metadata and gmail.readonly are never asked for together: with both, the restrictions of the first still hold.
"""

from __future__ import annotations

from syncd.settings import Account, Settings

_BASE = "https://www.googleapis.com/auth/"
METADATA = _BASE + "gmail.metadata"
READONLY = _BASE + "gmail.readonly"
SEND = _BASE + "gmail.send"
EVENTS = _BASE + "calendar.events.readonly"
CALENDARS = _BASE + "calendar.calendarlist.readonly"
OWN_CALENDAR = _BASE + "calendar.app.created"
TASKS = _BASE + "tasks"

_FOR = {
    METADATA: "reading mail headers",
    READONLY: "reading mail",
    SEND: "sending the digest",
    EVENTS: "reading meetings",
    CALENDARS: "finding calendars by name",
    OWN_CALENDAR: "writing follow-ups to a calendar of its own",
    TASKS: "writing follow-ups to a task list",
}
_WIDER = {  # a token that may do more does as well
    METADATA: ("gmail.readonly", "gmail.modify"),
    READONLY: ("gmail.modify",),
    SEND: ("gmail.compose", "gmail.modify"),
    EVENTS: ("calendar.events", "calendar.readonly", "calendar"),
    CALENDARS: ("calendar.calendarlist", "calendar.readonly", "calendar"),
    OWN_CALENDAR: ("calendar",),
}
_ALL_MAIL = "https://mail.google.com/"


def needed(account: Account, settings: Settings) -> tuple[str, ...]:
    """The scopes that this account's part of the config needs."""
    wanted = []
    if account.mail:
        wanted.append(METADATA if account.bodies == "none" else READONLY)
    if account.calendars:
        wanted += [EVENTS, CALENDARS]
    if settings.followups.to == account.name and not settings.followups.to_file:
        wanted.append(TASKS if settings.followups.kind == "task" else OWN_CALENDAR)
    if settings.digest.via == account.name:
        wanted.append(SEND)
    return tuple(wanted)


def covered(scope: str, granted: frozenset[str]) -> bool:
    """True if a token with the `granted` scopes may do what `scope` allows."""
    if scope in granted or any(_BASE + wider in granted for wider in _WIDER.get(scope, ())):
        return True
    return "auth/gmail." in scope and _ALL_MAIL in granted


def purpose(scope: str) -> str:
    """What a scope is for, in plain words."""
    return _FOR.get(scope, scope)
