"""Texts as Google's fields hold them; pure."""

from __future__ import annotations

import re

from connectors import stamp
from connectors.sink_text import cut, words

TITLE_LIMIT = 1000  # of 1024 (Tasks; Calendar names none): a tick goes before it
NOTES_LIMIT = 8192  # discovery documents: Task.notes; Event.description is as long
_OPENS_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def title(text: str) -> str:
    """One line within the limit."""
    return cut(stamp.one_line(text), TITLE_LIMIT)


def description(text: str) -> str:
    """Notes as an event holds them. Google shows descriptions as HTML: foreign text must not open a tag there."""
    return cut(_OPENS_TAG.sub("‹", stamp.tidy(text)), NOTES_LIMIT)


def plain(text: str) -> str:
    """The words of a description, however Google's editor wrote them down."""
    return words(text)
