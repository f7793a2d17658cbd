"""The calls of the Gmail API that reading takes, each with its units (PROVIDERS.md §1c)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from connectors.google import scopes
from connectors.google.errors import Refusal
from connectors.google.gmail_history import Folding, News
from connectors.google.gmail_message import HEADERS
from connectors.google.session import Refused, Session
from syncd.addresses import canonical
from syncd.ports import NotGranted, Unavailable

_PAGE = 500  # the most Google gives at once


class Profile(NamedTuple):
    """Whose mailbox it is, its history id now, and how many messages are in it."""

    address: str
    history: str
    total: int


class Mailbox:
    """One account's mailbox. Thread-safe. `headers_only` keeps to what gmail.metadata allows."""

    def __init__(self, session: Session, *, headers_only: bool) -> None:
        self._session, self.costs, self.headers_only = session, session.costs, headers_only
        self._users = users = session.service("gmail").users()
        # kept: each call of messages() builds all its methods anew, which takes longer than a request
        self._messages, self._threads, self._history = users.messages(), users.threads(), users.history()
        self._form: dict[str, Any] = {"format": "full"}
        if headers_only:
            self._form = {"format": "metadata", "metadataHeaders": list(HEADERS)}

    def profile(self) -> Profile:
        request = self._users.getProfile(userId="me")
        try:
            found = self._session.read(request, units=self.costs.profile, doing="reading mail")
        except Refused as refused:
            raise self._unexpected(refused) from refused
        return Profile(
            str(found.get("emailAddress", "")), _number(found.get("historyId")), int(found.get("messagesTotal", 0))
        )

    def listed(self, *, q: str = "", label: str = "") -> dict[str, str]:
        """Message ids with their threads, newest first: all there are, of one label, or those that `q` finds.

        A label that the mailbox does not have has no messages.
        """
        options: dict[str, Any] = {"userId": "me", "includeSpamTrash": True, "maxResults": _PAGE}
        if q:
            options["q"] = q
        if label:
            options["labelIds"] = [label]
        found: dict[str, str] = {}
        try:
            for page in self._pages(self._messages.list, options, self.costs.list, "listing mail"):
                found |= {str(one["id"]): str(one.get("threadId", "")) for one in page.get("messages") or ()}
        except Refused as refused:
            if label and refused.meaning is Refusal.INVALID:
                return {}
            raise self._unexpected(refused) from refused
        return found

    def news(self, since: str) -> News | None:
        """What the history says of all that happened since; None if Google has forgotten it."""
        folding, first, pages = Folding(), "", 0
        options = {"userId": "me", "startHistoryId": since, "maxResults": _PAGE}
        try:
            for page in self._pages(self._history.list, options, self.costs.history, "reading what changed"):
                pages += 1
                first = first or _number(page.get("historyId"))
                folding.take(page.get("history") or ())
        except Refused:
            return None
        return folding.news(max(int(first or 0), int(since)), pages)

    def message(self, name: str) -> dict[str, Any]:
        """One message. Raises Refused."""
        request = self._messages.get(userId="me", id=name, **self._form)
        return self._session.read(request, units=self.costs.get, doing="reading a message")

    def minimal(self, name: str) -> dict[str, Any]:
        """One message's labels and time alone; costs as much. Raises Refused."""
        request = self._messages.get(userId="me", id=name, format="minimal")
        return self._session.read(request, units=self.costs.get, doing="reading a message")

    def thread(self, name: str) -> list[dict[str, Any]]:
        """All messages of a thread. Raises Refused."""
        request = self._threads.get(userId="me", id=name, **self._form)
        found = self._session.read(request, units=self.costs.thread, doing="reading a thread")
        messages: Sequence[dict[str, Any]] = found.get("messages") or ()
        return list(messages)

    def aliases(self) -> tuple[str, ...] | None:
        """The addresses that the owner may send as, canonical; None if this login may not know."""
        try:
            self._session.needs(scopes.READONLY)
            request = self._users.settings().sendAs().list(userId="me")
            found = self._session.read(request, units=self.costs.profile, doing="reading your addresses")
        except (NotGranted, Refused):
            return None
        own = (canonical(str(one.get("sendAsEmail", ""))) for one in found.get("sendAs") or () if _usable(one))
        return tuple(sorted({address for address in own if address}))

    def _unexpected(self, refused: Refused) -> Unavailable:
        return Unavailable(f"account {self._session.account}: Google refused to list mail ({refused}); try again later")

    def _pages(self, method: Any, options: dict[str, Any], units: int, doing: str) -> Iterator[dict[str, Any]]:
        """All pages. Only the token says whether there is another: a page may well hold nothing."""
        while True:
            page = self._session.read(method(**options), units=units, doing=doing)
            yield page
            token = page.get("nextPageToken")
            if not token:
                return
            options = {**options, "pageToken": token}


def _usable(alias: Mapping[str, Any]) -> bool:
    return bool(alias.get("isPrimary")) or alias.get("verificationStatus") == "accepted"


def _number(value: object) -> str:
    """A history id as Google writes it: a uint64 as text."""
    text = str(value or "")
    return text if text.isdecimal() else ""
