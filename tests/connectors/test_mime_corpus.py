"""Mail with edge cases made by others (origins and licences: tests/data/mime/README.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from connectors.mime import UnreadableMail, has_calendar_part, parse_mail
from syncd.model import Mark

CORPUS = Path(__file__).parent.parent / "data" / "mime"
FILES = sorted(path for folder in CORPUS.iterdir() if folder.is_dir() for path in folder.iterdir())
NOW = 1_790_000_000  # September 2026


def described(path: Path) -> str:
    """One line: author, time, number of parties, marks, subject; or why it can't be read."""
    raw = path.read_bytes()
    gap = re.search(rb"\r?\n\r?\n", raw)
    head = raw[: gap.start() + 1] if gap else raw
    envelope, _, rest = head.partition(b"\n") if head.startswith(b"From ") else (b"", b"", head)
    try:
        mail = parse_mail(rest, now=NOW, size=len(raw), calendar=has_calendar_part(raw), envelope=envelope)
    except UnreadableMail as problem:
        return f"unreadable: {problem}"
    at = datetime.fromtimestamp(mail.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    marks = "+".join(str(mark.name) for mark in Mark(mail.marks)) or "-"
    return f"{mail.author} {at} parties={len(mail.parties)} refs={len(mail.refs) // 8} {marks} | {mail.subject}"


def test_corpus(golden: Callable[[str, str], None]) -> None:
    """Given each file, when it is parsed, then it is the mail, or unreadable for the reason, of the golden file."""
    lines = [f"{path.relative_to(CORPUS).as_posix()}: {described(path)}\n" for path in FILES]
    golden("mime_corpus.txt", "".join(lines))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_types_agree_with_the_standard_library(path: Path) -> None:
    """Given each file, when it is looked through, then an invitation is only where the standard library sees a part."""
    raw = path.read_bytes()
    parts = [part.get_content_type() for part in message_from_bytes(raw).walk()]
    assert has_calendar_part(raw) <= ("text/calendar" in parts)
