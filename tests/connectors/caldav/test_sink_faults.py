"""Follow-ups at odd servers, and writes that go wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.caldav.sink import CalDavSink
from syncd.ports import AuthExpired, Conflict, RateLimited, Trouble, Unavailable
from tests.connectors.caldav.desk import Desk
from tests.connectors.caldav.hand import DavHand
from tests.contracts.task_sink import TASK, only
from tests.servers.between import Asked, Reply
from tests.simulators.faults import Fault

NAME = "Follow-ups"


@pytest.fixture
def sink(desk: Desk, tmp_path: Path) -> CalDavSink:
    """With its calendar made."""
    made = desk.sink(tmp_path, NAME)
    made._calendar.make()
    return made


@pytest.fixture
def hand(sink: CalDavSink, desk: Desk) -> DavHand:
    return DavHand(desk, _path(sink))


def _path(sink: CalDavSink) -> str:
    return (sink._calendar.find() or "").rstrip("/").rpartition("/")[2]


# ---------------------------------------------------------------- odd servers


def test_a_server_that_does_not_heed_if_none_match(desk: Desk, sink: CalDavSink, hand: DavHand) -> None:
    """Given a server that overwrites (SOGo, Zimbra), when an entry that is there is made again, then it stays."""
    sink.create(TASK)
    hand.retitle(TASK.key, "Mine")

    def before(asked: Asked) -> None:
        asked.headers.pop("If-None-Match", None)

    desk.proxy.before = before
    sink.create(TASK)
    assert only(sink).title == "Mine"


@pytest.mark.parametrize("tag", ['W/"weak"', "", "%22coded%22"])
def test_odd_etags(desk: Desk, sink: CalDavSink, hand: DavHand, tag: str) -> None:
    """Given weak, missing or encoded ETags, when updated, then it works; a change of the user's is still seen."""
    sink.create(TASK)
    asked_with: list[str | None] = []

    def rewrite(asked: Asked, reply: Reply) -> Reply:
        headers = {**reply.headers, "ETag": tag} if tag else {k: v for k, v in reply.headers.items() if k != "ETag"}
        start, end = reply.body.find(b"getetag>"), reply.body.rfind(b"getetag>")
        if asked.method == "REPORT" and start >= 0:
            body = reply.body[: start + 8] + tag.encode() + reply.body[reply.body.rfind(b"<", 0, end) :]
            return Reply(reply.status, headers, body)
        return Reply(reply.status, headers, reply.body)

    def before(asked: Asked) -> None:
        if asked.method == "PUT":
            asked_with.append(asked.headers.pop("If-Match", None))

    desk.proxy.rewrite, desk.proxy.before = rewrite, before
    found = only(sink)
    sink.update(replace(TASK, title="Ours"), found)
    assert asked_with == ['"coded"' if "coded" in tag else None]
    if not tag:
        found = only(sink)
        hand.retitle(TASK.key, "Mine")
        with pytest.raises(Conflict):
            sink.update(TASK, found)


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(("kind", "left"), [("lost after", 1), ("lost before", 0)])
def test_an_unknown_outcome_is_left_to_be_looked_up(desk: Desk, sink: CalDavSink, kind: str, left: int) -> None:
    """Given a write without a reply, when made, then Unavailable, sent once; a second attempt makes no second."""
    desk.proxy.faults.add(Fault(kind, method="PUT"))  # type: ignore[arg-type]  # one of its kinds
    with pytest.raises(Unavailable):
        sink.create(TASK)
    assert desk.proxy.called("PUT") == 1
    assert len(sink.tasks()) == left
    sink.create(TASK)
    assert only(sink).key == TASK.key


@pytest.mark.parametrize("status", [429, 503])
def test_a_write_that_was_put_off(desk: Desk, sink: CalDavSink, status: int) -> None:
    """Given a server that wants to be asked later, when written, then it is, after the time it named."""
    desk.proxy.faults.add(Fault("answer", method="PUT", status=status, headers={"Retry-After": "3"}))
    sink.create(TASK)
    assert (only(sink).key, desk.sleeper.slept) == (TASK.key, [3.0])


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault("answer", status=507), Trouble, "no room left for writing follow-ups"),
        (Fault("answer", status=413), Trouble, "no room left"),
        (Fault("answer", status=401, times=2), AuthExpired, "refuses the login"),
        (Fault("answer", status=500), Unavailable, "try again later"),
        (Fault("answer", status=429, headers={"Retry-After": "900"}), RateLimited, "wants fewer requests"),
        (
            Fault("answer", status=403, body=b'<error xmlns="DAV:"><need-privileges/></error>'),
            Trouble,
            "does not allow writing follow-ups to the calendar .you may not do that there",
        ),
        (
            Fault(
                "answer",
                status=403,
                body=b'<error xmlns="DAV:"><x:supported-calendar-component xmlns:x="urn:c"/></error>',
            ),
            Trouble,
            "takes no entries of this kind",
        ),
    ],
    ids=lambda one: str(one.status) if isinstance(one, Fault) else "",
)
def test_refused_writes(desk: Desk, sink: CalDavSink, fault: Fault, error: type[Trouble], words: str) -> None:
    """Given a refusal, when written, then the error says what it means, and nothing is there."""
    desk.proxy.faults.add(replace(fault, method="PUT"))
    with pytest.raises(error, match=words) as caught:
        sink.create(TASK)
    assert type(caught.value) is error
    assert list(sink.tasks()) == []
