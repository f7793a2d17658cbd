"""The digest as files in a folder (``via = "file:digests/"``): the message itself, and its two texts for people."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import blake2b
from pathlib import Path

from syncd.files import atomic_write
from syncd.ports import Unavailable

_WEEK = re.compile(r"(?<!\d)(\d{4})-?W([0-5]\d)(?!\d)", re.IGNORECASE)


class FileMailer:
    """`ports.Mailer` over a folder, made when needed and readable by the user alone, as are the files.

    A digest of week 2026-W10 becomes ``syncd-digest-2026-W10.eml`` with ``.html`` and ``.txt`` beside it. The ``.eml``
    is written last: a message is there once that is there. The week is read from an ``X-Syncd-Digest`` header or from
    the Message-ID; without one, and if another message holds the name, a hash of the Message-ID tells them apart.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> str:
        """Writes the files and gives the path of the HTML (of the plain text if there is none)."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return str(self._send(message))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Unavailable(
                f"The digest cannot be written to {self._folder}: {reason}; "
                "put that right, or change [digest].via, and run `syncd digest --send`"
            ) from None

    def _send(self, message: EmailMessage) -> Path:
        place = self._place(message)
        if not _named(place, ".eml").exists():
            for suffix, text in _texts(message):
                atomic_write(_named(place, suffix), text, mode=0o600)
            raw = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
            atomic_write(_named(place, ".eml"), raw, mode=0o600)
        return next((one for one in (_named(place, ".html"), _named(place, ".txt")) if one.exists()), place)

    def _place(self, message: EmailMessage) -> Path:
        """The files' common path without suffix: a free one, or the one where this very message is."""
        uid = _id(message)
        mark = blake2b((uid or message.as_string()).encode(errors="replace"), digest_size=4).hexdigest()
        week = _WEEK.search(str(message.get("X-Syncd-Digest", ""))) or _WEEK.search(uid)
        if week is None:
            return self._folder / f"syncd-digest-{mark}"
        name = f"syncd-digest-{week[1]}-W{week[2]}"
        marked = self._folder / f"{name}-{mark}"
        if _named(marked, ".eml").exists():
            return marked
        holder = _named(self._folder / name, ".eml")
        if holder.exists() and _id(message_from_bytes(holder.read_bytes(), policy=policy.default)) != uid:
            return marked
        return self._folder / name


def _id(message: EmailMessage) -> str:
    return str(message.get("Message-ID", "")).strip()


def _named(place: Path, suffix: str) -> Path:
    return place.with_name(place.name + suffix)


def _texts(message: EmailMessage) -> list[tuple[str, bytes]]:
    """The two bodies as files. A browser takes a page that names no character set as UTF-8 only by its mark."""
    files: list[tuple[str, bytes]] = []
    html, plain = message.get_body(("html",)), message.get_body(("plain",))
    if isinstance(html, EmailMessage):
        page = str(html.get_content())
        files.append((".html", page.encode("utf-8" if "charset=" in page[:1024].lower() else "utf-8-sig")))
    if isinstance(plain, EmailMessage):
        files.append((".txt", str(plain.get_content()).encode()))
    return files
