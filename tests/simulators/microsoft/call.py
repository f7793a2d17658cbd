"""One call, its answer, its refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.simulators.microsoft.ledger import Item
from tests.simulators.microsoft.odata import Prefer

if TYPE_CHECKING:
    from tests.simulators.microsoft.routes import Route


@dataclass
class Call:
    """A request to one mailbox, checked. `path` and `query` are unquoted; links begin with `root` and `mailbox`."""

    route: Route
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    raw: bytes
    headers: dict[str, str]
    prefer: Prefer
    scopes: frozenset[str]
    root: str  # "http://127.0.0.1:4002/v1.0"
    mailbox: str  # "me" or "users/team@example.org", as the request named it
    consumer: bool
    forbid: Callable[[str], None]  # notes a violation

    def id(self, item: Item) -> str:
        """The item's id as this call sees it."""
        return item.id if self.prefer.immutable else item.regular

    def may_read_bodies(self) -> bool:
        """Whether the token allows more than Mail.ReadBasic (learn: permissions reference)."""
        return any(scope.startswith(("Mail.Read.", "Mail.ReadWrite")) or scope == "Mail.Read" for scope in self.scopes)

    def link(self, path: str, query: dict[str, str]) -> str:
        """An absolute link of ours. The names of options keep their dollar sign, as recordings show."""
        return f"{self.root}/{self.mailbox}/{path}?" + "&".join(
            f"{name}={quote(value, safe='')}" for name, value in query.items()
        )

    def context(self, what: str) -> str:
        """`@odata.context`, which means nothing to a client."""
        return f"{self.root}/$metadata#{what}"

    def guard(self, item: Item, code: str) -> None:
        """Refuses if `If-Match` names another version of the item than there is."""
        wanted = self.headers.get("if-match")
        if wanted is not None and wanted not in ("*", item.etag()):
            raise Refusal(412, code, "The change key passed in the request does not match the current change key.")


@dataclass
class Reply:
    """What a call is answered with; `raw` instead of `body` for what is no JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


class Refusal(Exception):
    """An error answer in Graph's form."""

    def __init__(self, status: int, code: str, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        inner = {"date": "2026-11-02T08:00:00", "request-id": "00000000-0000-0000-0000-000000000000"}
        error = {"code": code, "message": message or code, "innerError": inner}
        self.reply = Reply(status, {"error": error}, headers or {})


class Forbidden(Refusal):
    """A refusal of something that no client should ever ask: it is also noted as a violation."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(status, code, message)
        self.message = message


def not_found() -> Refusal:
    """Of an item that is gone."""
    return Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")
