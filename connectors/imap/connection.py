"""Making a connection to an account's IMAP server: TLS, login, what is switched on."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
from collections.abc import Callable

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)

from connectors.imap import errors
from connectors.imap.errors import Refusal
from connectors.imap.server import Server
from connectors.patience import Again, unreached
from syncd.ports import AuthExpired, Trouble

logging.getLogger("imapclient").setLevel(logging.WARNING)  # its debug lines quote mail

_TIMEOUT = SocketTimeout(connect=20, read=90)  # seconds; a search of a big folder takes its time

Secret = Callable[[bool], str]
"""Gives the password; called with True after that one was refused."""


def connected(server: Server, secret: Secret, doing: str) -> IMAPClient:
    """A connection that is logged in; QRESYNC is on if the server has it. Raises Trouble, Again."""
    try:
        context = ssl.create_default_context() if server.tls == "implicit" else None
        client = IMAPClient(server.host, server.port, ssl=context is not None, ssl_context=context, timeout=_TIMEOUT)
    except ssl.SSLError as error:
        raise errors.bad_tls(server, error) from error
    except TimeoutError as error:  # twenty seconds of silence are asked for twice, not six times
        raise errors.offline(server, doing, "no answer", reached=False) from error
    except (IMAPClientError, OSError) as error:
        raise lost(server, doing, error) from error
    try:
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a search leaves in two pieces
        if server.tls == "starttls":
            _start_tls(server, client)
        client.folder_encode = client.normalise_times = False
        if client._imap.state == "NONAUTH":  # else the server knows us already (PREAUTH)
            _log_in(server, client, secret)
        if client.has_capability("QRESYNC") and client.has_capability("ENABLE"):
            client.enable("QRESYNC")
    except BaseException:
        close([client])
        raise
    return client


def close(held: list[IMAPClient]) -> None:
    """Ends connections, without a word that may take time."""
    while held:
        with contextlib.suppress(OSError, IMAPClientError):
            held.pop().shutdown()


def lost(server: Server, doing: str, error: Exception) -> Exception:
    """What to raise for a connection that is gone: nobody there, cut off, or shown the door."""
    if errors.refusal(str(error)) is Refusal.RATE:
        return errors.rate_limited(server, doing)
    why = getattr(error, "strerror", None) or type(error).__name__
    return errors.offline(server, doing, why, reached=not unreached(error))


def _start_tls(server: Server, client: IMAPClient) -> None:
    if not client.has_capability("STARTTLS"):
        if not server.clear:
            raise errors.no_tls(server)
        return
    try:
        client.starttls(ssl.create_default_context())
    except ssl.SSLError as error:
        raise errors.bad_tls(server, error) from error


def _log_in(server: Server, client: IMAPClient, secret: Secret) -> None:
    """With the password at hand, and once more if another one is given after its refusal."""
    password = secret(False)
    refused = _refusal(server, client, password)
    if isinstance(refused, AuthExpired):
        other = secret(True)
        if other != password:
            refused = _refusal(server, client, other)
    if refused is not None:
        raise refused


def _refusal(server: Server, client: IMAPClient, password: str) -> Trouble | Again | None:
    """Tries to log in; why not, or None."""
    plain = client.has_capability("AUTH=PLAIN")
    if not plain and client.has_capability("LOGINDISABLED"):
        return errors.no_tls(server)
    try:
        if plain:
            client.plain_login(server.username, password)
        else:
            client.login(server.username, password)
    except (LoginError, UnicodeError) as error:
        if isinstance(error.__context__, IMAPClientAbortError):  # cut off, not refused
            raise lost(server, "logging in", error) from error
        return errors.login_refused(server, str(error))
    return None
