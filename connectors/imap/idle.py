"""Waiting for mail with IDLE (RFC 2177): the server speaks when something arrives, and nobody asks in between.

IDLE is begun anew before the 29 minutes after which a server may hang up. Waiting is one poll on the connection and on
a pipe that `stop` writes into: no thread wakes up for nothing, and stopping takes no time.
"""

from __future__ import annotations

import os
import select
import ssl
from collections.abc import Callable
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from connectors.imap.account import secret_of
from connectors.imap.connection import Secret, close, connected
from connectors.imap.server import Server, server_of
from connectors.patience import Again
from syncd.ports import Locked, RateLimited, Trouble, Unavailable
from syncd.settings import Account
from syncd.tokens import TokenStore

_RENEW = 27 * 60.0  # seconds
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 15 * 60.0  # seconds before connecting again, doubled each time


class Watch:
    """Watches the inbox of one account. `run` in a thread of its own; `stop` from any other ends it."""

    def __init__(
        self,
        server: Server,
        secret: Secret,
        wake: Callable[[], None],
        *,
        renew: float = _RENEW,
        pause: float = _FIRST_PAUSE,
    ) -> None:
        self._server, self._secret, self._wake, self._renew = server, secret, wake, renew
        self._first_pause = self._pause = pause
        self._told, self._tell = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def stop(self) -> None:
        """`run` returns at once. May be called more than once, and before `run`."""
        os.write(self._tell, b"x")

    def close(self) -> None:
        """Gives the pipe back, after `run` returned."""
        for one in (self._told, self._tell):
            os.close(one)

    def run(self) -> None:
        """Calls `wake` whenever mail may have arrived, until stopped. Never raises.

        Returns early where watching can't help: the login is refused or the server knows no IDLE; the regular sync
        tells what is to be done.
        """
        missed = False  # whether something may have come while nobody watched
        while not self._stopped(0):
            held: list[IMAPClient] = []
            try:
                held.append(connected(self._server, self._secret, "waiting for mail"))
                if not held[0].has_capability("IDLE"):
                    return
                held[0].select_folder("INBOX", readonly=True)
                if missed:
                    self._wake()
                missed = True
                self._watch(held[0])
                return
            except Again as again:
                if isinstance(again.trouble, RateLimited):
                    self._pause = max(self._pause, 60.0)
            except (Unavailable, Locked):
                pass
            except Trouble:
                return
            except (IMAPClientError, OSError, ValueError, TypeError, LookupError):
                pass  # cut off, or nonsense: both end with a new connection
            finally:
                close(held)
            if self._stopped(self._pause):
                return
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _watch(self, client: IMAPClient) -> None:
        """Until stopped. Raises what a lost connection raises."""
        while True:
            client.idle()
            stopped, spoke = (False, True) if _waiting(client) else self._poll(client)
            if stopped:
                return
            _, told = client.idle_done()
            self._pause = self._first_pause
            if spoke and any(_arrived(one) for one in told):
                self._wake()

    def _poll(self, client: IMAPClient) -> tuple[bool, bool]:
        """Waits; whether it is to stop, and whether the server said something."""
        poller = select.poll()
        poller.register(self._told, select.POLLIN)
        poller.register(client.socket().fileno(), select.POLLIN)
        ready = {number for number, _ in poller.poll(self._renew * 1000)}
        return self._told in ready, bool(ready)

    def _stopped(self, seconds: float) -> bool:
        poller = select.poll()
        poller.register(self._told, select.POLLIN)
        return bool(poller.poll(seconds * 1000))


def watch(account: Account, tokens: TokenStore, wake: Callable[[], None]) -> Watch:
    """What watches an account's inbox."""
    return Watch(server_of(account), secret_of(account, tokens), wake)


def _waiting(client: IMAPClient) -> bool:
    """Whether something came together with the server's consent and lies in the reader already, where no poll sees it.

    The one look into imaplib's reader: IMAPClient's own check asks the socket alone.
    """
    link: Any = client.socket()
    reader = getattr(client._imap, "_file", None) or client._imap.file  # Python 3.14, and before
    before = link.gettimeout()
    link.settimeout(0)
    try:
        return bool(reader.peek(1))
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        link.settimeout(before)


def _arrived(told: Any) -> bool:
    return isinstance(told, tuple) and len(told) > 1 and told[1] in (b"EXISTS", b"RECENT")
