"""`$filter` on messages: only what is known to work; Graph refuses most else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.simulators.microsoft import odata
from tests.simulators.microsoft.mailbox import Message
from tests.simulators.microsoft.odata import Invalid, Tagged, Term


def condition(text: str | None) -> tuple[Callable[[Message], bool], str]:
    """A filter as a function, and the name of its first property. Raises Invalid for what is not simulated."""
    if text is None:
        return lambda message: True, ""
    found = odata.terms(text)
    checks = [_check(term) for term in found]
    first = found[0].name if isinstance(found[0], Term) else "singleValueExtendedProperties"
    return lambda message: all(check(message) for check in checks), first


def _check(term: Term | Tagged) -> Callable[[Message], bool]:
    if isinstance(term, Tagged):
        return lambda message: message.properties.get(term.id, "").lower() == term.value.lower()
    if term.name == "receivedDateTime" and term.operator in ("ge", "gt", "le", "lt"):
        return _received(term)
    if term.operator == "eq":
        if term.name == "internetMessageId":
            return lambda message: message.message_id == term.value
        if term.name == "conversationId":
            return lambda message: message.conversation == term.value
        if term.name in ("isRead", "isDraft"):
            return lambda message: (message.read if term.name == "isRead" else message.draft) == (term.value == "true")
    raise Invalid(f"$filter on {term.name} {term.operator} is not known")


def _received(term: Term) -> Callable[[Message], bool]:
    try:
        limit = datetime.fromisoformat(term.value)
    except ValueError as error:
        raise Invalid(f"$filter: {term.value} is no time") from error
    if limit.tzinfo is None:
        raise Invalid(f"$filter: {term.value} has no offset")
    return {
        "ge": lambda message: message.received >= limit,
        "gt": lambda message: message.received > limit,
        "le": lambda message: message.received <= limit,
        "lt": lambda message: message.received < limit,
    }[term.operator]
