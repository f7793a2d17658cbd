"""Telling systemd how we are: the notify protocol, sd_notify(3).

Ten lines of our own: the sdnotify package encodes as Latin-1 and leaves its socket open where there is no systemd.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress

from syncd import clock


class Notify:
    """Sends to $NOTIFY_SOCKET; without one, says nothing."""

    def __init__(self, env: Mapping[str, str]) -> None:
        address = env.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        watched = env.get("WATCHDOG_USEC", "").isdecimal() and env.get("WATCHDOG_PID", str(os.getpid())) == str(
            os.getpid()
        )
        self.watchdog = int(env["WATCHDOG_USEC"]) / 1e6 if watched else 0.0
        """Seconds within which systemd wants a sign of life; 0.0 if it does not."""

    def ready(self) -> None:
        """Up, or done with reloading."""
        self._send("READY=1")

    def reloading(self) -> None:
        """A reload has begun (Type=notify-reload wants the monotonic time with it)."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={int(clock.monotonic() * 1e6)}")

    def stopping(self) -> None:
        """On the way out."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """Feeds the watchdog."""
        if self.watchdog:
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={text}")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
            line.sendto(text.encode(), self._address)
