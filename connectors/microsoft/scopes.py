"""What the config needs of Microsoft Graph, and no more (PROVIDERS.md §4, Scopes).

MSAL adds offline_access, openid and profile by itself. In a national cloud scopes are named by its own Graph host.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from syncd.settings import Account, Settings

GRAPH = "https://graph.microsoft.com/v1.0"
MAIL_BASIC = "Mail.ReadBasic"
MAIL = "Mail.Read"
CALENDARS = "Calendars.Read"
CALENDARS_WRITE = "Calendars.ReadWrite"
TASKS_WRITE = "Tasks.ReadWrite"
SEND = "Mail.Send"

_FOR = {
    MAIL_BASIC: "reading mail headers",
    MAIL: "reading mail",
    CALENDARS: "reading meetings",
    CALENDARS_WRITE: "writing follow-ups to a calendar of its own",
    TASKS_WRITE: "writing follow-ups to a task list",
    SEND: "sending the digest",
}
_WIDER = {  # a token that may do more does as well
    MAIL_BASIC: ("Mail.Read", "Mail.ReadWrite"),
    MAIL: ("Mail.ReadWrite",),
    CALENDARS: ("Calendars.ReadWrite",),
}


def needed(account: Account, settings: Settings) -> tuple[str, ...]:
    """The permissions that this account's part of the config needs, by their short names."""
    wanted = []
    of_others = ".Shared" if account.options.get("shared") else ""  # a mailbox I may open, not my own
    if account.mail:
        wanted.append((MAIL_BASIC if account.bodies == "none" else MAIL) + of_others)
    writes = settings.followups.to == account.name and not settings.followups.to_file
    if writes and settings.followups.kind == "event":
        wanted.append(CALENDARS_WRITE)
    elif account.calendars:
        wanted.append(CALENDARS + of_others)
    if writes and settings.followups.kind == "task":
        wanted.append(TASKS_WRITE)
    if settings.digest.via == account.name:
        wanted.append(SEND)
    return tuple(wanted)


def short(scope: str) -> str:
    """``Mail.Read`` of ``https://graph.microsoft.com/Mail.Read``; a shared mailbox's ``Mail.Read.Shared`` stays."""
    return scope.rpartition("/")[2]


def full(scope: str, endpoint: str) -> str:
    """What to ask for: the short name at Microsoft's own Graph, the host before it in a national cloud."""
    parts = urlsplit(endpoint)
    national = parts.scheme == "https" and parts.hostname not in (None, "graph.microsoft.com")
    return f"https://{parts.hostname}/{scope}" if national else scope


def covered(scope: str, granted: frozenset[str]) -> bool:
    """True if a token with the `granted` short names may do what `scope` allows."""
    return any(one in granted or f"{one}.Shared" in granted for one in (scope, *_WIDER.get(scope, ())))


def to_ask(wanted: Sequence[str], granted: frozenset[str]) -> list[str]:
    """What a token is asked for: of all that is wanted what was granted, by the name under which it was.

    Asking for Calendars.Read where Calendars.ReadWrite was consented to would want a consent of its own. Nothing is
    known of a login made elsewhere that does not say; then it is all.
    """
    if not granted:
        return list(wanted)
    names = [next((one for one in (scope, *_WIDER.get(scope, ())) if one in granted), "") for scope in wanted]
    return list(dict.fromkeys(name for name in names if name))


def purpose(scope: str) -> str:
    """What a permission is for, in plain words."""
    return _FOR.get(scope.removesuffix(".Shared"), scope)
