"""Signed mail links: a mail to myself whose subject settles a follow-up (CONTRACT.md §7); pure.

The subject is ``syncd: VERB KEY [ARGUMENT] SIGNATURE``. The signature is HMAC-SHA256 (RFC 2104) over verb, key and
argument, cut to 128 bits, in URL-safe base64 (22 characters). That a command is from me and obeyed once is the
reader's business, not this module's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import quote

from syncd.dates import Duration

VERBS = ("done", "snooze", "dismiss", "mute")
SNOOZE = "2w"
"""How long the digest's snooze link puts a follow-up off."""

_KEY = re.compile(r"[A-Za-z0-9._~=-]{1,128}\Z")
_REAL_KEY = re.compile(r"[0-9a-v]{26}\Z")  # as `reconcile.followup_key` makes them
_SIGNED_BYTES = 16


@dataclass(frozen=True, slots=True)
class Command:
    """What a signed subject asks for. `argument` is a duration for snooze, else ""."""

    verb: str
    key: str
    argument: str = ""


def mail_link(owner_address: str, key: str, verb: str, secret: bytes, argument: str | None = None) -> str:
    """A ``mailto:`` link (RFC 6068) to `owner_address`; snooze takes two weeks unless `argument` says otherwise."""
    return f"mailto:{quote(owner_address, safe='@')}?subject={quote(subject(key, verb, secret, argument), safe='')}"


def subject(key: str, verb: str, secret: bytes, argument: str | None = None) -> str:
    """The signed subject itself. Raises ValueError for an unknown verb, a key or an argument that can't be signed."""
    command = Command(verb, key, argument if argument is not None else SNOOZE if verb == "snooze" else "")
    if not _sound(command):
        raise ValueError(f"cannot sign {command}")
    words = ["syncd:", verb, key, command.argument, _signature(command, secret)]
    return " ".join(word for word in words if word)


def read_command(subject: str, secret: bytes) -> Command | None:
    """The command of a subject as it arrived, or None if it is none or its signature is not ours."""
    words = subject.split()
    if len(words) not in (4, 5) or words[0].lower() != "syncd:":
        return None
    command = Command(words[1].lower(), words[2], words[3] if len(words) == 5 else "")
    if not _sound(command):
        return None
    given, wanted = words[-1].encode("utf-8", "replace"), _signature(command, secret).encode()
    return command if hmac.compare_digest(given, wanted) else None


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
    if command.verb != "snooze":
        return not command.argument
    try:
        Duration.parse(command.argument)
    except ValueError:
        return False
    return not re.search(r"\s", command.argument)


def _signature(command: Command, secret: bytes) -> str:
    if not secret:
        raise ValueError("an empty secret signs nothing")
    signed = "\0".join(("syncd mail command", command.verb, command.key, command.argument)).encode()
    digest = hmac.new(secret, signed, hashlib.sha256).digest()[:_SIGNED_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
