"""Foreign text made harmless before it is shown: one line, no control or bidi characters, links only to the web.

What is stripped follows Unicode TR 36 (bidirectional overrides forge reading order) and TR 9; HTML escaping is
Jinja's part (`syncd.digest.message`).
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

from markupsafe import Markup

_JOINERS = "\u200c\u200d"  # Persian and emoji need them, and they move nothing
_SPACES = re.compile(r"\s+")
_UNSAFE_IN_LINK = "\"'<>\\^`{|}"


def plain(text: str, limit: int = 300) -> str:
    """`text` as one line of at most `limit` characters, without control, format and surrogate characters."""
    if text.isascii() and text.isprintable():
        line = text
    else:
        line = "".join(map(_shown, text))
    line = _SPACES.sub(" ", line).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Cs") and char not in _JOINERS:
        return ""
    return char


def finalize(value: object) -> object:
    """For Jinja: every string a template prints passes here; only what we made ourselves (Markup) stays as it is."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def web_link(url: str) -> str:
    """`url` if it is an absolute http or https address, percent-encoded to printable ASCII; otherwise ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.username is not None:
        return ""
    if any(ord(char) <= 0x20 or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000 for char in url):
        return ""
    return "".join(quote(char) if not char.isascii() or char in _UNSAFE_IN_LINK else char for char in url)
