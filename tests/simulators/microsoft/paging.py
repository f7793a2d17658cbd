"""Plain lists in pages: `$top`, `$skip`, and nextLinks that count from the list's present beginning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.simulators.microsoft import odata
from tests.simulators.microsoft.call import Call, Reply

T = TypeVar("T")


def page(call: Call, path: str, items: Sequence[T], show: Callable[[T], dict[str, Any]], default: int = 10) -> Reply:
    """One page. Exchange's nextLink carries an offset: what is deleted meanwhile moves the rest, and one is missed."""
    top = odata.number(call.query, "$top", call.prefer.page or default)
    skip = odata.number(call.query, "$skip", 0, most=10**9)
    body: dict[str, Any] = {"@odata.context": call.context(path)}
    body["value"] = [show(one) for one in items[skip : skip + top]]
    if len(items) > skip + top:
        body["@odata.nextLink"] = call.link(path, {**call.query, "$skip": str(skip + top)})
    return Reply(body=body)
