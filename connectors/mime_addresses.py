"""Address lists of mail headers: structure first, names decoded after (CONTRACT.md §4).

Two ways to the same result: `usual` for plain lists, one regular expression an address; `unusual`, a tokenizer for
all of RFC 5322 §3.4 and §4.4 and for what mail programs make of it:

* in ``a@evil.org <b@good.org>`` and an unquoted ``Müller, Jürgen <j@x.org>`` the (last) angle brackets hold the
  address, the rest is the name;
* members of groups are addresses, their labels never;
* ``;`` parts addresses as Outlook writes it; encoded words are one token whatever stands in them;
* brackets, quotes and comments that never end cost themselves.
"""

from __future__ import annotations

import re
from functools import lru_cache

from connectors.mime_text import as_text, readable
from syncd.addresses import canonical

Named = tuple[str, str]
"""(canonical address, display name or "")"""

_MOST = 20_000  # addresses of one header that are read
_TOKENS_READ = 200_000  # of one header: enough for that many addresses, half a second at the worst
_PIECE = 400  # characters of a plain address with its name
_CACHED = 2000  # octets of a header value worth remembering
_NAME = 200  # characters of a display name that are kept

_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-"
_ADDRESS = rf"[{_ATEXT}]++@[A-Za-z0-9.\-]++"
_ENTRY = re.compile(
    r"[ \t\r\n]*+(?:"
    rf'(?:"([^"\\]*+)"[ \t\r\n]*+|([{_ATEXT}][{_ATEXT} \t]*+))?+<({_ADDRESS})>'
    rf"|((?!=\?){_ADDRESS})"
    r")[ \t\r\n]*+"
)
_PIECES = re.compile(r'(?:[^",]++|"[^"\\]*+")++')
_TOKENS = r"""(?P<space>\s++)
    | (?P<encoded>=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]{0,1000}\?=)
    | (?P<quoted>"(?:[^"\\]|\\.)*+")
    | (?P<angle><[^<>]*+>)
    | (?P<literal>\[[^\[\]]*+\])
    | (?P<word>[^\s"(),:;<>\[\]]++)
    | (?P<mark>.)"""
_TOKEN = re.compile(_TOKENS, re.VERBOSE | re.DOTALL)
_UNQUOTED = re.compile(_TOKENS.replace("(?P<quoted>", "(?P<quoted>(?!)"), re.VERBOSE | re.DOTALL)
_PAREN = re.compile(r"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"\s*@\s*|\s+\.\s*")
_ROUTE = re.compile(r"@[^:<>]*:")
_SOLID = re.compile(r'(?:"(?:[^"\\]|\\.)*+"|[^\s"]++)++', re.DOTALL)


def addresses(value: bytes) -> tuple[Named, ...]:
    """The addresses of one header value, in order, each once."""
    return _remembered(value) if len(value) <= _CACHED else _parsed(value)


def _parsed(value: bytes) -> tuple[Named, ...]:
    text = as_text(value)
    found = usual(text)
    if found is None:
        found = unusual(text)
    once = dict(reversed(found))
    if len(once) == len(found):
        return tuple(found)
    return tuple((address, once.pop(address)) for address, _ in found if address in once)


_remembered = lru_cache(maxsize=16_384)(_parsed)  # people repeat


def usual(text: str) -> list[Named] | None:
    """The addresses of a plain list, or None if this is more than a plain list."""
    pieces = text.split(",")
    if '"' in text:
        pieces = _PIECES.findall(text)
        if ",".join(pieces) != text:
            return None
    if len(pieces) > _MOST or max(map(len, pieces)) > _PIECE:
        return None
    found: list[Named] = []
    for piece in pieces:
        entry = _entry(piece)
        if entry is None:
            return None
        found.append(entry)
    return found


@lru_cache(maxsize=32_768)  # lists differ more than the people in them
def _entry(piece: str) -> Named | None:
    entry = _ENTRY.fullmatch(piece)
    if not entry:
        return None
    quoted, phrase, angle, bare = entry.groups()
    address = canonical(angle or bare)
    return (address, named(quoted or phrase or "", address)) if address else None


def unusual(text: str) -> list[Named]:
    """The addresses of any header value."""
    reader = _Reader()
    at, end, left = 0, len(text), _TOKENS_READ
    tokens = _TOKEN
    comments = True  # false once one was found not to end
    while at < end and left and len(reader.found) < _MOST:
        left -= 1
        token = tokens.match(text, at)
        assert token  # the last alternative takes anything
        kind, piece = token.lastgroup or "", token[0]
        at = token.end()
        if kind != "mark":
            reader.take(kind, piece)
        elif piece == "(" and comments:
            close = _closing(text, at)
            comments = close > 0
            if comments:
                reader.comment = text[at : close - 1]
                at = close
        elif piece == '"':
            tokens = _UNQUOTED  # this one does not end; looking at each for that would take for ever
        else:
            reader.mark(piece)
    reader.finish("")
    return reader.found[:_MOST]


def named(phrase: str, address: str) -> str:
    """A display name for people; "" if it says no more than the address."""
    name = _SPACES.sub(" ", readable(phrase)).strip("\"' ")[:_NAME].rstrip()
    return "" if "@" in name and canonical(name) == address else name


class _Reader:
    """One address being read: its words so far, and what stood in angle brackets."""

    def __init__(self) -> None:
        self.found: list[Named] = []
        self.before = ""  # unquoted words without an address before a comma: perhaps half a name
        self.comment = ""
        self._clear()

    def _clear(self) -> None:
        self.phrase: list[str] = []  # as a name
        self.bare: list[str] = []  # as an address
        self.plain = True  # nothing quoted or encoded in the name
        self.angle = ""
        self.name = ""

    def take(self, kind: str, piece: str) -> None:
        """Adds one token."""
        if kind == "angle":
            address = _angle(piece[1:-1])
            if address:
                self.angle = address
                self.name = "".join(self.phrase)
            self.plain = self.plain and bool(address)
            return
        self.plain = self.plain and kind not in ("quoted", "encoded")
        self.phrase.append(" " if kind == "space" else _ESCAPE.sub(r"\1", piece[1:-1]) if kind == "quoted" else piece)
        self.bare.append(" " if kind in ("space", "encoded") else piece)

    def mark(self, piece: str) -> None:
        """A character that stands alone: parts addresses, ends a label, or is a stray one."""
        if piece in ",;" or (piece == ":" and self.angle):
            self.finish(piece)
        elif piece == ":":
            self._clear()
            self.comment = self.before = ""
        else:
            self.bare.append(" ")

    def finish(self, mark: str) -> None:
        """Ends one address."""
        phrase = "".join(self.phrase)
        before, self.before = self.before, ""
        if self.angle:
            name = self.name if self.name.strip() else phrase
            if before and self.plain and name.strip():
                name = f"{before}, {name}"
            self.found.append((self.angle, named(name if name.strip() else self.comment, self.angle)))
        elif "@" in phrase:
            self.found += _bare("".join(self.bare), self.comment)
        elif mark == "," and self.plain and len(phrase) < _NAME:
            words = phrase.strip()
            self.before = f"{before}, {words}"[:_NAME] if before and words else words
        self.comment = ""
        self._clear()


def _bare(text: str, comment: str) -> list[Named]:
    """The addresses among words without angle brackets; usually the words are just one address.

    A quoted string that looks like an address counts only if nothing else does.
    """
    words = _SOLID.findall(_tight(_SPACES.sub(" ", text)))
    read = [(word, canonical(word)) for word in words if "@" in word]
    good = [address for word, address in read if address and not word.endswith('"')]
    good = good or [address for _, address in read if address]
    if len(good) == 1:
        name = " ".join(word for word in words if "@" not in word)
        return [(good[0], named(name or comment, good[0]))]
    return [(address, "") for address in good]


def _angle(text: str) -> str | None:
    """The address in angle brackets, perhaps with comments, a route (RFC 5322 §4.4) or loose white space."""
    if "(" in text:
        text = _uncommented(text)
    text = _SPACES.sub(" ", text).strip()
    if '"' not in text:
        text = _tight(text)
    route = _ROUTE.match(text)
    return canonical(text[route.end() :] if route else text)


def _tight(text: str) -> str:
    """The text without the white space that obsolete syntax allows around ``@`` and before a dot."""
    return _LOOSE.sub(lambda found: found[0].strip(), text) if " " in text else text


def _uncommented(text: str) -> str:
    out, at = [], 0
    while (start := text.find("(", at)) >= 0 and (close := _closing(text, start + 1)) > 0:
        out.append(text[at:start])
        at = close
    return "".join(out) + text[at:]


def _closing(text: str, at: int) -> int:
    """Where the comment ends whose inside begins at `at`, or -1."""
    depth = 1
    for mark in _PAREN.finditer(text, at):
        if mark[0] == "(":
            depth += 1
        elif mark[0] == ")":
            depth -= 1
            if depth == 0:
                return mark.end()
    return -1
