"""One thing `doctor` found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is ok, note or bad; only bad means that something is wrong. `fix` is one line that says what to do."""

    level: str
    text: str
    fix: str = ""


def ok(text: str) -> Finding:
    """All is well with this."""
    return Finding("ok", text)


def note(text: str, fix: str) -> Finding:
    """Worth knowing; nothing fails because of it."""
    return Finding("note", text, fix)


def bad(text: str, fix: str) -> Finding:
    """Wrong, and to be mended."""
    return Finding("bad", text, fix)
