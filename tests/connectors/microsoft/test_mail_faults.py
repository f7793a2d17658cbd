"""Reading Outlook mail while things go wrong: what is repeated, what is put aside, what ends the sync for now."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from connectors.microsoft.mail_cursor import Again, Reached
from syncd.ports import AuthExpired, CursorExpired, RateLimited, Trouble, Unavailable
from tests.connectors.microsoft.mail_world import ADA, BOB, NOW, Pass, World
from tests.simulators.faults import Fault
from tests.simulators.microsoft.mailbox import Message

DN = "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0A1B-GRACE"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with world.server:
        yield world
    assert world.server.violations == []
    assert world.server.faults.pending() == 0
    assert world.server.pending() == 0


def refusal(status: int, code: str, **headers: str) -> Fault:
    return Fault("answer", status=status, body={"error": {"code": code, "message": "…"}}, headers=headers)


FAULTS = {
    "lost reply": Fault("lost after"),
    "lost request": Fault("lost before"),
    "truncated body": Fault("truncated"),
    "concurrency": refusal(429, "ApplicationThrottled", **{"retry-after": "3"}),
    "rate": refusal(429, "TooManyRequests", **{"retry-after": "Mon, 02 Nov 2026 08:00:30 GMT"}),
    "rate without a word": refusal(429, "activityLimitReached"),
    "server": refusal(500, "InternalServerError"),
    "busy": refusal(503, "ErrorServerBusy", **{"retry-after": "2"}),
    "late": refusal(504, "UnknownError"),
    "timed out": refusal(408, "RequestTimeout"),
    "no json": Fault("answer", status=502, body="<html>Bad Gateway</html>"),
}
CALLS = ["folders.delta", "folders.get", "messages.delta", "messages.in_folder", "messages.get", "messages.mime"]


def copy(fault: Fault, method: str, *, skip: int = 0, times: int = 1, where: str = "") -> Fault:
    return Fault(fault.kind, method, fault.status, fault.body, dict(fault.headers), skip, times, where)


def some(world: World, count: int, folder: str = "inbox") -> list[Message]:
    return [world.mail.deliver(BOB, folder=folder) for _ in range(count)]


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_passes_is_repeated(world: World, fault: Fault, method: str) -> None:
    """Given any fault that passes, twice and in any call, when read first and after changes, then nothing is missing
    or unreadable."""
    some(world, 6)
    world.mail.send([DN])
    if method != "messages.get":
        world.server.faults.add(copy(fault, method, times=2))
    world.sync()
    some(world, 2)
    if method == "messages.get":
        world.server.faults.add(copy(fault, method, times=2))
    world.sync()
    assert world.stored() == world.truth()
    assert world.unreadable() == {}


@pytest.mark.parametrize("where", ["messages?", "messages/delta?", "skiptoken", "deltatoken", "skip=4"])
def test_access_expires_between_pages(world: World, where: str) -> None:
    """Given an access token that expires just before any request, when read, then it is renewed once, all is there."""
    some(world, 12)
    world.mail.noise.empty_pages = True
    world.server.meanwhile(where, world.server.identity.expire_access)
    world.read()
    assert world.stored() == world.truth()
    assert world.login.renewals >= 1


@pytest.mark.parametrize("where", ["messages?", "messages/delta?", "deltatoken"])
def test_a_claims_challenge(world: World, where: str) -> None:
    """Given continuous access evaluation that challenges in the middle, when read, then the claims are proven and all
    is there."""
    some(world, 6)
    world.server.meanwhile(where, lambda: world.server.identity.challenge())
    world.read()
    assert world.stored() == world.truth()


def test_the_login_ends_in_the_middle(world: World) -> None:
    """Given a login that is revoked in the middle of a first sync, when read, then it says what to do; what was read
    stays, and after another login the rest comes."""
    some(world, 30)

    def revoke() -> None:
        world.server.identity.expire_access()
        world.login.revoked = True

    world.server.meanwhile("skip=16", revoke)
    with pytest.raises(AuthExpired, match="syncd auth office"):
        world.read()
    assert len(world.shelf().there) < 30  # which pages came before is a race between threads
    world.login = Pass(world.server.identity, "Mail.Read")
    world.read()
    assert world.stored() == world.truth()


EXPIRIES = [
    (410, "SyncStateNotFound"),
    (410, "SyncStateInvalid"),
    (410, "resyncRequired"),
    (400, "SyncStateInvalid"),
    (400, "ErrorInvalidSyncStateData"),
    (404, "resyncRequired"),
    (400, "ErrorGenerationNotFound"),
    (400, "BadRequest"),
]


@pytest.mark.parametrize(("status", "code"), EXPIRIES)
def test_a_forgotten_link_restarts_one_folder(world: World, status: int, code: str) -> None:
    """Given a deltaLink that Graph has forgotten (in whatever words), when read, then that folder alone is compared by
    ids, what changed meanwhile is found, nothing else is asked for, and the others are not disturbed."""
    messages = some(world, 6)
    some(world, 3, "archive")
    world.sync()
    world.mail.expire("inbox", status=status, code=code)
    world.mail.destroy(messages[0])
    some(world, 1)
    world.server.forget_calls()
    world.sync()
    assert world.stored() == world.truth()
    assert (world.called("messages.get"), world.called("messages.in_folder")) == (1, 0)
    archive = world.mail.tree.find("archive").id
    assert sum(archive in one for one in map(str, world.server.seen)) == 1


@pytest.mark.parametrize("page", [0, 1, 2])
@pytest.mark.parametrize("first", [True, False])
def test_a_link_expires_at_any_page(world: World, page: int, first: bool) -> None:
    """Given a round of three pages, when the next link is forgotten before any of them, in a first pass or later, then
    the round begins anew and all is there."""
    some(world, 1)
    if not first:
        world.read()
    some(world, 11)
    world.server.most_changes = 4
    where = "messages/delta?" if first else "messages/delta?$deltatoken"
    if page:
        where = "messages/delta?$skiptoken"
    world.server.meanwhile(where, lambda: world.mail.expire("inbox"), skip=max(page - 1, 0))
    world.read()
    assert world.stored() == world.truth()
    assert world.called("messages.delta") > 3


def test_a_list_of_changes_that_is_always_forgotten(world: World) -> None:
    """Given next links that are always forgotten, when first read, then it is tried three times, the sync ends for
    now, and what a list brought stays; later all is there."""
    some(world, 12)
    world.mail.noise.empty_pages = True
    for _ in range(3):
        world.server.meanwhile(
            "skiptoken", lambda: world.mail.expire("inbox", code="ErrorGenerationNotFound", status=400)
        )
    with pytest.raises(Unavailable, match="forgets"):
        world.read()
    assert len(world.shelf().there) == 12
    assert world.called("messages.delta") == 6
    world.mail.noise.empty_pages = False
    world.read()
    assert world.stored() == world.truth()


def test_a_link_that_never_holds(world: World) -> None:
    """Given deltaLinks that are forgotten as soon as they are given, when read, then each reading is one full pass by
    ids, and all is there."""
    messages = some(world, 6)
    world.server.faults.add(copy(refusal(410, "SyncStateNotFound"), "messages.delta", times=10_000, where="deltatoken"))
    world.read()
    world.mail.destroy(messages[0])
    world.server.forget_calls()
    world.read()
    world.server.faults.clear()
    assert world.called("messages.delta") == 3
    assert world.stored() == world.truth()


@pytest.mark.parametrize("link", ["https://evil.example/v1.0/me/x", "http://127.0.0.1:1/v1.0/me"])
@pytest.mark.parametrize("of", ["@odata.nextLink", "@odata.deltaLink"])
def test_a_foreign_link_is_not_followed(world: World, link: str, of: str) -> None:
    """Given a next or delta link to another host, when read, then it is refused by name, and nothing is sent there."""
    some(world, 2)
    world.server.faults.add(Fault("answer", "messages.delta", 200, {"value": [], of: link}))
    with pytest.raises(Trouble, match="another host"):
        world.read()
    assert world.called("messages.delta") == 1


def test_a_list_with_a_foreign_link(world: World) -> None:
    """Given a list whose next link leads to another host, when read, then it is not followed; what it holds is asked
    for one by one."""
    some(world, 9)
    body = {"value": [], "@odata.nextLink": "https://evil.example/v1.0/me/messages"}
    world.server.faults.add(Fault("answer", "messages.in_folder", 200, body))
    world.read()
    assert world.stored() == world.truth()


def test_a_round_without_an_end(world: World) -> None:
    """Given a page that has no link at all, when read, then the sync ends for now and nothing is taken for gone."""
    messages = some(world, 2)
    world.read()
    world.shelf().cursor = None
    world.server.faults.add(Fault("answer", "messages.delta", 200, {"value": []}))
    with pytest.raises(Unavailable, match="no end"):
        world.read()
    assert world.shelf().there == {one.id for one in messages}


def test_offline_in_the_middle(world: World) -> None:
    """Given a connection that is lost for good after some requests, when read, then the sync ends soon, what was
    stored stays, and later the rest comes."""
    some(world, 60)
    world.read(most=2)
    world.server.faults.add(Fault("lost before", skip=10, times=10_000))
    world.server.forget_calls()
    with pytest.raises(Unavailable):
        world.read()
    world.server.faults.clear()
    assert world.called() < 10 + 5 * 6 + 6
    assert 0 < len(world.shelf().there) < 60
    world.read()
    assert world.stored() == world.truth()


def test_throttled_for_good(world: World) -> None:
    """Given refusals for rate without end, when read, then the sync ends as rate limited, nothing is unreadable, and
    the next one goes on."""
    some(world, 30)
    world.server.faults.add(copy(FAULTS["concurrency"], "messages.in_folder", skip=3, times=10_000))
    with pytest.raises(RateLimited):
        world.read()
    world.server.faults.clear()
    assert world.clock.slept >= 3
    world.read()
    assert world.stored() == world.truth()
    assert world.unreadable() == {}


def test_strange_entries(world: World) -> None:
    """Given pages with entries that are none, when read, then they are passed over."""
    world.read()
    link = json.loads(world.shelf().cursor or "")["link"]
    body = {"value": [None, 7, {}, {"id": 7}, {"id": ""}, {"@removed": {}}], "@odata.deltaLink": link}
    world.server.faults.add(Fault("answer", "messages.delta", 200, body))
    assert world.read() == 0


GOOD = Reached(0, "x", "", None, full=False, link="https://x", retry={"a": (1, 2)}, again=Again(3, (4, "b")))


@pytest.mark.parametrize(
    "change",
    [{"link": None}, {"link": ""}, {"place": "0"}, {"retry": []}, {"retry": {"a": 1}}, {"loose": 3}, {"again": 7},
     {"again": {"floor": 1}}, {"stored": "x"}, {"x": 1}],
)  # fmt: skip
def test_a_damaged_cursor(change: dict[str, object]) -> None:
    """Given a cursor with a field that can't be, when loaded, then it is expired; undamaged it is what it was."""
    assert Reached.load(GOOD.dump()) == GOOD
    with pytest.raises(CursorExpired):
        Reached.load(json.dumps(json.loads(GOOD.dump()) | change))


def test_no_secret_is_told(world: World) -> None:
    """Given any of these errors, when shown, then neither token, nor link, nor address of anybody is in it."""
    some(world, 3)
    world.server.faults.add(Fault("answer", "messages.delta", 418, {"error": {"code": "Teapot", "message": BOB}}))
    with pytest.raises(Trouble) as caught:
        world.read()
    assert not [one for one in ("token", "http", BOB, ADA) if one in str(caught.value)]
    assert NOW.year == 2026
