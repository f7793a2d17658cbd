"""Where things stand in a TOML text, and its syntax errors in plain words; pure.

`tomllib` checks a text but says no line numbers, so a small scanner follows the grammar of TOML 1.0
(https://toml.io/en/v1.0.0) just far enough to name the line of every table, key and list element. It never judges:
on a text that is not TOML it stops where it is lost and keeps what it has found so far.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass, field

Key = tuple[str | int, ...]
"""The way to a value: names of keys and tables, and numbers of list elements and of [[tables]], from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_PART = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""")
_STRING = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'''
    r"""|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"""
    r'''|"(?:[^"\\\n]|\\.)*+"'''
    r"""|'[^'\n]*+'""",
    re.DOTALL,
)
_SCALAR = re.compile(r"""[^\s,\]}#"'][^,\]}#\n]*+""")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key or table that is set a second time."""

    key: Key
    line: int
    first: int


@dataclass(slots=True)
class Places:
    """Lines count from 1. `unclosed`: the brackets still open where the scanner was lost, with their lines."""

    lines: dict[Key, int] = field(default_factory=dict)
    repeated: Repeated | None = None
    unclosed: list[tuple[str, int]] = field(default_factory=list)

    def line(self, key: Key) -> int | None:
        """The line of `key`, or of the nearest thing around it; None for the file as a whole."""
        while key:
            if key in self.lines:
                return self.lines[key]
            key = key[:-1]
        return None


def scan(text: str) -> Places:
    """Finds the lines of all tables, keys and list elements of `text`."""
    scanner = _Scanner(text)
    with suppress(_Lost, RecursionError):
        scanner.document()
    return scanner.places


class _Lost(Exception):
    """The text is not TOML from here on."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [match.start() for match in re.finditer("\n", text)]
        self.places = Places()
        self.said: dict[Key, int] = {}  # what was set outright, not only implied by a longer key
        self.arrays: dict[Key, int] = {}  # the number of the last [[table]] of each name

    def document(self) -> None:
        table: Key = ()
        while True:
            self.skip(_BLANK)
            if self.at >= len(self.text):
                return
            if self.text.startswith("[[", self.at):
                table = self.header("[[", "]]")
            elif self.text.startswith("[", self.at):
                table = self.header("[", "]")
            else:
                self.pair(table)

    def header(self, opening: str, closing: str) -> Key:
        line = self.line()
        self.at += len(opening)
        parts = self.key()
        self.take(closing)
        path: Key = ()
        for part in parts[:-1]:
            path = (*path, part)
            self.places.lines.setdefault(path, line)
            if path in self.arrays:
                path = (*path, self.arrays[path])
        path = (*path, parts[-1])
        if opening == "[[":
            self.places.lines.setdefault(path, line)
            self.arrays[path] = self.arrays.get(path, -1) + 1
            path = (*path, self.arrays[path])
        self.set(path, line)
        return path

    def pair(self, table: Key) -> None:
        line = self.line()
        parts = self.key()
        self.take("=")
        path = table
        for part in parts[:-1]:
            path = (*path, part)
            self.places.lines.setdefault(path, line)
        path = (*path, parts[-1])
        self.set(path, line)
        self.value(path)

    def set(self, path: Key, line: int) -> None:
        if path in self.said and self.places.repeated is None:
            self.places.repeated = Repeated(path, line, self.said[path])
        self.said.setdefault(path, line)
        self.places.lines[path] = self.said[path]

    def key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.skip(_SPACE)
            match = _PART.match(self.text, self.at)
            if match is None:
                raise _Lost
            self.at = match.end()
            parts.append(_plain(match[0]))
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def value(self, path: Key) -> None:
        self.skip(_SPACE)
        opening = self.text[self.at : self.at + 1]
        if opening in ("[", "{"):
            self.places.unclosed.append((opening, self.line()))
            self.at += 1
            self.elements(path) if opening == "[" else self.pairs(path)
            self.places.unclosed.pop()
            return
        match = (_STRING if opening in ('"', "'") else _SCALAR).match(self.text, self.at)
        if match is None:
            raise _Lost
        self.at = match.end()

    def elements(self, path: Key) -> None:
        number = 0
        while not self.closes("]"):
            self.places.lines.setdefault((*path, number), self.line())
            self.value((*path, number))
            self.comma("]")
            number += 1

    def pairs(self, path: Key) -> None:
        while not self.closes("}"):
            self.pair(path)
            self.comma("}")

    def closes(self, bracket: str) -> bool:
        self.skip(_BLANK)
        if not self.text.startswith(bracket, self.at):
            return False
        self.at += 1
        return True

    def comma(self, bracket: str) -> None:
        self.skip(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1
        elif not self.text.startswith(bracket, self.at):
            raise _Lost

    def take(self, mark: str) -> None:
        self.skip(_SPACE)
        if not self.text.startswith(mark, self.at):
            raise _Lost
        self.at += len(mark)

    def skip(self, blanks: re.Pattern[str]) -> None:
        match = blanks.match(self.text, self.at)
        assert match is not None  # both patterns match the empty text
        self.at = match.end()

    def line(self) -> int:
        return bisect_left(self.ends, self.at) + 1


def _plain(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] == '"':
        try:
            return str(tomllib.loads(f"key = {part}")["key"])
        except ValueError as error:
            raise _Lost from error
    return part


# ---------------------------------------------------------------- syntax errors

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_PAIR = re.compile(r"\s*(?P<key>[\w.\"'-]+)\s*(?P<sign>[=:])\s*(?P<value>.*?)\s*(?:#.*)?\Z")
_WORDS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A text that is not TOML: where (`line` from 1), why, and how the line might read."""

    line: int | None
    why: str
    suggestion: str = ""


def explain(text: str, error: ValueError | RecursionError) -> SyntaxFault:
    """Says in plain words why `tomllib` refused `text`."""
    if isinstance(error, RecursionError):
        return SyntaxFault(None, "brackets are nested too deeply")
    message = str(error)
    match = _PLACE.search(message)
    lines = text.split("\n")
    line = int(match[1]) if match and match[1] else len(lines)
    places = scan(text)
    if places.repeated is not None and places.repeated.line <= line:
        name = ".".join(str(part) for part in places.repeated.key if isinstance(part, str))
        return SyntaxFault(
            places.repeated.line, f"{name} is set a second time; the first is on line {places.repeated.first}"
        )
    if places.unclosed and places.unclosed[0][1] < line:
        bracket, start = places.unclosed[0]
        if bracket == "{":
            return SyntaxFault(start, "what is between { and } must be on one line")
        return SyntaxFault(start, "the list that begins here has no closing ] or lacks a comma")
    why, suggestion = _line_fault(lines[min(line, len(lines)) - 1].rstrip("\r"))
    if not why:
        why = message[: match.start()] if match else message
        why = why[:1].lower() + why[1:]
    return SyntaxFault(line, why, suggestion)


def _line_fault(line: str) -> tuple[str, str]:
    """What is plainly wrong with one line, and how it might read; empty if nothing is plain."""
    if line.count("{") > line.count("}"):
        return "what is between { and } must be on one line", ""
    match = _PAIR.match(line[:200])
    if match is None:
        return "", ""
    key, value = match["key"], match["value"]
    if match["sign"] == ":":
        return "a key and its value are joined by =, not :", ""
    if not value:
        return "the value after = is missing", ""
    if value[0] in "\"'":
        if value.count(value[0]) == 1:
            return "the closing quote is missing", f"{key} = {value}{value[0]}"
        if value[0] == '"' and "\\" in value:
            return "in \"…\" a backslash has a meaning of its own: write it twice, or use '…'", ""
        return "", ""
    if value[0] in "[{":
        return "", ""
    if value.lower() in _WORDS:
        return "true and false are written in lower case, without quotes", f"{key} = {_WORDS[value.lower()]}"
    if '"' in value or "'" in value:
        return "", ""
    return "a text needs quotes", f'{key} = "{value}"'
