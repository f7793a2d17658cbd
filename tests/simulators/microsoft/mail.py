"""`messages`: lists in pages, one message, its MIME form; the deltas are mail_delta.py's."""

from __future__ import annotations

from collections.abc import Iterable

from tests.simulators.microsoft.call import Call, Forbidden, Refusal, Reply, not_found
from tests.simulators.microsoft.mail_delta import MailDelta
from tests.simulators.microsoft.mail_filter import condition
from tests.simulators.microsoft.mail_view import mime, selected, show
from tests.simulators.microsoft.mailbox import Mail, Message
from tests.simulators.microsoft.paging import page


class Messages:
    """The reading of messages of one mailbox."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail
        self._delta = MailDelta(mail)

    def list(self, call: Call) -> Reply:
        """All messages of the mailbox, drafts and junk included, newest first."""
        return self._page(call, "messages", self._mail.messages.values())

    def in_folder(self, call: Call) -> Reply:
        """The messages of one folder."""
        folder = self._mail.tree.find(call.path["folder"])
        return self._page(call, f"mailFolders('{folder.id}')/messages", self._mail.within(folder.id))

    def get(self, call: Call) -> Reply:
        """One message."""
        chosen = selected(call)
        message = find(self._mail, call)
        shown = show(call, self._mail, message, chosen)
        return Reply(body={"@odata.context": call.context("messages/$entity"), **shown}, headers=_applied(call))

    def mime(self, call: Call) -> Reply:
        """The MIME form, which also sent mail and drafts have."""
        return Reply(raw=mime(find(self._mail, call)), headers={"content-type": "text/plain"})

    def delta(self, call: Call) -> Reply:
        """The changes of one folder."""
        return self._delta.answer(call)

    def delta_of_all(self, call: Call) -> Reply:
        """There are no deltas over folders."""
        raise Forbidden("ErrorInvalidRequest", "Change tracking is not supported against 'microsoft.graph.message'.")

    def _page(self, call: Call, path: str, messages: Iterable[Message]) -> Reply:
        chosen = selected(call)
        keep, first = condition(call.query.get("$filter"))
        order = call.query.get("$orderby", "receivedDateTime desc")
        if order not in ("receivedDateTime desc", "receivedDateTime", "receivedDateTime asc"):
            raise Forbidden("BadRequest", f"$orderby={order} is not simulated")
        if "$orderby" in call.query and first not in ("", "receivedDateTime"):
            raise Refusal(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.")
        found = sorted(filter(keep, messages), key=lambda one: one.received, reverse=order.endswith("desc"))
        reply = page(call, path, found, lambda one: show(call, self._mail, one, chosen))
        reply.headers = _applied(call)
        return reply


def find(mail: Mail, call: Call) -> Message:
    """The message that a call names by the id it prefers; letters' case matters. Raises Refusal."""
    given = call.path["message"]
    message = next((one for one in mail.messages.values() if call.id(one) == given), None)
    if "folder" in call.path and message and message.folder != mail.tree.find(call.path["folder"]).id:
        message = None
    if message is not None:
        return message
    if len(given) < 40:
        raise Refusal(400, "ErrorInvalidIdMalformed", "Id is malformed.")
    raise not_found()


def _applied(call: Call) -> dict[str, str]:
    applied = ['IdType="ImmutableId"'] if call.prefer.immutable else []
    if call.prefer.text:
        applied.append('outlook.body-content-type="text"')
    return {"preference-applied": ", ".join(applied)} if applied else {}
