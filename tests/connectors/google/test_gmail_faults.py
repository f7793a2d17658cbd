"""Reading Gmail while things go wrong: what is repeated, what is put aside, what ends the sync for now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syncd import clock
from syncd.model import Place
from syncd.ports import AuthExpired, RateLimited, Unavailable
from tests.connectors.google.gmail_world import JumpingClock, World, mail
from tests.simulators.faults import Fault
from tests.simulators.google.server import Refusal


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0
    assert world.gmail.pending() == 0


def refusal(status: int, reason: str, message: str = "", rpc: str = "") -> Fault:
    return Fault("answer", status=status, body=Refusal(status, reason, message, rpc).body)


FAULTS = {
    "lost reply": Fault("lost after"),
    "lost request": Fault("lost before"),
    "truncated body": Fault("truncated"),
    "quota": refusal(403, "rateLimitExceeded", "Quota exceeded", "PERMISSION_DENIED"),
    "user's quota": refusal(403, "userRateLimitExceeded"),
    "concurrency": refusal(429, "rateLimitExceeded", "Too many concurrent requests for user.", "RESOURCE_EXHAUSTED"),
    "backend": refusal(500, "backendError"),
    "unavailable": refusal(503, "backendError"),
    "precondition": refusal(400, "failedPrecondition", "", "FAILED_PRECONDITION"),
    "no json": Fault("answer", status=502, body="<html>Bad Gateway</html>"),
}
FIRST = ["getProfile", "messages.list", "messages.get", "threads.get", "settings.sendAs.list"]


def copy(fault: Fault, method: str, *, skip: int = 0, times: int = 1) -> Fault:
    return Fault(fault.kind, f"gmail.users.{method}", fault.status, fault.body, dict(fault.headers), skip, times)


@pytest.mark.parametrize("method", FIRST)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_passes_is_repeated(world: World, fault: Fault, method: str) -> None:
    """Given any fault that passes, twice and in any call of a first sync, when read, then nothing is missing or
    unreadable."""
    root = world.gmail.deliver(mail(0))
    names = {root, *(world.gmail.deliver(mail(n), thread=root) for n in range(1, 4)), world.gmail.deliver(mail(9))}
    world.server.faults.add(copy(fault, method, times=2))
    world.sync()
    assert world.places() == dict.fromkeys(names, Place.KEPT)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_passes_in_the_history(world: World, fault: Fault) -> None:
    """Given a fault that passes at the second page of a history, when read, then it is no reason for a full pass."""
    world.sync()
    world.gmail.page = 2
    names = {world.gmail.deliver(mail(n)) for n in range(5)}
    world.server.faults.add(copy(fault, "history.list", skip=1, times=2))
    world.server.forget_calls()
    world.sync()
    assert world.shelf.there == names
    assert world.server.called("gmail.users.messages.list") == 0


@pytest.mark.parametrize("method", ["messages_list", "messages_get", "history_list"])
def test_access_expires_between_pages(world: World, method: str) -> None:
    """Given an access token that expires in the middle, when read, then it is renewed and all is there."""
    world.sync()
    world.gmail.page = 2
    names = {world.gmail.deliver(mail(n)) for n in range(6)}
    if method == "messages_list":
        world.shelf.cursor = None
    world.gmail.meanwhile(method, world.server.oauth.expire_access, skip=1)
    world.sync()
    assert world.shelf.there == names
    assert world.server.oauth.refreshes == 1


def test_login_revoked_in_the_middle(world: World) -> None:
    """Given a login that is revoked in the middle of a first sync, when read, then it says so; what was read stays,
    and after another login the rest comes."""
    names = {world.gmail.deliver(mail(n)) for n in range(10)}

    def revoke() -> None:
        world.server.oauth.expire_access()
        world.server.oauth.revoked |= world.server.oauth.refresh.keys()

    world.gmail.meanwhile("messages_get", revoke, skip=5)
    with pytest.raises(AuthExpired, match="syncd auth work"):
        world.sync()
    assert 0 < len(world.shelf.there) < 10
    world.log_in("https://www.googleapis.com/auth/gmail.readonly")
    world.sync()
    assert world.shelf.there == names


def test_told_when_to_come_back(world: World) -> None:
    """Given a refusal that names the time after which to retry, when read, then it waits so long."""
    world.gmail.deliver(mail(0))
    at = clock.now() + timedelta(seconds=60)
    text = f"User-rate limit exceeded. Retry after {at:%Y-%m-%dT%H:%M:%S}.000Z"
    world.server.faults.add(copy(refusal(429, "rateLimitExceeded", text), "messages.get"))
    world.sync()
    assert isinstance(world.clock, JumpingClock)
    assert world.clock.slept > 50
    assert len(world.shelf.there) == 1


def test_refused_for_good(world: World) -> None:
    """Given refusals for rate without end, when read, then the sync ends as rate limited, nothing is unreadable, and
    the next one goes on."""
    names = {world.gmail.deliver(mail(n)) for n in range(6)}
    world.server.faults.add(copy(FAULTS["quota"], "messages.get", skip=4, times=1000))
    with pytest.raises(RateLimited):
        world.sync()
    assert len(world.shelf.there) == 4
    world.server.faults.clear()
    world.sync()
    assert world.shelf.there == names
    assert world.unreadable() == {}


@pytest.mark.parametrize("reason", ["dailyLimitExceeded", "quotaExceeded"])
def test_the_days_quota(world: World, reason: str) -> None:
    """Given the day's quota is spent, when read, then the sync ends at once."""
    world.gmail.deliver(mail(0))
    world.server.faults.add(copy(refusal(403, reason), "messages.get"))
    with pytest.raises(RateLimited, match="today"):
        world.sync()
    assert world.server.called("gmail.users.messages.get") == 1


@pytest.mark.parametrize(("status", "reason"), [(500, "backendError"), (400, "invalidArgument"), (403, "forbidden")])
@pytest.mark.parametrize("in_thread", [False, True])
def test_poison(world: World, status: int, reason: str, in_thread: bool) -> None:
    """Given a message that Gmail always fails on, alone or in a thread, when read, then it alone is unreadable, the
    cursor goes on, it is not tried before its time, and it is there once it can be had."""
    root = world.gmail.deliver(mail(0))
    names = [root, *(world.gmail.deliver(mail(n), thread=root if in_thread else None) for n in range(1, 6))]
    world.gmail.poison(names[3], status, reason)
    world.sync()
    assert world.unreadable().keys() == {names[3]}
    assert "tried again later" in world.unreadable()[names[3]]
    assert world.shelf.there == set(names)
    new = world.gmail.deliver(mail("new"))
    world.server.forget_calls()
    world.sync()
    assert world.server.called("gmail.users.messages.get") == 1
    world.gmail.heal(names[3])
    world.later(minutes=15)
    world.sync()
    assert world.unreadable() == {}
    assert world.places() == dict.fromkeys([*names, new], Place.KEPT)


def test_poison_is_tried_in_its_time(world: World) -> None:
    """Given a message put aside, when something is done with it, then it is not tried before its time, and then once,
    as it is."""
    name = world.gmail.deliver(mail(0))
    world.gmail.poison(name)
    world.sync()
    world.gmail.heal(name)
    world.gmail.spam(name)
    world.server.forget_calls()
    new = world.gmail.deliver(mail(1))
    world.sync()
    assert world.server.called("gmail.users.messages.get") == 1
    world.gmail.label(name, ["STARRED"])
    world.later(minutes=15)
    world.sync()
    assert world.server.called("gmail.users.messages.get") == 2
    assert world.places() == {name: Place.SPAM, new: Place.KEPT}


def test_poison_is_given_up(world: World) -> None:
    """Given a message that never can be had, when tried eight times, twice as late each time, then it is given up, and
    stays listed.
    """
    name = world.gmail.deliver(mail(0))
    world.gmail.poison(name)
    world.sync()
    for quarters in (1, 2, 4, 8, 16, 32, 64):
        world.server.forget_calls()
        world.later(minutes=15 * quarters - 1)
        world.sync()
        assert world.server.called("gmail.users.messages.get") == 0
        world.later(minutes=1)
        world.sync()
        assert world.server.called("gmail.users.messages.get") > 0
    assert "8 tries, given up" in world.unreadable()[name]
    world.later(days=30)
    assert world.sync() == 0
    assert world.unreadable().keys() == {name}


def test_poison_survives_a_gap(world: World) -> None:
    """Given a message put aside, when the history expires, then it is still tried in its time; deleted, it is no
    longer listed."""
    names = [world.gmail.deliver(mail(n)) for n in range(3)]
    world.gmail.poison(names[1])
    world.gmail.poison(names[2])
    world.sync()
    world.gmail.expire_history()
    world.gmail.heal(names[1])
    world.gmail.delete(names[2])
    world.later(minutes=20)
    world.sync()
    assert world.unreadable() == {}
    assert world.places() == dict.fromkeys(names[:2], Place.KEPT)


def test_poison_gone_when_tried_again(world: World) -> None:
    """Given a message put aside that is deleted just when it is tried again, when read, then it is not listed."""
    name = world.gmail.deliver(mail(0))
    world.gmail.poison(name)
    world.sync()
    world.later(minutes=15)
    world.gmail.heal(name)
    world.gmail.meanwhile("messages_get", lambda: world.gmail.delete(name))
    world.sync()
    assert world.unreadable() == {}


def test_an_outage_is_no_poison(world: World) -> None:
    """Given Google fails on every message but answers otherwise, when read, then the sync ends for now and no message
    is blamed."""
    names = {world.gmail.deliver(mail(n)) for n in range(40)}
    world.server.faults.add(copy(FAULTS["backend"], "messages.get", times=10_000))
    with pytest.raises(Unavailable, match="every message"):
        world.sync(batch=100)
    world.server.faults.clear()
    assert world.shelf.there == set()
    world.sync(batch=100)
    assert world.shelf.there == names
    assert world.unreadable() == {}


def test_offline_in_the_middle(world: World) -> None:
    """Given a connection that is lost for good after some messages, when read, then the sync ends soon, and what was
    stored stays."""
    names = {world.gmail.deliver(mail(n)) for n in range(40)}
    world.server.faults.add(Fault("lost before", skip=20, times=10_000))
    with pytest.raises(Unavailable):
        world.sync()
    world.server.faults.clear()
    tried = world.server.called()
    assert tried < 20 + 4 * 6 + 6 + 4 * 6  # what was under way, and the probe
    assert 0 < len(world.shelf.there) < 40
    world.sync()
    assert world.shelf.there == names


def test_unreadable_mail(world: World) -> None:
    """Given mail without an author, when read, then it is listed with the reason and not asked for again."""
    name = world.gmail.deliver(b"To: ada@example.org\n\nHello\n")
    world.sync()
    assert world.unreadable() == {name: "no author is named"}
    world.later(days=2)
    world.server.forget_calls()
    world.sync()
    assert world.server.called("gmail.users.messages.get") == 0


def test_unknown_label(world: World) -> None:
    """Given a mailbox without the label of chats, when read, then there are no chats."""
    world.gmail.unknown_labels = {"CHAT"}
    name = world.gmail.deliver(mail(0))
    world.sync()
    assert world.shelf.there == {name}
