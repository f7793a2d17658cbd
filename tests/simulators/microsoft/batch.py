"""`$batch`: up to twenty requests in one, each with its own answer, in any order (learn: json-batching).

Parts that depend on nothing run at once, and each counts against the mailbox's concurrency: twenty of them throttle
one another.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.simulators.microsoft import schema
from tests.simulators.microsoft.call import Forbidden, Reply
from tests.simulators.microsoft.odata import Invalid

MOST_PARTS = 20
Run = Callable[[str, str, dict[str, str], bytes], Callable[[], Reply]]  # enters the gate at once, executes later


def answer(body: Any, authorization: str, run: Run) -> Reply:
    """The replies to all parts. Raises Forbidden for a batch that Graph does not take."""
    parts = _checked(body)
    replies: dict[str, Reply] = {}
    waiting = dict(parts)
    while waiting:
        ready = [one for one in waiting.values() if all(before in replies for before in one.get("dependsOn", ()))]
        if not ready:
            raise Forbidden("BadRequest", "the parts of a batch depend on one another in a circle")
        doomed = [one for one in ready if any(replies[b].status >= 400 for b in one.get("dependsOn", ()))]
        for one in doomed:
            replies[one["id"]] = Reply(424, {"error": {"code": "FailedDependency", "message": "Failed Dependency"}})
        able = [one for one in ready if one not in doomed]
        entered = [(one["id"], _start(one, authorization, run)) for one in able]
        with ThreadPoolExecutor(max(len(entered), 1)) as pool:
            done = [(identity, pool.submit(execute)) for identity, execute in entered]
        replies |= {identity: future.result() for identity, future in done}
        waiting = {identity: one for identity, one in waiting.items() if identity not in replies}
    shown = [_shown(identity, replies[identity]) for identity in reversed(list(replies))]
    return Reply(body={"responses": shown})


def _checked(body: Any) -> dict[str, dict[str, Any]]:
    try:
        schema.check_request("batch", body, new=True)
    except Invalid as error:
        raise Forbidden("BadRequest", str(error)) from error
    parts = {one.get("id"): one for one in body.get("requests", ())}
    if not 0 < len(body.get("requests", ())) <= MOST_PARTS:
        raise Forbidden("BadRequest", f"a batch holds 1 to {MOST_PARTS} parts, not {len(body.get('requests', ()))}")
    if len(parts) < len(body["requests"]):
        raise Forbidden("BadRequest", "two parts of a batch have one id")
    for one in parts.values():
        if not {"id", "method", "url"} <= set(one) or not one["url"].startswith("/"):
            raise Forbidden("BadRequest", "a part has an id, a method and a relative url that begins with /")
        if set(one.get("dependsOn", ())) - set(parts):
            raise Forbidden("BadRequest", "a part depends on one that is not there")
        has_type = any(name.lower() == "content-type" for name in one.get("headers", {}))
        if "body" in one and not has_type:
            raise Forbidden("BadRequest", "a part with a body needs a Content-Type of its own")
    return parts


def _start(part: dict[str, Any], authorization: str, run: Run) -> Callable[[], Reply]:
    headers = {name.lower(): value for name, value in part.get("headers", {}).items()}
    headers["authorization"] = authorization
    body = part.get("body")
    raw = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return run(part["method"], part["url"], headers, raw)


def _shown(identity: str, reply: Reply) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": identity, "status": reply.status}
    names = {"retry-after": "Retry-After", "preference-applied": "Preference-Applied", "location": "Location"}
    headers = {names.get(name, name): value for name, value in reply.headers.items()}
    if reply.raw is not None:
        shown["body"] = b64encode(reply.raw).decode()
    elif reply.body is not None:
        headers["Content-Type"] = "application/json"
        shown["body"] = reply.body
    return {**shown, "headers": headers}
