"""Texts of sink items: cut to a place's limits, and compared after its editor has had them; pure."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INLINE = {"a", "b", "i", "u", "em", "strong", "span", "font", "s", "code", "small"}


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, the smallest that "characters" can mean; "…" shows that something is missing."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def words(text: str) -> str:
    """The words of HTML, however an editor wrote them down: breaks as <br>, links as <a>, & as &amp;; or of plain text
    in which nothing looks like HTML.
    """
    bare = _TAG.sub(lambda tag: "" if tag[1].lower() in _INLINE else " ", text)
    return " ".join(_ENTITY.sub(lambda one: html.unescape(one[0]), bare).split())
