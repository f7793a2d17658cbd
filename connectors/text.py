"""Text as a reader sees it: octets decoded, HTML made plain; the same for archives and providers. Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 100_000  # characters of a text that are looked at
_DEEPEST = 20  # quotations within quotations
_SPACES = re.compile(r"\s+")
_STATEFUL = ("utf-16", "utf-32", "iso-2022", "hz", "utf-7")  # octets of these may be valid UTF-8 and mean another text


def decoded(octets: bytes, charset: str) -> str:
    """The octets as text. UTF-8 is tried first: many a mail is recoded on its way and says what it was."""
    if not charset.startswith(_STATEFUL):
        try:
            return octets.decode()
        except UnicodeDecodeError:
            pass
    try:
        return octets.decode(charset or "cp1252", "replace")
    except (LookupError, ValueError):  # no charset, or none of text
        return octets.decode("cp1252", "replace")


_BLOCKS = frozenset("address article aside body caption dd div dt fieldset footer form header hr li main nav section td th tr".split())  # fmt: skip  # noqa: E501, SIM905 - one list
_SPACED = frozenset("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul".split())  # noqa: SIM905 - see above
_HIDDEN = frozenset({"script", "style", "title"})


def html_text(html: str) -> str:
    """HTML as plain text: a line a block, quotations marked with ``> ``, scripts and styles left out."""
    parser = _Plain()
    try:
        parser.feed(html[: LONGEST * 4])
        parser.close()
    except AssertionError:  # html.parser's answer to some broken declarations: what came before is kept
        pass
    return parser.text()


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._hidden = ""

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - html.parser's
        if tag in _HIDDEN:
            self._hidden = tag
        elif tag == "br":
            self._end_line(always=True)
        elif tag in _BLOCKS or tag in _SPACED:
            self._hidden = ""  # a title that never ended
            self._end_line()
            if tag in _SPACED:
                self._space()
            if tag == "blockquote":
                self._quotes = min(self._quotes + 1, _DEEPEST)
            if tag == "li":
                self._line.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""
        elif tag in _BLOCKS or tag in _SPACED:
            self._end_line()
            if tag == "blockquote":
                self._quotes = max(self._quotes - 1, 0)
            if tag in _SPACED:
                self._space()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._line.append(data)

    def _end_line(self, *, always: bool = False) -> None:
        line = _SPACES.sub(" ", "".join(self._line)).strip()
        self._line = []
        if line or always:
            self._lines.append(f"{'> ' * self._quotes}{line}".rstrip())

    def _space(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(("> " * self._quotes).rstrip())
