"""`mailFolders/{id}/messages/delta`: what came, changed and went in one folder since a link was given.

An entry shows its message as it is when the page is read. A message that only was marked read comes as a partial entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tests.simulators.microsoft import odata
from tests.simulators.microsoft.call import Call, Forbidden, Reply
from tests.simulators.microsoft.mail_filter import condition
from tests.simulators.microsoft.mail_view import check_selection, kind, show
from tests.simulators.microsoft.mailbox import Mail, Message
from tests.simulators.microsoft.odata import Term
from tests.simulators.microsoft.tokens import Entry, Round

_FIRST = {"$select", "$top", "$expand", "$filter", "$orderby"}


class MailDelta:
    """The deltas of one mailbox."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    def answer(self, call: Call) -> Reply:
        """One page of a round; a folder that is gone is ErrorItemNotFound, also for links of it."""
        folder = self._mail.tree.find(call.path["folder"])
        given = self._mail.tokens.given(call)
        if given is not None and given.scope != folder.id:
            raise Forbidden("SyncStateInvalid", "the link of another folder")
        round_ = given or self._first(call, folder.id)
        if not round_.begun:
            round_ = self._begin(round_, fresh=given is None)
        size = self._size(call, round_)
        now, rest = round_.pending[:size], round_.pending[size:]
        if self._mail.noise.empty_pages and given is None and now:
            now, rest = (), round_.pending
        chosen = check_selection(call, odata.names(dict(round_.options), "$select"))
        body: dict[str, Any] = {"@odata.context": call.context("Collection(message)")}
        body["value"] = list(self._entries(call, round_, now, chosen))
        path = f"mailFolders('{folder.id}')/messages/delta"
        return Reply(body=body | self._mail.tokens.finish(call, path, round_, rest))

    def _first(self, call: Call, folder: str) -> Round:
        asked = set(call.query) - _FIRST
        if asked:
            raise Forbidden("BadRequest", f"a message delta does not take {sorted(asked)}")
        for term in odata.terms(call.query["$filter"]) if "$filter" in call.query else ():
            if not isinstance(term, Term) or term.name != "receivedDateTime" or term.operator not in ("ge", "gt"):
                raise Forbidden("ErrorInvalidUrlQueryFilter", "a message delta filters by receivedDateTime ge or gt")
        if call.query.get("$orderby", "receivedDateTime desc") != "receivedDateTime desc":
            raise Forbidden("BadRequest", "a message delta orders by receivedDateTime desc")
        top = 0 if call.consumer else odata.number(call.query, "$top", 0)
        return Round(folder, tuple(call.query.items()), page=call.prefer.page or top)

    def _begin(self, round_: Round, *, fresh: bool) -> Round:
        """What the round will deliver: all that is there, or all that something happened to."""
        upto = self._mail.held.get(round_.scope, self._mail.ledger.seq)
        if fresh:
            ids = [one.id for one in self._mail.within(round_.scope)]
        else:
            ids = [one for one, _ in self._mail.changes(round_.scope, round_.since, upto)]
        entries = [Entry(one) for one in self._filtered(round_, dict.fromkeys(ids))]
        if fresh and round_.option("$filter"):
            entries = entries[: self._mail.filtered_delta]
        return replace(round_, upto=upto, pending=tuple(self._noisy(round_, entries, fresh=fresh)), begun=True)

    def _filtered(self, round_: Round, ids: Iterable[str]) -> Iterator[str]:
        keep, _ = condition(round_.option("$filter"))
        for one in ids:
            message = self._mail.messages.get(one)
            if message is None or message.folder != round_.scope or keep(message):
                yield one

    def _noisy(self, round_: Round, entries: list[Entry], *, fresh: bool) -> list[Entry]:
        """The same with what the documentation allows besides. What is replayed is followed by what is true."""
        noise = self._mail.noise
        chance = noise.order()
        if noise.duplicates:
            entries = entries + [one for one in entries if chance.random() < 0.5]
        if noise.seed is not None:
            chance.shuffle(entries)
        if noise.replays and not fresh:
            before = list(dict.fromkeys(one for one, _ in self._mail.changes(round_.scope, 0, round_.since)))
            replayed = [one for one in before if chance.random() < 0.5] if entries else []
            old = [Entry(one, chance.choice(("removed", "there", ""))) for one in replayed]
            entries = old + [Entry(one.id) for one in old if one.as_was] + entries
        return entries

    def _size(self, call: Call, round_: Round) -> int:
        return min(call.prefer.page or round_.page or 10, 1000)

    def _entries(
        self, call: Call, round_: Round, entries: Iterable[Entry], chosen: list[str]
    ) -> Iterator[dict[str, Any]]:
        for entry in entries:
            message = self._mail.messages.get(entry.id)
            here = message is not None and message.folder == round_.scope
            if message is None or entry.as_was == "removed" or (not here and entry.as_was != "there"):
                yield {"id": entry.id, "@removed": {"reason": "deleted" if message is None else "changed"}}
            elif entry.as_was != "there" and self._partial(round_, message):
                yield {
                    "@odata.type": kind(message),
                    "id": call.id(message),
                    "isRead": message.read,
                    "parentFolderId": message.folder,
                }
            else:
                shown = show(call, self._mail, message, chosen)
                if not self._mail.headers_in_delta:
                    shown.pop("internetMessageHeaders", None)
                yield {"@odata.type": kind(message), **shown}

    def _partial(self, round_: Round, message: Message) -> bool:
        if not round_.since:
            return False
        happened = {
            what for one, what in self._mail.changes(round_.scope, round_.since, round_.upto) if one == message.id
        }
        if self._mail.noise.partial_moves and "in" in happened and "read" in happened:
            return True
        return happened == {"read"}
