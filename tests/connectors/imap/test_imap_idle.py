"""Waiting for mail with IDLE; on a real Dovecot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from connectors.imap.account import secret_of
from connectors.imap.idle import Watch, watch
from connectors.imap.server import server_of
from syncd import clock
from tests.connectors.imap.imap_world import World
from tests.servers.imap_between import ImapBetween
from tests.servers.imap_fake import fake_imap
from tests.simulators.faults import Fault


@contextmanager
def watching(watched: Watch) -> Iterator[Thread]:
    thread = Thread(target=watched.run, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        began = clock.monotonic()
        watched.stop()
        thread.join(5)
        assert not thread.is_alive()
        assert clock.monotonic() - began < 1
        watched.close()


def until(what: Callable[[], bool]) -> None:
    """Waits until it is so."""
    for _ in range(500):
        if what():
            return
        clock.sleep(0.01)
    raise AssertionError("that never came")


def idles(proxy: ImapBetween) -> int:
    return sum(line == "IDLE" for line in proxy.commands())


def test_mail_wakes(world: World, proxy: ImapBetween) -> None:
    """Given a watched inbox, when mail arrives twice, then it wakes twice; stopped, it ends at once."""
    woken = Event()
    with watching(watch(world.account(), world.tokens, woken.set)):
        until(lambda: idles(proxy) == 1)
        world.deliver()
        assert woken.wait(5)
        woken.clear()
        until(lambda: idles(proxy) == 2)
        world.deliver()
        assert woken.wait(5)
    assert proxy.connections == 1
    assert [line for line in proxy.commands() if line.startswith(("SELECT", "EXAMINE"))] == ['EXAMINE "INBOX"']


def test_flags_do_not_wake(world: World, proxy: ImapBetween) -> None:
    """Given a watched inbox, when a mail is read elsewhere, then it does not wake, and goes on waiting."""
    world.deliver("<1@x>")
    woken = Event()
    with watching(watch(world.account(), world.tokens, woken.set)):
        until(lambda: idles(proxy) == 1)
        world.flag("<1@x>", b"\\Seen")
        until(lambda: idles(proxy) == 2)
        assert not woken.is_set()


def test_idle_is_begun_anew_in_time(world: World, proxy: ImapBetween) -> None:
    """Given a server that says nothing, when the time to renew comes, then IDLE is ended and begun again."""
    account = world.account()
    watched = Watch(server_of(account), secret_of(account, world.tokens), lambda: None, renew=0.05)
    with watching(watched):
        until(lambda: idles(proxy) >= 3)
    assert "DONE" in [line.split()[0] for line in proxy.lines]


def test_a_lost_connection_is_made_again_and_wakes(world: World, proxy: ImapBetween) -> None:
    """Given a watched inbox, when the connection breaks, then a new one is made, and it wakes: mail may have come."""
    woken = Event()
    account = world.account()
    with watching(Watch(server_of(account), secret_of(account, world.tokens), woken.set, pause=0.01)):
        until(lambda: idles(proxy) == 1)
        proxy.cut()
        assert woken.wait(5)
        until(lambda: idles(proxy) == 2)


def test_a_refused_login_ends_it(world: World, proxy: ImapBetween) -> None:
    """Given a password that is refused, when watching, then it ends by itself: the sync tells what to do."""
    proxy.faults.add(Fault("answer", "AUTHENTICATE", body="NO [AUTHENTICATIONFAILED] no"))
    watched = watch(world.account(), world.tokens, lambda: None)
    watched.run()
    watched.close()


def test_a_server_without_idle_ends_it(world: World) -> None:
    """Given a server that knows no IDLE, when watching, then it ends by itself."""
    with fake_imap() as fake:
        world.port = fake.port
        watched = watch(world.account(), world.tokens, lambda: None)
        watched.run()
        watched.close()
        assert fake.violations == []


def test_stopped_before_it_began(world: World, proxy: ImapBetween) -> None:
    """Given a watch that was stopped already, when run, then it connects to nobody."""
    watched = watch(world.account(), world.tokens, lambda: None)
    watched.stop()
    watched.run()
    watched.close()
    assert proxy.connections == 0


def test_stopped_while_the_server_is_away(world: World) -> None:
    """Given a server that can't be reached, when stopped while waiting for it, then it ends at once."""
    world.port = 1
    with watching(watch(world.account(), world.tokens, lambda: None)):
        clock.sleep(0.05)
