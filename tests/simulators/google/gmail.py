"""The Gmail API of one simulated mailbox (PROVIDERS.md §1), as strict as Google: for `GoogleServer.apis["gmail"]`.

What the user does is in `gmail_user`. All times are milliseconds since the epoch, as `internalDate` is.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from email import message_from_bytes
from email.utils import getaddresses
from typing import Any

from tests.simulators.google.gmail_payload import base64url, only_headers, payload
from tests.simulators.google.gmail_user import START, Mailbox, Stored
from tests.simulators.google.server import Call, Refusal

__all__ = ["START", "GmailSim", "Stored"]

_SYSTEM = frozenset("INBOX SENT DRAFT SPAM TRASH CHAT UNREAD STARRED IMPORTANT".split())  # noqa: SIM905 - reads better
_AFTER = re.compile(r"after:(\d+)")
_METADATA = "https://www.googleapis.com/auth/gmail.metadata"


class GmailSim(Mailbox):
    """The API of a mailbox; calls need the address or ``me`` as user."""

    def users_getProfile(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_getProfile")
        return {
            "emailAddress": self.address,
            "messagesTotal": len(self.messages),
            "threadsTotal": len({one.thread for one in self.messages.values()}),
            "historyId": self.history.current(),
        }

    def users_messages_list(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_messages_list")
        if "q" in call.query and _METADATA in call.scopes:
            raise Refusal(403, "forbidden", "Metadata scope does not support 'q' parameter", "PERMISSION_DENIED")
        found = sorted(self._matching(call), key=lambda one: (-self._rank(one), one.id))
        start, size = self._page(call)
        if start:
            rank, _, name = start.partition("/")
            found = [one for one in found if (-self._rank(one), one.id) > (-int(rank), name)]
        shown, rest = found[:size], found[size:]
        answer: dict[str, Any] = {"resultSizeEstimate": len(found)}
        if self.empty_pages and not start.endswith("!"):
            last = f"{start or f'{2**64}/'}!"
            return answer | {"nextPageToken": self._token(call, last)}
        if shown:
            answer["messages"] = [{"id": one.id, "threadId": one.thread} for one in shown]
        if rest:
            answer["nextPageToken"] = self._token(call, f"{self._rank(shown[-1])}/{shown[-1].id}")
        return answer

    def users_messages_get(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_messages_get")
        stored = self.messages.get(call.path["id"])
        if stored is None:
            raise Refusal(404, "notFound", "Requested entity was not found.", "NOT_FOUND")
        return self._shown(stored, call)

    def users_threads_get(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_threads_get")
        inside = [one for one in self.messages.values() if one.thread == call.path["id"]]
        if not inside:
            raise Refusal(404, "notFound", "Requested entity was not found.", "NOT_FOUND")
        inside.sort(key=lambda one: one.at)
        shown = [self._shown(one, call) for one in inside]
        return {"id": call.path["id"], "historyId": str(max(one.changed for one in inside)), "messages": shown}

    def users_history_list(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_history_list")
        start, size = self._page(call)
        answer, rest = self.history.answer(call.query, start, size)
        if rest:
            answer["nextPageToken"] = self._token(call, rest)
        return answer

    def users_settings_sendAs_list(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_settings_sendAs_list")
        primary = {"sendAsEmail": self.address, "isPrimary": True, "isDefault": True, "displayName": "Ada"}
        return {"sendAs": [primary, *self.aliases]}

    def users_messages_send(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_messages_send")
        return self._brief(self.messages[self._sent(urlsafe_b64decode(call.body["raw"]))])

    def users_drafts_create(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_drafts_create")
        name = self.draft(self._renamed(urlsafe_b64decode(call.body["message"]["raw"])))
        return {"id": f"r-{name}", "message": self._brief(self.messages[name])}

    def users_drafts_get(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_drafts_get")
        return {"id": call.path["id"], "message": self._brief(self._draft_of(call.path["id"]))}

    def users_drafts_send(self, call: Call) -> dict[str, Any]:
        self._begin(call, "users_drafts_send")
        stored = self._draft_of(call.body["id"])
        self.send_draft(stored.id)
        return self._brief(stored)

    # ---- inside

    def _begin(self, call: Call, method: str) -> None:
        """What happens while this call is on its way."""
        if call.path.get("userId") not in ("me", self.address):
            raise Refusal(403, "forbidden", "Delegation denied", "PERMISSION_DENIED")
        for index, (name, skip, action) in enumerate(self._meanwhile):
            if name == method:
                if skip:
                    self._meanwhile[index] = (name, skip - 1, action)
                else:
                    del self._meanwhile[index]
                    action()
                return

    def _matching(self, call: Call) -> list[Stored]:
        wanted: Sequence[str] = call.query.get("labelIds", ())
        for name in wanted:
            if name not in _SYSTEM - self.unknown_labels:
                raise Refusal(400, "invalidArgument", f"Invalid label: {name}", "INVALID_ARGUMENT")
        hidden = set() if call.query.get("includeSpamTrash") else {"SPAM", "TRASH"} - set(wanted)
        after = 0
        if "q" in call.query:
            form = _AFTER.fullmatch(call.query["q"])
            if form is None:
                raise Refusal(400, "invalidArgument", "this simulator knows no such q", "INVALID_ARGUMENT")
            after = int(form[1]) * 1000 + 1
        return [
            one
            for one in self.messages.values()
            if one.at >= after and one.labels.issuperset(wanted) and not one.labels & hidden
        ]

    def _rank(self, stored: Stored) -> int:
        return int(stored.id, 16) if self.by_arrival else stored.at

    def _page(self, call: Call) -> tuple[str, int]:
        """Where the page begins ("" for the first), and how long it may be."""
        size = int(call.query.get("maxResults", 100))
        if size > 500:
            raise Refusal(400, "invalidArgument", "maxResults is at most 500", "INVALID_ARGUMENT")
        token = call.query.get("pageToken")
        if token is None:
            return "", min(size, self.page)
        try:
            query, start = json.loads(urlsafe_b64decode(token))
        except ValueError:
            query, start = None, ""
        if query != self._query(call):
            raise Refusal(400, "invalidArgument", "Invalid pageToken", "INVALID_ARGUMENT")
        return start, min(size, self.page)

    def _token(self, call: Call, start: str) -> str:
        return base64url(json.dumps([self._query(call), start]).encode())

    def _query(self, call: Call) -> str:
        return json.dumps({**call.query, "pageToken": call.method.id}, sort_keys=True)

    def _shown(self, stored: Stored, call: Call) -> dict[str, Any]:
        if stored.id in self._poisoned:
            status, reason = self._poisoned[stored.id]
            raise Refusal(status, reason)
        form = call.query.get("format", "full")
        if form in ("full", "raw") and _METADATA in call.scopes:
            raise Refusal(403, "forbidden", "Metadata scope doesn't allow format FULL", "PERMISSION_DENIED")
        shown = self._brief(stored) | {
            "internalDate": str(stored.at),
            "sizeEstimate": len(stored.raw),
            "historyId": str(stored.changed),
        }
        if form == "raw":
            return shown | {"raw": base64url(stored.raw)}
        if form == "minimal":
            return shown
        stored.payload = stored.payload or payload(stored.raw)
        if form == "metadata":
            return shown | {"payload": only_headers(stored.payload, call.query.get("metadataHeaders"))}
        return shown | {"snippet": "", "payload": stored.payload}

    def _brief(self, stored: Stored) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": stored.id, "threadId": stored.thread}
        return shown | {"labelIds": sorted(stored.labels)} if stored.labels else shown

    def _sent(self, raw: bytes) -> str:
        mail = message_from_bytes(raw)
        to = [address.lower() for _, address in getaddresses([*mail.get_all("To", []), *mail.get_all("Cc", [])])]
        return self.deliver(self._renamed(raw), ["SENT", "INBOX", "UNREAD"] if self.address in to else ["SENT"])

    def _renamed(self, raw: bytes) -> bytes:
        """Gmail gives every mail it sends a Message-ID of its own."""
        mail = message_from_bytes(raw)
        del mail["Message-ID"]
        mail["Message-ID"] = f"<CA{self._count + 1}@mail.gmail.com>"
        return mail.as_bytes()

    def _draft_of(self, name: str) -> Stored:
        stored = self.messages.get(name.removeprefix("r-"))
        if stored is None or "DRAFT" not in stored.labels:
            raise Refusal(404, "notFound", "Requested entity was not found.", "NOT_FOUND")
        return stored
