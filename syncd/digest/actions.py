"""Signed mail links: a mail to myself whose subject settles a follow-up (CONTRACT.md §7); pure.

The subject is ``syncd: VERB KEY [ARGUMENT] SIGNATURE``, the signature ``2026W47-`` and 22 characters: the ISO week of
the digest it was issued with, and HMAC-SHA256 (RFC 2104) over verb, key, argument and that week, cut to 128 bits, in
URL-safe base64. So a link of another week is another command, and all mails of one link are one. That a command is
from me, in time and obeyed once is the reader's business, not this module's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from syncd.dates import Duration

VERBS = ("done", "snooze", "dismiss", "mute")
SNOOZE = "2w"
"""How long the digest's snooze link puts a follow-up off."""

_KEY = re.compile(r"[A-Za-z0-9._~=-]{1,128}\Z")
_REAL_KEY = re.compile(r"[0-9a-v]{26}\Z")  # as `reconcile.followup_key` makes them
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})\Z")
_SIGNED = re.compile(r"([0-9]{4})W([0-9]{2})-[A-Za-z0-9_-]{22}\Z")
_SIGNED_BYTES = 16


@dataclass(frozen=True, slots=True)
class Command:
    """What a signed subject asks for. `week`: the ISO week it was issued in, ``2026-W47``.

    `argument` is a duration for snooze, else "". `signature` is the word as signed: what makes two mails one command.
    """

    verb: str
    key: str
    argument: str
    week: str
    signature: str = ""

    @property
    def monday(self) -> date:
        """The first day of its week. Raises ValueError if there is no such week."""
        found = _WEEK.match(self.week)
        if found is None:
            raise ValueError(f"{self.week!r} is not an ISO week like 2026-W47")
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)


def mail_link(owner_address: str, key: str, verb: str, secret: bytes, week: str) -> str:
    """A ``mailto:`` link (RFC 6068) to `owner_address`, issued in `week`; snooze takes two weeks."""
    return f"mailto:{quote(owner_address, safe='@')}?subject={quote(subject(key, verb, secret, week), safe='')}"


def subject(key: str, verb: str, secret: bytes, week: str) -> str:
    """The signed subject itself. Raises ValueError for an unknown verb, a key or a week that can't be signed."""
    command = Command(verb, key, SNOOZE if verb == "snooze" else "", week)
    if not _sound(command):
        raise ValueError(f"cannot sign {command}")
    words = ["syncd:", verb, key, command.argument, _signature(command, secret)]
    return " ".join(word for word in words if word)


def read_command(subject: str, secret: bytes) -> Command | None:
    """The command of a subject as it arrived, or None if it is none or its signature is not ours."""
    words = subject.split()
    if len(words) not in (4, 5) or words[0].lower() != "syncd:":
        return None
    signed = _SIGNED.match(words[-1])
    if signed is None:
        return None
    command = Command(words[1].lower(), words[2], words[3] if len(words) == 5 else "", f"{signed[1]}-W{signed[2]}")
    if not _sound(command) or not hmac.compare_digest(words[-1], _signature(command, secret)):
        return None
    return replace(command, signature=words[-1])


def looks_signed(subject: str) -> bool:
    """Whether a subject is meant as a command, ours or not: ``syncd: VERB`` and a key, with or without a signature."""
    words = subject.split()
    return (
        3 <= len(words) <= 5
        and words[0].lower() == "syncd:"
        and words[1].lower() in VERBS
        and _REAL_KEY.match(words[2]) is not None
    )


def _sound(command: Command) -> bool:
    if command.verb not in VERBS or not _KEY.match(command.key):
        return False
    try:
        command.monday  # noqa: B018 - raises if there is no such week
        if command.verb != "snooze":
            return not command.argument
        Duration.parse(command.argument)
    except ValueError:
        return False
    return not re.search(r"\s", command.argument)


def _signature(command: Command, secret: bytes) -> str:
    if not secret:
        raise ValueError("an empty secret signs nothing")
    signed = "\0".join(("syncd mail command", command.verb, command.key, command.argument, command.week)).encode()
    digest = hmac.new(secret, signed, hashlib.sha256).digest()[:_SIGNED_BYTES]
    return f"{command.week.replace('-', '')}-{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
