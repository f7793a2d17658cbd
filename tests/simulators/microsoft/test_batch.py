"""`$batch` (PROVIDERS.md §3: at most 20 parts, each answered and throttled by itself)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.faults import Fault
from tests.simulators.microsoft.asking import IMMUTABLE, Asking, noted
from tests.simulators.microsoft.server import GraphServer


def _part(number: int, url: str = "/me/messages?$top=1", **more: Any) -> dict[str, Any]:
    return {"id": str(number), "method": "GET", "url": url, "headers": {"Prefer": IMMUTABLE}, **more}


def _batch(asking: Asking, *parts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = asking.ask("POST", "/$batch", json={"requests": list(parts)})
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["responses"]}


def test_four_parts_are_answered_each_by_itself(graph: GraphServer, asking: Asking) -> None:
    """Given three good parts and a wrong one, when they are batched, then each has a status, not in their order."""
    graph.mail.deliver("bob@example.com", subject="Hello")
    parts = [_part(1), _part(2), _part(3, "/me/mailFolders/nowhere"), _part(4)]
    answer = asking.ask("POST", "/$batch", json={"requests": parts}).json()["responses"]
    assert {one["id"]: one["status"] for one in answer} == {"1": 200, "2": 200, "3": 400, "4": 200}
    assert [one["id"] for one in answer] != ["1", "2", "3", "4"]
    assert next(one for one in answer if one["id"] == "1")["body"]["value"][0]["subject"] == "Hello"


def test_independent_parts_throttle_one_another(graph: GraphServer, asking: Asking) -> None:
    """Given twenty parts that depend on nothing, when they are batched, then four are done and sixteen get 429."""
    found = _batch(asking, *[_part(number) for number in range(20)])
    assert sorted(one["status"] for one in found.values()) == [200] * 4 + [429] * 16
    refused = next(one for one in found.values() if one["status"] == 429)
    assert (refused["headers"]["Retry-After"], refused["body"]["error"]["code"]) == ("1", "ApplicationThrottled")


def test_a_chain_of_parts_does_not(graph: GraphServer, asking: Asking) -> None:
    """Given twenty parts, each after the one before, when they are batched, then all are done."""
    parts = [_part(0), *[_part(number, dependsOn=[str(number - 1)]) for number in range(1, 20)]]
    assert {200} == {one["status"] for one in _batch(asking, *parts).values()}
    assert graph.gate.most_in_flight == 1


def test_what_depends_on_a_failure_fails(graph: GraphServer, asking: Asking) -> None:
    """Given a part after one that fails, when they are batched, then it is 424 and so is the one after it."""
    parts = [_part(1, "/me/mailFolders/nowhere"), _part(2, dependsOn=["1"]), _part(3, dependsOn=["2"])]
    assert {name: one["status"] for name, one in _batch(asking, *parts).items()} == {"1": 400, "2": 424, "3": 424}


def test_a_part_can_fail_by_itself(graph: GraphServer, asking: Asking) -> None:
    """Given a fault for one part, when two are batched, then the other is answered."""
    body = {"error": {"code": "ApplicationThrottled", "message": "slow down"}}
    graph.faults.add(Fault("answer", "messages.list", 429, body, {"retry-after": "3"}, where="top=2"))
    found = _batch(asking, _part(1), _part(2, "/me/messages?$top=2"))
    assert (found["1"]["status"], found["2"]["status"], found["2"]["headers"]["Retry-After"]) == (200, 429, "3")


def test_a_lost_part_was_done_or_was_not(graph: GraphServer, asking: Asking) -> None:
    """Given a part whose answer is lost, when it creates a calendar, then 504, and the calendar is there."""
    graph.faults.add(Fault("lost after", "calendars.create"))
    made = {"id": "1", "method": "POST", "url": "/me/calendars", "body": {"name": "Follow-ups"}}
    found = _batch(asking, {**made, "headers": {"Content-Type": "application/json"}})
    assert found["1"]["status"] == 504
    assert "Follow-ups" in [one.name for one in graph.calendar.calendars.values()]


def test_the_preference_must_stand_in_each_part(graph: GraphServer, asking: Asking) -> None:
    """Given a batch with the preference and a part without, when it is sent, then that is a violation."""
    _batch(asking, {"id": "1", "method": "GET", "url": "/me/messages"})
    assert noted(graph) == ['messages.list without Prefer: IdType="ImmutableId"']


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([_part(number) for number in range(21)], "a batch holds 1 to 20 parts, not 21"),
        ([], "a batch holds 1 to 20 parts, not 0"),
        ([_part(1), _part(1)], "two parts of a batch have one id"),
        ([_part(1, "http://127.0.0.1/v1.0/me")], "a part has an id, a method and a relative url that begins with /"),
        ([_part(1, dependsOn=["7"])], "a part depends on one that is not there"),
        ([_part(1, dependsOn=["1"])], "the parts of a batch depend on one another in a circle"),
        ([_part(1, body={"name": "x"})], "a part with a body needs a Content-Type of its own"),
        ([{"id": "1", "verb": "GET"}], "batch.requests[0] has no verb"),
    ],
)
def test_a_malformed_batch_is_refused(
    graph: GraphServer, asking: Asking, parts: list[dict[str, Any]], text: str
) -> None:
    """Given a batch that Graph does not take, when it is posted, then 400, and nothing is executed."""
    assert asking.refusal("POST", "/$batch", json={"requests": parts}) == (400, "BadRequest")
    assert noted(graph) == [text]
    assert [one.method for one in graph.seen] == ["batch"]
