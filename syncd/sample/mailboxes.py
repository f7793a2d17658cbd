"""Mails → an mbox as Google Takeout gives it, and a Maildir++ tree as a mail server keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from syncd.sample.letters import Letter

_FROM = re.compile(r"^(?=>*From )", re.MULTILINE)
_FOLDERS = {"inbox": (".", "S"), "sent": (".Sent", "S"), "drafts": (".", "DS")}


def write_mbox(path: Path, letters: Iterable[Letter]) -> None:
    """The letters whose place is mbox, with Gmail's two headers on top (mboxrd quoting)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for letter in letters:
            if letter.place == "mbox":
                file.write(f"From {letter.thread}@xxx {letter.at:%a %b %d %H:%M:%S +0000 %Y}\n")
                file.write(f"X-GM-THRID: {letter.thread}\nX-Gmail-Labels: {letter.labels}\n")
                file.write(_FROM.sub(">", letter.raw).rstrip("\n") + "\n\n")


def write_maildir(root: Path, letters: Iterable[Letter]) -> None:
    """The other letters, by folder, named as Dovecot names them."""
    for folder in {folder for folder, _ in _FOLDERS.values()}:
        for part in ("cur", "new", "tmp"):
            (root / folder / part).mkdir(parents=True, exist_ok=True)
    kept = [letter for letter in letters if letter.place in _FOLDERS]
    for number, letter in enumerate(kept, start=1):
        folder, flags = _FOLDERS[letter.place]
        name = f"{letter.at.timestamp():.0f}.M{number:06}P1.mail.example:2,{flags}"
        (root / folder / "cur" / name).write_text(letter.raw, "utf-8", newline="\n")
