"""Connections that break, servers that are busy; on a real Dovecot behind a proxy that breaks things."""

from __future__ import annotations

import pytest

from syncd.ports import RateLimited, Unavailable
from tests.connectors.imap.imap_world import World
from tests.servers.imap_between import ImapBetween
from tests.simulators.faults import Fault

ALL = {f"<{number}@x>" for number in range(12)}


def fill(world: World) -> None:
    for number in range(12):
        world.deliver(f"<{number}@x>", body=f"Text {number}.\n")


@pytest.mark.parametrize("kind", ["lost before", "truncated"])
@pytest.mark.parametrize("verb", ["LIST", "EXAMINE", "SEARCH", "FETCH"])
def test_a_connection_that_breaks_is_made_again(world: World, proxy: ImapBetween, verb: str, kind: str) -> None:
    """Given a first sync, when the connection breaks at any command or within its answer, then nothing is missing and
    the folder was opened again."""
    fill(world)
    proxy.faults.add(Fault(kind, verb, skip=2 if verb == "FETCH" else 0))  # type: ignore[arg-type]  # one of its kinds
    world.sync()
    assert world.uids() == {"INBOX": ALL}
    assert {one.text for one in world.seen().values()} == {f"Text {number}." for number in range(12)}
    assert proxy.connections == 2


def test_offline_in_the_middle_and_on_again(world: World, proxy: ImapBetween) -> None:
    """Given a server that goes in the middle of a first sync, when it is back, then reading goes on where it was."""
    fill(world)
    proxy.faults.add(Fault("lost before", "FETCH", skip=3, times=6))
    with pytest.raises(Unavailable, match="can't be reached while reading INBOX"):
        world.sync()
    there = len(world.shelf().there)
    assert there == 4
    proxy.lines.clear()
    world.sync()
    assert world.uids() == {"INBOX": ALL}
    headers = [line for line in proxy.commands() if "HEADER" in line]
    assert sum(len(line.split()[2].split(",")) for line in headers) == 12 - there


@pytest.mark.parametrize(
    "answer", ["NO [THROTTLED] slow", "NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)"]
)
def test_too_much_at_once(world: World, proxy: ImapBetween, answer: str) -> None:
    """Given a server that wants less, when it goes on so, then RateLimited with a pause; once is waited for."""
    fill(world)
    proxy.faults.add(Fault("answer", "FETCH", body=answer))
    world.sync()
    assert world.uids() == {"INBOX": ALL}
    proxy.faults.add(Fault("answer", "LIST", body=answer, times=3))
    with pytest.raises(RateLimited) as raised:
        world.sync()
    assert raised.value.retry_after == 60
    proxy.faults.clear()


def test_an_internal_error_is_waited_for(world: World, proxy: ImapBetween) -> None:
    """Given a server with an internal error, when it recovers, then nothing is missing."""
    fill(world)
    proxy.faults.add(Fault("answer", "SEARCH", body="NO [SERVERBUG] Internal error occurred", times=2))
    world.sync()
    assert world.uids() == {"INBOX": ALL}


def test_a_refusal_is_told(world: World, proxy: ImapBetween) -> None:
    """Given a server that refuses a search for good, when asked, then Unavailable says while what, not its words."""
    fill(world)
    proxy.faults.add(Fault("answer", "SEARCH", body="BAD no secret searches"))
    with pytest.raises(Unavailable, match="failed while searching INBOX \\(NO\\)"):
        world.sync()


def test_a_dead_connection_is_seen_although_nothing_is_new(world: World, proxy: ImapBetween) -> None:
    """Given a mailbox with nothing new, when the connection died after the list, then it is made again."""
    fill(world)
    world.sync()
    source = world.source()
    source.streams()
    proxy.cut()
    before = proxy.connections
    assert list(source.read("INBOX", world.shelf().cursor, set)) == []
    assert proxy.connections == before + 1


def test_numbered_anew_in_the_middle(world: World, proxy: ImapBetween) -> None:
    """Given a folder that is made anew while it is read, when the connection breaks, then nothing wrong is stored."""
    world.program.create_folder("One")
    for number in range(8):
        world.deliver(f"<{number}@x>", "One")
    source = world.source()
    source.streams()
    batches = source.read("One", None, set)
    next(batches)
    world.program.delete_folder("One")
    world.program.create_folder("One")
    world.deliver("<other@x>", "One")
    proxy.cut()
    with pytest.raises(Unavailable, match="One was numbered anew"):
        next(batches)
